//! Tokens of a streamer, and of the site.

use pystreaming_actors::model::{ApiToken, ApiTokenSecret, Scope, Scopes, TokenGrant};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

use super::caller::Caller;
use super::endpoint::{Access, Call, Endpoint, SiteOperation, of_site};
use super::problem::Problem;

const PATH: &str = "/streams/{streamer}/tokens";

/// Each operation for the tokens of a streamer, then each for those of the site.
pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    [
        of_site::<ListTokens>(),
        of_site::<AddToken>(),
        of_site::<RevokeToken>(),
        of_site::<ListTokens>().of_the_site("list-site-tokens", "list the site's tokens"),
        of_site::<AddToken>()
            .of_the_site("add-site-token", "make a token that acts for the site; tokens cannot"),
        of_site::<RevokeToken>().of_the_site("revoke-site-token", "revoke a token of the site"),
    ]
    .into_iter()
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    /// Identifies it when it is revoked.
    id: i64,
    /// What it is for.
    name: String,
    /// What it may do: `read`, `chat`, `moderate`, `settings`, and of the site also `admin`.
    scopes: Vec<String>,
    /// When it was made, in Unix seconds.
    created: i64,
    /// When it stops working, in Unix seconds; null for never.
    expires: Option<i64>,
    /// When it was last used, in Unix seconds, to the minute; null for never.
    last_used: Option<i64>,
}

impl From<ApiToken> for Token {
    fn from(ApiToken { id, grant, created_at, last_used }: ApiToken) -> Self {
        let scopes = grant.scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
        Self { id, name: grant.name, scopes, created: created_at, expires: grant.expires_at, last_used }
    }
}

/// Lists tokens.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTokens {}

/// Tokens, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// Expired ones included.
    #[schema(inline)]
    tokens: Vec<Token>,
}

impl SiteOperation for ListTokens {
    const ID: &'static str = "list-tokens";
    const SUMMARY: &'static str = "list the streamer's tokens";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = PATH;
    const ACCESS: Access = Access::Owner;
    type Outcome = Tokens;

    async fn run(self, call: &Call) -> Result<Tokens, Problem> {
        let owner = call.owner();
        let stored = call.site.store.tokens(owner).await?.into_iter().map(|(_, token)| token);
        // the store takes no owner for everybody's
        let own = stored.filter(|token| token.grant.streamer.as_ref() == owner);
        Ok(Tokens { tokens: own.map(Token::from).collect() })
    }
}

/// Makes a token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddToken {
    /// What it may do: some of `read`, `chat`, `moderate`, `settings`, and for the site also `admin`.
    #[schema(schema_with = scopes_schema)]
    scopes: Scopes,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    /// When it stops working, in Unix seconds; without it, never.
    #[serde(default)]
    expires: Option<i64>,
}

fn scopes_schema() -> Array {
    let word =
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Scope::ALL.map(Scope::as_str)));
    let text =
        "What it may do: some of `read`, `chat`, `moderate`, `settings`; `admin` is for tokens of the site.";
    ArrayBuilder::new().items(word.build()).min_items(Some(1)).description(Some(text)).build()
}

/// A new token.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewToken {
    /// Identifies it when it is revoked.
    id: i64,
    /// The secret, which is shown only now.
    token: String,
}

impl SiteOperation for AddToken {
    const ID: &'static str = "add-token";
    const SUMMARY: &'static str = "make a token that acts for the streamer";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = PATH;
    const ACCESS: Access = Access::Owner;
    const AUDITS: Option<&'static str> = Some("add_token");
    const NEEDS_FRESH: bool = true;
    type Outcome = NewToken;

    async fn run(self, call: &Call) -> Result<NewToken, Problem> {
        let owner = call.owner().cloned();
        if owner.is_none() && matches!(call.caller, Some(Caller::Token(_))) {
            return Err(Problem::forbidden(
                "Tokens cannot make tokens of the site. An administrator does, in the browser or on the server.",
            ));
        }
        let now = call.site.unix();
        let grant = TokenGrant::new(&self.name, owner, self.scopes, self.expires, now)
            .map_err(|why| Problem::invalid(format!("The token is not granted: {why}.")))?;
        let secret = ApiTokenSecret::from_random(rand::random());
        let id = call.store().add_token(&grant, secret.hash(), now).await?;
        Ok(NewToken { id, token: secret.reveal().to_owned() })
    }
}

/// Revokes a token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    /// The token's id.
    id: i64,
}

/// The token no longer works, within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revoked {}

impl SiteOperation for RevokeToken {
    const ID: &'static str = "revoke-token";
    const SUMMARY: &'static str = "revoke a token";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/tokens/{id}";
    const ACCESS: Access = Access::Owner;
    const AUDITS: Option<&'static str> = Some("revoke_token");
    type Outcome = Revoked;

    async fn run(self, call: &Call) -> Result<Revoked, Problem> {
        let owner = call.owner();
        let all = call.site.store.tokens(owner).await?;
        // the store takes no owner for everybody's
        if !all.iter().any(|(_, token)| token.id == self.id && token.grant.streamer.as_ref() == owner) {
            return Err(Problem::not_found("There is no such token."));
        }
        call.store().revoke_token(self.id, owner).await?;
        Ok(Revoked {})
    }
}
