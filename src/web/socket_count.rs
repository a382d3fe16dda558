//! Counts open sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of open sockets.
#[derive(Debug, Clone, Default)]
pub struct SocketCount(Arc<AtomicU64>);

/// A socket that counts until it is dropped.
#[derive(Debug)]
pub struct CountedSocket(SocketCount);

impl SocketCount {
    /// Counts one more.
    pub fn enter(&self) -> CountedSocket {
        self.0.fetch_add(1, Ordering::Relaxed);
        CountedSocket(self.clone())
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for CountedSocket {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_counts_until_it_is_dropped() {
        let sockets = SocketCount::default();
        let (one, two) = (sockets.enter(), sockets.enter());
        assert_eq!(sockets.count(), 2);
        drop(one);
        assert_eq!(sockets.count(), 1);
        drop(two);
        assert_eq!(sockets.count(), 0);
    }
}
