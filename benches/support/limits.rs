//! What is promised, and what is aimed at beyond it: the only place that has these numbers.

use super::edit::Edit;
use super::generate::Theme;

/// A figure that must not be larger, and one that should not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// What is promised.
    pub limit: f64,
    /// What is aimed at.
    pub aim: f64,
}

impl Limit {
    /// The cells "limit", "aim" and "kept" of a table.
    pub fn cells(limit: Option<Self>, measured: f64) -> String {
        let Some(Self { limit, aim }) = limit else {
            return "| | ".to_owned();
        };
        // Told, not enforced: a busy machine is no defect.
        let kept = match measured {
            measured if measured <= aim => "yes, and the aim",
            measured if measured <= limit => "yes",
            _ => "**no**",
        };
        format!("{limit} | {aim} | {kept}")
    }
}

fn some(limit: f64, aim: f64) -> Option<Limit> {
    Some(Limit { limit, aim })
}

/// A first build, as a multiple of the floor.
pub fn cold(theme: Theme, articles: usize) -> Option<Limit> {
    match (theme, articles) {
        (Theme::Small, 10_000) => some(2.2, 1.6),
        (Theme::Gazette, 10_000) => some(3.5, 2.5),
        _ => None,
    }
}

/// The most memory that a first build holds, in MB.
pub fn memory(articles: usize) -> Option<Limit> {
    match articles {
        10_000 => some(150.0, 110.0),
        100_000 => some(700.0, 450.0),
        1_000_000 => some(6000.0, 3000.0),
        _ => None,
    }
}

/// The output of a site, in MB.
pub fn output(theme: Theme, articles: usize) -> Option<Limit> {
    match (theme, articles) {
        (Theme::Gazette, 10_000) => some(300.0, 220.0),
        _ => None,
    }
}

/// The build after an edit, as a multiple of the floor, which makes the whole site.
pub fn edit(edit: Edit, articles: usize) -> Option<Limit> {
    match edit {
        _ if articles != 10_000 => None,
        Edit::Nothing => some(0.10, 0.06),
        Edit::Body | Edit::Opening | Edit::NewestOpening => some(0.20, 0.10),
        Edit::Title | Edit::NewestTitle | Edit::Older => some(0.25, 0.15),
        _ => None,
    }
}

/// How many outputs are rendered when an article is published.
pub fn rendered(edit: Edit, theme: Theme, articles: usize) -> Option<Limit> {
    match (edit, theme, articles) {
        (Edit::Newest, Theme::Gazette, 1000) => some(40.0, 20.0),
        _ => None,
    }
}

/// Milliseconds until `serve` shows an edit, whichever it is.
pub fn served(articles: usize) -> Option<Limit> {
    match articles {
        10_000 => some(60.0, 30.0),
        100_000 => some(300.0, 100.0),
        _ => None,
    }
}

/// The memory that `serve` holds, in MB.
pub fn held(articles: usize) -> Option<Limit> {
    match articles {
        10_000 => some(180.0, 120.0),
        100_000 => some(900.0, 500.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_within_its_limit_or_not() {
        let limit = some(2.2, 1.6);
        assert_eq!(Limit::cells(limit, 1.6), "2.2 | 1.6 | yes, and the aim");
        assert_eq!(Limit::cells(limit, 2.2), "2.2 | 1.6 | yes");
        assert_eq!(Limit::cells(limit, 2.21), "2.2 | 1.6 | **no**");
        assert_eq!(Limit::cells(limit, f64::NAN), "2.2 | 1.6 | **no**");
        assert_eq!(Limit::cells(None, 1.0), "| | ");
    }
}
