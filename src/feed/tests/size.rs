//! What falls out of feeds that are too large.

use super::*;

const FORMATS: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

/// Ten entries of some ten thousand bytes each.
fn large() -> Feed {
    let entries = (1..=10).rev().map(|number| {
        let mut entry = entry(number);
        entry.html = Some("<p>\"long\" &amp; longer ]]&gt;</p>\n".repeat(400));
        entry
    });
    feed(entries.collect())
}

/// How many bytes the entries of a feed take at the most.
fn weights(feed: &Feed) -> Vec<Weight> {
    let weight = |entry: &Entry| Weight::new(entry, crate::feed::size::text(entry));
    feed.entries.iter().map(weight).collect()
}

/// How many bytes a feed takes at the most, whatever its format.
pub(super) fn most_bytes(feed: &Feed) -> usize {
    let entries = weights(feed).into_iter().map(|entry| entry.whole);
    crate::feed::size::around(feed) + entries.sum::<usize>()
}

/// The same, made to fit.
fn fitted(max_bytes: usize, kept_elsewhere: &[bool]) -> Feed {
    let mut feed = large();
    let fates = fit(&feed, &weights(&feed), max_bytes, kept_elsewhere);
    let entries = std::mem::take(&mut feed.entries).into_iter().zip(fates);
    for (mut entry, fate) in entries {
        match fate {
            Fate::FallsOut => continue,
            Fate::LosesText => entry.html = None,
            Fate::Stays => {}
        }
        feed.entries.push(entry);
    }
    feed
}

/// How many entries there are, and how many have their text.
fn counted(feed: &Feed) -> (usize, usize) {
    let texts = feed.entries.iter().filter(|entry| entry.html.is_some());
    (feed.entries.len(), texts.count())
}

/// How large a feed is in the format that takes most.
fn largest(feed: &Feed) -> usize {
    let sizes = FORMATS
        .iter()
        .map(|format| write(*format, feed, SELF).len());
    sizes.max().unwrap()
}

#[test]
fn what_fits_is_left_as_it_is() {
    assert!(largest(&large()) > 150_000);
    assert_eq!(fitted(largest(&large()) * 5 / 4, &[true; 10]), large());
    assert_eq!(fitted(usize::MAX, &[]), large());
}

#[test]
fn the_oldest_that_stand_elsewhere_go_first() {
    let most = largest(&large()) * 3 / 4;
    let feed = fitted(most, &[true; 10]);
    assert!(largest(&feed) <= most);
    // Not less than there is room for.
    assert!(largest(&feed) > most / 2, "{} of {most}", largest(&feed));
    let (entries, texts) = counted(&feed);
    assert_eq!(entries, texts);
    assert!((5..10).contains(&entries), "{entries}");
    assert_eq!(feed.entries, large().entries[..entries]);
}

#[test]
fn five_stay_and_the_older_of_them_are_summaries() {
    let most = largest(&large()) / 3;
    let feed = fitted(most, &[true; 10]);
    assert!(largest(&feed) <= most);
    let (entries, texts) = counted(&feed);
    assert_eq!(entries, 5);
    assert!((1..5).contains(&texts), "{texts}");
    assert_eq!(feed.entries[..texts], large().entries[..texts]);
    for format in FORMATS {
        let written = write(format, &feed, SELF);
        for entry in &feed.entries {
            assert!(written.contains(&entry.url), "{format:?}");
            assert!(written.contains(&entry.summary), "{format:?}");
        }
    }
}

#[test]
fn what_stands_nowhere_else_never_goes() {
    let mut elsewhere = [true; 10];
    elsewhere[9] = false;
    for most in [0, 30_000, 60_000, 120_000] {
        let feed = fitted(most, &elsewhere);
        assert_eq!(feed.entries.last().unwrap().id, large().entries[9].id);
        assert_eq!(counted(&fitted(most, &[])).0, 10);
    }
}

#[test]
fn a_feed_that_is_too_large_however_it_is_cut_is_whole() {
    let feed = fitted(0, &[true; 10]);
    assert_eq!(counted(&feed), (5, 0));
    check_xml(&write(Format::Rss, &feed, SELF));
    check_xml(&write(Format::Atom, &feed, SELF));
    let json = write(Format::Json, &feed, SELF);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

/// A place of a feed that takes any text.
type Put = fn(&mut Feed, &str);

/// Every place of a feed where a long text can stand.
const PUTS: &[(&str, Put)] = &[
    ("html", |feed, text| {
        feed.entries[0].html = Some(text.into())
    }),
    ("summary", |feed, text| {
        feed.entries[0].summary = text.into()
    }),
    ("summary alone", |feed, text| {
        feed.entries[0].html = None;
        feed.entries[0].summary = text.into();
    }),
    ("title", |feed, text| feed.entries[0].title = text.into()),
    ("id", |feed, text| feed.entries[0].id = text.into()),
    ("author", |feed, text| {
        feed.entries[0].authors = vec![person(text)]
    }),
    ("term", |feed, text| {
        feed.entries[0].categories = vec![Category {
            label: text.into(),
            term: text.into(),
            scheme: None,
        }];
    }),
    ("feed's title", |feed, text| feed.title = text.into()),
    ("feed's subtitle", |feed, text| feed.subtitle = text.into()),
    ("rights", |feed, text| feed.rights = Some(text.into())),
];

#[test]
fn no_text_takes_more_than_was_reckoned() {
    for (place, put) in PUTS {
        for piece in [
            "]]>",
            "]]",
            ">",
            "<",
            "&",
            "\"",
            "'",
            "\\",
            "\n",
            "\t",
            "\u{1}",
            "\u{7f}",
            "\u{fffe}",
            "a",
            "한",
            "&amp;",
            "<b>",
            "<![CDATA[",
        ] {
            let mut short = feed(vec![entry(1)]);
            put(&mut short, "x");
            let mut long = feed(vec![entry(1)]);
            put(
                &mut long,
                &format!("x{}", piece.repeat(10_000 / piece.len())),
            );
            // What stands around the text is the same in both, so that its room hides nothing.
            let reckoned = most_bytes(&long) - most_bytes(&short);
            for format in FORMATS {
                let written = write(format, &long, SELF).len();
                let grown = written.saturating_sub(write(format, &short, SELF).len());
                assert!(
                    grown <= reckoned,
                    "{piece:?} in {place}, {format:?}: {grown} of {reckoned}"
                );
            }
        }
    }
}
