//! Whether other hosts have what links lead to: asked politely.
//!
//! One host is asked one thing at a time, with a pause between; up to [`AT_ONCE`] hosts are asked at the
//! same time. `HEAD` comes first, and `GET` where a host does not like `HEAD`. Who is busy is asked again
//! later, and what was there is not asked for again within a week ([`Cache`]). The network and the clock
//! stand behind two small traits, [`Web`] and [`Clock`].

mod cache;
mod net;
mod visit;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

pub use cache::Cache;
pub use net::Http;

/// How many hosts are asked at the same time.
pub const AT_ONCE: usize = 8;
/// How long a host is left alone after it was asked.
pub const PAUSE: Duration = Duration::from_millis(200);

/// How something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// The head of the answer alone.
    Head,
    /// The whole answer; its body is not read.
    Get,
}

/// The head of an answer. Redirects are answers too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status (RFC 9110, section 15).
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// After how many seconds to ask again (RFC 9110, section 10.2.3).
    pub retry_after: Option<u64>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The host was reached, or perhaps not, but took too long.
    TooSlow,
    /// The host refuses to talk: what it said.
    Unreachable(String),
    /// There is no such host.
    NoHost,
    /// Names of hosts cannot be looked up just now: there may be no network at all.
    NoNames,
}

/// The network.
pub trait Web: Sync {
    /// Asks for something once, without following redirects.
    ///
    /// # Errors
    /// Why there is no answer.
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Silence>;
}

/// The time.
pub trait Clock: Sync {
    /// Seconds since 1970.
    fn now(&self) -> u64;
    /// Waits.
    fn wait(&self, time: Duration);
}

/// What became of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is there.
    Fine,
    /// It is there, but has moved for good: to this address.
    Moved(String),
    /// It is not there: why.
    Dead(String),
    /// Nobody can say: why.
    Unclear(String),
}

/// What is said of a host that there is not.
const NO_HOST: &str = "there is no such host";
/// What is said where no names can be looked up.
const NO_NAMES: &str = "its name cannot be looked up: is there a network?";

/// Asks for all of some addresses, but for what is known; `done` is told of each.
pub fn ask<'u>(
    urls: impl Iterator<Item = &'u str>,
    web: &dyn Web,
    clock: &dyn Clock,
    cache: &mut Cache,
    done: &(dyn Fn() + Sync),
) -> BTreeMap<String, Verdict> {
    let mut verdicts = BTreeMap::new();
    let mut hosts: HashMap<String, Vec<(&str, Url)>> = HashMap::new();
    let now = clock.now();
    for url in urls {
        if let Some(verdict) = cache.get(url, now) {
            verdicts.insert(url.to_owned(), verdict.clone());
            done();
            continue;
        }
        match Url::parse(url).ok().filter(Url::has_host) {
            Some(parsed) => {
                let host = parsed.host_str().unwrap_or_default().to_owned();
                hosts.entry(host).or_default().push((url, parsed));
            }
            None => {
                let why = "it is no address".to_owned();
                verdicts.insert(url.to_owned(), Verdict::Dead(why));
                done();
            }
        }
    }
    // The host with the most to ask takes the longest: it begins first.
    let mut queue: Vec<_> = hosts.into_iter().collect();
    queue.sort_by(|(a, asked_a), (b, asked_b)| (asked_a.len(), a).cmp(&(asked_b.len(), b)));
    let several = queue.len() > 1;
    let mut answers = all_hosts(queue, web, clock, done);
    // Without a network some systems say of every host that there is none.
    let no_host = |(_, verdict): &(String, Verdict)| *verdict == Verdict::Dead(NO_HOST.to_owned());
    if several && answers.iter().all(no_host) {
        for (_, verdict) in &mut answers {
            *verdict = Verdict::Unclear(NO_NAMES.to_owned());
        }
    }
    for (url, verdict) in answers {
        cache.put(&url, &verdict, clock.now());
        verdicts.insert(url, verdict);
    }
    verdicts
}

/// Addresses of one host, as written and as they are asked for.
type OfHost<'u> = (String, Vec<(&'u str, Url)>);

fn all_hosts(
    queue: Vec<OfHost<'_>>,
    web: &dyn Web,
    clock: &dyn Clock,
    done: &(dyn Fn() + Sync),
) -> Vec<(String, Verdict)> {
    let workers = queue.len().min(AT_ONCE);
    let queue = Mutex::new(queue);
    let answers = Mutex::new(Vec::new());
    let next = || {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.pop()
    };
    let work = || {
        while let Some((_, urls)) = next() {
            for (number, (written, url)) in urls.iter().enumerate() {
                if number > 0 {
                    clock.wait(PAUSE);
                }
                let verdict = visit::visit(url, web, clock);
                let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                answers.push(((*written).to_owned(), verdict));
                drop(answers);
                done();
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
