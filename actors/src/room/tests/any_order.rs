//! Whatever happens in whatever order: nothing panics, and what [`Script`] checks after each step holds. Sums agree
//! with the people they count, sockets know their places, nobody who is gone is spoken to, nobody who is muted is heard,
//! each change is published, and no deadline lies in the past.

use proptest::prelude::*;

use super::script::{Script, client, config, id, password};
use crate::limits::Rate;
use crate::media::Leaving;
use crate::media::PublisherId::Nginx;
use crate::model::{ChatSetting, MessageKind, Principal, Role, SanctionKind, SanctionScope};
use crate::room::config::RoomConfig;
use crate::room::drawings::InvalidDrawing;
use crate::room::event::RoomEvent;
use crate::room::input::{Action, AppealFromPage, Closing, Input, RoomCommand};
use crate::room::operations::{SanctionOnSite, SendMessage};

/// Sockets that come and go; the last ones are other windows of the first.
const SOCKETS: u64 = 9;

#[derive(Debug, Clone)]
enum Step {
    Presence { socket: u64, chat: bool, watch: bool, last: Option<u64>, knows: bool },
    Login { socket: u64, name: &'static str, key: bool, resume_of: Option<u64>, knows: bool },
    Logout(u64),
    Says(u64, String),
    Appeals(u64, String),
    Site(bool),
    Draws(u64),
    Decoded(usize, bool),
    Gone(u64),
    Outside(String),
    Settings(&'static str),
    Live(bool),
    Encoder(u64, bool),
    Writes(usize, bool),
    Wait(u64),
    ClockJumps(i64),
    Replaced(bool),
    Restarted,
    Closing(bool),
}

fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("Zoë"),
        Just("ZOË"),
        Just("Zoe"),
        Just("bob"),
        Just("Bob"),
        Just("bob b"),
        Just("eve"),
        Just("mia"),
        Just("boss"),
        Just(""),
        Just(" 123456789012345678901 "),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let command = prop_oneof![
        Just("/mute"),
        Just("/unmute"),
        Just("/timeout"),
        Just("/ban"),
        Just("/unban"),
        Just("/kick"),
        Just("/appeal"),
        Just("/decline"),
        Just("/bans"),
        Just("/rename"),
        Just("/mod"),
        Just("/demod"),
        Just("/name"),
        Just("/me"),
        Just("/say"),
        Just("/color"),
        Just("/users"),
        Just("/help"),
        Just("/slow"),
        Just("/clear"),
        Just("/delete"),
        Just("/report"),
        Just("/settle"),
        Just("/note"),
        Just("/whois"),
        Just("/log"),
        Just("/password"),
        Just("/description"),
        Just("/chat"),
        Just("/end"),
        Just("/settings"),
        Just("/pin"),
        Just("/unpin"),
        Just("/poll"),
        Just("/vote"),
        Just("/announce"),
    ];
    let argument = prop_oneof![
        4 => name().prop_map(str::to_owned),
        2 => (name(), name()).prop_map(|(one, other)| format!("{one} {other}")),
        2 => (name(), 5..90u32).prop_map(|(one, seconds)| format!("{one} {seconds} spam")),
        1 => Just("red".to_owned()),
        1 => Just("3".to_owned()),
        1 => Just("0".to_owned()),
        1 => Just("hidden".to_owned()),
        1 => Just("q | 1 | 2 for 9s".to_owned()),
        1 => Just("end".to_owned()),
        1 => Just("1".to_owned()),
        1 => Just("sesame".to_owned()),
        1 => Just(String::new()),
        1 => any::<String>(),
    ];
    prop_oneof![
        4 => (command, argument).prop_map(|(command, argument)| format!("{command} {argument}")),
        2 => "[a-c]{0,3}",
        1 => any::<String>(),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let socket = || 1..=SOCKETS;
    prop_oneof![
        3 => (socket(), any::<bool>(), any::<bool>(), proptest::option::of(0..3_000_000_000u64), any::<bool>())
            .prop_map(|(socket, chat, watch, last, knows)| Step::Presence { socket, chat, watch, last, knows }),
        6 => (socket(), name(), any::<bool>(), proptest::option::of(socket()), any::<bool>())
            .prop_map(|(socket, name, key, resume_of, knows)| Step::Login { socket, name, key, resume_of, knows }),
        1 => socket().prop_map(Step::Logout),
        12 => (socket(), line()).prop_map(|(socket, line)| Step::Says(socket, line)),
        1 => (socket(), any::<String>()).prop_map(|(socket, text)| Step::Appeals(socket, text)),
        1 => any::<bool>().prop_map(Step::Site),
        2 => socket().prop_map(Step::Draws),
        2 => (any::<usize>(), any::<bool>()).prop_map(|(which, good)| Step::Decoded(which, good)),
        2 => socket().prop_map(Step::Gone),
        1 => any::<String>().prop_map(Step::Outside),
        1 => prop_oneof![Just("lock"), Just("open"), Just("disable"), Just("enable"), Just("rekey")]
            .prop_map(Step::Settings),
        1 => any::<bool>().prop_map(Step::Live),
        2 => (1..4u64, any::<bool>()).prop_map(|(client, comes)| Step::Encoder(client, comes)),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(which, whole)| Step::Writes(which, whole)),
        2 => (0..90u64).prop_map(Step::Wait),
        1 => (0..5000i64).prop_map(Step::ClockJumps),
        1 => any::<bool>().prop_map(Step::Replaced),
        1 => Just(Step::Restarted),
        1 => any::<bool>().prop_map(Step::Closing),
    ]
}

/// A room that anything may happen to. Sockets that are gone come back under new numbers, as real ones do.
struct Chaos {
    room: Script,
    numbers: [u64; SOCKETS as usize + 1],
    next: u64,
}

impl Chaos {
    fn new(config: RoomConfig) -> Self {
        let mut chaos =
            Self { room: Script::new(config), numbers: std::array::from_fn(|n| n as u64), next: 100 };
        for socket in 1..=SOCKETS {
            chaos.sit_down(socket);
        }
        chaos
    }

    fn sit_down(&mut self, socket: u64) {
        // some share a browser, some an address, some have no cookie
        let browser = (!socket.is_multiple_of(4)).then_some(socket % 5);
        self.room.clients.insert(self.numbers[socket as usize], client(browser, (socket % 3) as u8));
    }

    fn come_anew(&mut self, socket: u64) {
        self.next += 1;
        self.numbers[socket as usize] = self.next;
        self.sit_down(socket);
    }

    fn number(&mut self, socket: u64, knows: bool) -> u64 {
        let number = self.numbers[socket as usize];
        let shown = if knows { password("sesame") } else { None };
        self.room.clients.get_mut(&number).unwrap().shown = shown;
        number
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Presence { socket, chat, watch, last, knows } => {
                let number = self.number(socket, knows);
                self.room.announces(number, chat, watch, last);
            }
            Step::Login { socket, name, key, resume_of, knows } => {
                let number = self.number(socket, knows);
                let resume = resume_of.and_then(|of| self.room.last_resume(id(self.numbers[of as usize])));
                self.room.logs_in_with(number, name, |login| {
                    login.key = key.then(|| super::script::key("secretkey"));
                    login.resume = resume;
                });
            }
            Step::Logout(socket) => self.room.does(id(self.numbers[socket as usize]), Action::Logout),
            Step::Says(socket, text) => {
                let reply = self.room.said_ids().last().copied();
                self.room.replies(id(self.numbers[socket as usize]), &text, reply);
            }
            Step::Appeals(socket, text) => {
                let number = self.numbers[socket as usize];
                let appeal = AppealFromPage { client: self.room.client(number), text, username: None };
                self.room.does(id(number), Action::Appeal(Box::new(appeal)));
            }
            Step::Site(true) => {
                let (user, reason) = ("bob".to_owned(), None);
                let ban = SanctionOnSite { user, kind: SanctionKind::Ban, seconds: Some(60), reason };
                let _ = self.room.asks(Principal::Administrator, ban);
            }
            Step::Site(false) => {
                let mut listed = self.room.remembered().sanctions;
                listed.retain(|sanction| sanction.scope == SanctionScope::Site);
                listed.truncate(1);
                self.room.feed(RoomCommand::SiteSanctionsChanged(listed));
            }
            Step::Draws(socket) => {
                self.room.does(id(self.numbers[socket as usize]), Action::Drawing("x".into()));
            }
            Step::Decoded(which, good) => {
                if !self.room.decoding.is_empty() {
                    let (ticket, _) = self.room.decoding.remove(which % self.room.decoding.len());
                    let result = if good { Ok("data:".into()) } else { Err(InvalidDrawing::Damaged) };
                    self.room.feed(Input::Decoded(ticket, result));
                }
            }
            Step::Gone(socket) => {
                self.room.leaves(id(self.numbers[socket as usize]));
                self.come_anew(socket);
            }
            Step::Outside(text) => {
                let _ = self
                    .room
                    .asks(Principal::Streamer, SendMessage { kind: MessageKind::Action, text, reply: None });
            }
            Step::Settings(what) => self.room.settings(|settings| match what {
                "lock" => settings.password = password("sesame"),
                "open" => settings.password = None,
                "disable" => settings.chat = ChatSetting::Disabled,
                "enable" => settings.chat = ChatSetting::Enabled,
                _ => settings.key = super::script::key("secretkey2"),
            }),
            Step::Live(true) => self.room.goes_live(),
            Step::Live(false) => self.room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown)),
            Step::Encoder(client, true) => self.room.feed(RoomCommand::PublishStarted(Nginx(client), None)),
            Step::Encoder(client, false) => {
                self.room.feed(RoomCommand::PublishEnded(Nginx(client), Leaving::Unknown))
            }
            Step::Writes(which, whole) => {
                let names = self.room.publish_names();
                let stem = match names.len() {
                    0 => "secretkey",
                    count => names[which % count].as_str(),
                };
                match whole {
                    true => self.room.written(stem, None, which as u64 % 1000, which as u64 % 30, false),
                    false => self.room.grows(stem),
                }
            }
            Step::Wait(seconds) => self.room.wait(seconds),
            Step::ClockJumps(seconds) => self.room.now.unix += seconds,
            Step::Replaced(true) => self.room.replace(),
            Step::Replaced(false) => self.room.replace_with(Default::default()),
            Step::Restarted => {
                self.room.restart();
                (1..=SOCKETS).for_each(|socket| self.come_anew(socket));
            }
            Step::Closing(true) => self.room.feed(RoomCommand::Closing(Closing::Restart)),
            Step::Closing(false) => self.room.feed(RoomCommand::Closing(Closing::Dropped)),
        }
        self.check();
    }

    fn check(&mut self) {
        let room = &self.room;
        let settings = room.state.settings();
        for (socket, subscription) in &room.subscriptions {
            let member = subscription.member.as_ref();
            assert!(subscription.chat || member.is_none(), "{socket:?} talks and does not hear");
            assert!(subscription.watching || !subscription.counted, "{socket:?} counts and sees nothing");
            let is_streamer = member.is_some_and(|member| member.person.role == Role::Streamer);
            let knows =
                settings.password.is_none() || room.clients[&socket.number].shown == settings.password;
            let has_shown = room.state.is_unlocked(*socket);
            assert!(
                !subscription.chat || has_shown || is_streamer || knows,
                "{socket:?} hears through a lock"
            );
            assert!(settings.chat != ChatSetting::Disabled || !subscription.chat, "chat where there is none");
        }
        let ids = room.said_ids();
        assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
        for number in self.numbers {
            let texts = self.room.events(id(number)).into_iter().filter_map(|event| match event {
                RoomEvent::Warned(refusal) | RoomEvent::Failed(refusal) => Some(refusal.text),
                _ => None,
            });
            assert!(texts.into_iter().all(|text| text.ends_with('.')), "a sentence that does not end");
        }
    }
}

fn limited() -> RoomConfig {
    let mut config = RoomConfig { keyless: true, ..config() };
    let few = Rate { burst: 6, per_minute: 30 };
    config.chat.limits.messages = few;
    config.chat.limits.joins = few;
    config.chat.limits.per_address = 2;
    config.chat.retention.messages = 5;
    config.chat.retention.age = Some(std::time::Duration::from_secs(600));
    config
}

proptest! {
    #[test]
    fn room_holds_together_whatever_happens(
        steps in proptest::collection::vec(step(), 1..120),
        with_limits in any::<bool>(),
    ) {
        let mut chaos = Chaos::new(if with_limits { limited() } else { config() });
        for step in steps {
            chaos.take(step);
        }
    }
}
