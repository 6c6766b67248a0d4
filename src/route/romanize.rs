//! Korean in Latin letters: the Revised Romanization, by sound.
//!
//! Korean spelling keeps the shape of a word's parts, and the romanization writes what is heard,
//! so a letter-by-letter table gives addresses no reader would type (`백마` is `baengma`, not
//! `baekma`). This module applies the sound rules between the syllables of one word, as the notice
//! of the National Institute of Korean Language (2014-42) asks.
//!
//! What it does not do, for want of a dictionary:
//!
//! - It inserts no `ㄴ` or `ㄹ` between the parts of a compound: `학여울` is `hagyeoul` here and
//!   `Hangnyeoul` officially, `꽃잎` is `kkochip` and not `kkonnip`, `알약` is `aryak`. Nor does it
//!   hold back a final before a second word: `맛없다` is `maseopda`, not `madeopda`.
//! - Whether `ㄱ ㄷ ㅂ` swallow a following `ㅎ` depends on the word class: verbs join
//!   (`잡혀 japyeo`), nouns do not (`묵호 Mukho`). Here they join only before what the passive and
//!   causative suffix looks like (`히`, `힌`, `혀`, `혔` ...) and stay apart elsewhere, so that the
//!   official examples all come out; `못하다` becomes `mothada`.
//! - `ㄴ` before `ㄹ` is `ll` in most words (`신라 silla`) and `nn` before some Chinese suffixes
//!   (`신문로 sinmunno`). The suffix is known by its syllable and by a list of words that only look
//!   like it; a rarer word may come out wrong.
//! - No hyphens, no capitals, no rules for names of people: that is for the writer. Tensed sounds
//!   are never written, as the notice says (`압구정 apgujeong`).

/// The consonants that open a syllable, in the order of Unicode; `ㅇ` is silent there.
const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ',
    'ㅌ', 'ㅍ', 'ㅎ',
];

/// How each of the initials is written; `ㅇ` only as a letter standing alone.
const OPENINGS: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "ng", "j", "jj", "ch", "k", "t",
    "p", "h",
];

/// The vowels in the order of Unicode, from U+314F on as letters of their own.
const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
];

/// The places of `ㅕ` and `ㅣ` among the vowels: the two that the sound rules look at.
const YEO: usize = 6;
const I: usize = 20;

/// What may close a syllable, in the order of Unicode, clusters spelled out.
const FINALS: [&str; 28] = [
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ",
    "ㅎ",
];

/// Nouns in `ㄺ`: before `ㄱ` they keep the `ㄱ` (`닭갈비 dakgalbi`), verbs the `ㄹ` (`읽고 ilgo`).
const NOUNS_IN_LG: &str = "닭흙칡삵슭";

/// Chinese suffixes whose `ㄹ` becomes `ㄴ` after a word of two syllables or more in `ㄴ`.
const SUFFIXES: &str = "로란량력론료례류";

/// Words in `ㄴ` + `ㄹ` that are no word plus suffix, and so stay `ll` inside longer compounds.
const NO_SUFFIX: &str = "인력 전력 권력 근력 진력 난로 진로 선로 판로 원로 산란 혼란 곤란 논란 문란 반란 환란 찬란 전란 언론 \
    분량 전량 선량 한량 연료 원료 진료 안료 완료 관료 연례 관례 전례 분류 한류 전류 난류 본류 인류 건류";

/// One Hangul syllable, taken apart.
#[derive(Clone, Copy)]
struct Syllable {
    whole: char,
    initial: char,
    vowel: usize,
    last: &'static str,
}

impl Syllable {
    fn of(whole: char) -> Option<Self> {
        let index = (whole as usize).checked_sub(0xAC00)?;
        Some(Self {
            whole,
            initial: *INITIALS.get(index / (21 * 28))?,
            vowel: index / 28 % 21,
            last: FINALS.get(index % 28)?,
        })
    }

    /// Whether this may be a suffix (`이`, `힌`, `여`, `혔` ...) that a final becomes one with.
    fn may_be_suffix(self) -> bool {
        self.vowel == I || (self.vowel == YEO && matches!(self.last, "" | "ㅆ"))
    }
}

/// Writes the Hangul of `text` in Latin letters, in lower case; everything else stays as it is.
///
/// Syllables sound together as long as nothing stands between them, so a space or a sign ends the
/// rules. Letters alone (`ㅋㅋ`) are written one by one. The text must be in NFC.
pub fn romanize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.chars() {
        if let Some(syllable) = Syllable::of(c) {
            word.push(syllable);
            continue;
        }
        write_word(&word, &mut out);
        word.clear();
        match c {
            'ㄱ'..='ㅎ' => cluster(c).chars().for_each(|c| out.push_str(opening(c))),
            'ㅏ'..='ㅣ' => out.push_str(vowel(c as usize - 'ㅏ' as usize)),
            _ => out.push(c),
        }
    }
    write_word(&word, &mut out);
    out
}

fn write_word(word: &[Syllable], out: &mut String) {
    let Some(first) = word.first() else { return };
    let mut initial = first.initial;
    let mut before = None;
    for (index, syllable) in word.iter().enumerate() {
        match (before, initial) {
            (Some('ㄹ'), 'ㄹ') => out.push('l'),
            (_, 'ㅇ') => {}
            _ => out.push_str(opening(initial)),
        }
        // `져`, `쪄` and `쳐` are heard as `저`, `쩌` and `처`.
        let plain = syllable.vowel == YEO && matches!(initial, 'ㅈ' | 'ㅉ' | 'ㅊ');
        out.push_str(if plain { "eo" } else { vowel(syllable.vowel) });
        (before, initial) = match word.get(index + 1) {
            Some(next) => meet(*syllable, *next, index > 0),
            None => (closed(*syllable, None), 'ㅇ'),
        };
        if let Some(last) = before {
            out.push_str(closing(last));
        }
    }
}

/// What remains at the end of a syllable, and what opens the next one, where the two meet.
fn meet(this: Syllable, next: Syllable, inside: bool) -> (Option<char>, char) {
    let mut letters = this.last.chars();
    let Some(last) = letters.next_back() else {
        return (None, next.initial);
    };
    let kept = letters.next();
    let suffix = next.may_be_suffix();
    match (last, next.initial) {
        // Liaison: the last consonant moves over, but for `ㅎ`, which falls silent.
        ('ㅇ', 'ㅇ') => (Some('ㅇ'), 'ㅇ'),
        ('ㅎ', 'ㅇ') => (None, kept.unwrap_or('ㅇ')),
        ('ㄷ', 'ㅇ') if suffix => (kept, 'ㅈ'),
        ('ㅌ', 'ㅇ') if suffix => (kept, 'ㅊ'),
        (_, 'ㅇ') => (kept, last),
        // Aspiration, from either side.
        ('ㅎ', 'ㄱ') => (kept, 'ㅋ'),
        ('ㅎ', 'ㄷ') => (kept, 'ㅌ'),
        ('ㅎ', 'ㅈ') => (kept, 'ㅊ'),
        ('ㅎ', 'ㅅ' | 'ㅆ') => (kept, next.initial),
        ('ㄱ' | 'ㄲ' | 'ㅋ', 'ㅎ') if suffix => (kept, 'ㅋ'),
        ('ㄷ' | 'ㅌ' | 'ㅈ' | 'ㅊ', 'ㅎ') if suffix => (kept, 'ㅊ'),
        ('ㅂ' | 'ㅍ', 'ㅎ') if suffix => (kept, 'ㅍ'),
        _ => match closed(this, Some(next)) {
            Some(last) => {
                let (last, initial) = assimilate(last, this, next, inside);
                (Some(last), initial)
            }
            None => (None, next.initial),
        },
    }
}

/// The one consonant of seven that a final is heard as where nothing carries it over.
fn closed(this: Syllable, next: Option<Syllable>) -> Option<char> {
    let mut letters = this.last.chars();
    let first = letters.next()?;
    let heard = match (
        this.last,
        this.whole,
        next.map(|next| (next.initial, next.whole)),
    ) {
        ("ㄹㄱ", noun, Some(('ㄱ', _))) if !NOUNS_IN_LG.contains(noun) => 'ㄹ',
        ("ㄹㄱ", ..) => 'ㄱ',
        ("ㄹㅁ", ..) => 'ㅁ',
        ("ㄹㅍ", ..) | (_, '밟', Some(_)) | (_, '넓', Some((_, '죽' | '둥'))) => 'ㅂ',
        _ => first,
    };
    Some(match heard {
        'ㄲ' | 'ㅋ' => 'ㄱ',
        'ㅅ' | 'ㅆ' | 'ㅈ' | 'ㅊ' | 'ㅌ' | 'ㅎ' => 'ㄷ',
        'ㅍ' => 'ㅂ',
        other => other,
    })
}

/// Nasal and lateral sounds: how a closing and an opening consonant colour each other.
fn assimilate(last: char, this: Syllable, next: Syllable, inside: bool) -> (char, char) {
    let nasal = match last {
        'ㄱ' => 'ㅇ',
        'ㄷ' => 'ㄴ',
        'ㅂ' => 'ㅁ',
        other => other,
    };
    match (last, next.initial) {
        (_, 'ㄴ' | 'ㅁ') if nasal != last => (nasal, next.initial),
        ('ㄱ' | 'ㄷ' | 'ㅂ' | 'ㅁ' | 'ㅇ', 'ㄹ') => (nasal, 'ㄴ'),
        ('ㄴ', 'ㄹ') if inside && takes_suffix(this, next) => ('ㄴ', 'ㄴ'),
        ('ㄴ', 'ㄹ') | ('ㄹ', 'ㄴ') => ('ㄹ', 'ㄹ'),
        (_, initial) => (last, initial),
    }
}

fn takes_suffix(this: Syllable, next: Syllable) -> bool {
    SUFFIXES.contains(next.whole)
        && !NO_SUFFIX
            .split(' ')
            .any(|word| word.chars().eq([this.whole, next.whole]))
}

/// A letter standing alone, spelled out if it is one of the clusters.
fn cluster(letter: char) -> &'static str {
    const LETTERS: [&str; 30] = [
        "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄸ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
        "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅃ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ",
        "ㅌ", "ㅍ", "ㅎ",
    ];
    let index = (letter as usize).saturating_sub('ㄱ' as usize);
    LETTERS.get(index).copied().unwrap_or_default()
}

fn vowel(index: usize) -> &'static str {
    VOWELS.get(index).copied().unwrap_or_default()
}

fn opening(consonant: char) -> &'static str {
    let mut pairs = INITIALS.iter().zip(OPENINGS);
    pairs
        .find(|(initial, _)| **initial == consonant)
        .map_or("", |(_, latin)| latin)
}

fn closing(consonant: char) -> &'static str {
    match consonant {
        'ㄱ' => "k",
        'ㄴ' => "n",
        'ㄷ' => "t",
        'ㄹ' => "l",
        'ㅁ' => "m",
        'ㅂ' => "p",
        'ㅇ' => "ng",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::romanize;

    #[test]
    fn words_are_written_as_they_sound() {
        let pairs = [
            // Examples of the notice itself.
            ("구미", "gumi"),
            ("영동", "yeongdong"),
            ("백암", "baegam"),
            ("옥천", "okcheon"),
            ("합덕", "hapdeok"),
            ("호법", "hobeop"),
            ("월곶", "wolgot"),
            ("벚꽃", "beotkkot"),
            ("한밭", "hanbat"),
            ("구리", "guri"),
            ("설악", "seorak"),
            ("칠곡", "chilgok"),
            ("임실", "imsil"),
            ("울릉", "ulleung"),
            ("대관령", "daegwallyeong"),
            ("백마", "baengma"),
            ("신문로", "sinmunno"),
            ("종로", "jongno"),
            ("왕십리", "wangsimni"),
            ("별내", "byeollae"),
            ("신라", "silla"),
            ("해돋이", "haedoji"),
            ("같이", "gachi"),
            ("굳히다", "guchida"),
            ("좋고", "joko"),
            ("놓다", "nota"),
            ("잡혀", "japyeo"),
            ("낳지", "nachi"),
            ("묵호", "mukho"),
            ("집현전", "jiphyeonjeon"),
            ("압구정", "apgujeong"),
            ("낙동강", "nakdonggang"),
            ("죽변", "jukbyeon"),
            ("낙성대", "nakseongdae"),
            ("합정", "hapjeong"),
            ("팔당", "paldang"),
            ("샛별", "saetbyeol"),
            ("울산", "ulsan"),
            ("광희문", "gwanghuimun"),
            ("중앙", "jungang"),
            ("반구대", "bangudae"),
            ("세운", "seun"),
            ("해운대", "haeundae"),
            ("속리산", "songnisan"),
            ("독립문", "dongnimmun"),
            ("무량수전", "muryangsujeon"),
            ("극락전", "geungnakjeon"),
            ("안압지", "anapji"),
            ("화랑대", "hwarangdae"),
            ("현충사", "hyeonchungsa"),
            ("오죽헌", "ojukheon"),
            ("촉석루", "chokseongnu"),
            ("종묘", "jongmyo"),
            ("다보탑", "dabotap"),
            ("제주도", "jejudo"),
            ("의정부시", "uijeongbusi"),
            // Cities and words of every day.
            ("한국", "hanguk"),
            ("대한민국", "daehanminguk"),
            ("서울", "seoul"),
            ("부산", "busan"),
            ("전라도", "jeollado"),
            ("한글", "hangeul"),
            ("떡볶이", "tteokbokki"),
            ("국회", "gukhoe"),
            ("독립", "dongnip"),
            ("법률", "beomnyul"),
            ("담력", "damnyeok"),
            ("칼날", "kallal"),
            ("쓰레기", "sseuregi"),
            ("없어요", "eopseoyo"),
            ("있습니다", "itseumnida"),
            ("감사합니다", "gamsahamnida"),
            ("안녕하세요", "annyeonghaseyo"),
        ];
        check(&pairs);
    }

    #[test]
    fn finals_move_join_and_fall_silent() {
        let pairs = [
            ("값", "gap"),
            ("값을", "gapseul"),
            ("값이", "gapsi"),
            ("값만", "gamman"),
            ("몫이", "moksi"),
            ("앉다", "anda"),
            ("앉아", "anja"),
            ("앉히다", "anchida"),
            ("많다", "manta"),
            ("많아", "mana"),
            ("않는", "anneun"),
            ("싫다", "silta"),
            ("싫어", "sireo"),
            ("뚫는", "ttulleun"),
            ("닭", "dak"),
            ("닭이", "dalgi"),
            ("닭갈비", "dakgalbi"),
            ("흙만", "heungman"),
            ("읽다", "ikda"),
            ("읽고", "ilgo"),
            ("읽는", "ingneun"),
            ("밝혀", "balkyeo"),
            ("여덟", "yeodeol"),
            ("넓다", "neolda"),
            ("넓죽하다", "neopjukhada"),
            ("밟다", "bapda"),
            ("밟는", "bamneun"),
            ("삶", "sam"),
            ("삶이", "salmi"),
            ("외곬", "oegol"),
            ("핥다", "halda"),
            ("핥이다", "halchida"),
            ("핥네", "halle"),
            ("읊다", "eupda"),
            ("읊어", "eulpeo"),
            ("없다", "eopda"),
            ("없는", "eomneun"),
            ("좋아", "joa"),
            ("놓는", "nonneun"),
            ("좋소", "joso"),
            ("부엌에", "bueoke"),
            ("밖에", "bakke"),
            ("꽃", "kkot"),
            ("꽃을", "kkocheul"),
            ("꽃만", "kkonman"),
            ("옷", "ot"),
            ("앞", "ap"),
            ("앞문", "ammun"),
            ("붙여", "bucheo"),
            ("닫혔다", "dacheotda"),
            ("맞히다", "machida"),
            ("가져", "gajeo"),
            ("강아지", "gangaji"),
        ];
        check(&pairs);
    }

    #[test]
    fn a_chinese_suffix_keeps_its_word_whole() {
        check(&[
            ("생산량은", "saengsannyangeun"),
            ("의견란", "uigyeonnan"),
            ("결단력", "gyeoldannyeok"),
            ("이원론", "iwonnon"),
            ("언론", "eollon"),
            ("한국언론", "hangugeollon"),
            ("소비전력", "sobijeollyeok"),
            ("광한루", "gwanghallu"),
            ("선릉", "seolleung"),
        ]);
    }

    #[test]
    fn what_is_no_suffix_neither_softens_nor_breathes() {
        check(&[
            ("맏아들", "madadeul"),
            ("밭아", "bata"),
            ("맏형", "mathyeong"),
            ("굳이", "guji"),
            ("같이", "gachi"),
            ("굳히다", "guchida"),
        ]);
    }

    #[test]
    fn what_stands_between_words_stops_the_rules() {
        check(&[
            ("", ""),
            (
                "plain ASCII, Ümlaut, 漢字, かな 🙂",
                "plain ASCII, Ümlaut, 漢字, かな 🙂",
            ),
            ("한국 문학", "hanguk munhak"),
            ("백-마", "baek-ma"),
            ("값 을", "gap eul"),
            ("BTS는 2024년에", "BTSneun 2024nyeone"),
            ("ㅋㅋㅋ", "kkk"),
            ("ㅏㅣ", "ai"),
            ("ㄳ", "gs"),
            ("ㅇㅇ", "ngng"),
        ]);
    }

    #[test]
    fn what_needs_a_dictionary_is_left_alone() {
        check(&[
            ("학여울", "hagyeoul"),
            ("꽃잎", "kkochip"),
            ("알약", "aryak"),
            ("맛없다", "maseopda"),
            ("못하다", "mothada"),
        ]);
    }

    #[test]
    fn every_pair_of_syllables_is_written_in_ascii() {
        // All finals against all initials, with a vowel that palatalises and one that does not.
        for last in 0..28 {
            for initial in 0..19 {
                for vowel in [0, 6, 20] {
                    let first = char::from_u32(0xAC00 + last).unwrap();
                    let second = char::from_u32(0xAC00 + (initial * 21 + vowel) * 28).unwrap();
                    let text: String = [first, second].iter().collect();
                    let heard = romanize(&text);
                    assert!(heard.len() > 2 || initial == 11, "{text}: {heard}");
                    assert!(
                        heard.bytes().all(|b| b.is_ascii_lowercase()),
                        "{text}: {heard}"
                    );
                }
            }
        }
    }

    fn check(pairs: &[(&str, &str)]) {
        for (hangul, latin) in pairs {
            assert_eq!(romanize(hangul), *latin, "{hangul}");
        }
    }
}
