//! How much work mistakes make, counted in comparisons of names: it grows with their number and not
//! with its square. Alone in its program, because the count is that of the whole program.

use crate::common::TestSite;

/// How many names are compared for a site of so many articles, each of which has this mistake.
fn comparisons(articles: usize, front: &str, body: &str) -> usize {
    let mut site = TestSite::new();
    let mut config = String::new();
    for number in 0..articles {
        config.push_str(&format!(
            "[authors.writer-of-the-story-{number}]\nname = \"Writer {number}\"\n"
        ));
        let fill = |text: &str| text.replace("{n}", &number.to_string());
        site = site
            .article(
                &format!("a-post-about-something-{number}.md"),
                &format!("title = \"P\"\n{}", fill(front)),
                &format!("## The heading of number {number}\n\n{}", fill(body)),
            )
            .file(&format!("content/a-picture-of-something-{number}.png"), "x");
    }
    let before = byline::diag::comparisons();
    let site = site.config(&config).try_build();
    assert_eq!(site.problems().len(), articles, "{front} {body}");
    byline::diag::comparisons() - before
}

#[test]
fn suggestions_take_work_in_line_with_the_number_of_mistakes() {
    for (front, body) in [
        ("", "[x](/a-post-abuot-something-{n}/)"),
        ("", "[x](/2014/03/some-old-post-title-number-{n}.html)"),
        ("", "[x](@/a-post-abuot-something-{n}.md)"),
        ("", "[x](a-picture-fo-something-{n}.png)"),
        ("authors = [\"writer-fo-the-story-{n}\"]", ""),
        ("titel = \"x\"", ""),
    ] {
        let (few, many) = (comparisons(70, front, body), comparisons(280, front, body));
        assert!(many <= 5 * few.max(280), "{front} {body}: {few}, {many}");
        assert!(many <= 280 * 70, "{front} {body}: {many}");
    }
    // A page with many anchors, and as many links that miss them.
    let anchors = |number: usize| {
        let lines = (0..number).map(|n| {
            format!("## The heading of number {n}\n\n[x](#the-haeding-of-number-{n})\n\n")
        });
        let before = byline::diag::comparisons();
        let site = TestSite::new().article("a.md", "title = \"A\"", &lines.collect::<String>());
        assert_eq!(site.try_build().problems().len(), number);
        byline::diag::comparisons() - before
    };
    let (few, many) = (anchors(100), anchors(400));
    assert!(few > 0 && many <= 5 * few, "{few}, {many}");
}
