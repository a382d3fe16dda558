//! The colour of the browser's own bar (`theme-color`), read from a theme's style sheet.

use serde::Serialize;

/// A value of the token `--surface`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BarColour {
    /// A CSS colour, as written in the style sheet.
    pub colour: String,
    /// A media query; empty if it always applies.
    pub media: &'static str,
}

const NIGHT: &str = "(prefers-color-scheme: dark)";
const DAY: &str = "(prefers-color-scheme: light)";

/// Reads a theme's style sheet: one colour, two if the theme follows the system's colour scheme, or none if the sheet
/// is not in the expected form.
pub fn bar_colours(theme: &str) -> Vec<BarColour> {
    let (day, night) = match theme.split_once(NIGHT) {
        Some((day, night)) => (surface(day), surface(night)),
        None => (surface(theme), None),
    };
    let colour = |colour: String, media| BarColour { colour, media };
    match (day, night) {
        (Some(day), Some(night)) => vec![colour(day, DAY), colour(night, NIGHT)],
        (Some(day), None) => vec![colour(day, "")],
        (None, _) => Vec::new(),
    }
}

fn surface(sheet: &str) -> Option<String> {
    let (_, value) = sheet.split_once("--surface:")?;
    let value = value.split([';', '}']).next()?.trim();
    (!value.is_empty() && value.len() <= 60 && !value.contains("var(")).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_tells_its_colour_by_day_and_by_night() {
        let read = |theme: &str| -> Vec<(String, &str)> {
            bar_colours(theme).into_iter().map(|one| (one.colour, one.media)).collect()
        };
        let day = ":root { --surface-raised: #000; --surface: #fff; }";
        assert_eq!(read(day), [("#fff".to_owned(), "")]);
        let both = format!("{day}\n@media (prefers-color-scheme: dark) {{ :root {{ --surface: #111 }} }}");
        assert_eq!(read(&both), [("#fff".to_owned(), DAY), ("#111".to_owned(), NIGHT)]);
        assert_eq!(read(":root { --sea: blue }"), []);
        assert_eq!(read(":root { --surface: var(--sea); }"), []);
    }
}
