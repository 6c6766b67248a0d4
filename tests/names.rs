//! What the names of files mean: which are articles, in which language, and at which address.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

use common::TestSite;

const KOREAN: &str = "[languages.ko]\ntitle = \"시험\"";

fn article(site: TestSite, path: &str) -> TestSite {
    let title = format!("title = \"{path}\"");
    site.article(path, &title, "Text.")
}

#[test]
fn a_dot_is_a_part_of_a_name_where_no_language_is_declared() {
    for (name, address) in [
        ("intro-node.js.md", "intro-node-js"),
        ("next.js-14.md", "next-js-14"),
        ("unpack-tar.gz.md", "unpack-tar-gz"),
        ("x.io-incident.md", "x-io-incident"),
        ("i.am.md", "i-am"),
        ("v1.2.md", "v1-2"),
        ("report.fr.md", "report-fr"),
        ("report.zh-Hant.md", "report-zh-hant"),
    ] {
        for config in ["", KOREAN] {
            let site = article(TestSite::new().config(config), name).build();
            assert!(site.has_output(&format!("{address}/index.html")), "{name}");
            assert_eq!(site.messages(), "", "{name}");
        }
    }
}

#[test]
fn a_declared_language_is_one() {
    let site = TestSite::new().config(KOREAN);
    let site = article(article(site, "rain.ko.md"), "node.js.ko.md").build();
    assert!(site.has_output("ko/rain/index.html"));
    assert!(site.has_output("ko/node-js/index.html"));
}

#[test]
fn a_name_that_misses_a_language_by_a_letter_is_warned_of_each_time() {
    let site = article(TestSite::new().config(KOREAN), "rain.kr.md").build();
    assert!(site.has_output("rain-kr/index.html"));
    let said = site.messages();
    assert!(said.contains("content/rain.kr.md"), "{said}");
    assert!(said.contains("did you mean `rain.ko.md`?"), "{said}");
    assert!(said.contains("`rain-kr.md` has the same address"), "{said}");
    let again = site.build();
    assert_eq!(again.messages(), said);
    let renamed = article(again.remove("content/rain.kr.md"), "rain-kr.md").build();
    assert_eq!(renamed.messages(), "");
    assert!(renamed.has_output("rain-kr/index.html"));
}

#[test]
fn a_translation_into_a_language_that_nobody_declared_is_warned_of() {
    let site = article(article(TestSite::new(), "news/rain.md"), "news/rain.fr.md");
    let site = article(article(site, "node.md"), "node.js.md").build();
    let said = site.messages();
    assert!(said.contains("content/news/rain.fr.md"), "{said}");
    assert!(
        said.contains("add `[languages.fr]` to `byline.toml`"),
        "{said}"
    );
    assert!(!said.contains("node"), "{said}");
}

#[test]
fn every_usual_ending_of_markdown_is_an_article() {
    let site = TestSite::new().config(KOREAN);
    let site = [
        "a.markdown",
        "b.mkd",
        "c.mdown",
        "news/_index.markdown",
        "news/_index.ko.markdown",
        "news/rain/index.markdown",
        "news/rain/index.ko.mkd",
    ]
    .into_iter()
    .fold(site, article)
    .file("content/news/rain/drops.txt", "drops")
    .article(
        "d.md",
        "title = \"D\"",
        "[a](a.markdown) [n](@/news/_index.markdown)",
    )
    .build();
    for path in ["a", "b", "c", "news/rain", "ko/news/rain"] {
        assert!(site.has_output(&format!("{path}/index.html")), "{path}");
    }
    site.shows("news/index.html", "<h1>news/_index.markdown</h1>")
        .shows("ko/news/index.html", "<h1>news/_index.ko.markdown</h1>")
        .shows("news/rain/drops.txt", "drops")
        .shows("d/index.html", "href=\"https://example.com/a/\"")
        .shows("d/index.html", "href=\"https://example.com/news/\"")
        // They are translations of one another, whatever their endings.
        .shows("news/rain/index.html", "https://example.com/ko/news/rain/");
}

#[test]
fn a_draft_with_another_ending_is_not_copied() {
    let site = TestSite::new()
        .article("secret.markdown", "title = \"S\"\ndraft = true", "hush")
        .build();
    let outputs = site.outputs();
    let told = outputs.iter().find(|path| path.contains("secret"));
    assert_eq!(told, None);
    assert!(outputs.iter().any(|path| path == "index.html"));
}

#[test]
fn a_mistake_in_a_name_hides_no_other() {
    let site = TestSite::new()
        .file("content/LOUD.MD", "Loud.")
        .article(
            "a.md",
            "titel = \"x\"",
            "[loud](@/LOUD.MD) [no](@/nowhere.md)",
        )
        .try_build();
    let said = site.messages();
    for problem in ["content/LOUD.MD", "`titel`", "`@/nowhere.md`"] {
        assert!(said.contains(problem), "{problem}: {said}");
    }
    assert_eq!(site.problems().len(), 3, "{said}");
}
