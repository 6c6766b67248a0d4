//! The disk of the machine.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::SpooledTempFile;
use walkdir::WalkDir;

use super::bounds::{Bounds, kind, plainly};
use super::spool::Pile;
use super::{
    Disk, Found, Input, Lock, Pour, Refusal, Spool, Stat, is_left_out, is_temporary, lasting,
    lexical,
};

/// The disk of the machine, seen from a site's folder. What is in there may be anybody's: it is read
/// through links that stay in it only, and written through none.
pub struct RealDisk {
    root: PathBuf,
    bounds: Bounds,
    /// A number for the next temporary file.
    next: AtomicU64,
}

/// How many files may be found through linked folders. A few links that lead to one another could else
/// make more of them than there is time for.
const MOST_THROUGH_LINKS: usize = 200_000;
/// How many of those may be links again.
const MOST_LINKS_THROUGH_LINKS: usize = 2_000;

impl RealDisk {
    /// The disk whose paths begin at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self {
            bounds: Bounds::new(root.clone()),
            root,
            next: AtomicU64::new(0),
        }
    }

    fn full(&self, path: &Path) -> PathBuf {
        self.bounds.full(path)
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
                Err(error) if is_absent(&error) => {
                    self.bounds.forget();
                    self.bounds.make(folder)?;
                }
                file => return Ok((name, file?)),
            }
        }
    }

    /// Why a folder is not looked into, if so.
    fn refuses(&self, folder: &Path, full: &Path) -> Option<Refusal> {
        match fs::metadata(full) {
            Ok(there) if there.is_dir() => {
                let is_ours = folder.is_absolute() || self.bounds.is_plain(full);
                (!is_ours).then(|| self.bounds.follow(full).err()).flatten()
            }
            Ok(there) if there.is_file() => None,
            Ok(there) => Some(Refusal::NoFolder(kind(there.file_type()))),
            Err(_) => full.is_symlink().then_some(Refusal::LinkNowhere),
        }
    }
}

impl Disk for RealDisk {
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>> {
        let top = self.full(folder);
        if let Some(refusal) = self.refuses(folder, &top) {
            return Ok(vec![Found::new(folder, Path::new(""), Some(refusal))]);
        }
        if !top.is_dir() {
            return Ok(Vec::new());
        }
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && is_left_out(&entry.file_name().to_string_lossy(), dots)
        };
        let mut found = Vec::new();
        // The folders that were linked on the way to where the walk is.
        let mut linked: Vec<PathBuf> = Vec::new();
        let (mut through_links, mut links_through_links) = (0, 0);
        let walk = WalkDir::new(&top).follow_links(true).into_iter();
        let mut walk = walk.filter_entry(|entry| !hidden(entry));
        while let Some(entry) = walk.next() {
            let (path, refused) = match &entry {
                Ok(entry) if entry.depth() == 0 => continue,
                Ok(entry) => {
                    let path = entry.path();
                    linked.retain(|folder| path.starts_with(folder));
                    let is_link = entry.path_is_symlink();
                    if !linked.is_empty() {
                        through_links += 1;
                        links_through_links += usize::from(is_link);
                    }
                    if through_links > MOST_THROUGH_LINKS
                        || links_through_links > MOST_LINKS_THROUGH_LINKS
                    {
                        return Err(io::Error::other("its links lead to one another too often"));
                    }
                    let refused = is_link.then(|| self.bounds.follow(path).err()).flatten();
                    let what = entry.file_type();
                    if what.is_dir() {
                        match (is_link, refused) {
                            (false, _) => continue,
                            (true, None) => {
                                linked.push(path.to_owned());
                                continue;
                            }
                            // Not a step further: it may lead to the whole machine.
                            (true, Some(_)) => walk.skip_current_dir(),
                        }
                    }
                    let odd = (!what.is_file()).then(|| Refusal::NoFile(kind(what)));
                    (path, refused.or(odd))
                }
                Err(error) if error.path().is_some_and(|path| is_passed_by(path, dots)) => continue,
                Err(error) => match error.path() {
                    Some(path) if error.loop_ancestor().is_some() => {
                        let leaves = self.bounds.follow(path).err();
                        (path, leaves.or(Some(Refusal::LinkLoop)))
                    }
                    Some(path) if path.is_symlink() => (path, Some(Refusal::LinkNowhere)),
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
        let top = self.full(folder);
        if let Some(refusal) = self.refuses(folder, &top) {
            return Err(io::Error::other(refusal));
        }
        for entry in fs::read_dir(top)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                found.push(Found::new(folder, Path::new(&entry.file_name()), None));
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut file = self.bounds.open(path)?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(usize::try_from(size).unwrap_or(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        match fs::metadata(self.full(path)) {
            Ok(metadata) if metadata.is_file() => Ok(Some(stat_of(&metadata))),
            Ok(metadata) if metadata.is_dir() => Ok(None),
            // Whoever went on to open it might wait for ever.
            Ok(metadata) => Err(io::Error::other(Refusal::NoFile(kind(
                metadata.file_type(),
            )))),
            // Else what is lost would be begun anew.
            Err(error) if is_absent(&error) && self.full(path).is_symlink() => {
                Err(io::Error::other(Refusal::LinkNowhere))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(self.bounds.open(path)?))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat> {
        self.write_from(path, &mut |file| file.write_all(bytes))
    }

    fn write_from(&self, path: &Path, pour: Pour<'_>) -> io::Result<Stat> {
        let path = self.full(path);
        let folder = path.parent().unwrap_or(&self.root);
        self.bounds.make(folder)?;
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
        // Nobody but a stranger has a reason to put links where nothing but Byline's own is.
        let is_own = path.starts_with(super::OWN);
        let mut path = self.full(path);
        if path.is_symlink() && !is_own {
            path = self.bounds.follow(&path).map_err(io::Error::other)?;
        }
        let folder = path.parent().unwrap_or(&self.root);
        self.bounds.make(folder)?;
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
            if !top.is_some_and(|top| !top.is_symlink() || self.bounds.follow(&top).is_ok()) {
                return Err(lasting::LEADS_AWAY.into());
            }
        }
        let (from, to) = (self.full(from), self.full(to));
        if to.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::create_dir_all(to.parent().unwrap_or(&self.root))?;
        fs::rename(&from, &to)?;
        self.bounds.forget();
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
            self.bounds.gone(empty);
            folder = empty.parent();
        }
    }

    fn remove(&self, path: &Path, below: &Path) -> io::Result<()> {
        let full = self.full(path);
        // What lies behind a link is not what was written there.
        if !self.bounds.is_plain(full.parent().unwrap_or(&self.root)) {
            return Ok(());
        }
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

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let whole = self.absolute(path);
        let mut there = whole.as_path();
        // A link that leads nowhere is there, too.
        while fs::symlink_metadata(there).is_err_and(|error| is_absent(&error))
            && let Some(above) = there.parent()
        {
            there = above;
        }
        let rest = whole.strip_prefix(there).unwrap_or(Path::new(""));
        Ok(plainly(fs::canonicalize(there)?.join(rest)))
    }

    fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        let full = self.full(path);
        if fs::symlink_metadata(&full).is_ok_and(|there| !there.is_file()) {
            return Some(path.to_owned());
        }
        // All above that is there must be folders, and no links.
        let folders: Vec<&Path> = path.ancestors().skip(1).collect();
        let mut folders = folders.into_iter().rev();
        folders
            .find(|folder| !self.bounds.is_plain(&self.full(folder)))
            .filter(|folder| fs::symlink_metadata(self.full(folder)).is_ok())
            .map(Path::to_owned)
    }

    fn spool(&self) -> io::Result<Box<dyn Spool>> {
        // A system's folder for such files may be a small part of its memory.
        let own = self.root.join(super::OWN);
        let file = if self.bounds.is_plain(&own) {
            SpooledTempFile::new_in(SPOOL_IN_MEMORY, own)
        } else {
            SpooledTempFile::new(SPOOL_IN_MEMORY)
        };
        Ok(Box::new(Pile::new(file)?))
    }

    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>> {
        let mut options = File::options();
        let options = options.read(true).append(true).create(true);
        Ok(Box::new(Pile::new(self.bounds.open_own(path, options)?)?))
    }

    fn lock(&self, path: &Path, wait: bool) -> io::Result<Option<Lock>> {
        // Between two that hold it, anybody may have put links where folders were.
        self.bounds.forget();
        let mut options = File::options();
        let options = options.write(true).create(true).truncate(false);
        let file = self.bounds.open_own(path, options)?;
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
        let mut options = File::options();
        let options = options.write(true).create(true).truncate(true);
        let mut file = self.bounds.open_own(path, options)?;
        // Emptying an empty file need not count as a change.
        file.write_all(b"\n")?;
        Ok(stat_of(&file.metadata()?).modified)
    }

    fn sweep(&self, folder: &Path) -> io::Result<()> {
        let folder = self.full(folder);
        if !self.bounds.is_plain(&folder) {
            return Ok(());
        }
        let entries = match fs::read_dir(folder) {
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
