//! Errors of templates, with their places.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, ReportError, Tera};

use super::Origin;
use crate::diag::{Diag, Diags, Place, say};

/// What is wrong with templates that cannot be loaded. Tera stops at the first that it cannot
/// parse, so each is tried alone; what it finds between templates it says as one text.
pub(super) fn of_loading(error: &Error, origins: &BTreeMap<String, Origin>) -> Diags {
    let mut diags = Diags::new();
    for (name, origin) in origins {
        if let Err(error) = Tera::new().add_raw_template(name, &origin.text)
            && let ErrorKind::SyntaxError(report) = error.kind()
        {
            diags.push(say::template(place(report, origins), report.message()));
        }
    }
    if !diags.is_empty() {
        return diags;
    }
    match error.kind() {
        ErrorKind::MissingParent { current, parent } => {
            diags.push(say::template(
                named(current, parent, origins),
                &format!("there is no template `{parent}`"),
            ));
        }
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            diags.push(say::template(place(report, origins), report.message()));
        }
        ErrorKind::Msg(reports) => {
            for report in reports.split("\n\n") {
                diags.push(of_report(report, origins));
            }
        }
        kind => diags.push(say::template(None, &kind.to_string())),
    }
    diags
}

/// What went wrong while an output was rendered.
pub(super) fn of_rendering(
    error: &Error,
    origins: &BTreeMap<String, Origin>,
    rendering: &str,
) -> Diag {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            let message = match cause {
                Some(cause) if !report.message().contains(&cause) => {
                    format!("{}: {cause}", report.message())
                }
                _ => report.message().to_owned(),
            };
            say::template_while(place(report, origins), &message, rendering)
        }
        kind => say::template_while(None, &kind.to_string(), rendering),
    }
}

fn place(report: &ReportError, origins: &BTreeMap<String, Origin>) -> Option<Place> {
    let origin = origins.get(report.filename())?;
    let range = report.span().range.clone();
    Some(Place::span(&origin.shown, &origin.text, range))
}

/// The first place where a template names another.
fn named(current: &str, other: &str, origins: &BTreeMap<String, Origin>) -> Option<Place> {
    let origin = origins.get(current)?;
    let at = origin.text.find(other)?;
    Some(Place::span(
        &origin.shown,
        &origin.text,
        at..at + other.len(),
    ))
}

/// A report as Tera prints it: message, then `--> name:line:column`.
fn of_report(report: &str, origins: &BTreeMap<String, Origin>) -> Diag {
    let mut lines = report.lines();
    let message = lines.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let place = lines.next().and_then(|line| {
        let mut parts = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let origin = origins.get(parts.next()?)?;
        Some(Place::line_column(
            &origin.shown,
            &origin.text,
            line,
            column,
        ))
    });
    say::template(place, message)
}
