//! The actor that sockets of one worker thread belong to, and the messages by which others reach them.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::task::{self, Poll};
use std::time::Instant;

use actix::prelude::*;
use dashmap::DashMap;
use pystreaming_actors::session::SessionId;
use tokio::sync::Notify;
use tracing::error;

use super::frame::Frame;
use super::hub::Hub;
use super::polling;
use super::refusal::Refusal;
use super::remote;
use super::service::Service;
use super::settings::Settings;
use super::sid::Sid;
use super::unfinished::Unfinished;

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

    /// Sends letters to one relay; without effect if it does not run.
    pub fn send(&self, relay: u16, letters: Vec<Letter<S::Message>>) {
        if let Some(relay) = self.relays.get(&relay) {
            relay.do_send(Deliver(letters));
        }
    }

    /// Sends a letter to all relays.
    pub fn send_all(&self, letter: &Letter<S::Message>) {
        for relay in &self.relays {
            relay.do_send(Deliver(vec![letter.clone()]));
        }
    }
}

/// What the transports of a worker thread share with its relay.
pub(super) struct Core<S: Service> {
    pub service: Arc<S>,
    pub settings: Arc<Settings>,
    pub relays: Arc<Relays<S>>,
    /// What clients hold of what has not arrived whole.
    pub unfinished: Arc<Unfinished>,
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

    /// The same on behalf of all. A panic there is a mistake of ours that may have left anything behind: everybody's session
    /// ends, and their clients come back.
    fn with_all(&self, call: impl FnOnce(&mut Hub<S>, Instant)) {
        if panic::catch_unwind(AssertUnwindSafe(|| self.with(call))).is_err() {
            error!(relay = self.index, "a panic ends all sessions of a thread; their clients may come back");
            self.hub.borrow_mut().start_over();
        }
    }

    /// Lets a WebSocket try to take over the session that its client names: the session's number, and that of the attempt.
    /// `None` if it cannot be taken over now.
    pub fn begin_upgrade(&self, sid: &Sid) -> Result<Option<(u64, u32)>, Refusal> {
        self.with(|hub, now| {
            let number = hub.find(sid, now).ok_or(Refusal::UnknownSession)?;
            Ok(hub.begin_upgrade(number, now).map(|attempt| (number, attempt)))
        })
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
            self.with_all(Hub::tick);
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
        unfinished: &Arc<Unfinished>,
    ) -> Rc<Core<S>> {
        let index = relays.next.fetch_add(1, Ordering::Relaxed);
        let hub = Hub::new(Arc::clone(service), Arc::clone(settings), Arc::clone(unfinished), index);
        let core = Rc::new(Core {
            service: Arc::clone(service),
            settings: Arc::clone(settings),
            relays: Arc::clone(relays),
            index,
            unfinished: Arc::clone(unfinished),
            hub: RefCell::new(hub),
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

/// Something for sessions of a relay. Letters that are sent together take effect together: whoever hears several of them
/// is woken once.
#[derive(Debug, Clone)]
pub enum Letter<M> {
    /// Seats a session where it hears a group's channels, each a bit; it sits in one group at a time.
    Subscribe {
        /// Who; of this relay.
        session: SessionId,
        /// Where.
        group: u32,
        /// What of it.
        channels: u8,
    },
    /// Takes a session's seat away.
    Unsubscribe {
        /// Who; of this relay.
        session: SessionId,
        /// Who says so: without effect on a session that has turned to another, see [`Service::is_at`].
        group: u32,
    },
    /// Sends a frame to those of a group who hear at least one of the channels.
    Broadcast {
        /// Where.
        group: u32,
        /// To whom.
        channels: u8,
        /// Who does not get it.
        except: Option<SessionId>,
        /// Where many hear it, it may arrive a moment later, together with what is said next.
        can_wait: bool,
        /// What.
        frame: Frame,
    },
    /// Sends a frame to all sessions that have joined a namespace.
    BroadcastAll {
        /// What.
        frame: Frame,
    },
    /// Sends a frame to one session.
    Reply {
        /// Who; of this relay.
        to: SessionId,
        /// What.
        frame: Frame,
    },
    /// Gives a message to [`Service::told`] for every socket of a session.
    Tell {
        /// Who; of this relay.
        to: SessionId,
        /// What.
        message: M,
    },
    /// Gives a message to [`Service::told`] for every socket that sits in a group.
    TellGroup {
        /// Where.
        group: u32,
        /// What.
        message: M,
    },
    /// Ends a session after what was sent to it.
    Close {
        /// Who; of this relay.
        session: SessionId,
    },
    /// Ends all sessions after what was sent to them, and opens no more.
    CloseAll,
}

/// Letters, in their order.
#[derive(actix::Message)]
#[rtype(result = "()")]
struct Deliver<M>(Vec<Letter<M>>);

impl<S: Service> Handler<Deliver<S::Message>> for Relay<S> {
    type Result = ();

    fn handle(&mut self, Deliver(letters): Deliver<S::Message>, _: &mut Self::Context) {
        self.core.with_all(|hub, now| hub.deliver(letters, now));
    }
}

impl<S: Service> Handler<polling::Forwarded> for Relay<S> {
    type Result = ();

    fn handle(&mut self, request: polling::Forwarded, _: &mut Self::Context) {
        actix::spawn(polling::answer_forwarded(Rc::clone(&self.core), request));
    }
}

impl<S: Service> Handler<remote::Adopt<S>> for Relay<S> {
    type Result = ();

    fn handle(&mut self, adopt: remote::Adopt<S>, context: &mut Self::Context) {
        adopt.answer(&self.core, context.address());
    }
}

impl<S: Service> Handler<remote::Arrive> for Relay<S> {
    type Result = ();

    fn handle(&mut self, arrive: remote::Arrive, _: &mut Self::Context) {
        arrive.serve(&self.core);
    }
}

impl<S: Service> Handler<remote::GiveUp> for Relay<S> {
    type Result = ();

    fn handle(&mut self, give_up: remote::GiveUp, _: &mut Self::Context) {
        give_up.forget(&self.core);
    }
}

#[cfg(test)]
mod tests;
