//! How bad it is when a link leads nowhere.

use crate::data::Fields;
use crate::diag::{Diag, Severity};

/// How bad a kind of mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// The site cannot be built.
    Error,
    /// Builds warn of it.
    Warn,
    /// Builds say nothing; `byline check` warns of it.
    Off,
}

impl Strictness {
    const CHOICES: &'static [(&'static str, Self)] = &[
        ("error", Self::Error),
        ("warn", Self::Warn),
        ("off", Self::Off),
    ];

    /// A mistake of that kind, which is a warning by itself, as it is said, if it is.
    pub fn judge_warning(self, diag: Diag) -> Option<Diag> {
        match self {
            Self::Error => Some(diag.of_severity(Severity::Error)),
            Self::Warn | Self::Off => self.judge(diag),
        }
    }

    /// A mistake of that kind as it is said, if it is. It never gets worse than it is.
    pub fn judge(self, diag: Diag) -> Option<Diag> {
        match self {
            Self::Error => Some(diag),
            Self::Warn => Some(diag.of_severity(Severity::Warning)),
            Self::Off => None,
        }
    }
}

/// How bad each kind of dead reference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strict {
    /// A link to a page, section or path that the site does not have.
    pub links: Strictness,
    /// A link to an anchor that its page does not have.
    pub anchors: Strictness,
    /// A link to a file that is not there.
    pub files: Strictness,
    /// A footnote that is missing, or defined twice.
    pub footnotes: Strictness,
}

/// What looks like a footnote may be text that was meant, as `[^0-9]` is.
impl Default for Strict {
    fn default() -> Self {
        Self {
            links: Strictness::Error,
            anchors: Strictness::Error,
            files: Strictness::Error,
            footnotes: Strictness::Warn,
        }
    }
}

impl Strict {
    /// For whoever judges what is made of a site: dead references that do not stop it are found there,
    /// and said once; what shows in no output is said here.
    pub fn judged_in_outputs(&mut self) {
        for kind in [&mut self.links, &mut self.anchors, &mut self.files] {
            if *kind == Strictness::Warn {
                *kind = Strictness::Off;
            }
        }
        if self.footnotes == Strictness::Off {
            self.footnotes = Strictness::Warn;
        }
    }
}

/// Reads `[strict]`.
pub(super) fn read(fields: &mut Fields<'_>) -> Strict {
    let choices = Strictness::CHOICES;
    let usual = Strict::default();
    let read = |fields: &mut Fields<'_>| Strict {
        links: fields.choice("links", choices).unwrap_or(usual.links),
        anchors: fields.choice("anchors", choices).unwrap_or(usual.anchors),
        files: fields.choice("files", choices).unwrap_or(usual.files),
        footnotes: fields
            .choice("footnotes", choices)
            .unwrap_or(usual.footnotes),
    };
    fields
        .within("strict", "`[strict]`", read)
        .unwrap_or_default()
}
