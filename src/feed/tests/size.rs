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

/// A field that gets a text.
type Field<T> = fn(&mut T, String);

/// How much larger a change makes the estimate, and the largest of the formats.
fn growth(before: &Feed, after: &Feed) -> (usize, usize) {
    let grown = FORMATS.iter().map(|format| {
        let size = |feed| write(*format, feed, SELF).len();
        size(after).saturating_sub(size(before))
    });
    (
        most_bytes(after).abs_diff(most_bytes(before)),
        grown.max().unwrap(),
    )
}

#[test]
fn each_field_counts_for_what_it_takes_and_not_for_much_more() {
    // What each format writes as it is, and what takes six bytes for one.
    let texts = ["x".repeat(5_000), "\"".repeat(5_000)];
    let url = |text: &str| format!("https://a.example/{}", text.replace('"', "y"));
    let of_entry: [(&str, Field<Entry>); 13] = [
        ("title", |entry, text| entry.title = text),
        ("summary", |entry, text| entry.summary = text),
        ("html", |entry, text| entry.html = Some(text)),
        ("name", |entry, text| entry.authors[0].name = text),
        ("author's page", |entry, text| {
            entry.authors[0].url = Some(text)
        }),
        ("portrait", |entry, text| {
            entry.authors[0].avatar = Some(text)
        }),
        ("label", |entry, text| entry.categories[0].label = text),
        ("term", |entry, text| entry.categories[0].term = text),
        ("scheme", |entry, text| {
            entry.categories[0].scheme = Some(text)
        }),
        ("canonical", |entry, text| entry.canonical = Some(text)),
        ("url", |entry, text| entry.url = text),
        ("id", |entry, text| entry.id = text),
        ("picture", |entry, url| {
            entry.image = Some(Image {
                url,
                alt: String::new(),
                size: None,
            });
        }),
    ];
    let of_feed: [(&str, Field<Feed>); 9] = [
        ("title", |feed, text| feed.title = text),
        ("subtitle", |feed, text| feed.subtitle = text),
        ("name", |feed, text| feed.authors[0].name = text),
        ("rights", |feed, text| feed.rights = Some(text)),
        ("icon", |feed, url| feed.icon = Some(url)),
        ("hub", |feed, url| feed.hub = Some(url)),
        ("older", |feed, url| feed.history.older = Some(url)),
        ("newer", |feed, url| feed.history.newer = Some(url)),
        ("current", |feed, url| feed.history.current = Some(url)),
    ];
    let is_url = |name: &str| {
        !matches!(
            name,
            "title" | "subtitle" | "summary" | "html" | "name" | "label" | "term" | "rights"
        )
    };
    let before = feed(vec![entry(2), entry(1)]);
    let check = |name: &str, text: &str, after: &Feed| {
        let (counted, grown) = growth(&before, after);
        // What stands around a text is counted whether it is there or not.
        assert!(counted + 300 >= grown, "{name}: {counted} of {grown}");
        let length = text.len();
        assert!(counted <= 20 * length, "{name}: {counted} of {length}");
    };
    for text in &texts {
        let text_of = |name| {
            if is_url(name) {
                url(text)
            } else {
                text.clone()
            }
        };
        for (name, set) in of_entry {
            let mut after = before.clone();
            set(&mut after.entries[0], text_of(name));
            check(name, text, &after);
        }
        for (name, set) in of_feed {
            let mut after = before.clone();
            set(&mut after, text_of(name));
            check(name, text, &after);
        }
    }
}
