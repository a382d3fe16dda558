//! The servers that accept publishers.

use crate::media::PublisherId;

/// Disconnects publishers.
pub trait PublisherControl: Send + Sync {
    /// Asks the publisher's server to disconnect it, and returns at once. Failures are logged; the server is told again
    /// when it asks whether the publisher may continue.
    fn end(&self, publisher: PublisherId);
}
