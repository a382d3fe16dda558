//! The broadcasts that this server packages itself, and who publishes them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use pystreaming_actors::delivery::{PackagedMedia, PackagedUpdate};
use pystreaming_actors::frames::Input;
use pystreaming_actors::health::{Level, Meter};
use pystreaming_actors::media::{Leaving, Problem, PublisherId};
use pystreaming_actors::model::names::{StreamKey, Token};
use pystreaming_actors::packager::Settings;
use pystreaming_actors::ports::{Clock, Now};
use pystreaming_actors::registry::{AdmitPublisher, NotAdmitted, OwnerOfKey, room_of};
use pystreaming_actors::room::{Input as RoomInput, RoomCommand};
use pystreaming_actors::rtmp::{Refusal, RefusalCode};
use tokio::task::AbortHandle;
use tokio::time::MissedTickBehavior;
use tracing::{info, warn};

use super::connections::Connections;
use super::key_attempt::KeyAttempt;
use super::ladder::{Ladders, PublisherLadder};
use super::rtmp::{Admitted, Arrival, Connection, Ended, Publication, Publishing};
use super::storing;
use crate::config::SecondPublisher;
use crate::text::date;
use crate::web::Shared;
use crate::web::site::Site;

/// How long a publisher may be silent before another one can take over.
const SILENT: Duration = Duration::from_secs(2);
/// How often media are looked at that wait for something.
const TICK: Duration = Duration::from_millis(25);
/// How often a room hears that pictures arrive.
const NEWS_EVERY: Duration = Duration::from_secs(1);

/// Admits publishers of this server's own ports.
pub struct OwnBroadcasts {
    site: actix_web::web::Data<Site>,
    connections: Arc<Connections>,
    ladders: Ladders,
    /// By folded name of the streamer; entries stay, since there are few streamers.
    streams: Shared<HashMap<Box<str>, Arc<Shared<OwnStream>>>>,
    settings: Settings,
}

/// What is known of one streamer's own ingest.
#[derive(Default)]
struct OwnStream {
    /// The last broadcast, and its media while anybody uses them.
    broadcast: Option<(Token, Weak<PackagedMedia>)>,
    publisher: Option<Publisher>,
}

/// The connection that publishes, or is being admitted.
struct Publisher {
    connection: u64,
    /// Whether any other takes over at once.
    gives_way: bool,
    last_input: Instant,
}

impl OwnStream {
    /// Lets a connection publish, unless another one does and keeps the stream. Returns the one that it takes over from.
    fn reserve(&mut self, newcomer: Publisher, policy: SecondPublisher) -> Result<Option<u64>, ()> {
        let now = newcomer.last_input;
        if let Some(first) = self.publisher.as_ref().filter(|first| !first.gives_way) {
            let is_silent = now.saturating_duration_since(first.last_input) >= SILENT;
            match policy {
                SecondPublisher::TakeOver => {}
                SecondPublisher::WhenSilent if is_silent => {}
                SecondPublisher::WhenSilent | SecondPublisher::Refuse => return Err(()),
            }
        }
        let before = self.publisher.replace(newcomer);
        Ok(before.map(|before| before.connection))
    }

    /// Whether a connection publishes; notes that it sends.
    fn sends(&mut self, connection: u64, now: Instant) -> bool {
        match &mut self.publisher {
            Some(publisher) if publisher.connection == connection => {
                publisher.last_input = now;
                true
            }
            _ => false,
        }
    }

    /// The connection publishes no longer. Returns whether it did.
    fn release(&mut self, connection: u64) -> bool {
        self.publisher.take_if(|publisher| publisher.connection == connection).is_some()
    }

    /// The media of a broadcast. Those of another one are no longer continued.
    fn media(&mut self, broadcast: &Token, make: impl FnOnce() -> Arc<PackagedMedia>) -> Arc<PackagedMedia> {
        let known = self.broadcast.as_ref().filter(|(known, _)| known == broadcast);
        if let Some(media) = known.and_then(|(_, media)| media.upgrade()) {
            return media;
        }
        let media = make();
        self.broadcast = Some((broadcast.clone(), Arc::downgrade(&media)));
        media
    }
}

impl OwnBroadcasts {
    /// Admits publishers to the rooms of `site`.
    pub fn new(site: actix_web::web::Data<Site>, connections: Arc<Connections>) -> Self {
        let settings = Settings { window: site.config.ingest.replay_window, ..Settings::default() };
        let ladders = Ladders::new(site.config.rungs());
        Self { site, connections, ladders, streams: Shared::default(), settings }
    }

    async fn publication(
        &self,
        key: StreamKey,
        Connection { id, address, gives_way }: Connection,
    ) -> Result<OwnPublication, Refusal> {
        let attempt = KeyAttempt::admit(&self.site, Some(address)).map_err(|wait| {
            info!(seconds = wait.as_secs() + 1, "publisher refused: too many wrong keys from its address");
            denied("Too many wrong stream keys came from your address. Wait a minute.")
        })?;
        let Ok(owner) = self.site.registry.send(OwnerOfKey(key.clone())).await else {
            return Err(starting());
        };
        let Some(streamer) = owner else {
            attempt.failed();
            info!("publisher refused: unknown key");
            return Err(unknown_key());
        };
        attempt.succeeded(&streamer);
        let stream = Arc::clone(self.streams.lock().entry(streamer.clone()).or_default());
        // releases everything again if the admission fails or is given up
        let mut publication = OwnPublication {
            site: self.site.clone(),
            connections: Arc::clone(&self.connections),
            streamer,
            stream,
            connection: id,
            gives_way,
            on_air: None,
            has_asked: false,
            has_left: false,
        };
        publication.begin(key, self.settings, &self.ladders).await?;
        Ok(publication)
    }
}

#[async_trait]
impl Publishing for OwnBroadcasts {
    async fn admit(&self, key: StreamKey, connection: Connection) -> Result<Admitted, Refusal> {
        let end = self.connections.add(connection.id);
        match self.publication(key, connection).await {
            Ok(publication) => Ok(Admitted { publication: Box::new(publication), end }),
            Err(refusal) => {
                self.connections.remove(connection.id);
                Err(refusal)
            }
        }
    }
}

/// What a publisher sends becomes the media of its broadcast. Dropping it ends it as a lost connection.
struct OwnPublication {
    site: actix_web::web::Data<Site>,
    connections: Arc<Connections>,
    streamer: Box<str>,
    stream: Arc<Shared<OwnStream>>,
    connection: u64,
    gives_way: bool,
    on_air: Option<OnAir>,
    /// Whether the room was asked to admit it.
    has_asked: bool,
    has_left: bool,
}

/// The broadcast that a publisher began or continues.
struct OnAir {
    broadcast: Token,
    media: Arc<PackagedMedia>,
    /// When the room last heard of it.
    told: Option<Instant>,
    meter: Meter,
    /// When the room last heard how the stream is.
    measured: Option<Instant>,
    /// Problems that the log has.
    logged: BTreeSet<Problem>,
    /// Does what is due while nothing arrives.
    ticker: AbortHandle,
    /// `None` if none is configured.
    ladder: Option<PublisherLadder>,
}

impl OwnPublication {
    async fn begin(&mut self, key: StreamKey, settings: Settings, ladders: &Ladders) -> Result<(), Refusal> {
        let before = self.reserve().await?;
        self.has_asked = true;
        let publisher = PublisherId::Rtmp(self.connection);
        let admission = match self.site.registry.send(AdmitPublisher { key, publisher }).await {
            Ok(Ok(admission)) => admission,
            Ok(Err(refused)) => return Err(self.not_admitted(refused)),
            Err(error) => {
                warn!(%error, "publisher refused: the registry does not answer");
                return Err(starting());
            }
        };
        let settings = Settings { first: admission.first, ..settings };
        let media = self.stream.lock().media(&admission.broadcast, || match &self.site.bucket {
            None => Arc::new(PackagedMedia::new(settings)),
            Some(bucket) => {
                let media = Arc::new(PackagedMedia::stored_elsewhere(settings));
                let (index, streamer) = (Arc::clone(&self.site.index), self.streamer.clone());
                let is_locked =
                    move || index.get(&streamer).is_some_and(|status| status.settings.password.is_some());
                storing::store(&media, Arc::clone(bucket), is_locked);
                media
            }
        });
        if let Some(before) = before {
            self.connections.end(before, "Another encoder publishes with this stream key now.");
            media.interrupted(self.site.clock.now());
        }
        let ticker = tokio::spawn(tick(Arc::clone(&media), Arc::clone(&self.site.clock))).abort_handle();
        let meter = Meter::new(self.site.clock.now());
        let broadcast = admission.broadcast;
        let ladder = ladders.begin(&self.streamer, &media, &self.site.clock);
        self.on_air = Some(OnAir {
            broadcast,
            media,
            told: None,
            meter,
            measured: None,
            logged: BTreeSet::new(),
            ticker,
            ladder,
        });
        Ok(())
    }

    /// Takes the stream's place of a publisher. Returns the connection that had it.
    async fn reserve(&self) -> Result<Option<u64>, Refusal> {
        let policy = match self.gives_way {
            true => SecondPublisher::Refuse,
            false => self.site.config.ingest.second_publisher,
        };
        let reserve = || {
            let (connection, gives_way) = (self.connection, self.gives_way);
            let last_input = self.site.clock.now().monotonic;
            self.stream.lock().reserve(Publisher { connection, gives_way, last_input }, policy)
        };
        let mut reserved = reserve();
        if reserved.is_err() && policy == SecondPublisher::WhenSilent {
            // an encoder that lost its connection may be back before that is noticed
            tokio::time::sleep(SILENT).await;
            reserved = reserve();
        }
        reserved.map_err(|()| {
            if !self.gives_way {
                info!(streamer = %self.streamer, "publisher refused: another one publishes with its key");
            }
            let refusal = "Another encoder publishes with this stream key. Stop it first.";
            Refusal { code: RefusalCode::BadName, words: refusal.to_owned() }
        })
    }

    fn not_admitted(&self, refused: NotAdmitted) -> Refusal {
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

    /// Tells the room that pictures arrive.
    fn tell(&mut self, closes: bool, now: Now) {
        let Some(on_air) = &mut self.on_air else { return };
        let recent = |told: Instant| now.monotonic.saturating_duration_since(told) < NEWS_EVERY;
        if !closes && on_air.told.is_some_and(recent) {
            return;
        }
        let Some(qualities) = on_air.media.qualities() else { return };
        on_air.told = Some(now.monotonic);
        let update = PackagedUpdate {
            broadcast: on_air.broadcast.clone(),
            media: Arc::clone(&on_air.media),
            qualities: qualities.into(),
        };
        if let Some(room) = room_of(&self.site.rooms, &self.streamer) {
            room.tell(RoomInput::Packaged(update));
        }
    }

    /// Tells the room how the stream is, and the log what is wrong with it.
    fn measure(&mut self, now: Now, round_trip: Option<Duration>) {
        let Some(on_air) = &mut self.on_air else { return };
        let recent = |told: Instant| now.monotonic.saturating_duration_since(told) < NEWS_EVERY;
        if on_air.measured.is_some_and(recent) {
            return;
        }
        on_air.measured = Some(now.monotonic);
        let mut health = on_air.meter.report(now, round_trip);
        if let Some(since) = on_air.ladder.as_ref().and_then(PublisherLadder::shed_since) {
            health = health.with_short_ladder(since);
        }
        let problems = health.warnings.iter().filter(|warning| warning.level == Level::Problem);
        for warning in problems.filter(|warning| on_air.logged.insert(warning.code)) {
            warn!(streamer = %self.streamer, "{} {}", warning.text, warning.remedy);
        }
        if let Some(room) = room_of(&self.site.rooms, &self.streamer) {
            room.tell(RoomInput::Measured(on_air.broadcast.clone(), Arc::new(health)));
        }
    }

    fn leave(&mut self, leaving: Leaving) {
        self.has_left = true;
        self.connections.remove(self.connection);
        let was_publisher = self.stream.lock().release(self.connection);
        if let Some(on_air) = self.on_air.take() {
            info!(streamer = %self.streamer, "publisher left");
            on_air.ticker.abort();
            if was_publisher {
                on_air.media.interrupted(self.site.clock.now());
            }
        }
        // also without an answer: the room may have admitted it just when the client gave up
        if self.has_asked
            && let Some(room) = room_of(&self.site.rooms, &self.streamer)
        {
            room.tell(RoomCommand::PublishEnded(PublisherId::Rtmp(self.connection), leaving));
        }
    }
}

#[async_trait]
impl Publication for OwnPublication {
    async fn take(&mut self, inputs: Vec<Input>, arrival: Arrival) -> Result<(), Refusal> {
        let now = self.site.clock.now();
        if !self.stream.lock().sends(self.connection, now.monotonic) {
            return Err(denied("Another encoder publishes with this stream key now."));
        }
        let Some(on_air) = &mut self.on_air else { return Ok(()) };
        let mut closes = false;
        for input in inputs {
            on_air.meter.input(&input, now);
            let picture = on_air.ladder.as_mut().and_then(|ladder| ladder.look_at(&input));
            closes |= on_air.media.input(input, now);
            if let (Some(picture), Some(ladder)) = (picture, &mut on_air.ladder) {
                ladder.pass(picture).await;
            }
        }
        self.tell(closes, now);
        self.measure(now, arrival.round_trip);
        Ok(())
    }

    fn ended(mut self: Box<Self>, how: Ended) {
        self.leave(match how {
            Ended::Unpublished => Leaving::Stopped,
            Ended::Lost | Ended::Fault(_) | Ended::BySite => Leaving::Lost,
        });
    }
}

/// Publishes parts that are due while nothing arrives, as after the sound of a picture has failed to come.
async fn tick(media: Arc<PackagedMedia>, clock: Arc<dyn Clock>) {
    let mut timer = tokio::time::interval(TICK);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let now = clock.now();
        if media.deadline(now).is_some_and(|deadline| deadline <= now.monotonic) {
            media.tick(now);
        }
    }
}

impl Drop for OwnPublication {
    fn drop(&mut self) {
        if !self.has_left {
            self.leave(Leaving::Lost);
        }
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
        Publisher { connection, gives_way: false, last_input: now }
    }

    #[test]
    fn publisher_that_gives_way_is_replaced_whatever_the_site_says_and_replaces_nobody() {
        let mut stream = OwnStream::default();
        let test_picture = |connection, now| Publisher { gives_way: true, ..encoder(connection, now) };
        stream.reserve(test_picture(1, at(0)), SecondPublisher::Refuse).unwrap();
        assert_eq!(stream.reserve(encoder(2, at(1)), SecondPublisher::Refuse), Ok(Some(1)));
        assert_eq!(stream.reserve(test_picture(3, at(2)), SecondPublisher::Refuse), Err(()));
    }

    #[test]
    fn second_publisher_takes_over_as_the_site_says() {
        for (policy, while_sending, when_silent) in [
            (SecondPublisher::Refuse, Err(()), Err(())),
            (SecondPublisher::WhenSilent, Err(()), Ok(Some(1))),
            (SecondPublisher::TakeOver, Ok(Some(1)), Ok(Some(1))),
        ] {
            let mut stream = OwnStream::default();
            assert_eq!(stream.reserve(encoder(1, at(0)), policy), Ok(None));
            assert!(stream.sends(1, at(1000)));
            let silent_until = at(3000);
            if while_sending.is_err() {
                assert_eq!(stream.reserve(encoder(2, at(2999)), policy), while_sending, "{policy:?}");
            }
            assert_eq!(stream.reserve(encoder(2, silent_until), policy), when_silent, "{policy:?}");
            assert_eq!(stream.sends(1, at(3001)), when_silent.is_err(), "only one publishes");
        }
    }

    #[test]
    fn place_is_free_again_once_its_publisher_left_and_not_when_another_did() {
        let mut stream = OwnStream::default();
        stream.reserve(encoder(1, at(0)), SecondPublisher::Refuse).unwrap();
        assert!(!stream.release(2));
        assert_eq!(stream.reserve(encoder(3, at(1)), SecondPublisher::Refuse), Err(()));
        assert!(stream.release(1));
        assert_eq!(stream.reserve(encoder(3, at(2)), SecondPublisher::Refuse), Ok(None));
    }

    #[test]
    fn media_go_on_while_anybody_has_them_and_only_in_their_broadcast() {
        let mut stream = OwnStream::default();
        let [one, other] = [1, 2].map(Token::from_random);
        let make = || Arc::new(PackagedMedia::new(Settings::default()));
        let media = stream.media(&one, make);
        assert!(Arc::ptr_eq(&media, &stream.media(&one, make)));
        assert!(!Arc::ptr_eq(&media, &stream.media(&other, make)));
    }
}
