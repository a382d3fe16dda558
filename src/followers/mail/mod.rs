//! E-mail: followers by mail ask twice, are told of broadcasts, and end it with one click.

mod address;
mod confirmations;
mod letter;
mod links;
mod mailer;
mod session;
#[cfg(test)]
mod tests;

pub use address::MailAddress;
pub use confirmations::{Confirmations, Full};
pub use links::{CONFIRM_PATH, END_PATH, Linked, Purpose};
pub use mailer::{Mailer, address_hash};
pub use session::{MailError, MailServer};

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::MAIL_LINK_DAYS;
use pystreaming_actors::ports::{Clock, Store};
use tracing::debug;

const DAY: i64 = 24 * 60 * 60;
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);

/// Deletes addresses that were not confirmed, for as long as the server runs.
pub async fn forget_unconfirmed(store: Arc<dyn Store>, clock: Arc<dyn Clock>) {
    loop {
        let before = clock.now().unix.saturating_sub(MAIL_LINK_DAYS * DAY);
        if let Err(error) = store.forget_unconfirmed(before).await {
            debug!(%error, "cannot delete addresses that were not confirmed; trying again later");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
