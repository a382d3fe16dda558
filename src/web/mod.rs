//! The site over HTTP: decode, ask, encode.

mod assets;
mod browser_bar;
pub mod cookies;
mod crowds;
mod description;
mod emotes;
mod encoding;
mod error;
mod forms;
pub mod guard;
mod health;
mod hooks;
mod joined;
mod pages;
pub mod peer;
mod pieces;
mod playlists;
mod rendering;
mod segments;
mod share;
mod silence;
pub mod site;
mod slim;
mod summary;
mod templates;
mod throttle;
pub mod unlock;
pub mod visitor;

use actix_web::{HttpRequest, HttpResponse, web};

pub use assets::Assets;
pub use crowds::OpenSocket;
pub use emotes::{EMOTES, Emotes, picture_problem};
pub use error::refuse;
pub use guard::{SOCKETS, guard as guarded};
pub use rendering::Pages;
pub use segments::{SegmentCache, forget_old_segments};
pub use silence::hang_up_on_the_silent;
pub use templates::Templates;

use site::Site;

/// Every address of the site. What stands first wins, so that no streamer's name hides a page of ours.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(readable("/", pages::front))
        .route("/theme", web::post().to(pages::choose_theme))
        .service(readable("/api/streams", pages::streams))
        .service(web::resource("/auth/on_publish").to(hooks::on_publish))
        .service(web::resource("/auth/on_publish_done").to(hooks::on_publish_done))
        .service(web::resource("/auth/on_update").to(hooks::on_update))
        .service(readable("/healthz", health::healthz))
        .service(readable("/readyz", health::readyz))
        .service(readable("/metrics", health::metrics))
        .service(readable("/hls/{file}", segments::segment))
        .service(readable("/static/emotes/{file}", emotes::emote))
        .service(readable("/-/site.webmanifest", pages::manifest))
        .service(readable("/-/{file}", assets::joined_file))
        .service(readable("/static/{path:.*}", assets::asset))
        // asked for by browsers and programs that read no page first
        .service(readable("/favicon.ico", assets::favicon))
        .service(readable("/apple-touch-icon.png", assets::touch_icon))
        .service(readable("/{streamer}", pages::without_slash))
        .service(readable("/{streamer}/", pages::stream))
        .service(readable("/{streamer}/password", pages::to_page).route(web::post().to(pages::unlock)))
        .service(readable("/{streamer}/chat", pages::chat))
        .service(readable("/{streamer}/info", pages::info))
        .service(readable("/{streamer}/picture.jpg", pages::picture))
        .service(readable("/{streamer}/master.m3u8", playlists::master))
        .service(readable("/{streamer}/playlist.m3u8", playlists::first))
        .service(readable("/{streamer}/playlist/{quality}.m3u8", playlists::quality))
        .default_service(web::to(nothing));
}

/// A resource for `GET` and `HEAD`.
fn readable<F, Args>(path: &str, handler: F) -> actix_web::Resource
where
    F: actix_web::Handler<Args> + Copy,
    F::Output: actix_web::Responder + 'static,
    Args: actix_web::FromRequest + 'static,
{
    web::resource(path).route(web::get().to(handler)).route(web::head().to(handler))
}

async fn nothing(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    error::not_found(&site, &request)
}
