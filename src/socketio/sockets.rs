//! The Socket.IO side of a session: its namespaces, and the event whose attachments are still to come.

use std::borrow::Cow;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use bytes::Bytes;
use pystreaming_actors::session::{RoomId, SessionId};
use tracing::error;

use super::frame::Frame;
use super::gate::Gate;
use super::packet::{self, Kind, Malformed, Packet};
use super::service::{ConnectRefusal, IncomingEvent, Outgoing, Permit, Service, SocketRef};
use super::settings::Settings;
use super::unfinished::{Held, Part};

/// All sockets of a session.
pub struct Sockets<S: Service> {
    /// Namespaces in the order of joining. Those that the client has left have no state.
    list: Vec<Socket<S>>,
    /// How many times the client asked to join one.
    connects: u8,
    /// An event that waits for its attachments.
    assembly: Option<Box<Assembly>>,
    /// Counts events that are being handled, from the first one on.
    gate: Option<Arc<Gate>>,
}

struct Socket<S: Service> {
    namespace: Cow<'static, str>,
    state: Option<S::Socket>,
}

struct Assembly {
    text: String,
    attachments: Vec<Bytes>,
    missing: usize,
    /// How many bytes may still come.
    room: usize,
}

/// What calls of the service need to know of the session.
pub struct Call<'a, S: Service> {
    /// The application.
    pub service: &'a S,
    /// Limits.
    pub settings: &'a Settings,
    /// Which session.
    pub session: SessionId,
    /// What was kept of its opening request.
    pub handshake: &'a S::Handshake,
}

/// What a message leads to.
#[derive(Default)]
pub struct Reaction {
    /// Frames to send.
    pub frames: Vec<Frame>,
    /// The session's subscription ends.
    pub unsubscribe: bool,
    /// The service ends the session.
    pub close: bool,
    /// The service failed; the session ends.
    pub failed: bool,
}

impl<S: Service> Call<'_, S> {
    /// Calls the service. `None` if it panicked, which ends this session only.
    pub fn try_to<T>(&self, act: impl FnOnce(&S) -> T) -> Option<T> {
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| act(self.service)));
        outcome.inspect_err(|_| error!("a panic ends a session; its client may reconnect")).ok()
    }
}

impl Reaction {
    /// The service panicked.
    pub fn failure() -> Self {
        Self { failed: true, ..Self::default() }
    }

    fn add(&mut self, outgoing: Outgoing) {
        self.frames.extend(outgoing.frames);
        self.unsubscribe |= outgoing.unsubscribe;
        self.close |= outgoing.close;
    }
}

impl<S: Service> Default for Sockets<S> {
    fn default() -> Self {
        Self { list: Vec::new(), connects: 0, assembly: None, gate: None }
    }
}

impl<S: Service> Sockets<S> {
    /// Whether any namespace is joined.
    pub fn any(&self) -> bool {
        self.list.iter().any(|socket| socket.state.is_some())
    }

    /// Tells the sockets what a room lets the session receive. Whether any belongs to that room; `None` if the service
    /// panicked.
    pub fn subscribed(
        &mut self,
        call: &Call<'_, S>,
        room: RoomId,
        subscription: &S::Subscription,
    ) -> Option<bool> {
        let mut any = false;
        for state in self.list.iter_mut().filter_map(|socket| socket.state.as_mut()) {
            any |= call.try_to(|service| service.subscribed(state, room, subscription.clone()))?;
        }
        Some(any)
    }

    /// Counts events that are being handled; `None` before the first one.
    pub fn gate(&self) -> Option<&Gate> {
        self.gate.as_deref()
    }

    /// Whether an event waits for its attachments.
    pub fn awaits_attachments(&self) -> bool {
        self.assembly.is_some()
    }

    /// Takes a text message. `held` counts what the session holds until an event is complete.
    pub fn text(&mut self, call: &Call<'_, S>, held: &mut Held, text: &str) -> Result<Reaction, Malformed> {
        if self.assembly.is_some() {
            return Err(Malformed::Attachments);
        }
        let packet = Packet::parse(text, call.settings.max_attachments)?;
        if packet.attachments > 0 {
            // the event is checked before any memory is held for it
            if packet.kind == Kind::BinaryEvent {
                packet.event()?;
            }
            let fits = packet.data.is_some_and(|data| packet::placeholders_fit(data, packet.attachments));
            if !fits || self.find(packet.namespace).is_none() {
                return Err(Malformed::Attachments);
            }
            if !held.reserve(Part::Event, text.len()) {
                return Err(Malformed::TooMuch);
            }
            self.assembly = Some(Box::new(Assembly {
                text: text.to_owned(),
                attachments: Vec::new(),
                missing: packet.attachments,
                room: call.settings.max_payload.saturating_sub(text.len()),
            }));
            return Ok(Reaction::default());
        }
        self.packet(call, &packet, &[])
    }

    /// Takes a binary message.
    pub fn binary(
        &mut self,
        call: &Call<'_, S>,
        held: &mut Held,
        bytes: Bytes,
    ) -> Result<Reaction, Malformed> {
        let mut assembly = self.assembly.take().ok_or(Malformed::Attachments)?;
        assembly.room = assembly.room.checked_sub(bytes.len()).ok_or(Malformed::Attachments)?;
        assembly.attachments.push(bytes);
        assembly.missing -= 1;
        if assembly.missing > 0 {
            if !held.reserve(Part::Event, call.settings.max_payload - assembly.room) {
                return Err(Malformed::TooMuch);
            }
            self.assembly = Some(assembly);
            return Ok(Reaction::default());
        }
        // less always succeeds
        let _ = held.reserve(Part::Event, 0);
        let packet = Packet::parse(&assembly.text, call.settings.max_attachments)?;
        self.packet(call, &packet, &assembly.attachments)
    }

    /// Hands a message of the application to the sockets.
    pub fn notify(&mut self, call: &Call<'_, S>, message: &S::Message) -> Reaction {
        let mut reaction = Reaction::default();
        for Socket { namespace, state } in &mut self.list {
            if let Some(state) = state {
                let socket = SocketRef::new(call.session, namespace);
                if call.try_to(|service| service.notified(&socket, state, message.clone())).is_none() {
                    return Reaction::failure();
                }
                reaction.add(socket.into_outgoing());
            }
        }
        reaction
    }

    /// Leaves all namespaces.
    pub fn disconnect(&mut self, call: &Call<'_, S>) {
        self.assembly = None;
        if let Some(gate) = self.gate.take() {
            // a waiting POST has nothing left to wait for
            gate.wake();
        }
        for socket in &mut self.list {
            socket.disconnect(call);
        }
    }

    fn find(&mut self, namespace: &str) -> Option<&mut Socket<S>> {
        self.list.iter_mut().find(|socket| socket.namespace == namespace)
    }

    fn packet(
        &mut self,
        call: &Call<'_, S>,
        packet: &Packet<'_>,
        attachments: &[Bytes],
    ) -> Result<Reaction, Malformed> {
        if packet.kind == Kind::Connect {
            return self.connect(call, packet);
        }
        let gate = self.gate.clone();
        let socket = self.find(packet.namespace).ok_or(Malformed::Kind)?;
        let mut reaction = Reaction::default();
        match packet.kind {
            Kind::Disconnect => {
                reaction.unsubscribe = socket.state.is_some();
                socket.disconnect(call);
            }
            Kind::Event | Kind::BinaryEvent => {
                let event = packet.event()?;
                // sent before the client learnt that it had left the namespace
                let Some(state) = &mut socket.state else { return Ok(reaction) };
                let gate = gate.unwrap_or_default();
                let at = SocketRef::new(call.session, &socket.namespace);
                let incoming = IncomingEvent::new(&event, attachments, packet.id);
                let permit = Permit::new(&gate);
                if call.try_to(|service| service.event(&at, state, incoming, permit)).is_none() {
                    return Ok(Reaction::failure());
                }
                let mut outgoing = at.into_outgoing();
                // a client that is thrown out must not take the event for done
                if let Some(id) = packet.id
                    && !outgoing.acked
                    && !outgoing.close
                {
                    outgoing.frames.push(Frame::packet(Kind::Ack, packet.namespace, Some(id), "[]", &[]));
                }
                reaction.add(outgoing);
                self.gate = Some(gate);
            }
            // the server asks for none
            Kind::Ack | Kind::BinaryAck => {}
            Kind::Connect | Kind::ConnectError => return Err(Malformed::Kind),
        }
        Ok(reaction)
    }

    fn connect(&mut self, call: &Call<'_, S>, packet: &Packet<'_>) -> Result<Reaction, Malformed> {
        self.connects = self.connects.saturating_add(1);
        if self.connects > call.settings.max_connects {
            return Err(Malformed::Kind);
        }
        let namespace = packet.namespace;
        if self.find(namespace).is_some_and(|socket| socket.state.is_some()) {
            return Ok(Reaction::default());
        }
        let socket = SocketRef::new(call.session, namespace);
        let outcome = match call.service.namespaces().contains(&namespace) {
            true => call.try_to(|service| service.connect(&socket, call.handshake, namespace, packet.data)),
            false => Some(Err(ConnectRefusal::unknown_namespace())),
        };
        let Some(outcome) = outcome else { return Ok(Reaction::failure()) };
        let outgoing = socket.into_outgoing();
        let mut reaction = Reaction::default();
        match outcome {
            Ok(state) => {
                let data = format!(r#"{{"sid":"{}"}}"#, super::sid::public_name());
                reaction.frames.push(Frame::packet(Kind::Connect, namespace, None, &data, &[]));
                reaction.add(outgoing);
                match self.find(namespace) {
                    Some(left) => left.state = Some(state),
                    None => {
                        self.list.reserve_exact(1);
                        let namespace = match namespace {
                            "/" => Cow::Borrowed("/"),
                            other => Cow::Owned(other.to_owned()),
                        };
                        self.list.push(Socket { namespace, state: Some(state) });
                    }
                }
            }
            Err(refusal) => {
                let data = serde_json::to_string(&refusal).unwrap_or_default();
                reaction.frames.push(Frame::packet(Kind::ConnectError, namespace, None, &data, &[]));
                reaction.close = outgoing.close;
            }
        }
        Ok(reaction)
    }
}

impl<S: Service> Socket<S> {
    fn disconnect(&mut self, call: &Call<'_, S>) {
        if let Some(state) = self.state.take() {
            let socket = SocketRef::new(call.session, &self.namespace);
            // the socket is gone even if that panics
            let _ = call.try_to(|service| service.disconnected(&socket, state));
        }
    }
}
