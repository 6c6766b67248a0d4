//! Articles as text, with something else in them.

use std::io;

use super::edit::Edit;

/// How many words stand before the sentence that is put far down into an article: far beyond what
/// its summary takes.
pub const DOWN: usize = 250;

/// A sentence of its own for each edit of each round; its number of words changes too, as in real
/// edits.
pub fn sentence(edit: Edit, round: usize) -> String {
    let again = " again".repeat(round % 3);
    format!("In round {round} the bell rang{again} for {edit:?} and nobody minded.")
}

/// An article with a sentence put before the first paragraph that has `words` words before it.
pub fn with_sentence(text: &str, words: usize, sentence: &str) -> io::Result<String> {
    let wrong = || io::Error::other("the article has no such paragraph");
    let (front, body) = text.split_once("\n+++\n\n").ok_or_else(wrong)?;
    let (mut counted, mut at) = (0, 0);
    for block in body.split("\n\n") {
        let plain = block.starts_with(|c: char| c.is_alphabetic() || c == '“');
        if plain && counted >= words {
            let (before, after) = body.split_at(at);
            return Ok(format!("{front}\n+++\n\n{before}{sentence} {after}"));
        }
        counted += block.split_whitespace().count();
        at += block.len() + 2;
    }
    Err(wrong())
}

/// The value of a key in the front matter of an article, as it is written there.
pub fn value<'a>(text: &'a str, key: &str) -> io::Result<&'a str> {
    let (_, rest) = split_at_key(text, key)?;
    Ok(rest.split('\n').next().unwrap_or_default())
}

/// The title of an article.
pub fn title(text: &str) -> io::Result<&str> {
    Ok(value(text, "title")?.trim_matches('"'))
}

/// An article with another value of a key in its front matter.
pub fn with_line(text: &str, key: &str, value: &str) -> io::Result<String> {
    let (before, rest) = split_at_key(text, key)?;
    let (_, after) = rest.split_once('\n').unwrap_or_default();
    Ok(format!("{before}\n{key} = {value}\n{after}"))
}

/// An article without a key in its front matter.
pub fn without_line(text: &str, key: &str) -> io::Result<String> {
    let (before, rest) = split_at_key(text, key)?;
    let (_, after) = rest.split_once('\n').unwrap_or_default();
    Ok(format!("{before}\n{after}"))
}

fn split_at_key<'a>(text: &'a str, key: &str) -> io::Result<(&'a str, &'a str)> {
    text.split_once(&format!("\n{key} = "))
        .ok_or_else(|| io::Error::other(format!("the article has no {key}")))
}

#[cfg(test)]
mod tests {
    use super::super::articles::Newsroom;
    use super::*;

    #[test]
    fn a_sentence_goes_far_down_or_to_the_beginning() {
        let article = Newsroom::new(1000).article(501);
        let (_, body) = article.split_once("\n+++\n\n").unwrap();
        let text = with_sentence(&article, 0, "Hello.").unwrap();
        assert!(text.ends_with(&format!("\n+++\n\nHello. {body}")));

        let text = with_sentence(&article, DOWN, "Hello.").unwrap();
        assert_eq!(text.replacen("Hello. ", "", 1), article);
        let (_, body) = text.split_once("\n+++\n\n").unwrap();
        let (before, _) = body.split_once("Hello.").unwrap();
        let before = before.split_whitespace().count();
        assert!((DOWN..450).contains(&before), "{before}");
        assert!(with_sentence(&article, 5000, "Hello.").is_err());
    }

    #[test]
    fn front_matter_is_edited_and_nothing_else() {
        let text = "+++\ntitle = \"A\"\ndate = 2020-01-01\n+++\n\nText.\n";
        let other = with_line(text, "title", "\"B\"").unwrap();
        assert_eq!(other, text.replace("\"A\"", "\"B\""));
        assert!(with_line(text, "description", "1").is_err());
        let other = without_line(text, "date").unwrap();
        assert_eq!(other, "+++\ntitle = \"A\"\n+++\n\nText.\n");
        assert_eq!(title(text).unwrap(), "A");
    }

    #[test]
    fn rounds_differ_also_in_their_number_of_words() {
        for round in 1..20 {
            let sentence = |round| sentence(Edit::Body, round);
            let words = |round| sentence(round).split_whitespace().count();
            assert_ne!(words(round), words(round - 1));
            assert_ne!(sentence(round), sentence(round + 3));
        }
    }
}
