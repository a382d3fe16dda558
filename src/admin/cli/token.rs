//! The command line of `pystreaming-admin token …`.

use clap::Subcommand;

use super::super::args::Listing;

/// Commands for API tokens.
#[derive(Debug, Subcommand)]
pub enum TokenVerb {
    /// List tokens, with their rights and when they were last used
    ///
    /// The tokens themselves are not listed: the database stores only their hashes.
    List {
        /// List only the tokens of this streamer
        #[arg(short, long, value_name = "USERNAME")]
        username: Option<String>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Make a token and show it once
    ///
    /// Programs send it in place of the stream key, as in: Authorization: Bearer pst_...
    #[command(after_help = "Scopes:\n  \
        read      read settings, messages, members and statistics\n  \
        chat      send messages in the streamer's name\n  \
        moderate  do what moderators do\n  \
        settings  change settings, moderators, emotes and the stream key\n  \
        admin     do what administrators do; only without --username\n\n\
        Examples:\n  \
        pystreaming-admin token add -u alice -s read,chat -n 'chat bot'\n  \
        pystreaming-admin token add -s admin --expires 30d")]
    Add {
        /// The streamer for whom the token acts. Without this option, it acts for the whole site
        #[arg(short, long, value_name = "USERNAME")]
        username: Option<String>,
        /// What it may do, separated by commas: read, chat, moderate, settings, admin
        #[arg(short, long, value_name = "SCOPES")]
        scopes: String,
        /// When it stops working: after a number of hours, days or weeks (12h, 30d, 8w), or at a date (2027-01-31, in UTC).
        /// Without this option, never
        #[arg(short, long, value_name = "WHEN")]
        expires: Option<String>,
        /// What it is for, to recognise it in the list
        #[arg(short, long, value_name = "NAME", default_value = "", hide_default_value = true)]
        name: String,
        #[command(flatten)]
        listing: Listing,
    },
    /// Revoke a token, which stops working within a second
    Revoke {
        /// The token's number in the list
        #[arg(value_name = "ID")]
        id: i64,
    },
}
