//! The story: read, parse, assemble, plan, render, write, remember.

mod answers;
mod files;
mod fresh;
mod library;
mod render;
mod stages;
mod write;

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Config};
use crate::date::Date;
use crate::diag::{Diag, Diags, Place, say};
use crate::disk::{Disk, Lock, Stat};
use crate::plan::{self, Plan};
use crate::site::{self, Hidden, Inputs, Site, Visibility};
use crate::source;
use crate::store::{Home, Outputs, Reasons};
use crate::theme::{Question, Theme};

use files::Files;
use fresh::Judge;
use library::Library;
pub use stages::{Progress, Stage, Stages};
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
    /// The outputs that were made again, and why; all others were left alone.
    pub rendered: Reasons<Question>,
    /// What changed in the output folder.
    pub changes: Changes,
    /// What is odd, but no error.
    pub warnings: Diags,
    /// What is not shown, and why.
    pub hidden: Vec<Hidden>,
    /// When the site should be built again: something is due or expires then.
    pub next_change: Option<Date>,
    /// How long each stage took.
    pub stages: Stages,
    /// The output folder.
    pub output: String,
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

/// Builds a site again and again, and keeps in memory what it read.
pub struct Builder {
    disk: Arc<dyn Disk>,
    again: bool,
    memory: Option<Memory>,
}

/// What the last build knew.
struct Memory {
    output: String,
    library: Library,
    /// `None` after a build that failed: what is on the disk counts.
    outputs: Option<Outputs<Question>>,
    /// How the files of the store stood.
    saved: [Option<Stat>; 2],
}

impl Builder {
    /// A builder that knows nothing but what the store knows.
    pub fn new(disk: Arc<dyn Disk>) -> Self {
        Self {
            disk,
            again: true,
            memory: None,
        }
    }

    /// Builds the site. When there is an error the output folder stays as it was.
    ///
    /// # Errors
    /// Every problem, with its place.
    pub fn build(&mut self, options: &Options<'_>) -> Result<Report, Diags> {
        let disk = self.disk.clone();
        located(&*disk, self.try_build(options))
    }

    fn try_build(&mut self, options: &Options<'_>) -> Result<Report, Diags> {
        let disk = self.disk.clone();
        let mut stages = stages::Clock::new(options.progress);
        stages.begin(Stage::Read);
        let (config, advice) = load_config(&*disk, options.base_url.as_deref())?;
        let output = output_folder(&*disk, options.output.as_deref(), &config)?;
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
            library: &mut memory.library,
            outputs: &mut outputs,
            stages,
        };
        let built = run.all(config, advice);
        let saved = memory.library.save(&*disk);
        let tidied = saved.and_then(|()| memory.library.tidy(&*disk));
        if built.is_ok() {
            memory.outputs = Some(outputs);
        }
        memory.saved = stands(&*disk, &home);
        if self.again {
            self.memory = Some(memory);
        }
        tidied.map_err(stored)?;
        built
    }

    /// Two builds never write to one output folder at once: the second waits.
    fn lock(&self, home: &Home, progress: &dyn Progress) -> std::io::Result<Option<Lock>> {
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
                    saved,
                };
                Ok((memory, false))
            }
        }
    }
}

/// How the files of the store stand.
fn stands(disk: &dyn Disk, home: &Home) -> [Option<Stat>; 2] {
    ["sources", "outputs"].map(|name| disk.stat(&home.file(name)).ok().flatten())
}

/// One build.
struct Run<'a> {
    disk: &'a Arc<dyn Disk>,
    options: &'a Options<'a>,
    output: &'a str,
    clock: u64,
    trusted: bool,
    library: &'a mut Library,
    outputs: &'a mut Outputs<Question>,
    stages: stages::Clock<'a>,
}

impl Run<'_> {
    fn all(&mut self, config: Arc<Config>, advice: Diags) -> Result<Report, Diags> {
        let Understood {
            site,
            plan,
            theme,
            parsed,
            mut warnings,
        } = self.understand(config)?;
        // What is no mistake of now is not in the way of mistakes.
        warnings.extend(advice);

        self.stages.begin(Stage::Render);
        let rendered = self.render(&site, &plan, theme)?;
        self.stages.begin(Stage::Write);
        let (disk, progress) = (&**self.disk, self.options.progress);
        let done = write::write(disk, self.output, &plan, rendered, self.outputs, progress)?;
        warnings.extend(done.warnings);
        let now = self.options.visibility.now;
        let report = Report {
            pages: site.pages.len(),
            outputs: plan.outputs.len(),
            parsed,
            rendered: done.reasons,
            changes: done.changes,
            warnings,
            next_change: now.and_then(|now| site.next_change(&now)),
            hidden: site.hidden.clone(),
            stages: self.stages.end(),
            output: self.output.to_owned(),
        };
        // Freeing a large site takes a while: it is done beside whatever comes next.
        rayon::spawn(move || drop((plan, site)));
        Ok(report)
    }

    /// Makes the outputs that may not rest.
    fn render(
        &mut self,
        site: &Arc<Site>,
        plan: &Plan,
        theme: Arc<Theme>,
    ) -> Result<render::Outcomes, Diags> {
        let known = &self.library.known;
        let (files, pictures) = (known.files.clone(), known.pictures.clone());
        let disk = self.disk.clone();
        let files = Files::new(disk, site, &theme, plan, files, pictures, self.clock);
        let texts = self.library.texts();
        let now = self.options.visibility.now;
        let disk = self.disk.clone();
        let world = render::World::new(disk, site.clone(), theme, texts, files, plan, now)?;
        let answers = world.answers.clone();
        let mut judge = Judge::new(
            &**self.disk,
            Path::new(self.output),
            self.outputs,
            &answers,
            &world.facets(),
            self.clock,
        );
        judge.trusted = self.trusted;
        let rendered = render::all(world, plan, &judge, self.options.progress);
        self.library.note_files(answers.files.seen());
        self.library.note_pictures(answers.files.pictures());
        rendered
    }

    /// Reads, parses, assembles and plans. A mistake in one of them does not hide those in the next.
    fn understand(&mut self, config: Arc<Config>) -> Result<Understood, Diags> {
        let disk = &**self.disk;
        let sources = source::scan(disk, &config)?;
        let theme = Theme::load(disk, &config);
        self.stages.begin(Stage::Parse);
        let progress = self.options.progress;
        let read = self
            .library
            .pages(disk, &sources, &config, self.clock, progress);
        self.stages.begin(Stage::Assemble);
        let mut problems = read.problems;
        let theme = theme
            .map_err(|diags| problems.extend(diags))
            .ok()
            .map(Arc::new);
        let files = theme.iter().flat_map(|theme| &theme.files);
        let files: Vec<String> = files.map(|file| file.path.clone()).collect();
        // Without all pages and the theme nobody can say which paths the site has.
        let whole = read.unread.is_empty() && theme.is_some();
        let inputs = Inputs {
            config,
            sources: &sources,
            unread: read.unread,
            visibility: self.options.visibility,
        };
        let (site, between) = site::assemble(inputs, read.pages);
        problems.extend(between);
        let plan = plan::plan(&site, &files, whole)
            .map_err(|diags| problems.extend(diags))
            .ok();
        let (both, warnings) = problems.unless_errors((plan, theme))?;
        match both {
            (Some(plan), Some(theme)) => Ok(Understood {
                site: Arc::new(site),
                plan,
                theme,
                parsed: read.parsed,
                warnings,
            }),
            // Where one is missing its errors were among the problems.
            _ => Err(warnings),
        }
    }
}

/// A site of which everything is known that can be wrong with it before it is rendered.
struct Understood {
    site: Arc<Site>,
    plan: Plan,
    theme: Arc<Theme>,
    parsed: Vec<String>,
    warnings: Diags,
}

/// What a site has, without building it: for lists.
///
/// # Errors
/// Every problem of settings and articles.
pub fn survey(disk: &dyn Disk, visibility: Visibility) -> Result<Site, Diags> {
    let result = (|| {
        let (config, _) = load_config(disk, None)?;
        let sources = source::scan(disk, &config)?;
        let library = Library::passing(disk);
        let mut library = library.map_err(|error| say::io("make", "a temporary file", &error))?;
        let parsed = library.pages(disk, &sources, &config, 0, &stages::Silent);
        let inputs = Inputs {
            config,
            sources: &sources,
            unread: parsed.unread,
            visibility,
        };
        let (site, between) = site::assemble(inputs, parsed.pages);
        let mut problems = parsed.problems;
        problems.extend(between);
        problems.unless_errors(site).map(|(site, _)| site)
    })();
    located(disk, result)
}

/// Completes places of messages with the text of their files.
fn located<T>(disk: &dyn Disk, result: Result<T, Diags>) -> Result<T, Diags> {
    result.map_err(|mut diags| {
        diags.locate(|file| String::from_utf8(disk.read(Path::new(file)).ok()?).ok());
        diags.sorted()
    })
}

/// Reads the settings of a site.
///
/// # Errors
/// Every problem with its place.
pub fn load_config(disk: &dyn Disk, base_url: Option<&str>) -> Result<(Arc<Config>, Diags), Diags> {
    let file = Path::new(config::FILE);
    let bytes = match disk.stat(file) {
        Ok(None) => None,
        Ok(Some(_)) => Some(
            disk.read(file)
                .map_err(|error| say::io("read", config::FILE, &error))?,
        ),
        Err(error) => return Err(say::io("read", config::FILE, &error).into()),
    };
    let text = match bytes.map(String::from_utf8).transpose() {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            return Err(say::not_utf8(config::FILE, error.as_bytes(), valid).into());
        }
    };
    let (config, warnings) = config::read(text.as_deref(), base_url)?;
    Ok((Arc::new(config), warnings))
}

/// Folders of a site that hold what people made.
const SOURCES: &[&str] = &[
    "content",
    "static",
    "templates",
    "themes",
    "i18n",
    "data",
    "sass",
    ".byline",
    ".git",
];

/// The output folder of a server, which has one of its own beside the stores.
pub fn served(port: u16) -> String {
    format!("{}/serve-{port}", crate::store::FOLDER)
}

fn is_served(folder: &str) -> bool {
    let port = folder
        .strip_prefix(crate::store::FOLDER)
        .and_then(|rest| rest.strip_prefix("/serve-"));
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

/// The output folder, by the shortest name it has: each has its own store. It may be anywhere but
/// where the sources are, or around them; the settings of a site may only name one inside of it.
fn output_folder(disk: &dyn Disk, asked: Option<&str>, config: &Config) -> Result<String, Diag> {
    let written = asked.unwrap_or(&config.output_dir.value);
    if is_served(written) {
        return Ok(written.to_owned());
    }
    let root = disk.absolute(Path::new(""));
    let output = disk.absolute(Path::new(written));
    let inside = SOURCES
        .iter()
        .any(|folder| output.starts_with(root.join(folder)));
    let outside = asked.is_none() && !output.starts_with(&root);
    if root.starts_with(&output) || inside || outside {
        let place = asked
            .is_none()
            .then(|| Place::later(config::FILE, config.output_dir.span.clone()));
        return Err(say::bad_output_dir(place, written));
    }
    let below = output.strip_prefix(&root).unwrap_or(&output);
    Ok(below
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/"))
}
