//! What is news: the articles of the last two days, for news sitemaps
//! (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>).

use chrono::Duration;

use super::{PageId, Site, sort_newest};
use crate::date::Date;

/// For how long an article is news, in hours.
const HOURS: i64 = 48;
/// How many articles a news sitemap may have.
const MOST: usize = 1000;

/// The articles that are news at a moment, newest first; none, if the settings want no news sitemap.
pub(super) fn of(site: &Site, now: Option<&Date>) -> Vec<PageId> {
    let Some(now) = now.filter(|_| site.config.generate_news_sitemap) else {
        return Vec::new();
    };
    let dated = site.newest.iter().flatten().copied();
    let mut news: Vec<PageId> = dated
        .filter(|id| may_be_news(site, *id))
        .filter(|id| {
            let date = site.page(*id).front.date;
            date.is_some_and(|date| date <= *now && end(&date).is_none_or(|end| *now < end))
        })
        .collect();
    sort_newest(site, &mut news);
    news.truncate(MOST);
    news
}

/// The moments at which something becomes news or ceases to be.
pub(super) fn changes(site: &Site) -> impl Iterator<Item = Date> {
    let wanted = site.config.generate_news_sitemap;
    let dated = site.newest.iter().flatten().copied();
    let dated = dated.filter(move |id| wanted && may_be_news(site, *id));
    let dates = dated.filter_map(|id| site.page(id).front.date);
    dates.flat_map(|date| [Some(date), end(&date)].into_iter().flatten())
}

/// Whether a search engine may list a page as news of this site.
fn may_be_news(site: &Site, id: PageId) -> bool {
    let front = &site.page(id).front;
    front.render && front.in_sitemap && front.canonical.is_none()
}

/// From when on an article is no news; `None` beyond the end of the calendar.
fn end(date: &Date) -> Option<Date> {
    date.checked_add_signed(Duration::hours(HOURS))
}
