//! Accounts of people, as chat knows them.

use serde::{Deserialize, Serialize};

/// Identifies an account; never given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);
