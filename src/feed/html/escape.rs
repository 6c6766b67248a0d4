//! Text that becomes HTML.

/// Writes text so that it stands for itself in an element.
pub(super) fn text(text: &str, out: &mut String) {
    escaped(text, out, false);
}

/// Writes the value of an attribute in double quotes; without `&apos;`, which old mail programs do not know.
pub(super) fn value(text: &str, out: &mut String) {
    escaped(text, out, true);
}

/// Both escape more than they need to, so that a program which looks for `<` finds none that is text.
fn escaped(text: &str, out: &mut String, is_value: bool) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let (reference, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' if is_value => ("&quot;", 1),
            // Reading makes a line feed of it, so it is none before.
            b'\r' => ("\n", 1),
            0xC2 if text.as_bytes().get(at + 1) == Some(&0xA0) => ("&nbsp;", 2),
            _ => continue,
        };
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(reference);
        done = at + length;
    }
    out.push_str(text.get(done..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_for_itself() {
        let mut out = String::new();
        text("a<b>&\"'\r\u{a0}\u{a1}한", &mut out);
        assert_eq!(out, "a&lt;b&gt;&amp;\"'\n&nbsp;\u{a1}한");
        out.clear();
        value("a<b>&\"'\r\u{a0}", &mut out);
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;'\n&nbsp;");
    }
}
