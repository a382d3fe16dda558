//! The command line of `pystreaming-admin setting …`.

use clap::{Args, Subcommand};

use super::super::args::Listing;

/// Commands for settings of the site that can be changed while the server runs.
#[derive(Debug, Subcommand)]
pub enum SettingVerb {
    /// List them with their values, and which of them differ from the configuration
    List(#[command(flatten)] Listing),
    /// Change one; it holds within a second, and instead of the configuration
    #[command(after_help = "Examples:\n  \
        pystreaming-admin setting set site_name 'Brushes'\n  \
        pystreaming-admin setting set themes '[dark, light]'\n  \
        pystreaming-admin setting set chat.messages '{burst: 10, per_minute: 30}'")]
    Set {
        #[command(flatten)]
        which: WhichSetting,
        /// The new value, as in the configuration file
        #[arg(value_name = "VALUE")]
        value: String,
    },
    /// Have the configuration's value hold again
    Reset(#[command(flatten)] WhichSetting),
}

/// The setting that a command is about.
#[derive(Debug, Args)]
pub struct WhichSetting {
    /// Its key in the configuration, such as chat.messages
    #[arg(value_name = "KEY")]
    pub key: String,
}
