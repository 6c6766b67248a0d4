//! One template as its pieces: what stands in it itself, and each of its components.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::lexer::{self, Placed, Token};

/// A template without its components, or one component: what is drawn on as a whole.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// The full name of the template it stands in.
    pub template: &'a str,
    /// What it says.
    pub text: Cow<'a, str>,
    /// That, cut into tokens.
    pub tokens: Vec<Token<'a>>,
    /// The component it is, if it is one.
    pub component: Option<Component<'a>>,
    /// The names of the templates that it includes or extends.
    pub includes: BTreeSet<String>,
    /// The template that it extends.
    pub extends: Option<String>,
    /// The names of the components that it may call.
    pub calls: BTreeSet<String>,
}

/// What a component is called, and what it is given.
#[derive(Debug)]
pub(super) struct Component<'a> {
    pub name: String,
    pub parameters: Vec<Parameter<'a>>,
    /// Where its body begins among the tokens.
    pub body: usize,
}

/// A parameter of a component.
#[derive(Debug)]
pub(super) struct Parameter<'a> {
    pub name: &'a str,
    /// Whether the caller's scope is asked for it where the call does not give it.
    pub implicit: bool,
}

/// Cuts a template into its pieces, itself first; `None` if it cannot be read.
pub(super) fn pieces<'a>(template: &'a str, text: &'a str) -> Option<Vec<Piece<'a>>> {
    let tokens = lexer::tokens(text)?;
    let mut components = Vec::new();
    let mut own: Vec<Token<'a>> = Vec::new();
    let mut rest = Cow::Borrowed("");
    let (mut at, mut from) = (0, 0);
    while at < tokens.len() {
        if !begins(&tokens, at, "component") {
            own.push(tokens.get(at)?.0.clone());
            at += 1;
            continue;
        }
        let end = end_of_component(&tokens, at)?;
        let (first, last) = (&tokens.get(at)?.1, &tokens.get(end.checked_sub(1)?)?.1);
        let own: Vec<Token<'a>> = tokens
            .get(at..end)?
            .iter()
            .map(|(token, _)| token.clone())
            .collect();
        components.push(Piece {
            component: Some(component(&own)?),
            ..Piece::new(
                template,
                Cow::Borrowed(text.get(first.start..last.end)?),
                own,
            )
        });
        // The signs around it say which white space of the template goes.
        for part in [from..first.start, first.clone(), last.clone()] {
            rest.to_mut().push_str(text.get::<Range<usize>>(part)?);
        }
        (at, from) = (end, last.end);
    }
    if from == 0 {
        rest = Cow::Borrowed(text);
    } else {
        rest.to_mut().push_str(text.get(from..)?);
    }
    let mut pieces = vec![Piece::new(template, rest, own)];
    pieces.append(&mut components);
    Some(pieces)
}

/// Whether a tag of this name begins at a token.
fn begins(tokens: &[Placed<'_>], at: usize, name: &str) -> bool {
    let token = |at: usize| tokens.get(at).map(|(token, _)| token);
    token(at) == Some(&Token::Tag) && token(at + 1) == Some(&Token::Name(name))
}

/// The number of the token after a component.
fn end_of_component(tokens: &[Placed<'_>], begin: usize) -> Option<usize> {
    let mut at = begin;
    while !begins(tokens, at, "endcomponent") {
        at = (at < tokens.len()).then_some(at + 1)?;
    }
    while tokens.get(at)?.0 != Token::End {
        at += 1;
    }
    Some(at + 1)
}

/// A name with dots, from a token on, and the number of the token after it.
pub(super) fn dotted(tokens: &[Token<'_>], mut at: usize) -> Option<(String, usize)> {
    let Token::Name(first) = tokens.get(at)? else {
        return None;
    };
    let mut name = (*first).to_owned();
    at += 1;
    while tokens.get(at) == Some(&Token::Sign("."))
        && let Some(Token::Name(part)) = tokens.get(at + 1)
    {
        name.push('.');
        name.push_str(part);
        at += 2;
    }
    Some((name, at))
}

/// Reads the tag that begins a component.
fn component<'a>(tokens: &[Token<'a>]) -> Option<Component<'a>> {
    let (name, mut at) = dotted(tokens, 2)?;
    if tokens.get(at)? != &Token::Sign("(") {
        return None;
    }
    at += 1;
    let mut parameters = Vec::new();
    // How many brackets are open, and whether a parameter may begin.
    let (mut depth, mut is_name) = (1, true);
    while depth > 0 {
        let token = tokens.get(at)?;
        match token {
            Token::Sign("(" | "[" | "{") => depth += 1,
            Token::Sign(")" | "]" | "}") => depth -= 1,
            // What is given beyond the parameters cannot be followed: it is none of them.
            Token::Sign("...") => is_name = false,
            Token::Sign(",") if depth == 1 => is_name = true,
            Token::Name(name) if is_name => {
                parameters.push(Parameter {
                    name,
                    implicit: tokens.get(at.checked_sub(1)?) == Some(&Token::Sign("@")),
                });
                is_name = false;
            }
            _ => {}
        }
        at += 1;
    }
    while tokens.get(at)? != &Token::End {
        at += 1;
    }
    Some(Component {
        name,
        parameters,
        body: at + 1,
    })
}

impl<'a> Piece<'a> {
    fn new(template: &'a str, text: Cow<'a, str>, tokens: Vec<Token<'a>>) -> Self {
        let mut piece = Self {
            template,
            text,
            component: None,
            includes: BTreeSet::new(),
            extends: None,
            calls: BTreeSet::new(),
            tokens: Vec::new(),
        };
        for (at, token) in tokens.iter().enumerate() {
            match (token, tokens.get(at + 1), tokens.get(at + 2)) {
                (Token::Tag, Some(Token::Name("include")), Some(Token::Text(name))) => {
                    piece.includes.insert(name.clone().into_owned());
                }
                (Token::Tag, Some(Token::Name("extends")), Some(Token::Text(name))) => {
                    piece.includes.insert(name.clone().into_owned());
                    piece.extends = Some(name.clone().into_owned());
                }
                // This may be a comparison as well.
                (Token::Sign("<"), Some(Token::Name(_)), _) => {
                    piece
                        .calls
                        .extend(dotted(&tokens, at + 1).map(|(name, _)| name));
                }
                _ => {}
            }
        }
        piece.tokens = tokens;
        piece
    }

    /// A template that cannot be read.
    pub(super) fn unread(template: &'a str, text: &'a str) -> Self {
        Self::new(template, Cow::Borrowed(text), Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_stand_by_themselves() {
        let text = "a{% component x.y(p: map, q = [1, \"r\"], @s) -%}1{% if p %}2{% endif %}{%- endcomponent x.y %}b\
                    {%- component\tz() {\"kind\": \"box\"} %}3{% endcomponent -%}c{# {% component no(page) %} #}";
        let pieces = pieces("t", text).unwrap();
        let texts: Vec<&str> = pieces.iter().map(|piece| &*piece.text).collect();
        assert_eq!(texts[0], "a{%%}b{%--%}c{# {% component no(page) %} #}");
        assert!(
            texts[1].starts_with("{% component x.y") && texts[1].ends_with("endcomponent x.y %}")
        );
        let components: Vec<&Component<'_>> = pieces
            .iter()
            .filter_map(|piece| piece.component.as_ref())
            .collect();
        let names: Vec<&str> = components
            .iter()
            .map(|component| &*component.name)
            .collect();
        assert_eq!(names, ["x.y", "z"]);
        let given = components[0].parameters.iter();
        let given: Vec<(&str, bool)> = given.map(|given| (given.name, given.implicit)).collect();
        assert_eq!(given, [("p", false), ("q", false), ("s", true)]);
    }

    #[test]
    fn what_is_drawn_on_is_named_in_tags() {
        let text = "{%- extends 'base.html' %}{% block a %}{% include\n`a.html` -%}{{ \"b.html\" }}\
                    {# {% include \"c.html\" %} #}{% <d.e f={g}> %}{% </d.e> %}{{ < h/> }}{% endblock %}";
        let pieces = pieces("t", text).unwrap();
        assert_eq!(
            pieces[0].includes,
            BTreeSet::from(["a.html", "base.html"].map(str::to_owned))
        );
        assert_eq!(
            pieces[0].calls,
            BTreeSet::from(["d.e", "h"].map(str::to_owned))
        );
        assert_eq!(pieces[0].extends.as_deref(), Some("base.html"));
    }
}
