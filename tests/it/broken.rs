//! What Byline says of sites that cannot be built.
//!
//! Each folder of `tests/broken/` is a site with one kind of mistake, and `expected.txt` is what the
//! program prints about it: the exit status on the first line, then standard error to the letter.
//! `BYLINE_BLESS=1 cargo test --test it broken` writes those files anew: read the difference.
//!
//! What no file system keeps the same everywhere (links, names in several Unicode forms, bytes that
//! are not UTF-8) stands in `setup.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{NOW, run_in, tree};
use rayon::prelude::*;
use serde::Deserialize;

const EXPECTED: &str = "expected.txt";
const SETUP: &str = "setup.toml";

/// What a folder cannot hold itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Setup {
    /// The command line, in place of `build`.
    args: Option<Vec<String>>,
    /// Files by path.
    files: BTreeMap<String, String>,
    /// Files by path, where each character is the byte of its number.
    bytes: BTreeMap<String, String>,
    /// Symbolic links by path.
    links: BTreeMap<String, String>,
}

#[test]
fn every_mistake_is_said_with_its_place_and_changes_nothing() {
    let bless = std::env::var_os("BYLINE_BLESS").is_some();
    let mut folders: Vec<PathBuf> = fs::read_dir("tests/broken")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let wrong: Vec<String> = folders
        .par_iter()
        .filter_map(|folder| {
            let why = check(folder, bless).err()?;
            Some(format!("{}: {why}", folder.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(folders.len() >= 45, "only {} mistakes", folders.len());
}

fn check(folder: &Path, bless: bool) -> Result<(), String> {
    if !folder.is_dir() {
        return Err("a folder is wanted here".to_owned());
    }
    // The site has a neighbour or two: what a link that leaves it leads to.
    let outside = tempfile::tempdir().unwrap();
    let site = &outside.path().join("site");
    let setup = lay_out(folder, site);
    let before = tree(outside.path());
    let default = ["build", "--at", NOW, "--force"]
        .map(str::to_owned)
        .to_vec();
    let args = setup.args.unwrap_or(default);
    let ran = run_in(site, args.iter().map(String::as_str), &[]);
    if ran.status == Some(0) {
        return Err(format!("this site builds\n{}", ran.stderr));
    }
    if !ran.stdout.is_empty() {
        return Err(format!("messages belong on standard error\n{}", ran.stdout));
    }
    let mut after = tree(outside.path());
    // What the sources say may be remembered.
    after.retain(|path, _| !path.starts_with("site/.byline/"));
    if before != after {
        let new: Vec<_> = after
            .keys()
            .filter(|path| before.get(*path) != after.get(*path))
            .collect();
        return Err(format!("the build touched {new:?}"));
    }
    let status = ran
        .status
        .map_or("none".to_owned(), |code| code.to_string());
    let said = format!("exit status {status}\n{}", ran.stderr);
    let file = folder.join(EXPECTED);
    if bless {
        fs::write(file, said).unwrap();
        return Ok(());
    }
    match fs::read_to_string(file) {
        Err(_) => Err(format!("there is no {EXPECTED}; the program says\n{said}")),
        Ok(expected) if expected != said => Err(format!(
            "the program says\n{said}\nbut {EXPECTED} has\n{expected}"
        )),
        Ok(_) => Ok(()),
    }
}

/// Makes the site of a folder.
fn lay_out(folder: &Path, site: &Path) -> Setup {
    fs::create_dir_all(site).unwrap();
    let mut setup = Setup::default();
    let write = |path: &str, bytes: &[u8]| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for (path, bytes) in tree(folder) {
        match path.as_str() {
            EXPECTED => {}
            SETUP => {
                let text = String::from_utf8(bytes).unwrap();
                setup = toml::from_str(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            }
            path => write(path, &bytes),
        }
    }
    for (path, text) in &setup.files {
        write(path, text.as_bytes());
    }
    for (path, text) in &setup.bytes {
        let bytes: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        write(path, &bytes);
    }
    for (path, to) in &setup.links {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(to, path).unwrap();
    }
    setup
}
