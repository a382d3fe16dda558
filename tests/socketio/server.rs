//! A server with a service that does what its clients ask for.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::header::{HeaderName, HeaderValue, ORIGIN};
use actix_web::{App, HttpRequest, HttpResponse};
use pystreaming::server;
use pystreaming::socketio::{
    Admission, ConnectRefusal, Frame, Headers, IncomingEvent, Permit, Service, SessionWorkers, Settings,
    SocketIo, SocketRef,
};
use pystreaming_actors::session::{Channels, Delivery, RoomId, SessionId};
use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};

/// Nothing here takes this long, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Worker threads of the server.
const WORKERS: u16 = 2;

/// Notes what happens and answers like the suites' servers.
#[derive(Default)]
pub struct Notes {
    pub workers: Arc<SessionWorkers<Self>>,
    notes: Mutex<Vec<String>>,
    sessions: Mutex<Vec<SessionId>>,
    held: Mutex<Vec<Permit>>,
    /// Requests that came in.
    asked: AtomicUsize,
    /// Those that were let open a session.
    pub handshakes: AtomicUsize,
    /// Sessions that there are.
    open: watch::Sender<usize>,
    changed: Notify,
}

impl Notes {
    fn note(&self, note: impl Into<String>) {
        self.notes.lock().unwrap().push(note.into());
        self.changed.notify_waiters();
    }

    pub fn all(&self) -> Vec<String> {
        self.notes.lock().unwrap().clone()
    }

    /// Waits until something has happened that many times.
    pub async fn until(&self, note: &str, times: usize) {
        let waiting = async {
            loop {
                let changed = self.changed.notified();
                if self.all().iter().filter(|noted| *noted == note).count() >= times {
                    return;
                }
                changed.await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(outcome.is_ok(), "{note:?} did not happen {times} times: {:?}", self.all());
    }

    /// How many requests have come in.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits until more requests have come in than `before`.
    pub async fn until_asked(&self, before: usize) {
        let waiting = async {
            loop {
                let changed = self.changed.notified();
                if self.asked() > before {
                    return;
                }
                changed.await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "no request came in");
    }

    /// Waits until there are that many sessions, whether they have joined or not.
    pub async fn until_open(&self, sessions: usize) {
        let mut open = self.open.subscribe();
        let waiting = tokio::time::timeout(PATIENCE, open.wait_for(|open| *open == sessions));
        assert!(waiting.await.is_ok(), "there are {} sessions", *self.open.borrow());
    }

    /// Lets go of the permits of all events called `hold`.
    pub fn release(&self) {
        self.held.lock().unwrap().clear();
    }

    /// Sends a frame to a room's subscribers on both threads.
    pub fn broadcast(&self, room: RoomId, channels: Channels, except: Option<SessionId>, frame: &Frame) {
        for worker in 0..WORKERS {
            let delivery = Delivery::Broadcast { channels, except, can_wait: false, event: frame.clone() };
            self.workers.deliver(worker, room, vec![delivery]);
        }
    }

    fn subscribe(&self, session: SessionId, room: RoomId, channels: Channels) {
        let delivery = Delivery::Subscribe { session, channels, subscription: () };
        self.workers.deliver(session.worker, room, vec![delivery]);
    }

    /// Sessions in the order in which they joined.
    pub fn session(&self, index: usize) -> SessionId {
        self.sessions.lock().unwrap()[index]
    }
}

/// Counts a session for as long as it is kept.
pub struct Open(watch::Sender<usize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

impl Service for Notes {
    type Socket = ();
    type Handshake = Open;
    type Subscription = ();
    type Message = String;

    fn namespaces(&self) -> &[&str] {
        &["/", "/custom"]
    }

    fn admit(&self, request: &HttpRequest) -> Result<Headers, HttpResponse> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_waiters();
        if request.headers().get(ORIGIN).is_some_and(|origin| origin == "https://evil.example") {
            return Err(HttpResponse::Forbidden().finish());
        }
        Ok(vec![(HeaderName::from_static("x-every"), HeaderValue::from_static("1"))])
    }

    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        request.headers().get("x-address")?.to_str().ok()?.parse().ok()
    }

    fn handshake(&self, _: &HttpRequest) -> Result<Admission<Open>, HttpResponse> {
        self.handshakes.fetch_add(1, Ordering::SeqCst);
        self.open.send_modify(|open| *open += 1);
        let cookie = (HeaderName::from_static("set-cookie"), HeaderValue::from_static("visitor=1"));
        Ok(Admission { handshake: Open(self.open.clone()), headers: vec![cookie] })
    }

    fn connect(
        &self,
        socket: &SocketRef<'_>,
        _: &Open,
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<(), ConnectRefusal> {
        assert!(auth.is_none_or(|auth| auth.get() != r#"{"panic":true}"#), "as asked");
        socket.emit(&format!(r#"["auth",{}]"#, auth.map_or("{}", RawValue::get)), &[]);
        self.sessions.lock().unwrap().push(socket.session);
        self.note(format!("joined {namespace}"));
        Ok(())
    }

    fn event(&self, socket: &SocketRef<'_>, (): &mut (), event: IncomingEvent<'_>, permit: Permit) {
        match event.name {
            "message" => {
                socket.emit(&format!(r#"["message-back",{}]"#, event.arguments), event.attachments);
            }
            "message-with-ack" => {
                socket.ack_with(event.ack.unwrap(), &format!("[{}]", event.arguments), event.attachments);
            }
            "subscribe" => {
                let (room, channels) = event.argument().unwrap();
                self.subscribe(socket.session, RoomId(room), Channels(channels));
            }
            "unsubscribe" => {
                self.subscribe(socket.session, RoomId(1), Channels::NONE);
            }
            "hold" => self.held.lock().unwrap().push(permit),
            "close" => socket.close(),
            "panic" => panic!("as asked"),
            _ => {}
        }
        self.note(event.name);
    }

    fn notified(&self, socket: &SocketRef<'_>, (): &mut (), message: String) {
        assert_ne!(message, "panic", "as asked");
        socket.emit(&format!(r#"["told","{message}"]"#), &[]);
    }

    fn disconnected(&self, socket: &SocketRef<'_>, (): ()) {
        self.note(format!("left {}", socket.namespace));
    }
}

/// A running server; stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    pub notes: Arc<Notes>,
    handle: ServerHandle,
}

impl Server {
    pub fn start(settings: Settings) -> Self {
        let notes = Arc::new(Notes::default());
        let sockets = SocketIo::new(Arc::clone(&notes), Arc::clone(&notes.workers), settings);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let options = server::Options {
            workers: WORKERS.into(),
            shutdown_timeout: Duration::ZERO,
            keep_alive: PATIENCE,
            head_timeout: Duration::from_secs(5),
            on_connect: |_| {},
            on_request: None,
        };
        let app = move || App::new().configure(|config| sockets.mount(config, "/socket.io/"));
        let running = server::serve(listener, &options, app).unwrap();
        let handle = running.handle();
        actix_web::rt::spawn(running);
        Self { address, notes, handle }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// Short times, as the suites ask for.
pub fn short() -> Settings {
    Settings {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        connect_timeout: Duration::from_secs(1),
        ..Settings::default()
    }
}
