//! The command line of `pystreaming-admin sanction …`.

use clap::{Subcommand, ValueEnum};

use super::super::args::{Listing, Who};

/// Commands for mutes and bans that hold in every chat of the site.
#[derive(Debug, Subcommand)]
pub enum SanctionVerb {
    /// List them, without those that have ended
    List(#[command(flatten)] Listing),
    /// Mute or ban somebody in every chat
    ///
    /// The running server finds them in the chat of a stream, and performs the command within a second.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin sanction add -u alice --user troll --kind ban --reason spam\n  \
        pystreaming-admin sanction add -u alice --user troll --kind mute --for 1d")]
    Add {
        #[command(flatten)]
        who: Who,
        /// Their name in the chat of that streamer, where they are or were lately
        #[arg(long, value_name = "NAME")]
        user: String,
        /// What they lose
        #[arg(short, long, value_enum)]
        kind: SanctionOption,
        /// For how long: 10m, 2h, 1d or a number of seconds. Without this option, until somebody lifts it
        #[arg(long = "for", value_name = "TIME")]
        time: Option<String>,
        /// Why; they are told
        #[arg(short, long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
        #[command(flatten)]
        listing: Listing,
    },
    /// Lift one, within a second
    Lift {
        /// Its id in the list
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Decline what somebody says against one
    Decline {
        /// Its id in the list
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// What somebody loses on the whole site.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SanctionOption {
    /// Writing
    Mute,
    /// Taking part
    Ban,
}
