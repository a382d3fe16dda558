//! A room that targets let things happen to.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use pystreaming_actors::ids::MessageIds;
use pystreaming_actors::limits::{Limits, Rate};
use pystreaming_actors::model::Streamer;
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::ports::{ChatMemory, Env, Now};
use pystreaming_actors::room::{Action, ChatConfig, Effect, Input, RoomCommand, RoomConfig};
use pystreaming_actors::room::state::{Beginning, RoomState};
use pystreaming_actors::room::{Client, Login, Retention};
use pystreaming_actors::session::{AddressScope, ClientIdentity, RoomId, SessionId, Browser};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Longest message.
pub const MESSAGE_LENGTH: usize = 100;
/// What opens the stream of [`streamer`].
const KEY: &str = "secretkey";

/// The same with each run, as all secrets and times are.
pub fn secrets() -> Secrets {
    static SECRETS: LazyLock<Secrets> = LazyLock::new(|| Secrets::derive("fuzz"));
    SECRETS.clone()
}

/// Zoë.
pub fn streamer() -> Streamer {
    Streamer::new(StreamerName::stored("Zoë"), secrets().hash(&StreamKey::new(KEY).expect("a key")))
}

/// A room without limits, in which nobody is.
pub struct Room {
    pub state: RoomState,
    pub now: Now,
    rng: StdRng,
}

impl Default for Room {
    fn default() -> Self {
        let unlimited = Rate { burst: 1, per_minute: 0 };
        let config = RoomConfig {
            qualities: Vec::new(),
            live_indicator_delay: Duration::from_secs(5),
            reconnect_window: Duration::from_secs(30),
            keyless: false,
            secrets: secrets(),
            accounts: Default::default(),
            chat: ChatConfig {
                retention: Retention { messages: 10, bytes: 1000, age: Some(Duration::from_secs(60)) },
                message_length: MESSAGE_LENGTH,
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
                accounts: Default::default(),
            },
        };
        let now = Now { monotonic: Instant::now(), unix: 1000, millis: 0 };
        let beginning = Beginning {
            id: RoomId(1),
            settings: streamer(),
            running: None,
            publish_names: Vec::new(),
            memory: ChatMemory::default(),
            emotes: Arc::new(BTreeMap::from([(":wave:".into(), "/wave.png".into())])),
            own_emotes: Default::default(),
            site_staff: Default::default(),
            ids: MessageIds::beginning(1, now.monotonic),
        };
        Self { state: RoomState::new(config, beginning, now), now, rng: StdRng::seed_from_u64(7) }
    }
}

impl Room {
    pub fn apply(&mut self, input: impl Into<Input>) -> Vec<Effect> {
        self.state.apply(input.into(), &mut Env { now: self.now, rng: &mut self.rng })
    }

    /// What a socket does.
    pub fn does(&mut self, socket: u64, action: Action) -> Vec<Effect> {
        self.apply(RoomCommand::Socket(SessionId { node: 1, worker: 0, number: socket }, action))
    }

    /// Somebody wants to talk; each socket is a browser of its own.
    pub fn logs_in(
        &mut self,
        socket: u64,
        name: &str,
        with_key: bool,
        resume: Option<String>,
    ) -> Vec<Effect> {
        let browser = Some(Browser { id: Token::from_random(socket.into()), since: 0, kept: true });
        let address = secrets().address(Ipv4Addr::new(192, 0, 2, 1).into());
        let identity = Arc::new(ClientIdentity { browser, account: None, address, scope: AddressScope::Household });
        self.does(
            socket,
            Action::Login(Box::new(Login {
                client: Client { identity, shown: None },
                username: name.to_owned(),
                color: "teal".to_owned(),
                key: with_key.then(|| streamer().key),
                resume,
                is_program: false,
            })),
        )
    }
}
