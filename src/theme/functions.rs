//! The functions that templates call.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::ask::{Asked, PagesQuery, Question};
use super::{Words, hash, load};
use crate::date;
use crate::diag::nearest;
use crate::route::Lang;

pub(super) fn register(tera: &mut Tera, words: &Words, zone: chrono_tz::Tz) {
    tera.register_function("get_page", get_page);
    tera.register_function("get_section", get_section);
    tera.register_function("get_taxonomy", get_taxonomy);
    tera.register_function("get_taxonomy_term", get_taxonomy_term);
    tera.register_function("get_taxonomy_url", get_taxonomy_url);
    tera.register_function("get_pages", get_pages);
    tera.register_function("get_authors", get_authors);
    tera.register_function("get_url", get_url);
    tera.register_function("get_hash", get_hash);
    tera.register_function("get_image_metadata", get_image_metadata);
    tera.register_function("load_data", load_data);
    tera.register_function("text_direction", text_direction);
    tera.register_function("today", today);
    tera.register_function("now", move |kwargs: Kwargs, _: &State<'_>| {
        now(&kwargs, zone)
    });
    let words = words.clone();
    tera.register_function("trans", move |kwargs: Kwargs, _: &State<'_>| {
        trans(&words, &kwargs)
    });
}

/// The arguments that each function knows. Others are no error, as they are none in Zola: whoever wrote a
/// theme may have another version of it in mind. `super::calls` warns of them.
pub(super) const ARGUMENTS: &[(&str, &[&str])] = &[
    ("get_authors", &["lang"]),
    ("get_hash", &["path", "literal", "sha_type", "base64"]),
    ("get_image_metadata", &["path", "allow_missing"]),
    ("get_page", &["path", "lang", "allow_missing"]),
    (
        "get_pages",
        &[
            "section", "term", "taxonomy", "author", "around", "lang", "sort_by", "limit", "offset",
        ],
    ),
    ("get_random", &["start", "end", "seed"]),
    (
        "get_section",
        &["path", "lang", "metadata_only", "allow_missing"],
    ),
    ("get_taxonomy", &["kind", "lang", "required"]),
    (
        "get_taxonomy_term",
        &["kind", "term", "lang", "include_pages", "required"],
    ),
    (
        "get_taxonomy_url",
        &["kind", "term", "name", "lang", "required"],
    ),
    ("get_url", &["path", "lang", "trailing_slash", "cachebust"]),
    (
        "load_data",
        &["path", "url", "literal", "format", "required"],
    ),
    ("now", &["timestamp", "utc"]),
    ("range", &["start", "end", "step_by"]),
    ("text_direction", &["lang"]),
    ("throw", &["message"]),
    ("today", &[]),
    ("trans", &["key", "lang"]),
];

fn current() -> TeraResult<Asked> {
    Asked::current().map_err(Error::message)
}

fn text(kwargs: &Kwargs, name: &'static str) -> TeraResult<Option<String>> {
    match kwargs.get::<&Value>(name)? {
        None => Ok(None),
        Some(value) if value.is_none() => Ok(None),
        Some(value) => match value.as_str() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(Error::message(format!(
                "`{name}` must be a text, but it is {}",
                value.name()
            ))),
        },
    }
}

fn must_text(kwargs: &Kwargs, name: &'static str) -> TeraResult<String> {
    text(kwargs, name)?.ok_or_else(|| Error::message(format!("the argument `{name}` is missing")))
}

fn flag(kwargs: &Kwargs, name: &'static str) -> TeraResult<bool> {
    Ok(kwargs.get::<bool>(name)?.unwrap_or_default())
}

/// A value that must be there, unless the template says that it may be missing.
fn found(answer: Result<Option<Value>, String>, missing: bool, what: &str) -> TeraResult<Value> {
    match answer.map_err(Error::message)? {
        Some(value) => Ok(value),
        None if missing => Ok(Value::none()),
        None => Err(Error::message(format!("there is no {what}"))),
    }
}

fn get_page(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let path = must_text(&kwargs, "path")?;
    let question = Question::Page {
        path: path.clone(),
        lang: Some(lang(&kwargs, &asked)?),
    };
    found(
        asked.ask(question),
        flag(&kwargs, "allow_missing")?,
        &format!("page `{path}`"),
    )
}

fn get_section(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let path = must_text(&kwargs, "path")?;
    let question = Question::Section {
        path: path.clone(),
        lang: Some(lang(&kwargs, &asked)?),
        metadata_only: flag(&kwargs, "metadata_only")?,
    };
    found(
        asked.ask(question),
        flag(&kwargs, "allow_missing")?,
        &format!("section `{path}`"),
    )
}

/// The language asked for, else that of the output.
fn lang(kwargs: &Kwargs, asked: &Asked) -> TeraResult<String> {
    Ok(text(kwargs, "lang")?.unwrap_or_else(|| asked.lang().to_owned()))
}

fn required(kwargs: &Kwargs) -> TeraResult<bool> {
    Ok(kwargs.get::<bool>("required")?.unwrap_or(true))
}

fn get_taxonomy(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let kind = must_text(&kwargs, "kind")?;
    let question = Question::Taxonomy {
        kind: kind.clone(),
        lang: lang(&kwargs, &asked)?,
    };
    found(
        asked.ask(question),
        !required(&kwargs)?,
        &format!("taxonomy `{kind}`"),
    )
}

fn term_name(kwargs: &Kwargs) -> TeraResult<String> {
    // Zola called the argument of `get_taxonomy_url` `name` before.
    match text(kwargs, "term")? {
        Some(term) => Ok(term),
        None => match text(kwargs, "name")? {
            Some(name) => Ok(name),
            None => must_text(kwargs, "term"),
        },
    }
}

/// A term; `none` for one that nobody has now, since the last article of a term may expire any time, unless
/// `required=true` says that there must be one.
fn term(kwargs: &Kwargs, asked: &Asked, include_pages: bool) -> TeraResult<Value> {
    let kind = must_text(kwargs, "kind")?;
    let term = term_name(kwargs)?;
    let what = format!("term `{term}` in `{kind}`");
    let required = kwargs.get::<bool>("required")?;
    let question = Question::Term {
        kind,
        term,
        lang: lang(kwargs, asked)?,
        include_pages,
    };
    match asked.ask(question) {
        Err(_) if required == Some(false) => Ok(Value::none()),
        answer => found(answer, required != Some(true), &what),
    }
}

fn get_taxonomy_term(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let pages = kwargs.get::<bool>("include_pages")?.unwrap_or(true);
    let found = term(&kwargs, &asked, pages)?;
    let optional = kwargs.get::<bool>("required")? == Some(false);
    if !found.is_none() || optional {
        return Ok(found);
    }
    // Like a term that somebody has, but with no pages and no address.
    Ok(Value::from_serializable(&serde_json::json!({
        "name": term_name(&kwargs)?,
        "slug": null,
        "path": null,
        "permalink": null,
        "page_count": 0,
        "pages": [],
        "author": null,
    })))
}

fn get_taxonomy_url(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let term = term(&kwargs, &asked, false)?;
    Ok(term
        .get_from_path("permalink")
        .cloned()
        .unwrap_or_else(Value::none))
}

fn get_pages(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let term = match (text(&kwargs, "taxonomy")?, text(&kwargs, "term")?) {
        (taxonomy, Some(term)) => Some((taxonomy.unwrap_or_else(|| "tags".to_owned()), term)),
        (None, None) => None,
        (Some(_), None) => return Err(Error::message("`taxonomy` needs a `term`")),
    };
    let sort_by = text(&kwargs, "sort_by")?.unwrap_or_else(|| "date".to_owned());
    if !["date", "updated", "title", "weight"].contains(&sort_by.as_str()) {
        return Err(Error::message(
            "`sort_by` is one of `date`, `updated`, `title`, `weight`",
        ));
    }
    let around = text(&kwargs, "around")?;
    let offset = kwargs.get::<usize>("offset")?;
    if around.is_some() && offset.is_some() {
        return Err(Error::message(
            "`around` begins beside its page: it goes without `offset`",
        ));
    }
    let query = PagesQuery {
        section: text(&kwargs, "section")?,
        term,
        author: text(&kwargs, "author")?,
        lang: lang(&kwargs, &asked)?,
        sort_by,
        around,
        limit: kwargs.get::<usize>("limit")?,
        offset: offset.unwrap_or_default(),
    };
    found(
        asked.ask(Question::Pages(query)),
        false,
        "such section, term or author",
    )
}

fn get_authors(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let lang = lang(&kwargs, &asked)?;
    found(
        asked.ask(Question::Authors { lang }),
        false,
        "such language",
    )
}

fn get_url(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let asked = current()?;
    let path = must_text(&kwargs, "path")?;
    // What a source leads to is looked for in the language of the output; other paths are what they are.
    let own = if path.starts_with("@/") {
        asked.lang()
    } else {
        asked.default_lang()
    };
    let lang = text(&kwargs, "lang")?.unwrap_or_else(|| own.to_owned());
    let question = Question::Url {
        path: path.clone(),
        lang,
    };
    let url = found(asked.ask(question), false, &format!("page `{path}`"))?;
    let mut url = url.as_str().unwrap_or_default().to_owned();
    if flag(&kwargs, "trailing_slash")? && !url.ends_with('/') {
        url.push('/');
    }
    if flag(&kwargs, "cachebust")? {
        let question = Question::Digest { path: path.clone() };
        let digest = found(asked.ask(question), false, &format!("file `{path}`"))?;
        url.push_str("?h=");
        url.push_str(
            digest
                .as_str()
                .and_then(|digest| digest.get(..20))
                .unwrap_or_default(),
        );
    }
    Ok(Value::from(url))
}

fn get_hash(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let bytes = bytes(&kwargs)?;
    let kind = match kwargs.get::<usize>("sha_type")?.unwrap_or(384) {
        256 => "sha256",
        384 => "sha384",
        512 => "sha512",
        _ => return Err(Error::message("`sha_type` is one of 256, 384, 512")),
    };
    let digest = if kwargs.get::<bool>("base64")?.unwrap_or(true) {
        hash::base64(kind, &bytes)
    } else {
        hash::hex(kind, &bytes)
    };
    digest
        .map(Value::from)
        .ok_or_else(|| Error::message("there is no such hash"))
}

/// The bytes of a file (`path`) or a text (`literal`).
fn bytes(kwargs: &Kwargs) -> TeraResult<Vec<u8>> {
    match (text(kwargs, "path")?, text(kwargs, "literal")?) {
        (Some(path), None) => {
            let question = Question::File { path: path.clone() };
            let file = found(current()?.ask(question), false, &format!("file `{path}`"))?;
            Ok(file.as_bytes().unwrap_or_default().to_vec())
        }
        (None, Some(literal)) => Ok(literal.into_bytes()),
        _ => Err(Error::message("give either `path` or `literal`")),
    }
}

fn get_image_metadata(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let path = must_text(&kwargs, "path")?;
    let question = Question::Image { path: path.clone() };
    found(
        current()?.ask(question),
        flag(&kwargs, "allow_missing")?,
        &format!("picture `{path}`"),
    )
}

fn load_data(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let path = text(&kwargs, "path")?;
    let url = text(&kwargs, "url")?;
    let outside = path
        .as_deref()
        .filter(|path| crate::route::is_external(path));
    if let Some(url) = url.as_deref().or(outside) {
        // Nothing is asked of other hosts: the same site must give the same bytes tomorrow.
        return if required(&kwargs)? {
            let why = format!("`load_data` reads files of the site only, not `{url}`");
            Err(Error::message(why))
        } else {
            Ok(Value::none())
        };
    }
    let format = text(&kwargs, "format")?;
    let bytes = match (&path, required(&kwargs)?) {
        (Some(path), false) => {
            let question = Question::File { path: path.clone() };
            match current()?.ask(question).map_err(Error::message)? {
                Some(file) => file.as_bytes().unwrap_or_default().to_vec(),
                None => return Ok(Value::none()),
            }
        }
        _ => bytes(&kwargs)?,
    };
    let named = path
        .as_deref()
        .and_then(|path| path.rsplit_once('.'))
        .map(|(_, ending)| ending.to_owned());
    let format = format.or(named).unwrap_or_else(|| "plain".to_owned());
    load::load(&format, &bytes).map_err(|why| {
        let name = path.as_deref().unwrap_or("the literal");
        let place = why
            .at
            .map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
        Error::message(format!(
            "`{name}{place}` cannot be read as {format}: {}",
            why.why
        ))
    })
}

fn text_direction(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let lang = match text(&kwargs, "lang")? {
        Some(lang) => lang,
        None => current()?.lang().to_owned(),
    };
    let direction = Lang::new(&lang).map_or("ltr", |lang| lang.direction().as_str());
    Ok(Value::from(direction))
}

fn today(_: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    found(current()?.ask(Question::Today), false, "day")
}

/// The day of the build, as [`today`]; with `timestamp`, the second in which it began. Nothing finer is told:
/// each build would differ from the one before.
fn now(kwargs: &Kwargs, zone: chrono_tz::Tz) -> TeraResult<Value> {
    let day = found(current()?.ask(Question::Today), false, "day")?;
    if !flag(kwargs, "timestamp")? {
        return Ok(day);
    }
    let begin = date_of(day.as_str().unwrap_or_default(), zone)?;
    Ok(Value::from(begin.timestamp()))
}

fn trans(words: &Words, kwargs: &Kwargs) -> TeraResult<Value> {
    let asked = current()?;
    let key = must_text(kwargs, "key")?;
    let lang = lang(kwargs, &asked)?;
    if lang != asked.lang() {
        // Every output depends on the words of its own language, and on no others unless it asks.
        let _ = asked.ask(Question::Words { lang: lang.clone() });
    }
    match words.get(&key, &lang, asked.default_lang()) {
        Some(word) => Ok(Value::from(word)),
        None => {
            let hint = nearest(&key, words.keys())
                .map_or(String::new(), |near| format!(", did you mean `{near}`?"));
            Err(Error::message(format!(
                "there is no translation `{key}`{hint}"
            )))
        }
    }
}

/// Reads a date that a template has, for filters; without a zone it is the site's.
pub(super) fn date_of(text: &str, zone: chrono_tz::Tz) -> TeraResult<date::Date> {
    date::read(text, zone).ok_or_else(|| Error::message(format!("`{text}` is no date")))
}
