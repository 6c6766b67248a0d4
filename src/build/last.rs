//! What the last build was made of as a whole, and what it did: for a build that finds nothing
//! changed, and for those who ask why.

use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::freshness::{Freshness, Standing};
use super::{Options, Report};
use crate::config::{self, Config};
use crate::date::{self, Date};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Hasher, TOOL};
use crate::plan::Own;
use crate::site::Hidden;
use crate::source::{self, Sources};
use crate::store::{Home, Outputs, Reasons, Record};
use crate::theme::{Materials, Question};

const NAME: &str = "last";
/// Raised whenever what is saved changes its shape.
const SHAPE: &str = "byline last 4\n";

/// What a build noticed that the next one has to know.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Noticed {
    /// Whether a template asked which day it is.
    pub asks_day: bool,
    /// Whether articles may have been known by their texts: another text may then make one another.
    pub sought: bool,
}

/// What the last build was made of, and what it did.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Last {
    /// The program.
    tool: String,
    /// Of all that the build was made of, but for what files say; nothing, if the build had
    /// something to say that must be said again.
    inputs: Fingerprint,
    /// Of `byline.lock`, as it was after the build.
    pub lock: Fingerprint,
    /// Of what is known of its outputs, as it was saved: a build that was killed before this was may have saved other
    /// ones.
    outputs_saved: Fingerprint,
    /// Of what files said. A build that failed, or a look at what there is, may have read others.
    said: Fingerprint,
    /// The moment it was made for.
    now: Option<Date>,
    pages: usize,
    outputs: usize,
    hidden: Vec<Hidden>,
    next_change: Option<Date>,
    own: Vec<Own>,
    /// What it noticed.
    pub noticed: Noticed,
    /// What it made again, and why.
    pub rendered: Reasons<Question>,
}

impl Last {
    /// What the last build did; nothing, if that is in doubt or another program did it.
    pub(super) fn load(disk: &dyn Disk, home: &Home) -> Self {
        let last = home.load::<Self>(disk, NAME, SHAPE).unwrap_or_default();
        if last.tool == TOOL {
            last
        } else {
            Self::default()
        }
    }

    pub(super) fn save(&self, disk: &dyn Disk, home: &Home) -> std::io::Result<()> {
        home.save(disk, NAME, SHAPE, self)
    }

    /// What a build did, to be remembered.
    pub(super) fn of(
        report: &Report,
        (inputs, lock): (Fingerprint, Fingerprint),
        outputs_saved: Fingerprint,
        said: Fingerprint,
        now: Option<Date>,
        noticed: Noticed,
    ) -> Self {
        let silent = report.warnings.is_empty();
        Self {
            tool: TOOL.to_owned(),
            inputs: if silent { inputs } else { Fingerprint::NONE },
            lock,
            outputs_saved,
            said,
            now,
            pages: report.pages,
            outputs: report.outputs,
            hidden: report.hidden.clone(),
            next_change: report.next_change,
            own: report.own.clone(),
            noticed,
            rendered: report.rendered.clone(),
        }
    }

    /// Whether a build would be made of the same, if all files say what they said.
    pub(super) fn has_inputs(
        &self,
        inputs: Fingerprint,
        now: Option<Date>,
        config: &Config,
    ) -> bool {
        self.inputs == inputs && inputs != Fingerprint::NONE && self.has_time(now, config)
    }

    /// Whether the same articles are due, on the same day if that matters.
    pub(super) fn has_time(&self, now: Option<Date>, config: &Config) -> bool {
        match (self.now, now) {
            (None, None) => true,
            (Some(last), Some(now)) => {
                let before_next = self.next_change.is_none_or(|next| now < next);
                let day = |moment: &Date| date::to_zone(moment, config.timezone).date_naive();
                last <= now && before_next && (day(&last) == day(&now) || !self.noticed.asks_day)
            }
            _ => false,
        }
    }

    /// What the build was made of but for what files say, and the lock; nothing, if it had something to say.
    pub(super) fn made_of(&self) -> Option<(Fingerprint, Fingerprint)> {
        (self.inputs != Fingerprint::NONE).then_some((self.inputs, self.lock))
    }

    /// Whether what is known of outputs was saved by it, and not by another build.
    pub(super) fn is_of(&self, outputs: Fingerprint) -> bool {
        self.outputs_saved == outputs
    }

    /// Whether files said what they say.
    pub(super) fn has_said(&self, said: Fingerprint) -> bool {
        self.said == said
    }

    /// The report of a build that changed no more than this.
    pub(super) fn report(self, output: &str) -> Report {
        Report {
            pages: self.pages,
            outputs: self.outputs,
            hidden: self.hidden,
            next_change: self.next_change,
            own: self.own,
            ..Report::nothing(output)
        }
    }
}

/// Of all that a build is made of, but for which documents there are, and what they and other files say.
pub(super) fn inputs(
    disk: &dyn Disk,
    options: &Options<'_>,
    config: &Config,
    materials: &Materials,
    sources: &Sources,
) -> Fingerprint {
    let mut hasher = Hasher::new("inputs");
    hasher.text(TOOL);
    match disk.read(Path::new(config::FILE)) {
        Ok(bytes) => hasher.bytes(&bytes),
        Err(_) => hasher.text("no settings"),
    };
    let visibility = &options.visibility;
    for flag in [visibility.drafts, visibility.future, visibility.expired] {
        hasher.number(u64::from(flag));
    }
    hasher.text(options.base_url.as_deref().unwrap_or_default());
    // A theme adds to the settings.
    hasher.fingerprint(Fingerprint::of_value("extra", &config.extra));
    hasher.fingerprint(materials.fingerprint());
    for assets in [&sources.assets, &sources.statics] {
        hasher.number(assets.len() as u64);
        for asset in assets {
            hasher.text(&asset.path).text(&asset.shown);
        }
    }
    for folder in super::files::ASKED_FOR {
        let mut problems = crate::diag::Diags::new();
        let found = source::list(disk, folder, &mut problems);
        hasher.number(found.len() as u64);
        for found in found {
            hasher.text(&found.path);
        }
    }
    hasher.finish()
}

/// Whether every file stands as it was written. How files stand that say so by their bytes alone is
/// taken over.
pub(super) fn all_stand(
    freshness: &Freshness<'_>,
    outputs: &Outputs<Question>,
) -> Option<Vec<(String, Record)>> {
    let written: Vec<(&String, &Record)> = outputs.written.iter().collect();
    let standing = written.into_par_iter().map(|(path, record)| {
        if *record == Record::OURS {
            return None;
        }
        match freshness.standing(path, *record) {
            Ok(Standing::AsWritten(now)) if now == *record => Some(None),
            Ok(Standing::AsWritten(now)) => Some(Some((path.clone(), now))),
            _ => None,
        }
    });
    let refreshed: Option<Vec<_>> = standing.collect();
    refreshed.map(|refreshed| refreshed.into_iter().flatten().collect())
}
