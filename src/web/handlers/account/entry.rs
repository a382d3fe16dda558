//! Attempts to sign in, and what a browser gets when it does.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use pystreaming_actors::model::AccountId;
use pystreaming_actors::session::Browser;

use super::page::Flaw;
use crate::accounts::AccountError;
use crate::languages::Words;
use crate::web::access::throttle::AuthAttempt;
use crate::web::access::{account, browser_cookie};
use crate::web::signing_in::user_agent;
use crate::web::site::Site;

/// An admitted attempt to prove that an account is one's own. It counts as failed until it succeeds: many may be made
/// while the first is checked.
pub struct Attempt<'a> {
    site: &'a Site,
    request: &'a HttpRequest,
    known: Option<Browser>,
    attempt: AuthAttempt,
}

impl<'a> Attempt<'a> {
    /// Counts an attempt at the account of this name.
    ///
    /// # Errors
    /// It comes too early.
    pub fn new(site: &'a Site, request: &'a HttpRequest, name: &str) -> Result<Self, Flaw> {
        let (peer, now) = (site.peer(request), site.clock.now().monotonic);
        let known = browser_cookie::of_request(request, &site.secrets);
        let browser = known.as_ref().map(|browser| browser.id.clone());
        let attempt = site.attempt(peer.address, peer.is_anonymous(), browser, name);
        let mut throttle = site.account_throttle.lock();
        throttle
            .admit(&attempt, now)
            .map_err(|wait| Flaw::too_early(Words::new("account-too-many"), wait.as_secs() + 1))?;
        throttle.failed(&attempt, now);
        drop(throttle);
        Ok(Self { site, request, known, attempt })
    }

    /// It was not made after all.
    pub fn forgive(&self) {
        let now = self.site.clock.now().monotonic;
        self.site.account_throttle.lock().forgive(&self.attempt, now);
    }

    /// Signs the browser in to the account that it has proved to be its own. From now on it has its own count of
    /// attempts, whoever shares its address.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn succeed(self, id: AccountId) -> Result<Vec<Cookie<'static>>, AccountError> {
        self.forgive();
        let browser = self.known.clone().unwrap_or_else(|| browser_cookie::newcomer(self.site.unix()));
        let attempt = AuthAttempt { browser: Some(browser.id.clone()), ..self.attempt };
        self.site.account_throttle.lock().succeeded(&attempt, self.site.clock.now().monotonic);
        let mut cookies = vec![sign_in(self.site, self.request, id).await?];
        if self.known.is_none() {
            let secure = self.site.peer(self.request).is_encrypted();
            cookies.push(browser_cookie::cookie(&browser, &self.site.secrets, secure));
        }
        Ok(cookies)
    }
}

/// Signs a browser in, in place of its former session.
///
/// # Errors
/// The store does not answer.
pub async fn sign_in(
    site: &Site,
    request: &HttpRequest,
    id: AccountId,
) -> Result<Cookie<'static>, AccountError> {
    let former = account::of_request(request, site).map(|signed_in| signed_in.session);
    let secret = site.accounts.sign_in(id, user_agent(request), former).await?;
    Ok(account::cookie(&secret, site.peer(request).is_encrypted()))
}
