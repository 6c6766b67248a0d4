//! The pages of a site: read and parsed where that was not done before, else as they were kept.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Progress;
use crate::config::Config;
use crate::diag::{Diag, Diags, say};
use crate::disk::{Disk, Spool, Spooled, Stat};
use crate::fingerprint::{Fingerprint, Sum};
use crate::markdown::Html;
use crate::page::{self, Page, Prose};
use crate::source::{Document, Kind, Sources};
use crate::store::{self, Glance, Home, Journals, Kept, KnownDocument};

/// What is known of the sources of a site.
pub(super) struct Library {
    /// What was seen.
    pub known: store::Sources,
    journals: Journals,
    /// Where all that is kept; `None` if it is gone with the process.
    home: Option<Home>,
    /// Pages that stay in memory from build to build, by path; `None` if none do.
    warm: Option<HashMap<String, Page>>,
    /// Of what all files say, as long as that is known.
    said: Option<Sum>,
    changed: bool,
}

/// What became of one document.
struct Got {
    page: Page,
    known: KnownDocument,
    parsed: bool,
}

/// A first look at all documents: what is known of each that says what it said, in their order.
pub(super) struct Look {
    rest: Vec<Option<KnownDocument>>,
    /// Whether a document is gone that was there.
    some_gone: bool,
}

impl Look {
    /// The numbers of the documents that are new or say something else.
    pub(super) fn changed(&self) -> Vec<usize> {
        let changed = self.rest.iter().enumerate();
        changed
            .filter(|(_, known)| known.is_none())
            .map(|(number, _)| number)
            .collect()
    }

    /// Whether the same documents are there as before.
    pub(super) fn none_gone(&self) -> bool {
        !self.some_gone
    }
}

/// All pages of a site.
pub(super) struct Parsed {
    /// The pages, without their texts.
    pub pages: Vec<Page>,
    /// Source paths of what could not be read.
    pub unread: Vec<String>,
    /// Source paths of what was parsed now.
    pub parsed: Vec<String>,
    /// What was wrong.
    pub problems: Diags,
}

/// What reading documents draws on.
pub(super) struct Reading<'a> {
    pub disk: &'a dyn Disk,
    config: &'a Config,
    /// Per language.
    settings: Vec<Fingerprint>,
    /// What the disk's clock showed before anything was read.
    clock: u64,
    /// The journal of pages, read whole when the first of them is wanted.
    journal: OnceLock<Vec<u8>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(disk: &'a dyn Disk, config: &'a Config, clock: u64) -> Self {
        let languages = 0..config.languages.len();
        Self {
            disk,
            config,
            settings: languages.map(|at| page::settings(config, at)).collect(),
            clock,
            journal: OnceLock::new(),
        }
    }

    fn circumstances(&self, document: &Document) -> Fingerprint {
        let settings = self.settings.get(document.language).copied();
        page::circumstances(document, settings.unwrap_or_default())
    }

    fn glance(&self, stat: Stat, bytes: &[u8]) -> Glance {
        Glance {
            stat,
            settled: stat.is_settled(self.clock),
            bytes: Fingerprint::of_content(bytes),
        }
    }
}

impl Library {
    /// What the store knows; pages stay in memory if they are wanted again.
    pub(super) fn open(disk: &dyn Disk, home: &Home, again: bool) -> io::Result<Self> {
        let known = store::Sources::load(disk, home);
        Ok(Self {
            journals: Journals::of(disk, home, known.journals)?,
            known,
            home: Some(home.clone()),
            warm: again.then(HashMap::new),
            said: None,
            changed: false,
        })
    }

    /// Nothing is known, and nothing will be.
    pub(super) fn passing(disk: &dyn Disk) -> io::Result<Self> {
        Ok(Self {
            known: store::Sources::default(),
            journals: Journals::passing(disk)?,
            home: None,
            warm: None,
            said: None,
            changed: false,
        })
    }

    /// Of what all files say.
    pub(super) fn said(&mut self) -> Fingerprint {
        let said = self.said.get_or_insert_with(|| self.known.said());
        said.finish()
    }

    /// Looks which documents say what they said: what the store saw unchanged is not read.
    pub(super) fn look(&self, reading: &Reading<'_>, sources: &Sources) -> Look {
        let rest: Vec<Option<KnownDocument>> = sources
            .documents
            .par_iter()
            .map(|document| self.look_at(reading, document))
            .collect();
        let there = sources.documents.iter();
        let there = there.filter(|document| self.known.documents.contains_key(&document.path));
        Look {
            rest,
            some_gone: there.count() < self.known.documents.len(),
        }
    }

    fn look_at(&self, reading: &Reading<'_>, document: &Arc<Document>) -> Option<KnownDocument> {
        let known = *self.known.documents.get(&document.path)?;
        if known.circumstances != reading.circumstances(document) {
            return None;
        }
        let stat = reading.disk.stat(&document.at).ok()??;
        if known.glance.holds(stat) {
            return Some(known);
        }
        let bytes = reading.disk.read(&document.at).ok()?;
        let glance = reading.glance(stat, &bytes);
        (glance.bytes == known.glance.bytes).then_some(KnownDocument { glance, ..known })
    }

    /// All pages: what says what it said is not parsed.
    pub(super) fn pages(
        &mut self,
        reading: &Reading<'_>,
        sources: &Sources,
        look: Look,
        progress: &dyn Progress,
    ) -> Parsed {
        progress.length(sources.documents.len());
        let documents = sources.documents.par_iter();
        let read: Vec<Result<Got, Diags>> = documents
            .zip(look.rest)
            .map(|(document, known)| {
                let got = known.and_then(|known| self.recall(reading, document, known));
                let got = got.map_or_else(|| self.parse(reading, document), Ok);
                progress.done();
                got
            })
            .collect();
        let mut parsed = Parsed {
            pages: Vec::with_capacity(read.len()),
            unread: Vec::new(),
            parsed: Vec::new(),
            problems: Diags::new(),
        };
        for (document, result) in sources.documents.iter().zip(read) {
            match result {
                Ok(got) => {
                    if got.parsed {
                        parsed.parsed.push(document.path.clone());
                    }
                    self.note(&got);
                    parsed.pages.push(got.page);
                }
                Err(diags) => {
                    self.forget(&document.path);
                    parsed.unread.push(document.path.clone());
                    parsed.problems.extend(diags);
                }
            }
        }
        if look.some_gone {
            self.drop_what_is_gone(sources);
        }
        parsed
    }

    /// The page of one document that was edited; `None` if something is wrong with it, or odd.
    pub(super) fn page_again(
        &mut self,
        reading: &Reading<'_>,
        document: &Arc<Document>,
    ) -> Option<Page> {
        let got = self.parse(reading, document).ok()?;
        if !got.page.problems.is_empty() {
            return None;
        }
        self.note(&got);
        Some(got.page)
    }

    /// What outputs can see of these articles but their texts, as it was; `None` unless it is known of each.
    pub(super) fn faces(
        &self,
        documents: &[&Arc<Document>],
    ) -> Option<HashMap<String, Fingerprint>> {
        let face = |document: &&Arc<Document>| {
            let known = self.known.documents.get(&document.path);
            let known = known.filter(|_| document.kind == Kind::Page)?;
            Some((document.path.clone(), known.face))
        };
        documents.iter().map(face).collect()
    }

    /// Whether it is the same now.
    pub(super) fn has_faces(&self, faces: &HashMap<String, Fingerprint>) -> bool {
        faces.iter().all(|(path, face)| {
            let known = self.known.documents.get(path);
            known.is_some_and(|known| known.face == *face)
        })
    }

    /// Takes over how the files of documents stand that say what they said.
    pub(super) fn refresh(&mut self, sources: &Sources, look: &Look) {
        for (document, known) in sources.documents.iter().zip(&look.rest) {
            if let Some(known) = known
                && self.known.documents.get(&document.path) != Some(known)
            {
                self.known.documents.insert(document.path.clone(), *known);
                self.changed = true;
            }
        }
    }

    fn parse(&self, reading: &Reading<'_>, document: &Arc<Document>) -> Result<Got, Diags> {
        let unreadable = |error: io::Error| say::io("read", &document.shown, &error);
        let stat = reading.disk.stat(&document.at).map_err(unreadable)?;
        let stat = stat.ok_or_else(|| unreadable(io::ErrorKind::NotFound.into()))?;
        let bytes = reading.disk.read(&document.at).map_err(unreadable)?;
        let page = page::parse(document, &bytes, reading.config)?;
        self.keep(
            page,
            reading.glance(stat, &bytes),
            reading.circumstances(document),
        )
        .map_err(|error| say::io("put aside", &document.shown, &error).into())
    }

    /// A page as it was kept.
    fn recall(
        &self,
        reading: &Reading<'_>,
        document: &Arc<Document>,
        known: KnownDocument,
    ) -> Option<Got> {
        let page = match &self.warm {
            Some(warm) if warm.contains_key(&document.path) => Page {
                document: document.clone(),
                ..warm.get(&document.path)?.clone()
            },
            _ => {
                let journal = reading.journal.get_or_init(|| {
                    let home = self.home.as_ref();
                    let file = home.map(|home| Journals::pages_file(home, self.known.journals));
                    file.and_then(|file| reading.disk.read(&file).ok())
                        .unwrap_or_default()
                });
                let start = usize::try_from(known.page.place.start).ok()?;
                let end = start.checked_add(known.page.place.length as usize)?;
                let bytes = journal.get(start..end)?;
                if Fingerprint::of("page", bytes) != known.page.check {
                    return None;
                }
                Page::recall(document, bytes)?
            }
        };
        Some(Got {
            page,
            known,
            parsed: false,
        })
    }

    /// Puts a page and its text into the journals.
    fn keep(&self, mut page: Page, glance: Glance, circumstances: Fingerprint) -> io::Result<Got> {
        let text = std::mem::take(&mut page.body);
        let text = postcard::to_stdvec(&text).map_err(io::Error::other)?;
        let text = self.journals.texts.put(&text)?;
        Arc::make_mut(&mut page.prose).text = text;
        let bytes = page.keep().map_err(io::Error::other)?;
        let kept = Kept {
            place: self.journals.pages.put(&bytes)?,
            check: Fingerprint::of("page", &bytes),
        };
        let known = KnownDocument {
            glance,
            circumstances,
            face: page.face(),
            page: kept,
            text,
        };
        Ok(Got {
            page,
            known,
            parsed: true,
        })
    }

    fn note(&mut self, got: &Got) {
        let path = &got.page.document.path;
        // What is wrong with a page is said by parsing it: it must be said again.
        if !got.page.problems.is_empty() {
            return self.forget(path);
        }
        if self.known.documents.get(path) != Some(&got.known) {
            let before = self.known.documents.insert(path.clone(), got.known);
            if let Some(said) = &mut self.said {
                said.add(got.known.said(path));
                if let Some(before) = before {
                    said.remove(before.said(path));
                }
            }
            self.changed = true;
        }
        if let Some(warm) = &mut self.warm
            && (got.parsed || !warm.contains_key(path))
        {
            warm.insert(path.clone(), got.page.clone());
        }
    }

    fn forget(&mut self, path: &str) {
        self.changed |= self.known.documents.remove(path).is_some();
        self.said = None;
        if let Some(warm) = &mut self.warm {
            warm.remove(path);
        }
    }

    fn drop_what_is_gone(&mut self, sources: &Sources) {
        let there: HashSet<&str> = sources
            .documents
            .iter()
            .map(|document| document.path.as_str())
            .collect();
        self.changed = true;
        self.said = None;
        self.known
            .documents
            .retain(|path, _| there.contains(path.as_str()));
        if let Some(warm) = &mut self.warm {
            warm.retain(|path, _| there.contains(path.as_str()));
        }
    }

    /// Takes over how other files stood. If these are all that outputs depend on, the rest is forgotten.
    pub(super) fn note_files(&mut self, files: HashMap<String, Glance>, are_all: bool) {
        if note(&mut self.known.files, files, are_all) {
            self.changed = true;
            self.said = None;
        }
    }

    /// Takes over how large pictures are, as with other files.
    pub(super) fn note_pictures(
        &mut self,
        pictures: HashMap<Fingerprint, (u32, u32)>,
        are_all: bool,
    ) {
        self.changed |= note(&mut self.known.pictures, pictures, are_all);
    }

    /// The texts of all pages.
    pub(super) fn texts(&self) -> Texts {
        Texts {
            spool: self.journals.texts.clone(),
        }
    }

    /// Whether all files that outputs depend on stand as they did.
    pub(super) fn files_stand(&self, disk: &dyn Disk) -> bool {
        self.known.files.par_iter().all(|(path, glance)| {
            let stat = disk.stat(Path::new(path));
            stat.is_ok_and(|stat| stat.is_some_and(|stat| glance.holds(stat)))
        })
    }

    /// Saves what is known, if it is not what is saved.
    pub(super) fn save(&mut self, disk: &dyn Disk) -> io::Result<()> {
        let Some(home) = &self.home else {
            return Ok(());
        };
        if !self.changed {
            return Ok(());
        }
        self.known.save(disk, home)?;
        self.changed = false;
        Ok(())
    }

    /// Begins new journals when most of the old ones is waste.
    pub(super) fn tidy(&mut self, disk: &dyn Disk) -> io::Result<()> {
        let Some(home) = self.home.clone() else {
            return Ok(());
        };
        if !self.journals.are_mostly_waste(&self.known) {
            return Ok(());
        }
        let old = self.known.journals;
        let mut fresh = store::Sources {
            journals: old + 1,
            ..self.known.clone()
        };
        Journals::remove(disk, &home, fresh.journals)?;
        let journals = Journals::of(disk, &home, fresh.journals)?;
        fresh
            .documents
            .retain(|_, known| self.copy(&journals, known).is_ok());
        fresh.save(disk, &home)?;
        self.known = fresh;
        self.said = None;
        self.journals = journals;
        // The pages in memory say where their texts were.
        if let Some(warm) = &mut self.warm {
            warm.clear();
        }
        Journals::remove(disk, &home, old)
    }

    /// Copies what is kept of a document to other journals.
    fn copy(&self, to: &Journals, known: &mut KnownDocument) -> io::Result<()> {
        let bytes = self.journals.pages.get(known.page.place)?;
        if Fingerprint::of("page", &bytes) != known.page.check {
            return Err(io::ErrorKind::InvalidData.into());
        }
        known.text = to.texts.put(&self.journals.texts.get(known.text)?)?;
        let bytes = page::with_text_at(&bytes, known.text).map_err(io::Error::other)?;
        known.page = Kept {
            place: to.pages.put(&bytes)?,
            check: Fingerprint::of("page", &bytes),
        };
        Ok(())
    }
}

/// Adds to what is known, or puts it in the place of all that is; says whether that is anything else.
fn note<K: Eq + std::hash::Hash, V: PartialEq>(
    known: &mut HashMap<K, V>,
    seen: HashMap<K, V>,
    are_all: bool,
) -> bool {
    let is_known = seen
        .iter()
        .all(|(name, value)| known.get(name) == Some(value));
    if is_known && (!are_all || seen.len() == known.len()) {
        return false;
    }
    if are_all {
        known.clear();
    }
    known.extend(seen);
    true
}

/// The texts of pages, where they were put aside.
pub(super) struct Texts {
    spool: Arc<dyn Spool>,
}

impl Texts {
    /// A text; parsed once more if what was put aside is damaged.
    pub(super) fn get(
        &self,
        disk: &dyn Disk,
        config: &Config,
        document: &Arc<Document>,
        prose: &Prose,
    ) -> Result<Html, Diag> {
        if let Some(text) = self.put_aside(prose.text)
            && text.fingerprint() == prose.fingerprint
        {
            return Ok(text);
        }
        let bytes = disk
            .read(&document.at)
            .map_err(|error| say::io("read", &document.shown, &error))?;
        let page = page::parse(document, &bytes, config).map_err(|diags| {
            let first = diags.into_iter().next();
            first.unwrap_or_else(|| say::io("read", &document.shown, &io::ErrorKind::Other.into()))
        })?;
        Ok(page.body)
    }

    fn put_aside(&self, place: Spooled) -> Option<Html> {
        postcard::from_bytes(&self.spool.get(place).ok()?).ok()
    }
}
