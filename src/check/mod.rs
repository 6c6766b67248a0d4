//! `byline check`: a site is built in memory and judged.
//!
//! [`judge`] renders every output and keeps of each what rules ask for ([`html`], [`feed`]). What many
//! outputs have in common has one cause: it is said once, at the place of the source that caused it.

pub mod external;
pub mod feed;
pub mod html;
mod gather;
mod links;
mod lists;
mod outside;
mod own_feeds;
mod pages;
mod places;

use std::path::Path;
use std::sync::Arc;

use crate::build::{self, Inspection, Options};
use crate::diag::{Diag, Diags, Rule, Severity, say};
use crate::disk::Disk;
use crate::plan::What;

use gather::Gathered;
use links::Address;

/// Something that breaks a rule, wherever it was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault {
    /// The rule.
    pub rule: Rule,
    /// What it is about: an address, an id, the text of a heading.
    pub key: String,
    /// What else there is to say of it.
    pub detail: String,
}

/// A site that was judged.
pub struct Judged {
    disk: Arc<dyn Disk>,
    inspection: Inspection,
    address: Address,
    gathered: Gathered,
    diags: Diags,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles.
    pub pages: usize,
    /// Links, pictures and everything else that an output names by an address.
    pub links: usize,
    /// Feeds.
    pub feeds: usize,
}

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// How much was looked at.
    pub counts: Counts,
    /// Everything that is wrong or odd.
    pub diags: Diags,
}

/// Builds a site in memory and judges it. Nothing is written.
///
/// # Errors
/// Every problem that a build would have: such a site cannot be judged.
pub fn judge(disk: &Arc<dyn Disk>, options: &Options<'_>) -> Result<Judged, Diags> {
    let mut gathered = Gathered::default();
    let inspection = build::inspect(
        disk,
        options,
        |output| gather::wanted(output).is_some(),
        gather::look,
        |number, seen| gathered.add(number, seen),
    )?;
    let mut judged = Judged {
        disk: disk.clone(),
        address: Address::new(&inspection.site.config.base_url),
        diags: inspection.warnings.clone(),
        inspection,
        gathered,
    };
    let lost = judged.inspection.lost.iter().cloned();
    let lost: Vec<Diag> = lost
        .map(|diag| say::broken(Rule::LostAddress, diag))
        .collect();
    judged.diags.extend(lost);
    let inspection = &judged.inspection;
    if !inspection.foreign.is_empty() {
        let foreign = say::foreign(&inspection.output, &inspection.foreign);
        judged.diags.push(say::broken(Rule::ForeignFile, foreign));
    }
    let mut found = pages::judge(&judged);
    found.extend(lists::judge(&judged));
    found.extend(own_feeds::judge(&judged));
    judged.diags.extend(found);
    Ok(judged)
}

impl Judged {
    /// Everything that was found, but for what the settings want ignored; sorted, each with its place.
    pub fn finish(self) -> Checked {
        let ignored = &self.inspection.site.config.check.ignore;
        let diags = self.diags.into_iter();
        let kept = diags.filter(|diag| diag.rule.is_none_or(|rule| !ignored.contains(&rule)));
        let mut diags: Diags = kept.collect();
        let disk = &self.disk;
        diags.locate(|file| String::from_utf8(disk.read(Path::new(file)).ok()?).ok());
        // What a feed had before is a part of it, and a feed at an old address is the same feed.
        let site = &self.inspection.site;
        let feeds = self.inspection.plan.outputs.iter();
        let feeds = feeds.filter(|output| matches!(output.what, What::Feed { .. }));
        let feeds = feeds.filter(|output| !output.is_former_feed(site));
        Checked {
            counts: Counts {
                pages: self.inspection.site.pages.len(),
                links: self.gathered.links,
                feeds: feeds.count(),
            },
            diags: diags.sorted(),
        }
    }
}

impl Checked {
    /// How many problems of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        let diags = self.diags.iter();
        diags.filter(|diag| diag.severity == severity).count()
    }
}
