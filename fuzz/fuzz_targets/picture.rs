//! A picture with any bytes is cleaned or left alone; what was cleaned has nothing left to clean, and is no longer than it
//! was but for the orientation that stays.

#![no_main]

use byline::image::{Cleaned, Format, size};
use libfuzzer_sys::fuzz_target;

/// How much longer a picture may become: by a block that names its orientation and nothing else.
const ORIENTATION: usize = 64;

fuzz_target!(|bytes: &[u8]| {
    let _ = size(bytes);
    let Some(format) = Format::of(bytes) else {
        return;
    };
    let Cleaned::Pieces(pieces) = format.clean(bytes) else {
        return;
    };
    let once = pieces.concat();
    assert!(once.len() <= bytes.len() + ORIENTATION);
    let _ = size(&once);
    match format.clean(&once) {
        Cleaned::Pieces(pieces) => assert_eq!(pieces.concat(), once),
        Cleaned::Damaged { .. } => panic!("cleaning damaged it"),
    }
});
