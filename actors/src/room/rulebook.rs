//! The rules of a room's chat: its filter, and what else moderators set. They change together with their stored copies.

use super::context::Cx;
use crate::filter::{self, Filter, Judgement};
use crate::model::names::StreamerName;
use crate::model::{ChatRules, FilterRule};
use crate::ports::Write;

/// The rules of a chat.
#[derive(Debug)]
pub(super) struct Rulebook {
    filter: Filter,
    rules: ChatRules,
    /// The last id that a rule was given.
    last_id: u32,
}

impl Rulebook {
    pub fn new(words: Vec<FilterRule>, rules: ChatRules) -> Self {
        let last_id = words.iter().map(|rule| rule.id).max().unwrap_or_default();
        Self { filter: Filter::compile(words), rules, last_id }
    }

    /// What becomes of a message; `None` without any rule that could matter.
    pub fn judge(&self, text: &str, is_emote: &dyn Fn(&str) -> bool) -> Option<Judgement<'_>> {
        let is_needed = !self.filter.rules().is_empty() || self.rules.concern_text();
        is_needed.then(|| filter::judge(&self.filter, &self.rules, text, is_emote))
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn rules(&self) -> &ChatRules {
        &self.rules
    }

    /// The id of the next rule.
    pub fn next_id(&self) -> u32 {
        self.last_id + 1
    }

    /// Adds a rule of the filter.
    pub fn add(&mut self, rule: FilterRule, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        self.last_id = self.last_id.max(rule.id);
        cx.save(Write::FilterRuleAdded { streamer: streamer.clone(), rule: rule.clone() });
        self.filter.add(rule);
    }

    /// Removes a rule of the filter.
    pub fn remove(&mut self, id: u32, streamer: &StreamerName, cx: &mut Cx<'_, '_>) -> Option<FilterRule> {
        let removed = self.filter.remove(id)?;
        cx.save(Write::FilterRuleRemoved { streamer: streamer.clone(), id });
        Some(removed)
    }

    /// Sets the other rules.
    pub fn set(&mut self, rules: ChatRules, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        cx.save(Write::ChatRules { streamer: streamer.clone(), rules: rules.clone() });
        self.rules = rules;
    }
}
