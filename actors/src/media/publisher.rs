//! Connections that send a stream.

/// A publisher's connection, by what accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublisherId {
    /// nginx-rtmp's number of a connection, as its hooks tell it. nginx counts from 1 again after a restart.
    Nginx(u64),
}
