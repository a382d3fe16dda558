//! The page of one's own account, and what can be changed there.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::accounts::SignedIn;
use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{AccountPassword, SiteRole};
use serde::Serialize;
use tera::Context;

use super::page::{self, Flaw};
use super::sign_up::show_codes;
use crate::accounts::AccountError;
use crate::languages::{Language, Words};
use crate::web::access::account;
use crate::web::signing_in::redirect;
use crate::web::site::Site;
use crate::web::summary::admin_url;

const TITLE: &str = "desk-account";
const TEMPLATE: &str = "account.html";

/// A browser that is signed in, as the page shows it.
#[derive(Serialize)]
struct Session {
    id: i64,
    browser: String,
    last_used: i64,
    is_this: bool,
}

/// A passkey, as the page shows it.
#[derive(Serialize)]
struct OwnPasskey {
    id: i64,
    name: String,
    created_at: i64,
}

/// An identity at another site, as the page shows it.
#[derive(Serialize)]
struct OwnIdentity {
    id: i64,
    place: String,
    label: String,
    created_at: i64,
    /// Whether the configuration lets people sign in by it.
    is_usable: bool,
}

/// `GET /-/account`. `?done` names what was changed.
pub async fn show(
    request: HttpRequest,
    site: web::Data<Site>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    let signed_in = match page::signed_in(&site, &request) {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let done = match query.get("done").map(String::as_str) {
        Some("password") => Some(Words::new("account-done-password")),
        Some("sessions") => Some(Words::new("account-done-sessions")),
        Some("linked") => Some(Words::new("account-done-linked")),
        Some("unlinked") => Some(Words::new("account-done-unlinked")),
        _ => None,
    };
    match context(&site, site.language(&request), &signed_in).await {
        Ok(mut context) => {
            context.insert("done", &done.map(|words| site.say(&request, &words)));
            page::page(&site, &request, StatusCode::OK, TEMPLATE, &Words::new(TITLE), context)
        }
        Err(error) => page::failed(&site, &request, &error),
    }
}

async fn context(
    site: &Site,
    language: &'static Language,
    signed_in: &SignedIn,
) -> Result<Context, AccountError> {
    let (has_password, codes) = site.accounts.means(signed_in.account.id).await?;
    let sessions = site.accounts.sessions(signed_in.account.id).into_iter().map(|session| Session {
        id: session.id,
        browser: called(language, &session.browser),
        last_used: session.last_used,
        is_this: session.id == signed_in.session,
    });
    let passkeys = site
        .accounts
        .passkeys(signed_in.account.id)
        .await?
        .into_iter()
        .map(|passkey| OwnPasskey { id: passkey.id, name: passkey.name, created_at: passkey.created_at });
    let identities = site.accounts.identities(signed_in.account.id).await?.into_iter().map(|linked| {
        let place = site.accounts.providers.place_of(&linked.identity);
        OwnIdentity {
            id: linked.id,
            is_usable: place.is_some(),
            place: place.unwrap_or(linked.identity.issuer),
            label: linked.identity.label,
            created_at: linked.created_at,
        }
    });
    let mut context = Context::new();
    context.insert("identities", &identities.collect::<Vec<_>>());
    context.insert("only_way", &site.accounts.ways(signed_in.account.id).await?.are_one());
    page::offer(site, &mut context);
    context.insert("passkeys", &passkeys.collect::<Vec<_>>());
    let administers = site.accounts.site_role(signed_in.account.id) == Some(SiteRole::Administrator);
    context.insert("administration", &administers.then(|| admin_url(site)));
    context.insert("name", &*signed_in.account.name);
    context.insert("since", &signed_in.account.created_at);
    context.insert("has_password", &has_password);
    context.insert("codes_left", &codes);
    context.insert("fresh", &page::is_fresh(site, signed_in));
    context.insert("sessions", &sessions.collect::<Vec<_>>());
    Ok(context)
}

/// `POST /-/account/sign-out`: ends the session of this browser.
pub async fn sign_out(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    if let Err(answer) = page::exists(&site, &request) {
        return answer;
    }
    if let Some(signed_in) = account::of_request(&request, &site)
        && let Err(error) = site.accounts.end_sessions(&[signed_in.session]).await
    {
        return page::failed(&site, &request, &error.into());
    }
    redirect(page::SIGN_IN, &[account::removal(site.peer(&request).is_encrypted())])
}

/// `POST /-/account/sessions`: ends one session, or all but this one.
pub async fn end_sessions(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match page::sent(&site, &request, body).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let signed_in = match page::signed_in(&site, &request) {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let wanted = form.single("session").unwrap_or_default();
    let own = site.accounts.sessions(signed_in.account.id).into_iter().map(|session| session.id);
    let ended: Vec<i64> = match wanted {
        "others" => own.filter(|id| *id != signed_in.session).collect(),
        id => own.filter(|own| own.to_string() == id).collect(),
    };
    match site.accounts.end_sessions(&ended).await {
        Ok(()) => redirect("/-/account?done=sessions", &[]),
        Err(error) => page::failed(&site, &request, &error.into()),
    }
}

/// `POST /-/account/password`: sets a password.
pub async fn set_password(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let (form, signed_in) = match page::sent_freshly(&site, &request, body).await {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let name = Nickname::stored(&signed_in.account.name);
    let chosen = AccountPassword::choose(form.single("password").unwrap_or_default(), &name);
    let flaw = match chosen {
        Err(error) => page::unfit_password(&error),
        Ok(password) => {
            let id = signed_in.account.id;
            match site.accounts.set_password(id, password, signed_in.session).await {
                Ok(()) => return redirect("/-/account?done=password", &[]),
                Err(AccountError::Busy) => Flaw::busy(),
                Err(error) => return page::failed(&site, &request, &error),
            }
        }
    };
    match context(&site, site.language(&request), &signed_in).await {
        Ok(context) => page::flawed(&site, &request, TEMPLATE, &Words::new(TITLE), &flaw, context),
        Err(error) => page::failed(&site, &request, &error),
    }
}

/// `POST /-/account/codes`: replaces the recovery codes and shows them once.
pub async fn renew_codes(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let signed_in = match page::freshly_signed_in(&site, &request) {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    match site.accounts.renew_codes(signed_in.account.id).await {
        Ok(codes) => show_codes(&site, &request, &signed_in.account.name, &codes, page::OWN),
        Err(error) => page::failed(&site, &request, &error.into()),
    }
}

/// A browser in a few words: `Firefox on Linux`.
fn called(language: &'static Language, agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |list: &[(&str, &'static str)]| {
        list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            Words::new("account-browser-on").with("browser", browser).with("system", system).to(language)
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if agent.is_empty() => Words::new("account-program").to(language),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::ENGLISH;

    #[test]
    fn a_browser_is_called_by_its_name_and_system() {
        for (agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
                 Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.0", "curl/8.0"),
            ("", "A program"),
        ] {
            assert_eq!(called(ENGLISH, agent), expected);
        }
    }
}
