//! The command line of `pystreaming-admin`. Help, completions and the man page are made from it.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use pystreaming_actors::model::{ChatSetting, MessageKind};

/// Looks after streamers, emotes and the database of a PyStreaming site.
///
/// What is changed here reaches a running site within a second.
#[derive(Debug, Parser)]
#[command(
    name = "pystreaming-admin",
    version,
    infer_long_args = true,
    after_help = "Examples:\n  \
        pystreaming-admin streamer add -u alice\n  \
        pystreaming-admin streamer list\n  \
        pystreaming-admin -c /etc/pystreaming/config.yaml config check\n\n\
        `pystreaming-admin help GROUP VERB` tells more about a command.",
    after_long_help = "Examples:\n  \
        pystreaming-admin streamer add -u alice\n      \
            makes a stream key for alice and shows it once\n  \
        pystreaming-admin streamer password -u alice -p -\n      \
            reads a viewer password from standard input\n  \
        pystreaming-admin -c /etc/pystreaming/config.yaml config check\n      \
            shows the settings in effect, and where each comes from\n\n\
        Long options may be shortened as long as they stay unambiguous: --user for --username.\n\n\
        Exit status: 0 when it is done, 1 when it could not be done, 2 for a mistake on the command line."
)]
pub struct AdminArgs {
    /// Configuration file [default: config.yaml, should it be there]
    #[arg(short, long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// What to look after.
    #[command(subcommand)]
    pub group: Group,
}

/// What there is to look after.
#[derive(Debug, Subcommand)]
pub enum Group {
    /// Who may stream, and how their page looks
    #[command(subcommand)]
    Streamer(StreamerVerb),
    /// Custom emotes: pictures that stand for an :alias: in chat
    #[command(subcommand, visible_alias = "emoji")]
    Emote(EmoteVerb),
    /// Messages into a chat
    #[command(subcommand)]
    Message(MessageVerb),
    /// The database and its tables
    #[command(subcommand)]
    Database(DatabaseVerb),
    /// The configuration
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Print a completion script for a shell
    ///
    /// Source it, or put it where your shell looks, for example
    ///   pystreaming-admin completions bash > /etc/bash_completion.d/pystreaming-admin
    #[command(verbatim_doc_comment)]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page
    ///
    /// Read it with
    ///   pystreaming-admin man | man -l -
    #[command(verbatim_doc_comment)]
    Man {
        /// Of which program
        #[arg(value_enum, default_value_t = Program::Admin)]
        program: Program,
    },
}

/// Whose page or settings.
#[derive(Debug, Args)]
pub struct Who {
    /// Name of the streamer, in any case
    #[arg(short, long, value_name = "USERNAME")]
    pub username: String,
}

/// How to print a list.
#[derive(Debug, Args)]
pub struct Listing {
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
}

/// What can be done with streamers.
#[derive(Debug, Subcommand)]
pub enum StreamerVerb {
    /// List all streamers
    ///
    /// Stream keys are not listed, for they cannot be had back out of the database.
    List(#[command(flatten)] Listing),
    /// Let somebody stream
    ///
    /// Without --key, a strong stream key is made and shown once. It goes into OBS as the stream key.
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
    /// Take a streamer and their page away
    Drop(#[command(flatten)] Who),
    /// Change a streamer's stream key
    ///
    /// Without --key, a strong one is made and shown once. The old key is good for nothing from then on.
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
        /// The description; left out, there is none. Links in it can be followed
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        description: Option<String>,
    },
    /// Lock a stream with a viewer password, or open it to all
    ///
    /// Viewers must enter the new password at once.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer password -u alice -p 'open sesame'\n  \
        pystreaming-admin streamer password -u alice -p - < password.txt\n  \
        pystreaming-admin streamer password -u alice         (opens the stream to all)\n  \
        pystreaming-admin streamer password -u alice --show")]
    Password {
        #[command(flatten)]
        who: Who,
        /// The password, or - to read it from standard input; left out, the stream is open to all
        #[arg(short, long, value_name = "PASSWORD")]
        password: Option<String>,
        /// Change nothing; print the password that viewers must enter
        #[arg(long, conflicts_with = "password")]
        show: bool,
    },
    /// Link a streamer's Mastodon account, or remove the link
    ///
    /// Their page then carries the link by which Mastodon verifies that the page is theirs.
    Mastodon {
        #[command(flatten)]
        who: Who,
        /// Address of the account's page, such as https://mastodon.example/@alice; left out, there is none
        #[arg(short = 'l', long, value_name = "URL", value_hint = ValueHint::Url)]
        url: Option<String>,
    },
    /// Say whether a stream has chat
    Chat {
        #[command(flatten)]
        who: Who,
        /// enabled, hidden until a viewer opens it, or disabled; left out, enabled
        #[arg(short, long, value_name = "SETTING", value_enum)]
        setting: Option<ChatWord>,
    },
}

/// A stream key for somebody.
#[derive(Debug, Args)]
pub struct KeyOption {
    /// The stream key, or - to read it from standard input, where other users of this machine cannot see it in the
    /// list of processes; left out, one is made
    #[arg(short, long, value_name = "KEY")]
    pub key: Option<String>,
}

/// What can be done with emotes.
#[derive(Debug, Subcommand)]
pub enum EmoteVerb {
    /// List all emotes
    List(#[command(flatten)] Listing),
    /// Add an emote
    #[command(after_help = "Examples:\n  \
        pystreaming-admin emote add -a wave -l /static/emotes/wave.png\n  \
        pystreaming-admin emote add -a parrot -l https://example.com/parrot.gif")]
    Add {
        #[command(flatten)]
        which: Which,
        /// Where the picture is: an https address, or a path on this site
        #[arg(short = 'l', long, value_name = "URI", value_hint = ValueHint::Url)]
        uri: String,
    },
    /// Remove an emote
    Drop(#[command(flatten)] Which),
}

/// Which emote.
#[derive(Debug, Args)]
pub struct Which {
    /// What is written between colons in chat: letters, digits, `_` and `-`
    #[arg(short, long, value_name = "ALIAS")]
    pub alias: String,
}

/// What can be done with messages.
#[derive(Debug, Subcommand)]
pub enum MessageVerb {
    /// Send a message into a streamer's chat
    ///
    /// It needs a running server, and says how many got it. It is not kept: if nobody is in the chat, nobody gets it.
    #[command(after_help = "Example:\n  \
        pystreaming-admin message send -u alice -t server -m 'Maintenance in ten minutes'")]
    Send {
        #[command(flatten)]
        who: Who,
        /// As if the streamer had written it, had done it (/me), or as a notice of the server
        #[arg(short = 't', long = "type", value_name = "TYPE", value_enum, default_value_t = KindWord(MessageKind::Normal))]
        kind: KindWord,
        /// The message
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        message: String,
    },
}

/// What can be done with the database.
#[derive(Debug, Subcommand)]
pub enum DatabaseVerb {
    /// Create the tables in a new database
    ///
    /// SQLite databases need no such step: they are made on first use.
    Create,
    /// Bring the tables up to date after an update of PyStreaming
    ///
    /// SQLite databases need no such step: the site does so when it starts. The database of the original PyStreaming is
    /// taken over, with the pictures of its emotes; what had to be changed or left out is listed.
    Upgrade {
        /// The folder static/emotes of the original, whose pictures are copied [default: the one beside the configuration
        /// file, should it be there]
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        emotes: Option<PathBuf>,
    },
    /// Write an empty migration for every kind of database (for developers)
    ///
    /// Run it in a checkout of the source. The files carry the next number and wait to be filled in.
    Generate {
        /// What the migration does, in a few words; becomes part of the file names
        #[arg(short, long, value_name = "MESSAGE")]
        message: String,
        /// Accepted because PyStreaming had it; migrations always begin empty
        #[arg(short = 'e', long)]
        allow_empty: bool,
        /// Folder of the migrations
        #[arg(long, value_name = "FOLDER", default_value = "migrations", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

/// What can be done with the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// Check the configuration, and print the settings in effect and where each comes from
    ///
    /// Secrets are not printed.
    Check(#[command(flatten)] Listing),
    /// Print every setting with its default and explanation, as a configuration file
    Defaults,
}

/// Shells that can be helped to complete.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
}

/// Programs that have a manual page.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Program {
    /// This one
    #[value(name = "pystreaming-admin")]
    Admin,
    /// The site
    #[value(name = "pystreaming")]
    Server,
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
