//! Any site and any series of edits, failures and accidents ends in what a clean build makes.
//!
//! Each series is lived by three sites at once: one is built by a program that is started anew each time,
//! the others by one that goes on. More series than a push can wait for: `BYLINE_SERIES=100000 cargo test
//! --test it series`; others: `PROPTEST_RNG_SEED=7`.

use super::life::{Kind, Life, Step, edit, step};
use proptest::collection::vec;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn live(first: &[Step], steps: &[Step]) {
    let mut lives = [Kind::Anew, Kind::Lasts, Kind::Private].map(Life::new);
    let (mut time, mut address) = (crate::common::NOW, "");
    for life in &mut lives {
        for step in first {
            life.apply(step);
        }
    }
    for step in steps {
        match step {
            Step::Time(to) => time = to,
            Step::Address(to) => address = to,
            _ => {}
        }
        for life in &mut lives {
            life.apply(step);
            life.build(step, &format!("{time} {address}"));
        }
    }
    // Whatever happened: the next build is right, and the one after that has nothing to do.
    for life in &mut lives {
        life.apply(&Step::Edit("templates/page.html", None));
        life.build(&Step::Revert, &format!("{time} {address}"));
        if life.site.problems().is_empty() {
            life.build(&Step::Revert, &format!("{time} {address}"));
            let report = life.site.report();
            assert_eq!(report.rendered.keys().collect::<Vec<_>>(), [""; 0]);
            assert_eq!(report.changes, byline::build::Changes::default());
        }
    }
}

/// How many series each test lives; there are four, so that they share the machine.
fn series() -> u32 {
    let asked = std::env::var("BYLINE_SERIES").ok();
    asked
        .and_then(|number| number.parse().ok())
        .unwrap_or(2_000)
        / 4
}

fn part(number: u64) {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok();
    let seed: u64 = seed.and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    let mut runner = TestRunner::new(Config {
        cases: series(),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed.wrapping_mul(4).wrapping_add(number)),
        ..Config::default()
    });
    let result = runner.run(
        &(vec(edit(), 2..12), vec(step(), 2..9)),
        |(first, steps)| {
            live(&first, &steps);
            Ok(())
        },
    );
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn any_series_ends_in_what_a_clean_build_makes_1() {
    part(0);
}

#[test]
fn any_series_ends_in_what_a_clean_build_makes_2() {
    part(1);
}

#[test]
fn any_series_ends_in_what_a_clean_build_makes_3() {
    part(2);
}

#[test]
fn any_series_ends_in_what_a_clean_build_makes_4() {
    part(3);
}
