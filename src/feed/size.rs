//! Feeds that are no larger than readers take.

use super::{Entry, Feed, Format, write};

/// How many entries stay, however large they are.
const FEWEST: usize = 5;

/// Writes a feed that is served at `self_url` in at most `max_bytes`, as far as that can be had.
///
/// The oldest entries that are `kept_elsewhere` go first, while more than five stay. Then the
/// oldest entries lose their text one by one, and are a summary with a link to the article. What is still
/// too large stays so: a feed is never cut, and nothing is lost that stands in no other document.
pub fn write_within(
    format: Format,
    mut feed: Feed,
    self_url: &str,
    max_bytes: usize,
    kept_elsewhere: &[bool],
) -> String {
    let written = write(format, &feed, self_url);
    if written.len() <= max_bytes {
        return written;
    }
    let mut entries = std::mem::take(&mut feed.entries);
    let mut scale = Scale::new(format, feed, self_url);
    let mut weights: Vec<usize> = entries.iter().map(|entry| scale.weigh(entry)).collect();
    let frame = scale.frame;
    let too_large = |weights: &[usize]| frame + weights.iter().sum::<usize>() > max_bytes;
    for number in (0..entries.len()).rev() {
        if entries.len() <= FEWEST || !too_large(&weights) {
            break;
        }
        if kept_elsewhere.get(number).copied().unwrap_or_default() {
            entries.remove(number);
            weights.remove(number);
        }
    }
    for number in (0..entries.len()).rev() {
        if !too_large(&weights) {
            break;
        }
        if let (Some(entry), Some(weight)) = (entries.get_mut(number), weights.get_mut(number)) {
            entry.html = None;
            *weight = scale.weigh(entry);
        }
    }
    scale.feed.entries = entries;
    write(format, &scale.feed, self_url)
}

/// Tells how much an entry adds to a feed.
struct Scale<'a> {
    format: Format,
    /// The feed without entries.
    feed: Feed,
    self_url: &'a str,
    /// How large that is, in bytes.
    frame: usize,
}

impl<'a> Scale<'a> {
    fn new(format: Format, feed: Feed, self_url: &'a str) -> Self {
        Self {
            frame: write(format, &feed, self_url).len(),
            format,
            feed,
            self_url,
        }
    }

    /// How many bytes an entry takes; rather too many than too few, as what is declared once for all
    /// entries is counted with each.
    fn weigh(&mut self, entry: &Entry) -> usize {
        self.feed.entries = vec![entry.clone()];
        let alone = write(self.format, &self.feed, self.self_url).len();
        // One more for the comma between two of JSON's.
        (alone + 1).saturating_sub(self.frame)
    }
}
