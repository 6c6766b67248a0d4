//! Tells that somebody edits a site, and builds it again.
//!
//! What the system says about files is only ever a hint that it is time to look: which files differ
//! is found by the build. So a hint too many costs a look, and one that says the wrong thing nothing.

mod follow;
mod hints;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

pub use follow::{Cause, Told, follow};
use hints::Hint;

/// Folders of a site that are looked at with all that is in them. Of the site's folder itself only
/// its own files count: a page may lie there, and what else does is none of ours.
const INPUTS: &[&str] = &[
    "content",
    "templates",
    "themes",
    "static",
    "i18n",
    "data",
    "sass",
];

/// How long it must be quiet before it is worth building: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(15);
/// How long a stream of edits may put a build off.
const LONGEST: Duration = Duration::from_millis(300);
/// How long after a folder appeared to look once more: what was put into it before the system
/// looked at it too is told by nobody.
const AGAIN: Duration = Duration::from_millis(400);
/// How often to look where the system cannot tell.
const POLL: Duration = Duration::from_secs(1);

/// What woke a [`Watch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Woken {
    /// Something was edited, perhaps: paths below the site's folder, as far as they are known.
    Edits(Vec<String>),
    /// Nobody edited anything for as long as was asked for.
    Nothing,
}

/// Watches the inputs of a site.
pub struct Watch {
    root: PathBuf,
    watcher: RecommendedWatcher,
    hints: Receiver<Hint>,
    /// Why the system cannot tell everything, if it cannot.
    pub trouble: Option<String>,
    /// When to look once more.
    again: Option<Instant>,
    /// The output folder, which changes with every build.
    output: Option<PathBuf>,
}

impl Watch {
    /// Begins to watch: every edit from now on is told.
    ///
    /// # Errors
    /// When the system has no way to tell at all.
    pub fn new(root: &Path) -> Result<Self, notify::Error> {
        // The system names files by where they are, not by the links that led there.
        let root = root.canonicalize().map_err(notify::Error::io)?;
        let (sender, hints) = mpsc::channel();
        let watcher = notify::recommended_watcher(move |event| {
            if let Some(hint) = Hint::of(event) {
                // When nobody listens any more there is nobody to tell.
                let _ = sender.send(hint);
            }
        })?;
        let mut watch = Self {
            root,
            watcher,
            hints,
            trouble: None,
            again: None,
            output: None,
        };
        watch.begin("");
        for folder in INPUTS {
            watch.begin(folder);
        }
        Ok(watch)
    }

    /// Takes no notice of a folder below the site's: the one that builds write to.
    pub fn leave_out(&mut self, output: &Path) {
        self.output = Some(self.root.join(output));
    }

    /// Watches an input folder if it is there; a second time does no harm.
    fn begin(&mut self, folder: &str) {
        let path = self.root.join(folder);
        let mode = if folder.is_empty() {
            RecursiveMode::NonRecursive
        } else {
            RecursiveMode::Recursive
        };
        if !path.is_dir() {
            return;
        }
        match self.watcher.watch(&path, mode) {
            // It went in this moment, which is told by the folder it was in.
            Err(error) if !matches!(error.kind, notify::ErrorKind::PathNotFound) => {
                self.trouble.get_or_insert_with(|| error.to_string());
            }
            _ => {}
        }
    }

    /// Waits until something was edited and it is quiet again, but not longer than `longest`.
    pub fn wait(&mut self, longest: Option<Duration>) -> Woken {
        let begun = Instant::now();
        let mut edits = BTreeSet::new();
        loop {
            let left = self.patience(longest, begun);
            let hint = match left {
                Some(left) => self.hints.recv_timeout(left),
                None => self
                    .hints
                    .recv()
                    .map_err(|_| RecvTimeoutError::Disconnected),
            };
            match hint {
                Ok(hint) => {
                    if self.note(hint, &mut edits) {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    return if self.is_time_again() || self.trouble.is_some() {
                        Woken::Edits(Vec::new())
                    } else {
                        Woken::Nothing
                    };
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.trouble
                        .get_or_insert_with(|| "the system stopped telling".to_owned());
                    std::thread::sleep(left.unwrap_or(POLL).min(POLL));
                    return Woken::Edits(Vec::new());
                }
            }
        }
        self.settle(&mut edits);
        Woken::Edits(edits.into_iter().collect())
    }

    /// Collects what follows an edit until it is quiet.
    fn settle(&mut self, edits: &mut BTreeSet<String>) {
        let begun = Instant::now();
        loop {
            let left = LONGEST.saturating_sub(begun.elapsed()).min(QUIET);
            match self.hints.recv_timeout(left) {
                Ok(hint) => {
                    self.note(hint, edits);
                    if begun.elapsed() >= LONGEST {
                        break;
                    }
                }
                Err(_) => break,
            }
        }
        // What this build will see anyhow need not be looked for once more.
        if self.is_time_again() {
            self.again = None;
        }
    }

    /// How long to wait for the next hint; `None` for ever.
    fn patience(&self, longest: Option<Duration>, begun: Instant) -> Option<Duration> {
        let asked = longest.map(|longest| longest.saturating_sub(begun.elapsed()));
        let again = self
            .again
            .map(|again| again.saturating_duration_since(Instant::now()));
        let poll = self.trouble.is_some().then_some(POLL);
        [asked, again, poll].into_iter().flatten().min()
    }

    fn is_time_again(&mut self) -> bool {
        let is_time = self.again.is_some_and(|again| again <= Instant::now());
        if is_time {
            self.again = None;
        }
        is_time
    }

    /// Notes a hint; whether it is one to build for.
    fn note(&mut self, hint: Hint, edits: &mut BTreeSet<String>) -> bool {
        match hint {
            Hint::Rescan(trouble) => {
                if let Some(trouble) = trouble {
                    self.trouble.get_or_insert(trouble);
                }
                for folder in INPUTS {
                    self.begin(folder);
                }
                self.again = Some(Instant::now() + AGAIN);
                true
            }
            Hint::Edits { paths, folder } => {
                let mut counts = false;
                for path in paths {
                    let Some(below) = self.below(&path) else {
                        continue;
                    };
                    if let Some(input) = INPUTS.iter().find(|input| **input == below) {
                        // The folder came, or another one took its place.
                        self.begin(input);
                        self.again = Some(Instant::now() + AGAIN);
                    }
                    edits.insert(below);
                    counts = true;
                }
                if counts && folder {
                    self.again = Some(Instant::now() + AGAIN);
                }
                counts
            }
        }
    }

    /// The path below the site's folder, unless it does not count: the output, and what begins with
    /// a dot beside the inputs, as `.git` and `.byline` do.
    fn below(&self, path: &Path) -> Option<String> {
        if self
            .output
            .as_ref()
            .is_some_and(|output| path.starts_with(output))
        {
            return None;
        }
        let below = path.strip_prefix(&self.root).ok()?;
        let mut parts = below.iter().map(|part| part.to_string_lossy());
        let first = parts.next()?;
        if first.starts_with('.') {
            return None;
        }
        let mut text = first.into_owned();
        for part in parts {
            text.push('/');
            text.push_str(&part);
        }
        Some(text)
    }
}
