//! The studio of a streamer, and how one enters it.

mod entry;
mod page;

use actix_web::web;

/// The addresses of studios.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/{streamer}/studio")
                .route(web::get().to(page::without_slash))
                .route(web::head().to(page::without_slash)),
        )
        .service(
            web::resource("/{streamer}/studio/sign-in")
                .route(web::get().to(entry::form))
                .route(web::head().to(entry::form))
                .route(web::post().to(entry::by_key)),
        )
        .service(web::resource("/{streamer}/studio/sign-out").route(web::post().to(entry::sign_out)))
        .service(
            web::resource("/{streamer}/studio/{section:[a-z]*}")
                .route(web::get().to(page::section))
                .route(web::head().to(page::section)),
        );
}
