//! A connection on which one request is dealt with after the other. The HTTP layer is given the bytes of a request, and
//! those of the next one only when the answer has gone out: by itself it reads on for as long as it has memory. What is
//! not given to it waits with the client, but for one bufferful.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_http::Request;
use actix_http::body::{BodySize, MessageBody};
use actix_http::header::CONTENT_LENGTH;
use actix_web::HttpMessage as _;
use actix_web::rt::net::TcpStream;
use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::framing::{Body, Head};

/// How long the rest of a body may take to arrive that nobody waits for, since the answer is given.
const LINGER: Duration = Duration::from_secs(1);
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Which part of an exchange is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The head of a request.
    Head,
    /// The answer, while what there is of a body arrives.
    Answer,
    /// What the kernel has not yet taken of the answer, and the client not yet sent of the body.
    Rest,
}

/// How far the exchange on a connection has come. Shared with the service, which learns what a request is like and when
/// it is answered.
#[derive(Debug)]
pub struct Exchange {
    turn: Cell<Turn>,
    body: Cell<Body>,
    /// Bytes that have waited may be due now.
    is_due: Cell<bool>,
}

impl Exchange {
    /// Learns how long the body of a request is that has been read.
    pub fn accept(&self, request: &Request) {
        let length = request.headers().get(CONTENT_LENGTH);
        self.body.set(match length.and_then(|length| length.to_str().ok()?.trim().parse().ok()) {
            _ if request.chunked().unwrap_or(false) => Body::chunked(),
            Some(length) => Body::of_length(length),
            None => Body::Complete,
        });
        self.is_due.set(true);
    }

    fn take_body(&self, bytes: &[u8]) -> usize {
        let mut body = self.body.get();
        let taken = body.take(bytes);
        self.body.set(body);
        taken
    }
}

/// The body of an answer, with whose end the exchange goes on.
pub struct Answer<B> {
    body: B,
    _end: End,
}

struct End(Option<Rc<Exchange>>);

impl Drop for End {
    fn drop(&mut self) {
        if let Some(exchange) = &self.0 {
            exchange.turn.set(Turn::Rest);
        }
    }
}

impl<B> Answer<B> {
    /// Ends the exchange with this body.
    pub fn new(body: B, exchange: Option<Rc<Exchange>>) -> Self {
        Self { body, _end: End(exchange) }
    }
}

impl<B: MessageBody + Unpin> MessageBody for Answer<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// See the module.
pub struct Connection {
    stream: TcpStream,
    /// Apart, so that a WebSocket that takes the connection over does not pay for it.
    http: Box<Http>,
}

struct Http {
    exchange: Rc<Exchange>,
    head: Head,
    /// Bytes that came before their turn.
    early: BytesMut,
    /// How long a head may take.
    head_timeout: Duration,
    /// When the client has taken too long.
    deadline: Option<Pin<Box<Sleep>>>,
    /// No request was there yet.
    is_new: bool,
    /// The kernel takes no more of the answer.
    is_blocked: bool,
    /// Nothing more is read.
    is_over: bool,
}

impl Connection {
    /// Of a client that has just connected. The head of each request has `head_timeout` to arrive: the first from now on,
    /// the others from their first byte.
    pub fn new(stream: TcpStream, head_timeout: Duration) -> Self {
        let exchange =
            Exchange { turn: Cell::new(Turn::Head), body: Cell::default(), is_due: Cell::new(false) };
        let http = Http {
            exchange: Rc::new(exchange),
            head: Head::default(),
            early: BytesMut::new(),
            head_timeout,
            deadline: None,
            is_new: true,
            is_blocked: false,
            is_over: false,
        };
        Self { stream, http: Box::new(http) }
    }

    /// For the service.
    pub fn exchange(&self) -> Rc<Exchange> {
        Rc::clone(&self.http.exchange)
    }

    /// For the code that goes on with the connection: with what `read` holds already, and what else has arrived.
    pub fn take_over(self, mut read: BytesMut) -> (TcpStream, BytesMut) {
        read.extend_from_slice(&self.http.early);
        (self.stream, read)
    }

    /// Reads what belongs to the part of the request that is next.
    fn poll_part(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let from = buffer.filled().len();
        let http = &mut *self.http;
        let was_early = !http.early.is_empty();
        if was_early {
            buffer.put_slice(&http.early[..http.early.len().min(buffer.remaining())]);
        } else {
            ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        }
        let bytes = &mut buffer.filled_mut()[from..];
        let belong = match http.exchange.turn.get() {
            Turn::Head => http.take_head(bytes),
            Turn::Answer | Turn::Rest => http.exchange.take_body(bytes),
        };
        match was_early {
            // all of it, and the memory with it
            true if belong == http.early.len() => http.early = BytesMut::new(),
            true => http.early.advance(belong),
            false => http.early.extend_from_slice(&buffer.filled()[from + belong..]),
        }
        buffer.set_filled(from + belong);
        Poll::Ready(Ok(()))
    }

    /// Reads what is not due yet, as much as comes at once; so that one learns when the client is gone.
    fn poll_early(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.http.early.is_empty() {
            return Poll::Pending;
        }
        let from = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() == from {
            return Poll::Ready(Ok(()));
        }
        self.http.early.extend_from_slice(&buffer.filled()[from..]);
        buffer.set_filled(from);
        Poll::Pending
    }
}

impl Http {
    /// How many of these bytes belong to the head of the request.
    fn take_head(&mut self, bytes: &mut [u8]) -> usize {
        let Some(end) = self.head.take(bytes) else { return bytes.len() };
        self.exchange.turn.set(Turn::Answer);
        (self.deadline, self.is_new) = (None, false);
        end
    }

    /// Whether the client has taken too long for what it is to send.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let patience = match self.exchange.turn.get() {
            Turn::Head if self.is_new || self.head.has_begun() => self.head_timeout,
            Turn::Rest if !self.exchange.body.get().is_complete() => LINGER,
            Turn::Head | Turn::Answer | Turn::Rest => return false,
        };
        self.deadline.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(context).is_ready()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.http.is_over {
            return Poll::Ready(Ok(()));
        }
        let is_due = match self.http.exchange.turn.get() {
            Turn::Head => true,
            Turn::Answer | Turn::Rest => {
                !self.http.is_blocked && !self.http.exchange.body.get().is_complete()
            }
        };
        let read = match is_due {
            true => self.poll_part(context, buffer),
            false => self.poll_early(context, buffer),
        };
        if read.is_pending() && self.http.is_late(context) {
            self.http.is_over = true;
            if self.http.exchange.turn.get() == Turn::Head {
                // to be told is a courtesy: a client that does not take it is closed all the same
                let _ = Pin::new(&mut self.stream).poll_write(context, TOO_SLOW);
            }
            return Poll::Ready(Ok(()));
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if self.http.is_blocked && written.is_ready() {
            self.http.exchange.is_due.set(true);
        }
        self.http.is_blocked = written.is_pending();
        written
    }

    /// Called when the kernel has taken everything that there was of the answer.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.http.exchange.turn.get() == Turn::Rest {
            if self.http.exchange.body.get().is_complete() {
                self.http.exchange.turn.set(Turn::Head);
                self.http.exchange.is_due.set(true);
                (self.http.head, self.http.deadline) = (Head::default(), None);
            } else {
                // notices by itself when it is over
                let _ = self.http.is_late(context);
            }
        }
        if self.http.exchange.is_due.take() && !self.http.early.is_empty() {
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
