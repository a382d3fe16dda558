//! Compiled rules.

use std::ops::Range;

use super::pattern::Patterns;
use super::words::Words;
use crate::model::{FilterRule, RuleAction, RuleKind};

/// The rules of a stream, ready to be applied.
#[derive(Debug, Default)]
pub struct Filter {
    /// In the order of their ids.
    rules: Vec<FilterRule>,
    words: Option<Words>,
    patterns: Patterns,
}

/// A place of a text that a rule hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'f> {
    /// The rule.
    pub rule: &'f FilterRule,
    /// Which bytes of the text.
    pub of: Range<usize>,
}

impl Filter {
    /// Compiles rules. What [`check`](super::check) would refuse hits nothing.
    pub fn compile(mut rules: Vec<FilterRule>) -> Self {
        rules.sort_by_key(|rule| rule.id);
        let mut filter = Self { rules, ..Self::default() };
        for rule in filter.rules.iter().filter(|rule| rule.kind == RuleKind::Pattern) {
            filter.patterns.add(rule.id, &rule.text);
        }
        filter.compile_words();
        filter
    }

    fn compile_words(&mut self) {
        let words = self.rules.iter().filter(|rule| rule.kind != RuleKind::Pattern);
        self.words = Words::compile(words.map(|rule| (rule.id, &*rule.text)));
    }

    /// The rules in the order of their ids.
    pub fn rules(&self) -> &[FilterRule] {
        &self.rules
    }

    /// Adds a rule, whose id is greater than all others.
    pub fn add(&mut self, rule: FilterRule) {
        match rule.kind {
            RuleKind::Pattern => {
                self.patterns.add(rule.id, &rule.text);
                self.rules.push(rule);
            }
            RuleKind::Word | RuleKind::Phrase => {
                self.rules.push(rule);
                self.compile_words();
            }
        }
    }

    /// Removes a rule; `None` if there is none with this id.
    pub fn remove(&mut self, id: u32) -> Option<FilterRule> {
        let at = self.rules.iter().position(|rule| rule.id == id)?;
        let removed = self.rules.remove(at);
        match removed.kind {
            RuleKind::Pattern => self.patterns.remove(id),
            RuleKind::Word | RuleKind::Phrase => self.compile_words(),
        }
        Some(removed)
    }

    /// All places of a message that rules hit, by the rules and then by place.
    pub fn hits(&self, text: &str) -> Vec<Hit<'_>> {
        self.find(text, false)
    }

    /// As [`Filter::hits`], in a name: also in its words where they are written in camel case.
    pub fn hits_in_name(&self, name: &str) -> Vec<Hit<'_>> {
        self.find(name, true)
    }

    fn find(&self, text: &str, is_name: bool) -> Vec<Hit<'_>> {
        let mut found: Vec<(u32, Range<usize>)> = Vec::new();
        if let Some(words) = &self.words {
            words.find(text, is_name, |rule, of| found.push((rule, of)));
        }
        self.patterns.find(text, |rule, of| found.push((rule, of)));
        found.sort_by_key(|(rule, of)| (*rule, of.start, of.end));
        found.dedup();
        let rule =
            |id: u32| self.rules.binary_search_by_key(&id, |rule| rule.id).ok().map(|at| &self.rules[at]);
        found.into_iter().filter_map(|(id, of)| Some(Hit { rule: rule(id)?, of })).collect()
    }
}

/// The text with stars in place of all visible characters that rules with [`RuleAction::Mask`] hit; `None` without any.
pub(super) fn masked(text: &str, hits: &[Hit<'_>]) -> Option<String> {
    let masks = hits.iter().filter(|hit| hit.rule.action == RuleAction::Mask);
    let mut places: Vec<&Range<usize>> = masks.map(|hit| &hit.of).collect();
    if places.is_empty() {
        return None;
    }
    places.sort_by_key(|of| of.start);
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for of in places {
        let from = of.start.max(done);
        if of.end <= from {
            continue;
        }
        out.push_str(&text[done..from]);
        out.extend(text[from..of.end].chars().map(|c| if c.is_whitespace() { c } else { '*' }));
        done = of.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}
