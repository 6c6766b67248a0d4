//! Any text as `byline.toml`: the settings that are read can be used, and are the same again; or there are errors, each with
//! its place.

#![no_main]

mod judge;

use std::path::PathBuf;
use std::sync::Arc;

use byline::config::{self, Config};
use byline::page;
use byline::source::{Document, Kind};

const ARTICLE: &[u8] = "+++\ntitle = '\"A\" -- b'\ndate = 2026-11-20 09:00\ntags = ['x']\n+++\n\
    # One\n\n\"A\" $x^2$ :wave: [a](https://example.com/) https://b.example/ 漢字「**か**」な\n\n> [!NOTE]\n> b\n\nA\n: b\n"
    .as_bytes();

libfuzzer_sys::fuzz_target!(|text: &str| {
    let read = config::read(Some(text), None);
    let again = config::read(Some(text), None);
    match (read, again) {
        (Ok((config, said)), Ok((again, said_again))) => {
            assert!(!said.has_errors(), "{said:?}");
            assert_eq!(said, said_again);
            assert_eq!(format!("{config:?}"), format!("{again:?}"));
            judge::messages(&said, config::FILE, text.as_bytes());
            use_it(&config);
        }
        (Err(said), Err(said_again)) => {
            assert!(said.has_errors(), "{said:?}");
            assert_eq!(said, said_again);
            judge::messages(&said, config::FILE, text.as_bytes());
        }
        (read, again) => panic!("{:?}, then {:?}", read.err(), again.err()),
    }
});

/// Reads an article with some settings, in each language.
fn use_it(config: &Config) {
    assert!(!config.languages.is_empty());
    let tag = config.default_language().lang.as_str();
    assert_eq!(config.language_index(tag), Some(0));
    for language in 0..config.languages.len().min(3) {
        let document = Document {
            path: "a.md".to_owned(),
            shown: "content/a.md".to_owned(),
            at: PathBuf::from("content/a.md"),
            kind: Kind::Page,
            language,
            canonical: "a.md".to_owned(),
            folder: String::new(),
            own_folder: None,
            stem: "a".to_owned(),
            date: None,
        };
        let page = page::parse(&Arc::new(document), ARTICLE, config);
        let said = page.expect("it has a front matter").problems;
        judge::messages(&said, "content/a.md", ARTICLE);
    }
}
