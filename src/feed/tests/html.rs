//! The HTML inside feeds.

use crate::feed::html::for_readers;

const PAGE: &str = "https://a.example/news/비/";

fn check(html: &str, expected: &str) {
    assert_eq!(for_readers(html, PAGE, "e1-"), expected, "of {html}");
}

#[test]
fn urls_are_resolved_against_the_page() {
    let page = "https://a.example/news/%EB%B9%84/";
    check("<a href=x>1</a>", &format!("<a href=\"{page}x\">1</a>"));
    check(
        "<a href='../비.html?q=a b&amp;c=1'>1</a>",
        "<a href=\"https://a.example/news/%EB%B9%84.html?q=a%20b&amp;c=1\">1</a>",
    );
    check(
        "<a href=\"//신문.example/\">1</a>",
        "<a href=\"https://xn--z92b13l.example/\">1</a>",
    );
    check(
        "<a href=\"#fn1\">1</a>",
        &format!("<a href=\"{page}#fn1\">1</a>"),
    );
    check("<a href=\"\">1</a>", &format!("<a href=\"{page}\">1</a>"));
    check(
        "<a href=\"mailto:a@b.example\">1</a>",
        "<a href=\"mailto:a@b.example\">1</a>",
    );
    check("<q cite=/c>1</q>", "<q cite=\"https://a.example/c\">1</q>");
    check(
        "<a href=\"https://b.example/?a=1&b=2\">1</a>",
        "<a href=\"https://b.example/?a=1&amp;b=2\">1</a>",
    );
}

#[test]
fn srcset_is_resolved_candidate_by_candidate() {
    check(
        "<img src=/a.jpg alt=\"\" srcset=\"/a,b.jpg 1x, /c.jpg 2x,/d.jpg\">",
        "<img src=\"https://a.example/a.jpg\" alt=\"\" srcset=\"https://a.example/a,b.jpg 1x, \
         https://a.example/c.jpg 2x, https://a.example/d.jpg\">",
    );
}

#[test]
fn nothing_that_runs_is_left() {
    check("a<script>alert(1)</script>b", "ab");
    check("a<style>p{}</style>b", "ab");
    check("<p onclick=\"x()\" ONLOAD=y>b</p>", "<p>b</p>");
    check(
        "<p>a</p><form><label>x</label><input name=y><button>z</button></form>b",
        "<p>a</p>b",
    );
    check(
        "<button>z</button><select><option>a</select><textarea><p></textarea>b",
        "b",
    );
    check("a<!-- comment --><!doctype html>b", "ab");
    check(
        "<link rel=stylesheet href=x><meta charset=x><base href=//evil.example>b",
        "b",
    );
    check("a<script>unclosed", "a");
}

#[test]
fn urls_that_run_are_dropped() {
    for url in [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java&#9;script:alert(1)",
        "java\nscript:alert(1)",
        "&#106avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "\u{1}javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "data:image/svg+xml,<svg>",
        "file:///etc/passwd",
    ] {
        check(&format!("<a href=\"{url}\">1</a>"), "<a>1</a>");
    }
    check("<img src=\"data:text/html,x\" alt=a>", "");
    check(
        "<img src=\"data:image/png;base64,AA==\" alt=a>",
        "<img src=\"data:image/png;base64,AA==\" alt=\"a\">",
    );
    check(
        "<svg><a xlink:href=\"javascript:x\">1</a><animate attributeName=href values=\"javascript:x\"/></svg>",
        "<svg><a>1</a></svg>",
    );
}

#[test]
fn embedded_pages_become_links() {
    check(
        "<iframe src=\"https://www.youtube-nocookie.com/embed/abc?x=1\" title=\"A &amp; B\" allowfullscreen></iframe>",
        "<a href=\"https://www.youtube.com/watch?v=abc\">A &amp; B</a>",
    );
    check(
        "<iframe src=/map></iframe>",
        "<a href=\"https://a.example/map\">https://a.example/map</a>",
    );
    check("<iframe srcdoc=\"<script>\"></iframe>b", "b");
    check(
        "<embed src=/a.swf>",
        "<a href=\"https://a.example/a.swf\">https://a.example/a.swf</a>",
    );
    check(
        "<iframe src=/film data-poster=/p.jpg title=Film></iframe>",
        "<a href=\"https://a.example/film\"><img src=\"https://a.example/p.jpg\" alt=\"\"> Film</a>",
    );
    check(
        "<object data=/a.pdf title=Paper></object>",
        "<a href=\"https://a.example/a.pdf\">Paper</a>",
    );
    check(
        "<object data=/a.pdf><param name=a>Fallback</object>",
        "Fallback",
    );
}

#[test]
fn players_have_a_fallback() {
    check(
        "<video src=/a.mp4 poster=/p.jpg autoplay></video>",
        "<video src=\"https://a.example/a.mp4\" poster=\"https://a.example/p.jpg\" controls=\"\">\
         <a href=\"https://a.example/a.mp4\"><img src=\"https://a.example/p.jpg\" alt=\"\"> https://a.example/a.mp4</a></video>",
    );
    check(
        "<audio controls><source src=/a.mp3 type=audio/mpeg></audio>",
        "<audio controls=\"\"><source src=\"https://a.example/a.mp3\" type=\"audio/mpeg\">\
         <a href=\"https://a.example/a.mp3\">https://a.example/a.mp3</a></audio>",
    );
    check(
        "<video src=/a.mp4 controls=\"\"><a href=/a.mp4>Film</a></video>",
        "<video src=\"https://a.example/a.mp4\" controls=\"\"><a href=\"https://a.example/a.mp4\">Film</a></video>",
    );
}

#[test]
fn a_player_that_asks_for_another_browser_has_a_link_too() {
    check(
        "<video controls=\"\" title=\"It's A\"><source src=\"/it's.mp4\">Your browser cannot</video>",
        "<video controls=\"\" title=\"It's A\"><source src=\"https://a.example/it's.mp4\">Your browser cannot\
         <a href=\"https://a.example/it's.mp4\">It's A</a></video>",
    );
}

#[test]
fn pictures_fall_to_their_image() {
    check(
        "<picture><source srcset=/a.avif><source srcset=/a.webp><img src=/a.jpg alt=A width=1 height=2></picture>",
        "<img src=\"https://a.example/a.jpg\" alt=\"A\" width=\"1\" height=\"2\">",
    );
    check(
        "<picture><source srcset=\"/a.jpg 1x\"><img alt=A></picture>",
        "<img alt=\"A\" src=\"https://a.example/a.jpg\">",
    );
}

#[test]
fn lazy_pictures_show_without_a_script() {
    check(
        "<img class=lazy loading=lazy decoding=async src=\"data:image/gif;base64,R0\" data-src=/a.jpg alt=A>",
        "<img src=\"https://a.example/a.jpg\" alt=\"A\">",
    );
    check("<img alt=A>", "");
    check(
        "<img src=a.jpg>",
        "<img src=\"https://a.example/news/%EB%B9%84/a.jpg\" alt=\"\">",
    );
}

#[test]
fn what_belongs_to_the_page_goes() {
    check(
        "<h2 id=a>A <a class=\"x anchor-link\" href=#a>#</a></h2>",
        "<h2 id=\"e1-a\">A </h2>",
    );
    check("<a name=old></a>", "<a id=\"e1-old\"></a>");
    check("<h2>A<a class=heading-anchor>#</a></h2>", "<h2>A</h2>");
    check(
        "<pre><button class=copy-button>Copy</button>x</pre>",
        "<pre>x</pre>",
    );
    check("<div data-feed=off><p>x</p></div>b", "b");
    check("<div hidden>x</div><p style=\"display: NONE\">y</p>b", "b");
    check(
        "<p class=a data-x=1 style=\"color:red\" target=_blank>x</p>",
        "<p>x</p>",
    );
    check("<pre><span class=lineno>1</span>x</pre>", "<pre>x</pre>");
}

#[test]
fn code_keeps_its_colours() {
    check(
        "<pre style=\"background:#fff\"><code class=x><span style=\"color:#f00; font-weight: bold;position:fixed\">x</span></code></pre><span style=\"color:red\">y</span>",
        "<pre style=\"background:#fff\"><code><span style=\"color:#f00;font-weight:bold\">x</span></code></pre><span>y</span>",
    );
    check(
        "<pre><span style=\"background:url(//x)\">x</span></pre>",
        "<pre><span>x</span></pre>",
    );
}

#[test]
fn columns_keep_their_alignment() {
    check(
        "<table><tr><td style=\"text-align: right\">1</table>",
        "<table><tbody><tr><td align=\"right\">1</td></tr></tbody></table>",
    );
    check(
        "<p style=\"TEXT-ALIGN : center; color: red\">***</p>",
        "<p align=\"center\">***</p>",
    );
}

#[test]
fn task_lists_keep_their_marks() {
    check(
        "<li><input type=checkbox disabled checked> a</li><li><input type=\"checkbox\"/> b</li>",
        "<li>☑ a</li><li>☐ b</li>",
    );
}

#[test]
fn footnotes_have_unique_ids_and_lead_to_the_page() {
    let html = "<sup id=\"r1\"><a href=\"#fn1\" aria-describedby=\"label fn1\">1</a></sup><div id=\"fn1\">x <a href=\"#r1\">↩</a></div>";
    let page = "https://a.example/news/%EB%B9%84/";
    check(
        html,
        &format!(
            "<sup id=\"e1-r1\"><a href=\"{page}#fn1\" aria-describedby=\"e1-label e1-fn1\">1</a></sup><div id=\"e1-fn1\">x <a href=\"{page}#r1\">↩</a></div>"
        ),
    );
}

#[test]
fn mathematics_keeps_its_text_form() {
    let html = "<math display=\"block\" alttext=\"x^2\"><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding=\"application/x-tex\">x^2</annotation></semantics></math>";
    check(html, html);
}

#[test]
fn drawings_keep_their_inner_references() {
    check(
        "<svg viewBox=\"0 0 1 1\" class=x><defs><marker id=\"m\"/></defs><use href=\"#m\"/><path marker-end=\"url(#m)\" fill=\"url(//x)\"/><title>T</title></svg>",
        "<svg viewBox=\"0 0 1 1\"><defs><marker id=\"e1-m\"></marker></defs><use href=\"#e1-m\"></use><path marker-end=\"url(#e1-m)\"></path><title>T</title></svg>",
    );
}

#[test]
fn elements_of_the_pages_own_making_leave_their_content() {
    check(
        "<x-note kind=a><p>b</p></x-note><html><body>c</body></html>",
        "<p>b</p>c",
    );
}

#[test]
fn entities_in_text_stay_what_they_mean() {
    check(
        "<p>a &hellip; &lt;b&gt;&nbsp;c</p>",
        "<p>a … &lt;b&gt;&nbsp;c</p>",
    );
}

#[test]
fn unclosed_tags_are_fine() {
    check(
        "<p>a<b>b<a href=/x>c",
        "<p>a<b>b<a href=\"https://a.example/x\">c</a></b></p>",
    );
    check("<p>a <button>x</button></p><p>b", "<p>a </p><p>b</p>");
}

#[test]
fn an_unfinished_tag_swallows_nothing_after_the_entry() {
    check("a<script href='", "a");
    check("a<a href=\"x>y", "a");
    check("<p title=\"a>b\">c</p", "<p title=\"a&gt;b\">c</p>");
    check("a<!-- b > c", "a");
    check("a<!", "a");
    check("a < b <3 & c<", "a &lt; b &lt;3 &amp; c&lt;");
}

#[test]
fn a_page_without_an_address_keeps_absolute_links_only() {
    assert_eq!(
        for_readers("<a href=/x>a</a><a href='https://b.example'>b</a>", "", ""),
        "<a>a</a><a href=\"https://b.example/\">b</a>"
    );
}

#[test]
fn what_a_script_would_have_shown_has_a_link() {
    check(
        "Code:<script src=\"https://gist.github.com/u/1234.js?file=a.rs\"></script>",
        "Code:<a href=\"https://gist.github.com/u/1234\">Gist: u/1234, a.rs</a>",
    );
    check(
        "<script src=\"https://asciinema.org/a/14.js\" id=asciicast-14 async></script>",
        "<a href=\"https://asciinema.org/a/14\">asciinema: 14</a>",
    );
    check(
        "<script async src=https://telegram.org/js/telegram-widget.js data-telegram-post=a/1 title=News></script>",
        "<a href=\"https://t.me/a/1\">News</a>",
    );
    check(
        "<script src=\"https://emgithub.com/embed.js?target=https%3A%2F%2Fgithub.com%2Fa%2Fb%2Fblob%2Fmain%2Fc.rs\"></script>",
        "<a href=\"https://github.com/a/b/blob/main/c.rs\">GitHub: c.rs</a>",
    );
    check(
        "<script src=\"https://emgithub.com/embed.js?target=javascript:x\"></script>b",
        "b",
    );
    // What works for the whole page shows nothing where it stands.
    check(
        "<script src=https://platform.example/widgets.js></script>b",
        "b",
    );
    check("<script>gist.github.com</script>b", "b");
}

#[test]
fn what_a_script_would_have_shown_in_an_element_has_a_link() {
    check(
        "<lite-youtube videoid=abc playlabel=Film></lite-youtube>",
        "<a href=\"https://www.youtube.com/watch?v=abc\">Film</a>",
    );
    check(
        "<lite-youtube videoid=abc><a href=/film>F</a></lite-youtube>",
        "<a href=\"https://a.example/film\">F</a>",
    );
    check(
        "<blockquote class=instagram-media data-instgrm-permalink=https://www.instagram.com/p/a/></blockquote>",
        "<blockquote><a href=\"https://www.instagram.com/p/a/\">https://www.instagram.com/p/a/</a></blockquote>",
    );
    check(
        "<amp-img src=/a.jpg alt=A></amp-img>",
        "<img src=\"https://a.example/a.jpg\" alt=\"A\">",
    );
}

#[test]
fn what_stands_there_for_want_of_a_script_stays() {
    check(
        "<script>chart()</script><noscript><img src=x onerror=y alt=C><p>Chart</p></noscript>b",
        "<img src=\"https://a.example/news/%EB%B9%84/x\" alt=\"C\"><p>Chart</p>b",
    );
    // A lazy picture and the same for want of a script are one.
    check(
        "<img data-src=/a.jpg alt=A><noscript><img src=/a.jpg alt=A></noscript><img src=/a.jpg alt=A>",
        "<img alt=\"A\" src=\"https://a.example/a.jpg\"><img src=\"https://a.example/a.jpg\" alt=\"A\">",
    );
}

#[test]
fn code_keeps_its_language() {
    check(
        "<pre><code class=\"hl language-rust\">a</code></pre>",
        "<pre><code class=\"language-rust\">a</code></pre>",
    );
}

#[test]
fn lines_of_code_are_as_many_as_they_were() {
    check("<pre>\n\na\n</pre>", "<pre>\n\na\n</pre>");
    check("<pre>\na</pre>", "<pre>a</pre>");
    check("<pre><button>x</button>\na</pre>", "<pre>\n\na</pre>");
    check("<xmp><b>a</xmp>", "<pre>&lt;b&gt;a</pre>");
}

#[test]
fn words_of_labels_in_a_drawing_stay() {
    check(
        "<svg><foreignObject x=1 y=2><div>A <b>B</b></div></foreignObject><desc>C<p>D</desc><script>x</script></svg>",
        "<svg><text x=\"1\" y=\"2\">A B</text><desc>CD</desc></svg>",
    );
    check(
        "<math><mtext>a<span>b</span></mtext><annotation-xml encoding=text/html><p>c</annotation-xml></math>",
        "<math><mtext>ab</mtext></math>",
    );
}

#[test]
fn rewriting_twice_changes_nothing_more() {
    let html = "<p id=a><img data-src=/a.jpg><a href=\"/x?a&amp;b\">c</a><video src=/v></video>";
    let once = for_readers(html, PAGE, "");
    assert_eq!(for_readers(&once, PAGE, ""), once);
}

#[test]
fn a_frame_in_a_link_is_no_link_in_a_link() {
    check(
        "<a href=https://b.example/><iframe src=/film title=Film></iframe></a>",
        "<a href=\"https://b.example/\">Film</a>",
    );
    // A cell begins anew, as parsers have it.
    check(
        "<table><tr><td><iframe src=/film title=Film></iframe></table>",
        "<table><tbody><tr><td><a href=\"https://a.example/film\">Film</a></td></tr></tbody></table>",
    );
}

#[test]
fn classes_are_those_of_code_alone_and_rules_keep_their_measures() {
    check("<p class=language-rust>1</p>", "<p>1</p>");
    check(
        "<code class=\"a language-rust\">1</code>",
        "<code class=\"language-rust\">1</code>",
    );
    check("<hr width=\"50%\" onclick=x>", "<hr width=\"50%\">");
}

#[test]
fn white_space_between_cells_stays() {
    check(
        "<table> <tr> <td>1</td> </tr></table>",
        "<table> <tbody><tr> <td>1</td> </tr></tbody></table>",
    );
}
