//! What stands in elements: dates, addresses, texts, languages.

use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate, Weekday};
use url::Url;

use super::Judge;
use crate::date::Date;
use crate::diag::say::FeedProblem;
use crate::feed::html::decode;
use crate::route::Lang;

impl Judge<'_> {
    /// A date of RFC 822, with four digits in the year as RSS 2.0 wants it.
    pub(super) fn rfc_822(&mut self, text: &str, span: Range<usize>) -> Option<Date> {
        let text = text.trim();
        let Some((weekday, rest)) = split_weekday(text) else {
            self.say(span, FeedProblem::BadDate(text, "RFC 822"));
            return None;
        };
        let Some(date) = without_weekday(rest) else {
            self.say(span, FeedProblem::BadDate(text, "RFC 822"));
            return None;
        };
        let day = date.date_naive();
        if weekday.is_some_and(|weekday| weekday != day.weekday()) {
            let right = english(day);
            self.say(span, FeedProblem::WrongWeekday(text, &right));
        }
        Some(date)
    }

    /// A date of RFC 3339.
    pub(super) fn rfc_3339(&mut self, text: &str, span: Range<usize>) -> Option<Date> {
        let text = text.trim();
        let date = DateTime::parse_from_rfc3339(text).ok();
        if date.is_none() || !text.contains('T') {
            self.say(span, FeedProblem::BadDate(text, "RFC 3339"));
        }
        date
    }

    /// An address that is absolute and in ASCII.
    pub(super) fn url(&mut self, text: &str, span: Range<usize>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if Url::parse(text).is_err() {
            self.say_about(span, FeedProblem::RelativeUrl(text), text);
        } else if !text.is_ascii() || text.contains(' ') {
            self.say_about(span, FeedProblem::NotAscii(text), text);
        }
    }

    /// A language tag.
    pub(super) fn language(&mut self, tag: &str, span: Range<usize>) {
        if Lang::new(tag.trim()).is_none() {
            self.say(span, FeedProblem::BadLanguage(tag));
        }
    }

    /// A plain text that people read as it is.
    pub(super) fn plain_text(&mut self, text: &str, span: Range<usize>) {
        const ENTITIES: &[&str] = &[
            "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#039;", "&#x27;", "&nbsp;",
        ];
        let entity = ENTITIES.iter().find(|entity| text.contains(**entity));
        if let Some(entity) = entity {
            self.say_about(span.clone(), FeedProblem::EscapedTwice(entity), text);
        }
        self.not_cut(text, span);
    }

    /// A text, perhaps with entities of HTML, that was not cut inside of one.
    pub(super) fn not_cut(&mut self, text: &str, span: Range<usize>) {
        let end = text.trim_end().trim_end_matches(['.', '…']);
        let Some(at) = end.rfind('&') else {
            return;
        };
        let name = &end[at + 1..];
        let begins = |entity: &&str| entity.starts_with(name) && entity.len() > name.len();
        let known = [
            "quot;", "amp;", "lt;", "gt;", "apos;", "nbsp;", "hellip;", "ldquo;", "rdquo;",
            "lsquo;", "rsquo;", "middot;",
        ];
        let is_number = name.strip_prefix('#').is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_alphanumeric())
        });
        // One letter may be the end of a name: `R&B`… is none of them, and `AT&T` neither.
        let is_name = name.len() > 1 && known.iter().any(begins);
        if is_name || is_number {
            let end = format!("&{name}");
            self.say_about(span, FeedProblem::CutEntity(&end), text);
        }
    }
}

/// A text in which entities of HTML stand for characters.
pub(super) fn decoded(text: &str) -> String {
    decode(text).into_owned()
}

/// `Sun, 22 Nov …`: the day of the week, which may be missing, and the rest.
fn split_weekday(text: &str) -> Option<(Option<Weekday>, &str)> {
    let Some((day, rest)) = text.split_once(',') else {
        return Some((None, text));
    };
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = names.iter().position(|name| *name == day)?;
    let at = u8::try_from(at).ok()?;
    Some((Weekday::try_from(at).ok(), rest.trim_start()))
}

fn without_weekday(text: &str) -> Option<Date> {
    let (start, zone) = text.rsplit_once(' ')?;
    let zone = match zone {
        "GMT" | "UT" | "UTC" | "Z" => "+0000",
        "EST" | "CDT" => "-0500",
        "EDT" => "-0400",
        "CST" | "MDT" => "-0600",
        "MST" | "PDT" => "-0700",
        "PST" => "-0800",
        zone => zone,
    };
    let is_numeric = zone.len() == 5
        && zone.starts_with(['+', '-'])
        && zone[1..].bytes().all(|digit| digit.is_ascii_digit());
    let year = start.split_whitespace().nth(2)?;
    if !is_numeric || year.len() != 4 {
        return None;
    }
    let text = format!("{start} {zone}");
    let with_seconds = DateTime::parse_from_str(&text, "%d %b %Y %H:%M:%S %z");
    let date = with_seconds.or_else(|_| DateTime::parse_from_str(&text, "%d %b %Y %H:%M %z"));
    date.ok()
}

fn english(day: NaiveDate) -> String {
    day.format("%A").to_string()
}
