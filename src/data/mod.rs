//! TOML, YAML and JSON as one tree in which everything has a place.
//!
//! [`parse`] reads any of the three into a [`Node`]; [`Fields`] takes typed values out of a table and
//! says every problem with its place: a key of the wrong type, a key nobody asked for.

mod fields;
mod json;
pub mod kept;
mod mend;

use std::fmt;
use std::ops::Range;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::de::{DeTable, DeValue};

use crate::diag::{Diags, Lines, Place, say};

use mend::Trouble;

pub use fields::{Fields, Located, UnknownKeys};

/// Whether XML 1.0 can hold a character, raw or as a reference (production `Char`, section 2.2).
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

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

    /// What it is, in words.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Table(_) => "a table",
            Value::Array(_) => "a list",
            Value::Text(_) => "a text",
            Value::Integer(number) if number < 0 => "a negative number",
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
        Format::Json => json::parse(text),
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
    match serde_saphyr::from_str_with_options::<serde_saphyr::Spanned<Yaml>>(text, yaml_options()) {
        Ok(node) => Ok(from_yaml(node, text)),
        Err(error) => {
            let at = error.location().map_or(0, |location| {
                offset(text, location.line() as usize, location.column() as usize)
            });
            let message = error.without_snippet().to_string();
            Err(vec![(at..at, yaml_message(&message))])
        }
    }
}

/// YAML 1.2: `no` is Norwegian, and `y` is a letter.
fn yaml_options() -> serde_saphyr::Options {
    serde_saphyr::options! { strict_booleans: true }
}

/// What the parser says, without its own idea of the place and of its settings.
fn yaml_message(message: &str) -> String {
    let line = message.lines().next().unwrap_or("not YAML");
    let line = line.split(" at line ").next().unwrap_or(line);
    let line = line.split(": line ").next().unwrap_or(line);
    let line = line.split(", set ").next().unwrap_or(line);
    line.split(" (")
        .next()
        .unwrap_or(line)
        .trim_end_matches(['.', ',', ';'])
        .to_owned()
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
        let mistakes = mend::mistakes(format, part, errors);
        let mut lines = Lines::new(origin.text);
        let mut place = |span| lines.place(origin.file, shift(span));
        let said = mistakes.into_iter().map(|mistake| {
            let Some(mend) = mistake.mend else {
                return say::bad_syntax(place(mistake.span), name, &mistake.message);
            };
            let is_there = (mend.line.start..=mend.line.end).contains(&mistake.span.start);
            let span = match mend.trouble {
                Trouble::Quotes | Trouble::Colon if is_there => mistake.span,
                _ => mend.line,
            };
            let place = place(span);
            match mend.trouble {
                Trouble::Quotes => say::unquoted(place, name, &mistake.message, &mend.instead),
                Trouble::Tabs => say::tabs_in_yaml(place, &mend.instead),
                Trouble::Colon => say::colon_in_toml(place, &mend.instead),
            }
        });
        said.collect()
    })
}

/// A text in double quotes, as TOML and YAML read it back.
fn quoted(text: &str) -> String {
    crate::diag::toml::string(text)
}
