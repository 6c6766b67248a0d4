//! What the benchmarks share as programs: arguments, roles and the folder they work in.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use super::generate::Theme;
use super::{floor, measure};

/// The largest load average of a machine that may be said to have nothing else to do.
const CALM: f64 = 0.5;

/// What a benchmark was asked to do.
pub struct Options {
    /// What surrounds the articles.
    pub themes: Vec<Theme>,
    /// How many articles each site has.
    pub counts: Vec<usize>,
    /// How often each thing is measured, if said.
    pub runs: Option<usize>,
    /// The binary to measure.
    pub byline: PathBuf,
    /// Another binary, to compare with.
    pub compare: Option<PathBuf>,
    /// The switches that were given.
    pub switches: Vec<String>,
}

/// One benchmark.
pub struct Program {
    /// How it is called.
    pub usage: &'static str,
    /// The arguments it has besides the counts, `--theme`, `--runs` and `--byline`.
    pub extra: &'static [&'static str],
    /// The benchmark: gets a folder for what lasts and one for what does not, returns its report.
    pub bench: fn(&Options, &Path, &Path) -> io::Result<String>,
}

impl Program {
    /// Runs the benchmark, or one of its roles.
    pub fn main(&self) -> ExitCode {
        match self.run(env::args_os().skip(1)) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn run(&self, arguments: impl Iterator<Item = OsString>) -> io::Result<bool> {
        let mut arguments = arguments.peekable();
        if arguments.next_if(|first| first == "--role").is_some() {
            let role = arguments.next().unwrap_or_default();
            return match role.to_str() {
                Some("measure") => measure::shim(arguments),
                Some("floor") => floor::role(arguments).map(|()| true),
                _ => Err(io::Error::other("there is no such role")),
            };
        }
        let Some(options) = self.options(arguments)? else {
            println!("{}", self.usage);
            return Ok(true);
        };
        // Below the target folder: `cargo clean` takes it away, and it lies on a real disk, which
        // the folder for temporary files need not.
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
        let scratch = root.join(format!("runs-{}", std::process::id()));
        fs::create_dir_all(&scratch)?;
        let before = measure::load();
        let report = (self.bench)(&options, &root.join("sites"), &scratch);
        // First, as removing large trees takes long and may be interrupted.
        if let Ok(report) = &report {
            println!("\n{}{report}", busy(before));
        }
        // Only now: removing trees slows down whoever makes files after it, even much later.
        eprintln!("removing what the runs have made");
        fs::remove_dir_all(&scratch)?;
        report?;
        Ok(true)
    }

    /// `None` if this is not a benchmark: `cargo test --all-targets` starts benchmarks as well.
    fn options(
        &self,
        mut arguments: impl Iterator<Item = OsString>,
    ) -> io::Result<Option<Options>> {
        let usage = || io::Error::other(self.usage);
        let (mut counts, mut runs, mut bench) = (Vec::new(), None, false);
        let (mut compare, mut switches, mut themes) = (None, Vec::new(), Vec::new());
        let mut byline = option_env!("CARGO_BIN_EXE_byline").map(PathBuf::from);
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            match text.as_ref() {
                "--bench" => bench = true,
                path if path == "--byline" || path == "--compare" && self.extra.contains(&path) => {
                    let program = arguments.next().ok_or_else(usage)?;
                    let program = Some(fs::canonicalize(program)?);
                    match path {
                        "--byline" => byline = program,
                        _ => compare = program,
                    }
                }
                "--runs" => {
                    let value = arguments.next().ok_or_else(usage)?;
                    let value = value.to_string_lossy().parse();
                    let value = value.ok().filter(|runs| *runs > 0);
                    runs = Some(value.ok_or_else(usage)?);
                }
                "--theme" => {
                    let name = arguments.next().ok_or_else(usage)?;
                    themes.push(Theme::named(&name.to_string_lossy()).ok_or_else(usage)?);
                }
                switch if self.extra.contains(&switch) => switches.push(switch.to_owned()),
                count => {
                    let count = count.replace([',', '_'], "").parse();
                    counts.push(count.ok().filter(|n| *n > 0).ok_or_else(usage)?);
                }
            }
        }
        if !bench {
            return Ok(None);
        }
        if counts.is_empty() {
            counts = vec![1_000, 10_000];
        }
        if themes.is_empty() {
            themes = Theme::ALL.to_vec();
        }
        Ok(Some(Options {
            themes,
            counts,
            runs,
            byline: byline.ok_or_else(usage)?,
            compare,
            switches,
        }))
    }
}

/// A warning if other programs were at work when the benchmark began: then times and their ratios are
/// theirs as much as ours.
fn busy(load: Option<f64>) -> String {
    match load {
        Some(load) if load > CALM => format!(
            "**The machine was busy when this began (load average {load:.1}): compare CPU times and \
             counts, and nothing else.**\n\n"
        ),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: Program = Program {
        usage: "usage: so",
        extra: &["--compare", "--check"],
        bench: |_, _, _| Ok(String::new()),
    };

    fn read(arguments: &[&str]) -> io::Result<Option<Options>> {
        PROGRAM.options(arguments.iter().map(OsString::from))
    }

    #[test]
    fn arguments_are_read_and_others_refused() {
        let this = env::current_exe().unwrap();
        let this = this.to_str().unwrap();
        let all = [
            "--bench", "1,000", "--check", "--runs", "7", "--theme", "small", "--byline", this,
        ];
        let options = read(&all).unwrap().unwrap();
        assert_eq!((options.counts, options.runs), (vec![1000], Some(7)));
        assert_eq!(options.switches, ["--check"]);
        assert_eq!(options.themes, [Theme::Small]);
        assert!(options.compare.is_none());
        for wrong in [
            ["--bench", "--serve"],
            ["--runs", "0"],
            ["--bench", "many"],
            ["--theme", "large"],
        ] {
            assert!(read(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn both_themes_and_two_sizes_are_measured_unless_said_otherwise() {
        let this = env::current_exe().unwrap();
        let options = read(&["--bench", "--byline", this.to_str().unwrap()]);
        let options = options.unwrap().unwrap();
        assert_eq!(options.themes, Theme::ALL);
        assert_eq!(options.counts, [1_000, 10_000]);
    }

    #[test]
    fn a_busy_machine_is_named() {
        assert!(busy(Some(20.37)).contains("load average 20.4"));
        assert_eq!(busy(Some(0.5)) + &busy(None), "");
    }

    #[test]
    fn without_bench_nothing_is_measured() {
        assert!(read(&["1000"]).unwrap().is_none());
    }
}
