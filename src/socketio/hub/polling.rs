//! Requests of long polling: one `GET` and one `POST` at a time.

use std::task::{Context, Poll};
use std::time::Instant;

use super::Hub;
use crate::socketio::engine;
use crate::socketio::outcome::Polled;
use crate::socketio::service::Service;
use crate::socketio::session::{CloseSignal, NOOP, Transport};

impl<S: Service> Hub<S> {
    /// Begins a `GET`. A second one at the same time closes the session.
    pub fn begin_get(&mut self, number: u64, now: Instant) -> bool {
        match self.get(number).map(|session| &mut session.transport) {
            Some(Transport::Polling { getting: getting @ false, .. }) => {
                *getting = true;
                true
            }
            Some(Transport::Polling { .. }) => {
                self.close(number, CloseSignal::Close, now);
                false
            }
            _ => false,
        }
    }

    /// The answer to a `GET` that was begun. It is a noop while a WebSocket tries to take over, unless the caller is
    /// `patient`.
    pub fn poll_get(&mut self, number: u64, patient: bool, context: &Context<'_>) -> Poll<Polled> {
        let mut most = self.settings.max_polled;
        let Some((session, logs)) = self.get_with_logs(number) else {
            return Poll::Ready(Polled::Gone);
        };
        let is_probed = session.is_probed();
        let Transport::Polling { getting, .. } = &mut session.transport else {
            return Poll::Ready(Polled::Upgraded);
        };
        let mut payload = session.outbox.take_payload(logs, &mut most);
        let closing = session.closing.filter(|_| most > 0);
        if let Some(packet) = closing.and_then(|closing| closing.signal.packet()) {
            engine::add_text(&mut payload, packet);
            self.remove(number);
        } else if !payload.is_empty() {
            *getting = false;
        } else if closing.is_some() {
            self.remove(number);
            return Poll::Ready(Polled::Gone);
        } else if is_probed && !patient {
            *getting = false;
            payload.push_str(NOOP);
        } else {
            session.outbox.park(context.waker(), logs);
            return Poll::Pending;
        }
        Poll::Ready(Polled::Payload(payload))
    }

    /// Begins a `POST`. A second one at the same time ends the session.
    pub fn begin_post(&mut self, number: u64) -> bool {
        let session = self.get(number).filter(|session| session.closing.is_none());
        match session.map(|session| &mut session.transport) {
            Some(Transport::Polling { posting: posting @ false, .. }) => {
                *posting = true;
                true
            }
            Some(Transport::Polling { .. }) => {
                self.remove(number);
                false
            }
            _ => false,
        }
    }

    /// Ends a `POST`.
    pub fn end_post(&mut self, number: u64) {
        if let Some(Transport::Polling { posting, .. }) =
            self.get(number).map(|session| &mut session.transport)
        {
            *posting = false;
        }
    }

    /// Ends a session, unless it was upgraded, because a request did not arrive whole: its client cannot know what
    /// was lost.
    pub fn lose_request(&mut self, number: u64) {
        if self.get(number).is_some_and(|session| session.transport != Transport::WebSocket) {
            self.remove(number);
        }
    }
}
