//! A site in memory is changed in place: of each kind of edit one article is parsed and set among the others, and what
//! comes of it is what a clean build makes. Debug builds panic if an output is stale and was not found.

use byline::build::Publishing;

use super::edits::{RAIN, SNOW, told};
use crate::common::TestSite;
use crate::common::magazine::magazine;

#[test]
fn any_edit_of_an_article_is_shown_before_all_files_are_looked_at() {
    const ICE: &str = "content/news/ice.md";
    const WIND: &str = "content/essays/wind.md";
    let begin = || {
        magazine(TestSite::new().private().publishing(Publishing::No).begin())
            .build()
            .build()
    };
    for (path, from, to) in [
        (RAIN, "A lot.", "Quite a lot."),
        (RAIN, "It rains.", "It pours, and pours."),
        (RAIN, "A lot.", "## How much\n\nA lot."),
        (
            RAIN,
            "A lot.",
            "[Snow](@/news/snow.md), [clouds](/essays/clouds/), [news](/news/).",
        ),
        (RAIN, "\"Rain\"", "\"Rains\""),
        (RAIN, "2026-11-20", "2026-11-01"),
        (SNOW, "2026-11-10", "2025-01-10"),
        (RAIN, "2026-11-20", "2024-11-20"),
        (RAIN, "tags", "updated = 2026-11-21\ntags"),
        (RAIN, "tags", "expires = 2027-11-21\ntags"),
        (RAIN, "[\"Wet\"]", "[\"Wet\", \"Cold\"]"),
        (RAIN, "[\"Wet\"]", "[\"Wet\", \"Air\"]"),
        (RAIN, "[\"Wet\"]", "[\"wet\"]"),
        (SNOW, "[\"Wet\", \"Cold\"]", "[\"Wet\"]"),
        (SNOW, "[\"lee\"]", "[\"kim\", \"lee\"]"),
        (SNOW, "authors = [\"lee\"]", ""),
        (SNOW, "old-snow", "older-snow"),
        (SNOW, "It snows.", "# Very much\n\nIt snows."),
        (ICE, "[snow](@/news/snow.md)", "nothing"),
        (RAIN, "tags", "description = \"Of rain\"\ntags"),
        (RAIN, "tags", "in_feeds = false\ntags"),
        (WIND, "weight = 2", "weight = 0"),
        (WIND, "weight = 2", ""),
        (WIND, "2025-06-01", "2026-06-01"),
    ] {
        let mut site = begin().edit(path, from, to);
        let report = site.build_edited(&["content/.swap", path]);
        let report = report.unwrap_or_else(|| panic!("{path}: {from} -> {to}"));
        assert_eq!((report.parsed.len(), report.assembled), (1, 1));
        site.equals_clean();
        let site = site.build();
        assert_eq!(
            site.report().changes,
            byline::build::Changes::default(),
            "{from} -> {to}"
        );
        // What is known of the site then is as good as what a build finds out.
        let mut site = site
            .edit(ICE, "Ice", "Black ice")
            .edit(WIND, "blows", "blew");
        assert!(site.build_edited(&[ICE, WIND]).is_some());
        site.equals_clean();
    }
}

#[test]
fn an_article_that_is_added_is_put_among_the_others() {
    let begin = || {
        let site = TestSite::new().private().publishing(Publishing::No).begin();
        magazine(site).build().build()
    };
    for (path, front, text) in [
        (
            "news/hail.md",
            "title = \"Hail\"\ndate = 2026-11-19\ntags = [\"Wet\", \"New\"]",
            "It hails.",
        ),
        (
            "news/aaa.md",
            "title = \"A\"\ndate = 2024-01-01\nauthors = [\"lee\"]",
            "See [snow](@/news/snow.md).",
        ),
        ("zzz.md", "title = \"Z\"", "Last."),
        (
            "essays/sun.md",
            "title = \"Sun\"\nweight = 1",
            "# Sun\n\nIt shines.",
        ),
        (
            "news/hagel.ko.md",
            "title = \"우박\"\ndate = 2026-11-21",
            "우박이 온다.",
        ),
    ] {
        let site = begin().article(path, front, text).build();
        assert_eq!(site.report().parsed, [path]);
        assert_eq!(site.report().assembled, 1, "{path}");
        site.equals_clean();
        let site = site.build();
        assert_eq!(told(&site), "", "{path}");
        // The site in memory is as good as one that was assembled.
        let mut site = site.edit(RAIN, "\"Rain\"", "\"Rains\"");
        assert!(site.build_edited(&[RAIN]).is_some(), "{path}");
        site.equals_clean();
        let again = format!("content/{path}");
        let site = site.build().edit(&again, "title = \"", "title = \"The ");
        let mut site = site;
        assert!(site.build_edited(&[&again]).is_some(), "{path}");
        site.equals_clean();
        let site = site.build().remove(&again).build();
        site.equals_clean();
    }
}

#[test]
fn a_site_that_is_warned_of_is_changed_in_place_and_warned_of_again() {
    let begin = TestSite::new().private().publishing(Publishing::No).begin();
    let site = magazine(begin).article("odd.md", "title = \"Odd\"", "A note[^1].");
    let site = site.build().build();
    let said = site.report().warnings.clone();
    assert_eq!(said.iter().count(), 1);
    let mut site = site.edit(RAIN, "\"Rain\"", "\"Rains\"");
    assert!(site.build_edited(&[RAIN]).is_some());
    site.equals_clean();
    let site = site.build();
    assert_eq!(site.report().warnings, said);
    // A mistake that is mended is said no more.
    let mut site = site.edit("content/odd.md", "[^1]", "");
    assert!(site.build_edited(&["content/odd.md"]).is_some());
    site.equals_clean();
    let site = site.build();
    assert!(site.report().warnings.is_empty());
}

#[test]
fn many_edits_at_once_are_assembled_once() {
    let article = |site: TestSite, number: usize, title: &str| {
        let front =
            format!("title = \"{title} {number}\"\ndate = 2026-01-01\ntags = [\"t{number}\"]");
        site.article(&format!("news/{number:03}.md"), &front, "Text.")
    };
    let all = |site: TestSite, numbers: std::ops::Range<usize>, title: &str| {
        numbers.fold(site, |site, number| article(site, number, title))
    };
    let begin = TestSite::new().private().publishing(Publishing::No).begin();
    let site = all(magazine(begin), 0..400, "Old").build().build();
    // Each of few goes through all lists; of many that would be the square.
    let site = all(site, 0..16, "New").build();
    assert_eq!(site.report().assembled, 16);
    let mut site = all(site, 0..17, "Newer");
    let paths: Vec<String> = (0..17)
        .map(|number| format!("content/news/{number:03}.md"))
        .collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert!(site.build_edited(&paths).is_none());
    let site = site.build();
    assert!(site.report().assembled > 400, "{}", site.report().assembled);
    site.equals_clean();
    let site = all(site, 400..440, "Added").build();
    assert!(site.report().assembled > 400, "{}", site.report().assembled);
    site.equals_clean();
}
