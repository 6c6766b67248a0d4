//! Templates as Tera's grammar makes them, and what their graph must say of them.
//!
//! A tape of bytes decides at each choice, so that a fuzzer may write it.

mod given;
mod write;

use byline::config;
use byline::diag::Diags;
use byline::disk::{Disk, MemoryDisk};
use byline::fingerprint::Fingerprint;
use byline::theme::{Materials, Theme};
use byline::view::Facets;
use std::path::Path;
use std::sync::Arc;

pub use write::{Template, templates};

/// The template that is rendered.
pub const ROOT: &str = "root.html";

/// How far a theme came.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    /// Tera refuses it.
    Refused,
    /// It loads, and fails when it is rendered.
    Loaded,
    /// It is rendered, and was held against its graph, which wants these facets.
    Held(Facets),
}

/// Makes a theme and holds its graph against what rendering shows: every template and component whose mark
/// is seen is drawn on, and cards with no more than the facets that are wanted look as those with all.
pub fn hold(tape: &[u8]) -> Came {
    let templates = templates(tape);
    load(&templates).map_or(Came::Refused, |theme| hold_loaded(&templates, &theme))
}

/// Holds the graph of a theme that was made of some templates against what rendering shows.
pub fn hold_loaded(templates: &[Template], theme: &Theme) -> Came {
    let root = theme.root(ROOT).expect("a template that was loaded");
    let Ok(all) = given::render(theme, Facets::ALL) else {
        return Came::Loaded;
    };
    let wanted = given::render(theme, root.facets);
    assert_eq!(
        wanted.as_deref(),
        Ok(all.as_str()),
        "with {:?} alone:\n{}",
        root.facets,
        listing(templates)
    );
    let seen = all.to_lowercase();
    let mut looked = 0;
    for template in templates {
        let is_there = |mark: &String| seen.contains(&mark.to_lowercase());
        for mark in template.marks.iter().filter(|mark| is_there(mark)) {
            let shown = format!("templates/{}", template.name);
            assert!(
                root.files.contains(&shown),
                "{shown} is not drawn on:\n{}",
                listing(templates)
            );
            // The rest of a file of components is told apart by what it says.
            if template.marks.len() > 1 && looked < 2 {
                looked += 1;
                assert_ne!(
                    after_an_edit(templates, mark),
                    Some(root.fingerprint),
                    "{mark} is not drawn on:\n{}",
                    listing(templates)
                );
            }
        }
    }
    Came::Held(root.facets)
}

/// The fingerprint of the root when a mark is another.
fn after_an_edit(templates: &[Template], mark: &str) -> Option<Fingerprint> {
    let edited = templates.iter().map(|template| Template {
        text: template.text.replace(mark, "another"),
        ..template.clone()
    });
    let edited: Vec<Template> = edited.collect();
    Some(load(&edited).ok()?.root(ROOT)?.fingerprint)
}

/// Makes a theme of some templates and nothing else.
///
/// # Errors
/// What is wrong with them.
pub fn load(templates: &[Template]) -> Result<Theme, Diags> {
    let (config, _) =
        config::read(None, Some("https://example.com")).expect("an address is enough");
    let disk = MemoryDisk::new();
    for template in templates {
        let path = format!("templates/{}", template.name);
        disk.write(Path::new(&path), template.text.as_bytes())
            .expect("memory takes everything");
    }
    Theme::load(Materials::own(&disk), &Arc::new(config))
}

fn listing(templates: &[Template]) -> String {
    let parts = templates
        .iter()
        .map(|template| format!("---- {}\n{}\n", template.name, template.text));
    parts.collect()
}
