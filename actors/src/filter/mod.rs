//! The chat filter: rules about words, phrases and patterns, about links, capitals and repetition. Pure, and linear in the
//! length of what is checked. Rules are compiled when they change, never for a message.
//!
//! Words and phrases are compared whole and as names are, so that look-alikes of other scripts count; see `reading.rs` for
//! the other disguises that are seen through, and for those that are not, since they would hit the innocent.

mod compiled;
mod judgement;
mod links;
mod pattern;
mod piece;
mod reading;
mod rules;
mod shape;
#[cfg(test)]
mod tests;
mod top_level_domains;
mod words;

pub use compiled::{Filter, Hit};
pub use judgement::{Judgement, Reason, judge, judge_name};
pub use rules::{PATTERNS_MAX, RULES_MAX, TEXT_MAX, check};
