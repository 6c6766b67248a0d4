//! A site is the same bytes whenever, wherever and by whomever it is built.

use std::collections::BTreeMap;
use std::fs;

use crate::common::{NOW, TestSite, assert_same, run_in, tree};

fn magazine(site: TestSite) -> TestSite {
    let mut site = site
        .config(
            "timezone = \"Asia/Seoul\"\ntaxonomies = [{ name = \"tags\", feed = true }]\n\
             [authors.kim]\nname = \"Kim\"\n[authors.lee]\nname = \"Lee\"\n\
             [languages.ko]\ntitle = \"시험\"",
        )
        .template("404.html", "{{ today() }}")
        .article(
            "news/_index.md",
            "generate_feeds = true\npaginate_by = 3",
            "",
        );
    for number in 0..20 {
        // Dates at the edge of a day, so that another zone would move them.
        let front = format!(
            "title = \"Article {number}\"\ndate = 2026-01-{:02}T00:30:00+09:00\n\
             tags = [\"tag {}\", \"İstanbul {}\"]\nauthors = [\"{}\"]\nextra = {{ b = 1, a = 2 }}",
            number % 5 + 1,
            number % 3,
            number % 2,
            ["kim", "lee"][number % 2],
        );
        let body = format!("[next](@/news/{}.md)\n\n## Wet\n\nText", (number + 1) % 20);
        site = site.article(&format!("news/{number}.md"), &front, &body);
        site = site.article(&format!("news/{number}.ko.md"), &front, "비");
    }
    site
}

#[test]
fn two_builds_make_the_same_bytes() {
    let one = magazine(TestSite::new()).build().all_outputs();
    let two = magazine(TestSite::new()).build().all_outputs();
    assert_same(&one, &two);
    let folder = magazine(TestSite::in_folder()).build().all_outputs();
    assert_same(&one, &folder);
}

#[test]
fn machine_zone_and_locale_reach_no_output() {
    let site = magazine(TestSite::in_folder());
    let mut outputs: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    for (zone, locale) in [
        ("UTC", "C"),
        ("Asia/Seoul", "ko_KR.UTF-8"),
        ("America/Los_Angeles", "tr_TR.UTF-8"),
    ] {
        let environment = [
            ("TZ", zone),
            ("LC_ALL", locale),
            ("LANG", locale),
            (
                "RAYON_NUM_THREADS",
                if outputs.is_empty() { "1" } else { "8" },
            ),
        ];
        let out = format!("out-{}", outputs.len());
        let args = ["build", "--at", NOW, "--output", &out];
        let ran = run_in(site.path(), args, &environment);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        outputs.push(tree(&site.path().join(out)));
    }
    assert!(outputs[0].len() > 100);
    assert_same(&outputs[0], &outputs[1]);
    assert_same(&outputs[0], &outputs[2]);
}

#[test]
fn the_working_directory_reaches_no_output() {
    let site = magazine(TestSite::in_folder());
    let elsewhere = tempfile::tempdir().unwrap();
    let root = site.path().to_string_lossy().into_owned();
    let ran = run_in(
        elsewhere.path(),
        ["--root", &root, "build", "--at", NOW, "-o", "public"],
        &[],
    );
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let there = tree(&site.path().join("public"));
    assert!(tree(elsewhere.path()).is_empty());

    let copy = elsewhere.path().join("a/much/longer/folder/name");
    for (path, bytes) in tree(site.path()) {
        if !path.starts_with("public/") && !path.starts_with(".byline/") {
            let to = copy.join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
    }
    let ran = run_in(&copy, ["build", "--at", NOW, "--output", "public"], &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_same(&tree(&copy.join("public")), &there);
    for (path, bytes) in there {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(&root),
            "{path} names a folder of the machine"
        );
    }
}

#[test]
fn the_moment_of_the_build_reaches_only_what_asks_for_it() {
    let one = magazine(TestSite::new()).build().all_outputs();
    let later = magazine(TestSite::new())
        .at("2027-06-01T00:00:00Z")
        .build()
        .all_outputs();
    let differ: Vec<&String> = one
        .keys()
        .filter(|path| one.get(*path) != later.get(*path))
        .collect();
    assert_eq!(
        differ,
        ["404.html", "ko/404.html"],
        "only those call `today`"
    );
}

#[test]
fn a_build_says_what_the_one_before_said() {
    let begin = || {
        magazine(TestSite::new())
            .article("odd.md", "title = \"Odd\"", "Here is\u{b} a tab.")
            .article("gone.md", "title = \"Gone\"", "Soon gone.")
            .build()
            .remove("content/gone.md")
    };
    for site in [begin(), begin().begin(), begin().private().begin()] {
        let site = site.build();
        let said = site.messages();
        assert!(said.contains("content/odd.md"), "{said}");
        assert!(said.contains("`/gone/`"), "{said}");
        let site = site.build();
        assert_eq!(site.messages(), said);
        // Whatever else is edited.
        let site = site.edit("content/news/1.md", "Text", "Other text").build();
        assert_eq!(site.messages(), said);
        let site = site.build();
        assert_eq!(site.messages(), said);
        assert_eq!(site.clean().build().messages(), said);
    }
}
