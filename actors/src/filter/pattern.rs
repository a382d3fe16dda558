//! Rules that are patterns: regular expressions, whose matching takes time in proportion to the text and to their size. Both are
//! bounded.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::piece::{chunks, fold};
use crate::model::text::Invalid;

/// Largest compiled pattern, in bytes.
const SIZE: usize = 128 * 1024;
/// Memory in which a pattern's automaton grows while it is used, in bytes.
const CACHE: usize = 256 * 1024;
/// Deepest nesting of groups.
const NESTING: u32 = 20;
/// Most matches of one pattern that are looked at; a text with more is hit as a whole.
const PLACES: usize = 512;
/// Most bytes that are read for them: for each match, the rest of the text may be.
const READ: usize = 512 * 1024;

/// Parses a pattern. The error names what is wrong and where.
fn parsed(pattern: &str) -> Result<Hir, Invalid> {
    let mut parser = ParserBuilder::new().case_insensitive(true).nest_limit(NESTING).build();
    let at = |what: String, offset: usize| {
        let nth = pattern.get(..offset).map_or(0, |before| before.chars().count()) + 1;
        Invalid(format!("is no pattern: {what}, at character {nth}"))
    };
    parser.parse(pattern).map_err(|error| match error {
        regex_syntax::Error::Parse(error) => at(error.kind().to_string(), error.span().start.offset),
        regex_syntax::Error::Translate(error) => at(error.kind().to_string(), error.span().start.offset),
        _ => Invalid::from("is no pattern"),
    })
}

fn compiled(pattern: &str) -> Result<Regex, Invalid> {
    let mut builder = RegexBuilder::new(pattern);
    builder.case_insensitive(true).nest_limit(NESTING).size_limit(SIZE).dfa_size_limit(CACHE);
    builder.build().map_err(|_| {
        Invalid(
            "is too large once compiled; repeat less often, or name single letters in place of classes"
                .into(),
        )
    })
}

/// Checks the text of a rule.
pub(super) fn check(pattern: &str) -> Result<(), Invalid> {
    let hir = parsed(pattern)?;
    if hir.properties().minimum_len().is_none_or(|least| least == 0) {
        return Err("matches even an empty message; have it ask for a character at least".into());
    }
    compiled(pattern).map(drop)
}

/// Compiled patterns.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// With the ids of their rules.
    all: Vec<(u32, Regex)>,
}

impl Patterns {
    /// Adds a rule, unless it is invalid.
    pub fn add(&mut self, rule: u32, pattern: &str) {
        if let Ok(compiled) = check(pattern).and_then(|()| compiled(pattern)) {
            self.all.push((rule, compiled));
        }
    }

    /// Removes a rule.
    pub fn remove(&mut self, rule: u32) {
        self.all.retain(|(id, _)| *id != rule);
    }

    /// Reports each place that a rule hits, with the id of the rule: in the text as it stands, and as it is folded.
    pub fn find(&self, text: &str, mut hit: impl FnMut(u32, Range<usize>)) {
        if self.all.is_empty() {
            return;
        }
        let folded = (!text.is_ascii()).then(|| Folded::of(text)).filter(|folded| folded.text != text);
        for (rule, pattern) in &self.all {
            places(pattern, text, |found| hit(*rule, found.unwrap_or(0..text.len())));
            let Some(folded) = &folded else { continue };
            places(pattern, &folded.text, |found| {
                hit(*rule, found.map_or(0..text.len(), |found| folded.origin(found)));
            });
        }
    }
}

/// Reports the matches of a pattern, and `None` in place of those that are too many.
fn places(pattern: &Regex, text: &str, mut found: impl FnMut(Option<Range<usize>>)) {
    let most = PLACES.min(READ / text.len().max(1));
    for (nth, place) in pattern.find_iter(text).enumerate() {
        if nth == most {
            return found(None);
        }
        found(Some(place.range()));
    }
}

/// A text whose stretches between white space are folded.
struct Folded {
    text: String,
    /// Where each stretch ends, and of what it was folded.
    marks: Vec<(usize, Range<usize>)>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), marks: Vec::new() };
        for chunk in chunks(text) {
            if !folded.marks.is_empty() {
                folded.text.push(' ');
            }
            folded.text.push_str(&fold(&text[chunk.clone()]));
            folded.marks.push((folded.text.len(), chunk));
        }
        folded
    }

    fn origin(&self, found: Range<usize>) -> Range<usize> {
        let first = self.marks.partition_point(|(end, _)| *end <= found.start);
        let last =
            self.marks.partition_point(|(end, _)| *end < found.end).min(self.marks.len().saturating_sub(1));
        match (self.marks.get(first), self.marks.get(last)) {
            (Some((_, first)), Some((_, last))) => first.start..last.end.max(first.end),
            _ => 0..0,
        }
    }
}
