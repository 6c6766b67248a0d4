//! Pictures, players and what is embedded.

use super::embed::{of_element, of_script, watch_page};
use super::link::candidates;
use super::tag::Tag;
use super::tree::Id;
use super::write::{End, Link, Unless, Writer};

/// Where lazy loaders keep the address of a picture, the most telling first.
const LAZY_SOURCES: &[&str] = &[
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "data-original",
    "data-orig-src",
];
/// The same for `srcset`.
const LAZY_SETS: &[&str] = &["data-srcset", "data-lazy-srcset"];

fn is_player(name: &str) -> bool {
    matches!(name, "audio" | "video")
}

impl<'a> Writer<'a> {
    /// A page inside the page becomes a link to it, with its poster if one is known.
    pub(super) fn embedded_page(&mut self, tag: &Tag<'a>) {
        let source = tag.first(&["src", "data-src", "data-lazy-src"]);
        let url = source.and_then(|source| self.links.page(source));
        // What was a part of a path is written otherwise in a query.
        if let Some(url) = url.and_then(|url| self.links.page(&watch_page(url))) {
            let link = self.link_to(tag, url);
            self.link(&link);
        }
    }

    /// A script that shows something in its place becomes a link to that; others go.
    pub(super) fn script(&mut self, tag: &Tag<'a>) {
        let source = tag.first(&["src", "data-src"]);
        let source = source.and_then(|source| self.links.page(source));
        let Some((url, name)) = source.and_then(|source| of_script(&source, tag)) else {
            return;
        };
        if let Some(url) = self.links.page(&url) {
            let link = Link {
                label: Some(tag.label().map_or(name, str::to_owned)),
                ..self.link_to(tag, url)
            };
            self.link(&link);
        }
    }

    /// What an object holds is its own fallback; without one, a link to it stands there.
    pub(super) fn object(&self, tag: &Tag<'a>) -> End {
        let url = tag.filled("data").and_then(|data| self.links.page(data));
        let link = url.map(|url| (self.link_to(tag, url), Unless::Shown(self.shown)));
        End {
            link,
            ..End::default()
        }
    }

    /// The link that stands for what a script would show in an element.
    pub(super) fn embedded_by_script(&self, tag: &Tag<'a>) -> Option<Link> {
        let url = self.links.page(&of_element(tag)?)?;
        Some(self.link_to(tag, url))
    }

    /// A player stays one where readers have players; where its tags are stripped, the fallback
    /// in it is what shows, so it gets a link if it has none: "your browser cannot play this" helps nobody.
    pub(super) fn player(&mut self, tag: &Tag<'a>) -> Option<End> {
        let source = tag.first(&["src", "data-src"]);
        let source = source.and_then(|source| self.links.picture(source));
        let known = source.clone().or_else(|| self.first_source(tag));
        let link = known.map(|url| (self.link_to(tag, url), Unless::Linked(self.linked)));
        let set = [("src", source), ("controls", Some(String::new()))];
        let end = self.open(tag, tag.name, &set)?;
        Some(End {
            link: link.filter(|_| end.closes),
            ..end
        })
    }

    /// The first address a player could play, of those in it and in no other.
    fn first_source(&self, tag: &Tag<'a>) -> Option<String> {
        let tree = self.tree;
        let is_player = |id: Id| matches!(self.tag(id), Some(tag) if is_player(tag.name));
        tree.below(tag.id, is_player).find_map(|id| {
            let source = self.tag(id).filter(|tag| tag.name == "source")?;
            let source = source.first(&["src", "data-src"])?;
            self.links.picture(source)
        })
    }

    /// A thing a player could play.
    pub(super) fn player_source(&mut self, tag: &Tag<'a>) {
        let source = tag.first(&["src", "data-src"]);
        let source = source.and_then(|source| self.links.picture(source));
        if source.is_some() && self.is_right_in(&["audio", "video"]) {
            self.open(tag, "source", &[("src", source)]);
        }
    }

    /// The first picture that a `picture` names besides its `img`.
    pub(super) fn picture_source(&self, tag: &Tag<'a>) -> Option<String> {
        self.tree.children(tag.id).find_map(|id| {
            let source = self.tag(id).filter(|tag| tag.name == "source")?;
            let set = source.first(&["srcset", "data-srcset"])?;
            let (url, _) = candidates(set).first().copied()?;
            self.links.picture(url)
        })
    }

    /// A picture that shows without a script.
    pub(super) fn image(&mut self, tag: &Tag<'a>) {
        let set = tag.first(LAZY_SETS).or_else(|| tag.get("srcset"));
        let set = set.and_then(|set| self.links.srcset(set));
        let first_of_set = |set: &String| candidates(set).first().map(|(url, _)| (*url).to_owned());
        let source = tag.first(LAZY_SOURCES).or_else(|| tag.get("src"));
        let source = source
            .and_then(|source| self.links.picture(source))
            .or_else(|| self.picture.clone())
            .or_else(|| set.as_ref().and_then(first_of_set));
        let Some(source) = source else {
            return;
        };
        // A loader's picture and what stands there for want of a script are one.
        if self.in_noscript && self.pictures.contains(&source) {
            return;
        }
        self.shown += 1;
        self.pictures.insert(source.clone());
        let alt = tag.get("alt").unwrap_or_default().to_owned();
        let set = [("src", Some(source)), ("srcset", set), ("alt", Some(alt))];
        self.open(tag, "img", &set);
    }

    fn link_to(&self, tag: &Tag<'a>, url: String) -> Link {
        let poster = tag.first(&["poster", "data-poster", "data-thumbnail"]);
        Link {
            url,
            poster: poster.and_then(|poster| self.links.picture(poster)),
            label: tag.label().map(str::to_owned),
        }
    }
}
