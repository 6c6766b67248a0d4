//! Footnotes: numbered by their first reference, collected at the end.

use std::collections::HashMap;

use super::html::{Buffer, Label, Mark, Symbol, push_attribute};
use super::ids::Ids;
use crate::route::{Slugify, slugify};

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    numbers: HashMap<String, usize>,
    list: Vec<Note>,
    /// How many have a number.
    numbered: usize,
}

/// One footnote, met first by a reference or by its definition.
#[derive(Debug, Default)]
pub(super) struct Note {
    pub label: String,
    id: String,
    /// The ids of the references to it.
    references: Vec<String>,
    /// The number readers see; none yet as long as nothing refers to it.
    number: Option<usize>,
    pub body: Option<Buffer>,
    pub span: (u32, u32),
}

/// The label that a text begins with, if somebody means a footnote by it: a word or a number up to the bracket.
/// `[^0-9]` and `[^a-zA-Z]` are regular expressions.
pub(super) fn label(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))?;
    let (label, rest) = text.split_at_checked(end)?;
    let mut parts = label.split('-');
    let first = parts.next()?;
    let alone = first.len() == label.len() || first.chars().nth(1).is_some();
    let word = alone && !first.is_empty() && parts.all(|part| !part.is_empty());
    (word && rest.starts_with(']')).then_some(label)
}

impl Notes {
    fn entry(&mut self, label: &str) -> &mut Note {
        let next = self.list.len();
        let at = *self.numbers.entry(label.to_owned()).or_insert(next);
        if at == next {
            self.list.push(Note {
                label: label.to_owned(),
                ..Note::default()
            });
        }
        // The index was just made sure of.
        let last = self.list.len() - 1;
        &mut self.list[at.min(last)]
    }

    /// Keeps a definition; gives it back if there is one already.
    pub fn define(&mut self, label: &str, body: Buffer, span: (u32, u32)) -> Result<(), Buffer> {
        let note = self.entry(label);
        if note.body.is_some() {
            return Err(body);
        }
        note.body = Some(body);
        note.span = span;
        Ok(())
    }

    /// Writes a reference.
    pub fn refer(&mut self, label: &str, ids: &mut Ids, out: &mut Buffer) {
        let next = self.numbered + 1;
        let note = self.entry(label);
        let slug = slugify(label, Slugify::Safe);
        if note.number.is_none() {
            note.number = Some(next);
            note.id = ids.automatic(&format!("fn-{slug}"));
        }
        let id = ids.automatic(&match note.references.len() {
            0 => format!("fnref-{slug}"),
            more => format!("fnref-{slug}-{}", more + 1),
        });
        out.mark(Mark::SkipStart);
        out.push("<sup class=\"footnote-reference\"><a href=\"#");
        push_attribute(&mut out.text, &note.id);
        out.push("\" id=\"");
        push_attribute(&mut out.text, &id);
        out.push("\" role=\"doc-noteref\">");
        let number = note.number.unwrap_or(next);
        out.push(&number.to_string());
        out.push("</a></sup>");
        out.mark(Mark::SkipEnd);
        note.references.push(id);
        self.numbered = self.numbered.max(number);
    }

    /// Those that nothing refers to.
    pub fn unused(&self) -> impl Iterator<Item = &Note> {
        self.list.iter().filter(|note| note.number.is_none())
    }

    /// Writes the list at the end of the page.
    pub fn write(mut self, labelled: bool, out: &mut Buffer) {
        self.list
            .retain(|note| note.number.is_some() && note.body.is_some());
        if self.list.is_empty() {
            return;
        }
        self.list.sort_by_key(|note| note.number);
        out.fresh_line();
        out.push("<section class=\"footnotes\" role=\"doc-endnotes\"");
        if labelled {
            out.push(" aria-label=\"");
            out.symbol(Symbol::Label(Label::Footnotes));
            out.push("\"");
        }
        out.push(">\n<ol>\n");
        for note in &self.list {
            note.write(out);
        }
        out.push("</ol>\n</section>\n");
    }
}

impl Note {
    fn write(&self, out: &mut Buffer) {
        out.push("<li id=\"");
        push_attribute(&mut out.text, &self.id);
        out.push("\">");
        if let Some(body) = &self.body {
            out.append(body);
        }
        // The way back stands in the last line, not under it.
        let in_paragraph = out.text.ends_with("</p>\n");
        if in_paragraph {
            out.text.truncate(out.text.len() - "</p>\n".len());
        }
        for (number, id) in self.references.iter().enumerate() {
            out.push(" <a href=\"#");
            push_attribute(&mut out.text, id);
            out.push("\" class=\"footnote-backref\" role=\"doc-backlink\">↩\u{FE0E}");
            if number > 0 {
                out.push("<sup>");
                out.push(&(number + 1).to_string());
                out.push("</sup>");
            }
            out.push("</a>");
        }
        out.push(if in_paragraph {
            "</p>\n</li>\n"
        } else {
            "</li>\n"
        });
    }
}
