//! Who publishes to the streams of the site, and who takes over from whom.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use pystreaming_actors::delivery::{Packaged, PackagedMedia, PackagedUpdate};
use pystreaming_actors::health::Health;
use pystreaming_actors::media::{Leaving, PublisherId, QualityInfo};
use pystreaming_actors::model::names::{KeyHash, StreamerName, Token};
use pystreaming_actors::registry::{Admission, AdmitPublisher, NotAdmitted, OwnerOfKey, room_of};
use pystreaming_actors::room::{Input as RoomInput, RoomCommand};
use pystreaming_actors::rtmp::{Refusal, RefusalCode};
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::connections::Connections;
use super::key_attempt::KeyAttempt;
use super::rtmp::Connection;
use crate::config::SecondPublisher;
use crate::text::date;
use crate::web::Shared;
use crate::web::site::Site;

/// How long a publisher may be silent before another one can take over.
const SILENT: Duration = Duration::from_secs(2);
/// The same of one whose node tells once a second that it sends.
const SILENT_BY_NODE: Duration = Duration::from_secs(4);

/// Decides who publishes.
#[async_trait]
pub trait Authority: Send + Sync {
    /// A connection asks to publish with the key of this hash. `has` is what this process has of the stream.
    async fn seat(
        &self,
        key: KeyHash,
        connection: Connection,
        has: Option<Arc<PackagedMedia>>,
    ) -> Result<Seated, Refusal>;
}

/// A connection may publish.
pub struct Seated {
    /// Its place.
    pub seat: Box<dyn Seat>,
    /// Ends it for the reason that is sent.
    pub end: oneshot::Receiver<Refusal>,
    /// Folded name of the streamer whose key it is.
    pub streamer: Box<str>,
    /// Whether it goes on with the media that this process has. Others have to be made if not.
    pub continues: bool,
    /// Number of the first segment of these others.
    pub first: u64,
}

/// The place of a publisher. Dropping it gives it up like a lost connection.
pub trait Seat: Send {
    /// Whether the publisher still has it. Notes that it sends.
    fn sends(&self, now: Instant) -> bool;

    /// Whether the stream needs a password, while its media are not served yet.
    fn is_locked(&self) -> bool;

    /// Pictures arrive.
    fn tell(&self, media: &Arc<PackagedMedia>, qualities: Vec<QualityInfo>);

    /// How what arrives is.
    fn measured(&self, health: Health);

    /// Gives it up.
    fn leave(self: Box<Self>, leaving: Leaving);
}

/// The places of this site.
pub struct Seats {
    site: actix_web::web::Data<Site>,
    connections: Arc<Connections>,
    /// By folded name of the streamer; entries stay, since there are few streamers.
    places: Shared<HashMap<Box<str>, Arc<Shared<Place>>>>,
}

/// Who publishes one stream.
#[derive(Default)]
struct Place(Option<Publisher>);

/// The connection that publishes, or is being admitted.
#[derive(Debug, Clone)]
struct Publisher {
    connection: u64,
    /// What it is to the node that accepted it, in a site with several.
    known_as: Option<KnownAs>,
    /// Whether any other takes over at once.
    gives_way: bool,
    last_input: Instant,
}

/// A connection as the node knows it that accepted it: the node's process, and the id there.
pub type KnownAs = (Arc<str>, u64);

impl Place {
    /// Lets a connection publish, unless another one does and keeps the stream. Returns the one that it takes over from, or how long
    /// that one may be silent.
    fn reserve(&mut self, newcomer: Publisher, policy: SecondPublisher) -> Result<Option<u64>, Duration> {
        let now = newcomer.last_input;
        // the way to its node may have broken, which is not noticed at once
        let is_same = |first: &Publisher| first.known_as.is_some() && first.known_as == newcomer.known_as;
        if let Some(first) = self.0.as_ref().filter(|first| !first.gives_way && !is_same(first)) {
            let silent = if first.known_as.is_some() { SILENT_BY_NODE } else { SILENT };
            let is_silent = now.saturating_duration_since(first.last_input) >= silent;
            match policy {
                SecondPublisher::TakeOver => {}
                SecondPublisher::WhenSilent if is_silent => {}
                SecondPublisher::WhenSilent | SecondPublisher::Refuse => return Err(silent),
            }
        }
        let before = self.0.replace(newcomer);
        Ok(before.map(|before| before.connection))
    }

    /// Whether a connection publishes; notes that it sends.
    fn sends(&mut self, connection: u64, now: Instant) -> bool {
        match &mut self.0 {
            Some(publisher) if publisher.connection == connection => {
                publisher.last_input = now;
                true
            }
            _ => false,
        }
    }

    /// The connection publishes no longer.
    fn release(&mut self, connection: u64) {
        self.0.take_if(|publisher| publisher.connection == connection);
    }
}

impl Seats {
    /// Those of the rooms of `site`. The connections of publishers are ended by `connections`.
    pub fn new(site: actix_web::web::Data<Site>, connections: Arc<Connections>) -> Self {
        Self { site, connections, places: Shared::default() }
    }

    /// The place of a connection, and what ends it. `has` is asked when the place is free: the prefix may change until then.
    pub async fn place(
        &self,
        key: KeyHash,
        connection: Connection,
        known_as: Option<KnownAs>,
        has: impl FnOnce() -> Option<Token>,
    ) -> Result<(SiteSeat, Admission, oneshot::Receiver<Refusal>), Refusal> {
        let end = self.connections.add(connection.id);
        let listed = Listed(Arc::clone(&self.connections), connection.id);
        let (seat, admission) = self.admitted(key, connection, known_as, has, listed).await?;
        Ok((seat, admission, end))
    }

    /// The time of the site.
    pub fn now(&self) -> Instant {
        self.site.clock.now().monotonic
    }

    /// The name of a streamer as it was registered.
    pub fn spelled(&self, streamer: &str) -> StreamerName {
        let known = self.site.index.get(streamer).map(|status| status.settings.name.clone());
        known.unwrap_or_else(|| StreamerName::stored(streamer))
    }

    /// Whether a streamer's stream needs a password.
    pub fn is_locked(&self, streamer: &str) -> bool {
        is_locked(&self.site, streamer)
    }

    async fn admitted(
        &self,
        key: KeyHash,
        Connection { id, address, gives_way }: Connection,
        known_as: Option<KnownAs>,
        has: impl FnOnce() -> Option<Token>,
        listed: Listed,
    ) -> Result<(SiteSeat, Admission), Refusal> {
        let attempt = KeyAttempt::admit(&self.site, Some(address)).map_err(|wait| {
            info!(seconds = wait.as_secs() + 1, "publisher refused: too many wrong keys from its address");
            denied("Too many wrong stream keys came from your address. Wait a minute.")
        })?;
        let Ok(owner) = self.site.registry.send(OwnerOfKey(key)).await else {
            return Err(starting());
        };
        let Some(streamer) = owner else {
            attempt.failed();
            info!("publisher refused: unknown key");
            return Err(unknown_key());
        };
        attempt.succeeded(&streamer);
        let place = Arc::clone(self.places.lock().entry(streamer.clone()).or_default());
        let last_input = self.site.clock.now().monotonic;
        let publisher = Publisher { connection: id, known_as, gives_way, last_input };
        // gives everything up again if the admission fails or is given up
        let mut seat = SiteSeat {
            site: self.site.clone(),
            _listed: listed,
            streamer,
            place,
            connection: id,
            broadcast: None,
            has_asked: false,
            leaving: Leaving::Lost,
        };
        let before = self.reserve(&seat, publisher).await?;
        seat.has_asked = true;
        let publisher = PublisherId::Rtmp(id);
        let admission = match self.site.registry.send(AdmitPublisher { key, publisher, has: has() }).await {
            Ok(Ok(admission)) => admission,
            Ok(Err(refused)) => return Err(not_admitted(refused)),
            Err(error) => {
                warn!(%error, "publisher refused: the registry does not answer");
                return Err(starting());
            }
        };
        if let Some(before) = before {
            self.connections.end(before, "Another encoder publishes with this stream key now.");
        }
        seat.broadcast = Some(admission.broadcast.clone());
        Ok((seat, admission))
    }

    /// Takes the stream's place of a publisher. Returns the connection that had it.
    async fn reserve(&self, seat: &SiteSeat, publisher: Publisher) -> Result<Option<u64>, Refusal> {
        let gives_way = publisher.gives_way;
        let policy = match gives_way {
            true => SecondPublisher::Refuse,
            false => self.site.config.ingest.second_publisher,
        };
        let reserve = || {
            let last_input = self.site.clock.now().monotonic;
            seat.place.lock().reserve(Publisher { last_input, ..publisher.clone() }, policy)
        };
        let mut reserved = reserve();
        if let Err(silent) = reserved
            && policy == SecondPublisher::WhenSilent
        {
            // an encoder that lost its connection may be back before that is noticed
            tokio::time::sleep(silent).await;
            reserved = reserve();
        }
        reserved.map_err(|_| {
            if !gives_way {
                info!(streamer = %seat.streamer, "publisher refused: another one publishes with its key");
            }
            let refusal = "Another encoder publishes with this stream key. Stop it first.";
            Refusal { code: RefusalCode::BadName, words: refusal.to_owned() }
        })
    }
}

#[async_trait]
impl Authority for Seats {
    async fn seat(
        &self,
        key: KeyHash,
        connection: Connection,
        has: Option<Arc<PackagedMedia>>,
    ) -> Result<Seated, Refusal> {
        let mut shown = None;
        let has = || {
            shown = has.and_then(|media| media.prefix());
            shown.clone()
        };
        let (seat, Admission { streamer, prefix, first, .. }, end) =
            self.place(key, connection, None, has).await?;
        let continues = shown == Some(prefix);
        Ok(Seated { seat: Box::new(seat), end, streamer, continues, first })
    }
}

fn is_locked(site: &Site, streamer: &str) -> bool {
    site.index.get(streamer).is_some_and(|status| status.settings.password.is_some())
}

/// A connection that can be ended, until this is dropped.
struct Listed(Arc<Connections>, u64);

impl Drop for Listed {
    fn drop(&mut self) {
        self.0.remove(self.1);
    }
}

/// A place in a room of this site.
pub struct SiteSeat {
    site: actix_web::web::Data<Site>,
    _listed: Listed,
    streamer: Box<str>,
    place: Arc<Shared<Place>>,
    connection: u64,
    /// The broadcast that it begins or continues.
    broadcast: Option<Token>,
    /// Whether the room was asked to admit it.
    has_asked: bool,
    /// How it ends if it is dropped.
    leaving: Leaving,
}

impl SiteSeat {
    /// Lets any other publisher take over at once.
    pub fn give_way(&self) {
        let mut place = self.place.lock();
        if let Some(publisher) = place.0.as_mut().filter(|publisher| publisher.connection == self.connection)
        {
            publisher.gives_way = true;
        }
    }

    /// Leaves the room as it is: the publisher goes on, and is announced to the server that runs the room next.
    pub fn let_go(mut self) {
        self.has_asked = false;
    }

    /// Pictures arrive, at whichever node.
    pub fn tell_of(&self, media: Packaged, qualities: Vec<QualityInfo>) {
        let Some(broadcast) = self.broadcast.clone() else { return };
        let publisher = PublisherId::Rtmp(self.connection);
        let update = PackagedUpdate { publisher, broadcast, media, qualities: qualities.into() };
        if let Some(room) = room_of(&self.site.rooms, &self.streamer) {
            room.tell(RoomInput::Packaged(update));
        }
    }
}

impl Seat for SiteSeat {
    fn sends(&self, now: Instant) -> bool {
        self.place.lock().sends(self.connection, now)
    }

    fn is_locked(&self) -> bool {
        is_locked(&self.site, &self.streamer)
    }

    fn tell(&self, media: &Arc<PackagedMedia>, qualities: Vec<QualityInfo>) {
        self.tell_of(Packaged::Here(Arc::clone(media)), qualities);
    }

    fn measured(&self, health: Health) {
        let Some(broadcast) = self.broadcast.clone() else { return };
        if let Some(room) = room_of(&self.site.rooms, &self.streamer) {
            room.tell(RoomInput::Measured(broadcast, Arc::new(health)));
        }
    }

    fn leave(mut self: Box<Self>, leaving: Leaving) {
        self.leaving = leaving;
    }
}

impl Drop for SiteSeat {
    fn drop(&mut self) {
        self.place.lock().release(self.connection);
        // also without an answer: the room may have admitted it just when the client gave up
        if self.has_asked
            && let Some(room) = room_of(&self.site.rooms, &self.streamer)
        {
            room.tell(RoomCommand::PublishEnded(PublisherId::Rtmp(self.connection), self.leaving));
        }
    }
}

fn not_admitted(refused: NotAdmitted) -> Refusal {
    match refused {
        NotAdmitted::UnknownKey => unknown_key(),
        NotAdmitted::JustEnded { streamer, reason } => {
            let seconds = reason.wait.as_secs() + 1;
            info!(%streamer, seconds, "publisher refused: its broadcast was ended a moment ago");
            denied(&format!("The broadcast was ended a moment ago. Start again in {seconds} seconds."))
        }
        NotAdmitted::Closed { streamer, until } => {
            info!(%streamer, "publisher refused: its channel is closed");
            let until = until.map(|until| format!(" until {}", date(until))).unwrap_or_default();
            denied(&format!("Your channel on this site is closed{until}. Ask the administrator."))
        }
        NotAdmitted::NoRoom => starting(),
    }
}

fn denied(words: &str) -> Refusal {
    Refusal { code: RefusalCode::Denied, words: words.to_owned() }
}

fn unknown_key() -> Refusal {
    let words = "No streamer of this site has this stream key. Copy it again, without spaces.";
    Refusal { code: RefusalCode::BadName, words: words.to_owned() }
}

fn starting() -> Refusal {
    denied("The server is starting or stopping. Try again in a moment.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
        *START + Duration::from_millis(millis)
    }

    fn encoder(connection: u64, now: Instant) -> Publisher {
        Publisher { connection, known_as: None, gives_way: false, last_input: now }
    }

    #[test]
    fn publisher_that_gives_way_is_replaced_whatever_the_site_says_and_replaces_nobody() {
        let mut place = Place::default();
        let test_picture = |connection, now| Publisher { gives_way: true, ..encoder(connection, now) };
        place.reserve(test_picture(1, at(0)), SecondPublisher::Refuse).unwrap();
        assert_eq!(place.reserve(encoder(2, at(1)), SecondPublisher::Refuse), Ok(Some(1)));
        assert_eq!(place.reserve(test_picture(3, at(2)), SecondPublisher::Refuse), Err(SILENT));
    }

    #[test]
    fn second_publisher_takes_over_as_the_site_says() {
        for (policy, while_sending, when_silent) in [
            (SecondPublisher::Refuse, Err(SILENT), Err(SILENT)),
            (SecondPublisher::WhenSilent, Err(SILENT), Ok(Some(1))),
            (SecondPublisher::TakeOver, Ok(Some(1)), Ok(Some(1))),
        ] {
            let mut place = Place::default();
            assert_eq!(place.reserve(encoder(1, at(0)), policy), Ok(None));
            assert!(place.sends(1, at(1000)));
            let silent_until = at(3000);
            if while_sending.is_err() {
                assert_eq!(place.reserve(encoder(2, at(2999)), policy), while_sending, "{policy:?}");
            }
            assert_eq!(place.reserve(encoder(2, silent_until), policy), when_silent, "{policy:?}");
            assert_eq!(place.sends(1, at(3001)), when_silent.is_err(), "only one publishes");
        }
    }

    #[test]
    fn encoder_that_its_node_announces_again_keeps_its_place() {
        let mut place = Place::default();
        let of_node = |connection, process: &str, id| {
            let known_as = Some((process.into(), id));
            Publisher { known_as, ..encoder(connection, at(0)) }
        };
        place.reserve(of_node(1, "p", 7), SecondPublisher::Refuse).unwrap();
        assert_eq!(place.reserve(of_node(2, "p", 8), SecondPublisher::Refuse), Err(SILENT_BY_NODE));
        assert_eq!(place.reserve(of_node(2, "q", 7), SecondPublisher::Refuse), Err(SILENT_BY_NODE));
        assert_eq!(place.reserve(of_node(2, "p", 7), SecondPublisher::Refuse), Ok(Some(1)));
    }

    #[test]
    fn place_is_free_again_once_its_publisher_left_and_not_when_another_did() {
        let mut place = Place::default();
        place.reserve(encoder(1, at(0)), SecondPublisher::Refuse).unwrap();
        place.release(2);
        assert_eq!(place.reserve(encoder(3, at(1)), SecondPublisher::Refuse), Err(SILENT));
        place.release(1);
        assert_eq!(place.reserve(encoder(3, at(2)), SecondPublisher::Refuse), Ok(None));
    }
}
