//! Large response bodies.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

/// The server copies each chunk whole into the connection's buffer. A client that stops reading holds this much memory,
/// not a whole segment.
const CHUNK_BYTES: usize = 64 * 1024;

/// A body of shared bytes that is handed to the server in chunks.
pub struct Chunked(Bytes);

impl Chunked {
    /// A body of all of `bytes`.
    pub fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl MessageBody for Chunked {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.0.len().min(CHUNK_BYTES);
        Poll::Ready((next > 0).then(|| Ok(self.0.split_to(next))))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    #[actix_web::test]
    async fn chunks_make_up_the_whole() {
        for len in [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES - 1] {
            let whole: Bytes = (0..len).map(|at| at as u8).collect();
            let body = Chunked::new(whole.clone());
            assert_eq!(body.size(), BodySize::Sized(len as u64));
            assert_eq!(to_bytes(body).await.unwrap(), whole);
        }
    }
}
