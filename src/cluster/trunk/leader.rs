//! A trunk at the node that leads: each socket is the stream of a client for it, as if it had been accepted here.

use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use actix_http::body::{BoxBody, to_bytes};
use actix_http::{Request, Response};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout;
use tracing::{debug, info, warn};

use super::wire::{CHANNELS_MAX, Channel, Header, Malformed, Message, write_data};
use super::{READ_AHEAD, TRUNK, WINDOW};
use crate::cluster::dial::PROTOCOL;
use crate::cluster::origin::{Origins, not_leading};
use crate::ingest::rtmp::prepare;
use crate::server::{Application, Carried, ClientStream, TakeOver};
use crate::web::refuse;

/// Bytes that wait to be sent to the other node; with more, sockets wait, and those of clients become late.
const OUT_MAX: usize = 16 * 1024 * 1024;
/// How long the other node may take to close a trunk that has ended.
const LINGER: Duration = Duration::from_secs(1);
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
        stream.tcp().into_iter().for_each(prepare);
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
    let mut hearing = pin!(hear(&trunk, from, read, &application));
    tokio::select! {
        heard = &mut hearing => heard,
        said = say(&trunk, to) => {
            said?;
            // a connection that is closed with something unread is reset, which loses what is on its way
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
                let socket = Socket { trunk: Arc::clone(trunk), channel: opened.channel, is_closed: false };
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

/// A request for a socket.
struct Opened {
    channel: Channel,
    target: Bytes,
    headers: Vec<Header>,
}

/// Answers a request for a socket, and serves it.
async fn open(application: Application, opened: Opened, socket: Socket) {
    let request = request(&opened);
    // what was read with it would stay in memory with it
    drop(opened);
    let (response, taken_over) = match request {
        // its sockets have been closed, and another node will lead
        _ if socket.trunk.state().stops => (not_leading(), None),
        Some(request) => application.answer(request).await,
        None => (Response::bad_request(), None),
    };
    socket.answer(response).await;
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
    /// By their numbers, which are dense.
    lines: Vec<Option<Line>>,
    /// Sockets that this side has not closed.
    open: usize,
    said: VecDeque<Said>,
    /// Bytes in `said`.
    waiting: usize,
    /// How often something was said to a socket.
    addressed: u64,
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
    /// Who reads from it knows that.
    heard_end: bool,
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
                state.insert(channel)?;
                state.open += 1;
                return Ok(Some(Opened { channel, target, headers }));
            }
            Message::Data { channels, bytes } => {
                for channel in channels {
                    let line = state.line(channel).filter(|line| !line.ended);
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
                let line = state.line(channel).filter(|line| !line.ended);
                let line = line.ok_or(Malformed("a socket closes that is not open"))?;
                line.ended = true;
                wake(&mut line.reader);
                if line.closed {
                    state.remove(channel);
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

    /// How often this node has spoken, if it has since, and more can go into the same write.
    fn addressed_since(&self, before: u64) -> Option<u64> {
        let state = self.state();
        (state.addressed != before && state.waiting < BATCH).then_some(state.addressed)
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
        state.lines.iter_mut().flatten().for_each(|line| wake(&mut line.reader));
    }
}

impl State {
    fn insert(&mut self, channel: Channel) -> Result<(), Malformed> {
        let at = channel as usize;
        if at >= CHANNELS_MAX {
            return Err(Malformed("too many sockets"));
        }
        if at >= self.lines.len() {
            self.lines.resize_with(at + 1, || None);
        }
        match self.lines[at].replace(Line::default()) {
            None => Ok(()),
            Some(_) => Err(Malformed("a socket opens twice")),
        }
    }

    fn line(&mut self, channel: Channel) -> Option<&mut Line> {
        self.lines.get_mut(channel as usize)?.as_mut()
    }

    fn remove(&mut self, channel: Channel) {
        if let Some(line) = self.lines.get_mut(channel as usize) {
            *line = None;
        }
    }

    fn say(&mut self, said: Said) {
        self.waiting += said.len();
        self.addressed += 1;
        self.said.push_back(said);
        wake(&mut self.writer);
    }
}

impl Said {
    /// Bytes that it holds.
    fn len(&self) -> usize {
        match self {
            Self::Data(channels, bytes) => bytes.len() + size_of_val(&channels[..]),
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
    is_closed: bool,
}

impl Socket {
    async fn answer(&self, response: Response<BoxBody>) {
        let (head, body) = response.into_parts();
        let (status, body) = match to_bytes(body).await {
            Ok(body) => (head.status(), body),
            Err(_) => (StatusCode::BAD_GATEWAY, Bytes::new()),
        };
        let headers = head.headers().iter();
        let headers = headers.map(|(name, value)| {
            (Bytes::copy_from_slice(name.as_str().as_bytes()), Bytes::copy_from_slice(value.as_bytes()))
        });
        let (channel, status, headers) = (self.channel, status.as_u16(), headers.collect());
        self.trunk.state().say(Said::Other(Message::Answer { channel, status, headers, body }));
    }

    /// From now on the number may be that of another socket.
    fn close(&mut self) {
        if std::mem::replace(&mut self.is_closed, true) {
            return;
        }
        let mut state = self.trunk.state();
        let Some(line) = state.line(self.channel) else { return };
        line.closed = true;
        line.bytes = BytesMut::new();
        if line.ended {
            state.remove(self.channel);
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
        let is_broken = state.is_broken;
        match state.line(self.channel) {
            Some(line) if !self.is_closed && !is_broken && !line.heard_end => {
                if line.ended {
                    // what it said before it went is still to be read
                    return Poll::Ready(Ok(()));
                }
            }
            _ => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
        if state.waiting > OUT_MAX {
            state.blocked.insert(self.channel, context.waker().clone());
            return Poll::Pending;
        }
        match state.said.back_mut() {
            Some(Said::Data(channels, last)) if is_same(last, bytes) => {
                channels.push(self.channel);
                state.waiting += size_of::<Channel>();
                state.addressed += 1;
            }
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
        let Some(line) = state.line(self.channel).filter(|_| !self.is_closed) else {
            return Poll::Ready(Ok(()));
        };
        if line.bytes.is_empty() {
            if is_broken {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            if line.ended {
                line.heard_end = true;
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
    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.close();
        Poll::Ready(Ok(()))
    }
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::task::noop_waker;

    use super::*;

    fn socket(trunk: &Arc<Trunk>, channel: Channel) -> Socket {
        let opened = trunk.take(Message::Open { channel, target: Bytes::new(), headers: Vec::new() });
        assert!(opened.unwrap().is_some());
        Socket { trunk: Arc::clone(trunk), channel, is_closed: false }
    }

    fn said(trunk: &Trunk) -> Vec<Message> {
        let (mut bytes, mut said) = (BytesMut::new(), Vec::new());
        trunk.said(&mut bytes);
        while let Some(message) = Message::read(&mut bytes).unwrap() {
            said.push(message);
        }
        said
    }

    fn write(socket: &mut Socket, bytes: &Bytes) -> Poll<io::Result<()>> {
        socket.poll_write_shared(&mut Context::from_waker(&noop_waker()), bytes)
    }

    fn read(socket: &mut Socket) -> Option<String> {
        let mut bytes = [0; 100];
        let mut buffer = ReadBuf::new(&mut bytes);
        match Pin::new(socket).poll_read(&mut Context::from_waker(&noop_waker()), &mut buffer) {
            Poll::Ready(Ok(())) => Some(String::from_utf8(buffer.filled().to_vec()).unwrap()),
            Poll::Ready(Err(error)) => panic!("{error}"),
            Poll::Pending => None,
        }
    }

    #[test]
    fn what_several_sockets_are_sent_is_said_once_as_often_as_they_are_sent_it() {
        let trunk = Arc::new(Trunk::default());
        let mut sockets: Vec<Socket> = (0..3).map(|channel| socket(&trunk, channel)).collect();
        let (frame, other) = (Bytes::from("frame"), Bytes::from("frame".to_owned()));
        for socket in sockets.iter_mut().rev() {
            assert!(write(socket, &frame).is_ready());
        }
        assert!(write(&mut sockets[1], &frame).is_ready() && write(&mut sockets[1], &other).is_ready());
        let data = |channels: &[Channel]| Message::Data { channels: channels.to_vec(), bytes: frame.clone() };
        assert_eq!(said(&trunk), [data(&[0, 1, 2]), data(&[1]), data(&[1])], "other memory is another frame");
        assert_eq!(trunk.state().waiting, 0);
    }

    #[test]
    fn a_client_that_has_gone_is_heard_to_the_end() {
        let trunk = Arc::new(Trunk::default());
        let mut socket = socket(&trunk, 0);
        let bytes = Bytes::from("the last words");
        trunk.take(Message::Data { channels: vec![0], bytes: bytes.clone() }).unwrap();
        trunk.take(Message::Close { channel: 0 }).unwrap();
        // as to a connection whose client has closed it: that shows with the next write
        assert!(matches!(write(&mut socket, &bytes), Poll::Ready(Ok(()))));
        assert_eq!(read(&mut socket).as_deref(), Some("the last words"));
        assert_eq!(read(&mut socket).as_deref(), Some(""));
        assert!(matches!(write(&mut socket, &bytes), Poll::Ready(Err(_))));
        drop(socket);
        assert_eq!(said(&trunk), [Message::Close { channel: 0 }]);
        assert!(trunk.state().line(0).is_none() && trunk.state().open == 0);
    }

    #[test]
    fn a_socket_that_is_closed_leaves_the_next_of_its_number_alone() {
        let trunk = Arc::new(Trunk::default());
        let mut first = socket(&trunk, 0);
        let closed = Pin::new(&mut first).poll_shutdown(&mut Context::from_waker(&noop_waker()));
        assert!(closed.is_ready());
        trunk.take(Message::Close { channel: 0 }).unwrap();
        let mut second = socket(&trunk, 0);
        trunk.take(Message::Data { channels: vec![0], bytes: Bytes::from("for the second") }).unwrap();
        assert_eq!(read(&mut first).as_deref(), Some(""));
        assert!(matches!(write(&mut first, &Bytes::from("x")), Poll::Ready(Err(_))));
        drop(first);
        assert_eq!(read(&mut second).as_deref(), Some("for the second"));
        assert_eq!(said(&trunk), [Message::Close { channel: 0 }]);
    }

    #[test]
    fn more_is_said_when_the_other_node_has_read() {
        let trunk = Arc::new(Trunk::default());
        let mut sockets = [socket(&trunk, 0), socket(&trunk, 1)];
        let much = Bytes::from(vec![0; OUT_MAX + 1]);
        assert!(write(&mut sockets[0], &much).is_ready());
        assert!(write(&mut sockets[1], &much).is_pending(), "whatever it is");
        assert_eq!(said(&trunk).len(), 1);
        assert!(trunk.state().blocked.is_empty(), "it was woken");
        assert!(write(&mut sockets[1], &much).is_ready());
    }

    #[test]
    fn a_client_that_says_too_much_ends_the_trunk_and_reading_lets_it_say_more() {
        let trunk = Arc::new(Trunk::default());
        let mut socket = socket(&trunk, 7);
        let say = |count: usize| {
            trunk.take(Message::Data { channels: vec![7], bytes: Bytes::from(vec![b'x'; count]) }).map(|_| ())
        };
        say(WINDOW).unwrap();
        assert!(say(1).is_err());
        for _ in 0..WINDOW.div_ceil(200) {
            assert_eq!(read(&mut socket).unwrap().len(), 100);
        }
        let [Message::Taken { channel: 7, count }] = said(&trunk)[..] else { panic!("nothing was taken") };
        assert!(count as usize >= WINDOW / 2 && count as usize <= WINDOW / 2 + 100);
        say(count as usize).unwrap();
        for message in [
            Message::Data { channels: vec![8], bytes: Bytes::from("x") },
            Message::Close { channel: 8 },
            Message::Open { channel: 7, target: Bytes::new(), headers: Vec::new() },
            Message::Open { channel: CHANNELS_MAX as Channel, target: Bytes::new(), headers: Vec::new() },
            Message::Taken { channel: 7, count: 1 },
        ] {
            assert!(trunk.take(message).is_err());
        }
    }
}
