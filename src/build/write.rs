//! From rendered outputs to the output folder: what is equal is not written, what is no longer
//! planned is removed.

use std::collections::BTreeMap;
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
}

/// Writes what differs, removes what the last build wrote and this one does not plan, and remembers.
pub(super) fn write(
    disk: &dyn Disk,
    output: &str,
    plan: &Plan,
    ready: &AllReady,
    progress: &dyn Progress,
) -> Result<Changes, Diags> {
    let file = Store::file(output);
    let before = Store::load(disk, &file);
    let folder = Path::new(output);
    // Forget, change, remember: what is about to change must not be remembered as it was, should
    // this build end half-way.
    let doubtful = plan.outputs.iter().zip(&ready.list).any(|(output, ready)| {
        before
            .outputs
            .get(output.path.as_str())
            .is_none_or(|record| record.bytes != ready.fingerprint)
    });
    let planned: std::collections::HashSet<&str> = plan
        .outputs
        .iter()
        .map(|output| output.path.as_str())
        .collect();
    let gone: Vec<&String> = before
        .outputs
        .keys()
        .filter(|path| !planned.contains(path.as_str()))
        .collect();
    let in_the_way = obstacles(disk, output, plan, &before);
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }
    if doubtful || !gone.is_empty() {
        forget(disk, &file, &before, plan, ready)?;
    }
    progress.length(plan.outputs.len());
    let mut changes = Changes::default();
    let mut diags = Diags::new();
    // Before writing: a folder may have to make room for a file of the same name.
    let mut after = Store {
        outputs: BTreeMap::new(),
    };
    for path in gone {
        match disk.remove(&folder.join(path), folder) {
            Ok(()) => changes.removed.push(path.clone()),
            Err(error) => {
                // It is still ours: the next build tries again.
                after.outputs.insert(path.clone(), OURS);
                diags.push(say::io("remove", &shown(output, path), &error));
            }
        }
    }
    let results: Vec<Result<(Written, Stat), Diag>> = plan
        .outputs
        .par_iter()
        .enumerate()
        .map(|(number, planned)| {
            let at = folder.join(planned.path.as_str());
            let result = one(
                disk,
                &at,
                number,
                ready,
                before.outputs.get(planned.path.as_str()),
            );
            progress.done();
            result.map_err(|error| say::io("write", &shown(output, planned.path.as_str()), &error))
        })
        .collect();
    for ((planned, ready), result) in plan.outputs.iter().zip(&ready.list).zip(results) {
        let path = planned.path.as_str().to_owned();
        match result {
            Ok((written, stat)) => {
                match written {
                    Written::Equal => {}
                    Written::Added => changes.added.push(path.clone()),
                    Written::Changed => changes.changed.push(path.clone()),
                }
                after.outputs.insert(
                    path,
                    Record {
                        bytes: ready.fingerprint,
                        stat,
                    },
                );
            }
            Err(diag) => {
                after.outputs.insert(path, OURS);
                diags.push(diag);
            }
        }
    }
    if after != before {
        after
            .save(disk, &file)
            .map_err(|error| say::io("write", &file.to_string_lossy(), &error))?;
    }
    if diags.is_empty() {
        Ok(changes)
    } else {
        Err(diags.half_way())
    }
}

/// What somebody else put where outputs are to go: better said before the first byte is written.
fn obstacles(disk: &dyn Disk, output: &str, plan: &Plan, before: &Store) -> Diags {
    let folder = Path::new(output);
    match disk.obstacle(folder) {
        // Nothing is there yet, so nothing is in the way.
        None => return Diags::new(),
        Some(there) if there != folder => {
            return say::in_the_way(output, &there.to_string_lossy()).into();
        }
        Some(_) => {}
    }
    let found: Vec<Diag> = plan
        .outputs
        .par_iter()
        .filter_map(|planned| {
            let at = folder.join(planned.path.as_str());
            let known = before.outputs.contains_key(planned.path.as_str());
            // What we wrote and what still is a file needs no longer look.
            if known && disk.stat(&at).is_ok_and(|stat| stat.is_some()) {
                return None;
            }
            let obstacle = disk.obstacle(&at)?;
            let below = obstacle
                .strip_prefix(folder)
                .unwrap_or(&obstacle)
                .to_string_lossy();
            // What Byline itself wrote there, and nothing but that, goes first.
            let ours = |path: &str| before.outputs.contains_key(path);
            let inside = disk.files(&obstacle, true).unwrap_or_default();
            let goes = if inside.is_empty() {
                ours(&below)
            } else {
                inside
                    .iter()
                    .all(|found| ours(&format!("{below}/{}", found.path)))
            };
            let name = |path: &Path| path.to_string_lossy().into_owned();
            (!goes).then(|| say::in_the_way(&name(&at), &name(&obstacle)))
        })
        .collect();
    found.into_iter().collect()
}

fn shown(output: &str, path: &str) -> String {
    format!("{}/{path}", output.trim_end_matches('/'))
}

/// Remembers only what this build leaves alone; what goes is still known as ours, so that it can be
/// removed later.
fn forget(
    disk: &dyn Disk,
    file: &Path,
    before: &Store,
    plan: &Plan,
    ready: &AllReady,
) -> Result<(), Diag> {
    let mut sure = before.clone();
    for (planned, ready) in plan.outputs.iter().zip(&ready.list) {
        let path = planned.path.as_str();
        let equal = sure
            .outputs
            .get(path)
            .is_some_and(|record| record.bytes == ready.fingerprint);
        if !equal {
            sure.outputs.insert(path.to_owned(), OURS);
        }
    }
    sure.save(disk, file)
        .map_err(|error| say::io("write", &file.to_string_lossy(), &error))
}

fn one(
    disk: &dyn Disk,
    at: &Path,
    number: usize,
    ready: &AllReady,
    record: Option<&Record>,
) -> std::io::Result<(Written, Stat)> {
    let Some(wanted) = ready.list.get(number) else {
        return Err(std::io::ErrorKind::NotFound.into());
    };
    let there = disk.stat(at)?;
    if let (Some(stat), Some(record)) = (there, record)
        && record.bytes == wanted.fingerprint
        && record.stat == stat
    {
        return Ok((Written::Equal, stat));
    }
    if let Some(stat) = there
        && stat.size == wanted.size
        && Fingerprint::of("bytes", &disk.read(at)?) == wanted.fingerprint
    {
        return Ok((Written::Equal, stat));
    }
    let stat = disk.write(at, &ready.bytes(number)?)?;
    Ok((
        if there.is_some() {
            Written::Changed
        } else {
            Written::Added
        },
        stat,
    ))
}
