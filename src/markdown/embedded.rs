//! HTML in Markdown: passed through, with holes for the site's own addresses.

use std::ops::Range;

use super::html::offset;
use super::raw::{self, RawId};
use super::writer::{Block, Writer};
use super::{Problem, ProblemKind};

/// The lines of a block of HTML, and where each begins in the source.
#[derive(Default)]
pub(super) struct RawBlock {
    text: String,
    lines: Vec<(usize, usize)>,
}

/// An anchor that the writer made: `<a id="usage"></a>`.
pub(super) struct Anchor {
    pub id: String,
    /// Where its attribute stands in what was written, with the space before it.
    pub attribute: Range<usize>,
}

fn is_marker(html: &str) -> bool {
    let inner = html
        .trim()
        .strip_prefix("<!--")
        .and_then(|html| html.strip_suffix("-->"));
    inner.is_some_and(|inner| inner.trim() == "more")
}

/// The marker at the start of a line of a block of HTML.
fn find_marker_line(html: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in html.split_inclusive('\n') {
        let comment = line
            .find("-->")
            .map_or("", |end| line.get(..end + 3).unwrap_or_default());
        if is_marker(comment) {
            let indent = comment.len() - comment.trim_start().len();
            return Some(start + indent..start + comment.len());
        }
        start += line.len();
    }
    None
}

impl Writer<'_> {
    pub fn start_html_block(&mut self) {
        self.block = Block::Html;
        self.raw.text.clear();
        self.raw.lines.clear();
    }

    pub fn html_line(&mut self, html: &str, range: &Range<usize>) {
        let start = self.prepared.original(range.start);
        self.raw.lines.push((self.raw.text.len(), start));
        self.raw.text.push_str(&self.prepared.verbatim(html, range));
    }

    pub fn end_html_block(&mut self) {
        self.block = Block::Prose;
        let raw = std::mem::take(&mut self.raw);
        let place = |at: usize| {
            let index = raw.lines.partition_point(|(start, _)| *start <= at);
            let line = index.checked_sub(1).and_then(|index| raw.lines.get(index));
            line.map_or(0, |(start, source)| source + (at - start))
        };
        let marker = if self.marker.is_none() {
            find_marker_line(&raw.text)
        } else {
            None
        };
        match marker {
            None => self.raw_html(&raw.text, &place),
            Some(marker) => {
                self.raw_html(raw.text.get(..marker.start).unwrap_or_default(), &place);
                self.cut_here();
                let rest = raw.text.get(marker.end..).unwrap_or_default();
                self.raw_html(rest, &|at| place(at + marker.end));
            }
        }
    }

    pub fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        let prepared = self.prepared;
        let html = prepared.verbatim(html, range);
        if self.marker.is_none() && is_marker(&html) {
            return self.cut_here();
        }
        let start = prepared.original(range.start);
        self.raw_html(&html, &|at| start + at);
        let name = html.trim_start_matches(['<', '/']).to_ascii_lowercase();
        if name.starts_with("br") && !name.starts_with("bra") {
            self.counter.end_block();
            if self.is_prose() {
                self.summary.hard_break();
            }
            self.break_context(Some('\n'));
        }
    }

    /// Passes HTML through, with holes for the site's own addresses.
    fn raw_html(&mut self, html: &str, place: &dyn Fn(usize) -> usize) {
        self.join = None;
        if html.is_empty() {
            return;
        }
        self.raw_seen |= !html.starts_with("<!--");
        if !raw::may_have_any(html) {
            return self.out.push(html);
        }
        let found = raw::find(html);
        let cuts = self.raw_ids(&found.ids, place);
        let mut ids = found.ids.iter().rev();
        let anchor = ids.find(|id| id.of_anchor && !id.is_name);
        let mut from = 0;
        let mut cuts = cuts.into_iter().peekable();
        for url in found.urls {
            while let Some(cut) = cuts.next_if(|cut| cut.start < url.range.start) {
                self.piece(html, from..cut.start, anchor);
                from = cut.end;
            }
            let (start, end) = (place(url.range.start), place(url.range.end));
            self.piece(html, from..url.range.start, anchor);
            from = url.range.end;
            let written = html.get(url.range.clone()).unwrap_or_default();
            self.raw_link(url, written, (offset(start), offset(end)));
        }
        for cut in cuts {
            self.piece(html, from..cut.start, anchor);
            from = cut.end;
        }
        self.piece(html, from..html.len(), anchor);
    }

    /// Writes a piece as it is, and remembers the anchor in it.
    fn piece(&mut self, html: &str, range: Range<usize>, anchor: Option<&RawId>) {
        let start = self.out.text.len();
        self.out.push(html.get(range.clone()).unwrap_or_default());
        if let Some(anchor) = anchor
            && range.start <= anchor.attribute.start
            && anchor.attribute.end <= range.end
        {
            let start = start + anchor.attribute.start - range.start;
            self.anchor = Some(Anchor {
                id: anchor.id.clone(),
                attribute: start..start + anchor.attribute.len(),
            });
        }
    }

    /// Takes the ids of a piece of HTML, and says which attributes have to go: the heading before an anchor
    /// of its own name has that id already.
    fn raw_ids(&mut self, found: &[RawId], place: &dyn Fn(usize) -> usize) -> Vec<Range<usize>> {
        let mut cuts = Vec::new();
        for raw in found {
            if raw.id.is_empty() {
                continue;
            }
            if raw.is_name {
                self.ids.name(&raw.id);
                continue;
            }
            let start = offset(place(raw.value));
            let end = offset(place(raw.value + raw.id.len()));
            if self.ids.raw(&raw.id, (start, end)) {
                continue;
            }
            let heading = self.headings.last();
            if raw.of_anchor && heading.is_some_and(|heading| heading.id == raw.id) {
                cuts.push(raw.attribute.clone());
                continue;
            }
            let kind = ProblemKind::RawIdTwice(raw.id.clone());
            self.problems.push(Problem { start, end, kind });
        }
        cuts
    }

    /// Takes the id of an anchor that stands right before the heading of its name, or in it, for the heading.
    /// Says how many bytes are gone.
    pub fn take_anchor(&mut self, id: &str, heading: usize) -> usize {
        let Some(anchor) = self.anchor.take().filter(|anchor| anchor.id == id) else {
            return 0;
        };
        let between = self.out.text.get(anchor.attribute.end..heading);
        // Only ends of tags may stand between the two.
        let adjacent = between.is_none_or(|between| {
            let mut inside = true;
            between.len() < 100
                && between.chars().all(|c| {
                    let was = inside;
                    inside = (inside || c == '<') && c != '>';
                    was || inside || c.is_whitespace()
                })
        });
        if !adjacent {
            return 0;
        }
        self.ids.release(id);
        let (start, end) = (anchor.attribute.start, anchor.attribute.end);
        self.out.replace(start, end, "");
        if start < heading { end - start } else { 0 }
    }
}
