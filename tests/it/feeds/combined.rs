//! Feeds that are made by a query of the settings.

use crate::common::TestSite;

const SETTINGS: &str = r#"
taxonomies = [{ name = "tags", feed = true }, { name = "series" }]
[languages.ko]
title = "시험"
[authors.kim]
name = "Kim Na"
[authors.lee]
name = "Lee"
"#;

/// The settings, and what one feed says.
fn magazine(feed: &str) -> TestSite {
    let article = |site: TestSite, path: &str, day: usize, rest: &str| {
        let title = path.rsplit('/').next().unwrap().trim_end_matches(".md");
        let front = format!("title = \"{title}\"\ndate = 2026-11-{day:02}\n{rest}");
        site.article(path, &front, "Text.")
    };
    let mut site = TestSite::new().config(&format!("{SETTINGS}{feed}"));
    for (path, day, rest) in [
        (
            "film/alien.md",
            1,
            "tags = [\"Space\"]\nauthors = [\"kim\"]",
        ),
        (
            "film/classic/metropolis.md",
            2,
            "tags = [\"Silent\"]\nauthors = [\"lee\"]",
        ),
        (
            "filmmaking/lenses.md",
            3,
            "tags = [\"Space\"]\nauthors = [\"lee\"]",
        ),
        (
            "music/planets.md",
            4,
            "tags = [\"Space\", \"Silent\"]\nauthors = [\"Kim Na\"]",
        ),
        (
            "music/drums.md",
            5,
            "series = [\"Noise\"]\nauthors = [\"kim\", \"lee\"]",
        ),
        (
            "music/drums.ko.md",
            6,
            "tags = [\"북\"]\nauthors = [\"kim\"]",
        ),
        (
            "music/later.md",
            30,
            "tags = [\"Due\"]\nauthors = [\"kim\"]",
        ),
    ] {
        site = article(site, path, day, rest);
    }
    site
}

/// The titles of a feed.
fn titles(site: &TestSite, path: &str) -> Vec<String> {
    let bytes = site.output(path);
    let feed = feed_rs::parser::parse(bytes.as_bytes()).unwrap();
    let titles = feed.entries.into_iter();
    titles.map(|entry| entry.title.unwrap().content).collect()
}

#[test]
fn a_query_wants_something_of_each_list_and_nothing_that_is_excluded() {
    for (query, expected) in [
        (
            "",
            &["drums", "planets", "lenses", "metropolis", "alien"][..],
        ),
        ("sections = [\"film\"]", &["metropolis", "alien"]),
        ("sections = [\"/film/classic/\"]", &["metropolis"]),
        (
            "sections = [\"film\", \"music\"]",
            &["drums", "planets", "metropolis", "alien"],
        ),
        (
            "terms = { tags = [\"space\"] }",
            &["planets", "lenses", "alien"],
        ),
        ("terms = { tags = [\"Space\"], series = [\"Noise\"] }", &[]),
        (
            "terms = { tags = [\"Silent\", \"Space\"] }",
            &["planets", "lenses", "metropolis", "alien"],
        ),
        ("authors = [\"Kim Na\"]", &["drums", "planets", "alien"]),
        (
            "authors = [\"kim\"]\nsections = [\"music\"]",
            &["drums", "planets"],
        ),
        (
            "exclude = { sections = [\"music\"] }",
            &["lenses", "metropolis", "alien"],
        ),
        (
            "exclude = { terms = { tags = [\"Silent\"] }, authors = [\"kim\"] }",
            &["lenses"],
        ),
        (
            "terms = { authors = [\"lee\"] }\nsections = [\"film\"]",
            &["metropolis"],
        ),
        ("sections = [\"music\"]\nlimit = 1", &["drums"]),
        // What is not due yet is no mistake, and nowhere.
        ("terms = { tags = [\"Due\"] }", &[]),
        ("lang = \"ko\"\nsections = [\"music\"]", &["drums.ko"]),
    ] {
        let site = magazine(&format!("[[feeds]]\nname = \"culture\"\n{query}")).build();
        let folder = if query.contains("ko") {
            "ko/culture"
        } else {
            "culture"
        };
        for name in ["rss.xml", "atom.xml", "feed.json"] {
            assert_eq!(
                titles(&site, &format!("{folder}/{name}")),
                expected,
                "{query}"
            );
        }
    }
}

#[test]
fn a_combined_feed_says_what_it_is() {
    let site = magazine(
        "[[feeds]]\nname = \"culture\"\ntitle = \"Film & music\"\ndescription = \"All of it\"\n\
         [[feeds]]\nname = \"notes/desk\"\nauthors = [\"lee\"]",
    )
    .build();
    let read = |path: &str| feed_rs::parser::parse(site.output(path).as_bytes()).unwrap();
    let culture = read("culture/atom.xml");
    assert_eq!(culture.title.unwrap().content, "Film & music");
    assert_eq!(culture.description.unwrap().content, "All of it");
    assert_eq!(culture.id, "tag:example.com,2026:feed:/culture/");
    let desk = read("notes/desk/rss.xml");
    assert_eq!(desk.title.unwrap().content, "Test – notes/desk");
    let home = desk.links.iter().find(|link| link.rel.is_none()).unwrap();
    assert_eq!(home.href, "https://example.com/");
    let opml = site.output("feeds.opml");
    let place = |text: &str| opml.find(text).unwrap_or_else(|| panic!("{text}: {opml}"));
    assert!(place("com/rss.xml") < place("culture/rss.xml"));
    assert!(place("culture/rss.xml") < place("notes/desk/rss.xml"));
    assert!(place("notes/desk/rss.xml") < place("tags/space/rss.xml"));
}

#[test]
fn the_front_page_of_its_language_announces_it() {
    let site = magazine("[[feeds]]\nname = \"culture\"\n[[feeds]]\nname = \"beat\"\nlang = \"ko\"")
        .build();
    let home = site.output("index.html");
    let whole = home.find("\"https://example.com/rss.xml\"").unwrap();
    assert!(
        whole
            < home
                .find("\"https://example.com/culture/rss.xml\"")
                .unwrap()
    );
    assert!(!home.contains("ko/beat/rss.xml"));
    assert!(
        site.output("ko/index.html")
            .contains("\"https://example.com/ko/beat/rss.xml\"")
    );
    assert!(
        !site
            .output("music/drums/index.html")
            .contains("culture/rss.xml")
    );
    // Without feeds of all articles too.
    let site = site
        .edit(
            "byline.toml",
            "taxonomies",
            "generate_feeds = false\ntaxonomies",
        )
        .build();
    assert!(!site.has_output("rss.xml"));
    assert!(site.output("index.html").contains("culture/rss.xml"));
}

#[test]
fn edits_reach_combined_feeds() {
    let mut site = magazine(
        "[[feeds]]\nname = \"space\"\nterms = { tags = [\"Space\"] }\nexclude = { sections = [\"film\"] }\nlimit = 2",
    )
    .build();
    assert_eq!(titles(&site, "space/rss.xml"), ["planets", "lenses"]);
    for (path, from, to, expected) in [
        (
            "content/music/drums.md",
            "series",
            "tags = [\"Space\"]\nseries",
            &["drums", "planets"][..],
        ),
        (
            "content/music/planets.md",
            "\"Space\", ",
            "",
            &["drums", "lenses"],
        ),
        (
            "byline.toml",
            "exclude = { sections = [\"film\"] }",
            "",
            &["drums", "lenses"],
        ),
        (
            "byline.toml",
            "limit = 2",
            "limit = 5",
            &["drums", "lenses", "alien"],
        ),
        (
            "content/film/alien.md",
            "Text.",
            "Words.",
            &["drums", "lenses", "alien"],
        ),
    ] {
        site = site.edit(path, from, to).build();
        site.equals_clean();
        assert_eq!(titles(&site, "space/rss.xml"), expected, "{path} {to}");
    }
    assert!(site.output("space/rss.xml").contains("Words."));
}

#[test]
fn a_section_can_have_another_limit() {
    let site = magazine("").article(
        "music/_index.md",
        "title = \"Music\"\ngenerate_feeds = true\nfeed_limit = 1",
        "",
    );
    let site = site.build();
    assert_eq!(titles(&site, "music/atom.xml"), ["drums"]);
    assert_eq!(titles(&site, "music/atom.1.xml"), ["planets"]);
    assert_eq!(titles(&site, "rss.xml").len(), 5);
}

#[test]
fn names_of_feeds_stay_when_titles_and_hosts_change() {
    use byline::plan::FeedOf;
    use byline::site::{SectionId, TermId};

    let keys = |base_url: &str, title: &str| {
        let settings = format!("base_url = \"{base_url}\"\ntitle = \"{title}\"\n{SETTINGS}");
        let settings = format!("{settings}[[feeds]]\nname = \"culture\"\ntitle = \"{title}\"");
        let (config, _) = byline::config::read(Some(&settings), None).unwrap();
        let disk = byline::disk::MemoryDisk::new();
        byline::disk::Disk::write(
            &disk,
            std::path::Path::new("content/news/local/a.ko.md"),
            format!("+++\ntitle = \"{title}\"\ndate = 2026-11-20\ntags = [\"북 소리\"]\n+++\n")
                .as_bytes(),
        )
        .unwrap();
        let sources = byline::source::scan(&disk, &config);
        let pages = sources.documents.iter().map(|document| {
            let bytes = byline::disk::Disk::read(&disk, &document.at).unwrap();
            byline::page::parse(document, &bytes, &config).unwrap()
        });
        let pages = pages.collect();
        let inputs = byline::site::Inputs {
            config: std::sync::Arc::new(config),
            sources: &sources,
            unread: Vec::new(),
            visibility: byline::site::Visibility::default(),
            lock: &byline::lock::Lock::default(),
        };
        let (site, _) = byline::site::assemble(inputs, pages);
        let section = site.section_by_folder(1, "news/local").unwrap();
        let of = [
            FeedOf::Site(0),
            FeedOf::Site(1),
            FeedOf::Section(section),
            FeedOf::Term(TermId(0)),
            FeedOf::Combined(0),
        ];
        assert!(section > SectionId(0));
        of.map(|of| of.key(&site))
    };
    let expected = [
        "en",
        "ko",
        "ko section news/local",
        "ko term tags/북-소리",
        "en combined culture",
    ];
    assert_eq!(keys("https://a.example", "A"), expected);
    assert_eq!(keys("https://b.example/below/", "B"), expected);
}
