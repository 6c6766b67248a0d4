//! The figures as Markdown, to be pasted into `benches/README.md`.

use std::fmt::Write as _;

use super::floor::Size;
use super::generate::Theme;
use super::limits::{self, Limit};
use super::measure::{Run, THREADS};

/// All that was measured of one site.
pub struct Measured {
    /// What surrounds its articles.
    pub theme: Theme,
    /// Its articles.
    pub articles: usize,
    /// What a build of it makes.
    pub output: Size,
    /// Runs of `byline`.
    pub byline: Vec<Run>,
    /// Runs of the floor.
    pub floor: Vec<Run>,
}

impl Measured {
    /// How its rows begin.
    fn site(&self) -> String {
        format!("| {} | {}", self.theme.name(), self.articles)
    }
}

/// The whole report.
pub fn report(all: &[Measured]) -> String {
    let mut out = String::new();
    // Writing to a `String` cannot fail, here and below.
    heading(&mut out, all.first().map_or(0, |one| one.byline.len()));
    out.push_str(
        "| theme | articles | program | outputs | MB | best s | median s | × floor | CPU s | × floor \
         | µs/article | peak MB |\n\
         | --- | --: | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for one in all {
        for (name, runs) in [("`byline`", &one.byline), ("floor", &one.floor)] {
            let _ = writeln!(
                out,
                "{} | {name} | {} | {:.1} | {:.3} | {:.3} | {:.2} | {:.2} | {:.2} | {:.0} | {:.1} |",
                one.site(),
                one.output.files,
                megabytes(one.output.bytes),
                best(runs, |run| run.wall),
                median(runs, |run| run.wall),
                ratio(runs, &one.floor),
                median(runs, |run| run.cpu),
                median(runs, |run| run.cpu) / median(&one.floor, |run| run.cpu),
                median(runs, |run| run.wall) * 1e6 / one.articles as f64,
                megabytes(peak(runs)),
            );
        }
    }
    limited(all, &mut out);
    for theme in Theme::ALL {
        let all: Vec<&Measured> = all.iter().filter(|one| one.theme == theme).collect();
        if !all.is_empty() {
            stages(theme, &all, &mut out);
            growth(&all, &mut out);
        }
    }
    out
}

/// Which of the promised limits hold.
fn limited(all: &[Measured], out: &mut String) {
    let mut rows = String::new();
    for one in all {
        let figures = [
            (
                "time, × floor",
                ratio(&one.byline, &one.floor),
                limits::cold(one.theme, one.articles),
            ),
            (
                "memory, MB",
                megabytes(peak(&one.byline)),
                limits::memory(one.articles),
            ),
            (
                "output, MB",
                megabytes(one.output.bytes),
                limits::output(one.theme, one.articles),
            ),
        ];
        for (name, figure, limit) in figures.into_iter().filter(|(.., limit)| limit.is_some()) {
            let (site, cells) = (one.site(), Limit::cells(limit, figure));
            let _ = writeln!(rows, "{site} | {name} | {figure:.2} | {cells} |");
        }
    }
    if !rows.is_empty() {
        out.push_str(
            "\n| theme | articles | figure | measured | limit | aim | kept |\n\
             | --- | --: | --- | --: | --: | --: | --- |\n",
        );
        out.push_str(&rows);
    }
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
fn stages(theme: Theme, all: &[&Measured], out: &mut String) {
    let _ = write!(out, "\n| {}, stage, ms |", theme.name());
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

fn by_size(all: &[&Measured], runs: impl Fn(&Measured) -> &Vec<Run>) -> Vec<Run> {
    all.iter()
        .filter_map(|one| {
            let quickest = runs(one).iter().min_by(|a, b| a.wall.total_cmp(&b.wall));
            quickest.cloned()
        })
        .collect()
}

/// What an article costs on a larger site, in time and in memory.
fn growth(all: &[&Measured], out: &mut String) {
    for pair in all.windows(2) {
        if let [small, large] = pair {
            let each =
                |one: &Measured, runs: &[Run]| median(runs, |run| run.wall) / one.articles as f64;
            let byline = each(large, &large.byline) / each(small, &small.byline);
            let floor = each(large, &large.floor) / each(small, &small.floor);
            let more = large.articles.saturating_sub(small.articles).max(1) as f64;
            let memory = peak(&large.byline) as f64 - peak(&small.byline) as f64;
            let _ = writeln!(
                out,
                "\n- {}: an article at {} takes {byline:.2} times what it takes at {} (floor: \
                 {floor:.2}); linear is 1. Each more takes {:.1} kB of memory.",
                large.theme.name(),
                large.articles,
                small.articles,
                memory / more / 1e3,
            );
        }
    }
}

/// By the medians.
pub fn ratio(runs: &[Run], floor: &[Run]) -> f64 {
    median(runs, |run| run.wall) / median(floor, |run| run.wall)
}

/// Bytes as millions of them.
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
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

/// The most memory that any run held.
pub fn peak(runs: &[Run]) -> u64 {
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
        let measured = |theme, articles, wall| Measured {
            theme,
            articles,
            output: Size {
                files: articles * 2,
                bytes: 305_000_000,
            },
            byline: runs(&[wall * 1.5, wall * 2.0, wall * 3.0]),
            floor: runs(&[wall, wall, wall]),
        };
        let text = report(&[
            measured(Theme::Small, 1000, 0.25),
            measured(Theme::Small, 10_000, 2.5),
            measured(Theme::Gazette, 10_000, 2.5),
        ]);
        for line in [
            "| small | 1000 | `byline` | 2000 | 305.0 | 0.375 | 0.500 | 2.00 | 1.00 | 2.00 | 500 | 100.0 |",
            "| small | 10000 | time, × floor | 2.00 | 2.2 | 1.6 | yes |",
            "| small | 10000 | memory, MB | 100.00 | 150 | 110 | yes, and the aim |",
            "| gazette | 10000 | output, MB | 305.00 | 300 | 220 | **no** |",
            "| `byline` write | 337.5 | 3375.0 |",
            "small: an article at 10000 takes 1.00 times what it takes at 1000 (floor: 1.00)",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("| small | 10000 | output"), "{text}");
    }
}
