//! Passkeys: making one for an account, signing in by one, removing one. Scripts of the pages send JSON.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::entry::Attempt;
use super::page;
use crate::accounts::AccountError;
use crate::accounts::passkeys::{Expected, Purpose, RelyingParty, challenge};
use crate::languages::Words;
use crate::web::forms::{FORM_MAX, read_bytes};
use crate::web::refusal::refuse;
use crate::web::signing_in::redirect;
use crate::web::site::Site;

/// Kinds of keys that browsers are asked for: ES256, EdDSA, RS256.
const ALGORITHMS: [i32; 3] = [-7, -8, -257];

/// Bytes, as Base64 for URLs.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Deserialize)]
struct Made {
    client_data: Bytes,
    authenticator_data: Bytes,
    key: Bytes,
    name: String,
}

#[derive(Deserialize)]
struct Shown {
    id: Bytes,
    client_data: Bytes,
    authenticator_data: Bytes,
    signature: Bytes,
    #[serde(default)]
    next: String,
}

/// `POST /-/account/passkeys/challenge`: what a browser needs to make a passkey for whoever is signed in, or to sign in.
pub async fn ask(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    #[derive(Deserialize)]
    struct Wanted {
        adds: bool,
    }
    let wanted: Wanted = match sent(&site, &request, body).await {
        Ok(wanted) => wanted,
        Err(answer) => return answer,
    };
    let peer = site.peer(&request);
    let party = RelyingParty { host: &peer.host };
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let make = |purpose| encoded(&challenge(&site.secrets, purpose, site.unix(), rand::random()));
    if !wanted.adds {
        return answer(&json!({ "challenge": make(Purpose::SignIn), "rpId": party.id() }));
    }
    let Ok(signed_in) = page::freshly_signed_in(&site, &request) else { return stale(&site, &request) };
    let known = match site.accounts.passkeys(signed_in.account.id).await {
        Ok(known) => known,
        Err(error) => return page::failed(&site, &request, &error.into()),
    };
    let known: Vec<String> = known.iter().map(|passkey| encoded(&passkey.credential)).collect();
    answer(&json!({
        "challenge": make(Purpose::Add(signed_in.session)),
        "rp": { "id": party.id(), "name": site.live().site_name },
        "user": { "id": encoded(&signed_in.account.id.0.to_be_bytes()), "name": &*signed_in.account.name },
        "algorithms": ALGORITHMS,
        "known": known,
    }))
}

/// `POST /-/account/passkeys`: adds one.
pub async fn add(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let made: Made = match sent(&site, &request, body).await {
        Ok(made) => made,
        Err(answer) => return answer,
    };
    let Ok(signed_in) = page::freshly_signed_in(&site, &request) else { return stale(&site, &request) };
    let peer = site.peer(&request);
    let purpose = Purpose::Add(signed_in.session);
    let expected = Expected { secrets: &site.secrets, purpose, now: site.unix() };
    let party = RelyingParty { host: &peer.host };
    let passkey = party.registered(&made.client_data.0, &made.authenticator_data.0, &made.key.0, &expected);
    let Ok(passkey) = passkey else {
        return refused(&site, &request, StatusCode::BAD_REQUEST, "account-passkey-unusable");
    };
    match site.accounts.add_passkey(signed_in.account.id, &passkey, &made.name).await {
        Ok(()) => answer(&json!({ "next": page::OWN })),
        Err(AccountError::Taken) => refused(&site, &request, StatusCode::CONFLICT, "account-passkey-taken"),
        Err(error) => page::failed(&site, &request, &error),
    }
}

/// `POST /-/account/passkeys/sign-in`.
pub async fn sign_in(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let shown: Shown = match sent(&site, &request, body).await {
        Ok(shown) => shown,
        Err(answer) => return answer,
    };
    let attempt = match Attempt::new(&site, &request, "") {
        Ok(attempt) => attempt,
        Err(flaw) => return refuse(flaw.status, &flaw.said(&site, &request)),
    };
    let peer = site.peer(&request);
    let expected = Expected { secrets: &site.secrets, purpose: Purpose::SignIn, now: site.unix() };
    let party = RelyingParty { host: &peer.host };
    let proves = |key: &[u8]| {
        let Shown { client_data, authenticator_data, signature, .. } = &shown;
        party.proven(&client_data.0, &authenticator_data.0, &signature.0, key, &expected).is_ok()
    };
    match site.accounts.by_passkey(&shown.id.0, proves).await {
        Ok(id) => match attempt.succeed(id).await {
            Ok(cookies) => {
                let mut builder = fresh(StatusCode::OK);
                for cookie in cookies {
                    builder.cookie(cookie);
                }
                builder.json(json!({ "next": page::next(Some(&shown.next)) }))
            }
            Err(error) => page::failed(&site, &request, &error),
        },
        Err(AccountError::Wrong) => {
            refused(&site, &request, StatusCode::FORBIDDEN, "account-passkey-unknown")
        }
        Err(AccountError::Disabled) => {
            attempt.forgive();
            refused(&site, &request, StatusCode::FORBIDDEN, "account-disabled")
        }
        Err(error) => {
            attempt.forgive();
            page::failed(&site, &request, &error)
        }
    }
}

/// `POST /-/account/passkeys/remove`.
pub async fn remove(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let (form, signed_in) = match page::sent_freshly(&site, &request, body).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let id = form.single("passkey").and_then(|id| id.parse().ok()).unwrap_or_default();
    match site.accounts.remove_passkey(signed_in.account.id, id).await {
        Ok(()) => redirect("/-/account", &[]),
        Err(AccountError::LastWay) => page::last_way(&site, &request),
        Err(error) => page::failed(&site, &request, &error),
    }
}

async fn sent<T: for<'de> Deserialize<'de>>(
    site: &Site,
    request: &HttpRequest,
    body: web::Payload,
) -> Result<T, HttpResponse> {
    page::exists(site, request)?;
    let bytes = read_bytes(request, body, FORM_MAX).await;
    let failed = |status| refused(site, request, status, "account-passkey-failed");
    let bytes = bytes.map_err(|problem| failed(problem.status()))?;
    serde_json::from_slice(&bytes).map_err(|_| failed(StatusCode::BAD_REQUEST))
}

fn stale(site: &Site, request: &HttpRequest) -> HttpResponse {
    refused(site, request, StatusCode::FORBIDDEN, "account-passkey-stale")
}

/// A refusal, which the page shows.
fn refused(site: &Site, request: &HttpRequest, status: StatusCode, key: &'static str) -> HttpResponse {
    refuse(status, &site.say(request, &Words::new(key)))
}

fn fresh(status: StatusCode) -> HttpResponseBuilder {
    let mut builder = HttpResponse::build(status);
    builder.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
    builder
}

fn answer(value: &Value) -> HttpResponse {
    fresh(StatusCode::OK).json(value)
}
