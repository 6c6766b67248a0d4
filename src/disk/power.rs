//! Loss of power on a disk in memory: whatever was not waited for may be lost, or be there in part.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub bytes: Vec<u8>,
    pub modified: u64,
    pub changed: u64,
}

/// The files of a disk in memory.
pub(super) type Files = BTreeMap<PathBuf, Node>;

/// A change of a disk.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A file was written beside its place and renamed; `whole` if it was waited for before that.
    Write {
        path: PathBuf,
        node: Node,
        whole: bool,
    },
    /// A file grew to this.
    Append {
        path: PathBuf,
        node: Node,
    },
    Remove(PathBuf),
    Rename(PathBuf, PathBuf),
    /// Changes at these paths were waited for.
    Sync(Vec<PathBuf>),
}

/// What becomes of a change that nobody waited for when the power is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing is lost.
    None,
    /// It never was.
    All,
    /// The name is there, and no bytes.
    Empty,
    /// The name is there, and half of the bytes.
    Half,
    /// The name, the size and the times are there, and bytes that are all 0.
    Zeros,
}

impl Loss {
    /// Every one.
    pub const EACH: [Self; 5] = [Self::None, Self::All, Self::Empty, Self::Half, Self::Zeros];
}

/// What was done to a disk in memory, one change after the other.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    pub(super) base: Files,
    pub(super) changes: Vec<Change>,
    pub(super) time: u64,
}

impl Recording {
    /// How many changes there were.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The files after so many changes and a loss of power. What was waited for is there; each other change is lost
    /// as `loss` says of its number.
    pub(super) fn files_after(&self, count: usize, mut loss: impl FnMut(usize) -> Loss) -> Files {
        let done = self.changes.get(..count).unwrap_or(&self.changes);
        let mut sure = vec![false; done.len()];
        for (number, change) in done.iter().enumerate() {
            let Change::Sync(paths) = change else {
                continue;
            };
            for (sure, change) in sure.iter_mut().zip(&done[..number]) {
                *sure |= paths.iter().any(|path| change.is_at(path));
            }
        }
        let mut files = self.base.clone();
        for (number, (change, sure)) in done.iter().zip(sure).enumerate() {
            let loss = if sure { Loss::None } else { loss(number) };
            change.apply(&mut files, loss);
        }
        files
    }
}

impl Change {
    fn is_at(&self, path: &Path) -> bool {
        match self {
            Self::Write { path: own, .. } | Self::Append { path: own, .. } | Self::Remove(own) => {
                own == path
            }
            Self::Rename(from, to) => from == path || to == path,
            Self::Sync(_) => false,
        }
    }

    fn apply(&self, files: &mut Files, loss: Loss) {
        if loss == Loss::All {
            return;
        }
        match self {
            Self::Write { path, node, whole } => {
                let loss = if *whole { Loss::None } else { loss };
                files.insert(path.clone(), node.after(loss));
            }
            Self::Append { path, node } => {
                files.insert(path.clone(), node.after(loss));
            }
            Self::Remove(path) => {
                files.remove(path);
            }
            Self::Rename(from, to) => rename(files, from, to),
            Self::Sync(_) => {}
        }
    }
}

impl Node {
    fn after(&self, loss: Loss) -> Self {
        let mut node = self.clone();
        match loss {
            Loss::None | Loss::All => {}
            Loss::Empty => node.bytes.clear(),
            Loss::Half => node.bytes.truncate(node.bytes.len() / 2),
            Loss::Zeros => node.bytes.fill(0),
        }
        node
    }
}

/// Gives a file, or all that is below a folder, another name.
pub(super) fn rename(files: &mut Files, from: &Path, to: &Path) {
    let moved: Vec<PathBuf> = files
        .keys()
        .filter(|path| path.starts_with(from))
        .cloned()
        .collect();
    for path in moved {
        if let (Some(node), Ok(below)) = (files.remove(&path), path.strip_prefix(from)) {
            let to = if below.as_os_str().is_empty() {
                to.to_owned()
            } else {
                to.join(below)
            };
            files.insert(to, node);
        }
    }
}
