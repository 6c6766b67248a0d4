//! Links to other hosts: which there are, and where those stand that lead nowhere.

use std::collections::BTreeMap;

use super::external::Verdict;
use super::places::Places;
use super::{Fault, Judged};
use crate::diag::{Diag, Rule, say};

impl Judged {
    /// The addresses on other hosts that links lead to, but for what the settings skip.
    pub fn outside(&self) -> impl Iterator<Item = &str> {
        let skip = &self.inspection.site.config.check.skip;
        let urls = self.gathered.outside.keys().map(String::as_str);
        urls.filter(move |url| !skip.is_match(url))
    }

    /// Adds what became of such links: each is said once, with every place that has it.
    pub fn add_outside(&mut self, verdicts: &BTreeMap<String, Verdict>) {
        let places = Places::new(self);
        let mut diags = Vec::new();
        for (url, outputs) in &self.gathered.outside {
            let Some(verdict) = verdicts.get(url) else {
                continue;
            };
            let fault = Fault {
                rule: Rule::ExternalLink,
                key: url.clone(),
                detail: String::new(),
            };
            if *verdict == Verdict::Fine {
                continue;
            }
            let causes = places.causes(&fault, None, outputs);
            let seen = causes.iter().find_map(|cause| cause.seen);
            let diag: Diag = match verdict {
                Verdict::Fine => continue,
                Verdict::Moved(to) => say::moved_external(url, to, seen),
                Verdict::Dead(why) => say::dead_external(url, why, seen),
                Verdict::Unclear(why) => say::unclear_external(url, why, seen),
            };
            let at = causes.into_iter().map(|cause| cause.place);
            diags.push(say::at_all(diag, at));
        }
        drop(places);
        self.diags.extend(diags);
    }
}
