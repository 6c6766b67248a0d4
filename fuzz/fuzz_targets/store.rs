//! Any damage to what Byline knows of the last build: the next one ends as a first one does.

#![no_main]

mod common;

use std::sync::LazyLock;

/// The site as its first build left it.
static BUILT: LazyLock<common::Site> = LazyLock::new(|| {
    let site = common::Site::new();
    site.build().expect("it is a site");
    site
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let [which, kind, at @ .., last] = bytes else {
        return;
    };
    let site = BUILT.copy();
    let (public, lock) = (site.files("public/"), site.files("byline.lock"));
    let (content, store) = (site.files("content/"), site.files(".byline/"));
    let Some((path, old)) = store.iter().nth(usize::from(*which) % store.len().max(1)) else {
        return;
    };
    let place = at.iter().fold(0_usize, |place, byte| {
        place.wrapping_mul(251).wrapping_add(usize::from(*byte))
    });
    let place = place % old.len().max(1);
    let new = match kind % 4 {
        // A byte of it is another.
        0 => {
            let mut new = old.clone();
            if let Some(byte) = new.get_mut(place) {
                *byte ^= last | 1;
            }
            new
        }
        // It ends too early.
        1 => old[..place].to_vec(),
        // Something stands after its end.
        2 => [old.as_slice(), at].concat(),
        // It is something else.
        _ => at.to_vec(),
    };
    site.write(path, &new);
    if site.build().is_err() {
        // A lock of published ids that seems lost is told; nothing is changed then.
        return;
    }
    assert_eq!(site.files("public/"), public, "{path}");
    assert_eq!(site.files("byline.lock"), lock, "{path}");
    assert_eq!(site.files("content/"), content, "{path}");
});
