//! Times as stored.

/// Seconds since 1970-01-01 UTC, as the store keeps them.
pub type UnixTime = i64;
/// Milliseconds since 1970-01-01 UTC.
pub type UnixMillis = i64;
