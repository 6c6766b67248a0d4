//! Any bytes as a file of a site, chosen by the first of them: the whole way, from the file to the output folder and back.
//! It is slow; what reads each of these files is judged by itself in a target of its own.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((file, bytes)) = bytes.split_first() else {
        return;
    };
    // `0` is the first, and `5` an article.
    let path = match file % 8 {
        0 => "byline.toml",
        1 => "byline.lock",
        2 => "templates/page.html",
        3 => "content/news/_index.md",
        4 => "data/a.json",
        _ => "content/fuzz.md",
    };
    common::build_with(path, bytes);
});
