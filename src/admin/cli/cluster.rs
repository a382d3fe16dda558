//! The command line of `pystreaming-admin cluster …`.

use clap::Subcommand;

use super::super::args::Listing;

/// Commands for a site on several machines.
#[derive(Debug, Subcommand)]
pub enum ClusterVerb {
    /// Show the nodes: which one leads, and which were heard of last
    Status(#[command(flatten)] Listing),
    /// Let another node lead, for example before an upgrade
    ///
    /// If the node leads, it hands over in order as soon as another can, within seconds. It passes requests on from then on, and does not
    /// lead until `cluster resume`, even after a restart.
    #[command(after_help = "Example:\n  pystreaming-admin cluster drain node-1")]
    Drain {
        /// Name of the node, as `cluster.node` has it
        #[arg(value_name = "NODE")]
        node: String,
    },
    /// Let nodes with another `secret_key` than before lead
    ///
    /// The database remembers to which `secret_key` it belongs, so that a node with a wrong one cannot take over. Run this once after you
    /// have changed it on every node on purpose.
    AcceptKey,
    /// Let a drained node lead again when it is its turn
    Resume {
        /// Name of the node
        #[arg(value_name = "NODE")]
        node: String,
    },
}
