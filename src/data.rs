//! TOML, YAML and JSON as one tree in which everything has a place.
//!
//! [`parse`] reads any of the three into a [`Node`]; [`Fields`] takes typed values out of a table and
//! says every problem with its place: a key of the wrong type, a key nobody asked for. A JSON text is
//! read by the YAML parser (JSON is YAML 1.2), after it was checked to be JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::de::{DeTable, DeValue};

use crate::diag::{Diag, Diags, Place, say};

/// A language of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// YAML 1.2.
    Yaml,
    /// JSON (RFC 8259).
    Json,
}

/// A value and where it stands, in bytes of the text that was parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A table, in the order of its keys.
    Table(Vec<(Key, Node)>),
    /// A list.
    Array(Vec<Node>),
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A date, time or both, as TOML writes it.
    Date(String),
    /// Nothing.
    Null,
}

/// A key of a table and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
}

impl Node {
    /// An empty table.
    pub fn empty() -> Self {
        Self {
            span: 0..0,
            value: Value::Table(Vec::new()),
        }
    }

    /// Moves the places of this node and all below it: they were counted from a part of a file.
    fn shift(&mut self, by: usize) {
        let moved = |span: &Range<usize>| span.start + by..span.end + by;
        self.span = moved(&self.span);
        match &mut self.value {
            Value::Table(entries) => {
                for (key, node) in entries {
                    key.span = moved(&key.span);
                    node.shift(by);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| item.shift(by)),
            _ => {}
        }
    }

    fn type_name(&self) -> &'static str {
        match self.value {
            Value::Table(_) => "a table",
            Value::Array(_) => "a list",
            Value::Text(_) => "a text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Date(_) => "a date",
            Value::Null => "nothing",
        }
    }
}

/// Reads a text.
///
/// # Errors
/// Every mistake the parser of the format found, each with its place in the text.
pub fn parse(format: Format, text: &str) -> Result<Node, Vec<(Range<usize>, String)>> {
    match format {
        Format::Toml => parse_toml(text),
        Format::Yaml => parse_yaml(text),
        Format::Json => {
            if let Err(error) = serde_json::from_str::<de::IgnoredAny>(text) {
                let at = offset(text, error.line(), error.column());
                let message = error.to_string();
                let message = message
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                return Err(vec![(at..at, message)]);
            }
            parse_yaml(text)
        }
    }
}

fn parse_toml(text: &str) -> Result<Node, Vec<(Range<usize>, String)>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let one = |error: &toml::de::Error| {
            (
                error.span().unwrap_or(0..0),
                error.message().lines().collect::<Vec<_>>().join(", "),
            )
        };
        return Err(errors.iter().map(one).collect());
    }
    let span = table.span();
    from_table(table.into_inner(), span)
}

fn from_table(table: DeTable<'_>, span: Range<usize>) -> Result<Node, Vec<(Range<usize>, String)>> {
    let mut entries = Vec::with_capacity(table.len());
    for (key, value) in table {
        let name = Key {
            span: key.span(),
            name: key.into_inner().into_owned(),
        };
        let span = value.span();
        entries.push((name, from_toml(value.into_inner(), span)?));
    }
    entries.sort_by_key(|(key, _)| key.span.start);
    Ok(Node {
        span,
        value: Value::Table(entries),
    })
}

fn from_toml(value: DeValue<'_>, span: Range<usize>) -> Result<Node, Vec<(Range<usize>, String)>> {
    let value = match value {
        DeValue::Table(table) => return from_table(table, span),
        DeValue::Array(array) => {
            let mut items = Vec::with_capacity(array.len());
            for item in array {
                let span = item.span();
                items.push(from_toml(item.into_inner(), span)?);
            }
            Value::Array(items)
        }
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Integer(integer) => {
            match i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => return Err(vec![(span, "the number is too large".to_owned())]),
            }
        }
        DeValue::Float(float) => match float.as_str().replace('_', "").parse() {
            Ok(number) => Value::Float(number),
            Err(_) => return Err(vec![(span, "not a number".to_owned())]),
        },
    };
    Ok(Node { span, value })
}

fn parse_yaml(text: &str) -> Result<Node, Vec<(Range<usize>, String)>> {
    if text.trim().is_empty() {
        return Ok(Node::empty());
    }
    match serde_saphyr::from_str::<serde_saphyr::Spanned<Yaml>>(text) {
        Ok(node) => Ok(from_yaml(node, text)),
        Err(error) => {
            let at = error.location().map_or(0, |location| {
                offset(text, location.line() as usize, location.column() as usize)
            });
            let message = error.without_snippet().to_string();
            let message = message.lines().next().unwrap_or("not YAML");
            let message = message
                .split_once(": line ")
                .map_or(message, |(message, _)| message);
            Err(vec![(at..at, message.to_owned())])
        }
    }
}

/// The byte at a line and a column in characters, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    start
        + rest
            .chars()
            .take(column.saturating_sub(1))
            .map(char::len_utf8)
            .sum::<usize>()
}

/// What YAML can hold, before its places are known to the nodes.
enum Yaml {
    Table(Vec<(serde_saphyr::Spanned<String>, serde_saphyr::Spanned<Yaml>)>),
    Array(Vec<serde_saphyr::Spanned<Yaml>>),
    One(Value),
}

fn from_yaml(node: serde_saphyr::Spanned<Yaml>, text: &str) -> Node {
    let span = yaml_span(&node.referenced, text);
    let value = match node.value {
        Yaml::One(value) => value,
        Yaml::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| from_yaml(item, text))
                .collect(),
        ),
        Yaml::Table(entries) => Value::Table(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let span = yaml_span(&key.referenced, text);
                    (
                        Key {
                            name: key.value,
                            span,
                        },
                        from_yaml(value, text),
                    )
                })
                .collect(),
        ),
    };
    Node { span, value }
}

fn yaml_span(location: &serde_saphyr::Location, text: &str) -> Range<usize> {
    let span = location.span();
    match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(length)) => start as usize..(start + length) as usize,
        _ => {
            let at = offset(text, location.line() as usize, location.column() as usize);
            at..at
        }
    }
}

impl<'de> Deserialize<'de> for Yaml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = Yaml;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Yaml, E> {
        Ok(Yaml::One(Value::Bool(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Yaml, E> {
        Ok(Yaml::One(Value::Integer(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Yaml, E> {
        Ok(Yaml::One(
            i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer),
        ))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Yaml, E> {
        Ok(Yaml::One(Value::Float(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Yaml, E> {
        Ok(Yaml::One(Value::Text(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::One(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Yaml, E> {
        Ok(Yaml::One(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Yaml, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Yaml, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Yaml::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Yaml, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Yaml::Table(entries))
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Table(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(&key.name, value)?;
                }
                map.end()
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Value::Text(text) | Value::Date(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Bool(flag) => serializer.serialize_bool(*flag),
            Value::Null => serializer.serialize_none(),
        }
    }
}

/// The file that nodes were parsed from, for places in messages.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The path, as messages show it.
    pub file: &'a str,
    /// The whole text of the file.
    pub text: &'a str,
    /// Where in the file the parsed part begins.
    pub base: usize,
}

impl Origin<'_> {
    /// The place of a span of the file.
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place::span(self.file, self.text, span.clone())
    }
}

/// Reads a part of a file; places are those of the whole file.
///
/// # Errors
/// Every mistake the parser of the format found.
pub fn read(format: Format, part: &str, origin: Origin<'_>) -> Result<Node, Diags> {
    let shift = |span: Range<usize>| span.start + origin.base..span.end + origin.base;
    let parsed = parse(format, part).map(|mut node| {
        node.shift(origin.base);
        node
    });
    parsed.map_err(|errors| {
        let name = match format {
            Format::Toml => "TOML",
            Format::Yaml => "YAML",
            Format::Json => "JSON",
        };
        errors
            .into_iter()
            .map(|(span, message)| say::bad_syntax(origin.place(&shift(span)), name, &message))
            .collect()
    })
}

/// Typed access to the fields of one table. Every getter that finds another type says so; every
/// field that no getter asked for is an error of [`Fields::finish`].
pub struct Fields<'a> {
    origin: Origin<'a>,
    whose: String,
    left: BTreeMap<&'a str, (&'a Key, &'a Node)>,
    known: Vec<&'a str>,
    diags: Diags,
}

impl<'a> Fields<'a> {
    /// The fields of a table; `whose` names it in messages. A node that is no table is a problem.
    pub fn new(node: &'a Node, origin: Origin<'a>, whose: impl Into<String>) -> Self {
        let whose = whose.into();
        let mut fields = Self {
            origin,
            whose,
            left: BTreeMap::new(),
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
                let place = origin.place(&node.span);
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

    /// Takes a field, whatever its type; a null counts as absent.
    pub fn take(&mut self, name: &'a str) -> Option<(&'a Key, &'a Node)> {
        self.known.push(name);
        self.left
            .remove(name)
            .filter(|(_, node)| node.value != Value::Null)
    }

    /// The place of a node of this table.
    pub fn place(&self, node: &Node) -> Place {
        self.origin.place(&node.span)
    }

    /// The place of a span of the file.
    pub fn place_of(&self, span: &Range<usize>) -> Place {
        self.origin.place(span)
    }

    /// Adds a problem.
    pub fn problem(&mut self, diag: Diag) {
        self.diags.push(diag);
    }

    fn mismatch(&mut self, key: &str, wanted: &str, node: &Node) {
        let place = self.place(node);
        self.diags.push(say::wrong_type(
            place,
            &format!("`{key}`"),
            wanted,
            node.type_name(),
        ));
    }

    /// A text.
    pub fn text(&mut self, name: &'a str) -> Option<String> {
        let (_, node) = self.take(name)?;
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            _ => {
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

    /// The texts of a list that was taken.
    pub fn texts_of(&mut self, key: &str, node: &'a Node) -> Vec<Located<String>> {
        let Value::Array(items) = &node.value else {
            self.mismatch(key, "a list of texts, as in `[\"one\", \"two\"]`", node);
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Text(text) => {
                    texts.push(Located {
                        value: text.clone(),
                        span: item.span.clone(),
                    });
                }
                _ => self.mismatch(&format!("{key}` item"), "a text", item),
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
        self.diags.extend(fields.finish(|_| None));
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

    /// All problems, unknown fields among them; `hint` may know what another program calls it.
    pub fn finish(mut self, hint: impl Fn(&str) -> Option<String>) -> Diags {
        for (name, (key, _)) in &self.left {
            let place = self.origin.place(&key.span);
            let diag = match hint(name) {
                Some(hint) => say::unknown_key(place, name, &self.whose, [], &hint),
                None => say::unknown_key(place, name, &self.whose, self.known.iter().copied(), ""),
            };
            self.diags.push(diag);
        }
        self.diags
    }
}

/// A value and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}
