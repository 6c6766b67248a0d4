//! The rules of RSS 2.0 (<https://www.rssboard.org/rss-specification>).

use super::xml::{ATOM, CONTENT, DC, Element};
use super::{Judge, Listed};
use crate::diag::say::FeedProblem;

/// What an item may have once.
const ONCE: &[&str] = &[
    "title",
    "link",
    "description",
    "author",
    "comments",
    "enclosure",
    "guid",
    "pubDate",
    "source",
];
/// Elements that mean something only if something is in them.
const FILLED: &[&str] = &[
    "title",
    "link",
    "description",
    "author",
    "category",
    "guid",
    "pubDate",
    "language",
    "lastBuildDate",
    "copyright",
    "managingEditor",
    "webMaster",
    "creator",
    "encoded",
];

/// Judges a feed.
pub(super) fn judge(judge: &mut Judge<'_>, root: &Element) {
    let Some(channel) = root.first("", "channel") else {
        return judge.say(
            root.span.clone(),
            FeedProblem::Missing("channel", "the feed"),
        );
    };
    for name in ["title", "link", "description"] {
        if channel.first("", name).is_none() {
            judge.say(
                channel.span.clone(),
                FeedProblem::Missing(name, "the channel"),
            );
        }
    }
    empty(judge, channel);
    if let Some(title) = channel.first("", "title") {
        judge.plain_text(title.trimmed(), title.span.clone());
    }
    if let Some(link) = channel.first("", "link") {
        judge.url(&link.text, link.span.clone());
    }
    if let Some(language) = channel.first("", "language") {
        judge.language(language.trimmed(), language.span.clone());
    }
    for image in channel.all("", "image") {
        for name in ["url", "title", "link"] {
            if image.first("", name).is_none() {
                judge.say(image.span.clone(), FeedProblem::Missing(name, "the image"));
            }
        }
    }
    let own = channel
        .all(ATOM, "link")
        .find(|link| link.attribute("rel") == Some("self"));
    let own = own.map(|link| {
        (
            link.attribute("href").unwrap_or_default(),
            link.span.clone(),
        )
    });
    judge.own_address(own, channel.span.clone());
    let built = channel.first("", "lastBuildDate").and_then(|date| {
        let read = judge.rfc_822(&date.text, date.span.clone())?;
        Some((read, date.span.clone()))
    });
    let items: Vec<Listed> = channel
        .all("", "item")
        .map(|element| item(judge, element))
        .collect();
    judge.compare(built, &items);
}

fn empty(judge: &mut Judge<'_>, parent: &Element) {
    for child in &parent.children {
        let known = ["", CONTENT, DC].contains(&child.space.as_str());
        if known && FILLED.contains(&child.name.as_str()) && child.is_empty() {
            judge.say(child.span.clone(), FeedProblem::Empty(&child.written));
        }
    }
}

fn item(judge: &mut Judge<'_>, item: &Element) -> Listed {
    let guid = item.first("", "guid");
    judge.entry = guid
        .filter(|guid| !guid.is_empty())
        .map(|guid| guid.trimmed().to_owned());
    let has = |name| item.first("", name).is_some_and(|it| !it.is_empty());
    if !has("title") && !has("description") {
        judge.say(item.span.clone(), FeedProblem::NothingToShow("this item"));
    }
    for name in ONCE {
        if let Some(second) = item.all("", name).nth(1) {
            judge.say(
                second.span.clone(),
                FeedProblem::TooOften(name, "this item"),
            );
        }
    }
    empty(judge, item);
    texts(judge, item);
    people(judge, item);
    for enclosure in item.all("", "enclosure") {
        self::enclosure(judge, enclosure);
    }
    let id = id(judge, item, guid);
    let published = item.first("", "pubDate").and_then(|date| {
        let read = judge.rfc_822(&date.text, date.span.clone())?;
        Some((read, date.span.clone()))
    });
    Listed {
        id: id.map(|guid| (guid.trimmed().to_owned(), guid.span.clone())),
        published,
        updated: None,
    }
}

fn texts(judge: &mut Judge<'_>, item: &Element) {
    if let Some(title) = item.first("", "title") {
        judge.plain_text(title.trimmed(), title.span.clone());
    }
    if let Some(link) = item.first("", "link") {
        judge.url(&link.text, link.span.clone());
    }
    let place = |space, name| item.children.iter().position(|child| child.is(space, name));
    if let (Some(content), Some(description)) =
        (place(CONTENT, "encoded"), place("", "description"))
        && content < description
    {
        let span = item.children[content].span.clone();
        judge.say(span, FeedProblem::ContentBeforeDescription);
    }
    if let Some(description) = item.first("", "description") {
        judge.not_cut(description.trimmed(), description.span.clone());
        judge.html(&description.text, &description.span);
    }
    if let Some(content) = item.first(CONTENT, "encoded") {
        judge.html(&content.text, &content.span);
    }
}

fn people(judge: &mut Judge<'_>, item: &Element) {
    let Some(author) = item.first("", "author").filter(|author| !author.is_empty()) else {
        return;
    };
    if !author.text.contains('@') {
        judge.say(
            author.span.clone(),
            FeedProblem::AuthorWithoutMail(author.trimmed()),
        );
    }
    if item.first(DC, "creator").is_some() {
        judge.say(author.span.clone(), FeedProblem::AuthorTwice);
    }
}

fn enclosure(judge: &mut Judge<'_>, enclosure: &Element) {
    let span = &enclosure.span;
    match enclosure.attribute("url") {
        None => judge.say(span.clone(), FeedProblem::Missing("url", "the enclosure")),
        Some(url) => judge.url(url, span.clone()),
    }
    match enclosure
        .attribute("length")
        .map(|length| (length, length.parse::<u64>()))
    {
        Some((_, Ok(length))) if length > 0 => {}
        Some((length, _)) => {
            let what = format!("the length `{length}`");
            judge.say(span.clone(), FeedProblem::EnclosureLength(&what));
        }
        None => judge.say(span.clone(), FeedProblem::EnclosureLength("no length")),
    }
    match enclosure.attribute("type") {
        Some(kind) if is_type(kind) => {}
        Some(kind) => {
            let what = format!("the type `{kind}`");
            judge.say(span.clone(), FeedProblem::EnclosureType(&what));
        }
        None => judge.say(span.clone(), FeedProblem::EnclosureType("no type")),
    }
}

/// Whether a text has the form of a media type.
pub(super) fn is_type(text: &str) -> bool {
    let parts = text.split(';').next().unwrap_or_default().split_once('/');
    parts.is_some_and(|(kind, of)| !kind.trim().is_empty() && !of.trim().is_empty())
}

fn id<'e>(judge: &mut Judge<'_>, item: &Element, guid: Option<&'e Element>) -> Option<&'e Element> {
    let Some(guid) = guid else {
        judge.say(item.span.clone(), FeedProblem::Missing("guid", "this item"));
        return None;
    };
    let text = guid.trimmed();
    if text.is_empty() {
        return None;
    }
    let is_permalink = guid.attribute("isPermaLink") != Some("false");
    let is_url = text.starts_with("http://") || text.starts_with("https://");
    if is_permalink && !is_url {
        judge.say(guid.span.clone(), FeedProblem::IdNoUrl(text));
    }
    Some(guid)
}
