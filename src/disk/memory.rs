//! A disk in memory.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::{Disk, Found, Lock, Spool, Spooled, Stat, is_left_out, lexical, lock};
use crate::route;

/// The files of a disk in memory: their bytes, and when they were written.
type Files = BTreeMap<PathBuf, (Vec<u8>, u64)>;

/// A disk in memory, for tests.
#[derive(Default)]
pub struct MemoryDisk {
    files: Arc<Mutex<Files>>,
    clock: Arc<AtomicU64>,
    locked: Arc<Mutex<HashSet<PathBuf>>>,
}

impl MemoryDisk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Each look at the clock is later than the last by more than any tick.
    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed) * 10_000_000_000 + 1
    }

    /// All files and their bytes.
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        lock(&self.files)
            .iter()
            .map(|(path, (bytes, _))| (path.to_string_lossy().into_owned(), bytes.clone()))
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
        Ok(lock(&self.files)
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
        let files = lock(&self.files);
        files
            .get(path)
            .map(|(bytes, _)| bytes.clone())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        let files = lock(&self.files);
        Ok(files.get(path).map(|(bytes, modified)| Stat {
            size: bytes.len() as u64,
            modified: *modified,
            changed: 0,
        }))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        let modified = self.tick();
        lock(&self.files).insert(path.to_owned(), (bytes.to_owned(), modified));
        Ok(Stat {
            size: bytes.len() as u64,
            modified,
            changed: 0,
        })
    }

    fn remove(&self, path: &Path, _below: &Path) -> io::Result<()> {
        lock(&self.files).remove(path);
        Ok(())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        lexical(&Path::new("/").join(path))
    }

    fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        let files = lock(&self.files);
        let below = files
            .keys()
            .any(|other| other != path && other.starts_with(path));
        if below {
            return Some(path.to_owned());
        }
        path.ancestors()
            .skip(1)
            .find(|folder| files.contains_key(*folder))
            .map(Path::to_owned)
    }

    fn spool(&self) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(Journal {
            files: Arc::default(),
            path: PathBuf::new(),
        }))
    }

    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(Journal {
            files: self.files.clone(),
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
        Ok(self.tick())
    }

    fn sweep(&self, _: &Path) -> io::Result<()> {
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
    files: Arc<Mutex<Files>>,
    path: PathBuf,
}

impl Spool for Journal {
    fn put(&self, bytes: &[u8]) -> io::Result<Spooled> {
        let mut files = lock(&self.files);
        let (file, _) = files.entry(self.path.clone()).or_default();
        let spooled = Spooled::new(file.len() as u64, bytes)?;
        file.extend_from_slice(bytes);
        Ok(spooled)
    }

    fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>> {
        let files = lock(&self.files);
        let file = files.get(&self.path).map_or(&[][..], |(bytes, _)| bytes);
        let range = usize::try_from(spooled.start)
            .ok()
            .and_then(|start| file.get(start..start.checked_add(spooled.length as usize)?));
        range
            .map(<[u8]>::to_vec)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn size(&self) -> u64 {
        let files = lock(&self.files);
        files
            .get(&self.path)
            .map_or(0, |(bytes, _)| bytes.len() as u64)
    }
}
