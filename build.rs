//! Gives every state of the code a name of its own, so that no build trusts what another program
//! remembered.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut hasher = DefaultHasher::new();
    for name in ["src", "themes", "Cargo.lock", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={name}");
        add(&root.join(name), &mut hasher)?;
    }
    println!("cargo::rustc-env=BYLINE_CODE={:016x}", hasher.finish());
    Ok(())
}

/// Adds a file, or all files of a folder in the order of their names. What is not there (a crate
/// without a lock file) adds nothing.
fn add(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let entries = fs::read_dir(path)?;
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        paths.sort();
        return paths.iter().try_for_each(|path| add(path, hasher));
    }
    let Ok(bytes) = fs::read(path) else {
        return Ok(());
    };
    if let Some(name) = path.file_name() {
        hasher.write(name.as_encoded_bytes());
    }
    hasher.write_usize(bytes.len());
    hasher.write(&bytes);
    Ok(())
}
