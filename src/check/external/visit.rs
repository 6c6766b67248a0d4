//! Asking for one address until it is clear what became of it.

use std::time::Duration;

use url::Url;

use super::{Answer, Clock, Method, NO_HOST, NO_NAMES, PAUSE, Silence, Verdict, Web};

/// How long to wait before asking again.
const WAITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];
/// Who wants to be left alone for longer is not asked again.
const LONGEST_WAIT: u64 = 60;
/// How many redirects are followed, as browsers do about.
const MOST_REDIRECTS: usize = 10;

/// What one attempt came to.
enum Attempt {
    Decided(Verdict),
    /// It may be otherwise later: what to say if it is not, and when to ask.
    Later(Verdict, Option<u64>),
}

/// Asks for an address, and again if need be.
pub(super) fn visit(url: &Url, web: &dyn Web, clock: &dyn Clock) -> Verdict {
    let mut waits = WAITS.iter();
    loop {
        match attempt(url, web, clock) {
            Attempt::Decided(verdict) => return verdict,
            Attempt::Later(verdict, after) => {
                let too_long = after.is_some_and(|after| after > LONGEST_WAIT);
                let Some(wait) = waits.next().filter(|_| !too_long) else {
                    return verdict;
                };
                clock.wait(after.map_or(*wait, Duration::from_secs));
            }
        }
    }
}

/// Follows an address to its end once.
fn attempt(start: &Url, web: &dyn Web, clock: &dyn Clock) -> Attempt {
    let mut url = start.clone();
    // Where it has moved for good: as far as no redirect on the way is for now only.
    let mut moved: Option<Url> = None;
    let mut for_good = true;
    for _ in 0..=MOST_REDIRECTS {
        let answer = match head_or_get(&url, web, clock) {
            Ok(answer) => answer,
            Err(Silence::TooSlow) => {
                let why = "it took too long to answer".to_owned();
                return Attempt::Later(Verdict::Unclear(why), None);
            }
            Err(Silence::NoHost) => {
                return Attempt::Later(Verdict::Dead(NO_HOST.to_owned()), None);
            }
            Err(Silence::NoNames) => {
                return Attempt::Later(Verdict::Unclear(NO_NAMES.to_owned()), None);
            }
            Err(Silence::Unreachable(why)) => return Attempt::Later(Verdict::Dead(why), None),
        };
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return decide(&answer, moved);
        }
        let location = answer.location.as_deref().unwrap_or_default();
        let Ok(next) = url.join(location) else {
            let why = format!("it redirects to `{location}`, which is no address");
            return Attempt::Decided(Verdict::Dead(why));
        };
        for_good &= matches!(answer.status, 301 | 308);
        if for_good {
            moved = Some(next.clone());
        }
        url = next;
    }
    let why = "it redirects again and again".to_owned();
    Attempt::Decided(Verdict::Dead(why))
}

/// Many hosts do not like `HEAD`, and some say so in odd ways: what they say to `GET` counts.
fn head_or_get(url: &Url, web: &dyn Web, clock: &dyn Clock) -> Result<Answer, Silence> {
    match web.ask(Method::Head, url) {
        Ok(answer) if answer.status < 400 || answer.status == 429 => Ok(answer),
        Err(Silence::TooSlow) => Err(Silence::TooSlow),
        _ => {
            clock.wait(PAUSE);
            web.ask(Method::Get, url)
        }
    }
}

fn decide(answer: &Answer, moved: Option<Url>) -> Attempt {
    let status = answer.status;
    let said = format!("the answer is {status}{}", meaning(status));
    match status {
        200..=399 => Attempt::Decided(match moved {
            Some(url) => Verdict::Moved(url.into()),
            None => Verdict::Fine,
        }),
        429 | 500..=599 => Attempt::Later(Verdict::Unclear(said), answer.retry_after),
        // Programs are often refused what people may see.
        401 | 402 | 403 | 405 | 406 | 407 | 408 | 418 | 451 => {
            Attempt::Decided(Verdict::Unclear(said))
        }
        400..=499 => Attempt::Decided(Verdict::Dead(said)),
        _ => Attempt::Decided(Verdict::Unclear(said)),
    }
}

/// The name of a status, where it helps.
fn meaning(status: u16) -> &'static str {
    match status {
        401 => " (it wants a password)",
        403 => " (forbidden)",
        404 => " (not found)",
        410 => " (gone)",
        429 => " (too many requests)",
        500..=599 => " (the host is in trouble)",
        _ => "",
    }
}
