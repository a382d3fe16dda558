//! The command line of `pystreaming-admin emote …`.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::super::args::Listing;

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
