//! What edits cost, as Markdown, to be pasted into `benches/README.md`.

use std::fmt::Write as _;

use super::edits::Edit;
use super::measure::Run;
use super::serve::Served;
use super::table::{best, heading, median};

/// The articles of the site for which the limits of edits are promised.
const ARTICLES: usize = 10_000;

/// What a clean build may take beside a program that remembers nothing.
const STORE: f64 = 1.10;

/// Milliseconds until `serve` shows an edit, by number of articles.
const SHOWN: [(usize, f64); 2] = [(10_000, 60.0), (100_000, 400.0)];

/// What was measured at one size.
pub struct Edited {
    /// The articles of the site.
    pub articles: usize,
    /// Clean builds.
    pub clean: Vec<Run>,
    /// Clean builds of the program to compare with, if there is one.
    pub other: Vec<Run>,
    /// The builds after each kind of edit.
    pub edits: Vec<(Edit, Vec<Run>)>,
}

/// The report on builds after edits.
pub fn edited(all: &[Edited]) -> String {
    let mut out = String::new();
    heading(&mut out, all.first().map_or(0, |one| one.clean.len()));
    out.push_str(
        "| articles | build | best s | median s | % of clean, best | % of clean, median | limit % \
         | rendered | written |\n\
         | --: | --- | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for one in all {
        let others = (!one.other.is_empty()).then_some(("clean, the other program", &one.other));
        let clean = [("clean", &one.clean)].into_iter().chain(others);
        let edits = one.edits.iter().map(|(edit, runs)| (edit.name(), runs));
        for (name, runs) in clean.chain(edits) {
            let limit = one.edits.iter().find(|(edit, _)| edit.name() == name);
            let limit = limit.and_then(|(edit, _)| edit.limit());
            let limit = limit.map_or(String::new(), |limit| format!("{:.0}", limit * 100.0));
            let (best, median) = ratios(runs, &one.clean);
            // Writing to a `String` cannot fail, here and below.
            let _ = writeln!(
                out,
                "| {} | {name} | {:.3} | {:.3} | {:.1} | {:.1} | {limit} | {} | {} |",
                one.articles,
                seconds(runs).0,
                seconds(runs).1,
                best * 100.0,
                median * 100.0,
                count(runs, |run| run.rendered),
                count(runs, |run| run.written),
            );
        }
    }
    out.push('\n');
    for one in all {
        for (edit, runs) in one.edits.iter().filter(|_| one.articles == ARTICLES) {
            let Some(limit) = edit.limit() else {
                continue;
            };
            let (best, median) = ratios(runs, &one.clean);
            let _ = writeln!(
                out,
                "- {} articles, {}: {:.1} % of a clean build (median {:.1}, limit {:.0}): {}",
                one.articles,
                edit.name(),
                best * 100.0,
                median * 100.0,
                limit * 100.0,
                said(best, median, limit),
            );
        }
        if !one.other.is_empty() {
            let (best, median) = ratios(&one.clean, &one.other);
            let _ = writeln!(
                out,
                "- {} articles, clean: {best:.2} times what the other program takes \
                 (median {median:.2}, limit {STORE:.2}): {}",
                one.articles,
                said(best, median, STORE),
            );
        }
    }
    out
}

/// The report on `serve`.
pub fn served(all: &[Served]) -> String {
    let mut out = String::new();
    heading(&mut out, all.first().map_or(0, |one| one.edits.len()));
    out.push_str(
        "| articles | first page s | best ms | median ms | worst ms | limit ms | peak MB |\n\
         | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    let limit = |one: &Served| {
        let found = SHOWN.iter().find(|(count, _)| *count == one.articles);
        found.map(|(_, limit)| *limit)
    };
    for one in all {
        let worst = one.edits.iter().copied().fold(0.0, f64::max);
        let _ = writeln!(
            out,
            "| {} | {:.3} | {:.1} | {:.1} | {worst:.1} | {} | {:.1} |",
            one.articles,
            one.start,
            best(&one.edits, |time| *time),
            median(&one.edits, |time| *time),
            limit(one).map_or(String::new(), |limit| format!("{limit:.0}")),
            one.peak as f64 / 1e6,
        );
    }
    out.push('\n');
    for one in all {
        if let Some(limit) = limit(one) {
            let best = best(&one.edits, |time| *time);
            let median = median(&one.edits, |time| *time);
            let _ = writeln!(
                out,
                "- {} articles, an edit served: {best:.1} ms (median {median:.1}, limit {limit:.0}): {}",
                one.articles,
                said(best, median, limit),
            );
        }
    }
    out
}

/// Best and median.
fn seconds(runs: &[Run]) -> (f64, f64) {
    (best(runs, |run| run.wall), median(runs, |run| run.wall))
}

/// Best by best and median by median.
fn ratios(runs: &[Run], others: &[Run]) -> (f64, f64) {
    let (one, other) = (seconds(runs), seconds(others));
    (one.0 / other.0, one.1 / other.1)
}

/// The median of a number that programs need not tell.
fn count(runs: &[Run], of: impl Fn(&Run) -> Option<usize>) -> String {
    let told: Vec<usize> = runs.iter().filter_map(of).collect();
    match told.is_empty() {
        true => "–".to_owned(),
        false => format!("{:.0}", median(&told, |number| *number as f64)),
    }
}

/// Told, not enforced: a busy machine is no defect.
fn said(best: f64, median: f64, limit: f64) -> &'static str {
    match (best <= limit, median <= limit) {
        (true, true) => "kept",
        (true, false) => "kept by the best, **missed by the median**",
        (false, _) => "**missed**",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(walls: &[f64], written: Option<usize>) -> Vec<Run> {
        let run = |wall: &f64| Run {
            wall: *wall,
            written,
            ..Run::default()
        };
        walls.iter().map(run).collect()
    }

    #[test]
    fn edits_are_compared_with_the_clean_build_and_with_their_limits() {
        let text = edited(&[Edited {
            articles: 10_000,
            clean: runs(&[2.0, 4.0, 5.0], Some(13_000)),
            other: runs(&[2.0, 3.0, 5.0], None),
            edits: vec![
                (Edit::Nothing, runs(&[0.1, 0.1, 0.9], Some(0))),
                (Edit::Body, runs(&[0.1, 0.3, 0.9], Some(1))),
                (Edit::Title, runs(&[0.2, 0.2, 0.9], Some(9))),
                (Edit::Style, runs(&[0.2, 0.2, 0.9], Some(9))),
            ],
        }]);
        for line in [
            "| 10000 | clean | 2.000 | 4.000 | 100.0 | 100.0 |  | – | 13000 |",
            "| 10000 | clean, the other program | 2.000 | 3.000 | 100.0 | 75.0 |  | – | – |",
            "| 10000 | no change | 0.100 | 0.100 | 5.0 | 2.5 | 5 | – | 0 |",
            "no change: 5.0 % of a clean build (median 2.5, limit 5): kept\n",
            "(median 7.5, limit 6): kept by the best, **missed by the median**",
            "(median 5.0, limit 8): **missed**",
            "clean: 1.00 times what the other program takes (median 1.33, limit 1.10): kept by",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn serving_has_a_limit_at_two_sizes() {
        let one = |articles, edits: &[f64]| Served {
            articles,
            start: 1.5,
            edits: edits.to_vec(),
            peak: 5_000_000,
        };
        let text = served(&[one(1000, &[9.0]), one(10_000, &[30.0, 50.0, 100.0])]);
        for line in [
            "| 1000 | 1.500 | 9.0 | 9.0 | 9.0 |  | 5.0 |",
            "| 10000 | 1.500 | 30.0 | 50.0 | 100.0 | 60 | 5.0 |",
            "- 10000 articles, an edit served: 30.0 ms (median 50.0, limit 60): kept\n",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
