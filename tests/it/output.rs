//! What a build writes, what it leaves alone and what it removes.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use crate::common::{NOW, TestSite, assert_same, tree};

fn magazine(site: TestSite) -> TestSite {
    site.article(
        "news/rain.md",
        "title = \"Rain\"\ndate = 2026-11-20\ntags = [\"Wet\"]",
        "It rains.",
    )
    .article(
        "news/snow.md",
        "title = \"Snow\"\ndate = 2026-11-21",
        "It snows.",
    )
    .file("static/style.css", "a{}")
}

/// Makes every file old, so that one which is written again shows.
fn age(site: &TestSite) -> BTreeMap<String, SystemTime> {
    let old = SystemTime::now() - Duration::from_secs(3600);
    let folder = site.path().join("public");
    for path in tree(&folder).into_keys() {
        let file = fs::File::options()
            .write(true)
            .open(folder.join(path))
            .unwrap();
        file.set_modified(old).unwrap();
    }
    times(site)
}

fn times(site: &TestSite) -> BTreeMap<String, SystemTime> {
    let folder = site.path().join("public");
    let time = |path: &String| fs::metadata(folder.join(path)).unwrap().modified().unwrap();
    tree(&folder)
        .into_keys()
        .map(|path| {
            let time = time(&path);
            (path, time)
        })
        .collect()
}

#[test]
fn equal_bytes_are_not_written_again() {
    let site = magazine(TestSite::in_folder()).build();
    let before = age(&site);
    let site = site.build();
    assert_eq!(site.report().changes.changed, [""; 0]);
    assert_eq!(times(&site), before);
    // Not even where nothing is remembered of the last build.
    fs::remove_dir_all(site.path().join(".byline")).unwrap();
    let site = site.build();
    assert_eq!(times(&site), before);
}

#[test]
fn an_edit_writes_what_shows_it_and_nothing_else() {
    let site = magazine(TestSite::in_folder())
        .edit(
            "content/news/rain.md",
            "It rains.",
            "It rains.\n\n<!-- more -->\n\nA lot.",
        )
        .build();
    let before = age(&site);
    let site = site
        .edit("content/news/rain.md", "A lot.", "Quite a lot.")
        .build();
    let after = times(&site);
    let written: Vec<&String> = after
        .keys()
        .filter(|path| before.get(*path) != after.get(*path))
        .collect();
    assert_eq!(
        written,
        ["atom.xml", "feed.json", "news/rain/index.html", "rss.xml"]
    );
    let changes = &site.report().changes;
    assert_eq!(changes.added, [""; 0]);
    assert_eq!(changes.changed.iter().collect::<Vec<_>>(), written);
}

#[test]
fn what_is_no_longer_planned_is_removed_and_the_rest_of_the_folder_kept() {
    let site = magazine(TestSite::in_folder())
        .build()
        .file("public/CNAME", "example.com")
        .file("public/news/mine.txt", "mine")
        .remove("content/news/rain.md")
        .remove("static/style.css")
        .build();
    for gone in [
        "news/rain/index.html",
        "tags/wet/index.html",
        "tags/index.html",
        "style.css",
    ] {
        assert!(!site.has_output(gone), "{gone}");
        assert!(
            site.report()
                .changes
                .removed
                .iter()
                .any(|path| path == gone),
            "{gone}"
        );
    }
    assert!(!site.path().join("public/news/rain").exists());
    assert!(!site.path().join("public/tags").exists());
    assert_eq!(site.output("CNAME"), "example.com");
    assert_eq!(site.output("news/mine.txt"), "mine");
}

#[test]
fn a_page_may_become_a_folder_and_the_other_way_round() {
    let site = TestSite::in_folder()
        .file("static/news", "a file")
        .build()
        .remove("static/news")
        .article("news/rain.md", "title = \"Rain\"", "")
        .build();
    assert!(site.has_output("news/rain/index.html"));
    let site = site
        .remove("content/news/rain.md")
        .file("static/news", "a file")
        .build();
    assert_eq!(site.output("news"), "a file");
}

#[test]
fn an_output_that_somebody_changed_is_put_right() {
    let site = magazine(TestSite::in_folder()).build();
    let good = site.output("news/rain/index.html");
    let site = site
        .file("public/news/rain/index.html", "vandalised")
        .build();
    assert_eq!(site.output("news/rain/index.html"), good);
    let site = site.remove("public/news/rain/index.html").build();
    assert_eq!(site.output("news/rain/index.html"), good);
}

#[test]
fn a_build_that_fails_leaves_the_folder_as_it_was() {
    let site = magazine(TestSite::in_folder()).build();
    let before = tree(site.path());
    for (path, text) in [
        ("content/news/fog.md", "[x](@/nowhere.md)"),
        ("content/news/fog.md", "+++\ntitel = \"Fog\"\n+++\n"),
        ("templates/404.html", "{{ nothing }}"),
        ("templates/page.html", "{% if %}"),
        ("byline.toml", "nonsense"),
        ("static/news/rain/index.html", "twice"),
    ] {
        let old = before.get(path);
        let kept: BTreeMap<_, _> = before.clone();
        let failed = TestSite::in_folder();
        for (path, bytes) in &kept {
            let full = failed.path().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, bytes).unwrap();
        }
        let failed = failed.file(path, text).try_build();
        assert!(!failed.problems().is_empty(), "{path}: {text}");
        let mut after = tree(failed.path());
        // What the sources say may be known by now; what was written is known as before.
        after.retain(|path, _| !path.starts_with(".byline/"));
        match old {
            Some(old) => after.insert(path.to_owned(), old.clone()),
            None => after.remove(path),
        };
        let mut before = before.clone();
        before.retain(|path, _| !path.starts_with(".byline/"));
        crate::common::assert_same(&after, &before);
    }
}

#[test]
fn a_mistake_that_is_taken_back_changes_nothing() {
    let site = magazine(TestSite::new()).build();
    let before = site.all_outputs();
    let site = site
        .edit("content/news/rain.md", "It rains.", "[x](@/nowhere.md)")
        .try_build();
    assert!(!site.problems().is_empty());
    let site = site
        .edit("content/news/rain.md", "[x](@/nowhere.md)", "It rains.")
        .build();
    assert_same(&site.all_outputs(), &before);
    assert_eq!(site.report().changes.changed, [""; 0]);
}

#[test]
fn any_series_of_edits_ends_in_what_a_clean_build_makes() {
    let mut edited = magazine(TestSite::new()).build();
    edited = edited
        .config("title = \"Other\"\nfeed_limit = 1")
        .build()
        .article("news/_index.md", "paginate_by = 1", "")
        .build()
        .edit(
            "content/news/rain.md",
            "date = 2026-11-20",
            "date = 2026-11-22",
        )
        .build()
        .remove("content/news/snow.md")
        .template("page.html", "{{ page.title }}")
        .build()
        .remove("templates/page.html")
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-11-21",
            "It snows.",
        )
        .build();
    let clean = magazine(TestSite::new())
        .config("title = \"Other\"\nfeed_limit = 1")
        .article("news/_index.md", "paginate_by = 1", "")
        .edit(
            "content/news/rain.md",
            "date = 2026-11-20",
            "date = 2026-11-22",
        )
        // What was published is part of what a site is made of.
        .file("byline.lock", edited.read("byline.lock"))
        .build();
    assert_same(&edited.all_outputs(), &clean.all_outputs());
}

#[test]
fn several_output_folders_do_not_know_one_another() {
    let site = magazine(TestSite::in_folder())
        .build()
        .into_folder("preview")
        .build();
    assert!(site.has("preview/news/rain/index.html"));
    assert!(site.has_output("news/rain/index.html"));
    let elsewhere = tempfile::tempdir().unwrap();
    let absolute = elsewhere.path().join("out").to_string_lossy().into_owned();
    let site = site.into_folder(&absolute).build();
    assert_same(
        &tree(&elsewhere.path().join("out")),
        &tree(&site.path().join("public")),
    );
}

#[test]
fn a_site_that_was_built_elsewhere_is_recognised() {
    // A checkout with its `public/` but without `.byline/`: what is planned is ours, the rest is not.
    let site = magazine(TestSite::in_folder()).build();
    fs::remove_dir_all(site.path().join(".byline")).unwrap();
    let before = age(&site);
    let site = site.file("public/old.html", "old").build();
    let mut after = times(&site);
    after
        .remove("old.html")
        .expect("it is not known to be ours");
    assert_eq!(after, before);
}

#[test]
fn a_file_that_is_edited_while_it_is_copied_is_copied_again() {
    // Read when it is judged, and when it is copied: each time it may hold something else by then.
    for (later, copied) in [(&["B", "A"][..], "B"), (&["A", "B"], "A"), (&["B"], "B")] {
        let (site, disk) = TestSite::frail();
        let site = site.file("static/a.bin", "A");
        disk.edit_when_read("static/a.bin", later);
        let site = site.build();
        assert_eq!(site.output("a.bin"), copied, "{later:?}");
        let warned = site.report().warnings.iter().map(|warning| &warning.title);
        assert_eq!(
            warned.collect::<Vec<_>>(),
            if copied == "A" {
                vec![]
            } else {
                vec!["`static/a.bin` was edited while it was copied"]
            }
        );
        let now = site.read("static/a.bin");
        let site = site.build();
        assert_eq!(site.output("a.bin"), now, "{later:?}");
        site.build().equals_clean();
    }
}

#[test]
fn large_files_need_no_room_for_temporary_files() {
    let large: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 251) as u8).collect();
    let site = TestSite::in_folder()
        .file("static/large.bin", &large)
        .article("a/index.md", "title = \"A\"", "")
        .file("content/a/large.bin", &large)
        .article(
            "long.md",
            "title = \"Long\"",
            &"A long text.\n\n".repeat(150_000),
        );
    let nowhere = site.path().join("nowhere");
    let environment = [("TMPDIR", nowhere.to_str().unwrap())];
    let ran = crate::common::run_in(site.path(), ["build"], &environment);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    for path in ["public/large.bin", "public/a/large.bin"] {
        assert!(fs::read(site.path().join(path)).unwrap() == large, "{path}");
    }
    let left: Vec<String> = tree(site.path()).into_keys().collect();
    assert!(left.iter().all(|path| !path.contains("tmp")), "{left:?}");
}

#[test]
fn files_of_somebody_else_are_all_named_and_none_is_replaced() {
    let site = magazine(TestSite::in_folder())
        .file("public/index.html", "by hand")
        .file("public/rss.xml", "by hand")
        .file("public/notes.txt", "by hand");
    let before = tree(&site.path().join("public"));
    let site =
        site.expect_errors(&["2 files in `public` would be replaced that Byline did not write"]);
    assert!(
        site.messages().contains("index.html, rss.xml;"),
        "{}",
        site.messages()
    );
    assert_same(&tree(&site.path().join("public")), &before);
    // Whoever means it says so once; then they are the site's.
    let site = site.forced().build().shows("index.html", "<html");
    assert_eq!(site.messages(), "");
    assert_eq!(site.output("notes.txt"), "by hand");
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
}

#[test]
fn one_file_of_somebody_else_beside_outputs_is_not_replaced() {
    let site = magazine(TestSite::in_folder())
        .build()
        .file("public/fog.txt", "by hand")
        .file("static/fog.txt", "mine")
        .file("static/wind.txt", "mine")
        .expect_errors(&["a file in `public` would be replaced that Byline did not write"]);
    assert_eq!(site.output("fog.txt"), "by hand");
    assert!(!site.has_output("wind.txt"));
    let ran = site.command(["build", "--at", NOW, "--force"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(site.output("fog.txt"), "mine");
}

#[test]
fn a_folder_with_outputs_of_this_site_is_its_own_though_the_store_is_lost() {
    let site = magazine(TestSite::in_folder()).build();
    fs::remove_dir_all(site.path().join(".byline")).unwrap();
    let site = site
        .edit("content/news/rain.md", "It rains.", "It pours.")
        .build()
        .shows("news/rain/index.html", "It pours.");
    assert!(
        site.messages()
            .contains("of which nothing was known were replaced"),
        "{}",
        site.messages()
    );
    site.equals_clean();
}

#[test]
fn what_a_lost_store_leaves_is_named_until_it_is_gone() {
    let site = magazine(TestSite::in_folder()).build();
    fs::remove_dir_all(site.path().join(".byline")).unwrap();
    let mut site = site.edit("content/news/rain.md", "title", "draft = true\ntitle");
    let rain = "news/rain/index.html";
    let told = "files in `public` belong to nothing that the site has";
    for _ in 0..3 {
        site = site.build();
        assert!(site.messages().contains(told), "{}", site.messages());
        assert!(site.messages().contains(rain), "{}", site.messages());
        assert!(site.report().foreign.iter().any(|path| path == rain));
        assert!(site.has_output(rain));
    }
    let findings = site.findings();
    assert!(
        findings.contains(told) && findings.contains(rain),
        "{findings}"
    );
    // Nobody can be asked here.
    let ran = site.command(["build", "--at", NOW, "-o", "public", "--clean"]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("`--yes`"), "{}", ran.stderr);
    assert!(site.has_output(rain));
    let ran = site.command(["build", "--at", NOW, "-o", "public", "--clean", "--yes"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(!site.has_output(rain));
    assert!(!site.path().join("public/news/rain").exists());
    let site = site.build();
    assert!(!site.messages().contains(told), "{}", site.messages());
    assert!(!site.findings().contains(told));
    site.equals_clean();
}

#[test]
fn a_folder_that_held_other_things_is_never_cleaned() {
    let site = magazine(TestSite::in_folder())
        .file("other/notes.txt", "by hand")
        .into_folder("other")
        .build();
    assert_eq!(site.messages(), "");
    let ran = site.command(["build", "--at", NOW, "-o", "other", "--clean", "--yes"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing is removed"), "{}", ran.stderr);
    assert_eq!(site.read("other/notes.txt"), "by hand");
}
