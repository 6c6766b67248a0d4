//! The disk of the machine, on which the process ends at a change.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use byline::disk::{Disk, Found, Input, Lock, Pour, RealDisk, Spool, Spooled, Stat};

/// The exit status of a process that ended at the change it was to end at.
pub const ENDED: i32 = 86;

/// A disk of the machine that counts its changes, and ends the process at one of them.
pub struct Doomed {
    root: PathBuf,
    inner: RealDisk,
    left: Left,
}

/// How many changes are left.
#[derive(Clone)]
struct Left(Arc<AtomicU64>);

impl Left {
    fn is_the_last(&self) -> bool {
        self.0.fetch_sub(1, Ordering::SeqCst) == 0
    }

    /// No destructor runs and no file is closed by hand: the disk is as a kill would leave it.
    fn change(&self) {
        if self.is_the_last() {
            process::exit(ENDED);
        }
    }
}

/// What a write that was killed leaves.
const LEFT: &str = ".byline-7-7.tmp";

impl Doomed {
    /// The disk whose paths begin at `root`, on which so many changes are made before the process ends.
    pub fn new(root: PathBuf, changes: u64) -> Self {
        Self {
            inner: RealDisk::new(&root),
            root,
            left: Left(Arc::new(AtomicU64::new(changes))),
        }
    }
}

/// Writes half of the first bytes, then the rest: the process may end between.
struct Halves<'a> {
    file: &'a mut dyn Write,
    left: &'a Left,
    begun: bool,
}

impl Write for Halves<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.begun, true) {
            return self.file.write(bytes);
        }
        self.file.write_all(&bytes[..bytes.len() / 2])?;
        self.left.change();
        self.file.write_all(&bytes[bytes.len() / 2..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Disk for Doomed {
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>> {
        self.inner.files(folder, dots)
    }

    fn top(&self, folder: &Path) -> io::Result<Vec<Found>> {
        self.inner.top(folder)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.inner.read(path)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>> {
        self.inner.open(path)
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        self.inner.stat(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        self.write_from(path, &mut |file| file.write_all(bytes))
    }

    fn write_from(&self, path: &Path, pour: Pour<'_>) -> io::Result<Stat> {
        self.left.change();
        self.inner.write_from(path, &mut |file| {
            let mut halves = Halves {
                file,
                left: &self.left,
                begun: false,
            };
            pour(&mut halves)?;
            // All is written, and has another name still.
            self.left.change();
            Ok(())
        })
    }

    fn write_through(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.left.change();
        if self.left.is_the_last() {
            let half = self.root.join(path).with_file_name(LEFT);
            let _ = fs::write(half, &bytes[..bytes.len() / 2]);
            process::exit(ENDED);
        }
        self.inner.write_through(path, bytes)
    }

    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        self.inner.sync(paths)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.left.change();
        self.inner.rename(from, to)
    }

    fn prune(&self, folder: &Path, below: &Path) {
        self.left.change();
        self.inner.prune(folder, below);
    }

    fn remove(&self, path: &Path, below: &Path) -> io::Result<()> {
        self.left.change();
        // First the file, then the folders that it leaves empty.
        let folder = path.parent().unwrap_or(below);
        self.inner.remove(path, folder)?;
        self.left.change();
        self.inner.prune(folder, below);
        Ok(())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        self.inner.absolute(path)
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        self.inner.real(path)
    }

    fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        self.inner.obstacle(path)
    }

    fn spool(&self) -> io::Result<Box<dyn Spool>> {
        self.inner.spool()
    }

    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>> {
        self.left.change();
        Ok(Box::new(Journal {
            inner: self.inner.journal(path)?,
            left: self.left.clone(),
        }))
    }

    fn lock(&self, path: &Path, wait: bool) -> io::Result<Option<Lock>> {
        self.left.change();
        self.inner.lock(path, wait)
    }

    fn clock(&self, path: &Path) -> io::Result<u64> {
        self.left.change();
        self.inner.clock(path)
    }

    fn sweep(&self, folder: &Path) -> io::Result<()> {
        self.left.change();
        self.inner.sweep(folder)
    }
}

/// A file that grows, and of whose last bytes half may be there.
struct Journal {
    inner: Box<dyn Spool>,
    left: Left,
}

impl Spool for Journal {
    fn put(&self, bytes: &[u8]) -> io::Result<Spooled> {
        if self.left.is_the_last() {
            let _ = self.inner.put(&bytes[..bytes.len() / 2]);
            process::exit(ENDED);
        }
        self.inner.put(bytes)
    }

    fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>> {
        self.inner.get(spooled)
    }

    fn size(&self) -> u64 {
        self.inner.size()
    }
}
