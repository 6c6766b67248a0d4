//! Reports, lists and messages, as text and as JSON.

use std::io::{self, IsTerminal, Write};

use byline::build::{Report, because};
use byline::date;
use byline::diag::{Diags, Severity, Style, write_json, write_text};
use byline::site::{Site, Why};
use serde_json::json;

use super::args::{Format, Which};

/// Prints text in which nothing moves a cursor or changes a colour, whoever wrote the titles and names in it:
/// control characters but line ends become U+FFFD. Each write must be whole characters, as those of `write!` are.
pub(super) struct Printable<W>(pub(super) W);

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| is_control(*byte)) {
            let (head, tail) = rest.split_at(at);
            self.0.write_all(head)?;
            // U+0080 to U+009F, which terminals obey too, are two bytes that begin with 0xC2.
            let length = match tail {
                [0xC2, 0x80..=0x9F, ..] => 2,
                [0xC2, ..] => {
                    self.0.write_all(&[0xC2])?;
                    rest = &tail[1..];
                    continue;
                }
                _ => 1,
            };
            self.0.write_all("\u{FFFD}".as_bytes())?;
            rest = &tail[length..];
        }
        self.0.write_all(rest)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether a byte is a control character, or may begin one.
fn is_control(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\n') || byte == 0x7F || byte == 0xC2
}

/// Where problems are printed: standard error.
pub(super) struct Messages {
    format: Format,
    style: Style,
    /// Whether the command writes anything when all is well, and says what became of that.
    writes: bool,
}

impl Messages {
    /// Of a command that only looks at the site.
    pub(super) fn of_looking(format: Format) -> Self {
        Self {
            writes: false,
            ..Self::new(format)
        }
    }

    pub(super) fn new(format: Format) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let coloured = io::stderr().is_terminal() && !plain;
        Self {
            format,
            style: if coloured {
                Style::Coloured
            } else {
                Style::Plain
            },
            writes: true,
        }
    }

    pub(super) fn diags(&mut self, diags: &Diags) -> io::Result<()> {
        let mut err = io::BufWriter::new(io::stderr().lock());
        for diag in diags.iter() {
            match self.format {
                Format::Text => write_text(&mut err, diag, self.style)?,
                Format::Json => write_json(&mut err, diag)?,
            }
        }
        err.flush()
    }

    /// How many problems there were.
    pub(super) fn count(&mut self, diags: &Diags) -> io::Result<()> {
        if self.format == Format::Json {
            return Ok(());
        }
        let of = |severity| {
            diags
                .iter()
                .filter(|diag| diag.severity == severity)
                .count()
        };
        let errors = plural(of(Severity::Error), "error", "errors");
        let warnings = match of(Severity::Warning) {
            0 => String::new(),
            some => format!(" and {}", plural(some, "warning", "warnings")),
        };
        let state = match (self.writes, diags.before_writing()) {
            (false, _) => "",
            (true, true) => "; nothing was written",
            (true, false) => "; the output is incomplete: build again when this is mended",
        };
        writeln!(io::stderr(), "{errors}{warnings}{state}")
    }
}

pub(super) fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What a build did.
pub(super) fn report(report: &Report, format: Format, explain: bool) -> io::Result<()> {
    let mut out = Printable(io::stdout().lock());
    let reasons = |reasons: &Vec<_>| reasons.iter().map(because).collect::<Vec<_>>();
    if format == Format::Json {
        let stages: serde_json::Map<_, _> = report
            .stages
            .list
            .iter()
            .map(|(stage, time)| (stage.name().to_owned(), json!(milliseconds(time))))
            .collect();
        let mut line = json!({
            "pages": report.pages,
            "outputs": report.outputs,
            "output": report.output,
            "added": report.changes.added,
            "changed": report.changes.changed,
            "removed": report.changes.removed,
            "foreign": report.foreign,
            "lock_changed": report.lock_changed,
            "parsed": report.parsed,
            "rendered": report.rendered.keys().collect::<Vec<_>>(),
            "scheduled": report.hidden.iter().filter(|hidden| matches!(hidden.why, Why::Scheduled(_))).count(),
            "next_change": report.next_change.map(|date| date.to_rfc3339()),
            "milliseconds": milliseconds(&report.stages.total()),
            "stages": stages,
        });
        if explain {
            let all = report.rendered.iter();
            let all = all.map(|(path, why)| (path.clone(), json!(reasons(why))));
            line["reasons"] = all.collect::<serde_json::Map<_, _>>().into();
        }
        return writeln!(out.0, "{line}");
    }
    drop(out);
    if explain {
        self::reasons(report)?;
    }
    let mut out = Printable(io::stdout().lock());
    let changes = &report.changes;
    let written = match (
        changes.added.len() + changes.changed.len(),
        changes.removed.len(),
    ) {
        (0, 0) => "nothing changed".to_owned(),
        (written, 0) => format!("{written} written"),
        (written, removed) => format!("{written} written, {removed} removed"),
    };
    let pages = plural(report.pages, "page", "pages");
    let outputs = plural(report.outputs, "output", "outputs");
    let milliseconds = report.stages.total().as_millis();
    writeln!(
        out,
        "{pages}, {outputs} in {}/ ({written}) in {milliseconds} ms",
        report.output.trim_end_matches('/')
    )?;
    let count = |wanted: fn(&Why) -> bool| {
        report
            .hidden
            .iter()
            .filter(|hidden| wanted(&hidden.why))
            .count()
    };
    let mut hidden = Vec::new();
    for (number, word) in [
        (count(|why| *why == Why::Draft), "draft"),
        (count(|why| matches!(why, Why::Scheduled(_))), "scheduled"),
        (count(|why| matches!(why, Why::Expired(_))), "expired"),
    ] {
        if number > 0 {
            hidden.push(format!("{number} {word}"));
        }
    }
    if !hidden.is_empty() {
        writeln!(
            out,
            "not shown: {} (`byline list` tells which)",
            hidden.join(", ")
        )?;
    }
    if report.lock_changed {
        writeln!(
            out,
            "`byline.lock` has what is new: commit it with your articles"
        )?;
    }
    if let Some(next) = report.next_change {
        writeln!(out, "build again at {}", next.to_rfc3339())?;
    }
    Ok(())
}

/// What a build made again, and why.
pub(super) fn reasons(report: &Report) -> io::Result<()> {
    let mut out = Printable(io::BufWriter::new(io::stdout().lock()));
    for (path, why) in &report.rendered {
        let why: Vec<String> = why.iter().map(because).collect();
        writeln!(out, "{path}: {}", why.join("; "))?;
    }
    out.flush()
}

fn milliseconds(time: &std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// One line of a list.
struct Line {
    state: &'static str,
    date: Option<date::Date>,
    path: String,
    title: String,
    untitled: bool,
    permalink: Option<String>,
}

/// Articles, sorted by date and path.
pub(super) fn list(site: &Site, what: Which, format: Format) -> io::Result<()> {
    let mut lines: Vec<Line> = site
        .hidden
        .iter()
        .map(|hidden| Line {
            state: hidden.why.name(),
            date: match hidden.why {
                Why::Scheduled(date) | Why::Expired(date) => Some(date),
                Why::Draft => hidden.date,
            },
            path: hidden.document.shown.clone(),
            title: hidden.title.clone(),
            untitled: hidden.untitled,
            permalink: None,
        })
        .collect();
    let wanted = match what {
        Which::Drafts => "draft",
        Which::Scheduled => "scheduled",
        Which::Expired => "expired",
        Which::All => "",
    };
    lines.retain(|line| wanted.is_empty() || line.state == wanted);
    if what == Which::All {
        lines.extend(site.pages.iter().map(|page| Line {
            state: "published",
            date: page.front.date,
            path: page.document.shown.clone(),
            title: page.prose.title.clone(),
            untitled: page.prose.untitled,
            permalink: Some(page.permalink.clone()),
        }));
    }
    lines.sort_by(|a, b| (a.date, &a.path).cmp(&(b.date, &b.path)));
    let mut out = Printable(io::BufWriter::new(io::stdout().lock()));
    for line in lines {
        let date = line
            .date
            .map(|date| date::to_zone(&date, site.config.timezone).to_rfc3339());
        match format {
            Format::Json => {
                let object = json!({
                    "state": line.state,
                    "date": date,
                    "path": line.path,
                    "title": line.title,
                    "untitled": line.untitled,
                    "permalink": line.permalink,
                });
                writeln!(out.0, "{object}")?;
            }
            Format::Text => {
                let date = date.as_deref().unwrap_or("-");
                writeln!(
                    out,
                    "{:<9}  {date:<25}  {}  {}",
                    line.state, line.path, line.title
                )?;
            }
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_printed_moves_a_cursor() {
        for (text, printed) in [
            ("a\u{1b}[31mb\n", "a\u{FFFD}[31mb\n"),
            ("\u{9b}2J \u{7f}\r", "\u{FFFD}2J \u{FFFD}\u{FFFD}"),
            ("비 ©\u{a0}é", "비 ©\u{a0}é"),
        ] {
            let mut out = Printable(Vec::new());
            assert!(out.write_all(text.as_bytes()).is_ok());
            assert_eq!(String::from_utf8_lossy(&out.0), printed);
        }
    }
}
