//! Large bodies, sent in pieces.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;

/// What is copied into a connection's buffer at a time. A client that does not read holds this much memory, not a
/// whole segment.
const PIECE: usize = 64 * 1024;

/// Shared bytes as a body. The server copies each item of a body whole, hence the pieces.
pub struct Pieces(Bytes);

impl Pieces {
    /// Of all these bytes.
    pub fn of(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let next = self.0.len().min(PIECE);
        Poll::Ready((next > 0).then(|| Ok(self.0.split_to(next))))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    #[actix_web::test]
    async fn pieces_make_up_the_whole() {
        for len in [0, 1, PIECE, PIECE + 1, 3 * PIECE - 1] {
            let whole: Bytes = (0..len).map(|at| at as u8).collect();
            let body = Pieces::of(whole.clone());
            assert_eq!(body.size(), BodySize::Sized(len as u64));
            assert_eq!(to_bytes(body).await.unwrap(), whole);
        }
    }
}
