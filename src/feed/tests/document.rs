//! Documents that are put together of pieces.

use proptest::prelude::*;

use super::any::{any_feed, cases};
use super::*;
use crate::feed::ready::Ready;
use crate::feed::{atom, ready, rss};

/// A document as the crate writes it, in one piece.
fn in_one_piece(format: Format, feed: &Feed) -> String {
    let ready = Ready::new(feed, SELF);
    let entries = feed.entries.iter();
    let entries = entries.map(|entry| ready::entry(entry.clone(), feed));
    let speaks = write_entries(format, feed).into_iter();
    let (about, _): (Vec<_>, Vec<_>) = speaks.unzip();
    let updated = about.iter().map(|about| about.changed).max();
    let bytes = match format {
        Format::Rss => {
            // Those of the entries are for the crate to find.
            let mut channel = rss::channel(&ready, Modules::default(), updated);
            channel.items = entries.map(rss::item).collect();
            channel.write_to(Vec::new()).unwrap()
        }
        _ => {
            let mut document = atom::document(&ready, Modules::default(), updated);
            document.entries = entries.map(|entry| atom::item(entry, feed)).collect();
            document.write_to(Vec::new()).unwrap()
        }
    };
    String::from_utf8(bytes).unwrap()
}

fn write_entries(format: Format, feed: &Feed) -> Vec<(About, Vec<u8>)> {
    let entries = feed.entries.iter();
    let entries = entries.map(|entry| write_entry(format, entry.clone(), feed));
    let entries = entries.map(|written| (written.about, written.bytes));
    entries.collect()
}

/// A document without its declaration, without line breaks around entries, and without the namespaces that this code
/// finds for itself.
fn plain(document: &str, entry: &str) -> String {
    let (_, document) = document.split_once("?>").unwrap();
    let mut document = document.trim().to_owned();
    for (prefix, uri) in [
        ("media", "http://search.yahoo.com/mrss/"),
        ("podcast", "https://podcastindex.org/namespace/1.0"),
    ] {
        document = document.replacen(&format!(" xmlns:{prefix}=\"{uri}\""), "", 1);
    }
    let document = document.replace(&format!("\n<{entry}>"), &format!("<{entry}>"));
    document
        .replace("\n</channel></rss>", "</channel></rss>")
        .replace("\n</feed>", "</feed>")
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn pieces_are_as_the_crates_write_the_whole(mut feed in any_feed()) {
        // What browsers show, the podcast and the mark of an archive are looked at by other tests: they stand elsewhere.
        feed.stylesheet = None;
        feed.podcast = None;
        feed.history.current = None;
        for (format, entry) in [(Format::Rss, "item"), (Format::Atom, "entry")] {
            let pieces = write(format, &feed, SELF);
            let whole = in_one_piece(format, &feed);
            prop_assert_eq!(plain(&pieces, entry), plain(&whole, entry));
        }
    }

    #[test]
    fn an_entry_is_the_same_in_every_feed_that_can_share_it(feed in any_feed(), other in any_feed()) {
        let other = Feed { language: feed.language.clone(), authors: feed.authors.clone(), ..other };
        for format in [Format::Rss, Format::Atom, Format::Json] {
            for entry in &feed.entries {
                let written = write_entry(format, entry.clone(), &feed);
                if written.is_shared {
                    prop_assert_eq!(&written, &write_entry(format, entry.clone(), &other));
                }
            }
        }
    }
}

#[test]
fn an_entry_that_is_signed_with_the_title_of_its_feed_is_not_shared() {
    let mut unsigned = entry(1);
    unsigned.authors.clear();
    let mut feed = feed(Vec::new());
    assert!(write_entry(Format::Atom, unsigned.clone(), &feed).is_shared);
    feed.authors.clear();
    let written = write_entry(Format::Atom, unsigned, &feed);
    assert!(!written.is_shared);
    let text = String::from_utf8(written.bytes).unwrap();
    assert_eq!(texts(&text, "name"), [feed.title]);
}
