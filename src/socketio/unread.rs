//! Answers to requests whose body was not read to its end. If the handler dropped such a body before the answer is sent,
//! the HTTP layer would go on reading it for as long as the client likes; kept until then, the connection closes.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::{HttpResponse, web};
use bytes::Bytes;

/// Closes the connection after the answer.
pub fn hang_up(response: HttpResponse, payload: web::Payload) -> HttpResponse {
    response.map_body(|_, answer| BoxBody::new(Unread { answer, _payload: payload }))
}

struct Unread {
    answer: BoxBody,
    _payload: web::Payload,
}

impl MessageBody for Unread {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.answer.as_pin_mut().poll_next(context)
    }
}
