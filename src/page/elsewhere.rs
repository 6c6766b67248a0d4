//! Keys of front matter that other programs have, and what Byline calls them.

use crate::config::Language;
use crate::data::{Format, Key, Node, Value};
use crate::diag::toml;
use crate::source::Kind;

/// Keys that belong to sections alone, and to pages alone.
const OF_SECTIONS: &[&str] = &[
    "sort_by",
    "page_template",
    "paginate_by",
    "paginate_from",
    "paginate_path",
    "paginate_reversed",
    "insert_anchor_links",
    "transparent",
    "redirect_to",
    "generate_feeds",
    "feed_limit",
];
const OF_PAGES: &[&str] = &[
    "subtitle",
    "date",
    "updated",
    "expires",
    "slug",
    "path",
    "authors",
    "taxonomies",
    "tags",
    "image",
    "enclosure",
    "enclosures",
    "podcast",
    "id",
    "canonical",
    "in_feeds",
    "include_in_feeds",
    "in_sitemap",
    "corrections",
];

/// What other programs call a key, and what Byline does.
const ELSEWHERE: &[(&str, &str)] = &[
    ("lastmod", "updated"),
    ("modified", "updated"),
    ("last_modified_at", "updated"),
    ("last_updated", "updated"),
    ("update_date", "updated"),
    ("publishDate", "date"),
    ("pubDate", "date"),
    ("publish_date", "date"),
    ("created", "date"),
    ("expiryDate", "expires"),
    ("url", "path"),
    ("permalink", "path"),
    ("author", "authors"),
    ("deck", "subtitle"),
    ("subhead", "subtitle"),
    ("excerpt", "description"),
    ("summary", "description"),
    ("redirect_from", "aliases"),
    ("redirects", "aliases"),
    ("alias", "aliases"),
    ("guid", "id"),
    ("uuid", "id"),
    ("cover", "image"),
    ("cover-img", "image"),
    ("feature-img", "image"),
    ("featuredImage", "image"),
    ("featured_image", "image"),
    ("images", "image"),
    ("thumbnail", "image"),
    ("banner", "image"),
    ("heroImage", "image"),
    ("keywords", "tags"),
    ("keyword", "tags"),
    ("tag", "tags"),
    ("topics", "tags"),
    ("category", "tags"),
    ("canonical_url", "canonical"),
    ("canonicalURL", "canonical"),
    ("external_url", "canonical"),
    ("order", "weight"),
    ("nav_order", "weight"),
    ("params", "extra"),
    ("metadata", "extra"),
];

/// Keys by which other programs hide an article unless they are true.
const SHOWS: &[&str] = &["published", "publish", "public"];

/// Keys by which other programs hide an article, wholly, for a time or from some. They are never data
/// of the site's own, for then it would be out.
const HIDES: &[&str] = &[
    "publishdate",
    "publish_date",
    "pubdate",
    "expirydate",
    "unpublishdate",
    "unlisted",
    "hidden",
    "private",
    "protected",
    "password",
    "visibility",
    "status",
];

/// Keys that other programs act on where Byline has nothing to do.
const NEEDLESS: &[&str] = &[
    "toc",
    "comments",
    "mathjax",
    "katex",
    "math",
    "latex",
    "mermaid",
    "markup",
    "outputs",
    "sitemap",
    "linkTitle",
    "translationKey",
    "isCJKLanguage",
    "lang",
    "language",
    "menu",
    "resources",
    "sticky",
    "pin",
    "pinned",
    "top",
    "parent",
];

/// What to do about a key that nobody knows.
pub(super) const OTHERWISE: &str = "put what is your own under `extra`, where templates find it; `unknown_keys` in `byline.toml` can do that for all articles";

/// Whether a key says that an article is not to be seen by all, whatever else it says.
pub(super) fn hides(key: &Key, node: &Node) -> bool {
    let name = key.name.to_lowercase();
    let is_true = node.value == Value::Bool(true);
    (SHOWS.contains(&name.as_str()) && !is_true)
        || (HIDES.contains(&name.as_str()) && node.value != Value::Bool(false))
}

/// What to do about a key that Byline does not have.
pub(super) fn elsewhere(
    key: &str,
    kind: Kind,
    language: &Language,
    format: Format,
) -> Option<String> {
    let lower = key.to_lowercase();
    if SHOWS.contains(&lower.as_str()) {
        let draft = match format {
            Format::Toml => "draft = true",
            Format::Yaml => "draft: true",
            Format::Json => "\"draft\": true",
        };
        return Some(format!(
            "remove it; what is not ready has `{draft}` instead"
        ));
    }
    if matches!(key, "layout" | "type") {
        return Some(
            "remove it; another template than the usual one is named by `template`".to_owned(),
        );
    }
    if kind == Kind::Page && OF_SECTIONS.contains(&key) {
        return Some("this is a key of sections: it belongs into an `_index.md`".to_owned());
    }
    if kind == Kind::Section && OF_PAGES.contains(&key) {
        return Some("this is a key of articles: sections have none".to_owned());
    }
    if kind == Kind::Page && matches!(key, "categories" | "tags" | "series") {
        let lang = &language.lang;
        return Some(format!(
            "declare the taxonomy in `byline.toml` (of the language `{lang}`): `taxonomies = [{{ name = {} }}]`",
            toml::string(key)
        ));
    }
    if let Some((_, ours)) = ELSEWHERE.iter().find(|(theirs, _)| *theirs == key) {
        let has = match kind {
            Kind::Page => true,
            Kind::Section => !OF_PAGES.contains(ours),
        };
        return has.then(|| format!("Byline calls this `{ours}`"));
    }
    if HIDES.contains(&lower.as_str()) {
        return Some(
            "Byline cannot tell whom this hides the article from: say it by `draft`, `date` or `expires`"
                .to_owned(),
        );
    }
    if NEEDLESS.contains(&key) {
        return Some("remove it; if a template of yours wants it, put it under `extra`".to_owned());
    }
    None
}
