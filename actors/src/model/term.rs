//! How long sanctions last, as people type it.

use std::fmt;

use super::text::Invalid;

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;
/// The units, longest first, with the words for one and for many. `w` is read, and written in days.
const UNITS: [(char, u32, &str, &str); 4] = [
    ('d', DAY, "day", "days"),
    ('h', HOUR, "hour", "hours"),
    ('m', MINUTE, "minute", "minutes"),
    ('s', 1, "second", "seconds"),
];
/// How a term is typed.
const FORM: &str = "write 10m, 2h, 1d or a number of seconds";

/// A length of time from [`Term::LEAST`] to [`Term::MOST`], in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(u32);

impl Term {
    /// Shortest, in seconds.
    pub const LEAST: u32 = 5;
    /// Longest, in seconds: a year.
    pub const MOST: u32 = 365 * DAY;

    /// A number of seconds.
    ///
    /// # Errors
    /// They are too few or too many.
    pub fn of_seconds(seconds: u64) -> Result<Self, Invalid> {
        let fits = u32::try_from(seconds).ok().filter(|seconds| (Self::LEAST..=Self::MOST).contains(seconds));
        fits.map(Self).ok_or_else(|| Invalid("must be from 5 seconds to 365 days".to_owned()))
    }

    /// Reads `90`, `10m`, `2h` or `1d12h`: seconds, or numbers with the units `s`, `m`, `h`, `d` and `w`.
    ///
    /// # Errors
    /// It is no time, or out of bounds. The clause follows what was typed.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_no_time = || Invalid(format!("is no time; {FORM}"));
        let mut total: u64 = 0;
        let mut rest = text;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (number, after) = rest.split_at(digits);
            // longer ones are above any bound; an empty one is no number
            let number: u64 = number.parse().map_err(|_| is_no_time())?;
            let unit = match after.chars().next() {
                None if digits == text.len() => 1,
                Some(unit) => seconds_in(unit).ok_or_else(is_no_time)?,
                None => return Err(is_no_time()),
            };
            total = total.saturating_add(number.saturating_mul(unit));
            rest = after.get(1..).unwrap_or_default();
        }
        if text.is_empty() { Err(is_no_time()) } else { Self::of_seconds(total) }
    }

    /// Takes a time off the beginning of a text. A first word that begins with a digit has to be one.
    ///
    /// # Errors
    /// The first word begins with a digit and is no time.
    pub fn take(text: &str) -> Result<(Option<Self>, &str), Invalid> {
        let text = text.trim();
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        if !first.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok((None, text));
        }
        let term = Self::parse(first).map_err(|why| {
            let typed: String = first.chars().take(20).collect();
            Invalid(format!("{typed} {why}"))
        })?;
        Ok((Some(term), rest.trim_start()))
    }

    /// In seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }
}

fn seconds_in(unit: char) -> Option<u64> {
    let unit = unit.to_ascii_lowercase();
    let known = UNITS.iter().find(|(letter, ..)| *letter == unit).map(|(_, seconds, ..)| *seconds);
    known.or((unit == 'w').then_some(7 * DAY)).map(u64::from)
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&spelled(self.0))
    }
}

/// A length of time in words, to its two longest units: "1 hour 30 minutes".
pub fn spelled(seconds: u32) -> String {
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (_, unit, one, many) in UNITS {
        let count = rest / unit;
        rest %= unit;
        if count > 0 && parts.len() < 2 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        } else if !parts.is_empty() {
            // no "1 day 5 seconds"
            break;
        }
    }
    if parts.is_empty() { "0 seconds".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, seconds: u32, words: &str) {
        let term = Term::parse(text).unwrap();
        assert_eq!((term.seconds(), term.to_string().as_str()), (seconds, words), "{text}");
    }

    #[test]
    fn a_time_is_seconds_or_numbers_with_units() {
        check("90", 90, "1 minute 30 seconds");
        check("10m", 600, "10 minutes");
        check("2H", 7200, "2 hours");
        check("1d", 86400, "1 day");
        check("1d12h", 129_600, "1 day 12 hours");
        check("1w", 604_800, "7 days");
        check("86405", 86405, "1 day");
        for bad in ["", "m", "10x", "10m5", "-5", "1.5h", "10 m", "१०m", "soon", "10mé"] {
            assert!(Term::parse(bad).unwrap_err().0.contains("write 10m"), "{bad}");
        }
        for outside in ["4", "0", "366d", "99999999999s", "4294967301"] {
            assert!(Term::parse(outside).unwrap_err().0.contains("from 5 seconds to 365 days"), "{outside}");
        }
    }

    #[test]
    fn a_time_stands_before_the_reason() {
        let ten = Term::parse("10m").ok();
        assert_eq!(Term::take("10m spam  and more"), Ok((ten, "spam  and more")));
        assert_eq!(Term::take(" 10m "), Ok((ten, "")));
        assert_eq!(Term::take("spam 10m"), Ok((None, "spam 10m")));
        assert_eq!(Term::take(""), Ok((None, "")));
        assert!(Term::take("10mn spam").unwrap_err().0.starts_with("10mn is no time"));
        assert!(Term::take("2nd time").is_err(), "a mistyped time must not become a reason");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9]{0,25}[smhdwé]{0,2}[0-9]{0,3}.{0,5}") {
            let _ = (Term::parse(&text), Term::take(&text));
        }

        #[test]
        fn what_is_written_with_units_is_read_to_the_second(seconds in Term::LEAST..=Term::MOST) {
            let mut rest = seconds;
            let mut typed = String::new();
            for (letter, unit, ..) in UNITS {
                typed.push_str(&format!("{}{letter}", rest / unit));
                rest %= unit;
            }
            prop_assert_eq!(Term::parse(&typed).unwrap().seconds(), seconds);
            prop_assert_eq!(Term::parse(&seconds.to_string()).unwrap().seconds(), seconds);
        }
    }
}
