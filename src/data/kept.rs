//! A tree as the store keeps it, with its places: what [`Node`] says of itself to a serialiser is
//! what templates see, and they see no places.
//!
//! For `#[serde(with = "data::kept")]`.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Key, Node, Value};

#[derive(Serialize, Deserialize)]
struct Kept {
    span: Range<usize>,
    value: KeptValue,
}

#[derive(Serialize, Deserialize)]
enum KeptValue {
    Table(Vec<(String, Range<usize>, Kept)>),
    Array(Vec<Kept>),
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Date(String),
    Null,
}

impl From<&Node> for Kept {
    fn from(node: &Node) -> Self {
        let value = match &node.value {
            Value::Table(entries) => KeptValue::Table(
                entries
                    .iter()
                    .map(|(key, node)| (key.name.clone(), key.span.clone(), node.into()))
                    .collect(),
            ),
            Value::Array(items) => KeptValue::Array(items.iter().map(Into::into).collect()),
            Value::Text(text) => KeptValue::Text(text.clone()),
            Value::Integer(number) => KeptValue::Integer(*number),
            Value::Float(number) => KeptValue::Float(*number),
            Value::Bool(truth) => KeptValue::Bool(*truth),
            Value::Date(text) => KeptValue::Date(text.clone()),
            Value::Null => KeptValue::Null,
        };
        Self {
            span: node.span.clone(),
            value,
        }
    }
}

impl From<Kept> for Node {
    fn from(kept: Kept) -> Self {
        let value = match kept.value {
            KeptValue::Table(entries) => Value::Table(
                entries
                    .into_iter()
                    .map(|(name, span, kept)| (Key { name, span }, kept.into()))
                    .collect(),
            ),
            KeptValue::Array(items) => Value::Array(items.into_iter().map(Into::into).collect()),
            KeptValue::Text(text) => Value::Text(text),
            KeptValue::Integer(number) => Value::Integer(number),
            KeptValue::Float(number) => Value::Float(number),
            KeptValue::Bool(truth) => Value::Bool(truth),
            KeptValue::Date(text) => Value::Date(text),
            KeptValue::Null => Value::Null,
        };
        Self {
            span: kept.span,
            value,
        }
    }
}

/// Writes a tree.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize<S: Serializer>(node: &Option<Node>, serializer: S) -> Result<S::Ok, S::Error> {
    node.as_ref().map(Kept::from).serialize(serializer)
}

/// Reads a tree.
///
/// # Errors
/// Those of the deserialiser.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Node>, D::Error> {
    Ok(Option::<Kept>::deserialize(deserializer)?.map(Node::from))
}
