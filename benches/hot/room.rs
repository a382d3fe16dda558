//! What a room decides, with its history, the audit journal, and limits so wide that they refuse nobody. A message must
//! not cost more in a larger room.

use std::hint::black_box;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use pystreaming_actors::ids::MessageIds;
use pystreaming_actors::limits::{Limits, Rate};
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::model::{FilterRule, Moderator, Role, RuleAction, RuleKind, Streamer};
use pystreaming_actors::ports::{ChatMemory, Env, Now};
use pystreaming_actors::room::state::{Beginning, RoomState};
use pystreaming_actors::room::{Action, ChatConfig, Effect, RoomCommand, RoomConfig};
use pystreaming_actors::room::{Client, Login, Retention};
use pystreaming_actors::session::{AddressScope, Browser, ClientIdentity, Delivery, RoomId, SessionId};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use crate::Outcome;

/// How many people are in the room.
const SIZES: [u64; 3] = [10, 1_000, 10_000];
/// How many of them are moderators, whose names nobody may come near and who are exempt from limits: the first.
const MODERATORS: u64 = 5;
/// How many rules the filter has, where it has any.
const RULES: u32 = 300;

pub fn measure(criterion: &mut Criterion) -> Outcome<()> {
    let mut group = criterion.benchmark_group("room");
    let filtered = SIZES[0];
    let mut room = Room::of(filtered, filter())?;
    let mut line = 0;
    group.bench_function(BenchmarkId::new("filtered", RULES), |bencher| {
        bencher.iter_custom(|rounds| {
            let said = (0..rounds).map(|_| {
                line += 1;
                let text = format!("message {line} of forty bytes or so");
                room.timed(MODERATORS + line % (filtered - MODERATORS), Action::Message { text, reply: None })
            });
            said.sum()
        });
    });
    for size in SIZES {
        let mut room = Room::of(size, Vec::new())?;
        let (mut line, viewers) = (0, size - MODERATORS);
        group.bench_function(BenchmarkId::new("message", size), |bencher| {
            bencher.iter_custom(|rounds| {
                let said = (0..rounds).map(|_| {
                    line += 1;
                    let text = format!("message {line} of forty bytes or so");
                    room.timed(MODERATORS + line % viewers, Action::Message { text, reply: None })
                });
                said.sum()
            });
        });
        group.bench_function(BenchmarkId::new("join", size), |bencher| {
            bencher.iter_custom(|rounds| {
                let joined = (0..rounds).map(|_| {
                    let took = room.timed(room.next, login(room.next));
                    room.apply(room.next, Action::Gone);
                    room.next += 1;
                    took
                });
                joined.sum()
            });
        });
    }
    group.finish();
    Ok(())
}

struct Room {
    state: RoomState,
    now: Now,
    rng: StdRng,
    /// Who comes next.
    next: u64,
}

impl Room {
    /// A room in which so many have logged in.
    fn of(size: u64, filter: Vec<FilterRule>) -> Outcome<Self> {
        let now = Now { monotonic: Instant::now(), unix: 1_800_000_000, millis: 0 };
        let state = RoomState::new(config(), beginning(now, filter)?, now);
        let mut room = Self { state, now, rng: StdRng::seed_from_u64(7), next: size };
        for socket in 0..size {
            room.timed(socket, login(socket));
        }
        Ok(room)
    }

    fn apply(&mut self, socket: u64, action: Action) -> Vec<Effect> {
        // so slowly that all of a large room are told of all who come
        self.now = self.now.plus(Duration::from_secs(1));
        let input = RoomCommand::Socket(SessionId { node: 1, worker: 0, number: socket }, action);
        self.state.apply(input.into(), &mut Env { now: self.now, rng: &mut self.rng })
    }

    /// How long it takes to decide about something that all are told of.
    fn timed(&mut self, socket: u64, action: Action) -> Duration {
        let begun = Instant::now();
        let effects = black_box(self.apply(socket, action));
        let took = begun.elapsed();
        let told = effects.iter().any(|effect| matches!(effect, Effect::Send(Delivery::Broadcast { .. })));
        assert!(told, "refused: {effects:?}");
        took
    }
}

fn login(socket: u64) -> Action {
    let browser = Some(Browser { id: browser(socket), since: 0, kept: true });
    let address = Secrets::derive("benchmark").address(Ipv4Addr::from_bits(socket as u32).into());
    let identity =
        Arc::new(ClientIdentity { browser, account: None, address, scope: AddressScope::Household });
    Action::Login(Box::new(Login {
        client: Client { identity, shown: None },
        username: format!("somebody {socket}"),
        color: "teal".into(),
        key: None,
        resume: None,
        is_program: false,
    }))
}

fn browser(socket: u64) -> Token {
    Token::from_random(socket.into())
}

/// Words and phrases, and a few patterns, none of which hits anything.
fn filter() -> Vec<FilterRule> {
    let rule = |id: u32| {
        let (kind, text) = match id % 50 {
            0 => (RuleKind::Pattern, format!("b[aeiou]d+ly{id}")),
            1..25 => (RuleKind::Phrase, format!("bad word{id}")),
            _ => (RuleKind::Word, format!("badword{id}")),
        };
        FilterRule {
            id,
            kind,
            action: RuleAction::Mask,
            seconds: None,
            text,
            added_by: String::new(),
            added_at: 0,
        }
    };
    (1..=RULES).map(rule).collect()
}

fn beginning(now: Now, filter: Vec<FilterRule>) -> Outcome<Beginning> {
    let key = StreamKey::new("benchkey").ok_or("no key")?;
    let moderators = (0..MODERATORS).map(|socket| Moderator {
        browser_id: browser(socket),
        account: None,
        name: "a moderator".into(),
        role: Role::Moderator,
    });
    Ok(Beginning {
        id: RoomId(1),
        settings: Streamer::new(StreamerName::stored("bench"), Secrets::derive("benchmark").hash(&key)),
        running: None,
        publish_names: Vec::new(),
        memory: ChatMemory { moderators: moderators.collect(), filter, ..ChatMemory::default() },
        emotes: Arc::default(),
        own_emotes: Default::default(),
        site_staff: Default::default(),
        ids: MessageIds::beginning(1, now.monotonic),
    })
}

fn config() -> RoomConfig {
    let wide = Rate { burst: 1_000_000, per_minute: 1_000_000 };
    RoomConfig {
        qualities: Vec::new(),
        live_indicator_delay: Duration::from_secs(15),
        reconnect_window: Duration::from_secs(30),
        keyless: false,
        secrets: Secrets::derive("benchmark"),
        accounts: Default::default(),
        chat: ChatConfig {
            retention: Retention {
                messages: 100,
                bytes: 1_000_000,
                age: Some(Duration::from_secs(7 * 24 * 60 * 60)),
            },
            message_length: 500,
            limits: Limits {
                messages: wide,
                drawings: wide,
                changes: wide,
                joins: wide,
                drawing_kib: wide,
                per_address: 10,
            },
            themes: Vec::new(),
            emotes: Default::default(),
            accounts: Default::default(),
        },
    }
}
