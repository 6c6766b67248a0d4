//! The only door to the file system.
//!
//! A [`Disk`] lists, reads, writes by rename and removes. [`RealDisk`] is a site's folder;
//! [`MemoryDisk`] is its twin for tests. Paths are relative to the site's folder and use `/`; a path
//! that is absolute stays so (an output folder elsewhere).

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use crate::route;

/// Size and time of a file: a hint that it stands as it was, never a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bitcode::Encode, bitcode::Decode)]
pub struct Stat {
    /// The size in bytes.
    pub size: u64,
    /// The time of the last change, in nanoseconds since 1970.
    pub modified: u128,
}

/// A file found by [`Disk::files`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path below the folder that was listed, in NFC with `/`.
    pub path: String,
    /// Its path as [`Disk::read`] takes it: the bytes of the name as the file system has them.
    pub at: PathBuf,
    /// Why it must not be used, if so.
    pub refused: Option<Refusal>,
}

impl Found {
    /// A file by its path below the folder that was listed.
    fn new(folder: &Path, relative: &Path, refused: Option<Refusal>) -> Self {
        let at = folder.join(relative);
        match relative.to_str() {
            Some(path) => {
                let path = route::nfc(&path.replace(std::path::MAIN_SEPARATOR, "/"));
                Self { path, at, refused }
            }
            None => {
                let path = relative.to_string_lossy().into_owned();
                Self {
                    path,
                    at,
                    refused: Some(Refusal::NotUtf8),
                }
            }
        }
    }
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A symbolic link that leads out of the site's folder, or nowhere.
    LinkOutside,
    /// Its name is not UTF-8.
    NotUtf8,
}

/// A place to read sources from and to write outputs to.
pub trait Disk: Send + Sync {
    /// All files below a folder, sorted by path; none if there is no such folder. Names beginning
    /// with a dot are left out, unless `dots` are wanted.
    ///
    /// # Errors
    /// Those of the file system.
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>>;

    /// The files of a folder itself, as [`Disk::files`] has them.
    ///
    /// # Errors
    /// Those of the file system.
    fn top(&self, folder: &Path) -> io::Result<Vec<Found>>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// Those of the file system.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Size and time of a file; `None` if there is none.
    ///
    /// # Errors
    /// Those of the file system.
    fn stat(&self, path: &Path) -> io::Result<Option<Stat>>;

    /// Writes a file whole: beside its place, then by rename, so that nobody ever sees half of it.
    /// Missing folders are made.
    ///
    /// # Errors
    /// Those of the file system.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat>;

    /// Removes a file, and then the folders that it leaves empty up to (not with) `below`. A file
    /// that is gone already is no error.
    ///
    /// # Errors
    /// Those of the file system.
    fn remove(&self, path: &Path, below: &Path) -> io::Result<()>;

    /// The whole path of a path, without `.` and `..`; links are not followed.
    fn absolute(&self, path: &Path) -> PathBuf;

    /// What stands where a file is to be written: a folder of its name, or a file where a folder of
    /// its path is to be.
    fn obstacle(&self, path: &Path) -> Option<PathBuf>;

    /// A place for bytes that need not stay in memory during a build.
    ///
    /// # Errors
    /// Those of the file system.
    fn spool(&self) -> io::Result<Spool>;
}

/// The disk of the machine, seen from a site's folder.
pub struct RealDisk {
    root: PathBuf,
    /// Folders known to be there, so that each is made once.
    folders: Mutex<HashSet<PathBuf>>,
    /// A number for the next temporary file.
    next: AtomicU64,
}

impl RealDisk {
    /// The disk whose paths begin at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            folders: Mutex::default(),
            next: AtomicU64::new(0),
        }
    }

    fn full(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if lock(&self.folders).contains(folder) {
            return Ok(());
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder)?,
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        lock(&self.folders).insert(folder.to_owned());
        Ok(())
    }

    /// Whether a symbolic link leads to something inside the site's folder.
    fn stays_inside(&self, link: &Path) -> bool {
        match (fs::canonicalize(link), fs::canonicalize(&self.root)) {
            (Ok(target), Ok(root)) => target.starts_with(root),
            _ => false,
        }
    }
}

impl Disk for RealDisk {
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>> {
        let top = self.full(folder);
        if !top.is_dir() {
            return Ok(Vec::new());
        }
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && is_left_out(&entry.file_name().to_string_lossy(), dots)
        };
        let mut found = Vec::new();
        let mut linked_folders: Vec<PathBuf> = Vec::new();
        let walk = WalkDir::new(&top).follow_links(true).into_iter();
        let mut walk = walk.filter_entry(|entry| !hidden(entry));
        while let Some(entry) = walk.next() {
            let (path, refused) = match &entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if entry.depth() == 0 || !entry.path_is_symlink() {
                        continue;
                    }
                    if self.stays_inside(entry.path()) {
                        linked_folders.push(entry.path().to_owned());
                        continue;
                    }
                    // Not a step further: it may lead to the whole machine.
                    walk.skip_current_dir();
                    (entry.path(), Some(Refusal::LinkOutside))
                }
                Ok(entry) => {
                    let linked = entry.path_is_symlink()
                        || linked_folders
                            .iter()
                            .any(|folder| entry.path().starts_with(folder));
                    let leaves = linked && !self.stays_inside(entry.path());
                    (entry.path(), leaves.then_some(Refusal::LinkOutside))
                }
                // A link that leads nowhere, or to a folder it stands in.
                Err(error) => match error.path() {
                    Some(path) if path.is_symlink() || error.loop_ancestor().is_some() => {
                        (path, Some(Refusal::LinkOutside))
                    }
                    _ => {
                        return Err(entry
                            .err()
                            .map_or_else(|| io::ErrorKind::Other.into(), Into::into));
                    }
                },
            };
            let relative = path.strip_prefix(&top).unwrap_or(path);
            found.push(Found::new(folder, relative, refused));
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn top(&self, folder: &Path) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.full(folder))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                found.push(Found::new(folder, Path::new(&entry.file_name()), None));
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(self.full(path))
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        match fs::metadata(self.full(path)) {
            Ok(metadata) if metadata.is_file() => Ok(Some(stat_of(&metadata))),
            Ok(_) => Ok(None),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        let path = self.full(path);
        let folder = path.parent().unwrap_or(&self.root);
        self.make_folder(folder)?;
        let temporary = || {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            folder.join(format!(".byline-{}-{number}.tmp", std::process::id()))
        };
        let mut name = temporary();
        let written = (|| {
            let mut file = loop {
                match fs::File::create_new(&name) {
                    // A build that was killed had the same number: take the next name.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        name = temporary();
                    }
                    // Somebody removed the folder since it was made.
                    Err(error) if is_absent(&error) => fs::create_dir_all(folder)?,
                    file => break file?,
                }
            };
            file.write_all(bytes)?;
            let stat = stat_of(&file.metadata()?);
            fs::rename(&name, &path)?;
            Ok(stat)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&name);
        }
        written
    }

    fn remove(&self, path: &Path, below: &Path) -> io::Result<()> {
        let path = self.full(path);
        match fs::remove_file(&path) {
            // A folder of this name is somebody else's: ours was a file.
            Err(error) if !is_absent(&error) && !path.is_dir() => return Err(error),
            _ => {}
        }
        let below = self.full(below);
        let mut folder = path.parent();
        while let Some(empty) =
            folder.filter(|folder| folder.starts_with(&below) && *folder != below)
        {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            lock(&self.folders).remove(empty);
            folder = empty.parent();
        }
        Ok(())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        let full = self.full(path);
        lexical(&std::path::absolute(&full).unwrap_or(full))
    }

    fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        if self.full(path).is_dir() {
            return Some(path.to_owned());
        }
        // The nearest thing above that is there must be a folder.
        let above = path
            .ancestors()
            .skip(1)
            .find(|folder| self.full(folder).exists())?;
        (!self.full(above).is_dir()).then(|| above.to_owned())
    }

    fn spool(&self) -> io::Result<Spool> {
        Ok(Spool::new(SPOOL_IN_MEMORY))
    }
}

/// Whether a file or folder of this name is not looked at: it begins with a dot and nobody asked for
/// those, or it is what the Mac and git leave everywhere.
fn is_left_out(name: &str, dots: bool) -> bool {
    let litter = matches!(name, ".DS_Store" | ".git" | ".gitkeep" | ".gitignore");
    name.starts_with('.') && (litter || !dots)
}

/// A path with its `.` and `..` worked out.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn stat_of(metadata: &fs::Metadata) -> Stat {
    let modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Stat {
        size: metadata.len(),
        modified: modified.unwrap_or_default().as_nanos(),
    }
}

/// No such file, or a part of its path is no folder.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// A lock whose holder panicked holds data that is still whole: each use is one insert or remove.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many bytes a spool keeps in memory before it goes to an unlinked file.
const SPOOL_IN_MEMORY: u64 = 1 << 20;

/// A place to put bytes aside and to get them back: in memory while they are few, else in a file
/// without a name, which is gone with the process however that ends.
pub struct Spool {
    inner: Mutex<SpoolInner>,
}

struct SpoolInner {
    file: tempfile::SpooledTempFile,
    end: u64,
    at: u64,
}

/// What a spool gave for some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spooled {
    start: u64,
    length: u32,
}

impl Spool {
    fn new(in_memory: u64) -> Self {
        let file = tempfile::SpooledTempFile::new(usize::try_from(in_memory).unwrap_or(usize::MAX));
        Self {
            inner: Mutex::new(SpoolInner {
                file,
                end: 0,
                at: 0,
            }),
        }
    }

    /// Puts bytes aside.
    ///
    /// # Errors
    /// Those of the file system, or more than 4 GiB at once.
    pub fn put(&self, bytes: &[u8]) -> io::Result<Spooled> {
        let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let inner = &mut *lock(&self.inner);
        if inner.at != inner.end {
            inner.file.seek(SeekFrom::Start(inner.end))?;
        }
        let start = inner.end;
        inner.file.write_all(bytes)?;
        inner.end += u64::from(length);
        inner.at = inner.end;
        Ok(Spooled { start, length })
    }

    /// Gets bytes back.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; spooled.length as usize];
        let inner = &mut *lock(&self.inner);
        inner.file.seek(SeekFrom::Start(spooled.start))?;
        // Until the read is done the position is unknown: no `put` may trust it.
        inner.at = u64::MAX;
        inner.file.read_exact(&mut bytes)?;
        inner.at = spooled.start + u64::from(spooled.length);
        Ok(bytes)
    }
}

/// A disk in memory, for tests.
#[derive(Default)]
pub struct MemoryDisk {
    files: Mutex<BTreeMap<PathBuf, (Vec<u8>, u128)>>,
    clock: AtomicU64,
}

impl MemoryDisk {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
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
        }))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        let modified = u128::from(self.clock.fetch_add(1, Ordering::Relaxed));
        lock(&self.files).insert(path.to_owned(), (bytes.to_owned(), modified));
        Ok(Stat {
            size: bytes.len() as u64,
            modified,
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

    fn spool(&self) -> io::Result<Spool> {
        Ok(Spool::new(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spool_gives_back_what_it_took() {
        let spool = Spool::new(4);
        let one = spool.put(b"one").unwrap();
        let two = spool.put("둘".as_bytes()).unwrap();
        assert_eq!(spool.get(one).unwrap(), b"one");
        let three = spool.put(b"three").unwrap();
        assert_eq!(spool.get(two).unwrap(), "둘".as_bytes());
        assert_eq!(spool.get(three).unwrap(), b"three");
    }

    #[test]
    fn writing_replaces_and_removing_takes_empty_folders_along() {
        let folder = tempfile::tempdir().unwrap();
        let disk = RealDisk::new(folder.path());
        disk.write(Path::new("public/a/b/c.txt"), b"1").unwrap();
        disk.write(Path::new("public/a/b/c.txt"), b"22").unwrap();
        assert_eq!(disk.read(Path::new("public/a/b/c.txt")).unwrap(), b"22");
        assert_eq!(disk.files(Path::new("public"), false).unwrap().len(), 1);
        disk.write(Path::new("public/a/d.txt"), b"3").unwrap();
        disk.remove(Path::new("public/a/b/c.txt"), Path::new("public"))
            .unwrap();
        assert!(!folder.path().join("public/a/b").exists());
        assert!(folder.path().join("public/a").exists());
        disk.remove(Path::new("public/a/d.txt"), Path::new("public"))
            .unwrap();
        assert!(folder.path().join("public").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_site_is_refused() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), b"s").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("content/out")).unwrap();
        let found = RealDisk::new(folder.path())
            .files(Path::new("content"), false)
            .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].refused, Some(Refusal::LinkOutside));
    }
}
