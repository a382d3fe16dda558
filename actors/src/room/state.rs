//! What a room decides, without touching the world: `apply(input, env) -> effects`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::config::RoomConfig;
use super::drawing_queue::DrawingQueue;
use super::effect::Effect;
use super::history::History;
use super::input::{Action, Closing, Input};
use super::join_leave_throttle::JoinLeaveThrottle;
use super::mutes::{Moderators, Mutes};
use super::on_air::{OnAir, RenditionUpdate};
use super::people::People;
use super::say::Say;
use super::slow_mode::SlowMode;
use super::superseded::Superseded;
use crate::ids::MessageIds;
use crate::limits::{Limiter, PersonKey};
use crate::media::{OfferedMedia, Problem, Quality};
use crate::model::names::{Token, ViewerPassword};
use crate::model::{AuditEvent, Broadcast, ChatSetting, Role, SettingKind, Streamer};
use crate::ports::{ChatMemory, Env, Now, Write};
use crate::room::duplicate_filter::DuplicateFilter;
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::session::{Channels, RoomId, SessionId};
use crate::status::{StreamInfo, StreamState, StreamStatus};

/// Shortest time between two updates of the viewer count, and between two `stream` events.
const TELL_PAUSE: Duration = Duration::from_secs(1);

/// One stream: settings, broadcast, and the people around it.
#[derive(Debug)]
pub struct RoomState {
    pub(super) id: RoomId,
    pub(super) config: RoomConfig,
    pub(super) settings: Streamer,
    /// When a setting was last changed here: what the store said before that is outdated.
    pub(super) changed_here: Option<Instant>,
    pub(super) on_air: Option<OnAir>,
    /// Publishers that were superseded by another, and may still be sending.
    pub(super) superseded: Superseded,
    /// A hook told of a publisher, so a hook will tell of its return.
    pub(super) hooked: bool,
    /// While nothing is on air: the latest playlists of qualities that do not decide whether something is. They may come
    /// before the one that does.
    pub(super) early: BTreeMap<Option<Quality>, RenditionUpdate>,
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
    /// The count as last published, and when.
    viewers: u32,
    viewers_at: Option<Instant>,
    /// The count as last audited: nobody watches what is not on. `None` until there is anybody.
    audited: Option<u32>,
    /// State and liveness as last published, to notice when only time changed them.
    shown: (StreamState, bool),
    /// What all watchers have been told of the stream, and when; `None` while they may have been told this and that.
    told: Option<Arc<StreamInfo>>,
    told_at: Option<Instant>,
    /// Something has been published since that they may have to be told.
    untold: bool,
}

/// What a room begins with.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// Its number.
    pub id: RoomId,
    /// As stored.
    pub settings: Streamer,
    /// The broadcast that was running.
    pub running: Option<Broadcast>,
    /// What was said, and who may say what.
    pub memory: ChatMemory,
    /// The site's emotes, by `:alias:`.
    pub emotes: Arc<BTreeMap<String, String>>,
    /// For what is said.
    pub ids: MessageIds,
}

impl RoomState {
    /// A room at the start of the server, or after the death of its predecessor.
    pub fn new(config: RoomConfig, beginning: Beginning, now: Now) -> Self {
        let Beginning { id, settings, running, memory, emotes, ids } = beginning;
        let on_air = running.map(|broadcast| OnAir::resumed(broadcast, now.monotonic));
        let mut room = Self {
            id,
            settings,
            changed_here: None,
            on_air,
            superseded: Superseded::default(),
            hooked: false,
            early: BTreeMap::new(),
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
            shown: (StreamState::Offline, false),
            told: None,
            told_at: None,
            untold: false,
            config,
        };
        room.told = Some(room.info(now.monotonic));
        room
    }

    /// Decides. Whatever changed is in the effects; the caller publishes
    /// [`RoomState::status`] and [`RoomState::media`] when told to.
    pub fn apply(&mut self, input: Input, env: &mut Env<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::PublishStarted(publisher) => self.publish_started(publisher, env, &mut effects),
            Input::PublishEnded(publisher) => self.publish_ended(publisher, env.now, &mut effects),
            Input::PlaylistUpdated(update) => self.playlist_updated(*update, env, &mut effects),
            Input::SegmentGrows(rendition, name) => self.segment_grows(&rendition, name.as_ref(), env.now),
            Input::PlaylistTrimmed(rendition, playlist) => {
                if let Some(on_air) = &mut self.on_air
                    && on_air.trim(&rendition, playlist)
                {
                    effects.push(Effect::PublishMedia);
                }
            }
            Input::PlaylistGone(rendition) => self.playlist_gone(&rendition, &mut effects),
            Input::Socket(id, action) => self.acted(id, action, env, &mut effects),
            Input::Decoded(ticket, result) => self.decoded(ticket, result, env, &mut effects),
            Input::EmotesChanged(emotes) => self.emotes = emotes,
            Input::SettingsChanged(settings, as_of) => {
                self.settings_changed(*settings, as_of, env, &mut effects);
            }
            Input::Closing(why) => self.close(why, env, &mut effects),
            Input::TimePassed => {}
        }
        self.follow_up(env, &mut effects);
        effects
    }

    /// What has to be done after each change: what expired, what others have to be told.
    pub(super) fn follow_up(&mut self, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        if let Some(up_to) = self.history.expire(env.now.monotonic) {
            self.forget_up_to(up_to, effects);
        }
        self.end_if_over(env.now, effects);
        self.show_viewers(env.now, effects);
        let shown = (self.state(env.now.monotonic), self.is_live(env.now.monotonic));
        if shown != self.shown {
            self.shown = shown;
            self.note_last_live(env.now);
            // a ladder that has been waited for is offered from now on
            effects.extend([Effect::Publish, Effect::PublishMedia]);
        }
        if self.join_leave_throttle.counts(env.now.monotonic) {
            effects.all(RoomEvent::HeadCount { count: self.people.count() });
        }
        self.tell_watchers(env.now, effects);
    }

    /// Its number.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// How many sockets hear what is said.
    pub fn listeners(&self) -> u32 {
        u32::try_from(self.people.listeners()).unwrap_or(u32::MAX)
    }

    /// Workers that have sockets here, or had.
    pub fn workers(&self) -> &[u16] {
        self.people.workers()
    }

    fn acted(&mut self, id: SessionId, action: Action, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        match action {
            Action::Presence(presence) => self.presence(id, presence, env, effects),
            Action::Login(login) => self.login(id, *login, env, effects),
            Action::Logout => self.logout(id, env, effects),
            Action::Message { text, reply } => {
                if let Err(refusal) = self.typed(id, &text, reply, env, effects) {
                    effects.refuse(id, refusal);
                }
            }
            Action::Drawing(src) => {
                if let Err(refusal) = self.drew(id, src, env, effects) {
                    effects.refuse(id, refusal);
                }
            }
            Action::GetColour | Action::GetCommands | Action::GetStatus => match self.check_member(id) {
                Ok(()) => self.tell_own(id, &action, env.now, effects),
                Err(refusal) => effects.refuse(id, refusal),
            },
            Action::Return(back) => self.returned(id, *back, env, effects),
            Action::Gone => self.gone(id, env, effects),
        }
    }

    /// Answers a member who asks about themselves.
    fn tell_own(&self, id: SessionId, action: &Action, now: Now, effects: &mut Vec<Effect>) {
        match action {
            Action::GetCommands => self.offer_commands(id, effects),
            Action::GetStatus => self.tell_status(id, now, effects),
            _ => {
                if let Some(member) = self.people.member(id) {
                    effects.reply(id, RoomEvent::OwnColour { color: member.colour });
                }
            }
        }
    }

    /// The name that a publisher is to be renamed to, in keyless mode.
    pub fn publish_name(&self) -> Option<&Token> {
        self.on_air.as_ref()?.broadcast.publish_name.as_ref()
    }

    /// The settings as the room knows them.
    pub fn settings(&self) -> &Streamer {
        &self.settings
    }

    /// When time alone will change something. `None` lets an idle room sleep.
    pub fn deadline(&self, now: Now) -> Option<Instant> {
        let broadcast = self.on_air.as_ref().map(|on_air| on_air.deadline(&self.config, now.monotonic));
        let count = (self.people.viewers() != self.viewers)
            .then(|| self.viewers_at.map_or(now.monotonic, |at| at + TELL_PAUSE));
        let crowd = self.join_leave_throttle.deadline(now.monotonic);
        let telling = self.untold.then(|| self.told_at.map_or(now.monotonic, |at| at + TELL_PAUSE));
        [broadcast, count, crowd, telling, self.history.deadline()].into_iter().flatten().min()
    }

    /// What pages show.
    pub fn status(&self, now: Instant) -> StreamStatus {
        StreamStatus {
            settings: self.settings.clone(),
            state: self.state(now),
            live: self.is_live(now),
            viewers: self.viewers,
            on_air: self.on_air.as_ref().map(|on_air| on_air.status(&self.config)),
            problems: self.problems(),
        }
    }

    /// What players get; `None` while nothing is on air.
    pub fn media(&self, now: Instant) -> Option<OfferedMedia> {
        self.on_air.as_ref().map(|on_air| on_air.media(&self.config, now))
    }

    fn problems(&self) -> Vec<Problem> {
        self.on_air.as_ref().map_or_else(Vec::new, |on_air| on_air.problems(&self.config))
    }

    pub(super) fn state(&self, now: Instant) -> StreamState {
        self.on_air.as_ref().map_or(StreamState::Offline, |on_air| on_air.state(&self.config, now))
    }

    fn is_live(&self, now: Instant) -> bool {
        self.on_air.as_ref().is_some_and(|on_air| on_air.is_live(&self.config, now))
    }

    fn settings_changed(
        &mut self,
        mut settings: Streamer,
        as_of: Instant,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        // the store hears of the end of a broadcast from here, and later
        settings.last_live = settings.last_live.max(self.settings.last_live);
        if self.changed_here.is_some_and(|changed| changed >= as_of) {
            // it has not heard of that yet
            for kind in SettingKind::IN_CHAT {
                settings.set(self.settings.setting(kind));
            }
        }
        if settings == self.settings {
            return;
        }
        let rekeyed = settings.key != self.settings.key;
        if rekeyed {
            // the publisher was admitted with a key that is no longer valid
            self.end(env.now, effects);
            self.superseded = Superseded::default();
            settings.last_live = settings.last_live.max(self.settings.last_live);
        }
        let password = settings.password.clone();
        let relocked = password != self.settings.password;
        settings.password = self.settings.password.clone();
        self.settings = settings;
        effects.push(Effect::Publish);
        if rekeyed {
            let with_old_key: Vec<SessionId> = self
                .people
                .staff()
                .filter(|(_, member)| member.role == Role::Streamer)
                .map(|(id, _)| id)
                .collect();
            for id in with_old_key {
                effects.error(id, Code::KeyWrong, "The stream key was changed. Join again with the new one.");
                self.logout(id, env, effects);
            }
        }
        if self.settings.chat == ChatSetting::Disabled {
            effects.broadcast(
                Channels::CHAT,
                RoomEvent::Failed(Refusal::new(Code::Disabled, "This stream no longer has a chat.")),
            );
            let listening: Vec<SessionId> =
                self.people.sessions().filter(|(_, session)| session.listens()).map(|(id, _)| id).collect();
            // who watches goes on to
            self.evict(&listening, false, env, effects);
        }
        if relocked {
            self.lock_with(password, env, effects);
        }
    }

    /// Sets or removes the viewer password. Sockets that have not shown it are out at once.
    pub(super) fn lock_with(
        &mut self,
        password: Option<ViewerPassword>,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if password == self.settings.password {
            return;
        }
        self.settings.password = password;
        if let Some(on_air) = &mut self.on_air {
            // old addresses must no longer work
            on_air.readdress(env.token());
            effects.push(Effect::PublishMedia);
            effects.push(Effect::Save(Write::BroadcastStarted(on_air.broadcast.clone())));
        }
        effects.push(Effect::Publish);
        // in small letters, as clients have always been told it here
        let username: Arc<str> = self.settings.name.folded().into();
        let event = match &self.settings.password {
            Some(_) => RoomEvent::Locked { username },
            None => RoomEvent::Unlocked { username },
        };
        if self.settings.password.is_none() {
            for id in self.people.locked_out() {
                effects.reply(id, event.clone());
            }
        }
        effects.broadcast(Channels::ALL, event);
        self.evict_all(env, effects, |unlocked, role| !unlocked && role != Some(Role::Streamer));
    }

    /// Takes the place away from those sockets for which `goes` says so, by whether they have shown the password and
    /// as what they are logged in.
    fn evict_all(
        &mut self,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
        goes: impl Fn(bool, Option<Role>) -> bool,
    ) {
        let gone: Vec<SessionId> = self
            .people
            .sessions()
            .filter(|(id, session)| {
                goes(self.is_unlocked(*id), session.member.as_ref().map(|member| member.role))
            })
            .map(|(id, _)| id)
            .collect();
        self.evict(&gone, true, env, effects);
    }

    fn close(&mut self, why: Closing, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        let event = match why {
            Closing::Restart => RoomEvent::Restarting,
            Closing::Dropped => {
                RoomEvent::Failed(Refusal::new(Code::StreamerUnknown, "This streamer is no longer here."))
            }
        };
        effects.broadcast(Channels::ALL, event);
        if why == Closing::Dropped {
            self.evict_all(env, effects, |_, _| true);
        }
    }

    fn show_viewers(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let count = self.people.viewers();
        let rested =
            self.viewers_at.is_none_or(|at| now.monotonic.saturating_duration_since(at) >= TELL_PAUSE);
        if count != self.viewers && rested {
            self.viewers = count;
            self.viewers_at = Some(now.monotonic);
            effects.push(Effect::Publish);
        }
        let watching = if self.is_live(now.monotonic) { self.viewers } else { 0 };
        if self.audited != Some(watching) && (self.audited.is_some() || self.viewers > 0) {
            self.audited = Some(watching);
            self.audit(now, AuditEvent::ViewerCount { viewers: watching }, effects);
        }
    }

    /// What `stream` events say.
    pub(super) fn info(&self, now: Instant) -> Arc<StreamInfo> {
        let broadcast = self.on_air.as_ref().map(|on_air| &on_air.broadcast);
        let (live, state) = (self.is_live(now), self.state(now));
        Arc::new(StreamInfo::of(&self.settings, live, state, self.viewers, broadcast, self.problems()))
    }

    /// The event for someone who has just come.
    pub(super) fn news_for_newcomer(&mut self, now: Now) -> RoomEvent {
        let info = self.info(now.monotonic);
        if self.told.as_ref() != Some(&info) {
            // the others have not heard of this yet; if it is as before by the time when they do, this one has to hear
            self.tell_anew();
        }
        RoomEvent::Stream { info, now: now.precise() }
    }

    /// Has watchers told how the stream does, whether or not that changes.
    pub(super) fn tell_anew(&mut self) {
        self.told = None;
        self.untold = true;
    }

    fn tell_watchers(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.untold |= effects.contains(&Effect::Publish);
        let rested = self.told_at.is_none_or(|at| now.monotonic.saturating_duration_since(at) >= TELL_PAUSE);
        if !self.untold || !rested {
            return;
        }
        self.untold = false;
        let info = self.info(now.monotonic);
        if self.told.as_ref() == Some(&info) {
            return;
        }
        self.told = Some(Arc::clone(&info));
        self.told_at = Some(now.monotonic);
        effects.broadcast(Channels::WATCHING, RoomEvent::Stream { info, now: now.precise() });
    }

    pub(super) fn audit(&self, now: Now, event: AuditEvent, effects: &mut Vec<Effect>) {
        let streamer = self.settings.name.clone();
        effects.push(Effect::Save(Write::Audit { at: now.unix, streamer, event }));
    }
}
