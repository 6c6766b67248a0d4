//! Runs a program once and tells its time and its memory.
//!
//! The system adds up what *all* children of a process used, and keeps the largest memory of any
//! of them. So every run gets a small parent of its own: this very program, started anew in the
//! role `measure`, which starts the real one, waits, and prints the figures.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

/// The threads that both programs get.
pub const THREADS: usize = 2;

/// What one run used.
#[derive(Clone, Default)]
pub struct Run {
    /// From start to end, in seconds.
    pub wall: f64,
    /// On all processors, user and system, in seconds.
    pub cpu: f64,
    /// The most memory it held at once, in bytes; 0 where the system does not tell.
    pub peak: u64,
    /// Milliseconds by stage, in the order in which the program named them.
    pub stages: Vec<(String, f64)>,
    /// How many files it says it added, changed or removed.
    pub written: Option<usize>,
    /// How many outputs it says it rendered.
    pub rendered: Option<usize>,
}

/// Runs `program` in `folder`; what it prints goes to files in `scratch`.
pub fn run<A: AsRef<OsStr>>(
    program: &Path,
    arguments: &[A],
    folder: &Path,
    scratch: &Path,
) -> io::Result<Run> {
    let (stdout, stderr) = (scratch.join("stdout"), scratch.join("stderr"));
    let shim = Command::new(std::env::current_exe()?)
        .args(["--role", "measure"])
        .args([&stdout, &stderr])
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", THREADS.to_string())
        .stderr(Stdio::inherit())
        .output()?;
    let figures = String::from_utf8_lossy(&shim.stdout);
    let mut figures = figures.split_whitespace();
    let mut next = || figures.next().and_then(|figure| figure.parse::<f64>().ok());
    let (Some(wall), Some(cpu), Some(peak)) = (next(), next(), next()) else {
        let said = fs::read_to_string(&stderr).unwrap_or_default();
        let printed = fs::read_to_string(&stdout).unwrap_or_default();
        let tail: Vec<&str> = said.lines().chain(printed.lines()).take(20).collect();
        let text = format!("`{}` failed:\n{}", program.display(), tail.join("\n"));
        return Err(io::Error::other(text));
    };
    let printed = fs::read_to_string(&stdout)?;
    let (written, rendered) = changes(&printed);
    Ok(Run {
        wall,
        cpu,
        peak: peak as u64,
        stages: stages(&printed),
        written,
        rendered,
    })
}

/// The role `measure`: `STDOUT STDERR PROGRAM ARGUMENTS...`. Prints nothing if the program fails.
pub fn shim(mut arguments: impl Iterator<Item = OsString>) -> io::Result<bool> {
    let mut next = || {
        arguments
            .next()
            .ok_or_else(|| io::Error::other("`--role measure` needs two files and a program"))
    };
    let (stdout, stderr, program) = (next()?, next()?, next()?);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdout(File::create(stdout)?)
        .stderr(File::create(stderr)?);
    let begin = Instant::now();
    let status = command.status()?;
    let wall = begin.elapsed().as_secs_f64();
    let (cpu, peak) = used();
    if status.success() {
        println!("{wall} {cpu} {peak}");
    }
    Ok(status.success())
}

/// The CPU time in seconds and the peak memory in bytes of the only child.
#[cfg(unix)]
fn used() -> (f64, u64) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else {
        return (0.0, 0);
    };
    // macOS counts bytes, everyone else kilobytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let peak = u64::try_from(usage.max_rss()).unwrap_or_default() * unit;
    (
        seconds(usage.user_time()) + seconds(usage.system_time()),
        peak,
    )
}

#[cfg(not(unix))]
fn used() -> (f64, u64) {
    (0.0, 0)
}

/// Waits until everything written so far has reached the disk, so that no run pays for another.
pub fn settle() {
    #[cfg(unix)]
    nix::unistd::sync();
}

/// How many threads of all programs wanted a processor in the last minute; `None` where the system
/// does not tell.
pub fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// The stages in the last line of JSON that has any.
fn stages(printed: &str) -> Vec<(String, f64)> {
    #[derive(serde::Deserialize)]
    struct Summary {
        stages: InOrder,
    }
    printed
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str::<Summary>(line).ok())
        .map_or_else(Vec::new, |summary| summary.stages.0)
}

/// How many files the last line that tells it says were written, and how many outputs rendered.
fn changes(printed: &str) -> (Option<usize>, Option<usize>) {
    type Paths = Vec<IgnoredAny>;
    #[derive(serde::Deserialize)]
    struct Summary {
        added: Paths,
        changed: Paths,
        removed: Paths,
        rendered: Option<Paths>,
    }
    let lines = printed.lines().rev();
    let mut told = lines.filter_map(|line| serde_json::from_str::<Summary>(line).ok());
    told.next().map_or((None, None), |told| {
        let written = told.added.len() + told.changed.len() + told.removed.len();
        (Some(written), told.rendered.map(|paths| paths.len()))
    })
}

/// An object of numbers that keeps its order, which `serde_json::Map` does not.
struct InOrder(Vec<(String, f64)>);

impl<'de> Deserialize<'de> for InOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = InOrder;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("milliseconds by stage")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
                let mut all = Vec::new();
                while let Some(name) = map.next_key()? {
                    all.push((name, map.next_value()?));
                }
                Ok(InOrder(all))
            }
        }
        deserializer.deserialize_any(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::{changes, stages};

    #[test]
    fn stages_come_from_the_last_line_that_has_them() {
        let printed =
            "note\n{\"stages\":{\"z\":1}}\n{\"stages\":{\"read\":2,\"parse\":1.5}}\n{\"a\":1}\n";
        let expected = vec![("read".to_owned(), 2.0), ("parse".to_owned(), 1.5)];
        assert_eq!(stages(printed), expected);
        assert_eq!(stages("{\"stages\":3}\nnothing"), Vec::new());
    }

    #[test]
    fn written_and_rendered_are_counted() {
        let line = "{\"added\":[\"a\"],\"changed\":[\"b\",\"c\"],\"removed\":[]";
        let printed = format!("{line}}}\n{{\"level\":\"warning\"}}\n");
        assert_eq!(changes(&printed), (Some(3), None));
        let printed = format!("{line},\"rendered\":[\"b\"]}}\n");
        assert_eq!(changes(&printed), (Some(3), Some(1)));
        assert_eq!(changes("{}\n"), (None, None));
    }
}
