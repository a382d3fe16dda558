//! Upgrades: a WebSocket takes over a session that began with long polling.

use std::task::{Context, Poll};
use std::time::Instant;

use super::Hub;
use crate::socketio::deadlines::Kind;
use crate::socketio::engine::{self, Packet};
use crate::socketio::frame::Frame;
use crate::socketio::outcome::Probe;
use crate::socketio::reader::Incoming;
use crate::socketio::service::Service;
use crate::socketio::session::{Transport, Upgrade};

impl<S: Service> Hub<S> {
    /// Lets a WebSocket try to take a session over: the number of the attempt. There is one attempt at a time.
    pub fn begin_upgrade(&mut self, number: u64, now: Instant) -> Option<u32> {
        let by = now + self.settings.upgrade_timeout;
        let session = self.get(number)?;
        if session.transport == Transport::WebSocket || session.upgrade.is_some() || session.closing.is_some()
        {
            return None;
        }
        session.attempts += 1;
        let attempt = session.attempts;
        session.upgrade = Some(Upgrade { attempt, probed: false, by, waker: None });
        self.deadlines.set(Kind::Upgrade, by, number);
        Some(attempt)
    }

    /// Takes a message of a WebSocket that tries to take over.
    pub fn probe(&mut self, number: u64, attempt: u32, message: &Incoming) -> Probe {
        let Some((session, logs)) = self.get_with_logs(number) else { return Probe::Refused };
        let Some(upgrade) = session.upgrade.as_mut().filter(|upgrade| upgrade.attempt == attempt) else {
            return Probe::Refused;
        };
        let packet = match message {
            Incoming::Text(text) => Packet::parse(text),
            _ => Err(engine::NotAPacket),
        };
        match packet {
            Ok(Packet::Ping("probe")) if !upgrade.probed => {
                upgrade.probed = true;
                // ends a waiting GET, unless the upgrade follows at once
                session.outbox.wake(logs);
                Probe::Reply(Frame::PROBED)
            }
            // a client may not upgrade in the middle of a POST
            Ok(Packet::Upgrade) if upgrade.probed && !session.transport.is_posting() => {
                session.upgrade = None;
                session.transport = Transport::WebSocket;
                session.outbox.wake(logs);
                Probe::Upgraded
            }
            _ => {
                session.upgrade = None;
                Probe::Refused
            }
        }
    }

    /// Ready once an attempt is refused.
    pub fn poll_refused(&mut self, number: u64, attempt: u32, context: &Context<'_>) -> Poll<()> {
        let upgrade = self.get(number).and_then(|session| session.upgrade.as_mut());
        match upgrade.filter(|upgrade| upgrade.attempt == attempt) {
            Some(upgrade) => {
                upgrade.waker = Some(context.waker().clone());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }

    /// Ready once a WebSocket that tries to take over has probed.
    pub fn poll_probed(&mut self, number: u64, context: &Context<'_>) -> Poll<()> {
        let Some((session, logs)) = self.get_with_logs(number) else { return Poll::Ready(()) };
        if session.is_probed() {
            return Poll::Ready(());
        }
        session.outbox.park(context.waker(), logs);
        Poll::Pending
    }

    /// The WebSocket of an attempt is gone.
    pub fn end_upgrade(&mut self, number: u64, attempt: u32) {
        if let Some(session) = self.get(number) {
            session.upgrade.take_if(|upgrade| upgrade.attempt == attempt);
        }
    }

    /// Refuses an attempt that took too long.
    pub(super) fn upgrade_due(&mut self, number: u64, at: Instant) {
        let refused =
            self.get(number).and_then(|session| session.upgrade.take_if(|upgrade| upgrade.by == at));
        if let Some(waker) = refused.and_then(|upgrade| upgrade.waker) {
            waker.wake();
        }
    }
}
