//! A room with its own time, with people at sockets, whose effects are written down.

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::delivery::{BroadcastMedia, MediaIndex};
use crate::ids::MessageIds;
use crate::limits::{Limits, Rate};
use crate::media::PublisherId;
use crate::model::names::{KeyHash, Secrets, StreamKey, StreamerName, Token, ViewerPassword};
use crate::model::{
    AccountPolicy, AuditEvent, ChatKind, Description, Person, Principal, ReportedMessage, Role, Streamer,
};
use crate::ports::{ChatMemory, Env, JournalPosition, Now, Write};
use crate::registry::RESPAWN_AFTER;
use crate::room::EmoteChange;
use crate::room::acts::ActQuery;
use crate::room::config::{ChatConfig, RoomConfig};
use crate::room::effect::Effect;
use crate::room::event::{HeldInfo, RoomEvent, SanctionedPerson};
use crate::room::input::{Action, Input, RoomCommand};
use crate::room::operations::{Ask, Operation, Outcome};
use crate::room::refusal::Refusal;
use crate::room::state::{Beginning, RoomState};
use crate::room::{Client, Login, Presence, Retention, Return};
use crate::session::{
    AddressScope, Browser, Channels, ClientIdentity, Delivery, RoomId, SessionId, Subscription,
};
use crate::status::{StreamState, StreamStatus};

pub const ROOM: RoomId = RoomId(3);

/// See the module.
pub struct Script {
    pub state: RoomState,
    pub now: Now,
    ids: MessageIds,
    pub rng: StdRng,
    pub saved: Vec<Write>,
    /// Whether commands travel to the room as JSON.
    pub is_elsewhere: bool,
    /// Where the journal is.
    pub journal: JournalPosition,
    /// Changes of settings that the journal has yet to confirm.
    unconfirmed: u32,
    /// How often a status was published.
    pub published: usize,
    /// Publishers that were disconnected.
    pub disconnected: Vec<PublisherId>,
    /// Drawings that wait to be looked at.
    pub decoding: Vec<(u64, String)>,
    /// Pages of the moderators' log that were asked for.
    pub asked_for_acts: Vec<(Principal, ActQuery)>,
    /// Changes of the stream's emotes, each with who makes it.
    pub emote_changes: Vec<(String, EmoteChange)>,
    pub subscriptions: HashMap<SessionId, Subscription>,
    /// Clients without an address and a browser of their own.
    pub clients: HashMap<u64, Client>,
    heard: HashMap<SessionId, Vec<RoomEvent>>,
    /// What each was last given to come back with.
    resumes: HashMap<SessionId, String>,
    gone: HashSet<SessionId>,
}

/// The value as another machine reads it.
fn travelled<T: Serialize + DeserializeOwned + PartialEq + Debug>(sent: T) -> T {
    let received = serde_json::from_str(&serde_json::to_string(&sent).unwrap()).unwrap();
    assert_eq!(sent, received, "does not arrive as it was sent");
    received
}

impl Script {
    pub fn new(config: RoomConfig) -> Self {
        Self::beginning(config, |_| {})
    }

    pub fn beginning(config: RoomConfig, change: impl FnOnce(&mut Beginning)) -> Self {
        let now = Now { monotonic: Instant::now(), unix: 1000, millis: 250 };
        let mut beginning = Beginning {
            id: ROOM,
            settings: streamer(),
            running: None,
            publish_names: Vec::new(),
            memory: ChatMemory::default(),
            emotes: Arc::default(),
            own_emotes: Default::default(),
            site_staff: Default::default(),
            ids: MessageIds::beginning(1_000_000_000, now.monotonic),
        };
        change(&mut beginning);
        Self {
            ids: beginning.ids,
            state: RoomState::new(config, beginning, now),
            now,
            rng: StdRng::seed_from_u64(7),
            saved: Vec::new(),
            is_elsewhere: true,
            journal: JournalPosition::default(),
            unconfirmed: 0,
            published: 0,
            disconnected: Vec::new(),
            decoding: Vec::new(),
            asked_for_acts: Vec::new(),
            emote_changes: Vec::new(),
            subscriptions: HashMap::new(),
            clients: HashMap::new(),
            heard: HashMap::new(),
            resumes: HashMap::new(),
            gone: HashSet::new(),
        }
    }

    /// A room for chat without limits.
    pub fn chat() -> Self {
        Self::new(config())
    }

    /// The server is started anew: what was kept is there, and nobody is.
    pub fn restart(&mut self) {
        let memory = self.remembered();
        // the store knows which were set aside
        self.ids = MessageIds::beginning(self.ids.at(self.ids.until()), self.now.monotonic);
        self.begin_anew(memory);
        for id in std::mem::take(&mut self.subscriptions).into_keys() {
            self.gone.insert(id);
        }
    }

    /// The room died and was replaced after the usual pause: its sockets are there still, and return.
    pub fn replace(&mut self) {
        let memory = self.remembered();
        self.replace_with(memory);
    }

    pub fn replace_with(&mut self, memory: ChatMemory) {
        self.now = self.now.plus(RESPAWN_AFTER);
        self.begin_anew(memory);
        let mut subscriptions: Vec<(SessionId, Subscription)> =
            self.subscriptions.iter().map(|(id, subscription)| (*id, subscription.clone())).collect();
        subscriptions.sort_by_key(|(id, _)| id.number);
        self.subscriptions.clear();
        for (id, subscription) in subscriptions {
            let client = self.client(id.number);
            self.does(id, Action::Return(Box::new(Return { client, subscription })));
        }
    }

    fn begin_anew(&mut self, memory: ChatMemory) {
        let beginning = Beginning {
            id: ROOM,
            settings: self.state.settings().clone(),
            running: None,
            publish_names: self.state.publish_names().to_vec(),
            memory,
            emotes: Arc::clone(self.state.conversation.emotes()),
            own_emotes: Arc::clone(self.state.conversation.own_emotes()),
            site_staff: Arc::clone(&self.state.site_staff),
            ids: self.ids,
        };
        self.state = RoomState::new((*self.state.config).clone(), beginning, self.now);
        self.decoding.clear();
    }

    /// What the store makes of what was saved.
    pub fn remembered(&self) -> ChatMemory {
        let mut memory = ChatMemory::default();
        for write in self.saved.iter().cloned() {
            match write {
                Write::ChatSaid { message, .. } => memory.history.push((*message).clone()),
                Write::ChatDeleted { id, .. } => {
                    memory.history.retain(|message| message.id != id);
                    memory.deleted.push(id);
                }
                Write::ChatCleared { up_to, .. } => {
                    memory.history.retain(|message| message.id > up_to);
                    memory.deleted.retain(|id| *id > up_to);
                }
                Write::Sanctioned { sanction, .. } | Write::SiteSanctioned { sanction, .. } => {
                    memory.sanctions.retain(|known| known.id != sanction.id);
                    memory.sanctions.push(*sanction);
                }
                Write::Appealed { id, appeal, .. } => {
                    let known = memory.sanctions.iter_mut().find(|known| known.id == id);
                    known.into_iter().for_each(|known| known.appeal = Some(appeal.clone()));
                }
                Write::SiteLifted { id, .. } | Write::Lifted { id } => {
                    memory.sanctions.retain(|known| known.id != id)
                }
                Write::ModeratorAdded { moderator, .. } => memory.moderators.push(moderator),
                Write::ModeratorRemoved { browser_id, account, .. } => {
                    let known_as = (browser_id, account);
                    memory
                        .moderators
                        .retain(|moderator| (moderator.browser_id.clone(), moderator.account) != known_as);
                }
                Write::Reported { message, author, report, .. } => {
                    let same = |one: &&mut ReportedMessage| one.message.id == message.id;
                    match memory.reports.iter_mut().find(same) {
                        Some(reported) => reported.reports.push(report),
                        None => {
                            let message = (*message).clone();
                            memory.reports.push(ReportedMessage { message, author, reports: vec![report] });
                        }
                    }
                }
                Write::NoteAdded { note, .. } => memory.notes.push(note),
                Write::NoteRemoved { id } => memory.notes.retain(|note| note.id != id),
                Write::ReportsSettled { message, .. } => {
                    memory.reports.retain(|reported| reported.message.id != message);
                }
                Write::SlowMode { seconds, .. } => memory.slow = seconds,
                Write::TitleSet { role, title: Some(title), .. } => drop(memory.titles.insert(role, title)),
                Write::TitleSet { role, title: None, .. } => drop(memory.titles.remove(&role)),
                Write::Pinned { pin, .. } => memory.pin = pin,
                Write::PollStarted { poll, .. } => memory.polls.push(poll),
                Write::Voted { voter, choice, .. } => {
                    memory.votes.retain(|(other, _)| *other != voter);
                    memory.votes.push((voter, choice));
                }
                Write::PollEnded { poll, .. } => {
                    memory.votes.clear();
                    memory.polls.retain(|other| other.id != poll.id);
                    memory.polls.push(poll);
                }
                Write::FilterRuleAdded { rule, .. } => memory.filter.push(rule),
                Write::FilterRuleRemoved { id, .. } => memory.filter.retain(|rule| rule.id != id),
                Write::ChatRules { rules, .. } => memory.rules = rules,
                Write::MessageHeld { held, .. } => memory.held.push(held),
                Write::HeldDecided { id, .. } => memory.held.retain(|held| held.id != id),
                _ => {}
            }
        }
        memory
    }

    /// Applies an input, hands out what the room says, and checks what must hold always. Commands and deliveries travel
    /// as JSON.
    pub fn feed(&mut self, input: impl Into<Input>) {
        let input = match input.into() {
            Input::Command(command) if self.is_elsewhere => Input::Command(travelled(command)),
            input => input,
        };
        let before = (fingerprint(&self.view()), self.offered());
        let effects = self.state.apply(input, &mut Env { now: self.now, rng: &mut self.rng });
        self.take(effects, &before);
    }

    /// Asks for an operation from outside of chat, with the same checks.
    pub fn asks<O: Ask>(&mut self, by: Principal, operation: O) -> Result<O::Answer, Refusal> {
        let result = self.asks_any(by, operation.into_operation());
        result.map(|outcome| O::answer(outcome).expect("the operation's own outcome"))
    }

    /// As [`Script::asks`], for an operation that is known at run time only.
    pub fn asks_any(&mut self, by: Principal, operation: Operation) -> Result<Outcome, Refusal> {
        let before = (fingerprint(&self.view()), self.offered());
        let mut env = Env { now: self.now, rng: &mut self.rng };
        let (result, effects) = self.state.ask(operation, by, &mut env);
        self.take(effects, &before);
        result
    }

    fn take(&mut self, effects: Vec<Effect>, before: &(String, Option<String>)) {
        let published = effects.contains(&Effect::Publish);
        let view = self.view();
        assert!(published || fingerprint(&view) == before.0, "a change was not published");
        let offers = effects.contains(&Effect::PublishMedia);
        let offered = self.offered();
        assert!(offers || offered.is_none() || offered == before.1, "a change of media was not published");
        self.published += usize::from(published);
        match view.state {
            StreamState::Live => assert!(view.live, "live and not live"),
            // a ladder that is not whole yet
            StreamState::Starting => {}
            StreamState::Offline | StreamState::Reconnecting => assert!(!view.live, "not there, and live"),
        }
        for effect in effects {
            let effect = match effect {
                Effect::Send(delivery) => Effect::Send(travelled(delivery)),
                effect => effect,
            };
            match effect {
                Effect::Save(write) => self.saved.push(write),
                Effect::ConfirmSetting => self.unconfirmed += 1,
                Effect::Publish | Effect::PublishMedia => {}
                Effect::Send(Delivery::Subscribe { session: id, channels, subscription }) => {
                    assert!(!self.gone.contains(&id), "a subscription for a socket that is gone");
                    let received = subscription.as_ref().map_or(Channels::NONE, Subscription::channels);
                    assert_eq!(channels, received);
                    match subscription {
                        Some(subscription) => self.subscriptions.insert(id, subscription),
                        None => self.subscriptions.remove(&id),
                    };
                }
                Effect::Send(Delivery::Send(id, event)) => {
                    assert!(!self.gone.contains(&id), "{event:?} to a socket that is gone");
                    if let RoomEvent::LoggedIn { resume, .. } | RoomEvent::OwnStatus { resume, .. } = &event {
                        self.resumes.insert(id, resume.clone());
                    }
                    self.heard.entry(id).or_default().push(event);
                }
                Effect::Send(Delivery::Broadcast { channels, except, event, .. }) => {
                    self.hand_out(channels, except, &event);
                }
                Effect::EndPublisher(publisher) => self.disconnected.push(publisher),
                Effect::Decode { ticket, src } => self.decoding.push((ticket, src)),
                Effect::ReadActs { by, query } => self.asked_for_acts.push((by, query)),
                Effect::ChangeEmotes { act, change } => self.emote_changes.push((act.operator, change)),
            }
        }
        self.state.people.check();
        for (id, subscription) in &self.subscriptions {
            assert_eq!(
                self.state.people.subscription(*id).as_ref(),
                Some(subscription),
                "{id:?} has another subscription"
            );
        }
        let missing = self.state.people.sessions().filter(|(id, _)| !self.subscriptions.contains_key(id));
        assert_eq!(missing.map(|(id, _)| id).collect::<Vec<_>>(), [], "a socket without a subscription");
        let deadline = self.state.deadline(self.now);
        assert!(deadline.is_none_or(|at| at > self.now.monotonic), "a deadline that has passed would spin");
    }

    fn hand_out(&mut self, channels: Channels, except: Option<SessionId>, event: &RoomEvent) {
        if let RoomEvent::Said(message) = event
            && let Some(author) = &message.author
        {
            let muted = self
                .state
                .people
                .members()
                .any(|(_, member)| member.name.spelled() == author.username && member.mute.is_some());
            assert!(!muted, "{} is muted and says {:?}", author.username, message.text);
        }
        for (id, subscription) in &self.subscriptions {
            if subscription.channels().overlaps(channels) && Some(*id) != except {
                assert!(self.state.workers().contains(&id.worker), "a worker that is not told");
                self.heard.entry(*id).or_default().push(event.clone());
            }
        }
    }

    /// Lets time pass the way the actor does: from deadline to deadline.
    pub fn wait(&mut self, seconds: u64) {
        let end = self.now.plus(Duration::from_secs(seconds));
        while let Some(deadline) = self.state.deadline(self.now).filter(|at| *at <= end.monotonic) {
            self.now = end.minus(end.monotonic - deadline);
            self.feed(Input::TimePassed);
        }
        self.now = end;
    }

    // ---- what people do

    /// The client of this socket.
    pub fn client(&self, number: u64) -> Client {
        self.clients.get(&number).cloned().unwrap_or_else(|| client(Some(number), number as u8))
    }

    pub fn does(&mut self, id: SessionId, action: Action) {
        self.feed(RoomCommand::Socket(id, action));
    }

    /// A page is opened that shows the chat.
    pub fn opens(&mut self, number: u64) -> SessionId {
        self.announces(number, true, true, None)
    }

    pub fn announces(&mut self, number: u64, chat: bool, watch: bool, last: Option<u64>) -> SessionId {
        let client = self.client(number);
        self.does(id(number), Action::Presence(Presence { client, chat, watch, last }));
        id(number)
    }

    /// Somebody tries to log in, without a page.
    pub fn logs_in(&mut self, number: u64, name: &str) -> Vec<String> {
        self.logs_in_with(number, name, |_| {})
    }

    pub fn logs_in_with(&mut self, number: u64, name: &str, change: impl FnOnce(&mut Login)) -> Vec<String> {
        let client = self.client(number);
        let mut login = Login {
            client,
            username: name.into(),
            color: "red".into(),
            key: None,
            resume: None,
            is_program: false,
        };
        change(&mut login);
        self.heard.remove(&id(number));
        self.does(id(number), Action::Login(Box::new(login)));
        self.hears(id(number))
    }

    /// Somebody logs in; what was heard until then is forgotten.
    pub fn joins(&mut self, number: u64, name: &str) -> SessionId {
        let heard = self.logs_in(number, name);
        assert!(heard[0].starts_with("login success"), "{name}: {heard:?}");
        self.heard.clear();
        id(number)
    }

    /// The streamer logs in; what was heard until then is forgotten.
    pub fn streamer_joins(&mut self, number: u64) -> SessionId {
        let heard = self.logs_in_with(number, "zoë", |login| login.key = Some(key("secretkey")));
        assert!(heard[0].starts_with("login success"), "{heard:?}");
        self.heard.clear();
        id(number)
    }

    /// The streamer, a moderator called `mod`, and `bob`: sockets 1, 2 and 3.
    pub fn staffed() -> (Self, SessionId, SessionId, SessionId) {
        let mut room = Self::chat();
        let zoe = room.streamer_joins(1);
        let moderator = room.joins(2, "mod");
        let bob = room.joins(3, "bob");
        room.says(zoe, "/mod mod");
        room.forget();
        (room, zoe, moderator, bob)
    }

    /// Types a line. Answers what comes back to the one who typed it.
    pub fn says(&mut self, id: SessionId, text: &str) -> Vec<String> {
        self.replies(id, text, None)
    }

    pub fn replies(&mut self, id: SessionId, text: &str, reply: Option<u64>) -> Vec<String> {
        self.heard.remove(&id);
        self.does(id, Action::Message { text: text.into(), reply });
        self.hears(id)
    }

    /// A socket's connection ends.
    pub fn leaves(&mut self, id: SessionId) {
        self.subscriptions.remove(&id);
        self.gone.insert(id);
        self.does(id, Action::Gone);
    }

    pub fn settings(&mut self, change: impl FnOnce(&mut Streamer)) {
        let mut settings = self.state.settings().clone();
        change(&mut settings);
        self.stores();
        self.feed(RoomCommand::SettingsChanged(Box::new(settings), self.journal));
    }

    /// The journal stores everything saved so far.
    pub fn stores(&mut self) {
        self.journal = JournalPosition(self.saved.len() as u64);
        for _ in 0..std::mem::take(&mut self.unconfirmed) {
            self.feed(Input::SettingStored(self.journal));
        }
    }

    // ---- what became of it

    /// What a socket heard since it was last asked, each in a line; but for what those alone are told who moderate, which
    /// [`Script::hears_of_mutes`] and [`Script::hears_as_staff`] have, and for what people are told of their own
    /// sanctions, besides notices, which [`Script::hears_of_own`] has.
    pub fn hears(&mut self, id: SessionId) -> Vec<String> {
        let mut events = self.events(id);
        events.retain(|event| !is_of_mutes(event) && !is_for_staff(event) && !is_of_own_sanction(event));
        events.iter().map(brief).collect()
    }

    /// What a socket heard since it was last asked of reports and newcomers, each in a line.
    pub fn hears_as_staff(&mut self, id: SessionId) -> Vec<String> {
        self.events(id).iter().filter(|event| is_for_staff(event)).map(brief).collect()
    }

    /// What a socket heard of mutes since it was last asked, each in a line.
    pub fn hears_of_mutes(&mut self, id: SessionId) -> Vec<String> {
        self.events(id).iter().filter(|event| is_of_mutes(event)).map(brief).collect()
    }

    /// What a socket heard of a sanction of its own since it was last asked, each in a line.
    pub fn hears_of_own(&mut self, id: SessionId) -> Vec<String> {
        self.events(id).iter().filter(|event| is_of_own_sanction(event)).map(brief).collect()
    }

    pub fn events(&mut self, id: SessionId) -> Vec<RoomEvent> {
        self.heard.remove(&id).unwrap_or_default()
    }

    /// Nobody has heard anything.
    pub fn forget(&mut self) {
        self.heard.clear();
    }

    /// What lets someone come back, as they were last told.
    pub fn resume_of(&self, id: SessionId) -> String {
        self.resumes[&id].clone()
    }

    pub fn last_resume(&self, id: SessionId) -> Option<String> {
        self.resumes.get(&id).cloned()
    }

    /// Logs in with such a text.
    pub fn comes_back(&mut self, number: u64, name: &str, resume: &str) -> Vec<String> {
        self.logs_in_with(number, name, |login| login.resume = Some(resume.into()))
    }

    /// Another window of the browser, or program, at a socket.
    pub fn window(&mut self, number: u64, of: u64) {
        let client = self.client(of);
        self.clients.insert(number, client);
    }

    /// A browser that keeps no cookies: a new one with every connection.
    pub fn stranger(&mut self, number: u64) {
        let mut client = client(Some(number), 9);
        let browser = Some(Browser { id: Token::from_random(u128::from(number)), since: 0, kept: false });
        client.identity = Arc::new(ClientIdentity { browser, ..ClientIdentity::clone(&client.identity) });
        self.clients.insert(number, client);
    }

    /// Names and roles of those logged in, in order.
    pub fn members(&self) -> Vec<String> {
        self.state.people.members().map(|(_, member)| who(&member.person())).collect()
    }

    pub fn is_muted(&self, id: SessionId) -> bool {
        self.subscriptions[&id].member.as_ref().expect("logged in").muted
    }

    pub fn view(&self) -> StreamStatus {
        self.state.status(self.now.monotonic)
    }

    /// What players get.
    pub fn media(&self) -> Option<Arc<BroadcastMedia>> {
        let index = MediaIndex::default();
        let offered = self.state.media(self.now.monotonic)?;
        let prefix = offered.prefix.clone();
        index.publish(offered);
        index.get(&prefix)
    }

    fn offered(&self) -> Option<String> {
        self.state
            .media(self.now.monotonic)
            .filter(|media| !media.renditions.is_empty() || media.packaged.is_some())
            .map(|media| format!("{media:?}"))
    }

    /// Audit events as `type@second`.
    pub fn audited(&self) -> Vec<String> {
        let audits = self.saved.iter().filter_map(|step| match step {
            Write::Audit { at, event, .. } => Some(format!("{}@{at}", event.kind())),
            _ => None,
        });
        audits.collect()
    }

    pub fn audits(&self) -> Vec<AuditEvent> {
        let audits = self.saved.iter().filter_map(|step| match step {
            Write::Audit { event, .. } => Some(event.clone()),
            _ => None,
        });
        audits.collect()
    }

    /// Kinds of the audit events, also of those that the store writes with a setting.
    pub fn recorded(&self) -> Vec<&'static str> {
        let kinds = self.saved.iter().filter_map(|step| match step {
            Write::Audit { event, .. } => Some(event.kind()),
            Write::Setting { setting, .. } => Some(setting.audit().kind()),
            _ => None,
        });
        kinds.collect()
    }

    /// Ids of what was said, as stored.
    pub fn said_ids(&self) -> Vec<u64> {
        let ids = self.saved.iter().filter_map(|step| match step {
            Write::ChatSaid { message, .. } => Some(message.id),
            _ => None,
        });
        ids.collect()
    }
}

pub fn id(number: u64) -> SessionId {
    SessionId { node: 1, worker: (number % 3) as u16, number }
}

/// Someone with this browser, known since the epoch, at this address.
pub fn client(browser: Option<u64>, address: u8) -> Client {
    let browser =
        browser.map(|number| Browser { id: Token::from_random(number.into()), since: 0, kept: true });
    Client {
        identity: Arc::new(ClientIdentity {
            browser,
            account: None,
            address: address_id(address),
            scope: AddressScope::Household,
        }),
        shown: None,
    }
}

pub fn address_id(last: u8) -> crate::model::names::AddressId {
    Secrets::derive("s").address(IpAddr::from([192, 0, 2, last]))
}

pub fn key(text: &str) -> KeyHash {
    Secrets::derive("s").hash(&StreamKey::new(text).unwrap())
}

pub fn password(text: &str) -> Option<ViewerPassword> {
    ViewerPassword::stored(text)
}

pub fn streamer() -> Streamer {
    Streamer {
        description: Some(Description::stored("paint")),
        ..Streamer::new(StreamerName::stored("Zoë"), key("secretkey"))
    }
}

/// One quality, two themes, a hundred messages of any age, and no limits.
pub fn config() -> RoomConfig {
    let unlimited = Rate { burst: 1, per_minute: 0 };
    RoomConfig {
        qualities: Vec::new(),
        live_indicator_delay: Duration::from_secs(5),
        reconnect_window: Duration::from_secs(30),
        keyless: false,
        secrets: Secrets::derive("s"),
        accounts: Default::default(),
        chat: ChatConfig {
            retention: Retention { messages: 100, bytes: 1_000_000, age: None },
            message_length: 500,
            limits: Limits {
                messages: unlimited,
                drawings: unlimited,
                changes: unlimited,
                joins: unlimited,
                drawing_kib: unlimited,
                per_address: 0,
            },
            themes: vec!["dark".into(), "light".into()],
            emotes: Default::default(),
            accounts: AccountPolicy::Off,
        },
    }
}

pub fn fingerprint(status: &StreamStatus) -> String {
    format!("{status:?}")
}

fn who(person: &Person) -> String {
    match person.role {
        Role::Viewer => person.username.to_string(),
        role => format!("{} ({})", person.username, role.word()),
    }
}

fn is_of_mutes(event: &RoomEvent) -> bool {
    matches!(event, RoomEvent::Mutes { .. } | RoomEvent::Muted(_) | RoomEvent::Unmuted { .. })
        || matches!(event, RoomEvent::Banned(_) | RoomEvent::Unbanned { .. })
}

fn is_of_own_sanction(event: &RoomEvent) -> bool {
    matches!(event, RoomEvent::Sanctioned(_) | RoomEvent::Freed { .. })
}

/// What those alone are told who moderate, besides mutes.
fn is_for_staff(event: &RoomEvent) -> bool {
    use RoomEvent::{FirstMessages, Reported, ReportsOpen};
    matches!(event, Reported { .. } | ReportsOpen { .. } | FirstMessages { .. })
}

fn muted_person(person: &SanctionedPerson) -> String {
    let appeal = person.appeal.as_ref().map(|appeal| {
        let declined = if appeal.declined { ", declined" } else { "" };
        format!(" who says {:?}{declined}", appeal.text)
    });
    format!("{} here as [{}]{}", person.username, person.here.join(", "), appeal.unwrap_or_default())
}

fn list(users: &[Person]) -> String {
    users.iter().map(who).collect::<Vec<_>>().join(", ")
}

/// What an event says, in a line.
pub fn brief(event: &RoomEvent) -> String {
    let name = label(event);
    let counted = |person: &Person, users: &Option<Arc<[Person]>>, count: usize| match users {
        Some(users) => format!("{name} {} of {count}: {}", who(person), list(users)),
        None => format!("{name} {} of {count}", who(person)),
    };
    let muted = |muted: bool| if muted { ", muted" } else { "" };
    match event {
        RoomEvent::KeyRequired { username } => format!("{name} {username}"),
        RoomEvent::LoggedIn { person, muted: is, .. } | RoomEvent::OwnStatus { person, muted: is, .. } => {
            format!("{name} {}{}", who(person), muted(*is))
        }
        RoomEvent::Joined { person, users, count } | RoomEvent::Left { person, users, count } => {
            counted(person, users, *count)
        }
        RoomEvent::Renamed { oldname, newname, .. } => format!("{name} {oldname} to {newname}"),
        RoomEvent::Recoloured(person) => format!("{name} {} {}", person.username, person.color),
        RoomEvent::OwnColour { color } => format!("{name} {color}"),
        RoomEvent::Said(message) => {
            let author = message.author.as_ref().map(|author| author.username.to_string());
            let text = &message.text;
            match (message.kind, author.unwrap_or_default()) {
                (ChatKind::Message, author) => format!("{author}: {text}"),
                (ChatKind::Action, author) => format!("* {author} {text}"),
                (ChatKind::Drawing, author) => format!("{author} drew {text}"),
                (ChatKind::Server, _) => format!("all are told: {text}"),
                (ChatKind::Announcement, author) => format!("{author} announces: {text}"),
            }
        }
        RoomEvent::Notice { text, .. } => text.to_string(),
        RoomEvent::UserList { users, count } => format!("{name} of {count}: {}", list(users)),
        RoomEvent::ThemeChosen { theme } => format!("{name} {theme}"),
        RoomEvent::EmoteAdded { key, uri } => format!("{name} {key} {uri}"),
        RoomEvent::EmoteRemoved { key } => format!("{name} {key}"),
        RoomEvent::PasswordSet { password } => format!("{name} {password}"),
        RoomEvent::Locked { username } | RoomEvent::Unlocked { username, .. } => {
            format!("{name} {username}")
        }
        RoomEvent::Failed(refusal) | RoomEvent::Warned(refusal) => {
            let code = serde_json::to_value(refusal.code).expect("a word");
            let wait = refusal.wait.map_or_else(String::new, |wait| format!(" {wait} s"));
            format!("{name} {}{wait}", code.as_str().expect("a word"))
        }
        RoomEvent::History(history) => {
            let texts: Vec<&str> = history.messages.iter().map(|message| message.text.as_str()).collect();
            let resumed = if history.resumed { " more" } else { "" };
            format!("{name}{resumed}: {}", texts.join(", "))
        }
        RoomEvent::Stream { info, .. } => format!("{name} {:?} {}", info.state, info.count),
        RoomEvent::RoleChanged(person) => format!("{name} {}", who(person)),
        RoomEvent::Commands { commands } => {
            format!(
                "{name} {}",
                commands.iter().map(|command| command.name.as_ref()).collect::<Vec<_>>().join(" ")
            )
        }
        RoomEvent::MessageDeleted { .. } | RoomEvent::ChatCleared { .. } => name.to_owned(),
        RoomEvent::MessageLength { length } => format!("{name} {length}"),
        RoomEvent::SlowMode { seconds } => format!("{name} {seconds}"),
        RoomEvent::Titles { titles } => format!("{name} {titles:?}"),
        RoomEvent::Pinned(pin) => match &pin.author {
            Some(author) => format!("{name} {}: {}", author.username, pin.text),
            None => format!("{name} {}", pin.text),
        },
        RoomEvent::Unpinned { .. } => name.to_owned(),
        RoomEvent::Poll(poll) => {
            let state = if poll.ended.is_some() { "ended" } else { "open" };
            format!("{name} {state}: {}", poll.result())
        }
        RoomEvent::PollVotes { votes, .. } => format!("{name} {votes:?}"),
        RoomEvent::Mutes { mutes } => {
            format!("{name} {}", mutes.iter().map(muted_person).collect::<Vec<_>>().join(", "))
        }
        RoomEvent::Muted(person) | RoomEvent::Banned(person) => format!("{name} {}", muted_person(person)),
        RoomEvent::Unmuted { .. } | RoomEvent::Unbanned { .. } => name.to_owned(),
        RoomEvent::Sanctioned(own) => format!("{name} {}", own.text),
        RoomEvent::Freed { kind, .. } => format!("{name} {}", kind.as_str()),
        RoomEvent::Reported { message, by, reason, count } => {
            format!("{name} {:?} by {by}: {reason}, {count}", message.text)
        }
        RoomEvent::ReportsOpen { count } => format!("{name} {count}"),
        RoomEvent::FirstMessages { ids } => format!("{name} {}", ids.len()),
        RoomEvent::HeadCount { count } => format!("{name} {count}"),
        RoomEvent::Rules { known_for, .. } => {
            known_for.map_or_else(|| name.to_owned(), |seconds| format!("{name}, known for {seconds} s"))
        }
        RoomEvent::Held(held) => format!("{name} {}: {}", held.author.username, held.text),
        RoomEvent::HeldList { messages } => {
            let held = |held: &HeldInfo| format!("{}: {}", held.author.username, held.text);
            format!("{name} {}", messages.iter().map(held).collect::<Vec<_>>().join(", "))
        }
        RoomEvent::HeldDecided { approved, .. } => {
            format!("{name} {}", if *approved { "approved" } else { "rejected" })
        }
        RoomEvent::Account { .. } | RoomEvent::Restarting => name.to_owned(),
    }
}

/// What kind of event it is, in the words in which these tests are written.
pub fn label(event: &RoomEvent) -> &'static str {
    match event {
        RoomEvent::KeyRequired { .. } => "login key required",
        RoomEvent::LoggedIn { .. } => "login success",
        RoomEvent::Joined { .. } => "connected",
        RoomEvent::Left { .. } => "disconnected",
        RoomEvent::HeadCount { .. } => "people",
        RoomEvent::Renamed { .. } => "rename",
        RoomEvent::Recoloured(_) => "recolor",
        RoomEvent::OwnColour { .. } => "return color",
        RoomEvent::Said(_) => "said",
        RoomEvent::Notice { .. } => "notice",
        RoomEvent::UserList { .. } => "userlist",
        RoomEvent::ThemeChosen { .. } => "change theme",
        RoomEvent::EmoteAdded { .. } => "add emote",
        RoomEvent::EmoteRemoved { .. } => "remove emote",
        RoomEvent::PasswordSet { .. } => "password set",
        RoomEvent::Locked { .. } => "password activated",
        RoomEvent::Unlocked { .. } => "password deactivated",
        RoomEvent::Failed(_) => "error",
        RoomEvent::Warned(_) => "warning",
        RoomEvent::History(_) => "history",
        RoomEvent::Stream { .. } => "stream",
        RoomEvent::OwnStatus { .. } => "status",
        RoomEvent::RoleChanged(_) => "role",
        RoomEvent::Account { .. } => "account",
        RoomEvent::Commands { .. } => "commands",
        RoomEvent::MessageDeleted { .. } => "message deleted",
        RoomEvent::ChatCleared { .. } => "chat cleared",
        RoomEvent::MessageLength { .. } => "length",
        RoomEvent::SlowMode { .. } => "slow",
        RoomEvent::Titles { .. } => "titles",
        RoomEvent::Pinned(_) => "pin",
        RoomEvent::Unpinned { .. } => "unpin",
        RoomEvent::Poll(_) => "poll",
        RoomEvent::PollVotes { .. } => "poll votes",
        RoomEvent::Mutes { .. } => "mutes",
        RoomEvent::Muted(_) => "mute",
        RoomEvent::Unmuted { .. } => "unmute",
        RoomEvent::Banned(_) => "ban",
        RoomEvent::Unbanned { .. } => "unban",
        RoomEvent::Sanctioned(_) => "sanction",
        RoomEvent::Freed { .. } => "sanction ended",
        RoomEvent::Rules { .. } => "rules",
        RoomEvent::Held(_) => "message held",
        RoomEvent::HeldList { .. } => "held messages",
        RoomEvent::HeldDecided { .. } => "message decided",
        RoomEvent::Reported { .. } => "report",
        RoomEvent::ReportsOpen { .. } => "reports",
        RoomEvent::FirstMessages { .. } => "first messages",
        RoomEvent::Restarting => "server restarting",
    }
}
