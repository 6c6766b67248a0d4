//! The disk of the machine.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::SpooledTempFile;
use walkdir::WalkDir;

use super::spool::Pile;
use super::{
    Disk, Found, Input, Lock, Pour, Refusal, Spool, Stat, is_left_out, is_temporary, lasting,
    lexical, lock,
};

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

    /// A new file that becomes another by its name.
    fn begin(&self, folder: &Path) -> io::Result<(PathBuf, File)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let name = folder.join(format!(".byline-{}-{number}.tmp", std::process::id()));
            match File::create_new(&name) {
                // A build that was killed had the same number: take the next name.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                // Somebody removed the folder since it was made.
                Err(error) if is_absent(&error) => fs::create_dir_all(folder)?,
                file => return Ok((name, file?)),
            }
        }
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
                Err(error) if error.path().is_some_and(|path| is_passed_by(path, dots)) => continue,
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

    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(File::open(self.full(path))?))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        self.write_from(path, &mut |file| file.write_all(bytes))
    }

    fn write_from(&self, path: &Path, pour: Pour<'_>) -> io::Result<Stat> {
        let path = self.full(path);
        let folder = path.parent().unwrap_or(&self.root);
        self.make_folder(folder)?;
        let (name, mut file) = self.begin(folder)?;
        let written = (|| {
            pour(&mut file)?;
            fs::rename(&name, &path)?;
            // After the rename, which is a change of its own.
            Ok(stat_of(&file.metadata()?))
        })();
        if written.is_err() {
            let _ = fs::remove_file(&name);
        }
        written
    }

    fn write_through(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut path = self.full(path);
        if path.is_symlink() {
            if !self.stays_inside(&path) {
                return Err(lasting::LEADS_AWAY.into());
            }
            path = fs::canonicalize(&path)?;
        }
        let folder = path.parent().unwrap_or(&self.root);
        self.make_folder(folder)?;
        let (name, file) = self.begin(folder)?;
        let written = lasting::replace(&path, &name, file, bytes);
        if written.is_err() {
            let _ = fs::remove_file(&name);
        }
        written?;
        lasting::sync_folder(folder)
    }

    fn sync(&self, paths: &[PathBuf]) -> io::Result<()> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| self.full(path)).collect();
        lasting::sync(&paths, &self.root)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        for path in [from, to] {
            lasting::is_no_detour(&self.root, path)?;
            let top = path.components().next().map(|top| self.root.join(top));
            if !top.is_some_and(|top| !top.is_symlink() || self.stays_inside(&top)) {
                return Err(lasting::LEADS_AWAY.into());
            }
        }
        let (from, to) = (self.full(from), self.full(to));
        if to.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::create_dir_all(to.parent().unwrap_or(&self.root))?;
        fs::rename(&from, &to)?;
        lock(&self.folders).retain(|folder| !folder.starts_with(&from));
        Ok(())
    }

    fn prune(&self, folder: &Path, below: &Path) {
        let (folder, below) = (self.full(folder), self.full(below));
        let mut folder = Some(folder.as_path());
        while let Some(empty) =
            folder.filter(|folder| folder.starts_with(&below) && *folder != below)
        {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            lock(&self.folders).remove(empty);
            folder = empty.parent();
        }
    }

    fn remove(&self, path: &Path, below: &Path) -> io::Result<()> {
        let full = self.full(path);
        match fs::remove_file(&full) {
            // A folder of this name is somebody else's: ours was a file.
            Err(error) if !is_absent(&error) && !full.is_dir() => return Err(error),
            _ => {}
        }
        if let Some(folder) = path.parent() {
            self.prune(folder, below);
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

    fn spool(&self) -> io::Result<Box<dyn Spool>> {
        // A system's folder for such files may be a small part of its memory.
        let own = self.root.join(super::OWN);
        let file = if own.is_dir() {
            SpooledTempFile::new_in(SPOOL_IN_MEMORY, own)
        } else {
            SpooledTempFile::new(SPOOL_IN_MEMORY)
        };
        Ok(Box::new(Pile::new(file)?))
    }

    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>> {
        let path = self.full(path);
        self.make_folder(path.parent().unwrap_or(&self.root))?;
        let mut options = File::options();
        let file = options.read(true).append(true).create(true).open(path)?;
        Ok(Box::new(Pile::new(file)?))
    }

    fn lock(&self, path: &Path, wait: bool) -> io::Result<Option<Lock>> {
        let path = self.full(path);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let mut options = File::options();
        let file = options
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)?;
        if wait {
            file.lock()?;
            return Ok(Some(Box::new(file)));
        }
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn clock(&self, path: &Path) -> io::Result<u64> {
        let path = self.full(path);
        self.make_folder(path.parent().unwrap_or(&self.root))?;
        // Emptying an empty file need not count as a change.
        fs::write(&path, b"\n")?;
        Ok(stat_of(&fs::metadata(&path)?).modified)
    }

    fn sweep(&self, folder: &Path) -> io::Result<()> {
        let entries = match fs::read_dir(self.full(folder)) {
            Err(error) if is_absent(&error) => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if is_temporary(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Whether nobody looks at a file, whatever is wrong with it.
fn is_passed_by(path: &Path, dots: bool) -> bool {
    path.file_name()
        .is_some_and(|name| is_left_out(&name.to_string_lossy(), dots))
}

fn stat_of(metadata: &fs::Metadata) -> Stat {
    let nanoseconds = |time: SystemTime| {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    };
    Stat {
        size: metadata.len(),
        modified: metadata.modified().map_or(0, nanoseconds),
        changed: changed(metadata),
    }
}

#[cfg(unix)]
fn changed(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds =
        i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    u64::try_from(nanoseconds).unwrap_or_default()
}

#[cfg(not(unix))]
fn changed(_: &fs::Metadata) -> u64 {
    0
}

/// No such file, or a part of its path is no folder.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// How many bytes a spool keeps in memory before it goes to an unlinked file, which is gone with the
/// process however that ends.
const SPOOL_IN_MEMORY: usize = 1 << 20;
