//! The rules of pages: links that lead somewhere, and HTML that everybody can use.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use super::places::{Cause, Places};
use super::{Fault, Judged};
use crate::diag::{Diag, Diags, Names, Place, Rule, say};
use crate::plan::What;
use crate::site::Anchors;

/// Judges all pages.
pub(super) fn judge(judged: &Judged) -> Diags {
    let places = Places::new(judged);
    let mut diags = Diags::new();
    links(judged, &places, &mut diags);
    let mut faults: Vec<_> = judged.gathered.faults.iter().collect();
    faults.sort_unstable();
    // What a template makes of many values is one thing wrong with it.
    let mut of_templates: BTreeMap<(Rule, &str, String), (Diag, usize)> = BTreeMap::new();
    for (fault, outputs) in faults {
        for cause in places.causes(fault, None, outputs) {
            if cause.seen.is_none()
                || cause.place.position.is_some()
                || cause.place.pending.is_some()
            {
                diags.push(said(fault, cause));
                continue;
            }
            let key = (fault.rule, fault.detail.as_str(), cause.place.file.clone());
            let alike = of_templates.entry(key);
            alike.or_insert_with(|| (said(fault, cause), 0)).1 += 1;
        }
    }
    let of_templates = of_templates.into_values();
    diags.extend(of_templates.map(|(diag, times)| say::times(diag, times)));
    descriptions(judged, &mut diags);
    diags
}

fn said(fault: &Fault, cause: Cause<'_>) -> Diag {
    let Cause { place, seen } = cause;
    let key = fault.key.as_str();
    match fault.rule {
        Rule::ImageAlt => say::no_alt(place, key, seen),
        Rule::EmptyLink => say::empty_link(place, key, seen),
        Rule::HeadingSkip => {
            let levels = fault.detail.split_once(' ').unwrap_or_default();
            say::heading_skip(place, key, levels, seen)
        }
        Rule::ManyH1 => say::many_h1(place, key, seen),
        Rule::NoLang => say::no_lang(place, seen),
        // `html::read` finds nothing but these.
        _ => say::duplicate_id(place, key, seen),
    }
}

/// Links into the site, in the order of their paths.
fn links(judged: &Judged, places: &Places<'_>, diags: &mut Diags) {
    let outputs = &judged.inspection.plan.outputs;
    let mut paths: HashMap<String, usize> = HashMap::with_capacity(outputs.len() * 2);
    for (number, output) in outputs.iter().enumerate() {
        paths.insert(output.path.url_path(), number);
        paths.insert(format!("/{}", output.path), number);
    }
    let all: Vec<String> = outputs.iter().map(|it| it.path.url_path()).collect();
    let names = OnceCell::new();
    let names = || names.get_or_init(|| Names::new(all.iter().map(String::as_str)));
    let mut anchors: HashMap<usize, Anchors<'_>> = HashMap::new();
    let mut targets: Vec<_> = judged.gathered.inside.iter().collect();
    targets.sort_unstable_by_key(|(target, _)| *target);
    for ((path, fragment), uses) in targets {
        let number = paths.get(path.as_str());
        let ids = number.and_then(|number| Some((*number, judged.gathered.ids.get(number)?)));
        let anchor = match (fragment, ids) {
            (Some(fragment), Some((number, ids))) => {
                let anchors = anchors.entry(number).or_insert_with(|| Anchors::new(ids));
                anchors.check(fragment).err().map(|near| (fragment, near))
            }
            _ => None,
        };
        if number.is_some() && anchor.is_none() {
            continue;
        }
        let rule = match number {
            None => Rule::DeadLink,
            Some(_) => Rule::DeadAnchor,
        };
        let fault = Fault {
            rule,
            key: uses.written.clone(),
            detail: path.clone(),
        };
        let near = match number {
            None => near(path, &paths, names),
            Some(_) => None,
        };
        let target = (path.as_str(), fragment.as_deref());
        for Cause { place, seen } in places.causes(&fault, Some(target), &uses.outputs) {
            diags.push(match &anchor {
                None => say::dead_link_in_output(place, &uses.written, near, seen),
                Some((fragment, near)) => say::dead_anchor_in_output(
                    place,
                    &uses.written,
                    fragment,
                    path,
                    seen,
                    near.clone(),
                ),
            });
        }
    }
}

/// The path that whoever wrote a path may have meant.
fn near<'a>(
    path: &str,
    paths: &'a HashMap<String, usize>,
    names: impl Fn() -> &'a Names<'a>,
) -> Option<&'a str> {
    let slashed = paths.get_key_value(&format!("{path}/"));
    let slashed = slashed.map(|(path, _)| path.as_str());
    slashed.or_else(|| names().nearest(path))
}

/// Articles of which neither their writer nor their text says what they are about.
fn descriptions(judged: &Judged, diags: &mut Diags) {
    let site = &judged.inspection.site;
    for output in &judged.inspection.plan.outputs {
        let What::Page(id) = &output.what else {
            continue;
        };
        let page = site.page(*id);
        if page.front.description.is_none() && page.prose.summary.is_none() {
            let place = Place::later(&page.document.shown, 0..0);
            diags.push(say::no_description(place));
        }
    }
}
