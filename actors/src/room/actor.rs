//! The actor of a room: it decides through [`RoomState`] and performs the effects. It never waits for a database, a
//! disk or another actor.

use std::sync::Arc;
use std::time::Instant;

use actix::prelude::*;
use tokio::sync::oneshot;
use tracing::warn;

use super::acts::{self, ActQuery, Acts};
use super::admitted::Admitted;
use super::drawings::{DrawingDecoder, InvalidDrawing};
use super::effect::Effect;
use super::emote_change::EmoteChange;
use super::emotes::EmotePorts;
use super::ended::JustEnded;
use super::event::RoomEvent;
use super::event_sink::EventSink;
use super::handle::{DealtWith, RoomPort};
use super::input::{Closing, Input, RoomCommand};
use super::operations::{ActPage, Operation, Outcome, told};
use super::refusal::Refusal;
use super::state::RoomState;
use crate::journal::{Flush, Journal, Record};
use crate::media::PublisherId;
use crate::model::Principal;
use crate::model::names::Token;
use crate::ports::{AuditStore, Clock, EmoteAct, Env, Now, PublisherControl};
use crate::publication::Publication;
use crate::session::{Delivery, SessionId};

/// How many inputs a room handles before it yields to other tasks on its thread. Actix runs an actor until its mailbox
/// is empty, so a flood would starve the others and hold back the room's own deliveries.
const TURN: u32 = 128;

/// See [`RoomPort::tell`].
#[derive(Message)]
#[rtype(result = "()")]
struct Happened {
    input: Input,
    permit: Option<Box<dyn DealtWith>>,
}

/// See [`RoomPort::ask`].
#[derive(Message)]
#[rtype(result = "()")]
struct AskFor {
    operation: Operation,
    by: Principal,
    answer: oneshot::Sender<Result<Outcome, Refusal>>,
}

/// See [`RoomPort::admit`].
#[derive(Message)]
#[rtype(result = "()")]
struct Admit {
    publisher: PublisherId,
    has: Option<Token>,
    answer: oneshot::Sender<Result<Admitted, JustEnded>>,
}

/// See [`RoomPort::may_continue`].
#[derive(Message)]
#[rtype(result = "()")]
struct MayContinue {
    publisher: PublisherId,
    answer: oneshot::Sender<bool>,
}

/// See [`RoomPort::settle`].
#[derive(Message)]
#[rtype(result = "()")]
struct Settle(oneshot::Sender<()>);

impl RoomPort for Addr<RoomActor> {
    fn tell(&self, input: Input, permit: Option<Box<dyn DealtWith>>) {
        self.do_send(Happened { input, permit });
    }

    fn ask(&self, operation: Operation, by: Principal, answer: oneshot::Sender<Result<Outcome, Refusal>>) {
        self.do_send(AskFor { operation, by, answer });
    }

    fn admit(
        &self,
        publisher: PublisherId,
        has: Option<Token>,
        answer: oneshot::Sender<Result<Admitted, JustEnded>>,
    ) {
        self.do_send(Admit { publisher, has, answer });
    }

    fn may_continue(&self, publisher: PublisherId, answer: oneshot::Sender<bool>) {
        self.do_send(MayContinue { publisher, answer });
    }

    fn settle(&self, done: oneshot::Sender<()>) {
        self.do_send(Settle(done));
    }

    fn is_alive(&self) -> bool {
        self.connected()
    }

    #[cfg(test)]
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

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
    /// The audit journal, which the moderators' log is read from.
    pub acts: Arc<dyn AuditStore>,
    /// Disconnects publishers.
    pub publishers: Arc<dyn PublisherControl>,
    /// Decodes drawings on the blocking thread pool.
    pub decoder: Arc<dyn DrawingDecoder>,
    /// The emotes of streams, and checks of their pictures.
    pub emotes: EmotePorts,
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
                Effect::ReadActs { by, query } => self.list_acts(by, query, ctx),
                Effect::ChangeEmotes { act, change } => {
                    let to = match act.by {
                        Principal::Member(id) => Some(id),
                        _ => None,
                    };
                    self.change_emotes(act, change, to, None, ctx);
                }
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

    /// Reads acts, and what the journal holds of them still.
    fn read_acts(&self, query: ActQuery) -> impl Future<Output = Result<Acts, Refusal>> + use<> {
        let (stored, when_stored) = oneshot::channel();
        self.ports.journal.do_send(Flush(stored));
        let (store, streamer) = (Arc::clone(&self.ports.acts), self.state.settings().name.clone());
        async move {
            // a journal that is gone has nothing more
            let _ = when_stored.await;
            acts::read(store.as_ref(), &streamer, &query).await.map_err(|error| {
                warn!(%error, %streamer, "cannot read the moderators' log");
                acts::unreadable()
            })
        }
    }

    /// Reads acts for a slash command.
    fn list_acts(&self, by: Principal, query: ActQuery, ctx: &mut Context<Self>) {
        ctx.spawn(self.read_acts(query).into_actor(self).map(move |read, room, ctx| {
            room.apply(Input::ActsRead(by, read.map(|(acts, _)| acts)), ctx);
        }));
    }

    /// Changes an emote of the stream, and tells the session that typed the command or answers the operation.
    fn change_emotes(
        &self,
        act: EmoteAct,
        change: EmoteChange,
        to: Option<SessionId>,
        answer: Option<oneshot::Sender<Result<Outcome, Refusal>>>,
        ctx: &mut Context<Self>,
    ) {
        let limits = self.state.config.chat.emotes;
        let changed = self.ports.emotes.clone().change(act, change, limits);
        ctx.spawn(changed.into_actor(self).map(move |changed, room, ctx| {
            let result = changed.as_ref().map(told).map_err(Clone::clone);
            room.apply(Input::EmotesStored { to, result }, ctx);
            if let Some(answer) = answer {
                // the asker may have given up
                let _ = answer.send(changed);
            }
        }));
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
        let is_last =
            matches!(input, Input::Command(RoomCommand::Closing(Closing::Dropped | Closing::Banned)));
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
    type Result = ();

    fn handle(&mut self, Admit { publisher, has, answer }: Admit, ctx: &mut Self::Context) {
        self.apply(RoomCommand::PublishStarted(publisher, has).into(), ctx);
        // the asker may have given up
        let _ = answer.send(self.state.admitted(self.ports.clock.now().monotonic));
    }
}

impl Handler<MayContinue> for RoomActor {
    type Result = ();

    fn handle(&mut self, MayContinue { publisher, answer }: MayContinue, _: &mut Self::Context) {
        let _ = answer.send(self.state.may_continue(publisher, self.ports.clock.now().monotonic));
    }
}

impl Handler<AskFor> for RoomActor {
    type Result = ();

    fn handle(&mut self, AskFor { operation, by, answer }: AskFor, ctx: &mut Self::Context) {
        let now = self.ports.clock.now();
        let (result, mut effects) = self.state.ask(operation, by, &mut Env { now, rng: &mut rand::rng() });
        let deferred = effects.iter().position(Effect::is_deferred);
        let deferred = deferred.map(|at| effects.remove(at));
        self.perform(effects, now, ctx);
        // the asker may have given up
        match deferred {
            Some(Effect::ReadActs { query, .. }) => {
                let read = self.read_acts(query);
                actix::spawn(async move {
                    let page = read.await.map(|(acts, next)| Outcome::ActPage(ActPage { acts, next }));
                    let _ = answer.send(page);
                });
            }
            Some(Effect::ChangeEmotes { act, change }) => {
                self.change_emotes(act, change, None, Some(answer), ctx);
            }
            _ => {
                let _ = answer.send(result);
            }
        }
    }
}

impl Handler<Settle> for RoomActor {
    type Result = ();

    fn handle(&mut self, Settle(done): Settle, _: &mut Self::Context) {
        self.send_off();
        let _ = done.send(());
    }
}
