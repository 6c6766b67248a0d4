//! Any text below a front matter that is right.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let head = b"+++\ntitle = \"T\"\ndate = 2026-11-21\n+++\n\n";
    common::build_with("content/fuzz.md", &[head, bytes].concat());
});
