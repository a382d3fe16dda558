//! A trunk at the node that leads: each socket is the stream of a client for it, as if it had been accepted here.

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use actix_http::body::to_bytes;
use actix_http::{Request, Response};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tracing::{debug, info, warn};

use super::wire::{CHANNELS_MAX, Channel, Header, Malformed, Message, write_data};
use super::{TRUNK, WINDOW};
use crate::cluster::dial::PROTOCOL;
use crate::cluster::origin::Origins;
use crate::server::{Application, Carried, ClientStream, TakeOver};
use crate::web::refuse;

/// Bytes that wait to be sent to the other node; with more, sockets wait, and those of clients become late.
const OUT_MAX: usize = 16 * 1024 * 1024;
/// Bytes that are written at once, at least, if there are as many.
const BATCH: usize = 64 * 1024;

/// `GET /-/node/sockets`: takes the sockets that another node carries.
pub async fn receive_trunk(request: HttpRequest, origins: web::Data<Origins>) -> HttpResponse {
    let application = request.extensions().get::<Application>().cloned();
    let is_node = request.headers().get(TRUNK).is_some_and(|header| origins.is_trunk(header));
    let (true, Some(application)) = (is_node, application) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such page");
    };
    let response = HttpResponse::SwitchingProtocols().upgrade(PROTOCOL).finish();
    TakeOver::answer(response, async move |stream, read| {
        info!("another node passes on the sockets of its clients");
        match serve(stream, read, application).await {
            Ok(()) => debug!("another node has no more sockets to pass on"),
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
    tokio::select! {
        heard = hear(&trunk, from, read, &application) => heard,
        said = say(&trunk, to) => said,
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
    loop {
        while let Some(message) = Message::read(&mut read).map_err(io::Error::other)? {
            if let Some(opened) = trunk.take(message).map_err(io::Error::other)? {
                let socket = Socket { trunk: Arc::clone(trunk), channel: opened.channel };
                actix_web::rt::spawn(open(application.clone(), opened, socket));
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
        // others who were woken together with the first get the same, and can share it
        tokio::task::yield_now().await;
        trunk.said(&mut bytes);
        to.write_all_buf(&mut bytes).await?;
    }
    to.shutdown().await
}

/// A request for a socket.
struct Opened {
    channel: Channel,
    target: Bytes,
    headers: Vec<Header>,
}

/// Answers a request for a socket, and serves it.
async fn open(application: Application, opened: Opened, socket: Socket) {
    let (response, taken_over) = match request(&opened) {
        Some(request) => application.answer(request).await,
        None => (Response::bad_request(), None),
    };
    let (head, body) = response.into_parts();
    let headers = head.headers().iter();
    let headers = headers.map(|(name, value)| {
        (Bytes::copy_from_slice(name.as_str().as_bytes()), Bytes::copy_from_slice(value.as_bytes()))
    });
    let (status, headers) = (head.status().as_u16(), headers.collect());
    let body = if taken_over.is_some() { Bytes::new() } else { to_bytes(body).await.unwrap_or_default() };
    socket.say(Message::Answer { channel: opened.channel, status, headers, body });
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

/// The sockets of a trunk.
#[derive(Default)]
struct Trunk(Mutex<State>);

#[derive(Default)]
struct State {
    lines: HashMap<Channel, Line>,
    /// Sockets that this side has not closed.
    open: usize,
    said: VecDeque<Said>,
    /// Bytes in `said`.
    waiting: usize,
    /// Woken when there is something to be said.
    writer: Option<Waker>,
    /// Woken when there is room again.
    blocked: HashMap<Channel, Waker>,
    stops: bool,
    is_broken: bool,
}

/// What this node says.
enum Said {
    /// To several sockets.
    Data(Vec<Channel>, Bytes),
    Other(Message),
}

/// What arrives for a socket.
#[derive(Default)]
struct Line {
    bytes: BytesMut,
    /// Bytes that were read since the client was allowed more.
    taken: usize,
    /// The other node has closed it.
    ended: bool,
    /// This one has closed it.
    closed: bool,
    reader: Option<Waker>,
}

impl Trunk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out what the other node says. With the socket that it opens.
    fn take(&self, message: Message) -> Result<Option<Opened>, Malformed> {
        let mut state = self.state();
        match message {
            Message::Open { channel, target, headers } => {
                if state.lines.len() >= CHANNELS_MAX || state.lines.contains_key(&channel) {
                    return Err(Malformed("a socket opens twice"));
                }
                state.lines.insert(channel, Line::default());
                state.open += 1;
                return Ok(Some(Opened { channel, target, headers }));
            }
            Message::Data { channels, bytes } => {
                for channel in channels {
                    let line = state.lines.get_mut(&channel).filter(|line| !line.ended);
                    let line = line.ok_or(Malformed("a socket speaks that is not open"))?;
                    if line.closed {
                        continue;
                    }
                    if line.bytes.len() + bytes.len() > WINDOW {
                        return Err(Malformed("a socket speaks more than it may"));
                    }
                    line.bytes.extend_from_slice(&bytes);
                    wake(&mut line.reader);
                }
            }
            Message::Close { channel } => {
                let line = state.lines.get_mut(&channel).filter(|line| !line.ended);
                let line = line.ok_or(Malformed("a socket closes that is not open"))?;
                line.ended = true;
                wake(&mut line.reader);
                if line.closed {
                    state.lines.remove(&channel);
                }
            }
            Message::Answer { .. } | Message::Taken { .. } => {
                return Err(Malformed("it is said by the node that leads"));
            }
        }
        Ok(None)
    }

    /// Waits until there is something to be said. False when there will be nothing more.
    fn poll_something(&self, context: &Context<'_>) -> Poll<bool> {
        let mut state = self.state();
        if !state.said.is_empty() {
            return Poll::Ready(true);
        }
        if state.stops && state.open == 0 {
            return Poll::Ready(false);
        }
        state.writer = Some(context.waker().clone());
        Poll::Pending
    }

    /// Appends what is to be said next.
    fn said(&self, to: &mut BytesMut) {
        let mut state = self.state();
        while to.len() < BATCH
            && let Some(said) = state.said.pop_front()
        {
            state.waiting -= said.len();
            said.write(to);
        }
        if state.waiting < OUT_MAX / 2 {
            state.blocked.drain().for_each(|(_, waker)| waker.wake());
        }
    }

    /// Ends once all sockets are closed.
    fn stop(&self) {
        let mut state = self.state();
        state.stops = true;
        wake(&mut state.writer);
    }

    fn break_off(&self) {
        let mut state = self.state();
        state.is_broken = true;
        state.said.clear();
        state.blocked.drain().for_each(|(_, waker)| waker.wake());
        state.lines.values_mut().for_each(|line| wake(&mut line.reader));
    }
}

impl State {
    fn say(&mut self, said: Said) {
        self.waiting += said.len();
        self.said.push_back(said);
        wake(&mut self.writer);
    }
}

impl Said {
    /// Bytes that it holds.
    fn len(&self) -> usize {
        match self {
            Self::Data(_, bytes) => bytes.len(),
            Self::Other(Message::Answer { body, .. }) => body.len(),
            Self::Other(_) => 0,
        }
    }

    fn write(self, to: &mut BytesMut) {
        match self {
            Self::Other(message) => message.write(to),
            Self::Data(mut channels, bytes) => {
                channels.sort_unstable();
                while !channels.is_empty() {
                    // a socket may be sent the same bytes twice, as those of a ping
                    let mut again = Vec::new();
                    channels.dedup_by(|one, other| {
                        let is_again = one == other;
                        again.extend(is_again.then_some(*one));
                        is_again
                    });
                    write_data(&channels, &bytes, to);
                    channels = again;
                }
            }
        }
    }
}

/// The stream of a client that another node carries.
struct Socket {
    trunk: Arc<Trunk>,
    channel: Channel,
}

impl Socket {
    fn say(&self, message: Message) {
        self.trunk.state().say(Said::Other(message));
    }

    fn close(&self) {
        let mut state = self.trunk.state();
        let Some(line) = state.lines.get_mut(&self.channel).filter(|line| !line.closed) else { return };
        line.closed = true;
        line.bytes = BytesMut::new();
        if line.ended {
            state.lines.remove(&self.channel);
        }
        state.open -= 1;
        state.blocked.remove(&self.channel);
        state.say(Said::Other(Message::Close { channel: self.channel }));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
    }
}

impl Carried for Socket {
    fn poll_write_shared(&mut self, context: &mut Context<'_>, bytes: &Bytes) -> Poll<io::Result<()>> {
        let mut state = self.trunk.state();
        let is_open = state.lines.get(&self.channel).is_some_and(|line| !line.ended && !line.closed);
        if state.is_broken || !is_open {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if state.waiting > OUT_MAX {
            state.blocked.insert(self.channel, context.waker().clone());
            return Poll::Pending;
        }
        match state.said.back_mut() {
            Some(Said::Data(channels, last)) if is_same(last, bytes) => channels.push(self.channel),
            _ => state.say(Said::Data(vec![self.channel], bytes.clone())),
        }
        Poll::Ready(Ok(()))
    }
}

/// Whether these are the same bytes of memory, as those of a frame are that many get.
fn is_same(one: &Bytes, other: &Bytes) -> bool {
    one.as_ptr() == other.as_ptr() && one.len() == other.len()
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut state = self.trunk.state();
        let is_broken = state.is_broken;
        let Some(line) = state.lines.get_mut(&self.channel).filter(|line| !line.closed) else {
            return Poll::Ready(Ok(()));
        };
        if line.bytes.is_empty() {
            if is_broken {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            if line.ended {
                return Poll::Ready(Ok(()));
            }
            line.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let count = line.bytes.len().min(buffer.remaining());
        buffer.put_slice(&line.bytes[..count]);
        line.bytes.advance(count);
        if line.bytes.is_empty() {
            // most sockets say nothing for long
            line.bytes = BytesMut::new();
        }
        line.taken += count;
        if line.taken >= WINDOW / 2 {
            let count = std::mem::take(&mut line.taken) as u32;
            state.say(Said::Other(Message::Taken { channel: self.channel, count }));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = self.poll_write_shared(context, &Bytes::copy_from_slice(bytes));
        written.map_ok(|()| bytes.len())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// What the client still sends is no longer read.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.close();
        Poll::Ready(Ok(()))
    }
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}
