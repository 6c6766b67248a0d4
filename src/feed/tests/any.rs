//! Any feed, of any text.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

/// Texts that have broken feeds, among texts of all characters.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        2 => proptest::collection::vec(
            prop_oneof![
                Just("]]>"), Just("<![CDATA["), Just("&hellip;"), Just("&amp;"), Just("&#0;"), Just("<b>"),
                Just("</title>"), Just("<!--"), Just("?>"), Just("\u{0}"), Just("\u{b}"), Just("\u{fffe}"),
                Just("\u{202e}"), Just("שלום"), Just("한글"), Just("👩‍👩‍👧"), Just("\""), Just("'"), Just(" "),
                Just("\n"), Just("a"), Just("\u{85}"), Just("\u{2028}"), Just("\t"), Just("\\"),
            ],
            0..12,
        ).prop_map(|parts| parts.concat()),
    ]
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        text().prop_map(|text| format!("https://a.example/{text}")),
        text()
    ]
}

prop_compose! {
    fn any_entry()(
        texts in proptest::collection::vec(text(), 9),
        urls in proptest::collection::vec(url(), 5),
        html in proptest::option::of(text()),
        (published, updated) in (-4_000_000_000_i64..4_000_000_000, -4_000_000_000_i64..4_000_000_000),
        (zone, length) in (-50_000_i32..50_000, any::<u64>()),
        (has_podcast, untitled) in any::<(bool, bool)>(),
    ) -> Entry {
        let zone = FixedOffset::east_opt(zone).unwrap();
        let date = |seconds| DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&zone);
        Entry {
            id: texts[0].clone(),
            url: urls[0].clone(),
            title: texts[1].clone(),
            untitled,
            published: date(published),
            updated: date(updated),
            authors: vec![Person {
                email: Some(texts[2].clone()),
                url: Some(urls[1].clone()),
                avatar: Some(urls[1].clone()),
                ..person(&texts[3])
            }],
            summary: texts[4].clone(),
            html,
            language: Some(texts[5].clone()),
            categories: vec![Category {
                label: texts[6].clone(),
                term: texts[7].clone(),
                scheme: Some(urls[2].clone()),
            }],
            image: Some(Image { url: urls[3].clone(), alt: texts[8].clone(), size: Some((1, 2)) }),
            enclosures: vec![Enclosure { url: urls[4].clone(), mime: if has_podcast { "audio/mpeg".to_owned() } else { texts[8].clone() }, length, seconds: Some(length) }],
            episode: has_podcast.then(|| Episode {
                season: Some(length),
                number: Some(length),
                kind: Some("full"),
                explicit: Some(true),
                image: Some(urls[0].clone()),
                transcript: Some((urls[1].clone(), texts[0].clone())),
                chapters: Some(urls[2].clone()),
            }),
            canonical: Some(urls[4].clone()),
        }
    }
}

prop_compose! {
    pub(super) fn any_feed()(
        texts in proptest::collection::vec(text(), 6),
        urls in proptest::collection::vec(url(), 5),
        has_stylesheet in any::<bool>(),
        entries in proptest::collection::vec(any_entry(), 0..4),
    ) -> Feed {
        Feed {
            id: texts[0].clone(),
            title: texts[1].clone(),
            subtitle: texts[2].clone(),
            home: urls[0].clone(),
            language: texts[3].clone(),
            authors: vec![person(&texts[4])],
            icon: Some(urls[1].clone()),
            logo: Some(Image { url: urls[2].clone(), alt: String::new(), size: None }),
            rights: Some(texts[5].clone()),
            hub: Some(urls[3].clone()),
            stylesheet: has_stylesheet.then(|| urls[4].clone()),
            subscribe: has_stylesheet.then(|| urls[3].clone()),
            podcast: has_stylesheet.then(|| Podcast {
                author: texts[0].clone(),
                owner_name: Some(texts[1].clone()),
                owner_email: Some(texts[2].clone()),
                category: texts[3].clone(),
                subcategory: Some(texts[4].clone()),
                explicit: false,
                image: Some(urls[0].clone()),
                kind: Some("serial"),
                guid: Some(texts[5].clone()),
                locked: Some(true),
                funding: Some((urls[1].clone(), texts[0].clone())),
            }),
            history: History {
                current: has_stylesheet.then(|| urls[0].clone()),
                older: Some(urls[1].clone()),
                newer: Some(urls[2].clone()),
                format: None,
            },
            entries,
        }
    }
}

/// What must come back of a text: readers trim, and line ends are all `\n` after reading XML.
fn said(text: &str) -> String {
    squeeze(XmlText::new(text).as_str())
}

fn squeeze(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same cases every time: a push fails for what it changed, and for nothing else. Others are tried with
/// another seed: `PROPTEST_RNG_SEED=7 cargo test --lib feed::`.
pub(super) fn cases(number: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_RNG_SEED").ok();
    let seed = asked.and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn is_well_formed_and_reads_back_equal(feed in any_feed()) {
        for format in [Format::Rss, Format::Atom, Format::Json] {
            let written = write(format, &feed, SELF);
            if format != Format::Json {
                check_xml(&written);
            }
            // What is too large is known without writing it.
            prop_assert!(written.len() <= super::size::most_bytes(&feed), "{}", format.name());
            let read = feed_rs::parser::parse(written.as_bytes()).unwrap();
            prop_assert_eq!(read.entries.len(), feed.entries.len());
            if !said(&feed.title).is_empty() {
                prop_assert_eq!(squeeze(&read.title.unwrap().content), said(&feed.title));
            }
            for (read, entry) in read.entries.iter().zip(&feed.entries) {
                if !said(&entry.id).is_empty() {
                    prop_assert_eq!(squeeze(&read.id), said(&entry.id));
                }
                let file = &entry.enclosures[0];
                let is_episode = file.mime == "audio/mpeg" && !said(&file.url).is_empty();
                let is_called = match format {
                    Format::Rss => !entry.untitled || is_episode,
                    Format::Atom => true,
                    Format::Json => !entry.untitled,
                };
                if !is_called {
                    prop_assert_eq!(&read.title, &None, "{}", format.name());
                } else if !said(&entry.title).is_empty() {
                    let title = &read.title.as_ref().unwrap().content;
                    prop_assert_eq!(squeeze(title), said(&entry.title), "{}", format.name());
                }
                prop_assert_eq!(read.published.unwrap(), entry.published);
                if let Some(html) = entry.html.as_deref().filter(|html| !said(html).is_empty()) {
                    let body = read.content.as_ref().unwrap().body.as_ref().unwrap();
                    prop_assert_eq!(squeeze(body), said(html), "{}", format.name());
                }
            }
        }
    }

    #[test]
    fn lists_are_well_formed(title in text(), url in url(), language in text()) {
        check_xml(&opml::write(&title, &[opml::OpmlFeed {
            title: title.clone(),
            xml_url: url.clone(),
            html_url: url.clone(),
            kind: Format::Rss,
        }]));
        let pages = [sitemap::SitemapUrl {
            loc: url.clone(),
            lastmod: None,
            alternates: vec![(language, url)],
        }];
        for (_, xml) in sitemap::write(&pages, str::to_owned) {
            check_xml(&xml);
        }
    }
}
