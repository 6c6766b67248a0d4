//! A build after some articles were edited, of a site that is in memory.
//!
//! The site is changed in place ([`Site::edit`]), and only outputs are judged that may show what is not as it was. What
//! comes of it is what a build that looks at everything makes: in debug builds all other outputs are judged, too.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Report;
use super::freshness::Freshness;
use super::library::Reading;
use super::publishing::Publishing;
use super::render::World;
use super::run::{Judging, Run, Warm};
use super::stages::Stage;
use super::write;
use crate::config::Config;
use crate::diag::Diags;
use crate::fingerprint::Fingerprint;
use crate::plan::{self, Output, Plan, What};
use crate::site::{Difference, SectionId, Site, TermId};
use crate::source::{self, Document};
use crate::store::{Outputs, Part};
use crate::theme::Question;
use crate::view::Facets;

/// After more edits than this the site is assembled anew, which takes the same however many there are: each edit may
/// go through all lists.
const MOST: usize = 16;

impl Run<'_> {
    /// Makes what follows from edits of articles at once, if these paths are such articles. No other file is looked at.
    pub(super) fn edited(
        &mut self,
        config: &Config,
        paths: &[String],
    ) -> Result<Option<Report>, Diags> {
        let now = self.options.visibility.now;
        let Some(warm) = &*self.warm else {
            return Ok(None);
        };
        // What there is to say of the rest of the site is said by the look that follows.
        let made_of = self.last.made_of();
        let made_of = made_of.unwrap_or((Fingerprint::NONE, self.last.lock));
        let known = paths.iter().filter_map(|path| {
            let path = path.strip_prefix(source::CONTENT)?.strip_prefix('/')?;
            let id = warm.site.page_by_source(path)?;
            Some(warm.site.page(id).document.clone())
        });
        let known: Vec<Arc<Document>> = known.collect();
        if known.is_empty()
            || known.len() > MOST
            || self.outputs.interrupted
            || !self.last.has_time(now, config)
        {
            return Ok(None);
        }
        let disk = self.disk.clone();
        let reading = Reading::new(&*disk, config, self.clock);
        let documents: Vec<&Arc<Document>> = known.iter().collect();
        let sought = self.last.noticed.sought;
        match self.after_edits(&reading, &documents)? {
            Some(report) => {
                let noticed = self.noticed(sought);
                self.finish(report, made_of, noticed).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Makes what follows from edits of articles, if they are all that has changed since the site in memory was built;
    /// `None` if more may follow than is known here: that site is gone then.
    pub(super) fn after_edits(
        &mut self,
        reading: &Reading<'_>,
        edited: &[&Arc<Document>],
    ) -> Result<Option<Report>, Diags> {
        let is_known = self.trusted && edited.len() <= MOST;
        let Some(mut warm) = self.warm.take().filter(|_| is_known) else {
            return Ok(None);
        };
        self.outputs.unseal();
        let before = warm.plan.clone();
        let Some(difference) = self.edit(&mut warm, reading, edited) else {
            return Ok(None);
        };
        if let Some(prints) = &mut warm.prints {
            difference.added.iter().for_each(|id| prints.add(*id));
            prints.forget(difference.pages.iter().copied());
        }
        self.stages.begin(Stage::Render);
        let world = self.world(&warm)?;
        warm.prints = Some(world.prints());
        let texts = edited.iter().map(|document| document.path.clone());
        let texts: HashSet<String> = texts.collect();
        let plan = warm.plan.clone();
        let outputs = Stale {
            world: &world,
            site: &warm.site,
            known: self.outputs,
            difference: &difference,
            texts: &texts,
        }
        .outputs(&before, &plan);
        if cfg!(debug_assertions) {
            self.assert_all_others_are_fresh(&world, &plan, &outputs);
        }
        let all: Vec<&Output> = plan.outputs.iter().collect();
        let gone = match difference.plan {
            true => write::gone(&all, self.outputs),
            false => Vec::new(),
        };
        let done = self.make(world, &plan, &outputs, gone, Judging::default())?;
        let now = self.options.visibility.now;
        let mut parsed: Vec<String> = texts.into_iter().collect();
        parsed.sort_unstable();
        let report = Report {
            assembled: parsed.len(),
            judged: outputs.len(),
            parsed,
            rendered: done.reasons,
            changes: done.changes,
            warnings: done.warnings,
            pages: warm.site.pages.len(),
            hidden: warm.site.hidden.clone(),
            outputs: plan.outputs.len(),
            next_change: now.and_then(|now| warm.site.next_change(&now)),
            ..std::mem::take(self.last).report(self.output)
        };
        *self.warm = Some(warm);
        Ok(Some(report))
    }

    /// Edits the site, and plans it again if the plan may be another.
    fn edit(
        &mut self,
        warm: &mut Warm,
        reading: &Reading<'_>,
        edited: &[&Arc<Document>],
    ) -> Option<Difference> {
        let before = warm.plan.clone();
        let published = warm.published.clone();
        let published = published.as_deref().unwrap_or(&before.lock);
        let site = Arc::get_mut(&mut warm.site)?;
        let visibility = &self.options.visibility;
        let mut difference = Difference::default();
        for document in edited {
            let page = self.library.page_again(reading, document)?;
            if !site.edit(&page, published, visibility, &mut difference) {
                return None;
            }
        }
        if difference.plan {
            // Whoever publishes holds to what was published, and says what was lost.
            if Publishing::of(self.options) != Publishing::No {
                return None;
            }
            let files = warm.theme.files.iter().map(|file| file.path.clone());
            let files: Vec<String> = files.collect();
            let plan = plan::plan(site, &files, true).ok()?;
            if !plan.warnings.is_empty() || !plan.lost.is_empty() {
                return None;
            }
            warm.plan = Arc::new(plan);
        }
        Some(difference)
    }

    /// Panics if an output that is not among these is stale, unless it is a copy of a file: other files than articles
    /// were not looked at.
    fn assert_all_others_are_fresh(&self, world: &World, plan: &Plan, outputs: &[&Output]) {
        let made: HashSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
        let mut freshness = Freshness::new(
            &**self.disk,
            Path::new(self.output),
            self.outputs,
            self.clock,
        );
        freshness.trusted = self.trusted;
        freshness.ask(&world.answers, &world.facets());
        for output in &plan.outputs {
            let path = output.path.as_str();
            let is_known = self.outputs.manifest(path).is_some()
                && !matches!(output.what, What::Copied(_) | What::ThemeFile(_));
            assert!(
                made.contains(path) || !is_known || world.is_fresh(plan, &freshness, output),
                "`{path}` is stale, and was not found"
            );
        }
    }
}

/// Finds outputs that may show something that is not as it was.
struct Stale<'a> {
    world: &'a World,
    site: &'a Site,
    known: &'a Outputs<Question>,
    difference: &'a Difference,
    /// The articles that say something else.
    texts: &'a HashSet<String>,
}

impl Stale<'_> {
    /// The outputs of a plan that may be stale, by what they show or by what they are.
    fn outputs<'p>(&self, before: &Plan, plan: &'p Plan) -> Vec<&'p Output> {
        let parts = self.by_parts();
        let lists = Lists::of(self.site, self.difference);
        let mut tells_totals = HashMap::new();
        let mut former = before.outputs.iter().peekable();
        let mut stale = Vec::new();
        for output in &plan.outputs {
            let path = output.path.as_str();
            // Both lists are sorted by path.
            while former
                .peek()
                .is_some_and(|former| former.path < output.path)
            {
                former.next();
            }
            let is_former = former.peek().is_some_and(|former| {
                former.path == output.path && self.is_alike(&former.what, &output.what)
            });
            if !is_former
                || self.counts(output, &mut tells_totals)
                || parts.contains(path)
                || self.knows_nothing_of(path)
                || self.shows(plan, output, &lists)
            {
                stale.push(output);
            }
        }
        stale
    }

    /// Whether the page of an article tells how many there are in a list that has more now. It depends on its template:
    /// `known` keeps what is known of the articles of a section that have the same.
    fn counts<'s>(&'s self, output: &Output, known: &mut HashMap<Templates<'s>, bool>) -> bool {
        let What::Page(id) = output.what else {
            return false;
        };
        if self.difference.added.is_empty() {
            return false;
        }
        let page = self.site.page(id);
        let own = page.front.template.as_ref();
        let templates = (page.section, own.map(|template| template.value.as_str()));
        *known.entry(templates).or_insert_with(|| {
            let named = self.world.facets_of(output);
            named.has_any(Facets::TOTALS.union(Facets::PLACE))
        })
    }

    /// Whether outputs at one path are the same but for the numbers of pages and terms: what the list of a term has is
    /// told apart.
    fn is_alike(&self, former: &What, now: &What) -> bool {
        match (former, now) {
            (What::Page(former), What::Page(now)) => self.difference.now(*former) == *now,
            (What::Term { pager: former, .. }, What::Term { pager: now, .. }) => former == now,
            _ => former == now,
        }
    }

    fn knows_nothing_of(&self, path: &str) -> bool {
        self.known.manifest(path).is_none()
    }

    /// The outputs whose templates asked what has another answer now, or that show an edited text.
    fn by_parts(&self) -> HashSet<&str> {
        let facets = self.world.facets();
        let parts = self.known.all_parts().par_iter();
        let changed = parts.map(|(part, before)| match part {
            Part::Text(source) => self.texts.contains(source),
            Part::Question(question) => !facets.iter().any(|facets| {
                let now = self.world.answers.fingerprint(question, *facets);
                now.is_ok_and(|now| now == *before)
            }),
            _ => false,
        });
        let changed: Vec<bool> = changed.collect();
        self.known.having_any(&changed)
    }

    /// Whether an output shows or lists something that is not as it was.
    fn shows(&self, plan: &Plan, output: &Output, lists: &Lists) -> bool {
        let difference = self.difference;
        let is_other = |id| difference.pages.contains(&id);
        match &output.what {
            What::Page(id) => {
                let page = self.site.page(*id);
                is_other(*id)
                    || page.lower.is_some_and(is_other)
                    || page.higher.is_some_and(is_other)
            }
            What::Section { id, .. } if difference.sections.contains(id) => true,
            What::Section { id, .. } if !lists.sections.contains(id) => false,
            What::Term { id, .. } if difference.terms.contains(id) => true,
            What::Term { id, .. } if !lists.terms.contains(id) => false,
            What::Taxonomy { .. } if !difference.terms.is_empty() => true,
            What::News => true,
            What::Feed { .. }
            | What::FeedArchive { .. }
            | What::Sitemap(_)
            | What::Opml
            | What::Robots
            | What::Redirects(_)
            | What::Archive { .. }
            | What::Year { .. }
            | What::Subscribe { .. }
                if difference.plan =>
            {
                true
            }
            What::Copied(_) | What::ThemeFile(_) | What::Redirect { .. } => false,
            _ => {
                let (mut pages, mut sections) = (Vec::new(), Vec::new());
                self.world.made_of(plan, output, &mut pages, &mut sections);
                pages.into_iter().any(is_other)
                    || sections.iter().any(|id| difference.sections.contains(id))
            }
        }
    }
}

/// What decides which template the page of an article has: its section, and the template that it names.
type Templates<'a> = (SectionId, Option<&'a str>);

/// The sections and terms that list something which is not as it was.
struct Lists {
    sections: BTreeSet<SectionId>,
    terms: BTreeSet<TermId>,
}

impl Lists {
    fn of(site: &Site, difference: &Difference) -> Self {
        let mut sections = difference.sections.clone();
        let mut terms = difference.terms.clone();
        for id in &difference.pages {
            let page = site.page(*id);
            terms.extend(&page.terms);
            // A section above may list what one below does, and tell of the sections below.
            let mut next = Some(page.section);
            while let Some(id) = next {
                sections.insert(id);
                next = site.section(id).parent;
            }
        }
        Self { sections, terms }
    }
}
