//! Pings, and the pongs that clients owe.

use std::time::Instant;

use super::Hub;
use crate::socketio::deadlines::Kind;
use crate::socketio::frame::Frame;
use crate::socketio::service::Service;
use crate::socketio::session::Heartbeat;

/// A ping that is late by more than this part of the ping timeout gives the client the full timeout again, since
/// the delay is not its fault.
const LATE: u32 = 4;

impl<S: Service> Hub<S> {
    /// Sends a ping.
    pub(super) fn ping_due(&mut self, number: u64, at: Instant, now: Instant) {
        let timeout = self.settings.ping_timeout;
        let Some((session, logs)) = self.get_with_logs(number) else { return };
        if session.heartbeat != Heartbeat::PingAt(at) || session.closing.is_some() {
            return;
        }
        let sent = if now.duration_since(at) > timeout / LATE { now } else { at };
        let by = sent + timeout;
        session.heartbeat = Heartbeat::PongBy(by);
        session.outbox.push(Frame::PING, logs);
        self.deadlines.set(Kind::Pong, by, number);
        self.remove_if_slow(number);
    }

    /// Takes a pong. One that no ping asked for has no effect.
    pub(super) fn pong(&mut self, number: u64, now: Instant) {
        let ping = now + self.settings.ping_interval;
        if let Some(session) = self.get(number)
            && matches!(session.heartbeat, Heartbeat::PongBy(_))
        {
            session.heartbeat = Heartbeat::PingAt(ping);
            self.deadlines.set(Kind::Ping, ping, number);
        }
    }
}
