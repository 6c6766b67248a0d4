//! Patterns of dates as Unicode has them (UTS #35, part 4, "Date Format Patterns"), which Zola wants beside
//! a locale: as the formats of `strftime` that everything else here reads.

/// What a pattern means to `strftime`.
///
/// # Errors
/// The letters that nothing here stands for, and a quotation that does not end.
pub(super) fn to_strftime(pattern: &str) -> Result<String, String> {
    let mut format = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (text, length) =
                quoted(rest).ok_or_else(|| format!("the quotation in `{pattern}` does not end"))?;
            push_text(&mut format, &text);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|c| c != first).unwrap_or(rest.len());
        let (field, after) = rest.split_at(end);
        if first.is_ascii_alphabetic() {
            let meaning = field_of(field).ok_or_else(|| {
                format!("`{field}` in `{pattern}` stands for nothing that a date has")
            })?;
            format.push_str(meaning);
        } else {
            push_text(&mut format, field);
        }
        rest = after;
    }
    Ok(format)
}

/// A text in single quotes at the beginning, two of which in it are one, and how long it is; `''` alone is a quote.
fn quoted(text: &str) -> Option<(String, usize)> {
    if text.starts_with("''") {
        return Some(("'".to_owned(), 2));
    }
    let mut from = 1;
    loop {
        let end = from + text.get(from..)?.find('\'')?;
        if text.get(end + 1..)?.starts_with('\'') {
            from = end + 2;
        } else {
            return Some((text.get(1..end)?.replace("''", "'"), end + 1));
        }
    }
}

fn push_text(format: &mut String, text: &str) {
    format.push_str(&text.replace('%', "%%"));
}

fn field_of(field: &str) -> Option<&'static str> {
    Some(match field {
        "y" | "yyyy" | "u" | "uuuu" => "%Y",
        "yy" => "%y",
        "Y" | "YYYY" => "%G",
        "M" | "L" => "%-m",
        "MM" | "LL" => "%m",
        "MMM" | "LLL" => "%b",
        "MMMM" | "LLLL" => "%B",
        "w" => "%-V",
        "ww" => "%V",
        "d" => "%-d",
        "dd" => "%d",
        "D" => "%-j",
        "DDD" => "%j",
        "E" | "EE" | "EEE" | "ccc" => "%a",
        "EEEE" | "cccc" => "%A",
        "a" => "%p",
        "H" => "%-H",
        "HH" => "%H",
        "h" => "%-I",
        "hh" => "%I",
        "m" => "%-M",
        "mm" => "%M",
        "s" => "%-S",
        "ss" => "%S",
        "xx" | "xxxx" | "Z" | "ZZ" | "ZZZ" => "%z",
        "xxx" | "xxxxx" | "XXX" | "ZZZZZ" => "%:z",
        "z" => "%Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_unicode_is_one_of_strftime() {
        for (pattern, format) in [
            ("d MMMM y", "%-d %B %Y"),
            ("EEEE d. MMMM y, HH:mm", "%A %-d. %B %Y, %H:%M"),
            ("y년 M월 d일 (EEE)", "%Y년 %-m월 %-d일 (%a)"),
            ("d 'de' MMMM 'de' y", "%-d de %B de %Y"),
            ("h 'o''clock' a", "%-I o'clock %p"),
            ("''yy", "'%y"),
            ("100% y", "100%% %Y"),
            ("", ""),
        ] {
            assert_eq!(to_strftime(pattern).as_deref(), Ok(format), "{pattern}");
        }
        for pattern in ["d 'of MMMM", "d QQQ", "MMMMM"] {
            assert!(to_strftime(pattern).is_err(), "{pattern}");
        }
    }
}
