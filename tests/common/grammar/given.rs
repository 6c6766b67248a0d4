//! What the templates are given: pages with no more fields than were asked for.

use std::sync::Arc;

use byline::diag::Diags;
use byline::fingerprint::Fingerprint;
use byline::theme::{Answer, Answered, Answers, Asked, Question, Theme};
use byline::view::Facets;
use serde_json::{Map, Value as Json, json};
use tera::Value;

use super::ROOT;

/// A page, whose fields tell it from others.
fn page(number: usize, facets: Facets) -> Map<String, Json> {
    let fields = [
        ("title", json!(format!("T{number}"))),
        ("permalink", json!(format!("https://example.com/{number}/"))),
        ("year", json!(2020 + number % 2)),
        ("extra", json!({"rank": number})),
        ("summary", json!(format!("S{number}"))),
        ("summary_text", json!(format!("s{number}"))),
        ("toc", json!(vec!["h"; number])),
        ("word_count", json!(700 + number)),
        ("reading_time", json!(30 + number)),
        ("backlinks", json!(vec!["b"; number + 1])),
        ("content", json!(format!("<p>X{number}</p>"))),
    ];
    let is_wanted = |name: &str| Facets::of_field(name).is_none_or(|facet| facets.has_any(facet));
    let fields = fields.into_iter().filter(|(name, _)| is_wanted(name));
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn pages(facets: Facets) -> Json {
    (1..4)
        .map(|number| Json::from(page(number, facets)))
        .collect()
}

struct Given;

impl Answers for Given {
    fn answer(&self, question: &Question, facets: Facets) -> Answer {
        match question {
            Question::Pages(_) => Ok(Some(Answered {
                value: Value::from_serializable(&pages(facets)),
                fingerprint: Fingerprint::NONE,
            })),
            _ => Ok(None),
        }
    }

    fn permalink(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Renders the root, with cards that have these facets.
pub fn render(theme: &Theme, facets: Facets) -> Result<String, Diags> {
    let mut own = page(9, Facets::ALL);
    own.insert("lower".to_owned(), page(5, facets).into());
    own.insert("higher".to_owned(), page(6, facets).into());
    let variables = [
        ("page", Json::from(own)),
        (
            "section",
            json!({"title": "News", "word_count": 1, "content": "text", "pages": pages(facets)}),
        ),
        (
            "paginator",
            json!({"current_index": 1, "pages": pages(facets)}),
        ),
        ("terms", json!([{"name": "x", "pages": pages(facets)}])),
        ("lang", json!("en")),
    ];
    let variables = variables.map(|(name, value)| (name, Value::from_serializable(&value)));
    let asked = Asked::new(Arc::new(Given), "en", "en", facets);
    let bytes = theme.render(ROOT, &variables, &asked, "a test")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
