//! What a disk of the machine does so that a loss of power takes nothing along.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::bounds::regular;

/// Of up to so many files each is waited for alone, of more all that its file system has to write: that takes one
/// wait, but waits for the files of other programs as well.
const FEW: usize = 32;

/// Puts bytes into a new file that then takes the place of another one, with its owner and mode.
pub(super) fn replace(path: &Path, name: &Path, mut file: File, bytes: &[u8]) -> io::Result<()> {
    if let Ok(there) = fs::symlink_metadata(path)
        && there.is_file()
    {
        keep_owner(&file, &there);
        file.set_permissions(there.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(name, path)
}

/// Not everybody may give files away: what the file says matters more.
#[cfg(unix)]
fn keep_owner(file: &File, there: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if fchown(file, Some(there.uid()), Some(there.gid())).is_err() {
        let _ = fchown(file, None, Some(there.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Waits until files and what is said of them in the folders up to `root` are on the device.
pub(super) fn sync<'a>(paths: &'a [PathBuf], root: &'a Path) -> io::Result<()> {
    let above = |path: &'a PathBuf| {
        let within = path.starts_with(root);
        let above = path.ancestors().skip(1);
        above.take_while(move |folder| !within || folder.starts_with(root))
    };
    let folders: BTreeSet<&Path> = paths.iter().flat_map(above).collect();
    if paths.len() > FEW && sync_file_systems(&folders)? {
        return Ok(());
    }
    paths.par_iter().try_for_each(|path| sync_file(path))?;
    folders
        .par_iter()
        .try_for_each(|folder| sync_folder(folder))
}

/// A file that is gone was removed, which is the folder's to say; what is no file is nothing of ours.
fn sync_file(path: &Path) -> io::Result<()> {
    let mut options = File::options();
    // Windows lets nobody else wait for a file.
    match regular(options.read(true).write(cfg!(windows)), path, false) {
        Ok(file) => file.sync_all(),
        Err(_) if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) => Ok(()),
        Err(error) if super::real::is_absent(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Waits until the names in a folder are on the device, where the system has a way to say so.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    // A folder that is gone, or not ours to read, has no news of ours.
    let Ok(file) = File::open(folder) else {
        return Ok(());
    };
    match file.sync_all() {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

/// Waits for the whole file systems that folders are on; `false` where the system cannot do that.
#[cfg(target_os = "linux")]
fn sync_file_systems(folders: &BTreeSet<&Path>) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let mut done = BTreeSet::new();
    for folder in folders {
        if let Ok(there) = fs::metadata(folder)
            && done.insert(there.dev())
        {
            rustix::fs::syncfs(File::open(folder)?)?;
        }
    }
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn sync_file_systems(_: &BTreeSet<&Path>) -> io::Result<bool> {
    Ok(false)
}

/// Why a link is not followed.
pub(super) const LEADS_AWAY: io::ErrorKind = io::ErrorKind::PermissionDenied;

/// A path below the site's folder whose folders, below the first of them, are no links: what is behind a link is
/// shared with others.
pub(super) fn is_no_detour(root: &Path, path: &Path) -> io::Result<()> {
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let above = path
        .ancestors()
        .skip(1)
        .filter(|folder| folder.parent().is_some_and(|up| up != Path::new("")));
    if !plain
        || above
            .into_iter()
            .any(|folder| root.join(folder).is_symlink())
    {
        return Err(io::Error::new(LEADS_AWAY, "it is behind a symbolic link"));
    }
    Ok(())
}
