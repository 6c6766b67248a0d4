//! Odd sites that people have: each builds into what they mean.

use std::fs;

use crate::common::{NOW, TestSite, assert_same, run_in, tree};

#[test]
fn maps_in_templates_have_one_order_in_every_build() {
    let build =
        || {
            TestSite::new()
            .config(
                "taxonomies = [{ name = \"tags\" }, { name = \"series\" }, { name = \"places\" }]\n\
                 [extra]\nz = 1\na = { y = 2, b = 3, x = 4 }\nm = 5",
            )
            .template(
                "404.html",
                "{% for k, v in config.extra %}{{ k }}{% endfor %}\
                 {{ load_data(path=\"data/a.json\") | json_encode | safe }}",
            )
            .file("data/a.json", "{\"z\": 1, \"a\": {\"y\": 2, \"b\": 3}, \"m\": 1}")
            // The bundled theme lists an article's terms by walking a map.
            .article(
                "rain.md",
                "title = \"Rain\"\ntags = [\"a\"]\nseries = [\"b\"]\nplaces = [\"c\"]",
                "",
            )
            .build()
            .all_outputs()
        };
    let first = build();
    for _ in 0..8 {
        assert_same(&first, &build());
    }
}

#[test]
fn the_bundled_theme_calls_the_newer_article_newer() {
    // As in Zola, `lower` is the one before in the list: the newer one where lists are by date.
    let site = TestSite::new()
        .article("a.md", "title = \"Old\"\ndate = 2026-01-01", "")
        .article("b.md", "title = \"New\"\ndate = 2026-02-01", "")
        .build();
    let page = site.output("a/index.html");
    let nav = &page[page.find("<nav class=\"neighbours\"").unwrap()..];
    let newer = &nav[nav.find("class=\"newer\"").expect("there is a newer one")..];
    assert!(
        newer[..newer.find("</p>").unwrap()].contains(">New</a>"),
        "{nav}"
    );
}

#[test]
fn who_an_author_is_is_escaped_once() {
    TestSite::new()
        .config("[authors.kim]\nname = \"Kim\"\nbio = \"Writes *about* rain.\"")
        .article("rain.md", "title = \"Rain\"\nauthors = [\"kim\"]", "")
        .build()
        .shows("rain/index.html", "Writes <em>about</em> rain.")
        .shows("authors/kim/index.html", "Writes <em>about</em> rain.");
}

#[test]
fn the_front_page_of_a_site_without_dates_lists_its_articles() {
    // One Markdown file makes a site worth reading: somebody has to find it.
    TestSite::new()
        .file("content/hello.md", "# Hello\n\nReaders.\n")
        .build()
        .shows("index.html", "https://example.com/hello/");
}

#[test]
fn pages_without_an_output_are_neither_listed_nor_linked() {
    let site = TestSite::new()
        .article(
            "news/_index.md",
            "title = \"News\"\ngenerate_feeds = true",
            "",
        )
        .article(
            "news/a.md",
            "title = \"A\"\ndate = 2026-01-01",
            "[b](@/news/c.md)",
        )
        .article(
            "news/b.md",
            "title = \"B\"\ndate = 2026-02-01\nrender = false\ntags = [\"only-b\"]",
            "[c](@/news/c.md)",
        )
        .article("news/c.md", "title = \"C\"\ndate = 2026-03-01", "")
        .build();
    site.nowhere("/news/b/");
}

#[test]
fn yaml_words_for_yes_and_no_are_words() {
    // YAML 1.2 knows `true` and `false` only: `no` is Norwegian, `y` is a letter.
    let site = TestSite::new()
        .file(
            "content/rain.md",
            "---\ntitle: Rain\ntags: [no, y, off, yes]\nextra: {country: no}\n---\n",
        )
        .build();
    for tag in ["no", "y", "off", "yes"] {
        assert!(site.has_output(&format!("tags/{tag}/index.html")), "{tag}");
    }
}

#[test]
fn front_matter_may_follow_an_empty_line() {
    let site = TestSite::new()
        .file(
            "content/rain.md",
            "\n+++\ntitle = \"Rain\"\ndraft = true\n+++\n\nIt rains.\n",
        )
        .try_build();
    assert!(site.problems().is_empty(), "{}", site.messages());
    assert!(!site.has_output("rain/index.html"));
}

#[test]
fn the_output_folder_is_never_that_of_the_sources_by_another_name() {
    for output in [
        "./content",
        "content/.",
        "x/../content",
        ".//static",
        "./",
        "content//a",
        "./.",
    ] {
        let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
        let before = tree(site.path());
        let site = site.into_folder(output).try_build();
        assert!(!site.problems().is_empty(), "{output}");
        assert_same(&tree(site.path()), &before);
    }
    let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
    for below in ["", "content", "static/x"] {
        let absolute = site.path().join(below).to_string_lossy().into_owned();
        let before = tree(site.path());
        let ran = site.command(["build", "--at", NOW, "--output", &absolute]);
        assert_eq!(ran.status, Some(1), "an output in `{below}`");
        assert_same(&tree(site.path()), &before);
    }
}

#[test]
fn a_taxonomys_paginate_path_may_have_slashes() {
    let site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\", paginate_by = 1, paginate_path = \"/list/\" }]")
        .article("a.md", "title = \"A\"\ntags = [\"x\"]", "")
        .article("b.md", "title = \"B\"\ntags = [\"x\"]", "")
        .build();
    assert!(site.has_output("tags/x/list/2/index.html"));
}

#[test]
fn no_build_is_begun_in_a_folder_that_is_no_site() {
    // `byline build` in the wrong folder makes a `public/` there with an empty site.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "x").unwrap();
    let ran = run_in(folder.path(), ["build"], &[]);
    assert_eq!(ran.status, Some(1), "{}", ran.stdout);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn deeply_nested_xml_is_an_error() {
    let site = TestSite::in_folder()
        .template("404.html", "{{ load_data(path=\"data/a.xml\") }}")
        .file(
            "data/a.xml",
            format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)),
        );
    // In the program, not here: nothing catches an overflow.
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("data/a.xml"), "{}", ran.stderr);
}

#[test]
fn a_foreign_file_in_the_way_is_met_before_writing() {
    // Somebody's folder where a feed should stand, somebody's file where a folder should.
    for (path, in_the_way) in [
        ("public/rss.xml/mine.txt", "public/rss.xml"),
        ("public/news", "public/news"),
    ] {
        let site = TestSite::in_folder()
            .article("news/rain.md", "title = \"Rain\"", "")
            .file(path, "mine");
        let before = tree(&site.path().join("public"));
        let ran = site.command(["build", "--at", NOW, "--output", "public"]);
        assert_eq!(ran.status, Some(1));
        assert!(ran.stderr.contains(in_the_way), "{}", ran.stderr);
        assert!(
            ran.stderr.ends_with("nothing was written\n"),
            "{}",
            ran.stderr
        );
        assert_same(&tree(&site.path().join("public")), &before);
    }
}

#[test]
fn a_new_article_is_never_one_that_cannot_be_built() {
    for args in [
        vec!["write", "_index"],
        vec!["write", "index"],
        vec!["write", "Rain", "-s", ".hidden"],
    ] {
        let site = TestSite::in_folder().config("[authors.kim]\nname = \"Kim\"");
        let ran = site.command(args.iter().copied());
        assert_eq!(ran.status, Some(2), "{args:?}");
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
}

#[test]
fn a_draft_is_a_draft_whatever_its_name_ends_in() {
    for name in ["rain.MD", "rain.Md", "rain.markdown"] {
        TestSite::new()
            .article(name, "title = \"Rain\"\ndraft = true", "Secret")
            .try_build()
            .nowhere("Secret");
    }
}

#[test]
fn an_article_may_lie_in_the_folder_of_another() {
    let site = TestSite::new()
        .article("trip/index.md", "title = \"The trip\"", "")
        .article("trip/day-one/index.md", "title = \"Day one\"", "")
        .build();
    assert!(site.output("trip/index.html").contains("The trip"));
    assert!(site.output("trip/day-one/index.html").contains("Day one"));
}

#[test]
fn an_output_folder_by_another_name_is_the_same() {
    for name in ["public/", "./public", "public/."] {
        let site = TestSite::in_folder()
            .article("rain.md", "title = \"Rain\"", "")
            .build()
            .remove("content/rain.md")
            .into_folder(name)
            .build();
        assert!(!site.has_output("rain/index.html"), "{name}");
    }
}

#[test]
fn an_id_that_another_article_was_given_is_not_taken() {
    // Readers drop one of two entries with one id.
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .article(
            "b.md",
            "title = \"B\"\ndate = 2026-11-20\nid = \"tag:example.com,2026-11-20:/a/\"",
            "",
        )
        .build();
    let site = site
        .shows("atom.xml", "<id>tag:example.com,2026-11-20:/a/</id>")
        .shows("atom.xml", "<id>tag:example.com,2026-11-20:/a/~2</id>");
    // Once somebody has it, nobody else may take it.
    let site = site
        .article(
            "c.md",
            "title = \"C\"\ndate = 2026-11-20\nid = \"tag:example.com,2026-11-20:/a/~2\"",
            "",
        )
        .try_build();
    assert_eq!(site.problems().len(), 1, "{:?}", site.problems());
    assert!(
        site.problems()[0].starts_with("content/c.md:4:6"),
        "{}",
        site.messages()
    );
}

#[test]
fn one_term_in_two_unicode_forms_is_one() {
    // A Mac writes the letters apart that a keyboard writes as one.
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ntags = [\"비\"]\nauthors = [\"김\"]", "")
        .article(
            "b.md",
            "title = \"B\"\ntags = [\"\u{1107}\u{1175}\"]\nauthors = [\"\u{1100}\u{1175}\u{11B7}\"]",
            "",
        )
        .build();
    site.shows("tags/비/index.html", ">A</a>")
        .shows("tags/비/index.html", ">B</a>")
        .shows("authors/김/index.html", ">B</a>");
}

#[test]
fn data_for_templates_is_never_overwritten_by_outputs() {
    for folder in ["data", "data/site", "sass"] {
        let site = TestSite::new()
            .article("rain.md", "title = \"Rain\"", "")
            .into_folder(folder)
            .try_build();
        assert_eq!(site.problems().len(), 1, "{folder}");
    }
}

#[test]
fn no_address_without_a_scheme_reaches_feeds() {
    // A reader that is no browser has no scheme to add.
    let site = TestSite::new()
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-11-20\nimage = \"//cdn.example/a.png\"",
            "![](//cdn.example/b.png)",
        )
        .build();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = site.output(path);
        let whole = feed.matches("https://cdn.example/").count();
        assert_eq!(
            feed.matches("//cdn.example/").count(),
            whole,
            "{path}: {feed}"
        );
    }
}

#[test]
fn a_byte_order_mark_of_a_template_is_dropped() {
    let site = TestSite::new()
        .template("404.html", "\u{FEFF}<!doctype html>")
        .build();
    assert_eq!(site.output("404.html"), "<!doctype html>");
}

#[test]
fn files_of_a_draft_in_a_published_articles_folder_are_held_back() {
    TestSite::new()
        .article("a/index.md", "title = \"A\"", "")
        .article("a/b/index.md", "title = \"B\"\ndraft = true", "")
        .file("content/a/b/secret.txt", "Secret")
        .file("content/a/plan.txt", "Open")
        .build()
        .shows("a/plan.txt", "Open")
        .nowhere("Secret");
}

#[test]
fn a_draft_section_is_closed_in_other_languages_too() {
    TestSite::new()
        .config("[languages.ko]")
        .article("secret/_index.md", "title = \"S\"\ndraft = true", "")
        .article("secret/a.ko.md", "title = \"Hidden words\"", "Hidden words")
        .file("content/secret/x.txt", "Hidden words")
        .build()
        .nowhere("Hidden words");
}

#[test]
fn an_upgrade_remembers_what_byline_has_written() {
    // The store is of a shape, not of a version of the program.
    let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
    assert_eq!(site.command(["build"]).status, Some(0));
    let store = fs::read(site.path().join(".byline/build/outputs")).unwrap();
    assert!(store.starts_with(b"byline outputs "));
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let header = &store[..store.iter().position(|byte| *byte == b'\n').unwrap()];
    assert!(!header.windows(version.len()).any(|part| part == version));
}

#[test]
fn files_that_hosts_ask_for_by_a_dot_are_published() {
    let site = TestSite::new()
        .article("rain.md", "title = \"Rain\"", "")
        .file("static/.well-known/security.txt", "Contact")
        .file("static/.DS_Store", "litter")
        .build();
    assert!(site.has_output(".well-known/security.txt"));
    assert!(!site.has_output(".DS_Store"));
}

#[test]
fn a_table_of_the_default_language_keeps_the_menu() {
    TestSite::new()
        .config(
            "menu = [{ title = \"All the rain\", url = \"/rain/\" }]\n[languages.en]\ntitle = \"Table\"",
        )
        .article("rain.md", "title = \"Rain\"", "")
        .build()
        .shows("index.html", "All the rain")
        .shows("index.html", "Table");
}

#[test]
fn a_summary_leads_to_anchors_of_its_article() {
    TestSite::new()
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-01-01",
            "See [below](#wet).\n\n<!-- more -->\n\n## Wet",
        )
        .template(
            "section.html",
            "{% for p in section.pages %}{{ p.summary }}{% endfor %}",
        )
        .build()
        .shows(
            "news/index.html",
            "href=\"https://example.com/news/rain/#wet\"",
        );
}
