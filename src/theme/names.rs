//! The names that templates may call, for those who misspell one. A test holds that each is there.

/// Filters, Tera's and Byline's.
pub(super) const FILTERS: &[&str] = &[
    "abs",
    "absolute_url",
    "as_str",
    "b64_decode",
    "b64_encode",
    "base64_decode",
    "base64_encode",
    "capitalize",
    "concat",
    "date",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "filesize_format",
    "filesizeformat",
    "filter",
    "first",
    "float",
    "format",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "json_encode",
    "keys",
    "last",
    "length",
    "linebreaksbr",
    "lower",
    "map",
    "markdown",
    "newlines_to_br",
    "nth",
    "num_format",
    "pairs",
    "plain_text",
    "pluralize",
    "regex_replace",
    "replace",
    "reverse",
    "romanize",
    "round",
    "safe",
    "shuffle",
    "slice",
    "slugify",
    "sort",
    "spaceless",
    "split",
    "str",
    "striptags",
    "title",
    "trim",
    "trim_end",
    "trim_end_matches",
    "trim_start",
    "trim_start_matches",
    "truncate",
    "truncate_text",
    "unique",
    "upper",
    "urlencode",
    "urlencode_strict",
    "values",
    "wordcount",
];

/// Tests, Tera's and Byline's.
pub(super) const TESTS: &[&str] = &[
    "after",
    "array",
    "before",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "matching",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// Functions, Tera's and Byline's.
pub(super) const FUNCTIONS: &[&str] = &[
    "get_authors",
    "get_hash",
    "get_image_metadata",
    "get_page",
    "get_pages",
    "get_random",
    "get_section",
    "get_taxonomy",
    "get_taxonomy_term",
    "get_taxonomy_url",
    "get_url",
    "load_data",
    "now",
    "range",
    "text_direction",
    "throw",
    "today",
    "trans",
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tera::Tera;

    use super::*;
    use crate::theme::{Words, filters, functions};

    #[test]
    fn every_name_that_is_offered_is_there() {
        let (config, _) = crate::config::read(None, Some("https://example.com")).unwrap();
        let mut tera = Tera::new();
        functions::register(&mut tera, &Words::default(), config.timezone);
        filters::register(&mut tera, &Arc::new(config));
        let calls = FILTERS.iter().map(|name| format!("{{{{ x | {name} }}}}"));
        let calls = calls.chain(
            TESTS
                .iter()
                .map(|name| format!("{{% if x is {name} %}}{{% endif %}}")),
        );
        let calls = calls.chain(FUNCTIONS.iter().map(|name| format!("{{{{ {name}() }}}}")));
        for call in calls {
            assert!(tera.add_raw_template("t", &call).is_ok(), "{call}");
        }
    }
}
