//! The sitemap of news: what is in it, and until when.

use crate::common::{TestSite, moment};

const FILE: &str = "news-sitemap.xml";

/// A newspaper with articles of several days; the tests build it for noon of the 22nd.
fn paper() -> TestSite {
    let mut site =
        TestSite::new().config("article_type = \"news\"\n[languages.ko]\ntitle = \"시험\"");
    for (path, front) in [
        ("old.md", "date = 2026-11-20T11:59:59Z"),
        ("just.md", "date = 2026-11-20T21:30:00+09:00"),
        ("today.md", "date = 2026-11-22T09:00:00Z"),
        ("today.ko.md", "date = 2026-11-22T18:00:00+09:00"),
        ("soon.md", "date = 2026-11-22T13:00:00Z"),
        (
            "elsewhere.md",
            "date = 2026-11-22\ncanonical = \"https://a.example/\"",
        ),
        ("private.md", "date = 2026-11-22\nin_sitemap = false"),
        ("draft.md", "date = 2026-11-22\ndraft = true"),
        ("about.md", ""),
    ] {
        let name = path.split('.').next().unwrap();
        site = site.article(path, &format!("title = \"T <{name}>\"\n{front}"), "Text.");
    }
    site
}

/// The paths of the articles in the sitemap, in their order.
fn listed(site: &TestSite) -> Vec<String> {
    let xml = site.output(FILE);
    let parts = xml.split("<loc>https://example.com/").skip(1);
    parts
        .map(|part| part.split_once("</loc>").unwrap().0.to_owned())
        .collect()
}

#[test]
fn it_has_the_articles_of_two_days() {
    let site = paper().build();
    assert_eq!(listed(&site), ["ko/today/", "today/", "just/"]);
    let site = site
        .shows(
            FILE,
            "<news:name>Test</news:name><news:language>en</news:language>",
        )
        .shows(
            FILE,
            "<news:name>시험</news:name><news:language>ko</news:language>",
        )
        .shows(FILE, "<news:publication_date>2026-11-20T21:30:00+09:00<")
        .shows(FILE, "<news:title>T &lt;just&gt;</news:title>");
    assert_eq!(
        site.output("robots.txt"),
        "User-agent: *\nAllow: /\n\nSitemap: https://example.com/sitemap.xml\n\
         Sitemap: https://example.com/news-sitemap.xml\n"
    );
}

#[test]
fn what_falls_out_is_a_moment_to_build_again() {
    let mut site = paper().begin().build();
    for (time, next, expected) in [
        (
            "2026-11-22T12:20:00Z",
            "2026-11-22T12:30:00Z",
            &["ko/today/", "today/", "just/"][..],
        ),
        (
            "2026-11-22T12:30:00Z",
            "2026-11-22T13:00:00Z",
            &["ko/today/", "today/"],
        ),
        (
            "2026-11-22T13:00:00Z",
            "2026-11-24T09:00:00Z",
            &["soon/", "ko/today/", "today/"],
        ),
        ("2026-11-24T09:00:00Z", "2026-11-24T13:00:00Z", &["soon/"]),
    ] {
        site = site.at(time).build();
        assert_eq!(site.report().next_change, Some(moment(next)), "{time}");
        assert_eq!(listed(&site), expected, "{time}");
        site.equals_clean();
        // Nothing to do a moment later.
        site = site.build();
        assert!(site.report().rendered.is_empty());
    }
    let site = site.at("2026-11-24T13:00:00Z").build();
    assert!(!site.has_output(FILE));
    assert_eq!(site.report().next_change, None);
    site.equals_clean();
    let robots = site.output("robots.txt");
    assert!(!robots.contains("news") && robots.contains("sitemap.xml"));
}

#[test]
fn edits_reach_it() {
    let mut site = paper().build();
    for (path, from, to) in [
        ("content/today.md", "T <today>", "Tonight"),
        ("content/today.md", "09:00", "10:00"),
        ("content/just.md", "title", "draft = true\ntitle"),
        ("byline.toml", "시험", "신문"),
    ] {
        let before = site.output(FILE);
        site = site.edit(path, from, to).build();
        site.equals_clean();
        assert_ne!(site.output(FILE), before, "{path}");
    }
    // A text is nothing that it shows.
    let site = site.edit("content/today.md", "Text.", "Words.").build();
    assert!(!site.report().rendered.contains_key(FILE));
}

#[test]
fn only_news_have_one_unless_the_settings_say_otherwise() {
    for (settings, expected) in [
        ("", false),
        ("article_type = \"blog\"", false),
        ("generate_news_sitemap = true", true),
        (
            "article_type = \"news\"\ngenerate_news_sitemap = false",
            false,
        ),
    ] {
        let site = paper().config(&format!("{settings}\n[languages.ko]\ntitle = \"시험\""));
        let site = site.build();
        assert_eq!(site.has_output(FILE), expected, "{settings}");
        let due = if expected { "12:30" } else { "13:00" };
        let due = moment(&format!("2026-11-22T{due}:00Z"));
        assert_eq!(site.report().next_change, Some(due), "{settings}");
    }
    // Articles that are shown before they are due are no news yet.
    let site = paper().showing(&["future"]).build();
    assert!(!site.output(FILE).contains("soon"));
    assert!(site.output("rss.xml").contains("soon"));
}

#[test]
fn it_has_a_thousand_articles_at_the_most() {
    let mut site = TestSite::new().config("generate_news_sitemap = true\nfeed_filenames = []");
    for number in 0..1003 {
        site = site.article(
            &format!("{number:04}.md"),
            &format!(
                "date = 2026-11-22T{:02}:{:02}:00Z",
                number / 100,
                number % 60
            ),
            "",
        );
    }
    let site = site.template("page.html", "").build();
    let listed = listed(&site);
    assert_eq!(listed.len(), 1000);
    assert!(listed[0].starts_with("1002"), "{}", listed[0]);
    assert!(!listed.contains(&"0000/".to_owned()));
}
