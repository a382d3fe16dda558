//! The command line of `pystreaming-admin mail …`.

use clap::Subcommand;

use super::super::args::Listing;

/// Commands for e-mail.
#[derive(Debug, Subcommand)]
pub enum MailVerb {
    /// Send a test by the mail server of the configuration
    #[command(after_help = "Example:\n  pystreaming-admin mail test ann@example.com")]
    Test {
        /// Where it is sent
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Show what an address follows
    Show {
        /// The address
        #[arg(value_name = "ADDRESS")]
        address: String,
        #[command(flatten)]
        listing: Listing,
    },
    /// End all mails to an address, and erase it
    Forget {
        /// The address
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
}
