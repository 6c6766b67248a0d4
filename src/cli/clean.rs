//! `byline build --clean`: removing what stands in the output folder and belongs to nothing.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;

use byline::build::{self, Report};
use byline::disk::Disk;

use super::args::{BuildArgs, Format};
use super::output::{Messages, Printable, plural};
use super::{Exit, failed};

/// How many files are listed before somebody is asked.
const LISTED: usize = 20;

/// Removes what a build found, if that is wanted.
pub(super) fn clean(disk: &Arc<dyn Disk>, report: &Report, args: &BuildArgs) -> io::Result<Exit> {
    if report.foreign.is_empty() {
        return Ok(Exit::Done);
    }
    let talks = args.format == Format::Text;
    let files = plural(report.foreign.len(), "file", "files");
    if !args.yes {
        let mut err = Printable(io::stderr());
        for path in report.foreign.iter().take(LISTED) {
            writeln!(err, "  {}/{path}", report.output)?;
        }
        if report.foreign.len() > LISTED {
            writeln!(err, "  and {} more", report.foreign.len() - LISTED)?;
        }
        if !talks || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            writeln!(
                err,
                "error: {files} in `{}` would be removed, and nobody can be asked\n  help: say `--yes` if they may go",
                report.output
            )?;
            return Ok(Exit::SiteErrors);
        }
        write!(err, "remove {files}, which belong to nothing? [y/N] ")?;
        err.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        if !matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
            writeln!(io::stdout(), "nothing was removed")?;
            return Ok(Exit::Done);
        }
    }
    match build::remove_foreign(disk, report) {
        Err(diags) => failed(&mut Messages::new(args.format), &diags),
        Ok(removed) => {
            if talks && !args.quiet {
                let removed = plural(removed, "file", "files");
                writeln!(io::stdout(), "{removed} removed from {}/", report.output)?;
            }
            Ok(Exit::Done)
        }
    }
}
