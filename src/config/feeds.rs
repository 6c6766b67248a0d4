//! Reading what feeds are like.

use crate::data::Fields;
use crate::diag::say;
use crate::route::{self, OutputPath};

/// How large a feed may be unless the settings say otherwise, in bytes: larger ones were refused by readers.
pub(super) const FEED_MAX_BYTES: usize = 512 * 1024;

/// The file names of feeds, if they are said.
pub(super) fn feed_filenames(fields: &mut Fields<'_>) -> Option<Vec<String>> {
    let (key, node) = fields.take("feed_filenames")?;
    let names = fields.texts_of(&key.name, node);
    let mut checked = Vec::with_capacity(names.len());
    for name in names {
        let place = fields.place_of(&name.span);
        let known = name.value.ends_with(".xml") || name.value.ends_with(".json");
        if !known || name.value.contains('/') || OutputPath::new(&name.value).is_err() {
            fields.problem(say::bad_feed_filename(place, &name.value));
        } else {
            checked.push(route::nfc(&name.value));
        }
    }
    Some(checked)
}

/// The address of a WebSub hub.
pub(super) fn feed_hub(fields: &mut Fields<'_>) -> Option<String> {
    let hub = fields.located("feed_hub")?;
    match url::Url::parse(&hub.value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url.into()),
        _ => {
            let place = fields.place_of(&hub.span);
            fields.problem(say::bad_feed_hub(place, &hub.value));
            None
        }
    }
}
