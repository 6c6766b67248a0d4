//! One build, from the first look at the files to what it did.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::files::Files;
use super::foreign;
use super::freshness::{Freshness, Standings};
use super::last::{self, Last, Noticed};
use super::library::{Library, Look, Reading};
use super::publishing::{self, Kept, Publishing};
use super::render::{self, World};
use super::stages::{Clock, Stage};
use super::why::{self, Why};
use super::write::{self, Done};
use super::{Options, Report};
use crate::config::Config;
use crate::diag::{Diags, say};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, TOOL};
use crate::lock;
use crate::plan::{self, Output, Plan};
use crate::site::{self, Inputs, Site};
use crate::source::{self, LeftOut, Sources};
use crate::store::{Home, Outputs, Part};
use crate::theme::{Materials, Question, Theme};
use crate::view::{Facets, Prints};

/// One build.
pub(super) struct Run<'a> {
    pub disk: &'a Arc<dyn Disk>,
    pub options: &'a Options<'a>,
    /// The output folder.
    pub output: &'a str,
    /// What the disk's clock showed before anything was looked at.
    pub clock: u64,
    /// Whether nobody else changes the output folder.
    pub trusted: bool,
    /// Whether there will be another build.
    pub again: bool,
    /// Whether the build that follows at once saves what is known.
    pub deferred: bool,
    pub library: &'a mut Library,
    pub outputs: &'a mut Outputs<Question>,
    pub last: &'a mut Last,
    pub warm: &'a mut Option<Warm>,
    pub stages: Clock<'a>,
}

/// What is known of outputs before they are judged.
#[derive(Clone, Copy, Default)]
pub(super) struct Judging<'a> {
    /// How the files of all outputs stand.
    pub standings: Option<&'a Standings>,
    /// The outputs that may be stale, if all others are known to be fresh.
    pub suspect: Option<&'a HashSet<String>>,
}

/// A site as it was built.
pub(super) struct Warm {
    pub site: Arc<Site>,
    pub plan: Arc<Plan>,
    pub theme: Arc<Theme>,
    /// What was published before; nothing, if that is the lock of the plan, as it was written down.
    pub published: Option<Arc<lock::Lock>>,
    /// The fingerprints of cards, once something was made of them.
    pub prints: Option<Prints>,
}

/// Everything there is before anything is parsed.
pub(super) struct Found {
    pub config: Arc<Config>,
    pub sources: Sources,
    materials: Materials,
    /// Of all of it, but for what files say.
    inputs: Fingerprint,
    lock: publishing::Found,
    /// What is not published though it lies where published things lie.
    left_out: LeftOut,
}

/// A site of which everything is known that can be wrong with it before it is rendered.
struct Understood {
    warm: Warm,
    /// What was published before.
    published: lock::Read,
    parsed: Vec<String>,
    warnings: Diags,
}

impl Run<'_> {
    /// Builds.
    pub(super) fn all(&mut self, config: Arc<Config>, advice: Diags) -> Result<Report, Diags> {
        let found = self.find(config)?;
        // Said of each build, but nothing is made of it: builds need not be longer for it.
        let left_out = found.left_out.warnings();
        let mut report = self.build(found, advice)?;
        report.warnings.extend(left_out);
        Ok(report)
    }

    fn build(&mut self, found: Found, advice: Diags) -> Result<Report, Diags> {
        let disk = self.disk.clone();
        let config = found.config.clone();
        let reading = Reading::new(&*disk, &config, self.clock);
        let look = self.library.look(&reading, &found.sources);
        let publishing = Publishing::of(self.options);
        if publishing != Publishing::No && config.is_published {
            found.lock.refuse_loss(self.last.lock)?;
        }
        let made_of = (found.inputs, found.lock.fingerprint);
        let mut faces = None;
        if advice.is_empty() && self.may_rest(&found, &look) {
            self.library.refresh(&found.sources, &look);
            let noticed = self.last.noticed;
            if let Some(report) = self.nothing_changed(&look) {
                return self.finish(report, made_of, noticed);
            }
            let documents = &found.sources.documents;
            let changed = look.changed();
            // Of many it is not worth it.
            if changed.len() <= documents.len() / 10 {
                let changed: Vec<_> = changed.iter().map(|number| &documents[*number]).collect();
                let sought = noticed.sought;
                if let Some(report) = self.after_edits(&reading, &changed)? {
                    return self.finish(report, made_of, self.noticed(sought));
                }
                // A build that failed may have seen other files than the outputs are made of.
                if self.last.has_said(self.library.said()) {
                    faces = self.library.faces(&changed);
                }
            }
        }
        let (understood, standings) = self.understand_and_look(&reading, found, look);
        let Understood {
            mut warm,
            published,
            parsed,
            mut warnings,
        } = understood?;
        publishing::verify(publishing, &published.lock, &warm.plan)?;
        // What is no mistake of now is not in the way of mistakes.
        warnings.extend(advice);
        let all: Vec<&Output> = warm.plan.outputs.iter().collect();
        let sought = warm.site.sought;
        let faces = faces.filter(|faces| self.library.has_faces(faces));
        // An article that is known by its text may be another with another text.
        let faces = faces.filter(|_| !sought && !self.last.noticed.sought);
        let suspect = faces.and_then(|faces| self.showing(&warm.theme, faces.into_keys()));
        self.stages.begin(Stage::Render);
        let world = self.world(&warm)?;
        warm.prints = self.again.then(|| world.prints());
        let gone = write::gone(&all, self.outputs);
        let judging = Judging {
            standings: Some(&standings),
            suspect: suspect.as_ref(),
        };
        let done = self.make(world, &warm.plan, &all, gone, judging)?;
        warnings.extend(done.warnings);
        warnings.extend(publishing::lost(&warm.plan.lost));
        let before = (&published, made_of.1);
        let kept = publishing::keep(&*disk, publishing, before, &warm.site, &warm.plan)?;
        let now = self.options.visibility.now;
        let report = Report {
            pages: warm.site.pages.len(),
            outputs: warm.plan.outputs.len(),
            parsed,
            assembled: warm.site.pages.len() + warm.site.sections.len(),
            judged: suspect.map_or(all.len(), |suspect| suspect.len()),
            rendered: done.reasons,
            changes: done.changes,
            lock_changed: !matches!(kept, Kept::AsItWas),
            own: warm.plan.own.clone(),
            warnings,
            next_change: now.and_then(|now| warm.site.next_change(&now)),
            hidden: warm.site.hidden.clone(),
            ..Report::nothing(self.output)
        };
        if self.again && !matches!(kept, Kept::Merged(_)) {
            let is_as_it_was = matches!(kept, Kept::AsItWas);
            warm.published = is_as_it_was.then(|| Arc::new(published.lock));
            *self.warm = Some(warm);
        } else {
            // Freeing a large site takes a while: it is done beside whatever comes next.
            rayon::spawn(move || drop(warm));
        }
        // What others said meanwhile was not looked at: the next build does.
        let lock = match kept {
            Kept::AsItWas => made_of.1,
            Kept::Written(lock) | Kept::Merged(lock) => lock,
        };
        let made_of = (made_of.0, lock);
        self.finish(report, made_of, self.noticed(sought))
    }

    /// Remembers what the build did as a whole, and what it was made of: of all inputs but for what files say, and
    /// of the lock; and what it noticed.
    pub(super) fn finish(
        &mut self,
        mut report: Report,
        made_of: (Fingerprint, Fingerprint),
        noticed: Noticed,
    ) -> Result<Report, Diags> {
        let now = self.options.visibility.now;
        let said = self.library.said();
        *self.last = Last::of(&report, made_of, self.outputs.saved, said, now, noticed);
        let home = Home::of(self.output);
        if !self.deferred {
            self.last
                .save(&**self.disk, &home)
                .map_err(|error| say::io("write", &home.file("last").to_string_lossy(), &error))
                .map_err(|diag| Diags::from(diag).half_way())?;
        }
        foreign::tell(
            &**self.disk,
            self.options.foreign,
            self.outputs,
            &mut report,
        );
        report.stages = self.stages.end();
        Ok(report)
    }

    /// What the next build has to know: whether a template asks which day it is, and whether articles were sought.
    pub(super) fn noticed(&self, sought: bool) -> Noticed {
        let today = |part: &Part<Question>| *part == Part::Question(Question::Today);
        Noticed {
            asks_day: !self.outputs.having(today).is_empty(),
            sought,
        }
    }

    /// Looks which files there are.
    pub(super) fn find(&mut self, config: Arc<Config>) -> Result<Found, Diags> {
        let disk = &**self.disk;
        let sources = source::scan(disk, &config);
        let materials = Materials::read(disk, &config);
        let lock = publishing::find(disk)?;
        self.stages.begin(Stage::Parse);
        Ok(Found {
            lock,
            inputs: last::inputs(disk, self.options, &config, &materials, &sources),
            left_out: {
                let mut left_out = sources.left_out.clone();
                left_out.extend(&materials.left_out);
                left_out
            },
            config,
            sources,
            materials,
        })
    }

    /// Whether this build is made of the same as the last but for what some documents say.
    fn may_rest(&self, found: &Found, look: &Look) -> bool {
        let now = self.options.visibility.now;
        let nothing_to_say = found.sources.problems.is_empty();
        let all_known =
            nothing_to_say && self.outputs.tool == TOOL && self.last.is_of(self.outputs.saved);
        all_known
            && !self.outputs.interrupted
            && look.none_gone()
            && self.last.has_inputs(found.inputs, now, &found.config)
            && self.last.lock == found.lock.fingerprint
            && self.library.files_stand(&**self.disk)
    }

    /// Does nothing, if there is nothing to do.
    fn nothing_changed(&mut self, look: &Look) -> Option<Report> {
        if !look.changed().is_empty() || !self.last.has_said(self.library.said()) {
            return None;
        }
        if !self.trusted {
            let folder = Path::new(self.output);
            let freshness = Freshness::new(&**self.disk, folder, self.outputs, self.clock);
            for (path, record) in last::all_stand(&freshness, self.outputs)? {
                self.outputs.write_down(&path, record);
            }
        }
        if self.outputs.is_unsaved() {
            self.outputs
                .save(&**self.disk, &Home::of(self.output), Path::new(self.output))
                .ok()?;
        }
        Some(std::mem::take(self.last).report(self.output))
    }

    /// The outputs that may show these texts, by their paths: nothing else can see them. `None` if a list shows texts, or
    /// how long they are, which follows each edit.
    fn showing(
        &self,
        theme: &Theme,
        sources: impl Iterator<Item = String>,
    ) -> Option<HashSet<String>> {
        let shown = theme.facets().into_iter();
        if shown
            .fold(Facets::NONE, Facets::union)
            .has_any(Facets::OF_EACH_EDIT)
        {
            return None;
        }
        let texts: HashSet<String> = sources.collect();
        let paths = self.outputs.having(|part| match part {
            Part::Text(source) => texts.contains(source),
            Part::Question(Question::Page { .. }) => true,
            _ => false,
        });
        Some(paths.into_iter().map(str::to_owned).collect())
    }

    /// Makes those outputs that may not rest, writes them, and removes what is `gone`.
    pub(super) fn make(
        &mut self,
        world: World,
        plan: &Plan,
        outputs: &[&Output],
        gone: Vec<String>,
        judging: Judging<'_>,
    ) -> Result<Done, Diags> {
        let folder = Path::new(self.output);
        let mut freshness = Freshness::new(&**self.disk, folder, self.outputs, self.clock);
        freshness.trusted = self.trusted;
        freshness.standings = judging.standings;
        freshness.suspect = judging.suspect;
        freshness.ask(&world.answers, &world.facets());
        let rendered = render::all(&world, plan, &freshness, outputs, self.options.progress);
        // What was looked at is looked at again before the next build rests. What was not is what outputs that were
        // not made depend on, unless all were judged and none is wrong.
        let was_all = judging.standings.is_some() && judging.suspect.is_none() && rendered.is_ok();
        let files = &world.answers.files;
        self.library.note_files(files.seen(), was_all);
        self.library.note_pictures(files.pictures(), was_all);
        let rendered = rendered?;
        // What it holds of the site is in nobody's way while files are written.
        rayon::spawn(move || drop(world));
        self.stages.begin(Stage::Write);
        write::write(
            &**self.disk,
            self.output,
            outputs,
            gone,
            rendered,
            self.outputs,
            (self.options, self.deferred),
        )
    }

    pub(super) fn world(&self, warm: &Warm) -> Result<World, Diags> {
        let known = &self.library.known;
        let files = Files::new(
            self.disk.clone(),
            &warm.site,
            &warm.theme,
            &warm.plan,
            known.files.clone(),
            known.pictures.clone(),
            self.clock,
        );
        World::new(
            self.disk.clone(),
            warm,
            self.library.texts(),
            files,
            self.options.visibility.now,
        )
    }

    /// Parses, assembles and plans; beside that, while there is a processor free, reads what outputs
    /// were made of and looks how their files stand.
    fn understand_and_look(
        &mut self,
        reading: &Reading<'_>,
        found: Found,
        look: Look,
    ) -> (Result<Understood, Diags>, Standings) {
        let (disk, folder) = (&**self.disk, Path::new(self.output));
        let (clock, trusted) = (self.clock, self.trusted);
        let Self {
            options,
            library,
            outputs,
            stages,
            ..
        } = self;
        let look_at_outputs = || {
            outputs.unseal();
            let mut freshness = Freshness::new(disk, folder, outputs, clock);
            freshness.trusted = trusted;
            Standings::of(&freshness)
        };
        rayon::join(
            || understand(options, library, stages, reading, found, look),
            look_at_outputs,
        )
    }

    /// Parses, assembles and plans, and says what is odd.
    pub(super) fn understand(
        &mut self,
        reading: &Reading<'_>,
        found: Found,
        look: Look,
    ) -> Result<(Warm, Diags), Diags> {
        let Self {
            options,
            library,
            stages,
            ..
        } = self;
        let left_out = found.left_out.warnings();
        let understood = understand(options, library, stages, reading, found, look)?;
        let mut warnings = understood.warnings;
        warnings.extend(left_out);
        Ok((understood.warm, warnings))
    }

    /// What an output is made of, and why the last build made it and the next one would.
    pub(super) fn why(&mut self, config: Arc<Config>, asked: &str) -> Result<Why, Diags> {
        let found = self.find(config)?;
        let disk = self.disk.clone();
        let config = found.config.clone();
        let reading = Reading::new(&*disk, &config, self.clock);
        let look = self.library.look(&reading, &found.sources);
        let (understood, _) = self.understand_and_look(&reading, found, look);
        let warm = understood?.warm;
        let output = why::find(&warm.site, &warm.plan.outputs, asked, self.output)?;
        let world = self.world(&warm)?;
        let folder = Path::new(self.output);
        let mut freshness = Freshness::new(&*disk, folder, self.outputs, self.clock);
        freshness.ask(&world.answers, &world.facets());
        let path = output.path.as_str();
        let last = self.last.rendered.get(path);
        Ok(Why {
            output: format!("{}/{path}", self.output),
            last: last.into_iter().flatten().map(why::because).collect(),
            ..world.why(&warm.plan, &freshness, output, self.outputs)?
        })
    }
}

/// Parses, assembles and plans. A mistake in one of them does not hide those in the next.
fn understand(
    options: &Options<'_>,
    library: &mut Library,
    stages: &mut Clock<'_>,
    reading: &Reading<'_>,
    found: Found,
    look: Look,
) -> Result<Understood, Diags> {
    let Found {
        config,
        sources,
        materials,
        lock,
        ..
    } = found;
    let ((theme, lock), read) = rayon::join(
        || (Theme::load(materials, &config), lock.lock()),
        || library.pages(reading, &sources, look, options.progress),
    );
    stages.begin(Stage::Assemble);
    let mut problems = read.problems;
    problems.extend(sources.problems.clone());
    problems.extend(source::foreign(reading.disk, &sources.assets, &config));
    let lock = lock.map_err(|diags| problems.extend(diags));
    let published = lock.unwrap_or_default();
    let theme = theme
        .map_err(|diags| problems.extend(diags))
        .ok()
        .map(Arc::new);
    problems.extend(
        theme
            .iter()
            .flat_map(|theme| theme.warnings.iter().cloned()),
    );
    let files = theme.iter().flat_map(|theme| &theme.files);
    let files: Vec<String> = files.map(|file| file.path.clone()).collect();
    let mut unread = read.unread;
    unread.extend(sources.unread.iter().cloned());
    // Without all pages and the theme nobody can say which paths the site has.
    let whole = unread.is_empty() && theme.is_some();
    let inputs = Inputs {
        config,
        sources: &sources,
        unread,
        visibility: options.visibility,
        lock: &published.lock,
    };
    let (site, between) = site::assemble(inputs, read.pages);
    problems.extend(between);
    let plan = plan::plan(&site, &files, whole)
        .map_err(|diags| problems.extend(diags))
        .ok();
    problems.extend(plan.iter().flat_map(|plan| plan.warnings.iter().cloned()));
    let (both, warnings) = problems.unless_errors((plan, theme))?;
    match both {
        (Some(plan), Some(theme)) => Ok(Understood {
            warm: Warm {
                site: Arc::new(site),
                plan: Arc::new(plan),
                theme,
                published: None,
                prints: None,
            },
            published,
            parsed: read.parsed,
            warnings,
        }),
        // Where one is missing its errors were among the problems.
        _ => Err(warnings),
    }
}
