//! The WebSocket transport. It takes the connection over from HTTP; one future reads and writes.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::{Error, HttpRequest, HttpResponse};
// the only use of this deprecated crate
use actix_web_actors::ws;
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::frame::Frame;
use super::link::{Step, WebSocketLink};
use super::reader::{Incoming, Reader, Violation};
use super::service::{Headers, Service};
use super::settings::Settings;
use crate::server::{ClientStream, TakeOver, linger};

/// Bytes read at once.
const READ: usize = 4096;

/// Accepts a WebSocket, and passes its connection to `then` with the bytes already read from it.
pub fn upgrade<T: Future<Output = ()> + 'static>(
    request: &HttpRequest,
    headers: Headers,
    then: impl FnOnce(ClientStream, BytesMut) -> T + 'static,
) -> Result<HttpResponse, Error> {
    let mut response = ws::handshake(request)?;
    for header in headers {
        response.append_header(header);
    }
    Ok(TakeOver::answer(response.finish(), then))
}

/// Serves a connection that has become a WebSocket, given the bytes already read from it. Without a link it is closed at
/// once.
pub async fn serve<S: Service>(
    stream: ClientStream,
    read: BytesMut,
    link: Option<WebSocketLink<S>>,
    first: Option<Frame>,
    settings: &Settings,
) {
    stream.limit_unsent();
    let first = match &link {
        Some(_) => first,
        None => Some(Frame::close(None)),
    };
    let unwritten = first.map(Frame::into_bytes).unwrap_or_default();
    let mut reader = Reader::new(settings.max_payload);
    reader.feed(&read);
    // HTTP's large buffer would live as long as the connection
    drop(read);
    let replies = BytesMut::new();
    let mut connection = Connection {
        stream,
        reader,
        is_drained: false,
        message_timeout: settings.message_timeout,
        deadline: None,
        link,
        replies,
        unwritten,
    };
    // an error means that the client is gone
    if poll_fn(|context| connection.poll(context)).await.is_ok() {
        Box::pin(linger(connection.into_stream())).await;
    }
}

struct Connection<S: Service> {
    stream: ClientStream,
    reader: Reader,
    /// The reader holds no whole message.
    is_drained: bool,
    /// How long a message may take to arrive.
    message_timeout: Duration,
    /// When the incomplete message has taken too long.
    deadline: Option<Pin<Box<Sleep>>>,
    /// The session; `None` once the connection closes.
    link: Option<WebSocketLink<S>>,
    /// Pongs and close frames, to be sent before more of the session.
    replies: BytesMut,
    /// Bytes that the kernel has not yet taken, to be sent first.
    unwritten: Bytes,
}

/// How far writing has come.
enum Written {
    /// Nothing is left for now.
    Everything,
    /// Nothing is left, and the connection is to close.
    CloseFrame,
}

impl<S: Service> Connection<S> {
    /// Drops all buffers.
    fn into_stream(self) -> ClientStream {
        self.stream
    }

    /// Ready when the close frame is written. Nothing is read from a client that does not read, so that nothing piles
    /// up.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            match self.write(context)? {
                Poll::Ready(Written::Everything) => {}
                Poll::Ready(Written::CloseFrame) => return Poll::Ready(Ok(())),
                Poll::Pending => return self.poll_gone(context),
            }
            ready!(self.read(context))?;
        }
    }

    /// Ready if the session is gone while the client does not read.
    fn poll_gone(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let link = self.link.as_mut();
        let gone = link.map_or(Poll::Pending, |link| link.poll_gone(context));
        gone.map(|()| Err(ErrorKind::TimedOut.into()))
    }

    /// Reads messages while the session may take more. Ready if there were any.
    fn read(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut did_something = false;
        while let Some(link) = &mut self.link {
            // checked first: a task is usually woken to write, with nothing to read
            if self.is_drained {
                if did_something {
                    break;
                }
                if self.receive(context)?.is_ready() {
                    self.is_drained = false;
                } else if self.is_late(context) {
                    self.end(Some(Violation::TooSlow.code()));
                } else {
                    return Poll::Pending;
                }
            } else if link.poll_ready(context).is_pending() {
                break;
            } else {
                match self.reader.next_message() {
                    Ok(Some(Incoming::Ping(data))) => {
                        self.replies.extend_from_slice(&Frame::pong(&data).into_bytes());
                    }
                    Ok(Some(Incoming::Pong)) => {}
                    Ok(Some(Incoming::Close)) => self.end(None),
                    Ok(Some(message)) => {
                        // each message has its own time
                        self.deadline = None;
                        match link.receive(message) {
                            Step::Continue => {}
                            Step::Reply(frame) => self.replies.extend_from_slice(&frame.into_bytes()),
                            Step::End => self.end(None),
                        }
                    }
                    Ok(None) => {
                        self.is_drained = true;
                        if !link.reserve(self.reader.unfinished().unwrap_or(0)) {
                            self.end(Some(Violation::TooMuch.code()));
                        }
                    }
                    Err(violation) => self.end(Some(violation.code())),
                }
            }
            did_something = true;
        }
        if did_something || self.link.is_none() { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    /// Whether the incomplete message has taken too long.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        if self.reader.unfinished().is_none() {
            self.deadline = None;
            return false;
        }
        let patience = self.message_timeout;
        self.deadline.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(context).is_ready()
    }

    /// Reads bytes from the kernel.
    fn receive(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = [MaybeUninit::uninit(); READ];
        let mut bytes = ReadBuf::uninit(&mut bytes);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut bytes))?;
        self.reader.feed(bytes.filled());
        match bytes.filled() {
            [] => Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
            _ => Poll::Ready(Ok(())),
        }
    }

    fn end(&mut self, code: Option<u16>) {
        self.link = None;
        self.replies.extend_from_slice(&Frame::close(code).into_bytes());
    }

    /// Writes until nothing is left. Pending when the kernel takes no more.
    fn write(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Written>> {
        loop {
            ready!(self.stream.poll_write_all(context, &mut self.unwritten))?;
            // nothing may come for long: what was written, a history perhaps, is not kept until then
            self.unwritten = Bytes::new();
            self.unwritten = if !self.replies.is_empty() {
                std::mem::take(&mut self.replies).freeze()
            } else if let Some(link) = &mut self.link {
                match link.poll_write(context) {
                    Poll::Pending => return Poll::Ready(Ok(Written::Everything)),
                    Poll::Ready(Some(piece)) => piece,
                    Poll::Ready(None) => {
                        self.link = None;
                        Frame::close(None).into_bytes()
                    }
                }
            } else {
                return Poll::Ready(Ok(Written::CloseFrame));
            };
        }
    }
}
