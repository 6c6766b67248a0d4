//! Deterministic test sites: the same count always gives the same bytes, on every machine.
//!
//! Article *n* depends on *n* alone, and links only to articles before it, so that a smaller site
//! is the beginning of a larger one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::words::{
    ADJECTIVES_EN, ADJECTIVES_KO, ADVERBS_EN, ADVERBS_KO, AUTHORS, CODE, NOUNS_EN, NOUNS_KO,
    PLACES_EN, PLACES_KO, SECTIONS, VERBS_EN, VERBS_KO,
};

/// Raise this when anything below changes what is written: sites are kept by it.
pub const VERSION: u32 = 1;

/// How many words an article has at least; it ends with the part that reaches them, at about 500.
const WORDS: usize = 460;

/// How many words of each language are also tags.
const TAGS: usize = 100;

/// The first day of 2015 and the first of July 2026: all dates are past, whatever the clock says.
const DAYS: (u64, u64) = (16_436, 20_635);

/// The folder of a site of `count` articles below `root`, made if it does not stand there yet.
pub fn site(root: &Path, count: usize) -> io::Result<PathBuf> {
    let done = root.join(format!("v{VERSION}-{count}"));
    if done.is_dir() {
        return Ok(done);
    }
    // Renamed when complete: an interrupted run leaves no half site behind.
    let part = root.join(format!("v{VERSION}-{count}.{}", std::process::id()));
    write(&part, count)?;
    fs::rename(&part, &done)?;
    Ok(done)
}

/// Where article `number` lies below `content`, with `/`, and its text.
pub fn article(number: usize) -> (String, String) {
    let vocabulary = Vocabulary::new();
    (vocabulary.path(number), vocabulary.article(number))
}

/// The English words that are also tags.
pub fn tags() -> impl Iterator<Item = &'static str> {
    NOUNS_EN.split_whitespace().take(TAGS)
}

fn write(root: &Path, count: usize) -> io::Result<()> {
    let content = root.join("content");
    fs::create_dir_all(&content)?;
    fs::write(root.join("byline.toml"), config())?;
    fs::write(
        content.join("_index.md"),
        "+++\ntitle = \"The Harbour Daily\"\n+++\n\nAll that happened.\n",
    )?;
    for (key, title) in SECTIONS {
        fs::create_dir_all(content.join(key))?;
        let text = format!(
            "+++\ntitle = \"{title}\"\nsort_by = \"date\"\npaginate_by = 20\n+++\n\n\
             Everything about {}.\n",
            title.to_lowercase()
        );
        fs::write(content.join(key).join("_index.md"), text)?;
    }
    let vocabulary = Vocabulary::new();
    (0..count).into_par_iter().try_for_each(|number| {
        fs::write(
            content.join(vocabulary.path(number)),
            vocabulary.article(number),
        )
    })
}

fn config() -> String {
    let mut out = String::from(
        "base_url = \"https://daily.example.org\"\n\
         title = \"The Harbour Daily\"\n\
         default_language = \"en\"\n\
         timezone = \"Asia/Seoul\"\n\n\
         [[taxonomies]]\nname = \"tags\"\npaginate_by = 20\nfeed = false\n",
    );
    for (key, name) in AUTHORS {
        // Writing to a `String` cannot fail.
        let _ = write!(
            out,
            "\n[authors.{key}]\nname = \"{name}\"\nemail = \"{key}@daily.example.org\"\n\
             bio = \"{name} writes for The Harbour Daily.\"\n"
        );
    }
    out
}

/// The words of one language, split.
struct Words {
    nouns: Vec<&'static str>,
    adjectives: Vec<&'static str>,
    verbs: Vec<&'static str>,
    adverbs: Vec<&'static str>,
    places: &'static [&'static str],
    korean: bool,
}

struct Vocabulary {
    english: Words,
    korean: Words,
}

impl Vocabulary {
    fn new() -> Self {
        let split = |text: &'static str| text.split_whitespace().collect();
        Self {
            english: Words {
                nouns: split(NOUNS_EN),
                adjectives: split(ADJECTIVES_EN),
                verbs: split(VERBS_EN),
                adverbs: split(ADVERBS_EN),
                places: &PLACES_EN,
                korean: false,
            },
            korean: Words {
                nouns: split(NOUNS_KO),
                adjectives: split(ADJECTIVES_KO),
                verbs: split(VERBS_KO),
                adverbs: split(ADVERBS_KO),
                places: &PLACES_KO,
                korean: true,
            },
        }
    }

    fn words(&self, number: usize) -> &Words {
        if number.is_multiple_of(2) {
            &self.korean
        } else {
            &self.english
        }
    }

    /// Where an article lies below `content`, with `/`.
    fn path(&self, number: usize) -> String {
        let (words, mut dice) = (self.words(number), Dice::of(number, "path"));
        let (section, _) = dice.pick(&SECTIONS);
        let (first, second) = (dice.pick(&words.nouns), dice.pick(&words.nouns));
        format!("{section}/{first}-{second}-{number}.md")
    }

    /// The whole text of an article.
    fn article(&self, number: usize) -> String {
        let words = self.words(number);
        let mut dice = Dice::of(number, "article");
        let mut out = self.front_matter(number, words, &mut dice);
        let start = out.len();
        paragraph(&mut out, words, &mut dice, None);
        let mut part = 0;
        while out[start..].split_whitespace().count() < WORDS {
            match part % 6 {
                0 => heading(&mut out, words, &mut dice),
                1 => {
                    for _ in 0..2 {
                        let link = dice.below(number as u64).map(|n| self.path(n as usize));
                        paragraph(&mut out, words, &mut dice, link);
                    }
                }
                2 => list(&mut out, words, &mut dice),
                3 => table(&mut out, words, &mut dice),
                4 => {
                    let (language, text) = dice.pick(&CODE);
                    let _ = write!(out, "```{language}\n{text}```\n\n");
                }
                _ => {
                    let _ = write!(out, "> {}\n\n", sentence(words, &mut dice));
                    paragraph(&mut out, words, &mut dice, None);
                }
            }
            part += 1;
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    fn front_matter(&self, number: usize, words: &Words, dice: &mut Dice) -> String {
        let title = if words.korean {
            let verb = dice.pick(&words.verbs);
            let noun = dice.pick(&words.nouns);
            format!("{} {noun}, {verb}", dice.pick(&words.adjectives))
        } else {
            let noun = dice.pick(&words.nouns);
            format!("The {} {noun}, {number}", dice.pick(&words.adjectives))
        };
        let mut tags: Vec<&str> = Vec::new();
        while tags.len() < 3 {
            // Mostly in the article's language, and now and then in the other one.
            let other = dice.chance(8);
            let from = match words.korean != other {
                true => &self.korean,
                false => &self.english,
            };
            let tag = dice.pick(&from.nouns[..TAGS]);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let first = dice.next() as usize % AUTHORS.len();
        let second = (first + 1 + dice.next() as usize % (AUTHORS.len() - 1)) % AUTHORS.len();
        let (authors, date) = ([AUTHORS[first].0, AUTHORS[second].0], date(dice));
        let mut out = format!(
            "+++\ntitle = \"{title}\"\ndate = {date}\nauthors = {authors:?}\ntags = {tags:?}\n"
        );
        if dice.chance(3) {
            let _ = writeln!(out, "description = \"{}\"", sentence(words, dice));
        }
        out.push_str("+++\n\n");
        out
    }
}

/// A moment as RFC 3339 has it, on the clocks of Seoul.
fn date(dice: &mut Dice) -> String {
    let days = DAYS.0 + dice.next() % (DAYS.1 - DAYS.0);
    let seconds = dice.next() % 86_400;
    // From days to a date without a table: Hinnant's `civil_from_days`, for dates after 1970.
    let z = days + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+09:00")
}

fn sentence(words: &Words, dice: &mut Dice) -> String {
    let (one, two) = (dice.pick(&words.nouns), dice.pick(&words.nouns));
    let (adjective, verb) = (dice.pick(&words.adjectives), dice.pick(&words.verbs));
    let (adverb, place) = (dice.pick(&words.adverbs), dice.pick(words.places));
    let other = dice.pick(&words.adjectives);
    let shape = dice.next() % 4;
    if words.korean {
        let topic = particle(one, "은", "는");
        let subject = particle(one, "이", "가");
        let object = particle(two, "을", "를");
        return match shape {
            0 => format!("{adjective} {one}{topic} {place} {two}{object} {adverb} {verb}."),
            1 => format!("{place} {one}{subject} {other} {two}{object} {verb}."),
            2 => format!(
                "{one}{} {two}{} 모두 {adjective} 것으로, 주민들은 {place} {adverb} 이야기를 나누었다.",
                particle(one, "과", "와"),
                particle(two, "은", "는"),
            ),
            _ => format!(
                "“{adjective} {two}”{} 불리는 {one}{subject} {adverb} 소식을 전하며 {two}{object} {verb}.",
                particle(two, "이라고", "라고"),
            ),
        };
    }
    match shape {
        0 => format!("The {adjective} {one} {verb} the {two} {place}."),
        1 => format!("Nobody {verb} the {other} {two} {adverb}, and the {one} did not mind."),
        2 => format!("It was the {one}'s {adjective} {two} that {adverb} {verb} us {place}."),
        _ => format!("“We {verb} every {other} {two},” the {one} said {place} — {adverb}."),
    }
}

/// The form of a particle that goes with the sound at the end of a Hangul word.
fn particle(word: &str, closed: &'static str, open: &'static str) -> &'static str {
    let last = word.chars().next_back().map_or(0, u32::from);
    match last.wrapping_sub(0xAC00) % 28 {
        0 => open,
        _ => closed,
    }
}

fn paragraph(out: &mut String, words: &Words, dice: &mut Dice, link: Option<String>) {
    for index in 0..3 + dice.next() % 4 {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(&sentence(words, dice));
        if index == 1
            && let Some(path) = &link
        {
            let noun = dice.pick(&words.nouns);
            let _ = match words.korean {
                true => write!(out, " [{noun} 이야기](@/{path})도 함께 읽을 만하다."),
                false => write!(out, " See also [the {noun}](@/{path})."),
            };
        } else if dice.chance(6) {
            let noun = dice.pick(&words.nouns);
            let _ = match (words.korean, dice.chance(2)) {
                (true, true) => write!(out, " **{noun}**{} 남았다.", particle(noun, "이", "가")),
                (true, false) => write!(out, " `{noun}`도 빼놓을 수 없다."),
                (false, true) => write!(out, " The **{noun}** remains."),
                (false, false) => write!(out, " Think of *the* `{noun}`."),
            };
        }
    }
    out.push_str("\n\n");
}

fn heading(out: &mut String, words: &Words, dice: &mut Dice) {
    let (adjective, noun) = (dice.pick(&words.adjectives), dice.pick(&words.nouns));
    let level = if dice.chance(3) { "###" } else { "##" };
    let _ = match words.korean {
        true => write!(out, "{level} {adjective} {noun}\n\n"),
        false => write!(out, "{level} The {adjective} {noun}\n\n"),
    };
}

fn list(out: &mut String, words: &Words, dice: &mut Dice) {
    let numbered = dice.chance(3);
    for index in 1..=3 + dice.next() % 4 {
        let (adjective, noun) = (dice.pick(&words.adjectives), dice.pick(&words.nouns));
        let _ = match numbered {
            true => writeln!(out, "{index}. {adjective} {noun}"),
            false => writeln!(out, "- {adjective} {noun} {}", dice.pick(words.places)),
        };
    }
    out.push('\n');
}

fn table(out: &mut String, words: &Words, dice: &mut Dice) {
    out.push_str(match words.korean {
        true => "| 이름 | 상태 | 수량 |\n| --- | :-: | --: |\n",
        false => "| name | state | amount |\n| --- | :-: | --: |\n",
    });
    for _ in 0..3 + dice.next() % 4 {
        let (noun, adjective) = (dice.pick(&words.nouns), dice.pick(&words.adjectives));
        let _ = writeln!(out, "| {noun} | {adjective} | {} |", dice.next() % 10_000);
    }
    out.push('\n');
}

/// SplitMix64: small, the same everywhere, and good enough to pick words.
struct Dice(u64);

impl Dice {
    /// A stream of its own for every purpose of every article.
    fn of(number: usize, purpose: &str) -> Self {
        let seed = purpose.bytes().fold(0, |seed: u64, b| {
            seed.wrapping_mul(257).wrapping_add(b.into())
        });
        let mut dice = Self(seed ^ (number as u64).wrapping_mul(0xA24B_AED4_963E_E407));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.next() % from.len() as u64) as usize]
    }

    fn below(&mut self, end: u64) -> Option<u64> {
        (end > 0).then(|| self.next() % end)
    }

    /// One time in `n`.
    fn chance(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_article_depends_on_its_number_alone() {
        let (one, two) = (Vocabulary::new(), Vocabulary::new());
        for number in [0, 1, 7, 99_999] {
            assert_eq!(one.path(number), two.path(number));
            assert_eq!(one.article(number), two.article(number));
        }
        assert_ne!(one.article(2), one.article(4));
    }

    #[test]
    fn articles_have_about_five_hundred_words_and_lead_to_older_ones() {
        let vocabulary = Vocabulary::new();
        let paths: BTreeSet<String> = (0..400).map(|number| vocabulary.path(number)).collect();
        assert_eq!(paths.len(), 400);
        let (mut words, mut links, mut korean) = (0, 0, 0);
        for number in 0..400 {
            let text = vocabulary.article(number);
            words += text.split_whitespace().count();
            korean += usize::from(text.contains("다.\n"));
            for link in text.split("(@/").skip(1) {
                let path = link.split(')').next().unwrap();
                assert!(paths.contains(path), "{path}");
                links += 1;
            }
        }
        assert!((480..540).contains(&(words / 400)), "{}", words / 400);
        assert!((2..8).contains(&(links / 400)), "{}", links / 400);
        assert_eq!(korean, 200);
    }

    #[test]
    fn there_are_two_hundred_tags_and_no_word_twice() {
        let vocabulary = Vocabulary::new();
        for words in [&vocabulary.english, &vocabulary.korean] {
            let distinct: BTreeSet<_> = words.nouns.iter().collect();
            assert_eq!(distinct.len(), words.nouns.len());
            assert!(words.nouns.len() >= 100);
        }
    }

    #[test]
    fn dates_are_right_at_both_ends() {
        let all: Vec<String> = (0..20_000)
            .map(|n| date(&mut Dice::of(n, "date")))
            .collect();
        assert!(all.iter().all(|date| date.as_str() > "2015-01-01T"));
        assert!(all.iter().all(|date| date.as_str() < "2026-07-01T"));
        assert!(all.iter().any(|date| date.starts_with("2015-01-01")));
        assert!(all.iter().any(|date| date.starts_with("2026-06-30")));
        assert!(all.iter().any(|date| date.starts_with("2024-02-29")));
        assert!(!all.iter().any(|date| date.starts_with("2023-02-29")));
    }

    #[test]
    fn particles_follow_the_last_sound() {
        assert_eq!(particle("강", "은", "는"), "은");
        assert_eq!(particle("배", "은", "는"), "는");
    }
}
