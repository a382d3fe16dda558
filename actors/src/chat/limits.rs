//! How often people may do something.

use serde::{Deserialize, Serialize};

/// So many times at once, and so many a minute in the long run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// At once, after a pause; at least 1.
    pub burst: u32,
    /// In the long run; 0 for as often as one likes.
    pub per_minute: u32,
}
