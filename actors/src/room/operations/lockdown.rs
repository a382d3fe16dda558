//! Lockdown: slow mode, no links and a delay for newcomers in one step, which can be undone.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::Object;

use super::chat_rules::check_minutes;
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec, choice};
use crate::model::{AccountPolicy, AuditEvent, BeforeLockdown, Capability, LinkPolicy, Principal};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Least seconds of slow mode in a lockdown.
const SLOW: u32 = 10;
/// For how many minutes someone has to be known, unless told otherwise.
const MINUTES: u32 = 10;
const USAGE: &str = "Write /lockdown, /lockdown followers MINUTES, /lockdown accounts, or /lockdown off.";

/// Begins, changes or ends a lockdown. The end restores what was set before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLockdown {
    /// `followers`: those who have been known for some time can write; `accounts`: those with an account; `off`.
    #[schema(schema_with = mode_schema)]
    pub mode: LockdownMode,
    /// With `followers`: for how many minutes someone has to be known, up to a week; 10 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 10080)]
    pub minutes: Option<u32>,
}

/// Who can still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LockdownMode {
    /// Those who have been known for some time.
    Followers,
    /// Those with an account.
    Accounts,
    /// Whoever could before the lockdown.
    Off,
}

fn mode_schema() -> Object {
    choice(
        &["followers", "accounts", "off"],
        "`followers`: those who have been known for some time can write; `accounts`: those with an account; `off`.",
    )
}

/// Outcome of [`SetLockdown`]: what holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LockdownSet {
    /// Whether there is a lockdown.
    pub lockdown: bool,
    /// For how many minutes someone has to be known before they can speak; 0 for everybody.
    pub newcomers: u32,
    /// Whether only people with an account can speak.
    pub accounts_only: bool,
    /// Slow mode: seconds between two messages of one person; 0 is off.
    pub slow_mode: u32,
    /// Who may send links, as in the rules of the chat.
    pub links: String,
}

impl RoomOperation for SetLockdown {
    const SPEC: Spec = Spec {
        id: "set-lockdown",
        summary: "slow the chat, refuse links and keep newcomers back in one step; off undoes it",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("set_lockdown"),
        route: Some(Route::put("lockdown")),
    };
    type Outcome = LockdownSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<LockdownSet, Refusal> {
        let mut rules = room.rulebook.rules().clone();
        let accounts_only = self.mode == LockdownMode::Accounts;
        if accounts_only && room.config.chat.accounts == AccountPolicy::Off {
            let text = "This site has no accounts. Write /lockdown followers MINUTES instead.";
            return Err(Refusal::new(Code::Invalid, text));
        }
        let (slow, newcomers) = match self.mode {
            LockdownMode::Followers | LockdownMode::Accounts => {
                let minutes = if accounts_only { 0 } else { check_minutes(self.minutes.unwrap_or(MINUTES))? };
                let slow = room.pace.slow_mode();
                let before = BeforeLockdown {
                    slow,
                    links: rules.links.clone(),
                    newcomers: rules.newcomers,
                    accounts_only: rules.accounts_only,
                };
                rules.lockdown = rules.lockdown.or(Some(before));
                rules.links = LinkPolicy::Moderators;
                (rules.newcomers, rules.accounts_only) = (minutes, accounts_only);
                (slow.max(SLOW), Some(minutes))
            }
            LockdownMode::Off => {
                let Some(before) = rules.lockdown.take() else {
                    return Err(Refusal::new(Code::Unchanged, "There is no lockdown."));
                };
                rules.links = before.links;
                (rules.newcomers, rules.accounts_only) = (before.newcomers, before.accounts_only);
                (before.slow, None)
            }
        };
        let operator = room.operator(by);
        room.audit(AuditEvent::SetLockdown { operator, newcomers }, cx);
        room.slow_down(slow, cx);
        room.rulebook.set(rules, &room.settings.name, cx);
        room.tell_all_rules(cx);
        let rules = room.rulebook.rules();
        Ok(LockdownSet {
            lockdown: rules.lockdown.is_some(),
            newcomers: rules.newcomers,
            accounts_only: rules.accounts_only,
            slow_mode: room.pace.slow_mode(),
            links: rules.links.to_string(),
        })
    }
}

impl SlashCommand for SetLockdown {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let usage = || Refusal::new(Code::Invalid, USAGE);
        let words: Vec<&str> = argument.split_whitespace().collect();
        Ok(match words[..] {
            [] | ["on" | "followers"] => Self { mode: LockdownMode::Followers, minutes: None },
            ["followers", minutes] => {
                Self { mode: LockdownMode::Followers, minutes: Some(minutes.parse().map_err(|_| usage())?) }
            }
            ["accounts"] => Self { mode: LockdownMode::Accounts, minutes: None },
            ["off"] => Self { mode: LockdownMode::Off, minutes: None },
            _ => return Err(usage()),
        })
    }

    fn render(set: LockdownSet) -> Vec<Cow<'static, str>> {
        vec![match set.lockdown {
            false => "The lockdown is over; all is as it was before.".into(),
            true => {
                let whom = match set.accounts_only {
                    true => "people with an account".to_owned(),
                    false => format!("those who have been here for {} minutes", set.newcomers),
                };
                let slow = set.slow_mode;
                format!("Lockdown: one message every {slow} s, no links, and only from {whom}.").into()
            }
        }]
    }
}
