//! What the last build wrote, and what each output was made of.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Home, open, seal};
use crate::disk::{Disk, Stat};
use crate::fingerprint::Fingerprint;
use crate::route::OutputPath;

/// Raised whenever the list of what was written changes its shape. Another version of the program
/// must still know what Byline wrote, or it could never remove it.
const SHAPE: &str = "byline outputs 1\n";

/// Why the last build made which outputs, by path.
pub type Reasons<Q> = BTreeMap<String, Vec<Reason<Q>>>;

/// Something an output is made of. `Q` is what a template may ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part<Q> {
    /// A template with all it draws on, by name.
    Template(String),
    /// The words of the theme, in a language.
    Words(String),
    /// The text of a source.
    Text(String),
    /// The bytes of a file.
    File(String),
    /// What a template or feed is given, by name.
    Value(String),
    /// What a template asks.
    Question(Q),
}

/// Why an output is made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason<Q> {
    /// Nothing is known of it.
    New,
    /// Another version of the program made it.
    Tool {
        /// Which.
        old: String,
    },
    /// A part of it is not what it was.
    Changed {
        /// Which.
        part: Part<Q>,
        /// What it was; `None` if it was no part.
        old: Option<Fingerprint>,
        /// What it is; `None` if it is no part.
        new: Option<Fingerprint>,
    },
    /// The file is gone.
    Missing,
    /// The file is not as Byline wrote it.
    Touched,
}

/// What was written at one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of its bytes.
    pub bytes: Fingerprint,
    /// How the file stood when it was written.
    pub stat: Stat,
    /// Whether a later change is sure to have changed that.
    pub settled: bool,
}

impl Record {
    /// What is ours, with bytes that nothing equals: a build was about to change it.
    pub const OURS: Self = Self {
        bytes: Fingerprint::NONE,
        stat: Stat {
            size: u64::MAX,
            modified: 0,
            changed: 0,
        },
        settled: false,
    };

    /// Whether a file that stands so now is sure to be as it was written.
    pub fn holds(&self, now: Stat) -> bool {
        self.settled && self.stat == now
    }
}

/// What an output was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Of all its parts but the questions.
    pub manifest: Fingerprint,
    /// Its parts, as numbers in the table.
    pub parts: Vec<u32>,
}

/// What only the program that wrote it understands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Details<Q> {
    table: Vec<(Part<Q>, Fingerprint)>,
    used: usize,
    made: BTreeMap<String, Made>,
}

/// What the last build wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outputs<Q> {
    /// The program that wrote it.
    pub tool: String,
    /// What was written, by path below the output folder.
    pub written: BTreeMap<String, Record>,
    /// Whether a build ended while it changed files.
    pub interrupted: bool,
    unsaved: bool,
    table: Vec<(Part<Q>, Fingerprint)>,
    /// How many parts the table had when it was last tidied.
    used: usize,
    made: BTreeMap<String, Made>,
    /// What the three above are read from when they are wanted.
    sealed: Option<Vec<u8>>,
    /// Of all that is saved: what else is remembered of the build that saved it names it.
    pub saved: Fingerprint,
}

impl<Q> Default for Outputs<Q> {
    fn default() -> Self {
        Self {
            tool: String::new(),
            written: BTreeMap::new(),
            interrupted: false,
            unsaved: false,
            table: Vec::new(),
            used: 0,
            made: BTreeMap::new(),
            sealed: None,
            saved: Fingerprint::NONE,
        }
    }
}

impl<Q: Clone + Serialize + DeserializeOwned> Outputs<Q> {
    /// Loads what is known; nothing, if that is in doubt. What a build was about to change when it
    /// ended is known as ours and no more. What outputs were made of is known after
    /// [`Outputs::unseal`].
    pub fn load(disk: &dyn Disk, home: &Home) -> Self {
        let mut outputs = Self::default();
        let file = disk.read(&home.file("outputs")).unwrap_or_default();
        type File = (String, BTreeMap<String, Record>, Vec<u8>);
        if let Some((tool, written, details)) = open::<File>(SHAPE, &file) {
            outputs.saved = Fingerprint::of("outputs", &file);
            outputs.sealed = (tool == crate::fingerprint::TOOL).then_some(details);
            outputs.tool = tool;
            outputs.written = written;
            // Whoever made the site may have made this: what is no path of an output was never one.
            outputs.written.retain(|path, _| OutputPath::is(path));
        }
        let changing = disk.read(&home.file("changing")).unwrap_or_default();
        outputs.interrupted = !changing.is_empty();
        outputs.unsaved = outputs.interrupted;
        let changing = String::from_utf8_lossy(&changing);
        for path in changing.lines().filter(|path| OutputPath::is(path)) {
            outputs.forget(path);
        }
        outputs
    }

    /// Reads what outputs were made of, if that was not done yet.
    pub fn unseal(&mut self) {
        let sealed = self.sealed.take();
        let details = sealed.and_then(|bytes| postcard::from_bytes::<Details<Q>>(&bytes).ok());
        if let Some(details) = details {
            self.table = details.table;
            self.used = details.used;
            self.made = details.made;
            let written = &self.written;
            let known = |path: &String| written.get(path).is_some_and(|it| *it != Record::OURS);
            self.made.retain(|path, _| known(path));
        }
    }

    /// Knows a path as ours and no more.
    pub fn forget(&mut self, path: &str) {
        self.write_down(path, Record::OURS);
        self.made.remove(path);
    }

    /// Knows how a path stands.
    pub fn write_down(&mut self, path: &str, record: Record) {
        if self.written.get(path) != Some(&record) {
            self.written.insert(path.to_owned(), record);
            self.unsaved = true;
        }
    }

    /// Knows nothing of a path any more.
    pub fn remove(&mut self, path: &str) {
        self.unsaved |= self.written.remove(path).is_some();
        self.made.remove(path);
    }

    /// Whether what is known is not what is saved.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    /// Says what is about to change, before it does: should the build end half-way, or the power be gone, none of it
    /// must be remembered as it was. `paths` are added to those of a build that was interrupted. Whoever may lose what
    /// was written, if the power is gone, need not wait until it is `lasting`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn changing<'a>(
        disk: &dyn Disk,
        home: &Home,
        paths: impl Iterator<Item = &'a str>,
        lasting: bool,
    ) -> io::Result<()> {
        let file = home.file("changing");
        let mut text = disk.read(&file).unwrap_or_default();
        let before = text.len();
        for path in paths {
            text.extend_from_slice(path.as_bytes());
            text.push(b'\n');
        }
        if text.len() > before {
            match lasting {
                true => disk.write_through(&file, &text)?,
                false => disk.write(&file, &text).map(|_| ())?,
            }
        }
        Ok(())
    }

    /// Saves what is known of an output folder; nothing is about to change any more. What was to change is on the device
    /// before anything is said of it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&mut self, disk: &dyn Disk, home: &Home, folder: &Path) -> io::Result<()> {
        let changing = disk.read(&home.file("changing")).unwrap_or_default();
        let changed = String::from_utf8_lossy(&changing);
        let changed = changed.lines().filter(|path| OutputPath::is(path));
        let changed: Vec<PathBuf> = changed.map(|path| folder.join(path)).collect();
        if !changed.is_empty() {
            disk.sync(&changed)?;
        }
        // What was not looked at is as it was.
        let details = match &self.sealed {
            Some(sealed) => Ok(sealed.clone()),
            None => postcard::to_stdvec(&(&self.table, self.used, &self.made)),
        };
        let details = details.map_err(io::Error::other)?;
        let file = seal(SHAPE, &(crate::fingerprint::TOOL, &self.written, details))?;
        disk.write_through(&home.file("outputs"), &file)?;
        if !changing.is_empty() {
            disk.remove(&home.file("changing"), &home.file(""))?;
        }
        self.saved = Fingerprint::of("outputs", &file);
        crate::fingerprint::TOOL.clone_into(&mut self.tool);
        self.interrupted = false;
        self.unsaved = false;
        Ok(())
    }

    /// Of all parts of an output but its questions, as they were.
    pub fn manifest(&self, path: &str) -> Option<Fingerprint> {
        self.made.get(path).map(|made| made.manifest)
    }

    /// The parts of an output, as they were: with their numbers in a table of
    /// [`Outputs::parts_at_all`].
    pub fn parts(&self, path: &str) -> impl Iterator<Item = (usize, &Part<Q>, Fingerprint)> {
        let made = self.made.get(path);
        let numbers = made.into_iter().flat_map(|made| &made.parts);
        numbers.filter_map(|number| {
            let number = *number as usize;
            let (part, fingerprint) = self.table.get(number)?;
            Some((number, part, *fingerprint))
        })
    }

    /// How many different parts all outputs have together.
    pub fn parts_at_all(&self) -> usize {
        self.table.len()
    }

    /// All parts with their fingerprints, by number. Some may be parts of nothing any more.
    pub fn all_parts(&self) -> &[(Part<Q>, Fingerprint)] {
        &self.table
    }

    /// The outputs that have any of these parts, by number.
    pub fn having_any(&self, wanted: &[bool]) -> HashSet<&str> {
        let is_wanted = |number: &u32| wanted.get(*number as usize) == Some(&true);
        let has = |made: &Made| made.parts.iter().any(is_wanted);
        let made = self.made.iter().filter(|(_, made)| has(made));
        made.map(|(path, _)| path.as_str()).collect()
    }

    /// The outputs that have any part of a kind.
    pub fn having(&self, wanted: impl Fn(&Part<Q>) -> bool) -> HashSet<&str> {
        let wanted: Vec<bool> = self.table.iter().map(|(part, _)| wanted(part)).collect();
        self.having_any(&wanted)
    }

    /// Takes over what the outputs are made of that were made now, with parts by their numbers in
    /// `table`; of all others that are written stays what is known.
    pub fn remember(&mut self, now: HashMap<&str, Made>, table: Table<Q>) {
        let first = self.table.len() as u32;
        self.table.extend(table.list);
        for (path, mut entry) in now {
            for number in &mut entry.parts {
                *number += first;
            }
            self.made.insert(path.to_owned(), entry);
        }
        self.made.retain(|path, _| self.written.contains_key(path));
        self.unsaved = true;
        if first == 0 {
            self.used = self.table.len();
        }
        if self.table.len() > 2 * self.used + SLACK {
            self.tidy();
        }
    }

    /// Drops parts that no output is made of any more, and those that are there twice.
    fn tidy(&mut self) {
        let mut table = Table::default();
        let mut numbers: Vec<Option<u32>> = vec![None; self.table.len()];
        for entry in self.made.values_mut() {
            for number in &mut entry.parts {
                let old = *number as usize;
                if let (Some(known), Some(part)) = (numbers.get_mut(old), self.table.get(old)) {
                    *number = *known.get_or_insert_with(|| table.number(part.clone()));
                }
            }
        }
        self.table = table.list;
        self.used = self.table.len();
    }
}

/// How many parts that nobody needs may lie in a table.
const SLACK: usize = 10_000;

/// Gives each part a number.
pub struct Table<Q> {
    list: Vec<(Part<Q>, Fingerprint)>,
    numbers: HashMap<Fingerprint, u32>,
}

impl<Q> Default for Table<Q> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<Q: Serialize> Table<Q> {
    /// The number of a part with its fingerprint.
    pub fn number(&mut self, part: (Part<Q>, Fingerprint)) -> u32 {
        let key = postcard::to_stdvec(&part).unwrap_or_default();
        let number = self.list.len() as u32;
        match self.numbers.entry(Fingerprint::of("part", &key)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                free.insert(number);
                self.list.push(part);
                number
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    fn some() -> Outputs<String> {
        let mut outputs = Outputs {
            tool: crate::fingerprint::TOOL.to_owned(),
            ..Outputs::default()
        };
        let record = Record {
            bytes: Fingerprint::of("a", b"0"),
            ..Record::OURS
        };
        outputs.written.insert("a".to_owned(), record);
        let parts = vec![
            (Part::Value("page".to_owned()), Fingerprint::of("a", b"1")),
            (Part::Question("q".to_owned()), Fingerprint::of("a", b"2")),
        ];
        let mut table = Table::default();
        let made = Made {
            manifest: Fingerprint::of("a", b"3"),
            parts: parts.into_iter().map(|part| table.number(part)).collect(),
        };
        outputs.remember(HashMap::from([("a", made)]), table);
        outputs
    }

    #[test]
    fn an_output_is_as_it_was_written_if_nothing_about_it_differs_and_its_time_was_settled() {
        let stat = Stat {
            size: 1,
            modified: 2,
            changed: 3,
        };
        let bytes = Fingerprint::of("a", b"0");
        let settled = true;
        let record = Record {
            bytes,
            stat,
            settled,
        };
        assert!(record.holds(stat));
        assert!(!record.holds(Stat {
            modified: 3,
            ..stat
        }));
        let racy = Record {
            settled: false,
            ..record
        };
        assert!(!racy.holds(stat));
        assert!(!Record::OURS.holds(Record::OURS.stat));
    }

    #[test]
    fn parts_of_a_later_build_are_told_from_those_of_the_first() {
        let mut outputs = some();
        outputs.written.insert("b".to_owned(), Record::OURS);
        let mut table = Table::default();
        let [one, two] = [b"4", b"5"].map(|bytes| Fingerprint::of("a", bytes));
        let parts = [("text", one), ("page", two)];
        let made = Made {
            manifest: Fingerprint::of("a", b"6"),
            parts: parts
                .map(|(name, print)| table.number((Part::Value(name.to_owned()), print)))
                .into(),
        };
        // What nobody wrote is not remembered.
        let gone = made.clone();
        outputs.remember(HashMap::from([("b", made), ("gone", gone)]), table);
        let of = |path: &str| -> Vec<(usize, &Part<String>, Fingerprint)> {
            outputs.parts(path).collect()
        };
        assert_eq!(outputs.parts_at_all(), 4);
        assert_eq!(of("gone"), []);
        let [text, page] = ["text", "page"].map(|name| Part::Value(name.to_owned()));
        assert_eq!(of("b"), [(2, &text, one), (3, &page, two)]);
        assert_eq!(of("a")[0], (0, &page, Fingerprint::of("a", b"1")));
        let having = |wanted: &Part<String>| outputs.having(|part| part == wanted);
        assert_eq!(having(&page), HashSet::from(["a", "b"]));
        assert_eq!(having(&text), HashSet::from(["b"]));
        assert_eq!(having(&Part::Value("none".to_owned())), HashSet::new());
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let disk = MemoryDisk::new();
        let home = Home::of("public");
        let mut outputs = some();
        outputs.save(&disk, &home, Path::new("public")).unwrap();
        let mut loaded = Outputs::load(&disk, &home);
        loaded.unseal();
        assert_eq!(loaded, outputs);
        assert_eq!(loaded.parts("a").count(), 2);
    }

    #[test]
    fn damaged_outputs_are_unknown() {
        let disk = MemoryDisk::new();
        let home = Home::of("public");
        some().save(&disk, &home, Path::new("public")).unwrap();
        let file = home.file("outputs");
        let whole = disk.read(&file).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            disk.write(&file, &bytes).unwrap();
            assert_eq!(
                Outputs::<String>::load(&disk, &home),
                Outputs::default(),
                "byte {at}"
            );
        }
    }

    #[test]
    fn what_is_no_path_of_an_output_was_never_written() {
        let disk = MemoryDisk::new();
        let home = Home::of("public");
        let bad = ["../a", "/etc/passwd", "x/../../a", ".git/config", "a//b"];
        let mut forged = some();
        for path in bad {
            forged.written.insert(path.to_owned(), Record::OURS);
        }
        forged.save(&disk, &home, Path::new("public")).unwrap();
        Outputs::<String>::changing(&disk, &home, bad.into_iter(), true).unwrap();
        let loaded = Outputs::<String>::load(&disk, &home);
        assert!(loaded.written.keys().eq(["a"]), "{:?}", loaded.written);
    }

    #[test]
    fn what_was_changing_is_ours_and_no_more() {
        let disk = MemoryDisk::new();
        let home = Home::of("public");
        some().save(&disk, &home, Path::new("public")).unwrap();
        Outputs::<String>::changing(&disk, &home, ["a", "b"].into_iter(), true).unwrap();
        let mut loaded = Outputs::<String>::load(&disk, &home);
        assert!(loaded.interrupted);
        assert_eq!(loaded.written.len(), 2);
        assert_eq!(loaded.manifest("a"), None);
        loaded.save(&disk, &home, Path::new("public")).unwrap();
        assert!(
            disk.stat(Path::new(".byline/build/changing"))
                .unwrap()
                .is_none()
        );
    }
}
