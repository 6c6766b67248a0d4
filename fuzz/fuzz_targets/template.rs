//! Any bytes as `templates/page.html`.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::build_with("templates/page.html", bytes));
