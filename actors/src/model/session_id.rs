//! Which session somebody acts at.

use serde::{Deserialize, Serialize};

/// One client's session. No two have the same id, on whatever machine and over restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId {
    /// The server process that has the session: a random number of its own.
    pub node: u32,
    /// The worker thread that the socket lives on.
    pub worker: u16,
    /// Unique on that worker, and never reused.
    pub number: u64,
}
