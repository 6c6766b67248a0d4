//! How long `byline build` takes on sites of a thousand articles and more, beside the floor.
//!
//! `cargo bench --bench build -- [COUNT...] [--runs N] [--byline PATH]`; see `benches/README.md`.

// The tests in there run from `tests/bench.rs`; here, without a harness, they come to nothing.
#[cfg_attr(test, allow(unused))]
mod support {
    pub mod floor;
    pub mod folder;
    pub mod generate;
    pub mod measure;
    pub mod program;
    pub mod table;
    pub mod words;
}

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use support::folder::put_aside;
use support::measure::{self, Run};
use support::program::{Options, Program};
use support::table::{self, Measured};
use support::{floor, generate};

fn main() -> ExitCode {
    let program = Program {
        usage: "usage: cargo bench --bench build -- [COUNT...] [--runs N] [--byline PATH]",
        extra: &[],
        role,
        bench: |options, sites, scratch| {
            let sizes = options.counts.iter();
            let measured = sizes.map(|count| measure_size(options, *count, sites, scratch));
            Ok(table::report(&measured.collect::<io::Result<Vec<_>>>()?))
        },
    };
    program.main()
}

/// The floor, which runs as a process of its own.
fn role(_: &str, arguments: &mut dyn Iterator<Item = OsString>) -> io::Result<()> {
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
    let runs = options.runs.unwrap_or(5);
    let left = |number| scratch.join(format!("left-{number}"));

    let byline = |number: usize| -> io::Result<(PathBuf, Run)> {
        put_aside(&site, &left(number))?;
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
        eprintln!("{count} articles: {} of {runs} runs", number + 1);
    }
    put_aside(&site, &left(runs))?;
    Ok(measured)
}
