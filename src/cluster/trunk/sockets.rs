//! The sockets of a trunk at the node that leads: what was said to them and waits to be sent, and what clients said and waits to be
//! read. Pure, but for wakers.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::WINDOW;
use super::wire::{CHANNELS_MAX, Channel, Header, Malformed, Message, write_data};
use crate::server::Carried;

/// Bytes that wait to be sent to the other node; with more, sockets wait, and those of clients become late.
const OUT_MAX: usize = 16 * 1024 * 1024;
/// Bytes that are written at once, at least, if there are as many.
const BATCH: usize = 64 * 1024;
/// Bytes that a message takes without what it carries, about.
const SMALL: usize = 16;

/// A request for a socket.
pub struct Opened {
    pub channel: Channel,
    pub target: Bytes,
    pub headers: Vec<Header>,
}

/// The sockets of a trunk.
#[derive(Default)]
pub struct Trunk(Mutex<State>);

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
    pub fn take(&self, message: Message) -> Result<Option<Opened>, Malformed> {
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
    pub fn poll_something(&self, context: &Context<'_>) -> Poll<bool> {
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
    pub fn addressed_since(&self, before: u64) -> Option<u64> {
        let state = self.state();
        (state.addressed != before && state.waiting < BATCH).then_some(state.addressed)
    }

    /// Appends what is to be said next.
    pub fn said(&self, to: &mut BytesMut) {
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
    pub fn stop(&self) {
        let mut state = self.state();
        state.stops = true;
        wake(&mut state.writer);
    }

    /// Whether it has been told to.
    pub fn stops(&self) -> bool {
        self.state().stops
    }

    /// Ends all sockets.
    pub fn break_off(&self) {
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
            Self::Other(Message::Answer { headers, body, .. }) => {
                let headers = headers.iter().map(|(name, value)| name.len() + value.len());
                SMALL + headers.sum::<usize>() + body.len()
            }
            Self::Other(_) => SMALL,
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
pub struct Socket {
    trunk: Arc<Trunk>,
    channel: Channel,
    is_closed: bool,
}

impl Socket {
    pub fn new(trunk: &Arc<Trunk>, channel: Channel) -> Self {
        Self { trunk: Arc::clone(trunk), channel, is_closed: false }
    }

    /// Answers the request for it.
    pub fn answer(&self, status: u16, headers: Vec<Header>, body: Bytes) {
        self.trunk.state().say(Said::Other(Message::Answer { channel: self.channel, status, headers, body }));
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
        Socket::new(trunk, channel)
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
