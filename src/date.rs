//! Dates: read with the site's time zone, written with a locale.

use std::cell::RefCell;

use chrono::format::{Item, StrftimeItems};
use chrono::{
    DateTime, FixedOffset, LocalResult, Locale, NaiveDate, NaiveDateTime, NaiveTime, Offset,
    TimeDelta, TimeZone, Timelike,
};
use chrono_tz::Tz;

/// A date-time with its offset: the only way a date is kept.
pub type Date = DateTime<FixedOffset>;

/// A date as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The date.
    pub date: Date,
    /// Whether the clocks of the zone never showed the time that is written, because they were set
    /// forward over it.
    pub skipped: bool,
}

/// Reads a date as [`read_closely`] does.
pub fn read(text: &str, zone: Tz) -> Option<Date> {
    Some(read_closely(text, zone)?.date)
}

/// Reads `2026-11-22`, or that with a time and perhaps a zone: `2026-11-22T09:30`,
/// `2026-11-22 9:30:00.5 +09:00`. These are RFC 3339 and the timestamps of YAML 1.1
/// (<https://yaml.org/type/timestamp.html>) with what Jekyll, Hexo and Hugo write besides: `/` in the
/// date, small `t` and `z`, `UTC`, and offsets as `+8`, `+0900` or `+0900 KST`.
///
/// Without a zone it is a time in the given zone, and a date alone is its midnight there. Of a time
/// that the clocks show twice it is the earlier; one that they skip is as much later as they are set
/// forward, as in RFC 5545, section 3.3.5.
pub fn read_closely(text: &str, zone: Tz) -> Option<Reading> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/')));
    let (day, rest) = text.split_at(end.unwrap_or(text.len()));
    let day = read_day(day)?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ', '\t']) else {
        let naive = rest.is_empty().then(|| day.and_time(NaiveTime::MIN))?;
        let (date, _) = in_zone(naive, zone)?;
        // Who writes no time means none that a clock could skip.
        return in_range(date, false);
    };
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')));
    let (time, own_zone) = rest.split_at(end.unwrap_or(rest.len()));
    let naive = day.and_time(read_time(time)?);
    match own_zone.trim_start() {
        "" => {
            let (date, skipped) = in_zone(naive, zone)?;
            in_range(date, skipped)
        }
        own_zone => {
            let offset = read_offset(own_zone)?;
            let date = offset.from_local_datetime(&naive).single()?;
            in_range(date, false)
        }
    }
}

/// A number of so many digits.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_number = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// `2026-11-22`, `2026-1-2` or `2026/1/2`.
fn read_day(text: &str) -> Option<NaiveDate> {
    let mark = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(mark);
    let year = number(parts.next()?, 4..=4)?;
    let month = number(parts.next()?, 1..=2)?;
    let day = number(parts.next()?, 1..=2)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    date.filter(|_| parts.next().is_none())
}

/// `9:30`, `09:30:00` or `09:30:00.123`; a second may be the 61st of its minute, as RFC 3339 has it.
fn read_time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let hour = number(parts.next()?, 1..=2)?;
    let minute = number(parts.next()?, 2..=2)?;
    let (second, fraction) = match parts.next() {
        None => (0, ""),
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            let is_number = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
            (number(whole, 2..=2)?, is_number.then_some(fraction)?)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    // What is finer than a nanosecond is cut off.
    let nanos = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let nanos = nanos.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let time = NaiveTime::from_hms_opt(hour, minute, second.min(59))?;
    match second {
        0..=59 => time.with_nanosecond(nanos),
        60 => time.with_nanosecond(1_000_000_000 + nanos),
        _ => None,
    }
}

/// `Z`, `UTC`, `+09:00`, `+0900`, `+9:30`, `+8`; what a zone is called may follow its offset.
fn read_offset(text: &str) -> Option<FixedOffset> {
    if ["z", "utc", "gmt"].contains(&text.to_ascii_lowercase().as_str()) {
        return FixedOffset::east_opt(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let (digits, name) = rest.split_once(' ').unwrap_or((rest, ""));
    if !name.trim().bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (number(hours, 1..=2)?, number(minutes, 2..=2)?),
        None if digits.len() == 4 => (
            number(digits.get(..2)?, 2..=2)?,
            number(digits.get(2..)?, 2..=2)?,
        ),
        None => (number(digits, 1..=2)?, 0),
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    // It knows none of a whole day.
    FixedOffset::east_opt(sign * seconds).filter(|_| minutes < 60)
}

/// RFC 3339 and the feeds know years of four digits only; some of what is written has the date in UTC.
fn in_range(date: Date, skipped: bool) -> Option<Reading> {
    use chrono::Datelike;
    let years = [date.year(), date.to_utc().year()];
    let is_known = years.iter().all(|year| (1..=9999).contains(year));
    is_known.then_some(Reading { date, skipped })
}

/// How far before a time that a clock skips one is that it shows: a quarter of an hour at the least,
/// and a day where a country crosses the date line.
const BEFORE_A_GAP: std::ops::RangeInclusive<i64> = 1..=26 * 4;

/// A local time in a zone, and whether the clocks skip it.
fn in_zone(naive: NaiveDateTime, zone: Tz) -> Option<(Date, bool)> {
    let fix = |date: DateTime<Tz>| date.with_timezone(&date.offset().fix());
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(date) | LocalResult::Ambiguous(date, _) => Some((fix(date), false)),
        LocalResult::None => BEFORE_A_GAP.into_iter().find_map(|quarters| {
            let before = TimeDelta::minutes(15 * quarters);
            let earlier = naive.checked_sub_signed(before)?;
            let shown = zone.from_local_datetime(&earlier).latest()?;
            Some((fix(shown.checked_add_signed(before)?), true))
        }),
    }
}

/// The same instant in another zone.
pub fn to_zone(date: &Date, zone: Tz) -> Date {
    let date = date.with_timezone(&zone);
    date.with_timezone(&date.offset().fix())
}

/// A format as it was read; `None` if it is wrong.
struct Known {
    format: String,
    locale: Locale,
    items: Option<Vec<Item<'static>>>,
}

/// How many formats are kept: a site has a few, each in its languages.
const KEPT: usize = 32;

thread_local! {
    /// A template writes thousands of dates by one format, which is read once.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// Writes a date by a `strftime` format with the names of a locale; `None` if the format is wrong.
pub fn format(date: &Date, format: &str, locale: Locale) -> Option<String> {
    KNOWN.with_borrow_mut(|known| {
        let is_it = |known: &Known| known.locale == locale && known.format == format;
        let at = known.iter().position(is_it).unwrap_or_else(|| {
            // Formats that come out of data have no end.
            if known.len() == KEPT {
                known.clear();
            }
            let items = StrftimeItems::new_with_locale(format, locale).parse_to_owned();
            known.push(Known {
                format: format.to_owned(),
                locale,
                items: items.ok(),
            });
            known.len() - 1
        });
        let items = known.get(at)?.items.as_ref()?;
        let written = date.format_localized_with_items(items.iter(), locale);
        Some(written.to_string())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn formats_are_kept_apart_by_their_locale_and_few_at_a_time() {
        let date = read("2026-11-22T09:30", chrono_tz::Asia::Seoul).unwrap();
        for number in 0..3 * KEPT {
            let written = |form: &str, locale| format(&date, form, locale);
            let text = |text: &str| Some(format!("{text} {number}"));
            let form = format!("%B %-d {number}");
            assert_eq!(written(&form, Locale::en_US), text("November 22"));
            assert_eq!(written(&form, Locale::ko_KR), text("11월 22"));
            assert_eq!(written(&form, Locale::de_DE), text("November 22"));
            assert_eq!(written(&format!("%B %Q {number}"), Locale::en_US), None);
        }
        assert!(KNOWN.with_borrow(|known| known.len() <= KEPT));
    }

    fn seoul(text: &str) -> Option<String> {
        read(text, chrono_tz::Asia::Seoul).map(|date| date.to_rfc3339())
    }

    #[test]
    fn dates_are_read_as_yaml_jekyll_hexo_and_hugo_write_them() {
        for (written, read) in [
            ("2026-11-22", "2026-11-22T00:00:00+09:00"),
            ("2026-1-2", "2026-01-02T00:00:00+09:00"),
            ("2026/01/02", "2026-01-02T00:00:00+09:00"),
            ("2026/1/2 9:05", "2026-01-02T09:05:00+09:00"),
            ("2026-11-22T09:30", "2026-11-22T09:30:00+09:00"),
            ("2026-11-22 09:30", "2026-11-22T09:30:00+09:00"),
            ("2026-11-22 9:30:05", "2026-11-22T09:30:05+09:00"),
            ("2026-11-22t09:30:00z", "2026-11-22T09:30:00+00:00"),
            ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00+00:00"),
            ("2026-11-22 09:30:00 Z", "2026-11-22T09:30:00+00:00"),
            ("2026-11-22 09:30:00 UTC", "2026-11-22T09:30:00+00:00"),
            ("2026-11-22 09:30:00 GMT", "2026-11-22T09:30:00+00:00"),
            ("2026-11-22 09:30:00 +8", "2026-11-22T09:30:00+08:00"),
            ("2026-11-22 09:30:00 +08", "2026-11-22T09:30:00+08:00"),
            ("2026-11-22 09:30:00 -5", "2026-11-22T09:30:00-05:00"),
            ("2026-11-22 09:30:00 +0900", "2026-11-22T09:30:00+09:00"),
            ("2026-11-22 09:30:00 -0330", "2026-11-22T09:30:00-03:30"),
            ("2026-11-22 09:30:00 +05:45", "2026-11-22T09:30:00+05:45"),
            ("2026-11-22 09:30:00 +9:30", "2026-11-22T09:30:00+09:30"),
            ("2026-11-22 09:30:00 +0900 KST", "2026-11-22T09:30:00+09:00"),
            ("2026-11-22T09:30+09:00", "2026-11-22T09:30:00+09:00"),
            ("2026-11-22\t09:30:00\t-5", "2026-11-22T09:30:00-05:00"),
            (
                "2001-12-14t21:59:43.10-05:00",
                "2001-12-14T21:59:43.100-05:00",
            ),
            (
                "2001-12-14 21:59:43.123456789123",
                "2001-12-14T21:59:43.123456789+09:00",
            ),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60+00:00"),
            ("  2026-11-22  ", "2026-11-22T00:00:00+09:00"),
            ("0001-01-02T00:00:00Z", "0001-01-02T00:00:00+00:00"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
            ("2026-11-22T09:30:00+23:59", "2026-11-22T09:30:00+23:59"),
            ("2024-02-29", "2024-02-29T00:00:00+09:00"),
        ] {
            assert_eq!(seoul(written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for bad in [
            "",
            " ",
            "T",
            "yesterday",
            "2026",
            "2026-11",
            "20261122",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-01-32",
            "2026-02-30",
            "2023-02-29",
            "22.11.2026",
            "22/11/2026",
            "26-11-22",
            "10000-01-01",
            "0000-01-01",
            // In UTC these are in the years 0 and 10000.
            "0001-01-01",
            "0001-01-01T00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "2026-11/22",
            "2026-11-22-",
            "2026-11-22x",
            "2026-11-22T",
            "2026-11-22T9",
            "2026-11-22T24:00",
            "2026-11-22T09:60",
            "2026-11-22T09:3",
            "2026-11-22T09:30:61",
            "2026-11-22T09:30:1",
            "2026-11-22T09:30:00.",
            "2026-11-22T09:30:00:00",
            "2026-11-22T09:30:00 KST",
            "2026-11-22T09:30:00+",
            "2026-11-22T09:30:00+24:00",
            "2026-11-22T09:30:00+09:60",
            "2026-11-22T09:30:00+090",
            "2026-11-22T09:30:00+09:0",
            "2026-11-22T09:30:00+09 9",
            "2026-11-22T09:30:00++9",
            "2026-11-22 Z",
            "٢٠٢٦-11-22",
        ] {
            assert_eq!(seoul(bad), None, "{bad}");
        }
    }

    #[test]
    fn clocks_that_are_set_show_a_time_twice_or_never() {
        use chrono_tz::{America, Asia, Australia, Europe, Pacific};
        for (zone, written, read, skipped) in [
            // Of two equal times it is the earlier.
            (
                Europe::Berlin,
                "2025-10-26T01:59:59",
                "2025-10-26T01:59:59+02:00",
                false,
            ),
            (
                Europe::Berlin,
                "2025-10-26T02:00:00",
                "2025-10-26T02:00:00+02:00",
                false,
            ),
            (
                Europe::Berlin,
                "2025-10-26T02:30:00",
                "2025-10-26T02:30:00+02:00",
                false,
            ),
            (
                Europe::Berlin,
                "2025-10-26T02:59:59",
                "2025-10-26T02:59:59+02:00",
                false,
            ),
            (
                Europe::Berlin,
                "2025-10-26T03:00:00",
                "2025-10-26T03:00:00+01:00",
                false,
            ),
            (
                America::New_York,
                "2025-11-02T01:30:00",
                "2025-11-02T01:30:00-04:00",
                false,
            ),
            // One that is skipped is as much later as the clocks are set forward.
            (
                Europe::Berlin,
                "2026-03-29T01:59:59",
                "2026-03-29T01:59:59+01:00",
                false,
            ),
            (
                Europe::Berlin,
                "2026-03-29T02:00:00",
                "2026-03-29T03:00:00+02:00",
                true,
            ),
            (
                Europe::Berlin,
                "2026-03-29T02:30:00",
                "2026-03-29T03:30:00+02:00",
                true,
            ),
            (
                Europe::Berlin,
                "2026-03-29T02:59:59",
                "2026-03-29T03:59:59+02:00",
                true,
            ),
            (
                Europe::Berlin,
                "2026-03-29T03:00:00",
                "2026-03-29T03:00:00+02:00",
                false,
            ),
            (
                America::New_York,
                "2025-03-09T02:30:00",
                "2025-03-09T03:30:00-04:00",
                true,
            ),
            (
                Australia::Lord_Howe,
                "2025-10-05T02:15:00",
                "2025-10-05T02:45:00+11:00",
                true,
            ),
            // Samoa went without a day.
            (
                Pacific::Apia,
                "2011-12-30T10:00:00",
                "2011-12-31T10:00:00+14:00",
                true,
            ),
            // Nobody wrote that midnight, which the clocks of Beirut skipped.
            (
                Asia::Beirut,
                "2022-03-27",
                "2022-03-27T01:00:00+03:00",
                false,
            ),
            (
                Asia::Beirut,
                "2022-03-27T00:00",
                "2022-03-27T01:00:00+03:00",
                true,
            ),
            // What has a zone is none of the site's.
            (
                Europe::Berlin,
                "2026-03-29T02:30:00Z",
                "2026-03-29T02:30:00+00:00",
                false,
            ),
        ] {
            let got = read_closely(written, zone).unwrap();
            assert_eq!(
                (got.date.to_rfc3339().as_str(), got.skipped),
                (read, skipped),
                "{zone} {written}"
            );
        }
    }

    #[test]
    fn a_leap_second_keeps_its_fraction_and_an_instant_its_place_in_time() {
        let leap = read("2016-12-31T23:59:60.25Z", chrono_tz::UTC).unwrap();
        assert_eq!(leap.nanosecond(), 1_250_000_000);
        let noon = read("2026-11-22T12:00:00Z", chrono_tz::UTC).unwrap();
        let seoul = to_zone(&noon, chrono_tz::Asia::Seoul);
        assert_eq!(seoul.to_rfc3339(), "2026-11-22T21:00:00+09:00");
        assert_eq!(seoul, noon);
        for bad in ["+24", "-24:00", "+2400", "+23:60", "+99:00"] {
            let text = format!("2026-11-22T12:00:00{bad}");
            assert_eq!(read(&text, chrono_tz::UTC), None, "{bad}");
        }
        let last = read("2026-11-22T12:00:00+23:59", chrono_tz::UTC).unwrap();
        assert_eq!(last.to_rfc3339(), "2026-11-22T12:00:00+23:59");
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
