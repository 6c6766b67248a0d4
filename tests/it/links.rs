//! Links that lead nowhere: how bad that is, and who is told.

use crate::common::TestSite;

/// A link of each kind that leads nowhere.
const DEAD: &str = "[page](@/nowhere.md) [path](/nowhere/) [file](nowhere.pdf) [own](#nowhere) \
     [other](@/b.md#nowhere) [rooted](/b/#nowhere)";

fn dead(config: &str) -> TestSite {
    TestSite::new()
        .config(config)
        .article("a.md", "title = \"A\"\ndate = 2026-01-01", DEAD)
        .article("b.md", "title = \"B\"", "Text.")
}

fn counts(said: &str) -> (usize, usize) {
    let of = |word: &str| said.lines().filter(|line| line.starts_with(word)).count();
    (of("error"), of("warning"))
}

#[test]
fn dead_links_are_errors_unless_the_site_says_otherwise() {
    let site = dead("").try_build();
    assert_eq!(counts(&site.messages()), (6, 0), "{}", site.messages());
    for (setting, errors, warnings) in [
        ("links = \"warn\"", 4, 2),
        ("links = \"off\"", 4, 0),
        ("anchors = \"warn\"", 3, 3),
        ("files = \"warn\"", 5, 1),
        ("files = \"error\"", 6, 0),
        (
            "links = \"warn\"\nanchors = \"warn\"\nfiles = \"warn\"",
            0,
            6,
        ),
        ("links = \"off\"\nanchors = \"off\"\nfiles = \"off\"", 0, 0),
    ] {
        let site = dead(&format!("[strict]\n{setting}")).try_build();
        let said = site.messages();
        assert_eq!(counts(&said), (errors, warnings), "{setting}: {said}");
        if errors == 0 {
            let again = site.build();
            assert_eq!(again.messages(), said, "{setting}");
        }
    }
    let site = dead("[strict]\nlink = \"warn\"\nanchors = \"maybe\"").try_build();
    assert!(site.messages().contains("did you mean `links`?"));
    assert!(site.messages().contains("`maybe` is no value of `anchors`"));
}

#[test]
fn a_dead_link_that_is_no_error_stays_what_it_is() {
    let all = "[strict]\nlinks = \"off\"\nanchors = \"off\"\nfiles = \"off\"";
    let site = dead(all).build();
    assert_eq!(site.messages(), "");
    let page = site.output("a/index.html");
    for href in [
        "href=\"https://example.com/nowhere.md\"",
        "href=\"https://example.com/nowhere/\"",
        "href=\"https://example.com/a/nowhere.pdf\"",
        "href=\"#nowhere\"",
        "href=\"https://example.com/b/#nowhere\"",
    ] {
        assert!(page.contains(href), "{href}: {page}");
    }
}

#[test]
fn a_check_counts_every_dead_link_once_whatever_builds_say() {
    for setting in ["warn", "off"] {
        let config = format!(
            "[strict]\nlinks = \"{setting}\"\nanchors = \"{setting}\"\nfiles = \"{setting}\""
        );
        let site = dead(&config).build();
        let found = site.findings();
        for written in ["nowhere.md", "/nowhere/", "nowhere.pdf", "#nowhere"] {
            assert!(found.contains(written), "{setting} {written}: {found}");
        }
        let dead = found.lines().filter(|line| line.contains("[dead-")).count();
        // Two links lead to one anchor of one page.
        assert!((5..=6).contains(&dead), "{setting}: {found}");
        let others = found
            .lines()
            .filter(|line| line.contains("leads to no page"));
        assert_eq!(others.count(), 0, "{found}");
    }
}

#[test]
fn footnotes_may_be_missing_where_the_site_says_so() {
    let twice = "Rain[^1].\n\n[^1]: One.\n\n[^1]: Two.";
    let site = TestSite::new()
        .article("a.md", "title = \"A\"", twice)
        .try_build();
    assert!(site.messages().contains("`[^1]`"), "{}", site.messages());
    let site = site.config("[strict]\nfootnotes = \"off\"").build();
    assert!(!site.messages().contains("`[^1]`"), "{}", site.messages());
    assert!(site.findings().contains("`[^1]`"), "{}", site.findings());
}

#[test]
fn what_is_not_shown_yet_is_checked_too() {
    let config = "[authors.mina]\nname = \"Mina\"";
    let body = "[x](@/nowhere.md) [y](/nowhere/) [z](none.pdf) [own](#none) [there](@/b.md) \
                [pair](@/pair.md) [kept](river.pdf)";
    for front in ["draft = true", "date = 2099-01-01"] {
        let site = TestSite::new()
            .config(config)
            .article(
                "a/index.md",
                &format!("title = \"A\"\nauthors = [\"mino\"]\ntags = [\"!\"]\n{front}"),
                body,
            )
            .file("content/a/river.pdf", "river")
            .article("pair.md", "title = \"P\"\ndraft = true", "")
            .article("b.md", "title = \"B\"", "Text.")
            .build();
        let said = site.messages();
        assert_eq!(counts(&said), (0, 6), "{front}: {said}");
        for part in [
            "`@/nowhere.md`",
            "`/nowhere/`",
            "`none.pdf`",
            "`#none`",
            "there is no author `mino`",
            "did you mean `mina`?",
            "`!` has no letter",
        ] {
            assert!(said.contains(part), "{front} {part}: {said}");
        }
        assert!(said.contains("content/a/index.md:"), "{said}");
        assert!(!site.has_output("a/index.html"));
        let again = site.build();
        assert_eq!(again.messages(), said);
        // Shown, they are what they are in any article.
        let shown = again.showing(&["drafts", "future"]).try_build();
        assert_eq!(counts(&shown.messages()).0, 6, "{}", shown.messages());
    }
    // An article that has expired is nobody's concern.
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A\"\nexpires = 2020-01-01",
            "[x](@/nowhere.md)",
        )
        .build();
    assert_eq!(site.messages(), "");
}

#[test]
fn a_mistake_in_the_front_matter_of_a_draft_is_a_warning() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A\"\ndraft = true\nmood = \"wet\"",
            "Text.",
        )
        .build();
    assert_eq!(counts(&site.messages()), (0, 1), "{}", site.messages());
    let site = site.showing(&["drafts"]).try_build();
    assert_eq!(counts(&site.messages()), (1, 0), "{}", site.messages());
}

#[test]
fn only_sections_that_lead_in_a_circle_are_told() {
    let section = |site: TestSite, name: &str, to: &str| {
        let front = format!("title = \"{name}\"\nredirect_to = \"{to}\"");
        site.article(&format!("{name}/_index.md"), &front, "")
    };
    let site = section(TestSite::new(), "a", "@/b/_index.md");
    let site = section(site, "b", "@/c/_index.md");
    let site = section(site, "c", "@/b/_index.md");
    let site = section(site, "d", "@/e.md").article("e.md", "title = \"E\"", "");
    let site = site.try_build();
    let problems = site.problems();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("content/b/"), "{problems:?}");
    assert!(problems[1].starts_with("content/c/"), "{problems:?}");
}
