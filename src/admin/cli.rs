//! The command line of `pystreaming-admin`. Help, completions and the man page are made from it.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use pystreaming_actors::model::{ChatSetting, MessageKind};

use super::args::{Listing, Who};
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
    /// Webhooks, which send recorded events to other servers
    #[command(subcommand)]
    Webhook(WebhookVerb),
    /// Recorded events: what happened in streams, and who changed the site
    #[command(subcommand)]
    Event(EventVerb),
    /// Custom emotes: pictures for an :alias: in chat
    #[command(subcommand, visible_alias = "emoji")]
    Emote(EmoteVerb),
    /// Messages to a chat
    #[command(subcommand)]
    Message(MessageVerb),
    /// The room of a stream: members, messages, mutes, moderators, settings
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

/// Commands for incoming streams.
#[derive(Debug, Subcommand)]
pub enum StreamVerb {
    /// Show how a stream arrives, and what its streamer should change
    ///
    /// The running server answers within a second. Where nginx-rtmp takes the stream, less is known of it.
    #[command(after_help = "Example:\n  pystreaming-admin stream health alice")]
    Health {
        /// Name of the streamer, in any case
        #[arg(value_name = "STREAMER")]
        streamer: String,
        #[command(flatten)]
        listing: Listing,
    },
}

/// Commands for streamers.
#[derive(Debug, Subcommand)]
pub enum StreamerVerb {
    /// List all streamers
    ///
    /// Stream keys are not listed: the database stores only their hashes.
    List(#[command(flatten)] Listing),
    /// Add a streamer
    ///
    /// Without --key, a strong stream key is generated and shown once. Enter it in OBS.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer add -u alice\n  \
        pystreaming-admin streamer add -u alice -k - < key.txt")]
    Add {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        key: KeyOption,
        #[command(flatten)]
        listing: Listing,
    },
    /// Remove a streamer and their page
    Drop(#[command(flatten)] Who),
    /// Export all that is kept about a streamer, as JSON Lines
    ///
    /// Each line is an object with a `type`. Secrets are left out.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer export -u alice -o alice.jsonl\n  \
        pystreaming-admin streamer export -u alice --person bob")]
    Export {
        #[command(flatten)]
        who: Who,
        /// Only what is about the person of this name in the stream, in any case
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// The file to write; it must not exist. Without this option, it is standard output
        #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
    },
    /// Erase all that is kept about a streamer or a person
    ///
    /// Other than `drop`, it also erases recorded events, also those of a streamer who was dropped before. With --person,
    /// it erases the messages of one person in the stream and what is recorded about them. Nothing brings it back.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer erase -u alice --yes\n  \
        pystreaming-admin streamer erase -u alice --person bob --yes")]
    Erase {
        #[command(flatten)]
        who: Who,
        /// Only what is about the person of this name in the stream, in any case
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// Confirm that it shall be erased
        #[arg(long)]
        yes: bool,
    },
    /// Change a streamer's stream key
    ///
    /// Without --key, a strong one is generated and shown once. The old key stops working at once.
    Key {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        key: KeyOption,
        #[command(flatten)]
        listing: Listing,
    },
    /// Set the description of a stream, or remove it
    Description {
        #[command(flatten)]
        who: Who,
        /// The description; links are clickable. Without this option, the description is removed
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        description: Option<String>,
    },
    /// Lock a stream with a viewer password, or unlock it
    ///
    /// Viewers have to enter the new password at once.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer password -u alice -p 'open sesame'\n  \
        pystreaming-admin streamer password -u alice -p - < password.txt\n  \
        pystreaming-admin streamer password -u alice         (unlocks the stream)\n  \
        pystreaming-admin streamer password -u alice --show")]
    Password {
        #[command(flatten)]
        who: Who,
        /// The password, or - to read it from standard input. Without this option, the stream is unlocked
        #[arg(short, long, value_name = "PASSWORD")]
        password: Option<String>,
        /// Print the current password instead
        #[arg(long, conflicts_with = "password")]
        show: bool,
    },
    /// Link a streamer's Mastodon account, or remove the link
    ///
    /// With the link on the page, Mastodon can verify that the page belongs to the account.
    Mastodon {
        #[command(flatten)]
        who: Who,
        /// URL of the account, such as https://mastodon.example/@alice. Without this option, the link is removed
        #[arg(short = 'l', long, value_name = "URL", value_hint = ValueHint::Url)]
        url: Option<String>,
    },
    /// Enable, hide or disable a stream's chat
    Chat {
        #[command(flatten)]
        who: Who,
        /// enabled, hidden until a viewer opens it, or disabled. Without this option, the chat is enabled
        #[arg(short, long, value_name = "SETTING", value_enum)]
        setting: Option<ChatWord>,
    },
}

/// The stream key of a command.
#[derive(Debug, Args)]
pub struct KeyOption {
    /// The stream key, or - to read it from standard input, where other users of this machine cannot see it in the
    /// list of processes. Without this option, a key is generated
    #[arg(short, long, value_name = "KEY")]
    pub key: Option<String>,
}

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
    /// It gets events that are recorded from now on. The secret verifies their signatures.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin webhook add -u alice -l https://bot.example.com/events\n  \
        pystreaming-admin webhook add -l https://bot.example.com/events -e start_streaming,stop_streaming")]
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

/// Commands for emotes.
#[derive(Debug, Subcommand)]
pub enum EmoteVerb {
    /// List all emotes
    List(#[command(flatten)] Listing),
    /// Add an emote
    #[command(after_help = "Examples:\n  \
        pystreaming-admin emote add -a wave --file wave.png\n  \
        pystreaming-admin emote add -a parrot -l https://example.com/parrot.gif")]
    Add {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        picture: PictureOption,
    },
    /// Remove an emote
    Drop(#[command(flatten)] Which),
}

/// The picture of an emote.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct PictureOption {
    /// The picture: an https URL, or a path on this site
    #[arg(short = 'l', long, value_name = "URI", value_hint = ValueHint::Url)]
    pub uri: Option<String>,
    /// The picture: a PNG, GIF or WebP file of up to 512 KiB, animated or not, which is copied into the database
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
}

/// The emote that a command is about.
#[derive(Debug, Args)]
pub struct Which {
    /// The name between colons in chat: letters, digits, `_` and `-`
    #[arg(short, long, value_name = "ALIAS")]
    pub alias: String,
}

/// Commands for messages.
#[derive(Debug, Subcommand)]
pub enum MessageVerb {
    /// Send a message to a streamer's chat
    ///
    /// It needs a running server, and prints how many people received it. In an empty chat nobody does.
    #[command(after_help = "Example:\n  \
        pystreaming-admin message send -u alice -t server -m 'Maintenance in ten minutes'")]
    Send {
        #[command(flatten)]
        who: Who,
        /// normal and action (/me) messages come from the streamer; server messages are notices
        #[arg(short = 't', long = "type", value_name = "TYPE", value_enum, default_value_t = KindWord(MessageKind::Normal))]
        kind: KindWord,
        /// The message
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        message: String,
    },
}

/// Commands for the database.
#[derive(Debug, Subcommand)]
pub enum DatabaseVerb {
    /// Create the tables in a new database
    ///
    /// SQLite databases need no such step: they are created on first use.
    Create,
    /// Migrate the database after an update of PyStreaming
    ///
    /// SQLite databases need no such step: the server migrates them when it starts. If the database has tables of the
    /// original PyStreaming, they are imported, as `database import` does.
    Upgrade {
        /// The original's folder static/emotes, whose pictures are copied [default: the one beside the configuration file,
        /// if it exists]
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        emotes: Option<PathBuf>,
    },
    /// Copy a database of the original PyStreaming into this site's
    ///
    /// Streamers with their stream keys, emotes, events and pending messages are copied in one transaction; the original's
    /// database, of any version, is only read. Every change and omission is listed. It can be repeated, and copies what is
    /// new. The tables are created if need be.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin database import --from /srv/old/config.yaml --dry-run\n  \
        pystreaming-admin database import --from mysql://user:password@localhost/pystreaming\n  \
        pystreaming-admin database import --from - < url.txt")]
    Import {
        /// Configuration file of the original, or the URL of its database, or - to read the URL from standard input
        #[arg(long, value_name = "URL|FILE")]
        from: String,
        /// Report what would be copied, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// The original's folder static/emotes, whose pictures are copied [default: the one beside its configuration file, if
        /// it exists]
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        emotes: Option<PathBuf>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Write an empty migration for each kind of database (for developers)
    ///
    /// Run it in a checkout of the source. The files have the next number; fill in both.
    Generate {
        /// What the migration does, in a few words, for the names of the files
        #[arg(short, long, value_name = "MESSAGE")]
        message: String,
        /// Accepted for compatibility; migrations are always empty
        #[arg(short = 'e', long)]
        allow_empty: bool,
        /// Folder of the migrations
        #[arg(long, value_name = "FOLDER", default_value = "migrations", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
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

/// [`ChatSetting`] as a word of the command line.
#[derive(Debug, Clone, Copy)]
pub struct ChatWord(pub ChatSetting);

impl ValueEnum for ChatWord {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(ChatSetting::Enabled), Self(ChatSetting::Hidden), Self(ChatSetting::Disabled)]
    }
    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.0.as_str().into())
    }
}

/// [`MessageKind`] as a word of the command line.
#[derive(Debug, Clone, Copy)]
pub struct KindWord(pub MessageKind);

impl ValueEnum for KindWord {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(MessageKind::Normal), Self(MessageKind::Action), Self(MessageKind::Server)]
    }
    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.0.as_str().into())
    }
}
