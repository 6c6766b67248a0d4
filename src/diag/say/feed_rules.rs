//! Of what is wrong with feeds, ours and those of others.

use super::check::{Seen, grouped};
use crate::diag::{Diag, Place, Rule};

/// What can be wrong with a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says itself in `feed_problem`")]
pub enum FeedProblem<'a> {
    NoFeed,
    NotUtf8,
    Encoding(&'a str),
    IllFormed(&'a str),
    LateDeclaration,
    BadChar(u32),
    BadEntity(&'a str),
    Prefix(&'a str),
    Missing(&'a str, &'a str),
    NothingToShow(&'a str),
    Empty(&'a str),
    TooOften(&'a str, &'a str),
    IdTwice(&'a str),
    IdNoUrl(&'a str),
    IdNoIri(&'a str),
    BadDate(&'a str, &'a str),
    WrongWeekday(&'a str, &'a str),
    UpdatedBeforePublished,
    FeedOlder(&'a str),
    NoSelf,
    OtherSelf(&'a str, &'a str),
    RelativeUrl(&'a str),
    NotAscii(&'a str),
    HtmlRelative(&'a str, &'a str),
    HtmlUnsafe(&'a str),
    EnclosureLength(&'a str),
    EnclosureType(&'a str),
    AuthorWithoutMail(&'a str),
    AuthorTwice,
    CutEntity(&'a str),
    EscapedTwice(&'a str),
    TooLarge(usize),
    NotNewestFirst,
    AfterEntries(&'a str),
    ContentBeforeDescription,
    TwoAlternates(&'a str),
    BadLanguage(&'a str),
    NotJson(&'a str),
    BadVersion(&'a str),
    WrongType(&'a str, &'a str),
    NullField(&'a str),
}

/// Says what is wrong with a feed.
pub fn feed_problem(place: Place, problem: &FeedProblem<'_>) -> Diag {
    use FeedProblem as P;
    let (rule, title, help) = match problem {
        P::NoFeed | P::NotUtf8 | P::Encoding(_) | P::IllFormed(_) | P::LateDeclaration => {
            of_bytes(problem)
        }
        P::BadChar(_) | P::BadEntity(_) | P::Prefix(_) => of_bytes(problem),
        P::IdTwice(_) | P::IdNoUrl(_) | P::IdNoIri(_) => of_ids(problem),
        P::BadDate(..)
        | P::WrongWeekday(..)
        | P::UpdatedBeforePublished
        | P::FeedOlder(_)
        | P::NotNewestFirst => of_dates(problem),
        P::NoSelf
        | P::OtherSelf(..)
        | P::RelativeUrl(_)
        | P::NotAscii(_)
        | P::HtmlRelative(..)
        | P::HtmlUnsafe(_) => of_urls(problem),
        P::NotJson(_) | P::BadVersion(_) | P::WrongType(..) | P::NullField(_) => of_json(problem),
        _ => of_elements(problem),
    };
    Diag::of_rule(rule, title).at(place).help(help)
}

type Said = (Rule, String, String);

fn of_bytes(problem: &FeedProblem<'_>) -> Said {
    use FeedProblem as P;
    let (rule, title, help) = match problem {
        P::NotUtf8 => (
            Rule::FeedXml,
            "this is not UTF-8".to_owned(),
            "write the feed in UTF-8, whatever its pages are in",
        ),
        P::Encoding(name) => (
            Rule::FeedXml,
            format!("the encoding is said to be `{name}`"),
            "write UTF-8: not every reader knows another",
        ),
        P::IllFormed(why) => (
            Rule::FeedXml,
            format!("the XML is not well-formed: {why}"),
            "readers refuse the whole feed",
        ),
        P::LateDeclaration => (
            Rule::FeedXml,
            "something stands before the XML declaration".to_owned(),
            "it must be the first thing, without a space or line break before it",
        ),
        P::BadChar(c) => (
            Rule::FeedXml,
            format!("XML cannot hold the character U+{c:04X}"),
            "take it out: it may not even stand there as a reference",
        ),
        P::BadEntity(name) => (
            Rule::FeedXml,
            format!("XML does not know `&{name};`"),
            "write the character itself, or its number",
        ),
        P::Prefix(prefix) => (
            Rule::FeedXml,
            format!("the prefix `{prefix}` is not declared"),
            match *prefix {
                "content" => "add `xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"`",
                "dc" => "add `xmlns:dc=\"http://purl.org/dc/elements/1.1/\"`",
                "atom" => "add `xmlns:atom=\"http://www.w3.org/2005/Atom\"`",
                _ => "declare it with `xmlns:` on the first element",
            },
        ),
        _ => (
            Rule::FeedFormat,
            "this is no feed".to_owned(),
            "it should be RSS 2.0, Atom or JSON Feed",
        ),
    };
    (rule, title, help.to_owned())
}

fn of_ids(problem: &FeedProblem<'_>) -> Said {
    use FeedProblem as P;
    let (title, help) = match problem {
        P::IdNoUrl(id) => (
            format!("the `guid` `{id}` is no URL"),
            "add `isPermaLink=\"false\"`: without it, readers take the id for a link",
        ),
        P::IdNoIri(id) => (
            format!("the id `{id}` is no absolute IRI"),
            "use a `tag:` URI or a permanent address",
        ),
        P::IdTwice(id) => (
            format!("the id `{id}` belongs to another entry too"),
            "readers show only one of them",
        ),
        _ => (String::new(), ""),
    };
    (Rule::FeedId, title, help.to_owned())
}

fn of_dates(problem: &FeedProblem<'_>) -> Said {
    use FeedProblem as P;
    let (rule, title, help) = match problem {
        P::BadDate(text, form) => (
            Rule::FeedDate,
            format!("`{text}` is no date of {form}"),
            match *form {
                "RFC 822" => "write it as in `Sun, 22 Nov 2026 09:30:00 +0900`",
                _ => "write it as in `2026-11-22T09:30:00+09:00`",
            }
            .to_owned(),
        ),
        P::WrongWeekday(text, right) => (
            Rule::FeedDate,
            format!("`{text}` is another day of the week"),
            format!("it is a {right}"),
        ),
        P::UpdatedBeforePublished => (
            Rule::FeedDate,
            "this entry was updated before it was published".to_owned(),
            "`updated` is never before `published`".to_owned(),
        ),
        P::FeedOlder(newest) => (
            Rule::FeedUpdated,
            "the feed says that it is older than its newest entry".to_owned(),
            format!("that is of {newest}"),
        ),
        _ => (
            Rule::FeedOrder,
            "this entry is newer than the one before".to_owned(),
            "put the newest first: some readers look at the first ones only".to_owned(),
        ),
    };
    (rule, title, help)
}

fn of_urls(problem: &FeedProblem<'_>) -> Said {
    use FeedProblem as P;
    let (rule, title, help) = match problem {
        P::NoSelf => (
            Rule::FeedSelf,
            "the feed does not say where it is served".to_owned(),
            "add a link with `rel=\"self\"` (`feed_url` in JSON)".to_owned(),
        ),
        P::OtherSelf(says, served) => (
            Rule::FeedSelf,
            format!("the feed says that it is served at `{says}`"),
            format!("it is served at `{served}`"),
        ),
        P::RelativeUrl(url) => (
            Rule::FeedUrl,
            format!("`{url}` is no absolute URL"),
            "readers do not agree what it is relative to".to_owned(),
        ),
        P::NotAscii(url) => (
            Rule::FeedUrl,
            format!("the URL `{url}` is not in ASCII"),
            "percent-encode its path, and write its host as IDNA has it".to_owned(),
        ),
        P::HtmlRelative(attribute, url) => (
            Rule::FeedHtmlUrl,
            format!("`{attribute}=\"{url}\"` in the HTML is relative"),
            "write it with scheme and host: the reader has no page to start at".to_owned(),
        ),
        P::HtmlUnsafe(what) => (
            Rule::FeedHtmlUnsafe,
            format!("the HTML has {what}"),
            "readers take it out: say it so that it means the same without".to_owned(),
        ),
        _ => (Rule::FeedUrl, String::new(), String::new()),
    };
    (rule, title, help)
}

fn of_json(problem: &FeedProblem<'_>) -> Said {
    use FeedProblem as P;
    let (title, help) = match problem {
        P::NotJson(why) => (
            format!("the JSON is wrong: {why}"),
            "readers refuse the whole feed".to_owned(),
        ),
        P::BadVersion(version) => (
            format!("`{version}` is no version of JSON Feed"),
            "write `https://jsonfeed.org/version/1.1`".to_owned(),
        ),
        P::WrongType(field, wanted) => (
            format!("`{field}` is not {wanted}"),
            format!("make it {wanted}"),
        ),
        P::NullField(field) => (format!("`{field}` is null"), "leave it out".to_owned()),
        _ => (String::new(), String::new()),
    };
    (Rule::FeedJson, title, help)
}

fn of_elements(problem: &FeedProblem<'_>) -> Said {
    use FeedProblem as P;
    let (rule, title, help) = match problem {
        P::Missing(what, whose) => (
            Rule::FeedRequired,
            format!("{whose} has no `{what}`"),
            format!("add `{what}`"),
        ),
        P::NothingToShow(whose) => (
            Rule::FeedRequired,
            format!("{whose} has nothing to show"),
            "give it a title or a text".to_owned(),
        ),
        P::Empty(name) => (
            Rule::FeedEmpty,
            format!("`{name}` is empty"),
            "fill it, or leave it out".to_owned(),
        ),
        P::TooOften(name, whose) => (
            Rule::FeedStructure,
            format!("{whose} has more than one `{name}`"),
            "keep one of them".to_owned(),
        ),
        P::EnclosureLength(what) => (
            Rule::FeedEnclosure,
            format!("the enclosure has {what}"),
            "give the size of the file in bytes".to_owned(),
        ),
        P::EnclosureType(what) => (
            Rule::FeedEnclosure,
            format!("the enclosure has {what}"),
            "give the type of the file, as `audio/mpeg`".to_owned(),
        ),
        P::AuthorWithoutMail(text) => (
            Rule::FeedAuthor,
            format!("the author `{text}` is no mail address"),
            "write `mail@host (Name)`, or the name alone in `dc:creator`".to_owned(),
        ),
        P::AuthorTwice => (
            Rule::FeedAuthor,
            "this item has both `author` and `dc:creator`".to_owned(),
            "keep one: readers show the person twice".to_owned(),
        ),
        P::CutEntity(end) => (
            Rule::FeedText,
            format!("this text ends inside of `{end}`"),
            "cut the text first, and escape it afterwards".to_owned(),
        ),
        P::EscapedTwice(entity) => (
            Rule::FeedText,
            format!("people read `{entity}` here"),
            "the text was escaped twice: escape it once".to_owned(),
        ),
        P::TooLarge(bytes) => (
            Rule::FeedSize,
            format!("the feed has {} bytes", grouped(*bytes)),
            "list fewer entries: some readers take 512 kB at the most".to_owned(),
        ),
        P::AfterEntries(name) => (
            Rule::FeedStructure,
            format!("`{name}` stands after entries"),
            "what is said of the feed comes before its entries (RFC 4287, section 4.1.1)"
                .to_owned(),
        ),
        P::ContentBeforeDescription => (
            Rule::FeedStructure,
            "`content:encoded` stands before `description`".to_owned(),
            "some readers take the last of them for the text: put `description` first".to_owned(),
        ),
        P::TwoAlternates(kind) => (
            Rule::FeedStructure,
            format!("there is another link with `rel=\"alternate\"` and {kind}"),
            "keep one of each type and language (RFC 4287, section 4.1.1)".to_owned(),
        ),
        P::BadLanguage(tag) => (
            Rule::FeedLanguage,
            format!("`{tag}` is no language tag"),
            "use a BCP 47 tag, as `ko` or `pt-BR`".to_owned(),
        ),
        _ => (Rule::FeedFormat, String::new(), String::new()),
    };
    (rule, title, help)
}

/// A finding with the feeds of the site that it was seen in.
pub fn in_feeds(mut diag: Diag, seen: Seen<'_>) -> Diag {
    let others = match seen.others {
        0 => String::new(),
        1 => " and 1 other feed".to_owned(),
        others => format!(" and {} other feeds", grouped(others)),
    };
    diag.title = format!("{}, in `{}`{others}", diag.title, seen.output);
    diag
}
