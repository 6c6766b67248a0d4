//! The files that belong to articles: episodes, and what goes with them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{PageId, Site};
use crate::data::Located;
use crate::diag::{Diags, Place, say};
use crate::feed::media_type;
use crate::page::{Attached, EpisodeKind};
use crate::route;
use crate::source::{CONTENT, Document};

/// The files that belong to an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMedia {
    /// What people listen to, watch or download.
    pub enclosures: Vec<SiteEnclosure>,
    /// What the article is in a podcast.
    pub episode: Option<SiteEpisode>,
}

/// A file that belongs to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteEnclosure {
    /// Its absolute URL.
    pub url: String,
    /// Its media type.
    pub mime: String,
    /// How long it is.
    pub length: Length,
    /// How long it plays, in seconds.
    pub seconds: Option<u64>,
}

/// How long a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many bytes.
    Bytes(u64),
    /// As long as the file that goes to this path in the output.
    OfFile(String),
}

/// What an article is in a podcast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteEpisode {
    /// The number of its season.
    pub season: Option<u64>,
    /// Its number in the season.
    pub number: Option<u64>,
    /// What it is.
    pub kind: Option<EpisodeKind>,
    /// Whether it is explicit, if that is not as in the whole podcast.
    pub explicit: Option<bool>,
    /// The absolute URL of a square picture.
    pub image: Option<String>,
    /// The absolute URL of what is said in it, and its media type.
    pub transcript: Option<(String, String)>,
    /// The absolute URL of its chapters.
    pub chapters: Option<String>,
}

/// Finds the files that belong to articles.
pub(super) fn attach(site: &mut Site, diags: &mut Diags) {
    let with_media = |id: &PageId| {
        let front = &site.page(*id).front;
        !front.enclosures.is_empty() || front.podcast.is_some()
    };
    let pages: Vec<PageId> = site.page_ids().filter(with_media).collect();
    if pages.is_empty() {
        return;
    }
    let mut finder = Finder::of(site, diags);
    let found: Vec<PageMedia> = pages.iter().map(|id| finder.media(*id)).collect();
    for (id, media) in pages.into_iter().zip(found) {
        site.page_mut(id).media = media;
    }
}

struct Finder<'a> {
    site: &'a Site,
    /// Where files of `content/` go, by their source paths.
    beside: HashMap<&'a str, &'a str>,
    /// Where all files go.
    rooted: HashSet<&'a str>,
    diags: &'a mut Diags,
}

/// What a file is.
enum Found {
    /// One of the site, by its path in the output.
    Own(String),
    /// One of another site, by its URL.
    Elsewhere(String),
}

impl<'a> Finder<'a> {
    fn of(site: &'a Site, diags: &'a mut Diags) -> Self {
        let mut finder = Self {
            site,
            beside: HashMap::new(),
            rooted: HashSet::new(),
            diags,
        };
        for copied in &site.copied {
            finder.rooted.insert(&copied.to);
            let below = copied.shown.strip_prefix(CONTENT);
            if let Some(source) = below.and_then(|path| path.strip_prefix('/')) {
                finder.beside.insert(source, &copied.to);
            }
        }
        finder
    }

    fn media(&mut self, id: PageId) -> PageMedia {
        let site = self.site;
        let page = site.page(id);
        let document = &*page.document;
        let attached = page.front.enclosures.iter();
        let enclosures = attached.filter_map(|attached| self.enclosure(document, attached));
        let enclosures = enclosures.collect();
        let episode = page.front.podcast.as_ref().map(|front| SiteEpisode {
            season: front.season,
            number: front.episode,
            kind: front.kind,
            explicit: front.explicit,
            image: self.url(document, front.image.as_ref()),
            transcript: self.transcript(document, front.transcript.as_ref()),
            chapters: self.url(document, front.chapters.as_ref()),
        });
        PageMedia {
            enclosures,
            episode,
        }
    }

    fn enclosure(&mut self, document: &Document, attached: &Attached) -> Option<SiteEnclosure> {
        let found = self.find(document, &attached.file)?;
        let mime = self.mime(document, &attached.file, attached.mime.clone())?;
        Some(SiteEnclosure {
            length: match &found {
                Found::Own(to) => Length::OfFile(to.clone()),
                Found::Elsewhere(_) => Length::Bytes(attached.length.unwrap_or_default()),
            },
            url: self.url_of(found),
            mime,
            seconds: attached.seconds,
        })
    }

    fn transcript(
        &mut self,
        document: &Document,
        file: Option<&Located<String>>,
    ) -> Option<(String, String)> {
        let file = file?;
        let url = self.url(document, Some(file))?;
        Some((url, self.mime(document, file, None)?))
    }

    fn mime(
        &mut self,
        document: &Document,
        file: &Located<String>,
        said: Option<String>,
    ) -> Option<String> {
        let mime = said.or_else(|| media_type(&file.value).map(str::to_owned));
        if mime.is_none() {
            let place = place(document, file.span.clone());
            let diag = say::enclosure_of_unknown_type(place, &file.value);
            self.diags.push(diag);
        }
        mime
    }

    fn url(&mut self, document: &Document, file: Option<&Located<String>>) -> Option<String> {
        let found = self.find(document, file?)?;
        Some(self.url_of(found))
    }

    fn url_of(&self, found: Found) -> String {
        match found {
            Found::Own(to) => self.site.config.base_url.permalink(&format!("/{to}")),
            Found::Elsewhere(url) => url,
        }
    }

    fn find(&mut self, document: &Document, file: &Located<String>) -> Option<Found> {
        let written = file.value.as_str();
        if let Some(rest) = written.strip_prefix("//") {
            return Some(Found::Elsewhere(format!("https://{rest}")));
        }
        if route::is_external(written) {
            return Some(Found::Elsewhere(written.to_owned()));
        }
        let decoded = route::decoded_path(written);
        let to = match decoded.strip_prefix('/') {
            Some(path) => self.rooted.get(path).copied(),
            None => route::join(route::parent(&document.path), &decoded)
                .and_then(|source| self.beside.get(source.as_str()).copied()),
        };
        if let Some(to) = to {
            return Some(Found::Own(to.to_owned()));
        }
        let folder = route::parent(&document.path);
        let beside = self.beside.keys().filter_map(|source| match folder {
            "" => Some(*source),
            _ => source.strip_prefix(folder)?.strip_prefix('/'),
        });
        let rooted: Vec<String> = self.rooted.iter().map(|to| format!("/{to}")).collect();
        let known = beside.chain(rooted.iter().map(String::as_str));
        let place = place(document, file.span.clone());
        let diag = say::no_such_file(place, written, known);
        self.diags.push(diag);
        None
    }
}

fn place(document: &Document, span: Range<usize>) -> Place {
    Place::later(&document.shown, span)
}
