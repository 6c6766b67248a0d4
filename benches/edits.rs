//! What an edit costs: `byline build` with what it remembers, beside the floor and a clean build; and
//! how soon `byline serve` shows an edit, on the page of the article and in a list.
//!
//! `cargo bench --bench edits -- [COUNT...] [--theme NAME] [--runs N] [--byline PATH]`; see
//! `benches/README.md`.

// The tests in there run from `tests/bench.rs`; here, without a harness, they come to nothing.
#[cfg_attr(test, allow(unused))]
mod support {
    pub mod articles;
    pub mod edit;
    pub mod edit_table;
    pub mod edits;
    pub mod floor;
    pub mod folder;
    pub mod generate;
    pub mod http;
    pub mod limits;
    pub mod lists;
    pub mod measure;
    pub mod program;
    pub mod serve;
    pub mod table;
    pub mod texts;
    pub mod words;
}

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use support::edit::Edit;
use support::edit_table::{self, Edited};
use support::edits::Site;
use support::floor::{self, LEFT_BY_BUILD};
use support::folder::{differences, put_aside, put_back};
use support::generate::{self, Theme};
use support::measure::{self, Run};
use support::program::{Options, Program};
use support::serve::{self, Served};

fn main() -> ExitCode {
    let program = Program {
        usage: "usage: cargo bench --bench edits -- [COUNT...] [--theme small|gazette] [--runs N] \
                [--byline PATH] [--compare PATH] [--check] [--serve | --build]",
        extra: &["--compare", "--check", "--serve", "--build"],
        bench,
    };
    program.main()
}

fn bench(options: &Options, sites: &Path, scratch: &Path) -> io::Result<String> {
    let only = |switch: &str| options.switches.iter().any(|one| one == switch);
    let (mut edited, mut served) = (Vec::new(), Vec::new());
    let rounds = options.runs.unwrap_or(5);
    for &theme in &options.themes {
        for &count in &options.counts {
            let name = theme.name();
            eprintln!("{name}, {count} articles: making the site");
            let source = generate::site(sites, theme, count)?;
            let scratch = scratch.join(format!("{name}-{count}"));
            fs::create_dir_all(&scratch)?;
            // Never the site that is kept for other runs: a copy is written to.
            let copy = |name| Site::new(&source, theme, count, rounds, &scratch.join(name));
            if !only("--serve") {
                let bench = Bench {
                    options,
                    site: copy("site")?,
                    scratch: scratch.clone(),
                };
                edited.push(bench.run(theme, count, rounds)?);
            }
            if !only("--build") {
                let bench = Bench {
                    options,
                    site: copy("served-site")?,
                    scratch: scratch.clone(),
                };
                served.push(bench.serve(theme, count, rounds)?);
            }
        }
    }
    let mut out = String::new();
    if !edited.is_empty() {
        out.push_str(&edit_table::edited(&edited));
        out.push('\n');
    }
    if !served.is_empty() {
        out.push_str(&edit_table::served(&served));
    }
    Ok(out)
}

struct Bench<'a> {
    options: &'a Options,
    site: Site,
    scratch: PathBuf,
}

impl Bench<'_> {
    fn run(&self, theme: Theme, articles: usize, rounds: usize) -> io::Result<Edited> {
        let none = |edit: &Edit| (*edit, Vec::new());
        let small = Edit::OTHERS.iter().chain(&Edit::ARTICLES);
        let mut small: Vec<(Edit, Vec<Run>)> = small.map(none).collect();
        let mut large: Vec<(Edit, Vec<Run>)> = Edit::LARGE.iter().map(none).collect();
        let mut edited = Edited {
            theme,
            articles,
            floor: Vec::new(),
            clean: Vec::new(),
            other: Vec::new(),
            edits: Vec::new(),
        };
        // Makes what the first edit is compared with. Not counted: it is the first to read the copy.
        self.build(&self.options.byline)?;
        let name = theme.name();
        for round in 1..=rounds {
            self.whole_sites(round, &mut edited)?;
            self.edits(round, &mut small)?;
            eprintln!("{name}, {articles} articles: {round} of {rounds} rounds of small edits");
        }
        // Only now: replacing many files slows down whoever makes files after it, just as removing
        // them does, and clean builds would look slower than they are.
        for round in 1..=rounds {
            self.edits(round, &mut large)?;
            eprintln!("{name}, {articles} articles: {round} of {rounds} rounds of large edits");
        }
        edited.edits = small.into_iter().chain(large).collect();
        Ok(edited)
    }

    /// Serves a site that has been published before, and of which nothing else is remembered.
    fn serve(&self, theme: Theme, articles: usize, rounds: usize) -> io::Result<Served> {
        let aside = self.scratch.join("published");
        fs::create_dir_all(&aside)?;
        self.build(&self.options.byline)?;
        for left in [".byline", "public"] {
            fs::rename(self.site.folder.join(left), aside.join(left))?;
        }
        measure::settle();
        let served = Served {
            theme,
            articles,
            start: 0.0,
            edits: Vec::new(),
            held: 0,
            peak: 0,
        };
        serve::measure(
            &self.options.byline,
            &self.site,
            rounds,
            &self.scratch,
            served,
        )
    }

    /// Makes edits in turn, each followed by a build.
    fn edits(&self, round: usize, edits: &mut [(Edit, Vec<Run>)]) -> io::Result<()> {
        let output = self.site.output();
        for (edit, runs) in edits {
            let read = |file: &str| fs::read_to_string(output.join(file)).ok();
            let planned = self.site.plan(*edit, round, read)?;
            planned.make()?;
            runs.push(self.build(&self.options.byline)?);
            planned.check(&output)?;
            if let Some(address) = &planned.retired {
                let program = &self.options.byline;
                let arguments = ["retire", address.as_str()];
                measure::run(program, &arguments, &self.site.folder, &self.scratch)?;
                // As the lock has changed, and no edit is to pay for another.
                self.build(program)?;
            }
            if self.options.switches.iter().any(|one| one == "--check") {
                self.compare_with_clean(*edit)?;
            }
        }
        Ok(())
    }

    /// The clean builds of a round, and the floor: in turns, and each goes first as often as others.
    fn whole_sites(&self, round: usize, edited: &mut Edited) -> io::Result<()> {
        let plan = self.scratch.join("plan");
        floor::write_plan(&self.site.output(), &plan)?;
        let floor = || {
            measure::settle();
            let output = self.scratch.join(format!("floor-{round}"));
            floor::measure(&self.site.folder, Some((&plan, &output)), &self.scratch)
        };
        let clean = |program, name: &str| {
            let made = self.scratch.join(format!("{name}-{round}"));
            self.clean(program, &LEFT_BY_BUILD, &made)
        };
        let compare = self.options.compare.as_deref();
        let first = round.is_multiple_of(2);
        if first {
            edited.floor.push(floor()?);
        }
        if let Some(other) = compare.filter(|_| first) {
            edited.other.push(clean(other, "other")?);
        }
        edited.clean.push(clean(&self.options.byline, "clean")?);
        if let Some(other) = compare.filter(|_| !first) {
            edited.other.push(clean(other, "other")?);
        }
        if !first {
            edited.floor.push(floor()?);
        }
        Ok(())
    }

    /// A build that does not find what builds have left under some names. All that it makes is put
    /// into the folder `made`; what was there before is back in its place afterwards.
    fn clean(&self, program: &Path, left: &[&str], made: &Path) -> io::Result<Run> {
        let kept = self.scratch.join("kept");
        put_aside(&self.site.folder, left, &kept)?;
        let run = self.build(program)?;
        put_aside(&self.site.folder, left, made)?;
        put_back(&kept, left, &self.site.folder)?;
        Ok(run)
    }

    fn build(&self, program: &Path) -> io::Result<Run> {
        measure::settle();
        let arguments = ["build", "--format", "json"];
        measure::run(program, &arguments, &self.site.folder, &self.scratch)
    }

    /// Fails if a clean build of the same sources gives other bytes. The lock is one of the sources:
    /// it has the addresses that redirect.
    fn compare_with_clean(&self, edit: Edit) -> io::Result<()> {
        let made = self.scratch.join("check");
        self.clean(&self.options.byline, &[".byline", "public"], &made)?;
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
