//! The story: read, parse, assemble, plan, render, write, remember.

mod answers;
mod bodies;
mod render;
mod stages;
mod write;

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Config};
use crate::date::Date;
use crate::diag::{Diag, Diags, Place, say};
use crate::disk::Disk;
use crate::plan::{self, Plan};
use crate::site::{self, Hidden, Inputs, Site, Visibility};
use crate::source;
use crate::theme::Theme;

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
    located(&**disk, try_build(disk, options))
}

fn try_build(shared: &Arc<dyn Disk>, options: &Options<'_>) -> Result<Report, Diags> {
    let disk = &**shared;
    let mut stages = stages::Clock::new(options.progress);
    let (config, advice) = load_config(disk, options.base_url.as_deref())?;
    let output = output_folder(disk, options.output.as_deref(), &config)?;
    let Understood {
        site,
        plan,
        theme,
        texts,
        mut warnings,
    } = understand(disk, config, options, &mut stages)?;
    // What is no mistake of now is not in the way of mistakes.
    warnings.extend(advice);

    stages.begin(Stage::Render);
    let now = options.visibility.now;
    let world = render::World::new(shared.clone(), site.clone(), theme, texts, &plan, now)?;
    let rendered = render::all(&world, &plan, options.progress)?;
    stages.begin(Stage::Write);
    let (changes, oddities) = write::write(disk, &output, &plan, &rendered, options.progress)?;
    warnings.extend(oddities);
    let report = Report {
        pages: site.pages.len(),
        outputs: plan.outputs.len(),
        changes,
        warnings,
        next_change: now.and_then(|now| site.next_change(&now)),
        hidden: site.hidden.clone(),
        stages: stages.end(),
        output,
    };
    // Freeing a large site takes a tenth of a build: it is done beside whatever comes next.
    rayon::spawn(move || drop((world, rendered, plan, site)));
    Ok(report)
}

/// A site of which everything is known that can be wrong with it before it is rendered.
struct Understood {
    site: Arc<Site>,
    plan: Plan,
    theme: Arc<Theme>,
    texts: bodies::Texts,
    warnings: Diags,
}

/// Reads, parses, assembles and plans. A mistake in one of them does not hide those in the next.
fn understand(
    disk: &dyn Disk,
    config: Arc<Config>,
    options: &Options<'_>,
    stages: &mut stages::Clock<'_>,
) -> Result<Understood, Diags> {
    stages.begin(Stage::Read);
    let sources = source::scan(disk, &config)?;
    let theme = Theme::load(disk, &config);
    stages.begin(Stage::Parse);
    let parsed = bodies::parse(disk, &sources, &config, options.progress)?;
    stages.begin(Stage::Assemble);
    let mut problems = parsed.problems;
    let theme = theme
        .map_err(|diags| problems.extend(diags))
        .ok()
        .map(Arc::new);
    let files = theme.iter().flat_map(|theme| &theme.files);
    let files: Vec<String> = files.map(|file| file.path.clone()).collect();
    // Without all pages and the theme nobody can say which paths the site has.
    let whole = parsed.unread.is_empty() && theme.is_some();
    let inputs = Inputs {
        config,
        sources: &sources,
        unread: parsed.unread,
        visibility: options.visibility,
    };
    let (site, between) = site::assemble(inputs, parsed.pages);
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
            texts: parsed.texts,
            warnings,
        }),
        // Where one is missing its errors were among the problems.
        _ => Err(warnings),
    }
}

/// What a site has, without building it: for lists.
///
/// # Errors
/// Every problem of settings and articles.
pub fn survey(disk: &dyn Disk, visibility: Visibility) -> Result<Site, Diags> {
    let result = (|| {
        let (config, _) = load_config(disk, None)?;
        let sources = source::scan(disk, &config)?;
        let parsed = bodies::parse(disk, &sources, &config, &stages::Silent)?;
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

/// The output folder, by the shortest name it has: each has its own store. It may be anywhere but
/// where the sources are, or around them; the settings of a site may only name one inside of it.
fn output_folder(disk: &dyn Disk, asked: Option<&str>, config: &Config) -> Result<String, Diag> {
    let written = asked.unwrap_or(&config.output_dir.value);
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
