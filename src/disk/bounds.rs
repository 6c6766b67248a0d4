//! What a site may touch of the machine: what is in its own folder, and nothing by a link that leads
//! out of it. A site may be made by somebody else, and with it the links, pipes and sockets that lie in it.

use std::collections::HashSet;
use std::fs::{self, File, FileType, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use super::{Refusal, lock};

/// A site's folder as the bounds of what is read and written.
pub(super) struct Bounds {
    root: PathBuf,
    /// Folders that were found to be in the site's folder with no link on the way, so that each is
    /// looked at once.
    plain: Mutex<HashSet<PathBuf>>,
}

impl Bounds {
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root,
            plain: Mutex::default(),
        }
    }

    /// A path as the system takes it.
    pub(super) fn full(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    /// Knows nothing of any folder: somebody may have put a link in its place.
    pub(super) fn forget(&self) {
        lock(&self.plain).clear();
    }

    /// Takes note that a folder is gone.
    pub(super) fn gone(&self, folder: &Path) {
        lock(&self.plain).remove(folder);
    }

    /// Whether a folder is there with no link on the way: from the site's folder, if it lies in that,
    /// else from the top.
    pub(super) fn is_plain(&self, folder: &Path) -> bool {
        if folder == self.root || lock(&self.plain).contains(folder) {
            return true;
        }
        if matches!(folder.components().next_back(), Some(Component::ParentDir)) {
            return false;
        }
        let above = folder.parent();
        let is_plain = above.is_none_or(|above| self.is_plain(above))
            && fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir());
        if is_plain {
            lock(&self.plain).insert(folder.to_owned());
        }
        is_plain
    }

    /// Makes a folder and those above it, through no link.
    pub(super) fn make(&self, folder: &Path) -> io::Result<()> {
        if folder == self.root {
            return fs::create_dir_all(folder);
        }
        if self.is_plain(folder) {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.make(above)?;
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // Somebody removed the one above since it was looked at.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.forget();
                if let Some(above) = folder.parent() {
                    self.make(above)?;
                }
                fs::create_dir(folder)?;
            }
            made => made?,
        }
        if self.is_plain(folder) {
            return Ok(());
        }
        let there = fs::symlink_metadata(folder)?;
        let shown = folder.strip_prefix(&self.root).unwrap_or(folder).display();
        Err(io::Error::other(format!(
            "`{shown}` is {}, not a folder",
            kind(there.file_type())
        )))
    }

    /// Where a path leads that a link is part of; or why nobody may follow it.
    pub(super) fn follow(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let real = fs::canonicalize(path).map_err(|_| Refusal::LinkNowhere)?;
        let root = fs::canonicalize(&self.root).map_err(|_| Refusal::LinkNowhere)?;
        let below = real.strip_prefix(root).map_err(|_| Refusal::LinkOutside)?;
        // Of what is hidden somebody else may have secrets there: `.git/config`, `.env`.
        let is_hidden = |part: Component| part.as_os_str().to_string_lossy().starts_with('.');
        if below.components().any(is_hidden) {
            return Err(Refusal::LinkToHidden);
        }
        Ok(real)
    }

    /// Opens a file to read it: one in the site's folder, if its path begins there.
    pub(super) fn open(&self, path: &Path) -> io::Result<File> {
        let full = self.full(path);
        if path.is_absolute() {
            return regular(File::options().read(true), &full, true);
        }
        let folder = full.parent().unwrap_or(&self.root);
        let is_link = |path| fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
        if self.is_plain(folder) {
            match regular(File::options().read(true), &full, false) {
                Err(_) if is_link(&full) => {}
                opened => return opened,
            }
        } else if let Err(error) = fs::metadata(&full)
            && !is_link(&full)
        {
            return Err(error);
        }
        let real = self.follow(&full).map_err(io::Error::other)?;
        regular(File::options().read(true), &real, false)
    }

    /// Opens a file that nobody but Byline has a use for. What lies there and is no file is taken away.
    pub(super) fn open_own(&self, path: &Path, options: &mut OpenOptions) -> io::Result<File> {
        let full = self.full(path);
        self.make(full.parent().unwrap_or(&self.root))?;
        let there = fs::symlink_metadata(&full);
        if there.is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            fs::remove_file(&full)?;
        }
        regular(options, &full, false)
    }
}

/// Opens a regular file, through a link only if it is to `follow` one; never waits for the other end of a pipe.
pub(super) fn regular(options: &mut OpenOptions, path: &Path, follow: bool) -> io::Result<File> {
    let unlike = |file: FileType| {
        (!file.is_file()).then(|| io::Error::other(format!("it is {}, not a file", kind(file))))
    };
    let opened = {
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            let follow = if follow { 0 } else { libc::O_NOFOLLOW };
            options.custom_flags(libc::O_NONBLOCK | follow).open(path)
        }
        #[cfg(not(unix))]
        {
            let there = fs::symlink_metadata(path).map(|there| there.file_type());
            match there.ok().filter(|_| !follow).and_then(unlike) {
                Some(error) => Err(error),
                None => options.open(path),
            }
        }
    };
    match opened {
        Ok(file) => match unlike(file.metadata()?.file_type()) {
            Some(error) => Err(error),
            None => Ok(file),
        },
        // What cannot even be opened: a socket, a link that is not to be followed, a folder to be written.
        Err(error) => {
            let there = if follow {
                fs::metadata(path)
            } else {
                fs::symlink_metadata(path)
            };
            let there = there.ok().map(|there| there.file_type());
            Err(there.and_then(unlike).unwrap_or(error))
        }
    }
}

/// What something is that lies among files.
pub(super) fn kind(file: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if file.is_fifo() {
            return "a named pipe";
        }
        if file.is_socket() {
            return "a socket";
        }
        if file.is_block_device() || file.is_char_device() {
            return "a device";
        }
    }
    if file.is_symlink() {
        "a symbolic link"
    } else if file.is_dir() {
        "a folder"
    } else if file.is_file() {
        "a file"
    } else {
        "something else"
    }
}

/// A path as people write it: on Windows, where a path is found is told in another form.
pub(super) fn plainly(path: PathBuf) -> PathBuf {
    #[cfg(windows)]
    if let Some(rest) = path.to_str().and_then(|path| path.strip_prefix(r"\\?\"))
        && rest.as_bytes().get(1) == Some(&b':')
    {
        return rest.into();
    }
    path
}
