//! Which published article is which now: ids stay, old addresses are kept.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::claims::Claims;
use super::{Article, Lock, Marks, now_and_before};
use crate::date::Date;
use crate::fingerprint::EQUAL;

/// With how little in common a text is known again no longer by what is remembered of it.
const FORGOTTEN: usize = EQUAL / 2;
/// An article as it is published now.
#[derive(Clone, Copy, Debug)]
pub struct Current<'a> {
    /// Its source path below `content/`.
    pub source: &'a str,
    /// The path of its address, decoded.
    pub path: &'a str,
    /// The id that its front matter names.
    pub id: Option<&'a str>,
    /// By what it is known again.
    pub marks: Marks,
}

/// What became of one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settlement {
    /// Its permanent id.
    pub id: String,
    /// The paths of the addresses it had before.
    pub older: Vec<String>,
    /// The source it had before, if it is known under another name.
    pub moved_from: Option<String>,
    /// When it was first published; `None` if it is new.
    pub first: Option<Date>,
    /// The id it was published with, where the front matter names another.
    pub published_as: Option<String>,
}

/// What became of all.
#[derive(Debug)]
pub struct Settled {
    /// One for each article, in their order.
    pub articles: Vec<Settlement>,
    /// The lock with all of them.
    pub lock: Lock,
    /// Whether there were entries that an article under another name may have been.
    pub sought: bool,
}

/// Whether all articles are who they were if one says something else at the same address; whether entries are
/// `sought` was found out with what it said before.
pub fn stays_after_edit(lock: &Lock, had: &Current<'_>, has: &Current<'_>, sought: bool) -> bool {
    match lock.articles.get(had.source) {
        Some(entry) => !entry.retired && !is_other(entry, had) && !is_other(entry, has),
        None => !sought,
    }
}

/// By what an article is known again that says something else: what the lock says of it stays while it is edited.
pub fn marks_after_edit(lock: &Lock, article: &Current<'_>) -> Marks {
    let entry = lock.articles.get(article.source);
    let entry = entry.filter(|entry| entry.is_still(&article.marks));
    entry.map_or(article.marks, |entry| entry.marks)
}

/// Adds an article that was never published: its source, the path of its address and its id.
pub fn add_article(
    next: &mut Lock,
    published: &Lock,
    (source, path, id): (&str, &str, &str),
    marks: Marks,
    now: Option<&Date>,
) {
    let article = Article {
        id: id.to_owned(),
        first: first_published(published, now.copied()),
        paths: vec![path.to_owned()],
        marks,
        retired: false,
    };
    next.articles.insert(source.to_owned(), article);
}

/// When what is new is first published. Whatever the clock says, it comes after all that was there: archives of feeds
/// are cut in that order.
fn first_published(lock: &Lock, now: Option<Date>) -> Date {
    let now = now.unwrap_or_else(|| chrono::DateTime::UNIX_EPOCH.fixed_offset());
    let last = lock.articles.values().map(|article| article.first).max();
    last.map_or(now, |last| now.max(last + TimeDelta::seconds(1)))
}

impl Article {
    /// Whether a text is that of the article, edited.
    fn is_still(&self, marks: &Marks) -> bool {
        self.marks.text.in_common(&marks.text) > FORGOTTEN
    }
}

/// Whether an article has nothing to do with its entry.
pub(super) fn is_other(entry: &Article, article: &Current<'_>) -> bool {
    entry.marks.are_strangers(&article.marks) && article.id.is_none_or(|id| id != entry.id)
}

/// Finds out which article is which: by source, else by the id it names, by its address, or by its text. `mint`
/// makes an id for the article of a number; `exists` tells whether a source is still there, published or not;
/// what is new is first published `now`.
pub fn settle(
    lock: &Lock,
    current: &[Current<'_>],
    exists: &dyn Fn(&str) -> bool,
    mint: &dyn Fn(usize) -> String,
    now: Date,
) -> Settled {
    let lock = &*without_twins(lock, current, exists);
    let claims = Claims::new(lock, current, exists);
    let sought = !claims.sought.is_empty();
    let known = claims.settle();
    let now = first_published(lock, Some(now));
    let mut ids: HashSet<&str> = lock
        .articles
        .values()
        .map(|article| article.id.as_str())
        .collect();
    ids.extend(current.iter().filter_map(|article| article.id));
    let mut taken: HashSet<String> = HashSet::new();
    let mut next = lock.clone();
    for source in known.iter().flatten() {
        next.articles.remove(*source);
    }
    let paths: HashSet<&str> = current.iter().map(|article| article.path).collect();
    let claimed: HashSet<&str> = known.iter().flatten().copied().collect();
    let mut articles = Vec::with_capacity(current.len());
    for (number, (article, source)) in current.iter().zip(known).enumerate() {
        let entry = source.and_then(|source| lock.articles.get(source));
        let id = match (article.id, entry) {
            (Some(id), _) => id.to_owned(),
            (None, Some(entry)) => entry.id.clone(),
            (None, None) => unique(mint(number), |id| ids.contains(id) || taken.contains(id)),
        };
        if entry.is_none() {
            taken.insert(id.clone());
        }
        // An article that another one was written over leaves its addresses to that one.
        let replaced = lock.articles.get(article.source);
        let replaced = replaced.filter(|_| !claimed.contains(article.source));
        let before = entry.into_iter().chain(replaced);
        let before = before.flat_map(|entry| &entry.paths);
        let paths = now_and_before(&[article.path.to_owned()], before, |path| {
            paths.contains(path)
        });
        let marks = match entry {
            // The file stays quiet while an article is edited.
            Some(entry) if source == Some(article.source) && entry.is_still(&article.marks) => {
                entry.marks
            }
            _ => article.marks,
        };
        articles.push(Settlement {
            older: paths[1..].to_vec(),
            moved_from: source
                .filter(|source| *source != article.source)
                .map(str::to_owned),
            first: entry.map(|entry| entry.first),
            published_as: entry.map(|entry| entry.id.clone()).filter(|old| *old != id),
            id: id.clone(),
        });
        let entry = Article {
            id,
            first: entry.map_or(now, |entry| entry.first),
            paths,
            marks,
            retired: false,
        };
        next.articles.insert(article.source.to_owned(), entry);
    }
    Settled {
        articles,
        lock: next,
        sought,
    }
}

/// Of entries with one id, which a merge of two renames leaves, only the one whose file is there. It takes over
/// the addresses of the others.
fn without_twins<'a>(
    lock: &'a Lock,
    current: &[Current<'_>],
    exists: &dyn Fn(&str) -> bool,
) -> Cow<'a, Lock> {
    let mut by_id: HashMap<&str, Vec<&str>> = HashMap::new();
    for (source, article) in &lock.articles {
        by_id.entry(&article.id).or_default().push(source);
    }
    let mut twins: Vec<Vec<&str>> = by_id
        .into_values()
        .filter(|sources| sources.len() > 1)
        .collect();
    if twins.is_empty() {
        return Cow::Borrowed(lock);
    }
    twins.sort();
    let mut clean = lock.clone();
    for sources in twins {
        // If several are there, all but one are other articles by now, under an old name.
        let likeness = |source: &str| {
            let article = current.iter().find(|article| article.source == source);
            let entry = lock.articles.get(source);
            let both = article.zip(entry);
            both.map_or(0, |(article, entry)| entry.marks.likeness(&article.marks))
        };
        let stays = sources
            .iter()
            .max_by_key(|source| (exists(source), likeness(source)));
        let gone: Vec<Article> = sources
            .iter()
            .filter(|source| Some(*source) != stays)
            .filter_map(|source| clean.articles.remove(*source))
            .collect();
        let Some(article) = stays.and_then(|source| clean.articles.get_mut(*source)) else {
            continue;
        };
        for path in gone.into_iter().flat_map(|gone| gone.paths) {
            if !article.paths.contains(&path) {
                article.paths.push(path);
            }
        }
    }
    Cow::Owned(clean)
}

/// An id that nobody has: of two articles of one day, one may have moved to where the other began.
pub fn unique(id: String, has: impl Fn(&str) -> bool) -> String {
    let mut numbered = (2..).map(|number| format!("{id}~{number}"));
    if has(&id) {
        numbered.find(|id| !has(id)).unwrap_or(id)
    } else {
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date;
    use crate::fingerprint::Sketch;

    const RAIN: &str =
        "It rained for a week. The river rose. The bridge held. The sun came. It stayed. We slept.";
    const SNOW: &str = "Snow fell at last. Children ran out. The trains stopped. Nobody minded. It was quiet. Night came.";

    fn moment(text: &str) -> Date {
        date::read(text, chrono_tz::UTC).unwrap()
    }

    /// Of an article that is titled as it begins.
    fn marks(_: &str, text: &str) -> Marks {
        let title = text.split(' ').take(2).collect::<Vec<_>>().join(" ");
        Marks::of(
            Sketch::of(text),
            Some(&title),
            Some(&moment("2026-11-20T00:00:00Z")),
        )
    }

    /// Publishes articles: source, path, id, text.
    fn publish(lock: &Lock, articles: &[(&str, &str, Option<&str>, &str)]) -> Settled {
        let current: Vec<Current<'_>> = articles
            .iter()
            .map(|(source, path, id, text)| Current {
                source,
                path,
                id: *id,
                marks: marks(source, text),
            })
            .collect();
        let exists = |source: &str| articles.iter().any(|article| article.0 == source);
        let mint = |number: usize| format!("tag:{}", articles[number].1);
        settle(
            lock,
            &current,
            &exists,
            &mint,
            moment("2026-11-22T12:00:00Z"),
        )
    }

    #[test]
    fn an_article_keeps_its_id_and_its_old_address() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        assert_eq!(first.articles[0].id, "tag:/rain/");
        let again = publish(&first.lock, &[("rain.md", "/wet/", None, RAIN)]);
        assert_eq!(again.articles[0].id, "tag:/rain/");
        assert_eq!(again.articles[0].older, ["/rain/"]);
        let back = publish(&again.lock, &[("rain.md", "/rain/", None, RAIN)]);
        assert_eq!(back.articles[0].older, ["/wet/"]);
    }

    #[test]
    fn what_is_new_comes_last_whatever_the_clock_says() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        let both = [
            ("rain.md", "/rain/", None, RAIN),
            ("snow.md", "/snow/", None, SNOW),
        ];
        let lock = publish(&first.lock, &both).lock;
        assert!(lock.articles["rain.md"].first < lock.articles["snow.md"].first);
    }

    #[test]
    fn a_renamed_file_is_known_by_its_text_even_edited() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        let edited = RAIN.replace("a week", "nine days");
        let moved = publish(&first.lock, &[("wet/rain.md", "/wet/rain/", None, &edited)]);
        assert_eq!(moved.articles[0].id, "tag:/rain/");
        assert_eq!(moved.articles[0].moved_from.as_deref(), Some("rain.md"));
        assert_eq!(moved.lock.articles.len(), 1);
        let other = publish(&first.lock, &[("snow.md", "/snow/", None, SNOW)]);
        assert_eq!(other.articles[0].id, "tag:/snow/");
        assert_eq!(
            other.lock.articles.len(),
            2,
            "what is gone is not forgotten"
        );
    }

    #[test]
    fn files_that_swap_names_swap_ids() {
        let first = publish(
            &Lock::default(),
            &[("1.md", "/1/", None, RAIN), ("2.md", "/2/", None, SNOW)],
        );
        let swapped = publish(
            &first.lock,
            &[("1.md", "/1/", None, SNOW), ("2.md", "/2/", None, RAIN)],
        );
        assert_eq!(swapped.articles[0].id, "tag:/2/");
        assert_eq!(swapped.articles[1].id, "tag:/1/");
        // Both addresses are taken: nobody's old one leads away from them.
        assert!(
            swapped
                .articles
                .iter()
                .all(|article| article.older.is_empty())
        );
    }

    #[test]
    fn a_chain_of_renames_is_followed() {
        let first = publish(
            &Lock::default(),
            &[("1.md", "/1/", None, RAIN), ("2.md", "/2/", None, SNOW)],
        );
        let new =
            "Entirely new. Written today. About other things. With other words. At length. Truly.";
        let shifted = publish(
            &first.lock,
            &[
                ("1.md", "/1/", None, new),
                ("2.md", "/2/", None, RAIN),
                ("3.md", "/3/", None, SNOW),
            ],
        );
        let ids: Vec<&str> = shifted
            .articles
            .iter()
            .map(|article| article.id.as_str())
            .collect();
        assert_eq!(ids, ["tag:/1/~2", "tag:/1/", "tag:/2/"]);
    }

    #[test]
    fn an_article_written_over_leaves_its_addresses_to_the_other() {
        let first = publish(&Lock::default(), &[("rain.md", "/wet/", None, RAIN)]);
        let both = [
            ("rain.md", "/rain/", None, RAIN),
            ("snow.md", "/snow/", None, SNOW),
        ];
        let both = publish(&first.lock, &both);
        let over = publish(&both.lock, &[("rain.md", "/rain/", None, SNOW)]);
        assert_eq!(over.articles[0].id, "tag:/snow/");
        assert_eq!(over.articles[0].older, ["/snow/", "/wet/"]);
    }

    #[test]
    fn a_text_written_anew_keeps_its_place() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        let anew = publish(&first.lock, &[("rain.md", "/rain/", None, SNOW)]);
        assert_eq!(anew.articles[0].id, "tag:/rain/");
        assert_eq!(anew.lock.articles["rain.md"].marks.text, Sketch::of(SNOW));
    }

    #[test]
    fn an_id_of_the_front_matter_that_is_another_is_said() {
        let first = publish(
            &Lock::default(),
            &[("rain.md", "/rain/", Some("urn:1"), RAIN)],
        );
        let kept = publish(&first.lock, &[("rain.md", "/rain/", None, RAIN)]);
        assert_eq!(kept.articles[0].id, "urn:1");
        let other = publish(&first.lock, &[("rain.md", "/rain/", Some("urn:2"), RAIN)]);
        assert_eq!(other.articles[0].published_as.as_deref(), Some("urn:1"));
        let moved = publish(&first.lock, &[("x.md", "/x/", Some("urn:1"), SNOW)]);
        assert_eq!(moved.articles[0].older, ["/rain/"]);
    }

    #[test]
    fn a_short_text_that_was_edited_is_known_by_its_title_and_date() {
        let first = publish(
            &Lock::default(),
            &[(
                "film/a.md",
                "/film/a/",
                None,
                "기생충은 여전히 좋다. 또 볼 것이다.",
            )],
        );
        let edited = "기생충은 여전히 좋다 정말로. 또 볼 테다.";
        let moved = publish(&first.lock, &[("cinema/b.md", "/cinema/b/", None, edited)]);
        assert_eq!(moved.articles[0].id, "tag:/film/a/");
    }

    #[test]
    fn two_entries_of_one_id_are_one() {
        let first = publish(&Lock::default(), &[("drum.md", "/drum/", None, RAIN)]);
        let mut lock = publish(&first.lock, &[("buk.md", "/buk/", None, RAIN)]).lock;
        // Another branch gave it a slug, and a merge kept both lines.
        let slug = publish(&first.lock, &[("drum.md", "/big-drum/", None, RAIN)]).lock;
        lock.articles.extend(slug.articles);
        let merged = publish(&lock, &[("buk.md", "/buk/", None, RAIN)]);
        assert_eq!(merged.lock.articles.len(), 1);
        assert_eq!(merged.articles[0].id, "tag:/drum/");
        assert_eq!(merged.articles[0].older, ["/drum/", "/big-drum/"]);
        let new = publish(
            &lock,
            &[
                ("buk.md", "/buk/", None, RAIN),
                ("drum.md", "/drum/", None, SNOW),
            ],
        );
        assert_ne!(new.articles[0].id, new.articles[1].id);
        assert_eq!(new.articles[0].id, "tag:/drum/");
    }

    #[test]
    fn a_name_that_was_retired_may_be_given_to_something_else() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        let mut lock = first.lock;
        lock.articles
            .values_mut()
            .for_each(|article| article.retired = true);
        let back = publish(&lock, &[("rain.md", "/rain/", None, RAIN)]);
        assert_eq!(back.articles[0].id, "tag:/rain/");
        let other = publish(&lock, &[("rain.md", "/rain/", None, SNOW)]);
        assert_eq!(other.articles[0].id, "tag:/rain/~2");
    }

    #[test]
    fn a_text_that_was_retired_is_another_article_under_another_name() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        let mut lock = first.lock;
        lock.articles
            .values_mut()
            .for_each(|article| article.retired = true);
        for path in ["/new/", "/rain/"] {
            let anew = publish(&lock, &[("new.md", path, None, RAIN)]);
            assert_ne!(anew.articles[0].id, "tag:/rain/");
            assert_eq!(anew.articles[0].moved_from, None);
            assert_eq!(anew.articles[0].older, [""; 0]);
            assert!(!anew.sought);
            assert!(anew.lock.articles["rain.md"].retired);
        }
    }

    #[test]
    fn marks_follow_a_text_when_it_moves_and_not_before() {
        let first = publish(&Lock::default(), &[("rain.md", "/rain/", None, RAIN)]);
        let edited = RAIN.replace("a week", "nine days");
        let marks = |lock: &Lock, source: &str| lock.articles[source].marks.text;
        let stayed = publish(&first.lock, &[("rain.md", "/rain/", None, &edited)]);
        assert_eq!(marks(&stayed.lock, "rain.md"), Sketch::of(RAIN));
        let moved = publish(&first.lock, &[("wet.md", "/wet/", None, &edited)]);
        assert_eq!(moved.articles[0].id, "tag:/rain/");
        assert_eq!(marks(&moved.lock, "wet.md"), Sketch::of(&edited));
        assert_ne!(Sketch::of(RAIN), Sketch::of(&edited));
    }
}
