//! URLs in HTML: resolved, in ASCII, and only of schemes that cannot run anything.

use std::borrow::Cow;

use url::Url;

use crate::feed::ready;

/// Schemes of addresses one can go to. Whatever runs code, starts a program of its own or names what only one machine
/// has is not among them.
const SCHEMES: &[&str] = &[
    "callto", "ftp", "ftps", "gemini", "geo", "gopher", "http", "https", "irc", "ircs", "magnet",
    "mailto", "matrix", "news", "nntp", "sftp", "sip", "sips", "sms", "tel", "webcal", "xmpp",
];
/// Schemes of pictures, sounds and films.
const MEDIA_SCHEMES: &[&str] = &["ftp", "ftps", "http", "https"];

/// What links are resolved against.
pub(super) struct Links {
    base: Option<Url>,
}

impl Links {
    pub fn new(page_url: &str) -> Self {
        Self {
            base: Url::parse(page_url.trim()).ok(),
        }
    }

    /// The absolute URL of something to go to; `None` if it may not stand there.
    pub fn page(&self, value: &str) -> Option<String> {
        let url = self.resolve(value)?;
        SCHEMES
            .contains(&url.scheme())
            .then(|| ascii(&url))
            .flatten()
    }

    /// The absolute URL of something to show. Pictures may be `data:` URLs.
    pub fn picture(&self, value: &str) -> Option<String> {
        if value.trim().is_empty() {
            return None;
        }
        let url = self.resolve(value)?;
        let path = url.path().get(..6).unwrap_or_default();
        let is_picture = url.scheme() == "data" && path.eq_ignore_ascii_case("image/");
        let is_allowed = is_picture || MEDIA_SCHEMES.contains(&url.scheme());
        is_allowed.then(|| ascii(&url)).flatten()
    }

    /// A `srcset` with absolute URLs (HTML, section 4.8.4.2); `None` if nothing of it is left.
    pub fn srcset(&self, value: &str) -> Option<String> {
        let kept: Vec<String> = candidates(value)
            .into_iter()
            .filter_map(|(url, descriptor)| {
                let url = self.picture(url)?;
                // A comma at the end of a URL would end the candidate.
                let url = match url.strip_suffix(',') {
                    Some(start) => format!("{start}%2C"),
                    None => url,
                };
                Some(match descriptor {
                    "" => url,
                    descriptor => format!("{url} {descriptor}"),
                })
            })
            .collect();
        (!kept.is_empty()).then(|| kept.join(", "))
    }

    fn resolve(&self, value: &str) -> Option<Url> {
        match &self.base {
            Some(base) => base.join(value.trim()).ok(),
            None => Url::parse(value.trim()).ok(),
        }
    }
}

fn ascii(url: &Url) -> Option<String> {
    ready::url(url.as_str()).filter(|url| !url.is_empty())
}

/// The candidates of a `srcset`: each a URL and what follows it.
pub(crate) fn candidates(srcset: &str) -> Vec<(&str, &str)> {
    let is_space = |c: char| c.is_ascii_whitespace();
    let mut rest = srcset;
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || is_space(c));
        if rest.is_empty() {
            return found;
        }
        let (word, after) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        let url = word.trim_end_matches(',');
        if url.len() < word.len() {
            found.push((url, ""));
            rest = after;
            continue;
        }
        let (descriptor, after) = after.split_at(after.find(',').unwrap_or(after.len()));
        found.push((url, descriptor.trim()));
        rest = after;
    }
}

/// The text of an attribute, with its character references read.
///
/// Numeric references, and those named ones that have a place in URLs. Others stay as they are, and
/// are escaped on the way out, so that no program reads them a second time.
pub(crate) fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let reference = &rest[at + 1..];
        match numeric(reference).or_else(|| named(reference)) {
            Some((c, length)) => {
                text.push(c);
                rest = &reference[length..];
            }
            None => {
                text.push('&');
                rest = reference;
            }
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// `#106;` or `#x6A;`, of which HTML lets the `;` be missing: the character and the length.
fn numeric(reference: &str) -> Option<(char, usize)> {
    let digits = reference.strip_prefix('#')?;
    let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    let length = digits
        .find(|c: char| !c.is_digit(radix))
        .unwrap_or(digits.len());
    let (number, after) = digits.split_at(length);
    if number.is_empty() {
        return None;
    }
    let c = u32::from_str_radix(number, radix)
        .ok()
        .and_then(char::from_u32)
        .unwrap_or('\u{FFFD}');
    let end = after.strip_prefix(';').unwrap_or(after);
    Some((c, reference.len() - end.len()))
}

fn named(reference: &str) -> Option<(char, usize)> {
    const NAMES: &[(&str, char)] = &[
        ("amp;", '&'),
        ("AMP;", '&'),
        ("apos;", '\''),
        ("ast;", '*'),
        ("bsol;", '\\'),
        ("colon;", ':'),
        ("comma;", ','),
        ("commat;", '@'),
        ("dollar;", '$'),
        ("equals;", '='),
        ("excl;", '!'),
        ("gt;", '>'),
        ("hyphen;", '-'),
        ("lowbar;", '_'),
        ("lpar;", '('),
        ("lt;", '<'),
        ("nbsp;", '\u{A0}'),
        ("NewLine;", '\n'),
        ("num;", '#'),
        ("percnt;", '%'),
        ("period;", '.'),
        ("plus;", '+'),
        ("quest;", '?'),
        ("quot;", '"'),
        ("rpar;", ')'),
        ("semi;", ';'),
        ("sol;", '/'),
        ("Tab;", '\t'),
    ];
    NAMES
        .iter()
        .find(|(name, _)| reference.starts_with(name))
        .map(|(name, c)| (*c, name.len()))
}
