//! Bounds how many requests wait for media that have not arrived.

use std::collections::HashMap;
use std::net::IpAddr;

use pystreaming_actors::model::names::household;

use super::peer::Peer;
use crate::web::shared::Shared;

/// Most requests of one household: players hold two each, and schools share an address.
const HOUSEHOLD_MAX: usize = 1000;
/// Most requests of all.
const TOTAL_MAX: usize = 50_000;

/// The requests that wait.
#[derive(Debug, Default)]
pub struct HeldRequests(Shared<Counts>);

#[derive(Debug, Default)]
struct Counts {
    total: usize,
    /// Without empty entries, and without addresses that do not identify a client.
    by_household: HashMap<IpAddr, usize>,
}

/// Counts as a waiting request until it is dropped.
#[derive(Debug)]
pub struct Held<'a> {
    requests: &'a HeldRequests,
    household: Option<IpAddr>,
}

impl HeldRequests {
    /// Room for another request; `None` if too many wait.
    pub fn hold(&self, peer: &Peer) -> Option<Held<'_>> {
        let household = (!peer.is_anonymous()).then(|| household(peer.address));
        self.add(household).then_some(Held { requests: self, household })
    }

    fn add(&self, household: Option<IpAddr>) -> bool {
        let counts = &mut *self.0.lock();
        let of_household = household.map(|household| counts.by_household.entry(household).or_default());
        if counts.total >= TOTAL_MAX || of_household.as_ref().is_some_and(|count| **count >= HOUSEHOLD_MAX) {
            return false;
        }
        counts.total += 1;
        if let Some(count) = of_household {
            *count += 1;
        }
        true
    }

    fn remove(&self, household: Option<IpAddr>) {
        let counts = &mut *self.0.lock();
        counts.total -= 1;
        let Some(household) = household else { return };
        if let Some(count) = counts.by_household.get_mut(&household) {
            *count -= 1;
            if *count == 0 {
                counts.by_household.remove(&household);
            }
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.requests.remove(self.household);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_cannot_hold_requests_without_end_and_leaves_room_for_others() {
        let requests = HeldRequests::default();
        let [one, other] = [[10, 0, 0, 1], [10, 0, 0, 2]].map(|address| Some(IpAddr::from(address)));
        for _ in 0..HOUSEHOLD_MAX {
            assert!(requests.add(one));
        }
        assert!(!requests.add(one));
        assert!(requests.add(other));
        requests.remove(one);
        assert!(requests.add(one));
    }

    #[test]
    fn nothing_is_remembered_of_those_who_wait_no_longer() {
        let requests = HeldRequests::default();
        let household = Some(IpAddr::from([10, 0, 0, 1]));
        for household in [household, None] {
            assert!(requests.add(household));
            drop(Held { requests: &requests, household });
        }
        let counts = requests.0.lock();
        assert!(counts.total == 0 && counts.by_household.is_empty());
    }
}
