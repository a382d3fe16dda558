//! The command line of `pystreaming-admin streamer …`.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use pystreaming_actors::model::ChatSetting;

use super::super::args::{Listing, Who};

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
    /// Close a streamer's channel
    ///
    /// Nobody can watch, publish or sign in to the studio, and a running broadcast ends, within a second.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer ban -u alice --reason 'copyright'\n  \
        pystreaming-admin streamer ban -u alice --until 30d")]
    Ban {
        #[command(flatten)]
        who: Who,
        /// Until when: 12h, 30d or 8w from now, or a day such as 2027-01-31. Without this option, until `unban`
        #[arg(long, value_name = "WHEN")]
        until: Option<String>,
        /// Why, for administrators
        #[arg(short, long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Open a streamer's channel again
    Unban(#[command(flatten)] Who),
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
    /// Set what the page tells about a streamer, or remove it
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer about -u alice -t 'I paint, *mostly* at night.'\n  \
        pystreaming-admin streamer about -u alice -t - < about.md\n  \
        pystreaming-admin streamer about -u alice         (removes it)")]
    About {
        #[command(flatten)]
        who: Who,
        /// The text in Markdown, up to 5000 characters, or - to read it from standard input. Without this option, it is
        /// removed
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        text: Option<String>,
    },
    /// Set the links to a streamer's pages elsewhere, or remove them
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer links -u alice -l https://alice.example -l https://mastodon.example/@alice\n  \
        pystreaming-admin streamer links -u alice         (removes them)")]
    Links {
        #[command(flatten)]
        who: Who,
        /// An https address; up to ten, in place of all that there are. Without this option, the links are removed
        #[arg(short, long = "link", value_name = "URL", value_hint = ValueHint::Url)]
        links: Vec<String>,
    },
    /// Have followers told when a stream goes live, or nobody
    Announced {
        #[command(flatten)]
        who: Who,
        /// Whether they are told. Without this option, they are
        #[arg(short, long, value_name = "yes|no", value_parser = BoolishValueParser::new())]
        setting: Option<bool>,
    },
    /// Set the picture beside a streamer's name, or remove it
    ///
    /// It is cut to a square around its middle.
    #[command(after_help = "Examples:\n  \
        pystreaming-admin streamer avatar -u alice --file face.png\n  \
        pystreaming-admin streamer avatar -u alice         (removes it)")]
    Avatar {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        picture: PictureFile,
    },
    /// Set the picture that is shown while a stream is offline, or remove it
    ///
    /// It is cut to 16:9 around its middle. Of a locked stream, those who know the password see it.
    OfflinePicture {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        picture: PictureFile,
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

/// The picture of a command.
#[derive(Debug, Args)]
pub struct PictureFile {
    /// A PNG, JPEG, WebP or GIF file of up to 8 MiB, which is copied into the database. Without this option, the picture is
    /// removed
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
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
