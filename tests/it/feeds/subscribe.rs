//! The page that invites to subscribe: when there is one, and that it says what the feeds say.

use std::collections::BTreeSet;

use crate::common::TestSite;

/// A template that tells everything it is given, one thing a line.
const TELLS: &str = "{% for g in subscribe.groups %}\
     group {{ g.of }}{% if g.taxonomy %} {{ g.taxonomy }}{% endif %}\n\
     {% for f in g.feeds %}\
     feed {{ f.name }} | {{ f.title }} | {{ f.description or \"-\" }} | {{ f.home }}\n\
     {% for l in f.formats %}at {{ l.url }} {{ l.mime }}\n{% endfor %}\
     {% for e in f.entries %}entry {{ e.title }} {{ e.permalink }} {{ e.date }}\n{% endfor %}\
     {% endfor %}{% endfor %}\
     opml {{ subscribe.opml or \"-\" }}\n\
     {% for t in subscribe.translations %}twin {{ t.lang }} {{ t.permalink }}\n{% endfor %}";

fn magazine() -> TestSite {
    TestSite::new()
        .config(
            "description = \"All of it\"\nfeed_filenames = [\"atom.xml\", \"feed.json\"]\n\
             taxonomies = [{ name = \"tags\", feed = true }, { name = \"authors\", feed = true }, \
             { name = \"series\" }]\n\
             [languages.ko]\ntitle = \"시험\"\n[languages.de]\ngenerate_feeds = false\n\
             [[feeds]]\nname = \"weather\"\ndescription = \"Rain and ice\"\nsections = [\"news\", \"essays\"]\n\
             [[feeds]]\nname = \"cold\"\ntitle = \"All that is cold\"\nterms = { tags = [\"Cold\"] }",
        )
        .article(
            "news/_index.md",
            "title = \"News\"\ndescription = \"What is new\"\ngenerate_feeds = true",
            "",
        )
        .article("essays/_index.md", "title = \"Essays\"", "")
        .article(
            "news/rain.md",
            "title = \"Rain & <wind>\"\ndate = 2026-11-20\ntags = [\"wet\", \"Cold\"]\nauthors = [\"Kim\"]\n\
             series = [\"Autumn\"]",
            "It rains.",
        )
        .article("news/snow.md", "title = \"Snow\"\ndate = 2026-11-21", "It snows.")
        .article("news/quiet.md", "title = \"Quiet\"\ndate = 2026-11-21\nin_feeds = false", "")
        .article("news/undated.md", "title = \"Undated\"", "")
        .article("essays/ice.md", "title = \"Ice\"\ndate = 2026-10-01", "")
        .article("essays/fog.md", "title = \"Fog\"\ndate = 2026-09-01", "")
        .article("essays/ice.ko.md", "title = \"얼음\"\ndate = 2026-10-01", "")
        .article("essays/ice.de.md", "title = \"Eis\"\ndate = 2026-10-01", "")
}

/// The addresses of all feeds of the outputs, which are those of a language or of the others.
fn planned(site: &TestSite, korean: bool) -> BTreeSet<String> {
    let outputs = site.outputs().into_iter();
    let feeds = outputs.filter(|path| path.ends_with("atom.xml") || path.ends_with("feed.json"));
    feeds
        .filter(|path| path.starts_with("ko/") == korean)
        .map(|path| format!("https://example.com/{path}"))
        .collect()
}

/// The addresses of the feeds that a page tells of.
fn told(page: &str) -> Vec<String> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("at "));
    lines
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

#[test]
fn it_tells_of_every_feed_of_its_language_what_the_feed_says_itself() {
    let site = magazine().template("subscribe.html", TELLS).build();
    let page = site.output("subscribe/index.html");
    insta::assert_snapshot!("english", page);
    insta::assert_snapshot!("korean", site.output("ko/subscribe/index.html"));
    assert!(!site.has_output("de/subscribe/index.html"));
    for (page, korean) in [
        (page, false),
        (site.output("ko/subscribe/index.html"), true),
    ] {
        let told = told(&page);
        let set: BTreeSet<String> = told.iter().cloned().collect();
        assert_eq!(set.len(), told.len(), "a feed is there twice");
        assert_eq!(set, planned(&site, korean));
    }
    // The feed calls itself the same.
    let feed = site.output("news/atom.xml");
    let feed = feed_rs::parser::parse(feed.as_bytes()).unwrap();
    assert_eq!(feed.title.unwrap().content, "Test – News");
    assert_eq!(feed.description.unwrap().content, "What is new");
}

#[test]
fn a_language_without_feeds_has_none_and_nor_has_a_site_that_wants_none() {
    for settings in [
        "generate_feeds = false",
        "generate_subscribe = false",
        "feed_filenames = []",
    ] {
        let site = TestSite::new()
            .config(settings)
            .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
            .build();
        assert!(!site.has_output("subscribe/index.html"), "{settings}");
        for path in ["index.html", "a/index.html", "sitemap.xml"] {
            assert!(!site.output(path).contains("/subscribe/"), "{settings}");
        }
    }
    // One feed is enough, whatever it is of.
    let section = "title = \"News\"\ngenerate_feeds = true";
    TestSite::new()
        .config("generate_feeds = false")
        .article("news/_index.md", section, "")
        .build()
        .shows("subscribe/index.html", "https://example.com/news/rss.xml")
        .hides("subscribe/index.html", "\"https://example.com/rss.xml\"")
        .shows("index.html", "href=\"https://example.com/subscribe/\"");
}

#[test]
fn it_is_found_and_its_buttons_wait_for_a_script() {
    let site = magazine().build();
    let page = site.output("subscribe/index.html");
    // Who lands there finds the feeds without reading, and the page in another language.
    let head = page.split_once("</head>").unwrap().0;
    assert!(head.contains(
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Test\" href=\"https://example.com/atom.xml\">"
    ));
    assert!(head.contains("hreflang=\"ko\" href=\"https://example.com/ko/subscribe/\""));
    assert!(!head.contains("/de/"), "German has no such page");
    // Nothing but a script can copy, so nothing but a script shows the buttons.
    for button in page.split("<button").skip(1) {
        let (tag, _) = button.split_once('>').unwrap();
        assert!(tag.contains(" hidden "), "{tag}");
    }
    assert!(page.contains("data-address=\"https://example.com/news/atom.xml\""));
    assert!(site.has_output("subscribe.js"));
    // It is found: in the sitemap, below every page, and from a feed that is opened in a browser.
    let site = site
        .shows("sitemap.xml", "<loc>https://example.com/subscribe/</loc>")
        .shows(
            "sitemap.xml",
            "<loc>https://example.com/ko/subscribe/</loc>",
        )
        .hides("sitemap.xml", "/de/subscribe/")
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/subscribe/\">",
        )
        .shows(
            "ko/essays/ice/index.html",
            "<a href=\"https://example.com/ko/subscribe/\">",
        )
        .hides("de/essays/ice/index.html", "/subscribe/");
    for (feed, page) in [
        ("news/atom.xml", "https://example.com/subscribe/"),
        ("ko/atom.xml", "https://example.com/ko/subscribe/"),
    ] {
        let link = format!("<xhtml:a href=\"{page}\">");
        assert!(site.output(feed).contains(&link), "{feed}");
    }
    let site = site.edit(
        "byline.toml",
        "base_url",
        "generate_subscribe = false\nbase_url",
    );
    let site = site.build();
    assert!(site.output("news/atom.xml").contains("<xhtml:a"));
    assert!(!site.output("news/atom.xml").contains("/subscribe/"));
    site.equals_clean();
}

/// Whether the last build made the page again.
fn made(site: &TestSite) -> bool {
    let rendered = &site.report().rendered;
    rendered.contains_key("subscribe/index.html")
}

#[test]
fn it_is_made_again_for_what_it_shows_and_for_nothing_else() {
    type Edit = fn(TestSite) -> TestSite;
    let edits: [(&str, bool, Edit); 9] = [
        ("a new article", true, |site| {
            site.article("news/hail.md", "title = \"Hail\"\ndate = 2026-11-22", "")
        }),
        ("an old article that no preview has", false, |site| {
            site.article("essays/dew.md", "title = \"Dew\"\ndate = 2020-11-22", "")
        }),
        ("a title", true, |site| {
            site.edit("content/news/snow.md", "Snow", "Snowfall")
        }),
        ("a text", false, |site| {
            site.edit("content/news/snow.md", "It snows.", "It snows a lot.")
        }),
        ("the title of a section", true, |site| {
            site.edit("content/news/_index.md", "\"News\"", "\"Latest\"")
        }),
        ("a section gets a feed", true, |site| {
            site.edit(
                "content/essays/_index.md",
                "+++\n\n",
                "generate_feeds = true\n+++\n\n",
            )
        }),
        ("a section loses its feed", true, |site| {
            site.edit("content/news/_index.md", "generate_feeds = true", "")
        }),
        ("a tag nobody had", true, |site| {
            site.edit("content/news/rain.md", "\"wet\"", "\"wet\", \"windy\"")
        }),
        ("an article of another language", false, |site| {
            site.article(
                "essays/dew.ko.md",
                "title = \"이슬\"\ndate = 2026-11-22",
                "",
            )
        }),
    ];
    for (name, expected, edit) in edits {
        let site = edit(magazine().build()).build();
        assert_eq!(made(&site), expected, "{name}");
        site.equals_clean();
    }
}
