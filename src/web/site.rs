//! What every handler shares.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix::Addr;
use actix_web::HttpRequest;
use pystreaming_actors::journal::JournalStatus;
use pystreaming_actors::limits::Buckets;
use pystreaming_actors::live::{LiveIndex, StreamView};
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::{Secrets, Token};
use pystreaming_actors::ports::Clock;
use pystreaming_actors::registry::{Rooms, StreamRegistry};
use pystreaming_actors::watcher::WatcherHealth;
use tracing::warn;

use super::access::crowds::Crowds;
use super::access::peer::{Peer, Source};
use super::access::throttle::{AuthAttempt, SharedAuthThrottle};
use super::access::unlock;
use super::assets::Assets;
use super::emotes::Emotes;
use super::page_cache::PageCache;
use super::segment_cache::SegmentCache;
use super::shared::Shared;
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
    pub pages: PageCache,
    /// Segments that are being watched.
    pub segments: Arc<SegmentCache>,
    /// Preview pictures.
    pub pictures: Arc<Pictures>,
    /// Failures of viewers with passwords.
    pub password_throttle: SharedAuthThrottle,
    /// Failures of people with the keys of streamers in chat.
    pub login_throttle: SharedAuthThrottle,
    /// New sockets by household.
    pub connections: Shared<Buckets<IpAddr>>,
    /// Failures of encoders with keys, at no account: a wrong key belongs to nobody.
    pub key_throttle: SharedAuthThrottle,
    /// Failures of those who call hooks with the secret for that.
    pub hook_throttle: SharedAuthThrottle,
    /// Addresses that many people share.
    pub crowds: Arc<Crowds>,
    /// What the administrator was told about proxies.
    pub proxy_warnings: ProxyWarnings,
}

impl Site {
    /// The client behind the proxies.
    pub fn peer(&self, request: &HttpRequest) -> Peer {
        let peer = Peer::of(request, self.config.nginx_proxy.into());
        self.proxy_warnings.note(peer.source);
        peer
    }

    /// An attempt to enter a secret, by someone at that address.
    pub fn attempt(
        &self,
        address: IpAddr,
        is_anonymous: bool,
        browser: Option<Token>,
        account: &str,
    ) -> AuthAttempt {
        let is_shared = is_anonymous || self.crowds.is_shared(address, self.clock.now().monotonic);
        AuthAttempt { address, is_shared, browser, account: account.into() }
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

/// Which warnings about proxies the log has already: each is written once.
#[derive(Debug, Default)]
pub struct ProxyWarnings {
    unknown: AtomicBool,
    too_few: AtomicBool,
    unreadable: AtomicBool,
}

impl ProxyWarnings {
    fn note(&self, source: Source) {
        let (warned, text) = match source {
            Source::Connection | Source::Proxy => return,
            Source::UnknownProxy => (
                &self.unknown,
                "a proxy forwards requests but nginx_proxy is 0: set it to the number of proxies in front of this server, \
                 or viewers cannot be told apart by address",
            ),
            Source::TooFewHops => (
                &self.too_few,
                "X-Forwarded-For names fewer addresses than nginx_proxy says there are proxies: lower nginx_proxy, or \
                 let every proxy add the address it sees",
            ),
            Source::Unreadable => (
                &self.unreadable,
                "X-Forwarded-For holds something else than an address where the outermost proxy should write one: \
                 check that proxy's configuration",
            ),
        };
        if !warned.load(Ordering::Relaxed) && !warned.swap(true, Ordering::Relaxed) {
            warn!("{text}");
        }
    }
}
