//! From the parser's events to a body, in one pass.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options as Flags, Parser};

use super::cjk::joins_lines;
use super::embedded::{Anchor, RawBlock};
use super::foreign::Watch;
use super::html::{Buffer, Label, Mark, Symbol, offset, push_attribute, push_body};
use super::ids::Ids;
use super::notes::Notes;
use super::prepared::Prepared;
use super::quotes::{Around, Marks, Typesetter};
use super::summary::{Collector, until_marker};
use super::words::Counter;
use super::{
    Heading, Link, Markdown, Math, Options, Problem, ProblemKind, Summary, autolinks, math, notes,
};
use crate::route::Lang;

/// What the marker leaves in the page.
pub(super) const CONTINUE_READING: &str = "continue-reading";

pub(super) fn render(text: &str, lang: &Lang, options: &Options) -> Markdown {
    let flags = flags(options);
    let dollars = match options.math {
        Math::Off => Vec::new(),
        Math::Tex | Math::MathMl => math::money(text, options, flags),
    };
    let mut prepared = Prepared::new(text, options, &dollars, &[]);
    if options.autolinks {
        let addresses = autolinks::find(text, &prepared, flags);
        if !addresses.is_empty() {
            prepared = Prepared::new(text, options, &dollars, &addresses);
        }
    }
    let mut writer = Writer::new(text, &prepared, lang, options);
    let mut events = Parser::new_ext(&prepared.text, flags).into_offset_iter();
    while let Some((event, range)) = events.next() {
        writer.event(event, range, &mut events);
    }
    writer.finish()
}

fn flags(options: &Options) -> Flags {
    let mut flags = Flags::empty();
    let extensions = Flags::ENABLE_TABLES
        | Flags::ENABLE_FOOTNOTES
        | Flags::ENABLE_STRIKETHROUGH
        | Flags::ENABLE_TASKLISTS
        | Flags::ENABLE_HEADING_ATTRIBUTES;
    flags.set(extensions, options.extensions);
    flags.set(Flags::ENABLE_GFM, options.alerts);
    flags.set(Flags::ENABLE_DEFINITION_LIST, options.definition_lists);
    flags.set(Flags::ENABLE_MATH, options.math != Math::Off);
    flags
}

/// The events that follow, for tags whose content is needed at once.
pub(super) type Events<'e, 'p> = &'e mut dyn Iterator<Item = (Event<'p>, Range<usize>)>;

/// What is being written.
pub(super) struct Writer<'a> {
    pub source: &'a str,
    pub prepared: &'a Prepared<'a>,
    pub lang: &'a Lang,
    /// Whether a line break between wide characters is no space.
    joins_lines: bool,
    pub options: &'a Options,
    pub out: Buffer,
    /// How to close what is open, the innermost last.
    pub closers: Vec<&'static str>,
    pub headings: Vec<Heading>,
    pub heading: Option<Draft>,
    pub ids: Ids,
    pub links: Vec<Link>,
    pub problems: Vec<Problem>,
    pub notes: Notes,
    /// The page, while a footnote is being written.
    pub page: Option<(Buffer, NoteStart)>,
    pub table: Table,
    pub block: Block,
    pub figure: Option<Figure>,
    pub paragraph: usize,
    pub typesetter: Typesetter,
    pub counter: Counter,
    pub summary: Collector,
    pub raw: RawBlock,
    watch: Watch,
    /// The anchor in HTML that was written last.
    pub anchor: Option<Anchor>,
    pub marker: Option<MarkerSummary>,
    pub raw_seen: bool,
    pub join: Option<usize>,
    last: Option<char>,
    /// Inside a link whose text is its address.
    pub autolink: Autolink,
}

/// The heading that is being written.
pub(super) struct Draft {
    pub level: u8,
    /// Where its tag begins.
    pub start: usize,
    /// Where its id goes, if it has none yet.
    pub id_at: Option<usize>,
    pub id: String,
    /// The title as it is set.
    pub title: String,
    /// The title as it was written, for ids.
    pub written: String,
}

/// The footnote that is being written.
pub(super) struct NoteStart {
    pub label: String,
    pub span: (u32, u32),
    pub closers: usize,
}

/// The table that is being written.
#[derive(Default)]
pub(super) struct Table {
    pub alignments: Vec<pulldown_cmark::Alignment>,
    pub cell: usize,
    pub inside: bool,
    pub head: bool,
    /// Where the tag of the cell stands.
    pub opened: Range<usize>,
}

/// What kind of text comes now.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Block {
    Prose,
    Code,
    Html,
}

/// A link whose text is its address.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Autolink {
    No,
    /// `<https://...>`: the text comes as it is.
    Text,
    /// An address without brackets, which was written already.
    Written,
}

/// A picture that may turn out to stand alone in its paragraph.
pub(super) struct Figure {
    pub end: usize,
    pub title_at: usize,
    pub title: String,
}

/// What is known of the summary where the marker stands.
pub(super) struct MarkerSummary {
    text: String,
    closers: String,
    raw: bool,
}

/// A formula in TeX, for a script in the browser.
fn tex_span(tex: &str, display: bool) -> String {
    let (open, close) = if display {
        ("<span class=\"math math-display\">\\[", "\\]</span>")
    } else {
        ("<span class=\"math math-inline\">\\(", "\\)</span>")
    };
    let mut html = String::from(open);
    push_attribute(&mut html, tex);
    html.push_str(close);
    html
}

/// Whether a text may have the marker, before it is parsed.
fn has_marker(text: &str) -> bool {
    text.match_indices("<!--").any(|(at, _)| {
        let rest = text.get(at + 4..).unwrap_or_default();
        rest.trim_start()
            .strip_prefix("more")
            .is_some_and(|rest| rest.trim_start().starts_with("-->"))
    })
}

impl<'a> Writer<'a> {
    fn new(
        source: &'a str,
        prepared: &'a Prepared<'a>,
        lang: &'a Lang,
        options: &'a Options,
    ) -> Self {
        let marks = options.smart_punctuation.then(|| Marks::of(lang));
        Self {
            source,
            prepared,
            lang,
            joins_lines: lang.joins_lines(),
            options,
            out: Buffer {
                text: String::with_capacity(source.len() * 3 / 2),
                marks: Vec::new(),
            },
            closers: Vec::new(),
            headings: Vec::new(),
            heading: None,
            ids: Ids::new(
                if options.extensions { source } else { "" },
                options.heading_ids,
            ),
            links: Vec::new(),
            problems: Vec::new(),
            notes: Notes::default(),
            page: None,
            table: Table::default(),
            block: Block::Prose,
            figure: None,
            paragraph: 0,
            typesetter: Typesetter::new(marks, options.emoji),
            counter: Counter::default(),
            summary: Collector::new(options.summary_length, has_marker(source)),
            raw: RawBlock::default(),
            watch: Watch::new(if options.extensions { source } else { "" }),
            anchor: None,
            marker: None,
            raw_seen: false,
            join: None,
            last: None,
            autolink: Autolink::No,
        }
    }

    fn event<'p>(&mut self, event: Event<'p>, range: Range<usize>, events: Events<'_, 'p>) {
        match event {
            Event::Text(text) => self.text(&text, &range),
            Event::Start(tag) => self.start(tag, &range, events),
            Event::End(tag) => self.end(tag),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::Code(code) => self.code(&code),
            Event::Html(html) if self.block == Block::Html => self.html_line(&html, &range),
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::InlineMath(tex) => self.formula(&tex, &range, false),
            Event::DisplayMath(tex) => self.formula(&tex, &range, true),
            Event::Rule => {
                self.end_block();
                self.out.fresh_line();
                self.out.push("<hr");
                self.out.push(self.void_end());
                self.out.push("\n");
            }
            Event::FootnoteReference(label) => {
                let label = self.prepared.clean(&label);
                self.notes.refer(&label, &mut self.ids, &mut self.out);
                self.break_context(None);
            }
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    /// The span in the source as written.
    pub fn span(&self, range: &Range<usize>) -> (u32, u32) {
        let start = self.prepared.original(range.start);
        (offset(start), offset(self.prepared.original(range.end)))
    }

    pub fn problem(&mut self, range: &Range<usize>, kind: ProblemKind) {
        let (start, end) = self.span(range);
        self.problems.push(Problem { start, end, kind });
    }

    /// Whether the text here may stand in a summary.
    pub fn is_prose(&self) -> bool {
        self.heading.is_none() && !self.table.inside && self.page.is_none()
    }

    /// Something other than text stands here.
    pub fn break_context(&mut self, last: Option<char>) {
        self.join = None;
        self.last = last;
    }

    /// Nothing reaches from one block into the next.
    pub fn end_block(&mut self) {
        self.break_context(None);
        self.typesetter.end_block();
        self.counter.end_block();
        if self.page.is_none() {
            self.summary.end_block();
        }
    }

    fn text(&mut self, text: &CowStr<'_>, range: &Range<usize>) {
        if self.block == Block::Code {
            let prepared = self.prepared;
            push_body(&mut self.out.text, &prepared.verbatim(text, range));
            return;
        }
        let clean = self.prepared.clean(text);
        if clean.is_empty() || self.autolink == Autolink::Written {
            return;
        }
        self.look_for_footnote(&clean, range);
        if self.autolink == Autolink::No {
            for (range, kind) in self.watch.look(&self.prepared.text, range) {
                self.problem(&range, ProblemKind::Foreign(kind));
            }
        }
        if let Some(heading) = &mut self.heading {
            heading.written.push_str(&clean);
        }
        let set = if self.autolink != Autolink::No {
            None
        } else {
            self.typeset(&clean, range)
        };
        self.write_text(set.as_deref().unwrap_or(&clean));
    }

    fn typeset(&mut self, text: &str, range: &Range<usize>) -> Option<String> {
        let source = self.prepared.text.as_ref();
        let escaped = range.start > 0 && source.as_bytes().get(range.start - 1) == Some(&b'\\');
        let entity = source.as_bytes().get(range.start) == Some(&b'&') && !text.starts_with('&');
        let around = Around {
            before: self.last,
            after: source.get(range.end..).unwrap_or_default(),
            literal_start: escaped || entity,
        };
        self.typesetter.set(text, around)
    }

    /// Writes text as readers see it.
    pub fn write_text(&mut self, text: &str) {
        if let (Some(at), Some(first)) = (self.join.take(), text.chars().next())
            && joins_lines(first, self.joins_lines)
        {
            self.out.replace(at, at + 1, "");
        }
        push_body(&mut self.out.text, text);
        self.last = text.chars().next_back();
        self.plain(text);
    }

    /// Passes plain text to all who count or gather it.
    pub fn plain(&mut self, text: &str) {
        self.counter.text(text);
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(text);
        } else if self.is_prose() && (!self.summary.is_full() || !self.table.inside) {
            self.summary.text(text, self.joins_lines);
        }
    }

    /// The parser leaves references to nothing as text, in pieces.
    fn look_for_footnote(&mut self, text: &str, range: &Range<usize>) {
        if text != "[" || !self.options.extensions {
            return;
        }
        let rest = self.prepared.text.get(range.start..).unwrap_or_default();
        let Some(label) = rest.strip_prefix("[^").and_then(notes::label) else {
            return;
        };
        let before = self.prepared.text.get(..range.start);
        let escaped = before.is_some_and(|text| text.ends_with('\\'));
        let range = range.start..range.start + label.len() + 3;
        if escaped {
            return;
        }
        let label = label.to_owned();
        self.problem(&range, ProblemKind::FootnoteUndefined(label));
    }

    /// Each line above a definition is a term of its own.
    fn next_term(&mut self) -> bool {
        const TERM: &str = "</dt>\n";
        if self.closers.last() != Some(&TERM) {
            return false;
        }
        self.end_block();
        self.out.push(TERM);
        self.out.push("<dt>");
        true
    }

    fn soft_break(&mut self) {
        if self.next_term() {
            return;
        }
        let wide_quotes = self.joins_lines;
        let joins = self.options.cjk && self.last.is_some_and(|c| joins_lines(c, wide_quotes));
        let at = self.out.text.len();
        self.out.push("\n");
        let before = if joins { self.last } else { None };
        if self.is_prose() {
            self.summary.soft_break(before);
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push(' ');
        }
        self.counter.end_block();
        self.break_context(Some('\n'));
        self.join = joins.then_some(at);
    }

    fn hard_break(&mut self) {
        if self.next_term() {
            return;
        }
        self.out.push("<br");
        self.out.push(self.void_end());
        self.out.push("\n");
        if self.is_prose() {
            self.summary.hard_break();
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push(' ');
        }
        self.counter.end_block();
        self.break_context(Some('\n'));
    }

    fn code(&mut self, code: &str) {
        let code = self.prepared.clean_verbatim(code);
        let start = self.out.text.len();
        self.out.push("<code>");
        self.open_in_summary(start, "</code>");
        if let Some(heading) = &mut self.heading {
            heading.written.push_str(&code);
        }
        push_body(&mut self.out.text, &code);
        self.plain(&code);
        self.out.push("</code>");
        self.close_in_summary("</code>");
        // A quotation mark behind code closes, as behind a letter.
        self.break_context(Some('a'));
    }

    /// Tells the summary of an inline tag that was written from `start`.
    pub fn open_in_summary(&mut self, start: usize, close: &'static str) {
        if self.summary.is_full() || !self.is_prose() {
            return;
        }
        let tag = self.out.text.get(start..).unwrap_or_default();
        let marks = self.out.marks.iter().rev();
        let marks = marks
            .take_while(|(at, _)| *at >= start)
            .filter_map(|(at, mark)| match mark {
                Mark::Symbol(symbol @ Symbol::Link(_)) => Some((at - start, *symbol)),
                _ => None,
            });
        self.summary.open(tag, marks, close);
    }

    pub fn close_in_summary(&mut self, close: &'static str) {
        if self.is_prose() {
            self.summary.close(close);
        }
    }

    fn formula(&mut self, tex: &str, range: &Range<usize>, display: bool) {
        let tex = self.prepared.clean_verbatim(tex).into_owned();
        let (start, end) = self.span(range);
        if !display && !math::is_formula(self.source, &tex, start as usize, end as usize) {
            // More rows of money than anybody has: shown as written.
            return self.write_text(&format!("${tex}$"));
        }
        let mut html = tex_span(&tex, display);
        if self.options.math == Math::MathMl {
            match math::mathml(&tex, display) {
                Ok(mathml) => html = mathml,
                Err(reason) => self.problem(range, ProblemKind::BrokenMath(reason)),
            }
        }
        let scrolls = display && self.options.living_html && html.starts_with("<math");
        if scrolls {
            // Like a table, a formula wider than the screen scrolls, and so must be reachable by keys.
            self.out
                .push("<span class=\"math-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"");
            self.out.symbol(Symbol::Label(Label::Formula));
            self.out.push("\">");
        }
        self.out.push(&html);
        if scrolls {
            self.out.push("</span>");
        }
        self.counter.text(&tex);
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(&tex);
            heading.written.push_str(&tex);
        } else if self.is_prose() {
            self.summary.formula(&html);
        }
        self.break_context(Some('a'));
    }

    /// The marker: a summary ends here.
    pub fn cut_here(&mut self) {
        self.join = None;
        self.ids.by_hand(CONTINUE_READING);
        if self.page.is_none() {
            self.out.mark(Mark::Cut);
            let text = self.summary.plain();
            if text.is_empty() {
                // A marker before all text leaves nothing to show.
                self.summary.ignore_marker();
            } else {
                self.summary.stop();
            }
            self.marker = Some(MarkerSummary {
                text,
                closers: self.closers.iter().rev().copied().collect(),
                raw: self.raw_seen,
            });
        }
        self.out.push("<span id=\"");
        self.out.push(CONTINUE_READING);
        self.out.push("\"></span>");
    }

    fn finish(mut self) -> Markdown {
        self.end_block();
        let unused: Vec<_> = self
            .notes
            .unused()
            .map(|note| (note.span, note.label.clone()))
            .collect();
        for ((start, end), label) in unused {
            let kind = ProblemKind::FootnoteUnused(label);
            self.problems.push(Problem { start, end, kind });
        }
        self.problems.sort_by_key(|problem| problem.start);
        let summary = self.take_summary();
        self.notes.write(self.options.living_html, &mut self.out);
        Markdown {
            html: self.out.finish(),
            headings: self.headings,
            ids: self.ids.finish(),
            links: self.links,
            summary,
            words: self.counter.words(),
            reading_minutes: self.counter.minutes(),
            problems: self.problems,
        }
    }

    fn take_summary(&mut self) -> Option<Summary> {
        let empty = Collector::new(0, false);
        let gathered = std::mem::replace(&mut self.summary, empty);
        let by_marker = self.marker.take().filter(|marker| !marker.text.is_empty());
        let by_marker = by_marker.and_then(|marker| {
            Some(Summary {
                html: until_marker(&self.out, &marker.closers, marker.raw)?,
                text: marker.text,
                cut: true,
            })
        });
        by_marker.or_else(|| gathered.finish())
    }
}
