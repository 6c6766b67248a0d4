//! What the settings lead to.

use std::collections::HashMap;

use super::{From, Resolved, Resolver};
use crate::data::Located;
use crate::markdown;
use crate::route::Lang;

/// What the settings lead to, as URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteLinks {
    /// Per language, the URLs of the menu.
    pub menus: Vec<Vec<String>>,
    /// The publisher's picture.
    pub logo: Option<String>,
    /// The site's icon.
    pub icon: Option<String>,
    /// The podcast's picture.
    pub podcast_image: Option<String>,
    /// The authors' portraits, by key.
    pub avatars: HashMap<String, String>,
    /// Per language, the footer as HTML.
    pub footers: Vec<Option<String>>,
    /// Per language, what is told of the authors as HTML, by key.
    pub bios: Vec<HashMap<String, String>>,
}

pub(super) fn of_settings(resolver: &Resolver<'_>, out: &mut Resolved) -> SiteLinks {
    let site = resolver.site;
    let at = From {
        document: None,
        path: "/",
        is_hidden: false,
    };
    let mut one = |target: &Located<String>| resolver.live(&at, target, out);
    let menus = site.config.languages.iter().map(|language| {
        language
            .menu
            .iter()
            .map(|item| one(&item.url).unwrap_or_default())
            .collect()
    });
    let menus = menus.collect();
    let avatars = site
        .config
        .authors
        .iter()
        .filter_map(|(key, author)| Some((key.clone(), one(author.avatar.as_ref()?)?)));
    let avatars = avatars.collect();
    let mut line = |text: &Located<String>, lang: &Lang| {
        markdown::inline(&text.value, lang, &site.config.markdown, |link| {
            if link.target.starts_with('#') {
                // Each page that shows it has its own anchors.
                return link.target.clone();
            }
            let target = Located {
                value: link.target.clone(),
                span: text.span.clone(),
            };
            one(&target).unwrap_or_default()
        })
    };
    let mut footers = Vec::new();
    let mut bios = Vec::new();
    for language in &site.config.languages {
        let footer = language.footer.as_ref();
        footers.push(footer.map(|footer| line(footer, &language.lang)));
        let told = site.config.authors.iter().filter_map(|(key, author)| {
            Some((key.clone(), line(author.bio.as_ref()?, &language.lang)))
        });
        bios.push(told.collect());
    }
    SiteLinks {
        menus,
        avatars,
        footers,
        bios,
        logo: site.config.logo.as_ref().and_then(&mut one),
        podcast_image: {
            let podcast = site.config.podcast.as_ref();
            let image = podcast.and_then(|podcast| podcast.image.as_ref());
            image.and_then(&mut one)
        },
        icon: site.config.icon.as_ref().and_then(&mut one),
    }
}
