//! What a new server prints for setting the site up.

use std::io::Write;

use pystreaming_actors::model::{AccountPolicy, SessionSecret};
use tracing::error;

use crate::config::Config;
use crate::desk::{Desk, LINK_PATH};

/// Prints a link to the administration, unless somebody administers the site or there are streamers. It goes to standard output:
/// the log, which is kept and collected, does not have it.
pub async fn greet(desk: &Desk, config: &Config, mut output: impl Write) {
    match desk.first_link(config.accounts != AccountPolicy::Off).await {
        Ok(Some(secret)) => {
            // nobody may be listening
            let _ = output.write_all(words(config, &secret).as_bytes());
            let _ = output.flush();
        }
        Ok(None) => {}
        Err(error) => error!(%error, "cannot tell whether somebody administers the site"),
    }
}

fn words(config: &Config, secret: &SessionSecret) -> String {
    let address = config.address_for_browsers();
    let elsewhere = match config.site_url {
        Some(_) => "",
        None => "  If you reach the site at another address, put that in place of the first part.\n",
    };
    format!(
        "\n  Set up your site in the browser:\n\n    {address}{LINK_PATH}#{}\n\n{elsewhere}  The link works once, within 15 \
         minutes. `pystreaming-admin login-link --admin` makes another.\n\n",
        secret.reveal()
    )
}
