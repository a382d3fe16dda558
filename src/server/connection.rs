//! A connection that serves one request at a time. The HTTP layer gets the bytes of a request, and those of the next one
//! only after the response is sent: by itself it would read pipelined requests without limit. At most one buffer of
//! early bytes is held; the rest stays with the client.

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

/// How long the rest of a request body may take to arrive after the response.
const BODY_TIMEOUT: Duration = Duration::from_secs(1);
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The phase of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Reading the head of a request.
    Head,
    /// Waiting for the response, while the body arrives.
    Response,
    /// Flushing the response, and reading the rest of the body.
    Finish,
}

/// The progress of the exchange on a connection. Shared with the service, which knows the request's framing and when it
/// is answered.
#[derive(Debug)]
pub struct Exchange {
    phase: Cell<Phase>,
    body: Cell<Body>,
    /// Early bytes may be read now.
    may_resume: Cell<bool>,
}

impl Exchange {
    /// Notes the body length of a parsed request.
    pub fn accept(&self, request: &Request) {
        let length = request.headers().get(CONTENT_LENGTH);
        self.body.set(match length.and_then(|length| length.to_str().ok()?.trim().parse().ok()) {
            _ if request.chunked().unwrap_or(false) => Body::chunked(),
            Some(length) => Body::of_length(length),
            None => Body::Complete,
        });
        self.may_resume.set(true);
    }

    fn take_body(&self, bytes: &[u8]) -> usize {
        let mut body = self.body.get();
        let taken = body.take(bytes);
        self.body.set(body);
        taken
    }
}

/// A response body whose drop ends the phase.
pub struct ResponseBody<B> {
    body: B,
    _end: End,
}

struct End(Option<Rc<Exchange>>);

impl Drop for End {
    fn drop(&mut self) {
        if let Some(exchange) = &self.0 {
            exchange.phase.set(Phase::Finish);
        }
    }
}

impl<B> ResponseBody<B> {
    /// Wraps the body of the response to `exchange`.
    pub fn new(body: B, exchange: Option<Rc<Exchange>>) -> Self {
        Self { body, _end: End(exchange) }
    }
}

impl<B: MessageBody + Unpin> MessageBody for ResponseBody<B> {
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

/// The connection of one client.
pub struct Connection {
    stream: TcpStream,
    /// Boxed, so that a WebSocket that takes over the connection frees it.
    http: Box<Http>,
}

struct Http {
    exchange: Rc<Exchange>,
    head: Head,
    /// Bytes that arrived before they may be read.
    early: BytesMut,
    head_timeout: Duration,
    /// When the client is too late with what it has to send.
    deadline: Option<Pin<Box<Sleep>>>,
    /// There was no request yet.
    is_new: bool,
    /// The kernel's send buffer is full.
    is_blocked: bool,
    /// Reads return the end of the stream.
    is_closed: bool,
}

impl Connection {
    /// For a new client. Each request head has `head_timeout` to arrive: the first from now on, later ones from their
    /// first byte.
    pub fn new(stream: TcpStream, head_timeout: Duration) -> Self {
        let exchange =
            Exchange { phase: Cell::new(Phase::Head), body: Cell::default(), may_resume: Cell::new(false) };
        let http = Http {
            exchange: Rc::new(exchange),
            head: Head::default(),
            early: BytesMut::new(),
            head_timeout,
            deadline: None,
            is_new: true,
            is_blocked: false,
            is_closed: false,
        };
        Self { stream, http: Box::new(http) }
    }

    /// Shared with the service.
    pub fn exchange(&self) -> Rc<Exchange> {
        Rc::clone(&self.http.exchange)
    }

    /// Gives up the connection, with the bytes in `read` and those that arrived early.
    pub fn take_over(self, mut read: BytesMut) -> (TcpStream, BytesMut) {
        read.extend_from_slice(&self.http.early);
        (self.stream, read)
    }

    /// Reads what belongs to the current request.
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
        let belong = match http.exchange.phase.get() {
            Phase::Head => http.take_head(bytes),
            Phase::Response | Phase::Finish => http.exchange.take_body(bytes),
        };
        match was_early {
            // frees the memory
            true if belong == http.early.len() => http.early = BytesMut::new(),
            true => http.early.advance(belong),
            false => http.early.extend_from_slice(&buffer.filled()[from + belong..]),
        }
        buffer.set_filled(from + belong);
        Poll::Ready(Ok(()))
    }

    /// Reads one buffer of early bytes, which also detects that the client is gone.
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
    /// The number of these bytes that belong to the head of the request.
    fn take_head(&mut self, bytes: &mut [u8]) -> usize {
        let Some(end) = self.head.take(bytes) else { return bytes.len() };
        self.exchange.phase.set(Phase::Response);
        (self.deadline, self.is_new) = (None, false);
        end
    }

    /// Whether the client is too late with what it has to send.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let patience = match self.exchange.phase.get() {
            Phase::Head if self.is_new || self.head.has_begun() => self.head_timeout,
            Phase::Finish if !self.exchange.body.get().is_complete() => BODY_TIMEOUT,
            Phase::Head | Phase::Response | Phase::Finish => return false,
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
        if self.http.is_closed {
            return Poll::Ready(Ok(()));
        }
        let is_due = match self.http.exchange.phase.get() {
            Phase::Head => true,
            Phase::Response | Phase::Finish => {
                !self.http.is_blocked && !self.http.exchange.body.get().is_complete()
            }
        };
        let read = match is_due {
            true => self.poll_part(context, buffer),
            false => self.poll_early(context, buffer),
        };
        if read.is_pending() && self.http.is_late(context) {
            self.http.is_closed = true;
            if self.http.exchange.phase.get() == Phase::Head {
                // best effort: the connection is closed anyway
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
            self.http.exchange.may_resume.set(true);
        }
        self.http.is_blocked = written.is_pending();
        written
    }

    /// Called when the kernel has taken all of the response so far.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.http.exchange.phase.get() == Phase::Finish {
            if self.http.exchange.body.get().is_complete() {
                self.http.exchange.phase.set(Phase::Head);
                self.http.exchange.may_resume.set(true);
                (self.http.head, self.http.deadline) = (Head::default(), None);
            } else {
                // registers the timer, which wakes the next read
                let _ = self.http.is_late(context);
            }
        }
        if self.http.exchange.may_resume.take() && !self.http.early.is_empty() {
            context.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
