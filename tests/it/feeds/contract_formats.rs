//! What RSS, Atom and JSON Feed must say, byte for byte and element for element. The table that says which rule
//! of the contract is held by which test stands in `contract.rs`.

use crate::common::TestSite;
use crate::common::magazine::picture;
use crate::common::wire::{Element, FEEDS, channel, items, json, xml};
use serde_json::Value;

/// A text with everything in it that XML cannot hold, and everything it has to escape.
const HARD: &str = "a\\u0000b\\u000bc\\ufffed\\u001fe\\u007f]]> & <b> \\\" ' &hellip; &#0;";
/// What has to arrive of it.
const SOFT: &str = "abcde\u{7f}]]> & <b> \" ' &hellip; &#0;";

/// A site that says as much of itself in feeds as a site can.
fn magazine() -> TestSite {
    TestSite::new()
        .config(
            "title = \"Vec<T> & AT&T\"\ndescription = \"All & sundry\"\nlogo = \"/logo.png\"\nrights = \"© Us\"\n\
             timezone = \"Asia/Seoul\"\nfeed_hub = \"https://hub.example/\"\n\
             taxonomies = [{ name = \"tags\", feed = true }, { name = \"series\" }]\n\
             [authors.kim]\nname = \"Kim\"\nemail = \"kim@example.com\"\n[languages.ko]\ntitle = \"신문\"",
        )
        .file("static/logo.png", picture(100, 100))
        .file("content/news/p q.png", picture(40, 30))
        .article("news/_index.md", "title = \"News\"\ngenerate_feeds = true", "")
        .article(
            "news/비.md",
            "title = \"Rain & <snow>\"\ndate = 2026-11-20T09:30:00\nupdated = 2026-11-21\ntags = [\"R&D\", \"한글\"]\n\
             series = [\"Weather\"]\nauthors = [\"kim\"]\nimage = { path = \"p q.png\", alt = \"A & B\" }\n\
             canonical = \"https://한국.example/비\"",
            "It *rains*.\n\n<!-- more -->\n\nSee [there](https://한국.example/비?q=비#비), `]]>`.",
        )
        .article("news/비.ko.md", "title = \"비\"\ndate = 2026-11-20T09:30:00", "비가 온다.")
        .article("old.md", "title = \"Old\"\ndate = 1899-12-31T23:59:59", "")
        .build()
}

/// Every XML file.
fn documents(site: &TestSite) -> Vec<(String, String)> {
    let paths = site
        .outputs()
        .into_iter()
        .filter(|path| path.ends_with(".xml") || path.ends_with(".opml"));
    paths
        .map(|path| (path.clone(), site.output(&path)))
        .collect()
}

// Bytes.

#[test]
fn every_xml_file_is_well_formed_and_its_prefixes_are_bound() {
    let documents = documents(&magazine());
    assert!(documents.len() >= 14, "{}", documents.len());
    for (_, xml) in documents {
        Element::read(&xml);
    }
}

#[test]
fn every_xml_file_begins_with_its_declaration_and_is_utf_8() {
    for (path, xml) in documents(&magazine()) {
        assert!(
            xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"),
            "{path}: {xml}"
        );
    }
}

#[test]
fn only_the_five_entities_and_numbers_stand_in_xml() {
    for (path, xml) in documents(&magazine()) {
        // In a CDATA section nothing is an entity.
        let outside: Vec<&str> = xml
            .split("<![CDATA[")
            .map(|part| part.rsplit("]]>").next().unwrap())
            .collect();
        for (at, _) in outside.concat().match_indices('&') {
            let name = &outside.concat()[at + 1..];
            let name = &name[..name.find(';').unwrap()];
            let known =
                ["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#');
            assert!(known, "{path}: &{name};");
        }
    }
}

#[test]
fn no_field_lets_through_what_xml_cannot_hold() {
    let site = TestSite::new()
        .config(&format!(
            "title = \"T {HARD}\"\ndescription = \"D {HARD}\"\nrights = \"R {HARD}\"\n\
             taxonomies = [{{ name = \"tags\", feed = true }}]\n[authors.kim]\nname = \"N {HARD}\"\n\
             [markdown]\nsmart_punctuation = false"
        ))
        .article("a.md", &format!("title = \"A {HARD}\"\ndescription = \"S {HARD}\"\ndate = 2026-11-20\ntags = [\"C {HARD}\"]\nauthors = [\"kim\"]"),
            "`a\u{0}b\u{b}c` [x](https://example.org/\u{b}\u{fffe}a)\n\n```\n\u{1}]]>\u{ffff}\n```")
        .build();
    for (path, xml) in documents(&site) {
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
        assert!(xml.chars().all(allowed), "{path}: {xml:?}");
        for bad in ["&#0;", "&#x0;", "&#11;", "&#xB;", "&#xFFFE;"] {
            // What a writer wrote is text: its `&` is escaped, if it stands outside of CDATA.
            assert!(
                !xml.replace(&format!("&amp;{}", &bad[1..]), "")
                    .contains(bad),
                "{path}: {xml}"
            );
        }
    }
    let items = items(&site, "");
    assert_eq!(items[0].title, format!("A {SOFT}"));
    assert_eq!(items[0].summary, format!("S {SOFT}"));
    let channel = channel(&site, "rss.xml");
    assert_eq!(channel.say("title"), format!("T {SOFT}"));
    assert_eq!(channel.say("copyright"), format!("R {SOFT}"));
    assert_eq!(
        channel.one("item").texts("dc:creator"),
        [format!("N {SOFT}")]
    );
    assert_eq!(channel.one("item").texts("category"), [format!("C {SOFT}")]);
}

#[test]
fn files_in_any_order_give_the_same_bytes() {
    let names = ["b", "a", "d", "c"];
    let build = |names: &[&str]| {
        let mut site = TestSite::new();
        for name in names {
            let front =
                format!("title = \"{name}\"\ndate = 2026-11-20\ntags = [\"x\", \"{name}\"]");
            site = site.article(&format!("{name}.md"), &front, name);
        }
        site.build().all_outputs()
    };
    let reversed: Vec<&str> = names.iter().rev().copied().collect();
    crate::common::assert_same(&build(&names), &build(&reversed));
}

// RSS.

#[test]
fn the_channel_has_title_link_and_description() {
    let site = magazine();
    let english = channel(&site, "rss.xml");
    assert_eq!(english.say("title"), "Vec<T> & AT&T");
    assert_eq!(english.say("link"), "https://example.com/");
    assert_eq!(english.say("description"), "All & sundry");
    // Without a description there is one all the same.
    assert!(
        !channel(&site, "tags/r-d/rss.xml")
            .say("description")
            .is_empty()
    );
}

#[test]
fn a_feed_names_itself_where_it_is_served() {
    let site = magazine();
    let feeds: Vec<String> = site
        .outputs()
        .into_iter()
        .filter(|path| FEEDS.iter().any(|name| path.ends_with(name)))
        .collect();
    assert_eq!(feeds.len(), 18, "{feeds:?}");
    for path in feeds {
        let address = format!("https://example.com/{}", byline::route::encode_path(&path));
        let named = match path.rsplit('/').next().unwrap() {
            "rss.xml" => channel(&site, &path).links("self").concat(),
            "atom.xml" => xml(&site, &path).links("self").concat(),
            _ => json(&site, &path)["feed_url"].as_str().unwrap().to_owned(),
        };
        assert_eq!(named, address);
    }
}

#[test]
fn an_item_has_one_guid_that_is_unique_in_its_feed() {
    let channel = channel(&magazine(), "rss.xml");
    let mut ids: Vec<&str> = channel
        .all("item")
        .iter()
        .map(|item| item.say("guid"))
        .collect();
    assert_eq!(ids.len(), 2);
    ids.dedup();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_pub_date_is_rfc_822_with_the_right_weekday() {
    let channel = channel(&magazine(), "rss.xml");
    let dates: Vec<&str> = channel
        .all("item")
        .iter()
        .map(|item| item.say("pubDate"))
        .collect();
    assert_eq!(dates[0], "Fri, 20 Nov 2026 09:30:00 +0900");
    // Seoul kept its own time then, and RFC 822 knows whole minutes only: the moment is the same.
    let old = chrono::DateTime::parse_from_rfc2822(dates[1]).unwrap();
    assert_eq!(old.to_utc().to_rfc3339(), "1899-12-31T15:32:07+00:00");
    for date in dates {
        let read = chrono::DateTime::parse_from_rfc2822(date).unwrap();
        assert_eq!(read.format("%a, %d %b %Y %H:%M:%S %z").to_string(), date);
    }
}

#[test]
fn a_plain_summary_stands_before_the_full_text() {
    let channel = channel(&magazine(), "rss.xml");
    let item = channel.all("item")[0];
    assert_eq!(item.say("description"), "It rains.");
    let order = item.order();
    let at = |name| order.iter().position(|other| *other == name).unwrap();
    assert!(at("description") < at("content:encoded"));
}

#[test]
fn every_term_is_a_category_but_authors_are_none() {
    let channel = channel(&magazine(), "rss.xml");
    let mut categories = channel.all("item")[0].texts("category");
    categories.sort_unstable();
    assert_eq!(categories, ["R&D", "Weather", "한글"]);
    assert_eq!(channel.all("item")[0].texts("dc:creator"), ["Kim"]);
}

#[test]
fn the_language_is_that_of_the_feed() {
    let site = magazine();
    assert_eq!(channel(&site, "rss.xml").say("language"), "en");
    assert_eq!(channel(&site, "ko/rss.xml").say("language"), "ko");
    assert_eq!(xml(&site, "ko/atom.xml").attribute("xml:lang"), "ko");
    assert_eq!(
        xml(&site, "ko/atom.xml")
            .one("atom:entry")
            .one("atom:content")
            .attribute("xml:lang"),
        "ko"
    );
    assert_eq!(json(&site, "ko/feed.json")["language"], "ko");
}

#[test]
fn the_picture_of_a_channel_has_the_channels_title_and_link() {
    let channel = channel(&magazine(), "ko/rss.xml");
    let image = channel.one("image");
    assert_eq!(image.say("url"), "https://example.com/logo.png");
    assert_eq!(image.say("title"), channel.say("title"));
    assert_eq!(image.say("link"), channel.say("link"));
}

#[test]
fn every_address_in_a_feed_is_ascii() {
    let site = magazine();
    for path in ["rss.xml", "atom.xml"] {
        for element in xml(&site, path).every() {
            let texts = [
                "link",
                "url",
                "docs",
                "guid",
                "atom:uri",
                "atom:logo",
                "atom:id",
            ];
            assert!(
                !texts.contains(&element.name.as_str()) || element.text.is_ascii(),
                "{element:?}"
            );
            let attributes = element.attributes.iter();
            let mut addresses = attributes
                .filter(|(name, _)| ["href", "url", "domain", "scheme"].contains(&name.as_str()));
            assert!(addresses.all(|(_, value)| value.is_ascii()), "{element:?}");
        }
    }
    let entry = xml(&site, "atom.xml").all("atom:entry")[0].clone();
    // A host by IDNA, the rest by percent.
    assert_eq!(
        entry.links("via"),
        ["https://xn--3e0b707e.example/%EB%B9%84"]
    );
    assert_eq!(
        entry.one("media:content").attribute("url"),
        "https://example.com/news/p%20q.png"
    );
    assert!(
        items(&site, "")[0]
            .html
            .contains("https://xn--3e0b707e.example/%EB%B9%84?q=%EB%B9%84#%EB%B9%84")
    );
}

// Atom.

#[test]
fn atom_has_an_id_a_title_and_a_date() {
    let site = magazine();
    for path in [
        "atom.xml",
        "ko/atom.xml",
        "news/atom.xml",
        "tags/r-d/atom.xml",
    ] {
        let feed = xml(&site, path);
        assert!(
            feed.say("atom:id").starts_with("tag:example.com,"),
            "{path}"
        );
        assert!(!feed.say("atom:title").is_empty(), "{path}");
        chrono::DateTime::parse_from_rfc3339(feed.say("atom:updated")).unwrap();
        // Without a type it is text (RFC 4287, section 3.1.1).
        let kind = feed.one("atom:title").attributes.get("type");
        assert!(kind.is_none_or(|kind| kind == "text"), "{path}");
    }
}

#[test]
fn every_atom_entry_has_an_author_of_its_own() {
    let feed = xml(&magazine(), "atom.xml");
    let names: Vec<&str> = feed
        .all("atom:entry")
        .iter()
        .map(|entry| entry.one("atom:author").say("atom:name"))
        .collect();
    assert_eq!(names, ["Kim", "Vec<T> & AT&T"]);
}

#[test]
fn published_is_not_after_updated() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-20\nupdated = 2026-11-19",
            "",
        )
        .article(
            "b.md",
            "title = \"B\"\ndate = 2026-11-18T09:00:00+09:00\nupdated = 2026-11-18T01:00:00Z",
            "",
        )
        .build();
    let feed = xml(&site, "atom.xml");
    let moment =
        |entry: &Element, name| chrono::DateTime::parse_from_rfc3339(entry.say(name)).unwrap();
    for entry in feed.all("atom:entry") {
        assert!(
            moment(entry, "atom:published") <= moment(entry, "atom:updated"),
            "{entry:#?}"
        );
    }
    // A change after the publication is told.
    let changed = feed.all("atom:entry")[1];
    assert_eq!(
        moment(changed, "atom:updated"),
        crate::common::moment("2026-11-18T01:00:00Z")
    );
}

#[test]
fn atom_has_one_self_link_and_one_alternate_of_a_kind() {
    let feed = xml(&magazine(), "atom.xml");
    assert_eq!(feed.links("self").len(), 1);
    for element in [vec![&feed], feed.all("atom:entry")].concat() {
        let alternates: Vec<&Element> = element
            .all("atom:link")
            .into_iter()
            .filter(|link| link.attribute("rel") == "alternate")
            .collect();
        let mut kinds: Vec<_> = alternates
            .iter()
            .map(|link| (link.attributes.get("type"), link.attributes.get("hreflang")))
            .collect();
        assert!(!kinds.is_empty());
        kinds.sort();
        kinds.dedup();
        assert_eq!(kinds.len(), alternates.len(), "{alternates:?}");
    }
}

#[test]
fn atom_content_is_html_and_its_summary_is_text() {
    let feed = xml(&magazine(), "atom.xml");
    let entry = feed.all("atom:entry")[0];
    assert_eq!(entry.one("atom:content").attribute("type"), "html");
    assert!(
        entry
            .say("atom:content")
            .starts_with("<p>It <em>rains</em>.")
    );
    let kind = entry.one("atom:summary").attributes.get("type");
    assert!(kind.is_none_or(|kind| kind == "text"));
    assert_eq!(entry.say("atom:summary"), "It rains.");
}

#[test]
fn an_atom_category_has_term_scheme_and_label() {
    let feed = xml(&magazine(), "atom.xml");
    let categories = feed.all("atom:entry")[0].all("atom:category");
    let tag = categories
        .iter()
        .find(|category| category.attribute("label") == "R&D")
        .unwrap();
    assert_eq!(tag.attribute("term"), "r-d");
    assert_eq!(tag.attribute("scheme"), "https://example.com/tags/");
    assert_eq!(categories.len(), 3);
}

#[test]
fn entries_are_the_last_elements_of_atom() {
    let feed = xml(&magazine(), "atom.xml");
    let order = feed.order();
    let first = order.iter().position(|name| *name == "atom:entry").unwrap();
    assert!(
        order[first..].iter().all(|name| *name == "atom:entry"),
        "{order:?}"
    );
    assert!(order[..first].contains(&"xhtml:div"), "{order:?}");
}

// JSON Feed.

#[test]
fn json_feed_begins_with_its_version() {
    let written = magazine().output("feed.json");
    assert!(
        written.starts_with("{\"version\":\"https://jsonfeed.org/version/1.1\","),
        "{written}"
    );
}

#[test]
fn json_feed_has_texts_for_ids_and_no_nulls() {
    let site = magazine();
    let feed = json(&site, "feed.json");
    assert!(!has_null(&feed), "{feed}");
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        assert!(item["id"].is_string(), "{item}");
        assert!(
            item["content_html"].is_string() != item["content_text"].is_string(),
            "{item}"
        );
    }
    // An id that looks like a number is a text too.
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20\nid = \"7\"", "")
        .build();
    assert_eq!(json(&site, "feed.json")["items"][0]["id"], "7");
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

#[test]
fn json_feed_has_a_list_of_authors_and_its_language() {
    let feed = json(&magazine(), "feed.json");
    assert_eq!(feed["language"], "en");
    assert_eq!(feed["authors"][0]["name"], "Vec<T> & AT&T");
    assert_eq!(feed["items"][0]["authors"][0]["name"], "Kim");
    assert!(feed.get("author").is_none() && feed["items"][0].get("author").is_none());
}

#[test]
fn a_control_character_that_is_dropped_is_said_with_its_place() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "It \u{b}rains.")
        .build();
    let said = site.messages();
    assert!(said.contains("content/a.md:6:4"), "it says: {said}");
}

#[test]
fn the_picture_of_a_channel_is_at_most_144_by_400() {
    let site = TestSite::new()
        .config("logo = \"/logo.png\"")
        .file("static/logo.png", picture(1024, 1024))
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .build();
    assert!(channel(&site, "rss.xml").all("image").is_empty());
}

#[test]
fn a_title_is_one_line_in_every_format() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"One\\r\\ntwo\"\ndescription = \"Three\\r\\nfour\"\ndate = 2026-11-20",
            "",
        )
        .build();
    // Of `\r\n` a parser of XML makes `\n`, so that formats would differ.
    let feed = json(&site, "feed.json");
    assert_eq!(feed["items"][0]["title"], "One two");
    assert!(!feed["items"][0]["summary"].as_str().unwrap().contains('\r'));
    assert_eq!(
        channel(&site, "rss.xml").one("item").say("title"),
        "One two"
    );
}
