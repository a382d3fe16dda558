//! `pystreaming-admin room …`: any operation of a room of the running server.

use super::context::AdminContext;
use super::error::AdminError;
use super::operation::Asked;
use super::output;
use super::room_verb::RoomVerb;
use crate::commands;

pub(super) async fn run(verb: RoomVerb, context: &AdminContext) -> Result<String, AdminError> {
    let RoomVerb { who, listing, endpoint, parameters } = verb;
    let streamer = context.streamer(&who.username).await?.name;
    let operation = endpoint.room_operation(parameters).map_err(|problem| AdminError::Parameters {
        command: endpoint.id,
        why: problem.detail.into_owned(),
    })?;
    let Some(operation) = operation else { return Ok(String::new()) };
    match context.ask(&streamer, &operation).await? {
        Asked::Done(outcome) => {
            let answer = outcome.to_json().unwrap_or_default();
            Ok(if listing.json { output::json(&answer) } else { commands::text(&answer) })
        }
        Asked::Refused(refusal) => Err(AdminError::Refused { streamer, refusal }),
        Asked::Unknown => Ok("the server performed it, and does not say what became of it\n".to_owned()),
        Asked::NoServer => Err(AdminError::NoServer),
    }
}
