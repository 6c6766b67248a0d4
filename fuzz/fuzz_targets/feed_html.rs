//! Any text as the HTML of an article: what feed readers get of it runs nothing, is closed where it ends, and stays as it is
//! when it is cleaned once more. The judge is a tokenizer that the program does not use.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/common/html.rs"]
mod judge;

use byline::feed::html::for_readers;

const PAGE: &str = "https://example.com/news/rain/";

libfuzzer_sys::fuzz_target!(|html: &str| {
    let once = for_readers(html, PAGE, "e1-");
    let harms = judge::harms(&once);
    assert!(harms.is_empty(), "{harms:?} in {once}");
    assert_eq!(for_readers(&once, PAGE, "e1-"), once);
});
