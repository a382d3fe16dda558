//! How other threads reach sockets.

use pystreaming::socketio::{Frame, Settings};
use pystreaming_actors::session::{Channels, RoomId};

use super::client::{Polling, Socket};
use super::server::Server;

fn event(text: &str) -> Frame {
    Frame::event("said", &text).unwrap()
}

fn said(text: &str) -> String {
    format!(r#"42["said","{text}"]"#)
}

#[actix_web::test]
async fn everybody_hears_their_own_in_order() {
    let server = Server::start(Settings::default());
    let workers = &server.notes.workers;
    let mut chatting = Socket::join(server.address).await;
    let mut watching = Socket::join(server.address).await;
    let polling = Polling::join(server.address).await;
    chatting.says(r#"427["subscribe",[1,1]]"#).await;
    assert_eq!(chatting.hears().await, "437[]");
    watching.says(r#"427["subscribe",[1,2]]"#).await;
    assert_eq!(watching.hears().await, "437[]");
    polling.post(br#"427["subscribe",[1,3]]"#).await;
    assert_eq!(polling.get().await.body, "437[]");
    let sessions = [0, 1, 2].map(|index| server.notes.session(index));

    let broadcast = |channels, except, text: &str| {
        server.notes.broadcast(RoomId(1), Channels(channels), except, &event(text));
    };
    broadcast(1, None, "chat");
    broadcast(2, None, "watch");
    workers.send(sessions[0], event("only you"));
    broadcast(3, Some(sessions[0]), "not you");
    server.notes.broadcast(RoomId(2), Channels(255), None, &event("elsewhere"));
    workers.broadcast_to_all(&event("all"));
    workers.notify_room(RoomId(1), "room".to_owned());

    for heard in [said("chat"), said("only you"), said("all"), r#"42["told","room"]"#.to_owned()] {
        assert_eq!(chatting.hears().await, heard);
    }
    for heard in [said("watch"), said("not you"), said("all"), r#"42["told","room"]"#.to_owned()] {
        assert_eq!(watching.hears().await, heard);
    }
    let mut payload = String::new();
    while !payload.ends_with(r#"42["told","room"]"#) {
        payload = [payload, polling.get().await.body].join("\x1e");
    }
    assert_eq!(
        payload.split('\x1e').skip(1).collect::<Vec<_>>(),
        [said("chat"), said("watch"), said("not you"), said("all"), r#"42["told","room"]"#.to_owned()]
    );
}

#[actix_web::test]
async fn sockets_without_a_subscription_receive_no_broadcast() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    for message in [r#"427["subscribe",[1,1]]"#, r#"427["unsubscribe"]"#] {
        socket.says(message).await;
        assert_eq!(socket.hears().await, "437[]");
    }
    server.notes.broadcast(RoomId(1), Channels(1), None, &event("unheard"));
    server.notes.workers.broadcast_to_all(&event("heard"));
    assert_eq!(socket.hears().await, said("heard"));
}
