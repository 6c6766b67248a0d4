//! The story: read, parse, assemble, plan, render, write, remember.

mod answers;
mod copy;
mod edited;
mod files;
mod foreign;
mod freshness;
mod held;
mod inspect;
mod last;
mod library;
mod lists;
mod publishing;
mod readers;
mod render;
mod run;
mod settings;
mod stages;
mod texts;
mod why;
mod write;

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Config, Mode};
use crate::date::Date;
use crate::diag::{Diags, say};
use crate::disk::{self, Disk, Stat};
use crate::plan::Own;
use crate::site::{self, Hidden, Inputs, Site, Visibility};
use crate::source;
use crate::store::{Home, Outputs, Reasons};
use crate::theme::Question;

pub use foreign::{Foreign, remove_foreign};
pub use held::{Held, hold};
pub use inspect::{Inspection, inspect};
use last::Last;
use library::{Library, Reading};
pub use publishing::Publishing;
use run::{Run, Warm};
use settings::{is_served, output_folder};
pub use settings::{load_config, served};
pub use stages::{Progress, Stage, Stages};
pub use why::{Why, because};
pub use write::Changes;

/// What a build is asked to do.
pub struct Options<'a> {
    /// Another output folder than that of the settings.
    pub output: Option<String>,
    /// Another address than that of the settings.
    pub base_url: Option<String>,
    /// What may be shown, and the moment the site is built for.
    pub visibility: Visibility,
    /// Whether nobody but the [`Builder`] changes the output folder: from its second build on it does
    /// not look whether every file still stands as it was written.
    pub private: bool,
    /// What may become of `byline.lock`. Whatever this says, a build that shows what is not public leaves it
    /// alone.
    pub publishing: Publishing,
    /// What it may do with files in the output folder that Byline did not write.
    pub foreign: Foreign,
    /// Is told how far the build is.
    pub progress: &'a dyn Progress,
}

/// What a build did.
#[derive(Debug)]
pub struct Report {
    /// How many articles are shown.
    pub pages: usize,
    /// How many outputs there are.
    pub outputs: usize,
    /// The sources that were parsed; of all others it was known what they say.
    pub parsed: Vec<String>,
    /// How many articles and sections were set among one another; where a known site was changed, those that were edited.
    pub assembled: usize,
    /// Of how many outputs it was looked whether they are still made of what they were made of.
    pub judged: usize,
    /// The outputs that were made again, and why; all others were left alone.
    pub rendered: Reasons<Question>,
    /// What changed in the output folder.
    pub changes: Changes,
    /// What stands in the output folder and is nobody's, as far as that was looked for: paths below it.
    pub foreign: Vec<String>,
    /// Whether something was added to `byline.lock`.
    pub lock_changed: bool,
    /// What is odd, but no error.
    pub warnings: Diags,
    /// What the site has itself in place of what would be made.
    pub own: Vec<Own>,
    /// What is not shown, and why.
    pub hidden: Vec<Hidden>,
    /// When the site should be built again: something is due or expires then.
    pub next_change: Option<Date>,
    /// How long each stage took.
    pub stages: Stages,
    /// The output folder.
    pub output: String,
}

impl Report {
    /// Of a build that did nothing.
    fn nothing(output: &str) -> Self {
        Self {
            pages: 0,
            outputs: 0,
            parsed: Vec::new(),
            assembled: 0,
            judged: 0,
            rendered: Reasons::new(),
            changes: Changes::default(),
            foreign: Vec::new(),
            lock_changed: false,
            warnings: Diags::new(),
            own: Vec::new(),
            hidden: Vec::new(),
            next_change: None,
            stages: Stages { list: Vec::new() },
            output: output.to_owned(),
        }
    }
}

/// Builds a site. When there is an error the output folder stays as it was.
///
/// # Errors
/// Every problem, with its place.
pub fn build(disk: &Arc<dyn Disk>, options: &Options<'_>) -> Result<Report, Diags> {
    let mut builder = Builder::new(disk.clone());
    builder.again = false;
    builder.build(options)
}

/// Tells what an output is made of, and why a build makes it again; `asked` is its file or address.
/// Nothing is written but what is known of the sources.
///
/// # Errors
/// Every problem of the site, and an output that it does not have.
pub fn why(disk: &Arc<dyn Disk>, options: &Options<'_>, asked: &str) -> Result<Why, Diags> {
    let mut builder = Builder::new(disk.clone());
    builder.again = false;
    let result = builder.with_memory(options, |run, config, _| run.why(config, asked));
    located(&**disk, result)
}

/// Builds a site again and again, and keeps in memory what it read.
pub struct Builder {
    disk: Arc<dyn Disk>,
    again: bool,
    /// Whether what is known is saved by the build that follows.
    deferred: bool,
    memory: Option<Memory>,
}

/// What the last build knew.
struct Memory {
    output: String,
    library: Library,
    /// `None` after a build that failed: what is on the disk counts.
    outputs: Option<Outputs<Question>>,
    last: Last,
    /// The site as it was built, of a builder that builds again.
    warm: Option<Warm>,
    /// How the files of the store stood.
    saved: [Option<Stat>; 2],
}

impl Builder {
    /// A builder that knows nothing but what the store knows.
    pub fn new(disk: Arc<dyn Disk>) -> Self {
        Self {
            disk,
            again: true,
            deferred: false,
            memory: None,
        }
    }

    /// Builds the site. When there is an error the output folder stays as it was.
    ///
    /// # Errors
    /// Every problem, with its place.
    pub fn build(&mut self, options: &Options<'_>) -> Result<Report, Diags> {
        let disk = self.disk.clone();
        self.deferred = false;
        let built = self.with_memory(options, |run, config, advice| run.all(config, advice));
        let built = built.map(|report| Report {
            warnings: with_places(&*disk, report.warnings),
            ..report
        });
        located(&*disk, built)
    }

    /// Makes at once what follows from edits of articles, if these paths say so and nothing else seems to
    /// have changed. Says nothing when it cannot: in any case a build with the same options must
    /// follow, which looks at all files and saves what is known.
    pub fn build_edited(&mut self, options: &Options<'_>, paths: &[String]) -> Option<Report> {
        self.memory.as_ref()?.warm.as_ref()?;
        self.deferred = true;
        let done = self.with_memory(options, |run, config, _| run.edited(&config, paths));
        // What is wrong with it the build says that follows.
        done.ok().flatten()
    }

    /// Whether a file beside the sources stands as the last build wrote it.
    pub fn wrote(&self, path: &str) -> bool {
        let memory = self.memory.as_ref();
        path == crate::lock::FILE
            && memory.is_some_and(|memory| memory.last.lock == publishing::look(&*self.disk))
    }

    /// Does some work with what is known, and keeps what is known after it.
    fn with_memory<T>(
        &mut self,
        options: &Options<'_>,
        work: impl FnOnce(&mut Run<'_>, Arc<Config>, Diags) -> Result<T, Diags>,
    ) -> Result<T, Diags> {
        let disk = self.disk.clone();
        let mut stages = stages::Clock::new(options.progress);
        stages.begin(Stage::Read);
        let (mut config, mut advice) = load_config(&*disk, options.base_url.as_deref())?;
        refuse_no_site(&*disk, &config)?;
        advice.extend(held::mend(&*disk)?);
        let output = output_folder(&*disk, options.output.as_deref(), &config)?;
        if is_served(&output) {
            Arc::make_mut(&mut config).mode = Mode::Serve;
        }
        let home = Home::of(&output);
        let stored =
            |error: std::io::Error| say::io("write", &home.file("").to_string_lossy(), &error);
        let _lock = self.lock(&home, options.progress).map_err(stored)?;
        let clock = home.clock(&*disk).map_err(stored)?;
        let (mut memory, is_warm) = self.remember(&home, output).map_err(stored)?;
        let outputs = memory.outputs.take();
        let mut outputs = outputs.unwrap_or_else(|| Outputs::load(&*disk, &home));
        let mut run = Run {
            disk: &disk,
            options,
            output: &memory.output,
            clock,
            trusted: options.private && is_warm,
            again: self.again,
            deferred: self.deferred,
            library: &mut memory.library,
            outputs: &mut outputs,
            last: &mut memory.last,
            warm: &mut memory.warm,
            stages,
        };
        let done = work(&mut run, config, advice);
        let saved = match self.deferred {
            true => Ok(()),
            false => memory.library.save(&*disk),
        };
        let tidied = match self.deferred {
            true => saved,
            false => saved.and_then(|()| memory.library.tidy(&*disk)),
        };
        match &done {
            Ok(_) => memory.outputs = Some(outputs),
            Err(_) => memory.warm = None,
        }
        memory.saved = stands(&*disk, &home);
        if self.again {
            self.memory = Some(memory);
        } else {
            // Freeing what is known of a large site takes a while.
            rayon::spawn(move || drop(memory));
        }
        match (done, tidied.map_err(stored)) {
            (Ok(_), Err(diag)) => Err(Diags::from(diag).half_way()),
            (done, _) => done,
        }
    }

    /// Two builds never write to one output folder at once: the second waits.
    fn lock(&self, home: &Home, progress: &dyn Progress) -> std::io::Result<Option<disk::Lock>> {
        match home.lock(&*self.disk, false)? {
            Some(lock) => Ok(Some(lock)),
            None => {
                progress.waiting();
                home.lock(&*self.disk, true)
            }
        }
    }

    /// What the last build knew, if nobody has built since; else what the store knows.
    fn remember(&mut self, home: &Home, output: String) -> std::io::Result<(Memory, bool)> {
        let saved = stands(&*self.disk, home);
        match self.memory.take() {
            Some(memory) if memory.output == output && memory.saved == saved => {
                let is_warm = memory.outputs.is_some();
                Ok((memory, is_warm))
            }
            _ => {
                let library = Library::open(&*self.disk, home, self.again)?;
                let memory = Memory {
                    output,
                    library,
                    outputs: None,
                    last: Last::load(&*self.disk, home),
                    warm: None,
                    saved,
                };
                Ok((memory, false))
            }
        }
    }
}

/// A folder that is no site gets no store either.
fn refuse_no_site(disk: &dyn Disk, config: &Config) -> Result<(), Diags> {
    if matches!(disk.stat(Path::new(config::FILE)), Ok(None)) {
        let sources = source::scan(disk, config);
        if sources.documents.is_empty() && sources.problems.has_errors() {
            return Err(sources.problems);
        }
    }
    Ok(())
}

/// How the files of the store stand.
fn stands(disk: &dyn Disk, home: &Home) -> [Option<Stat>; 2] {
    ["sources", "outputs"].map(|name| disk.stat(&home.file(name)).ok().flatten())
}

/// What a site has, without building it: for lists.
///
/// # Errors
/// Every problem of settings and articles.
pub fn survey(disk: &dyn Disk, visibility: Visibility) -> Result<Site, Diags> {
    let (site, problems) = look_over(disk, visibility)?;
    let result = problems.unless_errors(site).map(|(site, _)| site);
    located(disk, result)
}

/// What a site has, and what is wrong with it.
///
/// # Errors
/// What keeps it from being looked at: problems of the settings and of `byline.lock`.
pub fn look_over(disk: &dyn Disk, visibility: Visibility) -> Result<(Site, Diags), Diags> {
    let result = (|| {
        let (config, _) = load_config(disk, None)?;
        let lock = publishing::find(disk)?.lock()?.lock;
        let sources = source::scan(disk, &config);
        let library = Library::passing(disk);
        let mut library = library.map_err(|error| say::io("make", "a temporary file", &error))?;
        let reading = Reading::new(disk, &config, 0);
        let look = library.look(&reading, &sources);
        let parsed = library.pages(&reading, &sources, look, &stages::Silent);
        drop(reading);
        let mut unread = parsed.unread;
        unread.extend(sources.unread.iter().cloned());
        let inputs = Inputs {
            config,
            sources: &sources,
            unread,
            visibility,
            lock: &lock,
        };
        let (site, between) = site::assemble(inputs, parsed.pages);
        let mut problems = parsed.problems;
        problems.extend(sources.problems.clone());
        problems.extend(source::foreign(disk, &sources.assets, &site.config));
        problems.extend(sources.left_out.warnings());
        problems.extend(between);
        Ok((site, problems))
    })();
    located(disk, result)
}

/// Completes places of messages with the text of their files.
fn located<T>(disk: &dyn Disk, result: Result<T, Diags>) -> Result<T, Diags> {
    result.map_err(|diags| with_places(disk, diags))
}

/// Problems with complete places, sorted by them.
fn with_places(disk: &dyn Disk, mut diags: Diags) -> Diags {
    diags.locate(|file| String::from_utf8(disk.read(Path::new(file)).ok()?).ok());
    diags.sorted()
}
