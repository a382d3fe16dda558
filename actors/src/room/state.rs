//! A room's decisions, free of I/O: `apply(input, env) -> effects`.

use std::sync::Arc;
use std::time::Instant;

use super::acquaintances::Acquaintances;
use super::admitted::Admitted;
use super::broadcasting::Broadcasting;
use super::config::{ChatConfig, RoomConfig};
use super::context::Cx;
use super::conversation::Conversation;
use super::effect::Effect;
use super::ended::JustEnded;
use super::first_messages::FirstMessages;
use super::held::Held;
use super::history::History;
use super::input::{Action, Input, RoomCommand};
use super::moderation::Moderation;
use super::notes::Notes;
use super::pace::Pace;
use super::people::People;
use super::pinned::Pinned;
use super::polls::Polls;
use super::reports::Reports;
use super::rulebook::Rulebook;
use super::settings::StreamSettings;
use super::stream_news::StreamNews;
use super::viewer_count::ViewerCount;
use crate::delivery::OfferedMedia;
use crate::ids::MessageIds;
use crate::media::PublisherId;
use crate::model::names::Token;
use crate::model::{AuditEvent, Broadcast, Emotes, SiteStaff, Streamer, Titles};
use crate::ports::{ChatMemory, Env, Now};
use crate::room::event::RoomEvent;
use crate::session::{RoomId, SessionId};
use crate::status::StreamStatus;

/// The state of one stream: settings, broadcast, sessions and chat.
#[derive(Debug)]
pub struct RoomState {
    pub(super) id: RoomId,
    pub(super) config: Arc<RoomConfig>,
    pub(super) settings: StreamSettings,
    pub(super) broadcasting: Broadcasting,
    pub(super) people: People,
    pub(super) moderation: Moderation,
    pub(super) reports: Reports,
    pub(super) notes: Notes,
    pub(super) acquaintances: Acquaintances,
    pub(super) first_messages: FirstMessages,
    pub(super) conversation: Conversation,
    pub(super) titles: Titles,
    pub(super) pinned: Pinned,
    pub(super) polls: Polls,
    pub(super) pace: Pace,
    pub(super) rulebook: Rulebook,
    pub(super) site_staff: SiteStaff,
    /// Changes of the stream's emotes that are under way.
    pub(super) changing_emotes: u32,
    pub(super) held: Held,
    pub(super) viewers: ViewerCount,
    pub(super) news: StreamNews,
}

/// The initial data of a room.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The room's id.
    pub id: RoomId,
    /// As stored.
    pub settings: Streamer,
    /// The broadcast to continue, if one was running.
    pub running: Option<Broadcast>,
    /// Names under which publishers of the room that this one replaces may be sending, latest last.
    pub publish_names: Vec<Token>,
    /// Stored history, and what moderators set.
    pub memory: ChatMemory,
    /// URLs of the site's emotes by `:alias:`.
    pub emotes: Emotes,
    /// URLs of the stream's own emotes by `:alias:`.
    pub own_emotes: Emotes,
    /// Who has a role on the whole site.
    pub site_staff: SiteStaff,
    /// Source of message ids.
    pub ids: MessageIds,
}

impl RoomState {
    /// A new room, or one that continues after a restart or the death of its predecessor.
    pub fn new(config: RoomConfig, beginning: Beginning, now: Now) -> Self {
        let Beginning { id, settings, running, publish_names, memory, emotes, own_emotes, site_staff, ids } =
            beginning;
        let config = Arc::new(config);
        let settings = StreamSettings::new(settings);
        let broadcasting = Broadcasting::new(Arc::clone(&config), running, publish_names, now.monotonic);
        let info = broadcasting.info(&settings, 0, now.monotonic);
        let history = History::new(config.chat.retention, memory.history, memory.deleted, ids, now);
        Self {
            id,
            people: People::default(),
            moderation: Moderation::new(memory.sanctions, memory.moderators, now),
            reports: Reports::new(memory.reports),
            notes: Notes::new(memory.notes),
            acquaintances: Acquaintances::default(),
            first_messages: FirstMessages::default(),
            conversation: Conversation::new(Arc::clone(&config), history, emotes, own_emotes),
            titles: memory.titles,
            pinned: Pinned::new(memory.pin, now),
            polls: Polls::new(memory.polls, memory.votes, now),
            pace: Pace::new(config.chat.limits, memory.slow),
            rulebook: Rulebook::new(memory.filter, memory.rules),
            site_staff,
            changing_emotes: 0,
            held: Held::new(memory.held),
            viewers: ViewerCount::default(),
            news: StreamNews::new(info),
            settings,
            broadcasting,
            config,
        }
    }

    /// Handles an input. The caller performs the effects, and publishes [`RoomState::status`] and [`RoomState::media`]
    /// when they ask for it.
    pub fn apply(&mut self, input: Input, env: &mut Env<'_>) -> Vec<Effect> {
        let mut context = Cx::new(env);
        let cx = &mut context;
        match input {
            Input::Command(command) => self.commanded(command, cx),
            Input::PlaylistUpdated(update) => {
                self.broadcasting.playlist_updated(*update, &mut self.settings, cx);
            }
            Input::SegmentGrows(rendition, name) => {
                self.broadcasting.segment_grows(&rendition, name.as_ref(), cx.now());
            }
            Input::PlaylistTrimmed(rendition, playlist) => {
                self.broadcasting.playlist_trimmed(&rendition, playlist, cx);
            }
            Input::Packaged(update) => self.broadcasting.packaged(update, &self.settings, cx),
            Input::Measured(broadcast, health) => self.broadcasting.measured(&broadcast, health, cx),
            Input::PlaylistGone(rendition) => self.broadcasting.playlist_gone(&rendition, cx),
            Input::Decoded(ticket, result) => self.decoded(ticket, result, cx),
            Input::SettingStored(position) => self.settings.confirmed(position),
            Input::ActsRead(by, acts) => self.list_acts(by, acts, cx),
            Input::EmotesStored { to, result } => self.emotes_stored(to, result, cx),
            Input::TimePassed => {}
        }
        self.follow_up(cx);
        context.into_effects()
    }

    fn commanded(&mut self, command: RoomCommand, cx: &mut Cx<'_, '_>) {
        match command {
            RoomCommand::PublishStarted(publisher, has) => {
                self.broadcasting.publish_started(publisher, has.as_ref(), &mut self.settings, cx);
            }
            RoomCommand::PublishEnded(publisher, leaving) => {
                self.broadcasting.publish_ended(publisher, leaving, &self.settings, cx);
            }
            RoomCommand::Socket(id, action) => self.acted(id, action, cx),
            RoomCommand::EmotesChanged(emotes) => self.conversation.set_site_emotes(emotes, cx),
            RoomCommand::SiteStaffChanged(staff) => self.site_staff_changed(staff, cx),
            RoomCommand::OwnEmotesChanged(emotes) => self.conversation.set_own_emotes(emotes, cx),
            RoomCommand::SiteSanctionsChanged(listed) => self.site_sanctions_changed(listed, cx),
            RoomCommand::ChatConfigured(chat) => self.chat_configured(*chat, cx),
            RoomCommand::SettingsChanged(settings, as_of) => {
                self.settings_changed(*settings, as_of, cx);
            }
            RoomCommand::Closing(why) => self.close(why, cx),
        }
    }

    /// Goes by other rules of chat from now on. How much history is kept stays as it is.
    fn chat_configured(&mut self, chat: ChatConfig, cx: &mut Cx<'_, '_>) {
        let length = chat.message_length;
        if length != self.config.chat.message_length {
            cx.all(RoomEvent::MessageLength { length });
        }
        let config = Arc::new(RoomConfig { chat, ..RoomConfig::clone(&self.config) });
        self.pace.set_limits(config.chat.limits);
        self.conversation.configure(Arc::clone(&config));
        self.config = config;
    }

    /// Runs after each input: drops what expired, and sends what others have to be told.
    pub(super) fn follow_up(&mut self, cx: &mut Cx<'_, '_>) {
        self.conversation.expire(&self.settings.name, cx);
        self.pinned.expire(&self.settings.name, cx);
        self.follow_poll(cx);
        self.expire_sanctions(cx);
        self.broadcasting.end_if_over(&mut self.settings, cx);
        self.publish_viewers(cx);
        self.broadcasting.publish_passed(&mut self.settings, cx);
        if let Some(count) = self.people.head_count(cx.now().monotonic) {
            cx.all(RoomEvent::HeadCount { count });
        }
        self.tell_watchers(cx);
    }

    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// Number of sessions that receive chat.
    pub fn listeners(&self) -> u32 {
        u32::try_from(self.people.listeners()).unwrap_or(u32::MAX)
    }

    /// Workers that have or had sessions here.
    pub fn workers(&self) -> &[u16] {
        self.people.workers()
    }

    fn acted(&mut self, id: SessionId, action: Action, cx: &mut Cx<'_, '_>) {
        match action {
            Action::Presence(presence) => self.presence(id, presence, cx),
            Action::Login(login) => self.login(id, *login, cx),
            Action::Logout => self.logout(id, cx),
            Action::Message { text, reply } => {
                if let Err(refusal) = self.typed(id, &text, reply, cx) {
                    cx.refuse(id, refusal);
                }
            }
            Action::Drawing(src) => {
                if let Err(refusal) = self.drew(id, src, cx) {
                    cx.refuse(id, refusal);
                }
            }
            Action::Appeal(appeal) => {
                if let Err(refusal) = self.appealed_from_page(id, *appeal, cx) {
                    cx.refuse(id, refusal);
                }
            }
            Action::GetColour => self.answer(id, Self::tell_colour, cx),
            Action::GetCommands => self.answer(id, Self::offer_commands, cx),
            Action::GetStatus => self.answer(id, Self::tell_status, cx),
            Action::Return(back) => self.returned(id, *back, cx),
            Action::Gone => self.gone(id, cx),
        }
    }

    /// Answers a question of a member about themselves.
    fn answer(&self, id: SessionId, tell: fn(&Self, SessionId, &mut Cx<'_, '_>), cx: &mut Cx<'_, '_>) {
        match self.check_member(id) {
            Ok(()) => tell(self, id, cx),
            Err(refusal) => cx.refuse(id, refusal),
        }
    }

    /// The answer to a publisher that has just asked to publish.
    ///
    /// # Errors
    /// Publishers are refused for a while after a broadcast was ended.
    pub fn admitted(&self, now: Instant) -> Result<Admitted, JustEnded> {
        self.broadcasting.admitted(now)
    }

    /// Whether a connected publisher may go on.
    pub fn may_continue(&self, publisher: PublisherId, now: Instant) -> bool {
        self.broadcasting.may_continue(publisher, now)
    }

    /// Names under which publishers may be sending, latest last.
    pub fn publish_names(&self) -> &[Token] {
        self.broadcasting.publish_names()
    }

    /// The name to rename the publisher to, in keyless mode.
    pub fn publish_name(&self) -> Option<&Token> {
        self.broadcasting.broadcast()?.publish_name.as_ref()
    }

    /// The settings as the room knows them.
    pub fn settings(&self) -> &Streamer {
        &self.settings
    }

    /// When the state next changes by time alone; `None` lets an idle room sleep.
    pub fn deadline(&self, now: Now) -> Option<Instant> {
        let broadcast = self.broadcasting.deadline(now.monotonic);
        let viewers = self.viewers.deadline(self.people.viewers(), now.monotonic);
        let news = self.news.deadline(now.monotonic);
        let head_count = self.people.head_count_at(now.monotonic);
        let poll = self.polls.deadline(now.monotonic);
        let said = [self.conversation.deadline(), self.pinned.deadline(), poll];
        let sanctions = self.moderation.sanctions().next_end();
        [broadcast, viewers, news, head_count, sanctions].into_iter().chain(said).flatten().min()
    }

    /// The status for pages and the API.
    pub fn status(&self, now: Instant) -> StreamStatus {
        StreamStatus {
            moderators: self.moderation.moderators().accounts().collect(),
            ..self.broadcasting.status(&self.settings, self.viewers.published(), now)
        }
    }

    /// The media for players; `None` while nothing is on air.
    pub fn media(&self, now: Instant) -> Option<OfferedMedia> {
        self.broadcasting.media(self.settings.password.is_some(), now)
    }

    /// Records an event in the audit log.
    pub(super) fn audit(&self, event: AuditEvent, cx: &mut Cx<'_, '_>) {
        cx.audit(&self.settings.name, event);
    }
}
