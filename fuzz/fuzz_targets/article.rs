//! Any bytes as `content/fuzz.md`.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::build_with("content/fuzz.md", bytes));
