//! The command line of `pystreaming-admin database …`.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

use super::super::args::Listing;

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
    /// Back a SQLite database up, while the site runs
    ///
    /// The backup goes into the folder backups in `data_dir`, with a copy of the secret key if that is a file. The newest 10 stay.
    Backup {
        #[command(flatten)]
        listing: Listing,
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
