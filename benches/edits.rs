//! What an edit costs: `byline build` with what it remembers, beside a clean build; and how soon
//! `byline serve` shows an edit.
//!
//! `cargo bench --bench edits -- [COUNT...] [--runs N] [--byline PATH]`; see `benches/README.md`.

// The tests in there run from `tests/bench.rs`; here, without a harness, they come to nothing.
#[cfg_attr(test, allow(unused))]
mod support {
    pub mod edit_table;
    pub mod edits;
    pub mod floor;
    pub mod folder;
    pub mod generate;
    pub mod http;
    pub mod measure;
    pub mod program;
    pub mod serve;
    pub mod table;
    pub mod words;
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use support::edit_table::{self, Edited};
use support::edits::{Edit, Site};
use support::folder::{differences, put_aside, put_back};
use support::measure::{self, Run};
use support::program::{Options, Program};
use support::{generate, serve};

fn main() -> ExitCode {
    let program = Program {
        usage: "usage: cargo bench --bench edits -- [COUNT...] [--runs N] [--byline PATH] \
                [--compare PATH] [--check] [--serve]",
        extra: &["--compare", "--check", "--serve"],
        role: |_, _| Err(io::Error::other("there is no such role")),
        bench,
    };
    program.main()
}

fn bench(options: &Options, sites: &Path, scratch: &Path) -> io::Result<String> {
    let serves = options.switches.iter().any(|switch| switch == "--serve");
    let (mut edited, mut served) = (Vec::new(), Vec::new());
    for &count in &options.counts {
        eprintln!("{count} articles: making the site");
        let source = generate::site(sites, count)?;
        let scratch = scratch.join(count.to_string());
        fs::create_dir_all(&scratch)?;
        // Never the one that is kept for other runs: this one is written to.
        let site = Site::new(&source, count, &scratch.join("site"))?;
        if serves {
            let rounds = options.runs.unwrap_or(20);
            measure::settle();
            let one = serve::measure(&options.byline, &site, count, rounds, &scratch)?;
            eprintln!("{count} articles: {rounds} edits served");
            served.push(one);
        } else {
            let bench = Bench {
                options,
                site,
                scratch,
            };
            edited.push(bench.run(count, options.runs.unwrap_or(5))?);
        }
    }
    Ok(match serves {
        true => edit_table::served(&served),
        false => edit_table::edited(&edited),
    })
}

struct Bench<'a> {
    options: &'a Options,
    site: Site,
    scratch: PathBuf,
}

impl Bench<'_> {
    fn run(&self, articles: usize, rounds: usize) -> io::Result<Edited> {
        let none = |edit| (edit, Vec::new());
        let (mut small, mut large) = (Edit::SMALL.map(none), Edit::LARGE.map(none));
        let (mut clean, mut other) = (Vec::new(), Vec::new());
        // Makes what the first edit is compared with. Not counted: it is the first to read the copy.
        self.build(&self.options.byline)?;
        for round in 1..=rounds {
            self.clean_builds(round, &mut clean, &mut other)?;
            self.edits(round, &mut small)?;
            eprintln!("{articles} articles: {round} of {rounds} rounds of small edits");
        }
        // Only now: replacing many files slows down whoever makes files after it, just as removing
        // them does, and clean builds would look slower than they are.
        for round in 1..=rounds {
            self.edits(round, &mut large)?;
            eprintln!("{articles} articles: {round} of {rounds} rounds of large edits");
        }
        Ok(Edited {
            articles,
            clean,
            other,
            edits: small.into_iter().chain(large).collect(),
        })
    }

    /// Makes edits in turn, each followed by a build.
    fn edits(&self, round: usize, edits: &mut [(Edit, Vec<Run>)]) -> io::Result<()> {
        for (edit, runs) in edits {
            let shown = self.site.make(*edit, round)?;
            runs.push(self.build(&self.options.byline)?);
            self.site.check(*edit, shown.as_ref())?;
            if self.options.switches.iter().any(|one| one == "--check") {
                self.compare_with_clean(*edit)?;
            }
        }
        Ok(())
    }

    /// The clean builds of a round: of both programs in turns, and each goes first as often as the
    /// other.
    fn clean_builds(
        &self,
        round: usize,
        ours: &mut Vec<Run>,
        others: &mut Vec<Run>,
    ) -> io::Result<()> {
        let clean = |program, name: &str| self.clean(program, &format!("{name}-{round}"));
        let compare = self.options.compare.as_deref();
        if let Some(other) = compare.filter(|_| round.is_multiple_of(2)) {
            others.push(clean(other, "other")?.1);
        }
        ours.push(clean(&self.options.byline, "clean")?.1);
        if let Some(other) = compare.filter(|_| !round.is_multiple_of(2)) {
            others.push(clean(other, "other")?.1);
        }
        Ok(())
    }

    /// A build that finds neither outputs nor anything remembered. Returns where all it made is
    /// put; what was there before is back in its place afterwards.
    fn clean(&self, program: &Path, name: &str) -> io::Result<(PathBuf, Run)> {
        let (kept, made) = (self.scratch.join("kept"), self.scratch.join(name));
        put_aside(&self.site.folder, &kept)?;
        let run = self.build(program)?;
        put_aside(&self.site.folder, &made)?;
        put_back(&kept, &self.site.folder)?;
        Ok((made, run))
    }

    fn build(&self, program: &Path) -> io::Result<Run> {
        measure::settle();
        let arguments = ["build", "--format", "json"];
        measure::run(program, &arguments, &self.site.folder, &self.scratch)
    }

    /// Fails if a clean build of the same sources gives other bytes.
    fn compare_with_clean(&self, edit: Edit) -> io::Result<()> {
        let (made, _) = self.clean(&self.options.byline, "check")?;
        let differences = differences(&self.site.output(), &made.join("public"))?;
        if !differences.is_empty() {
            let name = edit.name();
            let some = differences.iter().take(10);
            let some: Vec<String> = some.map(|path| path.display().to_string()).collect();
            let text = format!(
                "after the edit `{name}`, {} files are not those of a clean build:\n{}",
                differences.len(),
                some.join("\n")
            );
            return Err(io::Error::other(text));
        }
        fs::remove_dir_all(made)
    }
}
