//! Both ends of a trunk, with sockets of a small application.

use std::net::{Ipv4Addr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_server::ServerHandle;
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpRequest, HttpResponse, web};
use bytes::{Bytes, BytesMut};
use pystreaming_actors::model::names::Secrets;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::sync::{broadcast, watch};

use super::follower::{Answer, Counts, Limits, NoTrunk, Socket, Trunks};
use super::{TRUNKS, WINDOW, receive_trunk};
use crate::cluster::coordination::Node;
use crate::cluster::coordination::contract::node;
use crate::cluster::link::{Links, Upstream};
use crate::cluster::membership::Leader;
use crate::cluster::origin::Origins;
use crate::server::{self, ClientStream, Options, TakeOver};
use crate::socketio::{BacklogLimit, Settings};

fn limits() -> Limits {
    Limits::of(&Settings {
        max_backlog: BacklogLimit { frames: 16, bytes: 1_000_000 },
        catch_up_timeout: Duration::from_millis(10),
        ..Settings::default()
    })
}

fn origins() -> Origins {
    Origins::new(Secrets::derive("ours"))
}

fn upstream(leads: &Node, origins: Origins) -> Upstream {
    let links = Links::new(&Secrets::derive("ours")).unwrap();
    Upstream { leader: Leader::always(leads.clone()), origins, links }
}

/// A node that leads. What is sent to `everybody` is said to each socket of `/everybody`.
struct Leads {
    server: ServerHandle,
    node: Node,
    everybody: broadcast::Sender<Bytes>,
    ending: watch::Sender<bool>,
    counts: Arc<Counts>,
}

impl Leads {
    /// `takes` tells whether it takes trunks.
    fn start(takes: bool) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut node = node("a", "1");
        node.address = listener.local_addr().unwrap().to_string();
        let options = Options {
            workers: 1,
            shutdown_timeout: Duration::from_secs(60),
            keep_alive: Duration::from_secs(60),
            head_timeout: Duration::from_secs(60),
            on_connect: |_| {},
            on_request: None,
        };
        let everybody = broadcast::Sender::new(1000);
        let says = everybody.clone();
        let server = server::serve(listener, &options, move || {
            let says = web::Data::new(says.clone());
            let app = App::new().app_data(web::Data::new(origins())).app_data(says);
            let app =
                app.route("/echo", web::get().to(echo)).route("/everybody", web::get().to(hear_everybody));
            let app =
                app.route("/deaf", web::get().to(deaf)).route("/page", web::get().to(async || "a page"));
            match takes {
                true => app.route(TRUNKS, web::get().to(receive_trunk)),
                false => app,
            }
        });
        let server = server.unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { server: handle, node, everybody, ending: watch::Sender::new(false), counts: Arc::default() }
    }

    fn trunks(&self) -> Trunks {
        let upstream = upstream(&self.node, origins());
        Trunks::new(upstream, limits(), self.ending.subscribe(), Arc::clone(&self.counts))
    }

    async fn open(&self, trunks: &Trunks, target: &'static str) -> (Answer, Socket) {
        let headers = [("connection", "upgrade"), ("upgrade", "websocket"), ("x-said", "in a header")];
        let headers = headers.map(|(name, value)| (Bytes::from(name), Bytes::from(value)));
        trunks.open(&self.node, Bytes::from(target), headers.to_vec()).await.unwrap()
    }

    /// A client with a socket, which buffers so many bytes.
    async fn client(&self, trunks: &Trunks, target: &'static str, buffer: usize) -> DuplexStream {
        let (answer, socket) = self.open(trunks, target).await;
        assert_eq!(answer.status, 101);
        let (client, there) = duplex(buffer);
        actix_web::rt::spawn(socket.carry(there, BytesMut::new()));
        client
    }
}

fn upgraded<T: Future<Output = ()> + 'static>(
    then: impl FnOnce(ClientStream) -> T + 'static,
) -> HttpResponse {
    let response = HttpResponse::SwitchingProtocols().upgrade("websocket").finish();
    TakeOver::answer(response, |stream, _| then(stream))
}

/// Says back what it hears, after what was said in a header.
async fn echo(request: HttpRequest) -> HttpResponse {
    let said = request.headers().get("x-said").unwrap().to_str().unwrap().to_owned();
    upgraded(async move |mut stream| {
        stream.write_all(said.as_bytes()).await.unwrap();
        let mut bytes = [0; 1000];
        while let Ok(count @ 1..) = stream.read(&mut bytes).await {
            stream.write_all(&bytes[..count]).await.unwrap();
        }
    })
}

async fn hear_everybody(everybody: web::Data<broadcast::Sender<Bytes>>) -> HttpResponse {
    let mut heard = everybody.subscribe();
    upgraded(async move |mut stream| {
        let mut nothing = [0; 1];
        loop {
            let mut bytes = tokio::select! {
                Ok(bytes) = heard.recv() => bytes,
                _ = stream.read(&mut nothing) => return,
            };
            let is_last = bytes == "the last words";
            let written = std::future::poll_fn(|context| stream.poll_write_all(context, &mut bytes)).await;
            if written.is_err() || is_last {
                return;
            }
        }
    })
}

/// Reads nothing until everybody is told something.
async fn deaf(everybody: web::Data<broadcast::Sender<Bytes>>) -> HttpResponse {
    let mut heard = everybody.subscribe();
    upgraded(async move |mut stream| {
        let _ = heard.recv().await;
        let (mut bytes, mut count) = ([0; 1000], 0);
        while let Ok(read @ 1..) = stream.read(&mut bytes).await {
            count += read;
            if bytes[..read].contains(&b'!') {
                stream.write_all(count.to_string().as_bytes()).await.unwrap();
                return;
            }
        }
    })
}

async fn heard(client: &mut DuplexStream, count: usize) -> String {
    let mut bytes = vec![0; count];
    client.read_exact(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

async fn rest(client: &mut DuplexStream) -> String {
    let mut text = String::new();
    client.read_to_string(&mut text).await.unwrap();
    text
}

#[actix_web::test]
async fn sockets_speak_and_hear_by_one_connection() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(leads.client(&trunks, "/echo", 4096).await);
    }
    for (number, client) in clients.iter_mut().enumerate() {
        assert_eq!(heard(client, 11).await, "in a header");
        client.write_all(format!("I am {number}").as_bytes()).await.unwrap();
    }
    for (number, client) in clients.iter_mut().enumerate() {
        assert_eq!(heard(client, 6).await, format!("I am {number}"));
    }
    // what came with the request
    let (_, socket) = leads.open(&trunks, "/echo").await;
    let (mut client, there) = duplex(4096);
    actix_web::rt::spawn(socket.carry(there, BytesMut::from("early")));
    assert_eq!(heard(&mut client, 16).await, "in a headerearly");
    // what is no socket
    let (answer, _) = leads.open(&trunks, "/page").await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"a page"[..]));
    let (answer, _) = leads.open(&trunks, "/nowhere").await;
    assert_eq!(answer.status, 404);
    leads.server.stop(false).await;
}

#[actix_web::test]
async fn numbers_of_sockets_that_have_gone_are_given_again() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    for _ in 0..3 {
        let mut client = leads.client(&trunks, "/echo", 4096).await;
        assert_eq!(heard(&mut client, 11).await, "in a header");
        assert_eq!(trunks.sockets(), 1);
        // both sides have to close it
        drop(client);
        while trunks.sockets() > 0 {
            tokio::task::yield_now().await;
        }
    }
    leads.server.stop(false).await;
}

#[actix_web::test]
async fn what_many_hear_travels_once() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    let mut clients = Vec::new();
    for _ in 0..100 {
        clients.push(leads.client(&trunks, "/everybody", 4096).await);
    }
    for number in 0..10 {
        leads.everybody.send(format!("{number} of ten").into()).unwrap();
        for client in &mut clients {
            assert_eq!(heard(client, 8).await, format!("{number} of ten"));
        }
    }
    let load = |count: &std::sync::atomic::AtomicU64| count.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(load(&leads.counts.delivered), 1000);
    // a thread may have begun to write before it had told all of its sockets
    assert!((10..100).contains(&load(&leads.counts.heard)), "{}", load(&leads.counts.heard));
    leads.server.stop(false).await;
}

#[actix_web::test]
async fn a_client_speaks_no_more_than_is_read() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    let mut client = leads.client(&trunks, "/deaf", 1000).await;
    let mut other = leads.client(&trunks, "/echo", 4096).await;
    assert_eq!(heard(&mut other, 11).await, "in a header");
    let speech = "x".repeat(3 * WINDOW) + "!";
    let (mut hears, mut speaks) = tokio::io::split(client);
    let speaking = actix_web::rt::spawn(async move {
        speaks.write_all(speech.as_bytes()).await.unwrap();
        speaks
    });
    // meanwhile others speak
    for _ in 0..100 {
        other.write_all(b"me").await.unwrap();
        assert_eq!(heard(&mut other, 2).await, "me");
    }
    assert!(!speaking.is_finished());
    leads.everybody.send("now".into()).unwrap();
    let speaks = speaking.await.unwrap();
    let mut count = String::new();
    hears.read_to_string(&mut count).await.unwrap();
    assert_eq!(count, (3 * WINDOW + 1).to_string());
    client = hears.unsplit(speaks);
    drop(client);
    leads.server.stop(false).await;
}

#[actix_web::test]
async fn a_client_that_does_not_hear_holds_up_nobody_and_is_left() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    let mut deaf = leads.client(&trunks, "/everybody", 10).await;
    let mut other = leads.client(&trunks, "/everybody", 1_000_000).await;
    let mut said = 0;
    // until it has been too late for too long
    while leads.everybody.receiver_count() > 1 {
        leads.everybody.send(format!("{said:08}").into()).unwrap();
        assert_eq!(heard(&mut other, 8).await, format!("{said:08}"));
        said += 1;
    }
    assert!(rest(&mut deaf).await.len() < said * 8);
    leads.everybody.send("at last.".into()).unwrap();
    assert_eq!(heard(&mut other, 8).await, "at last.");
    leads.server.stop(false).await;
}

#[actix_web::test]
async fn what_was_said_arrives_before_a_socket_ends() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    // the node that leads closes after it has spoken
    let mut client = leads.client(&trunks, "/deaf", 4096).await;
    client.write_all(b"before it went!").await.unwrap();
    leads.everybody.send("now".into()).unwrap();
    assert_eq!(rest(&mut client).await, "15");
    // the node that leads stops, which does not wait for others
    let mut client = leads.client(&trunks, "/everybody", 10).await;
    leads.everybody.send("the last words".into()).unwrap();
    let stopped = actix_web::rt::spawn(leads.server.stop(true));
    assert_eq!(rest(&mut client).await, "the last words");
    drop(client);
    tokio::time::timeout(Duration::from_secs(30), stopped).await.unwrap().unwrap();
}

#[actix_web::test]
async fn sockets_end_with_the_trunk_and_others_open_by_another() {
    let leads = Leads::start(true);
    let trunks = leads.trunks();
    let mut client = leads.client(&trunks, "/everybody", 4096).await;
    // this node stops
    leads.ending.send_replace(true);
    assert_eq!(rest(&mut client).await, "");
    leads.ending.send_replace(false);
    let mut client = leads.client(&trunks, "/everybody", 4096).await;
    leads.everybody.send("again".into()).unwrap();
    assert_eq!(heard(&mut client, 5).await, "again");
    // the node that leads dies
    leads.server.stop(false).await;
    assert_eq!(rest(&mut client).await, "");
    let opened = trunks.open(&leads.node, Bytes::from("/echo"), Vec::new()).await;
    assert_eq!(opened.err(), Some(NoTrunk::Unreachable));
}

#[actix_web::test]
async fn a_node_that_leads_no_longer_is_not_asked() {
    let leads = Leads::start(true);
    let before = Node { process: "0".to_owned(), ..leads.node.clone() };
    let opened = leads.trunks().open(&before, Bytes::from("/echo"), Vec::new()).await;
    assert_eq!(opened.err(), Some(NoTrunk::Unreachable));
    leads.server.stop(false).await;
}

#[actix_web::test]
async fn a_node_that_takes_no_trunks_is_asked_once() {
    let leads = Leads::start(false);
    let trunks = Rc::new(leads.trunks());
    let opened = trunks.open(&leads.node, Bytes::from("/echo"), Vec::new()).await;
    assert_eq!(opened.err(), Some(NoTrunk::Unknown));
    leads.server.stop(false).await;
    let opened = trunks.open(&leads.node, Bytes::from("/echo"), Vec::new()).await;
    assert_eq!(opened.err(), Some(NoTrunk::Unknown), "it is not there to be asked");
}

#[actix_web::test]
async fn nobody_but_nodes_opens_trunks() {
    let leads = Leads::start(true);
    let theirs = Origins::new(Secrets::derive("theirs"));
    let trunks =
        Trunks::new(upstream(&leads.node, theirs), limits(), leads.ending.subscribe(), Arc::default());
    let opened = trunks.open(&leads.node, Bytes::from("/echo"), Vec::new()).await;
    assert_eq!(opened.err(), Some(NoTrunk::Unknown));
    let mut stream = TcpStream::connect(&leads.node.address).await.unwrap();
    let request =
        format!("GET {TRUNKS} HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    leads.server.stop(false).await;
}
