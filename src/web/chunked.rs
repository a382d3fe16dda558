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
pub struct Chunked {
    pieces: std::vec::IntoIter<Bytes>,
    /// What is left of the piece that is being sent.
    rest: Bytes,
    len: u64,
}

impl Chunked {
    /// A body of all of `pieces`, one after the other.
    pub fn new(pieces: Vec<Bytes>) -> Self {
        let len = pieces.iter().map(|piece| piece.len() as u64).sum();
        Self { pieces: pieces.into_iter(), rest: Bytes::new(), len }
    }
}

impl MessageBody for Chunked {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.len)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        while self.rest.is_empty() {
            match self.pieces.next() {
                Some(piece) => self.rest = piece,
                None => return Poll::Ready(None),
            }
        }
        let next = self.rest.len().min(CHUNK_BYTES);
        Poll::Ready(Some(Ok(self.rest.split_to(next))))
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
            let (first, second) = (whole.slice(..len / 3), whole.slice(len / 3..));
            let body = Chunked::new(vec![first, Bytes::new(), second]);
            assert_eq!(body.size(), BodySize::Sized(len as u64));
            assert_eq!(to_bytes(body).await.unwrap(), whole);
        }
    }
}
