//! A room's decisions, free of I/O: `apply(input, env) -> effects`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::broadcasting::Broadcasting;
use super::config::RoomConfig;
use super::context::Cx;
use super::drawing_queue::DrawingQueue;
use super::effect::Effect;
use super::history::History;
use super::input::{Action, Closing, Input};
use super::join_leave_throttle::JoinLeaveThrottle;
use super::mutes::{Moderators, Mutes};
use super::people::People;
use super::settings::StreamSettings;
use super::slow_mode::SlowMode;
use crate::ids::MessageIds;
use crate::limits::{Limiter, PersonKey};
use crate::media::OfferedMedia;
use crate::model::names::{Token, ViewerPassword};
use crate::model::{AuditEvent, Broadcast, ChatSetting, Role, Streamer};
use crate::ports::{ChatMemory, Env, JournalPosition, Now};
use crate::room::duplicate_filter::DuplicateFilter;
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::session::{Channels, RoomId, SessionId};
use crate::status::{StreamInfo, StreamStatus};

/// Shortest time between two updates of the viewer count, and between two `stream` events.
const TELL_PAUSE: Duration = Duration::from_secs(1);

/// The state of one stream: settings, broadcast, sessions and chat.
#[derive(Debug)]
pub struct RoomState {
    pub(super) id: RoomId,
    pub(super) config: Arc<RoomConfig>,
    pub(super) settings: StreamSettings,
    pub(super) broadcasting: Broadcasting,
    pub(super) people: People,
    pub(super) mutes: Mutes,
    pub(super) moderators: Moderators,
    pub(super) history: History,
    pub(super) drawings: DrawingQueue,
    pub(super) emotes: Arc<BTreeMap<String, String>>,
    pub(super) slow: SlowMode,
    pub(super) limiter: Limiter,
    pub(super) duplicates: DuplicateFilter<PersonKey>,
    pub(super) join_leave_throttle: JoinLeaveThrottle,
    /// The viewer count as last published, and when.
    viewers: u32,
    viewers_at: Option<Instant>,
    /// The viewer count as last audited, 0 while the stream is not live; `None` until there is a viewer.
    audited: Option<u32>,
    /// The stream info that all watchers have, and when it was sent; `None` while they may have different ones.
    told: Option<Arc<StreamInfo>>,
    told_at: Option<Instant>,
    /// Whether something was published since that may have to be sent to watchers.
    untold: bool,
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
    /// Stored history, mutes, moderators and slow mode.
    pub memory: ChatMemory,
    /// URLs of the site's emotes by `:alias:`.
    pub emotes: Arc<BTreeMap<String, String>>,
    /// Source of message ids.
    pub ids: MessageIds,
}

impl RoomState {
    /// A new room, or one that continues after a restart or the death of its predecessor.
    pub fn new(config: RoomConfig, beginning: Beginning, now: Now) -> Self {
        let Beginning { id, settings, running, memory, emotes, ids } = beginning;
        let config = Arc::new(config);
        let mut room = Self {
            id,
            settings: StreamSettings::new(settings),
            broadcasting: Broadcasting::new(Arc::clone(&config), running, now.monotonic),
            people: People::default(),
            mutes: Mutes::new(memory.mutes),
            moderators: Moderators::new(memory.moderators),
            history: History::new(config.chat.retention, memory.history, memory.deleted, ids, now),
            drawings: DrawingQueue::default(),
            emotes,
            slow: SlowMode::new(memory.slow),
            limiter: Limiter::new(config.chat.limits),
            duplicates: DuplicateFilter::default(),
            join_leave_throttle: JoinLeaveThrottle::default(),
            viewers: 0,
            viewers_at: None,
            audited: None,
            told: None,
            told_at: None,
            untold: false,
            config,
        };
        room.told = Some(room.info(now.monotonic));
        room
    }

    /// Handles an input. The caller performs the effects, and publishes [`RoomState::status`] and [`RoomState::media`]
    /// when they ask for it.
    pub fn apply(&mut self, input: Input, env: &mut Env<'_>) -> Vec<Effect> {
        let mut context = Cx::new(env);
        let cx = &mut context;
        match input {
            Input::PublishStarted(publisher) => {
                self.broadcasting.publish_started(publisher, &mut self.settings, cx);
            }
            Input::PublishEnded(publisher) => self.broadcasting.publish_ended(publisher, &self.settings, cx),
            Input::PlaylistUpdated(update) => {
                self.broadcasting.playlist_updated(*update, &mut self.settings, cx);
            }
            Input::SegmentGrows(rendition, name) => {
                self.broadcasting.segment_grows(&rendition, name.as_ref(), cx.now());
            }
            Input::PlaylistTrimmed(rendition, playlist) => {
                self.broadcasting.playlist_trimmed(&rendition, playlist, cx);
            }
            Input::PlaylistGone(rendition) => self.broadcasting.playlist_gone(&rendition, cx),
            Input::Socket(id, action) => self.acted(id, action, cx),
            Input::Decoded(ticket, result) => self.decoded(ticket, result, cx),
            Input::EmotesChanged(emotes) => self.emotes = emotes,
            Input::SettingsChanged(settings, as_of) => {
                self.settings_changed(*settings, as_of, cx);
            }
            Input::SettingStored(position) => self.settings.confirmed(position),
            Input::Closing(why) => self.close(why, cx),
            Input::TimePassed => {}
        }
        self.follow_up(cx);
        context.into_effects()
    }

    /// Runs after each input: drops what expired, and sends what others have to be told.
    pub(super) fn follow_up(&mut self, cx: &mut Cx<'_, '_>) {
        if let Some(up_to) = self.history.expire(cx.now().monotonic) {
            self.forget_up_to(up_to, cx);
        }
        self.broadcasting.end_if_over(&mut self.settings, cx);
        self.show_viewers(cx);
        self.broadcasting.publish_passed(&mut self.settings, cx);
        if self.join_leave_throttle.counts(cx.now().monotonic) {
            cx.all(RoomEvent::HeadCount { count: self.people.count() });
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
            Action::GetColour | Action::GetCommands | Action::GetStatus => match self.check_member(id) {
                Ok(()) => self.tell_own(id, &action, cx),
                Err(refusal) => cx.refuse(id, refusal),
            },
            Action::Return(back) => self.returned(id, *back, cx),
            Action::Gone => self.gone(id, cx),
        }
    }

    /// Answers a member's question about themselves.
    fn tell_own(&self, id: SessionId, action: &Action, cx: &mut Cx<'_, '_>) {
        match action {
            Action::GetCommands => self.offer_commands(id, cx),
            Action::GetStatus => self.tell_status(id, cx),
            _ => {
                if let Some(member) = self.people.member(id) {
                    cx.reply(id, RoomEvent::OwnColour { color: member.colour });
                }
            }
        }
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
        let count = (self.people.viewers() != self.viewers)
            .then(|| self.viewers_at.map_or(now.monotonic, |at| at + TELL_PAUSE));
        let crowd = self.join_leave_throttle.deadline(now.monotonic);
        let telling = self.untold.then(|| self.told_at.map_or(now.monotonic, |at| at + TELL_PAUSE));
        [broadcast, count, crowd, telling, self.history.deadline()].into_iter().flatten().min()
    }

    /// The status for pages and the API.
    pub fn status(&self, now: Instant) -> StreamStatus {
        StreamStatus {
            settings: self.settings().clone(),
            state: self.broadcasting.state(now),
            live: self.broadcasting.is_live(now),
            viewers: self.viewers,
            on_air: self.broadcasting.status(),
            problems: self.broadcasting.problems(),
        }
    }

    /// The media for players; `None` while nothing is on air.
    pub fn media(&self, now: Instant) -> Option<OfferedMedia> {
        self.broadcasting.media(now)
    }

    fn settings_changed(&mut self, stored: Streamer, as_of: JournalPosition, cx: &mut Cx<'_, '_>) {
        let Some(new) = self.settings.merged(stored, as_of) else { return };
        let rekeyed = new.key != self.settings.key;
        if rekeyed {
            self.broadcasting.end_rekeyed(&mut self.settings, cx);
        }
        let password = self.settings.replace(new);
        cx.publish();
        if rekeyed {
            let with_old_key: Vec<SessionId> = self
                .people
                .staff()
                .filter(|(_, member)| member.role == Role::Streamer)
                .map(|(id, _)| id)
                .collect();
            for id in with_old_key {
                cx.error(id, Code::KeyWrong, "The stream key was changed. Join again with the new one.");
                self.logout(id, cx);
            }
        }
        if self.settings.chat == ChatSetting::Disabled {
            cx.broadcast(
                Channels::CHAT,
                RoomEvent::Failed(Refusal::new(Code::Disabled, "This stream no longer has a chat.")),
            );
            let listening: Vec<SessionId> =
                self.people.sessions().filter(|(_, session)| session.listens()).map(|(id, _)| id).collect();
            // they keep watching
            self.evict(&listening, false, cx);
        }
        self.lock_with(password, cx);
    }

    /// Sets or removes the viewer password. Sessions that have not shown it are evicted at once.
    pub(super) fn lock_with(&mut self, password: Option<ViewerPassword>, cx: &mut Cx<'_, '_>) {
        if !self.settings.set_password(password) {
            return;
        }
        self.broadcasting.readdress(cx);
        cx.publish();
        // folded, as clients of the original expect it here
        let username: Arc<str> = self.settings.name.folded().into();
        let event = match &self.settings.password {
            Some(_) => RoomEvent::Locked { username },
            None => RoomEvent::Unlocked { username },
        };
        if self.settings.password.is_none() {
            for id in self.people.locked_out() {
                cx.reply(id, event.clone());
            }
        }
        cx.broadcast(Channels::ALL, event);
        self.evict_all(cx, |unlocked, role| !unlocked && role != Some(Role::Streamer));
    }

    /// Evicts the sessions for which `goes` returns true, given whether they are unlocked and the role of their member.
    fn evict_all(&mut self, cx: &mut Cx<'_, '_>, goes: impl Fn(bool, Option<Role>) -> bool) {
        let gone: Vec<SessionId> = self
            .people
            .sessions()
            .filter(|(id, session)| {
                goes(self.is_unlocked(*id), session.member.as_ref().map(|member| member.role))
            })
            .map(|(id, _)| id)
            .collect();
        self.evict(&gone, true, cx);
    }

    fn close(&mut self, why: Closing, cx: &mut Cx<'_, '_>) {
        let event = match why {
            Closing::Restart => RoomEvent::Restarting,
            Closing::Dropped => {
                RoomEvent::Failed(Refusal::new(Code::StreamerUnknown, "This streamer is no longer here."))
            }
        };
        cx.broadcast(Channels::ALL, event);
        if why == Closing::Dropped {
            self.evict_all(cx, |_, _| true);
        }
    }

    fn show_viewers(&mut self, cx: &mut Cx<'_, '_>) {
        let count = self.people.viewers();
        let rested =
            self.viewers_at.is_none_or(|at| cx.now().monotonic.saturating_duration_since(at) >= TELL_PAUSE);
        if count != self.viewers && rested {
            self.viewers = count;
            self.viewers_at = Some(cx.now().monotonic);
            cx.publish();
        }
        let watching = if self.broadcasting.is_live(cx.now().monotonic) { self.viewers } else { 0 };
        if self.audited != Some(watching) && (self.audited.is_some() || self.viewers > 0) {
            self.audited = Some(watching);
            self.audit(AuditEvent::ViewerCount { viewers: watching }, cx);
        }
    }

    /// The content of `stream` events.
    pub(super) fn info(&self, now: Instant) -> Arc<StreamInfo> {
        let broadcast = self.broadcasting.broadcast();
        let (live, state) = (self.broadcasting.is_live(now), self.broadcasting.state(now));
        Arc::new(StreamInfo::of(
            &self.settings,
            live,
            state,
            self.viewers,
            broadcast,
            self.broadcasting.problems(),
        ))
    }

    /// The `stream` event for a session that has just arrived.
    pub(super) fn news_for_newcomer(&mut self, now: Now) -> RoomEvent {
        let info = self.info(now.monotonic);
        if self.told.as_ref() != Some(&info) {
            // the others do not have this info yet; if it reverts before they get it, the newcomer still needs an
            // update
            self.tell_anew();
        }
        RoomEvent::Stream { info, now: now.precise() }
    }

    /// Sends watchers the next `stream` event even if nothing changed.
    pub(super) fn tell_anew(&mut self) {
        self.told = None;
        self.untold = true;
    }

    fn tell_watchers(&mut self, cx: &mut Cx<'_, '_>) {
        self.untold |= cx.publishes();
        let rested =
            self.told_at.is_none_or(|at| cx.now().monotonic.saturating_duration_since(at) >= TELL_PAUSE);
        if !self.untold || !rested {
            return;
        }
        self.untold = false;
        let info = self.info(cx.now().monotonic);
        if self.told.as_ref() == Some(&info) {
            return;
        }
        self.told = Some(Arc::clone(&info));
        self.told_at = Some(cx.now().monotonic);
        cx.broadcast(Channels::WATCHING, RoomEvent::Stream { info, now: cx.now().precise() });
    }

    /// Records an event in the audit log.
    pub(super) fn audit(&self, event: AuditEvent, cx: &mut Cx<'_, '_>) {
        cx.audit(&self.settings.name, event);
    }
}
