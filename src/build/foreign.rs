//! What stands in the output folder and is nobody's: neither an output of the site nor, as far as Byline
//! knows, ever one. After a store was lost such a file may be an article that was withdrawn.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Report;
use super::settings::is_served;
use crate::diag::{Diags, say};
use crate::disk::Disk;
use crate::plan::Output;
use crate::route::OutputPath;
use crate::store::{Home, Outputs};
use crate::theme::Question;

/// What a build may do with files in the output folder that Byline did not write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Foreign {
    /// Let outputs take their places.
    pub replace: bool,
    /// Look for those that are no outputs, in the whole folder: somebody wants to remove them.
    pub look: bool,
}

const NAME: &str = "foreign";
const SHAPE: &str = "byline foreign 1\n";

/// What the first build that knew nothing found in its output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Found {
    /// The folder was the site's; these files are nobody's.
    Own(Vec<String>),
    /// The folder held other things before the site was built into it.
    Shared,
}

/// Takes note of what stands in an output folder that nothing was known of. Whether that `is_own` is told by
/// outputs that stood there to the byte.
pub(super) fn note(
    disk: &dyn Disk,
    output: &str,
    outputs: &[&Output],
    there: &[String],
    is_own: bool,
) -> std::io::Result<()> {
    let home = Home::of(output);
    let planned: HashSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let rest: Vec<String> = there
        .iter()
        .filter(|path| !planned.contains(path.as_str()))
        .cloned()
        .collect();
    let before = home.load::<Found>(disk, NAME, SHAPE);
    let is_own = is_own && before != Some(Found::Shared);
    let file = home.file(NAME);
    match (rest.is_empty(), is_own) {
        (true, _) if matches!(disk.stat(&file), Ok(None)) => Ok(()),
        (true, _) => disk.remove(&file, &home.file("")),
        (false, true) => home.save(disk, NAME, SHAPE, &Found::Own(rest)),
        (false, false) => home.save(disk, NAME, SHAPE, &Found::Shared),
    }
}

/// The files of an output folder, but for those of git and of the system.
pub(super) fn files(disk: &dyn Disk, output: &str) -> Vec<String> {
    let found = disk.files(Path::new(output), true).unwrap_or_default();
    let paths = found.into_iter().map(|found| found.path);
    paths.filter(|path| !path.is_empty()).collect()
}

/// Adds to a report what stands in its output folder and is nobody's.
pub(super) fn tell(
    disk: &dyn Disk,
    foreign: Foreign,
    outputs: &Outputs<Question>,
    report: &mut Report,
) {
    if is_served(&report.output) {
        return;
    }
    let found = Home::of(&report.output).load::<Found>(disk, NAME, SHAPE);
    let is_nobodys = |path: &String| !outputs.written.contains_key(path);
    if foreign.look {
        if found == Some(Found::Shared) {
            report.warnings.push(say::shared_output(&report.output));
        } else {
            let files = files(disk, &report.output).into_iter();
            report.foreign = files.filter(is_nobodys).collect();
        }
        return;
    }
    let Some(Found::Own(paths)) = found else {
        return;
    };
    let folder = Path::new(&report.output);
    let stands = |path: &String| matches!(disk.stat(&folder.join(path)), Ok(Some(_)));
    let paths = paths.into_iter();
    let paths: Vec<String> = paths
        .filter(|path| OutputPath::is(path) && is_nobodys(path) && stands(path))
        .collect();
    if !paths.is_empty() {
        report.warnings.push(say::foreign(&report.output, &paths));
    }
    report.foreign = paths;
}

/// What stands in an output folder and belongs neither to what was built nor to what would be; nothing, if
/// the folder is not known to be the site's.
pub(super) fn of_plan(disk: &dyn Disk, output: &str, planned: &[Output]) -> Vec<String> {
    let home = Home::of(output);
    if home.load::<Found>(disk, NAME, SHAPE) == Some(Found::Shared) {
        return Vec::new();
    }
    let known = Outputs::<Question>::load(disk, &home);
    let planned: HashSet<&str> = planned.iter().map(|output| output.path.as_str()).collect();
    let there = files(disk, output);
    let is_own = !known.written.is_empty() || there.iter().any(|path| planned.contains(&**path));
    let is_nobodys =
        |path: &String| !known.written.contains_key(path) && !planned.contains(path.as_str());
    let there = there.into_iter().filter(|_| is_own);
    there.filter(is_nobodys).collect()
}

/// Removes files that a build told of, and that are nobody's still.
///
/// # Errors
/// Those of the file system; other files are removed all the same.
pub fn remove_foreign(disk: &Arc<dyn Disk>, report: &Report) -> Result<usize, Diags> {
    let disk = &**disk;
    let home = Home::of(&report.output);
    let locked = home.lock(disk, true);
    let _lock =
        locked.map_err(|error| say::io("lock", &home.file("").to_string_lossy(), &error))?;
    let outputs = Outputs::<Question>::load(disk, &home);
    let folder = Path::new(&report.output);
    let (mut removed, mut diags) = (0, Diags::new());
    for path in &report.foreign {
        if outputs.written.contains_key(path) {
            continue;
        }
        match disk.remove(&folder.join(path), folder) {
            Ok(()) => removed += 1,
            Err(error) => diags.push(say::io(
                "remove",
                &format!("{}/{path}", report.output),
                &error,
            )),
        }
    }
    diags.unless_errors(removed).map(|(removed, _)| removed)
}
