//! Why a session ends against the publisher's will.

/// What a publisher did wrong. The messages are for administrators and, where there is a remedy, for streamers; they
/// contain nothing that the publisher sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The first byte is not the version of RTMP.
    #[error("this is not RTMP")]
    NotRtmp,
    /// The publisher wants to encrypt with a key that anybody can compute.
    #[error("RTMPE is not supported")]
    Rtmpe,
    /// More chunk streams than `CHUNK_STREAMS_MAX`.
    #[error("too many chunk streams")]
    ChunkStreams,
    /// A chunk refers to a header that was never sent, or begins a message within another.
    #[error("chunks in the wrong order")]
    ChunkOrder,
    /// Zero, or more than 31 bits.
    #[error("invalid chunk size")]
    ChunkSize,
    /// Longer than any use of its type.
    #[error("a message is too long")]
    MessageLength,
    /// Many long messages were begun and not completed.
    #[error("too many bytes in incomplete messages")]
    Incomplete,
    /// AMF that is malformed, too deep or has too many values.
    #[error("malformed AMF")]
    Amf,
    /// A command that needs `connect`, or an earlier publication, to come first.
    #[error("commands in the wrong order")]
    CommandOrder,
    /// The publisher sends requests faster than it reads answers.
    #[error("too many unread answers")]
    Unread,
    /// The name of the published stream is empty, or longer than keys can be.
    #[error("no stream key was given, or one of more than 254 bytes")]
    NoKey,
    /// The client wants to watch.
    #[error("this address accepts publishers; watch on the site's pages")]
    Plays,
    /// The codec's name, and those that work instead.
    #[error("{0} is not supported: choose {1}")]
    Codec(&'static str, &'static str),
    /// A decoder configuration or frame that contradicts its own format.
    #[error("malformed {0}")]
    Media(&'static str),
    /// More tracks than `TRACKS_MAX`, or many parts of a message for one.
    #[error("too many tracks")]
    Tracks,
    /// The handshake or the request to publish did not come in time.
    #[error("no request to publish came in time")]
    NoPublish,
    /// No frame came for `MEDIA_TIMEOUT`.
    #[error("neither picture nor sound came for too long")]
    NoMedia,
}
