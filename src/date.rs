//! Dates: read with the site's time zone, written with a locale.

use chrono::format::{Item, StrftimeItems};
use chrono::{
    DateTime, FixedOffset, LocalResult, Locale, NaiveDate, NaiveDateTime, Offset, TimeDelta,
    TimeZone,
};
use chrono_tz::Tz;

/// A date-time with its offset: the only way a date is kept.
pub type Date = DateTime<FixedOffset>;

/// Forms with a zone, then without.
const WITH_ZONE: &[&str] = &["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M%:z"];
const WITHOUT_ZONE: &[&str] = &["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];

/// Reads `2026-11-22`, `2026-11-22T09:30`, `2026-11-22 09:30:00`, each with or without a zone
/// (`Z`, `+09:00`, `+0900`; RFC 3339). Without a zone it is a time in the given zone, and a date
/// alone is its midnight there.
pub fn read(text: &str, zone: Tz) -> Option<Date> {
    let mut text = text.trim().replacen(' ', "T", 1);
    if let Some(zone) = text
        .find('T')
        .and_then(|at| text[at..].find(' ').map(|zone| at + zone))
    {
        text.remove(zone);
    }
    if let Some(stem) = text.strip_suffix(['Z', 'z']) {
        text = format!("{stem}+00:00");
    }
    if let Some(date) = WITH_ZONE
        .iter()
        .find_map(|form| DateTime::parse_from_str(&text, form).ok())
    {
        return in_range(date);
    }
    let naive = WITHOUT_ZONE
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
        .or_else(|| {
            NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                .ok()?
                .and_hms_opt(0, 0, 0)
        })?;
    in_range(in_zone(naive, zone)?)
}

/// RFC 3339 and the feeds know years of four digits only.
fn in_range(date: Date) -> Option<Date> {
    use chrono::Datelike;
    (1..=9999).contains(&date.year()).then_some(date)
}

/// A local time in a zone: the earlier one where a clock is set back, the first one after where it
/// is set forward over it.
fn in_zone(naive: NaiveDateTime, zone: Tz) -> Option<Date> {
    let fix = |date: DateTime<Tz>| date.with_timezone(&date.offset().fix());
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(date) | LocalResult::Ambiguous(date, _) => Some(fix(date)),
        LocalResult::None => (1..=8).find_map(|quarters| {
            let later = naive.checked_add_signed(TimeDelta::minutes(15 * quarters))?;
            zone.from_local_datetime(&later).earliest().map(fix)
        }),
    }
}

/// The same instant in another zone.
pub fn to_zone(date: &Date, zone: Tz) -> Date {
    let date = date.with_timezone(&zone);
    date.with_timezone(&date.offset().fix())
}

/// Writes a date by a `strftime` format with the names of a locale; `None` if the format is wrong.
pub fn format(date: &Date, format: &str, locale: Locale) -> Option<String> {
    let items: Vec<Item<'_>> = StrftimeItems::new_with_locale(format, locale).collect();
    if items.contains(&Item::Error) {
        return None;
    }
    Some(
        date.format_localized_with_items(items.iter(), locale)
            .to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_without_a_zone_are_the_sites() {
        let read = |text: &str| read(text, chrono_tz::Asia::Seoul).map(|date| date.to_rfc3339());
        let nine = Some("2026-11-22T09:30:00+09:00".to_owned());
        assert_eq!(read("2026-11-22T09:30:00"), nine);
        assert_eq!(read("2026-11-22 09:30"), nine);
        assert_eq!(read("2026-11-22 09:30:00 +09:00"), nine);
        assert_eq!(
            read("2026-11-22"),
            Some("2026-11-22T00:00:00+09:00".to_owned())
        );
        assert_eq!(
            read("2026-11-22T00:30:00Z"),
            Some("2026-11-22T00:30:00+00:00".to_owned())
        );
        for bad in [
            "",
            "yesterday",
            "2026-13-01",
            "22.11.2026",
            "2026-02-30",
            "10000-01-01",
            "T",
            " ",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_time_that_a_clock_skips_is_the_next_there_is() {
        let date = read("2026-03-29T02:30:00", chrono_tz::Europe::Berlin).unwrap();
        assert_eq!(date.to_rfc3339(), "2026-03-29T03:00:00+02:00");
    }

    #[test]
    fn formats_speak_the_language() {
        let date = read("2026-11-22T09:30", chrono_tz::Asia::Seoul).unwrap();
        assert_eq!(
            format(&date, "%Y년 %B %-d일 %A", Locale::ko_KR).unwrap(),
            "2026년 11월 22일 일요일"
        );
        assert_eq!(
            format(&date, "%B %-d, %Y", Locale::en_US).unwrap(),
            "November 22, 2026"
        );
        assert_eq!(format(&date, "%Q", Locale::en_US), None);
    }
}
