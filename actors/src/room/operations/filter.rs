//! The rules of the chat filter: listed, added, removed and tried.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::Object;

use super::mutes::TIME_OUT;
use super::{Cost, Cx, RoomOperation, Route, Spec, choice};
use crate::filter::{self, Filter, PATTERNS_MAX, RULES_MAX, Reason, judge};
use crate::model::text::clean_lines;
use crate::model::{
    AuditEvent, Capability, ChatKind, FilterRule, Principal, RuleAction, RuleKind, Term, UnixTime,
};
use crate::room::filtering::refusal;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Longest text that is tested, in bytes.
const TESTED: usize = 16 * 1024;

/// Lists the rules of the chat filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFilterRules {}

/// Outcome of [`ListFilterRules`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterRules {
    /// In the order of their ids.
    #[schema(inline)]
    pub rules: Vec<ListedRule>,
}

/// A rule of the chat filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedRule {
    /// Names it when it is removed.
    pub id: u32,
    /// `word`, `phrase` or `pattern`.
    pub kind: String,
    /// `mask`, `hold`, `refuse` or `timeout`.
    pub action: String,
    /// For how long the author is timed out, in seconds; null with other actions.
    pub seconds: Option<u32>,
    /// What it looks for.
    pub text: String,
    /// Who added it.
    pub added_by: String,
    /// When it was added.
    #[schema(value_type = i64)]
    pub added_at: UnixTime,
}

impl From<&FilterRule> for ListedRule {
    fn from(rule: &FilterRule) -> Self {
        let (kind, action) = (rule.kind.as_str().to_owned(), rule.action.as_str().to_owned());
        let (text, added_by) = (rule.text.clone(), rule.added_by.clone());
        Self { id: rule.id, kind, action, seconds: rule.seconds, text, added_by, added_at: rule.added_at }
    }
}

impl RoomOperation for ListFilterRules {
    const SPEC: Spec = Spec {
        id: "list-filter-rules",
        summary: "list the rules of the chat filter",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("filter")),
    };
    type Outcome = FilterRules;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<FilterRules, Refusal> {
        Ok(FilterRules { rules: room.rulebook.filter().rules().iter().map(ListedRule::from).collect() })
    }
}

/// Adds a rule to the chat filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddFilterRule {
    /// What the text is: a word that has to stand alone, a phrase of several, or a regular expression.
    #[schema(schema_with = kind_schema)]
    pub kind: RuleKind,
    /// What becomes of a message that has it: stars take its place, the message waits for a moderator, it is refused, or it is
    /// refused and its author is timed out.
    #[schema(schema_with = action_schema)]
    pub action: RuleAction,
    /// Up to 200 characters. In a word, a star at an end stands for more letters.
    #[schema(min_length = 1, max_length = 200)]
    pub text: String,
    /// For how long the author is timed out, in seconds, where that is the action; without it, ten minutes.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 31536000)]
    pub seconds: Option<u32>,
}

fn kind_schema() -> Object {
    choice(
        &RuleKind::ALL.map(RuleKind::as_str),
        "What the text is: a word that has to stand alone, a phrase of several, or a regular expression.",
    )
}

fn action_schema() -> Object {
    choice(
        &RuleAction::ALL.map(RuleAction::as_str),
        "What becomes of a message that has it: stars take its place, the message waits for a moderator, it is refused, or it is refused and its author is timed out.",
    )
}

/// Outcome of [`AddFilterRule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterRuleAdded {
    /// Names the rule when it is removed.
    pub id: u32,
}

impl RoomOperation for AddFilterRule {
    const SPEC: Spec = Spec {
        id: "add-filter-rule",
        summary: "add a rule to the chat filter",
        audits: Some("add_filter_rule"),
        route: Some(Route::post("filter")),
        ..ListFilterRules::SPEC
    };
    type Outcome = FilterRuleAdded;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<FilterRuleAdded, Refusal> {
        let Self { kind, action, text, seconds } = self;
        let text = checked(kind, &text)?;
        let seconds = time_out(action, seconds)?;
        let rules = room.rulebook.filter().rules();
        if let Some(same) = rules.iter().find(|rule| (rule.kind, &rule.text) == (kind, &text)) {
            let text = format!("Rule {} looks for that already. Remove it first.", same.id);
            return Err(Refusal::new(Code::Unchanged, text));
        }
        let patterns = rules.iter().filter(|rule| rule.kind == RuleKind::Pattern).count();
        if kind == RuleKind::Pattern && patterns >= PATTERNS_MAX {
            let text = format!("There are {PATTERNS_MAX} patterns already. Remove one first, or use words.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        if rules.len() >= RULES_MAX {
            let text = format!("There are {RULES_MAX} rules already. Remove one first.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        let (added_by, added_at) = (room.operator(by), cx.now().unix);
        let rule =
            FilterRule { id: room.rulebook.next_id(), kind, action, seconds, text, added_by, added_at };
        let id = rule.id;
        let (operator, kind, action) = (rule.added_by.clone(), kind.as_str(), action.as_str());
        room.audit(
            AuditEvent::AddFilterRule { operator, kind, action, seconds, rule: rule.text.clone() },
            cx,
        );
        room.rulebook.add(rule, &room.settings.name, cx);
        Ok(FilterRuleAdded { id })
    }
}

/// Removes a rule from the chat filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveFilterRule {
    /// Id of the rule.
    pub id: u32,
}

/// Outcome of [`RemoveFilterRule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterRuleRemoved {
    /// What it looked for.
    pub text: String,
}

impl RoomOperation for RemoveFilterRule {
    const SPEC: Spec = Spec {
        id: "remove-filter-rule",
        summary: "remove a rule from the chat filter",
        audits: Some("remove_filter_rule"),
        route: Some(Route::delete("filter/{id}")),
        ..ListFilterRules::SPEC
    };
    type Outcome = FilterRuleRemoved;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<FilterRuleRemoved, Refusal> {
        let removed = room.rulebook.remove(self.id, &room.settings.name, cx);
        let Some(FilterRule { kind, action, text, .. }) = removed else {
            return Err(Refusal::new(Code::NotFound, format!("There is no rule {}.", self.id)));
        };
        let (operator, kind, action) = (room.operator(by), kind.as_str(), action.as_str());
        room.audit(AuditEvent::RemoveFilterRule { operator, kind, action, rule: text.clone() }, cx);
        Ok(FilterRuleRemoved { text })
    }
}

/// Shows what would become of a message, without sending it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestFilter {
    /// Text of the message.
    #[schema(min_length = 1)]
    pub text: String,
}

/// Outcome of [`TestFilter`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterTested {
    /// `said`, `held` or `refused`.
    pub becomes: String,
    /// The message as it would be said.
    pub text: String,
    /// What its author would be told; `None` if it would be said.
    pub reason: Option<String>,
    /// For how long its author would be timed out, in seconds; null if they would not.
    pub time_out: Option<u32>,
    /// What rules of the filter hit.
    #[schema(inline)]
    pub hits: Vec<FilterHit>,
}

/// A place that a rule hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterHit {
    /// Id of the rule.
    pub rule: u32,
    /// `mask`, `hold`, `refuse` or `timeout`.
    pub action: String,
    /// What the rule looks for.
    pub looks_for: String,
    /// What it hit.
    pub hit: String,
}

impl RoomOperation for TestFilter {
    const SPEC: Spec = Spec {
        id: "test-filter",
        summary: "show what would become of a message, and which rules it hits",
        route: Some(Route::post("filter/test")),
        ..ListFilterRules::SPEC
    };
    type Outcome = FilterTested;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<FilterTested, Refusal> {
        if self.text.len() > TESTED {
            return Err(Refusal::new(Code::Invalid, format!("Test at most {TESTED} bytes at once.")));
        }
        let text = room.conversation.with_emoji(&clean_lines(&self.text));
        if text.is_empty() {
            return Err(Refusal::new(Code::Invalid, "Which text? Write it after the command."));
        }
        let rulebook = &room.rulebook;
        let is_emote = |alias: &str| room.conversation.is_emote(alias);
        let judgement = judge(rulebook.filter(), rulebook.rules(), &text, &is_emote);
        let hits = judgement.hits.iter().map(|hit| FilterHit {
            rule: hit.rule.id,
            action: hit.rule.action.as_str().to_owned(),
            looks_for: hit.rule.text.clone(),
            hit: text[hit.of.clone()].to_owned(),
        });
        let (becomes, reason) = match &judgement.reason {
            None => ("said", None),
            Some(Reason::Held(_)) => ("held", Some(HELD.to_owned())),
            Some(reason) => ("refused", Some(refusal(reason, &rulebook.rules().links).text.into_owned())),
        };
        let hits = hits.collect();
        let time_out = match &judgement.reason {
            Some(Reason::TimedOut(rule)) => rule.seconds,
            _ => None,
        };
        let text = judgement.masked.unwrap_or(text);
        Ok(FilterTested { becomes: becomes.to_owned(), text, reason, time_out, hits })
    }
}

const HELD: &str = "Your message waits until a moderator approves it.";

/// Shows which messages of the history a rule would have hit, without adding it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryFilterRule {
    /// As in a rule that is added.
    #[schema(schema_with = kind_schema)]
    pub kind: RuleKind,
    /// As in a rule that is added.
    #[schema(min_length = 1, max_length = 200)]
    pub text: String,
}

/// Outcome of [`TryFilterRule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterRuleTried {
    /// How many messages were looked at.
    pub looked_at: u64,
    /// Those that it would have hit, oldest first.
    #[schema(inline)]
    pub hits: Vec<TriedMessage>,
}

/// A message of the history that a rule would have hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TriedMessage {
    /// Id of the message.
    pub id: u64,
    /// When it was sent.
    #[schema(value_type = i64)]
    pub time: UnixTime,
    /// Who sent it.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl RoomOperation for TryFilterRule {
    const SPEC: Spec = Spec {
        id: "try-filter-rule",
        summary: "show which recent messages a rule would have hit, without adding it",
        route: Some(Route::post("filter/try")),
        ..ListFilterRules::SPEC
    };
    type Outcome = FilterRuleTried;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        _: &mut Cx<'_, '_>,
    ) -> Result<FilterRuleTried, Refusal> {
        let Self { kind, text } = self;
        let text = checked(kind, &text)?;
        let rule = FilterRule {
            id: 1,
            kind,
            action: RuleAction::Mask,
            seconds: None,
            text,
            added_by: String::new(),
            added_at: 0,
        };
        let filter = Filter::compile(vec![rule]);
        let messages = room.conversation.messages();
        let spoken =
            messages.iter().filter(|message| matches!(message.kind, ChatKind::Message | ChatKind::Action));
        let (mut looked_at, mut hits) = (0, Vec::new());
        for message in spoken {
            let Some(author) = &message.author else { continue };
            looked_at += 1;
            if !filter.hits(&message.text).is_empty() {
                let (name, text) = (author.username.to_string(), message.text.clone());
                hits.push(TriedMessage { id: message.id, time: message.time, name, text });
            }
        }
        Ok(FilterRuleTried { looked_at, hits })
    }
}

/// For how long a rule times authors out.
fn time_out(action: RuleAction, seconds: Option<u32>) -> Result<Option<u32>, Refusal> {
    match (action, seconds) {
        (RuleAction::TimeOut, seconds) => {
            let term = Term::of_seconds(seconds.unwrap_or(TIME_OUT).into());
            term.map(|term| Some(term.seconds()))
                .map_err(|why| Refusal::new(Code::Invalid, format!("A time {why}.")))
        }
        (_, None) => Ok(None),
        (_, Some(_)) => Err(Refusal::new(Code::Invalid, "Only a time-out has a length.")),
    }
}

/// The text of a rule, trimmed, if it can be one.
fn checked(kind: RuleKind, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match filter::check(kind, text) {
        Ok(()) => Ok(text.to_owned()),
        Err(why) => Err(Refusal::new(Code::Invalid, format!("The {} {why}.", kind.as_str()))),
    }
}
