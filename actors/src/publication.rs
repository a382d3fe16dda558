//! The last step before readers see a change.

use std::sync::Arc;

use crate::live::{LiveIndex, StreamView};
use crate::names::StreamerName;

/// Where rooms show what is. Changes of one stream become visible in the order in which they are published.
#[derive(Clone)]
pub enum Publication {
    /// The server delivers segments itself.
    Direct(Arc<LiveIndex>),
}

impl Publication {
    /// Replaces what readers see of a stream.
    pub fn publish(&self, view: StreamView) {
        match self {
            Self::Direct(index) => index.publish(view),
        }
    }

    /// Forgets a stream.
    pub fn remove(&self, streamer: StreamerName) {
        match self {
            Self::Direct(index) => index.remove(&streamer),
        }
    }
}
