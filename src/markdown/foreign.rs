//! Markup of other programs, which Byline shows as the text it is.

use std::iter::successors;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::skip;

/// What looks like the markup of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// `{{< figure >}}` and `{{% note %}}`: a shortcode of Hugo.
    Shortcode,
    /// `{% include a.html %}`: a tag of Jekyll, Eleventy or Zola.
    Tag,
    /// `{{ youtube(id="x") }}` and `{{ site.url }}`: what templates put in.
    Call,
    /// `[[Page]]`: a link of a wiki.
    WikiLink,
    /// `![a](My Photo.jpg)`: an address ends at a space.
    SpaceInLink,
    /// `{: .class}`: attributes as kramdown has them.
    Kramdown,
}

const ALL: [Foreign; 6] = [
    Foreign::Shortcode,
    Foreign::Tag,
    Foreign::Call,
    Foreign::WikiLink,
    Foreign::SpaceInLink,
    Foreign::Kramdown,
];

/// How far the end of such markup may be, in bytes.
const LONGEST: usize = 400;

impl Foreign {
    /// How it begins.
    fn signs(self) -> &'static [&'static str] {
        match self {
            Self::Shortcode => &["{{<", "{{%"],
            Self::Tag => &["{%"],
            Self::Call => &["{{"],
            Self::WikiLink => &["[["],
            Self::SpaceInLink => &["("],
            Self::Kramdown => &["{:"],
        }
    }

    /// How long it is, if a text behind its sign is what it seems.
    fn length(self, text: &str, sign: &str) -> Option<usize> {
        let inside = text.strip_prefix(sign)?;
        let (end, inner) = match self {
            Self::Shortcode if sign == "{{<" => (">}}", inside.split_once(">}}")?.0),
            Self::Shortcode => ("%}}", inside.split_once("%}}")?.0),
            Self::Tag => ("%}", inside.split_once("%}")?.0),
            Self::Call => ("}}", inside.split_once("}}")?.0),
            Self::WikiLink => ("]]", inside.split_once("]]")?.0),
            Self::SpaceInLink => (")", inside.split_once(')')?.0),
            Self::Kramdown => ("}", inside.split_once('}')?.0),
        };
        let word = inner.trim_start_matches(['-', '/', ' ', '\t']);
        let named = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let is_one = match self {
            Self::Shortcode | Self::Tag | Self::Call => named && !inner.contains(['{', '}']),
            Self::WikiLink => {
                !inner.contains(['[', ']'])
                    && !inner.starts_with([' ', '^'])
                    && inner.contains(char::is_alphabetic)
            }
            Self::SpaceInLink => is_file_with_a_space(inner),
            Self::Kramdown => {
                let word = inner.trim_start_matches(' ');
                word.starts_with(['.', '#', ':'])
                    || named && (word.contains('=') || word.trim_end() == "toc")
            }
        };
        is_one.then_some(sign.len() + inner.len() + end.len())
    }
}

/// `My Photo.jpg`, perhaps with a title behind it.
fn is_file_with_a_space(inner: &str) -> bool {
    let address = match inner.find([' ', '\t']).zip(inner.rfind(['"', '\''])) {
        Some((_, last)) if inner.trim_end().len() == last + 1 => {
            let quote = inner.get(last..).unwrap_or_default().trim_end();
            let before = inner.get(..last).unwrap_or_default();
            before.split_once(quote).map_or("", |(address, _)| address)
        }
        _ => inner,
    };
    let address = address.trim();
    let name = address.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    address.contains(' ')
        && !address.starts_with('<')
        && (2..=5).contains(&ending.len())
        && ending.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Looks for each kind once in a text.
pub(super) struct Watch {
    waiting: Vec<Foreign>,
}

impl Watch {
    /// Most texts have none, and nothing is looked for in them.
    pub fn new(source: &str) -> Self {
        // All but one of the signs begin with a brace, which prose seldom has.
        let has_brace = skip::find(source, 0, |byte| byte == b'{').is_some();
        let may = |kind: &Foreign| match kind {
            Foreign::SpaceInLink => source.contains("]("),
            Foreign::WikiLink => source.contains("[["),
            kind => has_brace && kind.signs().iter().any(|sign| source.contains(sign)),
        };
        Self {
            waiting: ALL.into_iter().filter(may).collect(),
        }
    }

    /// What a stretch of prose has of what was not found yet.
    pub fn look(&mut self, text: &str, range: &Range<usize>) -> Vec<(Range<usize>, Foreign)> {
        let mut found = Vec::new();
        let Some(stretch) = text.get(range.clone()) else {
            return found;
        };
        self.waiting.retain(|kind| {
            let places = kind.signs().iter().flat_map(|sign| {
                // The parser cuts the text at many signs, so what stands behind the first is in the text alone.
                let first = sign.as_bytes().first().copied().unwrap_or_default();
                let next = move |from: usize| skip::find(stretch, from, |byte| byte == first);
                let places = successors(next(0), move |at| next(at + 1));
                places.map(move |at| (range.start + at, *sign))
            });
            let mut hits = places.filter_map(|(start, sign)| {
                let before = text.get(..start)?;
                let inside = before.ends_with(['\\', '{']);
                if inside || *kind == Foreign::SpaceInLink && !before.ends_with(']') {
                    return None;
                }
                let rest = text.get(start..)?;
                let mut end = rest.len().min(LONGEST);
                while !rest.is_char_boundary(end) {
                    end -= 1;
                }
                let line = rest.get(..end)?.split(['\n', '\r']).next()?;
                let length = kind.length(line, sign)?;
                Some(start..start + length)
            });
            match hits.next() {
                Some(range) => {
                    found.push((range, *kind));
                    false
                }
                None => true,
            }
        });
        found
    }
}
