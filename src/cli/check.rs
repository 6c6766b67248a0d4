//! `byline check`: judging a site, or feeds from anywhere.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use byline::build::{Foreign, Options, Progress as _, Publishing};
use byline::check::external::{self, Cache, Clock, Http};
use byline::check::{self, Checked, Counts, Judged, feed};
use byline::diag::say::{self, grouped};
use byline::diag::{Diags, Severity};
use byline::disk::Disk;
use serde_json::json;

use super::args::{CheckArgs, Format};
use super::output::{Messages, Printable, plural};
use super::progress::Bar;
use super::{Exit, moment, now};

/// Judges what was asked for.
pub(super) fn run(disk: Arc<dyn Disk>, args: &CheckArgs) -> io::Result<Exit> {
    if !args.feed.is_empty() {
        return feeds(&*disk, args);
    }
    let bar = Bar::new(args.format == Format::Text);
    let options = Options {
        output: None,
        base_url: args.base_url.clone(),
        visibility: args.shown.at(moment(&*disk, args.at.as_deref())),
        private: false,
        publishing: Publishing::No,
        foreign: Foreign::default(),
        progress: &bar,
    };
    let judged = check::judge(&disk, &options);
    bar.finish();
    match judged {
        Err(diags) => tell(None, &diags, args),
        Ok(mut judged) => {
            if args.external {
                ask_others(&*disk, &mut judged, args.format)?;
            }
            let Checked { counts, diags } = judged.finish();
            tell(Some(counts), &diags, args)
        }
    }
}

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The time, as it is.
struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> u64 {
        u64::try_from(now().timestamp()).unwrap_or_default()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Asks other hosts for what links lead to.
fn ask_others(disk: &dyn Disk, judged: &mut Judged, format: Format) -> io::Result<()> {
    let web = Http::new(PATIENCE, true);
    let mut cache = Cache::load(disk);
    let bar = Bar::new(format == Format::Text);
    bar.is_asking(judged.outside().count());
    let verdicts = external::ask(judged.outside(), &web, &RealClock, &mut cache, &|| {
        bar.done()
    });
    bar.finish();
    cache.save(disk, RealClock.now())?;
    judged.add_outside(&verdicts);
    Ok(())
}

/// Judges feeds from anywhere.
fn feeds(disk: &dyn Disk, args: &CheckArgs) -> io::Result<Exit> {
    let mut diags = Diags::new();
    for name in &args.feed {
        match read(disk, name) {
            Ok((bytes, served)) => {
                let findings = feed::judge(name, &bytes, served.as_deref()).into_iter();
                diags.extend(findings.map(|finding| finding.diag));
            }
            Err(error) => diags.push(say::io("read", name, &error)),
        }
    }
    let counts = Counts {
        feeds: args.feed.len(),
        ..Counts::default()
    };
    tell(Some(counts), &diags.sorted(), args)
}

/// The bytes of a feed, and where it is served if it comes from there. A file is named from the current
/// folder, not from the site's.
fn read(disk: &dyn Disk, name: &str) -> io::Result<(Vec<u8>, Option<String>)> {
    if ["http://", "https://"]
        .iter()
        .any(|scheme| name.starts_with(scheme))
    {
        let (bytes, url) = Http::new(PATIENCE, true).fetch(name)?;
        return Ok((bytes, Some(url)));
    }
    Ok((disk.read(&std::path::absolute(name)?)?, None))
}

/// Prints findings and counts, and says how the program ends.
fn tell(counts: Option<Counts>, diags: &Diags, args: &CheckArgs) -> io::Result<Exit> {
    Messages::new(args.format).diags(diags)?;
    let of = |severity| {
        diags
            .iter()
            .filter(|diag| diag.severity == severity)
            .count()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let mut out = Printable(io::stdout().lock());
    match args.format {
        Format::Json => {
            let mut line = json!({ "errors": errors, "warnings": warnings });
            if let Some(counts) = counts {
                line["pages"] = json!(counts.pages);
                line["links"] = json!(counts.links);
                line["feeds"] = json!(counts.feeds);
            }
            writeln!(out.0, "{line}")?;
        }
        Format::Text => {
            let found = counts.map(|counts| format!("{}: ", looked_at(counts)));
            let verdict = verdict(errors, warnings);
            writeln!(out, "{}{verdict}", found.unwrap_or_default())?;
        }
    }
    let failed = errors > 0 || (args.strict && warnings > 0);
    Ok(if failed { Exit::SiteErrors } else { Exit::Done })
}

/// `213 pages, 13,142 links, 9 feeds`; what there is none of goes unsaid.
fn looked_at(counts: Counts) -> String {
    let kinds = [
        (counts.pages, "page", "pages"),
        (counts.links, "link", "links"),
        (counts.feeds, "feed", "feeds"),
    ];
    let kinds = kinds.iter().filter(|(number, ..)| *number > 0);
    let kinds: Vec<String> = kinds
        .map(|(number, one, many)| {
            format!(
                "{} {}",
                grouped(*number),
                if *number == 1 { one } else { many }
            )
        })
        .collect();
    kinds.join(", ")
}

fn verdict(errors: usize, warnings: usize) -> String {
    let errors = (errors > 0).then(|| plural(errors, "error", "errors"));
    let warnings = (warnings > 0).then(|| plural(warnings, "warning", "warnings"));
    match (errors, warnings) {
        (None, None) => "no problems".to_owned(),
        (Some(errors), Some(warnings)) => format!("{errors} and {warnings}"),
        (errors, warnings) => errors.or(warnings).unwrap_or_default(),
    }
}
