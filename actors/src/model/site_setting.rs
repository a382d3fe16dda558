//! Settings of the site that administrators changed while the server runs.

use serde::Serialize;
use serde_json::Value;

use super::time::UnixTime;

/// A setting that holds instead of the one in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteSetting {
    /// Its key in the configuration, such as `chat.messages`.
    pub key: String,
    /// As it was checked when it was set.
    pub value: Value,
    /// Who set it, as recorded events name them, such as `{"account": 12}`.
    pub by: Value,
    /// When it was set.
    pub at: UnixTime,
}
