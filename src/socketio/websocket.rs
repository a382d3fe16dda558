//! The WebSocket transport. One body of an HTTP answer does both directions: when the server asks it for bytes, it reads
//! what has arrived and returns what is to be sent. There is no task or actor for each connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{Error, HttpRequest, HttpResponse, web};
// the only use of this crate, which is deprecated
use actix_web_actors::ws;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};

use super::frame::Frame;
use super::reader::{Incoming, Reader};
use super::wire::{Step, Wire};

/// Answers the request for a WebSocket. Without a wire it is closed at once.
pub fn upgrade<W: Wire + Unpin + 'static>(
    request: &HttpRequest,
    payload: web::Payload,
    wire: Option<W>,
    first: Option<Frame>,
    max_payload: usize,
    headers: Vec<(HeaderName, HeaderValue)>,
) -> Result<HttpResponse, Error> {
    let mut response = ws::handshake(request)?;
    for header in headers {
        response.append_header(header);
    }
    let first = match &wire {
        Some(_) => first,
        None => Some(Frame::close(None)),
    };
    let replies = first.map(|frame| BytesMut::from(frame.into_bytes())).unwrap_or_default();
    Ok(response.streaming(Body { payload, reader: Reader::new(max_payload), wire, replies }))
}

struct Body<W> {
    payload: web::Payload,
    reader: Reader,
    /// The session; `None` once the connection has nothing more to do with it.
    wire: Option<W>,
    /// Frames that go out before anything of the session.
    replies: BytesMut,
}

impl<W: Wire> Body<W> {
    /// Takes in what has arrived, as long as the session may be given more to do.
    fn read(&mut self, context: &mut Context<'_>) {
        while let Some(wire) = &mut self.wire
            && wire.poll_ready(context).is_ready()
        {
            match self.reader.next() {
                Ok(Some(Incoming::Ping(data))) => {
                    self.replies.extend_from_slice(&Frame::pong(&data).into_bytes());
                }
                Ok(Some(Incoming::Pong)) => {}
                Ok(Some(Incoming::Close)) => self.end(None),
                Ok(Some(message)) => match wire.receive(message) {
                    Step::Continue => {}
                    Step::Reply(frame) => self.replies.extend_from_slice(&frame.into_bytes()),
                    Step::End => self.end(None),
                },
                Ok(None) => match self.payload.poll_next_unpin(context) {
                    Poll::Ready(Some(Ok(bytes))) => self.reader.feed(&bytes),
                    // the client is gone
                    Poll::Ready(_) => self.wire = None,
                    Poll::Pending => return,
                },
                Err(violation) => self.end(Some(violation.code())),
            }
        }
    }

    fn end(&mut self, code: Option<u16>) {
        self.wire = None;
        self.replies.extend_from_slice(&Frame::close(code).into_bytes());
    }
}

impl<W: Wire + Unpin> Stream for Body<W> {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.read(context);
        if !this.replies.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut this.replies).freeze())));
        }
        let Some(wire) = &mut this.wire else { return Poll::Ready(None) };
        match wire.poll_write(context) {
            Poll::Ready(Some(piece)) => Poll::Ready(Some(Ok(piece))),
            Poll::Ready(None) => {
                this.wire = None;
                Poll::Ready(Some(Ok(Frame::close(None).into_bytes())))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
