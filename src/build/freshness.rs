//! Whether an output is fresh, so that it may rest, and if it is stale, why.
//!
//! An output is fresh if, and only if, its file stands as it was written, everything it is made of is
//! what it was, and every question its template asked has the answer it had.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::answers::SiteAnswers;
use crate::disk::{self, Disk};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::store::{Outputs, Part, Reason, Record};
use crate::theme::Question;
use crate::view::{Facets, Piece};

/// Something an output is made of, by its name.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    Template(&'a str),
    Words(&'a str),
    File(&'a str),
    Piece(Piece<'a>),
}

impl Named<'_> {
    fn kind_and_name(&self) -> (u64, &str) {
        match self {
            Self::Template(name) => (0, name),
            Self::Words(name) => (1, name),
            Self::File(name) => (2, name),
            Self::Piece(Piece::Text(name)) => (3, name),
            Self::Piece(Piece::Value(name)) => (4, name),
        }
    }

    fn part(&self) -> Part<Question> {
        let (_, name) = self.kind_and_name();
        let name = name.to_owned();
        match self {
            Self::Template(_) => Part::Template(name),
            Self::Words(_) => Part::Words(name),
            Self::File(_) => Part::File(name),
            Self::Piece(Piece::Text(_)) => Part::Text(name),
            Self::Piece(Piece::Value(_)) => Part::Value(name),
        }
    }
}

/// Whoever is told everything an output is made of, but for the answers to its template's questions:
/// with the fingerprint of each.
pub(super) trait Listener {
    fn hear(&mut self, named: Named<'_>, fingerprint: Fingerprint);
}

/// Makes one fingerprint of all, and of the program.
pub(super) struct Manifest(Hasher);

impl Manifest {
    pub(super) fn new() -> Self {
        let mut hasher = Hasher::new("manifest");
        hasher.text(crate::fingerprint::TOOL);
        Self(hasher)
    }

    pub(super) fn finish(&self) -> Fingerprint {
        self.0.finish()
    }
}

impl Listener for Manifest {
    fn hear(&mut self, named: Named<'_>, fingerprint: Fingerprint) {
        let (kind, name) = named.kind_and_name();
        self.0.number(kind).text(name).fingerprint(fingerprint);
    }
}

/// All parts, to be remembered or told.
#[derive(Default)]
pub(super) struct Parts(pub Vec<(Part<Question>, Fingerprint)>);

impl Listener for Parts {
    fn hear(&mut self, named: Named<'_>, fingerprint: Fingerprint) {
        self.0.push((named.part(), fingerprint));
    }
}

/// How the file of an output stands.
#[derive(Clone, Copy)]
pub(super) enum Standing {
    /// As it was written.
    AsWritten(Record),
    Missing,
    Touched,
}

/// How the files of all outputs stand.
pub(super) struct Standings(HashMap<String, io::Result<Standing>>);

impl Standings {
    /// Looks at all files that were written.
    pub(super) fn of(freshness: &Freshness<'_>) -> Self {
        let written: Vec<(&String, &Record)> = freshness.before.written.iter().collect();
        let all = written
            .into_par_iter()
            .map(|(path, record)| (path.clone(), freshness.look(path, *record)));
        Self(all.collect())
    }
}

/// What the last build knew, beside how things are now.
pub(super) struct Freshness<'a> {
    pub disk: &'a dyn Disk,
    /// The output folder.
    pub folder: &'a Path,
    pub before: &'a Outputs<Question>,
    answers: Option<&'a SiteAnswers>,
    /// What the disk's clock showed before any output was looked at.
    pub clock: u64,
    /// Whether nobody but Byline changes the output folder.
    pub trusted: bool,
    /// How files stand, where that was looked at before.
    pub standings: Option<&'a Standings>,
    /// The outputs that may be stale, if all others are known to be fresh.
    pub suspect: Option<&'a HashSet<String>>,
    /// Per set of facets, which parts that are questions have the answers they had.
    holds: Vec<(Facets, Vec<OnceLock<bool>>)>,
}

impl<'a> Freshness<'a> {
    pub(super) fn new(
        disk: &'a dyn Disk,
        folder: &'a Path,
        before: &'a Outputs<Question>,
        clock: u64,
    ) -> Self {
        Self {
            disk,
            folder,
            before,
            answers: None,
            clock,
            trusted: false,
            standings: None,
            suspect: None,
            holds: Vec::new(),
        }
    }

    /// Whom to ask what templates asked, and with which sets of facets they did.
    pub(super) fn ask(&mut self, answers: &'a SiteAnswers, facets: &[Facets]) {
        let parts = self.before.parts_at_all();
        let unknown = || (0..parts).map(|_| OnceLock::new()).collect();
        let holds = facets.iter().map(|facets| (*facets, unknown()));
        self.answers = Some(answers);
        self.holds = holds.collect();
    }

    /// Of the answer that a question would get; `None` where it would get none.
    fn answer(&self, question: &Question, facets: Facets) -> Option<Fingerprint> {
        self.answers?.fingerprint(question, facets).ok()
    }

    /// The record of an output that is known to be made of what it was made of, if its file stands.
    pub(super) fn is_surely_fresh(&self, path: &str) -> io::Result<Option<Record>> {
        let is_sure = self.suspect.is_some_and(|suspect| !suspect.contains(path));
        let Some(record) = self.before.written.get(path).filter(|_| is_sure) else {
            return Ok(None);
        };
        match self.standing(path, *record)? {
            Standing::AsWritten(record) => Ok(Some(record)),
            _ => Ok(None),
        }
    }

    /// The record of an output that may rest.
    pub(super) fn is_fresh(
        &self,
        path: &str,
        manifest: Fingerprint,
        facets: Facets,
    ) -> io::Result<Option<Record>> {
        let Some(record) = self.before.written.get(path) else {
            return Ok(None);
        };
        if self.before.manifest(path) != Some(manifest) {
            return Ok(None);
        }
        for (number, part, fingerprint) in self.before.parts(path) {
            if let Part::Question(question) = part
                && !self.still_holds(number, question, fingerprint, facets)
            {
                return Ok(None);
            }
        }
        match self.standing(path, *record)? {
            Standing::AsWritten(record) => Ok(Some(record)),
            _ => Ok(None),
        }
    }

    fn still_holds(
        &self,
        number: usize,
        question: &Question,
        fingerprint: Fingerprint,
        facets: Facets,
    ) -> bool {
        let ask = || self.answer(question, facets) == Some(fingerprint);
        let known = self.holds.iter().find(|(variant, _)| *variant == facets);
        match known.and_then(|(_, holds)| holds.get(number)) {
            Some(holds) => *holds.get_or_init(ask),
            None => ask(),
        }
    }

    pub(super) fn standing(&self, path: &str, record: Record) -> io::Result<Standing> {
        if self.trusted && record != Record::OURS {
            return Ok(Standing::AsWritten(record));
        }
        match self.standings.and_then(|standings| standings.0.get(path)) {
            Some(Ok(standing)) => Ok(*standing),
            // Looked at once more, for the reason.
            Some(Err(_)) | None => self.look(path, record),
        }
    }

    fn look(&self, path: &str, record: Record) -> io::Result<Standing> {
        let at = self.folder.join(path);
        let stat = match self.disk.stat(&at) {
            Ok(Some(stat)) => stat,
            Ok(None) => return Ok(Standing::Missing),
            // A pipe, or a link that leads nowhere: no file that Byline wrote.
            Err(_) => return Ok(Standing::Touched),
        };
        if record.holds(stat) {
            return Ok(Standing::AsWritten(record));
        }
        // Its times tell nothing: its bytes do.
        let content = || disk::content(self.disk, &at);
        let holds = || content().is_ok_and(|(content, _)| content == record.bytes);
        if stat.size == record.stat.size && holds() {
            return Ok(Standing::AsWritten(Record {
                stat,
                settled: stat.is_settled(self.clock),
                ..record
            }));
        }
        Ok(Standing::Touched)
    }

    /// Why an output may not rest.
    pub(super) fn reasons(
        &self,
        path: &str,
        parts: &Parts,
        facets: Facets,
    ) -> io::Result<Vec<Reason<Question>>> {
        let record = match self.before.written.get(path) {
            Some(record) if *record != Record::OURS => *record,
            _ => return Ok(vec![Reason::New]),
        };
        if self.before.tool != crate::fingerprint::TOOL {
            let old = self.before.tool.clone();
            return Ok(vec![Reason::Tool { old }]);
        }
        let mut reasons = self.changed(path, parts, facets);
        match self.standing(path, record)? {
            Standing::AsWritten(_) => {}
            Standing::Missing => reasons.push(Reason::Missing),
            Standing::Touched => reasons.push(Reason::Touched),
        }
        if reasons.is_empty() {
            // What it was made of was not remembered.
            reasons.push(Reason::New);
        }
        Ok(reasons)
    }

    fn changed(&self, path: &str, parts: &Parts, facets: Facets) -> Vec<Reason<Question>> {
        if self.before.manifest(path).is_none() {
            return Vec::new();
        }
        type OldAndNew = (Option<Fingerprint>, Option<Fingerprint>);
        let mut both: BTreeMap<&Part<Question>, OldAndNew> = BTreeMap::new();
        for (_, part, old) in self.before.parts(path) {
            let entry = both.entry(part).or_default();
            entry.0 = Some(old);
            if let Part::Question(question) = part {
                entry.1 = self.answer(question, facets);
            }
        }
        for (part, new) in &parts.0 {
            both.entry(part).or_default().1 = Some(*new);
        }
        let changed = both.into_iter().filter(|(_, (old, new))| old != new);
        changed
            .map(|(part, (old, new))| Reason::Changed {
                part: part.clone(),
                old,
                new,
            })
            .collect()
    }
}
