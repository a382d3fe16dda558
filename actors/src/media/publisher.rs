//! Publishers: connections that send a stream.

/// Identifies a publisher's connection within the server that accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublisherId {
    /// The connection number in nginx-rtmp's hooks. nginx counts from 1 again after a restart.
    Nginx(u64),
    /// A connection to this server's own RTMP port, counted from the start of the server.
    Rtmp(u64),
}

impl PublisherId {
    /// Who makes the media that viewers get of this publisher.
    pub fn media(self) -> MediaSource {
        match self {
            Self::Nginx(_) => MediaSource::Files,
            Self::Rtmp(_) => MediaSource::Packaged,
        }
    }
}

/// Where the media of a broadcast come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaSource {
    /// nginx writes playlists and segments into the HLS folder.
    Files,
    /// This server packages frames in memory.
    Packaged,
}

/// How a publisher's connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The publisher said that it stops.
    Stopped,
    /// The connection broke without a word, so the publisher may come back.
    Lost,
    /// The publisher's server does not tell one from the other.
    Unknown,
}
