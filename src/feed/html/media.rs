//! Pictures, players and embedded pages.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lol_html::HandlerResult;
use lol_html::html_content::{ContentType, Element, EndTag};

use super::State;
use super::link::{candidates, decode, encode};

/// Where lazy loaders keep the address of a picture, the most telling first.
const LAZY_SOURCES: &[&str] = &["data-src", "data-lazy-src", "data-original"];
/// The same for `srcset`.
const LAZY_SETS: &[&str] = &["data-srcset", "data-lazy-srcset"];

/// What has been seen of the content, so that the end of a player knows whether it had a fallback.
#[derive(Default)]
pub(super) struct Seen {
    shown: Cell<usize>,
    links: Cell<usize>,
    source: RefCell<Option<String>>,
}

impl Seen {
    /// Counts something a reader sees.
    pub fn count(&self) {
        self.shown.set(self.shown.get() + 1);
    }

    /// Counts a link.
    pub fn count_link(&self) {
        self.count();
        self.links.set(self.links.get() + 1);
    }
}

impl State {
    /// A page inside the page becomes a link to it, with its poster if one is known.
    pub(super) fn embedded_page(&self, element: &mut Element) {
        let source = first(element, &["src", "data-src", "data-lazy-src"]);
        match source.and_then(|source| self.links.page(&source)) {
            Some(url) => {
                self.media.count_link();
                let link = self.link_to(element, &watch_page(&url));
                element.replace(&link, ContentType::Html);
            }
            None => element.remove(),
        }
    }

    /// What an object holds is its own fallback; without one, a link to it stands there.
    pub(super) fn object(&self, element: &mut Element) -> HandlerResult {
        let url = first(element, &["data"]).and_then(|data| self.links.page(&data));
        let link = url.map(|url| self.link_to(element, &url));
        let before = self.media.shown.get();
        self.at_end(element, move |seen| {
            link.filter(|_| seen.shown.get() == before)
        })?;
        element.remove_and_keep_content();
        Ok(())
    }

    /// A player stays one where readers have players; where its tags are stripped, the fallback
    /// in it is what shows, so it gets a link if it has none: "your browser cannot play this" helps nobody.
    pub(super) fn player(&self, element: &mut Element) -> HandlerResult {
        let source = first(element, &["src", "data-src"]);
        let source = source.and_then(|source| self.links.picture(&source));
        if let Some(source) = &source {
            element.set_attribute("src", source)?;
        }
        element.set_attribute("controls", "")?;
        self.media.source.replace(source);
        let poster = first(element, &["poster"]).and_then(|poster| self.links.picture(&poster));
        let label = label(element);
        let before = self.media.links.get();
        self.at_end(element, move |seen| {
            let url = seen.source.take().filter(|_| seen.links.get() == before)?;
            Some(link(&url, poster.as_deref(), label.as_deref()))
        })
    }

    /// Remembers the first address a player could play.
    pub(super) fn player_source(&self, element: &mut Element) -> HandlerResult {
        let source = first(element, &["src", "data-src"]);
        let Some(source) = source.and_then(|source| self.links.picture(&source)) else {
            return Ok(());
        };
        element.set_attribute("src", &source)?;
        self.media.source.borrow_mut().get_or_insert(source);
        Ok(())
    }

    /// Drops a `source` of a `picture`, but remembers what it named.
    pub(super) fn picture_source(&self, element: &mut Element) {
        let set = first(element, &["srcset", "data-srcset"]).unwrap_or_default();
        let set = decode(&set);
        if let Some((url, _)) = candidates(&set).first() {
            let mut known = self.picture_source.borrow_mut();
            *known = known.take().or_else(|| self.links.picture(&encode(url)));
        }
        element.remove();
    }

    /// A picture that shows without a script.
    pub(super) fn image(&self, element: &mut Element) -> HandlerResult {
        let set = first(element, LAZY_SETS).or_else(|| element.get_attribute("srcset"));
        let set = set.and_then(|set| self.links.srcset(&set));
        let source = first(element, LAZY_SOURCES)
            .or_else(|| element.get_attribute("src"))
            .and_then(|source| self.links.picture(&source))
            .or_else(|| self.picture_source.borrow().clone())
            .or_else(|| set.as_deref().and_then(first_of_set));
        let Some(source) = source else {
            element.remove();
            return Ok(());
        };
        self.media.count();
        element.set_attribute("src", &source)?;
        match &set {
            Some(set) => element.set_attribute("srcset", set)?,
            None => element.remove_attribute("srcset"),
        }
        if !element.has_attribute("alt") {
            element.set_attribute("alt", "")?;
        }
        self.attributes(element, false)
    }

    fn link_to(&self, element: &Element, url: &str) -> String {
        let poster = first(element, &["poster", "data-poster", "data-thumbnail"]);
        let poster = poster.and_then(|poster| self.links.picture(&poster));
        link(url, poster.as_deref(), label(element).as_deref())
    }

    /// Writes something at the end of an element, or not.
    fn at_end(
        &self,
        element: &mut Element,
        html: impl FnOnce(&Seen) -> Option<String> + 'static,
    ) -> HandlerResult {
        let seen = Rc::clone(&self.media);
        if !element.can_have_content() {
            return Ok(());
        }
        element.on_end_tag(Box::new(move |end: &mut EndTag| {
            if let Some(html) = html(&seen) {
                end.before(&html, ContentType::Html);
            }
            Ok(())
        }))
    }
}

/// A link with a picture or a name; the URLs are escaped already.
fn link(url: &str, poster: Option<&str>, label: Option<&str>) -> String {
    let label = label.unwrap_or(url);
    match poster {
        Some(poster) => format!("<a href=\"{url}\"><img src=\"{poster}\" alt=\"\"> {label}</a>"),
        None => format!("<a href=\"{url}\">{label}</a>"),
    }
}

/// What an element is called, as escaped text.
fn label(element: &Element) -> Option<String> {
    let text = first(element, &["title", "aria-label"])?;
    Some(encode(decode(&text).trim()))
}

/// The page of a film rather than the bare player, where the address tells which it is.
fn watch_page(url: &str) -> String {
    let id = |prefix: &str| {
        let (_, rest) = url.split_once(prefix)?;
        let id = rest.split(['?', '&', '/', '#']).next()?;
        (!id.is_empty() && id != "videoseries").then(|| id.to_owned())
    };
    let youtube = [
        "//www.youtube.com/embed/",
        "//www.youtube-nocookie.com/embed/",
    ];
    if let Some(id) = youtube.into_iter().find_map(id) {
        format!("https://www.youtube.com/watch?v={id}")
    } else if let Some(id) = id("//player.vimeo.com/video/") {
        format!("https://vimeo.com/{id}")
    } else {
        url.to_owned()
    }
}

fn first_of_set(set: &str) -> Option<String> {
    candidates(set).first().map(|(url, _)| (*url).to_owned())
}

/// The first of some attributes that says something.
fn first(element: &Element, names: &[&str]) -> Option<String> {
    names
        .iter()
        .filter_map(|name| element.get_attribute(name))
        .find(|value| !value.trim().is_empty())
}
