//! Clients that mean no good.

use std::time::{Duration, Instant};

use pystreaming::socketio::{BacklogLimit, Frame, Settings, UnfinishedLimit};
use pystreaming_actors::session::{Channels, RoomId};

use super::client::{Polling, RawSocket, Socket, frame};
use super::server::Server;
use super::upgrade::on_either_thread;

#[actix_web::test]
async fn broken_frames_end_the_connection_and_say_why() {
    let server = Server::start(Settings::default());
    let announced = |len: u64| [&[0x82, 0xff][..], &len.to_be_bytes(), &[0; 4], b"abc"].concat();
    for (what, bytes, code) in [
        ("reserved bits", frame(0xf1, b"2"), 1002_u16),
        ("unmasked", vec![0x81, 0x01, b'2'], 1002),
        ("unknown kind", frame(0x87, b""), 1002),
        ("long ping", frame(0x89, &[0; 126]), 1002),
        ("continuation of nothing", frame(0x80, b"x"), 1002),
        ("not utf-8", frame(0x81, b"4\xff"), 1007),
        ("2^63 bytes", announced(1 << 63), 1009),
        ("one byte too many", announced(1_000_001), 1009),
    ] {
        let mut socket = RawSocket::open(server.address).await;
        socket.send(&bytes).await.unwrap();
        assert_eq!(socket.frame().await, Some((0x88, code.to_be_bytes().to_vec())), "{what}");
        assert_eq!(socket.frame().await, None, "{what}");
    }
}

#[actix_web::test]
async fn endless_fragments_end_the_connection() {
    let server = Server::start(Settings::default());
    let mut socket = RawSocket::open(server.address).await;
    let fragment = frame(0x00, &[b'4'; 10_000]);
    socket.send(&frame(0x01, b"4")).await.unwrap();
    for _ in 0..101 {
        socket.send(&fragment).await.unwrap();
    }
    assert_eq!(socket.frame().await, Some((0x88, 1009_u16.to_be_bytes().to_vec())));
}

#[actix_web::test]
async fn messages_that_do_not_become_whole_in_time_end_the_connection() {
    let message_timeout = Duration::from_millis(200);
    let server = Server::start(Settings { message_timeout, ..Settings::default() });
    let whole = frame(0x81, br#"42["a"]"#);
    for (what, bytes) in [
        ("a byte", vec![0x81]),
        ("a header", frame(0x81, b"42")[..6].to_vec()),
        ("half a message", frame(0x81, &[b'4'; 50_000])[..20_000].to_vec()),
        ("a fragment", frame(0x01, b"4")),
        ("an empty fragment, and pings between", [frame(0x01, b""), frame(0x89, b"")].concat()),
        ("after a whole one", [&whole[..], &whole[..3]].concat()),
    ] {
        let mut socket = RawSocket::open(server.address).await;
        socket.send(&frame(0x81, b"40")).await.unwrap();
        socket.send(&bytes).await.unwrap();
        let mut last = None;
        while let Some(frame) = socket.frame().await {
            last = Some(frame);
        }
        assert_eq!(last, Some((0x88, 1008_u16.to_be_bytes().to_vec())), "{what}");
    }
    // an idle one stays, and one whose messages are never at an end together
    let mut idle = RawSocket::open(server.address).await;
    let mut busy = RawSocket::open(server.address).await;
    busy.send(&frame(0x81, b"40")).await.unwrap();
    let begun = Instant::now();
    let mut at = 0;
    while begun.elapsed() < message_timeout * 3 {
        busy.send(&whole[at..]).await.unwrap();
        at = 1 + at % (whole.len() - 1);
        busy.send(&whole[..at]).await.unwrap();
        tokio::time::sleep(message_timeout / 20).await;
    }
    busy.send(&[&whole[at..], &frame(0x89, b"busy")].concat()).await.unwrap();
    while busy.frame().await.expect("it is still there") != (0x8a, b"busy".to_vec()) {}
    idle.send(&frame(0x89, b"idle")).await.unwrap();
    assert_eq!(idle.frame().await, Some((0x8a, b"idle".to_vec())));
}

#[actix_web::test]
async fn what_is_not_whole_may_take_so_much_memory_altogether() {
    let max_unfinished = UnfinishedLimit { total: 600_000, per_address: 200_000 };
    let server = Server::start(Settings { max_unfinished, ..Settings::default() });
    // a ping in the same packet is answered once what came with it is read
    let part = [frame(0x01, &[b'4'; 100_000]), frame(0x89, b"")].concat();
    let mut sockets = Vec::new();
    for (address, answer) in [
        ("192.0.2.1", 0x8a),
        ("192.0.2.1", 0x88),
        ("192.0.2.2", 0x8a),
        ("", 0x8a),
        ("", 0x8a),
        ("", 0x8a),
        ("", 0x88),
    ] {
        let mut socket = RawSocket::open_from(server.address, address).await;
        socket.send(&part).await.unwrap();
        let (first, payload) = socket.frame().await.unwrap();
        assert_eq!(first, answer, "{address}, after {}", sockets.len());
        if answer == 0x88 {
            assert_eq!(payload, 1013_u16.to_be_bytes());
            continue;
        }
        sockets.push(socket);
    }
    // also what polling clients send
    let client = Polling::join(server.address).await;
    assert_eq!(client.post(&[b'4'; 150_000]).await.status, 503);
    // what people say is let through, and what is large again once others are done
    let client = Polling::join(server.address).await;
    assert_eq!(client.post(br#"42["a"]"#).await.status, 200);
    sockets.truncate(1);
    server.notes.until_open(2).await;
    let mut socket = RawSocket::open_from(server.address, "192.0.2.2").await;
    socket.send(&part).await.unwrap();
    assert_eq!(socket.frame().await, Some((0x8a, Vec::new())));
}

#[actix_web::test]
async fn pings_are_answered_and_closes_returned() {
    let server = Server::start(Settings::default());
    let mut socket = RawSocket::open(server.address).await;
    socket.send(&[frame(0x89, b"hello"), frame(0x8a, b""), frame(0x89, b"")].concat()).await.unwrap();
    assert_eq!(socket.frame().await, Some((0x8a, b"hello".to_vec())));
    assert_eq!(socket.frame().await, Some((0x8a, Vec::new())));
    socket.send(&frame(0x88, &1000_u16.to_be_bytes())).await.unwrap();
    assert_eq!(socket.frame().await.map(|(first, _)| first), Some(0x88));
    assert_eq!(socket.frame().await, None);
}

#[actix_web::test]
async fn what_is_no_packet_ends_the_connection() {
    let server = Server::start(Settings::default());
    let placeholder = r#"451-["message",{"_placeholder":true,"num":0}]"#;
    let nested = format!("42{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for messages in [
        &["abc"][..],
        &[""],
        &["é"],
        &["\u{1f600}\u{1f600}"],
        &["0{}"],
        &["2"],
        &["bAQID"],
        &["4abc"],
        &["42{}"],
        &[r#"42abc["message-with-ack",1]"#],
        &["4599999999-"],
        &["45999999-[\"message\"]"],
        &[placeholder, "42[\"message\"]"],
        &[r#"452-["message",{"_placeholder":true,"num":2}]"#],
        &["42/unknown,[\"message\"]"],
        &[&nested],
    ] {
        let mut socket = Socket::join(server.address).await;
        for message in messages {
            socket.says(message).await;
        }
        assert!(socket.closes().await.is_empty(), "{:?}", &messages[0][..messages[0].len().min(40)]);
    }
    let mut socket = Socket::join(server.address).await;
    socket.sends(&[1, 2, 3]).await;
    assert!(socket.closes().await.is_empty());
}

#[actix_web::test]
async fn a_client_that_does_not_read_is_cut_and_the_others_hear_everything() {
    let server = Server::start(Settings::default());
    let mut stalled = RawSocket::open(server.address).await;
    stalled.send(&[frame(0x81, b"40"), frame(0x81, br#"42["subscribe",[1,1]]"#)].concat()).await.unwrap();
    let mut quick = Socket::join(server.address).await;
    quick.says(r#"42["subscribe",[1,1]]"#).await;
    quick.says(r#"427["ready"]"#).await;
    assert_eq!(quick.hears().await, "437[]");
    server.notes.until("subscribe", 2).await;

    let event = Frame::event("noise", &"x".repeat(50_000)).unwrap();
    let mut rounds = 0;
    while !server.notes.all().contains(&"left /".to_owned()) {
        server.notes.broadcast(RoomId(1), Channels(1), None, &event);
        assert!(quick.hears().await.starts_with(r#"42["noise","xxx"#));
        rounds += 1;
        assert!(rounds < 10_000, "still there");
    }
    quick.says(r#"42["message",1]"#).await;
    while quick.hears().await != r#"42["message-back",1]"# {}
}

#[actix_web::test]
async fn clients_that_do_not_read_are_noticed_soon_and_their_connections_closed() {
    let max_backlog = BacklogLimit { frames: 10, bytes: 1_000_000 };
    let server = Server::start(Settings { max_backlog, ..Settings::default() });
    let mut stalled = vec![Socket::join(server.address).await];
    for round in 0..4 {
        let client = on_either_thread(&server, round).await;
        let mut socket = client.websocket().await;
        for message in ["2probe", "5"] {
            socket.says(message).await;
        }
        assert_eq!(socket.hears().await, "3probe");
        stalled.push(socket);
    }
    for socket in &mut stalled {
        socket.says(r#"42["subscribe",[1,1]]"#).await;
    }
    let mut quick = Socket::join(server.address).await;
    quick.says(r#"42["subscribe",[1,1]]"#).await;
    server.notes.until("subscribe", stalled.len() + 1).await;
    quick.says(r#"427["ready"]"#).await;
    assert_eq!(quick.hears().await, "437[]");

    let event = Frame::event("noise", &"x".repeat(10_000)).unwrap();
    for _ in 0..100 {
        server.notes.broadcast(RoomId(1), Channels(1), None, &event);
        quick.hears().await;
    }
    // a system that takes megabytes would have taken it all
    server.notes.until("left /", stalled.len()).await;
    for socket in stalled {
        socket.until_cut().await;
    }
}
