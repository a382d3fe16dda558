//! Turns clients' events into actions of rooms.

use std::sync::Arc;

use pystreaming_actors::model::names::{StreamerName, fold};
use pystreaming_actors::model::{ApiTokenSecret, Scope};
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::room::refusal::{Code, Refusal};
use pystreaming_actors::room::{Action, RoomCommand};
use pystreaming_actors::room::{AppealFromPage, Client, Login, Presence};
use pystreaming_actors::session::AddressScope;

use super::acknowledgements;
use super::client_event::ClientEvent;
use super::handshake::Handshake;
use super::service::{Gateway, refuse, send};
use super::socket::{RoomRef, Socket};
use crate::socketio::{Permit, SocketRef};

const NO_SUCH_STREAMER: &str = "There is no such streamer.";

impl Gateway {
    /// The action for an event; `None` if it was refused. Moves the socket to the room that the event names.
    pub(super) fn action(
        &self,
        client: &SocketRef<'_>,
        socket: &mut Socket,
        event: ClientEvent,
    ) -> Option<Action> {
        Some(match event {
            ClientEvent::Presence { streamer, chat, watch, last } => {
                let Some(streamer) = streamer else {
                    refuse(client, Code::StreamerMissing, "Say whose stream you watch.");
                    return None;
                };
                if socket.chats_elsewhere(&streamer) {
                    let msg = "You are logged in to another chat here. Log out first, or connect once more.";
                    refuse(client, Code::AlreadyLoggedIn, msg);
                    return None;
                }
                self.move_to(client, socket, &streamer)?;
                let client = self.client(&socket.handshake, &streamer);
                Action::Presence(Presence { client, chat, watch, last })
            }
            ClientEvent::Login { username, streamer, color, key, resume, token } => {
                let is_signed_in = socket.handshake.signed_in.is_some();
                let Some(username) = username.or_else(|| is_signed_in.then(String::new)) else {
                    refuse(client, Code::NameMissing, "Say what you want to be called.");
                    return None;
                };
                let Some(streamer) = streamer else {
                    refuse(client, Code::StreamerMissing, "Say whose chat you want to join.");
                    return None;
                };
                if socket.chats_elsewhere(&streamer) {
                    refuse(client, Code::AlreadyLoggedIn, "You are logged in already.");
                    return None;
                }
                self.move_to(client, socket, &streamer)?;
                let key = key.map(|key| self.site.secrets.hash_given(&key));
                if let Some(key) = key
                    && fold(username.trim()) == fold(&streamer)
                    && let Some(view) = self.site.index.get(&streamer)
                    && let Err(wait) =
                        self.may_try_key(&socket.handshake, &streamer, view.settings.key == key)
                {
                    let msg = format!("Too many wrong keys. Try again in {wait} s.");
                    let wait = u32::try_from(wait).unwrap_or(u32::MAX);
                    send(client, &RoomEvent::Failed(Refusal::for_now(Code::KeyThrottled, msg, wait)));
                    return None;
                }
                let is_program = token.is_some();
                if let Some(token) = token
                    && !self.is_program_of(&streamer, &token)
                {
                    let msg = "That is no token for this chat: it needs the scope chat.";
                    refuse(client, Code::KeyWrong, msg);
                    return None;
                }
                let client = self.client(&socket.handshake, &streamer);
                let color = color.unwrap_or_default();
                Action::Login(Box::new(Login { client, username, color, key, resume, is_program }))
            }
            ClientEvent::Logout => {
                // at once, so that a login to another chat need not wait for the room's answer
                if let Some(subscription) = &mut socket.subscription {
                    subscription.member = None;
                }
                Action::Logout
            }
            ClientEvent::Message { text, .. } if socket.room.is_none() && text.is_empty() => {
                send(client, &RoomEvent::Warned(Refusal::new(Code::Blank, "Write something first.")));
                return None;
            }
            ClientEvent::Message { text, reply } => Action::Message { text, reply },
            ClientEvent::Drawing(src) => Action::Drawing(src),
            ClientEvent::Appeal { text, streamer, username } => {
                if let Some(streamer) = streamer.filter(|streamer| !socket.chats_elsewhere(streamer)) {
                    self.move_to(client, socket, &streamer)?;
                }
                let streamer = socket.room.as_ref().map(|room| room.streamer.to_string()).unwrap_or_default();
                let client = self.client(&socket.handshake, &streamer);
                Action::Appeal(Box::new(AppealFromPage { client, text, username }))
            }
            ClientEvent::GetColor => Action::GetColour,
            ClientEvent::Commands => Action::GetCommands,
            ClientEvent::Status => Action::GetStatus,
        })
    }

    /// Moves the socket to the streamer's room and out of any other. Tells the client and returns `None` if there is no
    /// such streamer.
    fn move_to(&self, client: &SocketRef<'_>, socket: &mut Socket, streamer: &str) -> Option<()> {
        let streamer = fold(streamer);
        let Some(handle) = room_of(&self.site.rooms, &streamer) else {
            refuse(client, Code::StreamerUnknown, NO_SUCH_STREAMER);
            return None;
        };
        if socket.room.as_ref().is_some_and(|room| room.handle == handle) {
            return Some(());
        }
        let room = RoomRef { streamer: streamer.into(), handle };
        let is_elsewhere = |left: &RoomRef| left.streamer != room.streamer;
        if socket.room.as_ref().is_some_and(is_elsewhere) {
            // the old room is left even if the new one refuses the client
            client.unsubscribe();
            socket.subscription = None;
        }
        if let Some(left) = socket.room.replace(room) {
            left.handle.tell(RoomCommand::Socket(client.session, Action::Gone));
        }
        Some(())
    }

    /// Passes an action to the socket's room.
    pub(super) fn tell_room(
        &self,
        client: &SocketRef<'_>,
        socket: &mut Socket,
        action: Action,
        permit: Permit,
        ack: Option<u64>,
    ) {
        let Some(room) = &mut socket.room else {
            refuse(client, Code::NotLoggedIn, "Join the chat first.");
            return;
        };
        if !room.handle.is_alive() {
            match room_of(&self.site.rooms, &room.streamer) {
                Some(handle) if handle.is_alive() => room.handle = handle,
                None => {
                    refuse(client, Code::StreamerUnknown, NO_SUCH_STREAMER);
                    return;
                }
                Some(_) => {
                    // the room is being replaced
                    let msg = "The chat is not there right now. Try again in a moment.";
                    send(client, &RoomEvent::Warned(Refusal::for_now(Code::Restarting, msg, 1)));
                    return;
                }
            }
        }
        let ack = ack.map(|id| client.ack_later(id));
        let permit = acknowledgements::permit(&self.acknowledgements, permit, client.session, ack);
        room.handle.tell_with(RoomCommand::Socket(client.session, action), permit);
    }

    /// The client's identity, and the stream's password if the client has shown it.
    pub(super) fn client(&self, handshake: &Handshake, streamer: &str) -> Client {
        let view = self.site.index.get(streamer);
        let shown = view.and_then(|view| handshake.shown_password(&view, &self.site));
        Client { identity: Arc::clone(&handshake.identity), shown }
    }

    /// Whether an API token lets a program chat with this streamer. A token cannot be guessed, so attempts need no limit.
    fn is_program_of(&self, streamer: &str, token: &str) -> bool {
        let token = ApiTokenSecret::parse(token)
            .and_then(|secret| self.site.tokens.find(secret.hash(), self.site.unix()));
        token.is_some_and(|token| {
            token.grant.covers(&StreamerName::stored(streamer)) && token.grant.scopes.allow(Scope::Chat)
        })
    }

    /// Counts an attempt at a stream key, unless it comes too early: `Err` holds how many seconds to wait.
    fn may_try_key(&self, handshake: &Handshake, streamer: &str, right: bool) -> Result<(), u64> {
        let now = self.site.clock.now().monotonic;
        let browser = handshake.identity.browser.as_ref().map(|browser| browser.id.clone());
        let is_anonymous = handshake.identity.scope == AddressScope::Anonymous;
        let attempt = self.site.attempt(handshake.address, is_anonymous, browser, &fold(streamer));
        let mut throttle = self.site.login_throttle.lock();
        throttle.admit(&attempt, now).map_err(|wait| wait.as_secs() + 1)?;
        match right {
            true => throttle.succeeded(&attempt, now),
            false => throttle.failed(&attempt, now),
        }
        Ok(())
    }
}
