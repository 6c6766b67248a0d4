//! The articles of the test sites: the same number always gives the same bytes, on every machine.
//!
//! An article depends on its number and on how many there are, and links only to articles before
//! it, so that each can be made without any other.

use std::fmt::Write as _;

use super::words::{
    ADJECTIVES_EN, ADJECTIVES_KO, ADVERBS_EN, ADVERBS_KO, AUTHORS, CODE, NOUNS_EN, NOUNS_KO,
    PLACES_EN, PLACES_KO, SECTIONS, VERBS_EN, VERBS_KO,
};

/// How many words of each language are also tags.
pub const TAGS: usize = 100;

/// How many pictures articles choose from.
pub const PICTURES: u64 = 50;

/// Nothing links to articles whose number ends in this digit, so that they may go or move. They are
/// in English.
pub const UNLINKED: usize = 9;

/// The first moments of 2015 and of July 2026 in Seoul, in seconds: all dates are past.
const DATES: (u64, u64) = (1_420_038_000, 1_782_831_600);

/// How far the clocks of Seoul are ahead, in seconds.
const SEOUL: u64 = 9 * 3600;

/// All that writes the articles of one site.
pub struct Newsroom {
    count: usize,
    english: Words,
    korean: Words,
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

impl Newsroom {
    /// The newsroom of a site with `count` articles.
    pub fn new(count: usize) -> Self {
        let split = |text: &'static str| text.split_whitespace().collect();
        Self {
            count: count.max(1),
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
        match number.is_multiple_of(2) {
            true => &self.korean,
            false => &self.english,
        }
    }

    /// The section of an article.
    pub fn section(number: usize) -> &'static str {
        let all: u64 = SECTIONS.iter().map(|(_, _, share)| share).sum();
        let mut left = Dice::of(number, "section").next() % all;
        for (key, _, share) in SECTIONS {
            match left.checked_sub(share) {
                Some(rest) => left = rest,
                None => return key,
            }
        }
        SECTIONS[0].0
    }

    /// Where an article lies below `content`, with `/` and without `.md`. For the English ones, whose
    /// number is odd, it is also the address.
    pub fn path(&self, number: usize) -> String {
        let (words, mut dice) = (self.words(number), Dice::of(number, "path"));
        let (first, second) = (dice.pick(&words.nouns), dice.pick(&words.nouns));
        format!("{}/{first}-{second}-{number}", Self::section(number))
    }

    /// When an article was published, in seconds: the larger its number, the later.
    pub fn moment(&self, number: usize) -> u64 {
        let (all, count) = (DATES.1 - DATES.0, self.count as u64);
        let step = (all / count).max(1);
        let within = Dice::of(number, "moment").next() % step;
        DATES.0 + (all * number as u64 / count + within).min(all - 1)
    }

    /// The whole text of an article.
    pub fn article(&self, number: usize) -> String {
        let words = self.words(number);
        let mut dice = Dice::of(number, "article");
        let mut out = self.front_matter(number, words, &mut dice);
        let start = out.len();
        self.paragraph(number, &mut out, &mut dice);
        let heads = 3 + dice.next() % 2;
        let mut blocks = vec![Block::List, Block::Quote];
        let more = [(Block::Table, 5), (Block::Picture, 3), (Block::Code, 10)];
        blocks.extend(
            more.into_iter()
                .filter_map(|(b, n)| dice.chance(n).then_some(b)),
        );
        let places: Vec<u64> = blocks.iter().map(|_| dice.next() % heads).collect();
        for part in 0..heads {
            heading(&mut out, words, &mut dice);
            for (block, _) in blocks.iter().zip(&places).filter(|(_, at)| **at == part) {
                write_block(*block, &mut out, words, &mut dice);
            }
            let wanted = 60 + (part + 1) * 380 / heads;
            loop {
                self.paragraph(number, &mut out, &mut dice);
                if out[start..].split_whitespace().count() as u64 >= wanted {
                    break;
                }
            }
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    fn front_matter(&self, number: usize, words: &Words, dice: &mut Dice) -> String {
        let title = match words.korean {
            true => {
                let verb = dice.pick(&words.verbs);
                let noun = dice.pick(&words.nouns);
                format!("{} {noun}, {verb}", dice.pick(&words.adjectives))
            }
            false => {
                let noun = dice.pick(&words.nouns);
                format!("The {} {noun}, {number}", dice.pick(&words.adjectives))
            }
        };
        let mut tags: Vec<&str> = Vec::new();
        while tags.len() < 3 {
            // Mostly in the article's language, and now and then in the other one; some of them in
            // far more articles than others.
            let other = dice.chance(8);
            let from = match words.korean != other {
                true => &self.korean,
                false => &self.english,
            };
            let (one, two) = (dice.next() as usize % TAGS, dice.next() as usize % TAGS);
            let tag = from.nouns[one.min(two)];
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let first = dice.next() as usize % AUTHORS.len();
        let second = (first + 1 + dice.next() as usize % (AUTHORS.len() - 1)) % AUTHORS.len();
        let authors = [AUTHORS[first].0, AUTHORS[second].0];
        let authors = &authors[..1 + usize::from(dice.next() % 10 < 3)];
        let date = date(self.moment(number));
        let mut out = format!(
            "+++\ntitle = \"{title}\"\ndate = {date}\nauthors = {authors:?}\ntags = {tags:?}\n"
        );
        if !dice.chance(3) {
            // Writing to a `String` cannot fail, here and below.
            let _ = writeln!(out, "description = \"{}\"", sentence(words, dice));
        }
        out.push_str("+++\n\n");
        out
    }

    fn paragraph(&self, number: usize, out: &mut String, dice: &mut Dice) {
        let words = self.words(number);
        for index in 0..2 + dice.next() % 3 {
            if index > 0 {
                out.push(' ');
            }
            out.push_str(&sentence(words, dice));
            let noun = dice.pick(&words.nouns);
            let _ = match (dice.next() % 100, words.korean) {
                (0..7, true) => write!(out, " **{noun}**{} 남았다.", particle(noun, "이", "가")),
                (0..7, false) => write!(out, " The **{noun}** remains."),
                (7..12, true) => write!(out, " *{noun}*{} 그대로다.", particle(noun, "은", "는")),
                (7..12, false) => write!(out, " Think of *the* {noun}."),
                (12..20, _) => {
                    let to = self.target(number, dice);
                    match words.korean {
                        true => write!(out, " [{noun} 이야기]({to})도 함께 읽을 만하다."),
                        false => write!(out, " See also [the {noun}]({to})."),
                    }
                }
                (20..22, true) => write!(out, " `{noun}`도 빼놓을 수 없다."),
                (20..22, false) => write!(out, " It said `{noun}`."),
                _ => Ok(()),
            };
        }
        out.push_str("\n\n");
    }

    /// What a link leads to: one in five to an older article.
    fn target(&self, number: usize, dice: &mut Dice) -> String {
        let (elsewhere, older) = (dice.next() % 100_000, dice.next());
        if !dice.chance(5) || number == 0 {
            return format!("https://example.org/ref/{elsewhere}");
        }
        // An article that comes to the site later has a larger number than there are articles.
        let mut older = (older % number.min(self.count) as u64) as usize;
        if older % 10 == UNLINKED {
            older -= 1;
        }
        format!("@/{}.md", self.path(older))
    }
}

#[derive(Clone, Copy)]
enum Block {
    List,
    Quote,
    Table,
    Picture,
    Code,
}

fn write_block(block: Block, out: &mut String, words: &Words, dice: &mut Dice) {
    match block {
        Block::List => {
            let numbered = dice.chance(3);
            for index in 1..=3 + dice.next() % 3 {
                let mark = match numbered {
                    true => format!("{index}."),
                    false => "-".to_owned(),
                };
                let _ = writeln!(out, "{mark} {}", sentence(words, dice));
            }
        }
        Block::Quote => {
            let _ = write!(out, "> {}\n> ", sentence(words, dice));
            let _ = writeln!(out, "{}", sentence(words, dice));
        }
        Block::Table => {
            out.push_str(match words.korean {
                true => "| 이름 | 수량 | 비율 | 상태 |\n| --- | --: | --: | --- |\n",
                false => "| name | amount | share | state |\n| --- | --: | --: | --- |\n",
            });
            for _ in 0..3 + dice.next() % 4 {
                let (noun, adjective) = (dice.pick(&words.nouns), dice.pick(&words.adjectives));
                let (amount, share) = (dice.next() % 10_000, dice.next() % 1000);
                let share = format!("{}.{}", share / 10, share % 10);
                let _ = writeln!(out, "| {noun} | {amount} | {share} | {adjective} |");
            }
        }
        Block::Picture => {
            let (adjective, noun) = (dice.pick(&words.adjectives), dice.pick(&words.nouns));
            let picture = picture(dice.next() % PICTURES);
            let _ = writeln!(out, "![{adjective} {noun}](/{picture})");
        }
        Block::Code => {
            let (language, text) = dice.pick(&CODE);
            let _ = writeln!(out, "```{language}\n{text}```");
        }
    }
    out.push('\n');
}

/// Where a picture lies below `static`.
pub fn picture(number: u64) -> String {
    format!("images/picture-{number:02}.jpg")
}

/// The bytes of a picture: whole to whoever reads its structure, and noise to whoever decodes it.
pub fn picture_bytes(number: u64) -> Vec<u8> {
    let mut dice = Dice::of(number as usize, "picture");
    let mut out = vec![0xFF, 0xD8]; // start of image
    out.extend([0xFF, 0xE0, 0, 16]); // JFIF, version 1.1, without a thumbnail
    out.extend(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    out.extend([0xFF, 0xC0, 0, 11, 8, 1, 104, 2, 128, 1, 1, 0x11, 0]); // 640 × 360, grey
    out.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]); // start of scan
    out.extend((0..4000).map(|_| (dice.next() % 255) as u8)); // never 0xFF, which begins a marker
    out.extend([0xFF, 0xD9]); // end of image
    out
}

/// The English words that are also tags.
pub fn tags() -> impl Iterator<Item = &'static str> {
    NOUNS_EN.split_whitespace().take(TAGS)
}

/// A moment as RFC 3339 has it, on the clocks of Seoul.
pub fn date(moment: u64) -> String {
    let seconds = moment + SEOUL;
    let (days, seconds) = (seconds / 86_400, seconds % 86_400);
    // From days to a date without a table: Hinnant's `civil_from_days`, for dates after 1970.
    let z = days + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = match shifted < 10 {
        true => shifted + 3,
        false => shifted - 9,
    };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+09:00")
}

/// The moment of such a date.
pub fn moment(date: &str) -> Option<u64> {
    let mut parts = date.strip_suffix("+09:00")?.split(['-', 'T', ':']);
    let mut next = || parts.next()?.parse::<u64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let seconds = next()? * 3600 + next()? * 60 + next()?;
    // The way back: `days_from_civil`.
    let year = year - u64::from(month <= 2);
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * 86_400 + seconds - SEOUL)
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

fn heading(out: &mut String, words: &Words, dice: &mut Dice) {
    let (adjective, noun) = (dice.pick(&words.adjectives), dice.pick(&words.nouns));
    let _ = match words.korean {
        true => write!(out, "## {adjective} {noun}\n\n"),
        false => write!(out, "## The {adjective} {noun}\n\n"),
    };
}

/// SplitMix64: small, the same everywhere, and good enough to pick words.
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for every purpose of every number.
    pub fn of(number: usize, purpose: &str) -> Self {
        let seed = purpose.bytes().fold(0, |seed: u64, b| {
            seed.wrapping_mul(257).wrapping_add(b.into())
        });
        let mut dice = Self(seed ^ (number as u64).wrapping_mul(0xA24B_AED4_963E_E407));
        dice.next();
        dice
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.next() % from.len() as u64) as usize]
    }

    /// One time in `n`.
    fn chance(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn an_article_depends_on_its_number_and_their_count() {
        let (one, two) = (Newsroom::new(100_000), Newsroom::new(100_000));
        for number in [0, 1, 7, 99_999] {
            assert_eq!(one.path(number), two.path(number));
            assert_eq!(one.article(number), two.article(number));
        }
        assert_ne!(one.article(2), one.article(4));
        assert_ne!(one.article(2), Newsroom::new(1000).article(2));
    }

    #[test]
    fn articles_have_about_five_hundred_words_and_lead_to_older_ones() {
        let room = Newsroom::new(1000);
        let paths: Vec<String> = (0..1000).map(|number| room.path(number)).collect();
        assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), 1000);
        let (mut words, mut links, mut korean, mut told) = (0, 0, 0, 0);
        for number in 0..1000 {
            let text = room.article(number);
            words += text.split_whitespace().count();
            korean += usize::from(text.contains("다.\n"));
            told += usize::from(text.contains("\ndescription = "));
            for link in text.split("(@/").skip(1) {
                let path = link.split(".md)").next().unwrap();
                let to = paths.iter().position(|one| one == path).unwrap();
                assert!(to < number && to % 10 != UNLINKED, "{path}");
                links += 1;
            }
        }
        assert!((460..540).contains(&(words / 1000)), "{}", words / 1000);
        assert!((400..1500).contains(&links), "{links}");
        assert!((600..733).contains(&told), "{told}");
        assert_eq!(korean, 500);
    }

    #[test]
    fn sections_have_their_shares_and_tags_are_not_alike() {
        let (mut sections, mut tags) = (BTreeMap::new(), BTreeMap::new());
        let room = Newsroom::new(2000);
        for number in 0..2000 {
            *sections.entry(Newsroom::section(number)).or_insert(0_u64) += 1;
            let text = room.article(number);
            let (_, rest) = text.split_once("\ntags = [").unwrap();
            for tag in rest.split(']').next().unwrap().split(", ") {
                *tags.entry(tag.to_owned()).or_insert(0) += 1;
            }
        }
        for (key, _, share) in SECTIONS {
            let wanted = share * 20;
            assert!((wanted - 60..wanted + 60).contains(&sections[key]), "{key}");
        }
        assert!(tags.len() > 190, "{}", tags.len());
        assert!(tags.values().max() > tags.values().min().map(|few| few * 10).as_ref());
    }

    #[test]
    fn there_are_two_hundred_tags_and_no_word_twice() {
        let room = Newsroom::new(1);
        for words in [&room.english, &room.korean] {
            let distinct: BTreeSet<_> = words.nouns.iter().collect();
            assert_eq!(distinct.len(), words.nouns.len());
            assert!(words.nouns.len() >= TAGS);
        }
    }

    #[test]
    fn dates_rise_with_the_number_and_are_right_at_both_ends() {
        for count in [1, 1000, 1_000_000] {
            let room = Newsroom::new(count);
            let some = (0..count).step_by(count.div_ceil(5000));
            let all: Vec<String> = some.map(|number| date(room.moment(number))).collect();
            assert!(all.is_sorted());
            assert!(
                all.iter()
                    .all(|date| date.as_str() >= "2015-01-01T00:00:00")
            );
            assert!(all.iter().all(|date| date.as_str() < "2026-07-01T"));
            let back = |(at, date): (usize, &String)| {
                moment(date) == Some(room.moment(at * count.div_ceil(5000)))
            };
            assert!(all.iter().enumerate().all(back));
        }
        assert_eq!(date(DATES.0), "2015-01-01T00:00:00+09:00");
        assert_eq!(date(DATES.1), "2026-07-01T00:00:00+09:00");
        assert_eq!(date(1_709_132_400), "2024-02-29T00:00:00+09:00");
        assert_eq!(date(1_677_596_400 + 86_399), "2023-03-01T23:59:59+09:00");
    }

    #[test]
    fn particles_follow_the_last_sound() {
        assert_eq!(particle("강", "은", "는"), "은");
        assert_eq!(particle("배", "은", "는"), "는");
    }

    #[test]
    fn pictures_are_about_four_kilobytes_and_none_is_like_another() {
        let all: BTreeSet<_> = (0..PICTURES).map(picture_bytes).collect();
        assert_eq!(all.len(), PICTURES as usize);
        assert!(all.iter().all(|bytes| (4000..4100).contains(&bytes.len())));
    }
}
