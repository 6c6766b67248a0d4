//! Reading what podcast feeds say of the podcast.

use crate::data::{Fields, Located};
use crate::diag::say;

/// A podcast: what directories want to know of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodcastConfig {
    /// Who makes it, if not the site.
    pub author: Option<String>,
    /// Whom a directory may write to: a name and a mail address.
    pub owner: Option<(Option<String>, Option<String>)>,
    /// Its category in Apple's list.
    pub category: String,
    /// Its category within that.
    pub subcategory: Option<String>,
    /// Whether it is explicit.
    pub explicit: bool,
    /// A square picture, as written.
    pub image: Option<Located<String>>,
    /// `episodic` (newest first) or `serial` (oldest first).
    pub kind: Option<&'static str>,
    /// Its id in the podcast namespace.
    pub guid: Option<String>,
    /// Whether other directories may not take it over.
    pub locked: Option<bool>,
    /// Where people can pay for it: a URL and what to call it.
    pub funding: Option<(String, String)>,
}

/// The podcast of the site, if it is one.
pub(super) fn podcast(fields: &mut Fields<'_>) -> Option<PodcastConfig> {
    fields.within("podcast", "`[podcast]`", |fields| {
        // Apple lists no podcast without these two.
        for key in ["category", "image"] {
            fields.require(key, "`[podcast]`");
        }
        PodcastConfig {
            author: fields.filled_text("author"),
            owner: fields.within("owner", "`owner`", |fields| {
                (fields.filled_text("name"), fields.filled_text("email"))
            }),
            category: fields.filled_text("category").unwrap_or_default(),
            subcategory: fields.filled_text("subcategory"),
            explicit: fields.flag("explicit").unwrap_or_default(),
            image: fields.located("image"),
            kind: fields.choice("kind", &[("episodic", "episodic"), ("serial", "serial")]),
            guid: fields.filled_text("guid"),
            locked: fields.flag("locked"),
            funding: funding(fields),
        }
    })
}

fn funding(fields: &mut Fields<'_>) -> Option<(String, String)> {
    let funding = fields.within("funding", "`funding`", |fields| {
        for key in ["url", "text"] {
            fields.require(key, "`funding`");
        }
        let url = fields.located("url");
        if let Some(url) = &url
            && !["https://", "http://"]
                .iter()
                .any(|scheme| url.value.starts_with(scheme))
        {
            let place = fields.place_of(&url.span);
            fields.problem(say::bad_funding(place, &url.value));
        }
        Some((url?.value, fields.filled_text("text")?))
    });
    funding.flatten()
}
