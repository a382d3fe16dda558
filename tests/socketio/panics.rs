//! A service that panics.

use std::time::Duration;

use pystreaming::socketio::{Frame, Settings};
use pystreaming_actors::session::RoomId;

use super::client::{Polling, Socket};
use super::server::Server;

#[actix_web::test]
async fn a_panic_costs_the_session_that_it_happened_in_and_no_other() {
    let ping_interval = Duration::from_millis(100);
    let server = Server::start(Settings { ping_interval, ..Settings::default() });
    // one after the other they land on all threads
    let mut others = Vec::new();
    for _ in 0..4 {
        others.push(Socket::join(server.address).await);
    }
    let mut left = 0;
    for round in 0..8 {
        let mut socket = Socket::join(server.address).await;
        match round % 2 {
            0 => socket.says("42[\"panic\"]").await,
            _ => {
                socket.says("42[\"subscribe\",[1,1]]").await;
                server.notes.until("subscribe", left / 2 + 1).await;
                server.notes.workers.notify_room(RoomId(1), "panic".to_owned());
            }
        }
        socket.closes().await;
        left += 1;
        server.notes.until("left /", left).await;
    }
    for _ in 0..2 {
        let (mut socket, _) = Socket::open(server.address).await;
        socket.says("40{\"panic\":true}").await;
        socket.closes().await;
        let client = Polling::open(server.address).await;
        assert_eq!(client.post(b"40{\"panic\":true}").await.status, 200);
        assert_eq!(client.get().await.status, 400);
    }

    // the others are reached, and looked after: heartbeats come
    let frame = Frame::event("said", &"all").unwrap();
    server.notes.workers.broadcast_to_all(&frame);
    for socket in &mut others {
        let (mut heard, mut beats) = (false, 0);
        while !heard || beats < 2 {
            match &*socket.hears().await {
                "2" => {
                    socket.says("3").await;
                    beats += 1;
                }
                _ => heard = true,
            }
        }
    }
}
