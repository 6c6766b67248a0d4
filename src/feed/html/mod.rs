//! The HTML inside feeds: what feed readers and mail services can show.
//!
//! A reader takes an article off its page: there is no stylesheet, no script, no base URL, and other
//! articles stand beside it. So everything that needs one of these is resolved, replaced by something that
//! means the same, or dropped.
//!
//! The text is read as a tree, as a browser would read it, and what is written is made of that tree: elements, attributes and
//! schemes of addresses that are named in `allowed` and `link`, and no others. Nothing of the text is copied as markup, so
//! nothing in it can become markup; every element is closed, so that what stands after an entry stays outside of it; and
//! reading the result gives the same tree, so that cleaning it once more changes nothing.
//!
//! **Footnotes and other links within the page** become the page's URL and the fragment, as they stand on
//! the page; ids get a prefix. A local link would need the reader to keep ids, which most do not, and
//! where one does, `#fn1` of another article may come first. The page's address works everywhere, and
//! lands on the note itself, since the page has the id without the prefix. The notes stand at the
//! end of the entry, so the text is whole without following any link.

mod allowed;
mod embed;
mod escape;
mod foreign;
mod link;
mod media;
mod plain;
mod tag;
mod tree;
mod write;

use link::Links;
pub(crate) use link::{candidates, decode};
use tree::Tree;

/// Makes an article's HTML safe and meaningful for feed readers: absolute ASCII URLs (resolved
/// against `page_url`), no scripts, styles, forms or embedded pages, ids with `id_prefix` before them.
///
/// It takes any text, however broken, and never fails. Where there are more elements than anybody writes, the
/// source of the article stands there as text.
pub fn for_readers(html: &str, page_url: &str, id_prefix: &str) -> String {
    match plain::read(html).or_else(|| Tree::read(html)) {
        Some(tree) => write::write(&tree, Links::new(page_url), id_prefix, html.len()),
        None => {
            // As reading it would leave it.
            let html = html.replace("\r\n", "\n").replace('\0', "");
            let mut out = "<pre>".to_owned();
            if html.starts_with(['\n', '\r']) {
                out.push('\n');
            }
            escape::text(&html, &mut out);
            out.push_str("</pre>");
            out
        }
    }
}

/// What readers get of an HTML that needs no parser, and what they get where it is parsed all the same; `None` for HTML
/// that needs one.
#[cfg(test)]
pub(super) fn with_and_without_parser(html: &str, page_url: &str) -> Option<[String; 2]> {
    let trees = [plain::read(html)?, Tree::read(html)?];
    Some(trees.map(|tree| write::write(&tree, Links::new(page_url), "e-", html.len())))
}
