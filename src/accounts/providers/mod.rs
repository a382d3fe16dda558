//! Signing in by other sites: providers of OpenID Connect, and Mastodon instances.
//!
//! A person goes to the other site with a `state`, and comes back with it and a code, which this server exchanges for what it
//! wants to know. State, nonce and verifier are kept here, for the browser that began, and are used once.

mod instance;
mod mastodon;
mod openid;
mod pending;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use openidconnect::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use pystreaming_actors::model::{AccountId, Identity, SecretHash, SessionSecret, UnixTime};
use pystreaming_actors::ports::Now;
use tracing::warn;

use crate::config::Config;
use crate::outbound::{FetchError, Fetcher};

pub use instance::{Instance, InvalidInstance};

use mastodon::Instances;
use openid::OpenIdProvider;
use pending::Pending;

/// Minutes that a browser has to come back.
pub const MINUTES: i64 = 10;

/// The sites by which people sign in.
pub struct Providers {
    site_url: String,
    providers: Vec<OpenIdProvider>,
    mastodon: Option<Instances>,
    /// By state.
    flows: Mutex<Pending<Flow>>,
    /// By the hash of a browser's secret.
    newcomers: Mutex<Pending<Newcomer>>,
}

/// A site by which somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A provider of OpenID Connect, by its id in the configuration.
    Provider(String),
    /// A Mastodon instance.
    Instance(Instance),
}

/// What somebody wants at another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// To sign in and go on to a page of this site.
    SignIn {
        /// Where to go.
        next: String,
    },
    /// To link the identity to the account that a browser is signed in to.
    Link {
        /// The account.
        account: AccountId,
        /// The browser's session.
        session: i64,
    },
}

/// Somebody who is away.
struct Flow {
    browser: SecretHash,
    place: Place,
    aim: Aim,
    nonce: openidconnect::Nonce,
    verifier: PkceCodeVerifier,
    /// Whether they were to prove once more who they are.
    again: bool,
}

/// What the other site sends somebody back with.
#[derive(Debug, Default)]
pub struct Answer<'a> {
    /// As it was sent.
    pub state: &'a str,
    /// To be exchanged.
    pub code: Option<&'a str>,
    /// Why there is none.
    pub error: Option<&'a str>,
    /// Who answers, by RFC 9207.
    pub issuer: Option<&'a str>,
}

/// Who somebody is.
#[derive(Debug, Clone)]
pub struct Known {
    /// At the other site.
    pub identity: Identity,
    /// What they are called there, as a suggestion.
    pub name: String,
    /// What the other site is called.
    pub place: String,
    /// Whether they can make an account.
    pub may_join: bool,
}

/// Somebody who has signed in by another site and has no account yet.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Who they are.
    pub known: Known,
    /// Where to go when they have an account.
    pub next: String,
}

/// A provider as pages show it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Offer {
    /// What forms call it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// Why somebody is not known.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// There is no such provider, or Mastodon is off.
    #[error("there is no such provider")]
    Absent,
    /// The instance cannot be used.
    #[error(transparent)]
    Instance(#[from] InvalidInstance),
    /// The attempt is unknown, of another browser, too old, or was finished before.
    #[error("nobody is expected back")]
    Unexpected,
    /// They did not allow it.
    #[error("the person or the provider said no")]
    Denied,
    /// The other site does not answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The other site answers with an error, or with what it should not.
    #[error("the answer is not as it should be: {0}")]
    Wrong(String),
    /// The confirmed e-mail address is not at a domain that is let in, or there is none.
    #[error("no confirmed e-mail address at an accepted domain")]
    Email,
}

impl Providers {
    /// The sites that the configuration lists.
    pub fn new(config: &Config) -> Self {
        let fetcher = || Fetcher::new(&config.provider_networks);
        // a slow instance, which anybody can name, does not keep providers waiting
        let of_providers = fetcher();
        let site_url = config.site_url.clone().unwrap_or_default();
        let provider = |settings| OpenIdProvider::new(settings, of_providers.clone());
        let instances = || Instances::new(config.mastodon.clone(), &config.site_name, &site_url, fetcher());
        Self {
            providers: config.providers.iter().cloned().map(provider).collect(),
            mastodon: config.mastodon.enabled.then(instances),
            site_url,
            flows: Mutex::default(),
            newcomers: Mutex::default(),
        }
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.providers.is_empty() && self.mastodon.is_none()
    }

    /// The providers of OpenID Connect.
    pub fn offers(&self) -> Vec<Offer> {
        let offer = |provider: &OpenIdProvider| Offer {
            id: provider.settings.id.clone(),
            name: provider.settings.name.clone(),
        };
        self.providers.iter().map(offer).collect()
    }

    /// Whether people can sign in by Mastodon, and the instances they have to choose from; any if there are none.
    pub fn instances(&self) -> Option<&[String]> {
        self.mastodon.as_ref().map(|mastodon| mastodon.settings.instances.as_slice())
    }

    /// What people call the site that vouches for an identity; `None` if nobody can sign in by it now.
    pub fn place_of(&self, identity: &Identity) -> Option<String> {
        if let Some(host) = identity.issuer.strip_prefix(mastodon::ISSUER) {
            let mastodon = self.mastodon.as_ref()?;
            let instance = Instance::parse(host).ok()?;
            return instance.check(&mastodon.settings).is_ok().then(|| instance.to_string());
        }
        let provider = self.providers.iter().find(|provider| provider.settings.issuer == identity.issuer)?;
        Some(provider.settings.name.clone())
    }

    /// Where to send somebody. `again` if they have to prove there once more who they are.
    ///
    /// # Errors
    /// The other site cannot be used.
    pub async fn begin(
        &self,
        place: Place,
        aim: Aim,
        browser: &str,
        again: bool,
        now: Instant,
    ) -> Result<String, ProviderError> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (CsrfToken::new_random(), openidconnect::Nonce::new_random());
        let redirect = self.redirect_uri(&place);
        let going = Going { state: state.clone(), nonce: nonce.clone(), challenge, redirect, again };
        let url = match &place {
            Place::Provider(id) => self.provider(id)?.away(going).await?,
            Place::Instance(instance) => self.mastodon()?.away(instance, going).await?,
        };
        let browser = SessionSecret::hash_given(browser);
        let flow = Flow { browser, place, aim, nonce, verifier, again };
        lock(&self.flows).put(state.into_secret(), flow, now);
        Ok(url)
    }

    /// Receives somebody who comes back to the address of a place, and tells who they are and what they want.
    ///
    /// # Errors
    /// They are not expected, or the other site does not confirm who they are; with what they want, if that is known.
    pub async fn finish(
        &self,
        place: &Place,
        answer: &Answer<'_>,
        browser: Option<&str>,
        now: Now,
    ) -> Result<(Aim, Known), (Option<Aim>, ProviderError)> {
        let flow = self
            .expected(place, answer.state, browser, now.monotonic)
            .ok_or((None, ProviderError::Unexpected))?;
        let aim = flow.aim.clone();
        let known = self.ask(flow, answer, now.unix).await;
        if let Err(error) = &known {
            warn!(place = self.called(place), %error, "somebody could not sign in by another site");
        }
        known.map(|known| (aim.clone(), known)).map_err(|error| (Some(aim), error))
    }

    /// Keeps somebody until they have chosen a name.
    pub fn keep(&self, browser: &str, newcomer: Newcomer, now: Instant) {
        lock(&self.newcomers).put(SessionSecret::hash_given(browser).to_hex(), newcomer, now);
    }

    /// Who has to choose a name.
    pub fn newcomer(&self, browser: &str, now: Instant) -> Option<Newcomer> {
        lock(&self.newcomers).get(&SessionSecret::hash_given(browser).to_hex(), now).cloned()
    }

    /// Forgets somebody who has chosen a name.
    pub fn forget(&self, browser: &str, now: Instant) {
        lock(&self.newcomers).take(&SessionSecret::hash_given(browser).to_hex(), now);
    }

    /// What people call a place.
    pub fn called(&self, place: &Place) -> String {
        match place {
            Place::Instance(instance) => instance.to_string(),
            Place::Provider(id) => {
                self.provider(id).map_or_else(|_| id.clone(), |one| one.settings.name.clone())
            }
        }
    }

    async fn ask(&self, flow: Flow, answer: &Answer<'_>, now: UnixTime) -> Result<Known, ProviderError> {
        match answer.error {
            Some("access_denied") => return Err(ProviderError::Denied),
            Some(error) => {
                let shown: String = error.chars().filter(|c| !c.is_control()).take(100).collect();
                return Err(ProviderError::Wrong(shown));
            }
            None => {}
        }
        let code = answer.code.ok_or_else(|| ProviderError::Wrong("there is no code".to_owned()))?;
        let Flow { place, nonce, verifier, again, .. } = flow;
        let redirect = self.redirect_uri(&place);
        let coming = Coming { code: code.to_owned(), nonce, verifier, redirect, again };
        match &place {
            Place::Provider(id) => {
                let provider = self.provider(id)?;
                if answer.issuer.is_some_and(|issuer| issuer != provider.settings.issuer) {
                    return Err(ProviderError::Wrong("another issuer answers".to_owned()));
                }
                provider.back(coming, now).await
            }
            Place::Instance(instance) => self.mastodon()?.back(instance, coming).await,
        }
    }

    /// Takes the flow of a state, if this browser began it at this place.
    fn expected(&self, place: &Place, state: &str, browser: Option<&str>, now: Instant) -> Option<Flow> {
        let mut flows = lock(&self.flows);
        let flow = flows.get(state, now)?;
        let is_theirs = browser.is_some_and(|browser| SessionSecret::hash_given(browser) == flow.browser);
        // a state that somebody reads in another's address bar does not end the attempt
        if is_theirs && flow.place == *place { flows.take(state, now) } else { None }
    }

    fn provider(&self, id: &str) -> Result<&OpenIdProvider, ProviderError> {
        self.providers.iter().find(|provider| provider.settings.id == id).ok_or(ProviderError::Absent)
    }

    fn mastodon(&self) -> Result<&Instances, ProviderError> {
        self.mastodon.as_ref().ok_or(ProviderError::Absent)
    }

    /// Each place has an address of its own, so that no site can send people back with another's code.
    fn redirect_uri(&self, place: &Place) -> String {
        match place {
            Place::Provider(id) => format!("{}/-/account/providers/{id}/callback", self.site_url),
            Place::Instance(instance) => format!("{}/-/account/mastodon/{instance}/callback", self.site_url),
        }
    }
}

/// What somebody goes to another site with.
struct Going {
    state: CsrfToken,
    nonce: openidconnect::Nonce,
    challenge: PkceCodeChallenge,
    redirect: String,
    again: bool,
}

/// What this server asks another site with.
struct Coming {
    code: String,
    nonce: openidconnect::Nonce,
    verifier: PkceCodeVerifier,
    redirect: String,
    again: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
