//! A server for the conformance suites of Engine.IO (`/engine.io/`, which echoes) and Socket.IO (`/socket.io/`), with the
//! short times that they ask for.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse};
use clap::Parser;
use pystreaming::server;
use pystreaming::socketio::packet::Kind;
use pystreaming::socketio::{
    Admission, ConnectRefusal, Frame, Headers, IncomingEvent, Message, Permit, Service, SessionWorkers,
    Settings, SocketIo, SocketRef,
};
use serde_json::value::RawValue;

/// A server for the conformance suites of Engine.IO and Socket.IO
#[derive(Parser)]
struct Options {
    /// Port on 127.0.0.1
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Threads
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// Milliseconds between heartbeats
    #[arg(long, default_value_t = 300)]
    ping_interval: u64,
    /// Milliseconds to answer one
    #[arg(long, default_value_t = 200)]
    ping_timeout: u64,
    /// Milliseconds to join a namespace: less than the two seconds that the suite waits for the end of who does not, and
    /// clearly more than the three heartbeats after which another of its tests has not yet joined
    #[arg(long, default_value_t = 1500)]
    connect_timeout: u64,
}

/// The suite reads one message at a time and loses one that arrives together with another.
const PAUSE: Duration = Duration::from_millis(50);

/// What the suite of Socket.IO expects: `auth` on arrival, `message` sent back, `message-with-ack` acknowledged.
struct Suite {
    workers: Arc<SessionWorkers<Self>>,
}

impl Service for Suite {
    type Socket = ();
    type Handshake = ();
    type Subscription = ();
    type Message = ();

    fn namespaces(&self) -> &[&str] {
        &["/", "/custom"]
    }

    fn admit(&self, _: &HttpRequest) -> Result<Headers, HttpResponse> {
        Ok(Headers::new())
    }

    fn handshake(&self, _: &HttpRequest) -> Result<Admission<()>, HttpResponse> {
        Ok(Admission { handshake: (), headers: Headers::new() })
    }

    fn connect(
        &self,
        socket: &SocketRef<'_>,
        (): &(),
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<(), ConnectRefusal> {
        let array = format!(r#"["auth",{}]"#, auth.map_or("{}", RawValue::get));
        let frame = Frame::packet(Kind::Event, namespace, None, &array, &[]);
        let (to, workers) = (socket.session, Arc::clone(&self.workers));
        actix_web::rt::spawn(async move {
            actix_web::rt::time::sleep(PAUSE).await;
            workers.send(to, frame);
        });
        Ok(())
    }

    fn event(&self, socket: &SocketRef<'_>, (): &mut (), event: IncomingEvent<'_>, _: Permit) {
        match (event.name, event.ack) {
            ("message", _) if event.arguments.is_empty() => socket.emit(r#"["message-back"]"#, &[]),
            ("message", _) => {
                socket.emit(&format!(r#"["message-back",{}]"#, event.arguments), event.attachments);
            }
            ("message-with-ack", Some(id)) => {
                socket.ack_with(id, &format!("[{}]", event.arguments), event.attachments);
            }
            _ => {}
        }
    }

    fn disconnected(&self, _: &SocketRef<'_>, (): ()) {}
}

/// Sends every message of Engine.IO back.
struct Echo;

impl Service for Echo {
    type Socket = ();
    type Handshake = ();
    type Subscription = ();
    type Message = ();

    fn admit(&self, _: &HttpRequest) -> Result<Headers, HttpResponse> {
        Ok(Headers::new())
    }

    fn handshake(&self, _: &HttpRequest) -> Result<Admission<()>, HttpResponse> {
        Ok(Admission { handshake: (), headers: Headers::new() })
    }

    fn connect(
        &self,
        _: &SocketRef<'_>,
        (): &(),
        _: &str,
        _: Option<&RawValue>,
    ) -> Result<(), ConnectRefusal> {
        Ok(())
    }

    fn event(&self, _: &SocketRef<'_>, (): &mut (), _: IncomingEvent<'_>, _: Permit) {}

    fn disconnected(&self, _: &SocketRef<'_>, (): ()) {}

    fn intercept(&self, message: Message<'_>) -> Option<Frame> {
        Some(match message {
            Message::Text(text) => Frame::text(&format!("4{text}")),
            Message::Binary(bytes) => Frame::binary(bytes),
        })
    }
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let settings = Settings {
        ping_interval: Duration::from_millis(options.ping_interval),
        ping_timeout: Duration::from_millis(options.ping_timeout),
        connect_timeout: Duration::from_millis(options.connect_timeout),
        ..Settings::default()
    };
    // no namespace is joined over plain Engine.IO
    let patient = Settings { connect_timeout: Duration::from_secs(3600), ..settings.clone() };
    let workers = Arc::new(SessionWorkers::default());
    let suite = SocketIo::new(Arc::new(Suite { workers: Arc::clone(&workers) }), workers, settings);
    let echo = SocketIo::new(Arc::new(Echo), Arc::new(SessionWorkers::default()), patient);
    let listener = TcpListener::bind(("127.0.0.1", options.port))?;
    println!("listening on port {}", options.port);
    let how = server::Options {
        workers: options.workers,
        shutdown_timeout: Duration::ZERO,
        keep_alive: Duration::from_secs(5),
        head_timeout: Duration::from_secs(5),
        on_connect: |_| {},
        on_request: None,
    };
    server::serve(listener, &how, move || {
        App::new()
            .configure(|config| suite.mount(config, "/socket.io/"))
            .configure(|config| echo.mount(config, "/engine.io/"))
    })?
    .await
}
