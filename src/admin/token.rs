//! `pystreaming-admin token …`

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{ApiToken, ApiTokenSecret, InvalidGrant, Scopes, TokenGrant, UnixTime};
use pystreaming_actors::ports::StoreError;
use rand::RngExt;
use serde::Serialize;

use super::cli::TokenVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::{output, when};

pub(super) async fn run(verb: TokenVerb, context: &AdminContext) -> Result<String, AdminError> {
    match verb {
        TokenVerb::List { username, listing } => {
            let of = owner(username.as_deref(), context).await?;
            let stored = context.store.tokens(of.as_ref()).await?;
            let tokens: Vec<_> = stored.into_iter().map(|(_, token)| token).collect();
            Ok(if listing.json { output::json(&tokens) } else { table(&tokens, context.now()) })
        }
        TokenVerb::Add { username, scopes, expires, name, listing } => {
            let of = owner(username.as_deref(), context).await?;
            let scopes = Scopes::parse(&scopes).map_err(unknown_scope)?;
            let expires_at = expires.map(|text| when::from_now(&text, context.now()).map_err(bad_expiry));
            let grant = TokenGrant::new(&name, of, scopes, expires_at.transpose()?, context.now());
            add(&grant.map_err(refused)?, context, listing.json).await
        }
        TokenVerb::Revoke { id } => match context.store.revoke_token(id, None).await {
            Ok(()) => Ok(format!("revoked token {id}\n")),
            Err(StoreError::NotFound { what, name }) => {
                Err(AdminError::Missing { what, name, near: Vec::new() })
            }
            Err(other) => Err(other.into()),
        },
    }
}

async fn owner(name: Option<&str>, context: &AdminContext) -> Result<Option<StreamerName>, AdminError> {
    match name {
        Some(name) => Ok(Some(context.streamer(name).await?.name)),
        None => Ok(None),
    }
}

async fn add(grant: &TokenGrant, context: &AdminContext, as_json: bool) -> Result<String, AdminError> {
    #[derive(Serialize)]
    struct Added<'a> {
        id: i64,
        token: &'a str,
        #[serde(flatten)]
        grant: &'a TokenGrant,
    }
    let secret = ApiTokenSecret::from_random(rand::rng().random());
    let id = context.store.add_token(grant, secret.hash(), context.now()).await?;
    let token = secret.reveal();
    if as_json {
        return Ok(output::json(&Added { id, token, grant }));
    }
    let whose = grant.streamer.as_ref().map_or_else(|| "the site".to_owned(), ToString::to_string);
    Ok(format!(
        "added token {id} of {whose} ({})\ntoken: {token}\nKeep it now: it cannot be shown again.\n",
        grant.scopes
    ))
}

fn table(tokens: &[ApiToken], now: UnixTime) -> String {
    if tokens.is_empty() {
        return "no tokens yet; `pystreaming-admin token add -s SCOPES` adds one\n".to_owned();
    }
    let dash = || "-".to_owned();
    let expiry = |grant: &TokenGrant| match grant.expires_at {
        None => "never".to_owned(),
        Some(at) if grant.is_valid_at(now) => output::date(at),
        Some(_) => "expired".to_owned(),
    };
    let rows: Vec<_> = tokens
        .iter()
        .map(|token| {
            [
                token.id.to_string(),
                token.grant.streamer.as_ref().map_or_else(dash, ToString::to_string),
                token.grant.scopes.to_string(),
                expiry(&token.grant),
                token.last_used.map_or_else(|| "never".to_owned(), output::date),
                if token.grant.name.is_empty() { dash() } else { token.grant.name.clone() },
            ]
        })
        .collect();
    output::table(["ID", "STREAMER", "SCOPES", "EXPIRES", "LAST USED", "NAME"], &rows)
}

fn unknown_scope(word: &str) -> AdminError {
    let why = format!("has {word:?}, which is no scope; write some of read, chat, moderate, settings, admin");
    AdminError::Option { option: "--scopes", why }
}

fn bad_expiry(why: String) -> AdminError {
    AdminError::Option { option: "--expires", why }
}

fn refused(error: InvalidGrant) -> AdminError {
    let (option, why) = match error {
        InvalidGrant::NoScope => {
            ("--scopes", "is empty; write some of read, chat, moderate, settings, admin".to_owned())
        }
        InvalidGrant::AdminOfStreamer => (
            "--scopes",
            "has admin, which only a token of the site can have; leave --username out".to_owned(),
        ),
        InvalidGrant::Name(why) => ("--name", why.0),
        InvalidGrant::Expired => ("--expires", "is in the past".to_owned()),
    };
    AdminError::Option { option, why }
}
