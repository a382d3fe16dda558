//! The site over HTTP.

pub mod access;
pub mod api;
mod assets;
mod chunked;
mod description;
mod emotes;
mod encoding;
mod error;
mod file_names;
pub mod forms;
mod front_page;
mod handlers;
mod idle_timeout;
mod language;
mod markdown;
mod own_path;
pub mod packaged;
mod page_cache;
mod portraits;
mod ranged;
mod refusal;
mod rendering;
mod segment_cache;
mod server_state;
mod share;
mod shared;
mod signing_in;
pub mod site;
mod socket_count;
mod stored_files;
mod summary;
mod templates;
mod uploads;

use actix_web::{HttpRequest, HttpResponse, web};

pub use access::guard::{SOCKETS, guard as guarded};
pub use access::held::HeldRequests;
pub use access::page_policy::PagePolicy;
pub use access::peer::Peer;
pub use access::watching::NodeAsks;
pub use assets::Assets;
pub use chunked::Chunked;
pub use emotes::{EMOTES, Emotes, picture_problem};
pub use handlers::health::may_measure;
pub use idle_timeout::set_idle_timeout;
pub use page_cache::PageCache;
pub use portraits::Portraits;
pub use refusal::refuse;
pub use segment_cache::{SegmentCache, evict_old_segments};
pub use shared::Shared;
pub use socket_count::{CountedSocket, SocketCount};
pub use summary::stream_url;
pub use templates::Templates;
pub use uploads::{EmotePictures, Uploads, uri_of};

use handlers::{calendar, elsewhere, feed, health, media, pages, segments};
use site::Site;

/// The addresses of the site, except those of Socket.IO and of publishers. The first match wins, so no streamer's name hides a page of the site.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        // no page of the site has such an address, and no streamer the name of a folder of the site
        .service(media::media())
        .service(readable("/", pages::front))
        .route("/theme", web::post().to(pages::choose_theme))
        .route("/-/language", web::post().to(pages::choose_language))
        .service(readable("/api/streams", pages::streams))
        .service(readable("/api/v1", pages::to_api))
        .service(readable("/api/v1/", pages::api))
        .configure(api::routes)
        .service(readable("/healthz", health::healthz))
        .service(readable("/readyz", health::readyz))
        .service(readable("/metrics", health::metrics))
        .service(readable("/hls/{file}", segments::segment))
        .service(readable("/static/emotes/{file}", handlers::emotes::emote))
        .service(readable("/-/site.webmanifest", pages::manifest))
        .service(readable("/-/emotes/{file}", handlers::emotes::uploaded))
        .configure(handlers::account::routes)
        .configure(handlers::desk::routes)
        .configure(handlers::mail::routes)
        .configure(handlers::admin::routes)
        .configure(handlers::studio::routes)
        .service(readable("/-/oembed", elsewhere::oembed))
        .service(readable("/-/{file}", handlers::assets::joined_file))
        .service(readable("/static/{path:.*}", handlers::assets::asset))
        .service(readable("/sw.js", handlers::assets::service_worker))
        .service(readable("/robots.txt", elsewhere::robots))
        .service(readable("/sitemap.xml", elsewhere::sitemap))
        // requested by browsers and programs that have not read a page
        .service(readable("/favicon.ico", handlers::assets::favicon))
        .service(readable("/apple-touch-icon.png", handlers::assets::touch_icon))
        .service(readable("/{streamer}", pages::without_slash))
        .service(readable("/{streamer}/", pages::stream))
        .service(readable("/{streamer}/password", pages::to_page).route(web::post().to(pages::unlock)))
        .service(readable("/{streamer}/chat", pages::chat))
        .service(readable("/{streamer}/embed", elsewhere::embed))
        .service(readable("/{streamer}/feed.atom", feed::feed))
        .service(readable("/{streamer}/schedule.ics", calendar::schedule))
        .service(readable("/{streamer}/info", pages::info))
        .service(readable("/{streamer}/picture.jpg", pages::picture))
        .service(readable("/{streamer}/avatar/{width}/{name}", handlers::portraits::avatar))
        .service(readable("/{streamer}/offline-picture/{width}/{name}", handlers::portraits::offline))
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
