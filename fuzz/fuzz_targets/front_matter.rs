//! Any front matter, in each of the languages it may be written in: what is read is kept from one build to the next as it was,
//! its places are in the file, and it says the same as JSON.

#![no_main]

mod judge;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use byline::config::{self, Config};
use byline::data::{self, Format, Node, Value};
use byline::page::{self, Page};
use byline::source::{Document, Kind};

const FILE: &str = "content/news/2026-11-20-fuzz.md";

/// One for each way to take keys that mean nothing.
static CONFIGS: LazyLock<[Config; 3]> = LazyLock::new(|| {
    ["error", "warn", "extra"].map(|unknown| {
        let text = format!(
            "base_url = \"https://example.com\"\ntimezone = \"Asia/Seoul\"\nunknown_keys = \"{unknown}\"\n\
             taxonomies = [{{ name = \"tags\" }}, {{ name = \"series\" }}]\n[authors.kim]\nname = \"Kim\"\n"
        );
        let (config, _) = config::read(Some(&text), None).expect("these are settings");
        config
    })
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((choice, front)) = bytes.split_first() else {
        return;
    };
    let (open, close, format): (&[u8], &[u8], Format) = match choice % 3 {
        0 => (b"+++\n", b"\n+++\n\nText.\n", Format::Toml),
        1 => (b"---\n", b"\n---\n\nText.\n", Format::Yaml),
        _ => (b"{", b"}\n\nText.\n", Format::Json),
    };
    let kind = if choice & 64 == 0 { Kind::Page } else { Kind::Section };
    let config = &CONFIGS[usize::from(choice / 3) % 3];
    let file = [open, front, close].concat();
    let document = Arc::new(document(kind));
    let read = page::parse(&document, &file, config);
    let again = page::parse(&document, &file, config);
    match (read, again) {
        (Ok(page), Ok(again)) => {
            judge::messages(&page.problems, FILE, &file);
            assert_eq!(page.problems, again.problems);
            assert_eq!(page.face(), again.face());
            // A mistake in a date, a name or a text leaves the rest to be read.
            if !page.problems.has_errors() {
                kept(&document, &page);
            }
        }
        (Err(said), Err(said_again)) => {
            assert!(said.has_errors(), "{said:?}");
            assert_eq!(said, said_again);
            judge::messages(&said, FILE, &file);
        }
        (read, again) => panic!("{:?}, then {:?}", read.err(), again.err()),
    }
    if let Ok(front) = std::str::from_utf8(front) {
        let whole = format!("{{{front}}}");
        tree(format, if format == Format::Json { &whole } else { front });
    }
});

fn document(kind: Kind) -> Document {
    Document {
        path: "news/2026-11-20-fuzz.md".to_owned(),
        shown: FILE.to_owned(),
        at: PathBuf::from(FILE),
        kind,
        language: 0,
        canonical: "news/2026-11-20-fuzz.md".to_owned(),
        folder: "news".to_owned(),
        own_folder: None,
        stem: "fuzz".to_owned(),
        date: Some("2026-11-20".to_owned()),
    }
}

/// The store has the page as it was read.
fn kept(document: &Arc<Document>, page: &Page) {
    let bytes = page.keep().expect("memory takes everything");
    let recalled = Page::recall(document, &bytes).expect("what was kept is a page");
    assert_eq!(recalled.keep().expect("memory takes everything"), bytes);
    assert_eq!(recalled.face(), page.face());
    assert_eq!(format!("{:?}", recalled.front), format!("{:?}", page.front));
    assert_eq!(format!("{:?}", recalled.prose), format!("{:?}", page.prose));
}

/// The data of a text stand within it, and read back from JSON as they are.
fn tree(format: Format, text: &str) {
    let node = match data::parse(format, text) {
        Ok(node) => node,
        Err(errors) => {
            assert!(!errors.is_empty());
            return;
        }
    };
    within(&node, text);
    if !is_json(&node, 0) {
        return;
    }
    let json = serde_json::to_string(&node).expect("a tree has a JSON form");
    let again = data::parse(Format::Json, &json).expect("what is written can be read");
    let said = |node: &Node| serde_json::to_string(node).expect("a tree has a JSON form");
    assert_eq!(said(&again), json);
}

fn within(node: &Node, text: &str) {
    assert!(text.get(node.span.clone()).is_some(), "{node:?}");
    match &node.value {
        Value::Table(entries) => {
            for (key, node) in entries {
                assert!(text.get(key.span.clone()).is_some(), "{key:?}");
                within(node, text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| within(item, text)),
        _ => {}
    }
}

/// Whether JSON has all of it: infinite numbers it has not, and what is nested too deeply is refused.
fn is_json(node: &Node, depth: usize) -> bool {
    if depth > 100 {
        return false;
    }
    match &node.value {
        Value::Table(entries) => entries.iter().all(|(_, node)| is_json(node, depth + 1)),
        Value::Array(items) => items.iter().all(|item| is_json(item, depth + 1)),
        Value::Float(number) => number.is_finite(),
        _ => true,
    }
}
