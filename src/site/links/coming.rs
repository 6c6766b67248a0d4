//! Links in articles that are not shown yet: what is wrong with them should be known before they are.

use super::{From, Resolved, Resolver};
use crate::site::gate::Closed;
use crate::site::{Why, permalink};
use crate::source::{Asset, Document};

/// The links of articles that are not shown yet.
pub(super) fn coming<'a>(
    resolver: &mut Resolver<'a>,
    closed: &[Closed],
    assets: &'a [Asset],
) -> Resolved {
    let mut all = Resolved::default();
    let is_coming = |document: &Document| {
        let why = resolver.hidden.get(document.path.as_str());
        matches!(why, Some(Why::Draft | Why::Scheduled(_)))
    };
    let coming: Vec<&Closed> = closed
        .iter()
        .filter(|closed| is_coming(&closed.0))
        .collect();
    if coming.iter().any(|(_, _, prose)| !prose.links.is_empty()) {
        resolver.held_back = assets.iter().map(|asset| asset.path.as_str()).collect();
    }
    for closed in coming {
        let resolved = resolver.closed(closed);
        all.diags.extend(resolved.diags);
        // A file that waits with the article is there when the article is.
        let rooted = resolved.rooted.into_iter();
        let waits = |path: &str| resolver.held_back.contains(path.trim_start_matches('/'));
        all.rooted.extend(rooted.filter(|link| !waits(&link.path)));
    }
    all
}

impl Resolver<'_> {
    /// The links of something that is not shown.
    pub(super) fn closed(&self, (document, front, prose): &Closed) -> Resolved {
        let address = front.as_ref().and_then(|front| {
            let config = &self.site.config;
            permalink::of_page(document, front, config).ok()
        });
        let path = address.map_or_else(|| format!("/{}/", document.folder), |(_, path)| path);
        let at = From {
            document: Some(document),
            path: &path,
            is_hidden: true,
        };
        self.all(&at, &prose.links, &prose.ids)
    }
}
