//! What other hosts had, for a week.

use std::collections::BTreeMap;
use std::io;

use super::Verdict;
use crate::disk::Disk;
use crate::store::Home;

const NAME: &str = "external";
/// Raised whenever what is saved changes its shape.
const SHAPE: &str = "byline external 1\n";
/// How long a good answer holds, in seconds.
const WEEK: u64 = 7 * 24 * 60 * 60;

/// Good answers, and when they were given. Bad ones are asked for every time.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    answers: BTreeMap<String, (u64, Verdict)>,
}

impl Cache {
    /// The answers that are kept with a site; none, if they are in doubt.
    pub fn load(disk: &dyn Disk) -> Self {
        let answers = Home::shared().load(disk, NAME, SHAPE);
        Self {
            answers: answers.unwrap_or_default(),
        }
    }

    /// Keeps the answers that still hold.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&mut self, disk: &dyn Disk, now: u64) -> io::Result<()> {
        self.answers.retain(|_, (at, _)| holds(*at, now));
        Home::shared().save(disk, NAME, SHAPE, &self.answers)
    }

    /// The answer for an address, if it still holds.
    pub fn get(&self, url: &str, now: u64) -> Option<&Verdict> {
        let (at, verdict) = self.answers.get(url)?;
        holds(*at, now).then_some(verdict)
    }

    pub(super) fn put(&mut self, url: &str, verdict: &Verdict, now: u64) {
        match verdict {
            Verdict::Fine | Verdict::Moved(_) => {
                self.answers.insert(url.to_owned(), (now, verdict.clone()));
            }
            Verdict::Dead(_) | Verdict::Unclear(_) => {
                self.answers.remove(url);
            }
        }
    }
}

/// An answer of the future is of a clock that was wrong.
fn holds(at: u64, now: u64) -> bool {
    (at..at.saturating_add(WEEK)).contains(&now)
}
