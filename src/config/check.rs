//! `[check]`: what `byline check` leaves alone.

use globset::GlobSet;

use super::read::globs;
use crate::data::Fields;
use crate::diag::{Rule, say};

/// What `byline check` leaves alone.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// Rules that are not judged by.
    pub ignore: Vec<Rule>,
    /// Addresses on other hosts that are not asked for.
    pub skip: GlobSet,
}

/// Reads the table `check`, if there is one.
pub(super) fn read(fields: &mut Fields<'_>) -> Check {
    let read = fields.within("check", "`[check]`", |fields| Check {
        ignore: rules(fields),
        skip: globs(fields, "skip"),
    });
    read.unwrap_or_default()
}

fn rules(fields: &mut Fields<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for name in fields.texts("ignore").unwrap_or_default() {
        match Rule::named(&name.value) {
            Some(rule) => rules.push(rule),
            None => {
                let place = fields.place_of(&name.span);
                fields.problem(say::unknown_rule(place, &name.value));
            }
        }
    }
    rules
}
