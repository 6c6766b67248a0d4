//! Formulas, where they are shown and where they are not.

use super::*;

fn summary_of(text: &str, math: Math, length: usize) -> (String, String) {
    let (markdown, _) = with(text, "en", |o| {
        o.math = math;
        o.summary_length = length;
    });
    let summary = markdown.summary.unwrap();
    (
        fill_with(text, &summary.html, &markdown.links),
        summary.text,
    )
}

#[test]
fn formulas_are_in_summaries_as_html_and_not_in_their_text() {
    let text = "For $f(x)$: $$\\frac{a_0}{2}$$\n\nThe *sum $s$* grows, and $n$ too. End $e$";
    for (math, sign) in [(Math::MathMl, "<math"), (Math::Tex, "<span class=\"math")] {
        let (html, plain) = summary_of(text, math, 200);
        assert_eq!(plain, "For: The sum grows, and too. End");
        assert_eq!(html.matches(sign).count(), 5, "{html}");
        assert!(html.ends_with("</p>\n"), "{html}");
        assert!(!html.contains("tabindex"), "{html}");
        let (html, plain) = summary_of(text, math, 15);
        assert!(!plain.contains(['$', '\\', '{']), "{plain}");
        assert_eq!(html.matches(sign).count(), 2, "{html}");
    }
    let (markdown, _) = with("$$x^2$$", "en", |o| o.math = Math::MathMl);
    assert!(markdown.summary.is_none());
}

#[test]
fn a_wide_formula_can_be_focused_and_is_named() {
    let (markdown, html) = with("$$x^2$$ and $y$", "en", |o| o.math = Math::MathMl);
    assert!(
        html.starts_with(
            "<p><span class=\"math-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"\"><math "
        ),
        "{html}"
    );
    assert_eq!(html.matches("tabindex").count(), 1, "{html}");
    let labels = markdown.html.holes().iter().map(|hole| hole.symbol);
    assert_eq!(labels.collect::<Vec<_>>(), [Symbol::Label(Label::Formula)]);
}

#[test]
fn no_formula_writes_a_tag_of_its_own() {
    for (tex, shown) in [
        ("\\operatorname{<i>}x", "<mi>&lt;i&gt;</mi>"),
        ("\\operatorname{a&lt;b}", "<mi>a&amp;lt;b</mi>"),
        ("\\text{<b>&amp;}", "<mtext>&lt;b&gt;&amp;amp;</mtext>"),
        ("a<b", "<mo>&lt;</mo><mi>b</mi>"),
    ] {
        let mathml = super::super::math::mathml(tex, false).unwrap();
        assert!(mathml.contains(shown), "{tex}: {mathml}");
    }
}
