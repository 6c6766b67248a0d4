//! Addresses that stand in the text as they are.

use super::*;

/// The targets and texts of all links.
fn links(text: &str) -> Vec<(String, String)> {
    let (markdown, html) = with(text, "ko", |_| {});
    let mut texts = html.split("<a href=\"").skip(1).map(|rest| {
        let rest = &rest[rest.find('>').unwrap() + 1..];
        rest[..rest.find("</a>").unwrap()].to_owned()
    });
    let links = markdown
        .links
        .iter()
        .filter(|link| link.kind == LinkKind::Link)
        .map(|link| (link.target.clone(), texts.next().unwrap()));
    links.collect()
}

fn assert_links(text: &str, expected: &[&str]) {
    let targets: Vec<String> = links(text).into_iter().map(|(target, _)| target).collect();
    assert_eq!(targets, expected, "{text}");
}

#[test]
fn addresses_are_links_as_gfm_says() {
    // The examples of GFM 0.29, section 6.9.
    for (text, expected) in [
        (
            "www.commonmark.org",
            "<a href=\"http://www.commonmark.org\">www.commonmark.org</a>",
        ),
        (
            "Visit www.commonmark.org/help for more information.",
            "Visit <a href=\"http://www.commonmark.org/help\">www.commonmark.org/help</a> for more information.",
        ),
        (
            "Visit www.commonmark.org.",
            "Visit <a href=\"http://www.commonmark.org\">www.commonmark.org</a>.",
        ),
        (
            "Visit www.commonmark.org/a.b.",
            "Visit <a href=\"http://www.commonmark.org/a.b\">www.commonmark.org/a.b</a>.",
        ),
        (
            "(www.google.com/search?q=Markup+(business))",
            "(<a href=\"http://www.google.com/search?q=Markup+(business)\">www.google.com/search?q=Markup+(business)</a>)",
        ),
        (
            "www.google.com/search?q=Markup+(business)))",
            "<a href=\"http://www.google.com/search?q=Markup+(business)\">www.google.com/search?q=Markup+(business)</a>))",
        ),
        (
            "www.google.com/search?q=(business))+ok",
            "<a href=\"http://www.google.com/search?q=(business))+ok\">www.google.com/search?q=(business))+ok</a>",
        ),
        (
            "www.google.com/search?q=commonmark&hl=en",
            "<a href=\"http://www.google.com/search?q=commonmark&amp;hl=en\">www.google.com/search?q=commonmark&amp;hl=en</a>",
        ),
        (
            "www.google.com/search?q=commonmark&hl;",
            "<a href=\"http://www.google.com/search?q=commonmark\">www.google.com/search?q=commonmark</a>&amp;hl;",
        ),
        (
            "www.commonmark.org/he<lp",
            "<a href=\"http://www.commonmark.org/he\">www.commonmark.org/he</a>&lt;lp",
        ),
        (
            "http://commonmark.org",
            "<a href=\"http://commonmark.org\">http://commonmark.org</a>",
        ),
        (
            "(Visit https://encrypted.google.com/search?q=Markup+(business))",
            "(Visit <a href=\"https://encrypted.google.com/search?q=Markup+(business)\">https://encrypted.google.com/search?q=Markup+(business)</a>)",
        ),
        (
            "foo@bar.baz",
            "<a href=\"mailto:foo@bar.baz\">foo@bar.baz</a>",
        ),
        (
            "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
            "hello@mail+xyz.example isn't valid, but <a href=\"mailto:hello+xyz@mail.example\">hello+xyz@mail.example</a> is.",
        ),
        (
            "a.b-c_d@a.b",
            "<a href=\"mailto:a.b-c_d@a.b\">a.b-c_d@a.b</a>",
        ),
        (
            "a.b-c_d@a.b.",
            "<a href=\"mailto:a.b-c_d@a.b\">a.b-c_d@a.b</a>.",
        ),
        ("a.b-c_d@a.b-", "a.b-c_d@a.b-"),
        ("a.b-c_d@a.b_", "a.b-c_d@a.b_"),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
}

#[test]
fn what_closes_a_sentence_is_not_in_the_address() {
    for (text, expected) in [
        ("https://a.b/c_d?e=f_g*h!", "https://a.b/c_d?e=f_g*h"),
        ("**https://a.b/c**", "https://a.b/c"),
        ("_https://a.b/c_", "https://a.b/c"),
        ("~~https://a.b/c~~", "https://a.b/c"),
        ("\"https://a.b/c\"", "https://a.b/c"),
        ("(https://a.b/c).", "https://a.b/c"),
        ("https://a.b/c&amp;", "https://a.b/c"),
        ("https://a.b/c&quot;&gt;.", "https://a.b/c"),
        ("https://a.b/c;", "https://a.b/c;"),
        ("https://a.b/`c`/*d*/_e_/f", "https://a.b/`c`/*d*/_e_/f"),
        ("https://a.b/[c]", "https://a.b/[c]"),
        ("http://localhost:3000/x", "http://localhost:3000/x"),
        ("HTTPS://A.B", "HTTPS://A.B"),
        ("https://a.b/?c&amp;d", "https://a.b/?c&d"),
    ] {
        assert_links(text, &[expected]);
    }
}

#[test]
fn chinese_japanese_and_korean_after_an_address_are_the_sentence() {
    for (text, expected) in [
        ("주소는 https://example.com은 아니다", "https://example.com"),
        (
            "주소는https://example.com/에서 본다",
            "https://example.com/",
        ),
        ("https://example.com/a(한글)", "https://example.com/a"),
        ("「https://example.com/a」と", "https://example.com/a"),
        ("见https://example.com/a。然后", "https://example.com/a"),
        ("見 www.example.com、次", "http://www.example.com"),
        ("“https://example.com/a”라고", "https://example.com/a"),
        ("메일은 a@example.com으로", "mailto:a@example.com"),
        ("**https://example.com/**은", "https://example.com/"),
    ] {
        assert_links(text, &[expected]);
    }
    assert_eq!(
        html("한글**https://a.b/**은"),
        "<p>한글<strong><a href=\"https://a.b/\">https://a.b/</a></strong>은</p>\n"
    );
}

#[test]
fn addresses_in_code_links_and_html_stay_as_they_are() {
    for text in [
        "`https://a.b`",
        "    https://a.b\n    c@d.ef",
        "```\nhttps://a.b www.a.bc\n```",
        "<div>https://a.b</div>",
        "<div title='see https://a.b'>",
        "x <span title='https://a.b'>y</span>",
        "<script>\n// https://a.b\n</script>",
        "<!-- https://a.b -->",
        "![https://a.b](c.png)",
        "https:// and www. and @ and a@b and www.a and x@y.1 and npm/pkg@a.bc and git://a.b",
        "xhttps://a.b and awww.a.bc and http://_ and https://a_b.c_d www.a_b.c",
        "\\https://a.b",
    ] {
        let (_, with_links) = with(text, "ko", |_| {});
        let (_, without) = with(text, "ko", |o| o.autolinks = false);
        assert_eq!(with_links, without, "{text}");
    }
    assert_links("[https://a.b](/c) and [see https://a.b](/d)", &["/c", "/d"]);
    assert_links("[x]\n\n[x]: https://a.b 'https://c.d'", &["https://a.b"]);
    assert_links("<https://a.b/c.>", &["https://a.b/c."]);
    assert_links(
        "[a](https://a.b/c \"t\") [b](<https://d.e>)",
        &["https://a.b/c", "https://d.e"],
    );
    let (markdown, _) = with("<a href='/x'>https://a.b</a> https://c.d", "ko", |_| {});
    let targets: Vec<_> = markdown.links.iter().map(|l| l.target.as_str()).collect();
    assert_eq!(targets, ["/x", "https://c.d"]);
    let (markdown, html) = with("https://a.b www.c.de f@g.hi", "ko", |o| o.autolinks = false);
    assert!(markdown.links.is_empty() && !html.contains("<a"), "{html}");
}

#[test]
fn an_address_stays_in_its_cell_and_its_place() {
    let text = "|a|b|\n|-|-|\n|https://a.b/c|www.d.ef|\n|g@h.ij|x|\n";
    let (markdown, html) = with(text, "ko", |_| {});
    let found: Vec<_> = markdown
        .links
        .iter()
        .map(|l| (l.target.as_str(), &text[l.span()]))
        .collect();
    assert_eq!(
        found,
        [
            ("https://a.b/c", "https://a.b/c"),
            ("http://www.d.ef", "www.d.ef"),
            ("mailto:g@h.ij", "g@h.ij"),
        ]
    );
    assert_eq!(html.matches("<td>").count(), 4, "{html}");
}

#[test]
fn an_address_is_set_as_it_was_written() {
    let (markdown, html) = with(
        "See https://a.b/--x...'y'/:wave:/$1$ and \"https://c.d\".\n\n# At https://e.f",
        "en",
        |o| {
            o.smart_punctuation = true;
            o.emoji = true;
            o.math = Math::MathMl;
        },
    );
    assert!(
        html.contains("\">https://a.b/--x...&#39;y&#39;/:wave:/$1$</a>")
            || html.contains("\">https://a.b/--x...'y'/:wave:/$1$</a>"),
        "{html}"
    );
    assert!(
        html.contains("“<a href=\"https://c.d\">https://c.d</a>”"),
        "{html}"
    );
    assert_eq!(markdown.headings[0].title, "At https://e.f");
    let summary = markdown.summary.unwrap();
    assert_eq!(
        summary.text,
        "See https://a.b/--x...'y'/:wave:/$1$ and “https://c.d”."
    );
}
