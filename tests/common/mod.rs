//! A site is a test case: make one, build it, look at it, edit it, build it again.

#![allow(dead_code, reason = "every test file uses another part of it")]

pub mod doomed;
pub mod frail;
pub mod html;
pub mod magazine;
pub mod moved;
pub mod source;
pub mod states;
pub mod wire;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use byline::build::{self, Builder, Foreign, Options, Progress, Publishing, Report, Stage};
use byline::check;
use byline::date::{self, Date};
use byline::diag::{Diag, Diags, Style, write_text};
use byline::disk::{Disk, MemoryDisk, RealDisk};
use byline::site::Visibility;
use frail::Frail;

/// The moment every test is built for, unless it says otherwise.
pub const NOW: &str = "2026-11-22T12:00:00Z";
/// The settings of a site that says nothing about them.
pub const CONFIG: &str = "base_url = \"https://example.com\"\ntitle = \"Test\"\n";

/// A site, in memory or in a folder of its own.
pub struct TestSite {
    disk: Arc<dyn Disk>,
    memory: Option<Arc<MemoryDisk>>,
    folder: Option<tempfile::TempDir>,
    visibility: Visibility,
    output: Option<String>,
    base_url: Option<String>,
    builder: Option<Builder>,
    private: bool,
    publishing: Publishing,
    foreign: Foreign,
    last: Option<Result<Report, Diags>>,
}

/// What a program printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    /// The exit status.
    pub status: Option<i32>,
    /// What went to standard output.
    pub stdout: String,
    /// What went to standard error.
    pub stderr: String,
}

/// Is told how far a build is, and says nothing.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn length(&self, _: usize) {}
    fn done(&self) {}
}

/// Reads a moment.
pub fn moment(text: &str) -> Date {
    date::read(text, chrono_tz::UTC).unwrap_or_else(|| panic!("`{text}` is no date"))
}

impl TestSite {
    /// A site in memory, with settings and nothing else.
    pub fn new() -> Self {
        let memory = Arc::new(MemoryDisk::new());
        Self::on(memory.clone(), Some(memory), None)
    }

    /// A site in memory, on a disk that can be made to fail.
    pub fn frail() -> (Self, Arc<Frail>) {
        let memory = Arc::new(MemoryDisk::new());
        let frail = Arc::new(Frail::new(memory.clone()));
        (Self::on(frail.clone(), Some(memory), None), frail)
    }

    /// The disk of a site in memory.
    pub fn memory(&self) -> &MemoryDisk {
        self.memory.as_ref().expect("a site in memory")
    }

    /// The same, to be kept.
    pub fn shared_memory(&self) -> Arc<MemoryDisk> {
        self.memory.clone().expect("a site in memory")
    }

    /// The same site in memory on another disk, which can be made to fail.
    pub fn frail_copy(&self) -> (Self, Arc<Frail>) {
        let copy = self.found_on(self.memory().copy());
        let frail = Arc::new(Frail::new(copy.shared_memory()));
        let disk = frail.clone();
        (Self { disk, ..copy }, frail)
    }

    /// The site as it is found on another disk in memory.
    pub fn found_on(&self, memory: MemoryDisk) -> Self {
        let memory = Arc::new(memory);
        Self {
            disk: memory.clone(),
            memory: Some(memory),
            folder: None,
            visibility: self.visibility,
            output: self.output.clone(),
            base_url: self.base_url.clone(),
            builder: None,
            private: false,
            publishing: self.publishing,
            foreign: self.foreign,
            last: None,
        }
    }

    /// Builds from now on with a builder that was just begun, and keeps it.
    pub fn begin(mut self) -> Self {
        self.builder = Some(Builder::new(self.disk.clone()));
        self
    }

    /// Nobody but the builder changes the outputs.
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// What builds may do with the lock from now on.
    pub fn publishing(mut self, publishing: Publishing) -> Self {
        self.publishing = publishing;
        self
    }

    /// From now on, outputs may take the places of files that Byline did not write.
    pub fn forced(mut self) -> Self {
        self.foreign.replace = true;
        self
    }

    /// A site in a folder that goes with the test: for links, times and the program itself.
    pub fn in_folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::on(Arc::new(RealDisk::new(folder.path())), None, Some(folder))
    }

    fn on(
        disk: Arc<dyn Disk>,
        memory: Option<Arc<MemoryDisk>>,
        folder: Option<tempfile::TempDir>,
    ) -> Self {
        let site = Self {
            disk,
            memory,
            folder,
            visibility: Visibility {
                now: Some(moment(NOW)),
                ..Visibility::default()
            },
            output: None,
            base_url: None,
            builder: None,
            private: false,
            publishing: Publishing::Yes,
            foreign: Foreign::default(),
            last: None,
        };
        site.file("byline.toml", CONFIG)
    }

    /// The folder the site is in.
    pub fn path(&self) -> &Path {
        self.folder.as_ref().expect("a site in a folder").path()
    }

    /// Writes a file.
    pub fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.disk.write(Path::new(path), bytes.as_ref()).unwrap();
        self
    }

    /// The settings: these lines below a `base_url` and a title, where they name none.
    pub fn config(self, lines: &str) -> Self {
        let mut text = String::new();
        for line in CONFIG.lines() {
            let key = line.split(' ').next().unwrap_or_default();
            let mut own = lines.lines().take_while(|line| !line.starts_with('['));
            if !own.any(|line| line.split([' ', '=']).next() == Some(key)) {
                text.push_str(line);
                text.push('\n');
            }
        }
        self.file("byline.toml", format!("{text}{lines}"))
    }

    /// An article below `content/` with TOML front matter.
    pub fn article(self, path: &str, front: &str, body: &str) -> Self {
        self.file(
            &format!("content/{path}"),
            format!("+++\n{front}\n+++\n\n{body}\n"),
        )
    }

    /// A template of the site.
    pub fn template(self, name: &str, text: &str) -> Self {
        self.file(&format!("templates/{name}"), text)
    }

    /// Replaces a part of a file, which must be there.
    pub fn edit(self, path: &str, from: &str, to: &str) -> Self {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` is not in {path}:\n{text}");
        self.file(path, text.replace(from, to))
    }

    /// Removes a file.
    pub fn remove(self, path: &str) -> Self {
        self.disk.remove(Path::new(path), Path::new("")).unwrap();
        self
    }

    /// Builds as if it were another time.
    pub fn at(mut self, time: &str) -> Self {
        self.visibility.now = Some(moment(time));
        self
    }

    /// Builds with what is hidden by default: `drafts`, `future`, `expired`.
    pub fn showing(mut self, what: &[&str]) -> Self {
        self.visibility.drafts = what.contains(&"drafts");
        self.visibility.future = what.contains(&"future");
        self.visibility.expired = what.contains(&"expired");
        self
    }

    /// Builds into another folder.
    pub fn into_folder(mut self, output: &str) -> Self {
        self.output = Some(output.to_owned());
        self
    }

    /// Builds for another address.
    pub fn for_address(mut self, base_url: &str) -> Self {
        self.base_url = Some(base_url.to_owned());
        self
    }

    /// The same sources where nothing was ever built: what a clean build makes of them.
    pub fn clean(&self) -> Self {
        let mut copy = Self {
            visibility: self.visibility,
            output: self.output.clone(),
            base_url: self.base_url.clone(),
            ..Self::new()
        }
        .remove("byline.toml");
        for (path, bytes) in self.files() {
            if !path.starts_with("public/") && !path.starts_with(".byline/") {
                copy = copy.file(&path, bytes);
            }
        }
        copy
    }

    /// Every output is what a clean build makes.
    pub fn equals_clean(&self) {
        assert_same(&self.all_outputs(), &self.clean().build().all_outputs());
    }

    fn options(&self) -> Options<'static> {
        Options {
            output: self.output.clone(),
            base_url: self.base_url.clone(),
            visibility: self.visibility,
            private: self.private,
            publishing: self.publishing,
            foreign: self.foreign,
            progress: &Silent,
        }
    }

    /// Makes at once what shows these edits, if the builder can.
    pub fn build_edited(&mut self, paths: &[&str]) -> Option<Report> {
        let options = self.options();
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        self.builder.as_mut()?.build_edited(&options, &paths)
    }

    /// Builds, whatever comes of it.
    pub fn try_build(mut self) -> Self {
        let options = self.options();
        self.last = Some(match &mut self.builder {
            Some(builder) => builder.build(&options),
            None => build::build(&self.disk, &options),
        });
        self
    }

    /// Builds, without any problem.
    pub fn build(self) -> Self {
        let site = self.try_build();
        if let Some(Err(diags)) = &site.last {
            panic!("the site does not build:\n{}", said(diags));
        }
        site
    }

    /// Builds, with exactly these problems: `file:line:column: title`.
    pub fn expect_errors(self, expected: &[&str]) -> Self {
        let site = self.try_build();
        assert_eq!(site.problems(), expected, "\n{}", site.messages());
        site
    }

    /// What the last build said, one line each; nothing if it was done.
    pub fn problems(&self) -> Vec<String> {
        match &self.last {
            Some(Err(diags)) => diags.iter().map(line).collect(),
            Some(Ok(_)) => Vec::new(),
            None => panic!("nothing was built yet"),
        }
    }

    /// What the last build said, as people see it: errors or warnings.
    pub fn messages(&self) -> String {
        match &self.last {
            Some(Err(diags)) => said(diags),
            Some(Ok(report)) => said(&report.warnings),
            None => panic!("nothing was built yet"),
        }
    }

    /// What the last build did.
    pub fn report(&self) -> &Report {
        match &self.last {
            Some(Ok(report)) => report,
            _ => panic!("the site did not build"),
        }
    }

    /// A file of the site as text.
    pub fn read(&self, path: &str) -> String {
        let bytes = self.disk.read(Path::new(path));
        let bytes = bytes.unwrap_or_else(|error| panic!("{path}: {error}"));
        String::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"))
    }

    /// Whether there is a file.
    pub fn has(&self, path: &str) -> bool {
        self.disk.stat(Path::new(path)).unwrap().is_some()
    }

    /// An output as text.
    pub fn output(&self, path: &str) -> String {
        let full = format!("public/{path}");
        assert!(
            self.has(&full),
            "there is no output `{path}` among {:#?}",
            self.outputs()
        );
        self.read(&full)
    }

    /// Whether there is an output.
    pub fn has_output(&self, path: &str) -> bool {
        self.has(&format!("public/{path}"))
    }

    /// Judges the site as `byline check` does: what is wrong, as people see it.
    pub fn findings(&self) -> String {
        let judged = check::judge(&self.disk, &self.options());
        said(&judged.map_or_else(|diags| diags, |judged| judged.finish().diags))
    }

    /// The paths of all outputs.
    pub fn outputs(&self) -> Vec<String> {
        self.all_outputs().into_keys().collect()
    }

    /// All files.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        match (&self.memory, &self.folder) {
            (Some(memory), _) => memory.snapshot(),
            (None, Some(folder)) => tree(folder.path()),
            (None, None) => BTreeMap::new(),
        }
    }

    /// All outputs.
    pub fn all_outputs(&self) -> BTreeMap<String, Vec<u8>> {
        self.files()
            .into_iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix("public/")?.to_owned(), bytes)))
            .collect()
    }

    /// An output has a text.
    pub fn shows(self, path: &str, text: &str) -> Self {
        let output = self.output(path);
        assert!(
            output.contains(text),
            "`{text}` is not in {path}:\n{output}"
        );
        self
    }

    /// An output does not have a text.
    pub fn hides(self, path: &str, text: &str) -> Self {
        let output = self.output(path);
        assert!(!output.contains(text), "`{text}` is in {path}:\n{output}");
        self
    }

    /// No output at all has a text, not even in its name.
    pub fn nowhere(self, text: &str) -> Self {
        for (path, bytes) in self.all_outputs() {
            let output = String::from_utf8_lossy(&bytes);
            assert!(
                !path.contains(text) && !output.contains(text),
                "`{text}` is in {path}:\n{output}"
            );
        }
        self
    }

    /// Runs the program in the site's folder.
    pub fn command<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        run_in(self.path(), args, &[])
    }
}

/// Runs the program in a folder, in a tidy environment.
pub fn run_in<'a>(
    folder: &Path,
    args: impl IntoIterator<Item = &'a str>,
    environment: &[(&str, &str)],
) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_byline"))
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("TZ")
        .env("LC_ALL", "C")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
    Ran {
        status: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// All files below a folder, symbolic links as what they lead to.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).unwrap() {
            let entry = entry.unwrap();
            let path = below.join(entry.file_name());
            let kind = entry.file_type().unwrap();
            let name = path.to_string_lossy().replace('\\', "/");
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let target = fs::read_link(entry.path()).unwrap();
                found.insert(name, target.to_string_lossy().into_owned().into_bytes());
            } else {
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

fn line(diag: &Diag) -> String {
    let Some(place) = &diag.place else {
        return diag.title.clone();
    };
    match &place.position {
        Some(at) => format!("{}:{}:{}: {}", place.file, at.line, at.column, diag.title),
        None => format!("{}: {}", place.file, diag.title),
    }
}

fn said(diags: &Diags) -> String {
    let mut text = Vec::new();
    for diag in diags.iter() {
        write_text(&mut text, diag, Style::Plain).unwrap();
    }
    String::from_utf8(text).unwrap()
}

/// Two folders have the same files: else says which differ, and where first.
pub fn assert_same(one: &BTreeMap<String, Vec<u8>>, two: &BTreeMap<String, Vec<u8>>) {
    let mut differences = Vec::new();
    for path in one
        .keys()
        .chain(two.keys().filter(|path| !one.contains_key(*path)))
    {
        match (one.get(path), two.get(path)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
                let around = |bytes: &[u8]| {
                    let part = &bytes[at.saturating_sub(60)..bytes.len().min(at + 60)];
                    String::from_utf8_lossy(part).into_owned()
                };
                differences.push(format!("{path}: {:?}\n  {:?}", around(a), around(b)));
            }
            (Some(_), None) => differences.push(format!("{path}: only in the first")),
            _ => differences.push(format!("{path}: only in the second")),
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
