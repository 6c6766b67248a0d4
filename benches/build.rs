//! How long `byline build` takes on sites of a thousand articles and more, beside the floor.
//!
//! `cargo bench --bench build -- [COUNT...] [--runs N] [--byline PATH]`; see `benches/README.md`.

// The tests in there run from `tests/bench.rs`; here, without a harness, they come to nothing.
#[cfg_attr(test, allow(unused))]
mod support {
    pub mod floor;
    pub mod generate;
    pub mod measure;
    pub mod table;
    pub mod words;
}

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use support::measure::{self, Run};
use support::table::{self, Measured};
use support::{floor, generate};

const USAGE: &str = "usage: cargo bench --bench build -- [COUNT...] [--runs N] [--byline PATH]";

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).peekable();
    let done = if arguments.next_if(|first| first == "--role").is_some() {
        role(arguments)
    } else {
        Options::read(arguments).and_then(|options| match options {
            Some(options) => bench(&options).map(|()| true),
            None => Ok(true),
        })
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What this program does when it has started itself.
fn role(mut arguments: impl Iterator<Item = OsString>) -> io::Result<bool> {
    let name = arguments.next().unwrap_or_default();
    if name == "measure" {
        return measure::shim(arguments);
    }
    let mut next = || arguments.next().map(PathBuf::from);
    let (Some(site), plan, output) = (next(), next(), next()) else {
        return Err(io::Error::other(
            "`--role floor` needs the folder of a site",
        ));
    };
    let stages = floor::run(&site, plan.as_deref().zip(output.as_deref()))?;
    let stages: Vec<String> = stages
        .iter()
        .map(|(name, time)| format!("\"{name}\":{time}"))
        .collect();
    println!("{{\"stages\":{{{}}}}}", stages.join(","));
    Ok(true)
}

struct Options {
    counts: Vec<usize>,
    runs: usize,
    byline: PathBuf,
}

impl Options {
    /// `None` if this is not a benchmark: `cargo test --all-targets` starts benchmarks as well.
    fn read(mut arguments: impl Iterator<Item = OsString>) -> io::Result<Option<Self>> {
        let usage = || io::Error::other(USAGE);
        let (mut counts, mut runs, mut bench) = (Vec::new(), 5, false);
        let mut byline = option_env!("CARGO_BIN_EXE_byline").map(PathBuf::from);
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            match text.as_ref() {
                "--bench" => bench = true,
                "--byline" => {
                    let path = arguments.next().ok_or_else(usage)?;
                    byline = Some(fs::canonicalize(path)?);
                }
                "--runs" => {
                    let value = arguments.next().ok_or_else(usage)?;
                    let value = value.to_string_lossy().parse();
                    runs = value.ok().filter(|runs| *runs > 0).ok_or_else(usage)?;
                }
                count => {
                    let count = count.replace([',', '_'], "").parse();
                    counts.push(count.ok().filter(|n| *n > 0).ok_or_else(usage)?);
                }
            }
        }
        if !bench {
            println!("{USAGE}");
            return Ok(None);
        }
        if counts.is_empty() {
            counts = vec![1_000, 10_000];
        }
        Ok(Some(Self {
            counts,
            runs,
            byline: byline.ok_or_else(usage)?,
        }))
    }
}

fn bench(options: &Options) -> io::Result<()> {
    // Below the target folder: `cargo clean` takes it away, and it lies on a real disk, which the
    // folder for temporary files need not.
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let scratch = root.join(format!("runs-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let measured = options
        .counts
        .iter()
        .map(|count| measure_size(options, *count, &root.join("sites"), &scratch))
        .collect::<io::Result<Vec<_>>>();
    // Only now: removing trees slows down whoever makes files after it, even much later.
    eprintln!("removing what the runs have made");
    fs::remove_dir_all(&scratch)?;
    println!("\n{}", table::report(&measured?));
    Ok(())
}

fn measure_size(
    options: &Options,
    count: usize,
    sites: &Path,
    scratch: &Path,
) -> io::Result<Measured> {
    eprintln!("{count} articles: making the site");
    let site = generate::site(sites, count)?;
    let this = env::current_exe()?;
    let scratch = scratch.join(count.to_string());
    fs::create_dir_all(&scratch)?;
    let plan = scratch.join("plan");

    let byline = |number: usize| -> io::Result<(PathBuf, Run)> {
        put_aside(&site, &scratch, number)?;
        let output = scratch.join(format!("byline-{number}"));
        let arguments = ["build", "--format", "json", "--output"].map(OsStr::new);
        let arguments: Vec<&OsStr> = arguments.into_iter().chain([output.as_ref()]).collect();
        measure::settle();
        let run = measure::run(&options.byline, &arguments, &site, &scratch)?;
        Ok((output, run))
    };
    let floor = |number: usize| -> io::Result<Run> {
        let output = scratch.join(format!("floor-{number}"));
        let arguments: [&OsStr; 5] = [
            "--role".as_ref(),
            "floor".as_ref(),
            site.as_ref(),
            plan.as_ref(),
            output.as_ref(),
        ];
        measure::settle();
        measure::run(&this, &arguments, &site, &scratch)
    };

    // The sources are in memory for everyone, also for whoever comes first.
    let warm: [&OsStr; 3] = ["--role".as_ref(), "floor".as_ref(), site.as_ref()];
    measure::run(&this, &warm, &site, &scratch)?;
    // The first build tells the floor what to write, and is a run like any other.
    let (output, first) = byline(0)?;
    let size = floor::write_plan(&output, &plan)?;
    if size.files == 0 {
        let text = format!("`{}` wrote no files", options.byline.display());
        return Err(io::Error::other(text));
    }
    let mut measured = Measured {
        articles: count,
        output: size,
        byline: vec![first],
        floor: vec![floor(0)?],
    };
    for number in 1..options.runs {
        // In turns, and each goes first as often as the other: what slows the machine down for a
        // while then hits both.
        if number % 2 == 1 {
            measured.floor.push(floor(number)?);
        }
        measured.byline.push(byline(number)?.1);
        if number % 2 == 0 {
            measured.floor.push(floor(number)?);
        }
        eprintln!("{count} articles: {} of {} runs", number + 1, options.runs);
    }
    put_aside(&site, &scratch, options.runs)?;
    Ok(measured)
}

/// Takes away what earlier builds left beside the sources, so that every build is a first one.
/// Moved and not removed: see where `scratch` goes.
fn put_aside(site: &Path, scratch: &Path, number: usize) -> io::Result<()> {
    for left in floor::LEFT_BY_BUILD {
        match fs::rename(site.join(left), scratch.join(format!("{left}-{number}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
