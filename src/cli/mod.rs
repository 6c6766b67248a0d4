//! What the program understands, and how it answers.

mod args;
mod check;
mod clean;
mod live;
mod manual;
mod moving;
mod output;
mod progress;
mod scaffold;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use byline::build::{self, Foreign, Options, Publishing};
use byline::config;
use byline::date::{self, Date};
use byline::diag::Diags;
use byline::disk::{Disk, RealDisk};
use byline::plan::Own;
use byline::site::Visibility;
use byline::source;
use clap::{CommandFactory, Parser};

use args::{Args, BuildArgs, Command, Format, ListArgs, WhyArgs};
use output::{Messages, Printable};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Done.
    Done,
    /// The site has errors.
    SiteErrors,
    /// The command line is wrong.
    Usage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::SiteErrors => Self::from(1),
            Exit::Usage => Self::from(2),
        }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Done.into()
            };
        }
    };
    match run(args) {
        Ok(exit) => exit.into(),
        // A reader that has seen enough (`byline list | head`) is no error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done.into(),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            Exit::SiteErrors.into()
        }
    }
}

fn run(args: Args) -> io::Result<Exit> {
    let root = args.root.unwrap_or_else(|| ".".into());
    if !root.is_dir() {
        writeln!(io::stderr(), "error: `{}` is no folder", root.display())?;
        return Ok(Exit::Usage);
    }
    if args.command.wants_site()
        && let Some(site) = site_above(&root)
    {
        let (root, site) = (root.display(), site.display());
        writeln!(
            io::stderr(),
            "error: `{root}` is a folder of the site in `{site}`\n  help: run this there, or with `--root {site}`"
        )?;
        return Ok(Exit::Usage);
    }
    match args.command {
        Command::New(new) => scaffold::new(&root.join(&new.path)),
        Command::Write(write) => scaffold::write(&RealDisk::new(root), &write, now()),
        Command::Build(build) if build.at.is_some() && build.output.is_none() && !build.force => {
            writeln!(
                io::stderr(),
                "error: a build for another time would replace the site that you publish\n  help: name a folder for it with `--output`, or write over the published one with `--force`"
            )?;
            Ok(Exit::Usage)
        }
        Command::Build(build) if build.watch => live::watch(&root, &build),
        Command::Build(build) => build_site(Arc::new(RealDisk::new(root)), &build),
        Command::Check(args) => check::run(Arc::new(RealDisk::new(root)), &args),
        Command::Why(why) => explain(&(Arc::new(RealDisk::new(root)) as Arc<dyn Disk>), &why),
        Command::Serve(serve) => live::serve(&root, &serve),
        Command::Move(what) => moving::rename(&RealDisk::new(root), &what),
        Command::Retire(what) => moving::retire(&RealDisk::new(root), &what),
        Command::List(list) => list_pages(&RealDisk::new(root), &list),
        Command::Completions { shell } => {
            // Into memory first: the generator panics where the reader goes away.
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "byline", &mut text);
            io::stdout().write_all(&text)?;
            Ok(Exit::Done)
        }
        Command::Man(man) => manual::print(&RealDisk::new(root), &man),
    }
}

/// The folder above, if it is that of a site to which this one, being none itself, belongs.
fn site_above(root: &Path) -> Option<PathBuf> {
    let is_site = |folder: &Path| folder.join(config::FILE).is_file();
    let root = std::path::absolute(root).ok()?;
    if is_site(&root) || root.join(source::CONTENT).is_dir() {
        return None;
    }
    let parts = [source::CONTENT, source::STATIC, "templates", "themes"];
    let mut above = root.ancestors().skip(1);
    let site = above.find(|folder| is_site(folder))?;
    let below = root.strip_prefix(site).ok()?;
    let is_part = parts.iter().any(|part| below.starts_with(part));
    is_part.then(|| site.to_owned())
}

/// The moment the program runs at: the only clock there is.
fn now() -> Date {
    chrono::Utc::now().fixed_offset()
}

/// The moment that was asked for, in the site's time zone where it names none, or else now. Its form
/// was checked with the arguments; settings that cannot be read are said by the build.
fn moment(disk: &dyn Disk, at: Option<&str>) -> Date {
    let Some(text) = at else { return now() };
    let zone = build::load_config(disk, None).map_or(chrono_tz::UTC, |(config, _)| config.timezone);
    date::read(text, zone).unwrap_or_else(now)
}

fn build_site(disk: Arc<dyn Disk>, args: &BuildArgs) -> io::Result<Exit> {
    let mut messages = Messages::new(args.format);
    let moment = moment(&*disk, args.at.as_deref());
    let talks = args.format == Format::Text && !args.quiet;
    let progress = progress::Bar::new(talks);
    let options = Options {
        output: args.output.clone(),
        base_url: args.base_url.clone(),
        visibility: args.shown.at(moment),
        private: false,
        publishing: publishing(args, moment),
        foreign: Foreign {
            replace: args.force,
            look: args.clean,
        },
        progress: &progress,
    };
    let result = build::build(&disk, &options);
    progress.finish();
    match result {
        Err(diags) => failed(&mut messages, &diags),
        Ok(report) => {
            messages.diags(&report.warnings)?;
            if args.verbose {
                messages.diags(&report.own.iter().map(Own::note).collect())?;
            }
            if !args.quiet || args.format == Format::Json {
                output::report(&report, args.format, args.explain)?;
            }
            if args.clean {
                return clean::clean(&disk, &report, args);
            }
            Ok(Exit::Done)
        }
    }
}

fn explain(disk: &Arc<dyn Disk>, args: &WhyArgs) -> io::Result<Exit> {
    let mut messages = Messages::of_looking(args.format);
    let progress = progress::Bar::new(false);
    let options = Options {
        output: args.output.clone(),
        base_url: args.base_url.clone(),
        visibility: args.shown.at(moment(&**disk, args.at.as_deref())),
        private: false,
        publishing: Publishing::No,
        foreign: Foreign::default(),
        progress: &progress,
    };
    match build::why(disk, &options, &args.asked) {
        Err(diags) => failed(&mut messages, &diags),
        Ok(why) => {
            let mut out = Printable(io::stdout().lock());
            match args.format {
                Format::Text => write!(out, "{}", why.text())?,
                Format::Json => writeln!(out.0, "{}", serde_json::to_string(&why)?)?,
            }
            Ok(Exit::Done)
        }
    }
}

/// What a build for a moment may do with `byline.lock`: what is not due yet is not published yet.
fn publishing(args: &BuildArgs, moment: Date) -> Publishing {
    if args.locked {
        Publishing::Locked
    } else if moment > now() {
        Publishing::No
    } else {
        Publishing::Yes
    }
}

fn failed(messages: &mut Messages, diags: &Diags) -> io::Result<Exit> {
    messages.diags(diags)?;
    messages.count(diags)?;
    Ok(Exit::SiteErrors)
}

fn list_pages(disk: &dyn Disk, args: &ListArgs) -> io::Result<Exit> {
    let mut messages = Messages::of_looking(args.format);
    let visibility = Visibility {
        now: Some(moment(disk, args.at.as_deref())),
        ..Visibility::default()
    };
    match build::survey(disk, visibility) {
        Err(diags) => failed(&mut messages, &diags),
        Ok(site) => {
            output::list(&site, args.what, args.format)?;
            Ok(Exit::Done)
        }
    }
}
