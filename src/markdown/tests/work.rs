//! No work grows with the square of a text.

use super::*;

/// How many times as many steps twice as much takes. Steps are what loops take that could go over the same
/// again: candidates for an id, letters in which an apostrophe looks for its other half, and so on.
fn growth(text: impl Fn(usize) -> String) -> f64 {
    let steps = |count: usize| {
        let text = text(count);
        steps::of(|| {
            let _ = render(&text, &lang("en"), &Options::default());
        })
    };
    let (once, twice) = (steps(500), steps(1000));
    assert!(once >= 499, "only {once} steps are counted");
    twice as f64 / once as f64
}

fn assert_in_proportion(piece: &str) {
    let growth = growth(|count| piece.repeat(count));
    assert!(growth < 2.5, "{piece:?} grows by {growth}");
}

#[test]
fn equal_ids_take_work_in_proportion() {
    for piece in ["## Section\n\n", "## Section {#x}\n\n", "# !\n\n"] {
        assert_in_proportion(piece);
    }
}

#[test]
fn lone_quotes_take_work_in_proportion() {
    for piece in ["'a ", "\"a 'b ", "*'a* ", "'a `x` ", "'a\n\n", "a' 'b \\*"] {
        assert_in_proportion(piece);
    }
}

#[test]
fn addresses_take_work_in_proportion() {
    for piece in [
        "www.a_",
        "https://a.b)",
        "https://a.b/(",
        "x@y",
        "a.b@c.",
        "https://a_b.c&x;",
        "(www.a.b)",
        "|https://a.b",
        "https://a.b ",
    ] {
        assert_in_proportion(piece);
    }
    let row = growth(|count| {
        format!(
            "{}|\n{}|\n{}|",
            "|a".repeat(count),
            "|-".repeat(count),
            "|https://a.b".repeat(count)
        )
    });
    assert!(row < 2.5, "{row}");
}

#[test]
fn twenty_thousand_equal_headings_are_no_trouble() {
    let text = "## Section\n\n".repeat(20_000);
    let markdown = render(&text, &lang("en"), &Options::default());
    assert_eq!(markdown.headings[19_999].id, "section-19999");
}
