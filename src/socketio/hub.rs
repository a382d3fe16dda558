//! All sessions of one worker thread. Knows no sockets and no clock: transports call it with what arrived and fetch what
//! is to be sent, and time is an argument.

use std::mem;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use pystreaming_actors::session::SessionId;
use slab::Slab;
use tracing::debug;

use super::command::HubCommand;
use super::deadlines::{Deadlines, Kind};
use super::engine::{self, Packet};
use super::frame::Frame;
use super::lanes::{Lanes, Seat};
use super::outbox::Outbox;
use super::reader::Incoming;
use super::service::{Message, Service};
use super::session::{Beat, Farewell, Last, NOOP, Probe, Session, Transport, Upgrade};
use super::settings::Settings;
use super::sid::{Secret, Sid};
use super::sockets::{Call, Reaction, Sockets};
use super::unfinished::{Held, Part, Unfinished};

/// Low bits of a session's number that say where it stands in the slab; the others count up.
const SLOT_BITS: u32 = 20;
/// What part of the time to answer a heartbeat may be late. Later than that is not the client's fault, whose answer gets the
/// full time.
const LATE: u32 = 4;
/// How long what can wait is kept where many hear it.
const WAIT: Duration = Duration::from_millis(100);

/// The sessions of a worker thread.
pub struct Hub<S: Service> {
    service: Arc<S>,
    settings: Arc<Settings>,
    worker: u16,
    sessions: Slab<Box<Session<S>>>,
    /// How many sessions there were.
    opened: u64,
    /// No more are opened.
    closing: bool,
    lanes: Lanes,
    deadlines: Deadlines,
    /// What all sessions hold, of all threads.
    unfinished: Arc<Unfinished>,
}

/// What came of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It was dealt with, or came too late: the client has still to learn that the session is over.
    Fine,
    /// It was none; the session is closed.
    Malformed,
}

/// How a `GET` is answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Polled {
    /// With packets.
    Payload(String),
    /// The session moved to a WebSocket meanwhile.
    Moved,
    /// The session is not there any more.
    Gone,
}

impl<S: Service> Hub<S> {
    /// With no sessions.
    pub fn new(service: Arc<S>, settings: Arc<Settings>, unfinished: Arc<Unfinished>, worker: u16) -> Self {
        Self {
            service,
            settings,
            unfinished,
            worker,
            sessions: Slab::new(),
            opened: 0,
            closing: false,
            lanes: Lanes::default(),
            deadlines: Deadlines::default(),
        }
    }

    /// The time of the earliest thing to look after.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// Opens a session, and returns its number and the packet that tells the client. `None` when there are too many, or
    /// no more are wanted.
    pub fn open(
        &mut self,
        handshake: S::Handshake,
        address: Option<IpAddr>,
        transport: Transport,
        now: Instant,
    ) -> Option<(u64, String)> {
        if self.closing {
            return None;
        }
        let entry = self.sessions.vacant_entry();
        let slot = u64::try_from(entry.key()).ok().filter(|slot| slot >> SLOT_BITS == 0)?;
        let number = (self.opened << SLOT_BITS) | slot;
        self.opened += 1;
        let sid = Sid { id: SessionId { worker: self.worker, number }, secret: Secret::random() };
        let ping = now + self.settings.ping_interval;
        let join_by = now + self.settings.connect_timeout;
        entry.insert(Box::new(Session {
            sid,
            transport,
            upgrade: None,
            attempts: 0,
            beat: Beat::Ask(ping),
            join_by: Some(join_by),
            farewell: None,
            outbox: Outbox::default(),
            sockets: Sockets::default(),
            held: Held::new(&self.unfinished, address),
            attach_by: None,
            handshake,
        }));
        self.deadlines.set(Kind::Ping, ping, number);
        self.deadlines.set(Kind::Connect, join_by, number);
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

    /// The number of the session that a client names, if it is there and the client may know.
    pub fn find(&mut self, sid: &Sid, now: Instant) -> Option<u64> {
        let number = sid.id.number;
        let session = self.get(number).filter(|session| session.sid.secret.matches(&sid.secret))?;
        if matches!(session.beat, Beat::Answer(by) if by <= now)
            || session.join_by.is_some_and(|by| by <= now)
        {
            self.remove(number);
            return None;
        }
        Some(number)
    }

    /// Whether a session's WebSocket may hold so many bytes of a message that is not whole.
    pub fn may_hold(&mut self, number: u64, bytes: usize) -> bool {
        self.get(number).is_none_or(|session| session.held.is_granted(Part::Message, bytes))
    }

    /// Takes a packet.
    pub fn receive(&mut self, number: u64, packet: Packet<'_>, now: Instant) -> Received {
        let Some(session) = self.get(number).filter(|session| session.farewell.is_none()) else {
            return Received::Fine;
        };
        match packet {
            Packet::Text(text) => self.message(number, Message::Text(text), now),
            Packet::Binary(bytes) => self.message(number, Message::Binary(&bytes), now),
            Packet::Pong(_) => {
                let ping = now + self.settings.ping_interval;
                if let Some(session) = self.get(number)
                    && matches!(session.beat, Beat::Answer(_))
                {
                    session.beat = Beat::Ask(ping);
                    self.deadlines.set(Kind::Ping, ping, number);
                }
                Received::Fine
            }
            Packet::Close if session.transport == Transport::WebSocket => {
                self.remove(number);
                Received::Fine
            }
            Packet::Close => {
                self.finish(number, Last::Noop, now);
                Received::Fine
            }
            Packet::Upgrade | Packet::Noop => Received::Fine,
            Packet::Ping(_) => {
                self.remove(number);
                Received::Malformed
            }
        }
    }

    /// Whether the session may be given more to do. It is woken when that changes; one that is gone may.
    pub fn poll_ready(&mut self, number: u64, context: &Context<'_>) -> Poll<()> {
        let most = self.settings.max_permits;
        let gate = self.get(number).and_then(|session| session.sockets.gate());
        match gate.is_none_or(|gate| gate.is_open(most, context.waker())) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    /// Takes what a WebSocket is to write next; `None` when the session is over.
    pub fn poll_write(&mut self, number: u64, context: &Context<'_>) -> Poll<Option<Bytes>> {
        let Some((session, lanes)) = self.get_with_lanes(number) else { return Poll::Ready(None) };
        if let Some(piece) = session.outbox.next_piece(lanes) {
            return Poll::Ready(Some(piece));
        }
        if session.farewell.is_some() {
            self.remove(number);
            return Poll::Ready(None);
        }
        session.outbox.park(context.waker(), lanes);
        Poll::Pending
    }

    /// Waits until the session is over, while what it holds cannot be written.
    pub fn poll_over(&mut self, number: u64, context: &Context<'_>) -> Poll<()> {
        let Some((session, lanes)) = self.get_with_lanes(number) else { return Poll::Ready(()) };
        session.outbox.park(context.waker(), lanes);
        Poll::Pending
    }

    /// Begins a `GET`. A second one at the same time ends the session.
    pub fn begin_get(&mut self, number: u64, now: Instant) -> bool {
        match self.get(number).map(|session| &mut session.transport) {
            Some(Transport::Polling { getting: getting @ false, .. }) => {
                *getting = true;
                true
            }
            Some(Transport::Polling { .. }) => {
                self.close(number, now);
                false
            }
            _ => false,
        }
    }

    /// The answer to a `GET` that was begun. While a WebSocket tries to take over it is an empty one, unless the caller is
    /// `patient`.
    pub fn poll_get(&mut self, number: u64, patient: bool, context: &Context<'_>) -> Poll<Polled> {
        let mut most = self.settings.max_polled;
        let Some((session, lanes)) = self.get_with_lanes(number) else {
            return Poll::Ready(Polled::Gone);
        };
        let Transport::Polling { getting, .. } = &mut session.transport else {
            return Poll::Ready(Polled::Moved);
        };
        let mut payload = session.outbox.take_payload(lanes, &mut most);
        let over = session.farewell.filter(|_| most > 0);
        if let Some(packet) = over.and_then(|farewell| farewell.last.packet()) {
            engine::add_text(&mut payload, packet);
            self.remove(number);
        } else if !payload.is_empty() {
            *getting = false;
        } else if over.is_some() {
            self.remove(number);
            return Poll::Ready(Polled::Gone);
        } else if session.upgrade.as_ref().is_some_and(|upgrade| upgrade.probed) && !patient {
            *getting = false;
            payload.push_str(NOOP);
        } else {
            session.outbox.park(context.waker(), lanes);
            return Poll::Pending;
        }
        Poll::Ready(Polled::Payload(payload))
    }

    /// Whether a WebSocket that tries to take over has been heard.
    pub fn poll_probed(&mut self, number: u64, context: &Context<'_>) -> Poll<()> {
        let Some((session, lanes)) = self.get_with_lanes(number) else { return Poll::Ready(()) };
        if session.upgrade.as_ref().is_some_and(|upgrade| upgrade.probed) {
            return Poll::Ready(());
        }
        session.outbox.park(context.waker(), lanes);
        Poll::Pending
    }

    /// Begins a `POST`. A second one at the same time ends the session.
    pub fn begin_post(&mut self, number: u64) -> bool {
        let session = self.get(number).filter(|session| session.farewell.is_none());
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

    /// Ends a session of whose request something was lost, unless it has moved: its client cannot know what.
    pub fn lose_request(&mut self, number: u64) {
        if self.get(number).is_some_and(|session| session.transport != Transport::WebSocket) {
            self.remove(number);
        }
    }

    /// Lets a WebSocket try to take a session over, and returns the number of the attempt. One at a time.
    pub fn begin_upgrade(&mut self, number: u64, now: Instant) -> Option<u32> {
        let by = now + self.settings.upgrade_timeout;
        let session = self.get(number)?;
        if session.transport == Transport::WebSocket
            || session.upgrade.is_some()
            || session.farewell.is_some()
        {
            return None;
        }
        session.attempts += 1;
        let attempt = session.attempts;
        session.upgrade = Some(Upgrade { attempt, probed: false, by, waker: None });
        self.deadlines.set(Kind::Upgrade, by, number);
        Some(attempt)
    }

    /// Takes a message on a WebSocket that tries to take over.
    pub fn probe(&mut self, number: u64, attempt: u32, message: &Incoming) -> Probe {
        let Some((session, lanes)) = self.get_with_lanes(number) else { return Probe::Refused };
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
                // a waiting request is answered, unless the client goes on at once
                session.outbox.wake(lanes);
                Probe::Reply(Frame::PROBED)
            }
            // a client that moves has nothing more under way
            Ok(Packet::Upgrade) if upgrade.probed && !session.transport.is_posting() => {
                session.upgrade = None;
                session.transport = Transport::WebSocket;
                session.outbox.wake(lanes);
                Probe::Upgraded
            }
            _ => {
                session.upgrade = None;
                Probe::Refused
            }
        }
    }

    /// Whether an attempt still stands; remembers whom to wake when it does not.
    pub fn poll_probe(&mut self, number: u64, attempt: u32, context: &Context<'_>) -> Poll<()> {
        let upgrade = self.get(number).and_then(|session| session.upgrade.as_mut());
        match upgrade.filter(|upgrade| upgrade.attempt == attempt) {
            Some(upgrade) => {
                upgrade.waker = Some(context.waker().clone());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }

    /// The WebSocket of an attempt is gone.
    pub fn end_upgrade(&mut self, number: u64, attempt: u32) {
        if let Some(session) = self.get(number) {
            session.upgrade.take_if(|upgrade| upgrade.attempt == attempt);
        }
    }

    /// Does what commands say, one after the other.
    pub fn deliver(&mut self, commands: Vec<HubCommand<S::Message>>, now: Instant) {
        for command in commands {
            match command {
                HubCommand::Subscribe { session, group, channels } => {
                    self.subscribe(session.number, group, channels);
                }
                HubCommand::Unsubscribe { session, group } => self.unsubscribe(session.number, group),
                HubCommand::Broadcast { group, channels, except, can_wait, frame } => {
                    let skipped = except.and_then(|except| self.pass_over(except, group, channels));
                    self.broadcast(group, channels, &frame, can_wait, now);
                    if let Some(seat) = skipped {
                        self.lanes.skip_to_end(seat);
                    }
                }
                HubCommand::BroadcastAll { frame } => self.broadcast_all(&frame),
                HubCommand::Send { session, frame } => self.send(session.number, &frame),
                HubCommand::Notify { session, message } => self.notify(session.number, &message, now),
                HubCommand::NotifyGroup { group, message } => self.notify_group(group, &message, now),
                HubCommand::Close { session } => self.close(session.number, now),
                HubCommand::CloseAll => self.close_all(now),
            }
        }
        self.lanes.wake_readers();
    }

    /// Seats a session where it hears a group, in place of where it sat.
    fn subscribe(&mut self, number: u64, group: u32, channels: u8) {
        let service = Arc::clone(&self.service);
        if let Some((session, lanes)) = self.get_with_lanes(number)
            && session.sockets.are_at(&service, group)
        {
            session.outbox.sit(group, channels, number, lanes);
            self.cut_if_over(number);
        }
    }

    /// Takes a session's seat away.
    fn unsubscribe(&mut self, number: u64, group: u32) {
        let service = Arc::clone(&self.service);
        if let Some((session, lanes)) = self.get_with_lanes(number)
            && session.sockets.are_at(&service, group)
        {
            session.outbox.stand(lanes);
            self.cut_if_over(number);
        }
    }

    /// Prepares for a session to miss what is said next; returns where it sits if it would hear it.
    fn pass_over(&mut self, except: SessionId, group: u32, channels: u8) -> Option<Seat> {
        if except.worker != self.worker {
            return None;
        }
        let (session, lanes) = self.get_with_lanes(except.number)?;
        let seat = session.outbox.hearing(group, channels, lanes)?;
        session.outbox.catch_up(lanes);
        (!self.cut_if_over(except.number)).then_some(seat)
    }

    /// Sends a frame to a group's sessions that hear one of these channels; they are still to be woken.
    fn broadcast(&mut self, group: u32, channels: u8, frame: &Frame, can_wait: bool, now: Instant) {
        // counted on this thread alone
        let bytes = frame.copied().into_bytes();
        let said = self.lanes.broadcast(group, channels, &bytes, can_wait, self.settings.max_behind);
        for lane in said.to_wake {
            self.deadlines.set(Kind::Wake, now + WAIT, lane as u64);
        }
        for lane in said.too_long {
            self.deadlines.set(Kind::CatchUp, now + self.settings.catch_up_timeout, lane as u64);
        }
        for number in said.too_slow {
            self.remove(number);
        }
    }

    /// Closes those of a lane who did not catch up.
    fn cut_slow(&mut self, lane: usize, now: Instant) {
        let (slow, again) = self.lanes.find_slow(lane, self.settings.max_behind);
        if again {
            self.deadlines.set(Kind::CatchUp, now + self.settings.catch_up_timeout, lane as u64);
        }
        for number in slow {
            self.remove(number);
        }
    }

    /// Sends a frame to every session that has joined a namespace.
    fn broadcast_all(&mut self, frame: &Frame) {
        let frame = frame.copied();
        for number in self.numbers() {
            self.send(number, &frame);
        }
    }

    /// Sends a frame to one session, if it has joined a namespace.
    fn send(&mut self, number: u64, frame: &Frame) {
        let Some((session, lanes)) = self.get_with_lanes(number) else { return };
        if session.farewell.is_some() || !session.sockets.any() {
            return;
        }
        session.outbox.push(frame.clone(), lanes);
        self.cut_if_over(number);
    }

    /// Ends a session with more in its outbox than may be. To be called after everything that adds to it: beside what is
    /// said to the session alone that is what its lane held until then.
    fn cut_if_over(&mut self, number: u64) -> bool {
        let behind = self.settings.max_behind;
        let is_over = self.get(number).is_some_and(|session| session.outbox.is_over(behind));
        if is_over {
            self.remove(number);
        }
        is_over
    }

    /// Hands a message of the application to a session's sockets.
    fn notify(&mut self, number: u64, message: &S::Message, now: Instant) {
        let Some(session) = self.sessions.get_mut(slot(number)).filter(|session| session.is(number)) else {
            return;
        };
        let call = Call {
            service: &*self.service,
            settings: &self.settings,
            session: session.sid.id,
            handshake: &session.handshake,
        };
        let reaction = session.sockets.notify(&call, message);
        self.react(number, reaction, now);
    }

    /// Hands a message of the application to the sockets of a group's sessions.
    fn notify_group(&mut self, group: u32, message: &S::Message, now: Instant) {
        for number in self.lanes.members(group) {
            self.notify(number, message, now);
        }
    }

    /// Ends a session after what was sent to it.
    fn close(&mut self, number: u64, now: Instant) {
        self.finish(number, Last::Close, now);
    }

    /// Ends all sessions after what was sent to them, and opens no more.
    fn close_all(&mut self, now: Instant) {
        self.closing = true;
        for number in self.numbers() {
            // they are to come back
            self.finish(number, Last::Error, now);
        }
    }

    /// Forgets a session; who waits for it is told.
    pub fn remove(&mut self, number: u64) {
        if self.get(number).is_none() {
            return;
        }
        let mut session = self.sessions.remove(slot(number));
        session.part(&*self.service, &self.settings);
        session.outbox.leave(&mut self.lanes);
        if self.sessions.is_empty() {
            // the slab's memory goes with the last session
            self.sessions.shrink_to_fit();
        }
    }

    /// Forgets all sessions.
    pub fn remove_all(&mut self) {
        for number in self.numbers() {
            self.remove(number);
        }
    }

    /// Forgets all sessions, however they and everything about them stand; who waits for them is told.
    pub fn start_over(&mut self) {
        let (sessions, lanes) = (mem::take(&mut self.sessions), mem::take(&mut self.lanes));
        self.deadlines = Deadlines::default();
        let mut wakers = lanes.into_wakers();
        for (_, mut session) in sessions {
            session.part(&*self.service, &self.settings);
            wakers.extend(session.outbox.into_waker());
        }
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Instant) {
        let ping_timeout = self.settings.ping_timeout;
        while let Some((kind, at, number)) = self.deadlines.pop_due(now) {
            match (kind, usize::try_from(number)) {
                (Kind::CatchUp, Ok(lane)) => {
                    self.cut_slow(lane, now);
                    continue;
                }
                (Kind::Wake, Ok(lane)) => {
                    self.lanes.wake_lane(lane);
                    continue;
                }
                _ => {}
            }
            let Some((session, lanes)) = self.get_with_lanes(number) else { continue };
            match kind {
                Kind::Ping if session.beat == Beat::Ask(at) && session.farewell.is_none() => {
                    let asked = if now.duration_since(at) > ping_timeout / LATE { now } else { at };
                    let by = asked + ping_timeout;
                    session.beat = Beat::Answer(by);
                    session.outbox.push(Frame::PING, lanes);
                    self.deadlines.set(Kind::Pong, by, number);
                    self.cut_if_over(number);
                }
                Kind::Pong if session.beat == Beat::Answer(at) => self.remove(number),
                Kind::Connect if session.join_by == Some(at) => self.remove(number),
                Kind::Attachments if session.attach_by == Some(at) => self.remove(number),
                Kind::Farewell if session.farewell.is_some_and(|farewell| farewell.until == at) => {
                    self.remove(number);
                }
                Kind::Upgrade => {
                    if let Some(upgrade) = session.upgrade.take_if(|upgrade| upgrade.by == at)
                        && let Some(waker) = upgrade.waker
                    {
                        waker.wake();
                    }
                }
                _ => {}
            }
        }
    }

    fn message(&mut self, number: u64, message: Message<'_>, now: Instant) -> Received {
        let Some(session) = self.sessions.get_mut(slot(number)).filter(|session| session.is(number)) else {
            return Received::Fine;
        };
        let call = Call {
            service: &*self.service,
            settings: &self.settings,
            session: session.sid.id,
            handshake: &session.handshake,
        };
        let reaction = match (call.try_to(|service| service.intercept(message)), message) {
            (None, _) => Ok(Reaction::failure()),
            (Some(Some(frame)), _) => Ok(Reaction { frames: vec![frame], ..Reaction::default() }),
            (Some(None), Message::Text(text)) => session.sockets.text(&call, &mut session.held, text),
            (Some(None), Message::Binary(bytes)) => {
                session.sockets.binary(&call, &mut session.held, bytes.clone())
            }
        };
        if session.sockets.any() {
            session.join_by = None;
        }
        if !session.sockets.awaits_attachments() {
            session.attach_by = None;
        } else if session.attach_by.is_none() {
            let by = now + self.settings.message_timeout;
            session.attach_by = Some(by);
            self.deadlines.set(Kind::Attachments, by, number);
        }
        match reaction {
            Ok(reaction) => {
                self.react(number, reaction, now);
                Received::Fine
            }
            Err(error) => {
                debug!(%error, "closing a session that does not speak Socket.IO");
                self.remove(number);
                Received::Malformed
            }
        }
    }

    fn react(&mut self, number: u64, reaction: Reaction, now: Instant) {
        let Some((session, lanes)) = self.get_with_lanes(number) else { return };
        for frame in reaction.frames {
            session.outbox.push(frame, lanes);
        }
        if reaction.stand {
            session.outbox.stand(lanes);
        }
        if reaction.failed {
            self.remove(number);
        } else if !self.cut_if_over(number) && reaction.close {
            self.finish(number, Last::Close, now);
        }
    }

    /// Ends a session for its service; its client may fetch what waits.
    fn finish(&mut self, number: u64, last: Last, now: Instant) {
        let until = now + self.settings.ping_timeout;
        let Some(session) = self.sessions.get_mut(slot(number)).filter(|session| session.is(number)) else {
            return;
        };
        if session.farewell.is_some() {
            return;
        }
        session.part(&*self.service, &self.settings);
        session.farewell = Some(Farewell { last, until });
        session.outbox.stand(&mut self.lanes);
        if last == Last::Noop {
            session.outbox.clear();
        }
        session.outbox.wake(&mut self.lanes);
        self.deadlines.set(Kind::Farewell, until, number);
    }

    fn numbers(&self) -> Vec<u64> {
        self.sessions.iter().map(|(_, session)| session.sid.id.number).collect()
    }

    fn get(&mut self, number: u64) -> Option<&mut Session<S>> {
        self.get_with_lanes(number).map(|(session, _)| session)
    }

    fn get_with_lanes(&mut self, number: u64) -> Option<(&mut Session<S>, &mut Lanes)> {
        let session = self.sessions.get_mut(slot(number)).filter(|session| session.is(number))?;
        Some((session, &mut self.lanes))
    }
}

impl<S: Service> Session<S> {
    fn is(&self, number: u64) -> bool {
        self.sid.id.number == number
    }

    /// Tells the service that the sockets are gone, and a WebSocket that wanted to take over that it cannot.
    fn part(&mut self, service: &S, settings: &Settings) {
        let call = Call { service, settings, session: self.sid.id, handshake: &self.handshake };
        self.sockets.disconnect(&call);
        if let Some(waker) = self.upgrade.take().and_then(|upgrade| upgrade.waker) {
            waker.wake();
        }
    }
}

fn slot(number: u64) -> usize {
    // a few bits of it
    usize::try_from(number & ((1 << SLOT_BITS) - 1)).unwrap_or(usize::MAX)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
