//! The files that outputs copy and templates ask for: what their bytes are, without reading what
//! stands as it did.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::disk::{self, Disk};
use crate::fingerprint::Fingerprint;
use crate::plan::Plan;
use crate::route;
use crate::site::{Length, Site};
use crate::store::Glance;
use crate::theme::{FileBytes, Theme};

/// The folders whose files templates may ask for, beside those that are copied.
pub(super) const ASKED_FOR: [&str; 2] = ["data", "templates"];

/// The files templates may ask for: those that are copied, and those below the site's folder that
/// are there when the build begins to render.
pub(super) struct Files {
    disk: Arc<dyn Disk>,
    /// Where files are, by their paths in the output and below the site's folder.
    places: HashMap<String, Place>,
    plan: Arc<Plan>,
    seen: Seen,
}

/// How files stand, and how they stood.
struct Seen {
    before: HashMap<String, Glance>,
    pictures_before: HashMap<Fingerprint, (u32, u32)>,
    now: Mutex<HashMap<String, Glance>>,
    pictures: Mutex<HashMap<Fingerprint, (u32, u32)>>,
    clock: u64,
}

#[derive(Clone)]
enum Place {
    OnDisk(PathBuf),
    Bundled(&'static [u8]),
}

/// A lock whose holder panicked holds data that is still whole: each use is one insert.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Files {
    /// Looks which files there are. `before` and `pictures` are how they stood, `clock` what the
    /// disk's clock showed before any of them was looked at.
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        site: &Site,
        theme: &Theme,
        plan: &Arc<Plan>,
        before: HashMap<String, Glance>,
        pictures: HashMap<Fingerprint, (u32, u32)>,
        clock: u64,
    ) -> Self {
        let mut places = HashMap::new();
        for file in &theme.files {
            let place = match &file.bytes {
                FileBytes::Bundled(bytes) => Place::Bundled(bytes),
                FileBytes::OnDisk(at) => Place::OnDisk(at.clone()),
            };
            places.insert(file.path.clone(), place);
        }
        for copied in &site.copied {
            places.insert(copied.to.clone(), Place::OnDisk(copied.at.clone()));
            places.insert(copied.shown.clone(), Place::OnDisk(copied.at.clone()));
            if let Some(below) = copied.shown.strip_prefix("content/") {
                places.insert(below.to_owned(), Place::OnDisk(copied.at.clone()));
            }
        }
        // Data for templates may lie anywhere in the site's folder but in its output.
        for folder in ASKED_FOR {
            for found in disk.files(Path::new(folder), false).unwrap_or_default() {
                if found.refused.is_none() {
                    places.insert(format!("{folder}/{}", found.path), Place::OnDisk(found.at));
                }
            }
        }
        Self {
            disk,
            places,
            plan: plan.clone(),
            seen: Seen {
                before,
                pictures_before: pictures,
                now: Mutex::default(),
                pictures: Mutex::default(),
                clock,
            },
        }
    }

    /// The path of the URL of an output, by that path without slashes around it.
    pub(super) fn url(&self, path: &str) -> Option<String> {
        let slash = if path.is_empty() { "" } else { "/" };
        let outputs = &self.plan.outputs;
        [format!("{path}{slash}index.html"), path.to_owned()]
            .iter()
            .filter_map(|path| {
                let found = outputs.binary_search_by(|output| output.path.as_str().cmp(path));
                outputs.get(found.ok()?)
            })
            .map(|output| output.path.url_path())
            .next()
    }

    fn place(&self, path: &str) -> Option<&Place> {
        let path = path.trim_start_matches("@/").trim_start_matches('/');
        let places = [
            path.to_owned(),
            format!("static/{path}"),
            format!("content/{path}"),
        ];
        places.iter().find_map(|path| self.places.get(path))
    }

    /// The bytes of a file that a template asks for.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match self.place(path) {
            None => Ok(None),
            Some(Place::Bundled(bytes)) => Ok(Some(bytes.to_vec())),
            Some(Place::OnDisk(at)) => self
                .disk
                .read(at)
                .map(Some)
                .map_err(|error| format!("cannot read `{path}`: {error}")),
        }
    }

    /// Of the bytes of a file that a template asks for.
    pub(super) fn fingerprint(&self, path: &str) -> Result<Option<Fingerprint>, String> {
        match self.place(path) {
            None => Ok(None),
            Some(Place::Bundled(bytes)) => Ok(Some(Fingerprint::of_content(bytes))),
            Some(Place::OnDisk(at)) => self
                .bytes_at(at)
                .map(Some)
                .map_err(|error| format!("cannot read `{path}`: {error}")),
        }
    }

    /// Of the bytes of a file on the disk. What stands as it did when it was read is not read again.
    pub(super) fn bytes_at(&self, at: &Path) -> io::Result<Fingerprint> {
        let name = at.to_string_lossy().into_owned();
        if let Some(glance) = lock(&self.seen.now).get(&name) {
            return Ok(glance.bytes);
        }
        let stat = self.disk.stat(at)?.ok_or(io::ErrorKind::NotFound)?;
        let before = self.seen.before.get(&name);
        let glance = match before.filter(|before| before.holds(stat)) {
            Some(before) => *before,
            None => Glance {
                stat,
                settled: stat.is_settled(self.seen.clock),
                bytes: disk::content(&*self.disk, at)?.0,
            },
        };
        lock(&self.seen.now).insert(name, glance);
        Ok(glance.bytes)
    }

    /// The sizes of the lead pictures, by URL.
    pub(super) fn image_sizes(&self, site: &Site) -> HashMap<String, (u32, u32)> {
        let mut urls: Vec<&String> = site
            .pages
            .iter()
            .filter_map(|page| page.image.as_ref())
            .chain(&site.links.logo)
            .collect();
        urls.sort_unstable();
        urls.dedup();
        let sizes = urls.into_par_iter().filter_map(|url| {
            let path = url
                .strip_prefix(site.config.base_url.as_str())
                .map(route::decode_path)?;
            let Some(Place::OnDisk(at)) = self.places.get(path.trim_start_matches('/')) else {
                return None;
            };
            Some((url.clone(), self.image_size(at)?))
        });
        sizes.collect()
    }

    /// How long the files of the site are that belong to articles, in bytes, by their paths in the output.
    pub(super) fn lengths(&self, site: &Site) -> HashMap<String, u64> {
        let media = site.pages.iter().flat_map(|page| &page.media.enclosures);
        let own = media.filter_map(|enclosure| match &enclosure.length {
            Length::OfFile(to) => Some(to),
            Length::Bytes(_) => None,
        });
        let lengths = own.filter_map(|to| {
            let Some(Place::OnDisk(at)) = self.places.get(to) else {
                return None;
            };
            // What is looked at is looked at again before the next build rests.
            self.bytes_at(at).ok()?;
            let seen = lock(&self.seen.now);
            let glance = seen.get(at.to_string_lossy().as_ref())?;
            Some((to.clone(), glance.stat.size))
        });
        lengths.collect()
    }

    fn image_size(&self, at: &Path) -> Option<(u32, u32)> {
        let bytes = self.bytes_at(at).ok()?;
        let size = match self.seen.pictures_before.get(&bytes) {
            Some(size) => *size,
            None => {
                let size = imagesize::blob_size(&self.disk.read(at).ok()?).ok()?;
                (
                    u32::try_from(size.width).ok()?,
                    u32::try_from(size.height).ok()?,
                )
            }
        };
        lock(&self.seen.pictures).insert(bytes, size);
        Some(size)
    }

    /// How all files stood that were looked at.
    pub(super) fn seen(&self) -> HashMap<String, Glance> {
        lock(&self.seen.now).clone()
    }

    /// How large all pictures were that were measured.
    pub(super) fn pictures(&self) -> HashMap<Fingerprint, (u32, u32)> {
        lock(&self.seen.pictures).clone()
    }
}
