//! Validation of entered text.

/// What is wrong with entered text and what would be right: a clause that follows the name of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl From<&str> for Invalid {
    fn from(why: &str) -> Self {
        Self(why.to_owned())
    }
}

/// Accepts one line without control or direction characters, of at most `most` characters.
pub fn line(text: &str, most: usize) -> Result<&str, Invalid> {
    let unfit = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match text.chars().find(|c| unfit(*c)) {
        Some('\n') => Err("has more than one line; write it on one".into()),
        Some(bad) => Err(Invalid(format!("contains the invisible character {bad:?}; remove it"))),
        None => bounded(text, most),
    }
}

/// Accepts text of at most `most` characters.
pub fn bounded(text: &str, most: usize) -> Result<&str, Invalid> {
    match text.chars().count() {
        long if long > most => Err(Invalid(format!("is {long} characters long; {most} are allowed"))),
        _ => Ok(text),
    }
}
