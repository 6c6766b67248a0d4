//! Feeds as they are seen in the wild, and what `byline check` says of them.
//!
//! Each file of `tests/check_feeds/` is a feed with a kind of mistake; those named `good_` have none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::common::{NOW, TestSite, tree};
use byline::check::feed::{Finding, judge};
use byline::diag::Rule;

/// Where all of them say that they are served.
const SERVED: &str = "https://example.com/feed.xml";

fn said(finding: &Finding) -> String {
    let diag = &finding.diag;
    let place = diag.place.as_ref().unwrap();
    let at = place.position.as_ref().unwrap();
    let rule = diag.rule.unwrap().name();
    let mut line = format!("{}:{}: {rule}: {}", at.line, at.column, diag.title);
    if let Some(entry) = &finding.entry {
        write!(line, " (in {entry})").unwrap();
    }
    line
}

#[test]
fn every_mistake_is_found_at_its_place_and_good_feeds_are_silent() {
    let mut all = String::new();
    let mut rules = BTreeSet::new();
    for (name, bytes) in tree(Path::new("tests/check_feeds")) {
        let findings = judge(&name, &bytes, Some(SERVED));
        assert_eq!(
            findings.is_empty(),
            name.starts_with("good_"),
            "{name}: {findings:#?}"
        );
        writeln!(all, "{name}").unwrap();
        for finding in &findings {
            rules.insert(finding.diag.rule.unwrap().name());
            writeln!(all, "  {}", said(finding)).unwrap();
        }
    }
    insta::assert_snapshot!(all);
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .map(|rule| rule.name())
        .filter(|name| name.starts_with("feed-") && *name != "feed-size" && !rules.contains(name))
        .collect();
    assert!(missing.is_empty(), "no feed breaks {missing:?}");
}

#[test]
fn a_feed_that_is_too_large_is_said_so() {
    let good = std::fs::read_to_string("tests/check_feeds/good_rss.xml").unwrap();
    let item = &good[good.rfind("<item>").unwrap()..good.rfind("</channel>").unwrap()];
    let mut items = String::new();
    while items.len() < 512 * 1024 {
        let id = format!("2026:{}<", items.len() + 10);
        items.push_str(&item.replace("2026:1<", &id));
    }
    let large = good.replace("</channel>", &format!("{items}</channel>"));
    let findings = judge("large.xml", large.as_bytes(), Some(SERVED));
    let rules: Vec<_> = findings.iter().map(|finding| finding.diag.rule).collect();
    assert_eq!(rules, [Some(Rule::FeedSize)]);
}

#[test]
fn a_character_that_json_allows_is_no_mistake() {
    let good = std::fs::read_to_string("tests/check_feeds/good_json.json").unwrap();
    for c in ['\u{7f}', '\u{80}', '\u{fffe}', '\u{2028}'] {
        let feed = good.replacen("<p>", &format!("<p>{c}"), 1);
        assert_ne!(feed, good);
        assert_eq!(judge("good.json", feed.as_bytes(), Some(SERVED)), []);
    }
    // And of a site's own feeds, nor is it when the site is checked.
    let site = TestSite::new().article(
        "a.md",
        "title = \"A\"\ndate = 2026-11-20",
        "char \u{7f} here",
    );
    let said = site.build().findings();
    assert!(!said.contains("feed-json"), "{said}");
}

#[test]
fn of_very_many_findings_the_first_are_told() {
    let good = std::fs::read_to_string("tests/check_feeds/good_rss.xml").unwrap();
    let item = "<item><link>/a</link></item>\n";
    let feed = good.replace("</channel>", &format!("{}</channel>", item.repeat(5000)));
    let findings = judge("many.xml", feed.as_bytes(), Some(SERVED));
    let mut of_rules = BTreeMap::new();
    for finding in &findings {
        let place = finding.diag.place.as_ref().unwrap();
        let line = place.position.as_ref().unwrap().line;
        of_rules
            .entry(finding.diag.rule.unwrap().name())
            .or_insert_with(Vec::new)
            .push(line);
    }
    let first = 1 + feed[..feed.find("<item><link>/a").unwrap()]
        .matches('\n')
        .count();
    let lines = &of_rules["feed-url"];
    assert_eq!(*lines, (first..first + 100).collect::<Vec<_>>());
    assert!(of_rules.values().all(|lines| lines.len() <= 100));
}

/// Judges any bytes; every finding has its place in them.
fn judge_any(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let findings = judge(name, bytes, None);
    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
    for finding in &findings {
        let place = finding.diag.place.as_ref().unwrap();
        let position = place.position.as_ref().unwrap();
        assert!((1..=lines).contains(&position.line), "{finding:?}");
        assert!(position.excerpt.chars().count() < 400, "{finding:?}");
    }
    findings
}

#[test]
fn no_bytes_make_it_panic() {
    let feeds = tree(Path::new("tests/check_feeds"));
    for (name, bytes) in feeds.iter().filter(|(name, _)| name.starts_with("good_")) {
        for end in 0..bytes.len() {
            judge_any(name, &bytes[..end]);
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] = b"<&\"\0\xFF]}"[at % 7];
            judge_any(name, &other);
        }
    }
    let deep = "<a>".repeat(100_000);
    assert_eq!(judge("deep.xml", deep.as_bytes(), None).len(), 1);
    let deep = "[".repeat(100_000);
    assert_eq!(
        judge("deep.json", format!("{{\"a\":{deep}").as_bytes(), None).len(),
        1
    );
}

#[test]
fn the_program_judges_any_file() {
    let site = TestSite::in_folder();
    let folder = std::env::current_dir().unwrap().join("tests/check_feeds");
    let good = folder.join("good_atom.xml");
    let ran = site.command(["check", "--feed", good.to_str().unwrap()]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(ran.stdout, "1 feed: no problems\n");
    let bad = folder.join("tag_guid.xml");
    let site = site.file("feeds/bad.xml", std::fs::read(bad).unwrap());
    let ran = site.command([
        "check",
        "--feed",
        "feeds/bad.xml",
        "--feed",
        good.to_str().unwrap(),
    ]);
    assert_eq!(
        (ran.status, ran.stdout.as_str()),
        (Some(1), "2 feeds: 2 errors and 1 warning\n")
    );
    insta::assert_snapshot!(ran.stderr);
    let ran = site.command(["check", "--feed", "feeds/gone.xml"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.stderr.contains("feeds/gone.xml"), "{}", ran.stderr);
}

#[test]
fn findings_in_the_sites_own_feeds_stand_at_the_articles_line() {
    let site = TestSite::in_folder().article(
        "rain.md",
        "title = \"Rain\"\ndate = 2026-11-20\ndescription = \"Rain &quo\"",
        "It rains.",
    );
    let ran = site.command(["check", "--at", NOW]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    insta::assert_snapshot!(ran.stderr);
}
