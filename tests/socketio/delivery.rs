//! How others reach sockets.

use pystreaming::socketio::{Frame, HubCommand, Settings};

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

    let broadcast = |channels, except, text: &str| HubCommand::Broadcast {
        group: 1,
        channels,
        except,
        can_wait: false,
        frame: event(text),
    };
    workers.send_all(&broadcast(1, None, "chat"));
    workers.send_all(&broadcast(2, None, "watch"));
    workers
        .send(sessions[0].worker, vec![HubCommand::Send { session: sessions[0], frame: event("only you") }]);
    workers.send_all(&broadcast(3, Some(sessions[0]), "not you"));
    workers.send_all(&HubCommand::Broadcast {
        group: 2,
        channels: 255,
        except: None,
        can_wait: false,
        frame: event("elsewhere"),
    });
    workers.send_all(&HubCommand::BroadcastAll { frame: event("all") });
    workers.send(
        sessions[1].worker,
        vec![HubCommand::Notify { session: sessions[1], message: "one".to_owned() }],
    );
    workers.send_all(&HubCommand::NotifyGroup { group: 1, message: "group".to_owned() });

    for heard in [said("chat"), said("only you"), said("all"), r#"42["told","group"]"#.to_owned()] {
        assert_eq!(chatting.hears().await, heard);
    }
    let told = [r#"42["told","one"]"#, r#"42["told","group"]"#].map(str::to_owned);
    for heard in [said("watch"), said("not you"), said("all")].into_iter().chain(told) {
        assert_eq!(watching.hears().await, heard);
    }
    let mut payload = String::new();
    while !payload.ends_with(r#"42["told","group"]"#) {
        payload = [payload, polling.get().await.body].join("\x1e");
    }
    assert_eq!(
        payload.split('\x1e').skip(1).collect::<Vec<_>>(),
        [said("chat"), said("watch"), said("not you"), said("all"), r#"42["told","group"]"#.to_owned()]
    );
}

#[actix_web::test]
async fn a_session_can_be_ended_from_elsewhere() {
    let server = Server::start(Settings::default());
    let socket = Socket::join(server.address).await;
    let session = server.notes.session(0);
    server.notes.workers.send(session.worker, vec![HubCommand::Send { session, frame: event("bye") }]);
    server.notes.workers.send(session.worker, vec![HubCommand::Close { session }]);
    assert_eq!(socket.closes().await, [said("bye")]);
}

#[actix_web::test]
async fn who_sits_nowhere_hears_nothing() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    for message in [r#"427["subscribe",[1,1]]"#, r#"427["unsubscribe"]"#] {
        socket.says(message).await;
        assert_eq!(socket.hears().await, "437[]");
    }
    let workers = &server.notes.workers;
    workers.send_all(&HubCommand::Broadcast {
        group: 1,
        channels: 1,
        except: None,
        can_wait: false,
        frame: event("unheard"),
    });
    workers.send_all(&HubCommand::BroadcastAll { frame: event("heard") });
    assert_eq!(socket.hears().await, said("heard"));
}
