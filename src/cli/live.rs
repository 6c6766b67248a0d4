//! `byline build --watch` and `byline serve`: builds that go on.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use byline::build::{Foreign, Options, Publishing, Report};
use byline::diag::Diags;
use byline::disk::{Disk, RealDisk};
use byline::plan::Own;
use byline::serve::Server;
use byline::watch::{Cause, Watch, follow};

use super::args::{BuildArgs, Format, ServeArgs};
use super::output::{self, Messages, Printable, plural};
use super::progress::Bar;
use super::{Exit, moment, now, publishing};

/// Builds a site, and again whenever something changes.
pub(super) fn watch(root: &Path, args: &BuildArgs) -> io::Result<Exit> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::new(root));
    let Some(mut watch) = begin(root)? else {
        return Ok(Exit::SiteErrors);
    };
    let talks = args.format == Format::Text && !args.quiet;
    let (bar, silent) = (Bar::new(talks), Bar::new(false));
    // A time that was asked for stands still.
    let fixed = args.at.as_deref().map(|at| moment(&*disk, Some(at)));
    let clock = || fixed.unwrap_or_else(now);
    let options = |cause: &Cause, now| Options {
        output: args.output.clone(),
        base_url: args.base_url.clone(),
        visibility: args.shown.at(now),
        private: false,
        publishing: publishing(args, now),
        foreign: Foreign {
            replace: args.force,
            look: false,
        },
        progress: if *cause == Cause::Begin {
            &bar
        } else {
            &silent
        },
    };
    let mut voice = Voice {
        explain: args.explain,
        ..Voice::new(args.format, args.quiet)
    };
    follow(&disk, &mut watch, &clock, &options, &mut |cause, result| {
        bar.finish();
        match (cause, result) {
            (Cause::Begin, Ok(report)) => {
                voice.built(report)?;
                if args.verbose {
                    let notes = report.own.iter().map(Own::note);
                    Messages::new(args.format).diags(&notes.collect())?;
                }
                if !args.quiet || args.format == Format::Json {
                    output::report(report, args.format, args.explain)?;
                }
            }
            (cause, result) => voice.again(cause, result)?,
        }
        if *cause == Cause::Begin && args.format == Format::Text && !args.quiet {
            writeln!(
                Printable(io::stdout()),
                "watching for edits; Ctrl-C ends this"
            )?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// Begins to watch; `None` when that cannot be done, which was said.
fn begin(root: &Path) -> io::Result<Option<Watch>> {
    match Watch::new(root) {
        Ok(watch) => {
            if let Some(trouble) = &watch.trouble {
                writeln!(
                    io::stderr(),
                    "warning: not every edit is told at once: {trouble}\n  help: Byline looks every second instead"
                )?;
            }
            Ok(Some(watch))
        }
        Err(error) => {
            writeln!(io::stderr(), "error: the site cannot be watched: {error}")?;
            Ok(None)
        }
    }
}

/// Says how builds end, and the same only once.
struct Voice {
    messages: Messages,
    format: Format,
    quiet: bool,
    /// Whether each output that is made again is listed with its reasons.
    explain: bool,
    /// The warnings that were said last.
    warned: Diags,
    /// The errors that were said last, until they were mended.
    broken: Option<Diags>,
}

impl Voice {
    fn new(format: Format, quiet: bool) -> Self {
        Self {
            messages: Messages::new(format),
            format,
            quiet,
            explain: false,
            warned: Diags::new(),
            broken: None,
        }
    }

    /// Says the warnings of a build that was done.
    fn built(&mut self, report: &Report) -> io::Result<()> {
        self.broken = None;
        if self.warned != report.warnings {
            self.messages.diags(&report.warnings)?;
            self.warned = report.warnings.clone();
        }
        Ok(())
    }

    /// Says the errors of a build that was not done.
    fn failed(&mut self, diags: &Diags) -> io::Result<()> {
        if self.broken.as_ref() != Some(diags) {
            self.messages.diags(diags)?;
            self.messages.count(diags)?;
            self.broken = Some(diags.clone());
        }
        Ok(())
    }

    /// Says how another build ended.
    fn again(&mut self, cause: &Cause, result: &Result<Report, Diags>) -> io::Result<()> {
        let report = match result {
            Err(diags) => return self.failed(diags),
            Ok(report) => report,
        };
        let mended = self.broken.is_some();
        self.built(report)?;
        let changes = &report.changes;
        let written = changes.added.len() + changes.changed.len();
        if written + changes.removed.len() == 0 && !mended {
            return Ok(());
        }
        if self.format == Format::Json {
            return output::report(report, self.format, self.explain);
        }
        if self.quiet {
            return Ok(());
        }
        let what = match (written, changes.removed.len()) {
            (0, 0) => "nothing written".to_owned(),
            (written, 0) => format!("{written} written"),
            (written, removed) => format!("{written} written, {removed} removed"),
        };
        if self.explain {
            output::reasons(report)?;
        }
        let milliseconds = report.stages.total().as_millis();
        writeln!(
            Printable(io::stdout()),
            "{}: {what} in {milliseconds} ms",
            reason(cause)
        )
    }
}

/// Why a site was built, in a few words.
fn reason(cause: &Cause) -> String {
    match cause {
        Cause::Begin => "built".to_owned(),
        Cause::Due => "something is due or expired".to_owned(),
        Cause::Edits(paths) => match paths.split_first() {
            None => "built again".to_owned(),
            Some((first, [])) => first.clone(),
            Some((first, rest)) => {
                format!("{first} and {}", plural(rest.len(), "other", "others"))
            }
        },
    }
}

/// Shows a site in the browser.
pub(super) fn serve(root: &Path, args: &ServeArgs) -> io::Result<Exit> {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::new(root));
    let session = format!("{:x}", now().timestamp_micros());
    let server = match Server::bind(&args.host, args.port, args.base_url.as_deref(), session) {
        Ok(server) => server,
        Err(error) => {
            let (host, port) = (&args.host, args.port);
            writeln!(
                io::stderr(),
                "error: cannot listen at `{host}`, port {port}: {error}"
            )?;
            return Ok(Exit::Usage);
        }
    };
    if args.port != 0 && server.port() != args.port {
        let (asked, taken) = (args.port, server.port());
        writeln!(io::stderr(), "port {asked} is taken: using {taken}")?;
    }
    let Some(mut watch) = begin(root)? else {
        return Ok(Exit::SiteErrors);
    };
    let (bar, silent) = (Bar::new(true), Bar::new(false));
    let options = |cause: &Cause, now| Options {
        output: Some(server.output()),
        base_url: Some(server.base_url.clone()),
        visibility: args.shown.at(now),
        private: true,
        publishing: Publishing::No,
        foreign: Foreign::default(),
        progress: if *cause == Cause::Begin {
            &bar
        } else {
            &silent
        },
    };
    let mut voice = Voice::new(Format::Text, false);
    follow(&disk, &mut watch, &now, &options, &mut |cause, result| {
        // The pages first: whoever looks at them waits.
        server.tell(result);
        bar.finish();
        if *cause != Cause::Begin {
            return voice.again(cause, result);
        }
        server.start(disk.clone())?;
        match result {
            Err(diags) => voice.failed(diags)?,
            Ok(report) => {
                voice.built(report)?;
                let pages = plural(report.pages, "page", "pages");
                let milliseconds = report.stages.total().as_millis();
                writeln!(Printable(io::stdout()), "{pages} in {milliseconds} ms")?;
            }
        }
        writeln!(
            Printable(io::stdout()),
            "serving {}/; Ctrl-C ends this",
            server.url
        )?;
        if args.open {
            look(&server.url)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// Opens an address in the browser.
fn look(url: &str) -> io::Result<()> {
    match open::that_detached(url) {
        Ok(()) => Ok(()),
        Err(error) => writeln!(io::stderr(), "warning: no browser could be opened: {error}"),
    }
}
