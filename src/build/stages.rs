//! How far a build is, and how long its stages took.

use std::time::{Duration, Instant};

/// A stage of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking which files there are; loading templates.
    Read,
    /// Reading articles.
    Parse,
    /// Setting them among one another, and planning.
    Assemble,
    /// Rendering outputs.
    Render,
    /// Writing what changed.
    Write,
}

impl Stage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Assemble => "assemble",
            Self::Render => "render",
            Self::Write => "write",
        }
    }
}

/// Is told how far a build is.
pub trait Progress: Sync {
    /// A stage begins, with that many things to do.
    fn begin(&self, stage: Stage);
    /// The stage has that many things to do.
    fn length(&self, things: usize);
    /// One thing is done.
    fn done(&self);
    /// Another build writes to the same folder: this one waits until that has ended.
    fn waiting(&self) {}
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn length(&self, _: usize) {}
    fn done(&self) {}
}

/// How long the stages took. Durations are no dates: they reach no output.
#[derive(Debug)]
pub struct Stages {
    /// The stages so far, in order.
    pub list: Vec<(Stage, Duration)>,
}

/// Measures stages.
pub(super) struct Clock<'a> {
    progress: &'a dyn Progress,
    list: Vec<(Stage, Duration)>,
    current: Option<(Stage, Instant)>,
}

impl Stages {
    /// All stages together.
    pub fn total(&self) -> Duration {
        self.list.iter().map(|(_, duration)| *duration).sum()
    }
}

impl<'a> Clock<'a> {
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self {
            progress,
            list: Vec::new(),
            current: None,
        }
    }

    pub(super) fn begin(&mut self, stage: Stage) {
        self.close();
        self.progress.begin(stage);
        self.current = Some((stage, Instant::now()));
    }

    fn close(&mut self) {
        if let Some((stage, start)) = self.current.take() {
            self.list.push((stage, start.elapsed()));
        }
    }

    pub(super) fn end(&mut self) -> Stages {
        self.close();
        Stages {
            list: std::mem::take(&mut self.list),
        }
    }
}
