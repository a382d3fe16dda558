//! The HTTP server. A WebSocket takes its connection over from the HTTP layer, whose buffers and layers would cost several
//! times as much per write as the WebSocket itself.

mod application;
mod connection;
mod framing;
mod stream;

use std::convert::Infallible;
use std::future::{Future, poll_fn, ready};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_codec::{Framed, FramedParts};
use actix_http::body::{BoxBody, MessageBody};
use actix_http::error::DispatchError;
use actix_http::h1::{Codec, Message};
use actix_http::{ConnectionType, HttpMessage as _, HttpService, Protocol, Request, Response};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_factory, fn_service, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{Error, HttpResponse};
use bytes::BytesMut;
use futures_util::FutureExt as _;
use futures_util::future::Either;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;
use tokio::sync::OnceCell;
use tokio_util::codec::Encoder as _;

use connection::{Connection, Exchange, ResponseBody};

pub use application::Application;
pub use stream::{Carried, ClientStream, Detached, LINGER, linger};

/// Connections that may wait to be accepted: after a restart all clients reconnect at once.
const BACKLOG: u32 = 4096;

type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

/// Takes over a connection after an upgrade, with the bytes that have already arrived. Stored in the response's
/// extensions.
pub struct TakeOver(Box<dyn FnOnce(ClientStream, BytesMut) -> LocalFuture>);

impl TakeOver {
    /// The response to an upgrade request, after which `then` gets the connection.
    pub fn answer<T>(
        mut response: HttpResponse,
        then: impl FnOnce(ClientStream, BytesMut) -> T + 'static,
    ) -> HttpResponse
    where
        T: Future<Output = ()> + 'static,
    {
        response.extensions_mut().insert(Self(Box::new(|stream, read| Box::pin(then(stream, read)))));
        response
    }

    /// Serves the stream until it ends, given the bytes already read from it. In a task of its own, which is woken without HTTP's
    /// layers; a panic in it only ends this stream.
    pub async fn run(self, stream: ClientStream, read: BytesMut) {
        drop(actix_web::rt::spawn((self.0)(stream, read)).await);
    }
}

/// Listens at an address. Needs a runtime.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// Options of the server.
pub struct Options {
    /// Threads that serve requests.
    pub workers: usize,
    /// How long running requests may take to finish at shutdown.
    pub shutdown_timeout: Duration,
    /// How long a connection may be idle between two requests.
    pub keep_alive: Duration,
    /// How long the head of a request may take to arrive.
    pub head_timeout: Duration,
    /// Called for each new connection.
    pub on_connect: fn(&TcpStream),
    /// Called for each request, before the application gets it.
    pub on_request: Option<OnRequest>,
}

/// Changes requests that arrive, or refuses them.
pub type OnRequest = Arc<dyn Fn(&mut Request) -> Result<(), Response<BoxBody>> + Send + Sync>;

/// Serves an application. `app` is called once per worker thread.
pub fn serve<F, A, S, B>(listener: TcpListener, options: &Options, app: F) -> std::io::Result<Server>
where
    F: Fn() -> A + Clone + Send + 'static,
    A: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    B: MessageBody + Unpin + 'static,
{
    // the caller handles signals
    let builder = Server::build().workers(options.workers).disable_signals();
    let builder = builder.shutdown_timeout(options.shutdown_timeout.as_secs());
    let (stopping, on_connect) = (builder.graceful_shutdown_signal(), options.on_connect);
    let (keep_alive, head_timeout) = (options.keep_alive, options.head_timeout);
    let on_request = options.on_request.clone();
    let builder = builder.listen("site", listener, move || {
        let app = app().into_factory().map_err(|error| Response::from(error.into()));
        let app = Rc::new(map_config(app, |()| AppConfig::default()));
        // one service per thread, for requests and upgrades
        let shared = Rc::new(OnceCell::new());
        let make = move || {
            let (shared, app) = (Rc::clone(&shared), Rc::clone(&app));
            async move {
                shared.get_or_try_init(|| async { app.new_service(()).await.map(Rc::new) }).await.cloned()
            }
        };
        let requests = fn_factory({
            let (make, on_request) = (make.clone(), on_request.clone());
            move || {
                let (service, on_request) = (make(), on_request.clone());
                async move {
                    let service = service.await?;
                    Ok::<_, S::InitError>(fn_service(move |request| {
                        respond(&*service, on_request.as_ref(), request)
                    }))
                }
            }
        });
        let (on_request, stops) = (on_request.clone(), stopping.clone());
        let upgrades = fn_factory(move || {
            let (service, on_request, stops) = (make(), on_request.clone(), stops.clone());
            async move {
                let application = Application::new(service.await?, on_request, stops);
                Ok::<_, S::InitError>(fn_service(move |(request, framed)| {
                    let application = application.clone();
                    async move { upgrade(&application, request, framed).await }
                }))
            }
        });
        let stopping = stopping.clone();
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(keep_alive)
            // `Connection` has a timeout for each request; this one would only cover the first
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(Duration::from_secs(1))
            // a client that closes while its long poll waits is gone at once, rather than when the poll ends
            .h1_allow_half_closed(false)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.exchange());
            })
            .upgrade(upgrades)
            .finish(requests);
        fn_service(move |stream: TcpStream| {
            // otherwise Nagle's algorithm delays a message by up to 40 ms; it only fails if the client is gone
            let _ = stream.set_nodelay(true);
            on_connect(&stream);
            let peer = stream.peer_addr().ok();
            ready(Ok::<_, DispatchError>((Connection::new(stream, head_timeout), Protocol::Http1, peer)))
        })
        .and_then(http)
    })?;
    Ok(builder.run())
}

/// Answers a request. When the response ends, its connection reads the next one. Not an `async fn`: its future would hold
/// the request a second time, in every connection.
fn respond<S, B>(
    service: &S,
    on_request: Option<&OnRequest>,
    mut request: Request,
) -> impl Future<Output = Result<Response<ResponseBody<B>>, Response<BoxBody>>> + use<S, B>
where
    S: Service<Request, Error = Response<BoxBody>>,
    S::Response: Into<Response<B>>,
    B: MessageBody + Unpin + 'static,
{
    let exchange = request.conn_data::<Rc<Exchange>>().cloned();
    if let Some(exchange) = &exchange {
        exchange.accept(&request);
    }
    let answered = match welcome(on_request, &mut request) {
        Ok(()) => Either::Left(service.call(request)),
        Err(refused) => Either::Right(ready(Err(refused))),
    };
    answered.map(|answered| match answered {
        Ok(response) => Ok(response.into().map_body(|_, body| ResponseBody::new(body, exchange))),
        Err(response) => Err(response.map_body(|_, body| BoxBody::new(ResponseBody::new(body, exchange)))),
    })
}

fn welcome(on_request: Option<&OnRequest>, request: &mut Request) -> Result<(), Response<BoxBody>> {
    on_request.map_or(Ok(()), |on_request| on_request(request))
}

/// Answers an upgrade request and hands over the connection.
async fn upgrade(
    application: &Application,
    request: Request,
    framed: Framed<Connection, Codec>,
) -> Result<(), Infallible> {
    let FramedParts { io, codec, read_buf, .. } = framed.into_parts();
    let (mut io, read_buf) = io.take_over(read_buf);
    request.extensions_mut().insert(application.clone());
    let (response, taken_over) = application.answer(request).await;
    // an error means that the client is gone
    match (answer(&mut io, codec, response, taken_over.is_some()).await, taken_over) {
        (Ok(()), Some(taken_over)) => taken_over.run(ClientStream::Tcp(io), read_buf).await,
        (Ok(()), None) => drop(io.shutdown().await),
        (Err(_), _) => {}
    }
    Ok(())
}

/// Writes a response. Closes the connection after it unless it is taken over.
async fn answer(
    stream: &mut TcpStream,
    mut codec: Codec,
    mut response: Response<BoxBody>,
    is_taken_over: bool,
) -> std::io::Result<()> {
    if !is_taken_over {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    let (head, body) = response.into_parts();
    let mut body = pin!(body);
    let mut buffer = BytesMut::new();
    codec.encode(Message::Item((head, body.size())), &mut buffer)?;
    loop {
        let chunk = match body.size().is_eof() {
            true => None,
            false => poll_fn(|context| body.as_mut().poll_next(context)).await,
        };
        let is_last = chunk.is_none();
        let chunk = chunk.transpose().map_err(|error| std::io::Error::other(error.to_string()))?;
        codec.encode(Message::Chunk(chunk), &mut buffer)?;
        stream.write_all_buf(&mut buffer).await?;
        if is_last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_server::ServerHandle;
    use actix_web::{App, web};
    use bytes::Bytes;
    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// Starts a server and connects to it.
    async fn connect(keep_alive: Duration, head_timeout: Duration) -> (ServerHandle, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown_timeout = Duration::ZERO;
        let options = Options {
            workers: 1,
            shutdown_timeout,
            keep_alive,
            head_timeout,
            on_connect: |_| {},
            on_request: None,
        };
        let server = serve(listener, &options, || {
            App::new()
                .route("/page", web::get().to(async || "x".repeat(100_000)))
                .route("/back", web::post().to(async |body: Bytes| body))
                .route(
                    "/echo",
                    web::get().to(async || {
                        let response = HttpResponse::SwitchingProtocols().upgrade("websocket").finish();
                        TakeOver::answer(response, async |mut stream, mut read| {
                            let mut rest = [0; 100];
                            let count = stream.read(&mut rest).await.unwrap();
                            read.extend_from_slice(&rest[..count]);
                            stream.write_all(&read).await.unwrap();
                        })
                    }),
                )
                .route(
                    "/options",
                    web::get().to(async || {
                        let response = HttpResponse::SwitchingProtocols().upgrade("websocket").finish();
                        TakeOver::answer(response, async |mut stream, _| {
                            let delays =
                                if stream.tcp().unwrap().nodelay().unwrap() { "at once" } else { "joined" };
                            stream.write_all(delays.as_bytes()).await.unwrap();
                        })
                    }),
                )
        });
        let server = server.unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        (handle, TcpStream::connect(address).await.unwrap())
    }

    /// All responses to `first` and to `more`, which is sent once the first response has begun.
    async fn exchange(keep_alive: Duration, head_timeout: Duration, first: &str, more: &str) -> String {
        let (server, mut stream) = connect(keep_alive, head_timeout).await;
        stream.write_all(first.as_bytes()).await.unwrap();
        let mut answer = vec![stream.read_u8().await.unwrap()];
        stream.write_all(more.as_bytes()).await.unwrap();
        stream.read_to_end(&mut answer).await.unwrap();
        server.stop(true).await;
        String::from_utf8(answer).unwrap()
    }

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(100);
    const LAST: &str = "GET /nowhere HTTP/1.0\r\n\r\n";

    /// Sends an upgrade request.
    async fn talk(target: &str, more: &str) -> String {
        let head =
            format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        exchange(LONG, LONG, &head, more).await
    }

    #[actix_web::test]
    async fn an_upgrade_takes_over_the_connection() {
        let said = talk("/echo", "hello").await;
        let (head, rest) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 101 ") && head.contains("upgrade: websocket"), "{head}");
        assert_eq!(rest, "hello");
        // bytes that arrive with the request are not lost
        let (server, mut stream) = connect(LONG, LONG).await;
        let request = "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nhel";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut said = vec![stream.read_u8().await.unwrap()];
        stream.write_all(b"lo").await.unwrap();
        stream.read_to_end(&mut said).await.unwrap();
        server.stop(true).await;
        assert!(said.ends_with(b"\r\n\r\nhello"), "{}", said.escape_ascii());
    }

    #[actix_web::test]
    async fn other_responses_are_complete_and_close_the_connection() {
        let said = talk("/page", "").await;
        let (head, rest) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("connection: close"), "{head}");
        assert_eq!(rest.len(), 100_000);
        assert!(talk("/nowhere", "").await.starts_with("HTTP/1.1 404 "));
    }

    #[actix_web::test]
    async fn writes_are_not_delayed() {
        let answer = talk("/options", "").await;
        assert!(answer.ends_with("\r\n\r\nat once"), "{answer}");
    }

    #[actix_web::test]
    async fn idle_connections_are_kept_for_the_keep_alive_time() {
        let one = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
        for (keep_alive, answers) in [(Duration::ZERO, 1), (LONG, 2)] {
            let said = exchange(keep_alive, LONG, one, LAST).await;
            assert_eq!(said.matches("HTTP/1.").count(), answers, "{said}");
        }
    }

    #[actix_web::test]
    async fn pipelined_requests_are_answered_in_order() {
        let requests = [
            "GET /page HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /back HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfirst",
            "\r\nPOST /back HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nsec\r\n3\r\nond\r\n0\r\nX: y\r\n\r\n",
            // a body that no handler reads
            "GET /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n0\r\n\r\n",
            "POST /back HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        ];
        let everything = format!("{}{LAST}", requests.concat());
        for at in [everything.len(), 1, 60, 150, 200, 300] {
            let (server, mut stream) = connect(LONG, LONG).await;
            for piece in everything.as_bytes().chunks(at) {
                stream.write_all(piece).await.unwrap();
            }
            let mut said = String::new();
            stream.read_to_string(&mut said).await.unwrap();
            server.stop(true).await;
            let answers: Vec<(&str, usize)> = said
                .split("HTTP/1.1 ")
                .flat_map(|answer| answer.split("HTTP/1.0 "))
                .skip(1)
                .map(|answer| (&answer[..3], answer.split_once("\r\n\r\n").unwrap().1.len()))
                .collect();
            let expected = [("200", 100_000), ("200", 5), ("200", 6), ("404", 0), ("200", 0), ("404", 0)];
            assert_eq!(answers, expected, "in pieces of {at}: {said}");
        }
    }

    #[actix_web::test]
    async fn each_head_has_a_timeout_and_so_has_an_unread_body() {
        let one = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
        let post = "POST /back HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx";
        for begun in ["G", "\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: "] {
            for (before, answers) in [(one.to_owned(), 2), (format!("{one}{post}"), 3)] {
                let said = exchange(LONG, SHORT, &before, begun).await;
                assert_eq!(said.matches("HTTP/1.1 ").count(), answers, "{said}");
                assert!(said.contains("HTTP/1.1 408 "), "{said}");
                // sent together with requests that are answered
                let said = exchange(LONG, SHORT, &format!("{before}{begun}"), "").await;
                assert_eq!(said.matches("HTTP/1.1 ").count(), answers, "{said}");
            }
        }
        let unread = one.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n");
        let said = exchange(LONG, LONG, &unread, "x").await;
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{said}");
    }
}
