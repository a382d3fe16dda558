//! Until when this process leads, for those who have to ask often, and how many nodes are there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A process that was paused goes on with what it was about to do, before it has learned that another leads.
#[derive(Debug, Clone)]
pub struct Lease {
    /// After it was confirmed.
    lasts: Duration,
    begun: Instant,
    /// Milliseconds after `begun`.
    until: Arc<AtomicU64>,
    nodes: Arc<AtomicU32>,
}

impl Lease {
    /// A lease that lasts so long after it is confirmed, and is over until then.
    pub fn lasting(lasts: Duration) -> Self {
        Self { lasts, begun: Instant::now(), until: Arc::default(), nodes: Arc::default() }
    }

    /// It was confirmed at this time.
    pub fn confirm(&self, at: Instant) {
        let until = (at + self.lasts).saturating_duration_since(self.begun);
        self.until.store(millis(until), Ordering::Relaxed);
    }

    /// So many nodes are there, this one included.
    pub fn hear(&self, nodes: u32) {
        self.nodes.store(nodes, Ordering::Relaxed);
    }

    /// Nodes that were there when this one last heard of them.
    pub fn nodes(&self) -> u32 {
        self.nodes.load(Ordering::Relaxed)
    }

    /// Whether another process may lead by now.
    pub fn is_over(&self) -> bool {
        millis(self.begun.elapsed()) >= self.until.load(Ordering::Relaxed)
    }
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const LASTS: Duration = Duration::from_secs(100);

    #[test]
    fn a_lease_lasts_as_long_as_it_is_confirmed() {
        let lease = Lease { begun: Instant::now() - LASTS * 10, ..Lease::lasting(LASTS) };
        assert!(lease.is_over());
        lease.confirm(Instant::now());
        assert!(!lease.is_over());
        lease.confirm(Instant::now() - LASTS * 2);
        assert!(lease.is_over());
    }
}
