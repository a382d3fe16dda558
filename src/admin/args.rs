//! Options that several commands share.

use clap::Args;

/// The streamer that a command is about.
#[derive(Debug, Args)]
pub struct Who {
    /// Name of the streamer, in any case
    #[arg(short, long, value_name = "USERNAME")]
    pub username: String,
}

/// The format of the output.
#[derive(Debug, Args)]
pub struct Listing {
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
}
