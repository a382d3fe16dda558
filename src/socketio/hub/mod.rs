//! All sessions of one worker thread. It knows no sockets and no clock: transports pass in what arrived and fetch what
//! to send, and time is an argument.
//!
//! The hub's methods lie in a file per concern; this one has opening, closing and deadlines.

mod delivery;
mod heartbeat;
mod incoming;
mod polling;
mod table;
mod upgrade;

use std::mem;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use pystreaming_actors::session::SessionId;

use self::table::SessionTable;
use super::channel_log::ChannelLogs;
use super::deadlines::{Deadlines, Kind};
use super::engine;
use super::outbox::Outbox;
use super::service::Service;
use super::session::{CloseSignal, Closing, Heartbeat, Session, Transport};
use super::settings::Settings;
use super::sid::{Secret, Sid};
use super::sockets::Sockets;
use super::unfinished::{Held, Unfinished};

/// The sessions of a worker thread.
pub struct Hub<S: Service> {
    service: Arc<S>,
    settings: Arc<Settings>,
    /// The numbers of the server process and of the worker.
    place: (u32, u16),
    sessions: SessionTable<S>,
    /// No more sessions are opened.
    closing: bool,
    logs: ChannelLogs,
    deadlines: Deadlines,
    /// Shared by all workers.
    unfinished: Arc<Unfinished>,
}

impl<S: Service> Hub<S> {
    /// A hub without sessions.
    pub fn new(
        service: Arc<S>,
        settings: Arc<Settings>,
        unfinished: Arc<Unfinished>,
        place: (u32, u16),
    ) -> Self {
        Self {
            service,
            settings,
            unfinished,
            place,
            sessions: SessionTable::default(),
            closing: false,
            logs: ChannelLogs::default(),
            deadlines: Deadlines::default(),
        }
    }

    /// Opens a session: its number, and the open packet for the client. `None` when there are too many, or while the
    /// hub closes.
    pub fn open(
        &mut self,
        handshake: S::Handshake,
        address: Option<IpAddr>,
        transport: Transport,
        now: Instant,
    ) -> Option<(u64, String)> {
        let number = self.sessions.next_number().filter(|_| !self.closing)?;
        let (node, worker) = self.place;
        let sid = Sid { id: SessionId { node, worker, number }, secret: Secret::random() };
        let ping = now + self.settings.ping_interval;
        let connect_by = now + self.settings.connect_timeout;
        self.sessions.insert(Session {
            sid,
            transport,
            upgrade: None,
            attempts: 0,
            heartbeat: Heartbeat::PingAt(ping),
            connect_by: Some(connect_by),
            closing: None,
            outbox: Outbox::default(),
            sockets: Sockets::default(),
            held: Held::new(&self.unfinished, address),
            attach_by: None,
            handshake,
        });
        self.deadlines.set(Kind::Ping, ping, number);
        self.deadlines.set(Kind::Connect, connect_by, number);
        let upgrades: &[&str] = if transport == Transport::WebSocket { &[] } else { &["websocket"] };
        let open = engine::Open {
            sid: &sid.encode(),
            upgrades,
            ping_interval: millis(self.settings.ping_interval),
            ping_timeout: millis(self.settings.ping_timeout),
            max_payload: self.settings.max_payload,
        };
        Some((number, open.packet()))
    }

    /// The number of the session that a client names, if it exists and the client knows its secret.
    pub fn find(&mut self, sid: &Sid, now: Instant) -> Option<u64> {
        let number = sid.id.number;
        let session = self.get(number).filter(|session| session.sid.secret.matches(&sid.secret))?;
        let is_late = matches!(session.heartbeat, Heartbeat::PongBy(by) if by <= now);
        if is_late || session.connect_by.is_some_and(|by| by <= now) {
            self.remove(number);
            return None;
        }
        Some(number)
    }

    /// Closes a session once the client has been sent what is queued for it.
    fn close(&mut self, number: u64, signal: CloseSignal, now: Instant) {
        let until = now + self.settings.ping_timeout;
        let Some(session) = self.sessions.get_mut(number).filter(|session| session.closing.is_none()) else {
            return;
        };
        session.disconnect(&self.service, &self.settings);
        session.closing = Some(Closing { signal, until });
        session.outbox.unsubscribe(&mut self.logs);
        if signal == CloseSignal::Noop {
            session.outbox.clear();
        }
        session.outbox.wake(&mut self.logs);
        self.deadlines.set(Kind::Closing, until, number);
    }

    /// Closes all sessions once their clients have been sent what is queued for them, and opens no more.
    pub fn close_all(&mut self, now: Instant) {
        self.closing = true;
        for number in self.sessions.numbers() {
            // their clients are to reconnect
            self.close(number, CloseSignal::Error, now);
        }
    }

    /// Removes a session at once, and wakes whatever waits for it.
    pub fn remove(&mut self, number: u64) {
        let Some(mut session) = self.sessions.remove(number) else { return };
        session.disconnect(&self.service, &self.settings);
        session.outbox.discard(&mut self.logs);
    }

    /// Removes all sessions.
    pub fn remove_all(&mut self) {
        for number in self.sessions.numbers() {
            self.remove(number);
        }
    }

    /// Removes all sessions whatever state the hub is in, and wakes whatever waits for them.
    pub fn start_over(&mut self) {
        let (sessions, logs) = (self.sessions.take_all(), mem::take(&mut self.logs));
        self.deadlines = Deadlines::default();
        let mut wakers = logs.into_wakers();
        for mut session in sessions {
            session.disconnect(&self.service, &self.settings);
            wakers.extend(session.outbox.into_waker());
        }
        wakers.into_iter().for_each(Waker::wake);
    }

    /// The earliest deadline.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// Handles the deadlines that have passed.
    pub fn tick(&mut self, now: Instant) {
        while let Some((kind, at, of)) = self.deadlines.pop_due(now) {
            match kind {
                Kind::Ping => self.ping_due(of, at, now),
                Kind::CatchUp => self.catch_up_due(of, now),
                Kind::Wake => self.wake_due(of),
                Kind::Upgrade => self.upgrade_due(of, at),
                Kind::Pong | Kind::Connect | Kind::Attachments | Kind::Closing => {
                    if self.get(of).is_some_and(|session| session.is_over(kind, at)) {
                        self.remove(of);
                    }
                }
            }
        }
    }

    fn get(&mut self, number: u64) -> Option<&mut Session<S>> {
        self.sessions.get_mut(number)
    }

    fn get_with_logs(&mut self, number: u64) -> Option<(&mut Session<S>, &mut ChannelLogs)> {
        Some((self.sessions.get_mut(number)?, &mut self.logs))
    }
}

impl<S: Service> Session<S> {
    /// Whether it ends now that a deadline of this kind has passed.
    fn is_over(&self, kind: Kind, at: Instant) -> bool {
        match kind {
            Kind::Pong => self.heartbeat == Heartbeat::PongBy(at),
            Kind::Connect => self.connect_by == Some(at),
            Kind::Attachments => self.attach_by == Some(at),
            Kind::Closing => self.closing.is_some_and(|closing| closing.until == at),
            _ => false,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
