//! What Tera itself says that a template draws on.
//!
//! A template that is loaded into a Tera that knows nothing else is refused with the name of the
//! template it extends, and of every template, component, filter, test and function it uses.

use std::collections::BTreeSet;

use tera::{ErrorKind, Tera};

/// A name that no template has.
const ALONE: &str = "\u{0}";

/// What Tera found in a template.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// The templates that it includes or extends.
    pub includes: BTreeSet<String>,
    /// The components that it calls and does not have.
    pub components: BTreeSet<String>,
    /// The filters, tests and functions that it uses, but for those that are Tera's own.
    pub others: BTreeSet<String>,
}

/// Asks; `None` if the answer is none that is known of.
pub(super) fn ask(text: &str) -> Option<Told> {
    let mut told = Told::default();
    let mut tera = Tera::new();
    let mut parent: Option<String> = None;
    loop {
        let above = parent.as_deref().map(|parent| (parent, ""));
        let Err(error) = tera.add_raw_templates(above.into_iter().chain([(ALONE, text)])) else {
            return Some(told);
        };
        match error.kind() {
            ErrorKind::MissingParent { parent: name, .. } if parent.is_none() => {
                told.includes.insert(name.clone());
                parent = Some(name.clone());
            }
            ErrorKind::Msg(message) => {
                for line in message.lines() {
                    // Lines of the template stand behind their numbers.
                    if let Some(unknown) = line.strip_prefix("error: ") {
                        told.add(unknown)?;
                    }
                }
                return Some(told);
            }
            _ => return None,
        }
    }
}

impl Told {
    fn add(&mut self, what: &str) -> Option<()> {
        if what.starts_with("Block `") && what.ends_with("in any parent template") {
            return Some(());
        }
        let (kind, name) = what.strip_prefix("Unknown ")?.split_once(" `")?;
        let name = name.strip_suffix('`')?.to_owned();
        match kind {
            "template" => self.includes.insert(name),
            "component" => self.components.insert(name),
            "filter" | "test" | "function" => self.others.insert(name),
            _ => return None,
        };
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tera_says_what_a_template_draws_on() {
        let text = "{% extends \"base.html\" %}{% block own %}{{ <card.small p={q}/> }}{{ a | b }}{% endblock %}\
                    {% component mine() %}{% include 'it\\'s.html' %}{{ f() }}{{ <mine/> }}{% endcomponent %}";
        let told = ask(text).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(told.includes, names(&["base.html", "it's.html"]));
        assert_eq!(told.components, names(&["card.small"]));
        assert_eq!(told.others, names(&["b", "f"]));
        assert_eq!(ask("nothing").unwrap(), Told::default());
    }
}
