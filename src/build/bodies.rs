//! Parsing in parallel, with the texts put aside until they are shown.

use rayon::prelude::*;

use super::Progress;
use crate::config::Config;
use crate::diag::{Diag, Diags, say};
use crate::disk::{Disk, Spool, Spooled};
use crate::markdown::Html;
use crate::page::{self, Page};
use crate::source::Sources;

/// Texts of articles by their source paths, on the spool.
pub(super) struct Texts {
    spool: Spool,
    places: std::collections::HashMap<String, Spooled>,
}

impl Texts {
    /// The text of a source.
    pub(super) fn get(&self, path: &str) -> Result<Html, Diag> {
        let Some(place) = self.places.get(path) else {
            return Ok(Html::default());
        };
        let bytes = self
            .spool
            .get(*place)
            .map_err(|error| say::io("read back", path, &error))?;
        Ok(bitcode::decode(&bytes).unwrap_or_default())
    }
}

/// What parsing made.
pub(super) struct Parsed {
    /// The pages, without their texts.
    pub pages: Vec<Page>,
    /// The texts.
    pub texts: Texts,
    /// Source paths of what could not be read.
    pub unread: Vec<String>,
    /// What was wrong.
    pub problems: Diags,
}

/// Reads and parses every document.
pub(super) fn parse(
    disk: &dyn Disk,
    sources: &Sources,
    config: &Config,
    progress: &dyn Progress,
) -> Result<Parsed, Diags> {
    let spool = disk
        .spool()
        .map_err(|error| say::io("make", "a temporary file", &error))?;
    progress.length(sources.documents.len());
    let read: Vec<Result<(Page, Spooled), Diags>> = sources
        .documents
        .par_iter()
        .map(|document| {
            let bytes = disk
                .read(&document.at)
                .map_err(|error| say::io("read", &document.shown, &error))?;
            let mut page = page::parse(document, &bytes, config)?;
            let body = std::mem::take(&mut page.body);
            let place = spool
                .put(&bitcode::encode(&body))
                .map_err(|error| say::io("put aside", &document.shown, &error))?;
            progress.done();
            Ok((page, place))
        })
        .collect();
    let mut parsed = Parsed {
        pages: Vec::with_capacity(read.len()),
        texts: Texts {
            spool,
            places: std::collections::HashMap::with_capacity(read.len()),
        },
        unread: Vec::new(),
        problems: Diags::new(),
    };
    for (document, result) in sources.documents.iter().zip(read) {
        match result {
            Ok((page, place)) => {
                parsed.texts.places.insert(document.path.clone(), place);
                parsed.pages.push(page);
            }
            Err(diags) => {
                parsed.unread.push(document.path.clone());
                parsed.problems.extend(diags);
            }
        }
    }
    Ok(parsed)
}
