//! A stream room: the actor that owns everything about one stream. It decides through [`state`] and performs the
//! effects; it never waits for a database, a disk or another actor.

mod arrival;
mod broadcasts;
mod commands;
mod config;
mod drawing_queue;
pub mod drawings;
mod duplicate_filter;
mod effect;
pub mod event;
mod event_sink;
mod history;
mod input;
mod join_leave_throttle;
mod members;
mod mutes;
mod muting;
mod on_air;
pub mod operations;
mod people;
mod pulse;
pub mod refusal;
mod resume;
mod say;
mod slow_mode;
mod speech;
pub mod state;
mod superseded;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;
use std::time::Instant;

use actix::prelude::*;

pub use commands::commands;
pub use config::{ChatConfig, RoomConfig};
use drawings::{DrawingDecoder, InvalidDrawing};
pub use effect::Effect;
use event::RoomEvent;
pub use event_sink::EventSink;
pub use history::{DELETED_MAX, Retention};
pub use input::{Action, Client, Closing, Input, Login, Presence, Return};
pub use on_air::RenditionUpdate;
use operations::{Ask, Operation, Outcome};
use refusal::Refusal;
use state::RoomState;
pub use superseded::SUPERSEDED_MAX;

use crate::journal::{Journal, Record};
use crate::media::PublisherId;
use crate::model::Principal;
use crate::model::names::Token;
use crate::ports::{Clock, Env, Now};
use crate::publication::Publication;
use crate::session::{Delivery, RoomId};

/// Most that a room deals with before others on its thread have their turn. A flood keeps its mailbox from ever being
/// empty, until which actix would let nobody else do anything, nor the room say anything.
const TURN: u32 = 128;

/// Tells a room that something happened. Nobody waits for what it makes of it.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Happened {
    /// What.
    pub input: Input,
    /// Told when the room has dealt with it; dropped untold when the room dies before.
    pub permit: Option<Box<dyn DealtWith>>,
}

/// Something that waits until a room has dealt with an input.
pub trait DealtWith: Send {
    /// The room has dealt with it: what it wanted stored is on its way to the journal.
    fn dealt_with(self: Box<Self>);
}

/// Tells a room that a publisher with the right key wants to publish. Answers with the name that the publisher is to
/// be renamed to, in keyless mode.
#[derive(Debug, Message)]
#[rtype(result = "Option<Token>")]
pub struct Admit(pub PublisherId);

/// Asks a room for an operation, and gets its outcome.
#[derive(Debug, Message)]
#[rtype(result = "Result<Outcome, Refusal>")]
struct AskFor {
    operation: Operation,
    by: Principal,
}

/// Answered when everything that a room was told before has been published, and what it has to say to it sent.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct Settle;

/// Told to oneself when there is something to be said.
#[derive(Debug, Message)]
#[rtype(result = "()")]
struct SendOff;

/// Sent by a room when it is gone, for whatever reason.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct RoomStopped {
    /// The streamer, folded.
    pub streamer: Box<str>,
    /// Which of the rooms that this streamer had since the start.
    pub generation: u64,
}

/// Where a room's effects go.
#[derive(Clone)]
pub struct RoomPorts {
    /// Keeps what happened.
    pub journal: Addr<Journal>,
    /// Shows what is.
    pub publication: Publication,
    /// Reaches the sockets.
    pub event_sink: Arc<dyn EventSink>,
    /// Looks at drawings.
    pub decoder: Arc<dyn DrawingDecoder>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Says that the room is gone when it is dropped, which is what actix does to an actor whose handler panicked.
pub struct DeathNotice {
    /// Whom to tell.
    pub registry: Recipient<RoomStopped>,
    /// Which room it was.
    pub streamer: Box<str>,
    /// See [`RoomStopped::generation`].
    pub generation: u64,
}

impl Drop for DeathNotice {
    fn drop(&mut self) {
        self.registry.do_send(RoomStopped { streamer: self.streamer.clone(), generation: self.generation });
    }
}

/// One stream.
pub struct RoomActor {
    state: RoomState,
    ports: RoomPorts,
    /// What is to be said when everything that has arrived is dealt with, or a [`TURN`] is over: what was said together
    /// leaves together, and each reader is woken once for it.
    unsent: Vec<Delivery<RoomEvent>>,
    /// How much was dealt with since something was last sent.
    dealt_with: u32,
    /// The earliest moment at which time alone changes something, with the timer that waits for it. It may ring too
    /// early, never too late.
    alarm: Option<(Instant, SpawnHandle)>,
    _death: DeathNotice,
}

impl RoomActor {
    /// A room that begins in `state`.
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
                Effect::Publish => publish = true,
                Effect::PublishMedia => publish_media = true,
                Effect::Send(delivery) => {
                    if self.unsent.is_empty() {
                        ctx.notify(SendOff);
                    }
                    self.unsent.push(delivery);
                }
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

    /// Lets readers, timers and other rooms have their turn before more is dealt with.
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

    /// Looks at a drawing where it costs nobody else any time.
    fn decode(&self, ticket: u64, src: String, ctx: &mut Context<Self>) {
        let decoder = Arc::clone(&self.ports.decoder);
        let decoded = tokio::task::spawn_blocking(move || decoder.decode(&src));
        ctx.spawn(decoded.into_actor(self).map(move |result, room, ctx| {
            // a decoder that panicked has met a drawing that is none
            let result = result.unwrap_or(Err(InvalidDrawing::Damaged));
            room.apply(Input::Decoded(ticket, result), ctx);
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
            // what was in the mailbox may have been published after the registry removed the stream
            self.ports.publication.remove(self.state.settings().name.clone());
            // sockets may still hold a handle
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
        // also when a handler panicked: what came before is said, for it is kept
        self.send_off();
    }
}

impl Handler<Admit> for RoomActor {
    type Result = Option<Token>;

    fn handle(&mut self, Admit(publisher): Admit, ctx: &mut Self::Context) -> Option<Token> {
        self.apply(Input::PublishStarted(publisher), ctx);
        self.state.publish_name().cloned()
    }
}

impl Handler<AskFor> for RoomActor {
    type Result = Result<Outcome, Refusal>;

    fn handle(&mut self, AskFor { operation, by }: AskFor, ctx: &mut Self::Context) -> Self::Result {
        let now = self.ports.clock.now();
        let (result, effects) = self.state.ask(operation, by, &mut Env { now, rng: &mut rand::rng() });
        self.perform(effects, now, ctx);
        result
    }
}

impl Handler<Settle> for RoomActor {
    type Result = ();

    fn handle(&mut self, _: Settle, _: &mut Self::Context) {
        self.send_off();
    }
}

/// Why a room did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// It does not want to.
    #[error("{}", .0.text)]
    Refused(Refusal),
    /// It died meanwhile, or its streamer was removed.
    #[error("the room is gone")]
    Gone,
}

impl From<Refusal> for AskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// How others reach a room. They need not know that it is an actor, nor where it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomHandle {
    id: RoomId,
    room: Addr<RoomActor>,
}

impl RoomHandle {
    /// The way to a room on this machine.
    pub fn local(id: RoomId, room: Addr<RoomActor>) -> Self {
        Self { id, room }
    }

    /// The room's number, which its replacement has too.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// See [`Happened`].
    pub fn tell(&self, input: Input) {
        self.room.do_send(Happened { input, permit: None });
    }

    /// As [`RoomHandle::tell`], but the permit hears when the room has dealt with it.
    pub fn tell_with(&self, input: Input, permit: Box<dyn DealtWith>) {
        self.room.do_send(Happened { input, permit: Some(permit) });
    }

    /// Whether there is anybody to tell: a room that died is replaced under a new handle.
    pub fn is_alive(&self) -> bool {
        self.room.connected()
    }

    /// Waits until what the room was told before is published and answered, or the room is gone.
    pub async fn settled(&self) {
        let _ = self.room.send(Settle).await;
    }

    /// Asks for an operation, and waits for its outcome.
    ///
    /// # Errors
    /// The room refuses it, or is gone.
    pub async fn ask<O: Ask>(&self, operation: O, by: Principal) -> Result<O::Answer, AskError> {
        let asked = AskFor { operation: operation.into_operation(), by };
        let outcome = self.room.send(asked).await.map_err(|_| AskError::Gone)??;
        O::answer(outcome).ok_or(AskError::Gone)
    }

    /// See [`Admit`]. `None` when the room is gone.
    pub async fn admit(&self, publisher: PublisherId) -> Option<Option<Token>> {
        self.room.send(Admit(publisher)).await.ok()
    }
}
