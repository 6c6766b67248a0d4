//! A progress bar, on a terminal and for builds that take a while.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use byline::build::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error; hidden where nobody would see it.
pub(super) struct Bar {
    bar: ProgressBar,
    talks: bool,
}

impl Bar {
    /// Without `talks`, it says nothing at all.
    pub(super) fn new(talks: bool) -> Self {
        let shown = talks && io::stderr().is_terminal();
        // Ten times a second is enough for a person, and costs nothing.
        let target = if shown {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:9} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, talks }
    }

    /// Other hosts are asked for so many things.
    pub(super) fn is_asking(&self, things: usize) {
        self.bar.set_message("ask");
        self.bar.set_position(0);
        self.bar.set_length(things as u64);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage) {
        self.bar.set_message(stage.name());
        self.bar.set_position(0);
    }

    fn length(&self, things: usize) {
        self.bar.set_length(things as u64);
    }

    fn done(&self) {
        self.bar.inc(1);
    }

    fn waiting(&self) {
        if self.talks {
            self.bar.suspend(|| {
                // Nobody may be listening; the build goes on all the same.
                let _ = writeln!(
                    io::stderr(),
                    "another build of this site is running: waiting"
                );
            });
        }
    }
}
