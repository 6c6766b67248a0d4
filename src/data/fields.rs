//! Typed access to the fields of a table.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Key, Node, Origin, Value};
use crate::diag::{Diag, Diags, Place, Severity, say};

/// Typed access to the fields of one table. Every getter that finds another type says so; every
/// field that no getter asked for is an error of [`Fields::finish`].
pub struct Fields<'a> {
    origin: Origin<'a>,
    span: Range<usize>,
    whose: String,
    left: BTreeMap<&'a str, (&'a Key, &'a Node)>,
    /// Keys with capitals, by what they are in small letters, where they count as those.
    folded: HashMap<String, &'a str>,
    known: Vec<&'a str>,
    diags: Diags,
}

/// What becomes of keys that mean nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownKeys {
    /// They are errors.
    #[default]
    Error,
    /// They are warnings.
    Warn,
    /// They are data of the site's own.
    Extra,
}

impl UnknownKeys {
    /// The words for it.
    pub const CHOICES: &'static [(&'static str, Self)] = &[
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("extra", Self::Extra),
    ];
}

impl<'a> Fields<'a> {
    /// The fields of a table; `whose` names it in messages. A node that is no table is a problem.
    pub fn new(node: &'a Node, origin: Origin<'a>, whose: impl Into<String>) -> Self {
        let whose = whose.into();
        let mut fields = Self {
            origin,
            span: node.span.clone(),
            whose,
            left: BTreeMap::new(),
            folded: HashMap::new(),
            known: Vec::new(),
            diags: Diags::new(),
        };
        match &node.value {
            Value::Table(entries) => {
                fields.left = entries
                    .iter()
                    .map(|(key, value)| (key.name.as_str(), (key, value)))
                    .collect();
            }
            _ => {
                let place = fields.place(node);
                fields.diags.push(say::wrong_type(
                    place,
                    &fields.whose,
                    "a table",
                    node.type_name(),
                ));
            }
        }
        fields
    }

    /// Lets keys with capitals (`Title`) count as those in small letters, where both are not there.
    pub fn fold_case(&mut self) {
        let names = self.left.keys();
        let capitals = names.filter(|name| name.chars().any(char::is_uppercase));
        self.folded = capitals.map(|name| (name.to_lowercase(), *name)).collect();
    }

    /// Takes a field, whatever its type; a null counts as absent.
    pub fn take(&mut self, name: &'a str) -> Option<(&'a Key, &'a Node)> {
        self.known.push(name);
        let found = self.left.remove(name).or_else(|| {
            let written = self.folded.get(name)?;
            self.left.remove(written)
        });
        found.filter(|(_, node)| node.value != Value::Null)
    }

    /// Takes all fields that nobody asked for.
    pub fn rest(&mut self) -> Vec<(&'a Key, &'a Node)> {
        std::mem::take(&mut self.left).into_values().collect()
    }

    /// What a value is as a text: a text as it is, a number or a date as it is written.
    fn as_text(&self, node: &'a Node) -> Option<Cow<'a, str>> {
        match &node.value {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Integer(_) | Value::Float(_) | Value::Date(_) => {
                let written = self.origin.text.get(node.span.clone()).map(str::trim);
                let written = written.filter(|text| !text.is_empty() && !text.contains('\n'));
                written.map(Cow::Borrowed)
            }
            _ => None,
        }
    }

    /// A field that stays to be taken.
    pub fn peek(&self, name: &str) -> Option<&'a Node> {
        self.left.get(name).map(|(_, node)| *node)
    }

    /// The place of a node of this table, for a problem of it.
    pub fn place(&self, node: &Node) -> Place {
        self.place_of(&node.span)
    }

    /// The place of a span of the file, for a problem of this table: the last step finds its line.
    pub fn place_of(&self, span: &Range<usize>) -> Place {
        Place::later(self.origin.file, span.clone())
    }

    /// Says that a field is missing, if it is.
    pub fn require(&mut self, name: &str, whose: &str) {
        if !self.left.contains_key(name) {
            let place = self.place_of(&self.span);
            self.diags.push(say::missing_key(place, name, whose));
        }
    }

    /// Adds a problem.
    pub fn problem(&mut self, diag: Diag) {
        self.diags.push(diag);
    }

    /// Says that a field has another type.
    pub fn mismatch(&mut self, key: &str, wanted: &str, node: &Node) {
        let what = format!("`{key}`");
        self.diags.push(say::wrong_type(
            self.place(node),
            &what,
            wanted,
            node.type_name(),
        ));
    }

    /// A text; a number or a date is one as it is written.
    pub fn text(&mut self, name: &'a str) -> Option<String> {
        let (_, node) = self.take(name)?;
        let text = self.as_text(node).map(Cow::into_owned);
        if text.is_none() {
            self.mismatch(name, "a text", node);
        }
        text
    }

    /// A text that has something in it besides white space, and where it stands.
    pub fn located(&mut self, name: &'a str) -> Option<Located<String>> {
        let (_, node) = self.take(name)?;
        match self.as_text(node) {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(Located {
                value: text.trim().to_owned(),
                span: node.span.clone(),
            }),
            None => {
                self.mismatch(name, "a text", node);
                None
            }
        }
    }

    /// A text that has something in it besides white space.
    pub fn filled_text(&mut self, name: &'a str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// True or false.
    pub fn flag(&mut self, name: &'a str) -> Option<bool> {
        let (_, node) = self.take(name)?;
        match node.value {
            Value::Bool(flag) => Some(flag),
            _ => {
                self.mismatch(name, "`true` or `false`", node);
                None
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, name: &'a str) -> Option<i64> {
        let (_, node) = self.take(name)?;
        match node.value {
            Value::Integer(number) => Some(number),
            _ => {
                self.mismatch(name, "a whole number", node);
                None
            }
        }
    }

    /// A whole number that is not negative.
    pub fn count(&mut self, name: &'a str) -> Option<usize> {
        let (_, node) = self.take(name)?;
        match node.value {
            Value::Integer(number) if number >= 0 => usize::try_from(number).ok(),
            _ => {
                self.mismatch(name, "a whole number from 0 up", node);
                None
            }
        }
    }

    /// A list of texts; `None` if the field is absent.
    pub fn texts(&mut self, name: &'a str) -> Option<Vec<Located<String>>> {
        let (key, node) = self.take(name)?;
        Some(self.texts_of(&key.name, node))
    }

    /// The texts of a list that was taken; one text alone is a list of one.
    pub fn texts_of(&mut self, key: &str, node: &'a Node) -> Vec<Located<String>> {
        let items = match &node.value {
            Value::Array(items) => items.as_slice(),
            Value::Text(text) if text.trim().is_empty() => &[],
            _ if self.as_text(node).is_some() => std::slice::from_ref(node),
            _ => {
                self.mismatch(key, "a list of texts, as in `[\"one\", \"two\"]`", node);
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match self.as_text(item) {
                Some(text) => texts.push(Located {
                    value: text.into_owned(),
                    span: item.span.clone(),
                }),
                None => {
                    let what = format!("each item of `{key}`");
                    let place = self.place(item);
                    self.diags
                        .push(say::wrong_type(place, &what, "a text", item.type_name()));
                }
            }
        }
        texts
    }

    /// A date, with or without time and zone, as text.
    pub fn date(&mut self, name: &'a str) -> Option<Located<String>> {
        let (_, node) = self.take(name)?;
        match &node.value {
            Value::Date(text) | Value::Text(text) => Some(Located {
                value: text.clone(),
                span: node.span.clone(),
            }),
            _ => {
                self.mismatch(
                    name,
                    "a date, as in `2026-11-22` or `2026-11-22T09:30:00`",
                    node,
                );
                None
            }
        }
    }

    /// One of some words.
    pub fn choice<T: Copy>(&mut self, name: &'a str, choices: &[(&str, T)]) -> Option<T> {
        let (_, node) = self.take(name)?;
        let Value::Text(text) = &node.value else {
            self.mismatch(name, "a text", node);
            return None;
        };
        let found = choices
            .iter()
            .find(|(word, _)| word == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let place = self.place(node);
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.diags
                .push(say::not_a_choice(place, name, text, &words));
        }
        found
    }

    /// A list of nodes; `None` if the field is absent.
    pub fn list(&mut self, name: &'a str) -> Option<&'a [Node]> {
        let (_, node) = self.take(name)?;
        match &node.value {
            Value::Array(items) => Some(items),
            _ => {
                self.mismatch(name, "a list", node);
                None
            }
        }
    }

    /// The entries of a table; empty if the field is absent.
    pub fn entries(&mut self, name: &'a str) -> &'a [(Key, Node)] {
        let Some((_, node)) = self.take(name) else {
            return &[];
        };
        match &node.value {
            Value::Table(entries) => entries,
            _ => {
                self.mismatch(name, "a table", node);
                &[]
            }
        }
    }

    /// Reads the fields of a table within, if it is there.
    pub fn within<T>(
        &mut self,
        name: &'a str,
        whose: &str,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> Option<T> {
        let (_, node) = self.take(name)?;
        Some(self.inside(node, whose, read))
    }

    /// Reads the fields of a node that was taken; unknown ones are problems.
    pub fn inside<T>(
        &mut self,
        node: &'a Node,
        whose: impl Into<String>,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> T {
        let mut fields = Fields::new(node, self.origin, whose);
        let value = read(&mut fields);
        let said = fields.said(|_| None, "", |_, _| Severity::Error);
        self.diags.extend(said);
        value
    }

    /// Free data (`extra`): any table; empty if the field is absent.
    pub fn free(&mut self, name: &'a str) -> Node {
        match self.take(name) {
            None => Node::empty(),
            Some((_, node)) => {
                if !matches!(node.value, Value::Table(_)) {
                    self.mismatch(name, "a table", node);
                }
                node.clone()
            }
        }
    }

    /// Puts back a field of [`Fields::rest`].
    pub fn put_back(&mut self, (key, node): (&'a Key, &'a Node)) {
        self.left.insert(&key.name, (key, node));
    }

    /// All problems, unknown fields among them; `hint` may know what another program calls it.
    pub fn finish(self, hint: impl Fn(&str) -> Option<String>) -> Diags {
        self.finish_by(hint, "", |_, _| Severity::Error)
    }

    /// The same, where it depends on an unknown field how bad it is, and something is said even of one
    /// that nobody has a hint for.
    pub fn finish_by(
        self,
        hint: impl Fn(&str) -> Option<String>,
        otherwise: &str,
        severity: impl Fn(&Key, &Node) -> Severity,
    ) -> Diags {
        let origin = self.origin;
        let mut said = self.said(hint, otherwise, severity);
        said.locate(|file| (file == origin.file).then(|| origin.text.to_owned()));
        said
    }

    /// All problems, whose places are still to be found.
    fn said(
        mut self,
        hint: impl Fn(&str) -> Option<String>,
        otherwise: &str,
        severity: impl Fn(&Key, &Node) -> Severity,
    ) -> Diags {
        for (name, (key, node)) in &self.left {
            let place = self.place_of(&key.span);
            let known = || self.known.iter().copied();
            let diag = match hint(name) {
                Some(hint) => say::unknown_key(place, name, &self.whose, [], &hint),
                None => say::unknown_key(place, name, &self.whose, known(), otherwise),
            };
            self.diags.push(diag.of_severity(severity(key, node)));
        }
        self.diags
    }
}

/// A value and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}
