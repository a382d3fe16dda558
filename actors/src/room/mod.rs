//! A stream room: the actor that owns everything about one stream. It decides through [`state`] and performs the
//! effects; it never waits for a database, a disk or another actor.

mod access;
mod arrival;
mod broadcasting;
mod commands;
mod config;
mod context;
mod conversation;
mod drawing_queue;
pub mod drawings;
mod duplicate_filter;
mod effect;
mod ended;
pub mod event;
mod event_sink;
mod history;
mod input;
mod join_leave_throttle;
mod leaving;
mod login;
mod member;
mod members;
mod moderation;
mod mutes;
mod muting;
mod on_air;
pub mod operations;
mod pace;
mod people;
mod publish_names;
mod pulse;
pub mod refusal;
mod resume;
mod settings;
mod slow_mode;
mod speech;
pub mod state;
mod stream_news;
mod superseded;
#[cfg(test)]
pub(crate) mod tests;
mod unconfirmed;
mod viewer_count;
mod watchers;

use std::sync::Arc;
use std::time::Instant;

use actix::prelude::*;
use tokio::sync::oneshot;

pub use commands::commands;
pub use config::{ChatConfig, RoomConfig};
use drawings::{DrawingDecoder, InvalidDrawing};
pub use effect::Effect;
pub use ended::{JustEnded, READMITTED_AFTER};
use event::RoomEvent;
pub use event_sink::EventSink;
pub use history::{DELETED_MAX, Retention};
pub use input::{Action, Client, Closing, Input, Login, Presence, Return};
pub use on_air::RenditionUpdate;
use operations::{Ask, Operation, Outcome};
use refusal::Refusal;
use state::RoomState;

use crate::journal::{Flush, Journal, Record};
use crate::media::PublisherId;
use crate::model::Principal;
use crate::model::names::Token;
use crate::ports::{Clock, Env, Now, PublisherControl};
use crate::publication::Publication;
use crate::session::{Delivery, RoomId};

/// How many inputs a room handles before it yields to other tasks on its thread. Actix runs an actor until its mailbox
/// is empty, so a flood would starve the others and hold back the room's own deliveries.
const TURN: u32 = 128;

/// Tells a room that something happened. It has no result.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Happened {
    /// Handled in order of arrival.
    pub input: Input,
    /// Notified when the room has handled the input; dropped without notice if the room dies first.
    pub permit: Option<Box<dyn DealtWith>>,
}

/// Is notified when a room has handled an input.
pub trait DealtWith: Send {
    /// The room has handled the input, and its writes have been sent to the journal.
    fn dealt_with(self: Box<Self>);
}

/// Tells a room that a publisher with a valid key wants to publish.
#[derive(Debug, Message)]
#[rtype(result = "Result<Admitted, JustEnded>")]
pub struct Admit(pub PublisherId);

/// A room admitted a publisher.
#[derive(Debug)]
pub struct Admitted {
    /// The name to rename the publisher to, in keyless mode.
    pub rename: Option<Token>,
    /// All names under which publishers of the stream may be sending.
    pub publish_names: Vec<Token>,
}

/// Asks a room whether a connected publisher may go on.
#[derive(Debug, Message)]
#[rtype(result = "bool")]
struct MayContinue(PublisherId);

/// Asks a room to perform an operation.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct AskFor {
    operation: Operation,
    by: Principal,
    /// Dropped without an answer if the room dies.
    answer: oneshot::Sender<Result<Outcome, Refusal>>,
}

/// Answered when all earlier inputs have been published and their events delivered.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct Settle;

/// Sent by a room to itself when it holds undelivered events.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct SendOff;

/// Sent when a room stops, for any reason.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct RoomStopped {
    /// Folded name of the streamer.
    pub streamer: Box<str>,
    /// Distinguishes the rooms that the streamer has had since the server started.
    pub generation: u64,
}

/// Where a room's effects go.
#[derive(Clone)]
pub struct RoomPorts {
    /// Stores what happens, in order.
    pub journal: Addr<Journal>,
    /// Publishes status and media to readers.
    pub publication: Publication,
    /// Delivers events to sessions.
    pub event_sink: Arc<dyn EventSink>,
    /// Disconnects publishers.
    pub publishers: Arc<dyn PublisherControl>,
    /// Decodes drawings on the blocking thread pool.
    pub decoder: Arc<dyn DrawingDecoder>,
    /// Monotonic and wall-clock time.
    pub clock: Arc<dyn Clock>,
}

/// Sends [`RoomStopped`] when dropped. Actix also drops an actor whose handler panicked.
pub struct DeathNotice {
    /// Receives [`RoomStopped`].
    pub registry: Recipient<RoomStopped>,
    /// See [`RoomStopped::streamer`].
    pub streamer: Box<str>,
    /// See [`RoomStopped::generation`].
    pub generation: u64,
}

impl Drop for DeathNotice {
    fn drop(&mut self) {
        self.registry.do_send(RoomStopped { streamer: self.streamer.clone(), generation: self.generation });
    }
}

/// The actor of one room.
pub struct RoomActor {
    state: RoomState,
    ports: RoomPorts,
    /// Deliveries held until the mailbox is empty or a [`TURN`] is over, so that a session is woken once for all of
    /// them.
    unsent: Vec<Delivery<RoomEvent>>,
    /// Inputs handled since deliveries were last sent.
    dealt_with: u32,
    /// When the state next changes by time alone, and the timer for it. The timer may fire too early, never too late.
    alarm: Option<(Instant, SpawnHandle)>,
    _death: DeathNotice,
}

impl RoomActor {
    /// A room that starts in `state`.
    pub fn new(state: RoomState, ports: RoomPorts, death: DeathNotice) -> Self {
        Self { state, ports, unsent: Vec::new(), dealt_with: 0, alarm: None, _death: death }
    }

    fn apply(&mut self, input: Input, ctx: &mut Context<Self>) {
        let now = self.ports.clock.now();
        let effects = self.state.apply(input, &mut Env { now, rng: &mut rand::rng() });
        self.perform(effects, now, ctx);
    }

    fn perform(&mut self, effects: Vec<Effect>, now: Now, ctx: &mut Context<Self>) {
        let (mut publish, mut publish_media) = (false, false);
        for effect in effects {
            match effect {
                Effect::Save(step) => self.ports.journal.do_send(Record(step)),
                Effect::ConfirmSetting => self.confirm_setting(ctx),
                Effect::Publish => publish = true,
                Effect::PublishMedia => publish_media = true,
                Effect::Send(delivery) => {
                    if self.unsent.is_empty() {
                        ctx.notify(SendOff);
                    }
                    self.unsent.push(delivery);
                }
                Effect::EndPublisher(publisher) => self.ports.publishers.end(publisher),
                Effect::Decode { ticket, src } => self.decode(ticket, src, ctx),
            }
        }
        // in this order, so that addresses are served as soon as the status names them
        if publish_media && let Some(media) = self.state.media(now.monotonic) {
            self.ports.publication.publish_media(media);
        }
        if publish {
            self.ports.publication.publish_status(self.state.status(now.monotonic));
        }
        self.set_alarm(now, ctx);
    }

    /// Sends the held deliveries and yields to other tasks on the thread.
    fn rest(&mut self, ctx: &mut Context<Self>) {
        self.send_off();
        ctx.wait(tokio::task::yield_now().into_actor(self));
    }

    fn send_off(&mut self) {
        self.dealt_with = 0;
        let deliveries = std::mem::take(&mut self.unsent);
        if !deliveries.is_empty() {
            self.ports.event_sink.deliver(self.state.id(), self.state.workers(), deliveries);
        }
    }

    /// Decodes a drawing on the blocking thread pool.
    fn decode(&self, ticket: u64, src: String, ctx: &mut Context<Self>) {
        let decoder = Arc::clone(&self.ports.decoder);
        let decoded = tokio::task::spawn_blocking(move || decoder.decode(&src));
        ctx.spawn(decoded.into_actor(self).map(move |result, room, ctx| {
            // a drawing on which the decoder panicked is damaged
            let result = result.unwrap_or(Err(InvalidDrawing::Damaged));
            room.apply(Input::Decoded(ticket, result), ctx);
        }));
    }

    fn confirm_setting(&self, ctx: &mut Context<Self>) {
        let (stored, when_stored) = oneshot::channel();
        self.ports.journal.do_send(Flush(stored));
        ctx.spawn(when_stored.into_actor(self).map(|stored, room, ctx| {
            if let Ok(position) = stored {
                room.apply(Input::SettingStored(position), ctx);
            }
        }));
    }

    fn set_alarm(&mut self, now: Now, ctx: &mut Context<Self>) {
        let Some(deadline) = self.state.deadline(now) else { return };
        if self.alarm.as_ref().is_some_and(|(at, _)| *at <= deadline) {
            return;
        }
        let timer = ctx.run_later(deadline.saturating_duration_since(now.monotonic), |room, ctx| {
            room.alarm = None;
            room.apply(Input::TimePassed, ctx);
        });
        if let Some((_, late)) = self.alarm.replace((deadline, timer)) {
            ctx.cancel_future(late);
        }
    }
}

impl Actor for RoomActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let now = self.ports.clock.now();
        self.ports.publication.publish_status(self.state.status(now.monotonic));
        self.set_alarm(now, ctx);
    }
}

impl Handler<Happened> for RoomActor {
    type Result = ();

    fn handle(&mut self, Happened { input, permit }: Happened, ctx: &mut Self::Context) {
        let is_last = matches!(input, Input::Closing(Closing::Dropped));
        self.apply(input, ctx);
        if let Some(permit) = permit {
            permit.dealt_with();
        }
        self.dealt_with += 1;
        if is_last {
            // earlier inputs may have been published after the registry removed the stream
            self.ports.publication.remove(self.state.settings().name.clone());
            // sessions may still hold a handle
            ctx.stop();
        } else if self.dealt_with >= TURN {
            self.rest(ctx);
        }
    }
}

impl Handler<SendOff> for RoomActor {
    type Result = ();

    fn handle(&mut self, _: SendOff, _: &mut Self::Context) {
        self.send_off();
    }
}

impl Drop for RoomActor {
    fn drop(&mut self) {
        // also after a panic: earlier events are in the journal, so deliver them
        self.send_off();
    }
}

impl Handler<Admit> for RoomActor {
    type Result = Result<Admitted, JustEnded>;

    fn handle(&mut self, Admit(publisher): Admit, ctx: &mut Self::Context) -> Self::Result {
        self.apply(Input::PublishStarted(publisher), ctx);
        match self.state.closed_for(self.ports.clock.now().monotonic) {
            Some(wait) => Err(JustEnded { wait }),
            None => Ok(Admitted {
                rename: self.state.publish_name().cloned(),
                publish_names: self.state.publish_names().to_vec(),
            }),
        }
    }
}

impl Handler<MayContinue> for RoomActor {
    type Result = bool;

    fn handle(&mut self, MayContinue(publisher): MayContinue, _: &mut Self::Context) -> bool {
        self.state.may_continue(publisher, self.ports.clock.now().monotonic)
    }
}

impl Handler<AskFor> for RoomActor {
    type Result = ();

    fn handle(&mut self, AskFor { operation, by, answer }: AskFor, ctx: &mut Self::Context) {
        let now = self.ports.clock.now();
        let (result, effects) = self.state.ask(operation, by, &mut Env { now, rng: &mut rand::rng() });
        self.perform(effects, now, ctx);
        // the asker may have given up
        let _ = answer.send(result);
    }
}

impl Handler<Settle> for RoomActor {
    type Result = ();

    fn handle(&mut self, _: Settle, _: &mut Self::Context) {
        self.send_off();
    }
}

/// Why a room did not perform an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The room refused it.
    #[error("{}", .0.text)]
    Refused(Refusal),
    /// The room died in the meantime, or its streamer was removed.
    #[error("the room is gone")]
    Gone,
}

impl From<Refusal> for AskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A handle to a room. It hides that the room is an actor, and where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomHandle {
    id: RoomId,
    room: Addr<RoomActor>,
}

impl RoomHandle {
    /// A handle to a room on this machine.
    pub fn local(id: RoomId, room: Addr<RoomActor>) -> Self {
        Self { id, room }
    }

    /// The room's id, which its replacement shares.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// Sends an input without waiting. See [`Happened`].
    pub fn tell(&self, input: Input) {
        self.room.do_send(Happened { input, permit: None });
    }

    /// As [`RoomHandle::tell`], but the permit is notified when the room has handled the input.
    pub fn tell_with(&self, input: Input, permit: Box<dyn DealtWith>) {
        self.room.do_send(Happened { input, permit: Some(permit) });
    }

    /// Whether the room still runs. A room that died is replaced under a new handle.
    pub fn is_alive(&self) -> bool {
        self.room.connected()
    }

    /// Waits until all earlier inputs have been published and their events delivered, or the room is gone.
    pub async fn settled(&self) {
        let _ = self.room.send(Settle).await;
    }

    /// Asks the room to perform an operation, and waits for its outcome.
    ///
    /// # Errors
    /// The room refuses it, or is gone.
    pub async fn ask<O: Ask>(&self, operation: O, by: Principal) -> Result<O::Answer, AskError> {
        let outcome = self.perform(operation.into_operation(), by).await?;
        O::answer(outcome).ok_or(AskError::Gone)
    }

    /// As [`RoomHandle::ask`], for an operation of any kind. It is sent at once, in the order of calls; the future only
    /// waits for the outcome.
    pub fn perform(
        &self,
        operation: Operation,
        by: Principal,
    ) -> impl Future<Output = Result<Outcome, AskError>> + Send + use<> {
        let (answer, answered) = oneshot::channel();
        self.room.do_send(AskFor { operation, by, answer });
        async move { Ok(answered.await.map_err(|_| AskError::Gone)??) }
    }

    /// See [`Admit`]. `None` when the room is gone.
    pub async fn admit(&self, publisher: PublisherId) -> Option<Result<Admitted, JustEnded>> {
        self.room.send(Admit(publisher)).await.ok()
    }

    /// Whether a connected publisher may go on. `None` when the room is gone.
    pub async fn may_continue(&self, publisher: PublisherId) -> Option<bool> {
        self.room.send(MayContinue(publisher)).await.ok()
    }
}
