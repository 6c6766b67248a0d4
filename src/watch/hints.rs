//! What the system says about files, as far as it matters.

use std::path::PathBuf;

use notify::event::{CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind};

/// That somebody may have edited something.
pub(super) enum Hint {
    /// Files or folders.
    Edits {
        /// Which, as far as it is known.
        paths: Vec<PathBuf>,
        /// Whether a folder may have come.
        folder: bool,
    },
    /// Something was missed; why, if there will be more of that.
    Rescan(Option<String>),
}

impl Hint {
    /// What an event means to us, if anything.
    pub(super) fn of(event: notify::Result<Event>) -> Option<Self> {
        let event = match event {
            Ok(event) => event,
            Err(error) => return Some(Self::Rescan(Some(error.to_string()))),
        };
        if event.need_rescan() {
            return Some(Self::Rescan(None));
        }
        let folder = match event.kind {
            // Our own reading is told too.
            EventKind::Access(_) => return None,
            EventKind::Create(CreateKind::File) => false,
            EventKind::Create(_) => true,
            EventKind::Modify(ModifyKind::Name(RenameMode::From)) => false,
            // Of a rename it is not told what it was that got another name.
            EventKind::Modify(ModifyKind::Name(_)) => {
                event.paths.last().is_some_and(|path| path.is_dir())
            }
            _ => false,
        };
        Some(Self::Edits {
            paths: event.paths,
            folder,
        })
    }
}
