//! The command line of `pystreaming-admin event …`.

use clap::Subcommand;

use super::super::args::Listing;

/// Commands for recorded events.
#[derive(Debug, Subcommand)]
pub enum EventVerb {
    /// List recorded events, oldest first
    ///
    /// Events without a streamer are those of the site. Data of a change made by the API or this command tell who made it.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin event list -u alice --since 2d\n  \
        pystreaming-admin event list -t add_token --json")]
    List {
        /// List only events of this streamer
        #[arg(short, long, value_name = "USERNAME")]
        username: Option<String>,
        /// List only events of this type, such as send_message
        #[arg(short = 't', long = "type", value_name = "TYPE")]
        kind: Option<String>,
        /// List only events since then: a number of hours, days or weeks ago (12h, 30d, 8w), or a date (2027-01-31, in UTC)
        #[arg(short, long, value_name = "WHEN")]
        since: Option<String>,
        /// List only events before this number
        #[arg(short, long, value_name = "ID")]
        before: Option<i64>,
        /// Most events to list: the newest
        #[arg(short, long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10000))]
        limit: u32,
        #[command(flatten)]
        listing: Listing,
    },
}
