//! The HTTP server, and connections that leave HTTP behind. A WebSocket takes its connection over from the HTTP layer,
//! whose buffers and steps for each write would cost several times of what the WebSocket itself does.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;

use actix_codec::{Framed, FramedParts};
use actix_http::body::{BoxBody, MessageBody};
use actix_http::h1::{Codec, Message};
use actix_http::{ConnectionType, HttpService, Request, Response};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_factory, fn_service, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{Error, HttpResponse};
use bytes::BytesMut;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::OnceCell;
use tokio_util::codec::Encoder as _;

type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

/// What goes on with a connection after the answer that this is put into, and what has arrived on it already.
pub struct TakeOver(Box<dyn FnOnce(TcpStream, BytesMut) -> LocalFuture>);

impl TakeOver {
    /// The answer to a request for an upgrade, after which the connection is handed to `then`.
    pub fn answer<T>(
        mut response: HttpResponse,
        then: impl FnOnce(TcpStream, BytesMut) -> T + 'static,
    ) -> HttpResponse
    where
        T: Future<Output = ()> + 'static,
    {
        response.extensions_mut().insert(Self(Box::new(|stream, read| Box::pin(then(stream, read)))));
        response
    }
}

/// How the server runs.
pub struct Options {
    /// Threads that serve requests.
    pub workers: usize,
    /// How long requests under way may take to finish at the end.
    pub shutdown_timeout: Duration,
    /// How long a connection may do nothing between two requests.
    pub keep_alive: Duration,
    /// Looks at every connection before it is served.
    pub on_connect: fn(&TcpStream),
}

/// Serves an application, made anew for each thread.
pub fn serve<F, A, S, B>(listener: TcpListener, options: &Options, app: F) -> std::io::Result<Server>
where
    F: Fn() -> A + Clone + Send + 'static,
    A: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
{
    // stopping is left to who runs it
    let builder = Server::build().workers(options.workers).disable_signals();
    let builder = builder.shutdown_timeout(options.shutdown_timeout.as_secs());
    let (stopping, on_connect) = (builder.graceful_shutdown_signal(), options.on_connect);
    let keep_alive = options.keep_alive;
    let builder = builder.listen("site", listener, move || {
        let app = app().into_factory().map_err(|error| Response::from(error.into()));
        let app = Rc::new(map_config(app, |()| AppConfig::default()));
        // the thread's one service, for requests of either kind
        let shared = Rc::new(OnceCell::new());
        let make = move || {
            let (shared, app) = (Rc::clone(&shared), Rc::clone(&app));
            async move {
                shared.get_or_try_init(|| async { app.new_service(()).await.map(Rc::new) }).await.cloned()
            }
        };
        let upgrades = fn_factory({
            let make = make.clone();
            move || {
                let service = make();
                async move {
                    let service = service.await?;
                    Ok::<_, S::InitError>(fn_service(move |(request, framed)| {
                        let service = Rc::clone(&service);
                        async move { upgrade(&*service, request, framed).await }
                    }))
                }
            }
        });
        let stopping = stopping.clone();
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(keep_alive)
            // a request's head has five seconds to arrive
            .client_request_timeout(Duration::from_secs(5))
            .client_disconnect_timeout(Duration::from_secs(1))
            // otherwise a message waits, for up to 40 ms, until the client confirms the one before
            .tcp_nodelay(true)
            // a client that gives up a question which waits for an answer is gone, rather than counted until it would be
            // answered
            .h1_allow_half_closed(false)
            .on_connect_ext(move |stream: &TcpStream, _| on_connect(stream))
            .upgrade(upgrades)
            .finish(fn_factory(make))
            .tcp()
    })?;
    Ok(builder.run())
}

/// Answers a request that asks for another protocol, and lets whoever answered go on with the connection.
async fn upgrade<S, B>(
    service: &S,
    request: Request,
    framed: Framed<TcpStream, Codec>,
) -> Result<(), Infallible>
where
    S: Service<Request, Error = Response<BoxBody>>,
    S::Response: Into<Response<B>>,
    B: MessageBody,
{
    let FramedParts { mut io, codec, read_buf, .. } = framed.into_parts();
    let taken_over = match service.call(request).await {
        Ok(response) => answer(&mut io, codec, response.into()).await,
        Err(response) => answer(&mut io, codec, response).await,
    };
    match taken_over {
        // as a task of its own it is woken without HTTP's layers in between; a panic in it is that connection's end
        Ok(Some(TakeOver(then))) => drop(actix_web::rt::spawn(then(io, read_buf)).await),
        Ok(None) => drop(io.shutdown().await),
        // the client is gone
        Err(_) => {}
    }
    Ok(())
}

/// Writes an answer. Without somebody to go on with it, the connection ends with the answer.
async fn answer<B: MessageBody>(
    stream: &mut TcpStream,
    mut codec: Codec,
    mut response: Response<B>,
) -> std::io::Result<Option<TakeOver>> {
    let taken_over = response.extensions_mut().remove::<TakeOver>();
    if taken_over.is_none() {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    let (head, body) = response.into_parts();
    let mut body = pin!(body);
    let mut buffer = BytesMut::new();
    codec.encode(Message::Item((head, body.size())), &mut buffer)?;
    loop {
        let piece = match body.size().is_eof() {
            true => None,
            false => poll_fn(|context| body.as_mut().poll_next(context)).await,
        };
        let is_last = piece.is_none();
        let piece = piece.transpose().map_err(|error| std::io::Error::other(error.into().to_string()))?;
        codec.encode(Message::Chunk(piece), &mut buffer)?;
        stream.write_all_buf(&mut buffer).await?;
        if is_last {
            return Ok(taken_over);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::{App, web};
    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// Says everything that one request is answered with, followed by `more` of the client.
    async fn talk(target: &str, more: &str) -> String {
        let head =
            format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        exchange(Duration::from_secs(5), &head, more).await
    }

    async fn exchange(keep_alive: Duration, head: &str, more: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let options =
            Options { workers: 1, shutdown_timeout: Duration::ZERO, keep_alive, on_connect: |_| {} };
        let server = serve(listener, &options, || {
            App::new()
                .route("/page", web::get().to(async || "x".repeat(100_000)))
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
                            let delays = if stream.nodelay().unwrap() { "at once" } else { "joined" };
                            stream.write_all(delays.as_bytes()).await.unwrap();
                        })
                    }),
                )
        });
        let server = server.unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // the answer's first byte, so that what follows comes by itself
        let mut answer = vec![stream.read_u8().await.unwrap()];
        stream.write_all(more.as_bytes()).await.unwrap();
        stream.read_to_end(&mut answer).await.unwrap();
        handle.stop(true).await;
        String::from_utf8(answer).unwrap()
    }

    #[actix_web::test]
    async fn whoever_answered_goes_on_with_the_connection() {
        let said = talk("/echo", "hello").await;
        let (head, rest) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 101 ") && head.contains("upgrade: websocket"), "{head}");
        assert_eq!(rest, "hello");
    }

    #[actix_web::test]
    async fn other_answers_are_whole_and_end_the_connection() {
        let said = talk("/page", "").await;
        let (head, rest) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("connection: close"), "{head}");
        assert_eq!(rest.len(), 100_000);
        assert!(talk("/nowhere", "").await.starts_with("HTTP/1.1 404 "));
    }

    #[actix_web::test]
    async fn what_is_written_leaves_at_once() {
        let answer = talk("/options", "").await;
        assert!(answer.ends_with("\r\n\r\nat once"), "{answer}");
    }

    #[actix_web::test]
    async fn connections_are_kept_for_as_long_as_was_said() {
        let (one, last) =
            ("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "GET /nowhere HTTP/1.0\r\nHost: x\r\n\r\n");
        for (keep_alive, answers) in [(Duration::ZERO, 1), (Duration::from_secs(60), 2)] {
            let said = exchange(keep_alive, one, last).await;
            assert_eq!(said.matches("HTTP/1.").count(), answers, "{said}");
        }
    }
}
