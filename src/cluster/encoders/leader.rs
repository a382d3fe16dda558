//! The node that leads, as those hear it that package what encoders send them: their encoders have places in its rooms like its own.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use dashmap::DashMap;
use futures_util::StreamExt as _;
use futures_util::future::{AbortHandle, Abortable, LocalBoxFuture};
use futures_util::stream::FuturesUnordered;
use pystreaming_actors::delivery::{DistantMedia, Packaged};
use pystreaming_actors::media::QualityInfo;
use pystreaming_actors::model::names::{KeyHash, Token};
use pystreaming_actors::rtmp::{Refusal, RefusalCode};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tracing::{debug, info, warn};

use super::wire::{FromLeader, FromNode, Hearing, say};
use super::{ALIVE, SILENT};
use crate::cluster::coordination::Node;
use crate::cluster::dial::PROTOCOL;
use crate::cluster::origin::Origins;
use crate::ingest::rtmp::{Connection, prepare};
use crate::ingest::{Seat as _, Seats, SiteSeat};
use crate::server::{Application, TakeOver};
use crate::web::refuse;

/// Encoders of one node, at most.
const ENCODERS_MAX: usize = 10_000;
/// How long encoders keep their places when the connection to their node breaks.
const KEPT: Duration = Duration::from_secs(3);
/// What waits to be said to a node.
const WAITING: usize = 256;

/// The nodes that package, by their processes.
#[derive(Default)]
pub struct Packagers {
    nodes: DashMap<Box<str>, (Arc<Node>, u64)>,
    links: AtomicU64,
}

impl Packagers {
    /// The node of a process.
    pub fn node(&self, process: &str) -> Option<Arc<Node>> {
        self.nodes.get(process).map(|entry| Arc::clone(&entry.0))
    }
}

/// Admits the encoders of other nodes.
pub struct Admissions {
    /// The places that they get.
    pub seats: Arc<Seats>,
    /// Tell nodes from others.
    pub origins: Origins,
    /// The nodes that package, this one too.
    pub packagers: Arc<Packagers>,
}

/// `GET /-/node/encoders`: hears of the encoders of another node.
pub async fn receive_encoders(request: HttpRequest, admissions: web::Data<Admissions>) -> HttpResponse {
    let application = request.extensions().get::<Application>().cloned();
    let is_node = admissions.origins.is_about_encoders(request.headers());
    let (true, Some(application)) = (is_node, application) else {
        return refuse(actix_web::http::StatusCode::NOT_FOUND, "there is no such page");
    };
    let response = HttpResponse::SwitchingProtocols().upgrade(PROTOCOL).finish();
    TakeOver::answer(response, async move |stream, read| {
        stream.tcp().into_iter().for_each(prepare);
        let (from, to) = tokio::io::split(stream);
        let (says, said) = mpsc::channel(WAITING);
        let mut hearing = Hearing::new(from, read);
        let Ok(Ok(Some(FromNode::Hello(node)))) = timeout(SILENT, hearing.next()).await else { return };
        if !admissions.origins.knows(&node) {
            return;
        }
        info!(node = %node.name, "another node tells of its encoders");
        let mut guests = Guests::new(&admissions, node, says);
        let ended = tokio::select! {
            ended = guests.hear(hearing) => ended,
            ended = pass_on(said, to) => ended,
            () = application.stopping() => {
                // they go on, and are announced to the node that leads next
                guests.let_go();
                Ok(())
            }
        };
        // a node whose connection broke may announce them again
        let seats: Vec<SiteSeat> = guests.seats().inspect(SiteSeat::give_way).collect();
        let stopping = application.clone();
        actix_web::rt::spawn(async move {
            tokio::select! {
                () = sleep(KEPT) => drop(seats),
                () = stopping.stopping() => seats.into_iter().for_each(SiteSeat::let_go),
            }
        });
        match ended {
            Ok(()) => debug!("another node has closed its connection about encoders"),
            Err(error) => {
                warn!(%error, node = %guests.node.name, "the connection about the encoders of another node has failed")
            }
        }
    })
}

/// Says what there is to be said.
async fn pass_on(mut said: mpsc::Receiver<FromLeader>, mut to: impl AsyncWrite + Unpin) -> io::Result<()> {
    let mut alive = interval(ALIVE);
    alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            message = said.recv() => message,
            _ = alive.tick() => Some(FromLeader::Alive),
        };
        let Some(message) = message else { return to.shutdown().await };
        timeout(SILENT, say(&mut to, &message)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    }
}

/// The encoders of a node. Dropping this gives their places up.
struct Guests<'a> {
    admissions: &'a Admissions,
    node: Node,
    process: Arc<str>,
    link: u64,
    says: mpsc::Sender<FromLeader>,
    /// By number of the node.
    encoders: HashMap<u64, Guest>,
    arriving: FuturesUnordered<LocalBoxFuture<'a, (u64, Option<Arrived>)>>,
    ending: FuturesUnordered<LocalBoxFuture<'static, Option<(u64, Refusal)>>>,
    /// By number of the node, as long as a room has them.
    media: HashMap<u64, Weak<DistantMedia>>,
}

/// An encoder of a node.
enum Guest {
    /// It is being admitted, until this is used.
    Arrives(AbortHandle),
    Publishes(SiteSeat),
}

/// What became of the question whether an encoder may publish.
type Arrived = Result<(SiteSeat, FromLeader, tokio::sync::oneshot::Receiver<Refusal>), Refusal>;

impl<'a> Guests<'a> {
    fn new(admissions: &'a Admissions, node: Node, says: mpsc::Sender<FromLeader>) -> Self {
        let packagers = &admissions.packagers;
        let link = packagers.links.fetch_add(1, Ordering::Relaxed);
        packagers.nodes.insert(node.process.clone().into(), (Arc::new(node.clone()), link));
        let process = node.process.as_str().into();
        let (arriving, ending) = Default::default();
        let (encoders, media) = Default::default();
        Self { admissions, node, process, link, says, encoders, arriving, ending, media }
    }

    async fn hear<R: AsyncRead + Unpin>(&mut self, mut hearing: Hearing<R>) -> io::Result<()> {
        loop {
            let message = tokio::select! {
                heard = timeout(SILENT, hearing.next()) => {
                    let Some(heard) = heard.map_err(|_| io::ErrorKind::TimedOut)?? else { return Ok(()) };
                    self.take(heard)?
                }
                Some((encoder, arrived)) = self.arriving.next() => self.arrived(encoder, arrived),
                Some(ended) = self.ending.next() => ended.and_then(|(encoder, refusal)| {
                    self.encoders.contains_key(&encoder).then(|| refused(encoder, refusal))
                }),
            };
            if let Some(message) = message {
                self.says.send(message).await.map_err(io::Error::other)?;
            }
        }
    }

    fn take(&mut self, heard: FromNode) -> io::Result<Option<FromLeader>> {
        match heard {
            FromNode::Publish { encoder, address, key, has } => {
                let key = KeyHash::from_hex(&key).ok_or_else(|| io::Error::other("a key that is no hash"))?;
                if self.encoders.len() >= ENCODERS_MAX || self.encoders.contains_key(&encoder) {
                    return Err(io::Error::other("too many encoders, or one twice"));
                }
                self.admit(encoder, Connection::new(address), key, has);
                Ok(None)
            }
            FromNode::Pictures { encoder, media, most_behind_ms, qualities } => {
                Ok(self.pictures(encoder, media, Duration::from_millis(most_behind_ms), qualities))
            }
            FromNode::Measured { encoder, health } => Ok(self.with(encoder, |seat| seat.measured(*health))),
            FromNode::Left { encoder, leaving } => {
                match self.encoders.remove(&encoder) {
                    Some(Guest::Publishes(seat)) => Box::new(seat).leave(leaving),
                    Some(Guest::Arrives(arriving)) => arriving.abort(),
                    None => {}
                }
                Ok(None)
            }
            FromNode::Alive => Ok(None),
            FromNode::Hello(_) => Err(io::Error::other("a second greeting")),
        }
    }

    fn admit(&mut self, encoder: u64, connection: Connection, key: KeyHash, has: Option<Token>) {
        let (abort, registration) = AbortHandle::new_pair();
        self.encoders.insert(encoder, Guest::Arrives(abort));
        let (seats, known_as) = (&self.admissions.seats, (Arc::clone(&self.process), encoder));
        let admit = async move {
            let (seat, admission, end) = seats.place(key, connection, Some(known_as), || has).await?;
            let streamer = seats.spelled(&admission.streamer);
            let is_locked = seats.is_locked(&admission.streamer);
            let (prefix, first) = (admission.prefix, admission.first);
            Ok((seat, FromLeader::Admitted { encoder, streamer, prefix, first, is_locked }, end))
        };
        let admit = Abortable::new(admit, registration);
        self.arriving.push(Box::pin(async move { (encoder, admit.await.ok()) }));
    }

    fn arrived(&mut self, encoder: u64, arrived: Option<Arrived>) -> Option<FromLeader> {
        match arrived? {
            Ok((seat, admitted, end)) => {
                // it may have left when this was done
                let guest = self.encoders.get_mut(&encoder)?;
                *guest = Guest::Publishes(seat);
                self.ending.push(Box::pin(async move { Some((encoder, end.await.ok()?)) }));
                Some(admitted)
            }
            Err(refusal) => {
                self.encoders.remove(&encoder);
                Some(refused(encoder, refusal))
            }
        }
    }

    fn pictures(
        &mut self,
        encoder: u64,
        number: u64,
        most_behind: Duration,
        qualities: Vec<QualityInfo>,
    ) -> Option<FromLeader> {
        // media of which no room has heard would be taken for withdrawn
        if !matches!(self.encoders.get(&encoder)?, Guest::Publishes(_)) {
            return None;
        }
        let known = self.media.get(&number).and_then(Weak::upgrade);
        let media = known.unwrap_or_else(|| {
            let media = self.media_of_node(number);
            self.media.retain(|_, media| media.strong_count() > 0);
            self.media.insert(number, Arc::downgrade(&media));
            media
        });
        media.set_most_behind(most_behind);
        self.with(encoder, |seat| seat.tell_of(Packaged::Elsewhere(media), qualities))
    }

    /// Media of the node, which hears how they are served.
    fn media_of_node(&self, number: u64) -> Arc<DistantMedia> {
        let media = Arc::new(DistantMedia::of(&self.process));
        let (mut news, says) = (media.served(), self.says.clone());
        actix_web::rt::spawn(async move {
            loop {
                let is_over = tokio::select! {
                    changed = news.changed() => changed.is_err(),
                    () = says.closed() => return,
                };
                let served = if is_over { None } else { news.borrow_and_update().clone() };
                if says.send(FromLeader::Serve { media: number, served }).await.is_err() || is_over {
                    return;
                }
            }
        });
        media
    }

    /// Does something with the place of an encoder, or says that it has none.
    fn with(&self, encoder: u64, act: impl FnOnce(&SiteSeat)) -> Option<FromLeader> {
        match self.encoders.get(&encoder)? {
            Guest::Publishes(seat) if seat.sends(self.admissions.seats.now()) => act(seat),
            Guest::Publishes(_) => {
                let words = "Another encoder publishes with this stream key now.".to_owned();
                return Some(refused(encoder, Refusal { code: RefusalCode::Denied, words }));
            }
            Guest::Arrives(_) => {}
        }
        None
    }

    /// Leaves the places as they are, for the node that leads next.
    fn let_go(&mut self) {
        self.seats().for_each(SiteSeat::let_go);
    }

    /// Takes the places away.
    fn seats(&mut self) -> impl Iterator<Item = SiteSeat> {
        self.encoders.drain().filter_map(|(_, guest)| match guest {
            Guest::Publishes(seat) => Some(seat),
            Guest::Arrives(_) => None,
        })
    }
}

impl Drop for Guests<'_> {
    fn drop(&mut self) {
        self.admissions.packagers.nodes.remove_if(&*self.process, |_, (_, link)| *link == self.link);
    }
}

fn refused(encoder: u64, Refusal { code, words }: Refusal) -> FromLeader {
    FromLeader::Refused { encoder, code, words }
}
