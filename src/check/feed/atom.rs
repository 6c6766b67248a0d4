//! The rules of Atom (RFC 4287).

use std::collections::HashSet;

use url::Url;

use super::rss::is_type;
use super::values::decoded;
use super::xml::{ATOM, Element, XML};
use super::{Judge, Listed};
use crate::date::Date;
use crate::diag::say::FeedProblem;

/// What a feed and an entry have once at the most.
const ONCE: &[&str] = &[
    "id",
    "title",
    "updated",
    "published",
    "subtitle",
    "summary",
    "content",
    "rights",
    "icon",
    "logo",
    "generator",
];
/// Elements that mean something only if something is in them.
const FILLED: &[&str] = &[
    "id",
    "title",
    "updated",
    "published",
    "subtitle",
    "summary",
    "rights",
    "icon",
    "logo",
    "name",
    "uri",
    "email",
    "author",
    "contributor",
];

/// Judges a feed.
pub(super) fn judge(judge: &mut Judge<'_>, feed: &Element) {
    required(judge, feed, "the feed");
    order(judge, feed);
    common(judge, feed, "the feed");
    let own = feed
        .all(ATOM, "link")
        .find(|link| link.attribute("rel") == Some("self"));
    let own = own.map(|link| {
        (
            link.attribute("href").unwrap_or_default(),
            link.span.clone(),
        )
    });
    judge.own_address(own, feed.span.clone());
    let updated = feed.first(ATOM, "updated").and_then(|element| {
        let date = judge.rfc_3339(&element.text, element.span.clone())?;
        Some((date, element.span.clone()))
    });
    let has_author = feed.first(ATOM, "author").is_some();
    let entries: Vec<Listed> = feed
        .all(ATOM, "entry")
        .map(|element| entry(judge, element, has_author))
        .collect();
    judge.compare(updated, &entries);
}

fn required(judge: &mut Judge<'_>, parent: &Element, whose: &str) {
    for name in ["id", "title", "updated"] {
        if parent.first(ATOM, name).is_none() {
            judge.say(parent.span.clone(), FeedProblem::Missing(name, whose));
        }
    }
}

/// What is said of the feed comes before its entries.
fn order(judge: &mut Judge<'_>, feed: &Element) {
    let mut children = feed.children.iter();
    let after = children
        .by_ref()
        .skip_while(|child| !child.is(ATOM, "entry"))
        .find(|child| !child.is(ATOM, "entry"));
    if let Some(child) = after {
        judge.say(
            child.span.clone(),
            FeedProblem::AfterEntries(&child.written),
        );
    }
}

/// What holds for a feed and for its entries.
fn common(judge: &mut Judge<'_>, parent: &Element, whose: &str) {
    for name in ONCE {
        if let Some(second) = parent.all(ATOM, name).nth(1) {
            judge.say(second.span.clone(), FeedProblem::TooOften(name, whose));
        }
    }
    for element in std::iter::once(parent).chain(&parent.children) {
        if let Some(tag) = element
            .attribute_of(XML, "lang")
            .filter(|tag| !tag.is_empty())
        {
            judge.language(tag, element.span.clone());
        }
    }
    let people = parent
        .children
        .iter()
        .filter(|child| child.is(ATOM, "author"));
    let people: Vec<&Element> = people.collect();
    for element in parent
        .children
        .iter()
        .chain(people.iter().flat_map(|person| &person.children))
    {
        if element.space == ATOM && FILLED.contains(&element.name.as_str()) && element.is_empty() {
            judge.say(element.span.clone(), FeedProblem::Empty(&element.written));
        }
    }
    for person in people.iter().filter(|person| !person.is_empty()) {
        if person.first(ATOM, "name").is_none() {
            judge.say(
                person.span.clone(),
                FeedProblem::Missing("name", "the author"),
            );
        }
    }
    if let Some(id) = parent.first(ATOM, "id").filter(|id| !id.is_empty())
        && Url::parse(id.trimmed()).is_err()
    {
        judge.say(id.span.clone(), FeedProblem::IdNoIri(id.trimmed()));
    }
    links(judge, parent);
    for name in ["title", "subtitle", "summary"] {
        if let Some(text) = parent.first(ATOM, name) {
            self::text(judge, text);
        }
    }
}

fn links(judge: &mut Judge<'_>, parent: &Element) {
    let mut alternates = HashSet::new();
    for link in parent.all(ATOM, "link") {
        match link.attribute("href") {
            None => judge.say(link.span.clone(), FeedProblem::Missing("href", "this link")),
            Some(href) => judge.url(href, link.span.clone()),
        }
        let rel = link.attribute("rel").unwrap_or("alternate");
        if rel == "alternate" {
            let kind = (link.attribute("type"), link.attribute("hreflang"));
            if !alternates.insert(kind) {
                let (kind, language) = kind;
                let mut which = match kind {
                    Some(kind) => format!("the type `{kind}`"),
                    None => "no type".to_owned(),
                };
                if let Some(language) = language {
                    which.push_str(&format!(" and the language `{language}`"));
                }
                judge.say(link.span.clone(), FeedProblem::TwoAlternates(&which));
            }
        }
        if rel == "enclosure" {
            enclosure(judge, link);
        }
    }
}

fn enclosure(judge: &mut Judge<'_>, link: &Element) {
    match link
        .attribute("length")
        .map(|length| (length, length.parse::<u64>()))
    {
        Some((_, Ok(length))) if length > 0 => {}
        Some((length, _)) => {
            let what = format!("the length `{length}`");
            judge.say(link.span.clone(), FeedProblem::EnclosureLength(&what));
        }
        None => judge.say(link.span.clone(), FeedProblem::EnclosureLength("no length")),
    }
    if !link.attribute("type").is_some_and(is_type) {
        judge.say(link.span.clone(), FeedProblem::EnclosureType("no type"));
    }
}

/// A text construct (section 3.1): plain, or HTML that is escaped once more.
fn text(judge: &mut Judge<'_>, element: &Element) {
    let span = element.span.clone();
    match element.attribute("type").unwrap_or("text") {
        "html" => judge.plain_text(&decoded(element.trimmed()), span),
        "text" => judge.plain_text(element.trimmed(), span),
        _ => {}
    }
}

fn entry(judge: &mut Judge<'_>, entry: &Element, feed_has_author: bool) -> Listed {
    let id = entry.first(ATOM, "id");
    judge.entry = id
        .filter(|id| !id.is_empty())
        .map(|id| id.trimmed().to_owned());
    required(judge, entry, "this entry");
    common(judge, entry, "this entry");
    let source = entry.first(ATOM, "source");
    let has_author = entry.first(ATOM, "author").is_some()
        || source.is_some_and(|source| source.first(ATOM, "author").is_some());
    if !has_author && !feed_has_author {
        judge.say(
            entry.span.clone(),
            FeedProblem::Missing("author", "this entry"),
        );
    }
    let content = entry.first(ATOM, "content");
    let has_page = entry
        .all(ATOM, "link")
        .any(|link| matches!(link.attribute("rel"), None | Some("alternate")));
    if content.is_none() && !has_page {
        judge.say(entry.span.clone(), FeedProblem::NothingToShow("this entry"));
    }
    for element in content.into_iter().chain(entry.first(ATOM, "summary")) {
        if element.attribute("type") == Some("html") {
            judge.html(&element.text, &element.span);
        }
    }
    let mut date = |name| {
        let element = entry.first(ATOM, name)?;
        let date = judge.rfc_3339(&element.text, element.span.clone())?;
        Some((date, element.span.clone()))
    };
    let (published, updated) = (date("published"), date("updated"));
    if let (Some((published, _)), Some((updated, span))) = (&published, &updated)
        && updated < published
    {
        judge.say(span.clone(), FeedProblem::UpdatedBeforePublished);
    }
    Listed {
        id: id
            .filter(|id| !id.is_empty())
            .map(|id| (id.trimmed().to_owned(), id.span.clone())),
        // Without `published` nobody knows by which date a feed is sorted.
        published,
        updated: updated.map(|(date, _): (Date, _)| date),
    }
}
