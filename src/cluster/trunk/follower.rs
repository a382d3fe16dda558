//! Trunks at a node that does not lead: the sockets of its clients, whose bytes it passes on in both directions.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::{Buf as _, Bytes, BytesMut};
use slab::Slab;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::sync::{Mutex, oneshot, watch};
use tracing::{debug, info, warn};

use super::wire::{CHANNELS_MAX, Channel, Header, Malformed, Message, write_data};
use super::{READ_AHEAD, TRUNK, TRUNKS, WINDOW};
use crate::cluster::coordination::Node;
use crate::cluster::dial::{DialError, dial};
use crate::cluster::link::Upstream;
use crate::server::linger;
use crate::socketio::{BacklogLimit, HARD_LIMIT, Settings};

/// Bytes of a client that are read at once.
const READ: usize = 4096;
/// Room for frames in an empty queue that is kept.
const KEPT_QUEUE: usize = 8;
/// Frames that are written at once.
const SLICES: usize = 32;

/// What may wait for a client, as at the node that leads.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    backlog: BacklogLimit,
    /// How long more may wait.
    catch_up: Duration,
}

impl Limits {
    /// Those of sockets with these settings.
    pub fn of(settings: &Settings) -> Self {
        Self { backlog: settings.max_backlog, catch_up: settings.catch_up_timeout }
    }
}

/// What was passed on by the trunks of all threads.
#[derive(Default)]
pub struct Counts {
    /// Frames, alone or joined, that the node that leads sent.
    pub heard: AtomicU64,
    /// How often they were queued for a client.
    pub delivered: AtomicU64,
}

/// The way of one thread's sockets to the node that leads.
pub struct Trunks {
    upstream: Upstream,
    limits: Limits,
    /// Ends all sockets when it becomes true.
    ending: watch::Receiver<bool>,
    counts: Arc<Counts>,
    here: RefCell<Option<Rc<Trunk>>>,
    opens: Mutex<()>,
    /// Attempts to open one that have failed.
    failures: Cell<u64>,
    /// The process of a node that takes no trunks.
    without: RefCell<String>,
}

/// Why no socket is passed on in a trunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTrunk {
    /// There is no connection to the node that leads.
    Unreachable,
    /// The node is of a version that takes none: each socket needs a connection of its own.
    Unknown,
    /// The trunk has failed before the request was answered.
    Broken,
}

/// The answer of the node that leads.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<Header>,
    pub body: Bytes,
}

impl Trunks {
    /// A way for this thread.
    pub fn new(
        upstream: Upstream,
        limits: Limits,
        ending: watch::Receiver<bool>,
        counts: Arc<Counts>,
    ) -> Self {
        let (here, opens, failures, without) = Default::default();
        Self { upstream, limits, ending, counts, here, opens, failures, without }
    }

    /// Sockets that both sides have not closed.
    #[cfg(test)]
    pub fn sockets(&self) -> usize {
        self.here.borrow().as_ref().map_or(0, |trunk| trunk.state.borrow().lines.len())
    }

    /// Asks the node that leads for a socket.
    pub async fn open(
        &self,
        leader: &Node,
        target: Bytes,
        headers: Vec<Header>,
    ) -> Result<(Answer, Socket), NoTrunk> {
        let trunk = self.to(leader).await?;
        let (socket, answer) = trunk.open(target, headers).ok_or(NoTrunk::Unknown)?;
        answer.await.map(|answer| (answer, socket)).map_err(|_| NoTrunk::Broken)
    }

    /// The trunk to this node.
    async fn to(&self, leader: &Node) -> Result<Rc<Trunk>, NoTrunk> {
        let failures = self.failures.get();
        let _one_opens = self.opens.lock().await;
        let leads = self.upstream.leader.now().is_some_and(|now| now.process == leader.process);
        if !leads || self.failures.get() != failures {
            // another leads, or those before found that this one does not answer
            return Err(NoTrunk::Unreachable);
        }
        if *self.without.borrow() == leader.process {
            return Err(NoTrunk::Unknown);
        }
        let here = self.here.borrow().clone();
        if let Some(trunk) = here.filter(|trunk| trunk.process == leader.process && !trunk.is_broken()) {
            return Ok(trunk);
        }
        let header = self.upstream.origins.trunk_header();
        let gone = self.upstream.leader.clone().gone(leader.process.clone());
        let name = TRUNK;
        let header = (name.as_str(), &*header);
        let dialed = tokio::select! {
            dialed = dial(&self.upstream.links, leader, TRUNKS, header) => dialed,
            () = gone => return Err(NoTrunk::Unreachable),
        };
        let stream = match dialed {
            Ok(stream) => stream,
            Err(DialError::Refused(hyper::StatusCode::NOT_FOUND)) => {
                info!(leader = %leader.name, "the node that leads takes each socket by a connection of its own");
                self.without.borrow_mut().clone_from(&leader.process);
                return Err(NoTrunk::Unknown);
            }
            Err(error) => {
                debug!(%error, "sockets cannot be passed on to the node that leads");
                self.failures.set(failures.wrapping_add(1));
                return Err(NoTrunk::Unreachable);
            }
        };
        let gone = self.upstream.leader.clone().gone(leader.process.clone());
        let trunk = Trunk::new(leader.process.clone(), self.limits, Arc::clone(&self.counts));
        let (kept, mut ending) = (Rc::clone(&trunk), self.ending.clone());
        actix_web::rt::spawn(async move {
            let ended = tokio::select! {
                ended = kept.keep(stream) => ended,
                () = gone => Ok(()),
                _ = ending.wait_for(|ending| *ending) => Ok(()),
            };
            if let Err(error) = ended {
                warn!(%error, "the connection for sockets to the node that leads has failed");
            }
            kept.break_off();
        });
        self.here.replace(Some(Rc::clone(&trunk)));
        Ok(trunk)
    }
}

/// A connection to the node that leads.
struct Trunk {
    /// Of that node.
    process: String,
    limits: Limits,
    counts: Arc<Counts>,
    state: RefCell<State>,
    is_broken: Cell<bool>,
}

#[derive(Default)]
struct State {
    lines: Slab<Line>,
    said: BytesMut,
    /// Woken when there is something to be said.
    writer: Option<Waker>,
}

/// What arrives for a client.
#[derive(Default)]
struct Line {
    answer: Option<oneshot::Sender<Answer>>,
    queue: VecDeque<Bytes>,
    /// In the queue.
    bytes: usize,
    /// Since when too much is queued.
    late: Option<Instant>,
    too_slow: bool,
    /// Bytes that the client may send.
    may_send: usize,
    /// The node that leads has closed it.
    ended: bool,
    /// This one has closed it.
    closed: bool,
    waker: Option<Waker>,
}

impl Trunk {
    fn new(process: String, limits: Limits, counts: Arc<Counts>) -> Rc<Self> {
        let (state, is_broken) = Default::default();
        Rc::new(Self { process, limits, counts, state, is_broken })
    }

    fn is_broken(&self) -> bool {
        self.is_broken.get()
    }

    /// `None` if there are too many sockets.
    fn open(
        self: &Rc<Self>,
        target: Bytes,
        headers: Vec<Header>,
    ) -> Option<(Socket, oneshot::Receiver<Answer>)> {
        let (answer, answered) = oneshot::channel();
        let mut state = self.state.borrow_mut();
        if state.lines.len() >= CHANNELS_MAX {
            return None;
        }
        let line = Line { answer: Some(answer), may_send: WINDOW, ..Line::default() };
        let channel = state.lines.insert(line) as Channel;
        state.say(&Message::Open { channel, target, headers });
        if self.is_broken() {
            // it has failed just now: nothing answers
            state.lines[channel as usize].answer = None;
        }
        Some((Socket { trunk: Rc::clone(self), channel }, answered))
    }

    /// Passes on what both sides say, until the node that leads closes the connection.
    async fn keep<T: AsyncRead + AsyncWrite>(&self, stream: T) -> io::Result<()> {
        let (from, to) = tokio::io::split(stream);
        tokio::select! {
            heard = self.hear(from) => heard,
            said = self.say(to) => said,
        }
    }

    async fn hear<T: AsyncRead>(&self, mut from: tokio::io::ReadHalf<T>) -> io::Result<()> {
        let mut read = BytesMut::with_capacity(READ_AHEAD);
        loop {
            while let Some(message) = Message::read(&mut read).map_err(io::Error::other)? {
                self.take(message, Instant::now()).map_err(io::Error::other)?;
            }
            if from.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        }
    }

    async fn say<T: AsyncWrite>(&self, mut to: tokio::io::WriteHalf<T>) -> io::Result<()> {
        loop {
            let mut bytes = poll_fn(|context| self.poll_said(context)).await;
            to.write_all_buf(&mut bytes).await?;
        }
    }

    fn poll_said(&self, context: &Context<'_>) -> Poll<BytesMut> {
        let mut state = self.state.borrow_mut();
        if !state.said.is_empty() {
            return Poll::Ready(std::mem::take(&mut state.said));
        }
        state.writer = Some(context.waker().clone());
        Poll::Pending
    }

    /// Carries out what the node that leads says.
    fn take(&self, message: Message, now: Instant) -> Result<(), Malformed> {
        const NO_LINE: Malformed = Malformed("it is for a socket that is not there");
        let mut state = self.state.borrow_mut();
        match message {
            Message::Answer { channel, status, headers, body } => {
                let line = state.lines.get_mut(channel as usize).ok_or(NO_LINE)?;
                if let Some(asked) = line.answer.take() {
                    // who asked may have gone
                    let _ = asked.send(Answer { status, headers, body });
                }
            }
            Message::Data { channels, bytes } => {
                // what was read with it would stay in memory with it
                let bytes = Bytes::copy_from_slice(&bytes);
                self.counts.heard.fetch_add(1, Ordering::Relaxed);
                self.counts.delivered.fetch_add(channels.len() as u64, Ordering::Relaxed);
                for channel in channels {
                    let line = state.lines.get_mut(channel as usize).ok_or(NO_LINE)?;
                    line.push(bytes.clone(), self.limits, now);
                }
            }
            Message::Taken { channel, count } => {
                let line = state.lines.get_mut(channel as usize).ok_or(NO_LINE)?;
                line.may_send = line.may_send.saturating_add(count as usize).min(WINDOW);
                line.wake();
            }
            Message::Close { channel } => {
                let line = state.lines.get_mut(channel as usize).ok_or(NO_LINE)?;
                (line.ended, line.answer) = (true, None);
                line.wake();
                if line.closed {
                    state.lines.remove(channel as usize);
                }
            }
            Message::Open { .. } => return Err(Malformed("it opens a socket")),
        }
        Ok(())
    }

    /// Ends all sockets.
    fn break_off(&self) {
        self.is_broken.set(true);
        for (_, line) in &mut self.state.borrow_mut().lines {
            line.answer = None;
            line.wake();
        }
    }
}

impl State {
    fn say(&mut self, message: &Message) {
        message.write(&mut self.said);
        self.speak();
    }

    fn speak(&mut self) {
        if let Some(waker) = self.writer.take() {
            waker.wake();
        }
    }
}

impl Line {
    fn push(&mut self, bytes: Bytes, limits: Limits, now: Instant) {
        if self.closed || self.too_slow {
            return;
        }
        self.bytes += bytes.len();
        self.queue.push_back(bytes);
        let backlog = limits.backlog;
        // a single frame may wait, however long it is
        let is_late =
            self.queue.len() > 1 && (self.queue.len() > backlog.frames || self.bytes > backlog.bytes);
        match self.late {
            _ if !is_late => self.late = None,
            None => self.late = Some(now),
            Some(since) => self.too_slow = now.saturating_duration_since(since) > limits.catch_up,
        }
        self.too_slow |= self.queue.len() > backlog.frames.saturating_mul(HARD_LIMIT)
            || self.bytes > backlog.bytes.saturating_mul(HARD_LIMIT);
        if self.too_slow {
            self.queue = VecDeque::new();
        }
        self.wake();
    }

    /// Drops so many bytes from the queue.
    fn written(&mut self, mut count: usize) {
        self.bytes -= count;
        while let Some(first) = self.queue.front_mut() {
            if first.len() > count {
                first.advance(count);
                return;
            }
            count -= first.len();
            self.queue.pop_front();
        }
        // most sockets hear nothing for long
        if self.queue.capacity() > KEPT_QUEUE {
            self.queue = VecDeque::new();
        }
    }

    fn wake(&self) {
        if let Some(waker) = &self.waker {
            waker.wake_by_ref();
        }
    }
}

/// A client's socket in a trunk.
pub struct Socket {
    trunk: Rc<Trunk>,
    channel: Channel,
}

impl Drop for Socket {
    fn drop(&mut self) {
        let mut state = self.trunk.state.borrow_mut();
        let channel = self.channel;
        let Some(line) = state.lines.get_mut(channel as usize) else { return };
        (line.closed, line.queue) = (true, VecDeque::new());
        if line.ended {
            state.lines.remove(channel as usize);
        }
        state.say(&Message::Close { channel });
    }
}

/// How far a client's socket has come.
enum Passed {
    /// The node that leads has closed it, and the client has been sent everything.
    Ended,
    /// The client or the trunk has gone.
    Gone,
}

impl Socket {
    /// Passes on what the client and the node that leads say, given what the client has already sent.
    pub async fn carry<C: AsyncRead + AsyncWrite + Unpin>(self, mut client: C, mut early: BytesMut) {
        let passed = poll_fn(|context| self.poll(&mut client, &mut early, context)).await;
        if matches!(passed, Passed::Ended) {
            linger(client).await;
        }
    }

    fn poll<C: AsyncRead + AsyncWrite + Unpin>(
        &self,
        client: &mut C,
        early: &mut BytesMut,
        context: &mut Context<'_>,
    ) -> Poll<Passed> {
        let mut state = self.trunk.state.borrow_mut();
        let State { lines, said, .. } = &mut *state;
        let line = &mut lines[self.channel as usize];
        loop {
            // the node that leads closes the trunk after its sockets, of which clients are still told
            if line.too_slow || (self.trunk.is_broken() && !line.ended) {
                return Poll::Ready(Passed::Gone);
            }
            if line.queue.is_empty() {
                match line.ended {
                    true => return Poll::Ready(Passed::Ended),
                    false => break,
                }
            }
            let mut slices = [IoSlice::new(&[]); SLICES];
            let count = line.queue.len().min(SLICES);
            for (slice, bytes) in slices.iter_mut().zip(&line.queue) {
                *slice = IoSlice::new(bytes);
            }
            match Pin::new(&mut *client).poll_write_vectored(context, &slices[..count]) {
                Poll::Ready(Ok(0) | Err(_)) => return Poll::Ready(Passed::Gone),
                Poll::Ready(Ok(count)) => line.written(count),
                Poll::Pending => break,
            }
        }
        let mut has_spoken = false;
        while line.may_send > 0 {
            let mut bytes = [MaybeUninit::uninit(); READ];
            let mut bytes = ReadBuf::uninit(&mut bytes[..READ.min(line.may_send)]);
            if !early.is_empty() {
                let count = early.len().min(bytes.remaining());
                bytes.put_slice(&early[..count]);
                early.advance(count);
            } else {
                match Pin::new(&mut *client).poll_read(context, &mut bytes) {
                    Poll::Ready(Ok(())) if !bytes.filled().is_empty() => {}
                    Poll::Ready(_) => return Poll::Ready(Passed::Gone),
                    Poll::Pending => break,
                }
            }
            write_data(&[self.channel], bytes.filled(), said);
            line.may_send -= bytes.filled().len();
            has_spoken = true;
        }
        if line.waker.as_ref().is_none_or(|waker| !waker.will_wake(context.waker())) {
            line.waker = Some(context.waker().clone());
        }
        if has_spoken {
            state.speak();
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_that_do_not_read_are_left_after_a_while_and_at_once_if_too_much_waits() {
        let limits =
            Limits { backlog: BacklogLimit { frames: 4, bytes: 100 }, catch_up: Duration::from_secs(1) };
        let (begun, frame) = (Instant::now(), Bytes::from_static(b"frame"));
        let late = || {
            let mut line = Line::default();
            (0..5).for_each(|_| line.push(frame.clone(), limits, begun));
            assert!(!line.too_slow);
            line
        };
        let mut line = late();
        line.push(frame.clone(), limits, begun + limits.catch_up * 2);
        assert!(line.too_slow && line.queue.is_empty());
        line.push(frame.clone(), limits, begun);
        assert!(line.queue.is_empty(), "nothing more is kept for it");
        // one that catches up has as much time again
        let mut line = late();
        line.written(2 * frame.len());
        line.push(frame.clone(), limits, begun + limits.catch_up * 2);
        assert!(!line.too_slow && line.late.is_none());
        let mut line = late();
        (0..28).for_each(|_| line.push(frame.clone(), limits, begun));
        assert!(line.too_slow);
        // a single frame may wait
        let mut line = Line::default();
        line.push(Bytes::from(vec![0; 500]), limits, begun);
        assert!(!line.too_slow && line.late.is_none());
    }

    #[test]
    fn what_was_written_is_dropped_to_the_byte() {
        let mut line =
            Line { queue: VecDeque::from([Bytes::from("one"), Bytes::from("two")]), ..Line::default() };
        line.bytes = 6;
        line.written(1);
        assert_eq!(line.queue, ["ne", "two"]);
        line.written(3);
        assert_eq!((line.queue.make_contiguous(), line.bytes), (&mut [Bytes::from("wo")][..], 2));
        line.written(2);
        assert!(line.queue.is_empty() && line.bytes == 0);
    }
}
