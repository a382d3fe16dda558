//! The API: that of PyStreaming, and the first version of ours.

mod body;
mod broadcasts;
mod caller;
mod emotes;
mod endpoint;
mod endpoints;
mod event_stream;
mod events;
pub mod idempotency;
mod manners;
mod openapi;
mod original;
mod personal;
mod problem;
mod server;
mod streamers;
mod streams;
mod tokens;
mod v1;
mod viewers;
mod webhooks;

use actix_web::middleware::from_fn;
use actix_web::web;

pub use endpoint::{BASE, Endpoint, Upload};
pub use endpoints::ENDPOINTS;
pub use openapi::document;
pub use problem::Problem;

use manners::manners;

/// All addresses of the API but `/api/streams`, which is part of the site.
pub fn routes(config: &mut web::ServiceConfig) {
    let mut version = web::scope("/api").wrap(from_fn(manners));
    let info = web::resource("/info")
        .route(web::get().to(original::info))
        .route(web::head().to(original::info))
        .route(web::patch().to(original::change));
    let messages = web::resource("/messages")
        .route(web::get().to(original::messages))
        .route(web::head().to(original::messages))
        .route(web::post().to(original::send));
    version = version
        .service(info)
        .service(messages)
        .service(openapi::resource())
        .service(event_stream::resource());
    for resource in v1::resources() {
        version = version.service(resource);
    }
    config.service(version.default_service(web::to(v1::nothing)));
}
