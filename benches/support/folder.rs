//! Folders: copied, put aside and compared.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::floor::LEFT_BY_BUILD;

/// Moves what builds left beside the sources of `site` into the folder `to`: all of it, so that the
/// next build is a first one, or only what has some names. Moved and not removed: removing trees is slow, and making files stays
/// slow for a while after it.
pub fn put_aside(site: &Path, left: &[&str], to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    shift(site, left, to)
}

/// Moves what was put aside back again.
pub fn put_back(from: &Path, left: &[&str], site: &Path) -> io::Result<()> {
    shift(from, left, site)?;
    fs::remove_dir(from)
}

fn shift(from: &Path, left: &[&str], to: &Path) -> io::Result<()> {
    for left in left {
        match fs::rename(from.join(left), to.join(left)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Copies the sources in `from` to the new folder `to`, without what builds left beside them.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let (mut files, kept) = (Vec::new(), |name: &std::ffi::OsStr| {
        LEFT_BY_BUILD.iter().all(|left| name != *left)
    });
    let walk = WalkDir::new(from).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() != 1 || kept(entry.file_name())) {
        let entry = entry?;
        let path = entry.path().strip_prefix(from).map_err(io::Error::other)?;
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(to.join(path))?,
            false => files.push(path.to_owned()),
        }
    }
    files
        .par_iter()
        .try_for_each(|path| fs::copy(from.join(path), to.join(path)).map(drop))
}

/// The paths at which two trees differ, in order.
pub fn differences(one: &Path, two: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found: BTreeMap<PathBuf, u32> = BTreeMap::new();
    for tree in [one, two] {
        for entry in WalkDir::new(tree) {
            let entry = entry?;
            let path = entry.path().strip_prefix(tree).map_err(io::Error::other)?;
            *found.entry(path.to_owned()).or_default() += 1;
        }
    }
    let differs: Vec<bool> = found
        .par_iter()
        .map(|(path, times)| {
            let (one, two) = (one.join(path), two.join(path));
            Ok(*times == 1
                || one.is_dir() != two.is_dir()
                || one.is_file() && fs::read(one)? != fs::read(two)?)
        })
        .collect::<io::Result<_>>()?;
    let all = found.into_keys().zip(differs);
    Ok(all
        .filter_map(|(path, differs)| differs.then_some(path))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_equal_until_something_changes() {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-folder-test");
        let _ = fs::remove_dir_all(&root);
        let (one, two) = (root.join("one"), root.join("two"));
        fs::create_dir_all(one.join("뉴스/비")).unwrap();
        fs::create_dir_all(one.join("public")).unwrap();
        fs::write(one.join("뉴스/비/index.html"), "1").unwrap();
        fs::write(one.join("byline.toml"), "").unwrap();

        copy(&one, &two).unwrap();
        assert_eq!(differences(&one, &two).unwrap(), [Path::new("public")]);
        put_aside(&one, &LEFT_BY_BUILD, &root.join("aside")).unwrap();
        assert!(differences(&one, &two).unwrap().is_empty());
        put_back(&root.join("aside"), &LEFT_BY_BUILD, &one).unwrap();
        assert!(one.join("public").is_dir() && !root.join("aside").exists());

        fs::write(two.join("뉴스/비/index.html"), "2").unwrap();
        fs::create_dir_all(two.join("public")).unwrap();
        let path = Path::new("뉴스/비/index.html");
        assert_eq!(differences(&one, &two).unwrap(), [path]);
        fs::remove_dir_all(&root).unwrap();
    }
}
