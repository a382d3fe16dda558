//! Starts the server, runs it and shuts it down in order.

mod node;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::*;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, web};
use futures_util::FutureExt as _;
use pystreaming_actors::accounts::AccountIndex;
use pystreaming_actors::ids::MessageIds;
use pystreaming_actors::journal::{Flush, Journal, JournalStatus};
use pystreaming_actors::limits::Buckets;
use pystreaming_actors::media::{InvalidQuality, Quality};
use pystreaming_actors::model::names::{Secrets, StreamKey};
use pystreaming_actors::ports::{Clock, StoreError, SystemClock};
use pystreaming_actors::publication::{Publication, ReadModel};
use pystreaming_actors::registry::{
    AwaitRestored, AwaitRooms, Close, RegistryPorts, RoomThreads, Rooms, SettingsInEffect, StreamRegistry,
};
use pystreaming_actors::room::{ChatConfig, EmotePorts, RoomConfig, RoomPorts};
use pystreaming_actors::tokens::TokenIndex;
use pystreaming_actors::watcher::{Watcher, WatcherConfig};
use tokio::sync::{oneshot, watch};
use tracing::{error, info, warn};

use crate::accounts::providers::Providers;
use crate::accounts::{self, Accounts};
use crate::backups::Backups;
use crate::bucket::{Bucket, BucketError};
use crate::cluster::{
    self, Admissions, CoordinationError, ENCODERS, LinkError, Packagers, TRUNKS, WaysToOtherNodes,
    receive_encoders, receive_trunk,
};
use crate::config::{Config, ConfigError, Delivery, LiveSettings};
use crate::desk::{self, Desk};
use crate::first_run;
use crate::followers::{self, Announcer, Confirmations, KeyError, MailServer, Mailer, PushKeys, PushService};
use crate::gateway::{Acknowledgements, Gateway, Notification, SocketEventSink, socket_settings};
use crate::ingest;
use crate::ingest::rtmp::Publishing;
use crate::ingest::{OwnBroadcasts, PortError, PublisherPorts, Seats};
use crate::instance_lock::{InUse, InstanceLock};
use crate::media::{Drawings, Pictures, PreviewWorker};
use crate::memory;
use crate::retention::{Policy, retain};
use crate::server::{self, Options};
use crate::signals::Signals;
use crate::socketio::{SessionWorkers, SocketIo};
use crate::statistics::{count_recorded, sample_viewers};
use crate::storage::{Database, DatabaseSettings};
use crate::test_picture;
use crate::watchdog::Watchdog;
use crate::web::site::Site;
use crate::web::{
    Assets, EmotePictures, Emotes, PageCache, PagePolicy, Portraits, SOCKETS, SegmentCache, Shared,
    Templates, Uploads, evict_old_segments, guarded, routes, set_idle_timeout, stream_url,
};
use crate::webhooks::{self, Announcements, Dispatcher, HttpCourier};
use node::{Led, Place};

/// How long the start waits until streamers and running broadcasts are restored.
const RESTORE_TIMEOUT: Duration = Duration::from_secs(1);
/// How long running requests may take to finish at shutdown.
const REQUESTS_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a connection may be idle between two requests: a browser opens several for a page and needs few of them
/// afterwards.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// The same for a proxy's connections, which are few. The proxy has to close them first: a request that arrives while we
/// close is lost, and only idempotent ones can be retried. nginx closes them after one minute, Caddy after two.
const PROXY_KEEP_ALIVE: Duration = Duration::from_secs(180);
/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long rooms may take to send their closing messages.
const ROOMS_TIMEOUT: Duration = Duration::from_secs(1);
/// Addresses whose new sockets are counted.
const RATE_LIMITED_ADDRESSES: usize = 20_000;
/// Callers of the API whose requests are counted.
const RATE_LIMITED_CALLERS: usize = 20_000;
/// How long connections may take to close when another node leads already.
const LOST_TIMEOUT: Duration = Duration::from_millis(200);
/// How long other nodes may take to announce what they package to one that begins to lead.
const ANNOUNCED_WITHIN: Duration = Duration::from_secs(3);
/// How long the journal may take to write its queue at shutdown.
const JOURNAL_TIMEOUT: Duration = Duration::from_secs(3);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be opened or upgraded.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another server runs with the same database or HLS folder.
    #[error(transparent)]
    InUse(#[from] InUse),
    /// The name of a quality is invalid.
    #[error("video_qualities: {0}")]
    Quality(#[from] InvalidQuality),
    /// Push services cannot know the site.
    #[error(transparent)]
    PushKey(#[from] KeyError),
    /// One password cannot be hashed.
    #[error("there is not enough memory to hash a password; accounts need 19 MiB for each")]
    Memory,
    /// The bucket for video cannot be used.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// A template is broken.
    #[error("templates: {0}")]
    Template(#[from] tera::Error),
    /// The address is in use, or not one of this machine.
    #[error("cannot listen on {address}: {error}; set `listen` and `port` to a free address")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// Encoders cannot connect.
    #[error(transparent)]
    Ports(#[from] PortError),
    /// The cluster cannot be joined.
    #[error("cluster: {0}")]
    Cluster(#[from] CoordinationError),
    /// Other nodes cannot connect by TLS.
    #[error("cluster: {0}")]
    Link(#[from] LinkError),
    /// The address for other nodes is in use, or not one of this machine.
    #[error("cannot listen for other nodes on {address}: {error}; set `cluster.listen` to a free address")]
    ListenForNodes {
        /// The address.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// The HTTP server failed.
    #[error("the server stopped: {0}")]
    Serve(io::Error),
    /// A singleton actor died.
    #[error("the {0} died; the log says why; restart the server")]
    Died(&'static str),
}

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As it was told to.
    Stopped,
    /// It is a node that leads no longer, and has to be run again to follow.
    Again,
}

/// What a demo adds to a site.
pub struct Demo {
    /// The stream that shows the test picture while no encoder publishes to it.
    pub key: StreamKey,
    /// Is told when the site is served.
    pub serving: oneshot::Sender<()>,
}

/// Puts the site's settings that administrators changed into effect, and returns those of chat.
fn settings_in_effect(config: Config, live: watch::Sender<Arc<LiveSettings>>) -> SettingsInEffect {
    Box::new(move |changed| {
        let (mut settings, left_out) = LiveSettings::with(&config, changed);
        for (key, problem) in left_out {
            warn!(%key, %problem, "a setting of the site is ignored; `pystreaming-admin setting reset` removes it");
        }
        settings.version = live.borrow().version + 1;
        let chat = for_rooms(&config, &settings);
        live.send_replace(Arc::new(settings));
        chat
    })
}

fn for_rooms(config: &Config, live: &LiveSettings) -> ChatConfig {
    live.chat.for_rooms(&live.themes, &config.retention, config.accounts)
}

/// The ports of a server.
struct Doors {
    listener: TcpListener,
    /// `None` where they are served already.
    publishers: Option<PublisherPorts>,
    /// Where other nodes connect by TLS.
    nodes: Option<TcpListener>,
}

impl Doors {
    fn open(config: &Config) -> Result<Self, StartError> {
        let listener = listen(SocketAddr::new(config.listen, config.port))?;
        let nodes = config.cluster.to_listen().map(|address| {
            server::listen(address).map_err(|error| StartError::ListenForNodes { address, error })
        });
        Ok(Self { listener, publishers: Some(PublisherPorts::open(config)?), nodes: nodes.transpose()? })
    }
}

/// What takes a while to make, and does not need to lead.
struct Prepared {
    secrets: Secrets,
    assets: Arc<Assets>,
    pages: PageCache,
    qualities: Vec<Quality>,
    bucket: Option<Arc<Bucket>>,
}

impl Prepared {
    fn of(config: &Config) -> Result<Self, StartError> {
        let secrets = config.secrets()?;
        let assets = Arc::new(Assets::new(config.themes_dir.clone()));
        let pages = PageCache::new(Templates::load(Arc::clone(&assets), config.site_language())?);
        let qualities =
            config.video_qualities.iter().map(|name| Quality::parse(name)).collect::<Result<Vec<_>, _>>()?;
        let bucket = Bucket::of(&config.bucket, config.ingest.replay_window)?.map(Arc::new);
        Ok(Self { secrets, assets, pages, qualities, bucket })
    }
}

/// What a start has at hand before it opens the database.
struct Start<'a> {
    config: Config,
    upgrade_command: &'a str,
    demo: Option<Demo>,
    prepared: Prepared,
    signals: Signals,
    doors: Doors,
}

/// Runs the site until a signal stops it, or another node leads. `upgrade_command` is the command that upgrades a database of an older
/// version.
pub async fn run(config: Config, upgrade_command: &str, demo: Option<Demo>) -> Result<End, StartError> {
    // a signal counts also while this process ends in order to follow
    let mut late = Signals::listen().map_err(StartError::Serve)?;
    let end = run_once(config, upgrade_command, demo, &mut late).await?;
    if end == End::Again {
        cluster::await_children().await;
        if stopped(&mut late).await {
            return Ok(End::Stopped);
        }
    }
    Ok(end)
}

async fn run_once(
    config: Config,
    upgrade_command: &str,
    demo: Option<Demo>,
    late: &mut Signals,
) -> Result<End, StartError> {
    let signals = Signals::listen().map_err(StartError::Serve)?;
    let prepared = Prepared::of(&config)?;
    let doors = Doors::open(&config)?;
    let place = Place::of(&config, &prepared.secrets)?;
    let start = Start { config, upgrade_command, demo, prepared, signals, doors };
    match place {
        Some(place) => node::run(start, place, late).await,
        None => serve(start, None).await,
    }
}

/// Whether a signal has come.
async fn stopped(signals: &mut Signals) -> bool {
    // lets the runtime take what the kernel has
    tokio::task::yield_now().await;
    signals.stop().now_or_never().is_some()
}

fn worker_count(config: &Config) -> usize {
    match config.workers {
        0 => std::thread::available_parallelism().map_or(1, Into::into),
        workers => workers,
    }
}

fn keep_alive(config: &Config) -> Duration {
    if config.nginx_proxy > 0 { PROXY_KEEP_ALIVE } else { KEEP_ALIVE }
}

/// Opens the database of a site that has one server.
async fn open_database(
    config: &Config,
    secrets: &Secrets,
    upgrade_command: &str,
) -> Result<(Database, Option<InstanceLock>), StartError> {
    // locked before it is upgraded; on the first start, after it is created
    let lock = lock_database(&config.database)?;
    Database::claim(&config.database).await?;
    let database = Database::open(&config.database, secrets, config.auto_upgrade, upgrade_command).await?;
    let lock = lock.map_or_else(|| lock_database(&config.database), |lock| Ok(Some(lock)))?;
    Ok((database, lock))
}

async fn serve(start: Start<'_>, led: Option<(Database, Led)>) -> Result<End, StartError> {
    let Start { config, upgrade_command, demo, prepared, signals, doors } = start;
    let Doors { listener, publishers: publisher_ports, .. } = doors;
    let Prepared { secrets, assets, pages, qualities, bucket } = prepared;
    // everything that can fail comes before the first actor starts
    if publisher_ports.as_ref().is_none_or(PublisherPorts::are_open) {
        // nginx may never write there, and a missing folder would count as a fault
        let _ = std::fs::create_dir_all(&config.hls_dir);
    }
    let _folder_lock = InstanceLock::of_folder(&config.hls_dir)?;
    let (database, _database_lock, led) = match led {
        Some((database, led)) => (database, None, Some(led)),
        None => {
            let (database, lock) = open_database(&config, &secrets, upgrade_command).await?;
            (database, lock, None)
        }
    };
    let database_version = database.version().await?;
    let store = database.store();
    let store_for_retention = Arc::clone(&store);
    let store_for_site = Arc::clone(&store);
    let store_for_rooms = Arc::clone(&store);
    let running = store.open_broadcasts().await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let started = clock.now();
    let ids = MessageIds::reserve(store.as_ref(), started).await?;

    let processors = std::thread::available_parallelism().map_or(1, Into::into);
    let readers = ReadModel::default();
    let rooms = Arc::new(Rooms::default());
    let tokens = Arc::new(TokenIndex::default());
    let (emotes_sender, emotes) = watch::channel(Default::default());
    let (live_sender, live) = watch::channel(Arc::new(LiveSettings::of(&config)));
    let journal_status = Arc::new(JournalStatus::default());
    let store_answers = Arc::new(AtomicBool::new(true));

    let sessions: Arc<SessionWorkers<Gateway>> = Arc::default();
    let journal = Journal::new(store.clone(), Arc::clone(&journal_status)).start();
    let publication = match config.delivery {
        Delivery::Server if config.nginx_proxy == 0 => Publication::Direct(readers.clone()),
        // a proxy configured for the original serves `/hls` itself, without asking the server
        Delivery::Server | Delivery::Accel | Delivery::Links => {
            Publication::linked(readers.clone(), config.hls_dir.clone(), &running)
        }
    };
    let connections = Arc::new(ingest::Connections::default());
    let publishers = ingest::Publishers {
        nginx: ingest::nginx::NginxControl::start(config.nginx_control.as_ref()),
        own: Arc::clone(&connections),
    };
    let ports = RegistryPorts {
        store: Arc::clone(&store_for_rooms),
        store_answers: Arc::clone(&store_answers),
        index: Arc::clone(&readers.statuses),
        tokens: Arc::clone(&tokens),
        emotes: emotes_sender,
        site_settings: settings_in_effect(config.clone(), live_sender),
        rooms: Arc::clone(&rooms),
        ids,
        threads: RoomThreads::start(RoomThreads::suitable(processors)),
        room: RoomPorts {
            journal: journal.clone(),
            publication,
            event_sink: Arc::new(SocketEventSink::new(Arc::clone(&sessions))),
            acts: store.clone(),
            emotes: EmotePorts { store: store_for_rooms, pictures: Arc::new(EmotePictures) },
            publishers: Arc::new(publishers),
            decoder: Arc::new(Drawings),
            clock: Arc::clone(&clock),
        },
    };
    let account_index = Arc::new(AccountIndex::default());
    let sockets_of_accounts = Arc::clone(&sessions);
    let accounts = Accounts::new(
        config.accounts,
        Providers::new(&config),
        Arc::clone(&account_index),
        Arc::clone(&store_for_site),
        Arc::clone(&clock),
        Box::new(move || sockets_of_accounts.notify_all(&Notification::SessionsEnded)),
    );
    let accounts = Arc::new(accounts.map_err(|_| StartError::Memory)?);
    if accounts.are_on() {
        accounts.load().await?;
        actix::spawn(accounts::follow(Arc::clone(&accounts)));
    }
    let desk = Arc::new(Desk::new(Arc::clone(&store_for_site), Arc::clone(&clock)));
    desk.load().await?;
    actix::spawn(desk::follow(Arc::clone(&desk)));
    let room_config = RoomConfig {
        qualities: qualities.clone(),
        live_indicator_delay: config.live_indicator_delay,
        reconnect_window: config.reconnect_window,
        keyless: config.keyless,
        secrets: secrets.clone(),
        accounts: account_index,
        chat: for_rooms(&config, &live.borrow()),
    };
    let registry = StreamRegistry::new(ports, room_config, secrets.clone(), running).start();
    let watcher = Watcher::new(
        WatcherConfig { hls_dir: config.hls_dir.clone(), qualities },
        registry.clone().recipient(),
    );
    let watcher_health = watcher.health();
    let watcher = watcher.start();
    let pictures = Arc::new(Pictures::default());
    let packagers = Arc::<Packagers>::default();
    let ways = led.as_ref().map(|led| led.edge.ways(&packagers));
    PreviewWorker::new(
        Arc::clone(&pictures),
        readers.clone(),
        config.hls_dir.clone(),
        Arc::clone(&clock),
        ways.as_ref().map(WaysToOtherNodes::pictures),
    )
    .start();
    actix::spawn(count_recorded(Arc::clone(&store_for_retention)));
    actix::spawn(retain(store_for_retention, Arc::clone(&clock), Policy::of(&config)));
    let sampling = sample_viewers(Arc::clone(&readers.statuses), journal.clone(), Arc::clone(&clock));
    actix::spawn(sampling);
    let webhooks = Dispatcher::new(
        webhooks::Ports {
            store: Arc::clone(&store_for_site),
            clock: Arc::clone(&clock),
            courier: Arc::new(HttpCourier::new(secrets.clone(), config.webhooks.allow_private.clone())),
            announcements: Some(Announcements {
                index: Arc::clone(&readers.statuses),
                pictures: Arc::clone(&pictures),
                site_url: config.site_url.clone(),
                page: stream_url,
            }),
        },
        journal_status.written_up_to(),
    );
    let webhooks = webhooks.start();
    let push = match config.push.enabled {
        true => {
            let keys = PushKeys::load(store_for_site.as_ref(), &secrets, config.site_url.as_deref()).await?;
            Some(Arc::new(PushService::new(keys, &config.push.networks)))
        }
        false => None,
    };
    let pushed = Arc::<followers::Counts>::default();
    if let Some(push) = &push {
        let ports = followers::Ports {
            store: Arc::clone(&store_for_site),
            clock: Arc::clone(&clock),
            index: Arc::clone(&readers.statuses),
            pictures: Arc::clone(&pictures),
            by: followers::By::Push(Arc::clone(push)),
            counts: Arc::clone(&pushed),
            page: stream_url,
        };
        Announcer::new(ports).start();
    }
    let mailed = Arc::<followers::Counts>::default();
    let mailer = MailServer::of(&config).zip(config.site_url.clone()).map(|(server, origin)| {
        let live = live.clone();
        let site_name = move || live.borrow().site_name.clone();
        Arc::new(Mailer::new(server, secrets.clone(), origin, site_name))
    });
    if let Some(mailer) = &mailer {
        let ports = followers::Ports {
            store: Arc::clone(&store_for_site),
            clock: Arc::clone(&clock),
            index: Arc::clone(&readers.statuses),
            pictures: Arc::clone(&pictures),
            by: followers::By::Mail(Arc::clone(mailer)),
            counts: Arc::clone(&mailed),
            page: stream_url,
        };
        Announcer::new(ports).start();
    }
    let mail = mailer.map(|mailer| Confirmations::start(mailer, Arc::clone(&clock), Arc::clone(&mailed)));
    if let Some(bucket) = &bucket {
        actix::spawn(ingest::sweep_bucket(
            Arc::clone(bucket),
            Arc::clone(&clock),
            config.ingest.replay_window,
        ));
    }
    actix::spawn(followers::forget_unconfirmed(Arc::clone(&store_for_site), Arc::clone(&clock)));
    restore(&registry).await;
    memory::trim_regularly();

    let (workers, keep_alive) = (worker_count(&config), keep_alive(&config));
    let (stopping, when_stopping) = watch::channel(false);
    let origins = bucket.iter().flat_map(|bucket| bucket.origins());
    let page_policy = PagePolicy::with_video_at(origins);
    let site = web::Data::new(Site {
        secrets,
        lease: led.as_ref().map(|led| led.membership.lease()),
        announced_until: led.as_ref().map(|_| Instant::now() + ANNOUNCED_WITHIN),
        clock,
        index: readers.statuses,
        media: readers.media,
        rooms,
        uploads: Uploads::new(Arc::clone(&store_for_site), emotes),
        portraits: Portraits::new(Arc::clone(&store_for_site)),
        store: store_for_site,
        api_requests: Shared::new(Buckets::new(RATE_LIMITED_CALLERS)),
        performing: Default::default(),
        tokens,
        registry: registry.clone(),
        sockets: Default::default(),
        started,
        webhooks,
        stopping: when_stopping,
        recorder: journal.clone(),
        journal: journal_status,
        database_version,
        store_answers,
        watcher: watcher_health,
        pages,
        assets,
        emotes: Emotes::new(config.emotes_dir.clone()),
        bucket,
        page_policy,
        segments: Arc::new(SegmentCache::new(config.segment_cache_mib)),
        pictures,
        password_throttle: Default::default(),
        accounts,
        backups: Backups::new(database.clone(), &config.data_dir),
        desk,
        account_throttle: Default::default(),
        new_accounts: Shared::new(Buckets::new(RATE_LIMITED_ADDRESSES)),
        push,
        told: pushed,
        mail,
        mailed,
        mails_asked: Shared::new(Buckets::new(RATE_LIMITED_ADDRESSES)),
        new_followers: Shared::new(Buckets::new(RATE_LIMITED_ADDRESSES)),
        provider_attempts: Shared::new(Buckets::new(RATE_LIMITED_ADDRESSES)),
        login_throttle: Default::default(),
        connections: Shared::new(Buckets::new(RATE_LIMITED_ADDRESSES)),
        key_throttle: Default::default(),
        token_throttle: Default::default(),
        hook_throttle: Default::default(),
        held_requests: Default::default(),
        shared_addresses: Default::default(),
        proxy_warnings: Default::default(),
        live,
        config,
    });
    let acknowledgements = Acknowledgements {
        journal: journal.clone(),
        status: Arc::clone(&site.journal),
        workers: Arc::clone(&sessions),
    };
    let sockets = SocketIo::new(
        Arc::new(Gateway::new(site.clone(), acknowledgements)),
        Arc::clone(&sessions),
        socket_settings(&site.config.chat),
    );
    let seats = Arc::new(Seats::new(site.clone(), connections));
    let admissions = led.as_ref().map(|led| Admissions {
        seats: Arc::clone(&seats),
        origins: led.origins.clone(),
        packagers,
    });
    let of_nodes =
        admissions.map(web::Data::new).zip(led.as_ref().map(|led| web::Data::new(led.origins.clone())));
    let ingest = publisher_ports.map(|ports| {
        let (clock, bucket) = (Arc::clone(&site.clock), site.bucket.clone());
        let broadcasts = OwnBroadcasts::new(seats, site.secrets.clone(), clock, bucket, &site.config);
        let broadcasts: Arc<dyn Publishing> = Arc::new(broadcasts);
        Ok((ports.serve(&broadcasts, site.config.ingest.connections)?, broadcasts))
    });
    let ingest = ingest.transpose().map_err(StartError::Serve)?;
    let serving = demo.map(|Demo { key, serving }| {
        if let Some((thread, broadcasts)) = &ingest {
            thread.run(test_picture::publish(Arc::clone(broadcasts), key, Arc::clone(&site.clock)));
        }
        serving
    });
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let options = Options {
        workers,
        shutdown_timeout: REQUESTS_TIMEOUT,
        keep_alive,
        head_timeout: HEAD_TIMEOUT,
        on_connect: set_idle_timeout,
        on_request: led.as_ref().map(|led| led.origins.clone().on_request(led.membership.lease())),
    };
    let greeted = site.clone();
    let eviction = evict_old_segments(Arc::clone(&site.segments), Arc::clone(&site.media));
    let server = server::serve(listener, &options, move || {
        App::new()
            .app_data(site.clone())
            .wrap(from_fn(guarded))
            .configure(|service| sockets.mount(service, SOCKETS))
            .configure(|service| {
                if let Some((admissions, origins)) = &of_nodes {
                    let service = service.app_data(admissions.clone()).app_data(origins.clone());
                    service.route(ENCODERS, web::get().to(receive_encoders));
                    service.route(TRUNKS, web::get().to(receive_trunk));
                }
                if let Some(ways) = &ways {
                    service.app_data(ways.of_this_thread());
                }
            })
            .configure(ingest::nginx::routes)
            .configure(routes)
    });
    let server = server.map_err(StartError::Serve)?;
    info!(%address, "serving");
    let (membership, _ingest_of_node) = match led {
        Some(Led { membership, edge, ingest, .. }) => {
            membership.serves();
            edge.replace();
            (Some(membership), ingest)
        }
        None => (None, None),
    };
    match serving {
        Some(serving) => {
            let _ = serving.send(());
        }
        None => {
            actix::spawn(async move {
                first_run::greet(&greeted.desk, &greeted.config, io::stdout()).await;
            });
        }
    }
    actix::spawn(eviction);
    let drained = Arc::new(AtomicBool::new(false));
    let told = node::until_told(signals, membership.clone(), Arc::clone(&drained));
    actix::spawn(stop_when(told, server.handle(), registry.clone(), Arc::clone(&sessions), stopping));
    let handle = server.handle();
    let mut server = std::pin::pin!(server);
    let watchdog = Watchdog::default()
        .watch("registry", &registry)
        .watch("journal", &journal)
        .watch("watcher", &watcher);
    let ended = tokio::select! {
        ended = &mut server => ended.map_err(StartError::Serve),
        died = watchdog.death() => {
            error!(actor = died, "a singleton actor died; the server exits");
            sessions.close_all();
            let end = async { tokio::join!(server, handle.stop(false)) };
            let _ = tokio::time::timeout(REQUESTS_TIMEOUT, end).await;
            Err(StartError::Died(died))
        }
        why = node::lost(membership.as_deref()) => {
            // nothing can be written any more, and nobody should be told what others do not hear
            error!(?why, "this node leads no longer; its viewers are passed on to the one that does");
            sessions.close_all();
            let end = async { tokio::join!(server, handle.stop(false)) };
            let _ = tokio::time::timeout(LOST_TIMEOUT, end).await;
            return Ok(End::Again);
        }
    };

    info!("stopping");
    // sockets that were closed just now still leave their rooms, which is recorded
    let _ = tokio::time::timeout(ROOMS_TIMEOUT, registry.send(AwaitRooms)).await;
    drain(&journal).await;
    database.close().await;
    ended.map(|()| if drained.load(Ordering::Relaxed) { End::Again } else { End::Stopped })
}

/// Locks a database that is a file. `None` if its folder does not exist yet.
fn lock_database(database: &DatabaseSettings) -> Result<Option<InstanceLock>, InUse> {
    match database {
        DatabaseSettings::Sqlite { path } => InstanceLock::of_database(path),
        DatabaseSettings::MySql(_) | DatabaseSettings::Postgres(_) => Ok(None),
    }
}

/// Waits until it is told, then tells everybody in chat, closes their sockets and stops the server.
async fn stop_when(
    told: impl Future<Output = ()>,
    server: ServerHandle,
    registry: Addr<StreamRegistry>,
    sessions: Arc<SessionWorkers<Gateway>>,
    stopping: watch::Sender<bool>,
) {
    told.await;
    stopping.send_replace(true);
    if tokio::time::timeout(ROOMS_TIMEOUT, registry.send(Close)).await.is_err() {
        warn!("rooms are too busy to announce the shutdown in time");
    }
    sessions.close_all();
    server.stop(true).await;
}

/// Waits until streamers and running broadcasts are restored. Clients that connect meanwhile wait, rather than being told
/// that a stream or a stream key does not exist.
async fn restore(registry: &Addr<StreamRegistry>) {
    let (restored, when_restored) = oneshot::channel();
    registry.do_send(AwaitRestored(restored));
    if tokio::time::timeout(RESTORE_TIMEOUT, when_restored).await.is_err() {
        warn!("the database or the HLS folder is slow; serving before streams are restored");
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    server::listen(address).map_err(|error| StartError::Listen { address, error })
}

/// Waits until the journal has written its queue, for a limited time.
async fn drain(journal: &Addr<Journal>) {
    let (stored, when_stored) = oneshot::channel();
    journal.do_send(Flush(stored));
    if tokio::time::timeout(JOURNAL_TIMEOUT, when_stored).await.is_err() {
        warn!("the database did not take the journal's last entries in time; they are lost");
    }
}
