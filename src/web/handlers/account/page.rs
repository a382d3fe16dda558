//! What the pages of accounts have in common: addresses, contexts, who may change what.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::model::names::{InvalidNickname, NICKNAME_MAX};
use pystreaming_actors::model::{InvalidPassword, PASSWORD_MAX, PASSWORD_MIN};
use tera::Context;
use tracing::error;

use crate::accounts::AccountError;
use crate::languages::Words;
use crate::web::access::account;
use crate::web::error::{error_page, not_found};
use crate::web::forms::{self, Form};
use crate::web::own_path::is_own_path;
use crate::web::rendering::respond;
use crate::web::signing_in::{self, redirect};
use crate::web::site::Site;

pub const OWN: &str = "/-/account";
pub const SIGN_IN: &str = "/-/account/sign-in";
pub const SIGN_UP: &str = "/-/account/sign-up";
pub const RECOVER: &str = "/-/account/recover";
pub const SIGN_OUT: &str = "/-/account/sign-out";

/// A form to answer with, and what is wrong with what was entered.
pub struct Flaw {
    pub status: StatusCode,
    /// The field that it is about.
    pub field: &'static str,
    pub words: Words,
    /// What follows the words.
    more: Option<Words>,
    /// Seconds until it is worth trying again.
    pub wait: Option<u64>,
}

impl Flaw {
    pub fn new(status: StatusCode, field: &'static str, words: Words) -> Self {
        Self { status, field, words, more: None, wait: None }
    }

    /// Too many attempts.
    pub fn too_early(words: Words, seconds: u64) -> Self {
        let more = Words::new("site-retry-in").with("seconds", i64::try_from(seconds).unwrap_or(i64::MAX));
        let flaw = Self::new(StatusCode::TOO_MANY_REQUESTS, "name", words);
        Self { wait: Some(seconds), more: Some(more), ..flaw }
    }

    /// Too many passwords are being checked.
    pub fn busy() -> Self {
        let words = Words::new("account-busy");
        Self { wait: Some(5), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "name", words) }
    }

    /// What is wrong, in the language of the person who sent a request.
    pub fn said(&self, site: &Site, request: &HttpRequest) -> String {
        let words = [Some(&self.words), self.more.as_ref()];
        words.into_iter().flatten().map(|words| site.say(request, words)).collect::<Vec<_>>().join(" ")
    }
}

/// A page of an account.
pub fn page(
    site: &Site,
    request: &HttpRequest,
    status: StatusCode,
    template: &str,
    title: &Words,
    mut context: Context,
) -> HttpResponse {
    let title = site.say(request, title);
    context.insert("title", &format!("{title} – {}", site.live().site_name));
    context.insert("heading", &title);
    context.insert("path", request.path());
    if !context.contains_key("account") {
        let signed_in = account::of_request(request, site);
        context.insert("account", signed_in.as_ref().map_or("", |signed_in| &signed_in.account.name));
    }
    respond(site, request, status, template, context)
}

/// A form that was sent, with what is wrong with it.
pub fn flawed(
    site: &Site,
    request: &HttpRequest,
    template: &str,
    title: &Words,
    flaw: &Flaw,
    mut context: Context,
) -> HttpResponse {
    context.insert("error", &flaw.said(site, request));
    context.insert("wrong", flaw.field);
    let mut response = page(site, request, flaw.status, template, title, context);
    if let Some(seconds) = flaw.wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Reads the form of a request, where people can have accounts.
///
/// # Errors
/// What to answer instead.
pub async fn sent(site: &Site, request: &HttpRequest, body: web::Payload) -> Result<Form, HttpResponse> {
    exists(site, request)?;
    let form = forms::read(request, body).await;
    form.map_err(|problem| error_page(site, request, problem.status(), &problem.words()))
}

/// Whether these pages exist.
///
/// # Errors
/// What to answer instead.
#[allow(clippy::result_large_err, reason = "a response is made to be moved")]
pub fn exists(site: &Site, request: &HttpRequest) -> Result<(), HttpResponse> {
    if site.accounts.are_on() { Ok(()) } else { Err(not_found(site, request)) }
}

/// Who is signed in.
///
/// # Errors
/// The way to sign in.
#[allow(clippy::result_large_err, reason = "a response is made to be moved")]
pub fn signed_in(site: &Site, request: &HttpRequest) -> Result<SignedIn, HttpResponse> {
    exists(site, request)?;
    account::of_request(request, site).ok_or_else(|| redirect(&format!("{SIGN_IN}?next={OWN}"), &[]))
}

/// Who has signed in lately enough to change what proves that the account is theirs.
///
/// # Errors
/// The way to sign in again.
#[allow(clippy::result_large_err, reason = "a response is made to be moved")]
pub fn freshly_signed_in(site: &Site, request: &HttpRequest) -> Result<SignedIn, HttpResponse> {
    let signed_in = signed_in(site, request)?;
    match is_fresh(site, &signed_in) {
        true => Ok(signed_in),
        false => Err(redirect(&format!("{SIGN_IN}?next={OWN}"), &[])),
    }
}

/// The form of somebody who has signed in lately, see [`sent`] and [`freshly_signed_in`].
///
/// # Errors
/// What to answer instead.
pub async fn sent_freshly(
    site: &Site,
    request: &HttpRequest,
    body: web::Payload,
) -> Result<(Form, SignedIn), HttpResponse> {
    let form = sent(site, request, body).await?;
    Ok((form, freshly_signed_in(site, request)?))
}

/// Whether somebody has signed in lately.
pub fn is_fresh(site: &Site, signed_in: &SignedIn) -> bool {
    signing_in::is_fresh(signed_in.since, site.unix())
}

/// Where to go after signing in: a page of this site.
pub fn next(given: Option<&str>) -> &str {
    given.filter(|next| is_own_path(next)).unwrap_or(OWN)
}

/// The sites by which people sign in, for a page.
pub fn offer(site: &Site, context: &mut Context) {
    let providers = &site.accounts.providers;
    context.insert("offers", &providers.offers());
    context.insert("instances", &providers.instances());
}

/// What is wrong with a name.
pub fn unfit_name(error: &InvalidNickname) -> Flaw {
    let words = match error {
        InvalidNickname::Blank => Words::new("account-name-blank"),
        InvalidNickname::TooLong => Words::new("account-name-long").with("most", NICKNAME_MAX.to_string()),
        InvalidNickname::Unfit(what) => Words::new("account-name-unfit").with("what", what.replace(' ', "-")),
    };
    Flaw::new(StatusCode::BAD_REQUEST, "name", words)
}

/// What is wrong with a password.
pub fn unfit_password(error: &InvalidPassword) -> Flaw {
    let words = match error {
        InvalidPassword::TooShort => {
            Words::new("account-password-too-short").with("least", PASSWORD_MIN.to_string())
        }
        InvalidPassword::TooLong => {
            Words::new("account-password-too-long").with("most", PASSWORD_MAX.to_string())
        }
        InvalidPassword::Guessable => Words::new("account-password-guessable"),
    };
    Flaw::new(StatusCode::BAD_REQUEST, "secret", words)
}

/// Nobody could sign in to the account without what was to be removed.
pub fn last_way(site: &Site, request: &HttpRequest) -> HttpResponse {
    let words = Words::new("account-last-way");
    message(site, request, StatusCode::CONFLICT, &site.say(request, &words), OWN)
}

/// A page with nothing but a sentence, and the way back.
pub fn message(
    site: &Site,
    request: &HttpRequest,
    status: StatusCode,
    words: &str,
    back: &str,
) -> HttpResponse {
    let mut context = Context::new();
    context.insert("words", words);
    context.insert("back", back);
    let (template, title) = ("account-message.html", Words::new("account-not-signed-in"));
    let title = if back == OWN { Words::new("desk-account") } else { title };
    let mut response = page(site, request, status, template, &title, context);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The page for what failed on the site's side.
pub fn failed(site: &Site, request: &HttpRequest, error: &AccountError) -> HttpResponse {
    if let AccountError::Store(error) = error {
        error!(%error, "an account cannot be read or changed");
    }
    let status = StatusCode::SERVICE_UNAVAILABLE;
    error_page(site, request, status, &Words::new("account-unavailable"))
}
