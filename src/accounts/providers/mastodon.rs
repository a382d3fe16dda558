//! Mastodon's OAuth 2, by its documentation of `/api/v1/apps`, `/oauth` and `/api/v1/accounts/verify_credentials`.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use pystreaming_actors::model::Identity;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::http::Request;
use url::Url;

use super::{Coming, Going, Instance, InvalidInstance, Known, ProviderError, lock};
use crate::config::{Mastodon, Secret};
use crate::outbound::{Fetcher, is_public};

/// Begins the issuer of identities at instances.
pub const ISSUER: &str = "mastodon:";
/// What this site asks for; instances of every age know it.
const SCOPE: &str = "read:accounts";
/// How long this site is registered at an instance before it registers again: instances forget.
const REGISTERED_FOR: Duration = Duration::from_secs(12 * 60 * 60);
/// At how many instances it is, at most.
const REGISTERED_AT: usize = 1000;

/// The instances of Mastodon.
pub struct Instances {
    pub settings: Mastodon,
    site_name: String,
    site_url: String,
    fetcher: Fetcher,
    apps: Mutex<HashMap<Instance, (Instant, App)>>,
}

/// What this site is at an instance.
#[derive(Debug, Clone, Deserialize)]
struct App {
    client_id: String,
    client_secret: Secret,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
}

#[derive(Deserialize)]
struct Account {
    id: String,
    username: String,
}

impl Instances {
    pub fn new(settings: Mastodon, site_name: &str, site_url: &str, fetcher: Fetcher) -> Self {
        let (site_name, site_url) = (site_name.to_owned(), site_url.to_owned());
        Self { settings, site_name, site_url, fetcher, apps: Mutex::default() }
    }

    /// Where to send somebody.
    pub async fn away(&self, instance: &Instance, going: Going) -> Result<String, ProviderError> {
        let app = self.app(instance, &going.redirect).await?;
        let mut url = self.url(instance, "/oauth/authorize")?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &app.client_id)
            .append_pair("redirect_uri", &going.redirect)
            .append_pair("scope", SCOPE)
            .append_pair("state", going.state.secret())
            // by versions before 4.3 ignored
            .append_pair("code_challenge", going.challenge.as_str())
            .append_pair("code_challenge_method", "S256");
        if going.again {
            url.query_pairs_mut().append_pair("force_login", "true");
        }
        Ok(url.into())
    }

    /// Who somebody is who has come back.
    pub async fn back(&self, instance: &Instance, coming: Coming) -> Result<Known, ProviderError> {
        // an instance that is no longer let in has lost its place meanwhile
        instance.check(&self.settings)?;
        let app = self.app(instance, &coming.redirect).await?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &coming.code),
            ("client_id", &app.client_id),
            ("client_secret", app.client_secret.reveal()),
            ("redirect_uri", &coming.redirect),
            ("scope", SCOPE),
            ("code_verifier", coming.verifier.secret()),
        ];
        let tokens: Result<Tokens, _> = self.sent(instance, "/oauth/token", &fields).await;
        let Tokens { access_token } = tokens.inspect_err(|_| {
            // the instance may have forgotten this site
            lock(&self.apps).remove(instance);
        })?;
        let account = self.account(instance, &access_token).await;
        self.give_back(instance, &app, &access_token).await;
        let Account { id, username } = account?;
        let label = format!("@{username}@{instance}");
        let identity = Identity::new(&format!("{ISSUER}{instance}"), &id, &label);
        Ok(Known {
            identity: identity.ok_or_else(garbage)?,
            name: username,
            place: instance.to_string(),
            may_join: self.settings.new_accounts,
        })
    }

    /// What this site is at an instance, which it tells who it is if it has not done so lately.
    async fn app(&self, instance: &Instance, redirect: &str) -> Result<App, ProviderError> {
        instance.check(&self.settings)?;
        if let Some((since, app)) = lock(&self.apps).get(instance)
            && since.elapsed() < REGISTERED_FOR
        {
            return Ok(app.clone());
        }
        let fields = [
            ("client_name", self.site_name.as_str()),
            ("redirect_uris", redirect),
            ("scopes", SCOPE),
            ("website", &self.site_url),
        ];
        let app: App = self.sent(instance, "/api/v1/apps", &fields).await?;
        if app.client_id.is_empty() || app.client_secret.reveal().is_empty() {
            return Err(garbage());
        }
        let mut apps = lock(&self.apps);
        if apps.len() >= REGISTERED_AT {
            apps.retain(|_, (since, _)| since.elapsed() < REGISTERED_FOR / 2);
        }
        if apps.len() < REGISTERED_AT {
            apps.insert(instance.clone(), (Instant::now(), app.clone()));
        }
        Ok(app)
    }

    async fn account(&self, instance: &Instance, token: &str) -> Result<Account, ProviderError> {
        let url = self.url(instance, "/api/v1/accounts/verify_credentials")?;
        let request = Request::get(url.as_str())
            .header("accept", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(Vec::new());
        self.read(request).await
    }

    /// The site needs the token no longer. Nothing depends on whether the instance takes it back.
    async fn give_back(&self, instance: &Instance, app: &App, token: &str) {
        let fields = [
            ("client_id", app.client_id.as_str()),
            ("client_secret", app.client_secret.reveal()),
            ("token", token),
        ];
        let _: Result<serde::de::IgnoredAny, _> = self.sent(instance, "/oauth/revoke", &fields).await;
    }

    async fn sent<T: DeserializeOwned>(
        &self,
        instance: &Instance,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, ProviderError> {
        let body = serde_urlencoded::to_string(fields).map_err(|_| garbage())?;
        let request = Request::post(self.url(instance, path)?.as_str())
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.into_bytes());
        self.read(request).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        request: Result<Request<Vec<u8>>, ureq::http::Error>,
    ) -> Result<T, ProviderError> {
        // a token that is no text of a header is none
        let response = self.fetcher.fetch(request.map_err(|_| garbage())?).await?;
        let status = response.status().as_u16();
        if !response.status().is_success() {
            return Err(ProviderError::Wrong(format!("it answers {status}")));
        }
        serde_json::from_slice(response.body()).map_err(|_| garbage())
    }

    /// By TLS, but for an address in a network that the administrator allows.
    fn url(&self, instance: &Instance, path: &str) -> Result<Url, ProviderError> {
        let scheme = match instance.address() {
            Some(address) if is_public(address) || !self.fetcher.allows(address) => {
                return Err(InvalidInstance::NotAllowed.into());
            }
            Some(_) => "http",
            None => "https",
        };
        Url::parse(&format!("{scheme}://{instance}{path}")).map_err(|_| InvalidInstance::NoHost.into())
    }
}

fn garbage() -> ProviderError {
    ProviderError::Wrong("that is not what a Mastodon instance answers".to_owned())
}
