//! Polls.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::pins::{check_seconds, without_span};
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::text::clean;
use crate::model::{AuditEvent, Capability, ChatKind, Poll, Principal, UnixTime, span};
use crate::room::conversation::Words;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Fewest and most choices.
const CHOICES: std::ops::RangeInclusive<usize> = 2..=10;
/// Longest choice in characters.
const CHOICE_LENGTH: usize = 80;
const HOW: &str = "Write a question and 2 to 10 choices: /poll Tea or coffee? | Tea | Coffee";

/// Asks everybody a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPoll {
    /// What is asked.
    #[schema(min_length = 1)]
    pub question: String,
    /// What people choose from: 2 to 10, of up to 80 characters each.
    #[schema(min_items = 2, max_items = 10)]
    pub choices: Vec<String>,
    /// For how long, up to four weeks; until it is ended if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 2_419_200)]
    pub seconds: Option<u32>,
}

/// Outcome of [`StartPoll`] and [`EndPoll`]: a poll with its votes so far, or its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownPoll {
    /// New with every poll.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// What people choose from.
    pub choices: Vec<String>,
    /// Number of votes for each choice.
    pub votes: Vec<u32>,
    /// When it began.
    #[schema(value_type = i64)]
    pub time: UnixTime,
    /// When it ends by itself.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// When it ended; null while people can vote.
    #[schema(value_type = Option<i64>)]
    pub ended: Option<UnixTime>,
}

impl From<&Poll> for ShownPoll {
    fn from(poll: &Poll) -> Self {
        let Poll { id, question, choices, votes, at, until, ended } = poll.clone();
        Self { id: id.to_string(), question, choices, votes, time: at, until, ended }
    }
}

impl RoomOperation for StartPoll {
    const SPEC: Spec = Spec {
        id: "start-poll",
        summary: "ask everybody a question",
        needs: Capability::Moderate,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("start_poll"),
        route: Some(Route::post("polls")),
    };
    type Outcome = ShownPoll;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<ShownPoll, Refusal> {
        if room.polls.open().is_some() {
            return Err(Refusal::new(Code::Unchanged, "There is a poll already. /poll end ends it."));
        }
        check_seconds(self.seconds)?;
        let question = room.own_words(&clean(&self.question))?;
        let choices = choices(room, &self.choices)?;
        let at = cx.now().unix;
        let until = self.seconds.map(|seconds| at.saturating_add(i64::from(seconds)));
        let votes = vec![0; choices.len()];
        let poll = Poll { id: cx.token(), question, choices, votes, at, until, ended: None };
        let operator = room.operator(by);
        let (question, choices) = (poll.question.clone(), poll.choices.clone());
        room.audit(AuditEvent::StartPoll { operator, question, choices }, cx);
        let shown = ShownPoll::from(&poll);
        let text = in_chat(&poll);
        room.polls.start(poll, &room.settings.name, cx);
        let words = Words { kind: ChatKind::Server, author: None, text, reply: None, browser: None };
        room.conversation.add(words, &room.settings.name, cx);
        Ok(shown)
    }
}

/// The poll for clients that know no polls.
fn in_chat(poll: &Poll) -> String {
    let choices = poll.choices.iter().enumerate().map(|(at, choice)| format!("{} {choice}", at + 1));
    format!(
        "Poll: {} {}. Vote with /vote and the number.",
        poll.question,
        choices.collect::<Vec<_>>().join(", ")
    )
}

fn choices(room: &RoomState, given: &[String]) -> Result<Vec<String>, Refusal> {
    if !CHOICES.contains(&given.len()) {
        return Err(Refusal::new(Code::Invalid, HOW));
    }
    let mut choices: Vec<String> = Vec::with_capacity(given.len());
    for choice in given {
        let choice = room.conversation.with_emoji(&clean(choice));
        if choice.is_empty() {
            return Err(Refusal::new(Code::Invalid, "A choice is blank."));
        }
        if choice.chars().count() > CHOICE_LENGTH {
            let text = format!("A choice has more than {CHOICE_LENGTH} characters.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        if choices.contains(&choice) {
            return Err(Refusal::new(Code::Invalid, format!("{choice} is there twice.")));
        }
        choices.push(choice);
    }
    Ok(choices)
}

/// Ends the poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndPoll {}

impl RoomOperation for EndPoll {
    const SPEC: Spec = Spec {
        id: "end-poll",
        summary: "end the poll",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("end_poll"),
        route: Some(Route::delete("polls/open")),
    };
    type Outcome = ShownPoll;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<ShownPoll, Refusal> {
        let ended = room.end_poll(Some(by), cx);
        let poll = ended.ok_or_else(|| Refusal::new(Code::NotFound, "There is no poll now."))?;
        Ok(ShownPoll::from(&poll))
    }
}

/// Lists the polls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPolls {}

/// Outcome of [`ListPolls`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PollList {
    /// The newest first: the open one, and the last 50 that have ended.
    #[schema(inline)]
    pub polls: Vec<ShownPoll>,
}

impl RoomOperation for ListPolls {
    const SPEC: Spec = Spec {
        id: "list-polls",
        summary: "list polls with their results",
        needs: Capability::Read,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("polls")),
    };
    type Outcome = PollList;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<PollList, Refusal> {
        Ok(PollList { polls: room.polls.list().map(ShownPoll::from).collect() })
    }
}

/// Votes in the open poll, in place of an earlier vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// The number of the choice, from 1.
    #[schema(minimum = 1, maximum = 10)]
    pub choice: u32,
}

/// Outcome of [`Vote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Voted {
    /// The choice in words.
    pub choice: String,
}

impl RoomOperation for Vote {
    const SPEC: Spec = Spec {
        id: "vote",
        summary: "vote in the poll, by the number of a choice",
        needs: Capability::Chat,
        muted_may: false,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::put("polls/open/vote")),
    };
    type Outcome = Voted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Voted, Refusal> {
        let choice = self.choice.wrapping_sub(1);
        room.cast_vote(by, choice, cx)?;
        let words = room.polls.open().and_then(|poll| poll.choices.get(choice as usize)).cloned();
        Ok(Voted { choice: words.unwrap_or_default() })
    }
}

impl SlashCommand for Vote {
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let most = room.polls.open().map_or(0, |poll| poll.choices.len());
        let choice = argument.parse().map_err(|_| match most {
            0 => Refusal::new(Code::NotFound, "There is no poll now."),
            most => Refusal::new(Code::Invalid, format!("Which choice? Write a number from 1 to {most}.")),
        })?;
        Ok(Self { choice })
    }

    fn render(Voted { choice }: Voted) -> Vec<Cow<'static, str>> {
        vec![format!("You voted for {choice}.").into()]
    }
}

/// What `/poll` does.
pub enum PollCommand {
    /// See [`StartPoll`].
    Start(StartPoll),
    /// See [`EndPoll`].
    End(EndPoll),
}

/// Outcome of [`PollCommand`].
pub enum PollCommanded {
    /// A poll began, which ends by itself after that many seconds.
    Started(Option<u32>),
    /// The result, which everybody is told.
    Ended,
}

impl RoomOperation for PollCommand {
    const SPEC: Spec = Spec {
        id: "poll",
        summary: "ask everybody a question, or end the poll with /poll end",
        muted_may: true,
        route: None,
        ..StartPoll::SPEC
    };
    type Outcome = PollCommanded;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<PollCommanded, Refusal> {
        match self {
            Self::Start(start) => {
                let seconds = start.seconds;
                room.perform(StartPoll { ..start }, by, cx)?;
                Ok(PollCommanded::Started(seconds))
            }
            Self::End(end) => {
                end.apply(room, by, cx)?;
                Ok(PollCommanded::Ended)
            }
        }
    }
}

impl SlashCommand for PollCommand {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        if argument == "end" {
            return Ok(Self::End(EndPoll {}));
        }
        let (text, seconds) = without_span(argument);
        let mut parts = text.split('|').map(str::trim).map(str::to_owned);
        let question = parts.next().unwrap_or_default();
        let choices: Vec<String> = parts.collect();
        if question.is_empty() || !CHOICES.contains(&choices.len()) {
            return Err(Refusal::new(Code::Invalid, HOW));
        }
        Ok(Self::Start(StartPoll { question, choices, seconds }))
    }

    fn render(outcome: PollCommanded) -> Vec<Cow<'static, str>> {
        match outcome {
            PollCommanded::Started(Some(seconds)) => {
                vec![format!("The poll ends in {}.", span::words(seconds)).into()]
            }
            PollCommanded::Started(None) => vec!["The poll has begun. /poll end ends it.".into()],
            PollCommanded::Ended => Vec::new(),
        }
    }
}
