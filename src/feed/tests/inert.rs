//! Whatever stands in an article: what readers get of it runs nothing, is closed, and stays as it is when it is cleaned again;
//! judged by a tokenizer that the program does not use.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::any::cases;
use super::judge;
use crate::feed::html::for_readers;

const PAGE: &str = "https://a.example/news/rain/";

/// What readers get, which must be fit for them.
fn fit(html: &str) -> String {
    let once = for_readers(html, PAGE, "e1-");
    let harms = judge::harms(&once);
    assert!(harms.is_empty(), "{harms:?}\nof {html}\nin {once}");
    let twice = for_readers(&once, PAGE, "e1-");
    assert_eq!(twice, once, "of {html}");
    once
}

#[test]
fn what_goes_leaves_no_tag_of_the_text_around_it() {
    let scripts = [
        "<<picture>script>alert(1)<<picture>/script>",
        "<<picture>img src=\"https://e.example/x.png\" onerror=\"alert(2)\">",
        "<<!---->img src=\"https://e.example/x.png\" onerror=\"alert(3)\">",
        "<<button></button>a href=\"javascript:alert(4)\">x</a>",
        "<<x-a>script>alert(5)</script>",
        "<<label>iframe srcdoc='<script>alert(6)</script>'>",
        "<!--><<a>script>alert(7)//-->",
        "<scr<script></script>ipt>alert(8)</scr<script></script>ipt>",
        "<<noscript>svg onload=alert(9)>",
        "<<html>body onload=alert(10)>",
    ];
    for script in scripts {
        let html = fit(&format!("<div>\n{script}\n</div>"));
        assert!(!judge::read(&html).tags.iter().any(|tag| tag.name == "img"));
    }
    assert_eq!(
        fit("<<picture>script>alert(1)<<picture>/script>"),
        "&lt;script&gt;alert(1)&lt;/script&gt;"
    );
}

#[test]
fn an_address_is_written_in_one_way() {
    for (html, url) in [
        (
            "<iframe src=\"//www.youtube.com/embed/it's\"></iframe>",
            "https://www.youtube.com/watch?v=it%27s",
        ),
        (
            "<iframe src=\"//player.vimeo.com/video/1'2\"></iframe>",
            "https://vimeo.com/1'2",
        ),
        (
            "<lite-youtube videoid=\"it's\"></lite-youtube>",
            "https://www.youtube.com/watch?v=it%27s",
        ),
        (
            "<a href=\"/a'b?c'd#e'f\">x</a>",
            "https://a.example/a'b?c%27d#e'f",
        ),
    ] {
        let html = fit(html);
        assert!(html.contains(&format!("\"{url}\"")), "{html}");
    }
}

#[test]
fn what_follows_an_entry_stays_outside_of_it() {
    for html in [
        "<table><td>a",
        "<table><tr><td>a<div>",
        "</div></div>a",
        "<b><i>a",
        "<a href=/x>a",
        "<div><div>a",
        "<svg><g>a",
        "<math><mi>a",
        "<select><option>a",
        "<div>\n<select><option>b</div>a",
        "<ul><li>a<li>b",
        "<!-- a",
        "a<title>",
        "a<textarea>",
        "a<plaintext>b</plaintext></div>",
        "a<style>",
        "<p><b>a</p></b></table>",
        "<template><div>",
        "a<frameset>",
        "</p></br>a</table></td>",
    ] {
        fit(html);
    }
}

#[test]
fn a_thing_in_its_like_is_taken_apart() {
    for (html, expected) in [
        (
            "<p>a<object><p>b</p></object>c</p>",
            "<div>a<p>b</p>c</div>",
        ),
        (
            "<a href=/x>a<object><a href=/y>b</a></object></a>",
            "<a href=\"https://a.example/x\">ab</a>",
        ),
        ("<h2>a<object><h3>b</h3></object></h2>", "<h2>ab</h2>"),
        (
            "<ul><li>a<object><li>b</li></object></ul>",
            "<ul><li>a<div>b</div></li></ul>",
        ),
        (
            "<dl><dt>a<object><dd>b</dd></object></dl>",
            "<dl><dt>a<div>b</div></dt></dl>",
        ),
        (
            "<ruby>a<rt>b<object><rt>c</rt></object></ruby>",
            "<ruby>a<rt>bc</rt></ruby>",
        ),
        (
            "<a href=/x><video src=/v.mp4></video></a>",
            "<a href=\"https://a.example/x\"><video src=\"https://a.example/v.mp4\" controls=\"\"></video></a>",
        ),
        (
            "<a href=/x><iframe src=/y title=Y></iframe></a>",
            "<a href=\"https://a.example/x\">Y</a>",
        ),
        (
            "<table><tr><td>a</td></tr><form></form>b</table>",
            "b<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
    ] {
        assert_eq!(fit(html), expected, "of {html}");
    }
}

#[test]
fn elements_without_end_neither_exhaust_it_nor_come_out() {
    let deep = [
        "<div>",
        "<b>",
        "<p><b>",
        "<i><p>",
        "<ul><li>",
        "<table><tr><td>",
        "<svg>",
        "<svg><g>",
        "<math><mrow>",
        "<svg><desc>",
        "<object>",
        "<x-a>",
        "<blockquote>",
        "<font size=1><p>",
        "<template>",
        "<select>",
        "<button>",
        "<details>",
        "<ruby><rt>",
        "<a>",
        "<nobr>",
        "<h1>",
        "<math><annotation-xml encoding=text/html>",
        "<dl><dt>",
        "<caption>",
        "</p>",
        "<noscript>",
    ];
    for tag in deep {
        let html = fit(&format!("{}end", tag.repeat(2_000)));
        let depth = judge::read(&html).tags.iter().map(|tag| tag.depth).max();
        assert!(depth.unwrap_or_default() <= 130, "{tag}");
        let hides = ["<template>", "<select>", "<button>", "annotation"];
        let is_hidden = hides.iter().any(|hidden| tag.contains(hidden));
        assert!(is_hidden || html.contains("end"), "{tag}");
    }
    for tag in [
        "<div>",
        "<svg><g>",
        "<ul><li>",
        "<table><tr><td>",
        "<object>",
    ] {
        let html = for_readers(&format!("{}end", tag.repeat(100_000)), PAGE, "");
        assert!(html.contains("end") && html.len() < 10_000, "{tag}");
    }
}

#[test]
fn nobody_writes_an_element_of_a_thousand_attributes() {
    let many: String = (0..100_000)
        .map(|number| format!(" a{number}=\"<\""))
        .collect();
    for tag in ["p", "/p", "img"] {
        let html = format!("a<{tag}{many}>b");
        assert!(fit(&html).starts_with("<pre>a&lt;"), "{tag}");
    }
    // A comment, a picture in its own address and a script may be as long as they like.
    let words = "a b ".repeat(10_000);
    assert_eq!(
        fit(&format!("a<!-- {words} -->b<script>{words}</script>")),
        "ab"
    );
    let picture = format!("<img alt=\"\" src='data:image/svg+xml,{words}'>");
    assert!(fit(&picture).starts_with("<img alt=\"\" src=\"data:image/svg+xml,a%20b"));
}

#[test]
fn what_a_parser_opens_again_and_again_is_shown_as_it_was_written() {
    let open: String = (0..200).map(|id| format!("<b id={id}>")).collect();
    let html = format!("<p>{open}{}", "<p>a".repeat(20_000));
    let read = fit(&html);
    assert!(read.starts_with("<pre>&lt;p&gt;&lt;b id=0&gt;") && read.len() < 8 * html.len());
    // A writer who forgot to end it twice or thrice is another matter.
    let read = fit("<p><font color=red>a<p>b<p>c");
    assert_eq!(
        read,
        "<p><font color=\"red\">a</font></p><p><font color=\"red\">b</font></p>\
         <p><font color=\"red\">c</font></p>"
    );
}

/// Elements and pieces of them that are removed, unwrapped or changed, and what is around them.
const PIECES: &[&str] = &[
    "<",
    "<<",
    "</",
    ">",
    "/>",
    "=",
    "\"",
    "'",
    "`",
    " ",
    "\n",
    "\r",
    "\0",
    "a",
    "&lt;",
    "&#60",
    "&amp;lt;",
    "\u{a0}",
    "&#13;",
    "\u{feff}",
    "<!---->",
    "<!--",
    "-->",
    "--!>",
    "<!--->",
    "<![CDATA[",
    "]]>",
    "<?x",
    "<!doctype html>",
    "<picture>",
    "</picture>",
    "<source src=/v srcset=\"/a 1x\">",
    "<button>",
    "</button>",
    "<form>",
    "</form>",
    "<label>",
    "</label>",
    "<noscript>",
    "</noscript>",
    "<template>",
    "</template>",
    "<select>",
    "</select>",
    "<option>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<script src=https://gist.github.com/u/1.js></script>",
    "<xmp>",
    "</xmp>",
    "<plaintext>",
    "<noembed>",
    "</noembed>",
    "<iframe src=/x>",
    "</iframe>",
    "<object data=/x>",
    "</object>",
    "<embed src=/x>",
    "<param>",
    "<x-a>",
    "</x-a>",
    "<html>",
    "<body onload=x>",
    "<head>",
    "<frameset>",
    "<base href=//e.example>",
    "<meta>",
    "<link>",
    "<table>",
    "</table>",
    "<caption>",
    "<colgroup>",
    "<col>",
    "<tbody>",
    "<tr>",
    "<td style=text-align:left>",
    "</td>",
    "</tr>",
    "<th>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<div hidden>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<h1>",
    "<h2>",
    "</h1>",
    "<b>",
    "</b>",
    "<i id=a>",
    "</i>",
    "<a href=/x>",
    "<a name=n>",
    "</a>",
    "<nobr>",
    "<font color=red>",
    "</font>",
    "<ruby>",
    "<rt>",
    "<rb>",
    "<rtc>",
    "<rp>",
    "</ruby>",
    "<svg>",
    "</svg>",
    "<svg viewBox=0>",
    "<g>",
    "</g>",
    "<desc>",
    "</desc>",
    "<foreignObject>",
    "</foreignObject>",
    "<path marker-end=url(#m) fill=URL(//x)>",
    "<use xlink:href=#a>",
    "<use href=data:x>",
    "<image href=javascript:x>",
    "<animate>",
    "<set>",
    "<math>",
    "</math>",
    "<mi>",
    "</mi>",
    "<mtext>",
    "<mglyph>",
    "<malignmark>",
    "<annotation-xml encoding=text/html>",
    "<semantics>",
    "<maction>",
    "<pre>",
    "</pre>",
    "<pre>\n",
    "<pre>\n\n",
    "<code class='language-a x'>",
    "<span style='color:red'>",
    "<span style=background:URL(//x)>",
    "<video src=/v>",
    "</video>",
    "<audio>",
    "</audio>",
    "<img>",
    "<img src=/i alt=1>",
    "<img data-src=/i srcset=x>",
    "<input type=checkbox checked>",
    "<input type=hidden>",
    "<br>",
    "<hr>",
    "</br>",
    "<wbr>",
    "<center>",
    "<details>",
    "<summary>",
    "<listing>",
    "<search>",
    "<dialog>",
    "<marquee>",
    "<applet>",
    "<isindex>",
    "<image src=/x>",
    "<blockquote data-instgrm-permalink=/p>",
    "<lite-youtube videoid=a>",
    "<amp-img src=/a>",
    "text ",
];

/// Attributes and elements that run something in one browser or another.
const VECTORS: &[&str] = &[
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=' javascript:x'>x</a>",
    "<a href=\"\u{1}javascript:x\">x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href=vbscript:x>x</a>",
    "<a href=feed:javascript:x>x</a>",
    "<a href=jar:javascript:x>x</a>",
    "<a href=ms-msdt:x>x</a>",
    "<a href=view-source:x>x</a>",
    "<a href=blob:x>x</a>",
    "<iframe srcdoc='<script>x</script>'></iframe>",
    "<iframe src=javascript:x></iframe>",
    "<object data=javascript:x></object>",
    "<embed src=javascript:x>",
    "<form action=javascript:x><button formaction=javascript:x>y",
    "<svg><a xlink:href=javascript:x>y</a></svg>",
    "<svg><use href=data:image/svg+xml,x></svg>",
    "<svg><script>x</script></svg>",
    "<math><a href=javascript:x>y",
    "<math><maction actiontype=statusline xlink:href=javascript:x>y",
    "<img src=javascript:x>",
    "<img srcset='javascript:x 1x, data:text/html,x 2x'>",
    "<video poster=javascript:x src=javascript:x>",
    "<video><source onerror=alert(1)>",
    "<link rel=stylesheet href=javascript:x>",
    "<meta http-equiv=refresh content=0>",
    "<base href=javascript:x//>",
    "<p style='background:url(javascript:x)'>",
    "<pre style='background:u\\72l(//x)'>",
    "<pre><span style='background:URL(//x.example/a.png)'>",
    "<p style=behavior:url(x)>",
    "<table background=javascript:x>",
    "<input onfocus=x autofocus>",
    "<details ontoggle=x open>",
    "<marquee onstart=x>",
    "<x onclick=x>",
    "<noscript><p title=\"</noscript><img src=x onerror=x>\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=x>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=x&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>",
    "<svg><foreignObject><math><mi><style><img title='</style><img src=x onerror=x>'>",
    "<title><img title='</title><img src onerror=x>'>",
    "<svg><animate attributeName=href values=javascript:x />",
    "<svg><set attributeName=onload to=x />",
    "<textarea><img title='</textarea><img src onerror=x>'>",
    "<a href=x ping=//e.example attributionsrc>",
    "<p hx-get=/x v-html=x>",
    "<select><style></select><img src onerror=x>",
    "<xmp><p title='</xmp><img src onerror=x>'>",
    "<!--><img src onerror=x>-->",
    "<?xml-stylesheet href=javascript:x?>",
    "<![CDATA[<img src onerror=x>]]>",
    "<svg><![CDATA[><img src onerror=x>]]>",
    "<portal src=javascript:x>",
    "<fencedframe src=x>",
    "<template><script>x</script></template>",
    "<table><td><form></table><img src onerror=x>",
    "<a name=document.forms>x</a>",
    "<img src=x name=cookie>",
];

/// Other spellings of the same.
fn spelt(vector: &str, how: usize) -> String {
    let chars = vector.chars().enumerate();
    match how {
        0 => vector.to_owned(),
        1 => vector.to_uppercase(),
        2 => chars
            .map(|(at, c)| {
                if at % 2 == 0 {
                    c.to_ascii_uppercase()
                } else {
                    c
                }
            })
            .collect(),
        3 => vector
            .replace("script:", "script&colon;")
            .replace("(1)", "&lpar;1&rpar;"),
        4 => vector.replace('j', "&#106;").replace("data", "&#x64;ata"),
        5 => vector.replace("java", "java&Tab;").replace(' ', "/"),
        6 => vector
            .replace("java", "ja&NewLine;va")
            .replace(' ', "\u{c}"),
        _ => vector.replace('j', "&#0000106").replace('=', " =\n"),
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(PIECES).prop_map(str::to_owned),
        3 => (select(VECTORS), 0..8_usize).prop_map(|(vector, how)| spelt(vector, how)),
        1 => any::<String>(),
        1 => "[a-z<>/&;\"'= !-]{0,8}",
    ]
}

/// Pieces, of which some spans are cut out, doubled or moved: that is how the text around something that goes becomes a tag.
fn mutated() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(piece(), 0..16);
    let cuts = proptest::collection::vec((any::<Index>(), 0..6_usize, 0..3_u8), 0..4);
    (pieces, cuts).prop_map(|(pieces, cuts)| {
        let mut chars: Vec<char> = pieces.concat().chars().collect();
        for (at, length, how) in cuts {
            let at = at.index(chars.len() + 1);
            let end = chars.len().min(at + length);
            let cut: Vec<char> = match how {
                0 => chars.drain(at..end).collect(),
                _ => chars[at..end].to_vec(),
            };
            match how {
                1 => drop(chars.splice(at..at, cut)),
                2 => chars.extend(cut),
                _ => {}
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn html_for_readers_is_inert_balanced_and_final(html in mutated()) {
        fit(&html);
    }

    #[test]
    fn any_page_and_any_prefix_will_do(html in mutated(), page in any::<String>(), prefix in any::<String>()) {
        let once = for_readers(&html, &page, &prefix);
        prop_assert_eq!(judge::harms(&once), Vec::<String>::new());
        prop_assert_eq!(for_readers(&once, &page, &prefix), once);
    }
}
