//! nginx-rtmp's hooks. Only this machine, or a caller with the configured secret, may call them: others could guess
//! stream keys.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::media::{PublishFileName, PublisherId};
use pystreaming_actors::model::names::StreamKey;
use pystreaming_actors::registry::{AdmitPublisher, MayContinue, NotAdmitted, PublisherLeft};
use subtle::ConstantTimeEq;
use tracing::{info, warn};

use crate::ingest::key_attempt::KeyAttempt;
use crate::web::access::guard::is_browser;
use crate::web::access::peer::is_direct_from_loopback;
use crate::web::forms::{self, Form};
use crate::web::refuse;
use crate::web::site::Site;

/// The addresses of the hooks.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/auth/on_publish").to(on_publish))
        .service(web::resource("/auth/on_publish_done").to(on_publish_done))
        .service(web::resource("/auth/on_update").to(on_update));
}

/// `GET` or `POST /auth/on_publish`: may this key publish?
async fn on_publish(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match admit(&request, &site, body).await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let key = match names(&form)[..] {
        [name] => StreamKey::new(name),
        [] => None,
        // nginx does not escape what publishers append to their key, so a second `name` could impersonate another stream
        _ => return refuse(StatusCode::FORBIDDEN, "a request must have exactly one name"),
    };
    let Some(key) = key else {
        info!("publisher refused: no stream key, or one that is too long");
        return refuse(StatusCode::NOT_FOUND, "no stream key was given, or one of more than 254 bytes");
    };
    let encoder = form.all("addr").next().and_then(|address| address.parse::<IpAddr>().ok());
    let attempt = match KeyAttempt::admit(&site, encoder) {
        Ok(attempt) => attempt,
        Err(wait) => {
            info!(seconds = wait.as_secs() + 1, "publisher refused: too many wrong keys from its address");
            return refuse(StatusCode::FORBIDDEN, "too many wrong keys; wait a minute");
        }
    };
    let (key, publisher) = (site.secrets.hash(&key), PublisherId::Nginx(client(&form)));
    match site.registry.send(AdmitPublisher { key, publisher, has: None }).await {
        Ok(Ok(admission)) => {
            attempt.succeeded(&admission.streamer);
            match admission.rename {
                Some(name) => HttpResponse::Found().insert_header((LOCATION, name.as_str())).finish(),
                None => done(),
            }
        }
        Ok(Err(refused)) => {
            match &refused {
                NotAdmitted::UnknownKey => {
                    attempt.failed();
                    info!("publisher refused: unknown key");
                }
                NotAdmitted::JustEnded { streamer, reason } => {
                    let seconds = reason.wait.as_secs() + 1;
                    info!(streamer = %streamer, seconds, "publisher refused: its broadcast was ended a moment ago");
                }
                NotAdmitted::Closed { streamer, .. } => {
                    info!(streamer = %streamer, "publisher refused: its channel is closed");
                }
                // the registry has logged it
                NotAdmitted::NoRoom => {}
            }
            refuse(StatusCode::NOT_FOUND, &refused.to_string())
        }
        Err(error) => {
            warn!(%error, "publisher refused: the registry does not answer");
            refuse(StatusCode::SERVICE_UNAVAILABLE, "the server is starting or stopping")
        }
    }
}

/// `GET` or `POST /auth/on_publish_done`: a publisher left. Always 200 for those who may call it.
async fn on_publish_done(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    match admit(&request, &site, body).await {
        Ok(form) => {
            if let [name] = names(&form)[..]
                && let Some(name) = PublishFileName::new(name)
            {
                site.registry.do_send(PublisherLeft { name, publisher: PublisherId::Nginx(client(&form)) });
            }
            done()
        }
        Err(refusal) => refusal,
    }
}

/// `GET` or `POST /auth/on_update`: may this publisher continue? A refusal makes nginx end the session, which is how a
/// dropped streamer, a replaced key or the end of a broadcast reaches an encoder.
async fn on_update(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match admit(&request, &site, body).await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let name = names(&form).first().and_then(|name| PublishFileName::new(name));
    let publisher = PublisherId::Nginx(client(&form));
    match name {
        Some(name) => match site.registry.send(MayContinue { name, publisher }).await {
            Ok(false) => {
                refuse(StatusCode::NOT_FOUND, "no streamer has this key, or the broadcast has been ended")
            }
            // a busy registry is no reason to end a broadcast
            Ok(true) | Err(_) => done(),
        },
        None => refuse(StatusCode::NOT_FOUND, "no stream key was given"),
    }
}

/// Reads the fields if the caller may call hooks.
async fn admit(request: &HttpRequest, site: &Site, body: web::Payload) -> Result<Form, HttpResponse> {
    if is_browser(request) {
        // any page that is open in a browser on this machine could send it
        return Err(refuse(StatusCode::FORBIDDEN, "hooks answer to nginx, not to browsers"));
    }
    let query = Form::parse(request.query_string().as_bytes());
    let knows_secret = shows_secret(request, &query, site).map_err(|wait| {
        info!(seconds = wait.as_secs() + 1, "hook refused: too many wrong secrets from its address");
        refuse(StatusCode::FORBIDDEN, "too many wrong secrets; wait a minute")
    })?;
    if !knows_secret && !is_direct_from_loopback(request) {
        return Err(refuse(
            StatusCode::FORBIDDEN,
            "hooks answer to nginx on this machine; from elsewhere, set hook_secret and add ?secret=… to the address",
        ));
    }
    let form =
        forms::read(request, body).await.map_err(|problem| refuse(problem.status(), &problem.message()))?;
    Ok(query.and(form))
}

/// Whether a request has the secret that allows calls from other machines. Wrong secrets are throttled.
fn shows_secret(request: &HttpRequest, query: &Form, site: &Site) -> Result<bool, Duration> {
    let Some(secret) = &site.config.hook_secret else { return Ok(false) };
    let mut shown = query.all("secret").peekable();
    if shown.peek().is_none() {
        return Ok(false);
    }
    let (peer, now) = (site.peer(request), site.clock.now().monotonic);
    let attempt = site.attempt(peer.address, peer.is_anonymous(), None, "");
    let mut throttle = site.hook_throttle.lock();
    throttle.admit(&attempt, now)?;
    let is_right = shown.any(|shown| shown.as_bytes().ct_eq(secret.reveal().as_bytes()).into());
    match is_right {
        true => throttle.succeeded(&attempt, now),
        false => throttle.failed(&attempt, now),
    }
    Ok(is_right)
}

fn names(form: &Form) -> Vec<&str> {
    form.all("name").collect()
}

/// The number of the publisher's connection. Nginx gives its own first; what a publisher appends comes after.
fn client(form: &Form) -> u64 {
    form.all("clientid").next().and_then(|id| id.parse().ok()).unwrap_or(0)
}

fn done() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store"))).finish()
}
