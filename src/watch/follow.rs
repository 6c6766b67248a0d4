//! Builds a site whenever there is a reason to.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Watch, Woken};
use crate::build::{Builder, Options, Report};
use crate::date::Date;
use crate::diag::Diags;
use crate::disk::Disk;

/// Why a site was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is the first time.
    Begin,
    /// Something was edited, perhaps: paths as far as they are known.
    Edits(Vec<String>),
    /// Something is due or expires.
    Due,
}

/// Is told how each build ended.
pub type Told<'a> = &'a mut dyn FnMut(&Cause, &Result<Report, Diags>) -> io::Result<()>;

/// The clock of the machine may be set, and stands still while it sleeps: look at it this often.
const GLANCE: Duration = Duration::from_secs(20);

/// Builds a site now, and again whenever something is edited, due or expires. Ends only when nobody
/// can be told any more.
///
/// # Errors
/// That of telling.
pub fn follow<'a>(
    disk: &Arc<dyn Disk>,
    watch: &mut Watch,
    now: &dyn Fn() -> Date,
    options: &dyn Fn(&Cause, Date) -> Options<'a>,
    told: Told<'_>,
) -> io::Result<()> {
    let mut builder = Builder::new(disk.clone());
    let mut cause = Cause::Begin;
    let mut due = None;
    loop {
        let result = builder.build(&options(&cause, now()));
        match &result {
            Ok(report) => {
                let output = disk.absolute(Path::new(&report.output));
                if let Ok(output) = output.strip_prefix(disk.absolute(Path::new(""))) {
                    watch.leave_out(output);
                }
                due = report.next_change;
            }
            // A link to an article that is not due yet is a mistake that mends itself.
            Err(_) if cause == Cause::Due => due = None,
            Err(_) => {}
        }
        told(&cause, &result)?;
        cause = next(watch, now, due, &|path| builder.wrote(path));
        // Whoever writes sees the text before all files are looked at.
        if let Cause::Edits(paths) = &cause
            && let Some(report) = builder.build_edited(&options(&cause, now()), paths)
        {
            told(&cause, &Ok(report))?;
        }
    }
}

/// Waits for the next reason to build; what the build `wrote` itself is none.
fn next(
    watch: &mut Watch,
    now: &dyn Fn() -> Date,
    due: Option<Date>,
    wrote: &dyn Fn(&str) -> bool,
) -> Cause {
    loop {
        let left = due.map(|due| (due - now()).to_std().unwrap_or_default());
        if left == Some(Duration::ZERO) {
            return Cause::Due;
        }
        if let Woken::Edits(mut paths) = watch.wait(left.map(|left| left.min(GLANCE))) {
            let all = paths.len();
            paths.retain(|path| !wrote(path));
            if all == 0 || !paths.is_empty() {
                return Cause::Edits(paths);
            }
        }
    }
}
