//! `pystreaming-admin login-link`

use pystreaming_actors::model::SessionSecret;
use serde::Serialize;

use super::args::Listing;
use super::context::AdminContext;
use super::error::AdminError;
use super::output;
use crate::desk::LINK_FOR;

pub(super) async fn run(
    username: &str,
    listing: Listing,
    context: &AdminContext,
) -> Result<String, AdminError> {
    #[derive(Serialize)]
    struct Link {
        link: String,
        expires: i64,
    }
    let name = context.streamer(username).await?.name;
    let secret = SessionSecret::from_random(rand::random());
    let now = context.now();
    let expires = now + LINK_FOR;
    context.store.add_login_link(secret.hash(), Some(&name), expires, now).await?;
    let config = &context.config;
    let site = match &config.site_url {
        Some(url) => url.clone(),
        None if config.listen.is_unspecified() => format!("http://localhost:{}", config.port),
        None => format!("http://{}", std::net::SocketAddr::new(config.listen, config.port)),
    };
    let link = format!("{}/-/login#{}", site.trim_end_matches('/'), secret.reveal());
    if listing.json {
        return Ok(output::json(&Link { link, expires }));
    }
    let advice = match config.site_url {
        Some(_) => "",
        None => {
            "Others reach your site at another address? Put that in place of the first part, or set `site_url`.\n"
        }
    };
    Ok(format!(
        "{link}\nThis link signs one browser in to the studio of {name}, within 15 minutes. Send it in private.\n{advice}"
    ))
}
