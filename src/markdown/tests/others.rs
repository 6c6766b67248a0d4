//! Markup of other programs.

use super::*;

fn found(text: &str) -> Vec<(String, Foreign)> {
    let (markdown, _) = with(text, "en", |o| {
        o.smart_punctuation = true;
        o.emoji = true;
        o.definition_lists = true;
    });
    let problems = markdown.problems.iter();
    let found = problems.filter_map(|problem| match problem.kind {
        ProblemKind::Foreign(kind) => Some((text[problem.span()].to_owned(), kind)),
        _ => None,
    });
    found.collect()
}

#[test]
fn what_other_programs_understand_is_known_once_a_kind() {
    for (text, markup, kind) in [
        (
            "{{< figure src=\"a.jpg\" >}}",
            "{{< figure src=\"a.jpg\" >}}",
            Foreign::Shortcode,
        ),
        ("a {{<b>}} c", "{{<b>}}", Foreign::Shortcode),
        (
            "{{% note %}}\n\ntext\n\n{{% /note %}}",
            "{{% note %}}",
            Foreign::Shortcode,
        ),
        (
            "{% include \"a.html\" %}",
            "{% include \"a.html\" %}",
            Foreign::Tag,
        ),
        ("- see {%- if x -%}", "{%- if x -%}", Foreign::Tag),
        (
            "{{ youtube(id=\"x\") }}",
            "{{ youtube(id=\"x\") }}",
            Foreign::Call,
        ),
        ("at {{ site.url }}/a", "{{ site.url }}", Foreign::Call),
        (
            "see [[Other Page]] and [[Two|more]]",
            "[[Other Page]]",
            Foreign::WikiLink,
        ),
        ("![[picture.png]]", "[[picture.png]]", Foreign::WikiLink),
        (
            "![A photo](My Photo.jpg)",
            "(My Photo.jpg)",
            Foreign::SpaceInLink,
        ),
        (
            "[a](files/my report.pdf \"title\")",
            "(files/my report.pdf \"title\")",
            Foreign::SpaceInLink,
        ),
        ("text\n{: .class}", "{: .class}", Foreign::Kramdown),
        ("- toc\n{:toc}", "{:toc}", Foreign::Kramdown),
        ("## 제목 {:#id}", "{:#id}", Foreign::Kramdown),
        ("|a|\n|-|\n|{% x %}|", "{% x %}", Foreign::Tag),
        ("**한글!**은 {% x %}", "{% x %}", Foreign::Tag),
    ] {
        assert_eq!(found(text), [(markup.to_owned(), kind)], "{text}");
    }
    let all = "{{< a >}} {% b %} {{ c }} [[d]] [e](f g.jpg)\n{: .h}\n\n";
    assert_eq!(found(&all.repeat(3)).len(), 6);
}

#[test]
fn nothing_is_said_of_what_is_meant_as_text() {
    for text in [
        "`{{< figure >}}` and ``{% x %}`` and `[[a]]`",
        "```\n{{ x }}\n[[a]]\n{: .b}\n![a](b c.jpg)\n```",
        "    {% x %}",
        "\\{{ x }} \\{% x %} \\[[a]] \\{: .b}",
        "100{%} {{}} {{ }} {: } {:)}",
        "[[1, 2], [3, 4]] and [[0]] and [[^1]] and [[ -f x ]]",
        "[[a]](b) ![a](b.jpg \"a title.txt\") [a](<b c.jpg>) [a](b%20c.jpg)",
        "[a] (b c.jpg) and [a](see the other one)",
        "<div>{{ x }}</div>",
        "The set {a, b} and {{a, b}, {c}}",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn markup_without_an_end_takes_work_in_proportion() {
    for piece in ["{{ a ", "{% a ", "[[a ", "[a](b ", "{: .a "] {
        let _ = with(&piece.repeat(4000), "en", |_| {});
    }
}
