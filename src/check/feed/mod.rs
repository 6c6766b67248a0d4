//! The rules of feeds: of any RSS 2.0, Atom or JSON Feed, from anywhere.
//!
//! [`judge`] is pure: the bytes of a feed and where it is served in, findings out, each with its place in
//! the feed. What format it is, its bytes say.

mod atom;
mod content;
mod json;
mod places;
mod rss;
mod values;
mod xml;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use crate::date::Date;
use crate::diag::say::{self, FeedProblem};
use crate::diag::{Diag, Place, Rule};
use places::Places;

/// What some readers take at the most.
const LARGEST: usize = 512 * 1024;
/// Of one feed, how many findings of one kind are worth reading.
const MOST_ALIKE: usize = 100;

/// Something wrong with a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is, at its place in the feed.
    pub diag: Diag,
    /// The id of the entry that it is about.
    pub entry: Option<String>,
    /// What to look for in the source of that entry.
    pub about: Option<String>,
}

/// Judges a feed that messages call `name`. Where it is `served`, it should say so itself.
pub fn judge(name: &str, bytes: &[u8], served: Option<&str>) -> Vec<Finding> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (text, broken) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), None),
        Err(error) => (String::from_utf8_lossy(bytes), Some(error.valid_up_to())),
    };
    let mut judge = Judge {
        name,
        text: &text,
        served,
        entry: None,
        places: OnceCell::new(),
        alike: HashMap::new(),
        findings: Vec::new(),
    };
    if let Some(at) = broken {
        judge.say(at..at, FeedProblem::NotUtf8);
    }
    if bytes.len() > LARGEST {
        judge.say(0..0, FeedProblem::TooLarge(bytes.len()));
    }
    let start = text.trim_start();
    let begins_with = |name: &str| {
        let begin = start.get(..name.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
    };
    match start.chars().next() {
        Some('{') => json::judge(&mut judge),
        // A page of HTML is no XML, and nothing is gained by saying how much it is none.
        Some('<') if begins_with("<!doctype html") || begins_with("<html") => {
            judge.say(0..0, FeedProblem::NoFeed);
        }
        Some('<') => judge_xml(&mut judge),
        _ => judge.say(0..0, FeedProblem::NoFeed),
    }
    judge.findings
}

fn judge_xml(judge: &mut Judge<'_>) {
    let Some(root) = xml::read(judge) else {
        return;
    };
    match (root.space.as_str(), root.name.as_str()) {
        (xml::ATOM, "feed") => atom::judge(judge, &root),
        ("", "rss") => rss::judge(judge, &root),
        _ => judge.say(root.span.clone(), FeedProblem::NoFeed),
    }
}

/// Collects findings.
struct Judge<'a> {
    name: &'a str,
    text: &'a str,
    served: Option<&'a str>,
    /// The id of the entry that is judged.
    entry: Option<String>,
    /// Counted when the first is found.
    places: OnceCell<Places<'a>>,
    /// How many findings of a rule there are.
    alike: HashMap<Option<Rule>, usize>,
    findings: Vec<Finding>,
}

impl Judge<'_> {
    fn say(&mut self, span: Range<usize>, problem: FeedProblem<'_>) {
        self.add(span, problem, None);
    }

    /// Says something that a text of the entry's source may have caused.
    fn say_about(&mut self, span: Range<usize>, problem: FeedProblem<'_>, about: &str) {
        self.add(span, problem, Some(about.to_owned()));
    }

    /// Of very many alike the first are kept; where the others stand is not looked for.
    fn add(&mut self, span: Range<usize>, problem: FeedProblem<'_>, about: Option<String>) {
        let mut diag = say::feed_problem(Place::file(self.name), &problem);
        let number = self.alike.entry(diag.rule).or_default();
        *number += 1;
        if *number > MOST_ALIKE {
            return;
        }
        let places = self.places.get_or_init(|| Places::new(self.text));
        diag.place = Some(places.at(self.name, span));
        self.findings.push(Finding {
            diag,
            entry: self.entry.clone(),
            about,
        });
    }
}

/// An entry, as far as rules compare entries.
#[derive(Debug, Default)]
struct Listed {
    id: Option<(String, Range<usize>)>,
    /// When it was published, by which feeds are sorted.
    published: Option<(Date, Range<usize>)>,
    updated: Option<Date>,
}

impl Judge<'_> {
    /// Judges all entries together: unique ids, the newest first, and the date of the feed.
    fn compare(&mut self, feed: Option<(Date, Range<usize>)>, entries: &[Listed]) {
        self.entry = None;
        let mut seen = std::collections::HashSet::new();
        for (id, span) in entries.iter().filter_map(|entry| entry.id.as_ref()) {
            if !seen.insert(id) {
                self.say(span.clone(), FeedProblem::IdTwice(id));
            }
        }
        let dates = entries.iter().filter_map(|entry| entry.published.as_ref());
        let dates: Vec<_> = dates.collect();
        let newer = dates.windows(2).find_map(|pair| match pair {
            [(before, _), (date, span)] if date > before => Some(span.clone()),
            _ => None,
        });
        // Some sort by the other date, and nobody can blame them.
        let updated: Option<Vec<Date>> = entries.iter().map(|entry| entry.updated).collect();
        let by_updated = updated.is_some_and(|dates| dates.is_sorted_by(|a, b| a >= b));
        if let Some(span) = newer.filter(|_| !by_updated || entries.len() < 2) {
            self.say(span, FeedProblem::NotNewestFirst);
        }
        let updated = entries.iter().filter_map(|entry| {
            let published = entry.published.as_ref().map(|(date, _)| date);
            entry.updated.as_ref().max(published)
        });
        if let (Some((date, span)), Some(newest)) = (feed, updated.max())
            && date < *newest
        {
            let newest = newest.to_rfc3339();
            self.say(span, FeedProblem::FeedOlder(&newest));
        }
    }

    /// Judges what a feed says of where it is served.
    fn own_address(&mut self, says: Option<(&str, Range<usize>)>, start: Range<usize>) {
        match (says, self.served) {
            (None, _) => self.say(start, FeedProblem::NoSelf),
            (Some((says, span)), Some(served)) if says != served => {
                self.say(span, FeedProblem::OtherSelf(says, served));
            }
            _ => {}
        }
    }
}
