//! Supervises the ffmpeg of one publisher.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Message, SpawnHandle, StreamHandler};
use bytes::Bytes;
use futures_util::stream;
use pystreaming_actors::delivery::PackagedMedia;
use pystreaming_actors::frames::{Frame, Input};
use pystreaming_actors::ladder::{Feed, Lag, Pauses, Place, Rung, Times, arguments};
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::packager::{Encoded, RungNumber};
use pystreaming_actors::ports::Clock;
use tracing::{info, warn};

use super::child::{Child, News};

/// How often the child's lag is looked at.
const CHECK_EVERY: Duration = Duration::from_millis(500);
/// A child that has written nothing for so long after its start is ended.
const SILENT_MAX: Duration = Duration::from_secs(15);

/// Has the rungs of one publisher's picture encoded. Stops with the publisher.
pub struct Ladder {
    streamer: Box<str>,
    rungs: Arc<[Rung]>,
    media: Arc<PackagedMedia>,
    clock: Arc<dyn Clock>,
    /// Since when rungs are left out because the machine is too slow.
    shed_since: Arc<OnceLock<UnixTime>>,
    /// Those that are encoded, best first. Without any there is no child.
    active: Vec<RungNumber>,
    /// How the source is written for the child; `None` before its parameters are known.
    feed: Option<Feed>,
    child: Option<Running>,
    /// A pause after a child that ended. There is no child while it lasts.
    pause: Option<SpawnHandle>,
    pauses: Pauses,
    /// Whether players can watch.
    has_begun: bool,
}

/// A child at work.
struct Running {
    child: Child,
    /// Delivers its news.
    news: SpawnHandle,
    started: Instant,
    times: Times,
    /// Decoding time of the newest picture that it got, in nanoseconds.
    newest: i64,
    lag: Lag,
    outputs: Vec<Outlet>,
}

/// What came from one output.
struct Outlet {
    number: RungNumber,
    place: Place,
    /// Decoding time of the newest picture, in nanoseconds.
    newest: Option<i64>,
}

/// The source has these parameters now, and these rungs, best first.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Described {
    pub feed: Feed,
    pub rungs: Vec<RungNumber>,
}

/// A picture of the source, decoded at this time in nanoseconds.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Picture {
    pub at: i64,
    pub frame: Frame,
}

/// The publisher is gone, or sends a ladder of its own.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Stop;

impl Ladder {
    pub fn new(
        streamer: Box<str>,
        rungs: Arc<[Rung]>,
        media: Arc<PackagedMedia>,
        clock: Arc<dyn Clock>,
        shed_since: Arc<OnceLock<UnixTime>>,
    ) -> Self {
        Self {
            streamer,
            rungs,
            media,
            clock,
            shed_since,
            active: Vec::new(),
            feed: None,
            child: None,
            pause: None,
            pauses: Pauses::default(),
            has_begun: false,
        }
    }

    fn now(&self) -> Instant {
        self.clock.now().monotonic
    }

    fn start(&mut self, at: i64, ctx: &mut Context<Self>) {
        let rungs: Vec<&Rung> =
            self.active.iter().filter_map(|number| self.rungs.get(usize::from(*number))).collect();
        let Some(beginning) = self.feed.as_ref().map(Feed::beginning).filter(|_| !rungs.is_empty()) else {
            return;
        };
        let now = self.now();
        match Child::start(&arguments(&rungs), rungs.len()) {
            Ok((child, received)) => {
                info!(streamer = %self.streamer, qualities = rungs.len(), "encoding smaller qualities");
                // it reads nothing else yet
                let _ = child.give(beginning.into());
                let received = stream::unfold(received, |mut received| async move {
                    let news = received.recv().await?;
                    Some((news, received))
                });
                let outputs = self.active.iter().map(|number| Outlet {
                    number: *number,
                    place: Place::default(),
                    newest: None,
                });
                self.child = Some(Running {
                    child,
                    news: ctx.add_stream(received),
                    started: now,
                    times: Times::default(),
                    newest: at,
                    lag: Lag::new(now),
                    outputs: outputs.collect(),
                });
            }
            Err(error) => self.pause(&error.to_string(), Duration::ZERO, ctx),
        }
    }

    /// Ends the child without waiting for it.
    fn end_child(&mut self, ctx: &mut Context<Self>) {
        if let Some(running) = self.child.take() {
            ctx.cancel_future(running.news);
        }
    }

    /// A child ended that had run for so long.
    fn pause(&mut self, why: &str, ran: Duration, ctx: &mut Context<Self>) {
        if self.media.qualities().is_none() && self.never_worked() {
            // players have not been told of qualities that will not come
            warn!(streamer = %self.streamer, why, "no smaller qualities in this broadcast: ffmpeg cannot encode them");
            self.end_child(ctx);
            self.active = self.media.expect(&[]);
            return;
        }
        self.end_child(ctx);
        let pause = self.pauses.next(ran);
        warn!(streamer = %self.streamer, why, seconds = pause.as_secs(), "ffmpeg ended; smaller qualities pause");
        self.pause = Some(ctx.run_later(pause, |ladder, _| ladder.pause = None));
    }

    fn never_worked(&self) -> bool {
        self.child.as_ref().is_none_or(|running| running.outputs.iter().all(|output| output.newest.is_none()))
    }

    /// Leaves out the best rung for the rest of the broadcast.
    fn shed(&mut self, ctx: &mut Context<Self>) {
        self.end_child(ctx);
        if self.active.is_empty() {
            return;
        }
        let best = self.active.remove(0);
        self.media.withdraw_rung(best);
        // the first time counts
        let _ = self.shed_since.set(self.clock.now().unix);
        let name = self.rungs.get(usize::from(best)).map(|rung| rung.name.as_str()).unwrap_or_default();
        warn!(
            streamer = %self.streamer,
            quality = name,
            left = self.active.len(),
            "this machine is too slow to encode the ladder: its best quality is left out until the next broadcast"
        );
    }

    /// Does without rungs that came too late for players to be told of them.
    fn begin(&mut self, ctx: &mut Context<Self>) {
        self.has_begun = true;
        let name = |number: &RungNumber| Some((*number, self.rungs.get(usize::from(*number))?.name.clone()));
        let named: Vec<_> = self.active.iter().filter_map(name).collect();
        if !named.is_empty() && self.media.expect(&named).is_empty() {
            warn!(streamer = %self.streamer, "no smaller qualities in this broadcast: their first pictures came too late");
            self.end_child(ctx);
            self.active.clear();
        }
    }

    fn check(&mut self, ctx: &mut Context<Self>) {
        if !self.has_begun && self.media.qualities().is_some() {
            self.begin(ctx);
        }
        let now = self.now();
        let Some(running) = &mut self.child else { return };
        let ran = now.saturating_duration_since(running.started);
        let oldest = running.outputs.iter().map(|output| output.newest).min().flatten();
        let Some(oldest) = oldest else {
            if ran >= SILENT_MAX {
                self.pause("it wrote nothing", ran, ctx);
            }
            return;
        };
        let lag = Duration::from_nanos(running.newest.saturating_sub(oldest).unsigned_abs());
        if running.lag.is_too_slow(lag, now) {
            self.shed(ctx);
        }
    }

    fn encoded(&mut self, output: usize, inputs: VecDeque<Input>) {
        let now = self.clock.now();
        let Some(running) = &mut self.child else { return };
        let Some(output) = running.outputs.get_mut(output) else { return };
        for input in inputs {
            let encoded = match input {
                Input::Parameters(_, parameters) => Encoded::Parameters(parameters),
                Input::Frame(frame) => {
                    // FLV wraps, too
                    let shown = frame.presented_at().div_euclid(1000) as u32;
                    let placed = running.times.place(shown, frame.keyframe, &mut output.place);
                    let Some((at, composition)) = placed else { continue };
                    output.newest = Some(at);
                    let composition = i32::try_from(composition / 1000).unwrap_or_default();
                    Encoded::Picture(at, Frame { composition, ..frame })
                }
                Input::Metadata(_) => continue,
            };
            self.media.encoded(output.number, encoded, now);
        }
    }
}

impl Actor for Ladder {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(CHECK_EVERY, Self::check);
    }
}

impl Handler<Described> for Ladder {
    type Result = ();

    fn handle(&mut self, described: Described, ctx: &mut Self::Context) {
        self.end_child(ctx);
        (self.feed, self.active) = (Some(described.feed), described.rungs);
    }
}

impl Handler<Picture> for Ladder {
    type Result = ();

    fn handle(&mut self, Picture { at, frame }: Picture, ctx: &mut Self::Context) {
        if self.child.is_none() && self.pause.is_none() && frame.keyframe {
            self.start(at, ctx);
        }
        let (Some(running), Some(feed)) = (&mut self.child, &mut self.feed) else { return };
        running.newest = at;
        running.times.note(at, i64::from(frame.composition) * 1000);
        let given = running.child.give(Bytes::from(feed.picture(at, &frame)));
        if given.is_err() {
            self.shed(ctx);
        }
    }
}

impl Handler<Stop> for Ladder {
    type Result = ();

    fn handle(&mut self, _: Stop, ctx: &mut Self::Context) {
        ctx.stop();
    }
}

impl StreamHandler<News> for Ladder {
    fn handle(&mut self, news: News, ctx: &mut Self::Context) {
        match news {
            News::Encoded(output, inputs) => self.encoded(output, inputs),
            News::Ended(why) => {
                let started = self.child.as_ref().map_or_else(|| self.now(), |running| running.started);
                let ran = self.now().saturating_duration_since(started);
                self.pause(&why, ran, ctx);
            }
        }
    }

    /// The actor outlives its children.
    fn finished(&mut self, _: &mut Self::Context) {}
}
