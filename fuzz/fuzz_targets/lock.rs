//! Any bytes as `byline.lock`.

#![no_main]

mod common;

use byline::lock;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(read) = lock::read(text)
    {
        // What was read comes back from what is written.
        let written = lock::write(&read.lock);
        let again = lock::read(&written).expect("what is written can be read");
        assert_eq!(lock::write(&again.lock), written);
    }
    let site = common::Site::new();
    site.write("byline.lock", bytes);
    let _ = site.build();
    site.build_twice();
});
