//! How long `byline build` takes on sites of a thousand articles and more, beside the floor.
//!
//! `cargo bench --bench build -- [COUNT...] [--theme NAME] [--runs N] [--byline PATH] [--million]`;
//! see `benches/README.md`.

// The tests in there run from `tests/bench.rs`; here, without a harness, they come to nothing.
#[cfg_attr(test, allow(unused))]
mod support {
    pub mod articles;
    pub mod edit;
    pub mod floor;
    pub mod folder;
    pub mod generate;
    pub mod limits;
    pub mod measure;
    pub mod program;
    pub mod table;
    pub mod words;
}

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use support::floor::{self, LEFT_BY_BUILD};
use support::folder::put_aside;
use support::generate::{self, Theme};
use support::measure::{self, Run};
use support::program::{Options, Program};
use support::table::{self, Measured};

fn main() -> ExitCode {
    let program = Program {
        usage: "usage: cargo bench --bench build -- [COUNT...] [--theme small|gazette] [--runs N] \
                [--byline PATH] [--million]",
        extra: &["--million"],
        bench,
    };
    program.main()
}

fn bench(options: &Options, sites: &Path, scratch: &Path) -> io::Result<String> {
    let mut measured = Vec::new();
    if options.switches.iter().any(|one| one == "--million") {
        for count in [100_000, 1_000_000] {
            // Nobody keeps a million files for the next time.
            let one = measure_size(options, Theme::Small, count, 1, scratch, scratch)?;
            measured.push(one);
        }
    } else {
        for theme in &options.themes {
            for count in &options.counts {
                let runs = options.runs.unwrap_or(5);
                measured.push(measure_size(options, *theme, *count, runs, sites, scratch)?);
            }
        }
    }
    Ok(table::report(&measured))
}

fn measure_size(
    options: &Options,
    theme: Theme,
    count: usize,
    runs: usize,
    sites: &Path,
    scratch: &Path,
) -> io::Result<Measured> {
    let name = theme.name();
    eprintln!("{name}, {count} articles: making the site");
    let site = generate::site(sites, theme, count)?;
    let scratch = scratch.join(format!("{name}-{count}"));
    fs::create_dir_all(&scratch)?;
    let plan = scratch.join("plan");
    let left = |number| scratch.join(format!("left-{number}"));

    let byline = |number: usize| -> io::Result<(PathBuf, Run)> {
        put_aside(&site, &LEFT_BY_BUILD, &left(number))?;
        let output = scratch.join(format!("byline-{number}"));
        let arguments = ["build", "--format", "json", "--output"].map(OsStr::new);
        let arguments: Vec<&OsStr> = arguments.into_iter().chain([output.as_ref()]).collect();
        measure::settle();
        let run = measure::run(&options.byline, &arguments, &site, &scratch)?;
        Ok((output, run))
    };
    let floor = |number: usize| -> io::Result<Run> {
        let output = scratch.join(format!("floor-{number}"));
        measure::settle();
        floor::measure(&site, Some((&plan, &output)), &scratch)
    };

    // The sources are in memory for everyone, also for whoever comes first.
    floor::measure(&site, None, &scratch)?;
    // The first build tells the floor what to write, and is a run like any other.
    let (output, first) = byline(0)?;
    let size = floor::write_plan(&output, &plan)?;
    if size.files == 0 {
        let text = format!("`{}` wrote no files", options.byline.display());
        return Err(io::Error::other(text));
    }
    let mut measured = Measured {
        theme,
        articles: count,
        output: size,
        byline: vec![first],
        floor: vec![floor(0)?],
    };
    for number in 1..runs {
        // In turns, and each goes first as often as the other: what slows the machine down for a
        // while then hits both.
        if number % 2 == 1 {
            measured.floor.push(floor(number)?);
        }
        measured.byline.push(byline(number)?.1);
        if number % 2 == 0 {
            measured.floor.push(floor(number)?);
        }
        eprintln!("{name}, {count} articles: {} of {runs} runs", number + 1);
    }
    put_aside(&site, &LEFT_BY_BUILD, &left(runs))?;
    Ok(measured)
}
