//! The actor that sockets of one worker thread belong to, and the messages by which others reach them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::task::{self, Poll};
use std::time::Instant;

use actix::dev::ToEnvelope;
use actix::prelude::*;
use dashmap::DashMap;
use pystreaming_actors::session::SessionId;
use tokio::sync::Notify;

use super::frame::Frame;
use super::hub::Hub;
use super::polling;
use super::remote;
use super::service::Service;
use super::settings::Settings;

/// Steps of the timer in one heartbeat: what is due within one is done together.
const STEPS: u32 = 250;

/// All relays of a server, by the number in the [`SessionId`]s of their sessions.
pub struct Relays<S: Service> {
    relays: DashMap<u16, Addr<Relay<S>>>,
    next: AtomicU16,
}

impl<S: Service> Default for Relays<S> {
    fn default() -> Self {
        Self { relays: DashMap::new(), next: AtomicU16::new(0) }
    }
}

impl<S: Service> Relays<S> {
    /// The relay with that number, while it runs.
    pub fn get(&self, relay: u16) -> Option<Addr<Relay<S>>> {
        self.relays.get(&relay).map(|relay| relay.value().clone())
    }

    /// Sends a message to one relay; without effect if it does not run.
    pub fn send<M>(&self, relay: u16, message: M)
    where
        M: actix::Message<Result = ()> + Send + 'static,
        Relay<S>: Handler<M>,
        <Relay<S> as Actor>::Context: ToEnvelope<Relay<S>, M>,
    {
        if let Some(relay) = self.relays.get(&relay) {
            relay.do_send(message);
        }
    }

    /// Sends a message to all relays.
    pub fn send_all<M>(&self, message: &M)
    where
        M: actix::Message<Result = ()> + Clone + Send + 'static,
        Relay<S>: Handler<M>,
        <Relay<S> as Actor>::Context: ToEnvelope<Relay<S>, M>,
    {
        for relay in &self.relays {
            relay.do_send(message.clone());
        }
    }
}

/// What the transports of a worker thread share with its relay.
pub(super) struct Core<S: Service> {
    pub service: Arc<S>,
    pub settings: Arc<Settings>,
    pub relays: Arc<Relays<S>>,
    /// The relay's number.
    pub index: u16,
    hub: RefCell<Hub<S>>,
    /// When the timer goes off; `None` while nothing is waited for.
    armed: Cell<Option<Instant>>,
    /// Something is due earlier than `armed`.
    earlier: Notify,
}

impl<S: Service> Core<S> {
    /// Does something with the sessions.
    pub fn with<T>(&self, call: impl FnOnce(&mut Hub<S>, Instant) -> T) -> T {
        let mut hub = self.hub.borrow_mut();
        let result = call(&mut hub, Instant::now());
        let next = hub.next_deadline();
        if next.is_some() && self.armed.get().is_none_or(|armed| next < Some(armed)) {
            self.earlier.notify_one();
        }
        result
    }

    /// The same, for what sets no deadlines.
    pub fn poll<T>(
        &self,
        context: &task::Context<'_>,
        call: impl FnOnce(&mut Hub<S>, &task::Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        call(&mut self.hub.borrow_mut(), context)
    }

    /// Looks after the sessions, with one timer for all of them.
    async fn keep_time(self: Rc<Self>) {
        let step = self.settings.ping_interval / STEPS;
        loop {
            let next = self.hub.borrow().next_deadline();
            self.armed.set(next);
            match next {
                Some(at) => {
                    tokio::select! {
                        () = tokio::time::sleep_until((at + step).into()) => {}
                        () = self.earlier.notified() => {}
                    }
                }
                None => self.earlier.notified().await,
            }
            self.hub.borrow_mut().tick(Instant::now());
        }
    }
}

/// Owns the sessions opened on its worker thread. Messages take effect in the order in which they arrive.
pub struct Relay<S: Service> {
    core: Rc<Core<S>>,
}

impl<S: Service> Relay<S> {
    /// Starts the relay of this thread.
    pub(super) fn start_here(
        service: &Arc<S>,
        relays: &Arc<Relays<S>>,
        settings: &Arc<Settings>,
    ) -> Rc<Core<S>> {
        let index = relays.next.fetch_add(1, Ordering::Relaxed);
        let core = Rc::new(Core {
            service: Arc::clone(service),
            settings: Arc::clone(settings),
            relays: Arc::clone(relays),
            index,
            hub: RefCell::new(Hub::new(Arc::clone(service), Arc::clone(settings), index)),
            armed: Cell::new(None),
            earlier: Notify::new(),
        });
        let address = Self { core: Rc::clone(&core) }.start();
        relays.relays.insert(index, address);
        core
    }
}

impl<S: Service> Actor for Relay<S> {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.spawn(Rc::clone(&self.core).keep_time().into_actor(self));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.core.relays.relays.remove(&self.core.index);
        self.core.hub.borrow_mut().remove_all();
    }
}

/// Seats a session where it hears a group's channels, each a bit; it sits in one group at a time.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Subscribe {
    /// Who; of this relay.
    pub session: SessionId,
    /// Where.
    pub group: u32,
    /// What of it.
    pub channels: u8,
}

/// Takes a session's seat away.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Unsubscribe {
    /// Who; of this relay.
    pub session: SessionId,
}

/// Sends a frame to those of a group who hear at least one of the channels.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Broadcast {
    /// Where.
    pub group: u32,
    /// To whom.
    pub channels: u8,
    /// Who does not get it.
    pub except: Option<SessionId>,
    /// What.
    pub frame: Frame,
}

/// Sends a frame to all sessions that have joined a namespace.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct BroadcastAll {
    /// What.
    pub frame: Frame,
}

/// Sends a frame to one session.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Reply {
    /// Who; of this relay.
    pub to: SessionId,
    /// What.
    pub frame: Frame,
}

/// Ends a session after what was sent to it.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Close {
    /// Who; of this relay.
    pub session: SessionId,
}

/// Ends all sessions after what was sent to them, and opens no more.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct CloseAll;

/// Gives a message to [`Service::told`] for every socket of a session.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct Tell<M: 'static> {
    /// Who; of this relay.
    pub to: SessionId,
    /// What.
    pub message: M,
}

/// Gives a message to [`Service::told`] for every socket that sits in a group.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct TellGroup<M: 'static> {
    /// Where.
    pub group: u32,
    /// What.
    pub message: M,
}

/// Has a message change the sessions in one way.
macro_rules! handle {
    ($message:ty, |$hub:ident, $now:ident, $m:ident| $body:expr) => {
        impl<S: Service> Handler<$message> for Relay<S> {
            type Result = ();

            fn handle(&mut self, $m: $message, _: &mut Self::Context) {
                self.core.with(|$hub, $now| $body);
            }
        }
    };
}

handle!(Subscribe, |hub, _now, m| hub.subscribe(m.session.number, m.group, m.channels));
handle!(Unsubscribe, |hub, _now, m| hub.unsubscribe(m.session.number));
handle!(Broadcast, |hub, _now, m| hub.broadcast(m.group, m.channels, m.except, &m.frame));
handle!(BroadcastAll, |hub, _now, m| hub.broadcast_all(&m.frame));
handle!(Reply, |hub, _now, m| hub.send(m.to.number, &m.frame));
handle!(Close, |hub, now, m| hub.close(m.session.number, now));
handle!(CloseAll, |hub, now, _m| hub.close_all(now));
handle!(Tell<S::Message>, |hub, now, m| hub.tell(m.to.number, &m.message, now));
handle!(TellGroup<S::Message>, |hub, now, m| hub.tell_group(m.group, &m.message, now));

impl<S: Service> Handler<polling::Forwarded> for Relay<S> {
    type Result = ();

    fn handle(&mut self, request: polling::Forwarded, _: &mut Self::Context) {
        actix::spawn(polling::answer_forwarded(Rc::clone(&self.core), request));
    }
}

impl<S: Service> Handler<remote::Adopt> for Relay<S> {
    type Result = ();

    fn handle(&mut self, adopt: remote::Adopt, _: &mut Self::Context) {
        remote::adopt(&self.core, adopt);
    }
}
