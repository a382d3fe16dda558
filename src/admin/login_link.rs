//! `pystreaming-admin login-link`

use pystreaming_actors::model::SessionSecret;
use serde::Serialize;

use super::args::Listing;
use super::context::AdminContext;
use super::error::AdminError;
use super::output;
use crate::desk::{LINK_FOR, LINK_PATH};

pub(super) async fn run(
    username: Option<&str>,
    listing: Listing,
    context: &AdminContext,
) -> Result<String, AdminError> {
    #[derive(Serialize)]
    struct Link {
        link: String,
        expires: i64,
    }
    let name = match username {
        Some(username) => Some(context.streamer(username).await?.name),
        None => None,
    };
    let secret = SessionSecret::from_random(rand::random());
    let now = context.now();
    let expires = now + LINK_FOR;
    context.store.add_login_link(secret.hash(), name.as_ref(), expires, now).await?;
    let config = &context.config;
    let link = format!("{}{LINK_PATH}#{}", config.address_for_browsers(), secret.reveal());
    if listing.json {
        return Ok(output::json(&Link { link, expires }));
    }
    let advice = match config.site_url {
        Some(_) => "",
        None => {
            "Others reach your site at another address? Put that in place of the first part, or set `site_url`.\n"
        }
    };
    let what = match name {
        Some(name) => format!("to the studio of {name}"),
        None => "as an administrator of the site".to_owned(),
    };
    Ok(format!(
        "{link}\nThis link signs one browser in {what}, within 15 minutes. Send it in private.\n{advice}"
    ))
}
