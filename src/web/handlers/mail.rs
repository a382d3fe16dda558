//! The links in mails to followers. A page asks first, by a form: programs that look at links in mails confirm and end nothing.
//! Programs of mail send the form for ending by themselves (RFC 8058).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::{FOLLOWERS_MAX, MAIL_LINK_DAYS, MailFollowing};
use pystreaming_actors::ports::{Confirmed, StoreError};
use pystreaming_actors::status::StreamState;
use tera::Context;
use tracing::error;

use crate::followers::{CONFIRM_PATH, END_PATH, Linked, Purpose};
use crate::languages::Words;
use crate::web::error::error_page;
use crate::web::rendering::respond;
use crate::web::site::Site;
use crate::web::summary::stream_url;

const DAY: i64 = 24 * 60 * 60;

/// The addresses of links.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource(format!("{CONFIRM_PATH}/{{id}}/{{signature}}"))
                .route(web::get().to(ask_to_confirm))
                .route(web::head().to(ask_to_confirm))
                .route(web::post().to(confirm)),
        )
        .service(
            web::resource(format!("{END_PATH}/{{id}}/{{signature}}"))
                .route(web::get().to(ask_to_end))
                .route(web::head().to(ask_to_end))
                .route(web::post().to(end)),
        );
}

type Link = web::Path<(String, String)>;

/// What a page says.
struct Said<'a> {
    heading: Words,
    words: Words,
    /// What its button says, if it has one.
    button: Option<Words>,
    following: Option<&'a MailFollowing>,
}

async fn ask_to_confirm(request: HttpRequest, site: web::Data<Site>, link: Link) -> HttpResponse {
    let following = match open(&site, link, Purpose::Confirm).await {
        Ok(opened) => opened.here(),
        Err(error) => return failed(&site, &request, &error),
    };
    match &following {
        Some(following) if following.confirmed => told(&site, &request, following),
        Some(following) => {
            let words = Words::new("mail-get-about").with("name", following.streamer.to_string());
            let button = Some(Words::new("mail-confirm"));
            let heading = Words::new("mail-get");
            page(
                &site,
                &request,
                StatusCode::OK,
                &Said { heading, words, button, following: Some(following) },
            )
        }
        None => over(&site, &request),
    }
}

async fn confirm(request: HttpRequest, site: web::Data<Site>, link: Link) -> HttpResponse {
    let confirmed = async {
        let Some(following) = open(&site, link, Purpose::Confirm).await?.here() else {
            return Ok((Confirmed::Gone, None));
        };
        let view = site.index.of(&following.streamer);
        let on_air = view.as_ref().filter(|view| view.state != StreamState::Offline);
        // of what is on now they know
        let broadcast = on_air.and_then(|view| view.on_air.as_ref()).map(|on_air| &on_air.broadcast.id);
        let confirmed =
            site.store.confirm_follower(following.id, broadcast, site.unix(), FOLLOWERS_MAX).await?;
        Ok((confirmed, Some(following)))
    };
    match confirmed.await {
        Ok((Confirmed::Yes, Some(following))) => told(&site, &request, &following),
        Ok((Confirmed::Full, _)) => {
            error_page(&site, &request, StatusCode::CONFLICT, &Words::new("mail-full"))
        }
        Ok(_) => over(&site, &request),
        Err(error) => failed(&site, &request, &error),
    }
}

async fn ask_to_end(request: HttpRequest, site: web::Data<Site>, link: Link) -> HttpResponse {
    match open(&site, link, Purpose::End).await {
        Ok(Opened::Here(following)) => {
            let words = Words::new("mail-stop-about").with("name", following.streamer.to_string());
            let heading = Words::new("mail-stop-ask");
            let button = Some(Words::new("mail-stop"));
            page(
                &site,
                &request,
                StatusCode::OK,
                &Said { heading, words, button, following: Some(&following) },
            )
        }
        Ok(Opened::Gone) => ended(&site, &request),
        Ok(Opened::Forged) => broken(&site, &request),
        Err(error) => failed(&site, &request, &error),
    }
}

async fn end(request: HttpRequest, site: web::Data<Site>, link: Link) -> HttpResponse {
    let done = async {
        let opened = open(&site, link, Purpose::End).await?;
        if let Opened::Here(following) = &opened {
            site.store.end_follower(following.id).await?;
        }
        Ok(opened)
    };
    match done.await {
        Ok(Opened::Here(_) | Opened::Gone) => ended(&site, &request),
        Ok(Opened::Forged) => broken(&site, &request),
        Err(error) => failed(&site, &request, &error),
    }
}

/// What a link leads to.
enum Opened {
    Here(MailFollowing),
    /// Nobody follows by it any more.
    Gone,
    /// This site did not make it.
    Forged,
}

impl Opened {
    fn here(self) -> Option<MailFollowing> {
        match self {
            Self::Here(following) => Some(following),
            Self::Gone | Self::Forged => None,
        }
    }
}

async fn open(site: &Site, link: Link, purpose: Purpose) -> Result<Opened, StoreError> {
    let (id, signature) = link.into_inner();
    let Ok(id) = id.parse() else { return Ok(Opened::Forged) };
    let Some(found) = site.store.mail_following(id).await? else { return Ok(Opened::Gone) };
    if !(Linked { id, signature }).was_made(&site.secrets, purpose, &found.hash) {
        return Ok(Opened::Forged);
    }
    let since = site.unix().saturating_sub(MAIL_LINK_DAYS * DAY);
    Ok(if found.confirmed || found.asked_at > since { Opened::Here(found) } else { Opened::Gone })
}

fn told(site: &Site, request: &HttpRequest, following: &MailFollowing) -> HttpResponse {
    let heading = Words::new("mail-told");
    let words = Words::new("mail-told-about").with("name", following.streamer.to_string());
    page(site, request, StatusCode::OK, &Said { heading, words, button: None, following: Some(following) })
}

fn ended(site: &Site, request: &HttpRequest) -> HttpResponse {
    let words = Words::new("mail-ended-about");
    page(
        site,
        request,
        StatusCode::OK,
        &Said { heading: Words::new("mail-ended"), words, button: None, following: None },
    )
}

fn broken(site: &Site, request: &HttpRequest) -> HttpResponse {
    error_page(site, request, StatusCode::NOT_FOUND, &Words::new("mail-broken"))
}

fn over(site: &Site, request: &HttpRequest) -> HttpResponse {
    error_page(site, request, StatusCode::NOT_FOUND, &Words::new("mail-over"))
}

fn page(site: &Site, request: &HttpRequest, status: StatusCode, said: &Said<'_>) -> HttpResponse {
    let mut context = Context::new();
    let heading = site.say(request, &said.heading);
    context.insert("title", &format!("{heading} – {}", site.live().site_name));
    context.insert("path", request.path());
    context.insert("heading", &heading);
    context.insert("words", &site.say(request, &said.words));
    context.insert("button", &said.button.as_ref().map(|words| site.say(request, words)));
    context.insert("stream", &said.following.map(|following| stream_url(&following.streamer)));
    respond(site, request, status, "mail.html", context)
}

fn failed(site: &Site, request: &HttpRequest, error: &StoreError) -> HttpResponse {
    error!(%error, "a link in a mail cannot be followed");
    error_page(site, request, StatusCode::SERVICE_UNAVAILABLE, &Words::new("mail-unavailable"))
}
