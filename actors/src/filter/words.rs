//! Rules of words and phrases, found in one pass over the readings of a text, however many there are.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::piece::pieces;
use super::reading::{BARE_BORDER, BORDER, JOINED_BORDER, Readings, Wanted, without_accents};
use crate::model::text::Invalid;

/// Fewest letters of a word that is also found with accents.
const BARE: usize = 4;
/// Fewest letters of a word that is also found as a part of others.
const PART: usize = 3;
/// Most places that are looked at; a text with more is hit as a whole.
const PLACES: usize = 4096;

/// A word or phrase, as compared.
#[derive(Debug)]
struct Term {
    words: Vec<String>,
    /// Whether other letters may stand before it, and after it.
    open: (bool, bool),
    has_symbols: bool,
}

impl Term {
    /// Parses the text of a rule. A star at an end stands for more letters there.
    fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let (inner, before) = text.strip_prefix('*').map_or((text, false), |inner| (inner, true));
        let (inner, after) = inner.strip_suffix('*').map_or((inner, false), |inner| (inner, true));
        let mut all = Vec::new();
        pieces(inner, 0..inner.len(), &mut all);
        let has_symbols = all.iter().any(|piece| piece.is_symbol);
        let words: Vec<String> = all.into_iter().map(|piece| piece.folded.into_owned()).collect();
        if words.is_empty() {
            return Err("has neither letters nor digits nor symbols".into());
        }
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        if (before || after) && letters < PART {
            return Err(Invalid(format!("is too short for a star: it needs {PART} letters")));
        }
        Ok(Self { words, open: (before, after), has_symbols })
    }

    /// What the automaton looks for.
    fn needles(&self) -> Vec<String> {
        let framed = |words: &str, border: char| {
            let border = border.to_string();
            let (before, after) = self.open;
            [if before { "" } else { &border }, words, if after { "" } else { &border }].concat()
        };
        let mut needles = vec![framed(&self.words.join(&BORDER.to_string()), BORDER)];
        if self.words.len() > 1 && !self.has_symbols {
            needles.push(framed(&self.words.concat(), JOINED_BORDER));
        }
        let letters: usize = self.words.iter().map(|word| word.chars().count()).sum();
        if letters >= BARE && self.words.iter().all(|word| without_accents(word) == **word) {
            needles.push(framed(&self.words.join(&BARE_BORDER.to_string()), BARE_BORDER));
        }
        needles
    }
}

/// Checks the text of a rule about a word, or about a phrase.
pub(super) fn check(text: &str, is_phrase: bool) -> Result<(), Invalid> {
    if !is_phrase && text.trim().contains(char::is_whitespace) {
        return Err("is more than one word; add it as a phrase".into());
    }
    Term::parse(text).map(drop)
}

/// Compiled words and phrases.
#[derive(Debug)]
pub(super) struct Words {
    automaton: AhoCorasick,
    /// For each of the automaton's patterns, the id of its rule.
    rules: Vec<u32>,
    has_symbols: bool,
}

impl Words {
    /// Compiles rules with their ids; those that are invalid are left out. `None` without any.
    pub fn compile<'r>(rules: impl Iterator<Item = (u32, &'r str)>) -> Option<Self> {
        let (mut needles, mut of, mut has_symbols) = (Vec::new(), Vec::new(), false);
        for (rule, text) in rules {
            let Ok(term) = Term::parse(text) else { continue };
            has_symbols |= term.has_symbols;
            for needle in term.needles() {
                needles.push(needle);
                of.push(rule);
            }
        }
        let automaton = AhoCorasick::new(needles).ok().filter(|automaton| automaton.patterns_len() > 0)?;
        Some(Self { automaton, rules: of, has_symbols })
    }

    /// Reports each place that a rule hits, with the id of the rule.
    pub fn find(&self, text: &str, is_name: bool, mut hit: impl FnMut(u32, Range<usize>)) {
        let readings = Readings::of(text, Wanted { symbols: self.has_symbols, is_name });
        for (nth, found) in self.automaton.find_overlapping_iter(&readings.text).enumerate() {
            let rule = self.rules[found.pattern().as_usize()];
            if nth == PLACES {
                hit(rule, 0..text.len());
                return;
            }
            hit(rule, readings.origin(found.range()));
        }
    }
}
