//! The list pages of a site as a build has made them: which one shows an article, and where one more
//! would stand.

/// How many articles must stand before and after a new one on its list page: whatever the pages are
/// counted from, it then stays on that page.
const ROOM: usize = 3;

/// How many articles a full list page has.
const FULL: usize = 20;

/// A list page.
#[derive(Debug, PartialEq)]
pub struct ListPage {
    /// Its file below the output folder.
    pub file: String,
    /// All of it.
    pub html: String,
}

/// The pages of the list at `list`, such as `news` or `tags/rain`. `read` gives a file of the output.
pub fn pages(list: &str, read: impl Fn(&str) -> Option<String>) -> Vec<ListPage> {
    let (mut found, mut missed, mut number) = (Vec::new(), 0, 0);
    // The first page has no number; the numbers of the others may begin with 1 or 2.
    while missed < 3 {
        let file = match number {
            0 => format!("{list}/index.html"),
            _ => format!("{list}/page/{number}/index.html"),
        };
        match read(&file) {
            // A redirect to the first page is no page.
            Some(html) if !dates(&html).is_empty() => {
                missed = 0;
                found.push(ListPage { file, html });
            }
            Some(_) => {}
            None => missed += 1,
        }
        number += 1;
    }
    found
}

/// The page that shows an article, by its address without the slashes around it.
pub fn showing<'a>(pages: &'a [ListPage], address: &str) -> Option<&'a ListPage> {
    let link = link(address);
    pages.iter().find(|page| page.html.contains(&link))
}

/// How a link to an address ends, with the quotation mark after it.
pub fn link(address: &str) -> String {
    format!("/{address}/\"")
}

/// The page that one more article of that date will be on, unless it is near the edge of one.
pub fn place<'a>(pages: &'a [ListPage], date: &str) -> Option<&'a ListPage> {
    if let [only] = pages {
        return (dates(&only.html).len() < FULL - 1).then_some(only);
    }
    pages.iter().find(|page| {
        let dates = dates(&page.html);
        let newer = dates.iter().filter(|one| **one > date).count();
        newer >= ROOM && dates.len() - newer >= ROOM
    })
}

/// The dates of the articles on a list page, from the first to the last.
pub fn dates(html: &str) -> Vec<&str> {
    let times = html.split("datetime=\"").skip(1);
    times.filter_map(|rest| rest.split('"').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(days: impl Iterator<Item = usize>) -> String {
        let time =
            |day| format!("<a href=\"/n/a-{day}/\">a</a><time datetime=\"2020-01-{day:02}\">");
        days.map(time).collect()
    }

    #[test]
    fn pages_are_found_whatever_the_number_of_the_first() {
        let read = |file: &str| match file {
            "news/index.html" => Some(html(20..31)),
            "news/page/1/index.html" => Some("moved".to_owned()),
            "news/page/2/index.html" => Some(html(10..20)),
            "news/page/3/index.html" => Some(html(1..10)),
            _ => None,
        };
        let found = pages("news", read);
        assert_eq!(found.len(), 3);
        let shown = showing(&found, "n/a-12").unwrap();
        assert_eq!(shown.file, "news/page/2/index.html");
        assert_eq!(showing(&found, "n/a-1"), found.get(2));
        assert_eq!(showing(&found, "n/a-31"), None);
        assert_eq!(pages("weather", read), []);
    }

    #[test]
    fn a_new_article_has_others_around_it() {
        let page = |days: std::ops::Range<usize>| ListPage {
            file: days.start.to_string(),
            html: html(days.rev()),
        };
        let all = [page(20..31), page(10..20), page(1..10)];
        assert_eq!(place(&all, "2020-01-15T"), all.get(1));
        assert_eq!(place(&all, "2020-01-17"), None);
        assert_eq!(place(&all, "2020-01-11"), None);
        assert_eq!(place(&all[..1], "2019"), all.first());
        assert_eq!(place(&[page(1..21)], "2020-01-05"), None);
    }
}
