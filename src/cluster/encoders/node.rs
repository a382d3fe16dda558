//! A node that packages what encoders send it: it asks the node that leads who may publish, and tells it what arrives. When another node
//! leads, it tells that one, and the encoders do not notice.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use bytes::BytesMut;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use pystreaming_actors::delivery::PackagedMedia;
use pystreaming_actors::health::Health;
use pystreaming_actors::media::{Leaving, QualityInfo};
use pystreaming_actors::model::names::{KeyHash, StreamerName, Token};
use pystreaming_actors::rtmp::{Refusal, RefusalCode};
use tokio::io::{ReadHalf, WriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};
use tracing::{debug, info, warn};

use super::homes::Homes;
use super::wire::{FromLeader, FromNode, Hearing, say};
use super::{ALIVE, ENCODERS, SILENT};
use crate::cluster::coordination::Node;
use crate::cluster::dial::{Upgraded, dial};
use crate::cluster::link::{Upstream, reachable};
use crate::cluster::origin::ENCODERS as HEADER;
use crate::ingest::rtmp::Connection;
use crate::ingest::{Authority, Seat, Seated};

/// How long an encoder waits for a node that leads; OBS waits longer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Before another attempt to reach the node that leads.
const PAUSE: Duration = Duration::from_millis(100);
/// News that wait; more are left out, since there are others a second later.
const NEWS: usize = 1024;

/// Asks the node that leads who may publish.
pub struct Encoders {
    commands: mpsc::Sender<Command>,
}

/// What there is to tell the node that leads.
enum Command {
    Publish(Asking),
    Pictures { encoder: u64, media: Arc<PackagedMedia>, qualities: Vec<QualityInfo> },
    Measured { encoder: u64, health: Box<Health> },
}

/// An encoder that asks to publish.
struct Asking {
    connection: Connection,
    key: KeyHash,
    has: Option<Arc<PackagedMedia>>,
    answer: oneshot::Sender<Result<Granted, Refusal>>,
    left: oneshot::Receiver<Leaving>,
}

/// An encoder may publish.
struct Granted {
    end: oneshot::Receiver<Refusal>,
    streamer: StreamerName,
    continues: bool,
    first: u64,
    is_locked: bool,
}

impl Encoders {
    /// Of the node `me`, with a port for visitors. Needs a runtime, on which it runs as long as this is there or an encoder publishes.
    pub fn start(me: Node, port: SocketAddr, upstream: Upstream, homes: Arc<Homes>) -> Self {
        let (commands, received) = mpsc::channel(NEWS);
        // what others call it need not lead here
        let here = Node { address: reachable(port).to_string(), ..me.clone() };
        let publications =
            Publications { homes, encoders: HashMap::new(), leaving: FuturesUnordered::new(), links: 0 };
        tokio::spawn(publications.run(me, here, upstream, received));
        Self { commands }
    }
}

#[async_trait]
impl Authority for Encoders {
    async fn seat(
        &self,
        key: KeyHash,
        connection: Connection,
        has: Option<Arc<PackagedMedia>>,
    ) -> Result<Seated, Refusal> {
        let (leave, left) = oneshot::channel();
        let (encoder, commands) = (connection.id, self.commands.clone());
        let (answer, answered) = oneshot::channel();
        let asking = Asking { connection, key, has, answer, left };
        let ask = async {
            self.commands.send(Command::Publish(asking)).await.ok()?;
            answered.await.ok()
        };
        let Ok(Some(answer)) = timeout(PATIENCE, ask).await else {
            warn!("a publisher is turned away: no node leads");
            let words = "No server of this site can take the stream now. Try again in a moment.".to_owned();
            return Err(Refusal { code: RefusalCode::Rejected, words });
        };
        let Granted { end, streamer, continues, first, is_locked } = answer?;
        Ok(Seated {
            seat: Box::new(DistantSeat { encoder, commands, is_locked, leave }),
            end,
            streamer: streamer.folded().into(),
            continues,
            first,
        })
    }
}

/// A place that the node that leads has given.
struct DistantSeat {
    encoder: u64,
    commands: mpsc::Sender<Command>,
    /// When it was given.
    is_locked: bool,
    leave: oneshot::Sender<Leaving>,
}

impl Seat for DistantSeat {
    fn sends(&self, _: std::time::Instant) -> bool {
        // the node that leads ends it otherwise
        true
    }

    fn is_locked(&self) -> bool {
        self.is_locked
    }

    fn tell(&self, media: &Arc<PackagedMedia>, qualities: Vec<QualityInfo>) {
        let media = Arc::clone(media);
        let _ = self.commands.try_send(Command::Pictures { encoder: self.encoder, media, qualities });
    }

    fn measured(&self, health: Health) {
        let health = Box::new(health);
        let _ = self.commands.try_send(Command::Measured { encoder: self.encoder, health });
    }

    fn leave(self: Box<Self>, leaving: Leaving) {
        let _ = self.leave.send(leaving);
    }
}

/// The encoders of this node.
struct Publications {
    homes: Arc<Homes>,
    encoders: HashMap<u64, Encoder>,
    leaving: FuturesUnordered<Departure>,
    /// Connections to nodes that lead so far.
    links: u64,
}

/// An encoder of this node.
struct Encoder {
    connection: Connection,
    key: KeyHash,
    stage: Stage,
    /// Of the streamer, as the node that leads has told.
    streamer: Option<StreamerName>,
    /// What this node had of its stream when it asked; then what it sends.
    media: Option<Arc<PackagedMedia>>,
    /// The prefix with which it was admitted, unless the media have been withdrawn since.
    admitted: Option<Token>,
    /// The prefix of what this node has, as it was last announced.
    announced: Option<Token>,
}

enum Stage {
    Asks(oneshot::Sender<Result<Granted, Refusal>>),
    /// Until the site ends it.
    Publishes(Option<oneshot::Sender<Refusal>>),
}

/// Tells when an encoder leaves, and how. One that is dropped was lost.
struct Departure(u64, oneshot::Receiver<Leaving>);

impl Future for Departure {
    type Output = (u64, Leaving);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let encoder = self.0;
        Pin::new(&mut self.1).poll(context).map(|left| (encoder, left.unwrap_or(Leaving::Lost)))
    }
}

/// The way to the node that leads.
struct Way {
    to: WriteHalf<Upgraded>,
    number: u64,
}

impl Way {
    async fn say(&mut self, message: &FromNode) -> io::Result<()> {
        timeout(SILENT, say(&mut self.to, message)).await.map_err(|_| io::ErrorKind::TimedOut)?
    }
}

impl Publications {
    async fn run(mut self, me: Node, here: Node, upstream: Upstream, mut commands: mpsc::Receiver<Command>) {
        loop {
            let mut connecting = Box::pin(connect(&upstream, &here));
            let (stream, leader) = loop {
                tokio::select! {
                    biased;
                    command = commands.recv() => match command {
                        Some(command) => drop(self.note(command)),
                        None => return,
                    },
                    Some((encoder, leaving)) = self.leaving.next() => drop(self.forget(encoder, leaving, None)),
                    connected = &mut connecting, if !self.encoders.is_empty() => break connected,
                }
            };
            drop(connecting);
            let gone = upstream.leader.clone().gone(leader.process.clone());
            let (from, to) = tokio::io::split(stream);
            self.links += 1;
            let way = Way { to, number: self.links };
            let ended = tokio::select! {
                biased;
                ended = self.report(&me, way, from, &mut commands) => ended,
                () = gone => Ok(true),
            };
            // what nobody publishes to is known to no other node
            self.homes.keep(|media| self.is_published(media));
            match ended {
                Ok(true) => debug!("another node leads, or none"),
                Ok(false) => return,
                Err(error) => {
                    info!(%error, leader = %leader.name, "the node that leads no longer hears of the encoders here");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Tells a node that leads, and does what it says. Returns whether there can be more to tell.
    async fn report(
        &mut self,
        me: &Node,
        mut way: Way,
        from: ReadHalf<Upgraded>,
        commands: &mut mpsc::Receiver<Command>,
    ) -> io::Result<bool> {
        way.say(&FromNode::Hello(me.clone())).await?;
        for (number, encoder) in &mut self.encoders {
            way.say(&encoder.announce(*number)).await?;
        }
        let mut hearing = Hearing::new(from, BytesMut::new());
        let mut alive = interval(ALIVE);
        alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silent_at = Instant::now() + SILENT;
        loop {
            let message = tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => self.note(command),
                    None => return Ok(false),
                },
                Some((encoder, leaving)) = self.leaving.next() => self.forget(encoder, leaving, Some(way.number)),
                heard = hearing.next() => {
                    let Some(heard) = heard? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
                    silent_at = Instant::now() + SILENT;
                    self.homes.heard(Instant::now().into_std(), way.number);
                    self.hear(heard, way.number)
                }
                _ = alive.tick() => Some(FromNode::Alive),
                () = sleep_until(silent_at) => return Err(io::ErrorKind::TimedOut.into()),
            };
            if let Some(message) = message {
                way.say(&message).await?;
            }
        }
    }

    /// What the node that leads is to hear of a command.
    fn note(&mut self, command: Command) -> Option<FromNode> {
        match command {
            Command::Publish(Asking { connection, key, has, answer, left }) => {
                let mut encoder = Encoder {
                    connection,
                    key,
                    stage: Stage::Asks(answer),
                    streamer: None,
                    media: has,
                    admitted: None,
                    announced: None,
                };
                let announced = encoder.announce(connection.id);
                self.encoders.insert(connection.id, encoder);
                self.leaving.push(Departure(connection.id, left));
                Some(announced)
            }
            Command::Pictures { encoder: number, media, qualities } => {
                let encoder = self.encoders.get_mut(&number)?;
                let known = self.homes.add(&media, encoder.streamer.as_ref()?);
                let message = pictures(number, known, &media, qualities);
                encoder.media = Some(media);
                Some(message)
            }
            Command::Measured { encoder, health } => {
                self.encoders.contains_key(&encoder).then_some(FromNode::Measured { encoder, health })
            }
        }
    }

    fn forget(&mut self, number: u64, leaving: Leaving, link: Option<u64>) -> Option<FromNode> {
        let encoder = self.encoders.remove(&number)?;
        if let Some(media) = encoder.media.filter(|media| !self.is_published(media)) {
            // viewers see the rest, and it may come back
            self.homes.forget_unless_said(&media, link);
        }
        Some(FromNode::Left { encoder: number, leaving })
    }

    /// Whether an encoder publishes to media, or is about to.
    fn is_published(&self, media: &Arc<PackagedMedia>) -> bool {
        let has = |encoder: &Encoder| encoder.media.as_ref().is_some_and(|own| Arc::ptr_eq(own, media));
        self.encoders.values().any(has)
    }

    /// Does what the node that leads says. Returns what it is to hear.
    fn hear(&mut self, heard: FromLeader, link: u64) -> Option<FromNode> {
        match heard {
            FromLeader::Admitted { encoder: number, streamer, prefix, first, is_locked } => {
                let encoder = self.encoders.get_mut(&number)?;
                let had = encoder.media.clone();
                let goes_on = encoder.admit(&streamer, prefix, first, is_locked);
                let encoder = self.encoders.get(&number)?;
                if let Some(media) = had.filter(|media| encoder.media.is_none() && !self.is_published(media))
                {
                    self.homes.forget_unless_said(&media, Some(link));
                }
                if goes_on {
                    // what goes on is offered to viewers at once
                    let media = encoder.media.as_ref()?;
                    let qualities = media.qualities()?;
                    return Some(pictures(number, self.homes.add(media, &streamer), media, qualities));
                }
            }
            FromLeader::Refused { encoder, code, words } => {
                if let Some(encoder) = self.encoders.get_mut(&encoder) {
                    encoder.end(Refusal { code, words });
                }
            }
            FromLeader::Serve { media: number, served } => {
                let media = self.homes.media(number)?;
                if served.is_none() {
                    let encoders = self.encoders.values_mut();
                    let of_media = encoders
                        .filter(|encoder| encoder.media.as_ref().is_some_and(|own| Arc::ptr_eq(own, &media)));
                    of_media.for_each(|encoder| encoder.admitted = None);
                }
                self.homes.serve(number, served, link, self.is_published(&media));
            }
            FromLeader::Alive => {}
        }
        None
    }
}

fn pictures(encoder: u64, media: u64, packaged: &PackagedMedia, qualities: Vec<QualityInfo>) -> FromNode {
    let most_behind_ms = packaged.most_behind().as_millis().try_into().unwrap_or(u64::MAX);
    FromNode::Pictures { encoder, media, most_behind_ms, qualities }
}

impl Encoder {
    /// What the node that leads is told of it. It has the number here.
    fn announce(&mut self, number: u64) -> FromNode {
        self.announced = self.media.as_ref().and_then(|media| media.prefix());
        FromNode::Publish {
            encoder: number,
            address: self.connection.address,
            key: self.key.to_hex(),
            has: self.announced.clone(),
        }
    }

    /// Returns whether it goes on publishing, as to another node before.
    fn admit(&mut self, streamer: &StreamerName, prefix: Token, first: u64, is_locked: bool) -> bool {
        // a room in which nobody has packaged yet gives everybody the same prefix
        let continues = [&self.announced, &self.admitted].contains(&&Some(prefix.clone()));
        self.streamer = Some(streamer.clone());
        match std::mem::replace(&mut self.stage, Stage::Publishes(None)) {
            Stage::Publishes(end) if continues => {
                let publishes = end.is_some();
                self.stage = Stage::Publishes(end);
                publishes
            }
            Stage::Publishes(end) => {
                self.stage = Stage::Publishes(end);
                let words = "The broadcast has ended meanwhile. Start again.".to_owned();
                self.end(Refusal { code: RefusalCode::Rejected, words });
                false
            }
            Stage::Asks(answer) => {
                let (end, ended) = oneshot::channel();
                self.stage = Stage::Publishes(Some(end));
                self.admitted = Some(prefix);
                self.media.take_if(|_| self.announced != self.admitted);
                let streamer = streamer.clone();
                // who has given up leaves
                let _ = answer.send(Ok(Granted { end: ended, streamer, continues, first, is_locked }));
                false
            }
        }
    }

    fn end(&mut self, refusal: Refusal) {
        match std::mem::replace(&mut self.stage, Stage::Publishes(None)) {
            Stage::Asks(answer) => drop(answer.send(Err(refusal))),
            Stage::Publishes(Some(end)) => drop(end.send(refusal)),
            Stage::Publishes(None) => {}
        }
    }
}

/// Connects to the node that leads, as soon as one does.
async fn connect(upstream: &Upstream, here: &Node) -> (Upgraded, Arc<Node>) {
    loop {
        let leader = upstream.leader.known().await;
        let header = upstream.origins.encoders_header();
        let reached = if leader.process == here.process { here } else { &leader };
        match dial(&upstream.links, reached, ENCODERS, (HEADER.as_str(), &header)).await {
            Ok(stream) => return (stream, leader),
            Err(error) => {
                debug!(%error, leader = %leader.name, "the node that leads cannot be told of encoders yet")
            }
        }
        sleep(PAUSE).await;
    }
}
