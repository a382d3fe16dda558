//! Signing in, by password or by a recovery code.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::names::Nickname;
use pystreaming_actors::model::{AccountId, account_name};
use tera::Context;

use super::entry::Attempt;
use super::page::{self, Flaw};
use crate::accounts::AccountError;
use crate::languages::Words;
use crate::web::access::account;
use crate::web::forms::Form;
use crate::web::signing_in::redirect;
use crate::web::site::Site;

const TITLE: &str = "site-sign-in";
const TEMPLATE: &str = "account-sign-in.html";
const RECOVERY_TITLE: &str = "account-recover-do";
const RECOVERY_TEMPLATE: &str = "account-recover.html";

/// `GET /-/account/sign-in`. `?next` is where to go afterwards. Somebody who is signed in confirms that it is them.
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
    if let Some(signed_in) = account::of_request(&request, &site) {
        let has_password = match site.accounts.means(signed_in.account.id).await {
            Ok((has_password, _)) => has_password,
            Err(error) => return page::failed(&site, &request, &error.into()),
        };
        context.insert("name", &*signed_in.account.name);
        context.insert("again", &true);
        context.insert("has_no_password", &!has_password);
    }
    page::page(&site, &request, StatusCode::OK, TEMPLATE, &Words::new(TITLE), context)
}

/// `POST /-/account/sign-in`.
pub async fn by_password(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match page::sent(&site, &request, body).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let password = form.single("password").unwrap_or_default();
    let attempted =
        attempt(&site, &request, &form, async |name| site.accounts.by_password(name, password).await);
    match attempted.await {
        Ok(answer) => answer,
        Err(flaw) => {
            let mut context = entered(&form);
            page::offer(&site, &mut context);
            page::flawed(&site, &request, TEMPLATE, &Words::new(TITLE), &flaw, context)
        }
    }
}

/// `GET /-/account/recover`.
pub async fn recovery_form(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    match page::exists(&site, &request) {
        Ok(()) => page::page(
            &site,
            &request,
            StatusCode::OK,
            RECOVERY_TEMPLATE,
            &Words::new(RECOVERY_TITLE),
            Context::new(),
        ),
        Err(answer) => answer,
    }
}

/// `POST /-/account/recover`: signs in by a recovery code, and leads to where a new password can be set.
pub async fn by_code(request: HttpRequest, site: web::Data<Site>, body: web::Payload) -> HttpResponse {
    let form = match page::sent(&site, &request, body).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let code = form.single("code").unwrap_or_default();
    match attempt(&site, &request, &form, async |name| site.accounts.by_code(name, code).await).await {
        Ok(answer) => answer,
        Err(flaw) => page::flawed(
            &site,
            &request,
            RECOVERY_TEMPLATE,
            &Words::new(RECOVERY_TITLE),
            &flaw,
            entered(&form),
        ),
    }
}

/// Signs in whoever `proves` to own the account that a form names.
async fn attempt(
    site: &Site,
    request: &HttpRequest,
    form: &Form,
    proves: impl AsyncFnOnce(&Nickname) -> Result<AccountId, AccountError>,
) -> Result<HttpResponse, Flaw> {
    let wrong = || {
        let words = Words::new("account-wrong");
        Flaw::new(StatusCode::FORBIDDEN, "secret", words)
    };
    let name = account_name(form.single("name").unwrap_or_default());
    let key = name.as_ref().map(|name| name.confusable_key().to_owned()).unwrap_or_default();
    let attempt = Attempt::new(site, request, &key)?;
    let proved = match &name {
        Ok(name) => proves(name).await,
        Err(_) => Err(AccountError::Wrong),
    };
    let cookies = match proved {
        Ok(id) => attempt.succeed(id).await,
        Err(error) => {
            if !matches!(error, AccountError::Wrong) {
                attempt.forgive();
            }
            Err(error)
        }
    };
    match cookies {
        Ok(cookies) => Ok(redirect(page::next(form.single("next")), &cookies)),
        Err(AccountError::Disabled) => {
            let words = Words::new("account-disabled");
            Err(Flaw::new(StatusCode::FORBIDDEN, "name", words))
        }
        Err(AccountError::Busy) => Err(Flaw::busy()),
        Err(AccountError::Wrong | AccountError::Taken) => Err(wrong()),
        Err(error) => Ok(page::failed(site, request, &error)),
    }
}

/// What to keep in a form that has to be sent again.
fn entered(form: &Form) -> Context {
    let mut context = Context::new();
    context.insert("next", page::next(form.single("next")));
    context.insert("name", form.single("name").unwrap_or_default());
    context
}
