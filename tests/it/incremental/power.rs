//! The power is gone in the middle of a build: what was not waited for may be lost, empty, cut off or full of zeros.
//!
//! Each build is recorded on a disk in memory, and ended after each of its changes in turn. The next build must be right,
//! and hold to all that was ever published. More builds than a push can wait for, of any series of edits:
//! `BYLINE_POWER=1000 cargo test --test it power`; others: `PROPTEST_RNG_SEED=7`.

use std::collections::{BTreeMap, HashMap};

use crate::common::states::{STATES, settings, themed};
use crate::common::{TestSite, assert_same};
use byline::build::Changes;
use byline::disk::{Loss, MemoryDisk};
use byline::lock;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

type Files = BTreeMap<String, Vec<u8>>;

/// The settings that all other files in their first state go with.
const SETTINGS: &str = "feed_limit = 1\n[languages.ko]\ntitle = \"시험\"";
const LOCK: &str = "byline.lock";

/// Numbers that look like any.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn loss(&mut self) -> Loss {
        Loss::EACH[(self.throw() % 5) as usize]
    }
}

/// What a clean build comes to: what it says, and its outputs where it is done.
#[derive(Clone)]
struct Clean {
    said: String,
    problems: Vec<String>,
    outputs: Files,
}

/// What clean builds of sources come to, each made once.
#[derive(Default)]
struct Known(HashMap<Files, Clean>);

impl Known {
    fn of(&mut self, site: &TestSite) -> Clean {
        let files = site.files().into_iter();
        let is_source = |path: &str| !path.starts_with("public/") && !path.starts_with(".byline/");
        let sources: Files = files.filter(|(path, _)| is_source(path)).collect();
        let make = || {
            let clean = site.clean().try_build();
            Clean {
                said: clean.messages(),
                problems: clean.problems(),
                outputs: clean.all_outputs(),
            }
        };
        self.0.entry(sources).or_insert_with(make).clone()
    }
}

/// How builds were ended.
#[derive(Debug, Default)]
struct Count {
    ends: usize,
    mended: usize,
    locks_before: usize,
    locks_after: usize,
}

/// Everything that was published is published: each id, with each address that it had.
fn holds(text: &str, published: &str) {
    let (now, before) = (lock::read(text).unwrap(), lock::read(published).unwrap());
    for (source, was) in before.lock.articles {
        let mut articles = now.lock.articles.values();
        let is = articles.find(|article| article.id == was.id);
        let is = is.unwrap_or_else(|| panic!("the id of {source} is lost:\n{text}"));
        for path in was.paths {
            let mut all = now.lock.articles.values();
            let kept = is.paths.contains(&path) || all.any(|article| article.paths[0] == path);
            assert!(kept, "{path} of {source} is lost:\n{text}");
        }
    }
}

/// Makes an edit, builds, and lets the power go after each change of both. What was there before them was waited for.
fn build_in_the_dark(
    site: TestSite,
    edit: impl FnOnce(TestSite) -> TestSite,
    dice: &mut Dice,
    known: &mut Known,
    count: &mut Count,
) -> TestSite {
    let before = site.has(LOCK).then(|| site.read(LOCK));
    site.memory().record();
    let site = edit(site);
    let edits = site.memory().recorded_so_far();
    let site = site.try_build();
    let recording = site.memory().recorded();
    let done = site.problems().is_empty();
    let after = site.has(LOCK).then(|| site.read(LOCK));
    for end in 0..=recording.len() {
        for all in [false, true] {
            if all && end % 3 > 0 {
                continue;
            }
            let loss = |number| match dice.loss() {
                _ if all => Loss::All,
                // What a writer wrote is theirs: that it is another text now must be seen by more than its bytes.
                Loss::Zeros if number < edits => Loss::Empty,
                loss => loss,
            };
            let found = site.found_on(MemoryDisk::after(&recording, end, loss));
            let lock = found.has(LOCK).then(|| found.read(LOCK));
            let published = if lock == after { &after } else { &before };
            count.ends += 1;
            count.locks_before += usize::from(lock == before && before != after);
            count.locks_after += usize::from(lock == after && before != after);
            assert!(lock == before || lock == after, "{lock:?}");
            if done && end == recording.len() {
                assert_eq!(lock, after, "a build was done and its lock is lost");
            }
            mends(found, published.as_deref(), known, count);
        }
    }
    site
}

/// What was found after the power was back is mended by one build.
fn mends(found: TestSite, lock: Option<&str>, known: &mut Known, count: &mut Count) {
    let clean = known.of(&found);
    let found = found.try_build();
    assert_eq!(found.messages(), clean.said);
    if let Some(lock) = lock {
        holds(&found.read(LOCK), lock);
    }
    if !clean.problems.is_empty() {
        return;
    }
    assert_same(&found.all_outputs(), &clean.outputs);
    let found = found.build();
    assert_eq!(found.report().changes, Changes::default());
    assert_eq!(found.messages(), clean.said);
    count.mended += 1;
}

fn apply(site: TestSite, path: &str, state: Option<&str>) -> TestSite {
    match state {
        Some(text) if path == "byline.toml" => settings(site, text),
        Some(text) => site.file(path, text),
        None => site.remove(path),
    }
}

/// A site with each file in its first state.
fn first() -> TestSite {
    let in_the_way = ["static/news", "static/a/index.html"];
    let states = STATES.iter();
    let site = states
        .filter(|(path, _)| !in_the_way.contains(path))
        .fold(themed(TestSite::new()), |site, (path, states)| {
            apply(site, path, states.first().copied())
        });
    settings(site, SETTINGS)
}

/// An edit: a file, the state it is in before, and the one it gets.
type Edit = (&'static str, Option<&'static str>, Option<&'static str>);

/// Each kind of edit: a file comes, gets each other state, and goes.
fn edits() -> Vec<Edit> {
    let mut edits = Vec::new();
    for (path, states) in STATES {
        let first = match *path {
            "static/news" | "static/a/index.html" => None,
            "byline.toml" => Some(SETTINGS),
            _ => states.first().copied(),
        };
        let others = states.iter().copied().map(Some);
        let others = others.chain((*path != "byline.toml").then_some(None));
        edits.extend(
            others
                .filter(|to| *to != first)
                .map(|to| (*path, first, to)),
        );
    }
    let articles = STATES.iter().filter(|(path, _)| path.ends_with(".md"));
    edits.extend(articles.map(|(path, states)| (*path, None, states.first().copied())));
    edits
}

/// Lives every other edit.
fn part(number: usize) {
    let (mut dice, mut known) = (Dice(2026 + number as u64), Known::default());
    let mut count = Count::default();
    for (at, (path, from, to)) in edits().into_iter().enumerate() {
        if at % 2 != number {
            continue;
        }
        let site = apply(first(), path, from).try_build();
        let site = if at / 2 % 2 == 0 {
            site
        } else {
            site.begin().try_build()
        };
        build_in_the_dark(
            site,
            |site| apply(site, path, to),
            &mut dice,
            &mut known,
            &mut count,
        );
    }
    count.is_enough();
}

impl Count {
    /// The test looked at something: builds ended in every stage, with the lock as it was and as it is.
    fn is_enough(&self) {
        let Self {
            ends,
            mended,
            locks_before,
            locks_after,
        } = *self;
        assert!(ends > 200 && mended > ends / 2, "{self:?}");
        assert!(locks_before > 20 && locks_after > 5, "{self:?}");
    }
}

#[test]
fn a_first_build_that_loses_the_power_at_any_change_is_mended_by_the_next() {
    let (mut dice, mut known, mut count) = (Dice(1), Known::default(), Count::default());
    for _ in 0..3 {
        let site = first();
        build_in_the_dark(site, |site| site, &mut dice, &mut known, &mut count);
    }
    count.is_enough();
}

/// As many builds of any series as were asked for.
#[test]
fn any_build_of_any_series_may_lose_the_power() {
    let asked = std::env::var("BYLINE_POWER").ok();
    let asked = asked.and_then(|number| number.parse().ok()).unwrap_or(4);
    let seed = std::env::var("PROPTEST_RNG_SEED").ok();
    let seed: u64 = seed.and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    let mut runner = TestRunner::new(Config {
        cases: asked,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    });
    let edit = (select(edits()), any::<bool>());
    let result = runner.run(&(vec(edit, 1..6), 1..u64::MAX), |(edits, seed)| {
        let (mut dice, mut known, mut count) = (Dice(seed), Known::default(), Count::default());
        let mut site = first().build();
        for ((path, from, to), back) in edits {
            let to = if back { from } else { to };
            let edit = |site| apply(site, path, to);
            site = build_in_the_dark(site, edit, &mut dice, &mut known, &mut count);
        }
        assert!(count.ends > 0);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_build_that_loses_the_power_at_any_change_is_mended_by_the_next_1() {
    part(0);
}

#[test]
fn a_build_that_loses_the_power_at_any_change_is_mended_by_the_next_2() {
    part(1);
}
