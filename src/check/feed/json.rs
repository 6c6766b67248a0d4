//! The rules of JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use super::rss::is_type;
use super::{Judge, Listed};
use crate::data::{self, Format, Node, Value};
use crate::diag::say::FeedProblem;

/// Judges a feed.
pub(super) fn judge(judge: &mut Judge<'_>) {
    let feed = match data::parse(Format::Json, judge.text) {
        Ok(node) => node,
        Err(errors) => {
            for (span, why) in errors {
                judge.say(span, FeedProblem::NotJson(&why));
            }
            return;
        }
    };
    nulls(judge, &feed);
    match text(judge, &feed, "version") {
        Some((version, _)) if version.contains("jsonfeed.org/version/1") => {}
        Some((version, node)) => judge.say(node.span.clone(), FeedProblem::BadVersion(version)),
        None => return judge.say(0..1, FeedProblem::NoFeed),
    }
    if text(judge, &feed, "title").is_none() {
        judge.say(0..1, FeedProblem::Missing("title", "the feed"));
    }
    common(judge, &feed);
    for name in ["home_page_url", "feed_url", "next_url", "icon", "favicon"] {
        url(judge, &feed, name);
    }
    let own = text(judge, &feed, "feed_url").map(|(url, node)| (url, node.span.clone()));
    judge.own_address(own, 0..1);
    let Some(items) = field(&feed, "items") else {
        return judge.say(0..1, FeedProblem::Missing("items", "the feed"));
    };
    let Value::Array(items) = &items.value else {
        return judge.say(
            items.span.clone(),
            FeedProblem::WrongType("items", "a list"),
        );
    };
    let items: Vec<Listed> = items.iter().map(|node| item(judge, node)).collect();
    judge.compare(None, &items);
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Table(entries) = &node.value else {
        return None;
    };
    let mut entries = entries.iter();
    let (_, node) = entries.find(|(key, _)| key.name == name)?;
    (node.value != Value::Null).then_some(node)
}

/// A text that should be one.
fn text<'n>(judge: &mut Judge<'_>, node: &'n Node, name: &str) -> Option<(&'n str, &'n Node)> {
    let node = field(node, name)?;
    match &node.value {
        Value::Text(text) => Some((text, node)),
        _ => {
            judge.say(node.span.clone(), FeedProblem::WrongType(name, "a text"));
            None
        }
    }
}

fn url(judge: &mut Judge<'_>, node: &Node, name: &str) {
    if let Some((url, node)) = text(judge, node, name) {
        judge.url(url, node.span.clone());
    }
}

/// Nothing may be null: what is not there is left out.
fn nulls(judge: &mut Judge<'_>, node: &Node) {
    match &node.value {
        Value::Table(entries) => {
            for (key, node) in entries {
                if node.value == Value::Null {
                    judge.say(node.span.clone(), FeedProblem::NullField(&key.name));
                }
                // What begins with `_` is an extension, and its own affair.
                if !key.name.starts_with('_') {
                    nulls(judge, node);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| nulls(judge, item)),
        _ => {}
    }
}

/// What holds for a feed and for its items.
fn common(judge: &mut Judge<'_>, node: &Node) {
    if let Some((title, node)) = text(judge, node, "title") {
        judge.plain_text(title, node.span.clone());
    }
    if let Some((language, node)) = text(judge, node, "language") {
        judge.language(language, node.span.clone());
    }
    let Some(authors) = field(node, "authors") else {
        return;
    };
    let Value::Array(authors) = &authors.value else {
        return judge.say(
            authors.span.clone(),
            FeedProblem::WrongType("authors", "a list"),
        );
    };
    for author in authors {
        let filled = ["name", "url", "avatar"].map(|name| {
            let text = text(judge, author, name);
            text.is_some_and(|(text, _)| !text.trim().is_empty())
        });
        if !filled.contains(&true) {
            judge.say(author.span.clone(), FeedProblem::Empty("author"));
        }
    }
}

fn item(judge: &mut Judge<'_>, item: &Node) -> Listed {
    judge.entry = None;
    let id = match text(judge, item, "id") {
        Some((id, node)) if !id.is_empty() => Some((id.to_owned(), node.span.clone())),
        Some((_, node)) => {
            judge.say(node.span.clone(), FeedProblem::Empty("id"));
            None
        }
        None => {
            if field(item, "id").is_none() {
                judge.say(start(item), FeedProblem::Missing("id", "this item"));
            }
            None
        }
    };
    judge.entry = id.as_ref().map(|(id, _)| id.clone());
    common(judge, item);
    for name in ["url", "external_url", "image", "banner_image"] {
        url(judge, item, name);
    }
    if let Some((summary, node)) = text(judge, item, "summary") {
        judge.not_cut(summary, node.span.clone());
    }
    let html = text(judge, item, "content_html");
    if let Some((html, node)) = html {
        judge.html(html, &node.span);
    }
    if html.is_none() && text(judge, item, "content_text").is_none() {
        judge.say(
            start(item),
            FeedProblem::Missing("content_html", "this item"),
        );
    }
    attachments(judge, item);
    let mut date = |name| {
        let (text, node) = text(judge, item, name)?;
        let date = judge.rfc_3339(text, node.span.clone())?;
        Some((date, node.span.clone()))
    };
    let (published, updated) = (date("date_published"), date("date_modified"));
    if let (Some((published, _)), Some((updated, span))) = (&published, &updated)
        && updated < published
    {
        judge.say(span.clone(), FeedProblem::UpdatedBeforePublished);
    }
    Listed {
        id,
        published,
        updated: updated.map(|(date, _)| date),
    }
}

/// Where an object begins: the whole of it is too much to mark.
fn start(node: &Node) -> std::ops::Range<usize> {
    node.span.start..node.span.start + 1
}

fn attachments(judge: &mut Judge<'_>, item: &Node) {
    let Some(Value::Array(list)) = field(item, "attachments").map(|node| &node.value) else {
        return;
    };
    for attachment in list {
        match text(judge, attachment, "url") {
            Some((url, node)) => judge.url(url, node.span.clone()),
            None => judge.say(
                start(attachment),
                FeedProblem::Missing("url", "the attachment"),
            ),
        }
        match text(judge, attachment, "mime_type") {
            Some((kind, _)) if is_type(kind) => {}
            _ => judge.say(start(attachment), FeedProblem::EnclosureType("no type")),
        }
        match field(attachment, "size_in_bytes").map(|node| (&node.value, node)) {
            Some((Value::Integer(size), _)) if *size > 0 => {}
            Some((_, node)) => {
                let what = "a size that is no number of bytes";
                judge.say(node.span.clone(), FeedProblem::EnclosureLength(what));
            }
            None => {}
        }
    }
}
