use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::disk::MemoryDisk;

/// A network that answers by a script: each address has its answers, of which the last stays.
#[derive(Default)]
struct Script {
    answers: Mutex<HashMap<String, Vec<Result<Answer, Silence>>>>,
    asked: Mutex<Vec<(Method, String)>>,
    /// Per host, and of all, how many are asked now; and how many were at the most.
    busy: Mutex<HashMap<String, usize>>,
    most: AtomicUsize,
    most_of_one: AtomicUsize,
}

/// A clock that goes on by being waited for.
struct Hand {
    seconds: Mutex<f64>,
    waits: Mutex<Vec<Duration>>,
}

impl Clock for Hand {
    fn now(&self) -> u64 {
        *self.seconds.lock().unwrap() as u64
    }

    fn wait(&self, time: Duration) {
        *self.seconds.lock().unwrap() += time.as_secs_f64();
        self.waits.lock().unwrap().push(time);
    }
}

fn hand() -> Hand {
    Hand {
        seconds: Mutex::new(1e9),
        waits: Mutex::default(),
    }
}

fn status(status: u16) -> Result<Answer, Silence> {
    Ok(Answer {
        status,
        ..Answer::default()
    })
}

fn redirect(status: u16, to: &str) -> Result<Answer, Silence> {
    Ok(Answer {
        status,
        location: Some(to.to_owned()),
        retry_after: None,
    })
}

impl Script {
    fn of(answers: &[(&str, &[Result<Answer, Silence>])]) -> Self {
        let script = Self::default();
        for (url, list) in answers {
            let mut list = list.to_vec();
            list.reverse();
            script
                .answers
                .lock()
                .unwrap()
                .insert((*url).to_owned(), list);
        }
        script
    }
}

impl Web for Script {
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Silence> {
        let host = url.host_str().unwrap().to_owned();
        {
            let mut busy = self.busy.lock().unwrap();
            let here = busy.entry(host.clone()).or_default();
            *here += 1;
            self.most_of_one.fetch_max(*here, Ordering::Relaxed);
            self.most.fetch_max(busy.values().sum(), Ordering::Relaxed);
        }
        std::thread::yield_now();
        self.asked.lock().unwrap().push((method, url.to_string()));
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.get_mut(url.as_str()) {
            None => status(200),
            Some(list) if list.len() > 1 => list.pop().unwrap(),
            Some(list) => list[0].clone(),
        };
        *self.busy.lock().unwrap().get_mut(&host).unwrap() -= 1;
        answer
    }
}

fn visit_one(script: &Script) -> (Verdict, Vec<Duration>) {
    let clock = hand();
    let verdict = visit::visit(&Url::parse("https://a.example/").unwrap(), script, &clock);
    let mut waits = clock.waits.into_inner().unwrap();
    waits.retain(|wait| *wait != PAUSE);
    (verdict, waits)
}

#[test]
fn who_refuses_head_is_asked_with_get() {
    for refused in [403, 404, 405, 501] {
        let script = Script::of(&[("https://a.example/", &[status(refused), status(200)])]);
        assert_eq!(visit_one(&script), (Verdict::Fine, vec![]));
        let methods: Vec<_> = script
            .asked
            .into_inner()
            .unwrap()
            .into_iter()
            .map(|(method, _)| method)
            .collect();
        assert_eq!(methods, [Method::Head, Method::Get]);
    }
}

#[test]
fn who_is_busy_is_asked_again_when_they_say() {
    let busy = |retry_after| {
        Ok(Answer {
            status: 429,
            location: None,
            retry_after,
        })
    };
    let seconds = Duration::from_secs;
    let script = Script::of(&[(
        "https://a.example/",
        &[busy(Some(7)), busy(None), status(200)],
    )]);
    assert_eq!(
        visit_one(&script),
        (Verdict::Fine, vec![seconds(7), seconds(4)])
    );
    let script = Script::of(&[("https://a.example/", &[busy(None)])]);
    let (verdict, waits) = visit_one(&script);
    assert!(matches!(verdict, Verdict::Unclear(_)), "{verdict:?}");
    assert_eq!(waits, [seconds(1), seconds(4)]);
    let script = Script::of(&[("https://a.example/", &[busy(Some(3600))])]);
    assert_eq!(visit_one(&script).1, []);
}

#[test]
fn only_what_has_moved_for_good_has_moved() {
    let script = Script::of(&[
        ("https://a.example/", &[redirect(301, "/b")]),
        (
            "https://a.example/b",
            &[redirect(308, "https://c.example/")],
        ),
        ("https://c.example/", &[redirect(302, "/today")]),
    ]);
    let moved = Verdict::Moved("https://c.example/".to_owned());
    assert_eq!(visit_one(&script).0, moved);
    let script = Script::of(&[
        ("https://a.example/", &[redirect(302, "/b")]),
        ("https://a.example/b", &[redirect(301, "/c")]),
    ]);
    assert_eq!(visit_one(&script).0, Verdict::Fine);
    let script = Script::of(&[("https://a.example/", &[redirect(301, "/")])]);
    assert!(matches!(visit_one(&script).0, Verdict::Dead(_)));
}

#[test]
fn dead_and_unclear_are_two_things() {
    for (answer, dead) in [
        (status(404), true),
        (status(410), true),
        (status(403), false),
        (status(503), false),
        (Err(Silence::Unreachable("no".to_owned())), true),
        (Err(Silence::NoHost), true),
        (Err(Silence::NoNames), false),
        (Err(Silence::TooSlow), false),
    ] {
        let script = Script::of(&[("https://a.example/", std::slice::from_ref(&answer))]);
        let verdict = visit_one(&script).0;
        assert_eq!(
            matches!(verdict, Verdict::Dead(_)),
            dead,
            "{answer:?}: {verdict:?}"
        );
        assert_ne!(verdict, Verdict::Fine);
    }
}

#[test]
fn without_a_network_no_link_is_dead() {
    let nobody = [Err(Silence::NoHost)];
    let script = Script::of(&[
        ("https://a.example/", &nobody),
        ("https://b.example/", &nobody),
    ]);
    let urls = ["https://a.example/", "https://b.example/"];
    let clock = hand();
    let verdicts = ask(
        urls.into_iter(),
        &script,
        &clock,
        &mut Cache::default(),
        &|| {},
    );
    assert!(
        verdicts
            .values()
            .all(|verdict| matches!(verdict, Verdict::Unclear(_))),
        "{verdicts:?}"
    );
    // If one host is there, the network is too.
    let script = Script::of(&[
        ("https://a.example/", &nobody),
        ("https://b.example/", &[status(200)]),
    ]);
    let verdicts = ask(
        urls.into_iter(),
        &script,
        &clock,
        &mut Cache::default(),
        &|| {},
    );
    assert!(
        matches!(verdicts["https://a.example/"], Verdict::Dead(_)),
        "{verdicts:?}"
    );
}

#[test]
fn one_host_is_asked_one_thing_at_a_time() {
    let urls: Vec<String> = (0..120)
        .map(|number| format!("https://{}.example/{number}", number % 20))
        .collect();
    let script = Script::default();
    let clock = hand();
    let asked = ask(
        urls.iter().map(String::as_str),
        &script,
        &clock,
        &mut Cache::default(),
        &|| {},
    );
    assert_eq!(asked.len(), urls.len());
    assert_eq!(script.most_of_one.into_inner(), 1);
    assert!(script.most.into_inner() <= AT_ONCE);
    let pauses = clock.waits.into_inner().unwrap();
    assert_eq!(
        pauses.len(),
        urls.len() - 20,
        "a pause between any two of a host"
    );
}

#[test]
fn good_answers_hold_for_a_week_and_bad_ones_not_at_all() {
    let (good, bad) = ("https://a.example/good", "https://a.example/bad");
    let script = Script::of(&[(bad, &[status(404)])]);
    let disk = MemoryDisk::new();
    let clock = hand();
    let asked = |clock: &Hand| {
        let mut cache = Cache::load(&disk);
        let verdicts = ask([good, bad].into_iter(), &script, clock, &mut cache, &|| {});
        assert_eq!(verdicts[good], Verdict::Fine);
        assert!(matches!(verdicts[bad], Verdict::Dead(_)));
        cache.save(&disk, clock.now()).unwrap();
        let asked = std::mem::take(&mut *script.asked.lock().unwrap());
        asked.iter().filter(|(_, url)| url == good).count()
    };
    assert_eq!(asked(&clock), 1);
    assert_eq!(asked(&clock), 0);
    clock.wait(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(asked(&clock), 1);
}

#[test]
fn what_is_no_address_is_dead_without_asking() {
    let script = Script::default();
    let verdicts = ask(
        ["http://", "https://[x/"].into_iter(),
        &script,
        &hand(),
        &mut Cache::default(),
        &|| {},
    );
    assert!(
        verdicts
            .values()
            .all(|verdict| matches!(verdict, Verdict::Dead(_)))
    );
    assert!(script.asked.into_inner().unwrap().is_empty());
}
