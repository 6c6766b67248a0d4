//! What articles, settings, templates and data are made of.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What articles, settings, templates and data are made of, good and bad alike.
const PIECES: &[&str] = &[
    "+++\n",
    "---\n",
    "{",
    "}",
    "\n",
    "\r\n",
    "\u{FEFF}",
    "\0",
    "\t",
    "title = \"A\"\n",
    "title: A\n",
    "\"title\": \"A\",",
    "date = 2026-11-20\n",
    "date: 2026-11-20T09:30:00+09:00\n",
    "date = 20\n",
    "tags = [\"a\", \"비\"]\n",
    "tags: [no, *x]\n",
    "[extra]\n",
    "extra = { a = [1, {}] }\n",
    "&x [*x]",
    "draft = true\n",
    "slug = \"..\"\n",
    "path = \"a/b.html\"\n",
    "aliases = [\"/x\", \"?#\"]\n",
    "image = \"a.png\"\n",
    "[[corrections]]\n",
    "render = false\n",
    "weight = -9223372036854775808\n",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "*",
    "**",
    "_",
    "`",
    "```rust\n",
    "~~~",
    "$",
    "$$",
    "\\",
    "|",
    "#",
    "## ",
    "> ",
    "> [!NOTE]\n",
    "- ",
    "- [x] ",
    "1. ",
    ": ",
    ":wave:",
    "[^1]",
    "[^1]: ",
    "{#id}",
    "<!-- more -->",
    "<div id=\"a\">",
    "</div>",
    "<script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<a href=\"@/a.md\">",
    "[x](@/a.md)",
    "text",
    "text",
    "[x](./b.md#y)",
    "![x](a.png)",
    "[x](../../..)",
    "[x](%ff)",
    "[x]: /y\n",
    "(https://e.org)",
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{# ",
    " #}",
    "page.title",
    "section.pages",
    "config.extra",
    "| safe",
    "| date",
    "| markdown",
    "| slugify",
    "| truncate_text(length=3)",
    "| num_format",
    "| json_encode",
    "| absolute_url",
    "| b64_decode",
    "| regex_replace(pattern=\"(\", rep=\"\")",
    "for x in page.toc",
    "endfor",
    "if",
    "endif",
    "set a =",
    "block b",
    "endblock",
    "extends \"base.html\"",
    "get_url(path=\"@/a.md\")",
    "get_page(path=\"a.md\")",
    "get_pages(limit=2)",
    "load_data(path=\"data/a.json\")",
    "trans(key=\"latest\")",
    "get_hash(literal=\"x\")",
    "<gazette.time value={1}/>",
    "1",
    "-1",
    "1.5e308",
    "\"",
    "'",
    "true",
    "null",
    ",",
    ".",
    "base_url = \"https://example.com\"\n",
    "base_url = \"//\"\n",
    "timezone = \"Asia/Seoul\"\n",
    "default_language = \"ko\"\n",
    "[languages.en]\n",
    "[languages.\"x y\"]\n",
    "taxonomies = [{name=\"tags\"}]\n",
    "[authors.kim]\n",
    "name = \"\"\n",
    "author = \"kim\"\n",
    "feed_limit = 0\n",
    "feed_filenames = []\n",
    "menu = [{title = \"x\", url = \"@/a.md\"}]\n",
    "[markdown]\n",
    "math = \"mathml\"\n",
    "[slugify]\npaths = \"on\"\n",
    "ignored_content = [\"**\"]\n",
    "[translations]\nlatest = \"x\"\n",
    "theme = \"gazette\"\n",
    "summary_length = 0\n",
    "가나다",
    "漢字",
    "שלום",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{202E}",
    "\u{FFFE}",
    "\u{1F1F0}\u{1F1F7}",
    "ﬁ",
    "İ",
    "ß",
    "a,b\n1,2\n",
    "<r x='1'>",
    "<r/>",
    "&amp;",
    "&nope;",
    "%",
    "  ",
    "x",
];

pub fn soup(pieces: usize) -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..pieces).prop_map(|pieces| pieces.concat())
}

/// Text of pieces, with some bytes anywhere in it that make it no text.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let broken = (soup(12), vec(any::<u8>(), 0..40), soup(6)).prop_map(|(a, b, c)| {
        let mut bytes = a.into_bytes();
        bytes.extend(b);
        bytes.extend(c.bytes());
        bytes
    });
    prop_oneof![3 => soup(30).prop_map(String::into_bytes), 1 => broken]
}

/// Front matter of an article, line by line.
const FRONT: &[&str] = &[
    "title = \"A\"",
    "date = 2026-11-20",
    "date = \"2026-11-20T09:30:00+09:00\"",
    "updated = 2026-11-21T08:00",
    "expires = 2999-12-31",
    "tags = [\"a\", \"비\"]",
    "authors = [\"Kim\"]",
    "draft = true",
    "weight = -9223372036854775808",
    "aliases = [\"/x\", \"y/z.html\"]",
    "slug = \"가\"",
    "path = \"p/q\"",
    "description = \"<b>&\"",
    "in_feeds = false",
    "render = false",
    "extra = { a = [1, {}], \"b c\" = 1979-05-27 }",
    "corrections = [{ date = 2026-11-21, text = \"*x*\" }]",
];

/// What stands in texts and is no mistake, as pieces that may break one another.
const PROSE: &[&str] = &[
    "\n",
    "\n\n",
    "text",
    " ",
    "가나다",
    "**",
    "*",
    "_",
    "`",
    "~~",
    "|",
    "> ",
    "- ",
    "1. ",
    "# ",
    "## h\n",
    "```rust\n",
    "<b>",
    "</b>",
    "<div id=\"a\">",
    "</div>",
    "<!-- more -->",
    "<!--",
    "-->",
    "]]>",
    "[x](https://e.org)",
    "[x][y]",
    "[y]: /\n",
    "![](",
    ":wave:",
    "\\",
    "&amp;",
    "&nope;",
    "<",
    "&",
    "e\u{301}",
    "\u{202E}",
    "- [x] ",
    "> [!NOTE]\n",
    "|-|\n",
    "<https://e.org>",
];

/// Lines of which no two have the same key, below each other.
pub fn lines(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
    vec(select(lines), 0..6).prop_map(|mut lines| {
        // Tables stand last.
        lines.sort_by_key(|line| line.starts_with('['));
        let mut keys = BTreeSet::new();
        lines.retain(|line| keys.insert(line.split([' ', '.']).next().unwrap_or_default()));
        lines.join("\n")
    })
}

/// An article, mostly one without a mistake in it.
pub fn article() -> impl Strategy<Value = Vec<u8>> {
    let good = (lines(FRONT), vec(select(PROSE), 0..20))
        .prop_map(|(front, body)| format!("+++\n{front}\n+++\n{}", body.concat()).into_bytes());
    let fenced = (select(&["+++\n", "---\n"][..]), soup(8), soup(20))
        .prop_map(|(fence, front, body)| format!("{fence}{front}{fence}{body}").into_bytes());
    prop_oneof![6 => good, 1 => fenced, 1 => bytes()]
}

/// Settings, line by line.
const SETTINGS: &[&str] = &[
    "title = \"<T>\"",
    "description = \"]]>\"",
    "timezone = \"Asia/Seoul\"",
    "default_language = \"ko\"",
    "default_language = \"ar\"",
    "feed_limit = 1",
    "feed_limit = 1000000000",
    "feed_filenames = [\"atom.xml\"]",
    "generate_feeds = false",
    "generate_sitemap = false",
    "generate_archive = false",
    "taxonomies = [{ name = \"tags\", feed = true }]",
    "taxonomies = []",
    "menu = [{ title = \"x\", url = \"@/a.md\" }]",
    "ignored_content = [\"**/*.txt\"]",
    "summary_length = 0",
    "footer = \"*&*\"",
    "keep_metadata = true",
    "paths_keep_dates = true",
    "[extra]\na = 1",
    "[languages.fr]\ntitle = \"Essai\"",
    "[authors.kim]\nname = \"Kim\"",
    "[markdown]\nmath = \"mathml\"",
    "[slugify]\npaths = \"on\"",
    "[translations]\nlatest = \"x\"",
];

/// Settings, mostly without a mistake in them.
pub fn site_settings() -> impl Strategy<Value = Vec<u8>> {
    let good = lines(SETTINGS)
        .prop_map(|lines| format!("base_url = \"https://example.com/b\"\n{lines}").into_bytes());
    prop_oneof![5 => good, 1 => bytes()]
}

/// What templates say, whole statements that go together in any order.
const STATEMENTS: &[&str] = &[
    "text",
    "<p>",
    "{{ page.title }}",
    "{{ page.content | safe }}",
    "{{ page.date | date }}",
    "{{ config.title | upper }}",
    "{{ 1.5e308 * 10 }}",
    "{{ page.title | slugify }}",
    "{{ page.title | truncate_text(length=3) }}",
    "{{ page.summary | markdown | safe }}",
    "{{ page | json_encode | safe }}",
    "{{ \"%\" | absolute_url }}",
    "{% if page.description %}{{ page.description }}{% endif %}",
    "{% for x in page.toc %}{{ x.title }}{% endfor %}",
    "{% for p in get_pages(limit=2) %}{{ p.title }}{% endfor %}",
    "{% set a = get_page(path=\"a.md\") %}{{ a.title }}",
    "{{ get_url(path=\"@/a.md\") }}",
    "{{ load_data(path=\"data/a.json\") | json_encode | safe }}",
    "{{ trans(key=\"latest\") }}",
    "{{ get_hash(literal=\"x\") }}",
    "{# {{ #}",
    "{% raw %}{{ {% {% endraw %}",
];

/// A template, mostly without a mistake in it.
pub fn template() -> impl Strategy<Value = Vec<u8>> {
    let good = vec(select(STATEMENTS), 0..8).prop_map(|parts| parts.concat().into_bytes());
    prop_oneof![3 => good, 1 => bytes()]
}

/// A text of any characters, with a bias to those that hurt.
pub fn text() -> impl Strategy<Value = String> {
    let nasty = select(
        &[
            "]]>",
            "<![CDATA[",
            "&amp;",
            "&",
            "<b>",
            "</title>",
            "\u{0}",
            "\u{B}",
            "\u{7F}",
            "\u{85}",
            "\u{FFFE}",
            "\u{FFFF}",
            "\u{202E}",
            "\u{2028}",
            "\u{A0}",
            "👩‍👩‍👧",
            "한글",
            "é",
            "e\u{301}",
            "\\",
            "\"",
            "'",
            "\r",
            "\n",
            "\t",
            " ",
            "--",
            "...",
            "`",
            "*",
            "{{",
            "%}",
            "|",
            "\u{1F468}\u{1F3FD}",
            "שלום",
            "٣",
            "%20",
            "#",
            "?",
            "/",
            "..",
        ][..],
    )
    .prop_map(str::to_owned);
    let any = any::<char>().prop_map(String::from);
    vec(prop_oneof![nasty, any, "[a-z]{1,4}"], 1..12).prop_map(|parts| parts.concat())
}

/// A TOML basic string.
pub fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| format!("\\U{:08X}", u32::from(c)))
        .collect();
    format!("\"{escaped}\"")
}

/// A text as it arrives in a reader: without what XML cannot hold, its white space as one space.
pub fn arrives(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| {
            matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        })
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}
