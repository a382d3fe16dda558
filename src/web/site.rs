//! State that all handlers share.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix::Addr;
use actix_web::HttpRequest;
use pystreaming_actors::delivery::{BroadcastMedia, MediaIndex};
use pystreaming_actors::journal::{Flush, Journal, JournalStatus};
use pystreaming_actors::limits::Buckets;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::{Secrets, Token};
use pystreaming_actors::ports::{Clock, Now, Store};
use pystreaming_actors::registry::{Rooms, StreamRegistry};
use pystreaming_actors::status::StatusIndex;
use pystreaming_actors::tokens::TokenIndex;
use pystreaming_actors::watcher::WatcherHealth;
use tokio::sync::{oneshot, watch};
use tracing::warn;

use super::access::held::HeldRequests;
use super::access::page_policy::PagePolicy;
use super::access::peer::{Peer, Source};
use super::access::shared_addresses::SharedAddresses;
use super::access::throttle::{AuthAttempt, SharedAuthThrottle};
use super::assets::Assets;
use super::emotes::Emotes;
use super::language;
use super::page_cache::PageCache;
use super::portraits::Portraits;
use super::segment_cache::SegmentCache;
use super::shared::Shared;
use super::socket_count::SocketCount;
use super::uploads::Uploads;
use crate::accounts::Accounts;
use crate::backups::Backups;
use crate::bucket::Bucket;
use crate::config::{Config, LiveSettings};
use crate::desk::Desk;
use crate::followers::{Confirmations, Counts, PushService};
use crate::languages::{Language, Words};
use crate::lease::Lease;
use crate::media::Pictures;
use crate::webhooks::Dispatcher;

/// Digests of requests that are being performed, by those of caller and key.
pub type Performing = HashMap<([u8; 32], [u8; 32]), [u8; 32]>;

/// How long a reader of recorded events waits for the latest.
const RECORD_TIMEOUT: Duration = Duration::from_secs(2);

/// Configuration, read models, caches and addresses of actors.
pub struct Site {
    /// As loaded at the start.
    pub config: Config,
    /// See [`Site::live`].
    pub live: watch::Receiver<Arc<LiveSettings>>,
    /// Signs cookies.
    pub secrets: Secrets,
    /// Of a node that leads.
    pub lease: Option<Lease>,
    /// Of a node that leads: until when others announce what they package, as they do when it begins to lead.
    pub announced_until: Option<Instant>,
    /// Time as an argument.
    pub clock: Arc<dyn Clock>,
    /// What pages read of all streams.
    pub index: Arc<StatusIndex>,
    /// What players get of them.
    pub media: Arc<MediaIndex>,
    /// Handles of running rooms.
    pub rooms: Arc<Rooms>,
    /// Streamers, emotes, tokens and recorded events.
    pub store: Arc<dyn Store>,
    /// Requests of the API, by caller.
    pub api_requests: Shared<Buckets<String>>,
    /// Requests of the API that may be repeated and are being performed.
    pub performing: Shared<Performing>,
    /// API tokens that work.
    pub tokens: Arc<TokenIndex>,
    /// Address of the registry.
    pub registry: Addr<StreamRegistry>,
    /// Open sockets.
    pub sockets: SocketCount,
    /// When the server started.
    pub started: Now,
    /// Delivers events to webhooks.
    pub webhooks: Addr<Dispatcher>,
    /// Becomes true when the server is about to stop, so that endless responses end.
    pub stopping: watch::Receiver<bool>,
    /// Stores what happens.
    pub recorder: Addr<Journal>,
    /// Queue length and failures of the journal.
    pub journal: Arc<JournalStatus>,
    /// Name and version of what keeps the database.
    pub database_version: String,
    /// Whether the database answers.
    pub store_answers: Arc<AtomicBool>,
    /// Whether the HLS folder can be read.
    pub watcher: WatcherHealth,
    /// Static files.
    pub assets: Arc<Assets>,
    /// Pictures of emotes in the administrator's folder.
    pub emotes: Emotes,
    /// Uploaded pictures of emotes.
    pub uploads: Uploads,
    /// Pictures that streamers have of themselves.
    pub portraits: Portraits,
    /// Rendered pages.
    pub pages: PageCache,
    /// From which players get what is packaged here, if there is one.
    pub bucket: Option<Arc<Bucket>>,
    /// What pages may load.
    pub page_policy: PagePolicy,
    /// Segments that players ask for now.
    pub segments: Arc<SegmentCache>,
    /// Preview pictures.
    pub pictures: Arc<Pictures>,
    /// For passwords of locked streams.
    pub password_throttle: SharedAuthThrottle,
    /// Accounts of people.
    pub accounts: Arc<Accounts>,
    /// Backups of the database.
    pub backups: Backups,
    /// Browsers that are signed in to studios without an account.
    pub desk: Arc<Desk>,
    /// For passwords and recovery codes of accounts.
    pub account_throttle: SharedAuthThrottle,
    /// Rate limit of new accounts by household.
    pub new_accounts: Shared<Buckets<IpAddr>>,
    /// Sends Web Push; `None` if the site sends none.
    pub push: Option<Arc<PushService>>,
    /// What followers were sent.
    pub told: Arc<Counts>,
    /// Asks followers by e-mail; `None` if the site sends none.
    pub mail: Option<Confirmations>,
    /// What became of mails.
    pub mailed: Arc<Counts>,
    /// Rate limit of mails that ask, by network.
    pub mails_asked: Shared<Buckets<IpAddr>>,
    /// Rate limit of new followers by network.
    pub new_followers: Shared<Buckets<IpAddr>>,
    /// Rate limit of attempts to sign in by other sites, by household.
    pub provider_attempts: Shared<Buckets<IpAddr>>,
    /// For stream keys entered in chat.
    pub login_throttle: SharedAuthThrottle,
    /// Rate limit of new sockets by household.
    pub connections: Shared<Buckets<IpAddr>>,
    /// For stream keys of publishers, without an account: a wrong key belongs to nobody.
    pub key_throttle: SharedAuthThrottle,
    /// For API tokens.
    pub token_throttle: SharedAuthThrottle,
    /// For the secret of hooks.
    pub hook_throttle: SharedAuthThrottle,
    /// Requests of players that wait for media.
    pub held_requests: HeldRequests,
    /// Addresses that many people share.
    pub shared_addresses: Arc<SharedAddresses>,
    /// Warnings about the proxy configuration.
    pub proxy_warnings: ProxyWarnings,
}

impl Site {
    /// The client of a request behind the trusted proxies.
    pub fn peer(&self, request: &HttpRequest) -> Peer {
        let peer = Peer::of(request, self.config.nginx_proxy.into());
        self.proxy_warnings.note(peer.source);
        peer
    }

    /// The media under the prefix of a running broadcast. A node that has just begun to lead waits for the one that packages them.
    pub async fn media_under(&self, prefix: &Token, request: &HttpRequest) -> Option<Arc<BroadcastMedia>> {
        if let Some(media) = self.media.get(prefix).filter(|media| !media.is_empty()) {
            return Some(media);
        }
        let left = self.announced_until?.checked_duration_since(Instant::now())?;
        let is_running = self.index.all().iter().any(|status| status.prefix() == Some(prefix));
        let _held = self.held_requests.hold(&self.peer(request)).filter(|_| is_running)?;
        tokio::time::timeout(left, self.media.wait_for(prefix)).await.ok()
    }

    /// An attempt to enter a secret.
    pub fn attempt(
        &self,
        address: IpAddr,
        is_anonymous: bool,
        browser: Option<Token>,
        account: &str,
    ) -> AuthAttempt {
        let is_shared = is_anonymous || self.shared_addresses.is_shared(address, self.clock.now().monotonic);
        AuthAttempt { address, is_shared, browser, account: account.into() }
    }

    /// Waits until everything that has happened is in the store, or for two seconds.
    pub async fn recorded(&self) {
        let (stored, when_stored) = oneshot::channel();
        self.recorder.do_send(Flush(stored));
        let _ = tokio::time::timeout(RECORD_TIMEOUT, when_stored).await;
    }

    /// Now, in Unix seconds.
    pub fn unix(&self) -> UnixTime {
        self.clock.now().unix
    }

    /// The server as encoders are told it, at the host by which a request came where the configuration does not say one. `None`
    /// where nginx takes the streams.
    pub fn server_for_encoders(&self, request: &HttpRequest) -> Option<String> {
        let host = self.peer(request).host;
        let host =
            url::Url::parse(&format!("http://{host}/")).ok().and_then(|url| Some(url.host_str()?.to_owned()));
        self.config.server_for_encoders(host.as_deref().unwrap_or("HOST"))
    }

    /// The settings in effect that can change while the server runs.
    pub fn live(&self) -> Arc<LiveSettings> {
        Arc::clone(&self.live.borrow())
    }

    /// The language in the request's cookie, or the first that the browser accepts, or the site's.
    pub fn language(&self, request: &HttpRequest) -> &'static Language {
        language::of_request(request, || self.config.site_language())
    }

    /// A text in the language of the person who sent a request.
    pub fn say(&self, request: &HttpRequest, words: &Words) -> String {
        words.to(self.language(request))
    }

    /// The theme in the request's cookie, or the default.
    pub fn theme(&self, request: &HttpRequest) -> String {
        let live = self.live.borrow();
        let chosen = request.cookie("theme");
        let chosen =
            chosen.as_ref().and_then(|cookie| live.themes.iter().find(|name| *name == cookie.value()));
        chosen.or(live.themes.first()).map_or_else(|| "default".to_owned(), Clone::clone)
    }
}

/// Warnings about the proxy configuration, each logged once.
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
                 or all viewers share one address",
            ),
            Source::TooFewHops => (
                &self.too_few,
                "X-Forwarded-For has fewer addresses than nginx_proxy has proxies: lower nginx_proxy, or let every proxy \
                 append the address that it sees",
            ),
            Source::Unreadable => (
                &self.unreadable,
                "X-Forwarded-For has no address where the outermost proxy should append one: check that proxy's \
                 configuration",
            ),
        };
        if !warned.load(Ordering::Relaxed) && !warned.swap(true, Ordering::Relaxed) {
            warn!("{text}");
        }
    }
}
