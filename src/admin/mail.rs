//! `pystreaming-admin mail`

use pystreaming_actors::model::MailFollowing;
use pystreaming_actors::model::text::Invalid;
use serde_json::{Value, json};

use super::cli::MailVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::output;
use crate::followers::{MailAddress, MailServer, Mailer, address_hash};

pub(super) async fn run(verb: MailVerb, context: &AdminContext) -> Result<String, AdminError> {
    match verb {
        MailVerb::Test { address } => {
            let address = parsed(&address)?;
            let config = &context.config;
            let server = MailServer::of(config).ok_or_else(|| AdminError::Setting {
                key: "mail.server".to_owned(),
                why: "is not set, so this site sends no e-mail".to_owned(),
            })?;
            let (origin, name) = (config.address_for_browsers(), config.site_name.clone());
            let mailer = Mailer::new(server, context.secrets.clone(), origin, move || name.clone());
            mailer.test(&address, context.now()).await?;
            Ok("the mail server took the test; look whether it arrives\n".to_owned())
        }
        MailVerb::Show { address, listing } => {
            let followings = followings(&address, context).await?;
            if listing.json {
                return Ok(output::json(&followings.iter().map(entry).collect::<Vec<_>>()));
            }
            if followings.is_empty() {
                return Ok("this address follows nobody\n".to_owned());
            }
            let state = |confirmed| if confirmed { "confirmed" } else { "not confirmed" };
            let row = |one: &MailFollowing| {
                [one.streamer.to_string(), output::date(one.asked_at), state(one.confirmed).to_owned()]
            };
            let rows: Vec<_> = followings.iter().map(row).collect();
            Ok(output::table(["STREAMER", "ASKED", "STATE"], &rows))
        }
        MailVerb::Forget { address } => {
            let followings = followings(&address, context).await?;
            for one in &followings {
                context.store.end_follower(one.id).await?;
            }
            Ok(match followings.len() {
                0 => "this address follows nobody\n".to_owned(),
                1 => "erased: it followed 1 stream\n".to_owned(),
                count => format!("erased: it followed {count} streams\n"),
            })
        }
    }
}

async fn followings(address: &str, context: &AdminContext) -> Result<Vec<MailFollowing>, AdminError> {
    let hash = address_hash(&context.secrets, &parsed(address)?);
    Ok(context.store.mail_followings(&hash).await?)
}

fn parsed(address: &str) -> Result<MailAddress, AdminError> {
    MailAddress::parse(address).map_err(|Invalid(why)| AdminError::Option { option: "ADDRESS", why })
}

fn entry(one: &MailFollowing) -> Value {
    json!({ "streamer": one.streamer, "asked_at": one.asked_at, "confirmed": one.confirmed })
}
