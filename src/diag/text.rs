//! Problems as text for people and as JSON for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Diag, Place, Severity};

/// Whether to write colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

impl Style {
    fn paint(self, codes: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\x1b[{codes}m{text}\x1b[0m"),
        }
    }
}

/// Writes a problem as text: title, place, the line with a mark under it, help.
///
/// # Errors
/// Those of the writer.
pub fn write_text(out: &mut impl Write, diag: &Diag, style: Style) -> io::Result<()> {
    let word = match diag.severity {
        Severity::Error => style.paint("1;31", "error"),
        Severity::Warning => style.paint("1;33", "warning"),
        Severity::Note => style.paint("1", "note"),
    };
    let rule = diag.rule.map(|rule| format!("[{}]", rule.name()));
    let title = style.paint("1", &one_line(&diag.title));
    writeln!(out, "{word}{}: {title}", rule.unwrap_or_default())?;
    if let Some(place) = &diag.place {
        write_place(out, place, style)?;
    }
    for (what, place) in &diag.related {
        writeln!(out, "  {}: {}", style.paint("1", "note"), one_line(what))?;
        write_place(out, place, style)?;
    }
    if let Some(help) = &diag.help {
        let lines: Vec<String> = help.split('\n').map(one_line).collect();
        let help = lines.join("\n        ");
        writeln!(out, "  {}: {help}", style.paint("1;36", "help"))?;
    }
    writeln!(out)
}

fn write_place(out: &mut impl Write, place: &Place, style: Style) -> io::Result<()> {
    let Some(position) = &place.position else {
        return writeln!(out, "  {}", one_line(&place.file));
    };
    writeln!(
        out,
        "  {}:{}:{}",
        one_line(&place.file),
        position.line,
        position.column
    )?;
    let number = position.line.to_string();
    let margin = " ".repeat(number.len());
    let indent = " ".repeat(position.mark.start);
    let mark = style.paint("1;31", &"^".repeat(position.mark.length));
    writeln!(out, "  {number} | {}", position.excerpt.trim_end())?;
    writeln!(out, "  {margin} | {indent}{mark}")
}

/// A name from a file may hold anything; a message is one line and moves no cursor.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect()
}

/// Writes a problem as one JSON object on one line.
///
/// # Errors
/// Those of the writer.
pub fn write_json(out: &mut impl Write, diag: &Diag) -> io::Result<()> {
    let mut object = place_json(diag.place.as_ref());
    object.insert("severity".into(), json!(diag.severity));
    object.insert("title".into(), json!(diag.title));
    if let Some(rule) = diag.rule {
        object.insert("rule".into(), json!(rule));
    }
    if let Some(help) = &diag.help {
        object.insert("help".into(), json!(help));
    }
    if !diag.related.is_empty() {
        let related = diag.related.iter().map(|(what, place)| {
            let mut object = place_json(Some(place));
            object.insert("note".into(), json!(what));
            Value::Object(object)
        });
        object.insert("related".into(), related.collect());
    }
    writeln!(out, "{}", Value::Object(object))
}

fn place_json(place: Option<&Place>) -> Map<String, Value> {
    let mut object = Map::new();
    if let Some(place) = place {
        object.insert("file".into(), json!(place.file));
        if let Some(position) = &place.position {
            object.insert("line".into(), json!(position.line));
            object.insert("column".into(), json!(position.column));
            object.insert("excerpt".into(), json!(position.excerpt));
        }
    }
    object
}
