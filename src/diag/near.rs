//! The name that was probably meant, found among many without a look at each.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Up to so many names are compared one by one.
const FEW: usize = 64;
/// Of more, so many are compared: those that share most parts with the name that is asked for.
const COMPARED: usize = 12;
/// How many entries of the index one question may touch.
const TOUCHED: usize = 2_000;
/// Longer names are no slips of the hand.
const LONGEST: usize = 300;

/// How many pairs of names were compared: what tests count in place of time.
static COMPARISONS: AtomicUsize = AtomicUsize::new(0);

/// How many pairs of names this process has compared so far.
pub fn comparisons() -> usize {
    COMPARISONS.load(Ordering::Relaxed)
}

/// Names of which somebody may ask for the nearest, again and again.
#[derive(Debug, Default)]
pub struct Names<'a> {
    names: Vec<&'a str>,
    /// Per part of three characters, the names that have it; empty if there are few names.
    parts: HashMap<[char; 3], Vec<u32>>,
}

impl<'a> Names<'a> {
    /// Some names; of several that are equally near, the first in the alphabet is the nearest.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<&'a str> = names.into_iter().collect();
        let mut parts: HashMap<[char; 3], Vec<u32>> = HashMap::new();
        if names.len() > FEW {
            names.sort_unstable();
            for (number, name) in names.iter().enumerate() {
                for part in parts_of(&name.to_lowercase()) {
                    let list = parts.entry(part).or_default();
                    if list.last() != Some(&(number as u32)) {
                        list.push(number as u32);
                    }
                }
            }
        }
        Self { names, parts }
    }

    /// The nearest name, if one is near enough: one mistake in three letters, and in a short name not
    /// in the first. Endings like `.html` that both have do not count.
    pub fn nearest(&self, name: &str) -> Option<&'a str> {
        self.nearest_but(name, "")
    }

    /// The same, where one of the names cannot be meant.
    pub fn nearest_but(&self, name: &str, not: &str) -> Option<&'a str> {
        let can_be = |other: &&str| *other != not;
        let wanted = name.to_lowercase();
        if wanted.len() > LONGEST {
            return None;
        }
        if self.parts.is_empty() {
            return best(&wanted, self.names.iter().copied().filter(can_be));
        }
        best(&wanted, self.alike(&wanted).into_iter().filter(can_be))
    }

    /// The names that share most parts with another. Parts that few names have are looked at first.
    fn alike(&self, wanted: &str) -> Vec<&'a str> {
        let mut lists: Vec<&Vec<u32>> = parts_of(wanted)
            .iter()
            .filter_map(|part| self.parts.get(part))
            .collect();
        lists.sort_by_key(|list| list.len());
        let mut shared: HashMap<u32, usize> = HashMap::new();
        let mut left = TOUCHED;
        for list in lists {
            for number in list.iter().take(left) {
                *shared.entry(*number).or_default() += 1;
            }
            left = left.saturating_sub(list.len());
            if left == 0 {
                break;
            }
        }
        let mut alike: Vec<(usize, u32)> = shared
            .into_iter()
            .map(|(number, shared)| (shared, number))
            .collect();
        alike.sort_unstable_by_key(|(shared, number)| (std::cmp::Reverse(*shared), *number));
        alike.truncate(COMPARED);
        let names = alike.into_iter();
        names
            .filter_map(|(_, number)| self.names.get(number as usize).copied())
            .collect()
    }
}

/// The parts of three characters that a name has, with two that stand for its beginning and one for
/// its end.
fn parts_of(name: &str) -> Vec<[char; 3]> {
    const EDGE: char = '\0';
    let chars = [EDGE, EDGE].into_iter().chain(name.chars()).chain([EDGE]);
    let chars: Vec<char> = chars.take(LONGEST).collect();
    let mut parts: Vec<[char; 3]> = chars
        .windows(3)
        .filter_map(|part| part.try_into().ok())
        .collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// The nearest of some names, each of which is compared.
fn best<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (stem, ending) = split_ending(wanted);
    let length = stem.chars().count();
    let allowed = (length / 3).max(1);
    let whole = wanted.chars().count();
    names
        .filter_map(|other| {
            let lower = other.to_lowercase();
            // So many letters too many or too few are too many mistakes.
            if lower.chars().count().abs_diff(whole) > allowed || lower.len() > LONGEST {
                return None;
            }
            let (other_stem, other_ending) = split_ending(&lower);
            COMPARISONS.fetch_add(1, Ordering::Relaxed);
            let distance = if ending == other_ending {
                strsim::damerau_levenshtein(stem, other_stem)
            } else {
                strsim::damerau_levenshtein(wanted, &lower)
            };
            let begins = length > 4 || stem.chars().next() == other_stem.chars().next();
            (distance <= allowed && begins).then_some((distance, other))
        })
        .min()
        .map(|(_, other)| other)
}

fn split_ending(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    }
}

/// The nearest of a few names.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Names::new(names).nearest(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_found_and_nothing_else() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("zebra", ["title", "date"]), None);
    }

    #[test]
    fn among_many_the_same_is_found_by_few_comparisons() {
        let names: Vec<String> = (0..5_000)
            .map(|number| format!("/news/20{:02}/the-story-of-{number}/", number % 30))
            .chain(["/about/".to_owned(), "/비/값을-치르다/".to_owned()])
            .collect();
        let names = Names::new(names.iter().map(String::as_str));
        for (asked, near) in [
            ("/abuot/", Some("/about/")),
            ("/About/", Some("/about/")),
            ("/비/값을-치르가/", Some("/비/값을-치르다/")),
            (
                "/news/2017/the-story-of-47",
                Some("/news/2017/the-story-of-47/"),
            ),
            (
                "/news/2017/teh-story-of-47/",
                Some("/news/2017/the-story-of-47/"),
            ),
            ("/zebra/crossing/of/mine/", None),
        ] {
            assert_eq!(names.nearest(asked), near, "{asked}");
            assert!(names.alike(asked).len() <= COMPARED);
        }
    }
}
