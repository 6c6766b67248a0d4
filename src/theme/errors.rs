//! Errors of templates, with their places.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind, ReportError, Tera};

use super::{Origin, calls, names};
use crate::diag::{Diag, Diags, Place, nearest, say};
use crate::view::{Facet, Facets};

/// What is wrong with templates that cannot be loaded. Tera stops at the first that it cannot
/// parse, so each is tried alone; what it finds between templates it says as one text.
pub(super) fn of_loading(error: &Error, tera: &Tera, origins: &BTreeMap<String, Origin>) -> Diags {
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
            let message = format!("unknown template `{parent}`");
            diags.push(suggest(
                say::template(named(current, parent, origins), &message),
                &message,
                tera,
                origins,
            ));
        }
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            diags.push(say::template(place(report, origins), report.message()));
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            diags.push(say::template(
                named(tpl, tpl_name(tpl), origins),
                "this template extends itself",
            ));
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            diags.push(say::template(
                named(tpl, tpl_name(tpl), origins),
                "this template includes itself",
            ));
        }
        ErrorKind::Msg(reports) => {
            for report in reports.split("\n\n") {
                diags.push(of_report(report, tera, origins));
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
    fields: &[String],
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
            let message = with_all_fields(message);
            let diag = say::template_while(place(report, origins), &message, rendering);
            suggest_field(diag, &message, fields)
        }
        kind => say::template_while(None, &kind.to_string(), rendering),
    }
}

/// A site's `base.html` that is made from the bundled one, as if the bundled pages extended it. They do
/// not, so that a site may have a `base.html` of any kind; what they extend has a name of its own.
pub(super) fn unheard_base(origins: &BTreeMap<String, Origin>) -> Option<Diag> {
    let own = origins.get("base.html")?;
    let at = own.text.find(BUNDLED_BASE)?;
    if origins.contains_key("gazette/base.html") {
        return None;
    }
    let place = Place::span(&own.shown, &own.text, at..at + BUNDLED_BASE.len());
    Some(say::unheard_base(place))
}

/// Arguments that functions do not know: they are ignored, which is said once where each stands.
pub(super) fn unknown_arguments(origins: &BTreeMap<String, Origin>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for origin in origins.values() {
        for unknown in calls::unknown(&origin.text) {
            let place = Place::span(&origin.shown, &origin.text, unknown.at.clone());
            diags.push(say::unknown_argument(
                place,
                unknown.function,
                unknown.argument,
                unknown.known,
            ));
        }
    }
    diags
}

/// The bundled frame of all pages, by its full name.
const BUNDLED_BASE: &str = "gazette/templates/base.html";

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
fn of_report(report: &str, tera: &Tera, origins: &BTreeMap<String, Origin>) -> Diag {
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
    suggest(say::template(place, message), message, tera, origins)
}

/// The name of a template without its theme.
fn tpl_name(name: &str) -> &str {
    name.split_once("/templates/")
        .map_or(name, |(_, name)| name)
}

/// Adds the nearest name to an "unknown filter" and the like.
fn suggest(diag: Diag, message: &str, tera: &Tera, origins: &BTreeMap<String, Origin>) -> Diag {
    let Some((what, name)) = unknown(message) else {
        return diag;
    };
    let components: Vec<&str>;
    let templates: Vec<&str>;
    let near = match what {
        "filter" => nearest(name, names::FILTERS.iter().copied()),
        "test" => nearest(name, names::TESTS.iter().copied()),
        "function" => nearest(name, names::FUNCTIONS.iter().copied()),
        "component" => {
            components = origins
                .values()
                .flat_map(|origin| components_of(&origin.text))
                .collect();
            nearest(
                name,
                components.iter().copied().chain(tera.get_component_names()),
            )
        }
        "template" => {
            templates = origins.keys().map(|name| tpl_name(name)).collect();
            nearest(name, templates.iter().copied())
        }
        _ => None,
    };
    match near {
        Some(near) => say::did_you_mean(diag, near),
        None => diag,
    }
}

/// `Unknown filter `roundd`` names a filter `roundd`.
fn unknown(message: &str) -> Option<(&str, &str)> {
    let rest = message
        .strip_prefix("Unknown ")
        .or_else(|| message.strip_prefix("unknown "))?;
    let (what, rest) = rest.split_once(" `")?;
    Some((what, rest.split('`').next()?))
}

/// The names of the components that a template defines.
fn components_of(text: &str) -> impl Iterator<Item = &str> {
    text.split("{% component ")
        .skip(1)
        .filter_map(|rest| rest.split('(').next())
        .map(str::trim)
}

/// What Tera says of a page has the names of the fields it was given: those that the template names. Whoever looks
/// for another wants to know of all.
fn with_all_fields(message: String) -> String {
    const AVAILABLE: &str = " Available fields: ";
    let Some((what, given)) = message.split_once(AVAILABLE) else {
        return message;
    };
    let given: Vec<&str> = given.split(", ").collect();
    let beside = ["lower", "higher"];
    let of_page = |name: &&str| beside.contains(name) || Facets::of_field(name).is_some();
    if !given.contains(&Facet::Untitled.name()) || !given.iter().all(of_page) {
        return message;
    }
    let all = Facet::ALL.iter().map(|facet| facet.name());
    let beside = beside.into_iter().filter(|name| given.contains(name));
    let mut all: Vec<&str> = all.chain(beside).collect();
    all.sort_unstable();
    format!("{what}{AVAILABLE}{}", all.join(", "))
}

/// Adds the nearest field to a "field is not defined".
fn suggest_field(diag: Diag, message: &str, fields: &[String]) -> Diag {
    let Some(rest) = message
        .to_lowercase()
        .find("field `")
        .map(|at| &message[at + 7..])
    else {
        return diag;
    };
    let name = rest.split('`').next().unwrap_or_default();
    match nearest(name, fields.iter().map(String::as_str)) {
        Some(near) => say::did_you_mean(diag, near),
        None => diag,
    }
}
