//! The command line of `pystreaming-admin`. Help, completions and the man page are made from it.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

mod account;
mod cluster;
mod database;
mod emote;
mod event;
mod mail;
mod message;
mod sanction;
mod setting;
mod stream;
mod streamer;
mod token;
mod webhook;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum, ValueHint};

pub use account::AccountVerb;
pub use cluster::ClusterVerb;
pub use database::DatabaseVerb;
pub use emote::{EmoteVerb, PictureOption};
pub use event::EventVerb;
pub use mail::MailVerb;
pub use message::MessageVerb;
pub use sanction::{SanctionOption, SanctionVerb};
pub use setting::{SettingVerb, WhichSetting};
pub use stream::StreamVerb;
pub use streamer::{KeyOption, PictureFile, StreamerVerb};
pub use token::TokenVerb;
pub use webhook::WebhookVerb;

use super::args::Listing;
use super::room_verb::RoomVerb;

/// Manages the streamers, emotes and database of a PyStreaming site.
///
/// Changes reach a running site within a second.
#[derive(Debug, Parser)]
#[command(
    name = "pystreaming-admin",
    version,
    infer_long_args = true,
    after_help = "Examples:\n  \
        pystreaming-admin streamer add -u alice\n  \
        pystreaming-admin streamer list\n  \
        pystreaming-admin -c /etc/pystreaming/config.yaml config check\n\n\
        `pystreaming-admin help GROUP VERB` explains a command.",
    after_long_help = "Examples:\n  \
        pystreaming-admin streamer add -u alice\n      \
            adds alice with a generated stream key and shows it once\n  \
        pystreaming-admin streamer password -u alice -p -\n      \
            reads a viewer password from standard input\n  \
        pystreaming-admin -c /etc/pystreaming/config.yaml config check\n      \
            shows the settings in effect and where each comes from\n\n\
        Long options can be abbreviated if they stay unambiguous: --user for --username.\n\n\
        Exit status: 0 on success, 1 on failure, 2 for a mistake on the command line."
)]
pub struct AdminArgs {
    /// Configuration file [default: config.yaml, if it exists]
    #[arg(short, long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// The group of commands.
    #[command(subcommand)]
    pub group: Group,
}

/// The groups of commands.
#[derive(Debug, Subcommand)]
pub enum Group {
    /// Streamers and their pages
    #[command(subcommand)]
    Streamer(StreamerVerb),
    /// Incoming streams
    #[command(subcommand)]
    Stream(StreamVerb),
    /// API tokens, with which programs act for a streamer or for the site
    #[command(subcommand)]
    Token(TokenVerb),
    /// Make a link that signs a browser in to a streamer's studio or to the administration, once and within 15 minutes
    ///
    /// Send it in private: the first person who opens it is signed in, and may do all that the streamer, or an administrator, may.
    /// Streamers may replace their stream key.
    #[command(
        after_help = "Examples:\n  pystreaming-admin login-link alice\n  pystreaming-admin login-link --admin"
    )]
    LoginLink {
        /// The streamer
        #[arg(value_name = "USERNAME", required_unless_present = "admin", conflicts_with = "admin")]
        username: Option<String>,
        /// Sign in to the administration of the site
        #[arg(long)]
        admin: bool,
        #[command(flatten)]
        listing: Listing,
    },
    /// Accounts, which reserve names in chat
    #[command(subcommand)]
    Account(AccountVerb),
    /// Webhooks, which send recorded events to other servers
    #[command(subcommand)]
    Webhook(WebhookVerb),
    /// Recorded events: what happened in streams, and who changed the site
    #[command(subcommand)]
    Event(EventVerb),
    /// Custom emotes: pictures for an :alias: in chat
    #[command(subcommand, visible_alias = "emoji")]
    Emote(EmoteVerb),
    /// E-mail to followers
    #[command(subcommand)]
    Mail(MailVerb),
    /// Messages to a chat
    #[command(subcommand)]
    Message(MessageVerb),
    /// Mutes and bans that hold in every chat of the site
    #[command(subcommand)]
    Sanction(SanctionVerb),
    /// The room of a stream: members, messages, mutes, bans, moderators, settings
    ///
    /// The running server performs the command within a second.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin room list-members -u alice\n  \
        pystreaming-admin room mute -u alice --user bob")]
    #[command(subcommand)]
    Room(RoomVerb),
    /// The database and its tables
    #[command(subcommand)]
    Database(DatabaseVerb),
    /// The nodes of a site on several machines
    #[command(subcommand)]
    Cluster(ClusterVerb),
    /// Settings of the site that can be changed while the server runs
    #[command(subcommand)]
    Setting(SettingVerb),
    /// The configuration
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Print a completion script for a shell
    ///
    /// Source it, or save it where your shell looks for it, for example
    ///   pystreaming-admin completions bash > /etc/bash_completion.d/pystreaming-admin
    #[command(verbatim_doc_comment)]
    Completions {
        /// The shell
        shell: Shell,
        /// The program
        #[arg(value_enum, default_value_t = Program::Admin)]
        program: Program,
    },
    /// Print the manual page
    ///
    /// Read it with
    ///   pystreaming-admin man | man -l -
    #[command(verbatim_doc_comment)]
    Man {
        /// The program
        #[arg(value_enum, default_value_t = Program::Admin)]
        program: Program,
    },
}

/// Commands for the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// Check the configuration, and print the settings in effect and where each comes from
    ///
    /// Secrets are not printed.
    Check(#[command(flatten)] Listing),
    /// Print every setting with its default and explanation, as a configuration file
    Defaults,
}

/// Shells with completion scripts.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
}

/// The programs.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Program {
    /// The command-line tool
    #[value(name = "pystreaming-admin")]
    Admin,
    /// The server
    #[value(name = "pystreaming")]
    Server,
    /// The client of the API
    #[value(name = "pystreaming-client")]
    Client,
}
