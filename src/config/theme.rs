//! What a theme gives to the settings: values of `[extra]` where a site has none of its own.

use super::Config;
use crate::data::{self, Format, Key, Node, Origin, Value};
use crate::diag::{Diags, say};

/// The file that describes a theme, in its folder.
pub const THEME_FILE: &str = "theme.toml";

impl Config {
    /// Puts what `[extra]` of a theme's `theme.toml` has into `extra`, wherever the site says nothing
    /// there: tables are merged, at any depth. All else in that file is for people.
    ///
    /// # Errors
    /// A file that is no TOML, and a table where the site has something else, or the other way round.
    pub fn add_theme(&mut self, file: &str, text: &str) -> Result<(), Diags> {
        let origin = Origin {
            file,
            text,
            base: 0,
        };
        let node = data::read(Format::Toml, text, origin)?;
        let Value::Table(entries) = node.value else {
            return Ok(());
        };
        let Some((_, extra)) = entries.into_iter().find(|(key, _)| key.name == "extra") else {
            return Ok(());
        };
        let mut diags = Diags::new();
        fill(&mut self.extra, extra, "extra", origin, &mut diags);
        if diags.is_empty() { Ok(()) } else { Err(diags) }
    }
}

/// Adds to a node what only the other has. Tables of TOML are nested no deeper than its parser lets them be.
fn fill(own: &mut Node, other: Node, path: &str, origin: Origin<'_>, diags: &mut Diags) {
    let types = (own.type_name(), other.type_name());
    match (&mut own.value, other.value) {
        (Value::Table(own), Value::Table(other)) => {
            let mut more: Vec<(Key, Node)> = Vec::new();
            for (key, node) in other {
                match own.iter_mut().find(|(known, _)| known.name == key.name) {
                    Some((_, own)) => {
                        fill(own, node, &format!("{path}.{}", key.name), origin, diags)
                    }
                    None => more.push((key, node)),
                }
            }
            own.extend(more);
        }
        (Value::Table(_), _) | (_, Value::Table(_)) => {
            diags.push(say::theme_differs(origin.place(&other.span), path, types));
        }
        _ => {}
    }
}
