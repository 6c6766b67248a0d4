//! Any bytes as choices among what Tera's grammar allows: a theme, whose graph is held against what rendering shows.

#![no_main]

#[path = "../../tests/common/grammar/mod.rs"]
mod grammar;

libfuzzer_sys::fuzz_target!(|tape: &[u8]| {
    grammar::hold(tape);
});
