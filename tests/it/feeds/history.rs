//! The archives of feeds: everything can be reached, and what is closed stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::TestSite;
use feed_rs::model::Feed;

const BASE: &str = "https://example.com/";

fn with_articles(mut site: TestSite, numbers: impl IntoIterator<Item = usize>) -> TestSite {
    for number in numbers {
        site = site.article(
            &format!("news/{number}.md"),
            &format!(
                "title = \"No. {number}\"\ndate = 2026-10-01T{:02}:{:02}:00Z\ntags = [\"all\"]",
                number / 60,
                number % 60
            ),
            &format!("Text of number {number}, [before](./{}.md).", number.min(1)),
        );
    }
    site
}

/// The settings of a site that has archives in every format.
const EVERY_FORMAT: &str = r#"feed_archives = ["rss.xml", "atom.xml", "feed.json"]"#;

/// A site whose feeds have three articles each, and archives in every format.
fn paper(articles: usize) -> TestSite {
    let site = TestSite::new()
        .config(&format!(
            "{EVERY_FORMAT}\nfeed_limit = 3\ntaxonomies = [{{ name = \"tags\", feed = true }}]"
        ))
        .article(
            "news/_index.md",
            "title = \"News\"\ngenerate_feeds = true",
            "",
        );
    with_articles(site, 1..=articles)
}

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

/// Where a document of a feed leads by a relation, as a path of an output.
fn leads(site: &TestSite, path: &str, relation: &str) -> Option<String> {
    let url = if path.ends_with(".json") {
        let json: serde_json::Value = serde_json::from_str(&site.output(path)).unwrap();
        let key = match relation {
            "prev-archive" => "next_url",
            "self" => "feed_url",
            _ => return None,
        };
        json[key].as_str().map(str::to_owned)
    } else {
        let links = read(site, path).links.into_iter();
        let mut links = links.filter(|link| link.rel.as_deref() == Some(relation));
        let url = links.next().map(|link| link.href);
        assert!(links.next().is_none(), "{path} has two links `{relation}`");
        url
    };
    url.map(|url| url.strip_prefix(BASE).unwrap().to_owned())
}

/// The documents from the one that people subscribe to back to the first.
fn chain(site: &TestSite, start: &str) -> Vec<String> {
    let mut chain = vec![start.to_owned()];
    while let Some(next) = leads(site, chain.last().unwrap(), "prev-archive") {
        assert!(!chain.contains(&next), "{start} goes round in circles");
        chain.push(next);
    }
    chain
}

const FEEDS: [&str; 9] = [
    "rss.xml",
    "atom.xml",
    "feed.json",
    "news/rss.xml",
    "news/atom.xml",
    "news/feed.json",
    "tags/all/rss.xml",
    "tags/all/atom.xml",
    "tags/all/feed.json",
];

#[test]
fn every_article_can_be_reached() {
    for articles in [1, 3, 4, 6, 7, 11] {
        let site = paper(articles).build();
        for start in FEEDS {
            let mut found = BTreeSet::new();
            for document in chain(&site, start) {
                let feed = read(&site, &document);
                assert!(feed.entries.len() < 6, "{document}");
                found.extend(titles(&feed));
                let dates: Vec<_> = feed.entries.iter().map(|entry| entry.published).collect();
                assert!(dates.is_sorted_by(|a, b| a >= b), "{document}: {dates:?}");
            }
            let all: BTreeSet<String> = (1..=articles).map(|n| format!("No. {n}")).collect();
            assert_eq!(found, all, "{start} of {articles}");
        }
    }
}

#[test]
fn archives_are_cut_from_the_oldest_end() {
    let site = paper(11).build();
    let chained = chain(&site, "atom.xml");
    assert_eq!(
        chained,
        ["atom.xml", "atom.3.xml", "atom.2.xml", "atom.1.xml"]
    );
    assert_eq!(
        titles(&read(&site, "atom.1.xml")),
        ["No. 3", "No. 2", "No. 1"]
    );
    assert_eq!(
        titles(&read(&site, "rss.xml")),
        ["No. 11", "No. 10", "No. 9"]
    );
    assert!(!site.has_output("atom.4.xml"));
    // As many as a feed lists need no archive.
    assert!(!paper(3).build().has_output("rss.1.xml"));
    assert!(paper(4).build().has_output("rss.1.xml"));
}

#[test]
fn documents_of_a_feed_know_each_other() {
    let site = paper(9).build();
    for name in ["rss", "atom"] {
        for (number, older, newer) in [
            (1, None, Some(2)),
            (2, Some(1), Some(3)),
            (3, Some(2), None),
        ] {
            let path = format!("{name}.{number}.xml");
            let file = |number: Option<i32>| number.map(|number| format!("{name}.{number}.xml"));
            assert_eq!(leads(&site, &path, "prev-archive"), file(older));
            assert_eq!(leads(&site, &path, "next-archive"), file(newer));
            assert_eq!(leads(&site, &path, "current"), Some(format!("{name}.xml")));
            assert_eq!(leads(&site, &path, "self"), Some(path.clone()));
            assert!(site.output(&path).contains("<fh:archive"), "{path}");
            assert_eq!(
                read(&site, &path).id,
                read(&site, &format!("{name}.xml")).id
            );
        }
        let current = format!("{name}.xml");
        assert!(!site.output(&current).contains("fh:archive"));
        assert_eq!(leads(&site, &current, "current"), None);
        assert_eq!(leads(&site, &current, "next-archive"), None);
    }
    for number in [1, 2, 3] {
        let path = format!("feed.{number}.json");
        assert_eq!(leads(&site, &path, "self"), Some(path.clone()));
    }
    // A list of feeds, and pages, name what people subscribe to.
    assert!(!site.output("feeds.opml").contains(".1.xml"));
    assert!(!site.output("index.html").contains("rss.1.xml"));
}

fn archives(site: &TestSite) -> BTreeMap<String, Vec<u8>> {
    let mut all = site.all_outputs();
    all.retain(|path, _| {
        let parts: Vec<&str> = path.split('.').collect();
        parts.len() == 3 && parts[1].parse::<usize>().is_ok()
    });
    all
}

/// An archive as it was before the next was made.
fn without_next(archive: &str) -> String {
    let at = archive.find("next-archive").unwrap();
    let start = archive[..at].rfind('<').unwrap();
    let end = at + archive[at..].find('>').unwrap() + 1;
    format!("{}{}", &archive[..start], &archive[end..])
}

#[test]
fn what_is_closed_stays_as_it_is() {
    let mut site = paper(7).build();
    assert_eq!(archives(&site).len(), 2 * FEEDS.len());
    for articles in 8..=14 {
        let before = archives(&site);
        site = with_articles(site, [articles]).build();
        site.equals_clean();
        let after = archives(&site);
        let newest = before.keys().filter(|path| path.contains(".2.")).count();
        assert_eq!(newest, FEEDS.len());
        for (path, bytes) in before {
            // The newest archive links to the next once there is one, and says nothing else.
            if after[&path] != bytes {
                let now = String::from_utf8(after[&path].clone()).unwrap();
                assert_eq!(without_next(&now).into_bytes(), bytes, "{path}");
            }
            if path.contains(".1.") && !path.ends_with(".json") {
                assert!(String::from_utf8_lossy(&after[&path]).contains("next-archive"));
            }
        }
    }
    // Nothing of it is made again that nothing new is in.
    let site = with_articles(site, [15]).build();
    let made: Vec<&String> = site.report().rendered.keys().collect();
    assert!(made.iter().any(|path| *path == "rss.5.xml"));
    assert!(
        !made
            .iter()
            .any(|path| path.contains(".1.") || path.contains(".3."))
    );
}

#[test]
fn an_edit_makes_the_archive_again_that_has_the_article() {
    let site = paper(9).build();
    let site = site
        .edit("content/news/2.md", "Text of", "Words of")
        .build();
    site.equals_clean();
    let made: Vec<&String> = site.report().rendered.keys().collect();
    let documents: Vec<&&String> = made
        .iter()
        .filter(|path| !path.ends_with(".html"))
        .collect();
    assert_eq!(documents.len(), FEEDS.len(), "{documents:?}");
    assert!(documents.iter().all(|path| path.contains(".1.")));
    // One that goes moves those after it.
    let site = site.remove("content/news/3.md");
    let site = site.build();
    site.equals_clean();
    assert_eq!(
        titles(&read(&site, "rss.1.xml")),
        ["No. 4", "No. 2", "No. 1"]
    );
    assert!(!site.has_output("rss.3.xml"));
}

#[test]
fn archives_can_be_turned_off() {
    let site = paper(7).build();
    let site = site
        .edit("byline.toml", EVERY_FORMAT, "feed_archives = false")
        .build();
    site.equals_clean();
    assert!(archives(&site).is_empty());
    for start in FEEDS {
        assert_eq!(titles(&read(&site, start)), ["No. 7", "No. 6", "No. 5"]);
        assert_eq!(leads(&site, start, "prev-archive"), None);
    }
}

/// The names of the files of the site's own feed that have archives.
fn archived(site: &TestSite) -> Vec<&'static str> {
    let names = ["rss.xml", "atom.xml", "feed.json"].into_iter();
    names
        .filter(|name| site.has_output(&name.replace('.', ".1.")))
        .collect()
}

#[test]
fn archives_are_in_atom_unless_others_are_asked_for() {
    let site = paper(8).edit("byline.toml", EVERY_FORMAT, "").build();
    let archives = archives(&site);
    assert!(!archives.is_empty());
    assert!(archives.keys().all(|path| path.contains("atom.")));
    for folder in ["", "news/", "tags/all/"] {
        // RSS leads to what RFC 5005 is written for, and says so.
        for name in ["atom.xml", "rss.xml"] {
            let chain = chain(&site, &format!("{folder}{name}"));
            let rest = [format!("{folder}atom.2.xml"), format!("{folder}atom.1.xml")];
            assert_eq!(chain[1..], rest, "{name}");
            let found = chain
                .iter()
                .flat_map(|document| titles(&read(&site, document)));
            assert_eq!(found.collect::<BTreeSet<_>>().len(), 8, "{name}");
            let links = read(&site, &chain[0]).links.into_iter();
            let mut links = links.filter(|link| link.rel.as_deref() == Some("prev-archive"));
            let link = links.next().unwrap();
            assert_eq!(link.media_type.as_deref(), Some("application/atom+xml"));
        }
        // A JSON Feed goes on in a JSON Feed only.
        let json = format!("{folder}feed.json");
        assert_eq!(leads(&site, &json, "prev-archive"), None);
        assert_eq!(
            titles(&read(&site, &json)),
            titles(&read(&site, &format!("{folder}atom.xml")))
        );
    }
    site.equals_clean();
}

#[test]
fn a_site_without_atom_has_its_archives_in_its_main_format() {
    for (names, archive) in [
        (r#"["rss.xml"]"#, "rss.1.xml"),
        (r#"["rss.xml", "feed.json"]"#, "rss.1.xml"),
        (r#"["feed.json", "rss.xml"]"#, "feed.1.json"),
    ] {
        let names = format!("feed_filenames = {names}");
        let site = paper(4).edit("byline.toml", EVERY_FORMAT, &names).build();
        let archives = archives(&site);
        let archives = archives.keys().filter(|path| !path.contains('/'));
        assert_eq!(archives.collect::<Vec<_>>(), [archive], "{names}");
    }
}

#[test]
fn archives_that_were_published_stay() {
    // In a format that was asked for.
    let site = paper(4)
        .edit(
            "byline.toml",
            EVERY_FORMAT,
            "feed_archives = [\"feed.json\"]",
        )
        .build();
    assert_eq!(archived(&site), ["feed.json"]);
    let site = site
        .edit(
            "byline.toml",
            "feed_archives = [\"feed.json\"]",
            "feed_archives = true",
        )
        .build();
    assert_eq!(archived(&site), ["atom.xml", "feed.json"]);
    site.equals_clean();
    // In the only format there was.
    let site = paper(4)
        .edit(
            "byline.toml",
            EVERY_FORMAT,
            "feed_filenames = [\"rss.xml\"]",
        )
        .build();
    assert_eq!(archived(&site), ["rss.xml"]);
    let site = site
        .edit(
            "byline.toml",
            "[\"rss.xml\"]",
            "[\"atom.xml\", \"rss.xml\"]",
        )
        .build();
    assert_eq!(archived(&site), ["rss.xml", "atom.xml"]);
    site.equals_clean();
}

#[test]
fn archives_stay_that_were_published_before_that_was_written_down() {
    let site = paper(4).build();
    let lock = site.read("byline.lock");
    let noted = r#","archives":["/rss.xml","/atom.xml","/feed.json"]"#;
    assert!(lock.contains(noted), "{lock}");
    let site = site
        .edit("byline.lock", noted, "")
        .edit("byline.toml", EVERY_FORMAT, "")
        .build();
    assert_eq!(archived(&site), ["rss.xml", "atom.xml", "feed.json"]);
    site.equals_clean();
    // A feed that was too short for archives has none to keep.
    let site = paper(3).build();
    let site = site
        .edit("byline.lock", noted, "")
        .edit("byline.toml", EVERY_FORMAT, "")
        .build();
    assert!(archives(&site).is_empty());
    let site = with_articles(site, [4]).build();
    assert_eq!(archived(&site), ["atom.xml"]);
}

#[test]
fn whoever_names_formats_has_archives_in_these_only() {
    let site = paper(4).build();
    assert_eq!(archived(&site), ["rss.xml", "atom.xml", "feed.json"]);
    let site = site
        .edit("byline.toml", "\"atom.xml\", \"feed.json\"", "")
        .build();
    assert_eq!(archived(&site), ["rss.xml"]);
    // And none of the others is kept any more.
    let site = site
        .edit("byline.toml", "feed_archives = [\"rss.xml\", ]", "")
        .build();
    assert_eq!(archived(&site), ["rss.xml", "atom.xml"]);
}

#[test]
fn a_feed_that_the_site_has_itself_has_no_archives() {
    let site = paper(4)
        .edit("byline.toml", EVERY_FORMAT, "")
        .file("static/atom.xml", "<feed/>")
        .build();
    assert_eq!(archived(&site), ["rss.xml"]);
    assert_eq!(chain(&site, "rss.xml"), ["rss.xml", "rss.1.xml"]);
    assert_eq!(
        chain(&site, "news/rss.xml"),
        ["news/rss.xml", "news/atom.1.xml"]
    );
}

#[test]
fn a_feed_of_nothing_has_no_archives() {
    let site = paper(4)
        .edit("byline.toml", "feed_limit = 3", "feed_limit = 0")
        .build();
    assert!(archives(&site).is_empty());
    assert!(read(&site, "atom.xml").entries.is_empty());
}

#[test]
fn what_is_not_for_feeds_is_in_no_archive() {
    let site = paper(9)
        .edit("content/news/2.md", "tags", "in_feeds = false\ntags")
        .build();
    let archives = archives(&site);
    assert!(FEEDS.iter().all(|feed| {
        let archive = feed.replace('.', ".1.");
        archives.contains_key(&archive)
    }));
    for path in archives.keys() {
        let titles = titles(&read(&site, path));
        assert!(!titles.is_empty(), "{path}");
        assert!(!titles.contains(&"No. 2".to_owned()), "{path}: {titles:?}");
    }
    assert_eq!(
        titles(&read(&site, "rss.1.xml")),
        ["No. 4", "No. 3", "No. 1"]
    );
}

#[test]
fn a_large_feed_leaves_to_archives_what_they_have() {
    let config = format!("{EVERY_FORMAT}\nfeed_limit = 8\nfeed_max_bytes = 20000");
    let mut site = TestSite::new().config(&config);
    for number in 1..=19 {
        site = site.article(
            &format!("{number:02}.md"),
            &format!("title = \"No. {number}\"\ndate = 2026-10-{number:02}"),
            &format!("{number} is a number.\n\n{}", "Long. ".repeat(500)),
        );
    }
    let site = site.build();
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(site.output(name).len() <= 20_000, "{name}");
        let feed = read(&site, name);
        assert_eq!(
            titles(&feed),
            ["No. 19", "No. 18", "No. 17", "No. 16", "No. 15"],
            "{name}"
        );
        let mut found = BTreeSet::new();
        for document in chain(&site, name) {
            assert!(site.output(&document).len() <= 20_000, "{document}");
            found.extend(titles(&read(&site, &document)));
        }
        assert_eq!(found.len(), 19, "{name}");
    }
    // In an archive all stay, the oldest with a summary.
    let archive = read(&site, "atom.1.xml");
    assert_eq!(archive.entries.len(), 8);
    assert!(archive.entries[0].content.is_some());
    assert!(archive.entries[7].content.is_none());
    assert!(archive.entries[7].summary.is_some());
    let site = site
        .edit(
            "byline.toml",
            "feed_max_bytes = 20000",
            "feed_max_bytes = 90000",
        )
        .build();
    site.equals_clean();
    assert_eq!(read(&site, "rss.xml").entries.len(), 8);
}

#[test]
fn an_old_date_that_comes_late_opens_no_closed_archive() {
    let site = paper(7).build();
    let before = archives(&site);
    let site = site
        .article(
            "news/found.md",
            "title = \"Found\"\ndate = 1999-12-31",
            "In a box.",
        )
        .build();
    assert_eq!(archives(&site), before);
    // It is where everybody sees it who subscribes, and not on top.
    assert_eq!(titles(&read(&site, "rss.xml")).last().unwrap(), "Found");
    site.equals_clean();
}
