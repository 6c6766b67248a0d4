//! Which feeds there are, and what they say, read back by another program's reader.

use crate::common::TestSite;
use feed_rs::model::Feed;

fn read(site: &TestSite, path: &str) -> Feed {
    let bytes = site.output(path);
    feed_rs::parser::parse(bytes.as_bytes())
        .unwrap_or_else(|error| panic!("{path}: {error}\n{bytes}"))
}

fn titles(feed: &Feed) -> Vec<String> {
    let titles = feed.entries.iter();
    titles
        .map(|entry| entry.title.clone().unwrap().content)
        .collect()
}

fn ids(feed: &Feed) -> Vec<String> {
    feed.entries.iter().map(|entry| entry.id.clone()).collect()
}

/// Every feed of a folder, in the three formats.
fn all(site: &TestSite, folder: &str) -> Vec<Feed> {
    ["rss.xml", "atom.xml", "feed.json"]
        .iter()
        .map(|name| read(site, &format!("{folder}{name}")))
        .collect()
}

fn magazine() -> TestSite {
    TestSite::new()
        .config(
            "taxonomies = [{ name = \"tags\", feed = true }, { name = \"authors\", feed = true }]\n\
             [authors.kim]\nname = \"Kim\"\nemail = \"kim@example.com\"\n\
             [languages.ko]\ntitle = \"시험\"",
        )
        .article("news/_index.md", "title = \"News\"\ngenerate_feeds = true", "")
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-11-20T09:30:00+09:00\ntags = [\"Wet\"]\nauthors = [\"kim\"]",
            "It [rains](./snow.md#cold).\n\n<!-- more -->\n\nA lot.[^1]\n\n[^1]: Really.",
        )
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-11-21\nupdated = 2026-11-22\ndescription = \"White\"",
            "## Cold",
        )
        .article("news/rain.ko.md", "title = \"비\"\ndate = 2026-11-20\ntags = [\"젖은\"]", "비")
        .article("essay.md", "title = \"Essay\"\ndate = 2026-11-19", "")
        .article("quiet.md", "title = \"Quiet\"\ndate = 2026-11-18\nin_feeds = false", "")
        .article("about.md", "title = \"About\"", "")
}

#[test]
fn every_list_has_the_feeds_it_asked_for() {
    let site = magazine().build();
    for (folder, expected) in [
        ("", vec!["Snow", "Rain", "Essay"]),
        ("news/", vec!["Snow", "Rain"]),
        ("tags/wet/", vec!["Rain"]),
        ("authors/kim/", vec!["Rain"]),
        ("ko/", vec!["비"]),
        ("ko/news/", vec!["비"]),
    ] {
        for feed in all(&site, folder) {
            assert_eq!(titles(&feed), expected, "{folder}");
        }
    }
    assert!(!site.has_output("essay/rss.xml"));
}

#[test]
fn formats_agree() {
    let site = magazine().build();
    let feeds = all(&site, "");
    for feed in &feeds {
        assert_eq!(ids(feed), ids(&feeds[0]));
        assert_eq!(feed.title.as_ref().unwrap().content, "Test");
        for (entry, other) in feed.entries.iter().zip(&feeds[0].entries) {
            assert_eq!(entry.published, other.published);
            assert_eq!(entry.links[0].href, other.links[0].href);
            let summary =
                |entry: &feed_rs::model::Entry| entry.summary.clone().map(|text| text.content);
            assert_eq!(summary(entry), summary(other));
        }
    }
}

#[test]
fn an_entry_has_the_whole_text_whose_links_work_anywhere() {
    let site = magazine().build();
    for feed in [read(&site, "atom.xml"), read(&site, "feed.json")] {
        let rain = &feed.entries[1];
        let html = rain.content.clone().unwrap().body.unwrap();
        assert!(
            html.contains("href=\"https://example.com/news/snow/#cold\""),
            "{html}"
        );
        assert!(html.contains("A lot."), "{html}");
        assert!(!html.contains("href=\"#"), "{html}");
    }
    site.shows(
        "rss.xml",
        "<content:encoded><![CDATA[<p>It <a href=\"https://example.com/news/snow/#cold\">",
    );
}

#[test]
fn summaries_alone_are_sent_on_request() {
    let site = magazine()
        .config("feed_full_content = false")
        .remove("content/news/rain.ko.md");
    let site = site
        .edit("content/news/rain.md", "authors = [\"kim\"]", "")
        .build();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!site.output(path).contains("A lot."), "{path}");
        assert!(site.output(path).contains("It rains"), "{path}");
    }
}

#[test]
fn a_feed_has_as_many_entries_as_the_settings_say() {
    let mut site = TestSite::new().config("feed_limit = 2");
    for day in 1..=5 {
        site = site.article(
            &format!("{day}.md"),
            &format!("title = \"Day {day}\"\ndate = 2026-11-0{day}"),
            "",
        );
    }
    let site = site.build();
    for feed in all(&site, "") {
        assert_eq!(titles(&feed), ["Day 5", "Day 4"]);
    }
}

#[test]
fn an_id_is_that_of_the_front_matter_or_made_once() {
    let site = TestSite::new()
        .config("timezone = \"Asia/Seoul\"")
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-21\nid = \"urn:uuid:1\"",
            "",
        )
        .article("비.md", "title = \"B\"\ndate = 2026-11-20", "")
        .build();
    for feed in all(&site, "") {
        assert_eq!(
            ids(&feed),
            ["urn:uuid:1", "tag:example.com,2026-11-20:/%EB%B9%84/"]
        );
    }
    // A corrected text or title is no new entry.
    let site = site
        .edit(
            "content/비.md",
            "title = \"B\"",
            "title = \"C\"\nupdated = 2026-11-22",
        )
        .build();
    for feed in all(&site, "") {
        assert_eq!(ids(&feed)[1], "tag:example.com,2026-11-20:/%EB%B9%84/");
    }
}

#[test]
fn a_feed_is_as_new_as_its_newest_entry() {
    let site = magazine().build();
    let newest = crate::common::moment("2026-11-22T00:00:00Z");
    assert_eq!(read(&site, "atom.xml").updated.unwrap(), newest);
    site.shows(
        "rss.xml",
        "<lastBuildDate>Sun, 22 Nov 2026 00:00:00 +0000</lastBuildDate>",
    );
}

#[test]
fn a_page_names_the_feeds_of_its_section_first() {
    let site = magazine().build();
    let page = site.output("news/rain/index.html");
    let section = page
        .find("href=\"https://example.com/news/rss.xml\"")
        .unwrap();
    let whole = page.find("href=\"https://example.com/rss.xml\"").unwrap();
    assert!(section < whole);
    let korean = site.output("ko/news/rain/index.html");
    assert!(korean.contains("href=\"https://example.com/ko/rss.xml\""));
    assert!(!korean.contains("href=\"https://example.com/rss.xml\""));
}

#[test]
fn other_file_names_and_none_at_all() {
    let site = magazine().config("feed_filenames = [\"feed.json\", \"index.xml\", \"atom.xml\"]");
    let site = site
        .edit("content/news/rain.md", "authors = [\"kim\"]", "")
        .remove("content/news/rain.ko.md")
        .build();
    assert!(site.has_output("index.xml") && !site.has_output("rss.xml"));
    let page = site.output("essay/index.html");
    assert!(page.find("feed.json").unwrap() < page.find("index.xml").unwrap());
    let site = site.config("generate_feeds = false").build();
    assert!(!site.has_output("atom.xml"));
    site.hides("essay/index.html", "atom+xml");
}

#[test]
fn an_article_of_another_place_names_it() {
    let site = TestSite::new()
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-11-20\ncanonical = \"https://example.org/rain\"",
            "",
        )
        .build();
    site.hides("sitemap.xml", "rain");
}

#[test]
fn two_articles_of_one_moment_keep_their_order() {
    let site = TestSite::new()
        .article("b.md", "title = \"B\"\ndate = 2026-11-20", "")
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .article(
            "c.md",
            "title = \"C\"\ndate = 2026-11-20T09:00:00+09:00",
            "",
        )
        .build();
    for feed in all(&site, "") {
        assert_eq!(titles(&feed), ["A", "B", "C"]);
    }
}

#[test]
fn all_feeds_are_listed_for_readers_that_import_lists() {
    let site = magazine().build();
    let opml = site.output("feeds.opml");
    let addresses: Vec<&str> = opml
        .split("xmlUrl=\"https://example.com/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(
        addresses,
        [
            "rss.xml",
            "ko/rss.xml",
            "ko/news/rss.xml",
            "news/rss.xml",
            "authors/kim/rss.xml",
            "ko/tags/%EC%A0%96%EC%9D%80/rss.xml",
            "tags/wet/rss.xml",
        ]
    );
    assert!(opml.contains("htmlUrl=\"https://example.com/tags/wet/\""));
    // What the list is made of does not follow articles.
    let site = site.edit("content/essay.md", "Essay", "Attempt").build();
    assert!(!site.report().rendered.contains_key("feeds.opml"));
    let site = site
        .edit("content/news/_index.md", "\"News\"", "\"Latest\"")
        .build();
    assert!(site.output("feeds.opml").contains("Latest"));

    for settings in ["generate_feeds = false", "generate_opml = false"] {
        let site = TestSite::new()
            .config(settings)
            .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
            .build();
        assert!(!site.has_output("feeds.opml"), "{settings}");
    }
    TestSite::new()
        .config("generate_opml = false")
        .file("static/feeds.opml", "ours")
        .article("a.md", "title = \"A\"", "[feeds](/feeds.opml)")
        .build()
        .shows("feeds.opml", "ours");
}

#[test]
fn every_feed_names_the_hub_that_tells_of_news() {
    let hub = "https://hub.example/?a=1&b=2";
    let article = |site: TestSite| site.article("a.md", "title = \"A\"\ndate = 2026-11-20", "");
    let site = article(TestSite::new()).build();
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!site.output(name).contains("hub"), "{name}");
    }
    let site = site.config(&format!("feed_hub = \"{hub}\"")).build();
    for feed in &all(&site, "")[..2] {
        let links = feed.links.iter();
        let named = links.filter(|link| link.rel.as_deref() == Some("hub"));
        let named: Vec<&str> = named.map(|link| link.href.as_str()).collect();
        assert_eq!(named, [hub]);
    }
    let json: serde_json::Value = serde_json::from_str(&site.output("feed.json")).unwrap();
    assert_eq!(
        json["hubs"],
        serde_json::json!([{"type": "WebSub", "url": hub}])
    );
}
