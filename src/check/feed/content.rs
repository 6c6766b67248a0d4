//! The HTML of entries: what means the same without its page, its styles and its scripts.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, HtmlRewriter, Settings};
use url::Url;

use super::Judge;
use crate::diag::say::FeedProblem;
use crate::feed::html::{candidates, decode};

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &["href", "src", "poster", "data", "cite"];
/// Elements that readers take out.
const UNSAFE: &[&str] = &[
    "script", "style", "form", "input", "button", "textarea", "select", "iframe", "object",
    "embed", "link", "meta", "base",
];

/// What is wrong with some HTML: an address that is relative, or something unsafe.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Wrong {
    Relative { attribute: String, url: String },
    Unsafe(String),
}

impl Judge<'_> {
    /// Judges the HTML of an entry, which stands in an element of the feed.
    pub(super) fn html(&mut self, html: &str, span: &Range<usize>) {
        for wrong in wrongs(html) {
            match &wrong {
                Wrong::Relative { attribute, url } => {
                    let problem = FeedProblem::HtmlRelative(attribute, url);
                    self.say_about(span.clone(), problem, url);
                }
                Wrong::Unsafe(what) => {
                    self.say_about(
                        span.clone(),
                        FeedProblem::HtmlUnsafe(what),
                        what.trim_matches('`'),
                    );
                }
            }
        }
    }
}

fn wrongs(html: &str) -> Vec<Wrong> {
    let found = RefCell::new(Vec::new());
    let handlers = ElementContentHandlers::default().element(|element: &mut Element<'_, '_>| {
        look(element, &mut found.borrow_mut());
        Ok(())
    });
    let Ok(every) = "*".parse::<lol_html::Selector>() else {
        return Vec::new();
    };
    let settings = Settings::new().append_element_content_handler((Cow::Owned(every), handlers));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What cannot be read to its end was read as far as it goes.
    let _ = rewriter
        .write(html.as_bytes())
        .and_then(|()| rewriter.end());
    let mut found = found.into_inner();
    let mut seen = HashSet::new();
    found.retain(|wrong: &Wrong| seen.insert(wrong.clone()));
    found
}

fn look(element: &Element<'_, '_>, found: &mut Vec<Wrong>) {
    let name = element.tag_name();
    if UNSAFE.contains(&name.as_str()) {
        found.push(Wrong::Unsafe(format!("`<{name}>`")));
    }
    for attribute in element.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let value = decode(&value);
        if ADDRESSES.contains(&name.as_str()) {
            address(&name, value.trim(), found);
        } else if name == "srcset" {
            let urls = candidates(&value).into_iter();
            urls.for_each(|(url, _)| address(&name, url, found));
        } else if name == "style" {
            found.push(Wrong::Unsafe("`style=`".to_owned()));
        } else if name.starts_with("on") {
            found.push(Wrong::Unsafe(format!("`{name}=`")));
        }
    }
}

fn address(attribute: &str, url: &str, found: &mut Vec<Wrong>) {
    match Url::parse(url) {
        Ok(url) if matches!(url.scheme(), "javascript" | "vbscript") => {
            found.push(Wrong::Unsafe(format!("`{}:`", url.scheme())));
        }
        Ok(_) => {}
        Err(_) => found.push(Wrong::Relative {
            attribute: attribute.to_owned(),
            url: url.to_owned(),
        }),
    }
}
