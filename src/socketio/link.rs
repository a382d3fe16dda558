//! A WebSocket's link to its session.

use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::engine::Packet;
use super::frame::Frame;
use super::outcome::{Probe, Received};
use super::reader::Incoming;
use super::service::Service;
use super::worker::SessionWorker;

/// What the WebSocket does after a message.
#[derive(Debug)]
pub enum Step {
    /// Reads on.
    Continue,
    /// Sends this.
    Reply(Frame),
    /// Closes.
    End,
}

/// Links a WebSocket to its session. The session learns that the WebSocket is gone when this is dropped.
pub struct WebSocketLink<S: Service> {
    worker: Rc<SessionWorker<S>>,
    number: u64,
    /// The upgrade attempt, until it succeeds.
    attempt: Option<u32>,
}

impl<S: Service> WebSocketLink<S> {
    /// For a session that a WebSocket opened, or an attempt to upgrade one.
    pub fn new(worker: Rc<SessionWorker<S>>, number: u64, attempt: Option<u32>) -> Self {
        Self { worker, number, attempt }
    }

    /// Reserves memory for an incomplete message. False where that is too much.
    pub fn reserve(&self, bytes: usize) -> bool {
        self.worker.with(|hub, _| hub.reserve(self.number, bytes))
    }

    /// Ready while another message may be taken.
    pub fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.attempt.is_some() {
            // a probe makes no work, and the session's gate has room for one waker, which a POST may need
            return Poll::Ready(());
        }
        self.worker.poll(context, |hub, context| hub.poll_ready(self.number, context))
    }

    /// Takes a message.
    pub fn receive(&mut self, message: Incoming) -> Step {
        if let Some(attempt) = self.attempt {
            return match self.worker.with(|hub, _| hub.probe(self.number, attempt, &message)) {
                Probe::Reply(frame) => Step::Reply(frame),
                Probe::Upgraded => {
                    self.attempt = None;
                    Step::Continue
                }
                Probe::Refused => Step::End,
            };
        }
        let packet = match &message {
            Incoming::Text(text) => Packet::parse(text),
            Incoming::Binary(bytes) => Ok(Packet::Binary(bytes.clone())),
            Incoming::Ping(_) | Incoming::Pong | Incoming::Close => return Step::Continue,
        };
        let Ok(packet) = packet else { return Step::End };
        match self.worker.with(|hub, now| hub.receive(self.number, packet, now)) {
            Received::Fine => Step::Continue,
            Received::Malformed => Step::End,
        }
    }

    /// The bytes to write next; `None` when the session is over.
    pub fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.worker.poll(context, |hub, context| match self.attempt {
            Some(attempt) => hub.poll_refused(self.number, attempt, context).map(|()| None),
            None => hub.poll_write(self.number, context),
        })
    }

    /// Ready once the session is gone, while nothing can be written.
    pub fn poll_gone(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.worker.poll(context, |hub, context| match self.attempt {
            Some(attempt) => hub.poll_refused(self.number, attempt, context),
            None => hub.poll_gone(self.number, context),
        })
    }
}

impl<S: Service> Drop for WebSocketLink<S> {
    fn drop(&mut self) {
        self.worker.with(|hub, _| match self.attempt {
            Some(attempt) => {
                // less always succeeds
                let _ = hub.reserve(self.number, 0);
                hub.end_upgrade(self.number, attempt);
            }
            None => hub.remove(self.number),
        });
    }
}
