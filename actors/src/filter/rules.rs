//! Bounds and checks of rules.

use super::{pattern, words};
use crate::model::RuleKind;
use crate::model::text::{Invalid, line};

/// Most rules of a stream.
pub const RULES_MAX: usize = 500;
/// Most of them that are patterns, which are searched one by one.
pub const PATTERNS_MAX: usize = 50;
/// Longest text of a rule, in characters.
pub const TEXT_MAX: usize = 200;

/// Checks the text of a rule. The error is a clause that says what is wrong, and in a pattern also where.
///
/// # Errors
/// The text is blank, too long, has several lines, or is no word, phrase or pattern that can be applied in linear time.
pub fn check(kind: RuleKind, text: &str) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err("is blank".into());
    }
    line(text, TEXT_MAX)?;
    match kind {
        RuleKind::Word => words::check(text, false),
        RuleKind::Phrase => words::check(text, true),
        RuleKind::Pattern => pattern::check(text),
    }
}
