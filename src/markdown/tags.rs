//! How each tag opens and closes.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd,
};

use super::html::{AlertKind, Label, Mark, Symbol, offset, push_attribute, push_href};
use super::lines::unquoted;
use super::raw::{Url, decode_entities};
use super::short::typeset;
use super::writer::{Autolink, Block, Draft, Events, Figure, NoteStart, Writer};
use super::{Heading, HeadingIds, Link, LinkKind, ProblemKind};
use crate::route::is_external;

impl Writer<'_> {
    pub fn start<'p>(&mut self, tag: Tag<'p>, range: &Range<usize>, events: Events<'_, 'p>) {
        match tag {
            Tag::Emphasis => self.open_inline("<em>", "</em>"),
            Tag::Strong => self.open_inline("<strong>", "</strong>"),
            Tag::Strikethrough => self.open_inline("<del>", "</del>"),
            Tag::Superscript => self.open_inline("<sup>", "</sup>"),
            Tag::Subscript => self.open_inline("<sub>", "</sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.open_link(link_type, &dest_url, &title, range),
            Tag::Image {
                dest_url, title, ..
            } => self.image(&dest_url, &title, range, events),
            Tag::TableCell => self.open_cell(),
            tag => {
                self.end_block();
                self.open_block(tag, range);
            }
        }
    }

    fn open_block(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.block_line("<p>", "</p>\n");
                self.paragraph = self.out.text.len();
                self.figure = None;
            }
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => self.open_heading(level as u8, id, &classes, &attrs, range),
            Tag::BlockQuote(None) => self.block_line("<blockquote>\n", "</blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.open_alert(alert(kind)),
            Tag::CodeBlock(kind) => self.open_code(&kind),
            Tag::HtmlBlock => self.start_html_block(),
            Tag::List(None) => self.block_line("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.block_line("<ol>\n", "</ol>\n"),
            Tag::List(Some(start)) => {
                self.block_line(&format!("<ol start=\"{start}\">\n"), "</ol>\n");
            }
            Tag::Item => self.block_line("<li>", "</li>\n"),
            Tag::DefinitionList => self.block_line("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.block_line("<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.block_line("<dd>", "</dd>\n"),
            Tag::FootnoteDefinition(label) => self.open_note(&label, range),
            Tag::Table(alignments) => {
                self.table.alignments = alignments;
                self.table.inside = true;
                if self.options.living_html {
                    // A table wider than the screen scrolls, and so must be reachable by keys.
                    self.open(
                        "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"",
                        "</tbody></table></div>\n",
                    );
                    self.out.symbol(Symbol::Label(Label::Table));
                    self.out.push("\"><table>");
                } else {
                    self.open("<table>", "</tbody></table>\n");
                }
            }
            Tag::TableHead => {
                self.table.head = true;
                self.table.cell = 0;
                self.open("<thead><tr>", "</tr></thead><tbody>\n");
            }
            Tag::TableRow => {
                self.table.cell = 0;
                self.open("<tr>", "</tr>\n");
            }
            // Inline tags were dealt with, and metadata blocks are not switched on.
            _ => self.closers.push(""),
        }
    }

    fn open(&mut self, tag: &str, close: &'static str) {
        self.out.push(tag);
        self.closers.push(close);
    }

    fn block_line(&mut self, tag: &str, close: &'static str) {
        self.out.fresh_line();
        self.open(tag, close);
    }

    fn open_inline(&mut self, tag: &str, close: &'static str) {
        let start = self.out.text.len();
        self.open(tag, close);
        self.open_in_summary(start, close);
    }

    pub fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                self.close_inline();
            }
            TagEnd::Link => {
                self.autolink = Autolink::No;
                self.close_inline();
            }
            TagEnd::TableCell => {
                self.close_cell();
                self.end_block();
                self.table.cell += 1;
            }
            TagEnd::Image => {}
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::FootnoteDefinition => self.close_note(),
            TagEnd::Heading(_) => self.close_heading(),
            tag => {
                self.end_block();
                self.block = Block::Prose;
                match tag {
                    TagEnd::Table => self.table.inside = false,
                    TagEnd::TableHead => self.table.head = false,
                    TagEnd::Paragraph if self.finish_figure() => return,
                    _ => {}
                }
                self.close();
            }
        }
    }

    fn close(&mut self) {
        let close = self.closers.pop().unwrap_or_default();
        self.out.push(close);
    }

    fn close_inline(&mut self) {
        let close = self.closers.pop().unwrap_or_default();
        self.out.push(close);
        self.close_in_summary(close);
    }

    fn open_heading(
        &mut self,
        level: u8,
        id: Option<CowStr<'_>>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        range: &Range<usize>,
    ) {
        const TAGS: [(&str, &str); 6] = [
            ("<h1", "</h1>\n"),
            ("<h2", "</h2>\n"),
            ("<h3", "</h3>\n"),
            ("<h4", "</h4>\n"),
            ("<h5", "</h5>\n"),
            ("<h6", "</h6>\n"),
        ];
        let (open, close) = TAGS.get(usize::from(level) - 1).copied().unwrap_or(TAGS[5]);
        self.out.fresh_line();
        let start = self.out.text.len();
        self.open(open, close);
        let by_hand = id.map(|id| self.id_by_hand(&id, range));
        if let Some(id) = &by_hand {
            self.write_id(id);
        }
        let id_at = (by_hand.is_none() && self.options.heading_ids != HeadingIds::None)
            .then_some(self.out.text.len());
        for (number, class) in classes.iter().enumerate() {
            self.out.push(if number == 0 { " class=\"" } else { " " });
            let class = self.prepared.clean(class);
            push_attribute(&mut self.out.text, &class);
        }
        self.out.push(if classes.is_empty() { "" } else { "\"" });
        for (name, value) in attributes {
            self.attribute(name, unquoted(value.as_deref().unwrap_or_default()));
        }
        self.out.push(">");
        let number = offset(self.headings.len());
        self.out.symbol(Symbol::HeadingStart(number));
        self.heading = Some(Draft {
            level,
            start,
            id_at,
            id: by_hand.unwrap_or_default(),
            title: String::new(),
            written: String::new(),
        });
    }

    fn id_by_hand(&mut self, id: &str, range: &Range<usize>) -> String {
        let id = self.prepared.clean(id).into_owned();
        let (unique, new) = self.ids.by_hand(&id);
        if !new {
            self.problem(range, ProblemKind::IdTwice(id));
        }
        unique
    }

    /// The id, which summaries leave out: many of them stand on one page.
    fn write_id(&mut self, id: &str) {
        self.out.mark(Mark::SkipStart);
        self.attribute("id", id);
        self.out.mark(Mark::SkipEnd);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let (name, value) = (self.prepared.clean(name), self.prepared.clean(value));
        self.out.push(" ");
        push_attribute(&mut self.out.text, &name);
        self.out.push("=\"");
        push_attribute(&mut self.out.text, &value);
        self.out.push("\"");
    }

    fn close_heading(&mut self) {
        self.end_block();
        let number = offset(self.headings.len());
        self.out.symbol(Symbol::HeadingEnd(number));
        self.close();
        let Some(mut draft) = self.heading.take() else {
            return;
        };
        let title = draft.title.trim().to_owned();
        if let Some(at) = draft.id_at {
            let byline = self.options.heading_ids == HeadingIds::Byline;
            let name = if byline { &title } else { &draft.written };
            let base = self.ids.base_of_title(name);
            let at = at - self.take_anchor(&base, draft.start);
            let (id, twice) = self.ids.of_title(&base);
            if let Some((start, end)) = twice {
                let kind = ProblemKind::RawIdTwice(id.clone());
                self.problems.push(super::Problem { start, end, kind });
            }
            draft.id = id;
            let mut attribute = String::from(" id=\"");
            push_attribute(&mut attribute, &draft.id);
            attribute.push('"');
            self.out.insert_skipped(at, &attribute);
        }
        self.headings.push(Heading {
            level: draft.level,
            id: draft.id,
            title,
        });
    }

    fn open_alert(&mut self, kind: AlertKind) {
        let name = kind.name();
        self.block_line(
            &format!("<div class=\"alert alert-{name}\" role=\"note\">\n<p class=\"alert-title\">"),
            "</div>\n",
        );
        self.out.symbol(Symbol::AlertTitle(kind));
        self.out.push("</p>\n");
    }

    /// How an element without content ends.
    pub fn void_end(&self) -> &'static str {
        if self.options.living_html { ">" } else { " />" }
    }

    pub fn task(&mut self, done: bool) {
        let checked = if done { " checked=\"\"" } else { "" };
        self.out.push("<input disabled=\"\" type=\"checkbox\"");
        self.out.push(checked);
        if self.options.living_html {
            self.out.push(" aria-label=\"");
            self.out
                .symbol(Symbol::Label(if done { Label::Done } else { Label::Open }));
            self.out.push("\">\n");
        } else {
            self.out.push("/>\n");
        }
    }

    fn open_code(&mut self, kind: &CodeBlockKind<'_>) {
        let pre = if self.options.living_html {
            "<pre tabindex=\"0\"><code"
        } else {
            "<pre><code"
        };
        self.block_line(pre, "</code></pre>\n");
        self.block = Block::Code;
        if let CodeBlockKind::Fenced(info) = kind {
            let info = self.prepared.clean(info);
            let language = info.split(' ').next().unwrap_or_default();
            if !language.is_empty() {
                self.out.push(" class=\"language-");
                push_attribute(&mut self.out.text, language);
                self.out.push("\"");
            }
        }
        self.out.push(">");
    }

    fn open_cell(&mut self) {
        let (open, close) = if self.table.head {
            ("<th", "</th>")
        } else {
            ("<td", "</td>")
        };
        self.end_block();
        let start = self.out.text.len();
        self.open(open, close);
        self.out
            .push(match self.table.alignments.get(self.table.cell) {
                Some(Alignment::Left) => " style=\"text-align: left\">",
                Some(Alignment::Center) => " style=\"text-align: center\">",
                Some(Alignment::Right) => " style=\"text-align: right\">",
                Some(Alignment::None) | None => ">",
            });
        self.table.opened = start..self.out.text.len();
    }

    /// A cell that heads nothing, as in the corner of a table, is no heading: those who hear the table are told
    /// of each (WCAG technique H63).
    fn close_cell(&mut self) {
        let open = std::mem::take(&mut self.table.opened);
        let mut close = self.closers.pop().unwrap_or_default();
        if self.table.head && self.options.living_html && self.out.text.len() == open.end {
            let cell = self.out.text.split_off(open.start);
            self.out.push(&cell.replacen("<th", "<td", 1));
            close = "</td>";
        }
        self.out.push(close);
    }

    fn open_note(&mut self, label: &str, range: &Range<usize>) {
        let start = NoteStart {
            label: self.prepared.clean(label).into_owned(),
            span: self.span(range),
            closers: self.closers.len(),
        };
        let page = std::mem::take(&mut self.out);
        self.anchor = None;
        self.page = Some((page, start));
    }

    fn close_note(&mut self) {
        self.end_block();
        let Some((page, start)) = self.page.take() else {
            return;
        };
        self.anchor = None;
        self.closers.truncate(start.closers);
        let body = std::mem::replace(&mut self.out, page);
        if self.notes.define(&start.label, body, start.span).is_err() {
            let (start, end, label) = (start.span.0, start.span.1, start.label);
            let kind = ProblemKind::FootnoteTwice(label);
            self.problems.push(super::Problem { start, end, kind });
        }
    }

    fn open_link(&mut self, link_type: LinkType, url: &str, title: &str, range: &Range<usize>) {
        let is_autolink = matches!(link_type, LinkType::Autolink | LinkType::Email);
        let written = self.prepared.written(range);
        let bare = (is_autolink && !written.starts_with('<')).then(|| decode_entities(written));
        let url = match &bare {
            // With its brackets the parser has seen more than was written.
            Some(bare) if bare.to_ascii_lowercase().starts_with("www.") => {
                Cow::Owned(format!("http://{bare}"))
            }
            Some(bare) => Cow::Borrowed(bare.as_str()),
            None => self.prepared.clean(url),
        };
        let target = if link_type == LinkType::Email {
            format!("mailto:{url}")
        } else {
            url.into_owned()
        };
        let start = self.out.text.len();
        self.out.push("<a href=\"");
        self.write_target(&target);
        self.out.push("\"");
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if is_external(&target) {
            self.external(&target);
        }
        self.out.push(">");
        self.closers.push("</a>");
        self.record(target, self.span(range), LinkKind::Link);
        self.open_in_summary(start, "</a>");
        if is_autolink {
            self.autolink = Autolink::Text;
        }
        if let Some(bare) = bare {
            self.write_text(&bare);
            self.autolink = Autolink::Written;
        }
    }

    /// The URL itself where it leads out of the site, else a hole for it.
    fn write_target(&mut self, target: &str) {
        if is_external(target) {
            push_href(&mut self.out.text, target);
        } else {
            let number = offset(self.links.len());
            self.out.symbol(Symbol::Link(number));
        }
    }

    fn record(&mut self, target: String, (start, end): (u32, u32), kind: LinkKind) {
        self.links.push(Link {
            target,
            start,
            end,
            kind,
        });
    }

    /// What links to other sites get.
    fn external(&mut self, target: &str) {
        let policy = &self.options.external_links;
        let Some(host) = web_host(target) else {
            return;
        };
        let own = policy.own_host.as_deref();
        if own.is_some_and(|own| own.eq_ignore_ascii_case(host)) {
            return;
        }
        let rel: Vec<&str> = [
            (policy.target_blank, "noopener"),
            (policy.no_follow, "nofollow"),
            (policy.no_referrer, "noreferrer"),
        ]
        .into_iter()
        .filter_map(|(wanted, word)| wanted.then_some(word))
        .collect();
        if let Some(class) = &policy.class {
            self.attribute("class", class);
        }
        if policy.target_blank {
            self.attribute("target", "_blank");
        }
        if !rel.is_empty() {
            self.attribute("rel", &rel.join(" "));
        }
    }

    fn image(&mut self, url: &str, title: &str, range: &Range<usize>, events: Events<'_, '_>) {
        let alone = self.out.text.len() == self.paragraph;
        let target = self.prepared.clean(url).into_owned();
        self.out.push("<img src=\"");
        self.write_target(&target);
        self.out.push("\" alt=\"");
        let alt = self.alt(events);
        push_attribute(&mut self.out.text, &alt);
        self.out.push("\"");
        let title_at = self.out.text.len();
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if self.options.lazy_images {
            self.out.push(" loading=\"lazy\"");
        }
        self.out.push(self.void_end());
        let alt_missing = alt.trim().is_empty();
        self.record(target, self.span(range), LinkKind::Image { alt_missing });
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(&alt);
            if self.options.heading_ids == HeadingIds::Zola {
                heading.written.push_str(&alt);
            }
        }
        self.break_context(Some('a'));
        if alone && self.options.figures && !title.is_empty() {
            self.figure = Some(Figure {
                end: self.out.text.len(),
                title_at,
                title: self.prepared.clean(title).into_owned(),
            });
        }
    }

    /// The text of what stands in an image's brackets.
    fn alt(&mut self, events: Events<'_, '_>) -> String {
        let mut alt = String::new();
        let mut depth = 0_usize;
        for (event, _) in events {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Text(text) => alt.push_str(&self.prepared.clean(&text)),
                Event::Code(text) | Event::InlineHtml(text) => {
                    alt.push_str(&self.prepared.clean_verbatim(&text));
                }
                Event::InlineMath(tex) | Event::DisplayMath(tex) => {
                    alt.push_str(&self.prepared.clean_verbatim(&tex));
                }
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                // A number there would lead nowhere.
                _ => {}
            }
        }
        alt
    }

    /// Turns a paragraph with one titled picture in it into a figure.
    fn finish_figure(&mut self) -> bool {
        let Some(figure) = self.figure.take() else {
            return false;
        };
        if self.out.text.len() != figure.end {
            return false;
        }
        let lazy = self.options.lazy_images;
        self.out.text.truncate(figure.title_at);
        if lazy {
            self.out.push(" loading=\"lazy\"");
        }
        self.out.push(self.void_end());
        self.out.push("<figcaption>");
        let caption = typeset(&figure.title, self.lang, self.options);
        push_attribute(&mut self.out.text, &caption);
        self.out.push("</figcaption></figure>\n");
        let start = self.paragraph - "<p>".len();
        self.out.replace(start, self.paragraph, "<figure>");
        self.closers.pop();
        true
    }

    /// A URL in raw HTML.
    pub fn raw_link(&mut self, url: Url, written: &str, span: (u32, u32)) {
        if is_external(&url.target) {
            self.out.push(written);
        } else {
            // Without quotation marks the address might end the tag.
            let quote = if url.bare { "\"" } else { "" };
            self.out.push(quote);
            let number = offset(self.links.len());
            self.out.symbol(Symbol::Link(number));
            self.out.push(quote);
        }
        self.record(url.target, span, LinkKind::RawHtml);
    }
}

fn alert(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

/// The host of a web address, with its port.
fn web_host(url: &str) -> Option<&str> {
    let rest = match url.split_once("//")? {
        ("", rest) => rest,
        (scheme, rest)
            if scheme.eq_ignore_ascii_case("http:") || scheme.eq_ignore_ascii_case("https:") =>
        {
            rest
        }
        _ => return None,
    };
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.rsplit_once('@').map_or(host, |(_, host)| host))
}
