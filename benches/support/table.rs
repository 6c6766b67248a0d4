//! The figures as Markdown, to be pasted into `benches/README.md`.

use std::fmt::Write as _;

use super::floor::Size;
use super::measure::{Run, THREADS};

/// At 10,000 articles: what we aim at, and what we must keep, as multiples of the floor.
const RATIOS: (f64, f64) = (1.5, 2.2);

/// The most memory a build may hold, in bytes, by number of articles.
const MEMORY: [(usize, u64); 2] = [(10_000, 150_000_000), (100_000, 1_000_000_000)];

/// All that was measured at one size.
pub struct Measured {
    /// The articles of the site.
    pub articles: usize,
    /// What a build of it makes.
    pub output: Size,
    /// Runs of `byline`.
    pub byline: Vec<Run>,
    /// Runs of the floor.
    pub floor: Vec<Run>,
}

/// The whole report.
pub fn report(all: &[Measured]) -> String {
    let mut out = String::new();
    // Writing to a `String` cannot fail, here and below.
    heading(&mut out, all.first().map_or(0, |one| one.byline.len()));
    out.push_str(
        "| articles | files | MB | program | best s | median s | × floor, best | × floor, median \
         | CPU s | µs/article | peak MB |\n\
         | --: | --: | --: | --- | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for one in all {
        for (name, runs) in [("`byline`", &one.byline), ("floor", &one.floor)] {
            let _ = writeln!(
                out,
                "| {} | {} | {:.1} | {name} | {:.3} | {:.3} | {:.2} | {:.2} | {:.2} | {:.0} | {:.1} |",
                one.articles,
                one.output.files,
                one.output.bytes as f64 / 1e6,
                best(runs, |run| run.wall),
                median(runs, |run| run.wall),
                best(runs, |run| run.wall) / best(&one.floor, |run| run.wall),
                median(runs, |run| run.wall) / median(&one.floor, |run| run.wall),
                median(runs, |run| run.cpu),
                best(runs, |run| run.wall) * 1e6 / one.articles as f64,
                peak(runs) as f64 / 1e6,
            );
        }
    }
    stages(all, &mut out);
    limits(all, &mut out);
    out
}

/// Where the figures come from.
pub fn heading(out: &mut String, runs: usize) {
    let _ = writeln!(
        out,
        "{}, {}, {THREADS} threads, best and median of {runs} runs\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
    );
}

/// The stages of the quickest run of each size: of one run, so that they add up.
fn stages(all: &[Measured], out: &mut String) {
    out.push_str("\n| stage, ms |");
    for one in all {
        let _ = write!(out, " {} |", one.articles);
    }
    let _ = writeln!(out, "\n| --- |{}", " --: |".repeat(all.len()));
    for (program, runs) in [
        ("`byline`", by_size(all, |one| &one.byline)),
        ("floor", by_size(all, |one| &one.floor)),
    ] {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in runs.iter().flat_map(|run| &run.stages) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        for name in names {
            let _ = write!(out, "| {program} {name} |");
            for run in &runs {
                let _ = match run.stages.iter().find(|(stage, _)| stage == name) {
                    Some((_, time)) => write!(out, " {time:.1} |"),
                    None => write!(out, " |"),
                };
            }
            out.push('\n');
        }
        // What lies outside the stages: starting, ending, giving memory back.
        let _ = write!(out, "| {program} other |");
        for run in &runs {
            let told: f64 = run.stages.iter().map(|(_, time)| time).sum();
            let _ = write!(out, " {:.1} |", run.wall * 1000.0 - told);
        }
        out.push('\n');
    }
}

fn by_size(all: &[Measured], runs: impl Fn(&Measured) -> &Vec<Run>) -> Vec<Run> {
    all.iter()
        .filter_map(|one| {
            let quickest = runs(one).iter().min_by(|a, b| a.wall.total_cmp(&b.wall));
            quickest.cloned()
        })
        .collect()
}

/// Which of the promised limits hold. Told, not enforced: a busy machine is no defect.
fn limits(all: &[Measured], out: &mut String) {
    out.push('\n');
    for one in all {
        if one.articles == 10_000 {
            let ratio = best(&one.byline, |run| run.wall) / best(&one.floor, |run| run.wall);
            let said = match ratio {
                ratio if ratio <= RATIOS.0 => "reached",
                ratio if ratio <= RATIOS.1 => "missed, within the limit",
                _ => "**missed, and over the limit**",
            };
            let (aim, limit) = RATIOS;
            let _ = writeln!(
                out,
                "- 10000 articles: {ratio:.2} × the floor (aim {aim}, limit {limit}): {said}"
            );
        }
        for (_, limit) in MEMORY.iter().filter(|(count, _)| *count == one.articles) {
            let (peak, limit) = (peak(&one.byline) as f64 / 1e6, *limit as f64 / 1e6);
            let said = if peak < limit { "kept" } else { "**exceeded**" };
            let count = one.articles;
            let _ = writeln!(
                out,
                "- {count} articles: {peak:.0} MB (limit {limit:.0}): {said}"
            );
        }
    }
    for pair in all.windows(2) {
        if let [small, large] = pair {
            let each =
                |one: &Measured, runs: &[Run]| best(runs, |run| run.wall) / one.articles as f64;
            let byline = each(large, &large.byline) / each(small, &small.byline);
            let floor = each(large, &large.floor) / each(small, &small.floor);
            let _ = writeln!(
                out,
                "- an article at {} takes {byline:.2} times what it takes at {} (floor: {floor:.2}); \
                 linear is 1",
                large.articles, small.articles
            );
        }
    }
}

/// The smallest of the figures.
pub fn best<T>(runs: &[T], of: impl Fn(&T) -> f64) -> f64 {
    runs.iter().map(of).fold(f64::INFINITY, f64::min)
}

/// The figure in the middle, or half-way between the two in the middle.
pub fn median<T>(runs: &[T], of: impl Fn(&T) -> f64) -> f64 {
    let mut all: Vec<f64> = runs.iter().map(of).collect();
    all.sort_by(f64::total_cmp);
    let (low, high) = (all.len().saturating_sub(1) / 2, all.len() / 2);
    match (all.get(low), all.get(high)) {
        (Some(low), Some(high)) => f64::midpoint(*low, *high),
        _ => f64::NAN,
    }
}

fn peak(runs: &[Run]) -> u64 {
    runs.iter().map(|run| run.peak).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(walls: &[f64]) -> Vec<Run> {
        let run = |wall: &f64| Run {
            wall: *wall,
            cpu: wall * 2.0,
            peak: 100_000_000,
            stages: vec![("write".to_owned(), wall * 900.0)],
            ..Run::default()
        };
        walls.iter().map(run).collect()
    }

    #[test]
    fn best_and_median_of_even_and_odd_counts() {
        assert_eq!(best(&runs(&[3.0, 1.0, 2.0]), |run| run.wall), 1.0);
        assert_eq!(median(&runs(&[3.0, 1.0, 2.0]), |run| run.wall), 2.0);
        assert_eq!(median(&runs(&[4.0, 1.0, 2.0, 3.0]), |run| run.wall), 2.5);
    }

    #[test]
    fn the_report_compares_with_the_floor_and_names_the_limits() {
        let measured = |articles, wall| Measured {
            articles,
            output: Size {
                files: articles * 2,
                bytes: 5_000_000,
            },
            byline: runs(&[wall * 1.5, wall * 2.0, wall * 3.0]),
            floor: runs(&[wall, wall, wall]),
        };
        let text = report(&[measured(1000, 0.25), measured(10_000, 2.5)]);
        let row =
            "| 1000 | 2000 | 5.0 | `byline` | 0.375 | 0.500 | 1.50 | 2.00 | 1.00 | 375 | 100.0 |";
        assert!(text.contains(row), "{text}");
        assert!(
            text.contains("| `byline` write | 337.5 | 3375.0 |"),
            "{text}"
        );
        assert!(
            text.contains("1.50 × the floor (aim 1.5, limit 2.2): reached"),
            "{text}"
        );
        assert!(
            text.contains("takes 1.00 times what it takes at 1000"),
            "{text}"
        );
        assert!(text.contains("100 MB (limit 150): kept"), "{text}");
    }
}
