//! The command line of `pystreaming-admin account …`.

use clap::Subcommand;

use super::super::args::Listing;

/// Commands for accounts of people in chat.
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// List accounts, oldest first
    List(#[command(flatten)] Listing),
    /// Show an account, by what its owner signs in, and where it is signed in
    Show {
        /// The reserved name, or one that looks like it
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        listing: Listing,
    },
    /// Disable an account: its browsers are signed out, and its name stays reserved
    Disable {
        /// The reserved name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Let a disabled account sign in again
    Enable {
        /// The reserved name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Make the owner of an account a moderator or an administrator of the whole site, or a user again
    Role {
        /// The reserved name
        #[arg(value_name = "NAME")]
        name: String,
        /// What they are in every chat
        #[arg(value_name = "ROLE", value_parser = ["moderator", "administrator", "none"])]
        role: String,
    },
    /// Remove an account, after which anybody can use the name
    Remove {
        /// The reserved name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Give an account back to its owner: print a recovery code that works once
    ///
    /// Its browsers are signed out; its password, passkeys, links to other sites and former recovery codes stop working.
    Reset {
        /// The reserved name
        #[arg(value_name = "NAME")]
        name: String,
    },
}
