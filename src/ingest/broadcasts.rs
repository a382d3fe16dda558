//! The broadcasts that this process packages itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;

use pystreaming_actors::delivery::PackagedMedia;
use pystreaming_actors::frames::Input;
use pystreaming_actors::health::{Level, Meter};
use pystreaming_actors::media::{Leaving, Problem};
use pystreaming_actors::model::names::{KeyHash, Secrets, StreamKey};
use pystreaming_actors::packager::Settings;
use pystreaming_actors::ports::{Clock, Now};
use pystreaming_actors::rtmp::{Refusal, RefusalCode};
use tokio::task::AbortHandle;
use tokio::time::MissedTickBehavior;
use tracing::{info, warn};

use super::ladder::{Ladders, PublisherLadder};
use super::rtmp::{Admitted, Arrival, Connection, Ended, Publication, Publishing};
use super::seats::{Authority, Seat, Seated};
use super::storing;
use crate::bucket::Bucket;
use crate::config::Config;
use crate::web::Shared;

/// How often media are looked at that wait for something.
const TICK: Duration = Duration::from_millis(25);
/// How often the site hears that pictures arrive, and how they are.
const NEWS_EVERY: Duration = Duration::from_secs(1);

/// Packages what publishers of this process's ports send.
pub struct OwnBroadcasts {
    authority: Arc<dyn Authority>,
    secrets: Secrets,
    clock: Arc<dyn Clock>,
    bucket: Option<Arc<Bucket>>,
    ladders: Ladders,
    /// By stream key, those that were published lately.
    streams: Shared<HashMap<KeyHash, Arc<Shared<OwnStream>>>>,
    settings: Settings,
}

/// What is known of one stream.
#[derive(Default)]
struct OwnStream {
    /// The last media, while anybody uses them.
    media: Weak<PackagedMedia>,
    /// The connection that publishes.
    publisher: Option<u64>,
}

impl OwnBroadcasts {
    /// Packages what those send who may.
    pub fn new(
        authority: Arc<dyn Authority>,
        secrets: Secrets,
        clock: Arc<dyn Clock>,
        bucket: Option<Arc<Bucket>>,
        config: &Config,
    ) -> Self {
        let settings = Settings { window: config.ingest.replay_window, ..Settings::default() };
        let ladders = Ladders::new(config.rungs());
        Self { authority, secrets, clock, bucket, ladders, streams: Shared::default(), settings }
    }

    fn stream(&self, key: KeyHash) -> Arc<Shared<OwnStream>> {
        let mut streams = self.streams.lock();
        streams.retain(|known, stream| {
            let stream = stream.lock();
            *known == key || stream.publisher.is_some() || stream.media.strong_count() > 0
        });
        Arc::clone(streams.entry(key).or_default())
    }

    fn new_media(&self, first: u64) -> Arc<PackagedMedia> {
        let settings = Settings { first, ..self.settings };
        let Some(bucket) = &self.bucket else { return Arc::new(PackagedMedia::new(settings)) };
        let media = Arc::new(PackagedMedia::stored_elsewhere(settings));
        storing::store(&media, Arc::clone(bucket));
        media
    }
}

#[async_trait]
impl Publishing for OwnBroadcasts {
    async fn admit(&self, key: StreamKey, connection: Connection) -> Result<Admitted, Refusal> {
        let key = self.secrets.hash(&key);
        let has = {
            let known = self.streams.lock().get(&key).cloned();
            known.and_then(|stream| stream.lock().media.upgrade())
        };
        // nobody else may let go of it meanwhile
        let seated = self.authority.seat(key, connection, has.clone()).await?;
        let Seated { seat, end, streamer, continues, first } = seated;
        let stream = self.stream(key);
        let media = {
            let mut known = stream.lock();
            let media = match has.filter(|_| continues) {
                Some(media) => {
                    // the publisher before may not know yet that it is none
                    media.interrupted(self.clock.now());
                    media
                }
                None => self.new_media(first),
            };
            (known.media, known.publisher) = (Arc::downgrade(&media), Some(connection.id));
            media
        };
        let publication = OwnPublication {
            ticker: tokio::spawn(tick(Arc::clone(&media), Arc::clone(&self.clock))).abort_handle(),
            meter: Meter::new(self.clock.now()),
            ladder: self.ladders.begin(&streamer, &media, &self.clock),
            clock: Arc::clone(&self.clock),
            streamer,
            stream,
            connection: connection.id,
            seat: Some(seat),
            media,
            told: None,
            measured: None,
            logged: BTreeSet::new(),
        };
        Ok(Admitted { publication: Box::new(publication), end })
    }
}

/// What a publisher sends becomes the media of its broadcast. Dropping it ends it as a lost connection.
struct OwnPublication {
    clock: Arc<dyn Clock>,
    streamer: Box<str>,
    stream: Arc<Shared<OwnStream>>,
    connection: u64,
    /// `None` once it was given up.
    seat: Option<Box<dyn Seat>>,
    media: Arc<PackagedMedia>,
    /// When the site last heard of it.
    told: Option<Instant>,
    meter: Meter,
    /// When the site last heard how the stream is.
    measured: Option<Instant>,
    /// Problems that the log has.
    logged: BTreeSet<Problem>,
    /// Does what is due while nothing arrives.
    ticker: AbortHandle,
    /// `None` if none is configured.
    ladder: Option<PublisherLadder>,
}

impl OwnPublication {
    /// Tells the site that pictures arrive.
    fn tell(&mut self, closes: bool, now: Now) {
        let recent = |told: Instant| now.monotonic.saturating_duration_since(told) < NEWS_EVERY;
        if !closes && self.told.is_some_and(recent) {
            return;
        }
        let (Some(qualities), Some(seat)) = (self.media.qualities(), &self.seat) else { return };
        self.told = Some(now.monotonic);
        seat.tell(&self.media, qualities);
    }

    /// Tells the site how the stream is, and the log what is wrong with it.
    fn measure(&mut self, now: Now, round_trip: Option<Duration>) {
        let recent = |told: Instant| now.monotonic.saturating_duration_since(told) < NEWS_EVERY;
        if self.measured.is_some_and(recent) {
            return;
        }
        self.measured = Some(now.monotonic);
        let mut health = self.meter.report(now, round_trip);
        if let Some(since) = self.ladder.as_ref().and_then(PublisherLadder::shed_since) {
            health = health.with_short_ladder(since);
        }
        let problems = health.warnings.iter().filter(|warning| warning.level == Level::Problem);
        for warning in problems.filter(|warning| self.logged.insert(warning.code)) {
            warn!(streamer = %self.streamer, "{} {}", warning.text, warning.remedy);
        }
        if let Some(seat) = &self.seat {
            seat.measured(health);
        }
    }

    fn leave(&mut self, leaving: Leaving) {
        let Some(seat) = self.seat.take() else { return };
        info!(streamer = %self.streamer, "publisher left");
        self.ticker.abort();
        let was_publisher = self.stream.lock().publisher.take_if(|publisher| *publisher == self.connection);
        if was_publisher.is_some() {
            self.media.interrupted(self.clock.now());
        }
        seat.leave(leaving);
    }
}

#[async_trait]
impl Publication for OwnPublication {
    async fn take(&mut self, inputs: Vec<Input>, arrival: Arrival) -> Result<(), Refusal> {
        let now = self.clock.now();
        let is_publisher = self.stream.lock().publisher == Some(self.connection);
        if !is_publisher || !self.seat.as_ref().is_some_and(|seat| seat.sends(now.monotonic)) {
            let words = "Another encoder publishes with this stream key now.".to_owned();
            return Err(Refusal { code: RefusalCode::Denied, words });
        }
        if let Some(seat) = &self.seat {
            self.media.lock_until_served(|| seat.is_locked());
        }
        let mut closes = false;
        for input in inputs {
            self.meter.input(&input, now);
            let picture = self.ladder.as_mut().and_then(|ladder| ladder.look_at(&input));
            closes |= self.media.input(input, now);
            if let (Some(picture), Some(ladder)) = (picture, &mut self.ladder) {
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

impl Drop for OwnPublication {
    fn drop(&mut self) {
        self.leave(Leaving::Lost);
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
