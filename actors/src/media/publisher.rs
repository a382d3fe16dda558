//! Publishers: connections that send a stream.

/// Identifies a publisher's connection within the server that accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublisherId {
    /// The connection number in nginx-rtmp's hooks. nginx counts from 1 again after a restart.
    Nginx(u64),
}
