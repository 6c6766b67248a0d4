//! What falls out of feeds that are too large.

use super::*;

const FORMATS: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

/// Ten entries of ten thousand bytes each.
fn large() -> Feed {
    let entries = (1..=10).rev().map(|number| {
        let mut entry = entry(number);
        entry.html = Some("<p>\"long\" &amp; longer</p>".repeat(400));
        entry
    });
    feed(entries.collect())
}

/// How many entries there are, and how many have their text.
fn counted(format: Format, written: &str) -> (usize, usize) {
    let count = |text: &str| written.matches(text).count();
    match format {
        Format::Rss => (count("<item>"), count("<content:encoded>")),
        Format::Atom => (count("<entry>"), count("</content>")),
        Format::Json => (count("date_published"), count("content_html")),
    }
}

#[test]
fn what_fits_is_written_as_it_is() {
    for format in FORMATS {
        let whole = write(format, &large(), SELF);
        assert!(whole.len() > 90_000);
        let same = write_within(format, large(), SELF, whole.len(), &[true; 10]);
        assert_eq!(same, whole);
    }
}

#[test]
fn the_oldest_that_stand_elsewhere_go_first() {
    for format in FORMATS {
        let most = write(format, &large(), SELF).len() * 3 / 4;
        let written = write_within(format, large(), SELF, most, &[true; 10]);
        assert!(written.len() <= most, "{format:?}");
        // Not less than there is room for.
        assert!(written.len() > most - 20_000, "{format:?}");
        let (entries, texts) = counted(format, &written);
        assert_eq!(entries, texts);
        assert!((5..10).contains(&entries), "{format:?} {entries}");
        assert!(written.contains(&large().entries[0].id));
        assert!(!written.contains(&large().entries[9].id));
    }
}

#[test]
fn five_stay_and_the_older_of_them_are_summaries() {
    for format in FORMATS {
        let most = write(format, &large(), SELF).len() / 3;
        let written = write_within(format, large(), SELF, most, &[true; 10]);
        assert!(written.len() <= most, "{format:?}");
        let (entries, texts) = counted(format, &written);
        assert_eq!(entries, 5);
        assert!((1..5).contains(&texts), "{format:?} {texts}");
        for entry in &large().entries[..5] {
            assert!(written.contains(&entry.url), "{format:?}");
            assert!(written.contains(&entry.summary), "{format:?}");
        }
    }
}

#[test]
fn what_stands_nowhere_else_never_goes() {
    let mut elsewhere = [true; 10];
    elsewhere[9] = false;
    for format in FORMATS {
        for most in [0, 30_000, 60_000] {
            let written = write_within(format, large(), SELF, most, &elsewhere);
            assert!(written.contains(&large().entries[9].id), "{format:?}");
            let written = write_within(format, large(), SELF, most, &[]);
            assert_eq!(counted(format, &written).0, 10, "{format:?}");
        }
    }
}

#[test]
fn a_feed_that_is_too_large_however_it_is_cut_is_whole() {
    for format in FORMATS {
        let written = write_within(format, large(), SELF, 0, &[true; 10]);
        assert_eq!(counted(format, &written), (5, 0));
        match format {
            Format::Json => assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok()),
            _ => check_xml(&written),
        }
    }
}
