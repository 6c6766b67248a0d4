//! The ids of headings, and anchors that people write beside them.

use super::*;

fn ids(text: &str, how: HeadingIds) -> Vec<String> {
    let (markdown, html) = with(text, "en", |o| o.heading_ids = how);
    for heading in &markdown.headings {
        let id = format!("id=\"{}\"", escape_text(&heading.id));
        assert!(html.contains(&id), "{id} in {html}");
    }
    markdown
        .headings
        .into_iter()
        .map(|heading| heading.id)
        .collect()
}

fn id(title: &str, how: HeadingIds) -> String {
    ids(&format!("## {title}"), how).remove(0)
}

/// Titles, and their ids by Byline, by GitHub, by Zola.
const TITLES: &[(&str, &str, &str, &str)] = &[
    (
        "Getting Started",
        "getting-started",
        "getting-started",
        "getting-started",
    ),
    (
        "TCP/IP Technik",
        "tcp-ip-technik",
        "tcpip-technik",
        "tcp-ip-technik",
    ),
    ("Foo & Bar", "foo-bar", "foo--bar", "foo-bar"),
    ("v1.2.3", "v1-2-3", "v123", "v1-2-3"),
    ("C++ & C#", "c-c", "c--c", "c-c"),
    ("A.B.C", "a-b-c", "abc", "a-b-c"),
    (
        "get_image_metadata",
        "get_image_metadata",
        "get_image_metadata",
        "get-image-metadata",
    ),
    (
        "`get_url` function",
        "get_url-function",
        "get_url-function",
        "get-url-function",
    ),
    ("What's new?", "whats-new", "whats-new", "what-s-new"),
    ("What’s new?", "whats-new", "whats-new", "what-s-new"),
    ("a - b", "a-b", "a---b", "a-b"),
    ("a -- b", "a-b", "a----b", "a-b"),
    ("a – b", "a-b", "a--b", "a-b"),
    (
        "-leading- and -trailing-",
        "leading-and-trailing",
        "-leading--and--trailing-",
        "leading-and-trailing",
    ),
    (
        "지급 대상 — 나는",
        "지급-대상-나는",
        "지급-대상--나는",
        "jigeub-daesang-naneun",
    ),
    ("🚀 Features", "features", "-features", "rocket-features"),
    (
        ":rocket: Features",
        "rocket-features",
        "rocket-features",
        "rocket-features",
    ),
    ("I ♥ unicode", "i-unicode", "i--unicode", "i-hearts-unicode"),
    ("Déjà *vu*", "déjà-vu", "déjà-vu", "deja-vu"),
    (
        "日本語の見出し",
        "日本語の見出し",
        "日本語の見出し",
        "ri-ben-yu-nojian-chu-si",
    ),
    ("中文，标题！", "中文-标题", "中文标题", "zhong-wen-biao-ti"),
    ("हिन्दी में", "हिन्दी-में", "हिन्दी-में", "hindii-men"),
    ("١٢٣ ½ ² Ⅷ", "١٢٣-½-²-ⅷ", "١٢٣---ⅷ", "123-1-2-2-viii"),
    ("a\u{203F}b", "a-b", "a\u{203F}b", "a-b"),
    ("ΑΣ ΣΑΣ", "ασ-σασ", "ας-σας", "as-sas"),
    (
        "[a link](/b) here",
        "a-link-here",
        "a-link-here",
        "a-link-here",
    ),
    ("50 % \"off\"...", "50-off", "50--off", "50-off"),
    ("!!!", "section", "section", "section"),
];

#[test]
fn ids_are_those_of_byline_github_and_zola_to_the_letter() {
    let of = |title: &str, how| id(title, how);
    let ours: Vec<_> = TITLES
        .iter()
        .map(|(title, ..)| {
            let [byline, github, zola] = [HeadingIds::Byline, HeadingIds::GitHub, HeadingIds::Zola]
                .map(|how| of(title, how));
            (*title, byline, github, zola)
        })
        .collect();
    let expected: Vec<_> = TITLES
        .iter()
        .map(|(title, byline, github, zola)| {
            (
                *title,
                (*byline).to_owned(),
                (*github).to_owned(),
                (*zola).to_owned(),
            )
        })
        .collect();
    assert_eq!(ours, expected);
}

#[test]
fn ids_are_the_same_whatever_quotes_and_emoji_become() {
    for (title, byline, github, zola) in TITLES {
        for (how, expected) in [
            (HeadingIds::Byline, byline),
            (HeadingIds::GitHub, github),
            (HeadingIds::Zola, zola),
        ] {
            let (markdown, _) = with(&format!("## {title}"), "de", |o| {
                o.heading_ids = how;
                o.smart_punctuation = true;
                o.emoji = true;
            });
            let expected = match (how, title.starts_with(':')) {
                // Byline takes the title as it is set.
                (HeadingIds::Byline, true) => "features",
                _ => expected,
            };
            assert_eq!(markdown.headings[0].id, expected, "{title}");
        }
    }
}

#[test]
fn equal_headings_are_numbered_as_each_does() {
    let text = "# A\n\n# A\n\n# A-1\n\n# A\n\n# B {#a-2}\n\n# A";
    assert_eq!(
        ids(text, HeadingIds::GitHub),
        ["a", "a-1", "a-1-1", "a-3", "a-2", "a-4"]
    );
    assert_eq!(
        ids(text, HeadingIds::Zola),
        ["a", "a-1", "a-1-1", "a-3", "a-2", "a-4"]
    );
    assert_eq!(
        ids(text, HeadingIds::Byline),
        ["a", "a-1", "a-1-1", "a-3", "a-2", "a-4"]
    );
    let setext = "two\nlines\n===";
    assert_eq!(ids(setext, HeadingIds::GitHub), ["twolines"]);
    assert_eq!(ids(setext, HeadingIds::Byline), ["two-lines"]);
}

#[test]
fn an_anchor_beside_the_heading_of_its_name_works_before_and_after_it() {
    let all = [HeadingIds::Byline, HeadingIds::GitHub, HeadingIds::Zola];
    for attribute in [
        "name=\"usage\"",
        "id=\"usage\"",
        "id=usage",
        "id='usage' name=usage",
    ] {
        for text in [
            format!("<a {attribute}></a>\n\n## Usage"),
            format!("<a {attribute}></a>\n## Usage"),
            format!("x\n\n<a class=b {attribute} href='#usage'></a>\n\n## Usage"),
            format!("## Usage\n\n<a {attribute}></a>\n\ntext"),
            format!("## Usage\n<a {attribute}></a>\ntext"),
            format!("## <a {attribute}></a>Usage"),
            format!("## Usage <a {attribute}></a>"),
        ] {
            for how in all {
                if how == HeadingIds::GitHub && text.starts_with("## Usage <a") {
                    // The space before the anchor is part of the title there, and gives `usage-`.
                    continue;
                }
                let (markdown, html) = with(&text, "en", |o| o.heading_ids = how);
                assert_eq!(markdown.problems, [], "{text}");
                assert_eq!(markdown.ids, ["usage"], "{text}: {html}");
                let elements = scraper::Html::parse_fragment(&html);
                let selector = scraper::Selector::parse("[id=usage]").unwrap();
                let found: Vec<_> = elements.select(&selector).collect();
                assert_eq!(found.len(), 1, "{text}: {html}");
                assert_eq!(found[0].value().name(), "h2", "{text}: {html}");
            }
        }
    }
}

#[test]
fn an_anchor_elsewhere_keeps_its_id() {
    let text = "<a id=\"usage\"></a>Here is how.\n\n## Usage\n\n<b id=\"usage-1\">x</b>";
    let (markdown, html) = with(text, "en", |_| {});
    assert_eq!(markdown.headings[0].id, "usage-1");
    assert!(html.contains("<a id=\"usage\">"), "{html}");
    let kind = ProblemKind::RawIdTwice("usage-1".into());
    assert_eq!(markdown.problems.len(), 1);
    assert_eq!(markdown.problems[0].kind, kind);
    assert_eq!(&text[markdown.problems[0].span()], "usage-1");
    // GitHub and Zola do not look at HTML, so the heading keeps the id that their links expect.
    let (markdown, _) = with(text, "en", |o| o.heading_ids = HeadingIds::GitHub);
    assert_eq!(markdown.headings[0].id, "usage");
    assert_eq!(&text[markdown.problems[0].span()], "usage");
    let text = "<p id=\"a\">x</p>\n<p id=\"a\">y</p>\n";
    let (markdown, _) = with(text, "en", |_| {});
    assert_eq!(
        markdown.problems[0].kind,
        ProblemKind::RawIdTwice("a".into())
    );
    assert_eq!(markdown.problems[0].span(), 23..24);
}

#[test]
fn the_name_of_an_anchor_is_a_target_of_links() {
    let (markdown, _) = with(
        "<a name=\"there\"></a> text\n\n## Here\n\n<a name=\"here\"></a>",
        "en",
        |_| {},
    );
    assert_eq!(markdown.ids, ["here", "there"]);
    assert_eq!(markdown.problems, []);
}
