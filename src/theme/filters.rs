//! The filters of templates, besides Tera's own.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use tera::value::Key;
use tera::{Error, Kwargs, Map, State, StringInput, Tera, TeraResult, Value};

use super::ask::{Asked, Question};
use super::functions::date_of;
use super::{chance, pattern, tera1};
use crate::config::Config;
use crate::date;
use crate::markdown;
use crate::route::{Lang, Slugify, slugify};

pub(super) fn register(tera: &mut Tera, config: &Arc<Config>) {
    tera.register_filter("group_by", group_by);
    tera.register_filter("b64_encode", tera_contrib::base64::b64_encode);
    tera.register_filter("b64_decode", tera_contrib::base64::b64_decode);
    tera.register_filter("base64_encode", tera_contrib::base64::b64_encode);
    tera.register_filter("base64_decode", tera_contrib::base64::b64_decode);
    tera.register_filter("urlencode", tera_contrib::urlencode::urlencode);
    tera.register_filter(
        "urlencode_strict",
        tera_contrib::urlencode::urlencode_strict,
    );
    tera.register_filter(
        "filesize_format",
        tera_contrib::filesize_format::filesize_format,
    );
    tera.register_filter(
        "filesizeformat",
        tera_contrib::filesize_format::filesize_format,
    );
    tera.register_filter("format", tera_contrib::format::format);
    tera.register_filter("striptags", tera_contrib::regex::striptags);
    tera.register_filter("spaceless", tera_contrib::regex::spaceless);
    tera.register_filter(
        "regex_replace",
        tera_contrib::regex::RegexReplace::default(),
    );
    tera.register_filter("json_encode", json_encode);
    tera.register_filter("num_format", num_format);
    tera.register_filter("truncate_text", truncate_text);
    tera.register_filter("plain_text", plain_text);
    tera.register_filter("absolute_url", absolute_url);
    let slugs = config.slugify.taxonomies;
    tera.register_filter("slugify", move |text: &str, _: Kwargs, _: &State<'_>| {
        slugify(text, slugs)
    });
    tera.register_filter("romanize", |text: &str, _: Kwargs, _: &State<'_>| {
        slugify(text, Slugify::On)
    });
    let zone = config.timezone;
    tera.register_filter(
        "date",
        move |value: &Value, kwargs: Kwargs, _: &State<'_>| date_filter(value, &kwargs, zone),
    );
    let options = config.markdown.clone();
    tera.register_filter(
        "markdown",
        move |text: &str, kwargs: Kwargs, _: &State<'_>| markdown_filter(text, &kwargs, &options),
    );
    chance::register(tera);
    tera1::register(tera);
    tera.register_test("matching", tera_contrib::regex::Matching::default());
    tera.register_test(
        "before",
        move |value: &Value, kwargs: Kwargs, _: &State<'_>| {
            ordered(value, &kwargs, zone, Ordering::Less)
        },
    );
    tera.register_test(
        "after",
        move |value: &Value, kwargs: Kwargs, _: &State<'_>| {
            ordered(value, &kwargs, zone, Ordering::Greater)
        },
    );
}

/// JSON that may stand in a `script` element: nothing in it can end the element or the line.
fn json_encode(value: &Value, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let json = if kwargs.get::<bool>("pretty")?.unwrap_or_default() {
        serde_json::to_string_pretty(value)
    } else {
        serde_json::to_string(value)
    };
    let json = json.map_err(Error::message)?;
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    Ok(Value::safe_string(&safe))
}

/// A date as templates have it: a text, or seconds since 1970.
fn moment_of(value: &Value, site_zone: chrono_tz::Tz) -> TeraResult<date::Date> {
    match (value.as_str(), value.as_i64()) {
        (Some(text), _) => date_of(text, site_zone),
        (None, Some(seconds)) => chrono::DateTime::from_timestamp(seconds, 0)
            .map(|moment| moment.fixed_offset())
            .ok_or_else(|| Error::message(format!("`{seconds}` is no time"))),
        _ => Err(Error::message(format!(
            "a date is a text or a number, not {}",
            value.name()
        ))),
    }
}

/// Whether a date is on this side of `other`, or, with `inclusive`, the same moment.
fn ordered(
    value: &Value,
    kwargs: &Kwargs,
    site_zone: chrono_tz::Tz,
    wanted: Ordering,
) -> TeraResult<bool> {
    let other = moment_of(kwargs.must_get::<&Value>("other")?, site_zone)?;
    let order = moment_of(value, site_zone)?.cmp(&other);
    let inclusive = kwargs.get::<bool>("inclusive")?.unwrap_or_default();
    Ok(order == wanted || (inclusive && order == Ordering::Equal))
}

fn date_filter(value: &Value, kwargs: &Kwargs, site_zone: chrono_tz::Tz) -> TeraResult<String> {
    let moment = moment_of(value, site_zone)?;
    let zone = match kwargs.get::<&str>("timezone")? {
        None => site_zone,
        Some(name) => name
            .parse()
            .map_err(|_| Error::message(format!("there is no time zone `{name}`")))?,
    };
    let locale = kwargs.get::<&str>("locale")?;
    let format = kwargs.get::<&str>("format")?.unwrap_or("%Y-%m-%d");
    // With a locale Zola takes a pattern of Unicode; both kinds are told apart by the `%`.
    let format = match locale {
        Some(_) if !format.contains('%') => {
            Cow::Owned(pattern::to_strftime(format).map_err(Error::message)?)
        }
        _ => Cow::Borrowed(format),
    };
    let locale = match locale {
        Some(tag) => Lang::new(&tag.replace('_', "-"))
            .ok_or_else(|| Error::message(format!("`{tag}` is no locale")))?
            .locale(),
        None => Asked::current()
            .ok()
            .and_then(|asked| Lang::new(asked.lang()))
            .map_or(chrono::Locale::POSIX, |lang| lang.locale()),
    };
    if !format.contains('%') {
        let why =
            format!("`{format}` has no `%`: formats are those of `strftime`, as in `%Y-%m-%d`");
        return Err(Error::message(why));
    }
    let moment = date::to_zone(&moment, zone);
    date::format(&moment, &format, locale)
        .ok_or_else(|| Error::message(format!("`{format}` is no format of a date")))
}

/// Languages whose numbers have groups of two digits above the thousands, as CLDR has it.
const INDIAN: &[&str] = &["as", "bn", "gu", "hi", "ml", "mr", "pa", "ta", "te"];

/// Digits in groups, as the language writes them.
fn num_format(value: &Value, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let Some(number) = value.as_number() else {
        return Err(Error::message(format!(
            "a number is wanted, not {}",
            value.name()
        )));
    };
    let lang = match kwargs.get::<&str>("locale")? {
        Some(tag) => tag.to_owned(),
        None => Asked::current()
            .map(|asked| asked.lang().to_owned())
            .unwrap_or_default(),
    };
    let primary = lang.split(['-', '_']).next().unwrap_or_default();
    let (group, point) = match primary {
        "de" | "es" | "it" | "nl" | "pt" | "id" | "tr" | "da" | "el" | "vi" => ('.', ','),
        "fr" | "ru" | "uk" | "pl" | "cs" | "sv" | "nb" | "no" | "fi" | "hu" | "bg" | "sk" => {
            ('\u{202F}', ',')
        }
        _ => (',', '.'),
    };
    let text = if number.is_float() {
        format!("{}", number.as_float())
    } else {
        value.to_string()
    };
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    // In India only the last group has three digits.
    let of_india = lang.ends_with("-IN") || lang.ends_with("_IN") || INDIAN.contains(&primary);
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len() - at;
        let ends_group = if of_india && left > 3 {
            left % 2 == 1
        } else {
            left % 3 == 0
        };
        if at > 0 && ends_group {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    Ok(match fraction {
        Some(fraction) => format!("{sign}{grouped}{point}{fraction}"),
        None => format!("{sign}{grouped}"),
    })
}

/// Plain text of at most `length` graphemes, cut at the end of a sentence or word.
fn truncate_text(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<String> {
    let length = kwargs.get::<usize>("length")?.unwrap_or(200);
    Ok(markdown::truncate(&plain_text(text, kwargs, state), length).into_owned())
}

/// What people read of a text: HTML without its tags. What is not marked as HTML is plain already.
fn plain_text(text: StringInput<'_>, _: Kwargs, _: &State<'_>) -> String {
    if text.is_safe() {
        markdown::text_of_html(text.as_str())
    } else {
        text.as_str().to_owned()
    }
}

fn absolute_url(text: &str, _: Kwargs, _: &State<'_>) -> TeraResult<String> {
    if crate::route::is_external(text) {
        return Ok(text.to_owned());
    }
    let asked = Asked::current().map_err(Error::message)?;
    Ok(asked.permalink(&format!("/{}", text.trim_start_matches('/'))))
}

/// Markdown as HTML, read as articles are: by `[markdown]`, in the language of the page. Links to sources
/// (`@/about.md`) and to paths of the site (`/about/`) become URLs.
fn markdown_filter(text: &str, kwargs: &Kwargs, options: &markdown::Options) -> TeraResult<Value> {
    let asked = Asked::current().map_err(Error::message)?;
    let lang = Lang::new(asked.lang()).ok_or_else(|| Error::message("the page has no language"))?;
    let mut dead = Vec::new();
    let lead = |link: &markdown::Link| {
        let target = &link.target;
        if target.starts_with('/') && !target.starts_with("//") {
            return asked.permalink(target);
        }
        if !target.starts_with("@/") {
            return target.clone();
        }
        let question = Question::Url {
            path: target.clone(),
            lang: asked.default_lang().to_owned(),
        };
        match asked.ask(question) {
            Ok(Some(url)) => url.as_str().unwrap_or_default().to_owned(),
            Ok(None) => {
                dead.push(format!("the link `{target}` leads to no page"));
                String::new()
            }
            Err(why) => {
                dead.push(why);
                String::new()
            }
        }
    };
    let html = if kwargs.get::<bool>("inline")?.unwrap_or_default() {
        markdown::inline(text, &lang, options, lead)
    } else {
        markdown::block(text, &lang, options, lead)
    };
    if dead.is_empty() {
        Ok(Value::safe_string(&html))
    } else {
        Err(Error::message(dead.join(", ")))
    }
}
/// The values of a list by one of their attributes, in the order in which groups appear: Tera's own filter
/// has them in another order at each call.
fn group_by(list: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Map> {
    let attribute = kwargs.must_get::<&str>("attribute")?;
    let mut numbers: HashMap<Key<'static>, usize> = HashMap::new();
    let mut groups: Vec<(Key<'static>, Vec<Value>)> = Vec::new();
    for (number, value) in list.into_iter().enumerate() {
        let found = value.get_from_path(attribute).ok_or_else(|| {
            Error::message(format!(
                "value {number} of the list has no attribute `{attribute}`"
            ))
        })?;
        if found.is_none() {
            continue;
        }
        let key = key(found).ok_or_else(|| {
            Error::message(format!(
                "`{attribute}` is {} in value {number} of the list, and no name for a group",
                found.name()
            ))
        })?;
        let at = *numbers.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(at) {
            group.push(value);
        }
    }
    let groups = groups.into_iter();
    Ok(groups
        .map(|(key, group)| (key, Value::from(group)))
        .collect())
}

/// A value as the key of a map; `None` if it can be none.
fn key(value: &Value) -> Option<Key<'static>> {
    if let Some(text) = value.as_str() {
        return Some(Key::String(text.into()));
    }
    if value.is_bool() {
        return Some(Key::Bool(value.is_truthy()));
    }
    value
        .as_i128()
        .map(|number| i64::try_from(number).map_or(Key::I128(number), Key::I64))
}
