//! Markdown as people write it, where the parser alone would read it otherwise.

use super::*;

fn with_definitions(text: &str) -> String {
    with(text, "en", |o| o.definition_lists = true).1
}

#[test]
fn a_tab_is_white_space_where_a_space_is() {
    for text in [
        "```\ncode\n```\t\n\n**out**",
        "~~~~\ncode\n~~~~ \t\n\n**out**",
        "> ```\n> code\n> ```\t\n\n**out**",
        "- ```\n  code\n  ```\t\n\n**out**",
        "## Part ##\t",
        "## Part\t##",
        "##\tPart\t##\t",
        "- ## Part ##\t",
        "> ## Part\t##\t",
        "## Part ##\t{#id}",
        "## Part\t## \t{#id .c}\t",
        "|a|b|\n|-|-|\t\n|c|d|",
        "|a|b|\t\n|-\t|-|\n|c|d|",
        "a|b\n:-\t|\t-:\n|c|d|\t",
        "> |a|\n> |-|\t\n> |c|\t",
        "Title\n===\t",
        "***\t",
        "*\t*\t*",
        "> [!NOTE]\t\n> text",
        "- [ ]\ttask",
        "- [x] \ttask",
        "[a]:\t/b\t\n\n[a]",
        "[a](/b\t\"t\"\t)",
        "text\t\nmore",
        "[^a] x\n\n[^a]:\tnote\t",
        "Term\t\n:\tdefinition\t",
    ] {
        let spaces = text.replace('\t', " ");
        assert_eq!(
            with_definitions(text),
            with_definitions(&spaces),
            "{text:?} and {spaces:?}"
        );
    }
}

#[test]
fn tabs_in_code_stay_tabs() {
    assert_eq!(
        html("````\n```\t\n# a ##\t\n|-|\t\n````\n"),
        "<pre tabindex=\"0\"><code>```\t\n# a ##\t\n|-|\t\n</code></pre>\n"
    );
    assert_eq!(
        html("<pre>\n# a\t##\n|-|\t\n</pre>\n"),
        "<pre>\n# a\t##\n|-|\t\n</pre>\n"
    );
}

#[test]
fn places_stand_where_they_were_written_behind_edited_lines() {
    let text = "## a\t##\t\n\n:x\n\n## b {c d}\n\n**한글!**은 [e](f)";
    let (markdown, _) = with(text, "ko", |o| o.definition_lists = true);
    assert_eq!(&text[markdown.links[0].span()], "[e](f)");
}

#[test]
fn a_definition_has_white_space_behind_its_colon() {
    for text in [
        "One\n\n:rocket: It is fast.",
        "One\n:rocket: It is fast.",
        "One\n\n:-)",
        "One\n:::note\ntext\n:::",
        "One\n:8000",
        "One\n:",
        "a|b|c\n:--|:--",
        "> One\n> :x",
        "- One\n  :x",
    ] {
        let html = with_definitions(text);
        assert!(!html.contains("<dl>"), "{text}: {html}");
        assert_eq!(
            html.matches(':').count(),
            text.matches(':').count(),
            "{text}: {html}"
        );
    }
    let table = with_definitions("a|b\n:--|:--\n:c|d");
    assert!(
        table.contains("<table>") && !table.contains("<dl>"),
        "{table}"
    );
    assert!(
        table.contains("<td style=\"text-align: left\">:c</td>"),
        "{table}"
    );
}

#[test]
fn a_definition_follows_its_term_directly() {
    let list = |terms: &str| format!("<dl>\n{terms}</dl>\n");
    assert_eq!(
        with_definitions("Term\n: one\n: two"),
        list("<dt>Term</dt>\n<dd>one</dd>\n<dd>two</dd>\n")
    );
    assert_eq!(
        with_definitions("Paragraph.\n\n: not defined"),
        "<p>Paragraph.</p>\n<p>: not defined</p>\n"
    );
    assert_eq!(
        with_definitions("Term\n: one\n\n: two\n\nOther\n: three"),
        list(
            "<dt>Term</dt>\n<dd>\n<p>one</p>\n</dd>\n<dd>\n<p>two</p>\n</dd>\n<dt>Other</dt>\n<dd>\n<p>three</p>\n</dd>\n"
        )
    );
    let html = with_definitions("Term\n: one\n\n    more\n\n: two\n\nParagraph.\n\n: text");
    assert_eq!(html.matches("<dd>").count(), 2, "{html}");
    assert!(html.contains("<p>: text</p>"), "{html}");
}

#[test]
fn each_line_above_a_definition_is_a_term() {
    for text in ["Apple\nPomme\n: A fruit.", "Apple  \nPomme\n: A fruit."] {
        assert_eq!(
            with_definitions(text),
            "<dl>\n<dt>Apple</dt>\n<dt>Pomme</dt>\n<dd>A fruit.</dd>\n</dl>\n"
        );
    }
    let (markdown, html) = with("*Apple\nPomme*\n: A fruit.", "en", |o| {
        o.definition_lists = true
    });
    assert!(html.contains("<dt><em>Apple\nPomme</em></dt>"), "{html}");
    assert_eq!(markdown.summary.unwrap().text, "Apple Pomme A fruit.");
}

#[test]
fn braces_in_a_heading_are_text_unless_they_are_attributes() {
    for (text, title) in [
        ("## The set {a, b}", "The set {a, b}"),
        ("## Hooks {children}", "Hooks {children}"),
        ("## 100% {WIP}", "100% {WIP}"),
        ("## Empty {}", "Empty {}"),
        ("## Spread {...args}", "Spread {...args}"),
        ("## function (const a ){}", "function (const a ){}"),
        ("## {% addedin \"3.0.0\" %}", "{% addedin \"3.0.0\" %}"),
        ("- ## In a list {x y}", "In a list {x y}"),
        ("The set {a, b}\n===", "The set {a, b}"),
        ("> The set {a, b}\n> ---", "The set {a, b}"),
        ("## `{a}` {b} ##", "{a} {b}"),
    ] {
        let (markdown, html) = with(text, "en", |_| {});
        assert_eq!(markdown.headings[0].title, title, "{html}");
        assert!(html.contains("<h") && !html.contains("=\"\""), "{html}");
        let places = markdown.html.text().contains('\u{FDD0}');
        assert!(!places, "{html}");
    }
    for (text, expected) in [
        ("## A {#b}", "<h2 id=\"b\">A</h2>"),
        ("## A {.b .c-d}", "<h2 id=\"a\" class=\"b c-d\">A</h2>"),
        (
            "## A { #b  .c d=e f=\"g\" }",
            "<h2 id=\"b\" class=\"c\" d=\"e\" f=\"g\">A</h2>",
        ),
        ("## A {#값}", "<h2 id=\"값\">A</h2>"),
        ("A {#b}\n---", "<h2 id=\"b\">A</h2>"),
    ] {
        assert_eq!(html(text).trim_end(), expected, "{text}");
    }
}

#[test]
fn what_nobody_means_as_a_footnote_is_text() {
    for text in [
        "The class [^0-9] and [^a-zA-Z] and [^,] and [^\\s]",
        "|a|\n|-|\n|`x` [^\"]|",
        "Escaped \\[^word]",
    ] {
        let (markdown, html) = with(text, "en", |_| {});
        assert_eq!(markdown.problems, [], "{text}");
        assert!(html.contains("[^"), "{html}");
    }
    for label in ["1", "note", "각주", "fig-1", "a_b"] {
        let text = format!("See[^{label}].");
        let (markdown, html) = with(&text, "en", |_| {});
        let kind = ProblemKind::FootnoteUndefined(label.to_owned());
        assert_eq!(markdown.problems.len(), 1, "{text}");
        assert_eq!(markdown.problems[0].kind, kind);
        assert_eq!(html, format!("<p>{text}</p>\n"));
    }
}

#[test]
fn emphasis_beside_scripts_without_spaces() {
    for (text, expected) in [
        ("**\"ไป\"**ครับ", "<strong>\"ไป\"</strong>ครับ"),
        ("เขาพูดว่า**(ไม่)**แล้ว", "เขาพูดว่า<strong>(ไม่)</strong>แล้ว"),
        ("**ไม่**\"x\"", "<strong>ไม่</strong>\"x\""),
        ("**ປີ!**ນີ້", "<strong>ປີ!</strong>ນີ້"),
        ("**ឆ្នាំ (២០២៦)**នេះ", "<strong>ឆ្នាំ (២០២៦)</strong>នេះ"),
        ("**မြန်မာ။**ဘာသာ", "<strong>မြန်မာ။</strong>ဘာသာ"),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
    let (_, html) = with("เขาว่า\"ไป\"แล้ว", "th", |o| {
        o.smart_punctuation = true
    });
    assert_eq!(html, "<p>เขาว่า“ไป”แล้ว</p>\n");
}

#[test]
fn an_escaped_backslash_before_emphasis_escapes_nothing() {
    assert_eq!(
        html("\\\\**한글!**은"),
        "<p>\\<strong>한글!</strong>은</p>\n"
    );
    assert_eq!(html("\\**한글!*은"), "<p>*<em>한글!</em>은</p>\n");
}

#[test]
fn a_summary_is_not_thrown_away_for_a_long_last_word() {
    let link = format!("See {}", "가나다라".repeat(50));
    assert_eq!(
        summary(&link, 100).1,
        format!("See {}…", "가나다라".repeat(24))
    );
    let words = "Some words that are followed by anotherverylongone";
    assert_eq!(summary(words, 45).1, "Some words that are followed by…");
}
