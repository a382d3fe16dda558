//! Signing in by other sites: going there, coming back, choosing a name, linking and unlinking.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::limits::Rate;
use pystreaming_actors::model::account_name;
use pystreaming_actors::model::names::{Token, household};
use serde::Deserialize;
use tera::Context;

use super::entry::sign_in;
use super::page::{self, Flaw};
use super::sign_up::{is_a_streamers, limit, show_codes, taken};
use crate::accounts::AccountError;
use crate::accounts::providers::{
    Aim, Answer, Instance, InvalidInstance, Known, MINUTES, Newcomer, Place, ProviderError,
};
use crate::languages::Words;
use crate::outbound::FetchError;
use crate::web::access::{account, cookies};
use crate::web::error::not_found;
use crate::web::forms::Form;
use crate::web::signing_in::redirect;
use crate::web::site::Site;

pub const START: &str = "/-/account/providers/start";
pub const NAME: &str = "/-/account/providers/name";
pub const UNLINK: &str = "/-/account/providers/unlink";
pub const FROM_PROVIDER: &str = "/-/account/providers/{place}/callback";
pub const FROM_INSTANCE: &str = "/-/account/mastodon/{place}/callback";

/// Ties attempts to the browser that began them.
const COOKIE: &str = "provider";
const TITLE: &str = "account-choose-name";
const TEMPLATE: &str = "account-newcomer.html";
/// Attempts of one household.
const HOUSEHOLD: Rate = Rate { burst: 20, per_minute: 10 };
/// Attempts from an address that says nothing about the client.
const ANYBODY: Rate = Rate { burst: 200, per_minute: 100 };

/// `POST /-/account/providers/start`: sends somebody to another site. A page leads there, since forms may not
/// (`form-action` of the Content-Security-Policy).
pub async fn start(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match sent(&site, &request, body).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let links = form.single("link").is_some();
    let aim = match links {
        true => match page::freshly_signed_in(&site, &request) {
            Ok(SignedIn { account, session, .. }) => Aim::Link { account: account.id, session },
            Err(answer) => return answer,
        },
        false => Aim::SignIn { next: page::next(form.single("next")).to_owned() },
    };
    let back = way_back(Some(&aim));
    let place = match form.single("provider") {
        Some(id) => Ok(Place::Provider(id.to_owned())),
        None => Instance::parse(form.single("instance").unwrap_or_default()).map(Place::Instance),
    };
    let place = match place {
        Ok(place) => place,
        Err(error) => return trouble(&site, &request, "", &error.into(), &back),
    };
    if let Err(flaw) = may_start(&site, &request) {
        let mut response = page::message(&site, &request, flaw.status, &flaw.said(&site, &request), &back);
        if let Some(seconds) = flaw.wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        return response;
    }
    let again = !links && account::of_request(&request, &site).is_some();
    let browser = browser(&request).unwrap_or_else(|| Token::from_random(rand::random()).to_string());
    let now = site.clock.now().monotonic;
    let called = site.accounts.providers.called(&place);
    match site.accounts.providers.begin(place, aim, &browser, again, now).await {
        Ok(url) => {
            let mut context = Context::new();
            context.insert("place", &called);
            context.insert("url", &url);
            let title = Words::new("account-going").with("place", called.clone());
            let template = "account-away.html";
            let mut response = page::page(&site, &request, StatusCode::OK, template, &title, context);
            // a URL is ASCII without control characters
            if let Ok(refresh) = HeaderValue::from_str(&format!("0;url={url}")) {
                response.headers_mut().insert(HeaderName::from_static("refresh"), refresh);
            }
            with_cookie(&mut response, &cookie(&browser, site.peer(&request).is_encrypted()));
            response
        }
        Err(error) => trouble(&site, &request, &called, &error, &back),
    }
}

/// What another site sends somebody back with.
#[derive(Debug, Default, Deserialize)]
pub struct Query {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// `GET /-/account/providers/ID/callback`.
pub async fn from_provider(
    request: HttpRequest,
    site: web::Data<Site>,
    place: web::Path<String>,
) -> HttpResponse {
    back(&request, &site, Place::Provider(place.into_inner())).await
}

/// `GET /-/account/mastodon/HOST/callback`.
pub async fn from_instance(
    request: HttpRequest,
    site: web::Data<Site>,
    place: web::Path<String>,
) -> HttpResponse {
    match Instance::parse(&place) {
        Ok(instance) => back(&request, &site, Place::Instance(instance)).await,
        Err(_) => not_found(&site, &request),
    }
}

async fn back(request: &HttpRequest, site: &Site, place: Place) -> HttpResponse {
    if let Err(answer) = exists(site, request) {
        return answer;
    }
    let query: Query = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    let answer = Answer {
        state: &query.state,
        code: query.code.as_deref(),
        error: query.error.as_deref(),
        issuer: query.iss.as_deref(),
    };
    let browser = browser(request);
    let providers = &site.accounts.providers;
    match providers.finish(&place, &answer, browser.as_deref(), site.clock.now()).await {
        Ok((Aim::Link { account, session }, known)) => {
            let back = page::OWN;
            let signed_in = account::of_request(request, site);
            let is_same = signed_in.is_some_and(|one| one.account.id == account && one.session == session);
            if !is_same {
                let words = Words::new("account-out-meanwhile");
                return page::message(site, request, StatusCode::FORBIDDEN, &site.say(request, &words), back);
            }
            match site.accounts.link(account, &known.identity).await {
                Ok(()) => redirect("/-/account?done=linked", &[]),
                Err(AccountError::Linked) => {
                    let words = Words::new("account-linked-already");
                    let words = words.with("who", called(site, request, &known));
                    page::message(site, request, StatusCode::CONFLICT, &site.say(request, &words), back)
                }
                Err(error) => page::failed(site, request, &error),
            }
        }
        Ok((Aim::SignIn { next }, known)) => {
            enter(request, site, known, next, &browser.unwrap_or_default()).await
        }
        Err((aim, error)) => {
            let called = site.accounts.providers.called(&place);
            trouble(site, request, &called, &error, &way_back(aim.as_ref()))
        }
    }
}

/// Signs somebody in who is known at another site, or lets them choose a name.
async fn enter(
    request: &HttpRequest,
    site: &Site,
    known: Known,
    next: String,
    browser: &str,
) -> HttpResponse {
    let back = way_back(None);
    match site.accounts.by_identity(&known.identity).await {
        Ok(Some(id)) => match sign_in(site, request, id).await {
            Ok(cookie) => redirect(page::next(Some(&next)), &[cookie]),
            Err(error) => page::failed(site, request, &error),
        },
        Ok(None) if account::of_request(request, site).is_some() => {
            let words = Words::new("account-not-linked");
            let words = words.with("who", called(site, request, &known));
            page::message(site, request, StatusCode::FORBIDDEN, &site.say(request, &words), page::OWN)
        }
        Ok(None) if !known.may_join => {
            let words = Words::new("account-no-new");
            let words = words.with("who", called(site, request, &known)).with("place", known.place.clone());
            page::message(site, request, StatusCode::FORBIDDEN, &site.say(request, &words), &back)
        }
        Ok(None) => {
            let now = site.clock.now().monotonic;
            site.accounts.providers.keep(browser, Newcomer { known, next }, now);
            redirect(NAME, &[])
        }
        Err(AccountError::Disabled) => {
            let words = site.say(request, &Words::new("account-disabled"));
            page::message(site, request, StatusCode::FORBIDDEN, &words, &back)
        }
        Err(error) => page::failed(site, request, &error),
    }
}

/// `GET /-/account/providers/name`: the form for somebody who has no account yet.
pub async fn name_form(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    match newcomer(&site, &request) {
        Ok((newcomer, _)) => {
            let mut context = about(&newcomer);
            context.insert("name", &suggestion(&site, &newcomer.known));
            page::page(&site, &request, StatusCode::OK, TEMPLATE, &Words::new(TITLE), context)
        }
        Err(answer) => answer,
    }
}

/// `POST /-/account/providers/name`: makes the account.
pub async fn choose_name(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match sent(&site, &request, body).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let (newcomer, browser) = match newcomer(&site, &request) {
        Ok(newcomer) => newcomer,
        Err(answer) => return answer,
    };
    let entered = form.single("name").unwrap_or_default();
    match make(&site, &request, &newcomer, entered).await {
        Ok(mut response) => {
            site.accounts.providers.forget(&browser, site.clock.now().monotonic);
            with_cookie(&mut response, &removal(site.peer(&request).is_encrypted()));
            response
        }
        Err(flaw) => {
            let mut context = about(&newcomer);
            context.insert("name", entered);
            page::flawed(&site, &request, TEMPLATE, &Words::new(TITLE), &flaw, context)
        }
    }
}

async fn make(
    site: &Site,
    request: &HttpRequest,
    newcomer: &Newcomer,
    entered: &str,
) -> Result<HttpResponse, Flaw> {
    let name = account_name(entered);
    let name = name.map_err(|error| page::unfit_name(&error))?;
    if is_a_streamers(site, &name) {
        return Err(taken());
    }
    limit(site, request)?;
    let made = async {
        let (account, codes) = site.accounts.sign_up_by(&newcomer.known.identity, &name).await?;
        Ok((sign_in(site, request, account.id).await?, codes))
    };
    match made.await {
        Ok((cookie, codes)) => {
            let next = page::next(Some(&newcomer.next));
            let mut answer = show_codes(site, request, name.as_str(), &codes, next);
            with_cookie(&mut answer, &cookie);
            Ok(answer)
        }
        Err(AccountError::Taken) => Err(taken()),
        Err(error) => Ok(page::failed(site, request, &error)),
    }
}

/// `POST /-/account/providers/unlink`.
pub async fn unlink(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let (form, signed_in) = match page::sent_freshly(&site, &request, body).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let id = form.single("identity").and_then(|id| id.parse().ok()).unwrap_or_default();
    match site.accounts.unlink(signed_in.account.id, id).await {
        Ok(()) => redirect("/-/account?done=unlinked", &[]),
        Err(AccountError::LastWay) => page::last_way(&site, &request),
        Err(error) => page::failed(&site, &request, &error),
    }
}

/// Reads a form, where there are other sites to sign in by.
async fn sent(site: &Site, request: &HttpRequest, body: web::Payload) -> Result<Form, HttpResponse> {
    exists(site, request)?;
    page::sent(site, request, body).await
}

#[allow(clippy::result_large_err, reason = "a response is made to be moved")]
fn exists(site: &Site, request: &HttpRequest) -> Result<(), HttpResponse> {
    page::exists(site, request)?;
    if site.accounts.providers.is_empty() { Err(not_found(site, request)) } else { Ok(()) }
}

/// Who has come back and has no account, and the secret of their browser.
#[allow(clippy::result_large_err, reason = "a response is made to be moved")]
fn newcomer(site: &Site, request: &HttpRequest) -> Result<(Newcomer, String), HttpResponse> {
    exists(site, request)?;
    let now = site.clock.now().monotonic;
    let known = browser(request)
        .and_then(|browser| Some((site.accounts.providers.newcomer(&browser, now)?, browser)));
    known.ok_or_else(|| trouble(site, request, "", &ProviderError::Unexpected, &way_back(None)))
}

fn about(newcomer: &Newcomer) -> Context {
    let mut context = Context::new();
    context.insert("place", &newcomer.known.place);
    context.insert("label", &newcomer.known.identity.label);
    context
}

/// What somebody is called at the other site, if it is a name here and free.
fn suggestion(site: &Site, known: &Known) -> String {
    // some providers call people by their e-mail address
    let called = known.name.split('@').find(|part| !part.is_empty()).unwrap_or_default();
    let name =
        account_name(called).ok().filter(|name| !is_a_streamers(site, name) && site.accounts.is_free(name));
    name.map(|name| name.as_str().to_owned()).unwrap_or_default()
}

fn called(site: &Site, request: &HttpRequest, known: &Known) -> String {
    match known.identity.label.as_str() {
        "" => {
            let words = Words::new("account-who-at");
            site.say(request, &words.with("place", known.place.clone()))
        }
        label if label.ends_with(&known.place) => label.to_owned(),
        label => {
            let words = Words::new("account-label-at").with("label", label.to_owned());
            site.say(request, &words.with("place", known.place.clone()))
        }
    }
}

fn way_back(aim: Option<&Aim>) -> String {
    match aim {
        Some(Aim::Link { .. }) => page::OWN.to_owned(),
        Some(Aim::SignIn { next }) => {
            let next = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
            format!("{}?{next}", page::SIGN_IN)
        }
        None => page::SIGN_IN.to_owned(),
    }
}

fn may_start(site: &Site, request: &HttpRequest) -> Result<(), Flaw> {
    let peer = site.peer(request);
    let rate = if peer.is_anonymous() { ANYBODY } else { HOUSEHOLD };
    let now = site.clock.now().monotonic;
    let taken = site.provider_attempts.lock().take(household(peer.address), rate, now);
    taken.map_err(|wait| Flaw::too_early(Words::new("account-many-attempts"), wait.as_secs() + 1))
}

/// What went wrong, and the way back.
fn trouble(
    site: &Site,
    request: &HttpRequest,
    called: &str,
    error: &ProviderError,
    back: &str,
) -> HttpResponse {
    let (status, words) = explained(called, error);
    page::message(site, request, status, &site.say(request, &words), back)
}

fn explained(called: &str, error: &ProviderError) -> (StatusCode, Words) {
    let about = |key| Words::new(key).with("place", called.to_owned());
    match error {
        ProviderError::Absent => (StatusCode::NOT_FOUND, Words::new("account-provider-none")),
        ProviderError::Instance(InvalidInstance::NoHost) => {
            (StatusCode::BAD_REQUEST, Words::new("account-instance-none"))
        }
        ProviderError::Instance(InvalidInstance::NotAllowed) => {
            (StatusCode::BAD_REQUEST, Words::new("account-instance-refused"))
        }
        ProviderError::Unexpected => (StatusCode::BAD_REQUEST, Words::new("account-attempt-over")),
        ProviderError::Denied => (StatusCode::FORBIDDEN, about("account-denied")),
        ProviderError::Fetch(FetchError::Busy) => {
            (StatusCode::SERVICE_UNAVAILABLE, Words::new("account-busy-seconds"))
        }
        ProviderError::Fetch(FetchError::Slow) => {
            (StatusCode::GATEWAY_TIMEOUT, about("account-provider-slow"))
        }
        ProviderError::Fetch(FetchError::Address | FetchError::NotPublic) => {
            (StatusCode::BAD_GATEWAY, about("account-provider-forbidden"))
        }
        ProviderError::Fetch(FetchError::Unreachable) => {
            (StatusCode::BAD_GATEWAY, about("account-provider-unreachable"))
        }
        ProviderError::Fetch(FetchError::Unreadable) | ProviderError::Wrong(_) => {
            (StatusCode::BAD_GATEWAY, about("account-provider-wrong"))
        }
        ProviderError::Email => (StatusCode::FORBIDDEN, about("account-provider-email")),
    }
}

/// The secret of a browser that has begun an attempt.
fn browser(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(COOKIE)?;
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let value = cookie.value();
    (value.len() == 26 && value.bytes().all(fits)).then(|| value.to_owned())
}

fn cookie(secret: &str, secure: bool) -> Cookie<'static> {
    cookies::brief(COOKIE, secret, MINUTES, secure)
}

fn removal(secure: bool) -> Cookie<'static> {
    cookies::brief(COOKIE, "", 0, secure)
}

fn with_cookie(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    // what a cookie may hold has been checked when it was made
    let _ = response.add_cookie(cookie);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::ENGLISH;

    #[test]
    fn every_trouble_is_told_in_a_sentence_without_details() {
        for error in [
            ProviderError::Absent,
            ProviderError::Unexpected,
            ProviderError::Denied,
            ProviderError::Email,
            ProviderError::Fetch(FetchError::Slow),
            ProviderError::Fetch(FetchError::NotPublic),
            ProviderError::Wrong("nonce mismatch".to_owned()),
        ] {
            let (status, words) = explained("Example", &error);
            let words = words.to(ENGLISH);
            assert!(!status.is_success() && words.ends_with('.') && !words.contains("nonce"), "{words}");
        }
    }

    #[test]
    fn the_way_back_keeps_where_somebody_wanted_to_go() {
        let aim = Aim::SignIn { next: "/alice/?a=1&b=2".to_owned() };
        assert_eq!(way_back(Some(&aim)), "/-/account/sign-in?next=%2Falice%2F%3Fa%3D1%26b%3D2");
    }
}
