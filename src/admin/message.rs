//! `pystreaming-admin message …`

use std::time::{Duration, Instant};

use pystreaming_actors::model::{ChatSetting, PendingMessage, Streamer};

use super::cli::MessageVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::input;
use crate::rules;

/// How long to wait for a running server, which looks for messages more than twice a second.
const PATIENCE: Duration = Duration::from_secs(3);
const ASK_EVERY: Duration = Duration::from_millis(50);

pub(super) async fn run(verb: MessageVerb, context: &AdminContext) -> Result<String, AdminError> {
    let MessageVerb::Send { who, kind, message } = verb;
    let message = input::checked("--message", &message, rules::message)?;
    let Streamer { name: streamer, chat, .. } = context.streamer(&who.username).await?;
    if chat == ChatSetting::Disabled {
        return Err(AdminError::NotSent {
            why: "is disabled",
            remedy: format!("`pystreaming-admin streamer chat -u {streamer} -s enabled` enables it"),
            streamer,
        });
    }
    let message = PendingMessage { streamer: streamer.clone(), kind: kind.0, message };
    let id = context.store.send_message(&message).await?;
    let heard = match within(PATIENCE, context, id).await? {
        Some(heard) => Some(heard),
        None if context.store.withdraw_message(id).await? => {
            return Err(AdminError::NotSent {
                why: "was not reached, as no running server took the message",
                remedy: "start the server, with the same configuration".to_owned(),
                streamer,
            });
        }
        // a server took it just before it could be withdrawn
        None => within(PATIENCE, context, id).await?,
    };
    Ok(match heard {
        Some(0) => format!("nobody is in the chat of {streamer}, so nobody got the message\n"),
        Some(1) => format!("sent to the chat of {streamer}, where one listener got it\n"),
        Some(heard) => format!("sent to the chat of {streamer}, where {heard} listeners got it\n"),
        None => format!("sent to the chat of {streamer}; the server does not say who got it\n"),
    })
}

/// How many listeners received the message; `None` if no server reports it within `patience`.
async fn within(patience: Duration, context: &AdminContext, id: i64) -> Result<Option<u32>, AdminError> {
    let deadline = Instant::now() + patience;
    loop {
        let heard = context.store.delivery(id).await?;
        if heard.is_some() || Instant::now() >= deadline {
            return Ok(heard);
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}
