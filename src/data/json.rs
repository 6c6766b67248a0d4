//! JSON with places (RFC 8259). It is no YAML: what YAML forbids in a text, such as U+007F, JSON allows.

use std::collections::HashSet;
use std::ops::Range;

use serde::de::IgnoredAny;

use super::{Key, Node, Value};

/// How deep values stand in one another; what is deeper wants to exhaust whoever reads it.
const DEEPEST: usize = 128;

type Error = (Range<usize>, String);

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Node, Vec<Error>> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = place(text, &error);
        return Err(vec![(at..at, said(&error))]);
    }
    let mut reader = Reader { text, at: 0 };
    reader.value(0).map_err(|error| vec![error])
}

/// The byte of an error: its column counts bytes, and may be one within a character.
fn place(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n');
    let start: usize = lines
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What the parser says, without its own idea of the place.
fn said(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    message.to_owned()
}

/// Reads what is known to be JSON, and where what stands.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips white space; the next character is not skipped.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
        self.rest().bytes().next()
    }

    /// Whether there is another value before the end of a list or a table, which is skipped.
    fn goes_on(&mut self, end: u8) -> bool {
        let is_comma = self.peek() == Some(b',');
        self.at += usize::from(is_comma);
        let is_end = self.peek().is_none_or(|next| next == end);
        self.at += usize::from(is_end);
        !is_end
    }

    fn value(&mut self, depth: usize) -> Result<Node, Error> {
        let first = self.peek();
        let start = self.at;
        if depth > DEEPEST {
            return Err((start..start + 1, "values are nested too deeply".to_owned()));
        }
        let value = match first {
            Some(b'{') => {
                self.at += 1;
                self.table(depth)?
            }
            Some(b'[') => {
                self.at += 1;
                let mut items = Vec::new();
                while self.goes_on(b']') {
                    items.push(self.value(depth + 1)?);
                }
                Value::Array(items)
            }
            Some(b'"') => Value::Text(self.string()?),
            _ => self.word()?,
        };
        Ok(Node {
            span: start..self.at,
            value,
        })
    }

    fn table(&mut self, depth: usize) -> Result<Value, Error> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while self.goes_on(b'}') {
            let start = self.at;
            let name = self.string()?;
            let span = start..self.at;
            if !seen.insert(name.clone()) {
                return Err((span, format!("duplicate key: {name}")));
            }
            self.peek();
            self.at += 1;
            let value = self.value(depth + 1)?;
            entries.push((Key { name, span }, value));
        }
        Ok(Value::Table(entries))
    }

    /// A text in quotes.
    fn string(&mut self) -> Result<String, Error> {
        let rest = self.rest();
        let mut is_escaped = false;
        let end = rest.bytes().skip(1).position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        });
        let length = end.map_or(rest.len(), |end| end + 2);
        let span = self.at..self.at + length;
        let literal = rest.get(..length).unwrap_or_default();
        let text = serde_json::from_str(literal);
        let text = text.map_err(|error| (span.clone(), said(&error)))?;
        self.at = span.end;
        Ok(text)
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value, Error> {
        let rest = self.rest();
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ']' | '}');
        let length = rest.find(is_end).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let span = self.at..self.at + length;
        self.at = span.end;
        match word {
            "null" => return Ok(Value::Null),
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            _ => {}
        }
        if let Ok(number) = word.parse() {
            return Ok(Value::Integer(number));
        }
        match word.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err((span, "number out of range".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_place() {
        let text = " {\"a\": [1, -2.5, \"x\\\"]\\u0041\"], \"b\\n\" : {\"c\":null,\"d\":true}}\n";
        let node = parse(text).unwrap();
        assert_eq!(&text[node.span.clone()], text.trim());
        let Value::Table(entries) = &node.value else {
            panic!("{node:?}");
        };
        let (key, list) = &entries[0];
        assert_eq!((key.name.as_str(), &text[key.span.clone()]), ("a", "\"a\""));
        let Value::Array(items) = &list.value else {
            panic!("{list:?}");
        };
        let said: Vec<_> = items
            .iter()
            .map(|item| (&text[item.span.clone()], item.value.clone()))
            .collect();
        assert_eq!(
            said,
            [
                ("1", Value::Integer(1)),
                ("-2.5", Value::Float(-2.5)),
                ("\"x\\\"]\\u0041\"", Value::Text("x\"]A".to_owned())),
            ]
        );
        let (key, table) = &entries[1];
        assert_eq!(key.name, "b\n");
        assert_eq!(&text[table.span.clone()], "{\"c\":null,\"d\":true}");
    }

    #[test]
    fn a_text_holds_every_character_that_json_allows() {
        for c in [
            '\u{7f}', '\u{80}', '\u{9f}', '\u{fffe}', '\u{feff}', '\u{2028}', '𝄞',
        ] {
            let node = parse(&format!("[\"a{c}b\"]")).unwrap();
            let Value::Array(items) = node.value else {
                panic!("{c:?}");
            };
            assert_eq!(items[0].value, Value::Text(format!("a{c}b")));
        }
        let node = parse("\"\\ud834\\udd1e\"").unwrap();
        assert_eq!(node.value, Value::Text("𝄞".to_owned()));
        assert!(parse("\"\u{1f}\"").is_err());
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        for (text, at, why) in [
            ("{\"a\": 1, \"a\": 2}", 9, "duplicate key: a"),
            ("[\"\\ud834\"]", 1, "unexpected end of hex escape"),
            ("[1e999]", 1, "number out of range"),
            ("[1,]", 3, "expected value"),
            ("{\"가나\":\n\"다\",}", 17, "key must be a string"),
            ("{\"가나\": x}\n", 11, "expected value"),
            ("{\"a\": 가}", 6, "expected value"),
        ] {
            let errors = parse(text).unwrap_err();
            assert_eq!(
                (errors[0].0.start, errors[0].1.as_str()),
                (at, why),
                "{text}"
            );
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(parse(&deep).unwrap_err()[0].0.start, DEEPEST + 1);
    }
}
