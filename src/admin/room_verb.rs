//! The verbs of `pystreaming-admin room`: one for each operation of a room.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, FromArgMatches, Subcommand};
use serde_json::{Map, Value};

use super::args::{Listing, Who};
use crate::commands;
use crate::web::api::{ENDPOINTS, Endpoint};

/// An operation with its parameters.
#[derive(Debug)]
pub struct RoomVerb {
    /// The streamer whose room it is.
    pub who: Who,
    /// How to print the outcome.
    pub listing: Listing,
    /// The operation.
    pub endpoint: &'static Endpoint,
    /// Its parameters.
    pub parameters: Map<String, Value>,
}

fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().filter(|endpoint| endpoint.is_of_room())
}

impl FromArgMatches for RoomVerb {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let found = matches.subcommand().and_then(|(name, own)| {
            let endpoint = endpoints().find(|endpoint| endpoint.id == name)?;
            Some((endpoint, own))
        });
        let (endpoint, own) = found.ok_or_else(|| clap::Error::new(ErrorKind::MissingSubcommand))?;
        let (who, listing) = (Who::from_arg_matches(own)?, Listing::from_arg_matches(own)?);
        Ok(Self { who, listing, endpoint, parameters: commands::parameters(endpoint, own) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for RoomVerb {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        let verb = |endpoint: &Endpoint| {
            let command = commands::command(endpoint);
            let about = command.get_about().cloned().unwrap_or_default();
            // groups of options bring a text of their own along
            Listing::augment_args(Who::augment_args(command)).about(about)
        };
        command.subcommands(endpoints().map(verb)).subcommand_required(true)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        endpoints().any(|endpoint| endpoint.id == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_says_what_each_command_does() {
        let room = RoomVerb::augment_subcommands(clap::Command::new("room"));
        for (command, endpoint) in room.get_subcommands().zip(endpoints()) {
            let about = command.get_about().unwrap().to_string();
            assert!(about.eq_ignore_ascii_case(endpoint.summary), "{}: {about}", endpoint.id);
        }
    }
}
