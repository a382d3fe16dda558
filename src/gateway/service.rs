//! The site's chat as a Socket.IO service.

use std::borrow::Cow;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::names::household;
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::Return;
use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::room::refusal::{Code, Refusal};
use pystreaming_actors::room::{Action, RoomCommand};
use pystreaming_actors::session::{RoomId, Subscription};
use serde_json::value::RawValue;

use super::acknowledgements::Acknowledgements;
use super::client_event::{ClientEvent, Malformed, OperationRequest};
use super::encode::encode;
use super::handshake::{self, Handshake};
use super::socket::Socket;
use crate::lease::Lease;
use crate::socketio::{Admission, ConnectRefusal, Headers, IncomingEvent, Permit, Service, SocketRef};
use crate::web::site::Site;

/// The site's chat, as a [`Service`].
pub struct Gateway {
    pub(super) site: web::Data<Site>,
    pub(super) acknowledgements: Arc<Acknowledgements<Self>>,
}

impl Gateway {
    /// The gateway to the rooms of this site.
    pub fn new(site: web::Data<Site>, acknowledgements: Acknowledgements<Self>) -> Self {
        Self { site, acknowledgements: Arc::new(acknowledgements) }
    }
}

/// What sockets are told by the rest of the site.
#[derive(Debug, Clone, Copy)]
pub enum Notification {
    /// A room died, and its replacement does not know the clients yet.
    RoomReplaced,
    /// Browsers may have been signed out of their accounts.
    SessionsEnded,
}

impl Service for Gateway {
    type Socket = Socket;
    type Handshake = Rc<Handshake>;
    type Subscription = Option<Subscription>;
    type Message = Notification;

    fn admit(&self, request: &HttpRequest) -> Result<Headers, HttpResponse> {
        handshake::admit(&self.site, request).map_err(handshake::Refusal::response)
    }

    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = self.site.peer(request);
        let now = self.site.clock.now().monotonic;
        let is_shared = peer.is_anonymous() || self.site.shared_addresses.is_shared(peer.address, now);
        (!is_shared).then(|| household(peer.address))
    }

    fn handshake(&self, request: &HttpRequest) -> Result<Admission<Rc<Handshake>>, HttpResponse> {
        handshake::handshake(&self.site, request).map_err(handshake::Refusal::response)
    }

    fn connect(
        &self,
        client: &SocketRef<'_>,
        handshake: &Rc<Handshake>,
        _: &str,
        _: Option<&RawValue>,
    ) -> Result<Socket, ConnectRefusal> {
        let accounts = &self.site.accounts;
        if accounts.are_on() {
            let username = handshake.signed_in.as_ref().map(|signed_in| signed_in.account.name.clone());
            send(client, &RoomEvent::Account { policy: accounts.policy, username });
        }
        let counted = self.site.sockets.enter();
        Ok(Socket { handshake: Rc::clone(handshake), room: None, subscription: None, _counted: counted })
    }

    fn event(&self, client: &SocketRef<'_>, socket: &mut Socket, event: IncomingEvent<'_>, permit: Permit) {
        if self.site.lease.as_ref().is_some_and(Lease::is_over) {
            // another node may lead, and others would hear here what is said nowhere else
            return client.close();
        }
        match OperationRequest::parse(&event) {
            None => {}
            Some(Ok(request)) => return self.operate(client, socket, request, permit, event.ack),
            Some(Err(Malformed(msg))) => return refuse(client, Code::Malformed, msg),
        }
        let action = match ClientEvent::parse(&event) {
            Ok(Some(client_event)) => self.action(client, socket, client_event),
            Ok(None) => return, // an event of clients newer than this server
            Err(Malformed(msg)) => {
                refuse(client, Code::Malformed, msg);
                None
            }
        };
        if let Some(action) = action {
            self.tell_room(client, socket, action, permit, event.ack);
        }
    }

    fn subscribed(&self, socket: &mut Socket, room: RoomId, subscription: Option<Subscription>) -> bool {
        let is_in = socket.is_in(room);
        if is_in {
            socket.subscription = subscription;
        }
        is_in
    }

    fn notified(&self, client: &SocketRef<'_>, socket: &mut Socket, what: Notification) {
        match what {
            Notification::RoomReplaced => self.return_to_room(client, socket),
            Notification::SessionsEnded => {
                let signed_in = socket.handshake.signed_in.as_ref();
                if signed_in.is_some_and(|signed_in| !self.site.accounts.has_session(signed_in.session)) {
                    client.close();
                }
            }
        }
    }

    fn disconnected(&self, client: &SocketRef<'_>, socket: Socket) {
        if let Some(room) = socket.room {
            room.handle.tell(RoomCommand::Socket(client.session, Action::Gone));
        }
    }
}

impl Gateway {
    /// Announces a socket to the room that replaces a dead one.
    fn return_to_room(&self, client: &SocketRef<'_>, socket: &mut Socket) {
        let Some(subscription) = socket.subscription.clone() else { return };
        let Some(room) = &mut socket.room else { return };
        if let Some(handle) = room_of(&self.site.rooms, &room.streamer) {
            room.handle = handle;
            let who = self.client(&socket.handshake, &room.streamer);
            let action = Action::Return(Box::new(Return { client: who, subscription }));
            room.handle.tell(RoomCommand::Socket(client.session, action));
        }
    }
}

/// Answers an event with an error.
pub(super) fn refuse(client: &SocketRef<'_>, code: Code, msg: impl Into<Cow<'static, str>>) {
    send(client, &RoomEvent::Failed(Refusal::new(code, msg)));
}

/// Sends an event to a client.
pub(super) fn send(client: &SocketRef<'_>, event: &RoomEvent) {
    if let Some(frame) = encode(event) {
        client.send(frame);
    }
}
