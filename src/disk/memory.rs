//! A disk in memory.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::power::{self, Change, Files, Loss, Node, Recording};
use super::{Disk, Found, Lock, Spool, Spooled, Stat, is_left_out, is_temporary, lexical, lock};
use crate::route;

/// How the time of a disk in memory goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// Each look at the clock is later than the last by more than any tick.
    #[default]
    Runs,
    /// It stands still: what is written now has the time of what was written before.
    Stands,
}

/// A disk in memory, for tests.
#[derive(Default)]
pub struct MemoryDisk {
    inner: Arc<Mutex<Inner>>,
    locked: Arc<Mutex<HashSet<PathBuf>>>,
}

#[derive(Default)]
struct Inner {
    files: Files,
    time: u64,
    flow: Flow,
    /// Whether a file that is written over says that it was last written when it was first.
    keeps_times: bool,
    recording: Option<Recording>,
}

/// What is added to the time by each look at it.
const STEP: u64 = 10_000_000_000;

impl Inner {
    fn tick(&mut self) -> u64 {
        if self.flow == Flow::Runs {
            self.time += STEP;
        }
        // Not a whole second, which would be the time of a disk that counts no parts of them.
        self.time + 1
    }

    fn note(&mut self, change: Change) {
        if let Some(recording) = &mut self.recording {
            recording.changes.push(change);
        }
    }

    fn put(&mut self, path: &Path, bytes: Vec<u8>) -> Node {
        let changed = self.tick();
        let there = self.files.get(path).filter(|_| self.keeps_times);
        let node = Node {
            bytes,
            modified: there.map_or(changed, |there| there.modified),
            changed,
        };
        self.files.insert(path.to_owned(), node.clone());
        node
    }

    /// What a real disk says of a file where a folder is, or where a folder would have to be.
    fn refuse(&self, path: &Path) -> io::Result<()> {
        if self.has_below(path) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut above = path.ancestors().skip(1);
        if above.any(|folder| self.files.contains_key(folder)) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(())
    }

    fn has_below(&self, folder: &Path) -> bool {
        // Paths are in the order of their parts: what is below a folder follows it.
        let mut below = self.files.range(folder.to_owned()..);
        below
            .find(|(path, _)| *path != folder)
            .is_some_and(|(path, _)| path.starts_with(folder))
    }
}

impl Node {
    fn stat(&self) -> Stat {
        Stat {
            size: self.bytes.len() as u64,
            modified: self.modified,
            changed: self.changed,
        }
    }
}

impl MemoryDisk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// How its time goes from now on.
    pub fn flow(&self, flow: Flow) {
        lock(&self.inner).flow = flow;
    }

    /// Sets the clock back, as who repairs it does: what is there already is from the future then.
    pub fn set_back(&self, nanoseconds: u64) {
        let mut inner = lock(&self.inner);
        inner.time = inner.time.saturating_sub(nanoseconds);
    }

    /// Whether a file that is written over keeps its time, as `rsync -t` and others do it; when anything about it was
    /// last changed the disk knows all the same.
    pub fn keep_times(&self, keep: bool) {
        lock(&self.inner).keeps_times = keep;
    }

    /// Begins to record: all that is there now outlasts a loss of power.
    pub fn record(&self) {
        let mut inner = lock(&self.inner);
        inner.recording = Some(Recording {
            base: inner.files.clone(),
            changes: Vec::new(),
            time: 0,
        });
    }

    /// How many changes were recorded so far.
    pub fn recorded_so_far(&self) -> usize {
        let inner = lock(&self.inner);
        inner.recording.as_ref().map_or(0, Recording::len)
    }

    /// Ends a recording.
    pub fn recorded(&self) -> Recording {
        let mut inner = lock(&self.inner);
        let mut recording = inner.recording.take().unwrap_or_default();
        recording.time = inner.time;
        recording
    }

    /// The disk as it is found after so many changes of a recording and a loss of power. What was waited for is
    /// there; each other change is lost as `loss` says of its number.
    pub fn after(recording: &Recording, count: usize, loss: impl FnMut(usize) -> Loss) -> Self {
        let inner = Inner {
            files: recording.files_after(count, loss),
            time: recording.time,
            ..Inner::default()
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            locked: Arc::default(),
        }
    }

    /// Another disk with the same files, written at the same times.
    pub fn copy(&self) -> Self {
        let inner = lock(&self.inner);
        let inner = Inner {
            files: inner.files.clone(),
            time: inner.time,
            flow: inner.flow,
            keeps_times: inner.keeps_times,
            recording: None,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            locked: Arc::default(),
        }
    }

    /// All files and their bytes.
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        lock(&self.inner)
            .files
            .iter()
            .map(|(path, node)| (path.to_string_lossy().into_owned(), node.bytes.clone()))
            .collect()
    }
}

impl Disk for MemoryDisk {
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>> {
        let visible = |path: &Path| {
            !path
                .components()
                .any(|part| is_left_out(&part.as_os_str().to_string_lossy(), dots))
        };
        Ok(lock(&self.inner)
            .files
            .keys()
            .filter_map(|path| Some((path, path.strip_prefix(folder).ok()?)))
            .filter(|(_, relative)| !relative.as_os_str().is_empty() && visible(relative))
            .map(|(path, relative)| Found {
                path: route::nfc(&relative.to_string_lossy()),
                at: path.clone(),
                refused: None,
            })
            .collect())
    }

    fn top(&self, folder: &Path) -> io::Result<Vec<Found>> {
        let mut found = self.files(folder, false)?;
        found.retain(|found| !found.path.contains('/'));
        Ok(found)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let inner = lock(&self.inner);
        let node = inner.files.get(path);
        node.map(|node| node.bytes.clone())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        Ok(lock(&self.inner).files.get(path).map(Node::stat))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        let mut inner = lock(&self.inner);
        inner.refuse(path)?;
        let node = inner.put(path, bytes.to_owned());
        let stat = node.stat();
        inner.note(Change::Write {
            path: path.to_owned(),
            node,
            whole: false,
        });
        Ok(stat)
    }

    fn write_through(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        inner.refuse(path)?;
        let node = inner.put(path, bytes.to_owned());
        inner.note(Change::Write {
            path: path.to_owned(),
            node,
            whole: true,
        });
        inner.note(Change::Sync(vec![path.to_owned()]));
        Ok(())
    }

    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        lock(&self.inner).note(Change::Sync(paths.to_vec()));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        let is_there = |path| inner.files.contains_key(path) || inner.has_below(path);
        if !is_there(from) {
            return Err(io::ErrorKind::NotFound.into());
        }
        if is_there(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        inner.refuse(to)?;
        power::rename(&mut inner.files, from, to);
        inner.note(Change::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn prune(&self, _: &Path, _: &Path) {}

    fn remove(&self, path: &Path, _below: &Path) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        inner.files.remove(path);
        inner.note(Change::Remove(path.to_owned()));
        Ok(())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        lexical(&Path::new("/").join(path))
    }

    fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        let inner = lock(&self.inner);
        if inner.has_below(path) {
            return Some(path.to_owned());
        }
        path.ancestors()
            .skip(1)
            .find(|folder| inner.files.contains_key(*folder))
            .map(Path::to_owned)
    }

    fn spool(&self) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(Journal {
            disk: Arc::default(),
            path: PathBuf::new(),
        }))
    }

    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(Journal {
            disk: self.inner.clone(),
            path: path.to_owned(),
        }))
    }

    fn lock(&self, path: &Path, wait: bool) -> io::Result<Option<Lock>> {
        loop {
            if lock(&self.locked).insert(path.to_owned()) {
                let locked = self.locked.clone();
                let path = path.to_owned();
                return Ok(Some(Box::new(Held { locked, path })));
            }
            if !wait {
                return Ok(None);
            }
            std::thread::yield_now();
        }
    }

    fn clock(&self, _: &Path) -> io::Result<u64> {
        Ok(lock(&self.inner).tick())
    }

    fn sweep(&self, folder: &Path) -> io::Result<()> {
        let mut inner = lock(&self.inner);
        let is_left = |path: &&PathBuf| {
            let name = path.file_name().unwrap_or_default();
            path.parent() == Some(folder) && is_temporary(&name.to_string_lossy())
        };
        let left: Vec<PathBuf> = inner.files.keys().filter(is_left).cloned().collect();
        for path in left {
            inner.files.remove(&path);
            inner.note(Change::Remove(path));
        }
        Ok(())
    }
}

/// A lock in memory.
struct Held {
    locked: Arc<Mutex<HashSet<PathBuf>>>,
    path: PathBuf,
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.locked).remove(&self.path);
    }
}

/// A file in memory that grows.
struct Journal {
    disk: Arc<Mutex<Inner>>,
    path: PathBuf,
}

impl Spool for Journal {
    fn put(&self, bytes: &[u8]) -> io::Result<Spooled> {
        let mut inner = lock(&self.disk);
        let now = inner.tick();
        let node = inner.files.entry(self.path.clone()).or_default();
        let spooled = Spooled::new(node.bytes.len() as u64, bytes)?;
        node.bytes.extend_from_slice(bytes);
        (node.modified, node.changed) = (now, now);
        if inner.recording.is_some() {
            let node = inner.files.get(&self.path).cloned().unwrap_or_default();
            inner.note(Change::Append {
                path: self.path.clone(),
                node,
            });
        }
        Ok(spooled)
    }

    fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>> {
        let inner = lock(&self.disk);
        let node = inner.files.get(&self.path);
        let file = node.map_or(&[][..], |node| &node.bytes);
        let range = usize::try_from(spooled.start)
            .ok()
            .and_then(|start| file.get(start..start.checked_add(spooled.length as usize)?));
        range
            .map(<[u8]>::to_vec)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn size(&self) -> u64 {
        let inner = lock(&self.disk);
        let node = inner.files.get(&self.path);
        node.map_or(0, |node| node.bytes.len() as u64)
    }
}
