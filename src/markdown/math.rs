//! Formulas: which dollar signs are some, and TeX to MathML.

use pulldown_cmark::{Event, Options as Flags, Parser};
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Content, Event as Tex};
use pulldown_latex::{Parser as TexParser, Storage, push_mathml};

use super::Options;
use super::cjk::is_unspaced;
use super::html::{push_attribute, push_body};
use super::prepared::Prepared;

/// How often dollar signs are looked at again after some were found to be money.
const ROUNDS: usize = 16;
/// What no formula in an article has; the rest is a mistake or an attack.
const LONGEST: usize = 20_000;
const DEEPEST: usize = 100;

/// Dollar signs that the parser takes for the start of a formula and a reader does not.
///
/// `100$에서 200$` and `$5와 $6` are money. A formula opens where no Latin letter or digit stands before
/// the dollar sign, closes where none stands behind, and has words only if it has something of
/// TeX too. CJK letters may touch it: `$x$는`.
pub(super) fn money(text: &str, options: &Options, flags: Flags) -> Vec<usize> {
    let mut found = Vec::new();
    if text.bytes().filter(|b| *b == b'$').count() < 2 {
        return found;
    }
    for _ in 0..ROUNDS {
        let prepared = Prepared::new(text, options, &found, &[]);
        let before = found.len();
        for (event, range) in Parser::new_ext(&prepared.text, flags).into_offset_iter() {
            let start = prepared.original(range.start);
            if let Event::InlineMath(tex) = event
                && !is_formula(text, &tex, start, prepared.original(range.end))
            {
                found.push(start);
            }
        }
        if found.len() == before {
            break;
        }
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Whether inline math at a place is one by the rules of [`money`].
pub(super) fn is_formula(text: &str, tex: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    !touches(before) && !touches(after) && !is_prose(tex)
}

/// Words with nothing of TeX among them.
fn is_prose(tex: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic());
        letters.count() > 1
    };
    !tex.contains(['\\', '^', '_', '=', '{', '+', '<', '>', '|'])
        && (tex.chars().any(is_unspaced)
            || tex.contains(' ') && tex.split_whitespace().any(is_word))
}

/// A formula as MathML with its TeX as `alttext`.
///
/// # Errors
/// What is wrong with the TeX, in one line.
pub(super) fn mathml(tex: &str, display: bool) -> Result<String, String> {
    check(tex)?;
    let storage = Storage::new();
    let events: Vec<_> = TexParser::new(tex, &storage).collect();
    if let Some(error) = events.iter().find_map(|event| event.as_ref().err()) {
        let message = error.to_string();
        let line = message.lines().next().unwrap_or_default();
        return Err(line.trim_start_matches("parsing error: ").to_owned());
    }
    let config = RenderConfig {
        display_mode: if display {
            DisplayMode::Block
        } else {
            DisplayMode::Inline
        },
        ..RenderConfig::default()
    };
    // The crate writes the names of operators as they stand.
    let names: Vec<Option<String>> = events.iter().map(escaped_name).collect();
    let events = events.into_iter().zip(&names);
    let events = events.map(|(event, name)| match name {
        Some(name) => Ok(Tex::Content(Content::Function(name))),
        None => event,
    });
    let mut mathml = String::new();
    push_mathml(&mut mathml, events, config).map_err(|error| error.to_string())?;
    Ok(finish(&mathml, tex))
}

/// The name of an operator in which a sign of HTML stands, escaped.
fn escaped_name<E>(event: &Result<Tex<'_>, E>) -> Option<String> {
    let Ok(Tex::Content(Content::Function(name))) = event else {
        return None;
    };
    name.contains(['<', '>', '&']).then(|| {
        let mut escaped = String::new();
        push_body(&mut escaped, name);
        escaped
    })
}

/// Adds the TeX for those who cannot see the formula, and escapes the signs that the crate leaves as
/// they are: `<mo><</mo>`.
fn finish(mathml: &str, tex: &str) -> String {
    let mut out = String::with_capacity(mathml.len() + tex.len() + 16);
    let mut rest = mathml;
    if let Some(after) = mathml.strip_prefix("<math") {
        out.push_str("<math alttext=\"");
        push_attribute(&mut out, tex);
        out.push('"');
        rest = after;
    }
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let tail = rest.get(1..).unwrap_or_default();
        let entity = ["amp;", "lt;", "gt;", "quot;", "nbsp;", "#"];
        out.push_str(match rest.as_bytes().first() {
            Some(b'<') if tail.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => "<",
            Some(b'<') => "&lt;",
            _ if entity.iter().any(|name| tail.starts_with(name)) => "&",
            _ => "&amp;",
        });
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The TeX parser has no limits of its own, and stumbles over definitions.
fn check(tex: &str) -> Result<(), String> {
    if tex.len() > LONGEST {
        return Err("the formula is too long".to_owned());
    }
    let depth = tex.matches(['{', '^', '_']).count()
        + tex.matches("\\left").count()
        + tex.matches("\\begin").count();
    if depth > DEEPEST * 10 {
        return Err("the formula is nested too deeply".to_owned());
    }
    for command in [
        "\\def",
        "\\let",
        "\\futurelet",
        "\\newcommand",
        "\\renewcommand",
        "\\providecommand",
        "\\gdef",
        "\\edef",
        "\\xdef",
        "\\global",
        "\\char",
    ] {
        if tex.contains(command) {
            return Err(format!("`{command}` does not work here"));
        }
    }
    Ok(())
}
