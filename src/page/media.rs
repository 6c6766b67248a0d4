//! What front matter says of files that belong to an article, and of episodes of a podcast.

use serde::{Deserialize, Serialize};

use crate::data::{Fields, Located, Node, Value};
use crate::diag::say;
use crate::route;

/// A file that belongs to an article, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The file, beside the article or from the site's root, or a URL.
    pub file: Located<String>,
    /// Its media type, where it is said.
    pub mime: Option<String>,
    /// Its length in bytes, for a URL.
    pub length: Option<u64>,
    /// How long it plays, in seconds.
    pub seconds: Option<u64>,
}

/// What an article is in a podcast, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpisodeFront {
    /// The number of its season.
    pub season: Option<u64>,
    /// Its number in the season.
    pub episode: Option<u64>,
    /// What it is.
    pub kind: Option<EpisodeKind>,
    /// Whether it is explicit, if that is not as in the whole podcast.
    pub explicit: Option<bool>,
    /// A square picture.
    pub image: Option<Located<String>>,
    /// What is said in it.
    pub transcript: Option<Located<String>>,
    /// Its chapters, as JSON.
    pub chapters: Option<Located<String>>,
}

/// What an episode is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EpisodeKind {
    /// A whole one.
    Full,
    /// What makes people curious.
    Trailer,
    /// An extra.
    Bonus,
}

impl EpisodeKind {
    const CHOICES: &'static [(&'static str, Self)] = &[
        ("full", Self::Full),
        ("trailer", Self::Trailer),
        ("bonus", Self::Bonus),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trailer => "trailer",
            Self::Bonus => "bonus",
        }
    }
}

/// The files: one (`enclosure`), several (`enclosures`), or both.
pub(super) fn attached(fields: &mut Fields<'_>) -> Vec<Attached> {
    let one = fields.take("enclosure").map(|(_, node)| node);
    let several = fields.list("enclosures").unwrap_or_default();
    one.into_iter()
        .chain(several)
        .filter_map(|node| attached_one(fields, node))
        .collect()
}

fn attached_one<'a>(fields: &mut Fields<'a>, node: &'a Node) -> Option<Attached> {
    let read = match &node.value {
        Value::Text(file) => Attached {
            file: Located {
                value: file.trim().to_owned(),
                span: node.span.clone(),
            },
            mime: None,
            length: None,
            seconds: None,
        },
        _ => fields.inside(node, "an enclosure", |fields| {
            fields.require("file", "an enclosure");
            let file = fields.located("file");
            let mime = mime(fields);
            let length = fields.count("length").map(|length| length as u64);
            let seconds = duration(fields);
            Some(Attached {
                file: file?,
                mime,
                length,
                seconds,
            })
        })?,
    };
    let place = fields.place_of(&read.file.span);
    let file = &read.file.value;
    if route::is_external(file) {
        if read.length.is_none() || read.mime.is_none() {
            fields.problem(say::enclosure_elsewhere(place, file));
        }
    } else if read.length.is_some() {
        fields.problem(say::enclosure_with_length(place, file));
    }
    Some(read)
}

/// A media type, as in `audio/mpeg`.
fn mime(fields: &mut Fields<'_>) -> Option<String> {
    let written = fields.located("type")?;
    let mime = written.value.to_ascii_lowercase();
    let is_word = |word: &str| {
        let mut chars = word.chars();
        !word.is_empty() && chars.all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c))
    };
    let parts = mime.split_once('/');
    if !parts.is_some_and(|(kind, form)| is_word(kind) && is_word(form)) {
        let place = fields.place_of(&written.span);
        fields.problem(say::bad_media_type(place, &written.value));
        return None;
    }
    Some(mime)
}

/// How long something plays: seconds, or a text as `31:07`.
fn duration(fields: &mut Fields<'_>) -> Option<u64> {
    let (_, node) = fields.take("duration")?;
    let seconds = match &node.value {
        Value::Integer(seconds) => u64::try_from(*seconds).ok(),
        Value::Text(text) => clock(text),
        _ => None,
    };
    if seconds.is_none() {
        let place = fields.place(node);
        fields.problem(say::bad_duration(place));
    }
    seconds
}

/// The seconds of `7`, `31:07` or `1:02:03`.
fn clock(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut seconds: u64 = 0;
    for (at, part) in parts.iter().enumerate() {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = part.parse().ok().filter(|_| is_number)?;
        if at > 0 && number > 59 {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
    }
    Some(seconds)
}

/// What an article is in a podcast.
pub(super) fn episode(fields: &mut Fields<'_>) -> Option<EpisodeFront> {
    fields.within("podcast", "`[podcast]`", |fields| EpisodeFront {
        season: fields.count("season").map(|number| number as u64),
        episode: fields.count("episode").map(|number| number as u64),
        kind: fields.choice("kind", EpisodeKind::CHOICES),
        explicit: fields.flag("explicit"),
        image: fields.located("image"),
        transcript: fields.located("transcript"),
        chapters: fields.located("chapters"),
    })
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [
            ("7", Some(7)),
            ("125", Some(125)),
            ("31:07", Some(1867)),
            ("1:02:03", Some(3723)),
            ("90:00", Some(5400)),
            (" 0:09 ", Some(9)),
            ("1:60", None),
            ("1:2:3:4", None),
            ("half an hour", None),
            ("", None),
            (":30", None),
            ("-1", None),
            ("+1", None),
            ("99999999999999999999", None),
            ("18446744073709551615:00", None),
        ] {
            assert_eq!(clock(text), seconds, "{text}");
        }
    }
}
