//! Times in options: spans from now, and days.

use pystreaming_actors::model::UnixTime;
use time::{Date, Month};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Reads `12h`, `30d` or `8w`, counted from now, or the day `2027-01-31`, of which the beginning in UTC is meant.
pub(super) fn from_now(when: &str, now: UnixTime) -> Result<UnixTime, String> {
    span(when).and_then(|seconds| now.checked_add(seconds)).or_else(|| day(when)).ok_or_else(|| unfit(when))
}

/// As [`from_now`], but counted back.
pub(super) fn ago(when: &str, now: UnixTime) -> Result<UnixTime, String> {
    span(when).and_then(|seconds| now.checked_sub(seconds)).or_else(|| day(when)).ok_or_else(|| unfit(when))
}

fn unfit(when: &str) -> String {
    format!("{when:?} is no time; write 12h, 30d or 8w, or a day such as 2027-01-31")
}

fn span(text: &str) -> Option<i64> {
    let unit = match text.chars().last()? {
        'h' => HOUR,
        'd' => DAY,
        'w' => 7 * DAY,
        _ => return None,
    };
    let number: u32 = text[..text.len() - 1].parse().ok()?;
    i64::from(number).checked_mul(unit)
}

fn day(text: &str) -> Option<UnixTime> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    Some(date.midnight().assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_span_from_now_or_a_day() {
        for (when, expected) in [
            ("12h", 1000 + 12 * HOUR),
            ("30d", 1000 + 30 * DAY),
            ("2w", 1000 + 14 * DAY),
            ("2027-01-31", 1_801_353_600),
        ] {
            assert_eq!(from_now(when, 1000), Ok(expected), "{when}");
        }
        assert_eq!(ago("12h", 1000), Ok(1000 - 12 * HOUR));
        assert_eq!(ago("2027-01-31", 1000), Ok(1_801_353_600));
        for bad in ["", "d", "30", "-1d", "30 d", "1é", "soon", "2027-02-30", "2027-13-01", "2027-01"] {
            assert!(from_now(bad, 1000).unwrap_err().contains("write 12h"), "{bad}");
        }
    }
}
