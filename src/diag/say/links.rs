//! Of links, and of what they lead to.

use crate::diag::{Diag, Place};

/// A link to a source that is not there.
pub fn dead_link(place: Place, written: &str, near: Option<String>) -> Diag {
    let diag = Diag::error(format!("the link `{written}` leads to no page")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag.help(
            "paths begin at `content/`, as in `@/news/rain.md`, or at this file, as in `./rain.md`",
        ),
    }
}

/// A link to a file that is not there.
pub fn dead_file(place: Place, written: &str, near: Option<String>) -> Diag {
    let diag = Diag::error(format!("there is no file `{written}` beside this one")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag.help(
            "put the file into the same folder, or begin the link with `/` for one of `static/`",
        ),
    }
}

/// A link to a path the site does not have.
pub fn dead_path(place: Place, written: &str, near: Option<&str>) -> Diag {
    let diag = Diag::error(format!("the link `{written}` leads nowhere on this site")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag,
    }
}

/// A link to an anchor that is not there.
pub fn dead_anchor(place: Place, fragment: &str, whose: &str, near: Option<String>) -> Diag {
    let diag = Diag::error(format!("there is no anchor `#{fragment}` in {whose}")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `#{near}`?")),
        None => diag,
    }
}

/// A link out of the site's folder.
pub fn link_leaves(place: Place, written: &str) -> Diag {
    Diag::error(format!("the link `{written}` leaves the site's folder")).at(place)
}

/// A link to a page that is not shown.
pub fn link_to_hidden(place: Place, written: &str, why: &str) -> Diag {
    Diag::error(format!(
        "the link `{written}` leads to a page that is {why}"
    ))
    .at(place)
    .help("publish that page first, or take the link out")
}

/// A link to a page that has no output.
pub fn link_to_unrendered(place: Place, written: &str) -> Diag {
    Diag::error(format!(
        "the link `{written}` leads to a page with `render = false`"
    ))
    .at(place)
}

/// Redirects that lead back to where they began.
pub fn redirects_in_a_circle(place: Place) -> Diag {
    Diag::error("this redirect leads back to itself").at(place)
}
