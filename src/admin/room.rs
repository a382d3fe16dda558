//! `pystreaming-admin room …`: any operation of a room of the running server.

use clap::{ArgMatches, FromArgMatches, Subcommand};
use serde_json::{Map, Value};

use super::cli::RoomArgs;
use super::context::AdminContext;
use super::error::AdminError;
use super::operation::Asked;
use super::output;
use crate::commands;
use crate::web::api::{ENDPOINTS, Endpoint};

/// An operation with its parameters.
#[derive(Debug)]
pub struct RoomVerb {
    endpoint: &'static Endpoint,
    parameters: Map<String, Value>,
}

fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().filter(|endpoint| endpoint.is_of_room())
}

impl FromArgMatches for RoomVerb {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let found = matches.subcommand().and_then(|(name, own)| {
            let endpoint = endpoints().find(|endpoint| endpoint.id == name)?;
            Some(Self { endpoint, parameters: commands::parameters(endpoint, own) })
        });
        found.ok_or_else(|| clap::Error::new(clap::error::ErrorKind::MissingSubcommand))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for RoomVerb {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        command.subcommands(endpoints().map(commands::command)).subcommand_required(true)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        endpoints().any(|endpoint| endpoint.id == name)
    }
}

pub(super) async fn run(args: RoomArgs, context: &AdminContext) -> Result<String, AdminError> {
    let RoomArgs { who, listing, verb: RoomVerb { endpoint, parameters } } = args;
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
