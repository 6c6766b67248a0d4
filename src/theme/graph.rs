//! What each template draws on, found by reading it: other templates, components, and which facets
//! of cards in lists it names.
//!
//! Where a reading is in doubt it finds too much, never too little: a text that happens to be the
//! name of a template counts as drawing on it, and a field whose name is worked out as every field.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Origin;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::view::Facets;

/// A template with all that it draws on.
#[derive(Clone, Debug)]
pub struct Root {
    /// Of the texts of all of them.
    pub fingerprint: Fingerprint,
    /// The facets of cards in lists that any of them names.
    pub facets: Facets,
    /// All of them as messages show them, the template itself first.
    pub files: Vec<String>,
}

/// A template without its components, or one component: what is drawn on as a whole.
struct Piece<'a> {
    /// The full name of the template it stands in.
    template: &'a str,
    text: Cow<'a, str>,
    reading: Reading,
}

/// Reads all templates: by full name, each with what it draws on. `base` is part of every
/// fingerprint.
pub(super) fn read(
    origins: &BTreeMap<String, Origin>,
    prefixes: &[String],
    base: Fingerprint,
) -> HashMap<String, Root> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut templates: HashMap<&str, usize> = HashMap::new();
    let mut components: HashMap<&str, Vec<usize>> = HashMap::new();
    for (name, origin) in origins {
        let (rest, own) = components_of(&origin.text);
        let whole = pieces.len();
        templates.insert(name, whole);
        pieces.push(Piece::new(name, rest));
        for (component, text) in own {
            // Should its end have been told wrongly, the rest of it stands in the template.
            let found = components.entry(component).or_default();
            found.extend([whole, pieces.len()]);
            pieces.push(Piece::new(name, Cow::Borrowed(text)));
        }
    }
    let edges: Vec<BTreeSet<usize>> = pieces
        .iter()
        .map(|piece| {
            let texts = piece.reading.texts.iter().flat_map(|text| {
                let own = std::iter::once(text.clone());
                let fallbacks = prefixes.iter().map(move |prefix| format!("{prefix}{text}"));
                own.chain(fallbacks)
            });
            let drawn = texts.filter_map(|text| templates.get(text.as_str()));
            let calls = piece.reading.calls.iter();
            let called = calls.flat_map(|call| components.get(call.as_str()).into_iter().flatten());
            drawn.chain(called).copied().collect()
        })
        .collect();
    let roots = templates.iter().map(|(name, piece)| {
        let mut hasher = Hasher::new("template");
        hasher.fingerprint(base).text(name);
        let mut facets = Facets::NONE;
        let mut files: Vec<String> = Vec::new();
        for piece in reach(*piece, &edges)
            .into_iter()
            .filter_map(|at| pieces.get(at))
        {
            hasher.text(piece.template).text(&piece.text);
            facets = facets.union(piece.reading.facets);
            let shown = origins.get(piece.template).map(|origin| &origin.shown);
            files.extend(shown.filter(|shown| !files.contains(shown)).cloned());
        }
        let root = Root {
            fingerprint: hasher.finish(),
            facets,
            files,
        };
        ((*name).to_owned(), root)
    });
    roots.collect()
}

impl<'a> Piece<'a> {
    fn new(template: &'a str, text: Cow<'a, str>) -> Self {
        Self {
            template,
            reading: Reading::of(&text),
            text,
        }
    }
}

/// A template without its components, and those by name.
fn components_of(template: &str) -> (Cow<'_, str>, Vec<(&str, &str)>) {
    let mut components = Vec::new();
    let mut rest = String::new();
    let mut from = 0;
    while let Some((name, begin, end)) = component_after(template, from) {
        rest.push_str(&template[from..begin]);
        components.push((name, &template[begin..end]));
        from = end;
    }
    if components.is_empty() {
        return (Cow::Borrowed(template), components);
    }
    rest.push_str(&template[from..]);
    (Cow::Owned(rest), components)
}

/// The next component after a position: its name, where it begins, and where it ends.
fn component_after(template: &str, from: usize) -> Option<(&str, usize, usize)> {
    let mut at = from;
    loop {
        let begin = at + template.get(at..)?.find("{%")?;
        let inside = template
            .get(begin + 2..)?
            .trim_start_matches('-')
            .trim_start();
        at = begin + 2;
        let Some(definition) = inside.strip_prefix("component ") else {
            continue;
        };
        let name = definition.split('(').next()?.trim();
        let after = template.get(at..)?;
        // Without an end the template does not load: nothing is drawn on.
        let close = after.find("endcomponent").unwrap_or(after.len());
        let close = close + after.get(close..)?.find("%}").map_or(0, |end| end + 2);
        return Some((name, begin, at + close));
    }
}

/// Everything that can be reached, the beginning first, the rest in order.
fn reach(from: usize, edges: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(at) = next.pop() {
        for other in edges.get(at).into_iter().flatten() {
            if *other != from && reached.insert(*other) {
                next.push(*other);
            }
        }
    }
    std::iter::once(from).chain(reached).collect()
}

/// What one piece says.
#[derive(Debug, Default)]
struct Reading {
    /// The components it calls.
    calls: BTreeSet<String>,
    /// Every text in quotes.
    texts: BTreeSet<String>,
    /// The facets of cards in lists that it names.
    facets: Facets,
}

impl Reading {
    fn of(template: &str) -> Self {
        let mut reading = Self::default();
        let tokens = tokens(template);
        let mut main_only = Facets::NONE;
        for (at, token) in tokens.iter().enumerate() {
            let before = |steps: usize| at.checked_sub(steps).and_then(|at| tokens.get(at));
            let after = |steps: usize| tokens.get(at + steps);
            match token {
                Token::Text(text) => {
                    reading.add(Facets::of_field(text));
                    reading.texts.insert(text.clone());
                }
                Token::Mark('<') => {
                    let slash = usize::from(after(1) == Some(&Token::Mark('/')));
                    if let Some(Token::Word(word)) = after(1 + slash) {
                        reading.calls.insert(word.clone());
                    }
                }
                Token::Mark('[') if is_subscript(before(1)) && !is_literal(after(1)) => {
                    if root(&tokens, at) != Some("config") {
                        reading.add(Some(Facets::ALL));
                    }
                }
                Token::Mark('[' | _) => {}
                Token::Word(word) if is_name_of_field(word, before(2), after(1), after(2)) => {
                    reading.add(Some(Facets::ALL));
                }
                Token::Word(_) if is_component(before(1), before(2)) => {}
                Token::Word(word) => {
                    // `page.toc` is about the page itself, unless something else is called `page`.
                    for field in word.split('.').skip(1) {
                        let found = Facets::of_field(field);
                        if word.split('.').next() == Some("page") && word.matches('.').count() == 1
                        {
                            main_only = main_only.union(found.unwrap_or_default());
                        } else {
                            reading.add(found);
                        }
                    }
                    if before(1) == Some(&Token::Mark('.')) {
                        reading.add(Facets::of_field(word.split('.').next().unwrap_or(word)));
                    }
                }
            }
        }
        if gives_page_another_meaning(&tokens) {
            reading.add(Some(main_only));
        }
        reading
    }

    fn add(&mut self, facets: Option<Facets>) {
        self.facets = self.facets.union(facets.unwrap_or_default());
    }
}

/// Whether `[` after this begins a subscript and not a list.
fn is_subscript(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Word(word)) => !matches!(word.as_str(), "in" | "if" | "else" | "and" | "or"),
        Some(Token::Mark(mark)) => matches!(mark, ')' | ']'),
        _ => false,
    }
}

/// Whether a subscript that begins so is a number, a part of a list, or a text (which counts itself).
fn is_literal(after: Option<&Token>) -> bool {
    match after {
        Some(Token::Text(_) | Token::Mark(':' | '-')) => true,
        Some(Token::Word(word)) => word.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a word is the name of a component.
fn is_component(before: Option<&Token>, beyond: Option<&Token>) -> bool {
    match before {
        Some(Token::Mark('<')) => true,
        Some(Token::Mark('/')) => beyond == Some(&Token::Mark('<')),
        Some(Token::Word(word)) => matches!(word.as_str(), "component" | "endcomponent"),
        _ => false,
    }
}

/// `attribute=` of any filter, and `key=` of the filter `get`, with anything but a text name a field
/// that nobody can know by reading.
fn is_name_of_field(
    word: &str,
    of: Option<&Token>,
    next: Option<&Token>,
    value: Option<&Token>,
) -> bool {
    let names = match word {
        "attribute" => true,
        "key" => of == Some(&Token::Word("get".to_owned())),
        _ => false,
    };
    names
        && next == Some(&Token::Mark('='))
        && !matches!(value, Some(Token::Text(_)) | Some(Token::Mark('=')))
}

/// The first name of what a subscript at a position belongs to.
fn root(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at.checked_sub(1)?)? {
        Token::Word(word) => word.split('.').next(),
        _ => None,
    }
}

/// Whether a template or a component of it calls something else `page`.
fn gives_page_another_meaning(tokens: &[Token]) -> bool {
    let page = |token: &Token| *token == Token::Word("page".to_owned());
    tokens.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let after = tokens.get(at + 1);
        let bound = match before {
            Some(Token::Word(word)) => matches!(word.as_str(), "for" | "set" | "set_global"),
            Some(Token::Mark(',' | '(')) => matches!(
                after,
                Some(Token::Mark(',' | ')' | ':' | '=')) | Some(Token::Word(_))
            ),
            _ => false,
        };
        page(token) && bound
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A name with its fields, a keyword or a number: `page.title`.
    Word(String),
    /// A text in quotes.
    Text(String),
    /// Any other sign.
    Mark(char),
}

/// The tokens of all tags and expressions; what stands between them is text.
fn tokens(template: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("{#") {
            rest = comment.split_once("#}").map_or("", |(_, rest)| rest);
        } else if rest.starts_with("{{") || rest.starts_with("{%") {
            rest = expression(&rest[2..], &mut tokens);
        } else {
            rest = &rest[1..];
        }
    }
    tokens
}

/// Reads until the end of a tag; returns what follows it.
fn expression<'a>(text: &'a str, tokens: &mut Vec<Token>) -> &'a str {
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        if matches!(next, '}' | '%') && after.starts_with('}') {
            // Two tags never run into each other.
            tokens.push(Token::Mark('}'));
            return &after[1..];
        }
        rest = match next {
            '"' | '\'' | '`' => {
                let (text, after) = after.split_once(next).unwrap_or((after, ""));
                tokens.push(Token::Text(text.to_owned()));
                after
            }
            _ if next.is_alphanumeric() || next == '_' => {
                let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
                let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].trim_end_matches('.').to_owned()));
                &rest[end..]
            }
            _ => {
                if !next.is_whitespace() {
                    tokens.push(Token::Mark(next));
                }
                after
            }
        };
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(template: &str) -> Facets {
        Reading::of(template).facets
    }

    fn some(field: &str) -> Facets {
        Facets::of_field(field).unwrap()
    }

    #[test]
    fn the_page_itself_has_every_facet_and_asks_for_none() {
        for none in [
            "{{ page.toc | length }} {{ page.word_count }}",
            "word_count {# p.word_count #} {{ page.title }}",
            "{% for h in page.toc %}{{ h.title }}{% endfor %}",
            "{{ <gazette.toc entries={page.toc}/> }} {{ trans(key=format, lang=lang) }}",
            "{% component gazette.toc(entries) %}{% endcomponent gazette.toc %}",
            "{{ latest[:5] }} {{ config.languages[lang].name }} {{ page['title'] }}",
        ] {
            assert_eq!(facets(none), Facets::NONE, "{none}");
        }
    }

    #[test]
    fn what_lists_show_is_asked_for() {
        for (template, field) in [
            (
                "{% for p in section.pages %}{{ p.word_count }}",
                "word_count",
            ),
            (
                "{% for page in section.pages %}{{ page.word_count }}",
                "word_count",
            ),
            (
                "{% component card(page) %}{{ page.summary }}{% endcomponent card %}",
                "summary",
            ),
            (
                "{% component card(page: map) %}{{ page.toc }}{% endcomponent card %}",
                "toc",
            ),
            ("{{ page.lower.reading_time }}", "reading_time"),
            ("{{ pages | map(attribute=\"word_count\") }}", "word_count"),
            ("{{ pages[0].word_count }}", "word_count"),
            ("{{ (pages | first).backlinks }}", "backlinks"),
            ("{{ p['toc'] }}", "toc"),
            ("{{ get_page(path=x).word_count }}", "word_count"),
        ] {
            assert_eq!(facets(template), some(field), "{template}");
        }
    }

    #[test]
    fn a_field_that_is_worked_out_may_be_any() {
        for template in [
            "{{ p[name] }}",
            "{{ pages | map(attribute=name) }}",
            "{{ p | get(key=name) }}",
            "{{ pages[0][x ~ y] }}",
        ] {
            assert_eq!(facets(template), Facets::ALL, "{template}");
        }
    }

    #[test]
    fn components_stand_by_themselves() {
        let text = "a{% component x.y(p: map) -%}1{% if p %}2{% endif %}{%- endcomponent x.y %}b{%- component z() %}{% endcomponent z -%}c";
        let (rest, components) = components_of(text);
        assert_eq!(rest, "abc");
        let names: Vec<&str> = components.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["x.y", "z"]);
        assert!(components[0].1.ends_with("endcomponent x.y %}"));
        let open = "{% component x() %} never ends";
        assert_eq!(components_of(open).1, [("x", open)]);
    }

    fn origin(text: &str) -> Origin {
        Origin {
            shown: String::new(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_template_draws_on_all_it_reaches_and_on_nothing_else() {
        let mut origins = BTreeMap::from([
            (
                "page.html".to_owned(),
                origin("{% extends \"base.html\" %}"),
            ),
            (
                "section.html".to_owned(),
                origin("{{ <a.card page={p}/> }}"),
            ),
            (
                "t/base.html".to_owned(),
                origin("{% include \"foot.html\" %}"),
            ),
            ("t/foot.html".to_owned(), origin("foot")),
            (
                "t/c.html".to_owned(),
                origin("{% component a.card(page) %}{% endcomponent a.card %}"),
            ),
        ]);
        let prefixes = ["t/".to_owned()];
        let read_all = |origins: &BTreeMap<String, Origin>| {
            let roots = read(origins, &prefixes, Fingerprint::NONE);
            ["page.html", "section.html"].map(|name| roots[name].fingerprint)
        };
        let before = read_all(&origins);
        origins.insert("t/foot.html".to_owned(), origin("foot!"));
        let foot = read_all(&origins);
        assert_ne!(before[0], foot[0]);
        assert_eq!(before[1], foot[1]);
        origins.insert(
            "t/c.html".to_owned(),
            origin("{% component a.card(page) %}x{% endcomponent a.card %}"),
        );
        let card = read_all(&origins);
        assert_eq!(foot[0], card[0]);
        assert_ne!(foot[1], card[1]);
    }
}
