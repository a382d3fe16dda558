//! How many connections there may be.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use pystreaming_actors::model::names::household;

use crate::web::Shared;

/// How many connections there may be at once, whether they publish or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub connections: usize,
    /// From one address: of IPv6, its first 64 bits.
    pub per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 256, per_address: 16 }
    }
}

/// Counts connections.
#[derive(Debug)]
pub struct AdmissionLimit {
    limits: Limits,
    /// Connections of each household that has some.
    open: Shared<HashMap<IpAddr, usize>>,
}

/// A connection that counts until this is dropped.
#[derive(Debug)]
pub struct Place {
    limit: Arc<AdmissionLimit>,
    household: IpAddr,
}

impl AdmissionLimit {
    /// Counts none yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, open: Shared::default() }
    }

    /// Counts one more connection, unless there are too many. Those from this machine can be of many people behind a
    /// tunnel, so only their sum is limited.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let household = household(address);
        let mut open = self.open.lock();
        if open.values().sum::<usize>() >= self.limits.connections {
            return None;
        }
        let count = open.get(&household).copied().unwrap_or(0);
        if count >= self.limits.per_address && !address.is_loopback() {
            return None;
        }
        open.insert(household, count + 1);
        Some(Place { limit: Arc::clone(self), household })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.limit.open.lock();
        match open.get_mut(&self.household) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.remove(&self.household);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_limited_together_and_by_household() {
        let limit = Arc::new(AdmissionLimit::new(Limits { connections: 4, per_address: 2 }));
        let enter = |address: &str| limit.enter(address.parse().unwrap());
        let first = enter("2001:db8::1").unwrap();
        let _second = enter("2001:db8::2").unwrap();
        assert!(enter("2001:db8::3").is_none(), "the same household");
        drop(first);
        let _third = enter("2001:db8::3").unwrap();
        let _fourth = enter("192.0.2.1").unwrap();
        let fifth = enter("192.0.2.2").unwrap();
        assert!(enter("192.0.2.3").is_none(), "all together");
        drop(fifth);
        assert!(enter("192.0.2.3").is_some());
        assert_eq!(limit.open.lock().len(), 2, "nothing is kept of those who left");
    }

    #[test]
    fn connections_from_this_machine_are_not_one_household() {
        let limit = Arc::new(AdmissionLimit::new(Limits { connections: 3, per_address: 1 }));
        let places: Vec<_> = (0..4).filter_map(|_| limit.enter([127, 0, 0, 1].into())).collect();
        assert_eq!(places.len(), 3);
    }
}
