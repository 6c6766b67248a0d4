//! What each template draws on: other templates, components, and which facets of pages it shows.
//!
//! Tera 2.4 keeps what it parsed to itself: its lexer, syntax tree and instructions are private, and
//! what can be had of a loaded template is the names of its outermost variables. So a template is
//! read here once more: [`lexer`] cuts it by Tera's rules, [`reading`] finds tags and components, and
//! [`flow`] follows expressions. But Tera is asked, too: loaded by itself, each template is refused
//! with the names of all it uses ([`told`]), and where these are not found here as well, or anything
//! cannot be read, the template is in doubt: whoever reaches it draws on every template there is
//! and wants every facet. In doubt is safe and slow, and never wrong.

mod flow;
pub(super) mod lexer;
mod reading;
mod told;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use tera::Tera;

use self::flow::Pieces;
use self::lexer::Token;
use self::reading::Piece;
use super::Origin;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::view::Facets;

/// A template with all that it draws on.
#[derive(Clone, Debug)]
pub struct Root {
    /// Of the texts of all of them.
    pub fingerprint: Fingerprint,
    /// The facets of pages and lists that any of them shows.
    pub facets: Facets,
    /// Whether any of them may ask for pages, sections or terms.
    pub asks: bool,
    /// All of them as messages show them, the template itself first.
    pub files: Vec<String>,
}

/// What functions begin with that answer with pages, sections or terms.
const ASKING: [&str; 4] = ["get_page", "get_section", "get_taxonomy", "get_authors"];

/// A template as its pieces, itself first.
struct Read<'a> {
    pieces: Vec<Piece<'a>>,
    /// Whether Tera finds anything in it that is not found here.
    in_doubt: bool,
}

/// Reads all templates: by full name, each with what it draws on. `base` is part of every
/// fingerprint, and `filters` says what some draw on besides: it is part of the templates that have their
/// names. `tera` has loaded them.
pub(super) fn read(
    origins: &BTreeMap<String, Origin>,
    prefixes: &[String],
    base: Fingerprint,
    filters: &[(&str, Fingerprint)],
    tera: &Tera,
) -> HashMap<String, Root> {
    let read: Vec<(&String, Read<'_>)> = origins
        .par_iter()
        .map(|(name, origin)| (name, read_one(name, &origin.text)))
        .collect();
    let mut pieces = Pieces {
        all: Vec::new(),
        templates: HashMap::new(),
        components: HashMap::new(),
        implicit: HashSet::new(),
    };
    let mut in_doubt: BTreeSet<usize> = BTreeSet::new();
    let mut roots: Vec<(&String, usize)> = Vec::new();
    for (name, read) in read {
        let whole = pieces.all.len();
        roots.push((name, whole));
        for short in names(name, prefixes) {
            pieces
                .templates
                .entry(short.to_owned())
                .or_default()
                .push(whole);
        }
        for piece in read.pieces {
            let number = pieces.all.len();
            in_doubt.extend(read.in_doubt.then_some(number));
            if let Some(component) = &piece.component {
                let found = pieces.components.entry(component.name.clone());
                found.or_default().push(number);
                let implicit = component.parameters.iter().filter(|given| given.implicit);
                pieces.implicit.extend(implicit.map(|given| given.name));
            }
            pieces.all.push(piece);
        }
    }
    if !tera
        .get_component_names()
        .all(|name| pieces.components.contains_key(name))
    {
        in_doubt.extend(0..pieces.all.len());
    }
    let edges: Vec<BTreeSet<usize>> = (0..pieces.all.len())
        .map(|number| {
            if in_doubt.contains(&number) {
                (0..pieces.all.len()).collect()
            } else {
                edges(&pieces, number)
            }
        })
        .collect();
    let roots = roots.into_par_iter().map(|(name, whole)| {
        let mut hasher = Hasher::new("template");
        hasher.fingerprint(base).text(name);
        let mut files: Vec<String> = Vec::new();
        let mut asks = false;
        let reached = reach(whole, &edges);
        for piece in reached.iter().filter_map(|at| pieces.all.get(*at)) {
            hasher.text(piece.template).text(&piece.text);
            asks |= ASKING.iter().any(|function| piece.text.contains(function));
            let shown = origins.get(piece.template).map(|origin| &origin.shown);
            files.extend(shown.filter(|shown| !files.contains(shown)).cloned());
        }
        for (filter, draws_on) in filters {
            let mut texts = reached.iter().filter_map(|at| pieces.all.get(*at));
            if texts.any(|piece| piece.text.contains(filter)) {
                hasher.text(filter).fingerprint(*draws_on);
            }
        }
        let facets = if reached.iter().any(|number| in_doubt.contains(number)) {
            Facets::ALL
        } else {
            flow::facets(&pieces, whole)
        };
        let root = Root {
            fingerprint: hasher.finish(),
            facets,
            asks,
            files,
        };
        (name.clone(), root)
    });
    roots.collect()
}

/// The names by which a template is found, as Tera looks them up.
fn names<'a>(full: &'a str, prefixes: &'a [String]) -> impl Iterator<Item = &'a str> {
    let short = prefixes
        .iter()
        .filter_map(|prefix| full.strip_prefix(prefix.as_str()));
    std::iter::once(full).chain(short)
}

fn read_one<'a>(name: &'a str, text: &'a str) -> Read<'a> {
    let read = reading::pieces(name, text);
    match (read, told::ask(text)) {
        (Some(pieces), Some(told)) => Read {
            in_doubt: !finds(&pieces, &told),
            pieces,
        },
        (Some(pieces), None) => Read {
            in_doubt: true,
            pieces,
        },
        (None, _) => Read {
            in_doubt: true,
            pieces: vec![Piece::unread(name, text)],
        },
    }
}

/// Whether everything that Tera finds in a template is among what was read.
fn finds(pieces: &[Piece<'_>], told: &told::Told) -> bool {
    let includes: BTreeSet<&String> = pieces.iter().flat_map(|piece| &piece.includes).collect();
    let calls: BTreeSet<&String> = pieces.iter().flat_map(|piece| &piece.calls).collect();
    let tokens = pieces.iter().flat_map(|piece| &piece.tokens);
    let words: HashSet<&str> = tokens
        .filter_map(|token| match token {
            Token::Name(name) => Some(*name),
            _ => None,
        })
        .collect();
    // What is found here only shows that Tera says something else than it did.
    includes == told.includes.iter().collect()
        && told.components.iter().all(|name| calls.contains(name))
        && told.others.iter().all(|name| words.contains(name.as_str()))
}

/// What a piece draws on itself.
fn edges(pieces: &Pieces<'_>, number: usize) -> BTreeSet<usize> {
    let Some(piece) = pieces.all.get(number) else {
        return BTreeSet::new();
    };
    let included = piece
        .includes
        .iter()
        .filter_map(|name| pieces.templates.get(name));
    let called = piece
        .calls
        .iter()
        .filter_map(|name| pieces.components.get(name));
    included.chain(called).flatten().copied().collect()
}

/// Everything that can be reached, the beginning first, the rest in order.
fn reach(from: usize, edges: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(at) = next.pop() {
        for other in edges.get(at).into_iter().flatten() {
            if *other != from && reached.insert(*other) {
                next.push(*other);
            }
        }
    }
    std::iter::once(from).chain(reached).collect()
}

#[cfg(test)]
mod tests;
