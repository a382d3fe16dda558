//! What the studio and the administration have in common: links that sign in, and the way out.

mod link;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::ports::StoreError;
use tracing::error;

use crate::desk::LINK_PATH;
use crate::languages::Words;
use crate::web::access::desk_cookie;
use crate::web::error::error_page;
use crate::web::signing_in::redirect;
use crate::web::site::Site;

/// The address of links that sign in.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource(LINK_PATH)
            .route(web::get().to(link::form))
            .route(web::head().to(link::form))
            .route(web::post().to(link::enter)),
    );
}

/// Ends the session of this browser, if it has one without an account, and leads to a page.
pub async fn sign_out_to(site: &Site, request: &HttpRequest, to: &str) -> HttpResponse {
    let Some(session) = desk_cookie::of_request(request, site) else {
        return redirect(to, &[]);
    };
    match site.desk.end(&[session.id]).await {
        Ok(()) => redirect(to, &[desk_cookie::removal(site.peer(request).is_encrypted())]),
        Err(error) => failed(site, request, &error),
    }
}

/// The page for what failed on the site's side.
pub fn failed(site: &Site, request: &HttpRequest, error: &StoreError) -> HttpResponse {
    error!(%error, "a session of the desk cannot be begun or ended");
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let words = Words::new("desk-no-sessions");
    error_page(site, request, status, &words)
}
