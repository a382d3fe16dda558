//! The connections of publishers to this server's own ports, so that they can be ended from elsewhere.

use dashmap::DashMap;
use pystreaming_actors::rtmp::{Refusal, RefusalCode};
use tokio::sync::oneshot;

/// The connections that publish or are being admitted.
#[derive(Debug, Default)]
pub struct Connections {
    ends: DashMap<u64, oneshot::Sender<Refusal>>,
}

impl Connections {
    /// A connection that asks to publish. Returns what ends it.
    pub fn add(&self, connection: u64) -> oneshot::Receiver<Refusal> {
        let (end, ended) = oneshot::channel();
        self.ends.insert(connection, end);
        ended
    }

    /// Disconnects a publisher, which is told why.
    pub fn end(&self, connection: u64, why: &str) {
        if let Some((_, end)) = self.ends.remove(&connection) {
            // it may have gone in the meantime
            let _ = end.send(Refusal { code: RefusalCode::Denied, words: why.to_owned() });
        }
    }

    /// Forgets a connection that ended by itself.
    pub fn remove(&self, connection: u64) {
        self.ends.remove(&connection);
    }
}
