//! The files that outputs copy and templates ask for: what their bytes are, without reading what
//! stands as it did.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::disk::{self, Disk};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::image::{self, Cleaned};
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
    /// Whether pictures are published with what they tell besides themselves.
    keep_metadata: bool,
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
            keep_metadata: site.config.keep_metadata,
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

    /// The bytes of a file that a template asks for, as they are published, and the fingerprint of these
    /// very bytes: the file may be another than it was when somebody asked what it holds.
    pub(super) fn read(&self, path: &str) -> Result<Option<(Vec<u8>, Fingerprint)>, String> {
        match self.place(path) {
            None => Ok(None),
            Some(Place::Bundled(bytes)) => {
                Ok(Some((bytes.to_vec(), Fingerprint::of_content(bytes))))
            }
            Some(Place::OnDisk(at)) => {
                let unreadable = |error| format!("cannot read `{path}`: {error}");
                self.bytes_at(at).map_err(unreadable)?;
                let bytes = self.disk.read(at).map_err(unreadable)?;
                let fingerprint = self.published(self.used(at, &bytes));
                Ok(Some(if self.keep_metadata {
                    (bytes, fingerprint)
                } else {
                    (image::without_metadata(bytes), fingerprint)
                }))
            }
        }
    }

    /// Of the bytes of a file that a template asks for.
    pub(super) fn fingerprint(&self, path: &str) -> Result<Option<Fingerprint>, String> {
        match self.place(path) {
            None => Ok(None),
            Some(Place::Bundled(bytes)) => Ok(Some(Fingerprint::of_content(bytes))),
            Some(Place::OnDisk(at)) => self
                .bytes_at(at)
                .map(|bytes| Some(self.published(bytes)))
                .map_err(|error| format!("cannot read `{path}`: {error}")),
        }
    }

    /// Of what is published of a file with these bytes.
    fn published(&self, bytes: Fingerprint) -> Fingerprint {
        if self.keep_metadata {
            Hasher::new("with metadata").fingerprint(bytes).finish()
        } else {
            bytes
        }
    }

    /// Of bytes that were just read from a file on the disk. If that says something else than when it was
    /// looked at, its times prove nothing: the next build looks again.
    fn used(&self, at: &Path, bytes: &[u8]) -> Fingerprint {
        let bytes = Fingerprint::of_content(bytes);
        let mut now = lock(&self.seen.now);
        let seen = now.get_mut(at.to_string_lossy().as_ref());
        if let Some(glance) = seen.filter(|glance| glance.bytes != bytes) {
            *glance = Glance {
                settled: false,
                bytes,
                ..*glance
            };
        }
        bytes
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
            let seen = lock(&self.seen.now)
                .get(at.to_string_lossy().as_ref())
                .map(|glance| glance.stat.size);
            let length = self.length_of_picture(at).or(seen)?;
            Some((to.clone(), length))
        });
        lengths.collect()
    }

    /// How long a picture is when nothing is left in it but itself.
    fn length_of_picture(&self, at: &Path) -> Option<u64> {
        let mut head = Vec::with_capacity(image::HEAD);
        let mut file = self.disk.open(at).ok()?;
        file.by_ref()
            .take(image::HEAD as u64)
            .read_to_end(&mut head)
            .ok()?;
        let format = image::Format::of(&head).filter(|_| !self.keep_metadata)?;
        drop(file);
        match format.clean(&self.read_picture(at)?) {
            Cleaned::Pieces(pieces) => Some(pieces.iter().map(|piece| piece.len() as u64).sum()),
            Cleaned::Damaged { .. } => None,
        }
    }

    /// The bytes of a picture, unless it is too large for one.
    fn read_picture(&self, at: &Path) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = self.disk.open(at).ok()?;
        file.take(image::LARGEST).read_to_end(&mut bytes).ok()?;
        ((bytes.len() as u64) < image::LARGEST).then_some(bytes)
    }

    fn image_size(&self, at: &Path) -> Option<(u32, u32)> {
        let mut bytes = self.bytes_at(at).ok()?;
        let size = match self.seen.pictures_before.get(&bytes) {
            Some(size) => *size,
            None => {
                let picture = self.read_picture(at)?;
                bytes = self.used(at, &picture);
                image::size(&picture)?
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
