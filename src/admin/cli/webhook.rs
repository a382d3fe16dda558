//! The command line of `pystreaming-admin webhook …`.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use clap::{Subcommand, ValueHint};

use super::super::args::Listing;

/// Commands for webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhookVerb {
    /// List webhooks, with the outcome of the last delivery of each
    List {
        /// List only the webhooks of this streamer
        #[arg(short, long, value_name = "USERNAME")]
        username: Option<String>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Make a webhook, and show its secret once
    ///
    /// It gets events that are recorded from now on. The secret verifies their signatures; one for Discord has none.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin webhook add -u alice -l https://bot.example.com/events\n  \
        pystreaming-admin webhook add -l https://bot.example.com/events -e start_streaming,stop_streaming\n  \
        pystreaming-admin webhook add -u alice -f discord -l https://discord.com/api/webhooks/123/secret")]
    Add {
        /// The streamer whose events it gets. Without this option, it gets those of all streamers
        #[arg(short, long, value_name = "USERNAME")]
        username: Option<String>,
        /// Where events are sent: an http or https URL
        #[arg(short = 'l', long, value_name = "URL", value_hint = ValueHint::Url)]
        url: String,
        /// The types of events that it gets, separated by commas. Without this option, all
        #[arg(short, long, value_name = "TYPES", value_delimiter = ',')]
        events: Vec<String>,
        /// What is sent: signed events, or messages that announce broadcasts, for a channel of Discord
        #[arg(short, long, value_name = "FORMAT", default_value = "events", value_parser = ["events", "discord"], conflicts_with = "events")]
        format: String,
        #[command(flatten)]
        listing: Listing,
    },
    /// Change a webhook
    #[command(after_help = "Examples:\n  \
        pystreaming-admin webhook change 1 --enabled true\n  \
        pystreaming-admin webhook change 1 -l https://bot.example.com/events")]
    Change {
        /// The webhook's number in the list
        #[arg(value_name = "ID")]
        id: i64,
        /// Where events are sent: an http or https URL
        #[arg(short = 'l', long, value_name = "URL", value_hint = ValueHint::Url)]
        url: Option<String>,
        /// The types of events that it gets, separated by commas; all of them if this is empty
        #[arg(short, long, value_name = "TYPES", value_delimiter = ',')]
        events: Option<Vec<String>>,
        /// Whether it gets any. One that is enabled again gets events from then on
        #[arg(long, value_name = "BOOL")]
        enabled: Option<bool>,
    },
    /// Remove a webhook
    Remove {
        /// The webhook's number in the list
        #[arg(value_name = "ID")]
        id: i64,
    },
    /// Replace the secret of a webhook, and show the new one once
    ///
    /// For a day, deliveries are signed with the old secret too.
    Rotate {
        /// The webhook's number in the list
        #[arg(value_name = "ID")]
        id: i64,
        #[command(flatten)]
        listing: Listing,
    },
    /// List the last deliveries of a webhook
    Deliveries {
        /// The webhook's number in the list
        #[arg(value_name = "ID")]
        id: i64,
        /// Most deliveries to list
        #[arg(short, long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        #[command(flatten)]
        listing: Listing,
    },
    /// Send a test to a webhook, from this machine
    Ping {
        /// The webhook's number in the list
        #[arg(value_name = "ID")]
        id: i64,
        #[command(flatten)]
        listing: Listing,
    },
    /// Send an event to a webhook again, from this machine
    Redeliver {
        /// The webhook's number in the list
        #[arg(value_name = "ID")]
        id: i64,
        /// The number of the event
        #[arg(value_name = "EVENT")]
        event: i64,
        #[command(flatten)]
        listing: Listing,
    },
}
