//! Ids of sessions.

use serde::{Deserialize, Serialize};

/// Id of a client's session, unique across machines and restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId {
    /// Random number of the server process that has the session.
    pub node: u32,
    /// Number of the worker thread that has the socket.
    pub worker: u16,
    /// Unique on that worker; never reused.
    pub number: u64,
}
