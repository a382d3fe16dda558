//! Chat over Socket.IO: decodes what clients say, asks rooms, and carries their answers back.

mod intake;
mod outlet;
mod stored;
mod visit;

use std::borrow::Cow;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::names::{fold, household};
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::room::refusal::{Code, Refusal};
use pystreaming_actors::room::state::{Action, Input};
use pystreaming_actors::room::{Guest, Login, Presence, Return, RoomHandle};
use pystreaming_actors::session::{AddressScope, RoomId, Seat};
use serde_json::value::RawValue;

use crate::socketio::{Admission, ConnectRefusal, Headers, IncomingEvent, Permit, Service, SocketRef};
use crate::web::site::Site;

pub use outlet::SocketOutlet;
pub use stored::Acknowledgements;
pub use visit::Visit;

use intake::{Intake, Malformed};

const NO_SUCH_STREAMER: &str = "There is no such streamer.";

/// The site's chat, as the sockets see it.
pub struct Chat {
    site: web::Data<Site>,
    acknowledgements: Arc<Acknowledgements>,
}

impl Chat {
    /// The chat of this site.
    pub fn new(site: web::Data<Site>, acknowledgements: Acknowledgements) -> Self {
        Self { site, acknowledgements: Arc::new(acknowledgements) }
    }
}

/// What a room has to say to a socket's side, beside what goes to the client.
#[derive(Debug, Clone)]
pub enum Word {
    /// The socket has another place in that room, or none.
    Seat(RoomId, Option<Seat>),
    /// The room has been replaced and knows nobody.
    AnnounceAgain,
}

/// A client's socket.
pub struct Socket {
    visit: Rc<Visit>,
    /// The room it has turned to.
    place: Option<Place>,
    /// Its place there, as the room last gave it.
    seat: Option<Seat>,
}

impl Socket {
    /// Whether somebody is logged in here, and not to the chat of that streamer.
    fn chats_elsewhere(&self, streamer: &str) -> bool {
        let is_elsewhere = self.place.as_ref().is_some_and(|place| *place.streamer != *fold(streamer));
        is_elsewhere && self.seat.as_ref().is_some_and(|seat| seat.member.is_some())
    }
}

struct Place {
    /// Folded.
    streamer: Box<str>,
    room: RoomHandle,
}

impl Service for Chat {
    type Socket = Socket;
    type Handshake = Rc<Visit>;
    type Message = Word;

    fn admit(&self, request: &HttpRequest) -> Result<Headers, HttpResponse> {
        visit::admit(&self.site, request).map_err(visit::Refusal::response)
    }

    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = self.site.peer(request);
        let now = self.site.clock.now().monotonic;
        let is_shared = peer.is_anonymous() || self.site.crowds.is_shared(peer.address, now);
        (!is_shared).then(|| household(peer.address))
    }

    fn handshake(&self, request: &HttpRequest) -> Result<Admission<Rc<Visit>>, HttpResponse> {
        visit::handshake(&self.site, request).map_err(visit::Refusal::response)
    }

    fn connect(
        &self,
        _: &SocketRef<'_>,
        visit: &Rc<Visit>,
        _: &str,
        _: Option<&RawValue>,
    ) -> Result<Socket, ConnectRefusal> {
        Ok(Socket { visit: Rc::clone(visit), place: None, seat: None })
    }

    fn event(&self, client: &SocketRef<'_>, socket: &mut Socket, event: IncomingEvent<'_>, permit: Permit) {
        let action = match Intake::read(&event) {
            Ok(Some(intake)) => self.action(client, socket, intake),
            Ok(None) => return, // clients of the future may say more than we understand
            Err(Malformed(msg)) => {
                complain(client, Code::Malformed, msg);
                None
            }
        };
        if let Some(action) = action {
            self.tell(client, socket, action, permit, event.ack);
        }
    }

    fn notified(&self, client: &SocketRef<'_>, socket: &mut Socket, word: Word) {
        match word {
            Word::Seat(room, seat) if self.is_at(socket, room.0) => socket.seat = seat,
            // it has turned to another room meanwhile
            Word::Seat(..) => {}
            Word::AnnounceAgain => {
                let Some(seat) = socket.seat.clone() else { return };
                let Some(place) = &mut socket.place else { return };
                if let Some(room) = room_of(&self.site.rooms, &place.streamer) {
                    place.room = room;
                    let guest = self.guest(&socket.visit, &place.streamer);
                    let back = Action::Return(Box::new(Return { guest, seat }));
                    place.room.tell(Input::Socket(client.session, back));
                }
            }
        }
    }

    fn is_at(&self, socket: &Socket, group: u32) -> bool {
        socket.place.as_ref().is_some_and(|place| place.room.id().0 == group)
    }

    fn disconnected(&self, client: &SocketRef<'_>, socket: Socket) {
        if let Some(place) = socket.place {
            place.room.tell(Input::Socket(client.session, Action::Gone));
        }
    }
}

impl Chat {
    /// What the room is to be told, if anything. Turns the socket to the room that it names.
    fn action(&self, client: &SocketRef<'_>, socket: &mut Socket, intake: Intake) -> Option<Action> {
        Some(match intake {
            Intake::Presence { streamer, chat, watch, last } => {
                let Some(streamer) = streamer else {
                    complain(client, Code::StreamerMissing, "Say whose stream you watch.");
                    return None;
                };
                if socket.chats_elsewhere(&streamer) {
                    let msg = "You are logged in to another chat here. Log out first, or connect once more.";
                    complain(client, Code::AlreadyLoggedIn, msg);
                    return None;
                }
                self.turn_to(client, socket, &streamer)?;
                Action::Presence(Presence { guest: self.guest(&socket.visit, &streamer), chat, watch, last })
            }
            Intake::Login { username, streamer, color, key, resume } => {
                let Some(username) = username else {
                    complain(client, Code::NameMissing, "Say what you want to be called.");
                    return None;
                };
                let Some(streamer) = streamer else {
                    complain(client, Code::StreamerMissing, "Say whose chat you want to join.");
                    return None;
                };
                if socket.chats_elsewhere(&streamer) {
                    complain(client, Code::AlreadyLoggedIn, "You are logged in already.");
                    return None;
                }
                self.turn_to(client, socket, &streamer)?;
                let key = key.map(|key| self.site.secrets.hash_given(&key));
                if let Some(key) = key
                    && fold(username.trim()) == fold(&streamer)
                    && let Some(view) = self.site.index.get(&streamer)
                    && let Err(wait) = self.may_try_key(&socket.visit, &streamer, view.settings.key == key)
                {
                    let msg = format!("Too many wrong keys. Try again in {wait} s.");
                    let wait = u32::try_from(wait).unwrap_or(u32::MAX);
                    say(client, &RoomEvent::Failed(Refusal::for_now(Code::KeyThrottled, msg, wait)));
                    return None;
                }
                let guest = self.guest(&socket.visit, &streamer);
                let color = color.unwrap_or_default();
                Action::Login(Box::new(Login { guest, username, color, key, resume }))
            }
            Intake::Logout => {
                // what they say next need not wait for the room's word that they are out
                if let Some(seat) = &mut socket.seat {
                    seat.member = None;
                }
                Action::Logout
            }
            Intake::Message { text, .. } if socket.place.is_none() && text.is_empty() => {
                say(client, &RoomEvent::Warned(Refusal::new(Code::Blank, "Write something first.")));
                return None;
            }
            Intake::Message { text, reply } => Action::Message { text, reply },
            Intake::Drawing(src) => Action::Drawing(src),
            Intake::GetColor => Action::GetColour,
            Intake::Commands => Action::GetCommands,
            Intake::Status => Action::GetStatus,
        })
    }

    /// Turns the socket to the room of that streamer; away from any other.
    fn turn_to(&self, client: &SocketRef<'_>, socket: &mut Socket, streamer: &str) -> Option<()> {
        let streamer = fold(streamer);
        let Some(room) = room_of(&self.site.rooms, &streamer) else {
            complain(client, Code::StreamerUnknown, NO_SUCH_STREAMER);
            return None;
        };
        if socket.place.as_ref().is_some_and(|place| place.room == room) {
            return Some(());
        }
        let place = Place { streamer: streamer.into(), room };
        let is_elsewhere = |left: &Place| left.streamer != place.streamer;
        if socket.place.as_ref().is_some_and(is_elsewhere) {
            // whatever comes of that, it hears nothing more of where it was
            client.unsubscribe();
            socket.seat = None;
        }
        if let Some(left) = socket.place.replace(place) {
            left.room.tell(Input::Socket(client.session, Action::Gone));
        }
        Some(())
    }

    fn tell(
        &self,
        client: &SocketRef<'_>,
        socket: &mut Socket,
        action: Action,
        permit: Permit,
        ack: Option<u64>,
    ) {
        let Some(place) = &mut socket.place else {
            complain(client, Code::NotLoggedIn, "Join the chat first.");
            return;
        };
        if !place.room.is_alive() {
            match room_of(&self.site.rooms, &place.streamer) {
                Some(room) if room.is_alive() => place.room = room,
                None => {
                    complain(client, Code::StreamerUnknown, NO_SUCH_STREAMER);
                    return;
                }
                Some(_) => {
                    // it is being replaced
                    let msg = "The chat is not there right now. Try again in a moment.";
                    say(client, &RoomEvent::Warned(Refusal::for_now(Code::Restarting, msg, 1)));
                    return;
                }
            }
        }
        let ack = ack.map(|id| client.ack_later(id));
        let permit = stored::permit(&self.acknowledgements, permit, client.session, ack);
        place.room.tell_with(Input::Socket(client.session, action), permit);
    }

    /// Who sits at the socket, for the room of that streamer.
    fn guest(&self, visit: &Visit, streamer: &str) -> Guest {
        let view = self.site.index.get(streamer);
        let shown = view.and_then(|view| visit.shown_password(&view, &self.site));
        Guest { origin: Arc::clone(&visit.origin), shown }
    }

    /// Whether a stream key may be tried now; otherwise how many seconds to wait. Notes how the attempt went.
    fn may_try_key(&self, visit: &Visit, streamer: &str, right: bool) -> Result<(), u64> {
        let now = self.site.clock.now().monotonic;
        let browser = visit.origin.visitor.as_ref().map(|visitor| visitor.id.clone());
        let is_anonymous = visit.origin.scope == AddressScope::Anonymous;
        let attempt = self.site.attempt(visit.address, is_anonymous, browser, &fold(streamer));
        let mut throttle = self.site.login_throttle.lock();
        throttle.admit(&attempt, now).map_err(|wait| wait.as_secs() + 1)?;
        match right {
            true => throttle.succeeded(&attempt, now),
            false => throttle.failed(&attempt, now),
        }
        Ok(())
    }
}

fn complain(client: &SocketRef<'_>, code: Code, msg: impl Into<Cow<'static, str>>) {
    say(client, &RoomEvent::Failed(Refusal::new(code, msg)));
}

fn say(client: &SocketRef<'_>, event: &RoomEvent) {
    if let Some(frame) = outlet::encode(event) {
        client.send(frame);
    }
}
