//! Typewriter punctuation as each language prints it, and emoji by name.
//!
//! | language | quotes | inner |
//! |---|---|---|
//! | `en ko nl pt tr vi` and others | “ ” | ‘ ’ |
//! | `zh` in simplified letters | “ ” | ‘ ’ |
//! | `ja`, `zh-Hant` | as typed: 「 」 are typed as such, and `"` stands in Latin or code there | |
//! | `de cs sk sl bg et lt` ... | „ “ | ‚ ‘ |
//! | `pl ro hr hu` | „ ” | ‚ ’ |
//! | `fr` | « » with narrow no-break spaces | “ ” |
//! | `es it ca el` | « » | “ ” |
//! | `ru uk be` | « » | „ “ |
//! | `sv fi` | ” ” | ’ ’ |
//!
//! An apostrophe is ’ everywhere, `--` is –, `---` is — and `...` is ….

use super::cjk::is_unspaced;
use super::skip;
use crate::route::Lang;

/// The marks of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    double: Option<(&'static str, &'static str)>,
    single: Option<(&'static str, &'static str)>,
}

impl Marks {
    pub fn of(lang: &Lang) -> Self {
        let tag = lang.as_str().to_ascii_lowercase();
        let has = |part: &str| tag.split('-').skip(1).any(|other| other == part);
        let (double, single) = match lang.primary().as_str() {
            "ja" | "yue" => return Self::AS_TYPED,
            "zh" if has("hant") || has("tw") || has("hk") || has("mo") => return Self::AS_TYPED,
            "de" if has("ch") => (("«", "»"), ("‹", "›")),
            "de" | "cs" | "sk" | "sl" | "bg" | "et" | "lt" | "is" => (("„", "“"), ("‚", "‘")),
            "pl" | "ro" | "hr" | "hu" | "sr" => (("„", "”"), ("‚", "’")),
            "fr" => (("«\u{202F}", "\u{202F}»"), ("“", "”")),
            "es" | "it" | "ca" | "el" => (("«", "»"), ("“", "”")),
            "ru" | "uk" | "be" => (("«", "»"), ("„", "“")),
            "sv" | "fi" => (("”", "”"), ("’", "’")),
            _ => (("“", "”"), ("‘", "’")),
        };
        Self {
            double: Some(double),
            single: Some(single),
        }
    }

    const AS_TYPED: Self = Self {
        double: None,
        single: None,
    };
}

/// Turns the text of one block into what is printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typesetter {
    marks: Option<Marks>,
    emoji: bool,
    double_open: bool,
    single_open: bool,
    /// The last apostrophe that can only close, in the text that is being set.
    last_here: Option<usize>,
    ahead: Ahead,
}

/// What is known of the block ahead, so that no apostrophe looks through it again. Places are counted from
/// the end of the source.
#[derive(Clone, Copy, Debug, Default)]
struct Ahead {
    /// From where on it was looked at.
    from: usize,
    /// Where the block ends.
    end: usize,
    /// The last apostrophe that can only close.
    last: Option<usize>,
}

/// What stands around a piece of text in its block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// The character before it, as printed.
    pub before: Option<char>,
    /// The source behind it.
    pub after: &'a str,
    /// Its first character was escaped with a backslash, or written as an entity.
    pub literal_start: bool,
}

impl Typesetter {
    pub fn new(marks: Option<Marks>, emoji: bool) -> Self {
        Self {
            marks,
            emoji,
            double_open: false,
            single_open: false,
            last_here: None,
            ahead: Ahead::default(),
        }
    }

    /// No quotation reaches from one block into the next.
    pub fn end_block(&mut self) {
        self.double_open = false;
        self.single_open = false;
    }

    /// The text as printed, where that differs.
    pub fn set(&mut self, text: &str, around: Around<'_>) -> Option<String> {
        let mut out = String::new();
        // What stands before it in the text is in `out`, as printed.
        let mut done = 0;
        let mut knows_last = false;
        let mut from = usize::from(around.literal_start);
        while let Some(at) = skip::find(text, from, is_special) {
            let (Some(plain), Some(rest)) = (text.get(done..at), text.get(at..)) else {
                break;
            };
            if rest.starts_with('\'') && !knows_last {
                self.last_here = last_closing(text).map(|at| text.len() - at);
                knows_last = true;
            }
            let before = last_char(plain)
                .or_else(|| last_char(&out))
                .or(around.before);
            from = match self.special(before, rest, around.after) {
                None => at + 1,
                Some((printed, length)) => {
                    if out.is_empty() {
                        out.reserve(text.len() + 16);
                    }
                    out.push_str(plain);
                    out.push_str(printed);
                    done = at + length;
                    done
                }
            };
        }
        if out.is_empty() {
            return None;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Some(out)
    }

    /// What is printed for something at the start of `rest`, and how many bytes that is.
    fn special<'t>(
        &mut self,
        before: Option<char>,
        rest: &'t str,
        after: &str,
    ) -> Option<(&'t str, usize)> {
        let sign = rest.as_bytes().first()?;
        if *sign == b':' {
            return self.emoji.then(|| emoji(before, rest))?;
        }
        let marks = self.marks?;
        match sign {
            b'"' => {
                let behind = rest.get(1..)?;
                let next = behind.chars().chain(after.chars()).next();
                Some((self.double(marks.double?, before, next)?, 1))
            }
            b'\'' => Some((self.single(marks, before, rest.get(1..)?, after), 1)),
            b'-' => dash(rest),
            b'.' if rest.starts_with("...") && !rest.starts_with("....") && before != Some('.') => {
                Some(("…", 3))
            }
            _ => None,
        }
    }

    fn double(
        &mut self,
        marks: (&'static str, &'static str),
        before: Option<char>,
        next: Option<char>,
    ) -> Option<&'static str> {
        if self.double_open && before.is_some_and(|c| !c.is_whitespace()) {
            self.double_open = false;
            Some(marks.1)
        } else if !self.double_open && may_open(before) && next.is_some_and(|c| !c.is_whitespace())
        {
            self.double_open = true;
            Some(marks.0)
        } else {
            // Inches, and what nobody can tell.
            None
        }
    }

    fn single(
        &mut self,
        marks: Marks,
        before: Option<char>,
        rest: &str,
        after: &str,
    ) -> &'static str {
        let next = rest.chars().chain(after.chars()).next();
        let inside = before.is_some_and(char::is_alphanumeric)
            && next.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        let Some((open, close)) = marks.single else {
            return if inside { "’" } else { "'" };
        };
        if inside {
            "’"
        } else if self.single_open && before.is_some_and(|c| !c.is_whitespace()) {
            self.single_open = false;
            close
        } else if may_open(before)
            && next.is_some_and(|c| !c.is_whitespace() && !c.is_numeric())
            && (self.last_here.is_some_and(|last| last < rest.len()) || self.closes_in(after))
        {
            self.single_open = true;
            open
        } else {
            "’"
        }
    }
}

impl Typesetter {
    /// Whether an apostrophe behind the first letter of this, the source up to its end, can only close, and
    /// stands in the same block.
    fn closes_in(&mut self, after: &str) -> bool {
        if after.len() > self.ahead.from || after.len() < self.ahead.end || self.ahead.from == 0 {
            let block = after.split("\n\n").next().unwrap_or_default();
            self.ahead = Ahead {
                from: after.len(),
                end: after.len() - block.len(),
                last: last_closing(block).map(|at| after.len() - at),
            };
        }
        self.ahead.last.is_some_and(|last| last < after.len())
    }
}

/// What may be printed as something else.
#[inline]
fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'-' | b'.' | b':')
}

fn last_char(text: &str) -> Option<char> {
    text.chars().next_back()
}

/// A quotation begins after a space, after punctuation, and after a CJK letter, which needs no space.
fn may_open(before: Option<char>) -> bool {
    before.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
}

/// The last apostrophe of a text that can only close.
fn last_closing(text: &str) -> Option<usize> {
    #[cfg(test)]
    super::steps::took(text.len());
    let closes = |at: &usize| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text.get(at + 1..).and_then(|text| text.chars().next());
        before.is_some_and(|c| !c.is_whitespace())
            && after.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
    };
    text.rmatch_indices('\'').map(|(at, _)| at).find(closes)
}

fn dash(rest: &str) -> Option<(&str, usize)> {
    let length = rest.bytes().take_while(|b| *b == b'-').count();
    // Longer rows are rules that somebody drew.
    let printed = match length {
        1 => return None,
        2 => "–",
        3 => "—",
        _ => rest.get(..length)?,
    };
    Some((printed, length))
}

/// `:name:` at the start of a text. Times, ratios and URLs have colons too.
fn emoji(before: Option<char>, rest: &str) -> Option<(&'static str, usize)> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | ':' | '=')) {
        return None;
    }
    let name = rest.get(1..)?;
    let length = name
        .bytes()
        .take(64)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-'))
        .count();
    let (name, behind) = (name.get(..length)?, name.get(length..)?);
    let behind = behind.strip_prefix(':')?;
    if name.is_empty() || behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') {
        return None;
    }
    Some((emojis::get_by_shortcode(name)?.as_str(), length + 2))
}
