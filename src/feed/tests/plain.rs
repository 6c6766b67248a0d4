//! HTML that needs no parser: read without one, it is what it is read with one.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::any::cases;
use crate::feed::html::with_and_without_parser;
use crate::markdown::{Math, Options, Symbol, escape_href, render};
use crate::route::Lang;

const PAGE: &str = "https://a.example/비/page/";

/// Fails if the ways differ; says whether there are two.
fn both_ways(html: &str) -> bool {
    let both = with_and_without_parser(html, PAGE);
    if let Some([without, with]) = &both {
        assert_eq!(without, with, "{html:?}");
    }
    both.is_some()
}

/// A text as the pages of a site have it.
fn html_of(markdown: &str, options: &Options) -> String {
    let markdown = render(markdown, &Lang::new("ko").unwrap(), options);
    markdown.html.fill(|symbol| match symbol {
        Symbol::Link(number) => escape_href(&format!("/비/{number}?a=1&b=2#c")).into(),
        Symbol::AlertTitle(kind) => kind.title().into(),
        Symbol::Label(label) => label.word().into(),
        _ => "".into(),
    })
}

const MARKDOWN: &[&str] = &[
    "word",
    "한글",
    " ",
    " ",
    "\n",
    "\n\n",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "``",
    "# ",
    "\n## ",
    "\n### a\n",
    "\n- ",
    "\n1. ",
    "\n3. ",
    "\n  - ",
    "\n    ",
    "\n> ",
    "\n> > ",
    "\n---\n",
    "\n```\n",
    "\n```rust\nlet a = \"b\" & 'c';\n```\n",
    "[a](b)",
    "[",
    "](/c \"d\")",
    "![비](a.png)",
    "\n\n![alone](b.png \"title\")\n\n",
    "[^1]",
    "\n\n[^1]: note\n\n",
    "\n\n| a | b |\n|:--|--:|\n| c | *d* |\n\n",
    "\n\nterm\n: definition\n\n",
    "\n- [ ] open\n- [x] done\n",
    "\n> [!NOTE]\n> told\n\n",
    "https://bare.example/?a=b&c",
    "\"",
    "'",
    "&",
    "<",
    ">",
    "&amp;",
    "&nbsp;",
    "\u{a0}",
    "  \n",
    "\\",
    "{#id}",
    "{.class}",
    "...",
    "--",
    "^",
    "$a<b$",
    "<b>",
    "</b>",
    "<br>",
    "<div>\n\n",
    "\n</div>\n",
    "<!-- c -->",
    "<span style=\"color:red\">",
    "</span>",
    "\t",
    "\r\n",
    "<sub>2</sub>",
    "<kbd>a</kbd>",
];

/// Tags and texts, as they stand in the order of a tree and as they do not.
const TAGS: &[&str] = &[
    "<p>",
    "</p>",
    "<p>",
    "</p>",
    "<em>",
    "</em>",
    "<a href=\"/b?c&amp;d\">",
    "</a>",
    "<a href=\"e\" class=\"anchor-link\">",
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    "<pre>",
    "<pre class=\"language-c\" tabindex=\"0\">",
    "</pre>",
    "<span>",
    "</span>",
    "<span hidden>",
    "<div>",
    "<div class=\"a\" lang=\"ko\">",
    "</div>",
    "<ul>",
    "</ul>",
    "<ol start=\"3\">",
    "</ol>",
    "<li>",
    "</li>",
    "<li id=\"x\">",
    "<dl>",
    "</dl>",
    "<dt>",
    "</dt>",
    "<dd>",
    "</dd>",
    "<h2 id=\"y\">",
    "</h2>",
    "<h3>",
    "</h3>",
    "<table>",
    "</table>",
    "<caption>",
    "</caption>",
    "<thead>",
    "</thead>",
    "<tbody>",
    "</tbody>",
    "<tr>",
    "</tr>",
    "<td style=\"text-align:right\">",
    "<td>",
    "</td>",
    "<th>",
    "</th>",
    "<br>",
    "<br />",
    "<hr>",
    "<hr/>",
    "<img src=\"a.png\" alt=\"&quot;b&quot;\">",
    "<input type=\"checkbox\" checked disabled=\"\">",
    "<figure>",
    "</figure>",
    "<figcaption>",
    "</figcaption>",
    "<blockquote>",
    "</blockquote>",
    "<section class=\"footnotes\">",
    "</section>",
    "<sup>",
    "</sup>",
    "<details open>",
    "</details>",
    "<summary>",
    "</summary>",
    "text",
    "한",
    " ",
    "\n",
    "\n\n",
    "&amp;",
    "&lt;",
    "&#39;",
    "&nbsp;",
    "&eacute;",
    "&",
    "<",
    "\"",
    "\u{0}",
    "\r",
    "<P>",
    "<p a=b>",
    "<p a=\"b\" a=\"c\">",
    "<script>",
    "<svg>",
    "</svg>",
    "<button>",
    "<small>",
    "</small>",
    "<strong>",
    "</strong>",
    "<noscript>",
    "<iframe src=\"x\">",
];

/// A well-formed piece of elements in elements, allowed or not where they stand.
fn nested() -> impl Strategy<Value = String> {
    let names = [
        "p",
        "em",
        "a",
        "b",
        "code",
        "pre",
        "span",
        "div",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h2",
        "h3",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "figure",
        "blockquote",
        "section",
        "details",
        "summary",
        "sup",
        "small",
        "strong",
    ];
    let leaf = select(
        &[
            "text",
            " ",
            "\n",
            "a & b",
            "&amp;",
            "<br>",
            "<hr>",
            "<img src=\"c.png\" alt=\"\">",
            "",
        ][..],
    );
    leaf.prop_map(str::to_owned)
        .prop_recursive(6, 40, 5, move |inner| {
            let children = vec(inner, 0..5).prop_map(|children| children.concat());
            (select(names.to_vec()), children)
                .prop_map(|(name, children)| format!("<{name}>{children}</{name}>"))
        })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn markdown_needs_no_parser_or_gets_one(pieces in vec(select(MARKDOWN), 0..30)) {
        let text = pieces.concat();
        both_ways(&html_of(&text, &Options::default()));
        both_ways(&html_of(&text, &Options { math: Math::MathMl, lazy_images: true, ..Options::default() }));
    }

    #[test]
    fn tags_in_any_order_need_no_parser_or_get_one(pieces in vec(select(TAGS), 0..16)) {
        both_ways(&pieces.concat());
    }

    #[test]
    fn elements_in_elements_need_no_parser_or_get_one(html in vec(nested(), 0..4)) {
        both_ways(&html.concat());
    }

    #[test]
    fn any_characters_need_no_parser_or_get_one(text in any::<String>(), value in any::<String>()) {
        both_ways(&text);
        both_ways(&format!("<p title=\"{value}\">{text}</p>"));
    }
}

#[test]
fn what_articles_are_made_of_needs_no_parser() {
    for markdown in [
        "One *two* **three** ~~four~~ `five` [six](/seven) & \"eight\" <https://nine.example>",
        "# One\n\ntwo\n\n## Three {#four}\n\nfive",
        "- one\n- two\n\n  three\n\n  1. four\n\n- [x] five\n- [ ] six",
        "> one\n>\n> > two\n\n> [!NOTE]\n> three",
        "```rust\nlet a = \"<b>\" & 'c';\n```\n\n    plain\n\n---",
        "| a | b |\n|:--|--:|\n| c | [d](e) |",
        "One.[^1]\n\n[^1]: Two.\n\n    Three.",
        "term\n: definition\n\n![비](a.png \"caption\")\n\nline\\\nbreak",
        "",
    ] {
        let html = html_of(markdown, &Options::default());
        assert!(both_ways(&html), "{html}");
    }
}

#[test]
fn what_a_parser_would_move_or_close_gets_one() {
    for html in [
        "<p>a<p>b</p></p>",
        "<p><div>a</div></p>",
        "<p>a",
        "a</p>",
        "<a href=\"b\">c<a href=\"d\">e</a></a>",
        "<b><b><b><b>a</b></b></b></b>",
        "<table><tr><td>a</td></tr></table>",
        "<table>a</table>",
        "<li>a</li>",
        "<ul><li><li>a</li></li></ul>",
        "<h2><h3>a</h3></h2>",
        "<pre>\na</pre>",
        "<em><table></table></em>",
        "a &eacute; &notit; &#0;",
        "a < b",
        "<p a=\"b\" a=\"c\">d</p>",
        "<P>a</P>",
        "<span/>a",
        "<script>a</script>",
        "<!-- a -->",
    ] {
        assert!(!both_ways(html), "{html}");
    }
}
