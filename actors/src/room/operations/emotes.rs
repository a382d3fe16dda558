//! The emotes that a stream has of its own, beside those of the site.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, Outcome, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{Capability, Principal, emote_alias};
use crate::ports::EmoteAct;
use crate::room::emote_change::{EmoteChange, full, not_found};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;
use crate::session::SessionId;

/// Changes of a stream's emotes that may be under way at once. Checking a picture can take a second.
const AT_ONCE: u32 = 2;
const USAGE: &str = "Write /emote, /emote add NAME, or /emote remove NAME.";

/// Lists the emotes that the stream has of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListStreamEmotes {}

/// Uploads the picture of an emote of the stream, which is added or replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadStreamEmote {
    /// Letters, digits, `_` and `-`.
    #[schema(min_length = 1, max_length = 32, pattern = "^[A-Za-z0-9_-]+$")]
    pub alias: String,
    /// A PNG, GIF or WebP file of up to 1024 pixels a side and as many KiB as the site allows; it may be animated.
    #[schema(max_length = 699052, content_encoding = "base64")]
    pub picture: String,
}

/// Removes an emote of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveStreamEmote {
    /// Without colons.
    pub alias: String,
}

/// An emote of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct StreamEmote {
    /// Written between colons in chat.
    pub alias: String,
    /// The address of its picture.
    pub uri: String,
}

/// Outcome of [`ListStreamEmotes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StreamEmotes {
    /// Sorted by alias.
    #[schema(inline)]
    pub emotes: Vec<StreamEmote>,
    /// How many the stream can have; 0 if the site does not allow any.
    pub most: u32,
    /// Largest picture in KiB.
    pub kib: u32,
}

/// Outcome of [`RemoveStreamEmote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StreamEmoteRemoved {
    /// Without colons.
    pub alias: String,
}

impl RoomOperation for ListStreamEmotes {
    const SPEC: Spec = Spec {
        id: "list-stream-emotes",
        summary: "list the emotes that the stream has of its own",
        needs: Capability::Read,
        muted_may: true,
        cost: Cost::ByOutcome,
        audits: None,
        route: Some(Route::get("emotes")),
    };
    type Outcome = StreamEmotes;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<StreamEmotes, Refusal> {
        let own = room.conversation.own_emotes().iter();
        let emotes = own.map(|(key, uri)| StreamEmote { alias: bare(key).to_owned(), uri: uri.clone() });
        let limits = room.config.chat.emotes;
        Ok(StreamEmotes { emotes: emotes.collect(), most: limits.emotes, kib: limits.kib })
    }
}

impl RoomOperation for UploadStreamEmote {
    const SPEC: Spec = Spec {
        id: "upload-stream-emote",
        summary: "add an emote with its picture to the stream, or replace it",
        needs: Capability::Moderate,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("add_stream_emote"),
        route: Some(Route::put("emotes/{alias}").with_picture("picture")),
    };
    type Outcome = StreamEmote;

    /// What is returned is no answer yet. See [`Effect::ChangeEmotes`](crate::room::Effect::ChangeEmotes).
    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<StreamEmote, Refusal> {
        let limits = room.config.chat.emotes;
        if limits.emotes == 0 {
            let text = "The administrator of this site does not let streams have emotes of their own.";
            return Err(Refusal::new(Code::NotAllowed, text));
        }
        let alias = emote_alias(&self.alias)
            .map_err(|why| Refusal::new(Code::Invalid, format!("The name {why}.")))?;
        let own = room.conversation.own_emotes();
        if !own.contains_key(&format!(":{alias}:")) && own.len() >= limits.emotes as usize {
            return Err(full(limits));
        }
        let change = EmoteChange::Put { alias: alias.to_owned(), picture: self.picture };
        room.change_emotes(change, by, cx)?;
        Ok(StreamEmote::default())
    }
}

impl RoomOperation for RemoveStreamEmote {
    const SPEC: Spec = Spec {
        id: "remove-stream-emote",
        summary: "remove an emote of the stream",
        audits: Some("remove_stream_emote"),
        route: Some(Route::delete("emotes/{alias}")),
        ..UploadStreamEmote::SPEC
    };
    type Outcome = StreamEmoteRemoved;

    /// As with [`UploadStreamEmote`].
    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<StreamEmoteRemoved, Refusal> {
        let alias = bare(&self.alias);
        if !room.conversation.own_emotes().contains_key(&format!(":{alias}:")) {
            return Err(not_found(alias));
        }
        room.change_emotes(EmoteChange::Drop { alias: alias.to_owned() }, by, cx)?;
        Ok(StreamEmoteRemoved { alias: alias.to_owned() })
    }
}

/// `/emote`: what was typed after it.
pub enum EmoteCommand {
    /// Nothing, or `list`.
    List,
    /// `add`: pages open their upload instead of sending this.
    Add,
    /// `remove`
    Remove(RemoveStreamEmote),
}

impl RoomOperation for EmoteCommand {
    const SPEC: Spec = Spec {
        id: "emote",
        summary: "list, add or remove the emotes of this stream",
        route: None,
        ..UploadStreamEmote::SPEC
    };
    type Outcome = Vec<Cow<'static, str>>;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Vec<Cow<'static, str>>, Refusal> {
        match self {
            Self::List => Ok(vec![listed(&ListStreamEmotes {}.apply(room, by, cx)?).into()]),
            Self::Add => {
                let text = "An emote needs a picture, which a message cannot carry: upload it from the page, or by \
                            the operation upload-stream-emote. The site fetches no pictures from elsewhere.";
                Err(Refusal::new(Code::Invalid, text))
            }
            // answered when it is stored
            Self::Remove(remove) => remove.apply(room, by, cx).map(|_| Vec::new()),
        }
    }
}

impl SlashCommand for EmoteCommand {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let (verb, rest) = argument.split_once(' ').unwrap_or((argument, ""));
        match (verb, rest.trim()) {
            ("" | "list", "") => Ok(Self::List),
            ("add", _) => Ok(Self::Add),
            ("remove", alias) if !alias.is_empty() => {
                Ok(Self::Remove(RemoveStreamEmote { alias: alias.to_owned() }))
            }
            _ => Err(Refusal::new(Code::Invalid, USAGE)),
        }
    }

    fn render(lines: Vec<Cow<'static, str>>) -> Vec<Cow<'static, str>> {
        lines
    }
}

impl RoomState {
    /// Whether streams can have emotes of their own on this site.
    pub(in crate::room) fn has_own_emotes(&self) -> bool {
        self.config.chat.emotes.emotes > 0
    }

    fn change_emotes(
        &mut self,
        change: EmoteChange,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        if self.changing_emotes >= AT_ONCE {
            let text = "Other emotes are being changed. Try again in a moment.";
            return Err(Refusal::for_now(Code::Rate, text, 1));
        }
        self.changing_emotes += 1;
        let (streamer, operator) = (self.settings.name.clone(), self.operator(by));
        cx.change_emotes(EmoteAct { streamer, operator, by, at: cx.now().unix }, change);
        Ok(())
    }

    /// A change is stored, or was refused. Who typed it is told here.
    pub(in crate::room) fn emotes_stored(
        &mut self,
        to: Option<SessionId>,
        result: Result<String, Refusal>,
        cx: &mut Cx<'_, '_>,
    ) {
        self.changing_emotes = self.changing_emotes.saturating_sub(1);
        match (to, result) {
            (Some(id), Ok(text)) => cx.notice(id, text),
            (Some(id), Err(refusal)) => cx.refuse(id, refusal),
            (None, _) => {}
        }
    }
}

/// What became of a change, as a sentence.
pub(in crate::room) fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::StreamEmoteRemoved(StreamEmoteRemoved { alias }) => format!(":{alias}: has been removed."),
        Outcome::StreamEmote(StreamEmote { alias, .. }) => format!(":{alias}: has been added."),
        _ => String::new(),
    }
}

/// An alias without the colons that people may type around it.
fn bare(alias: &str) -> &str {
    alias.trim().trim_matches(':')
}

fn listed(StreamEmotes { emotes, most, .. }: &StreamEmotes) -> String {
    if emotes.is_empty() {
        return format!("This stream has no emotes of its own yet; it can have {most}.");
    }
    let names: Vec<String> = emotes.iter().map(|emote| format!(":{}:", emote.alias)).collect();
    format!("Emotes of this stream, {} of {most}: {}", emotes.len(), names.join(" "))
}
