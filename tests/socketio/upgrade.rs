//! From long polling to a WebSocket, which may be accepted by another thread than the session's.

use std::collections::VecDeque;
use std::time::Duration;

use pystreaming::socketio::Settings;

use super::client::{Polling, Socket, answer, ask, request};
use super::server::Server;

/// Threads take turns in accepting: with one more connection in between, a WebSocket lands on the other thread.
pub async fn on_either_thread(server: &Server, round: usize) -> Polling {
    let client = Polling::join(server.address).await;
    for _ in 0..round {
        request(server.address, "GET", "/", b"").await;
    }
    client
}

#[actix_web::test]
async fn a_session_moves_with_what_waits_for_it() {
    let server = Server::start(Settings::default());
    for round in 0..4 {
        let client = on_either_thread(&server, round).await;
        let waiting = client.begin_get().await;
        let mut socket = client.websocket().await;
        socket.says("2probe").await;
        assert_eq!(socket.hears().await, "3probe");
        assert_eq!(answer(waiting).await.body, "6");
        assert_eq!(client.get().await.body, "6");
        assert_eq!(client.post(b"42[\"message\",1]").await.body, "ok");
        socket.says("5").await;
        assert_eq!(socket.hears().await, "42[\"message-back\",1]");
        for number in 0..100 {
            socket.says(&format!("42[\"message\",{number}]")).await;
        }
        for number in 0..100 {
            assert_eq!(socket.hears().await, format!("42[\"message-back\",{number}]"));
        }
        let long = "x".repeat(500_000);
        socket.says(&format!(r#"42["message","{long}"]"#)).await;
        assert_eq!(socket.hears().await.len(), long.len() + 21);

        assert_eq!(client.get().await.status, 400);
        assert_eq!(client.post(b"42[\"message\",1]").await.status, 400);
        assert!(client.websocket().await.closes().await.is_empty());
        socket.says("42[\"message\",2]").await;
        assert_eq!(socket.hears().await, "42[\"message-back\",2]");
        drop(socket);
        server.notes.until("left /", round + 1).await;
    }
}

#[actix_web::test]
async fn a_session_that_ends_ends_its_websocket() {
    let server = Server::start(Settings::default());
    for round in 0..4 {
        let client = on_either_thread(&server, round).await;
        let mut socket = client.websocket().await;
        socket.says("2probe").await;
        socket.says("5").await;
        for message in ["42[\"message\",1]", "42[\"close\"]", "42[\"message\",2]"] {
            socket.says(message).await;
        }
        assert_eq!(socket.closes().await, ["3probe", "42[\"message-back\",1]"]);
    }
}

#[actix_web::test]
async fn a_second_websocket_is_closed() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let mut socket = client.websocket().await;
    socket.says("2probe").await;
    assert_eq!(socket.hears().await, "3probe");
    assert!(client.websocket().await.closes().await.is_empty());
    socket.says("5").await;
    socket.says("42[\"message\",1]").await;
    assert_eq!(socket.hears().await, "42[\"message-back\",1]");
}

#[actix_web::test]
async fn only_a_probe_opens_the_way() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    for message in ["5", "2", "4hello", "42[\"message\",1]"] {
        let mut socket = client.websocket().await;
        socket.says(message).await;
        assert!(socket.closes().await.is_empty());
    }
    assert_eq!(client.post(b"42[\"message\",2]").await.body, "ok");
    assert_eq!(client.get().await.body, "42[\"message-back\",2]");
}

#[actix_web::test]
async fn a_probe_takes_nothing_from_a_request_that_waits() {
    let server = Server::start(Settings::default());
    for round in 0..4 {
        let client = on_either_thread(&server, round).await;
        let body = ["42[\"hold\"]"].repeat(40).join("\x1e");
        let posted = ask(server.address, "POST", &client.target(), "", body.as_bytes()).await;
        server.notes.until("hold", 40 * round + 32).await;
        let mut socket = client.websocket().await;
        socket.says("2probe").await;
        assert_eq!(socket.hears().await, "3probe");
        server.notes.release();
        assert_eq!(answer(posted).await.body, "ok");
        server.notes.release();
    }
}

#[actix_web::test]
async fn websockets_of_unknown_sessions_are_refused() {
    let server = Server::start(Settings::default());
    let (_socket, open) = Socket::open(server.address).await;
    let sid = open["sid"].as_str().unwrap();
    // a session that began as a WebSocket has no other
    assert!(Socket::at(server.address, &format!("&sid={sid}")).await.closes().await.is_empty());
    let target = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");
    assert_eq!(request(server.address, "GET", &target, b"").await.status, 400);
}

#[actix_web::test]
async fn thousands_of_abandoned_upgrades_are_freed_and_polling_goes_on() {
    let server = Server::start(Settings {
        upgrade_timeout: Duration::from_millis(300),
        connect_timeout: Duration::from_secs(2),
        ..Settings::default()
    });
    let client = Polling::join(server.address).await;
    let mut held = VecDeque::new();
    for number in 0..2_000 {
        let abandoned = match number {
            1_999 => &client,
            _ => &Polling::open(server.address).await,
        };
        let mut socket = abandoned.websocket().await;
        let probes = number % 2 == 0;
        if probes {
            socket.says("2probe").await;
        }
        // every third is gone without a word, and the others wait to be sent away
        if number % 3 > 0 {
            held.push_back((socket, if probes { vec!["3probe"] } else { vec![] }));
        }
        if held.len() > 200
            && let Some((socket, heard)) = held.pop_front()
        {
            assert_eq!(socket.closes().await, heard);
        }
    }
    for (socket, heard) in held {
        assert_eq!(socket.closes().await, heard);
    }
    server.notes.until_open(1).await;
    assert_eq!(client.post(b"42[\"message\",1]").await.body, "ok");
    assert_eq!(client.get().await.body, "42[\"message-back\",1]");
}
