//! The application of a thread, for requests that do not arrive as HTTP.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_http::body::{BoxBody, MessageBody};
use actix_http::{Request, Response};
use actix_server::GracefulShutdownSignal;
use actix_service::Service;

use super::{OnRequest, TakeOver, welcome};

type Answering = Pin<Box<dyn Future<Output = Response<BoxBody>>>>;

/// See the module. In the extensions of requests for an upgrade.
#[derive(Clone)]
pub struct Application {
    answer: Rc<dyn Fn(Request) -> Answering>,
    stopping: GracefulShutdownSignal,
}

impl Application {
    pub(super) fn new<S, B>(
        service: Rc<S>,
        on_request: Option<OnRequest>,
        stopping: GracefulShutdownSignal,
    ) -> Self
    where
        S: Service<Request, Error = Response<BoxBody>> + 'static,
        S::Response: Into<Response<B>>,
        B: MessageBody + 'static,
    {
        let answer = move |mut request: Request| -> Answering {
            if let Err(refused) = welcome(on_request.as_ref(), &mut request) {
                return Box::pin(std::future::ready(refused));
            }
            let answering = service.call(request);
            Box::pin(async move {
                match answering.await {
                    Ok(response) => response.into().map_into_boxed_body(),
                    Err(response) => response,
                }
            })
        };
        Self { answer: Rc::new(answer), stopping }
    }

    /// Answers a request as if it had arrived at the server. With what takes its stream over, if it is an upgrade.
    pub async fn answer(&self, request: Request) -> (Response<BoxBody>, Option<TakeOver>) {
        let mut response = (self.answer)(request).await;
        let taken_over = response.extensions_mut().remove::<TakeOver>();
        (response, taken_over)
    }

    /// Waits until the server stops.
    pub async fn stopping(&self) {
        self.stopping.notified().await;
    }
}
