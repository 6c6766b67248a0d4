//! What edits cost, as Markdown, to be pasted into `benches/README.md`.

use std::fmt::Write as _;

use super::edit::Edit;
use super::generate::Theme;
use super::limits::{self, Limit};
use super::measure::Run;
use super::serve::{Served, Shown};
use super::table::{best, heading, median, megabytes, peak, ratio};

/// What was measured of one site.
pub struct Edited {
    /// What surrounds its articles.
    pub theme: Theme,
    /// The articles of the site.
    pub articles: usize,
    /// The floor, which makes the whole site.
    pub floor: Vec<Run>,
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
        "| theme | articles | build | best ms | median ms | × floor | limit | aim | kept \
         | rendered | changed | CPU ms | peak MB |\n\
         | --- | --: | --- | --: | --: | --: | --: | --: | --- | --: | --: | --: | --: |\n",
    );
    for one in all {
        let other = (!one.other.is_empty()).then_some(("clean, the other program", &one.other));
        let clean = [("floor", &one.floor), ("clean", &one.clean)];
        let clean = clean.into_iter().chain(other);
        let clean = clean.map(|(name, runs)| (name, runs, None));
        let edits = one.edits.iter();
        let edits = edits.map(|(edit, runs)| (edit.name(), runs, Some(*edit)));
        for (name, runs, edit) in clean.chain(edits) {
            let ratio = ratio(runs, &one.floor);
            let limit = edit.and_then(|edit| limits::edit(edit, one.articles));
            // Writing to a `String` cannot fail, here and below.
            let _ = writeln!(
                out,
                "| {} | {} | {name} | {:.0} | {:.0} | {ratio:.3} | {} | {} | {} | {:.0} | {:.0} |",
                one.theme.name(),
                one.articles,
                best(runs, |run| run.wall) * 1000.0,
                median(runs, |run| run.wall) * 1000.0,
                Limit::cells(limit, ratio),
                count(runs, |run| run.rendered),
                count(runs, |run| run.written),
                median(runs, |run| run.cpu) * 1000.0,
                megabytes(peak(runs)),
            );
        }
    }
    for one in all {
        for (edit, runs) in &one.edits {
            let limit = limits::rendered(*edit, one.theme, one.articles);
            if let Some(limit) = limit {
                let told: Vec<usize> = runs.iter().filter_map(|run| run.rendered).collect();
                let rendered = median(&told, |number| *number as f64);
                let cells = Limit::cells(Some(limit), rendered);
                let [bound, aim, kept] = split(&cells);
                let _ = writeln!(
                    out,
                    "\n- {}, {} articles, {}: {rendered:.0} outputs rendered (limit {bound}, aim \
                     {aim}): {kept}",
                    one.theme.name(),
                    one.articles,
                    edit.name(),
                );
            }
        }
    }
    out
}

/// The report on `serve`.
pub fn served(all: &[Served]) -> String {
    let mut out = String::new();
    let rounds = all.first().and_then(|one| one.edits.first());
    heading(&mut out, rounds.map_or(0, |(_, shown)| shown.len()));
    out.push_str(
        "| theme | articles | edit in `serve` | page: best ms | median ms | worst ms \
         | list: best ms | median ms | worst ms | limit | aim | kept |\n\
         | --- | --: | --- | --: | --: | --: | --: | --: | --: | --: | --: | --- |\n",
    );
    for one in all {
        for (edit, shown) in &one.edits {
            let pages: Vec<f64> = shown.iter().map(|shown| shown.page).collect();
            let lists: Vec<f64> = shown.iter().filter_map(|shown| shown.list).collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                one.theme.name(),
                one.articles,
                edit.name(),
                three(&pages),
                three(&lists),
                Limit::cells(limits::served(one.articles), until_all(shown)),
            );
        }
    }
    out.push_str(
        "\n| theme | articles | first page s | MB held after all edits | limit | aim | kept \
         | peak MB |\n| --- | --: | --: | --: | --: | --: | --- | --: |\n",
    );
    for one in all {
        let held = megabytes(one.held);
        let _ = writeln!(
            out,
            "| {} | {} | {:.3} | {held:.1} | {} | {:.1} |",
            one.theme.name(),
            one.articles,
            one.start,
            Limit::cells(limits::held(one.articles), held),
            megabytes(one.peak),
        );
    }
    out
}

/// The median of the times until an edit shows wherever it must.
fn until_all(shown: &[Shown]) -> f64 {
    median(shown, |shown| {
        shown.list.map_or(shown.page, |list| list.max(shown.page))
    })
}

/// Best, median and worst.
fn three(times: &[f64]) -> String {
    if times.is_empty() {
        return "– | – | –".to_owned();
    }
    let worst = times.iter().copied().fold(0.0, f64::max);
    let (best, median) = (best(times, |time| *time), median(times, |time| *time));
    format!("{best:.1} | {median:.1} | {worst:.1}")
}

fn split(cells: &str) -> [&str; 3] {
    let mut cells = cells.split(" | ");
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

/// The median of a number that programs need not tell.
fn count(runs: &[Run], of: impl Fn(&Run) -> Option<usize>) -> String {
    let told: Vec<usize> = runs.iter().filter_map(of).collect();
    match told.is_empty() {
        true => "–".to_owned(),
        false => format!("{:.0}", median(&told, |number| *number as f64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(walls: &[f64], rendered: Option<usize>) -> Vec<Run> {
        let run = |wall: &f64| Run {
            wall: *wall,
            cpu: wall * 2.0,
            rendered,
            peak: 5_000_000,
            ..Run::default()
        };
        walls.iter().map(run).collect()
    }

    #[test]
    fn edits_are_compared_with_the_floor_and_with_their_limits() {
        let one = |theme, articles| Edited {
            theme,
            articles,
            floor: runs(&[1.0, 1.0, 5.0], None),
            clean: runs(&[2.0, 4.0, 5.0], Some(13_000)),
            other: runs(&[2.0, 3.0, 5.0], None),
            edits: vec![
                (Edit::Nothing, runs(&[0.05, 0.05, 0.9], Some(0))),
                (Edit::Body, runs(&[0.1, 0.15, 0.9], Some(1))),
                (Edit::NewestTitle, runs(&[0.2, 0.3, 0.9], Some(9))),
                (Edit::Newest, runs(&[0.2, 0.3, 0.9], Some(41))),
            ],
        };
        let text = edited(&[one(Theme::Small, 10_000), one(Theme::Gazette, 1000)]);
        for line in [
            "| small | 10000 | floor | 1000 | 1000 | 1.000 | | |  | – | – | 2000 | 5 |",
            "| small | 10000 | clean | 2000 | 4000 | 4.000 | | |  | 13000 | – | 8000 | 5 |",
            "| small | 10000 | clean, the other program | 2000 | 3000 | 3.000 | | |  | – |",
            "| small | 10000 | no change | 50 | 50 | 0.050 | 0.1 | 0.06 | yes, and the aim | 0 |",
            "| small | 10000 | old article: far down | 100 | 150 | 0.150 | 0.2 | 0.1 | yes | 1 |",
            "article: title | 200 | 300 | 0.300 | 0.25 | 0.15 | **no** | 9 |",
            "- gazette, 1000 articles, a new newest article: 41 outputs rendered (limit 40, aim 20): **no**",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert!(!text.contains("- small"), "{text}");
    }

    #[test]
    fn an_edit_is_served_when_page_and_list_show_it() {
        let shown = |page, list| Shown { page, list };
        let one = |articles| Served {
            theme: Theme::Small,
            articles,
            start: 1.5,
            edits: vec![
                (Edit::Body, vec![shown(20.0, None); 3]),
                (
                    Edit::Title,
                    vec![shown(20.0, Some(50.0)), shown(90.0, Some(70.0))],
                ),
            ],
            held: 190_000_000,
            peak: 200_000_000,
        };
        let text = served(&[one(1000), one(10_000)]);
        for line in [
            "| small | 1000 | old article: far down | 20.0 | 20.0 | 20.0 | – | – | – | | |  |",
            "| small | 10000 | old article: far down | 20.0 | 20.0 | 20.0 | – | – | – | 60 | 30 | yes, and",
            "title | 20.0 | 55.0 | 90.0 | 50.0 | 60.0 | 70.0 | 60 | 30 | **no** |",
            "| small | 10000 | 1.500 | 190.0 | 180 | 120 | **no** | 200.0 |",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
