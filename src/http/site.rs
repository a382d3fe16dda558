//! What every handler shares.

use std::net::IpAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix::Addr;
use actix_web::HttpRequest;
use pystreaming_actors::chat::Buckets;
use pystreaming_actors::clock::{Clock, UnixTime};
use pystreaming_actors::journal::JournalStatus;
use pystreaming_actors::live::{LiveIndex, StreamView};
use pystreaming_actors::names::Secrets;
use pystreaming_actors::registry::{Rooms, StreamRegistry};
use pystreaming_actors::watcher::WatcherHealth;

use super::assets::Assets;
use super::emotes::Emotes;
use super::peer::Peer;
use super::rendering::Pages;
use super::segments::SegmentCache;
use super::throttle::{GuesserId, Throttle};
use super::unlock;
use crate::config::Config;
use crate::media::Pictures;

/// The site as handlers see it. Everything in it is read-only, a read model, or the way to an actor.
pub struct Site {
    /// As loaded at the start.
    pub config: Config,
    /// For cookies and look-ups.
    pub secrets: Secrets,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What streams are like now.
    pub index: Arc<LiveIndex>,
    /// The way to rooms.
    pub rooms: Arc<Rooms>,
    /// The way to the registry.
    pub registry: Addr<StreamRegistry>,
    /// How the journal does.
    pub journal: Arc<JournalStatus>,
    /// Whether the store answers.
    pub store_answers: Arc<AtomicBool>,
    /// How the HLS folder does.
    pub watcher: WatcherHealth,
    /// Static files.
    pub assets: Arc<Assets>,
    /// The admin's own emotes.
    pub emotes: Emotes,
    /// Rendered pages.
    pub pages: Pages,
    /// Segments that are being watched.
    pub segments: SegmentCache,
    /// Preview pictures.
    pub pictures: Arc<Pictures>,
    /// Failures of viewers with passwords.
    pub password_guesses: Guesses,
    /// Failures of people with the keys of streamers in chat.
    pub login_guesses: Guesses,
    /// New sockets by address.
    pub connections: Shared<Buckets<Guesser>>,
    /// Failures of encoders with keys, by address alone: a wrong key belongs to nobody.
    pub key_guesses: Guesses,
}

impl Site {
    /// The client behind the proxies.
    pub fn peer(&self, request: &HttpRequest) -> Peer {
        Peer::of(request, self.config.nginx_proxy.into())
    }

    /// Now, as people read it.
    pub fn unix(&self) -> UnixTime {
        self.clock.now().unix
    }

    /// Whether whoever asks may see the stream.
    pub fn may_watch(&self, request: &HttpRequest, view: &StreamView) -> bool {
        unlock::may_watch(request, view, &self.secrets, self.unix())
    }

    /// The theme that the reader chose, or the site's default.
    pub fn theme(&self, request: &HttpRequest) -> &str {
        let chosen = request.cookie("theme");
        let chosen =
            chosen.as_ref().and_then(|cookie| self.config.themes.iter().find(|name| *name == cookie.value()));
        chosen.or(self.config.themes.first()).map_or("default", String::as_str)
    }
}

/// Who guesses: someone at an address, or everybody at an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Guesser {
    /// An address; of IPv6 the 64 bits that one household has.
    Address(IpAddr),
    /// A streamer, folded.
    Account(Box<str>),
}

impl Guesser {
    /// Whoever is behind an address.
    pub fn at(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Address(address),
            IpAddr::V6(six) => {
                let household = u128::from(six) & !u128::from(u64::MAX);
                Self::Address(IpAddr::V6(household.into()))
            }
        }
    }
}

impl GuesserId for Guesser {
    fn free_failures(&self) -> u32 {
        match self {
            Self::Address(_) => 5,
            // many people share an account; few enough free ones still make guessing hopeless
            Self::Account(_) => 50,
        }
    }
}

/// Wrong guesses, shared by all workers. The lock is held for a look-up and never across a wait.
pub type Guesses = Shared<Throttle<Guesser>>;

/// Something small behind a lock.
#[derive(Debug, Default)]
pub struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Puts it behind one.
    pub fn new(thing: T) -> Self {
        Self(Mutex::new(thing))
    }

    /// The contents; a panic of another holder does not make them unusable.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
