//! `pystreaming-admin message …`

use pystreaming_actors::store::PendingMessage;

use super::cli::MessageVerb;
use super::desk::Desk;
use super::error::AdminError;
use super::input;
use crate::rules;

pub(super) async fn run(verb: MessageVerb, desk: &Desk) -> Result<String, AdminError> {
    let MessageVerb::Send { who, kind, message } = verb;
    let message = input::checked("--message", &message, rules::message)?;
    let streamer = desk.streamer(&who.username).await?.name;
    let sent = format!("sent to the chat of {streamer}\n");
    desk.store.send_message(&PendingMessage { streamer, kind: kind.0, message }).await?;
    Ok(sent)
}
