//! From rendered outputs to the output folder: what is equal is not written, what is no longer
//! planned is removed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::foreign;
use super::render::{Made, Outcome, Outcomes, Rendered};
use super::settings::is_served;
use super::{Options, Progress};
use crate::diag::{Diag, Diags, say};
use crate::disk::{self, Disk, Stat};
use crate::fingerprint::Fingerprint;
use crate::plan::Output;
use crate::route;
use crate::store::{Home, Outputs, Reasons, Record};
use crate::theme::Question;

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

/// What became of one output.
enum Written {
    Equal,
    Added,
    Changed,
    /// It took the place of a file that Byline did not write.
    Replaced,
}

/// What became of one output, and how its file stands.
struct Wrote {
    written: Written,
    stat: Stat,
    /// Of what the file holds.
    content: Fingerprint,
    /// What is wrong with it, if it is a copy of a file.
    odd: Option<Diag>,
}

/// What writing did.
pub(super) struct Done {
    pub changes: Changes,
    /// What was made again, and why.
    pub reasons: Reasons<Question>,
    pub warnings: Diags,
}

/// What the last build wrote and this one, with these outputs, does not plan.
pub(super) fn gone(outputs: &[&Output], known: &Outputs<Question>) -> Vec<String> {
    let planned: HashSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let written = known.written.keys();
    written
        .filter(|path| !planned.contains(path.as_str()))
        .cloned()
        .collect()
}

/// Writes what differs of some outputs, removes what is gone, and remembers: on the disk too, unless that is `deferred`
/// to the build that follows at once.
pub(super) fn write(
    disk: &dyn Disk,
    output: &str,
    outputs: &[&Output],
    gone: Vec<String>,
    outcomes: Outcomes,
    known: &mut Outputs<Question>,
    (options, deferred): (&Options<'_>, bool),
) -> Result<Done, Diags> {
    let progress = options.progress;
    let home = Home::of(output);
    let writer = Writer {
        disk,
        output,
        folder: Path::new(output),
        outputs,
        outcomes: &outcomes,
        before: known,
    };
    let in_the_way = writer.obstacles();
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }
    // Forget, change, remember: what is about to change must not be remembered as it was, should
    // this build end half-way.
    let to_change = writer.to_change();
    let foreign = writer.foreign(&to_change);
    // A folder that nothing is known of is the site's if something stands there that it makes.
    let is_unknown = writer.before.written.is_empty();
    let is_own = is_unknown && foreign.equal;
    let may_replace = options.foreign.replace || is_served(output) || is_own;
    if !foreign.other.is_empty() && !may_replace {
        return Err(say::would_replace(output, &foreign.other).into());
    }
    let there = is_unknown.then(|| foreign::files(disk, output));
    let stored = |error: std::io::Error| say::io("write", &home.file("").to_string_lossy(), &error);
    if let Some(there) = &there
        && !is_served(output)
    {
        foreign::note(disk, output, outputs, there, is_own).map_err(stored)?;
    }
    let about_to = to_change.iter().map(|(_, path, _)| *path);
    let about_to = about_to.chain(gone.iter().map(String::as_str));
    Outputs::<Question>::changing(disk, &home, about_to, !deferred).map_err(stored)?;
    writer.sweep(there.as_deref());

    progress.length(to_change.len());
    let mut half = Half::default();
    // Before writing: a folder may have to make room for a file of the same name.
    writer.remove(&gone, &mut half);
    // From here on it is not true any more that nothing was written.
    let stored = |error| Diags::from(stored(error)).half_way();
    let clock = writer
        .write(&to_change, progress, &mut half)
        .map_err(stored)?;
    let reasons = writer.reasons();
    remember(known, outputs, outcomes, &half, clock);
    if known.is_unsaved() && !deferred {
        known.save(disk, &home, Path::new(output)).map_err(stored)?;
    }
    if !half.problems.is_empty() {
        return Err(half.problems.half_way());
    }
    let mut warnings = Diags::new();
    warnings.extend(half.odd.into_values());
    if !half.replaced.is_empty() && is_own && !options.foreign.replace {
        warnings.push(say::replaced(output, &half.replaced));
    }
    Ok(Done {
        changes: half.changes,
        reasons,
        warnings,
    })
}

/// Takes over what was done.
fn remember(
    known: &mut Outputs<Question>,
    outputs: &[&Output],
    outcomes: Outcomes,
    half: &Half,
    clock: u64,
) {
    let mut made = HashMap::new();
    for (planned, outcome) in outputs.iter().zip(outcomes.list) {
        let path = planned.path.as_str();
        match outcome {
            Outcome::Fresh(record) => known.write_down(path, record),
            Outcome::Rendered(rendered) => {
                // What could not be written is ours and no more.
                let Some((stat, bytes)) = half.stats.get(path) else {
                    known.forget(path);
                    continue;
                };
                let record = Record {
                    bytes: *bytes,
                    stat: *stat,
                    settled: stat.is_settled(clock),
                };
                // What is wrong with it must be said again.
                if half.odd.contains_key(path) {
                    known.forget(path);
                } else {
                    made.insert(path, rendered.parts);
                }
                known.write_down(path, record);
            }
        }
    }
    for path in &half.changes.removed {
        known.remove(path);
    }
    if !made.is_empty() {
        known.remember(made, outcomes.table);
    }
}

/// All that writing draws on.
struct Writer<'a> {
    disk: &'a dyn Disk,
    output: &'a str,
    folder: &'a Path,
    outputs: &'a [&'a Output],
    outcomes: &'a Outcomes,
    before: &'a Outputs<Question>,
}

/// What was done so far.
#[derive(Default)]
struct Half {
    changes: Changes,
    replaced: Vec<String>,
    /// How the files of outputs stand that were made again, and what they hold.
    stats: HashMap<String, (Stat, Fingerprint)>,
    /// What is wrong with outputs that are copies of files, by path.
    odd: BTreeMap<String, Diag>,
    problems: Diags,
}

/// Files in the places of outputs, of which nothing is known.
struct Foreign {
    /// Those that hold something else.
    other: Vec<String>,
    /// Whether one was rendered by this very site.
    equal: bool,
}

/// An output whose file will change: what was made, its path, and how its file stands.
type ToChange<'a> = (&'a Rendered, &'a str, Option<Stat>);

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
        let planned = self.outputs.par_iter();
        let found: Vec<Diag> = planned
            .zip(&self.outcomes.list)
            .filter_map(|(planned, outcome)| {
                let at = self.folder.join(planned.path.as_str());
                // What we wrote and what still is a file needs no further look.
                if matches!(outcome, Outcome::Fresh(_))
                    || self.before.written.contains_key(planned.path.as_str())
                        && self.disk.stat(&at).is_ok_and(|stat| stat.is_some())
                {
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
        let ours = |path: &str| self.before.written.contains_key(path);
        let inside = self.disk.files(obstacle, true).unwrap_or_default();
        // No folder, or one behind a link, which is not looked into.
        if inside.iter().all(|found| found.path.is_empty()) {
            return ours(&below);
        }
        inside
            .iter()
            .all(|found| ours(&format!("{below}/{}", found.path)))
    }

    /// The outputs that were made again.
    fn rendered(&self) -> impl Iterator<Item = (&str, &Rendered)> {
        let planned = self.outputs.iter().map(|planned| planned.path.as_str());
        planned
            .zip(&self.outcomes.list)
            .filter_map(|(path, outcome)| match outcome {
                Outcome::Rendered(rendered) => Some((path, &**rendered)),
                Outcome::Fresh(_) => None,
            })
    }

    /// The outputs that were made again, and how their files stand.
    fn to_change(&self) -> Vec<ToChange<'_>> {
        let rendered: Vec<(&str, &Rendered)> = self.rendered().collect();
        let all = rendered.into_par_iter().map(|(path, rendered)| {
            let there = self.disk.stat(&self.folder.join(path)).ok().flatten();
            (rendered, path, there)
        });
        all.collect()
    }

    /// What stands in the place of outputs and was not written by Byline, as far as it knows.
    fn foreign(&self, to_change: &[ToChange<'_>]) -> Foreign {
        let unknown = to_change.par_iter().filter_map(|(rendered, path, there)| {
            let there = there.filter(|_| !self.before.written.contains_key(*path))?;
            let at = self.folder.join(path);
            Some(match &rendered.content {
                Made::Aside {
                    fingerprint, size, ..
                } => {
                    let content = || disk::content(self.disk, &at);
                    let equal = there.size == *size
                        && content().is_ok_and(|(content, _)| content == *fingerprint);
                    (*path, equal, equal)
                }
                // A copy of what many may have tells nothing of who made it.
                Made::Copy(copying) => {
                    let equal = copying.stands(self.disk, &at, there);
                    (*path, equal.unwrap_or(false), false)
                }
            })
        });
        let unknown: Vec<(&str, bool, bool)> = unknown.collect();
        let other = unknown.iter().filter(|(_, equal, _)| !equal);
        Foreign {
            other: other.map(|(path, ..)| (*path).to_owned()).collect(),
            equal: unknown.iter().any(|(.., rendered)| *rendered),
        }
    }

    fn reasons(&self) -> Reasons<Question> {
        let rendered = self.rendered();
        rendered
            .map(|(path, rendered)| (path.to_owned(), rendered.reasons.clone()))
            .collect()
    }

    /// Removes what a build left that was killed while it wrote. A failure is no harm: the next
    /// build tries again, and nobody links to those files.
    fn sweep(&self, there: Option<&[String]>) {
        let _ = Home::of(self.output).sweep(self.disk);
        if self.before.interrupted {
            let written = self.before.written.iter();
            let touched = written.filter(|(_, record)| **record == Record::OURS);
            let folders: BTreeSet<&str> = touched.map(|(path, _)| route::parent(path)).collect();
            for folder in folders {
                let _ = self.disk.sweep(&self.folder.join(folder));
            }
        } else if let Some(there) = there {
            let folders: BTreeSet<&str> = there.iter().map(|path| route::parent(path)).collect();
            for folder in folders {
                let _ = self.disk.sweep(&self.folder.join(folder));
            }
        }
    }

    fn remove(&self, gone: &[String], half: &mut Half) {
        for path in gone {
            match self.disk.remove(&self.folder.join(path), self.folder) {
                Ok(()) => half.changes.removed.push(path.clone()),
                // It is still ours: the next build tries again.
                Err(error) => half
                    .problems
                    .push(say::io("remove", &self.shown(path), &error)),
            }
        }
    }

    /// Writes what differs; returns what the disk's clock shows after that.
    fn write(
        &self,
        to_change: &[ToChange<'_>],
        progress: &dyn Progress,
        half: &mut Half,
    ) -> std::io::Result<u64> {
        let results: Vec<std::io::Result<Wrote>> = to_change
            .par_iter()
            .map(|change| {
                let result = self.one(change);
                progress.done();
                result
            })
            .collect();
        let mut failed = Vec::new();
        for ((_, path, _), result) in to_change.iter().zip(results) {
            let path = (*path).to_owned();
            match result {
                Ok(wrote) => {
                    half.stats.insert(path.clone(), (wrote.stat, wrote.content));
                    if let Some(odd) = wrote.odd {
                        half.odd.insert(path.clone(), odd);
                    }
                    match wrote.written {
                        Written::Equal => {}
                        Written::Added => half.changes.added.push(path),
                        Written::Changed => half.changes.changed.push(path),
                        Written::Replaced => {
                            half.changes.changed.push(path.clone());
                            half.replaced.push(path);
                        }
                    }
                }
                Err(error) => failed.push((path, error)),
            }
        }
        let failed_alike = |first: &std::io::Error| {
            let mut failed = failed.iter();
            failed.len() > 1 && failed.all(|(_, error)| error.kind() == first.kind())
        };
        match failed.first() {
            // What fails for all outputs alike is a matter of the folder.
            Some((_, first)) if half.stats.is_empty() && failed_alike(first) => {
                half.problems.push(say::io("write to", self.output, first));
            }
            _ => half.problems.extend(
                failed
                    .iter()
                    .map(|(path, error)| say::io("write", &self.shown(path), error)),
            ),
        }
        if to_change.is_empty() {
            return Ok(0);
        }
        Home::of(self.output).clock(self.disk)
    }

    fn one(&self, (rendered, path, there): &ToChange<'_>) -> std::io::Result<Wrote> {
        let at = self.folder.join(path);
        let record = self.before.written.get(*path);
        let written = match (there, record) {
            (None, _) => Written::Added,
            (Some(_), Some(_)) => Written::Changed,
            (Some(_), None) => Written::Replaced,
        };
        let (fingerprint, size, place) = match &rendered.content {
            Made::Aside {
                fingerprint,
                size,
                place,
            } => (*fingerprint, *size, *place),
            Made::Copy(copying) => {
                let copied = copying.copy(self.disk, &at, *there)?;
                let written = if copied.written {
                    written
                } else {
                    Written::Equal
                };
                return Ok(Wrote {
                    written,
                    stat: copied.stat,
                    content: copied.content,
                    odd: copied.odd,
                });
            }
        };
        let wrote = |written, stat| Wrote {
            written,
            stat,
            content: fingerprint,
            odd: None,
        };
        if let Some(stat) = *there {
            let stands =
                record.is_some_and(|record| record.holds(stat) && record.bytes == fingerprint);
            let content = || disk::content(self.disk, &at);
            // What cannot be read is not it.
            let holds = || content().is_ok_and(|(content, _)| content == fingerprint);
            if stands || stat.size == size && holds() {
                return Ok(wrote(Written::Equal, stat));
            }
        }
        let stat = self.disk.write(&at, &self.outcomes.bytes(place)?)?;
        Ok(wrote(written, stat))
    }
}
