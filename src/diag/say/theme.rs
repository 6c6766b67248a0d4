//! Of templates.

use crate::diag::{Diag, Place};

/// A template that is wrong. Template engines begin their sentences with a capital.
pub fn template(place: Option<Place>, message: &str) -> Diag {
    let diag = Diag::error(decapitalized(message));
    match place {
        Some(place) => diag.at(place),
        None => diag,
    }
}

/// A template that failed while something was rendered.
pub fn template_while(place: Option<Place>, message: &str, rendering: &str) -> Diag {
    template(place, message).related("while rendering this", Place::file(rendering))
}

fn decapitalized(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}

/// A template that is not there.
pub fn no_template<'a>(
    place: Option<Place>,
    name: &str,
    names: impl Iterator<Item = &'a str>,
    rendering: &str,
) -> Diag {
    let diag = Diag::error(format!("there is no template `{name}`"));
    let diag = match place {
        Some(place) => diag.at(place),
        None => diag.at(Place::file(rendering)),
    };
    diag.nearest(name, names, || {
        Some(format!("put it into `templates/{name}`"))
    })
}

/// An argument of a function that is ignored, because the function has none of that name.
pub fn unknown_argument(place: Place, function: &str, argument: &str, known: &[&str]) -> Diag {
    let diag = Diag::warning(format!(
        "`{function}` has no argument `{argument}`, and ignores it"
    ));
    diag.at(place)
        .nearest(argument, known.iter().copied(), || match known {
            [] => Some("it takes none".to_owned()),
            known => Some(format!("it takes `{}`", known.join("`, `"))),
        })
}

/// A table of a theme's `[extra]` that a site has something else for, or the other way round. The types
/// are those of the site and of the theme.
pub fn theme_differs(place: Place, path: &str, (own, other): (&str, &str)) -> Diag {
    Diag::error(format!(
        "`{path}` is {other} in the theme and {own} in `byline.toml`"
    ))
    .at(place)
    .help("give the setting the type that the theme reads, or another name")
}

/// A `base.html` of the site that extends the bundled one, which no bundled page looks at.
pub fn unheard_base(place: Place) -> Diag {
    Diag::warning("no page of the bundled theme has what is in this `base.html`")
        .at(place)
        .help("put it into `templates/gazette/base.html`, which all pages of the bundled theme extend")
}
