//! Long polling.

use std::time::{Duration, Instant};

use pystreaming::socketio::Settings;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::client::{Polling, answer, ask, request};
use super::server::{Server, short};

#[actix_web::test]
async fn a_payload_may_hold_several_packets() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    assert_eq!(client.post(b"42[\"message\",1]\x1e42[\"message\",\"2\"]\x1e4313[]").await.body, "ok");
    assert_eq!(client.get().await.body, "42[\"message-back\",1]\x1e42[\"message-back\",\"2\"]");
}

#[actix_web::test]
async fn attachments_are_base64() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let event = "451-[\"message\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==";
    assert_eq!(client.post(event.as_bytes()).await.body, "ok");
    assert_eq!(client.get().await.body, event.replace("message", "message-back"));
}

#[actix_web::test]
async fn a_request_waits_for_something_to_say() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let waiting = client.begin_get().await;
    assert_eq!(client.post(b"42[\"message\",1]").await.body, "ok");
    assert_eq!(answer(waiting).await.body, "42[\"message-back\",1]");
}

#[actix_web::test]
async fn no_post_crosses_with_the_end_of_an_idle_connection() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let post = |body: &str| {
        let len = body.len();
        format!("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {len}\r\n\r\n{body}", client.target())
    };
    for (body, status) in [("42[\"message\",1]", 200), ("abc", 400)] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // a connection is kept after what may be asked again
        let opening = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all([opening, &post(body)].concat().as_bytes()).await.unwrap();
        let answers = answer(stream).await;
        assert!(!answers.head.contains("connection: close"), "{answers:?}");
        let (_, posted) = answers.body.split_once("HTTP/1.1 ").unwrap();
        assert!(posted.starts_with(&status.to_string()) && posted.contains("connection: close"), "{posted}");
    }
}

#[actix_web::test]
async fn heartbeats_are_answered_by_requests() {
    let server = Server::start(short());
    let client = Polling::join(server.address).await;
    for _ in 0..3 {
        assert_eq!(client.get().await.body, "2");
        assert_eq!(client.post(b"3").await.body, "ok");
    }
}

#[actix_web::test]
async fn a_session_that_does_not_answer_is_gone() {
    let server = Server::start(short());
    let client = Polling::join(server.address).await;
    server.notes.until("left /", 1).await;
    let answer = client.get().await;
    assert_eq!((answer.status, answer.body.contains("Session ID unknown")), (400, true));
}

#[actix_web::test]
async fn bodies_that_are_no_payload_end_the_session() {
    let server = Server::start(Settings::default());
    for body in [
        &b"abc"[..],
        b"",
        b"4\x1e",
        b"\x1e\x1e",
        b"4abc",
        b"42{}",
        b"2",
        b"bAQID!",
        b"\xff\xfe",
        b"4\xed\xa0\x80",
    ] {
        let client = Polling::join(server.address).await;
        assert_eq!(client.post(body).await.status, 400, "{body:?}");
        assert_eq!(client.get().await.status, 400, "{body:?}");
    }
}

#[actix_web::test]
async fn a_second_poll_ends_the_session() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let first = client.begin_get().await;
    // both are on their way; whichever comes second is the one too many
    let second = client.begin_get().await;
    let mut answers = [answer(first).await, answer(second).await];
    answers.sort_by_key(|answer| answer.status);
    assert_eq!((answers[0].status, &*answers[0].body), (200, "1"));
    assert_eq!(answers[1].status, 400);
    assert_eq!(client.get().await.status, 400);
    server.notes.until("left /", 1).await;
}

#[actix_web::test]
async fn a_client_that_leaves_gets_its_waiting_request_back() {
    let server = Server::start(Settings::default());
    for _ in 0..4 {
        let client = Polling::join(server.address).await;
        // whichever of both arrives first
        let waiting = client.begin_get().await;
        assert_eq!(client.post(b"1").await.body, "ok");
        let waited = answer(waiting).await;
        assert_eq!((waited.status, &*waited.body), (200, "6"));
        assert_eq!(client.get().await.status, 400);
    }
    server.notes.until("left /", 4).await;
}

#[actix_web::test]
async fn a_client_that_gives_a_poll_up_is_gone() {
    let server = Server::start(Settings::default());
    // on one thread and on the other
    for times in 1..=4 {
        let client = Polling::join(server.address).await;
        let before = server.notes.asked();
        let poll = client.begin_get().await;
        server.notes.until_asked(before).await;
        drop(poll);
        server.notes.until("left /", times).await;
    }
}

#[actix_web::test]
async fn bodies_have_limits() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let mut body = b"42[\"message\",\"".to_vec();
    body.resize(1_000_000 - 2, b'x');
    body.extend(b"\"]");
    assert_eq!(client.post(&body).await.status, 200);
    assert_eq!(client.get().await.body.len(), 1_000_000 + "-back".len());
}

#[actix_web::test]
async fn a_post_that_does_not_arrive_whole_ends_the_session() {
    let server = Server::start(Settings { body_timeout: Duration::from_millis(100), ..Settings::default() });
    let mut lost = 0;
    for (what, headers, body, status) in [
        ("too large", "Content-Length: 1000001\r\n", vec![b'x'; 1000], Some(413)),
        ("too large at last", "Transfer-Encoding: chunked\r\n", chunks(16), Some(413)),
        ("dripped", "Content-Length: 9\r\n", b"4".to_vec(), Some(408)),
        (
            "bytes",
            "Content-Type: application/octet-stream\r\nContent-Length: 3\r\n",
            b"4\xff\x00".to_vec(),
            Some(400),
        ),
        ("given up", "Content-Length: 9\r\n", b"4".to_vec(), None),
    ] {
        // on one thread and on the other
        for round in 0..4 {
            let client = Polling::join(server.address).await;
            let waiting = client.begin_get().await;
            if round > 1 {
                request(server.address, "GET", "/", b"").await;
            }
            let before = server.notes.asked();
            let mut stream = TcpStream::connect(server.address).await.unwrap();
            let target = client.target();
            let head = format!("POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            // a server that has answered already may not take the rest
            let _ = stream.write_all(&body).await;
            match status {
                Some(status) => assert_eq!(answer(stream).await.status, status, "{what}"),
                None => {
                    server.notes.until_asked(before).await;
                    drop(stream);
                }
            }
            lost += 1;
            server.notes.until("left /", lost).await;
            let waited = answer(waiting).await;
            assert_eq!((waited.status, waited.body.contains("Session ID unknown")), (400, true), "{what}");
        }
    }
}

fn chunks(count: usize) -> Vec<u8> {
    [b"10000\r\n".to_vec(), vec![b'x'; 0x10000], b"\r\n".to_vec()].concat().repeat(count)
}

#[actix_web::test]
async fn a_post_that_fails_does_not_end_a_session_that_has_moved() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let mut socket = client.websocket().await;
    for message in ["2probe", "5", "42[\"message\",1]"] {
        socket.says(message).await;
    }
    assert_eq!(socket.hears().await, "3probe");
    assert_eq!(socket.hears().await, "42[\"message-back\",1]");
    for _ in 0..2 {
        assert_eq!(client.post(&vec![b'x'; 1_000_001]).await.status, 413);
    }
    socket.says("42[\"message\",2]").await;
    assert_eq!(socket.hears().await, "42[\"message-back\",2]");
}

#[actix_web::test]
async fn a_payload_has_a_limited_number_of_packets() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let payload = |count| ["42[\"quiet\"]"].repeat(count).join("\x1e");
    assert_eq!(client.post(payload(1_000).as_bytes()).await.status, 200);
    assert_eq!(client.post(payload(1_001).as_bytes()).await.status, 400);
    assert_eq!(server.notes.all().iter().filter(|note| *note == "quiet").count(), 2_000);
}

#[actix_web::test]
async fn a_post_waits_while_too_many_events_are_being_dealt_with() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    let body = ["42[\"hold\"]"].repeat(40).join("\x1e");
    let posted = ask(server.address, "POST", &client.target(), "", body.as_bytes()).await;
    server.notes.until("hold", 32).await;
    assert_eq!(server.notes.all().iter().filter(|note| *note == "hold").count(), 32);
    server.notes.release();
    assert_eq!(answer(posted).await.body, "ok");
    server.notes.until("hold", 40).await;
}

#[actix_web::test]
async fn a_session_that_the_service_ends_is_told_so() {
    let server = Server::start(Settings::default());
    for more in ["", "\x1e42[\"message\",2]"] {
        let client = Polling::join(server.address).await;
        let asked = Instant::now();
        let body = format!("42[\"message\",1]\x1e42[\"close\"]{more}");
        assert_eq!(client.post(body.as_bytes()).await.status, 200);
        assert_eq!(client.get().await.body, "42[\"message-back\",1]\x1e1");
        assert_eq!(client.get().await.status, 400);
        assert!(asked.elapsed() < Duration::from_secs(10));
    }
}

#[actix_web::test]
async fn text_may_be_called_bytes() {
    let server = Server::start(Settings::default());
    let client = Polling::join(server.address).await;
    // as python-engineio 4.0 to 4.2 calls it
    let headers = "Content-Type: application/octet-stream\r\n";
    let posted = ask(server.address, "POST", &client.target(), headers, b"42[\"message\",1]").await;
    assert_eq!(answer(posted).await.body, "ok");
    assert_eq!(client.get().await.body, "42[\"message-back\",1]");
}
