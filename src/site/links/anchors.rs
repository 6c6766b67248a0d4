//! What stands behind `#` in links.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::diag::Names;

/// The anchors of a page, for whoever links to them.
#[derive(Debug)]
pub struct Anchors<'a> {
    ids: &'a [String],
    known: OnceLock<HashSet<&'a str>>,
    names: OnceLock<Names<'a>>,
}

impl<'a> Anchors<'a> {
    /// Those of these ids.
    pub fn new(ids: &'a [String]) -> Self {
        Self {
            ids,
            known: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// Whether there is one for what stands behind `#`. The top of a page, and text fragments, need
    /// none.
    ///
    /// # Errors
    /// The nearest one that there is.
    pub fn check(&self, fragment: &str) -> Result<(), Option<String>> {
        let all = || self.ids.iter().map(String::as_str);
        let needs_none = fragment.is_empty() || fragment == "top" || fragment.starts_with(":~:");
        if needs_none
            || self
                .known
                .get_or_init(|| all().collect())
                .contains(fragment)
        {
            return Ok(());
        }
        let names = self.names.get_or_init(|| Names::new(all()));
        Err(names.nearest(fragment).map(str::to_owned))
    }
}

/// Whether a page has an id; the nearest one it has, if not.
pub fn check_fragment(fragment: &str, ids: &[String]) -> Result<(), Option<String>> {
    Anchors::new(ids).check(fragment)
}
