//! A node that packages what encoders send it: it asks the node that leads who may publish, and tells it what arrives. When another node
//! leads, it tells that one, and the encoders do not notice.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
use crate::cluster::link::Upstream;
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
    has: Option<Token>,
    answer: oneshot::Sender<Result<Granted, Refusal>>,
    left: oneshot::Receiver<Leaving>,
}

/// An encoder may publish.
struct Granted {
    end: oneshot::Receiver<Refusal>,
    streamer: StreamerName,
    prefix: Token,
    first: u64,
    is_locked: Arc<AtomicBool>,
}

impl Encoders {
    /// Needs a runtime, on which it runs as long as this is there or an encoder publishes.
    pub fn start(me: Node, upstream: Upstream, homes: Arc<Homes>) -> Self {
        let (commands, received) = mpsc::channel(NEWS);
        let publications = Publications {
            homes,
            encoders: HashMap::new(),
            leaving: FuturesUnordered::new(),
            media: 0,
            links: 0,
        };
        tokio::spawn(publications.run(me, upstream, received));
        Self { commands }
    }
}

#[async_trait]
impl Authority for Encoders {
    async fn seat(
        &self,
        key: KeyHash,
        connection: Connection,
        has: Option<Token>,
    ) -> Result<Seated, Refusal> {
        let (leave, left) = oneshot::channel();
        let seat = DistantSeat { encoder: connection.id, commands: self.commands.clone(), leave };
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
        let Granted { end, streamer, prefix, first, is_locked } = answer?;
        Ok(Seated {
            seat: Box::new(seat),
            end,
            streamer: streamer.folded().into(),
            prefix,
            first,
            is_locked: Arc::new(move || is_locked.load(Ordering::Relaxed)),
        })
    }
}

/// A place that the node that leads has given.
struct DistantSeat {
    encoder: u64,
    commands: mpsc::Sender<Command>,
    leave: oneshot::Sender<Leaving>,
}

impl Seat for DistantSeat {
    fn sends(&self, _: std::time::Instant) -> bool {
        // the node that leads ends it otherwise
        true
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
    /// Media so far; each has the number that this had.
    media: u64,
    /// Connections to nodes that lead so far.
    links: u64,
}

/// An encoder of this node.
struct Encoder {
    connection: Connection,
    key: KeyHash,
    /// The prefix of what this node had of its stream when it asked.
    had: Option<Token>,
    stage: Stage,
    /// Of the streamer, as the node that leads has told.
    streamer: Option<StreamerName>,
    is_locked: Arc<AtomicBool>,
    media: Option<(u64, Arc<PackagedMedia>)>,
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
    async fn run(mut self, me: Node, upstream: Upstream, mut commands: mpsc::Receiver<Command>) {
        loop {
            let mut connecting = Box::pin(connect(&upstream));
            let (stream, leader) = loop {
                tokio::select! {
                    biased;
                    command = commands.recv() => match command {
                        Some(command) => drop(self.note(command)),
                        None => return,
                    },
                    Some((encoder, leaving)) = self.leaving.next() => drop(self.forget(encoder, leaving, 0)),
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
            let has_encoders = |homes: u64| {
                self.encoders
                    .values()
                    .any(|encoder| encoder.media.as_ref().is_some_and(|(media, _)| *media == homes))
            };
            self.homes.keep(has_encoders);
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
        for (number, encoder) in &self.encoders {
            way.say(&encoder.announced(*number)).await?;
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
                Some((encoder, leaving)) = self.leaving.next() => self.forget(encoder, leaving, way.number),
                heard = hearing.next() => {
                    let Some(heard) = heard? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
                    silent_at = Instant::now() + SILENT;
                    self.homes.heard(Instant::now().into_std());
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
                let encoder = Encoder {
                    connection,
                    key,
                    had: has,
                    stage: Stage::Asks(answer),
                    streamer: None,
                    is_locked: Arc::default(),
                    media: None,
                };
                let announced = encoder.announced(connection.id);
                self.encoders.insert(connection.id, encoder);
                self.leaving.push(Departure(connection.id, left));
                Some(announced)
            }
            Command::Pictures { encoder: number, media, qualities } => {
                let encoder = self.encoders.get_mut(&number)?;
                let known = match &encoder.media {
                    Some((known, _)) => *known,
                    None => {
                        let known = self.homes.number_of(&media).unwrap_or_else(|| {
                            self.media += 1;
                            self.media
                        });
                        self.homes.add(known, &media, encoder.streamer.as_ref()?);
                        encoder.media = Some((known, Arc::clone(&media)));
                        known
                    }
                };
                Some(pictures(number, known, &media, qualities))
            }
            Command::Measured { encoder, health } => {
                self.encoders.contains_key(&encoder).then_some(FromNode::Measured { encoder, health })
            }
        }
    }

    fn forget(&mut self, number: u64, leaving: Leaving, link: u64) -> Option<FromNode> {
        let encoder = self.encoders.remove(&number)?;
        if let Some((media, _)) = encoder.media {
            // viewers see the rest, and it may come back
            self.homes.forget_unless_said(media, link);
        }
        Some(FromNode::Left { encoder: number, leaving })
    }

    /// Does what the node that leads says. Returns what it is to hear.
    fn hear(&mut self, heard: FromLeader, link: u64) -> Option<FromNode> {
        match heard {
            FromLeader::Admitted { encoder: number, streamer, prefix, first, is_locked } => {
                let encoder = self.encoders.get_mut(&number)?;
                encoder.admitted(streamer, prefix, first, is_locked);
                // what goes on is offered to viewers at once
                let (media, packaged) = encoder.media.as_ref()?;
                return Some(pictures(number, *media, packaged, packaged.qualities()?));
            }
            FromLeader::Refused { encoder, code, words } => {
                if let Some(encoder) = self.encoders.get_mut(&encoder) {
                    encoder.end(Refusal { code, words });
                }
            }
            FromLeader::Serve { media, served } => {
                if let Some(served) = &served {
                    let of_media = self
                        .encoders
                        .values()
                        .filter(|encoder| encoder.media.as_ref().is_some_and(|(known, _)| *known == media));
                    of_media.for_each(|encoder| encoder.is_locked.store(served.is_locked, Ordering::Relaxed));
                }
                self.homes.serve(media, served, link);
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
    fn announced(&self, number: u64) -> FromNode {
        FromNode::Publish {
            encoder: number,
            address: self.connection.address,
            key: self.key.to_hex(),
            has: self.has(),
        }
    }

    /// The prefix of what this node has of its stream.
    fn has(&self) -> Option<Token> {
        match &self.media {
            Some((_, media)) => media.prefix(),
            None => self.had.clone(),
        }
    }

    fn admitted(&mut self, streamer: StreamerName, prefix: Token, first: u64, is_locked: bool) {
        self.is_locked.store(is_locked, Ordering::Relaxed);
        self.streamer = Some(streamer.clone());
        if let Stage::Publishes(_) = self.stage {
            // another node leads
            if self.has() != Some(prefix) {
                let words = "Another server runs the site now. Start again.".to_owned();
                self.end(Refusal { code: RefusalCode::Rejected, words });
            }
            return;
        }
        let (end, ended) = oneshot::channel();
        let is_locked = Arc::clone(&self.is_locked);
        let granted = Granted { end: ended, streamer, prefix, first, is_locked };
        if let Stage::Asks(answer) = std::mem::replace(&mut self.stage, Stage::Publishes(Some(end))) {
            // who has given up leaves
            let _ = answer.send(Ok(granted));
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
async fn connect(upstream: &Upstream) -> (Upgraded, Arc<Node>) {
    loop {
        let leader = upstream.leader.known().await;
        let header = upstream.origins.encoders_header();
        match dial(&upstream.links, &leader, ENCODERS, (HEADER.as_str(), &header)).await {
            Ok(stream) => return (stream, leader),
            Err(error) => {
                debug!(%error, leader = %leader.name, "the node that leads cannot be told of encoders yet")
            }
        }
        sleep(PAUSE).await;
    }
}
