//! What is said of a template by its graph, against what rendering it shows: templates by Tera's grammar.

use std::cell::Cell;

use crate::grammar::Came;
use byline::view::Facets;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn seed() -> RngSeed {
    let asked = std::env::var("PROPTEST_RNG_SEED").ok();
    RngSeed::Fixed(asked.and_then(|seed| seed.parse().ok()).unwrap_or(2026))
}

/// Others are tried with another seed, and more: `PROPTEST_RNG_SEED=7 PROPTEST_CASES=5000 cargo test --test it template_graph`.
#[test]
fn whatever_rendering_opens_or_shows_is_in_the_graph() {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let mut runner = TestRunner::new(Config {
        cases: cases.and_then(|cases| cases.parse().ok()).unwrap_or(200),
        failure_persistence: None,
        rng_seed: seed(),
        ..Config::default()
    });
    let (all, loaded, held, some) = (
        Cell::new(0_u32),
        Cell::new(0_u32),
        Cell::new(0),
        Cell::new(0),
    );
    let result = runner.run(&vec(any::<u8>(), 100..700), |tape| {
        let came = crate::grammar::hold(&tape);
        all.set(all.get() + 1);
        loaded.set(loaded.get() + u32::from(came != Came::Refused));
        if let Came::Held(facets) = came {
            held.set(held.get() + 1);
            some.set(some.get() + u32::from(facets != Facets::NONE && facets != Facets::ALL));
        }
        Ok(())
    });
    result.unwrap();
    let (all, loaded, held, some) = (all.get(), loaded.get(), held.get(), some.get());
    println!("{loaded} of {all} load, {held} are rendered, {some} want some facets");
    // Cases that do not get so far prove nothing.
    assert!(loaded * 10 > all * 9, "{loaded} of {all} load");
    assert!(held * 3 > all * 2, "{held} of {all} are rendered");
    assert!(
        some * 3 > all,
        "{some} of {all} want some facets and not all"
    );
}
