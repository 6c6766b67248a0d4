//! A disk in memory that fails when a test wants it to.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use byline::disk::{Disk, Found, Lock, MemoryDisk, Spool, Spooled, Stat};

/// What happens at the chosen change of the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It fails, and all is well again.
    Fails,
    /// It ends half-way, and nothing works any more: the program was killed.
    Dies,
    /// It fails, and so does all else that takes room.
    Full,
}

/// What somebody else does.
type Meddle = Box<dyn FnOnce() + Send>;

/// Counts the changes of a disk, and fails at one of them.
pub struct Frail {
    inner: Arc<MemoryDisk>,
    state: Arc<State>,
    /// What may not be read.
    secret: Mutex<Option<PathBuf>>,
    /// Where nothing may be written or removed.
    frozen: Mutex<Option<PathBuf>>,
    /// What somebody writes into a file each time after it was read.
    edits: Mutex<Option<(PathBuf, VecDeque<Vec<u8>>)>>,
}

#[derive(Default)]
struct State {
    fate: Mutex<Option<(Fate, u64)>>,
    changes: AtomicU64,
    struck: AtomicBool,
    /// What somebody else does at the change of this number, or as soon after it as may be.
    meddle: Mutex<Option<(u64, Meddle)>>,
    /// Whether it may be.
    may_meddle: Mutex<Option<Box<dyn Fn() -> bool + Send>>>,
}

/// A change of the disk.
enum Change {
    /// It takes room.
    Grows,
    /// It takes none.
    Shrinks,
}

impl State {
    fn meddle(&self, number: u64) {
        let mut meddle = self.meddle.lock().unwrap();
        let is_time = meddle.as_ref().is_some_and(|(at, _)| number >= *at);
        let may = self.may_meddle.lock().unwrap();
        if is_time && may.as_ref().is_some_and(|may| may()) {
            let now = meddle.take();
            drop(meddle);
            if let Some((_, meddle)) = now {
                meddle();
            }
        }
    }

    fn has_died(&self) -> bool {
        let fate = *self.fate.lock().unwrap();
        self.struck.load(Ordering::SeqCst) && matches!(fate, Some((Fate::Dies, _)))
    }

    fn look(&self) -> io::Result<()> {
        if self.has_died() {
            return Err(io::Error::other("killed"));
        }
        Ok(())
    }

    fn change(&self, change: Change) -> io::Result<()> {
        self.look()?;
        let number = self.changes.fetch_add(1, Ordering::SeqCst);
        self.meddle(number);
        let Some((fate, at)) = *self.fate.lock().unwrap() else {
            return Ok(());
        };
        let strikes = match fate {
            Fate::Fails | Fate::Dies => number == at,
            Fate::Full => number >= at && matches!(change, Change::Grows),
        };
        if !strikes {
            return Ok(());
        }
        self.struck.store(true, Ordering::SeqCst);
        Err(match fate {
            Fate::Full => io::ErrorKind::StorageFull.into(),
            _ => io::Error::other("it fails here"),
        })
    }
}

impl Frail {
    /// A healthy disk.
    pub fn new(inner: Arc<MemoryDisk>) -> Self {
        Self {
            inner,
            state: Arc::default(),
            secret: Mutex::default(),
            frozen: Mutex::default(),
            edits: Mutex::default(),
        }
    }

    /// From now on, this happens at the change of this number.
    pub fn arm(&self, fate: Fate, at: u64) {
        self.state.changes.store(0, Ordering::SeqCst);
        self.state.struck.store(false, Ordering::SeqCst);
        *self.state.fate.lock().unwrap() = Some((fate, at));
    }

    /// All is well again; whether anything had happened.
    pub fn mend(&self) -> bool {
        *self.state.fate.lock().unwrap() = None;
        self.state.struck.swap(false, Ordering::SeqCst)
    }

    /// Lets somebody else do something right before the change of this number, or at the first one after it at which
    /// nobody holds the lock of a file.
    pub fn meddle(&self, at: u64, lock: &str, meddle: impl FnOnce() + Send + 'static) {
        let (inner, lock) = (self.inner.clone(), PathBuf::from(lock));
        let may = move || matches!(inner.lock(&lock, false), Ok(Some(_)));
        self.state.changes.store(0, Ordering::SeqCst);
        *self.state.may_meddle.lock().unwrap() = Some(Box::new(may));
        *self.state.meddle.lock().unwrap() = Some((at, Box::new(meddle)));
    }

    /// Whether what somebody else was to do is still to be done; it is not done any more.
    pub fn leave_alone(&self) -> bool {
        self.state.meddle.lock().unwrap().take().is_some()
    }

    /// Nobody may read a file; everything may be read again without one.
    pub fn hide(&self, path: Option<&str>) {
        *self.secret.lock().unwrap() = path.map(PathBuf::from);
    }
}

impl Frail {
    /// Nobody may write or remove a file, or what is in a folder; everything may be without one.
    pub fn freeze(&self, path: Option<&str>) {
        *self.frozen.lock().unwrap() = path.map(PathBuf::from);
    }

    /// Somebody writes into a file: the first text after the next time it is read, and so on.
    pub fn edit_when_read(&self, path: &str, texts: &[&str]) {
        let texts = texts.iter().map(|text| text.as_bytes().to_vec());
        *self.edits.lock().unwrap() = Some((path.into(), texts.collect()));
    }

    fn may_change(&self, path: &Path) -> io::Result<()> {
        let frozen = self.frozen.lock().unwrap();
        match &*frozen {
            Some(frozen) if path.starts_with(frozen) => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Ok(()),
        }
    }
}

/// What a write that was killed leaves.
const LEFT: &str = ".byline-7-7.tmp";

impl Disk for Frail {
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>> {
        self.state.look()?;
        self.inner.files(folder, dots)
    }

    fn top(&self, folder: &Path) -> io::Result<Vec<Found>> {
        self.state.look()?;
        self.inner.top(folder)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.state.look()?;
        if self.secret.lock().unwrap().as_deref() == Some(path) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let read = self.inner.read(path);
        if let Some((edited, texts)) = &mut *self.edits.lock().unwrap()
            && edited == path
            && let Some(text) = texts.pop_front()
        {
            self.inner.write(path, &text)?;
        }
        read
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        self.state.look()?;
        self.inner.stat(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        self.state.change(Change::Grows).inspect_err(|_| {
            if self.state.has_died() {
                let half = &bytes[..bytes.len() / 2];
                let _ = self.inner.write(&path.with_file_name(LEFT), half);
            }
        })?;
        self.may_change(path)?;
        self.inner.write(path, bytes)
    }

    fn write_through(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.state.change(Change::Grows).inspect_err(|_| {
            if self.state.has_died() {
                let half = &bytes[..bytes.len() / 2];
                let _ = self.inner.write(&path.with_file_name(LEFT), half);
            }
        })?;
        self.may_change(path)?;
        self.inner.write_through(path, bytes)
    }

    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        self.state.change(Change::Grows)?;
        self.inner.sync(paths)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state.change(Change::Shrinks)?;
        self.may_change(from)?;
        self.may_change(to)?;
        self.inner.rename(from, to)
    }

    fn prune(&self, folder: &Path, below: &Path) {
        self.inner.prune(folder, below);
    }

    fn remove(&self, path: &Path, below: &Path) -> io::Result<()> {
        self.state.change(Change::Shrinks)?;
        self.may_change(path)?;
        self.inner.remove(path, below)
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        self.inner.absolute(path)
    }

    fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        self.inner.obstacle(path)
    }

    fn spool(&self) -> io::Result<Box<dyn Spool>> {
        self.state.change(Change::Grows)?;
        self.inner.spool()
    }

    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>> {
        self.state.change(Change::Grows)?;
        Ok(Box::new(FrailSpool {
            inner: self.inner.journal(path)?,
            state: self.state.clone(),
        }))
    }

    fn lock(&self, path: &Path, wait: bool) -> io::Result<Option<Lock>> {
        self.state.change(Change::Grows)?;
        self.inner.lock(path, wait)
    }

    fn clock(&self, path: &Path) -> io::Result<u64> {
        self.state.change(Change::Grows)?;
        self.inner.clock(path)
    }

    fn sweep(&self, folder: &Path) -> io::Result<()> {
        self.state.change(Change::Shrinks)?;
        self.inner.sweep(folder)
    }
}

struct FrailSpool {
    inner: Box<dyn Spool>,
    state: Arc<State>,
}

impl Spool for FrailSpool {
    fn put(&self, bytes: &[u8]) -> io::Result<Spooled> {
        // A file that grows has no rename to hide behind: half of the bytes are there.
        self.state.change(Change::Grows).inspect_err(|_| {
            let _ = self.inner.put(&bytes[..bytes.len() / 2]);
        })?;
        self.inner.put(bytes)
    }

    fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>> {
        self.state.look()?;
        self.inner.get(spooled)
    }

    fn size(&self) -> u64 {
        self.inner.size()
    }
}
