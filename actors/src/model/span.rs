//! Spans of time as people write and read them.

/// Units with their seconds, largest first.
const UNITS: [(char, &str, u32); 5] = [
    ('w', "week", 7 * 24 * 60 * 60),
    ('d', "day", 24 * 60 * 60),
    ('h', "hour", 60 * 60),
    ('m', "minute", 60),
    ('s', "second", 1),
];

/// Reads `90s`, `10m`, `2h`, `3d` or `1w`, in seconds.
pub fn parse(text: &str) -> Option<u32> {
    let unit = text.chars().last()?.to_ascii_lowercase();
    let (_, _, seconds) = UNITS.into_iter().find(|(letter, ..)| *letter == unit)?;
    let number = &text[..text.len() - 1];
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse::<u32>().ok().filter(|_| is_number)?.checked_mul(seconds)
}

/// Seconds in words, by the largest unit that divides them: `10 minutes`.
pub fn words(seconds: u32) -> String {
    let fits = |(_, _, of): &(char, &str, u32)| seconds.is_multiple_of(*of) && seconds > 0;
    let (_, name, of) = UNITS.into_iter().find(fits).unwrap_or(('s', "second", 1));
    match seconds / of {
        1 => format!("1 {name}"),
        number => format!("{number} {name}s"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        for (text, seconds) in
            [("90s", 90), ("10m", 600), ("2h", 7200), ("3d", 259_200), ("1w", 604_800), ("5M", 300)]
        {
            assert_eq!(parse(text), Some(seconds), "{text}");
        }
        for bad in ["", "m", "10", "-1m", "+1m", "1 m", "1.5h", "é", "1é", "99999999w", "tenm"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn seconds_are_said_in_the_largest_unit_that_divides_them() {
        let said = [1, 90, 60, 600, 7200, 604_800, 0].map(words);
        let expected = ["1 second", "90 seconds", "1 minute", "10 minutes", "2 hours", "1 week", "0 seconds"];
        assert_eq!(said, expected);
    }

    proptest! {
        #[test]
        fn any_text_is_a_span_or_none(text in ".{0,12}") {
            let _ = parse(&text);
        }
    }
}
