//! The sessions of one worker thread, the actor through which other threads reach them, and the directory of all workers.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::task::{self, Poll};
use std::time::Instant;

use actix::prelude::*;
use dashmap::DashMap;
use pystreaming_actors::session::{Delivery, RoomId, SessionId};
use tokio::sync::Notify;
use tracing::error;

use super::frame::Frame;
use super::hub::Hub;
use super::refusal::Refusal;
use super::service::Service;
use super::settings::Settings;
use super::sid::Sid;
use super::unfinished::Unfinished;

/// Timer steps in one heartbeat interval: deadlines within one step are handled together.
const STEPS: u32 = 250;

/// All session workers of a server, by the number in the [`SessionId`]s of their sessions.
pub struct SessionWorkers<S: Service> {
    /// A random number for this process, in the ids of its sessions.
    node: u32,
    actors: DashMap<u16, Addr<WorkerActor<S>>>,
    next: AtomicU16,
}

impl<S: Service> Default for SessionWorkers<S> {
    fn default() -> Self {
        Self { node: rand::random(), actors: DashMap::new(), next: AtomicU16::new(0) }
    }
}

impl<S: Service> SessionWorkers<S> {
    /// Passes a room's deliveries to one worker; without effect if it does not run.
    pub fn deliver(&self, worker: u16, room: RoomId, deliveries: Vec<Delivery<Frame, S::Subscription>>) {
        if let Some(actor) = self.actors.get(&worker) {
            actor.do_send(Batch { room, deliveries });
        }
    }

    /// Sends a frame to one session, if it has joined a namespace.
    pub fn send(&self, to: SessionId, frame: Frame) {
        self.run(to.worker, move |worker: &Rc<SessionWorker<S>>| {
            worker.with_all(|hub, _| hub.send(to.number, &frame));
        });
    }

    /// Sends a frame to all sessions that have joined a namespace.
    pub fn broadcast_to_all(&self, frame: &Frame) {
        self.run_everywhere(|| {
            let frame = frame.clone();
            move |hub, _| hub.broadcast_to_all(&frame)
        });
    }

    /// Calls [`Service::notified`] for the sockets of a room's subscribers.
    pub fn notify_room(&self, room: RoomId, message: S::Message) {
        self.run_everywhere(|| {
            let message = message.clone();
            move |hub, now| hub.notify_room(room, &message, now)
        });
    }

    /// Calls [`Service::notified`] for all sockets.
    pub fn notify_all(&self, message: &S::Message) {
        self.run_everywhere(|| {
            let message = message.clone();
            move |hub, now| hub.notify_all(&message, now)
        });
    }

    /// Closes all sessions once their clients have been sent what is queued for them, and opens no more.
    pub fn close_all(&self) {
        self.run_everywhere(|| Hub::close_all);
    }

    /// Runs a task on a worker's thread, after what was sent to it before. False if that worker does not run.
    pub(super) fn run(&self, worker: u16, task: impl FnOnce(&Rc<SessionWorker<S>>) + Send + 'static) -> bool {
        let actor = self.actors.get(&worker).map(|actor| actor.value().clone());
        actor.map(|actor| actor.do_send(Run(Box::new(task)))).is_some()
    }

    /// Has every worker call its hub.
    fn run_everywhere<C: FnOnce(&mut Hub<S>, Instant) + Send + 'static>(&self, call: impl Fn() -> C) {
        for actor in &self.actors {
            let call = call();
            let task = move |worker: &Rc<SessionWorker<S>>| worker.with_all(call);
            actor.do_send(Run(Box::new(task)));
        }
    }
}

/// The sessions of this thread, with what its transports need beside them.
pub(super) struct SessionWorker<S: Service> {
    pub service: Arc<S>,
    pub settings: Arc<Settings>,
    pub workers: Arc<SessionWorkers<S>>,
    /// Counts what clients have sent of messages that are not complete.
    pub unfinished: Arc<Unfinished>,
    /// Its number in the directory.
    pub index: u16,
    hub: RefCell<Hub<S>>,
    /// When the timer fires; `None` while there is no deadline.
    armed: Cell<Option<Instant>>,
    /// There is a deadline before `armed`.
    earlier: Notify,
}

impl<S: Service> SessionWorker<S> {
    /// Starts the worker of this thread.
    pub fn start_here(
        service: &Arc<S>,
        workers: &Arc<SessionWorkers<S>>,
        settings: &Arc<Settings>,
        unfinished: &Arc<Unfinished>,
    ) -> Rc<Self> {
        let index = workers.next.fetch_add(1, Ordering::Relaxed);
        let hub = Hub::new(
            Arc::clone(service),
            Arc::clone(settings),
            Arc::clone(unfinished),
            (workers.node, index),
        );
        let worker = Rc::new(Self {
            service: Arc::clone(service),
            settings: Arc::clone(settings),
            workers: Arc::clone(workers),
            index,
            unfinished: Arc::clone(unfinished),
            hub: RefCell::new(hub),
            armed: Cell::new(None),
            earlier: Notify::new(),
        });
        let actor = WorkerActor { worker: Rc::clone(&worker) }.start();
        workers.actors.insert(index, actor);
        worker
    }

    /// Calls the hub.
    pub fn with<T>(&self, call: impl FnOnce(&mut Hub<S>, Instant) -> T) -> T {
        let mut hub = self.hub.borrow_mut();
        let result = call(&mut hub, Instant::now());
        let next = hub.next_deadline();
        if next.is_some() && self.armed.get().is_none_or(|armed| next < Some(armed)) {
            self.earlier.notify_one();
        }
        result
    }

    /// Polls the hub, by a call that sets no deadlines.
    pub fn poll<T>(
        &self,
        context: &task::Context<'_>,
        call: impl FnOnce(&mut Hub<S>, &task::Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        call(&mut self.hub.borrow_mut(), context)
    }

    /// Calls the hub on behalf of all sessions. A panic there is a bug of ours that may have left the hub in any state:
    /// all sessions end, and their clients reconnect.
    fn with_all(&self, call: impl FnOnce(&mut Hub<S>, Instant)) {
        if panic::catch_unwind(AssertUnwindSafe(|| self.with(call))).is_err() {
            error!(worker = self.index, "a panic ends all sessions of a thread; their clients may reconnect");
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

    /// Handles the deadlines of all sessions with one timer.
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

/// A worker's mailbox and timer. Messages take effect in the order in which they arrive.
struct WorkerActor<S: Service> {
    worker: Rc<SessionWorker<S>>,
}

impl<S: Service> Actor for WorkerActor<S> {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.spawn(Rc::clone(&self.worker).keep_time().into_actor(self));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.worker.workers.actors.remove(&self.worker.index);
        self.worker.hub.borrow_mut().remove_all();
    }
}

/// Deliveries of a room, in their order.
#[derive(Message)]
#[rtype(result = "()")]
struct Batch<S: Service> {
    room: RoomId,
    deliveries: Vec<Delivery<Frame, S::Subscription>>,
}

impl<S: Service> Handler<Batch<S>> for WorkerActor<S> {
    type Result = ();

    fn handle(&mut self, Batch { room, deliveries }: Batch<S>, _: &mut Self::Context) {
        self.worker.with_all(|hub, now| hub.deliver(room, deliveries, now));
    }
}

/// A task of another thread.
#[derive(Message)]
#[rtype(result = "()")]
struct Run<S: Service>(Task<S>);

type Task<S> = Box<dyn FnOnce(&Rc<SessionWorker<S>>) + Send>;

impl<S: Service> Handler<Run<S>> for WorkerActor<S> {
    type Result = ();

    fn handle(&mut self, Run(task): Run<S>, _: &mut Self::Context) {
        task(&self.worker);
    }
}

#[cfg(test)]
mod tests;
