//! What front matter says, in its languages and as other programs write it.

use crate::common::TestSite;
use crate::common::wire;

/// An article with YAML front matter.
fn yaml(front: &str) -> TestSite {
    TestSite::new().file("content/a.md", format!("---\n{front}\n---\n\nText.\n"))
}

/// The title of the first entry of a site's RSS feed.
fn title_in_feed(site: &TestSite) -> Option<String> {
    let channel = wire::channel(site, "rss.xml");
    let items = channel.all("item");
    items.first().map(|item| item.say("title").to_owned())
}

/// When the first entry of a site's Atom feed was published.
fn date_in_feed(site: &TestSite) -> String {
    wire::xml(site, "atom.xml")
        .one("atom:entry")
        .say("atom:published")
        .to_owned()
}

#[test]
fn a_number_or_a_date_is_a_text_as_it_is_written() {
    for (written, title) in [
        ("1984", "1984"),
        ("1.10", "1.10"),
        ("-5", "-5"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("2026-11-22", "2026-11-22"),
        ("\"1984\"", "1984"),
        ("no", "no"),
        ("Rain", "Rain"),
    ] {
        let site = yaml(&format!("title: {written}\ndate: 2026-01-01")).build();
        assert_eq!(title_in_feed(&site).as_deref(), Some(title), "{written}");
    }
    for (written, title) in [
        ("1984", "1984"),
        ("1.10", "1.10"),
        ("2026-11-22", "2026-11-22"),
        ("1979-05-27T07:32:00Z", "1979-05-27T07:32:00Z"),
    ] {
        let front = format!("title = {written}\ndate = 2026-01-01");
        let site = TestSite::new().article("a.md", &front, "Text.").build();
        assert_eq!(title_in_feed(&site).as_deref(), Some(title), "{written}");
    }
    let json = "{\"title\": 1.10, \"date\": \"2026-01-01\", \"tags\": [2024]}\nText.";
    let site = TestSite::new().file("content/a.md", json).build();
    assert_eq!(title_in_feed(&site).as_deref(), Some("1.10"));
    assert!(site.has_output("tags/2024/index.html"));
}

#[test]
fn one_text_is_a_list_of_one() {
    for (front, terms) in [
        ("tags: news", &["news"][..]),
        ("tags: 2024", &["2024"]),
        ("tags: [2024, 1.10]", &["2024", "1-10"]),
        ("tags: [2024-01-02]", &["2024-01-02"]),
        ("tags: rain, the river,", &["rain", "the-river"]),
        ("tags: the river", &["the-river"]),
        ("tags: [\"rain, river\"]", &["rain-river"]),
        ("tags:", &[]),
        ("tags: \"\"", &[]),
        ("tags: []", &[]),
        ("taxonomies:\n  tags: news", &["news"]),
    ] {
        let site = yaml(&format!("title: A\n{front}")).build();
        let outputs = site.outputs();
        let tags: Vec<&str> = outputs
            .iter()
            .filter_map(|path| path.strip_prefix("tags/")?.strip_suffix("/index.html"))
            .collect();
        let mut wanted = terms.to_vec();
        wanted.sort_unstable();
        assert_eq!(tags, wanted, "{front}");
    }
    let site = yaml("title: A\nslug: 1\naliases: /old/\nauthors: Kim").build();
    assert!(site.has_output("1/index.html"));
    assert!(site.has_output("old/index.html"));
    assert!(site.has_output("authors/kim/index.html"));
}

#[test]
fn yaml_may_end_with_three_dots() {
    let site = TestSite::new().file("content/a.md", "---\ntitle: X\n...\nBody\n");
    site.build().shows("a/index.html", "<p>Body</p>");
}

#[test]
fn a_time_that_clocks_skip_is_as_much_later_and_warned_of() {
    let site = TestSite::new()
        .config("timezone = \"America/New_York\"")
        .article("a.md", "title = \"A\"\ndate = 2025-03-09T02:30:00", "Text.")
        .build();
    assert_eq!(date_in_feed(&site), "2025-03-09T03:30:00-04:00");
    let said = site.messages();
    assert!(said.contains("content/a.md:3:8"), "{said}");
    assert!(
        said.contains("it is read as `2025-03-09T03:30:00-04:00`"),
        "{said}"
    );
    let again = site.build();
    assert_eq!(again.messages(), said);
    let site = again.edit("content/a.md", "02:30", "03:30").build();
    assert_eq!(site.messages(), "");
    assert_eq!(date_in_feed(&site), "2025-03-09T03:30:00-04:00");
}

#[test]
fn a_time_that_clocks_show_twice_is_the_earlier() {
    let site = TestSite::new()
        .config("timezone = \"Europe/Berlin\"")
        .article("a.md", "title = \"A\"\ndate = 2025-10-26T02:30:00", "Text.")
        .build();
    assert_eq!(date_in_feed(&site), "2025-10-26T02:30:00+02:00");
    assert_eq!(site.messages(), "");
}

#[test]
fn dates_of_other_programs_are_read() {
    for (written, date) in [
        ("2018-09-16 19:47:42 +8", "2018-09-16T19:47:42+08:00"),
        ("2018-03-27 12:00:00 +0900", "2018-03-27T12:00:00+09:00"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43-05:00"),
        ("2013/7/13 20:46:25", "2013-07-13T20:46:25Z"),
        ("2018-09-16 9:47:42 UTC", "2018-09-16T09:47:42Z"),
    ] {
        let site = yaml(&format!("title: A\ndate: {written}")).build();
        let got = crate::common::moment(&date_in_feed(&site));
        assert_eq!(got, crate::common::moment(date), "{written}");
    }
}

/// What the two names of one key make of it: neither, our own, that of Zola, or both may be there.
#[test]
fn both_names_of_in_feeds_must_agree_to_it() {
    for (ours, zolas, shown) in [
        (None, None, true),
        (None, Some(true), true),
        (None, Some(false), false),
        (Some(true), None, true),
        (Some(true), Some(true), true),
        (Some(true), Some(false), false),
        (Some(false), None, false),
        (Some(false), Some(true), false),
        (Some(false), Some(false), false),
    ] {
        let line = |key: &str, value: Option<bool>| {
            value.map_or_else(String::new, |value| format!("{key} = {value}\n"))
        };
        let front = format!(
            "title = \"A\"\ndate = 2026-01-01\n{}{}",
            line("in_feeds", ours),
            line("include_in_feeds", zolas)
        );
        let site = TestSite::new().article("a.md", &front, "Text.").build();
        assert!(site.has_output("a/index.html"));
        let title = title_in_feed(&site);
        assert_eq!(title.is_some(), shown, "{ours:?} {zolas:?}");
        assert_eq!(
            wire::xml(&site, "atom.xml").all("atom:entry").len(),
            usize::from(shown)
        );
        let json = wire::json(&site, "feed.json");
        assert_eq!(json["items"].as_array().unwrap().len(), usize::from(shown));
    }
}

const FOREIGN: &str = "Title: A\ndate: 2026-01-01\nlayout: post\ncolour: blue\nTags: [rain]";

#[test]
fn unknown_keys_are_errors_that_name_bylines_word() {
    let site = yaml("title: A\nlastmod: 2026-01-01\ncategory: x\nkeywords: a, b\npublished: false\ncolour: blue")
        .try_build();
    let said = site.messages();
    for part in [
        "Byline calls this `updated`",
        "Byline calls this `tags`",
        "has `draft: true` instead",
        "put what is your own under `extra`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(site.problems().len(), 5, "{said}");
}

#[test]
fn unknown_keys_can_be_warnings() {
    let site = yaml(FOREIGN).config("unknown_keys = \"warn\"").build();
    assert_eq!(title_in_feed(&site).as_deref(), Some("A"));
    assert!(site.has_output("tags/rain/index.html"));
    let said = site.messages();
    assert!(said.contains("warning: unknown key `layout`"), "{said}");
    assert!(said.contains("warning: unknown key `colour`"), "{said}");
    assert!(!said.contains("error"), "{said}");
    assert_eq!(site.build().messages(), said);
}

#[test]
fn unknown_keys_can_be_data_of_the_sites_own() {
    let site = yaml(&format!("{FOREIGN}\nextra:\n  colour: red"))
        .config("unknown_keys = \"extra\"")
        .template(
            "page.html",
            "{{ page.title }} {{ page.extra.layout }} {{ page.extra.colour }}",
        )
        .build();
    assert_eq!(site.messages(), "");
    assert_eq!(site.output("a/index.html"), "A post red");
    // Of a section too.
    let site = site
        .file("content/n/_index.md", "---\ntitle: N\nmood: wet\n---\n")
        .template("section.html", "{{ section.extra?.mood }}")
        .build();
    assert_eq!(site.output("n/index.html"), "wet");
}

#[test]
fn no_setting_waves_through_what_hides_an_article() {
    for key in [
        "published: false",
        "Published: false",
        "public: no",
        "publishDate: 2099-01-01",
        "expiryDate: 2020-01-01",
        "hidden: true",
        "private: true",
        "password: rain",
        "status: draft",
    ] {
        for setting in ["error", "warn", "extra"] {
            let site = yaml(&format!("title: A\n{key}"))
                .config(&format!("unknown_keys = \"{setting}\""))
                .try_build();
            assert_eq!(site.problems().len(), 1, "{key} {setting}");
            assert!(site.messages().contains("error: unknown key"), "{key}");
        }
    }
    for key in ["published: true", "hidden: false", "Draft: false"] {
        let site = yaml(&format!("title: A\n{key}"));
        let site = site.config("unknown_keys = \"extra\"").build();
        assert!(site.has_output("a/index.html"), "{key}");
    }
    let site = yaml("title: A\nDraft: true").config("unknown_keys = \"extra\"");
    assert!(!site.build().has_output("a/index.html"));
}

#[test]
fn what_needs_quotes_is_told_with_the_very_line() {
    for (front, line) in [
        (
            "title: Emacs: a major mode",
            "title: \"Emacs: a major mode\"",
        ),
        ("title: [WIP] Rain", "title: \"[WIP] Rain\""),
        ("title: @home", "title: \"@home\""),
        ("title: 100: x", "title: \"100: x\""),
        ("title: %a", "title: \"%a\""),
    ] {
        let site = yaml(&format!("{front}\ndate: 2026-01-01")).try_build();
        let said = site.messages();
        assert!(
            said.contains(&format!("help: put it in quotes: `{line}`")),
            "{said}"
        );
        assert!(said.contains("content/a.md:2:"), "{said}");
        // What is told to be written builds.
        let site = site.edit("content/a.md", front, line).build();
        let title = front.strip_prefix("title: ").unwrap();
        assert_eq!(title_in_feed(&site).as_deref(), Some(title));
    }
    let site = yaml("title: X\ntags:\n\t- a").try_build();
    let said = site.messages();
    assert!(said.contains("content/a.md:4:1"), "{said}");
    assert!(said.contains("help: use spaces: `  - a`"), "{said}");
    let site = TestSite::new()
        .article("a.md", "title = Hello, world\ndraft = false", "Text.")
        .try_build();
    let said = site.messages();
    assert!(
        said.contains("help: put it in quotes: `title = \"Hello, world\"`"),
        "{said}"
    );
    assert_eq!(site.problems().len(), 1, "{said}");
    let site = TestSite::new().config("title = My site").try_build();
    assert!(
        site.messages().contains("`title = \"My site\"`"),
        "{}",
        site.messages()
    );
}
