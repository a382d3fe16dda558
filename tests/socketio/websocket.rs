//! WebSockets, and Socket.IO over them.

use std::time::Duration;

use pystreaming::socketio::Settings;

use super::client::{RawSocket, Socket, frame};
use super::server::{Server, short};

#[actix_web::test]
async fn heartbeats_go_on() {
    let server = Server::start(short());
    let mut socket = Socket::join(server.address).await;
    for _ in 0..3 {
        assert_eq!(socket.hears().await, "2");
        socket.says("3").await;
    }
}

#[actix_web::test]
async fn a_client_that_does_not_answer_is_closed() {
    let server = Server::start(short());
    let socket = Socket::join(server.address).await;
    assert_eq!(socket.closes().await, ["2"]);
    server.notes.until("left /", 1).await;
}

#[actix_web::test]
async fn a_client_that_joins_nothing_is_closed() {
    let server =
        Server::start(Settings { connect_timeout: Duration::from_millis(50), ..Settings::default() });
    let (socket, _) = Socket::open(server.address).await;
    assert!(socket.closes().await.is_empty());
}

#[actix_web::test]
async fn namespaces_are_joined_and_left() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    socket.says(r#"40/custom,{"token":"abc"}"#).await;
    assert!(socket.hears().await.starts_with("40/custom,{\"sid\":\""));
    assert_eq!(socket.hears().await, r#"42/custom,["auth",{"token":"abc"}]"#);
    socket.says(r#"42/custom,["message",1]"#).await;
    assert_eq!(socket.hears().await, r#"42/custom,["message-back",1]"#);
    socket.says("41/custom").await;
    socket.says(r#"42["message","message to main namespace"]"#).await;
    assert_eq!(socket.hears().await, r#"42["message-back","message to main namespace"]"#);
    server.notes.until("left /custom", 1).await;
    socket.says("40/random").await;
    assert_eq!(socket.hears().await, r#"44/random,{"message":"Invalid namespace"}"#);
}

#[actix_web::test]
async fn two_joins_are_one() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    socket.says("40").await;
    socket.says(r#"42["message",1]"#).await;
    assert_eq!(socket.hears().await, r#"42["message-back",1]"#);
    assert_eq!(server.notes.all(), ["joined /", "message"]);
}

#[actix_web::test]
async fn thousands_of_namespaces_are_too_many() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    for number in 1..16 {
        socket.says(&format!("40/{number}")).await;
        assert!(socket.hears().await.starts_with("44/"));
    }
    socket.says("40/custom").await;
    assert!(socket.closes().await.is_empty());
}

#[actix_web::test]
async fn events_and_acknowledgements_carry_what_was_sent() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    for (said, heard) in [
        (r#"42["message",1,"2",{"3":[true]}]"#, r#"42["message-back",1,"2",{"3":[true]}]"#),
        (r#"42456["message-with-ack",1,"2",{"3":[false]}]"#, r#"43456[1,"2",{"3":[false]}]"#),
        (r#"427["nothing"]"#, "437[]"),
    ] {
        socket.says(said).await;
        assert_eq!(socket.hears().await, heard);
    }
}

#[actix_web::test]
async fn attachments_come_and_go_after_their_packet() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    let arguments = r#"{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
    for (said, heard) in
        [(r#"452-["message","#, r#"452-["message-back","#), (r#"452-789["message-with-ack","#, "462-789[")]
    {
        socket.says(&format!("{said}{arguments}")).await;
        socket.sends(&[1, 2, 3]).await;
        socket.sends(&[4, 5, 6]).await;
        assert_eq!(socket.hears().await, format!("{heard}{arguments}"));
        assert_eq!(socket.hears().await, "[1, 2, 3]");
        assert_eq!(socket.hears().await, "[4, 5, 6]");
    }
}

#[actix_web::test]
async fn a_client_may_leave() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    socket.says("1").await;
    assert!(socket.closes().await.is_empty());
    drop(Socket::join(server.address).await);
    server.notes.until("left /", 2).await;
}

#[actix_web::test]
async fn a_client_is_not_read_while_too_many_of_its_events_are_being_dealt_with() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    for _ in 0..40 {
        socket.says(r#"42["hold"]"#).await;
    }
    server.notes.until("hold", 32).await;
    let mut other = Socket::join(server.address).await;
    other.says(r#"42["message",1]"#).await;
    assert_eq!(other.hears().await, r#"42["message-back",1]"#);
    assert_eq!(server.notes.all().iter().filter(|note| *note == "hold").count(), 32);
    server.notes.release();
    server.notes.until("hold", 40).await;
}

#[actix_web::test]
async fn large_messages_arrive_whole() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    let long = "é".repeat(300_000);
    socket.says(&format!(r#"42["message","{long}"]"#)).await;
    assert_eq!(socket.hears().await, format!(r#"42["message-back","{long}"]"#));
}

#[actix_web::test]
async fn the_service_may_end_a_session() {
    let server = Server::start(Settings::default());
    let mut socket = Socket::join(server.address).await;
    socket.says(r#"42["message",1]"#).await;
    socket.says(r#"42["close"]"#).await;
    assert_eq!(socket.closes().await, [r#"42["message-back",1]"#]);
    server.notes.until("left /", 1).await;
}

#[actix_web::test]
async fn last_words_are_said_whatever_came_with_what_ended_the_session() {
    let server = Server::start(Settings::default());
    let mut socket = RawSocket::open(server.address).await;
    let packets = ["40", "42[\"message\",1]", "42[\"close\"]", "42[\"message\",2]"];
    socket.send(&packets.map(|packet| frame(0x81, packet.as_bytes())).concat()).await.unwrap();
    let mut heard = Vec::new();
    while let Some((first, payload)) = socket.frame().await {
        heard.push((first, String::from_utf8(payload).unwrap()));
    }
    assert!(heard.remove(0).1.starts_with("40{"));
    let (auth, back) = ("42[\"auth\",{}]".to_owned(), "42[\"message-back\",1]".to_owned());
    assert_eq!(heard, [(0x81, auth), (0x81, back), (0x88, String::new())]);
}
