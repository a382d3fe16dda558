//! Opening a session, and requests that open none.

use std::sync::atomic::Ordering;

use pystreaming::socketio::Settings;

use super::client::{Polling, Socket, answer, ask, request};
use super::server::Server;

const POLLING: &str = "/socket.io/?EIO=4&transport=polling";

#[actix_web::test]
async fn polling_opens_a_session() {
    let server = Server::start(Settings::default());
    let answer = request(server.address, "GET", POLLING, b"").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: text/plain; charset=utf-8"), "{answer:?}");
    assert!(answer.head.contains("cache-control: no-store"), "{answer:?}");
    assert!(answer.head.contains("set-cookie: visitor=1"), "{answer:?}");
    assert!(!answer.head.contains("access-control"), "{answer:?}");
    let open: serde_json::Value = serde_json::from_str(answer.body.strip_prefix('0').unwrap()).unwrap();
    let sid = open["sid"].as_str().unwrap();
    assert!(sid.len() >= 22);
    assert_eq!(
        open,
        serde_json::json!({
            "sid": sid, "upgrades": ["websocket"], "pingInterval": 25000, "pingTimeout": 20000, "maxPayload": 1_000_000
        })
    );
}

#[actix_web::test]
async fn a_handshake_is_had_once_for_each_session() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    client.post(b"42[\"message\",1]").await;
    let later = client.get().await;
    assert!(later.head.contains("x-every") && !later.head.contains("set-cookie"), "{later:?}");
    for target in ["/socket.io/?EIO=3&transport=polling", "/socket.io/?EIO=4"] {
        let refused = request(server.address, "GET", target, b"").await;
        assert!(refused.head.contains("x-every") && !refused.head.contains("set-cookie"), "{refused:?}");
    }
    client.websocket().await.says("2probe").await;
    Socket::join(server.address).await;
    assert_eq!(server.notes.handshakes.load(Ordering::SeqCst), 2);
}

#[actix_web::test]
async fn a_websocket_opens_a_session() {
    let server = Server::start(Settings::default());
    let (_socket, open) = Socket::open(server.address).await;
    assert_eq!(open["upgrades"], serde_json::json!([]));
    assert_eq!(open.as_object().unwrap().len(), 5);
}

#[actix_web::test]
async fn the_slash_at_the_end_may_be_left_out() {
    let server = Server::start(Settings::default());
    assert_eq!(request(server.address, "GET", "/socket.io?EIO=4&transport=polling", b"").await.status, 200);
}

#[actix_web::test]
async fn refusals_say_why() {
    let server = Server::start(Settings::default());
    let stale = Polling::open(server.address).await;
    assert_eq!(stale.post(b"1").await.body, "ok");
    stale.get().await;
    let own = Polling::open(server.address).await;
    let stale = format!("{POLLING}&sid={}", stale.sid);
    let other = if own.sid.ends_with('A') { 'E' } else { 'A' };
    let tampered = format!("{POLLING}&sid={}{other}", &own.sid[..own.sid.len() - 1]);
    let own = format!("{POLLING}&sid={}", own.sid);
    for (method, target, code, message) in [
        ("GET", "/socket.io/?transport=polling", 5, "Unsupported protocol version"),
        ("GET", "/socket.io/?EIO=3&transport=polling", 5, "Unsupported protocol version"),
        ("GET", "/socket.io/?EIO=abc&transport=polling", 5, "Unsupported protocol version"),
        ("GET", "/socket.io/?EIO=4", 0, "Transport unknown"),
        ("GET", "/socket.io/?EIO=4&transport=abc", 0, "Transport unknown"),
        ("POST", POLLING, 2, "Bad handshake method"),
        ("PUT", POLLING, 2, "Bad handshake method"),
        ("DELETE", &own, 2, "Bad handshake method"),
        ("GET", "/socket.io/?EIO=4&transport=websocket", 3, "Bad request"),
        ("GET", "/socket.io/?EIO=4&transport=polling&sid=guessed", 1, "Session ID unknown"),
        ("POST", "/socket.io/?EIO=4&transport=polling&sid=", 1, "Session ID unknown"),
        ("GET", &stale, 1, "Session ID unknown"),
        ("GET", &tampered, 1, "Session ID unknown"),
    ] {
        let answer = request(server.address, method, target, b"").await;
        assert_eq!(answer.status, 400, "{method} {target}");
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body, serde_json::json!({"code": code, "message": message}), "{method} {target}");
    }
}

#[actix_web::test]
async fn websockets_are_refused_like_requests() {
    let server = Server::start(Settings::default());
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for target in [
        "/socket.io/?transport=websocket",
        "/socket.io/?EIO=abc&transport=websocket",
        "/socket.io/?EIO=4",
        "/socket.io/?EIO=4&transport=abc",
        "/socket.io/?EIO=4&transport=websocket&sid=guessed",
    ] {
        let stream = ask(server.address, "GET", target, upgrade, b"").await;
        assert_eq!(answer(stream).await.status, 400, "{target}");
    }
}

#[actix_web::test]
async fn the_service_refuses_foreign_pages_on_every_request() {
    let server = Server::start(Settings::default());
    let own = Polling::open(server.address).await;
    for (method, target) in [("GET", POLLING), ("POST", &own.target()), ("GET", &own.target())] {
        let stream = ask(server.address, method, target, "Origin: https://evil.example\r\n", b"").await;
        assert_eq!(answer(stream).await.status, 403, "{method} {target}");
    }
    assert_eq!(own.post(b"40").await.status, 200);
}
