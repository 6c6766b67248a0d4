//! Filters that Tera 1 had and Tera 2 has no longer, or under another name: templates that were made for
//! it need not be rewritten for their sake.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("concat", concat);
    tera.register_filter("slice", slice);
    tera.register_filter("filter", filter);
    tera.register_filter("map", map);
    tera.register_filter("trim_start_matches", trim_start_matches);
    tera.register_filter("trim_end_matches", trim_end_matches);
    for (old, new) in [("linebreaksbr", "newlines_to_br"), ("as_str", "str")] {
        tera.register_filter(
            old,
            move |value: &Value, kwargs: Kwargs, state: &State<'_>| {
                state.call_filter(new, value, kwargs)
            },
        );
    }
}

/// A list with one more value, or with those of another list, at its end.
fn concat(mut list: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let with = kwargs.must_get::<&Value>("with")?;
    match with.as_array() {
        Some(more) => list.extend(more.iter().cloned()),
        None => list.push(with.clone()),
    }
    Ok(list)
}

/// A list from `start` on and before `end`; what is negative counts from the end.
fn slice(list: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let place = |name, without: usize| -> TeraResult<usize> {
        Ok(match kwargs.get::<i64>(name)? {
            None => without,
            Some(number) => {
                let steps = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
                if number < 0 {
                    list.len().saturating_sub(steps)
                } else {
                    steps.min(list.len())
                }
            }
        })
    };
    let (start, end) = (place("start", 0)?, place("end", list.len())?);
    Ok(list.get(start..end).unwrap_or_default().to_vec())
}

/// The items of a list whose attribute has a value; without `value`, those that have the attribute.
fn filter(list: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let path = kwargs.must_get::<&str>("attribute")?;
    let wanted = kwargs.get::<&Value>("value")?;
    let wanted = wanted.filter(|wanted| !wanted.is_none());
    let keep = |item: &Value| match (attribute(item, path), wanted) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(value), Some(wanted)) => value == wanted,
    };
    Ok(list.into_iter().filter(keep).collect())
}

/// An attribute of each item of a list that has it.
fn map(list: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let path = kwargs.must_get::<&str>("attribute")?;
    let values = list.iter().filter_map(|item| attribute(item, path));
    Ok(values.cloned().collect())
}

/// What an item has at a path like `extra.series`; nothing if that is `none`.
fn attribute<'a>(item: &'a Value, path: &'a str) -> Option<&'a Value> {
    let value = item.get_from_path(path)?;
    (!value.is_none() && !value.is_undefined()).then_some(value)
}

fn trim_start_matches(text: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    Ok(text.trim_start_matches(pattern(&kwargs)?).to_owned())
}

fn trim_end_matches(text: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    Ok(text.trim_end_matches(pattern(&kwargs)?).to_owned())
}

fn pattern(kwargs: &Kwargs) -> TeraResult<&str> {
    match kwargs.must_get::<&str>("pat")? {
        "" => Err(Error::message("`pat` is empty")),
        pattern => Ok(pattern),
    }
}
