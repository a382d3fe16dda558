//! Bodies on their way between the two halves of a request that is passed on.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::error::PayloadError;
use actix_web::web::Payload;
use bytes::Bytes;
use futures_util::StreamExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Body as _, Frame, Incoming};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How long the next bytes of a body may take to arrive.
const PAUSE: Duration = Duration::from_secs(30);

/// A body to the node that leads.
pub type Outgoing = UnsyncBoxBody<Bytes, io::Error>;

/// A body that is there.
pub fn whole(bytes: Bytes) -> Outgoing {
    Full::new(bytes).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// A body that is passed on as it comes. It is read on this thread, and sent on whichever sends the request.
pub fn streamed(mut payload: Payload) -> Outgoing {
    let (sender, mut receiver) = mpsc::channel::<io::Result<Frame<Bytes>>>(2);
    actix_web::rt::spawn(async move {
        let mut next = async || {
            timeout(PAUSE, payload.next()).await.unwrap_or_else(|_| Some(Err(PayloadError::Incomplete(None))))
        };
        while let Some(chunk) = next().await {
            let frame = chunk.map(Frame::data).map_err(|error| io::Error::other(error.to_string()));
            let is_over = frame.is_err();
            if sender.send(frame).await.is_err() || is_over {
                return;
            }
        }
    });
    let frames = futures_util::stream::poll_fn(move |context| receiver.poll_recv(context));
    StreamBody::new(frames).boxed_unsync()
}

/// The body of an answer, which breaks off when the node that gives it leads no longer.
pub struct Answer {
    size: BodySize,
    incoming: Incoming,
    gone: Pin<Box<dyn Future<Output = ()>>>,
}

impl Answer {
    /// A body of this length, or one that ends with its connection or last chunk.
    pub fn new(length: Option<u64>, incoming: Incoming, gone: impl Future<Output = ()> + 'static) -> Self {
        let size = length.map_or(BodySize::Stream, BodySize::Sized);
        Self { size, incoming, gone: Box::pin(gone) }
    }
}

impl MessageBody for Answer {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            match Pin::new(&mut self.incoming).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    // trailers are not passed on
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(io::Error::other(error.to_string()))));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => break,
            }
        }
        match self.gone.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            Poll::Pending => Poll::Pending,
        }
    }
}
