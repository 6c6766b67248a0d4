//! Of `byline check`: what is wrong with pages that could be built.

use crate::diag::{Diag, Place, Rule};

/// Where something was seen that no source has: one output of perhaps many.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The path of the first output.
    pub output: &'a str,
    /// How many others have the same.
    pub others: usize,
}

impl Seen<'_> {
    fn on(seen: Option<Self>) -> String {
        match seen {
            None => String::new(),
            Some(Self { output, others: 0 }) => format!(" on `{output}`"),
            Some(Self { output, others: 1 }) => format!(" on `{output}` and 1 other page"),
            Some(Self { output, others }) => {
                format!(" on `{output}` and {} other pages", grouped(others))
            }
        }
    }
}

/// A number as people read it: `13,142`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rule that `[check]` names and nobody knows.
pub fn unknown_rule(place: Place, name: &str) -> Diag {
    let names = Rule::ALL.iter().map(|rule| rule.name());
    Diag::error(format!("there is no rule `{name}`"))
        .at(place)
        .nearest(name, names, || {
            Some("the rules are listed in the documentation of `byline check`".to_owned())
        })
}

/// Something that a build only warns of, as a broken rule: what a build may do, a check may refuse.
pub fn broken(rule: Rule, diag: Diag) -> Diag {
    Diag {
        severity: rule.severity(),
        rule: Some(rule),
        ..diag
    }
}

/// A link in an output to an address that the site does not have.
pub fn dead_link_in_output(
    place: Place,
    written: &str,
    near: Option<&str>,
    seen: Option<Seen<'_>>,
) -> Diag {
    let on = Seen::on(seen);
    let title = format!("the link `{written}`{on} leads nowhere on this site");
    let diag = Diag::of_rule(Rule::DeadLink, title).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag.help("write the page, or lead the link elsewhere"),
    }
}

/// A link in an output to an anchor that its page does not have.
pub fn dead_anchor_in_output(
    place: Place,
    written: &str,
    fragment: &str,
    whose: &str,
    seen: Option<Seen<'_>>,
    near: Option<String>,
) -> Diag {
    let on = Seen::on(seen);
    let title =
        format!("the link `{written}`{on} leads to no anchor: `{whose}` has no `#{fragment}`");
    let diag = Diag::of_rule(Rule::DeadAnchor, title).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `#{near}`?")),
        None => diag.help(format!("give an element there the id `{fragment}`")),
    }
}

/// Two elements with one id.
pub fn duplicate_id(place: Place, id: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    let title = format!("several elements{on} have the id `{id}`");
    Diag::of_rule(Rule::DuplicateId, title)
        .at(place)
        .help("links lead to the first of them; give each an id of its own")
}

/// A picture without an alternative text.
pub fn no_alt(place: Place, source: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    Diag::of_rule(
        Rule::ImageAlt,
        format!("the picture `{source}`{on} has no `alt`"),
    )
    .at(place)
    .help("say what it shows, or write `alt=\"\"` if it only decorates")
}

/// A link without a text.
pub fn empty_link(place: Place, href: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    Diag::of_rule(
        Rule::EmptyLink,
        format!("the link to `{href}`{on} has no text"),
    )
    .at(place)
    .help("give it a text, an `aria-label`, or a picture with an `alt`")
}

/// A heading that is too far below the one before.
pub fn heading_skip(
    place: Place,
    title: &str,
    levels: (&str, &str),
    seen: Option<Seen<'_>>,
) -> Diag {
    let (before, level) = levels;
    let on = Seen::on(seen);
    let said = format!("the heading `{title}`{on} is an `h{level}` after an `h{before}`");
    let diag = Diag::of_rule(Rule::HeadingSkip, said).at(place);
    match before.parse::<u8>() {
        Ok(before) => diag.help(format!("make it an `h{}`", before.saturating_add(1))),
        Err(_) => diag,
    }
}

/// A second heading of the first level.
pub fn many_h1(place: Place, title: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    let said = format!("the heading `{title}`{on} is a second `h1`");
    Diag::of_rule(Rule::ManyH1, said)
        .at(place)
        .help("the title of a page is its `h1`: begin headings in the text with `##`")
}

/// A page that does not name its language.
pub fn no_lang(place: Place, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    Diag::of_rule(Rule::NoLang, format!("`<html>`{on} has no `lang`"))
        .at(place)
        .help("write `<html lang=\"{{ lang }}\">`")
}

/// A link to something that another host does not have.
pub fn dead_external(url: &str, why: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    let title = format!("the link `{url}`{on} is dead: {why}");
    Diag::of_rule(Rule::ExternalLink, title)
        .help("lead it elsewhere, perhaps to a copy at `https://web.archive.org/`")
}

/// A link of which another host does not say whether it leads anywhere.
pub fn unclear_external(url: &str, why: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    let title = format!("nobody can tell where the link `{url}`{on} leads: {why}");
    Diag::of_rule(Rule::ExternalUnclear, title)
        .help("look at it yourself; `skip` in `[check]` names what is not to be asked for")
}

/// A link to something that has moved.
pub fn moved_external(url: &str, to: &str, seen: Option<Seen<'_>>) -> Diag {
    let on = Seen::on(seen);
    let title = format!("what the link `{url}`{on} leads to has moved for good");
    Diag::of_rule(Rule::ExternalMoved, title).help(format!("it is at `{to}` now"))
}

/// The places of something that several sources have.
pub fn at_all(mut diag: Diag, mut places: impl Iterator<Item = Place>) -> Diag {
    if let Some(place) = places.next() {
        diag = diag.at(place);
    }
    for place in places {
        diag = diag.related("it is here too", place);
    }
    diag
}

/// An article that nothing can be said of.
pub fn no_description(place: Place) -> Diag {
    let title = "this article has neither a `description` nor a text to make a summary of";
    Diag::of_rule(Rule::NoDescription, title)
        .at(place)
        .help("set `description` in the front matter")
}

/// Articles of a list that is cut into parts, none of which has them; the place is that of the first.
pub fn missing_in_list(place: Place, count: usize, list: &str, parts: usize) -> Diag {
    let title = match count {
        1 => format!("this article of `{list}` is on none of the {parts} pages of its list"),
        count => format!(
            "this and {} more articles of `{list}` are on none of the {parts} pages of its list",
            grouped(count - 1)
        ),
    };
    Diag::of_rule(Rule::Unlisted, title)
        .at(place)
        .help("the template of a paginated list shows all of `paginator.pages` on each page")
}

/// An article that nobody finds who does not know its address.
pub fn unlisted(place: Place) -> Diag {
    Diag::of_rule(Rule::Unlisted, "no list leads to this article")
        .at(place)
        .help("show it in the list of its section, or link to it from the menu or another article")
}
