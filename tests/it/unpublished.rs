//! What is never published, though it lies where published things lie.

use crate::common::{TestSite, run_in};

/// Stands in everything that must not be published.
const SECRET: &str = "SECRET 37.5665N 126.9780E";

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

fn segment(marker: u8, says: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xff, marker];
    segment.extend((says.len() as u16 + 2).to_be_bytes());
    segment.extend(says);
    segment
}

/// A picture of 640 by 480 pixels that a camera was turned for, and that tells where it was taken.
fn photo(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x82, 0x98, 0, 2, 0, 0, 0, 25, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend(SECRET.as_bytes());
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(0xe1, &exif));
    bytes.extend(segment(0xc0, &[8, 1, 224, 2, 128, 1, 1, 0x11, 0]));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    bytes.extend(b"\x12\xff\x00\x34\xff\xd9");
    bytes
}

fn with_photos(site: TestSite) -> TestSite {
    site.article(
        "a/index.md",
        "title = \"A\"\ndate = 2026-01-01\nimage = { path = \"lead.jpg\", alt = \"a\" }\n\
        enclosures = [\"lead.jpg\"]",
        "![](lead.jpg)",
    )
    .template(
        "page.html",
        "{{ page.image.width }}x{{ page.image.height }} \
        {% set size = get_image_metadata(path=\"upright.jpg\") %}{{ size.width }}x{{ size.height }} \
        {{ get_hash(path=\"upright.jpg\", sha_type=256, base64=false) }}",
    )
    .file("content/a/lead.jpg", photo(6))
    .file("static/upright.jpg", photo(3))
    .file("static/theme/strange.bin", photo(1))
}

#[test]
fn pictures_do_not_tell_where_they_were_taken() {
    let site = with_photos(TestSite::new()).build();
    let files = site.all_outputs();
    for path in ["a/lead.jpg", "upright.jpg", "theme/strange.bin"] {
        let bytes = &files[path];
        assert!(!holds(bytes, "SECRET"), "{path}");
        assert!(bytes.ends_with(b"\x12\xff\x00\x34\xff\xd9"), "{path}");
    }
    let page = site.output("a/index.html");
    assert!(page.starts_with("480x640 640x480 "), "{page}");
    // What is told of a file is told of what readers get.
    let length = files["a/lead.jpg"].len();
    site.shows("rss.xml", &format!("length=\"{length}\""));
}

#[test]
fn photographers_keep_what_their_pictures_tell() {
    let site = with_photos(TestSite::new()).build();
    let without = site.all_outputs();
    let hash = site.output("a/index.html");
    let site = site.config("keep_metadata = true").build();
    let files = site.all_outputs();
    for (path, orientation) in [("a/lead.jpg", 6), ("upright.jpg", 3)] {
        assert_eq!(files[path], photo(orientation), "{path}");
    }
    assert_ne!(site.output("a/index.html"), hash, "another hash");
    site.equals_clean();
    let site = site.config("keep_metadata = false").build();
    assert_eq!(site.all_outputs(), without);
    assert!(site.problems().is_empty());
}

#[test]
fn a_damaged_picture_that_tells_is_copied_with_a_warning_each_time() {
    let mut damaged = photo(6);
    // The frame is longer than the file.
    let frame = damaged
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .unwrap();
    damaged[frame + 2] = 0xff;
    let harmless = vec![0xff, 0xd8, 0xff, 0xc0, 0xff, 0xff];
    let site = TestSite::new()
        .file("static/damaged.jpg", &damaged)
        .file("static/harmless.jpg", &harmless)
        .article("a.md", "title = \"A\"", "")
        .build();
    let said =
        "the metadata of `static/damaged.jpg` could not be removed: it is damaged or too large";
    let mut site = site;
    for _ in 0..3 {
        let files = site.all_outputs();
        assert_eq!(files["damaged.jpg"], damaged);
        assert_eq!(files["harmless.jpg"], harmless);
        let warnings = site.report().warnings.iter();
        let titles: Vec<&str> = warnings.map(|warning| warning.title.as_str()).collect();
        assert_eq!(titles, [said]);
        site = site.build();
    }
    let site = site.config("keep_metadata = true").build();
    assert!(site.report().warnings.is_empty());
}

/// The titles of what the last build warned of.
fn warned(site: &TestSite) -> Vec<&str> {
    let warnings = site.report().warnings.iter();
    warnings.map(|warning| warning.title.as_str()).collect()
}

const DRAFT: &str = "+++\ntitle = \"D\"\ndraft = true\n+++\nSECRET\n";

fn with_leftovers(mut site: TestSite) -> TestSite {
    site = site.article("a.md", "title = \"A\"", "");
    for name in [
        "d.md",
        "d.md~",
        "d.md.bak",
        "d.md.orig",
        "d.md.rej",
        "d.md.save",
        "d.md.swp",
        "d.md.tmp",
        "d.md.old",
        "d.md.1",
        "d.md.txt",
        "#d.md#",
        "d_LOCAL_12.md",
    ] {
        site = site.file(&format!("content/news/{name}"), DRAFT);
    }
    for name in [
        "style.css~",
        "img/x.psd.bak",
        ".env",
        ".htpasswd",
        ".svn/entries",
        ".x.css.swp",
    ] {
        site = site.file(&format!("static/{name}"), SECRET);
    }
    site.file("static/.well-known/security.txt", "asked for")
        .file("static/.nojekyll", "")
        .file("static/.htaccess", "asked for")
        .file("static/#1.svg", "<svg/>")
}

#[test]
fn leftovers_and_hidden_files_are_not_published() {
    let mut site = with_leftovers(TestSite::new()).build();
    // The second build says what the first said, and does nothing.
    for _ in 0..3 {
        site = site.nowhere("SECRET");
        for path in [
            ".well-known/security.txt",
            ".nojekyll",
            ".htaccess",
            "#1.svg",
        ] {
            assert!(site.has_output(path), "{path}");
        }
        assert_eq!(
            warned(&site),
            [
                "15 files seem to be leftovers and are not published",
                "2 files are hidden and are not published"
            ]
        );
        site = site.build();
        assert!(site.report().rendered.is_empty() && site.report().parsed.is_empty());
    }
    assert!(site.findings().contains("15 files seem to be leftovers"));
}

#[test]
fn who_knows_of_leftovers_hears_no_more_and_may_publish_them() {
    let site = with_leftovers(TestSite::new())
        .config(
            "ignored_content = [\"*.md?*\", \"**/#*\", \"**/*_LOCAL_*\"]\n\
            ignored_static = [\".svn/**\", \".htpasswd\", \".*.swp\", \"*~\"]\n\
            publish_anyway = [\"**/*.bak\", \".env\"]",
        )
        .build();
    assert_eq!(warned(&site), [""; 0]);
    assert_eq!(site.output("img/x.psd.bak"), SECRET);
    assert_eq!(site.output(".env"), SECRET);
    for path in ["style.css~", ".htpasswd", "news/d.md~", "news/d.md.bak"] {
        assert!(!site.has_output(path), "{path}");
    }
    site.equals_clean();
}

#[test]
fn leftovers_of_a_theme_are_not_published_either() {
    let site = TestSite::new()
        .config("theme = \"t\"")
        .article("a.md", "title = \"A\"", "")
        .template("page.html", "{{ page.title }}")
        .file("themes/t/templates/index.html", "")
        .file("themes/t/static/t.css", "p{}")
        .file("themes/t/static/t.css~", SECRET)
        .file("themes/t/static/.env", SECRET)
        .build()
        .nowhere("SECRET");
    assert_eq!(
        warned(&site),
        [
            "`themes/t/static/.env` is hidden and is not published",
            "`themes/t/static/t.css~` seems to be a leftover and is not published"
        ]
    );
    assert!(site.has_output("t.css"));
}

#[test]
#[cfg(unix)]
fn a_file_that_somebody_edits_in_emacs_is_no_mistake() {
    let site = TestSite::in_folder().article("a.md", "title = \"A\"", "");
    for folder in ["content", "static", "templates", "data", "i18n"] {
        let folder = site.path().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink("me@here.4711:12", folder.join(".#x.css")).unwrap();
    }
    let ran = run_in(site.path(), ["build"], &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
}

#[test]
fn articles_of_other_programs_are_not_copied_as_they_are() {
    let html = "---\ntitle: A\ndraft: true\n---\n<p>SECRET</p>\n";
    let site = TestSite::new()
        .article("a.md", "title = \"A\"", "")
        .file("content/page.html", "<p>No article</p>")
        .file("content/news/note.txt", "A note")
        .build();
    assert!(site.has_output("page.html") && site.has_output("news/note.txt"));
    let site = site
        .file("content/page.html", html)
        .file("content/news/note.txt", html)
        .file("content/b.mdx", "SECRET")
        .file("content/c.org", "#+TITLE: C\nSECRET")
        .file("static/fine.html", html.replace("SECRET", "copied"))
        .expect_errors(&[
            "content/b.mdx: MDX is not Markdown, and is not published as it is written",
            "content/c.org: this `.org` file begins with front matter, but articles end in `.md`",
            "content/news/note.txt: this `.txt` file begins with front matter, but articles end in `.md`",
            "content/page.html: this `.html` file begins with front matter, but articles end in `.md`",
        ]);
    let site = site
        .config("publish_anyway = [\"*.mdx\"]\nignored_content = [\"*.org\"]")
        .file("content/page.html", "<p>No article</p>")
        .remove("content/news/note.txt")
        .build();
    assert_eq!(site.output("b.mdx"), "SECRET");
    assert!(!site.has_output("c.org"));
    site.equals_clean();
}

#[test]
fn files_of_articles_that_are_not_shown_wait_with_them() {
    let hidden = "title = \"Future\"\ndate = 2099-01-01";
    let mut site = TestSite::new()
        .file("content/news/future.jpg", photo(1))
        .file("content/news/shared.jpg", photo(1))
        .file("content/news/nobody.jpg", photo(1))
        .file("content/news/lead.jpg", photo(1))
        .file("content/news/talk.mp3", "ID3")
        .file("content/data.csv", "1,2")
        .article(
            "news/future.md",
            &format!(
                "{hidden}\nimage = {{ path = \"lead.jpg\", alt = \"\" }}\nenclosure = \"talk.mp3\""
            ),
            "![](future.jpg) <img src=\"shared.jpg\"> [data](/data.csv)",
        )
        .article(
            "news/past.md",
            "title = \"Past\"\ndate = 2020-01-01",
            "![](./shared.jpg)",
        );
    let held = [
        "news/future.jpg",
        "news/lead.jpg",
        "news/talk.mp3",
        "data.csv",
    ];
    let there = |site: &TestSite, paths: &[&str], expected: bool| {
        for path in paths {
            assert_eq!(site.has_output(path), expected, "{path}");
        }
    };
    site = site.build();
    there(&site, &held, false);
    there(&site, &["news/shared.jpg", "news/nobody.jpg"], true);
    assert!(
        !site.findings().contains("future.jpg"),
        "{}",
        site.findings()
    );
    site.equals_clean();

    // Each of these is somebody else who refers to a file, and no longer.
    for (path, from, to) in [
        (
            "content/news/past.md",
            "![](./shared.jpg)",
            "![](./shared.jpg) [a](future.jpg?x#y)",
        ),
        (
            "content/news/past.md",
            "![](./shared.jpg)",
            "<a href=\"/news/future.jpg\">a</a> ![](./shared.jpg)",
        ),
        (
            "content/news/past.md",
            "![](./shared.jpg)",
            "<https://example.com/news/future.jpg> ![](./shared.jpg)",
        ),
        (
            "content/news/past.md",
            "\n+++\n\n",
            "\n[extra]\ncovers = [\"future.jpg\"]\n+++\n\n",
        ),
        (
            "byline.toml",
            "title =",
            "logo = \"/news/future.jpg\"\ntitle =",
        ),
    ] {
        site = site.edit(path, from, to).build();
        there(&site, &["news/future.jpg"], true);
        there(&site, &held[1..], false);
        site.equals_clean();
        site = site.edit(path, to, from).build();
        there(&site, &held, false);
        site.equals_clean();
    }
    // It is due, it expires, it is a draft.
    for (front, expected) in [
        ("date = 2020-01-01", true),
        ("date = 2020-01-01\nexpires = 2021-01-01", false),
        ("date = 2020-01-01\ndraft = true", false),
        ("date = 2020-01-01", true),
    ] {
        let before = site.read("content/news/future.md");
        let line = before
            .lines()
            .skip_while(|line| !line.starts_with("date"))
            .take_while(|line| !line.starts_with("image"));
        let line = line.collect::<Vec<_>>().join("\n");
        site = site.edit("content/news/future.md", &line, front).build();
        there(&site, &held, expected);
        site.equals_clean();
    }
    // Who looks at drafts sees their files.
    site = site
        .edit(
            "content/news/future.md",
            "date = 2020-01-01",
            "date = 2020-01-01\ndraft = true",
        )
        .showing(&["drafts"])
        .build();
    there(&site, &held, true);
    // Nobody refers to them any more: they are the section's, as ever.
    let site = site.remove("content/news/future.md").build();
    there(&site, &held, true);
}

#[test]
fn a_draft_section_hides_the_languages_that_have_no_front_of_their_own() {
    let site = TestSite::new()
        .config("[languages.ko]\ntitle = \"시험\"")
        .article("news/_index.md", "title = \"News\"\ndraft = true", "")
        .article("news/rain.md", "title = \"Rain\"", "")
        .article("news/rain.ko.md", "title = \"비\"", "")
        .article("newsletter/snow.ko.md", "title = \"눈\"", "")
        .build();
    let [english, korean, other] = ["news/rain", "ko/news/rain", "ko/newsletter/snow"]
        .map(|path| format!("{path}/index.html"));
    assert!(!site.has_output(&english) && !site.has_output(&korean));
    assert!(site.has_output(&other));
    // With one, each language speaks for itself.
    let site = site
        .article("news/_index.ko.md", "title = \"소식\"", "")
        .build();
    assert!(!site.has_output(&english) && site.has_output(&korean));
    let site = site
        .edit("content/news/_index.md", "draft = true", "")
        .edit("content/news/_index.ko.md", "\n+++", "\ndraft = true\n+++")
        .build();
    assert!(site.has_output(&english) && !site.has_output(&korean));
}
