//! The API: that of PyStreaming, and the first version of ours.

mod accounts;
mod backups;
mod body;
mod broadcasts;
mod caller;
mod emotes;
mod endpoint;
mod endpoints;
mod event_stream;
mod events;
mod followers;
mod idempotency;
mod manners;
mod openapi;
mod original;
mod personal;
mod pictures;
mod problem;
mod profile;
mod sanctions;
mod server;
mod sessions;
mod site_settings;
mod streamers;
mod streams;
mod tokens;
mod v1;
mod viewers;
mod webhooks;

use actix_web::middleware::from_fn;
use actix_web::{Resource, web};

pub use endpoint::{BASE, Endpoint, Upload};
pub use endpoints::ENDPOINTS;
pub use manners::limit;
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
    version = version.service(info).service(messages);
    for (_, resource) in version_1() {
        version = version.service(resource);
    }
    config.service(version.default_service(web::to(v1::nothing)));
}

/// Every resource of the first version, with its path below [`BASE`].
fn version_1() -> Vec<(String, Resource)> {
    let mut resources = v1::resources();
    resources.push((openapi::PATH.to_owned(), openapi::resource()));
    resources.push((event_stream::PATH.to_owned(), event_stream::resource()));
    resources
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_resource_is_in_the_document() {
        let document = document();
        let served = version_1().into_iter().map(|(path, _)| path).filter(|path| path != openapi::PATH);
        let served: BTreeSet<_> = served.map(|path| format!("{BASE}{path}")).collect();
        let described: BTreeSet<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(described, served);
        assert!(described.contains("/api/v1/streams/{streamer}/events/stream"));
    }
}
