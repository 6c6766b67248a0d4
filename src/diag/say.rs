//! Every message Byline can print, each made by one function.

use super::{Diag, Place};

/// A key that means nothing where it stands.
pub fn unknown_key<'a>(
    place: Place,
    key: &str,
    whose: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> Diag {
    Diag::error(format!("unknown key `{key}` in {whose}"))
        .at(place)
        .nearest(key, known, || {
            (!otherwise.is_empty()).then(|| otherwise.to_owned())
        })
}
