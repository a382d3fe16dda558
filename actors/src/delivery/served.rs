//! How media are served.

use serde::{Deserialize, Serialize};

use crate::model::names::Token;

/// How media are served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The prefix of their addresses.
    pub prefix: Token,
    /// Whether the stream needs a password.
    pub is_locked: bool,
}
