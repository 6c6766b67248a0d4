//! Any bytes as `byline.toml`.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::build_with("byline.toml", bytes));
