//! OpenID Connect Core 1.0, sections 3.1 and 5.3: the authorisation code flow, with PKCE (RFC 7636).

use std::borrow::Cow;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    DiscoveryError, EmptyAdditionalClaims, IssuerUrl, OAuth2TokenResponse as _, RedirectUrl,
    RequestTokenError, Scope, StandardErrorResponse, SubjectIdentifier, TokenResponse as _, UserInfoClaims,
    UserInfoError,
};
use pystreaming_actors::model::{Identity, UnixTime};
use tracing::debug;

use super::{Coming, Going, Known, ProviderError, lock};
use crate::config::ProviderSettings;
use crate::outbound::{FetchError, Fetcher};

/// How long what a provider says about itself is believed without asking again.
const BELIEVED_FOR: Duration = Duration::from_secs(60 * 60);
/// How long ago somebody may have signed in at the provider who was to do it again, in seconds.
const SIGNED_IN_WITHIN: UnixTime = 5 * 60;
/// Algorithms by which a provider alone can sign: neither `none` nor those with a shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a provider tells about somebody besides their subject.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct About {
    username: Option<String>,
    email: Option<String>,
    /// Whether the provider has confirmed the address.
    is_confirmed: bool,
}

/// A provider.
pub struct OpenIdProvider {
    pub settings: ProviderSettings,
    fetcher: Fetcher,
    /// What it said about itself, with its keys, and when.
    said: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

impl OpenIdProvider {
    pub fn new(settings: ProviderSettings, fetcher: Fetcher) -> Self {
        Self { settings, fetcher, said: Mutex::default() }
    }

    /// Where to send somebody.
    pub async fn away(&self, going: Going) -> Result<String, ProviderError> {
        let metadata = self.metadata().await?;
        let redirect = RedirectUrl::new(going.redirect).map_err(told)?;
        let client = CoreClient::from_provider_metadata(metadata.as_ref().clone(), self.id(), None);
        let (state, nonce) = (going.state, going.nonce);
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let scopes = self.settings.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new);
        let mut request = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(scopes)
            .set_pkce_challenge(going.challenge)
            .set_redirect_uri(Cow::Owned(redirect));
        if going.again {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, ..) = request.url();
        match url.scheme() {
            "https" | "http" => Ok(url.into()),
            _ => Err(wrong("its authorisation endpoint is no web page")),
        }
    }

    /// Who somebody is who has come back.
    pub async fn back(&self, coming: Coming, now: UnixTime) -> Result<Known, ProviderError> {
        let metadata = self.metadata().await?;
        let secret =
            self.settings.client_secret.as_ref().map(|one| ClientSecret::new(one.reveal().to_owned()));
        let redirect = RedirectUrl::new(coming.redirect).map_err(told)?;
        let client = CoreClient::from_provider_metadata(metadata.as_ref().clone(), self.id(), secret)
            .set_auth_type(auth_type(&metadata))
            .set_redirect_uri(redirect);
        let http = |request| self.fetcher.fetch(request);
        let tokens = client
            .exchange_code(AuthorizationCode::new(coming.code))
            .map_err(told)?
            .set_pkce_verifier(coming.verifier)
            .request_async(&http)
            .await
            .map_err(refused)?;
        let id_token = tokens.id_token().ok_or_else(|| wrong("there is no ID token"))?;
        let again = coming.again.then_some(now);
        let verify = |metadata: &CoreProviderMetadata| {
            let verifier = self.verifier(metadata, again);
            id_token.claims(&verifier, &coming.nonce).cloned()
        };
        let claims = match verify(&metadata) {
            // the provider may have changed its keys
            Err(ClaimsVerificationError::SignatureVerification(_)) => verify(&*self.discover().await?),
            verified => verified,
        };
        let claims = claims.map_err(told)?;
        let mut about = About::of_token(&claims);
        if self.lacks(&about) && metadata.userinfo_endpoint().is_some() {
            match self.asked(&metadata, tokens.access_token(), claims.subject()).await {
                Ok(info) => about = info,
                Err(error) if !self.settings.email_domains.is_empty() => return Err(error),
                // only what nobody depends on is missing
                Err(error) => debug!(provider = self.settings.id, %error, "a provider tells nothing more"),
            }
        }
        if !self.lets_in(&about) {
            return Err(ProviderError::Email);
        }
        let label = about.username.clone().or(about.email).unwrap_or_default();
        let identity = Identity::new(&self.settings.issuer, claims.subject().as_str(), &label);
        Ok(Known {
            identity: identity.ok_or_else(|| wrong("its subject cannot be kept"))?,
            name: about.username.unwrap_or_default(),
            place: self.settings.name.clone(),
            may_join: self.settings.new_accounts,
        })
    }

    fn id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn verifier(
        &self,
        metadata: &CoreProviderMetadata,
        again: Option<UnixTime>,
    ) -> CoreIdTokenVerifier<'static> {
        let (issuer, keys) = (metadata.issuer().clone(), metadata.jwks().clone());
        // as if there were no secret: none is a key for signatures
        CoreIdTokenVerifier::new_public_client(self.id(), issuer, keys)
            .set_allowed_algs(ALGORITHMS)
            .set_auth_time_verifier_fn(move |at| match (at, again) {
                (Some(at), Some(now)) if at.timestamp() < now - SIGNED_IN_WITHIN => {
                    Err("the person has not signed in at the provider again".to_owned())
                }
                _ => Ok(()),
            })
    }

    /// What the provider says about itself.
    async fn metadata(&self) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        let said = lock(&self.said).clone();
        match said {
            Some((at, metadata)) if at.elapsed() < BELIEVED_FOR => Ok(metadata),
            _ => self.discover().await,
        }
    }

    /// Asks the provider about itself, and for its keys.
    async fn discover(&self) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(told)?;
        let http = |request| self.fetcher.fetch(request);
        let metadata =
            CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|error| match error {
                DiscoveryError::Request(error) => error.into(),
                other => told(other),
            })?;
        let metadata = Arc::new(metadata);
        *lock(&self.said) = Some((Instant::now(), Arc::clone(&metadata)));
        Ok(metadata)
    }

    /// Asks the provider about somebody.
    async fn asked(
        &self,
        metadata: &CoreProviderMetadata,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<About, ProviderError> {
        let client = CoreClient::from_provider_metadata(metadata.clone(), self.id(), None);
        let http = |request| self.fetcher.fetch(request);
        let request = client.user_info(token.clone(), Some(subject.clone())).map_err(told)?;
        let info: Result<UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim>, _> =
            request.request_async(&http).await;
        let info = info.map_err(|error| match error {
            UserInfoError::Request(error) => error.into(),
            other => told(other),
        })?;
        Ok(About {
            username: info.preferred_username().map(|name| name.as_str().to_owned()),
            email: info.email().map(|email| email.as_str().to_owned()),
            is_confirmed: info.email_verified() == Some(true),
        })
    }

    /// Whether something is missing that the provider may tell when it is asked.
    fn lacks(&self, about: &About) -> bool {
        about.username.is_none() || (!self.settings.email_domains.is_empty() && about.email.is_none())
    }

    fn lets_in(&self, about: &About) -> bool {
        let domains = &self.settings.email_domains;
        let domain =
            about.email.as_deref().filter(|_| about.is_confirmed).and_then(|email| email.rsplit_once('@'));
        domains.is_empty() || domain.is_some_and(|(_, domain)| domains.contains(&domain.to_lowercase()))
    }
}

impl About {
    fn of_token(claims: &CoreIdTokenClaims) -> Self {
        Self {
            username: claims.preferred_username().map(|name| name.as_str().to_owned()),
            email: claims.email().map(|email| email.as_str().to_owned()),
            is_confirmed: claims.email_verified() == Some(true),
        }
    }
}

/// How this server proves to the provider who it is: in the body where the provider knows only that, as it says.
fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let knows =
        |method| metadata.token_endpoint_auth_methods_supported().is_some_and(|all| all.contains(&method));
    match knows(CoreClientAuthMethod::ClientSecretPost) && !knows(CoreClientAuthMethod::ClientSecretBasic) {
        true => AuthType::RequestBody,
        false => AuthType::BasicAuth,
    }
}

/// Why no tokens came.
fn refused(
    error: RequestTokenError<FetchError, StandardErrorResponse<CoreErrorResponseType>>,
) -> ProviderError {
    match error {
        RequestTokenError::Request(error) => error.into(),
        // its description is the provider's own, and may repeat what was sent
        RequestTokenError::ServerResponse(response) => {
            wrong(&format!("it refuses the code: {}", response.error().as_ref()))
        }
        RequestTokenError::Parse(..) => wrong("what should be tokens cannot be read"),
        RequestTokenError::Other(_) => wrong("what should be tokens is something else"),
    }
}

fn wrong(why: &str) -> ProviderError {
    ProviderError::Wrong(why.to_owned())
}

/// An error in the words of the library, which repeat no secret.
fn told(error: impl Error) -> ProviderError {
    let source = error.source().map_or_else(String::new, |source| format!(": {source}"));
    ProviderError::Wrong(format!("{error}{source}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Sources};

    fn provider(more: &str) -> OpenIdProvider {
        let yaml = format!(
            "site_url: https://x.example\nproviders: [{{id: ex, name: Ex, issuer: https://id.example, client_id: x{more}}}]"
        );
        let sources = Sources { file: Some(("config.yaml".into(), yaml)), ..Sources::default() };
        let mut config = Config::from_sources(&sources).unwrap();
        OpenIdProvider::new(config.providers.remove(0), Fetcher::new(&[]))
    }

    #[test]
    fn only_confirmed_addresses_at_accepted_domains_are_let_in() {
        let about = |email: Option<&str>, is_confirmed| About {
            username: Some("bob".to_owned()),
            email: email.map(str::to_owned),
            is_confirmed,
        };
        let anybody = provider("");
        assert!(anybody.lets_in(&about(None, false)) && !anybody.lacks(&about(None, false)));
        let staff = provider(", email_domains: [staff.example, two.example]");
        assert!(staff.lacks(&about(None, false)));
        for (email, is_confirmed, fits) in [
            ("bob@staff.example", true, true),
            ("bob@STAFF.example", true, true),
            ("bob@two.example", true, true),
            ("bob@staff.example", false, false),
            ("bob@staff.example.org", true, false),
            ("bob@evil.example@two.example.org", true, false),
            ("staff.example", true, false),
            ("bob@sub.staff.example", true, false),
        ] {
            assert_eq!(staff.lets_in(&about(Some(email), is_confirmed)), fits, "{email}");
        }
        assert!(!staff.lets_in(&about(None, true)));
    }

    #[tokio::test]
    async fn a_provider_without_a_public_address_is_not_called() {
        let mut provider = provider("");
        provider.settings.issuer = "https://127.0.0.1:8443".to_owned();
        let error = provider.metadata().await.map(|_| ()).unwrap_err();
        assert!(matches!(error, ProviderError::Fetch(FetchError::NotPublic)), "{error}");
    }
}
