//! `pystreaming-admin message …`

use pystreaming_actors::model::{ChatSetting, Streamer};
use pystreaming_actors::room::operations::{Ask as _, Delivered, SendMessage};

use super::cli::MessageVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::input;
use super::operation::Asked;
use crate::rules;

pub(super) async fn run(verb: MessageVerb, context: &AdminContext) -> Result<String, AdminError> {
    let MessageVerb::Send { who, kind, message } = verb;
    let text = input::checked("--message", &message, rules::message)?;
    let Streamer { name: streamer, chat, .. } = context.streamer(&who.username).await?;
    if chat == ChatSetting::Disabled {
        return Err(AdminError::NotSent {
            why: "is disabled",
            remedy: format!("`pystreaming-admin streamer chat -u {streamer} -s enabled` enables it"),
            streamer,
        });
    }
    let message = SendMessage { kind: kind.0, text, reply: None };
    let asked = context.ask(&streamer, &message.into_operation()).await?;
    let outcome = match asked {
        Asked::Done(outcome) => SendMessage::answer(outcome),
        Asked::Unknown => None,
        Asked::Refused(refusal) => return Err(AdminError::Refused { streamer, refusal }),
        Asked::NoServer => {
            return Err(AdminError::NotSent {
                why: "was not reached, as no running server took the message",
                remedy: "start the server, with the same configuration".to_owned(),
                streamer,
            });
        }
    };
    Ok(match outcome {
        Some(Delivered { listeners: 0 }) => {
            format!("nobody is in the chat of {streamer}, so nobody got the message\n")
        }
        Some(Delivered { listeners: 1 }) => {
            format!("sent to the chat of {streamer}, where one listener got it\n")
        }
        Some(Delivered { listeners }) => {
            format!("sent to the chat of {streamer}, where {listeners} listeners got it\n")
        }
        None => format!("sent to the chat of {streamer}; the server does not say who got it\n"),
    })
}
