//! A whole site, rendered into memory for somebody who looks at it: nothing is written.

use std::sync::Arc;

use rayon::prelude::*;

use super::foreign;
use super::last::Last;
use super::library::{Library, Reading};
use super::publishing;
use super::render::{self, World};
use super::run::{Run, Warm};
use super::settings::{load_config, output_folder};
use super::stages::{self, Stage};
use super::{Options, located, with_places};
use crate::config::{Config, Mode};
use crate::diag::{Diags, say};
use crate::disk::Disk;
use crate::plan::{Output, Plan};
use crate::site::Site;
use crate::store::Outputs;

/// How many outputs are in memory at once.
const AT_ONCE: usize = 256;

/// A site that was looked at.
pub struct Inspection {
    /// The site.
    pub site: Arc<Site>,
    /// Its outputs.
    pub plan: Arc<Plan>,
    /// What a build would warn of.
    pub warnings: Diags,
    /// Published addresses that lead nowhere, of which a build would warn too.
    pub lost: Diags,
    /// What stands in the output folder and is nobody's: paths below it.
    pub foreign: Vec<String>,
    /// The output folder.
    pub output: String,
    world: World,
}

/// Renders those outputs of a site that somebody `wants`. In parallel each is made into something to
/// `keep`, and that is handed over in the order of the plan, with the number of the output there. No
/// more outputs than a few hundred are in memory at once.
///
/// # Errors
/// Every problem that a build would have.
pub fn inspect<T: Send>(
    disk: &Arc<dyn Disk>,
    options: &Options<'_>,
    wants: impl Fn(&Output) -> bool,
    judge: impl Fn(&Site, &Output, &[u8]) -> T + Sync,
    mut keep: impl FnMut(usize, T),
) -> Result<Inspection, Diags> {
    let result = understood(disk, options).and_then(|inspection| {
        let Inspection {
            site, plan, world, ..
        } = &inspection;
        let outputs = plan.outputs.iter().enumerate();
        let outputs: Vec<_> = outputs.filter(|(_, output)| wants(output)).collect();
        options.progress.length(outputs.len());
        let mut failed = Vec::new();
        for part in outputs.chunks(AT_ONCE) {
            let judged: Vec<Result<(usize, T), Diags>> = part
                .par_iter()
                .map(|(number, output)| {
                    let bytes = world.bytes(plan, output)?;
                    options.progress.done();
                    Ok((*number, judge(site, output, &bytes)))
                })
                .collect();
            for result in judged {
                match result {
                    Ok((number, kept)) => keep(number, kept),
                    Err(diags) => {
                        let diags = diags.into_iter();
                        diags.for_each(|diag| render::add(&mut failed, diag));
                    }
                }
            }
        }
        if failed.is_empty() {
            let warnings = with_places(&**disk, inspection.warnings.clone());
            return Ok(Inspection {
                warnings,
                ..inspection
            });
        }
        let failed = failed.into_iter();
        Err(failed
            .map(|(diag, times)| say::times(diag, times))
            .collect())
    });
    located(&**disk, result)
}

/// Parses, assembles and plans as a build that knows nothing.
fn understood(disk: &Arc<dyn Disk>, options: &Options<'_>) -> Result<Inspection, Diags> {
    let mut stages = stages::Clock::new(options.progress);
    stages.begin(Stage::Read);
    let (mut config, advice) = load_config(&**disk, options.base_url.as_deref())?;
    // Whoever looks for mistakes wants to know of all, and of each once.
    Arc::make_mut(&mut config).strict.judged_in_outputs();
    let output = output_folder(&**disk, options.output.as_deref(), &config)?;
    Arc::make_mut(&mut config).mode = Mode::Check;
    let mut library =
        Library::passing(&**disk).map_err(|error| say::io("make", "a temporary file", &error))?;
    let (mut outputs, mut last, mut warm) = (Outputs::default(), Last::default(), None);
    let mut run = Run {
        disk,
        options,
        output: &output,
        clock: 0,
        trusted: false,
        again: false,
        deferred: false,
        library: &mut library,
        outputs: &mut outputs,
        last: &mut last,
        warm: &mut warm,
        stages,
    };
    run.inspection(config, advice)
}

impl Run<'_> {
    fn inspection(&mut self, config: Arc<Config>, advice: Diags) -> Result<Inspection, Diags> {
        let found = self.find(config)?;
        let disk = self.disk.clone();
        let config = found.config.clone();
        let reading = Reading::new(&*disk, &config, self.clock);
        let look = self.library.look(&reading, &found.sources);
        let (warm, mut warnings) = self.understand(&reading, found, look)?;
        warnings.extend(advice);
        self.stages.begin(Stage::Render);
        let world = self.world(&warm)?;
        let Warm { site, plan, .. } = warm;
        let lost = publishing::lost(&plan.lost);
        Ok(Inspection {
            foreign: foreign::of_plan(&**self.disk, self.output, &plan.outputs),
            output: self.output.to_owned(),
            site,
            plan,
            warnings,
            lost,
            world,
        })
    }
}

impl Inspection {
    /// The files of the templates that an output is made by, its own first: their paths as messages
    /// show them, and their texts.
    pub fn templates(&self, output: &Output) -> Vec<(&str, &str)> {
        self.world.templates(output)
    }
}
