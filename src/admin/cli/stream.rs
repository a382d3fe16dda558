//! The command line of `pystreaming-admin stream …`.

use clap::Subcommand;

use super::super::args::Listing;

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
