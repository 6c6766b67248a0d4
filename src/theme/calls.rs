//! Arguments that a function does not know, found in the text of a template: Tera hands them over in
//! silence, and a function that ignores them cannot say where they stand.
//!
//! What is not plainly a call is left alone: a warning too few harms nobody.

use std::ops::Range;

use super::functions::ARGUMENTS;
use super::graph::lexer::{self, Token};

/// An argument that its function does not know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown<'a> {
    /// The function.
    pub function: &'a str,
    /// The argument.
    pub argument: &'a str,
    /// What the function knows.
    pub known: &'static [&'static str],
    /// Where the argument stands, in bytes.
    pub at: Range<usize>,
}

/// All arguments that functions do not know, in order.
pub(super) fn unknown(template: &str) -> Vec<Unknown<'_>> {
    let tokens = lexer::tokens(template).unwrap_or_default();
    let sign = |at: usize| match tokens.get(at) {
        Some((Token::Sign(sign), _)) => *sign,
        _ => "",
    };
    let mut found = Vec::new();
    // What is not closed yet: the call of a function that is known here, or anything else.
    let (mut open, mut called) = (Vec::new(), false);
    for (at, (token, place)) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", sign);
        match token {
            Token::Variable | Token::Tag | Token::End => open.clear(),
            Token::Name(name) => {
                let known = || ARGUMENTS.iter().find(|(known, _)| known == name);
                // After a dot it is a field, after a stroke a filter.
                if sign(at + 1) == "(" && !matches!(before, "." | "?." | "|") {
                    open.push(known());
                    called = true;
                } else if sign(at + 1) == "="
                    && matches!(before, "(" | ",")
                    && let Some(Some((function, known))) = open.last()
                    && !known.contains(name)
                {
                    found.push(Unknown {
                        function,
                        argument: name,
                        known,
                        at: place.clone(),
                    });
                }
            }
            // That of a call was opened with its name.
            Token::Sign("(") if std::mem::take(&mut called) => {}
            Token::Sign("(") => open.push(None),
            Token::Sign("[" | "?[" | "{") => open.push(None),
            Token::Sign(")" | "]" | "}") => {
                open.pop();
            }
            Token::Text(_) | Token::Scalar | Token::Sign(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_a_function_does_not_know_are_found() {
        for (template, expected) in [
            ("{{ get_page(path=\"a.md\", allow_missing=true) }}", &[][..]),
            ("{{ get_page(pth=\"a.md\") }}", &[("get_page", "pth")]),
            (
                "{% set d = load_data(path=x(a=1), metadata_only = true) %}",
                &[("load_data", "metadata_only")],
            ),
            (
                "비{{ trans(key=get_url(path=`}}`, langg=\"%}\"), lng=lang) }}",
                &[("get_url", "langg"), ("trans", "lng")],
            ),
            (
                "{% if a == get_url(path=[b == c, {\"d\": e}][0], f=1) %}",
                &[("get_url", "f")],
            ),
            // Not calls of functions, or not code.
            ("{{ x | get_url(f=1) }} {{ a.get_url(f=1) }}", &[]),
            ("{# get_url(f=1) #} get_url(f=1) { get_url(f=1) }", &[]),
            ("{% raw %}{{ get_url(f=1) }}{% endraw %}", &[]),
            (
                "{{ \"get_url(f=1)\" }} {{ get_url(path=\"(f=1\\\", g=2\") }}",
                &[],
            ),
            ("{{ get_url(path=a == b) }}", &[]),
            ("{{ other(f=1) }}", &[]),
            ("{{ get_url(f=1", &[]),
            ("{{ get_url(f=\"", &[]),
            (
                "{{ <card url={get_url(p=\"a\")} f=1/> }}",
                &[("get_url", "p")],
            ),
            ("{% raw", &[]),
            ("{", &[]),
        ] {
            let found = unknown(template);
            for unknown in &found {
                assert_eq!(
                    &template[unknown.at.clone()],
                    unknown.argument,
                    "{template}"
                );
            }
            let found: Vec<_> = found.iter().map(|it| (it.function, it.argument)).collect();
            assert_eq!(found, expected, "{template}");
        }
    }
}
