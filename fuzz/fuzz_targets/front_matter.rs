//! Any front matter, in each of the languages it may be written in.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((language, front)) = bytes.split_first() else {
        return;
    };
    let (open, close): (&[u8], &[u8]) = match language % 3 {
        0 => (b"+++\n", b"\n+++\n\nText.\n"),
        1 => (b"---\n", b"\n---\n\nText.\n"),
        _ => (b"{", b"}\n\nText.\n"),
    };
    common::build_with("content/fuzz.md", &[open, front, close].concat());
});
