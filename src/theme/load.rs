//! Data files for templates.

use std::collections::BTreeMap;

use quick_xml::events::Event;
use quick_xml::reader::Reader;
use serde_json::{Map, Value as Json};
use tera::Value;

use crate::data::{self, Format};
use crate::diag::Place;

/// How deep elements may lie in one another: values are freed one within the other.
const DEEPEST: usize = 128;

/// Reads data of a format into a value.
///
/// # Errors
/// What is wrong, and in which line and column, where that is known.
pub(super) fn load(format: &str, bytes: &[u8]) -> Result<Value, Broken> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| Broken::from("it is not UTF-8".to_owned()))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let tree = |format| {
        data::parse(format, text)
            .map(|node| Value::from_serializable(&node))
            .map_err(|errors| {
                let (span, why) = errors
                    .into_iter()
                    .next()
                    .unwrap_or((0..0, "it is broken".to_owned()));
                let position = Place::span("", text, span).position;
                Broken {
                    at: position.map(|position| (position.line, position.column)),
                    why,
                }
            })
    };
    match format {
        "toml" => tree(Format::Toml),
        "yaml" | "yml" => tree(Format::Yaml),
        "json" => tree(Format::Json),
        "csv" => csv(text).map_err(Broken::from),
        "xml" => xml(text)
            .map(|json| Value::from_serializable(&json))
            .map_err(Broken::from),
        _ => Ok(Value::from(text)),
    }
}

/// Why data cannot be read.
#[derive(Debug)]
pub(super) struct Broken {
    /// Line and column, from 1.
    pub at: Option<(usize, usize)>,
    /// What is wrong.
    pub why: String,
}

impl From<String> for Broken {
    fn from(why: String) -> Self {
        Self { at: None, why }
    }
}

/// A table as Zola has it: `headers` and `records`.
fn csv(text: &str) -> Result<Value, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .map_err(|error| error.to_string())?
        .iter()
        .map(str::to_owned)
        .collect();
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        records.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let table = BTreeMap::from([
        ("headers", Json::from(headers)),
        ("records", Json::from(records)),
    ]);
    Ok(Value::from_serializable(&table))
}

/// Elements as maps, in Zola's way: attributes by `@name`, text by `#text`, children by name; several of one
/// name are a list. An element that has nothing but text is that text, and one that has nothing is nothing.
fn xml(text: &str) -> Result<Json, String> {
    let mut reader = Reader::from_str(text);
    let mut stack: Vec<(String, Map<String, Json>)> = vec![(String::new(), Map::new())];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) if stack.len() < DEEPEST => stack.push(element(&start)?),
            Event::Start(_) => return Err("its elements are nested too deeply".to_owned()),
            Event::Empty(start) => {
                let (name, map) = element(&start)?;
                add(&mut stack, &name, closed(map));
            }
            Event::End(_) => {
                if let Some((name, map)) = stack.pop() {
                    add(&mut stack, &name, closed(map));
                }
            }
            Event::Text(text) => {
                append_text(&mut stack, &text);
            }
            Event::CData(text) => {
                append_text(&mut stack, &text);
            }
            Event::GeneralRef(reference) => {
                let whole = format!("&{};", &*reference);
                let text =
                    quick_xml::escape::unescape(&whole).map_err(|error| error.to_string())?;
                append_text(&mut stack, &text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match stack.pop() {
        Some((_, root)) if stack.is_empty() => Ok(Json::Object(root)),
        _ => Err("an element is never closed".to_owned()),
    }
}

fn element(
    start: &quick_xml::events::BytesStart<'_>,
) -> Result<(String, Map<String, Json>), String> {
    let name = start.name().as_ref().to_owned();
    let mut map = Map::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = format!("@{}", attribute.key.as_ref());
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|error| error.to_string())?
            .into_owned();
        map.insert(key, Json::from(value));
    }
    Ok((name, map))
}

fn closed(mut map: Map<String, Json>) -> Json {
    match map.len() {
        0 => Json::Null,
        1 => match map.remove(TEXT) {
            Some(text) => text,
            None => Json::Object(map),
        },
        _ => Json::Object(map),
    }
}

/// The key of the text of an element.
const TEXT: &str = "#text";

fn add(stack: &mut [(String, Map<String, Json>)], name: &str, child: Json) {
    let Some((_, parent)) = stack.last_mut() else {
        return;
    };
    match parent.get_mut(name) {
        None => {
            parent.insert(name.to_owned(), child);
        }
        Some(Json::Array(list)) => list.push(child),
        Some(first) => {
            let list = vec![first.take(), child];
            *first = Json::Array(list);
        }
    }
}

fn append_text(stack: &mut [(String, Map<String, Json>)], text: &str) {
    let Some((_, parent)) = stack.last_mut() else {
        return;
    };
    if !parent.contains_key(TEXT) && text.trim().is_empty() {
        return;
    }
    let entry = parent.entry(TEXT).or_insert_with(|| Json::from(""));
    if let Json::String(before) = entry {
        before.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_makes_a_value() {
        let get = |format: &str, text: &str, path: &str| {
            load(format, text.as_bytes())
                .unwrap()
                .get_from_path(path)
                .unwrap()
                .to_string()
        };
        assert_eq!(get("toml", "a = { b = 1 }", "a.b"), "1");
        assert_eq!(get("yaml", "a:\n  b: 비", "a.b"), "비");
        assert_eq!(get("json", r#"{"a": [1, 2]}"#, "a.1"), "2");
        assert_eq!(get("csv", "a,b\n1,2\n", "records.0.1"), "2");
        assert_eq!(
            get("xml", "<r x='1'><a>A &amp; B</a><a>C</a></r>", "r.a.0"),
            "A & B"
        );
        let xml = "<r><a x='1'>A<b/></a></r>";
        assert_eq!(get("xml", xml, "r.a.@x"), "1");
        assert_eq!(get("xml", xml, "r.a.#text"), "A");
        assert_eq!(get("xml", xml, "r.a.b"), "");
    }

    #[test]
    fn broken_data_is_an_error() {
        for (format, text) in [
            ("toml", "a ="),
            ("json", "{"),
            ("xml", "<a>"),
            ("yaml", "a: ["),
        ] {
            assert!(load(format, text.as_bytes()).is_err(), "{format}");
        }
    }
}
