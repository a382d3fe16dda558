//! Making an account.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::limits::Rate;
use pystreaming_actors::model::names::{Nickname, household};
use pystreaming_actors::model::{AccountPassword, account_name};
use tera::Context;

use super::entry::sign_in;
use super::page::{self, Flaw};
use crate::accounts::{AccountError, NewCodes};
use crate::languages::Words;
use crate::web::forms::Form;
use crate::web::site::Site;

const TITLE: &str = "account-sign-up";
const TEMPLATE: &str = "account-sign-up.html";
/// New accounts of one household.
const HOUSEHOLD: Rate = Rate { burst: 5, per_minute: 1 };
/// New accounts from an address that says nothing about the client.
const ANYBODY: Rate = Rate { burst: 60, per_minute: 30 };

/// `GET /-/account/sign-up`. `?next` is where to go afterwards.
pub async fn form(
    request: HttpRequest,
    site: web::Data<Site>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    if let Err(answer) = page::exists(&site, &request) {
        return answer;
    }
    let mut context = Context::new();
    context.insert("next", page::next(query.get("next").map(String::as_str)));
    page::offer(&site, &mut context);
    page::page(&site, &request, StatusCode::OK, TEMPLATE, &Words::new(TITLE), context)
}

/// `POST /-/account/sign-up`: makes the account, signs in, and shows the recovery codes.
pub async fn sign_up(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match page::sent(&site, &request, body).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    match make(&site, &request, &form).await {
        Ok(answer) => answer,
        Err(flaw) => {
            let mut context = Context::new();
            context.insert("next", page::next(form.single("next")));
            context.insert("name", form.single("name").unwrap_or_default());
            page::offer(&site, &mut context);
            page::flawed(&site, &request, TEMPLATE, &Words::new(TITLE), &flaw, context)
        }
    }
}

async fn make(site: &Site, request: &HttpRequest, form: &Form) -> Result<HttpResponse, Flaw> {
    let name = account_name(form.single("name").unwrap_or_default());
    let name = name.map_err(|error| page::unfit_name(&error))?;
    let password = AccountPassword::choose(form.single("password").unwrap_or_default(), &name);
    let password = password.map_err(|error| page::unfit_password(&error))?;
    if is_a_streamers(site, &name) {
        return Err(taken());
    }
    limit(site, request)?;
    let made = async {
        let (account, codes) = site.accounts.sign_up(&name, password).await?;
        Ok((sign_in(site, request, account.id).await?, codes))
    };
    match made.await {
        Ok((cookie, codes)) => {
            let mut answer =
                show_codes(site, request, name.as_str(), &codes, page::next(form.single("next")));
            // what a cookie may hold has been checked when it was made
            let _ = answer.add_cookie(&cookie);
            Ok(answer)
        }
        Err(AccountError::Taken) => Err(taken()),
        Err(AccountError::Busy) => Err(Flaw::busy()),
        Err(error) => Ok(page::failed(site, request, &error)),
    }
}

/// The page with new recovery codes, which are not shown again.
pub fn show_codes(
    site: &Site,
    request: &HttpRequest,
    name: &str,
    codes: &NewCodes,
    next: &str,
) -> HttpResponse {
    let mut context = Context::new();
    let codes: Vec<String> = codes.0.iter().map(|code| code.reveal()).collect();
    context.insert("name", name);
    // whoever has just made the account is signed in with this answer
    context.insert("account", name);
    context.insert("codes", &codes);
    context.insert("next", next);
    let title = Words::new("account-codes-yours");
    page::page(site, request, StatusCode::OK, "account-codes.html", &title, context)
}

/// Counts a new account.
///
/// # Errors
/// Many were made from the address.
pub fn limit(site: &Site, request: &HttpRequest) -> Result<(), Flaw> {
    let peer = site.peer(request);
    let rate = if peer.is_anonymous() { ANYBODY } else { HOUSEHOLD };
    let now = site.clock.now().monotonic;
    let taken = site.new_accounts.lock().take(household(peer.address), rate, now);
    taken.map_err(|wait| {
        let words = Words::new("account-many-made");
        Flaw::too_early(words, wait.as_secs() + 1)
    })
}

/// A streamer's name belongs to their stream key.
pub fn is_a_streamers(site: &Site, name: &Nickname) -> bool {
    let of_streamer = |own: &str| name.could_pass_for(&Nickname::stored(own));
    site.index.all().iter().any(|view| of_streamer(view.settings.name.as_str()))
        || site.index.all_closed().iter().any(|channel| of_streamer(channel.name.as_str()))
}

/// What to say of a name that somebody has.
pub fn taken() -> Flaw {
    let words = Words::new("account-name-taken");
    Flaw::new(StatusCode::CONFLICT, "name", words)
}
