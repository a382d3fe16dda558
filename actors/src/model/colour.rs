//! Colours of chat names.

use std::borrow::Cow;
use std::fmt;

use rand::{Rng, RngExt as _};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::colour_names::NAMES;

/// An RGB colour. Displayed as `#rrggbb`; black by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Parses what users may enter: as [`Colour::parse`], or `random`.
    pub fn choose(text: &str, rng: &mut dyn Rng) -> Option<Self> {
        if text.trim().eq_ignore_ascii_case("random") { Some(Self::random(rng)) } else { Self::parse(text) }
    }

    /// Parses a CSS3 colour name, `#rgb` or `#rrggbb`, in any case and with white space around it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(digits) = text.strip_prefix('#') {
            return from_digits(digits);
        }
        let name = text.to_ascii_lowercase();
        let found = NAMES.binary_search_by_key(&name.as_str(), |(name, _)| name).ok()?;
        Some(Self::from_number(NAMES[found].1))
    }

    /// A random colour of those that have a name.
    pub fn random(rng: &mut dyn Rng) -> Self {
        Self::from_number(NAMES[rng.random_range(..NAMES.len())].1)
    }

    fn from_number(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self([red, green, blue])
    }
}

fn from_digits(digits: &str) -> Option<Colour> {
    let value = |c: char| Some(c.to_digit(16)? as u8);
    let digits = digits.chars().take(7).map(value).collect::<Option<Vec<_>>>()?;
    match digits[..] {
        [r, g, b] => Some(Colour([r * 17, g * 17, b * 17])),
        [r1, r2, g1, g2, b1, b2] => Some(Colour([r1 << 4 | r2, g1 << 4 | g2, b1 << 4 | b2])),
        _ => None,
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not a colour"))
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn a_colour_is_a_name_of_css_or_hexadecimal() {
        for (text, colour) in [
            ("red", Some("#ff0000")),
            (" LightGoldenrodYellow ", Some("#fafad2")),
            ("slategrey", Some("#708090")),
            ("#0aF", Some("#00aaff")),
            ("#C0ffEE", Some("#c0ffee")),
            ("", None),
            ("#", None),
            ("#zzzzzz", None),
            ("#12345", None),
            ("#12345678", None),
            ("#é12", None),
            ("c0ffee", None),
            ("transparent", None),
            ("random", None),
            ("red;background:url(x)", None),
        ] {
            assert_eq!(Colour::parse(text).map(|colour| colour.to_string()).as_deref(), colour, "{text:?}");
        }
    }

    #[test]
    fn every_name_is_found() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| name));
        for (name, rgb) in NAMES {
            assert_eq!(Colour::parse(name), Some(Colour::from_number(rgb)), "{name}");
        }
    }

    #[test]
    fn random_gives_colours_that_have_a_name_and_not_always_the_same() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut seen: Vec<_> =
            (0..50).filter_map(|_| Some(Colour::choose(" Random", &mut rng)?.to_string())).collect();
        assert_eq!(seen.len(), 50);
        let named = |shown: &String| NAMES.iter().any(|(_, rgb)| *shown == format!("#{rgb:06x}"));
        assert!(seen.iter().all(named));
        seen.sort();
        seen.dedup();
        assert!(seen.len() > 20);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(rgb: [u8; 3]) {
            prop_assert_eq!(Colour::parse(&Colour(rgb).to_string()), Some(Colour(rgb)));
        }

        #[test]
        fn any_text_is_survived(text in "#?\\PC{0,12}") {
            let _ = Colour::parse(&text);
        }
    }
}
