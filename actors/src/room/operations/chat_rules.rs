//! The rules of the chat besides its filter: links, capitals, repetition, emoji alone, newcomers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::messages::{check_slow_mode, how_many_seconds};
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{AuditEvent, Capability, Capitals, ChatRules, LinkPolicy, Principal};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Letters that a message has at least for its capitals to count, unless told otherwise.
const LETTERS: u32 = 10;
/// Bounds of the number of letters.
const LETTERS_MAX: u32 = 500;
/// Longest time for which someone has to be known: a week.
const MINUTES_MAX: u32 = 7 * 24 * 60;
/// Bounds of how often something may come in a row.
const REPETITION: std::ops::RangeInclusive<u32> = 2..=100;

/// Shows the rules of the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowChatRules {}

/// Outcome of [`ShowChatRules`] and [`ChangeChatRules`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatRulesShown {
    /// `everybody`, `moderators`, or the hosts to which links may lead, separated by commas.
    pub links: String,
    /// The largest share of capitals, in percent; 0 for no limit.
    pub capitals: u32,
    /// Messages with fewer letters may have any share of capitals.
    pub capitals_letters: u32,
    /// How often a character, emoji or word may come in a row; 0 for no limit.
    pub repetition: u32,
    /// Whether messages consist of emoji alone.
    pub emoji_only: bool,
    /// For how many minutes someone has to be known before they can speak; 0 for everybody.
    pub newcomers: u32,
    /// Seconds between two messages of those who have been known for less than ten minutes, if that is more than in slow
    /// mode.
    pub slow_newcomers: u32,
    /// Whether there is a lockdown.
    pub lockdown: bool,
}

impl ChatRulesShown {
    pub(super) fn of(rules: &ChatRules) -> Self {
        Self {
            links: rules.links.to_string(),
            capitals: rules.capitals.map_or(0, |capitals| capitals.percent),
            capitals_letters: rules.capitals.map_or(LETTERS, |capitals| capitals.letters),
            repetition: rules.repetition.unwrap_or_default(),
            emoji_only: rules.emoji_only,
            newcomers: rules.newcomers,
            slow_newcomers: rules.slow_newcomers,
            lockdown: rules.lockdown.is_some(),
        }
    }
}

impl RoomOperation for ShowChatRules {
    const SPEC: Spec = Spec {
        id: "show-chat-rules",
        summary: "show the rules of the chat: links, capitals, repetition, emoji alone, newcomers",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("chat-rules")),
    };
    type Outcome = ChatRulesShown;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        _: &mut Cx<'_, '_>,
    ) -> Result<ChatRulesShown, Refusal> {
        Ok(ChatRulesShown::of(room.rulebook.rules()))
    }
}

/// Changes rules of the chat; none if one is refused. A field that is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeChatRules {
    /// Who may send links: `everybody`, `moderators`, or the hosts to which links may lead, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<String>,
    /// The largest share of capitals, in percent; 0 for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 99)]
    pub capitals: Option<u32>,
    /// Messages with fewer letters may have any share of capitals; of use with a limit of capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 500)]
    pub capitals_letters: Option<u32>,
    /// How often a character, emoji or word may come in a row, from 2 to 100; 0 for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 100)]
    pub repetition: Option<u32>,
    /// Whether messages consist of emoji alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji_only: Option<bool>,
    /// For how many minutes someone has to be known before they can speak, up to a week; 0 for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 10080)]
    pub newcomers: Option<u32>,
    /// Seconds between two messages of those who have been known for less than ten minutes, up to an hour; 0 for as many as
    /// for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 3600)]
    pub slow_newcomers: Option<u32>,
}

impl RoomOperation for ChangeChatRules {
    const SPEC: Spec = Spec {
        id: "change-chat-rules",
        summary: "change the rules of the chat: links, capitals, repetition, emoji alone, newcomers",
        audits: Some("set_chat_rules"),
        route: Some(Route::patch("chat-rules")),
        ..ShowChatRules::SPEC
    };
    type Outcome = ChatRulesShown;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<ChatRulesShown, Refusal> {
        let mut rules = room.rulebook.rules().clone();
        if let Some(links) = &self.links {
            rules.links =
                LinkPolicy::parse(links).map_err(|why| Refusal::new(Code::Invalid, format!("{why}.")))?;
        }
        if self.capitals.is_some() || self.capitals_letters.is_some() {
            let now = ChatRulesShown::of(&rules);
            let percent = self.capitals.unwrap_or(now.capitals);
            let letters = self.capitals_letters.unwrap_or(now.capitals_letters);
            if percent > 99 || letters > LETTERS_MAX {
                return Err(how_many_capitals());
            }
            rules.capitals = (percent > 0).then_some(Capitals { percent, letters });
        }
        if let Some(most) = self.repetition {
            if most != 0 && !REPETITION.contains(&most) {
                return Err(how_often());
            }
            rules.repetition = (most > 0).then_some(most);
        }
        if let Some(emoji_only) = self.emoji_only {
            rules.emoji_only = emoji_only;
        }
        if let Some(minutes) = self.newcomers {
            rules.newcomers = check_minutes(minutes)?;
        }
        if let Some(seconds) = self.slow_newcomers {
            check_slow_mode(seconds)?;
            rules.slow_newcomers = seconds;
        }
        room.set_rules(rules, by, cx);
        Ok(ChatRulesShown::of(room.rulebook.rules()))
    }
}

impl RoomState {
    /// Sets the rules of the chat, and tells everybody, unless nothing changes.
    pub(super) fn set_rules(&mut self, rules: ChatRules, by: Principal, cx: &mut Cx<'_, '_>) {
        if rules == *self.rulebook.rules() {
            return;
        }
        let operator = self.operator(by);
        let shown = serde_json::to_value(ChatRulesShown::of(&rules)).unwrap_or_default();
        self.audit(AuditEvent::SetChatRules { operator, rules: shown }, cx);
        self.rulebook.set(rules, &self.settings.name, cx);
        self.tell_all_rules(cx);
    }
}

/// For how many minutes someone has to be known.
pub(super) fn check_minutes(minutes: u32) -> Result<u32, Refusal> {
    if minutes > MINUTES_MAX { Err(how_many_minutes()) } else { Ok(minutes) }
}

fn how_many_minutes() -> Refusal {
    Refusal::new(Code::Invalid, format!("How many minutes? Write off, or a number up to {MINUTES_MAX}."))
}

fn how_many_capitals() -> Refusal {
    let text = format!(
        "How many capitals? Write off, or a share in percent from 1 to 99 and, if you like, from how many letters on \
         it counts (up to {LETTERS_MAX})."
    );
    Refusal::new(Code::Invalid, text)
}

fn how_often() -> Refusal {
    let (least, most) = (REPETITION.start(), REPETITION.end());
    Refusal::new(Code::Invalid, format!("How often in a row? Write off, or a number from {least} to {most}."))
}

/// Slash commands that each change one rule.
macro_rules! commands {
    ($($(#[$about:meta])* $name:ident($summary:literal, $parse:expr, $render:expr);)*) => {
        $(
            $(#[$about])*
            pub struct $name(ChangeChatRules);

            impl RoomOperation for $name {
                const SPEC: Spec = Spec { summary: $summary, route: None, ..ChangeChatRules::SPEC };
                type Outcome = ChatRulesShown;

                fn apply(
                    self,
                    room: &mut RoomState,
                    by: Principal,
                    cx: &mut Cx<'_, '_>,
                ) -> Result<ChatRulesShown, Refusal> {
                    self.0.apply(room, by, cx)
                }
            }

            impl SlashCommand for $name {
                fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
                    let parse: fn(&str) -> Result<ChangeChatRules, Refusal> = $parse;
                    parse(argument).map(Self)
                }

                fn render(shown: ChatRulesShown) -> Vec<Cow<'static, str>> {
                    let render: fn(ChatRulesShown) -> Cow<'static, str> = $render;
                    vec![render(shown)]
                }
            }
        )*
    };
}

commands! {
    /// `/links`
    SetLinks("let everybody send links, moderators alone, or links to some hosts only", parse_links, say_links);
    /// `/caps`
    SetCapitals("refuse messages with a larger share of capitals; off ends it", parse_capitals, say_capitals);
    /// `/repeats`
    SetRepetition(
        "refuse messages that repeat a letter, emoji or word more often in a row; off ends it",
        parse_repetition,
        say_repetition
    );
    /// `/newcomers`
    SetNewcomers(
        "let only those write who have been here for so many minutes; off ends it",
        parse_newcomers,
        say_newcomers
    );
    /// `/slownew`
    SetSlowNewcomers(
        "limit those who came within ten minutes to one message every so many seconds; 0 ends it",
        parse_slow_newcomers,
        say_slow_newcomers
    );
    /// `/emojionly`
    SetEmojiOnly("let messages have emoji alone, or words again", parse_emoji_only, say_emoji_only);
}

fn parse_links(argument: &str) -> Result<ChangeChatRules, Refusal> {
    Ok(ChangeChatRules { links: Some(argument.to_owned()), ..ChangeChatRules::default() })
}

fn parse_capitals(argument: &str) -> Result<ChangeChatRules, Refusal> {
    let mut words = argument.split_whitespace();
    let percent = match words.next() {
        Some("off") => 0,
        Some(percent) => percent
            .trim_end_matches('%')
            .parse()
            .ok()
            .filter(|percent| *percent > 0)
            .ok_or_else(how_many_capitals)?,
        None => return Err(how_many_capitals()),
    };
    let letters = words.next().map(|letters| letters.parse().map_err(|_| how_many_capitals())).transpose()?;
    Ok(ChangeChatRules { capitals: Some(percent), capitals_letters: letters, ..ChangeChatRules::default() })
}

fn parse_repetition(argument: &str) -> Result<ChangeChatRules, Refusal> {
    let most = if argument == "off" { 0 } else { argument.parse().map_err(|_| how_often())? };
    Ok(ChangeChatRules { repetition: Some(most), ..ChangeChatRules::default() })
}

fn parse_newcomers(argument: &str) -> Result<ChangeChatRules, Refusal> {
    let minutes = if argument == "off" { 0 } else { argument.parse().map_err(|_| how_many_minutes())? };
    Ok(ChangeChatRules { newcomers: Some(minutes), ..ChangeChatRules::default() })
}

fn parse_slow_newcomers(argument: &str) -> Result<ChangeChatRules, Refusal> {
    let seconds = argument.parse().map_err(|_| how_many_seconds())?;
    Ok(ChangeChatRules { slow_newcomers: Some(seconds), ..ChangeChatRules::default() })
}

fn parse_emoji_only(argument: &str) -> Result<ChangeChatRules, Refusal> {
    let emoji_only = match argument {
        "on" => true,
        "off" => false,
        _ => return Err(Refusal::new(Code::Invalid, "Write on or off after the command.")),
    };
    Ok(ChangeChatRules { emoji_only: Some(emoji_only), ..ChangeChatRules::default() })
}

fn say_links(shown: ChatRulesShown) -> Cow<'static, str> {
    match shown.links.as_str() {
        "everybody" => "Everybody can send links.".into(),
        "moderators" => "Only moderators can send links.".into(),
        hosts => format!("Links may lead to {} only.", hosts.replace(',', ", ")).into(),
    }
}

fn say_capitals(shown: ChatRulesShown) -> Cow<'static, str> {
    match shown.capitals {
        0 => "Messages may have any share of capitals.".into(),
        percent => {
            let letters = shown.capitals_letters;
            format!("Messages of {letters} letters or more may have {percent} % capitals.").into()
        }
    }
}

fn say_repetition(shown: ChatRulesShown) -> Cow<'static, str> {
    match shown.repetition {
        0 => "Messages may repeat as they like.".into(),
        most => format!("Messages may repeat a letter, emoji or word {most} times in a row.").into(),
    }
}

fn say_newcomers(shown: ChatRulesShown) -> Cow<'static, str> {
    match shown.newcomers {
        0 => "Newcomers can write at once.".into(),
        1 => "Only those who have been here for a minute can write.".into(),
        minutes => format!("Only those who have been here for {minutes} minutes can write.").into(),
    }
}

fn say_slow_newcomers(shown: ChatRulesShown) -> Cow<'static, str> {
    match shown.slow_newcomers {
        0 => "Newcomers can write as often as all.".into(),
        seconds => format!("Newcomers can write one message every {seconds} s.").into(),
    }
}

fn say_emoji_only(shown: ChatRulesShown) -> Cow<'static, str> {
    match shown.emoji_only {
        true => "Messages may have emoji alone.".into(),
        false => "Messages may have words again.".into(),
    }
}
