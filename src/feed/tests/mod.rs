//! Tests of the feed writers: what they write is read back by others.

mod any;
mod atom;
mod document;
mod html;
mod inert;
mod json;
#[allow(dead_code, reason = "other tests use more of it")]
#[path = "../../../tests/common/html.rs"]
mod judge;
mod plain;
mod podcast;
mod rss;
mod size;

use chrono::{DateTime, FixedOffset};
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{PrefixDeclaration, ResolveResult};

use super::xml::{XmlText, is_xml_char};
use super::*;

pub(crate) fn date(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// Fails unless the text is a well-formed XML document whose prefixes are all declared, with no
/// character and no entity that XML 1.0 lacks.
pub(crate) fn check_xml(xml: &str) {
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"));
    assert!(xml.chars().all(is_xml_char), "not XML characters: {xml}");
    // Another reader thinks so too.
    roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().enable_all_checks(true);
    let mut depth = 0;
    let mut roots = 0;
    loop {
        let (namespace, event) = reader.read_resolved_event().unwrap();
        let is_bound = !matches!(namespace, ResolveResult::Unknown(_));
        match event {
            Event::Start(start) => {
                assert!(is_bound, "{start:?}");
                check_attributes(&reader, &start);
                roots += usize::from(depth == 0);
                depth += 1;
            }
            Event::Empty(start) => {
                assert!(is_bound, "{start:?}");
                check_attributes(&reader, &start);
            }
            Event::End(_) => depth -= 1,
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let is_known = ["amp", "lt", "gt", "quot", "apos"].contains(&name)
                    || reference
                        .resolve_char_ref()
                        .unwrap()
                        .is_some_and(is_xml_char);
                assert!(is_known, "&{name};");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((depth, roots), (0, 1), "{xml}");
}

fn check_attributes(reader: &NsReader<&[u8]>, start: &BytesStart) {
    for attribute in start.attributes() {
        let attribute = attribute.unwrap();
        if attribute.key.as_namespace_binding() == Some(PrefixDeclaration::Default) {
            assert!(!attribute.value.is_empty());
        }
        let (namespace, _) = reader.resolver().resolve_attribute(attribute.key);
        assert!(!matches!(namespace, ResolveResult::Unknown(_)));
        let value = quick_xml::escape::unescape(&attribute.value).unwrap();
        assert!(value.chars().all(is_xml_char));
    }
}

/// The texts of all elements with a qualified name, in order.
pub(super) fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = NsReader::from_str(xml);
    // Tests give parts of documents too.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut found = Vec::new();
    let mut current: Option<String> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == name => current = Some(String::new()),
            Event::End(end) if end.name().as_ref() == name => found.extend(current.take()),
            Event::Text(text) => {
                if let Some(current) = &mut current {
                    current.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(current) = &mut current {
                    current.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(current) = &mut current {
                    let name: &str = &reference;
                    let text = format!("&{name};");
                    current.push_str(&quick_xml::escape::unescape(&text).unwrap());
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn has_empty_element(xml: &str) -> bool {
    let mut reader = NsReader::from_str(xml);
    let mut was_start = false;
    loop {
        match reader.read_event().unwrap() {
            Event::End(_) if was_start => return true,
            Event::Start(_) => was_start = true,
            Event::Eof => return false,
            _ => was_start = false,
        }
    }
}

pub(super) fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        email: None,
        url: None,
        avatar: None,
    }
}

pub(super) fn entry(number: u32) -> Entry {
    Entry {
        id: format!("tag:a.example,2026-11-{number:02}:/posts/{number}"),
        url: format!("https://a.example/posts/{number}/"),
        title: format!("Post {number}"),
        untitled: false,
        published: date(&format!("2026-11-{number:02}T09:30:00+09:00")),
        updated: date(&format!("2026-11-{number:02}T10:00:00+09:00")),
        authors: vec![person("김하나")],
        summary: "비가 온다.".to_owned(),
        html: Some("<p>비가 <b>온다</b>.</p>".to_owned()),
        language: None,
        categories: vec![Category {
            label: "날씨 & 바람".to_owned(),
            term: "날씨-바람".to_owned(),
            scheme: Some("https://a.example/tags/".to_owned()),
        }],
        image: None,
        enclosures: Vec::new(),
        episode: None,
        canonical: None,
    }
}

pub(super) fn feed(entries: Vec<Entry>) -> Feed {
    Feed {
        id: "tag:a.example,2026-01-01:/feed".to_owned(),
        title: "신문 <A&B>".to_owned(),
        subtitle: "News of \"rain\"".to_owned(),
        home: "https://a.example/".to_owned(),
        language: "ko".to_owned(),
        authors: vec![Person {
            email: Some("desk@a.example".to_owned()),
            url: Some("https://a.example/비".to_owned()),
            ..person("The Desk")
        }],
        icon: Some("https://a.example/icon.png".to_owned()),
        logo: Some(Image {
            url: "https://a.example/logo.png".to_owned(),
            alt: String::new(),
            size: Some((144, 144)),
        }),
        rights: Some("© 2026".to_owned()),
        hub: Some("https://hub.example/?a&b".to_owned()),
        stylesheet: None,
        subscribe: None,
        podcast: None,
        history: History::default(),
        entries,
    }
}

/// A feed with everything in it.
pub(super) fn full() -> Feed {
    let mut first = entry(3);
    first.title = "Vec<T> & AT&T".to_owned();
    first.language = Some("en".to_owned());
    first.image = Some(Image {
        url: "https://a.example/비.jpg?w=1&h=2".to_owned(),
        alt: "A \"wet\" <street>".to_owned(),
        size: Some((640, 480)),
    });
    first.enclosures = vec![
        Enclosure {
            url: "https://a.example/1.mp3".to_owned(),
            mime: "audio/mpeg".to_owned(),
            length: 12345,
            seconds: Some(1867),
        },
        Enclosure {
            url: "https://a.example/1.ogg".to_owned(),
            mime: "audio/ogg".to_owned(),
            length: 54321,
            seconds: None,
        },
    ];
    first.canonical = Some("https://b.example/first".to_owned());
    let mut second = entry(2);
    second.html = Some("<pre>a]]&gt;b ]]> &hellip; \u{b}</pre>".to_owned());
    second.authors = vec![person("A"), person("B")];
    let mut feed = feed(vec![first, second, entry(1)]);
    feed.stylesheet = Some("https://a.example/feed.css?a=1&b=2".to_owned());
    feed
}

pub(super) const SELF: &str = "https://a.example/feed.xml";

#[test]
fn formats_are_known_by_file_names() {
    assert_eq!(Format::from_file_name("news/feed.json"), Format::Json);
    assert_eq!(Format::from_file_name("atom.xml"), Format::Atom);
    assert_eq!(Format::from_file_name("feed.ATOM"), Format::Atom);
    assert_eq!(Format::from_file_name("atoms/rss.xml"), Format::Rss);
    assert_eq!(Format::from_file_name("index.xml"), Format::Rss);
}

#[test]
fn formats_say_type_name_and_ending() {
    let said = [Format::Rss, Format::Atom, Format::Json]
        .map(|format| (format.mime(), format.name(), format.extension()));
    assert_eq!(
        said,
        [
            ("application/rss+xml", "RSS", "xml"),
            ("application/atom+xml", "Atom", "xml"),
            ("application/feed+json", "JSON Feed", "json"),
        ]
    );
}

#[test]
fn control_character_filter_keeps_newlines() {
    let text = XmlText::new("a\tb\nc\rd\u{0}e\u{b}f\u{fffe}g\u{85}😀");
    assert_eq!(text.as_str(), "a\tb\nc\rdefg\u{85}😀");
    assert_eq!(text.dropped(), Some((7, '\u{0}')));
    assert_eq!(XmlText::new("a\nb").dropped(), None);
    assert!(XmlText::new(" \u{b}\n").is_blank());
}

#[test]
fn feed_date_is_the_newest_instant_and_not_the_largest_text() {
    let mut early = entry(1);
    early.published = date("2026-11-01T00:00:00+09:00");
    early.updated = date("2026-11-02T08:00:00+09:00");
    let mut late = entry(2);
    late.published = date("2026-11-01T00:00:00+00:00");
    late.updated = date("2026-11-01T23:30:00+00:00");
    let feed = feed(vec![early, late]);
    let rss = write(Format::Rss, &feed, SELF);
    assert_eq!(
        texts(&rss, "lastBuildDate"),
        ["Sun, 01 Nov 2026 23:30:00 +0000"]
    );
    let atom = write(Format::Atom, &feed, SELF);
    assert_eq!(texts(&atom, "updated")[0], "2026-11-01T23:30:00+00:00");
}

#[test]
fn the_same_feed_is_the_same_bytes() {
    for format in [Format::Rss, Format::Atom, Format::Json] {
        assert_eq!(write(format, &full(), SELF), write(format, &full(), SELF));
    }
}

#[test]
fn all_formats_say_the_same() {
    let mut said = Vec::new();
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let xml = write(format, &full(), SELF);
        let feed = feed_rs::parser::parse(xml.as_bytes()).unwrap();
        let entries: Vec<_> = feed
            .entries
            .into_iter()
            .map(|entry| {
                (
                    entry.id,
                    entry.title.unwrap().content,
                    entry.published.unwrap(),
                    entry.content.unwrap().body.unwrap(),
                    entry
                        .authors
                        .into_iter()
                        .map(|who| who.name)
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        said.push((feed.title.unwrap().content, entries));
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[1], said[2]);
    assert_eq!(said[0].1[0].1, "Vec<T> & AT&T");
}

#[test]
fn a_feed_without_entries_is_whole() {
    let empty = feed(Vec::new());
    for format in [Format::Rss, Format::Atom] {
        let xml = write(format, &empty, SELF);
        check_xml(&xml);
        let read = feed_rs::parser::parse(xml.as_bytes()).unwrap();
        assert_eq!(read.title.unwrap().content, empty.title);
        assert!(read.entries.is_empty());
    }
    assert!(
        write(Format::Atom, &empty, SELF).contains("<updated>1970-01-01T00:00:00+00:00</updated>")
    );
    assert!(!write(Format::Rss, &empty, SELF).contains("lastBuildDate"));
    let json: serde_json::Value = serde_json::from_str(&write(Format::Json, &empty, SELF)).unwrap();
    assert_eq!(json["items"], serde_json::json!([]));
}

#[test]
fn nothing_is_written_empty() {
    let mut bare = entry(1);
    bare.title = "\u{0}".to_owned();
    bare.summary = " ".to_owned();
    bare.html = None;
    bare.authors = vec![person(" ")];
    bare.categories = vec![Category {
        label: String::new(),
        term: String::new(),
        scheme: None,
    }];
    let mut feed = feed(vec![bare]);
    feed.title = String::new();
    feed.subtitle = String::new();
    feed.language = String::new();
    feed.authors = Vec::new();
    feed.rights = Some(String::new());
    feed.icon = Some(" ".to_owned());
    feed.logo = None;
    feed.hub = None;
    for format in [Format::Rss, Format::Atom] {
        let xml = write(format, &feed, SELF);
        check_xml(&xml);
        assert!(!has_empty_element(&xml), "{xml}");
        assert!(!xml.contains("=\"\""), "{xml}");
    }
    let json = write(Format::Json, &feed, SELF);
    assert!(
        !json.contains("null") && !json.contains("\"\"") && !json.contains("{}"),
        "{json}"
    );
}

#[test]
fn local_mean_time_keeps_its_instant() {
    let mut old = entry(1);
    let seoul = FixedOffset::east_opt(8 * 3600 + 27 * 60 + 52).unwrap();
    old.published = date("1901-02-03T04:05:06Z").with_timezone(&seoul);
    old.updated = old.published;
    let feed = feed(vec![old]);
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let xml = write(format, &feed, SELF);
        let read = feed_rs::parser::parse(xml.as_bytes()).unwrap();
        assert_eq!(
            read.entries[0].published.unwrap(),
            date("1901-02-03T04:05:06Z"),
            "{xml}"
        );
    }
}

#[test]
fn urls_are_ascii() {
    let mut feed = full();
    feed.home = "https://신문.example/비 옴/".to_owned();
    feed.entries[0].url = "https://신문.example/비/".to_owned();
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let text = write(format, &feed, "https://신문.example/feed.xml");
        assert!(text.contains("https://xn--z92b13l.example/%EB%B9%84%20%EC%98%B4/"));
        assert!(text.contains("https://xn--z92b13l.example/feed.xml"));
        assert!(!text.contains("https://신문"));
    }
}

#[test]
fn a_stylesheet_comes_with_help_that_readers_do_not_show() {
    for format in [Format::Rss, Format::Atom] {
        let xml = write(format, &full(), SELF);
        check_xml(&xml);
        let second = xml.lines().nth(1).unwrap();
        assert_eq!(
            second,
            "<?xml-stylesheet type=\"text/css\" href=\"https://a.example/feed.css?a=1&amp;b=2\"?>"
        );
        assert!(
            xml.contains(
                "<xhtml:div xmlns:xhtml=\"http://www.w3.org/1999/xhtml\" xml:lang=\"ko\">"
            )
        );
        assert!(xml.contains("<xhtml:a href=\"https://a.example/\""));
        let plain = write(format, &feed(Vec::new()), SELF);
        assert!(!plain.contains("xhtml") && !plain.contains("stylesheet"));
        let read = feed_rs::parser::parse(xml.as_bytes()).unwrap();
        assert_eq!(read.title.unwrap().content, "신문 <A&B>");
        assert_eq!(read.description.unwrap().content, "News of \"rain\"");
    }
}
