//! The floor: what no generator can undercut on this machine and file system.
//!
//! It reads the same sources and makes as many files of the same sizes in the same folders, with
//! as many threads, and does nothing else. It runs as a process of its own, so that it is measured
//! just as `byline` is.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::measure::{self, Run};

/// What a build makes in the folder of its site besides the output; no source.
pub const LEFT_BY_BUILD: [&str; 3] = [".byline", "byline.lock", "public"];

/// How many files and bytes lie in a folder.
#[derive(Clone, Copy, Default)]
pub struct Size {
    /// Files.
    pub files: usize,
    /// Their bytes together.
    pub bytes: u64,
}

/// Writes the plan of `tree` to `plan`: one line for every file, its length and its path.
pub fn write_plan(tree: &Path, plan: &Path) -> io::Result<Size> {
    let (mut size, mut text) = (Size::default(), String::new());
    for entry in WalkDir::new(tree).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes = entry.metadata()?.len();
        let path = entry.path().strip_prefix(tree).map_err(io::Error::other)?;
        size.files += 1;
        size.bytes += bytes;
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{bytes}\t{}", path.display());
    }
    fs::write(plan, text)?;
    Ok(size)
}

/// Runs the floor of `site` as a process of its own and measures it. What it prints goes to files in
/// `scratch`.
pub fn measure(site: &Path, plan: Option<(&Path, &Path)>, scratch: &Path) -> io::Result<Run> {
    let mut arguments: Vec<&OsStr> = vec!["--role".as_ref(), "floor".as_ref(), site.as_ref()];
    if let Some((plan, output)) = plan {
        arguments.extend([plan.as_os_str(), output.as_os_str()]);
    }
    measure::run(&std::env::current_exe()?, &arguments, site, scratch)
}

/// The role `floor`: `SITE [PLAN OUTPUT]`.
pub fn role(mut arguments: impl Iterator<Item = OsString>) -> io::Result<()> {
    let mut next = || arguments.next().map(PathBuf::from);
    let (Some(site), plan, output) = (next(), next(), next()) else {
        let text = "`--role floor` needs the folder of a site";
        return Err(io::Error::other(text));
    };
    let stages = run(&site, plan.as_deref().zip(output.as_deref()))?;
    let stages: Vec<String> = stages
        .iter()
        .map(|(name, time)| format!("\"{name}\":{time}"))
        .collect();
    println!("{{\"stages\":{{{}}}}}", stages.join(","));
    Ok(())
}

/// Reads the sources in `site` and, if there is a plan, writes the planned files to `output`.
/// Returns how long each stage took, in milliseconds.
pub fn run(site: &Path, plan: Option<(&Path, &Path)>) -> io::Result<Vec<(&'static str, f64)>> {
    let mut stages = Vec::new();
    let mut begin = Instant::now();
    let mut stage = |name| {
        stages.push((name, begin.elapsed().as_secs_f64() * 1000.0));
        begin = Instant::now();
    };

    let sources = sources(site)?;
    stage("list");
    sources
        .par_iter()
        .try_for_each_init(Vec::new, |buffer, path| {
            buffer.clear();
            File::open(path)?.read_to_end(buffer).map(drop)
        })?;
    stage("read");
    if let Some((plan, output)) = plan {
        let text = fs::read_to_string(plan)?;
        let (levels, longest) = folders(&text)?;
        stage("plan");
        let page = b"<p>The quick brown fox.</p>\n".repeat(longest / 28 + 1);
        // Parents first: a level holds all folders with the same number of parents. Folders that
        // stand side by side go to different threads, and each thread fills what it made.
        for level in &levels {
            level.par_iter().try_for_each(|(folder, files)| {
                fs::create_dir_all(output.join(folder))?;
                files.iter().try_for_each(|(path, bytes)| {
                    File::create_new(output.join(path))?
                        .write_all(page.get(..*bytes).unwrap_or_default())
                })
            })?;
        }
        stage("write");
    }
    Ok(stages)
}

fn sources(site: &Path) -> io::Result<Vec<PathBuf>> {
    WalkDir::new(site)
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name();
            entry.depth() != 1 || LEFT_BY_BUILD.iter().all(|left| name != *left)
        })
        .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
        .map(|entry| Ok(entry?.into_path()))
        .collect()
}

type Level<'a> = Vec<(&'a Path, Vec<(&'a Path, usize)>)>;

/// The planned files by folder, the folders by depth, and the length of the longest file.
fn folders(text: &str) -> io::Result<(Vec<Level<'_>>, usize)> {
    let mut folders: BTreeMap<&Path, Vec<(&Path, usize)>> = BTreeMap::new();
    let mut longest = 0;
    for line in text.lines() {
        let (bytes, path) = line.split_once('\t').unwrap_or_default();
        let bytes = bytes.parse().map_err(io::Error::other)?;
        let path = Path::new(path);
        longest = longest.max(bytes);
        folders
            .entry(path.parent().unwrap_or(path))
            .or_default()
            .push((path, bytes));
    }
    let mut levels: Vec<Level> = Vec::new();
    for (folder, files) in folders {
        let depth = folder.components().count();
        if levels.len() <= depth {
            levels.resize_with(depth + 1, Vec::new);
        }
        if let Some(level) = levels.get_mut(depth) {
            level.push((folder, files));
        }
    }
    Ok((levels, longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_makes_the_same_tree() {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-floor-test");
        let _ = fs::remove_dir_all(&root);
        let tree = root.join("tree");
        fs::create_dir_all(tree.join("뉴스/비")).unwrap();
        fs::write(tree.join("index.html"), "12345").unwrap();
        fs::write(tree.join("뉴스/비/index.html"), "1".repeat(5000)).unwrap();
        fs::write(tree.join("뉴스/비/empty"), "").unwrap();

        let (plan, again) = (root.join("plan"), root.join("again"));
        let size = write_plan(&tree, &plan).unwrap();
        assert_eq!((size.files, size.bytes), (3, 5005));
        let stages = run(&tree, Some((&plan, &root.join("copy")))).unwrap();
        let names: Vec<&str> = stages.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["list", "read", "plan", "write"]);
        write_plan(&root.join("copy"), &again).unwrap();
        assert_eq!(fs::read(plan).unwrap(), fs::read(again).unwrap());
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn what_a_build_leaves_is_no_source() {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-sources-test");
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join(".byline")).unwrap();
        fs::write(root.join(".byline/store"), "").unwrap();
        fs::write(root.join("byline.toml"), "").unwrap();
        assert_eq!(sources(&root).unwrap(), [root.join("byline.toml")]);
        fs::remove_dir_all(&root).unwrap();
    }
}
