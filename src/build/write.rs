//! From rendered outputs to the output folder: what is equal is not written, what is no longer
//! planned is removed.

use std::collections::HashSet;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::Progress;
use super::render::AllReady;
use crate::diag::{Diag, Diags, say};
use crate::disk::{Disk, Stat};
use crate::fingerprint::Fingerprint;
use crate::plan::Plan;
use crate::store::{Record, Store};

/// What changed in the output folder: paths below it, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// What was not there before.
    pub added: Vec<String>,
    /// What has other bytes now.
    pub changed: Vec<String>,
    /// What is gone.
    pub removed: Vec<String>,
}

/// What is ours, with bytes that nothing equals.
const OURS: Record = Record {
    bytes: Fingerprint::NONE,
    stat: Stat {
        size: u64::MAX,
        modified: 0,
    },
};

/// What became of one output.
enum Written {
    Equal,
    Added,
    Changed,
    /// It took the place of a file that Byline did not write.
    Replaced,
}

/// Writes what differs, removes what the last build wrote and this one does not plan, and remembers.
/// What is odd about it comes with what changed.
pub(super) fn write(
    disk: &dyn Disk,
    output: &str,
    plan: &Plan,
    ready: &AllReady,
    progress: &dyn Progress,
) -> Result<(Changes, Diags), Diags> {
    let file = Store::file(output);
    let before = Store::load(disk, &file);
    let folder = Path::new(output);
    let writer = Writer {
        disk,
        output,
        folder,
        plan,
        ready,
        before,
    };
    let in_the_way = writer.obstacles();
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }
    // Forget, change, remember: what is about to change must not be remembered as it was, should
    // this build end half-way.
    let gone = writer.gone();
    let sure = writer.sure();
    if sure != writer.before {
        save(&sure, disk, &file)?;
    }
    progress.length(plan.outputs.len());
    let mut done = Done::default();
    // Before writing: a folder may have to make room for a file of the same name.
    writer.remove(&gone, &mut done);
    writer.write(progress, &mut done);
    if done.after != sure {
        save(&done.after, disk, &file)?;
    }
    if !done.problems.is_empty() {
        return Err(done.problems.half_way());
    }
    let mut warnings = Diags::new();
    if !done.replaced.is_empty() {
        warnings.push(say::replaced(output, &done.replaced));
    }
    Ok((done.changes, warnings))
}

fn save(store: &Store, disk: &dyn Disk, file: &Path) -> Result<(), Diag> {
    store
        .save(disk, file)
        .map_err(|error| say::io("write", &file.to_string_lossy(), &error))
}

/// All that writing draws on.
struct Writer<'a> {
    disk: &'a dyn Disk,
    output: &'a str,
    folder: &'a Path,
    plan: &'a Plan,
    ready: &'a AllReady,
    before: Store,
}

/// What was done so far.
#[derive(Default)]
struct Done {
    changes: Changes,
    replaced: Vec<String>,
    after: Store,
    problems: Diags,
}

impl Writer<'_> {
    fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.output.trim_end_matches('/'))
    }

    /// What somebody else put where outputs are to go: better said before the first byte is written.
    fn obstacles(&self) -> Diags {
        match self.disk.obstacle(self.folder) {
            // Nothing is there yet, so nothing is in the way.
            None => return Diags::new(),
            Some(there) if there != self.folder => {
                return say::in_the_way(self.output, &there.to_string_lossy()).into();
            }
            Some(_) => {}
        }
        let found: Vec<Diag> = self
            .plan
            .outputs
            .par_iter()
            .filter_map(|planned| {
                let at = self.folder.join(planned.path.as_str());
                let known = self.before.outputs.contains_key(planned.path.as_str());
                // What we wrote and what still is a file needs no further look.
                if known && self.disk.stat(&at).is_ok_and(|stat| stat.is_some()) {
                    return None;
                }
                let obstacle = self.disk.obstacle(&at)?;
                let name = |path: &Path| path.to_string_lossy().into_owned();
                (!self.is_all_ours(&obstacle))
                    .then(|| say::in_the_way(&name(&at), &name(&obstacle)))
            })
            .collect();
        found.into_iter().collect()
    }

    /// Whether Byline itself wrote a file, or all that is in a folder: then it goes by itself.
    fn is_all_ours(&self, obstacle: &Path) -> bool {
        let below = obstacle
            .strip_prefix(self.folder)
            .unwrap_or(obstacle)
            .to_string_lossy();
        let ours = |path: &str| self.before.outputs.contains_key(path);
        let inside = self.disk.files(obstacle, true).unwrap_or_default();
        if inside.is_empty() {
            return ours(&below);
        }
        inside
            .iter()
            .all(|found| ours(&format!("{below}/{}", found.path)))
    }

    /// What the last build wrote and this one does not plan.
    fn gone(&self) -> Vec<&String> {
        let planned: HashSet<&str> = self
            .plan
            .outputs
            .iter()
            .map(|output| output.path.as_str())
            .collect();
        self.before
            .outputs
            .keys()
            .filter(|path| !planned.contains(path.as_str()))
            .collect()
    }

    /// What this build leaves alone is known as before; what it changes is known as ours and no more,
    /// so that it can be removed one day.
    fn sure(&self) -> Store {
        let mut sure = self.before.clone();
        for (planned, ready) in self.plan.outputs.iter().zip(&self.ready.list) {
            let path = planned.path.as_str();
            let equal = sure
                .outputs
                .get(path)
                .is_some_and(|record| record.bytes == ready.fingerprint);
            if !equal {
                sure.outputs.insert(path.to_owned(), OURS);
            }
        }
        sure
    }

    fn remove(&self, gone: &[&String], done: &mut Done) {
        for path in gone {
            match self.disk.remove(&self.folder.join(path), self.folder) {
                Ok(()) => done.changes.removed.push((*path).clone()),
                Err(error) => {
                    // It is still ours: the next build tries again.
                    done.after.outputs.insert((*path).clone(), OURS);
                    done.problems
                        .push(say::io("remove", &self.shown(path), &error));
                }
            }
        }
    }

    fn write(&self, progress: &dyn Progress, done: &mut Done) {
        let results: Vec<std::io::Result<(Written, Stat)>> = (0..self.plan.outputs.len())
            .into_par_iter()
            .map(|number| {
                let result = self.one(number);
                progress.done();
                result
            })
            .collect();
        let planned = self.plan.outputs.iter().zip(&self.ready.list);
        for ((planned, ready), result) in planned.zip(results) {
            let path = planned.path.as_str().to_owned();
            let record = match result {
                Ok((written, stat)) => {
                    match written {
                        Written::Equal => {}
                        Written::Added => done.changes.added.push(path.clone()),
                        Written::Changed => done.changes.changed.push(path.clone()),
                        Written::Replaced => {
                            done.changes.changed.push(path.clone());
                            done.replaced.push(path.clone());
                        }
                    }
                    Record {
                        bytes: ready.fingerprint,
                        stat,
                    }
                }
                Err(error) => {
                    done.problems
                        .push(say::io("write", &self.shown(&path), &error));
                    OURS
                }
            };
            done.after.outputs.insert(path, record);
        }
    }

    fn one(&self, number: usize) -> std::io::Result<(Written, Stat)> {
        let (Some(planned), Some(wanted)) =
            (self.plan.outputs.get(number), self.ready.list.get(number))
        else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        let at = self.folder.join(planned.path.as_str());
        let record = self.before.outputs.get(planned.path.as_str());
        let there = self.disk.stat(&at)?;
        if let (Some(stat), Some(record)) = (there, record)
            && record.bytes == wanted.fingerprint
            && record.stat == stat
        {
            return Ok((Written::Equal, stat));
        }
        if let Some(stat) = there
            && stat.size == wanted.size
            && Fingerprint::of("bytes", &self.disk.read(&at)?) == wanted.fingerprint
        {
            return Ok((Written::Equal, stat));
        }
        let stat = self.disk.write(&at, &self.ready.bytes(number)?)?;
        let written = match (there, record) {
            (None, _) => Written::Added,
            (Some(_), Some(_)) => Written::Changed,
            (Some(_), None) => Written::Replaced,
        };
        Ok((written, stat))
    }
}
