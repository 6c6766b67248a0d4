//! What the module promises, example by example.

use std::borrow::Cow;

use super::*;

mod addresses;
mod anchors;
mod maths;
mod others;
mod people;
mod work;

fn lang(tag: &str) -> Lang {
    Lang::new(tag).unwrap()
}

fn fill_with(text: &str, html: &Html, links: &[Link]) -> String {
    html.fill(|symbol| match symbol {
        Symbol::Link(i) => {
            let link = &links[i as usize];
            // What stands in raw HTML stays as it was written.
            Cow::Owned(match link.kind {
                LinkKind::RawHtml => text[link.span()].to_owned(),
                _ => escape_href(&link.target),
            })
        }
        Symbol::AlertTitle(kind) => Cow::Borrowed(kind.title()),
        _ => Cow::Borrowed(""),
    })
}

/// The extras that change letters are off, for tests of everything else.
fn sober() -> Options {
    Options {
        smart_punctuation: false,
        emoji: false,
        definition_lists: false,
        ..Options::default()
    }
}

fn with(text: &str, tag: &str, change: impl FnOnce(&mut Options)) -> (Markdown, String) {
    let mut options = sober();
    change(&mut options);
    let markdown = render(text, &lang(tag), &options);
    let html = fill_with(text, &markdown.html, &markdown.links);
    (markdown, html)
}

fn html(text: &str) -> String {
    with(text, "ko", |_| {}).1
}

fn commonmark() -> Vec<(u64, String)> {
    let json = include_str!("../../../tests/markdown/commonmark-0.31.json");
    let examples: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let pick = |e: &serde_json::Value| {
        (
            e["number"].as_u64().unwrap(),
            e["markdown"].as_str().unwrap().to_owned(),
        )
    };
    examples.iter().map(pick).collect()
}

fn reference(text: &str, flags: pulldown_cmark::Options) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(text, flags));
    html
}

#[test]
fn commonmark_is_written_as_the_parser_itself_writes_it() {
    let lang = lang("en");
    let options = Options::commonmark();
    let examples = commonmark();
    assert_eq!(examples.len(), 652);
    for (number, text) in examples {
        let markdown = render(&text, &lang, &options);
        let ours = fill_with(&text, &markdown.html, &markdown.links);
        assert_eq!(
            ours,
            reference(&text, pulldown_cmark::Options::empty()),
            "example {number}: {text}"
        );
    }
}

#[test]
fn emphasis_beside_cjk_letters() {
    for (text, expected) in [
        ("**\"한글\"**은", "<strong>\"한글\"</strong>은"),
        ("**한글(韓)**은", "<strong>한글(韓)</strong>은"),
        ("**한글!**은", "<strong>한글!</strong>은"),
        ("*(주)*는", "<em>(주)</em>는"),
        ("**`코드`**는", "<strong><code>코드</code></strong>는"),
        (
            "**[링크](u)**는",
            "<strong><a href=\"u\">링크</a></strong>는",
        ),
        (
            "한국어**(강조)**입니다",
            "한국어<strong>(강조)</strong>입니다",
        ),
        (
            "これは**「強調」**です",
            "これは<strong>「強調」</strong>です",
        ),
        ("~~취소(x)~~선", "<del>취소(x)</del>선"),
        ("**テスト。**Test", "<strong>テスト。</strong>Test"),
        ("`**한글!**은`", "<code>**한글!**은</code>"),
        ("[a](/x*한*!y)", "<a href=\"/x*%ED%95%9C*!y\">a</a>"),
        ("\u{FDD0}**한글!**은", "\u{FDD0}<strong>한글!</strong>은"),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
}

#[test]
fn all_the_extras_change_nothing_in_commonmark_but_ids() {
    let lang = lang("en");
    let mut options = Options::commonmark();
    options.heading_ids = HeadingIds::Byline;
    options.cjk = true;
    for (number, text) in commonmark() {
        let markdown = render(&text, &lang, &options);
        let mut ours = fill_with(&text, &markdown.html, &markdown.links);
        for heading in &markdown.headings {
            let id = format!(" id=\"{}\"", escape_text(&heading.id));
            assert_eq!(ours.matches(&id).count(), 1, "example {number}: {ours}");
            ours = ours.replacen(&id, "", 1);
        }
        let expected = reference(&text, pulldown_cmark::Options::empty());
        assert_eq!(ours, expected, "example {number}: {text}");
    }
}

#[test]
fn line_breaks_between_han_and_kana_are_no_spaces() {
    for (text, expected) in [
        ("漢字\nかな", "漢字かな"),
        ("漢字。\n「次」", "漢字。「次」"),
        ("**漢字**\n漢字", "<strong>漢字</strong>漢字"),
        ("漢字\n**漢字**", "漢字<strong>漢字</strong>"),
        ("한글\n한글", "한글\n한글"),
        ("한글\n漢字", "한글\n漢字"),
        ("漢字\n한글", "漢字\n한글"),
        ("漢字\nword", "漢字\nword"),
        ("漢字\n*word*", "漢字\n<em>word</em>"),
        ("漢字\n`code`漢", "漢字\n<code>code</code>漢"),
        ("`code`\n漢字", "<code>code</code>\n漢字"),
        ("漢字\n<b>漢</b>", "漢字\n<b>漢</b>"),
        ("漢字 \n漢字", "漢字漢字"),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
    let (markdown, _) = with("漢字\n**漢字**\n\n次の\n漢字", "ja", |_| {});
    assert_eq!(markdown.summary.unwrap().text, "漢字漢字 次の漢字");
}

#[test]
fn headings_have_ids_in_every_script() {
    let text = "# 비가 온다!\n\n## 비가 온다\n\n## !!!\n\n## Déjà *vu* {#deja .big x=y}\n\n## `a` & b\n\n## deja";
    let (markdown, html) = with(text, "ko", |_| {});
    let ids: Vec<_> = markdown.headings.iter().map(|h| h.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "비가-온다",
            "비가-온다-1",
            "section",
            "deja",
            "a-b",
            "deja-1"
        ]
    );
    assert_eq!(markdown.ids, ids);
    assert_eq!(markdown.headings[4].title, "a & b");
    assert!(
        html.contains("<h2 id=\"deja\" class=\"big\" x=\"y\">Déjà <em>vu</em></h2>"),
        "{html}"
    );
    assert!(markdown.problems.is_empty());
}

#[test]
fn an_anchor_goes_into_its_heading() {
    let (markdown, _) = with("# [a](b) c\n\n## d", "en", |_| {});
    let html = markdown.html.fill(|symbol| match symbol {
        Symbol::HeadingStart(i) => format!("({i}").into(),
        Symbol::HeadingEnd(i) => format!("{i})").into(),
        _ => "x".into(),
    });
    assert_eq!(
        html,
        "<h1 id=\"a-c\">(0<a href=\"x\">a</a> c0)</h1>\n<h2 id=\"d\">(1d1)</h2>\n"
    );
}

#[test]
fn an_id_given_twice_is_a_problem() {
    let text = "# a {#x}\n\n# b {#x}\n\n<p id=x>\n";
    let (markdown, _) = with(text, "en", |_| {});
    let spans: Vec<_> = markdown.problems.iter().map(|p| &text[p.span()]).collect();
    assert_eq!(spans, ["# b {#x}\n", "x"]);
    assert_eq!(markdown.headings[1].id, "x-1");
    assert_eq!(markdown.problems[0].kind, ProblemKind::IdTwice("x".into()));
    assert_eq!(
        markdown.problems[1].kind,
        ProblemKind::RawIdTwice("x".into())
    );
}

#[test]
fn footnotes_are_collected_at_the_end() {
    let text = "# fn-a\n\n하나[^b] 둘[^a] 셋[^b] 넷[^none]\n\n[^a]: 가[^c]\n[^b]: 나\n\n    둘째\n[^c]: 다\n[^d]: 라\n\n끝";
    let (markdown, html) = with(text, "ko", |_| {});
    insta::assert_snapshot!("footnotes", html);
    let problems: Vec<_> = markdown
        .problems
        .iter()
        .map(|p| (&text[p.span()], &p.kind))
        .collect();
    assert_eq!(
        problems[0],
        ("[^none]", &ProblemKind::FootnoteUndefined("none".into()))
    );
    assert_eq!(problems[1].1, &ProblemKind::FootnoteUnused("d".into()));
    assert!(problems[1].0.starts_with("[^d]"));
    assert_eq!(markdown.summary.unwrap().text, "하나 둘 셋 넷[^none] 끝");
    let mut ids = markdown.ids.clone();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), markdown.ids.len());
}

#[test]
fn tables_tasks_alerts_and_definitions() {
    let text = "|a|b|\n|:-|-:|\n|**\"한\"**은|~~x~~|\n\n- [ ] 할 일\n- [x] 한 일\n\n> [!WARNING]\n> 조심\n\n낱말\n: 뜻\n";
    let (_, html) = with(text, "ko", |o| o.definition_lists = true);
    insta::assert_snapshot!("blocks", html);
}

#[test]
fn an_empty_corner_of_a_table_is_no_heading() {
    let html = html("| | 링크 |\n|:-|-|\n| 답 | 예 |\n");
    assert!(
        html.contains("<td style=\"text-align: left\"></td><th>링크</th>"),
        "{html}"
    );
}

#[test]
fn quotes_of_each_language() {
    let text =
        "\"한 'b' c\" don't **\"d\"** 그는\"말\"이라고 \\\"e\\\" &quot; `\"` 6\" -- --- ... '90s";
    let mut all = String::new();
    for tag in [
        "en", "ko", "ja", "zh", "zh-Hant", "de", "de-CH", "fr", "es", "ru", "pl", "sv",
    ] {
        let (_, html) = with(text, tag, |o| o.smart_punctuation = true);
        all.push_str(&format!("{tag}: {html}"));
    }
    insta::assert_snapshot!("quotes", all);
    let (_, html) = with("**\"한글\"**은 '가'는", "ko", |o| {
        o.smart_punctuation = true
    });
    assert_eq!(html, "<p><strong>“한글”</strong>은 ‘가’는</p>\n");
}

#[test]
fn money_is_no_formula() {
    for (text, formulas) in [
        ("100$에서 200$", 0),
        ("$5와 $6", 0),
        ("$5,000 and 6$ or **7$** 8$", 0),
        ("($100, 원화 100$)", 0),
        ("값은 $x$는 $E=mc^2$입니다", 2),
        ("$x$ and $$y$$", 2),
        ("100$에서 **굵게** 200$, `$x$`", 0),
        ("100$에서 $x$", 1),
    ] {
        let (_, html) = with(text, "ko", |o| o.math = Math::Tex);
        assert_eq!(html.matches("class=\"math").count(), formulas, "{html}");
    }
    let (_, html) = with("100$에서 **굵게** 200$ `a$b`", "ko", |o| {
        o.math = Math::Tex
    });
    assert_eq!(
        html,
        "<p>100$에서 <strong>굵게</strong> 200$ <code>a$b</code></p>\n"
    );
    let (_, html) = with("$a<b$", "ko", |_| {});
    assert_eq!(html, "<p>$a&lt;b$</p>\n");
}

#[test]
fn formulas_become_mathml_or_a_problem() {
    let (_, html) = with("$a<b$ $$\\frac{1}{2}$$", "en", |o| o.math = Math::MathMl);
    insta::assert_snapshot!("mathml", html);
    let text = "좋은 $\\nonsense{a}$ 식";
    let (markdown, html) = with(text, "ko", |o| o.math = Math::MathMl);
    assert!(html.contains("\\(\\nonsense{a}\\)"), "{html}");
    assert_eq!(&text[markdown.problems[0].span()], "$\\nonsense{a}$");
}

#[test]
fn emoji_only_in_text() {
    let (_, html) = with(
        ":wave: 안녕:+1: `:wave:` <https://a.b/:wave:/> 10:100:20 :nonsense: [:heart_eyes:](/:wave:)",
        "ko",
        |o| o.emoji = true,
    );
    assert_eq!(
        html,
        "<p>👋 안녕👍 <code>:wave:</code> <a href=\"https://a.b/:wave:/\">https://a.b/:wave:/</a> 10:100:20 :nonsense: <a href=\"/:wave:\">😍</a></p>\n"
    );
}

#[test]
fn links_to_other_sites_get_what_the_site_wants() {
    let policy = ExternalLinks {
        class: Some("out".into()),
        target_blank: true,
        no_follow: true,
        no_referrer: true,
        own_host: Some("me.example".into()),
    };
    let text = "[a](https://a.b/?x&y) [b](https://ME.example/x) [c](mailto:a@b.c) [d](@/d.md)";
    let (markdown, html) = with(text, "en", |o| o.external_links = policy);
    assert_eq!(
        html,
        "<p><a href=\"https://a.b/?x&amp;y\" class=\"out\" target=\"_blank\" rel=\"noopener nofollow noreferrer\">a</a> <a href=\"https://ME.example/x\">b</a> <a href=\"mailto:a@b.c\">c</a> <a href=\"@/d.md\">d</a></p>\n"
    );
    assert_eq!(markdown.links.len(), 4);
    assert_eq!(markdown.html.holes().len(), 1);
}

#[test]
fn a_titled_picture_alone_is_a_figure() {
    assert_eq!(
        html("![비 *온* 날](rain.jpg \"서울 'x'\")"),
        "<figure><img src=\"rain.jpg\" alt=\"비 온 날\"><figcaption>서울 &#39;x&#39;</figcaption></figure>\n"
    );
    assert_eq!(
        html("![a](b \"c\") d"),
        "<p><img src=\"b\" alt=\"a\" title=\"c\"> d</p>\n"
    );
    let (markdown, html) = with("![](a.jpg)", "en", |o| o.lazy_images = true);
    assert_eq!(
        html,
        "<p><img src=\"a.jpg\" alt=\"\" loading=\"lazy\"></p>\n"
    );
    assert_eq!(
        markdown.links[0].kind,
        LinkKind::Image { alt_missing: true }
    );
}

#[test]
fn raw_html_has_links_and_ids_too() {
    let text = "> <div id=\"box\"\n>   class=x>\n> <img src=a.jpg srcset=\"b.jpg 1x, https://c/d.jpg 2x\">\n\n**가!**나 <a href='@/x.md'>x</a> <https://한.글>";
    let (markdown, html) = with(text, "ko", |_| {});
    let links: Vec<_> = markdown
        .links
        .iter()
        .map(|l| (l.target.as_str(), &text[l.span()]))
        .collect();
    assert_eq!(
        links,
        [
            ("a.jpg", "a.jpg"),
            ("b.jpg", "b.jpg"),
            ("https://c/d.jpg", "https://c/d.jpg"),
            ("@/x.md", "@/x.md"),
            ("https://한.글", "<https://한.글>")
        ]
    );
    assert_eq!(markdown.ids, ["box"]);
    assert!(
        html.contains("<img src=\"a.jpg\" srcset=\"b.jpg 1x, https://c/d.jpg 2x\">"),
        "{html}"
    );
}

fn summary(text: &str, length: usize) -> (String, String, bool) {
    let (markdown, _) = with(text, "ko", |o| o.summary_length = length);
    let summary = markdown.summary.unwrap_or_else(|| Summary {
        html: Html::default(),
        text: String::new(),
        cut: false,
    });
    (
        fill_with(text, &summary.html, &markdown.links),
        summary.text,
        summary.cut,
    )
}

#[test]
fn a_summary_made_of_the_first_paragraphs() {
    let text = "# 제목\n\n첫 **문단**[^1]입니다. <!-- 비밀 -->\n\n```\n코드\n```\n\n|a|\n|-|\n|b|\n\n둘째 [문단](x)의 un<b>bold</b> 말과 A&amp;B.\n\n[^1]: 주";
    let (html, plain, cut) = summary(text, 200);
    assert_eq!(plain, "첫 문단입니다. 둘째 문단의 unbold 말과 A&B.");
    assert_eq!(
        html,
        "<p>첫 <strong>문단</strong>입니다. </p>\n<p>둘째 <a href=\"x\">문단</a>의 unbold 말과 A&amp;B.</p>\n"
    );
    assert!(!cut);
    assert_eq!(summary(text, 12).1, "첫 문단입니다.");
    assert_eq!(
        summary("가나다 **라마바사아** 자차카", 6).0,
        "<p>가나다…</p>\n"
    );
    assert_eq!(
        summary("가나다 **라마바 사아** 자차카", 9).0,
        "<p>가나다 <strong>라마바…</strong></p>\n"
    );
    assert_eq!(summary("漢字かな漢字かな", 5).1, "漢字かな漢…");
    assert_eq!(summary("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2).1, "👨‍👩‍👧👨‍👩‍👧…");
    assert_eq!(summary("a  \nb<br>c", 20).1, "a b c");
    assert_eq!(summary("- 하나\n- 둘", 20).0, "<p>하나</p>\n<p>둘</p>\n");
    assert_eq!(
        summary("비는 2026. 3. 5. 그쳤다. 그리고", 19).1,
        "비는 2026. 3. 5. 그쳤다."
    );
    assert_eq!(
        summary("비는 그쳤다고 2026. 3. 5. 밝혔다", 17).1,
        "비는 그쳤다고 2026. 3.…"
    );
    for nothing in ["", "# 제목", "![a](b)", "```\nx\n```", "<!-- x -->"] {
        assert_eq!(summary(nothing, 20), <_>::default(), "{nothing}");
    }
}

#[test]
fn a_summary_up_to_the_marker() {
    let text = "# 제목\n\n첫 *문단[^1] <!--more--> 나머지*\n\n[^1]: 주";
    let (html, plain, cut) = summary(text, 2);
    assert_eq!(html, "<h1>제목</h1>\n<p>첫 <em>문단</em></p>\n");
    assert_eq!((plain.as_str(), cut), ("첫 문단", true));
    let (markdown, html) = with(text, "ko", |_| {});
    assert!(html.contains("<span id=\"continue-reading\"></span> 나머지"));
    assert!(markdown.ids.contains(&"continue-reading".to_owned()));
    let (html, _, _) = summary("<div>\n\n하나 <b>둘\n\n<!-- more -->\n\n셋</b></div>", 2);
    assert_eq!(html, "<div>\n<p>하나 <b>둘</p></div>\n");
    assert_eq!(summary("<!-- more -->\n\n하나 둘", 20).1, "하나 둘");
    assert_eq!(
        summary("하나\n\n`<!-- more -->` 둘", 20).1,
        "하나 <!-- more --> 둘"
    );
}

#[test]
fn deep_nesting_is_no_trouble() {
    for (open, close) in [
        ("{", "}"),
        ("\\frac{", "}2"),
        ("\\left(", "\\right)"),
        ("a^{", "}"),
        ("\\sqrt{", "}"),
    ] {
        let tex = format!("{}1{}", open.repeat(900), close.repeat(900));
        let _ = math::mathml(&tex, true);
        let _ = math::mathml(&open.repeat(900), true);
    }
    for piece in [
        "> ",
        "- ",
        "*a ",
        "[",
        "![",
        "<b>",
        "$a ",
        "[^a]: ",
        "<!-- more -->",
        "**가!",
    ] {
        render(
            &piece.repeat(3000),
            &lang("ko"),
            &Options {
                math: Math::MathMl,
                ..Options::default()
            },
        );
    }
}
