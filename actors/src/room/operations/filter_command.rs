//! `/filter`: one slash command for all that can be done with the rules of the chat filter.

use std::borrow::Cow;

use super::filter::{
    AddFilterRule, FilterRuleAdded, FilterRuleRemoved, FilterRuleTried, FilterRules, FilterTested,
    ListFilterRules, RemoveFilterRule, TestFilter, TryFilterRule,
};
use super::{Cx, RoomOperation, SlashCommand, Spec};
use crate::model::{Principal, RuleAction, RuleKind, Term, spelled};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Most lines with which a command answers.
const LINES: usize = 50;
const USAGE: &str = "Write /filter, /filter add word|phrase|pattern mask|hold|refuse|timeout TEXT, with a time such as 10m after timeout, /filter remove ID, \
     /filter test TEXT, or /filter try word|phrase|pattern TEXT.";

/// What was typed after `/filter`.
pub enum FilterCommand {
    /// Nothing, or `list`.
    List(ListFilterRules),
    /// `add`
    Add(AddFilterRule),
    /// `remove`
    Remove(RemoveFilterRule),
    /// `test`
    Test(TestFilter),
    /// `try`
    Try(TryFilterRule),
}

impl RoomOperation for FilterCommand {
    const SPEC: Spec = Spec {
        id: "filter",
        summary: "list, add, remove or test the rules of the chat filter",
        route: None,
        ..ListFilterRules::SPEC
    };
    type Outcome = Vec<Cow<'static, str>>;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Vec<Cow<'static, str>>, Refusal> {
        Ok(match self {
            Self::List(list) => listed(&list.apply(room, by, cx)?),
            Self::Add(add) => {
                let FilterRuleAdded { id } = add.apply(room, by, cx)?;
                vec![format!("Rule {id} has been added.").into()]
            }
            Self::Remove(remove) => {
                let FilterRuleRemoved { text } = remove.apply(room, by, cx)?;
                vec![format!("The rule about {text} has been removed.").into()]
            }
            Self::Test(test) => tested(test.apply(room, by, cx)?),
            Self::Try(rule) => tried(&rule.apply(room, by, cx)?),
        })
    }
}

impl SlashCommand for FilterCommand {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let usage = || Refusal::new(Code::Invalid, USAGE);
        let (verb, rest) = word(argument);
        Ok(match verb {
            "" | "list" => Self::List(ListFilterRules {}),
            "add" => {
                let (kind, rest) = word(rest);
                let (action, text) = word(rest);
                let kind = RuleKind::parse(kind).ok_or_else(usage)?;
                let action = RuleAction::parse(action).ok_or_else(usage)?;
                let (seconds, text) = match action {
                    RuleAction::TimeOut => length(text)?,
                    _ => (None, text),
                };
                Self::Add(AddFilterRule { kind, action, text: text.to_owned(), seconds })
            }
            "remove" => Self::Remove(RemoveFilterRule { id: rest.parse().map_err(|_| usage())? }),
            "test" => Self::Test(TestFilter { text: rest.to_owned() }),
            "try" => {
                let (kind, text) = word(rest);
                let kind = RuleKind::parse(kind).ok_or_else(usage)?;
                Self::Try(TryFilterRule { kind, text: text.to_owned() })
            }
            _ => return Err(usage()),
        })
    }

    fn render(lines: Vec<Cow<'static, str>>) -> Vec<Cow<'static, str>> {
        lines
    }
}

/// The first word, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    (first, rest.trim_start())
}

/// Takes the length of a time-out, which has to be there: a text may begin with a number, too.
fn length(text: &str) -> Result<(Option<u32>, &str), Refusal> {
    let (first, rest) = word(text);
    match Term::parse(first) {
        Ok(term) => Ok((Some(term.seconds()), rest)),
        Err(_) => Err(Refusal::new(Code::Invalid, "For how long? Write a time, such as 10m, after timeout.")),
    }
}

fn listed(FilterRules { rules }: &FilterRules) -> Vec<Cow<'static, str>> {
    if rules.is_empty() {
        return vec!["The filter has no rules.".into()];
    }
    let line = |rule: &super::filter::ListedRule| {
        let lasts = rule.seconds.map_or_else(String::new, |seconds| format!(" ({})", spelled(seconds)));
        format!("{}: {}{lasts} {} {}", rule.id, rule.action, rule.kind, rule.text).into()
    };
    shortened(rules.iter().map(line), rules.len())
}

fn tested(tested: FilterTested) -> Vec<Cow<'static, str>> {
    let FilterTested { becomes, text, reason, time_out, hits } = tested;
    let time_out = time_out.map(|seconds| format!("Its author would be muted for {}.", spelled(seconds)));
    let outcome = match reason {
        None => format!("It would be said: {text}"),
        Some(reason) => format!("It would be {becomes}: {reason}"),
    };
    let count = hits.len();
    let hit = |hit: super::filter::FilterHit| {
        format!("Rule {} ({} {}) hits {}", hit.rule, hit.action, hit.looks_for, hit.hit).into()
    };
    let lines = std::iter::once(outcome).chain(time_out).map(Cow::from);
    lines.chain(shortened(hits.into_iter().map(hit), count)).collect()
}

fn tried(FilterRuleTried { looked_at, hits }: &FilterRuleTried) -> Vec<Cow<'static, str>> {
    let summary = format!("It would have hit {} of the last {looked_at} messages.", hits.len());
    let lines = hits.iter().map(|message| format!("{}: {}", message.name, message.text).into());
    std::iter::once(summary.into()).chain(shortened(lines, hits.len())).collect()
}

fn shortened(lines: impl Iterator<Item = Cow<'static, str>>, count: usize) -> Vec<Cow<'static, str>> {
    let rest = count.saturating_sub(LINES);
    let rest = (rest > 0).then(|| format!("… and {rest} more.").into());
    lines.take(LINES).chain(rest).collect()
}
