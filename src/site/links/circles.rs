//! Sections that lead on and never arrive.

use std::collections::HashMap;

use crate::diag::{Diags, Place, say};
use crate::site::{Site, SiteSection};

/// A section that redirects to itself, at once or by way of others, has no end.
pub(super) fn refuse_circles(site: &Site, diags: &mut Diags) {
    let redirecting = |section: &&SiteSection| section.redirect_to.is_some();
    let by_url: HashMap<&str, usize> = site
        .sections
        .iter()
        .filter(redirecting)
        .enumerate()
        .map(|(number, section)| (section.permalink.as_str(), number))
        .collect();
    let sections: Vec<_> = site.sections.iter().filter(redirecting).collect();
    let next = |number: usize| {
        let to = sections.get(number)?.redirect_to.as_deref()?;
        by_url.get(to).copied()
    };
    // In which walk each was met: whoever meets one of its own walk goes round.
    let mut met = vec![0; sections.len()];
    for start in 0..sections.len() {
        let walk = start + 1;
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| met[*here] == 0) {
            met[here] = walk;
            at = next(here);
        }
        let Some(first) = at.filter(|here| met[*here] == walk) else {
            continue;
        };
        let circle = std::iter::successors(Some(first), |here| {
            next(*here).filter(|next| *next != first)
        });
        for number in circle {
            let section = sections[number];
            if let (Some(document), Some(written)) = (&section.document, &section.front.redirect_to)
            {
                let place = Place::later(&document.shown, written.span.clone());
                diags.push(say::redirects_in_a_circle(place));
            }
        }
    }
}
