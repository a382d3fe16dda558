//! A trunk at the node that leads: each socket is the stream of a client for it, as if it had been accepted here.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use actix_http::body::to_bytes;
use actix_http::{Request, Response};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use tracing::{debug, info, warn};

use super::sockets::{Opened, Socket, Trunk};
use super::wire::Message;
use super::{READ_AHEAD, TRUNK};
use crate::cluster::dial::PROTOCOL;
use crate::cluster::origin::{Origins, not_leading};
use crate::ingest::rtmp::prepare;
use crate::server::{Application, ClientStream, LINGER, TakeOver};
use crate::web::refuse;

/// `GET /-/node/sockets`: takes the sockets that another node carries.
pub async fn receive_trunk(request: HttpRequest, origins: web::Data<Origins>) -> HttpResponse {
    let application = request.extensions().get::<Application>().cloned();
    let is_node = request.headers().get(TRUNK).is_some_and(|header| origins.is_trunk(header));
    let (true, Some(application)) = (is_node, application) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such page");
    };
    let response = HttpResponse::SwitchingProtocols().upgrade(PROTOCOL).finish();
    TakeOver::answer(response, async move |stream, read| {
        stream.tcp().into_iter().for_each(prepare);
        info!("another node passes on the sockets of its clients");
        match serve(stream, read, application).await {
            Ok(()) => debug!("another node has closed its connection for sockets"),
            Err(error) => warn!(%error, "the sockets that another node passes on end"),
        }
    })
}

/// Serves the sockets of a trunk until it ends.
async fn serve<T: AsyncRead + AsyncWrite>(
    stream: T,
    read: BytesMut,
    application: Application,
) -> io::Result<()> {
    let (from, to) = tokio::io::split(stream);
    let trunk = Arc::new(Trunk::default());
    let _ends = Ends(&trunk);
    let stopping = async {
        application.stopping().await;
        trunk.stop();
        std::future::pending().await
    };
    let mut hearing = pin!(hear(&trunk, from, read, &application));
    tokio::select! {
        heard = &mut hearing => heard,
        said = say(&trunk, to) => {
            said?;
            // as `linger` does
            let _ = timeout(LINGER, hearing).await;
            Ok(())
        }
        never = stopping => never,
    }
}

/// Ends the sockets of a trunk when dropped.
struct Ends<'a>(&'a Trunk);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.break_off();
    }
}

/// Takes what the other node says.
async fn hear<T: AsyncRead>(
    trunk: &Arc<Trunk>,
    mut from: tokio::io::ReadHalf<T>,
    mut read: BytesMut,
    application: &Application,
) -> io::Result<()> {
    read.reserve(READ_AHEAD);
    loop {
        while let Some(message) = Message::read(&mut read).map_err(io::Error::other)? {
            if let Some(opened) = trunk.take(message).map_err(io::Error::other)? {
                let socket = Socket::new(trunk, opened.channel);
                actix_web::rt::spawn(open(application.clone(), Arc::clone(trunk), opened, socket));
            }
        }
        if from.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    }
}

/// Says what there is to be said. Ends when the server stops and nothing is left.
async fn say<T: AsyncWrite>(trunk: &Trunk, mut to: tokio::io::WriteHalf<T>) -> io::Result<()> {
    let mut bytes = BytesMut::new();
    while poll_fn(|context| trunk.poll_something(context)).await {
        // others who were woken together with the first get the same, and can share it: until none of them is left
        let mut addressed = 0;
        while let Some(more) = trunk.addressed_since(addressed) {
            addressed = more;
            tokio::task::yield_now().await;
        }
        trunk.said(&mut bytes);
        to.write_all_buf(&mut bytes).await?;
    }
    to.shutdown().await
}

/// Answers a request for a socket, and serves it.
async fn open(application: Application, trunk: Arc<Trunk>, opened: Opened, socket: Socket) {
    let request = request(&opened);
    // what was read with it would stay in memory with it
    drop(opened);
    let (response, taken_over) = match request {
        // its sockets have been closed, and another node will lead
        _ if trunk.stops() => (not_leading(), None),
        Some(request) => application.answer(request).await,
        None => (Response::bad_request(), None),
    };
    let (head, body) = response.into_parts();
    let (status, body) = match to_bytes(body).await {
        Ok(body) => (head.status(), body),
        Err(_) => (StatusCode::BAD_GATEWAY, Bytes::new()),
    };
    let headers = head.headers().iter();
    let headers = headers.map(|(name, value)| {
        (Bytes::copy_from_slice(name.as_str().as_bytes()), Bytes::copy_from_slice(value.as_bytes()))
    });
    socket.answer(status.as_u16(), headers.collect(), body);
    drop(head);
    if let Some(taken_over) = taken_over {
        taken_over.run(ClientStream::Carried(Box::new(socket)), BytesMut::new()).await;
    }
}

/// The request as the server would read it. `None` if HTTP would not allow it.
fn request(opened: &Opened) -> Option<Request> {
    let mut request = Request::new();
    let head = request.head_mut();
    head.method = Method::GET;
    head.uri = std::str::from_utf8(&opened.target).ok()?.parse().ok()?;
    for (name, value) in &opened.headers {
        head.headers.append(HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?);
    }
    Some(request)
}
