//! Memory for incomplete messages. Each client may hold one message; what clients hold is limited in total and per address,
//! so that many of them cannot take all memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Messages up to this many bytes are not counted: chat messages are no longer.
const FREE: usize = 16 * 1024;

/// How much clients may hold.
#[derive(Debug, Clone, Copy)]
pub struct UnfinishedLimit {
    /// Bytes of all clients.
    pub total: usize,
    /// Bytes of the clients at one address.
    pub per_address: usize,
}

/// What all clients hold.
#[derive(Debug)]
pub struct Unfinished {
    limit: UnfinishedLimit,
    held: Mutex<Sums>,
}

#[derive(Debug, Default)]
struct Sums {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Unfinished {
    /// With nothing held.
    pub fn new(limit: UnfinishedLimit) -> Arc<Self> {
        Arc::new(Self { limit, held: Mutex::default() })
    }

    fn change(&self, address: Option<IpAddr>, from: usize, to: usize) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let all = held.all - from + to;
        let here =
            address.map_or(0, |address| held.by_address.get(&address).map_or(0, |here| *here) - from + to);
        if to > from && (all > self.limit.total || here > self.limit.per_address) {
            return false;
        }
        held.all = all;
        if let Some(address) = address {
            match here {
                0 => held.by_address.remove(&address),
                here => held.by_address.insert(address, here),
            };
        }
        true
    }
}

/// What is incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A message.
    Message,
    /// An event, whose attachments are messages of their own.
    Event,
}

/// What one client holds, until this is dropped.
#[derive(Debug)]
pub struct Held {
    of: Arc<Unfinished>,
    address: Option<IpAddr>,
    parts: [u32; 2],
}

impl Held {
    /// With nothing held. `address` is `None` where it says nothing about who the client is.
    pub fn new(of: &Arc<Unfinished>, address: Option<IpAddr>) -> Self {
        Self { of: Arc::clone(of), address, parts: [0; 2] }
    }

    /// Sets how many bytes the client holds of a message or an event. False, and without effect, where that exceeds a
    /// limit; less than before always succeeds.
    #[must_use]
    pub fn reserve(&mut self, part: Part, bytes: usize) -> bool {
        let counted = if bytes <= FREE { 0 } else { u32::try_from(bytes).unwrap_or(u32::MAX) };
        let before = self.parts[part as usize];
        if counted != before {
            if !self.of.change(self.address, before as usize, counted as usize) {
                return false;
            }
            self.parts[part as usize] = counted;
        }
        true
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        for part in [Part::Message, Part::Event] {
            // less always succeeds
            let _ = self.reserve(part, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIB: usize = 1024;

    fn unfinished() -> Arc<Unfinished> {
        Unfinished::new(UnfinishedLimit { total: 500 * KIB, per_address: 200 * KIB })
    }

    fn at(host: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, host]))
    }

    #[test]
    fn limits_hold_per_address_and_in_total() {
        let unfinished = unfinished();
        let held = |host| Held::new(&unfinished, at(host));
        let (mut one, mut neighbour, mut other, mut another) = (held(1), held(1), held(2), held(3));
        assert!(one.reserve(Part::Message, 150 * KIB));
        assert!(!neighbour.reserve(Part::Message, 51 * KIB));
        assert!(neighbour.reserve(Part::Message, 50 * KIB));
        assert!(other.reserve(Part::Message, 200 * KIB));
        assert!(!another.reserve(Part::Message, 101 * KIB));
        assert!(another.reserve(Part::Message, 100 * KIB));
        assert!(!one.reserve(Part::Message, 151 * KIB));
        assert!(another.reserve(Part::Message, 20 * KIB), "less always succeeds");
        assert!(another.reserve(Part::Event, 80 * KIB));
        assert!(!another.reserve(Part::Event, 81 * KIB), "parts are summed");
        drop((one, neighbour, other, another));
        let sums = unfinished.held.lock().unwrap();
        assert_eq!((sums.all, sums.by_address.len()), (0, 0));
    }

    #[test]
    fn clients_without_an_address_count_in_total() {
        let unfinished = unfinished();
        let mut many: Vec<Held> = (0..6).map(|_| Held::new(&unfinished, None)).collect();
        let reserved =
            many.iter_mut().filter_map(|held| held.reserve(Part::Message, 100 * KIB).then_some(())).count();
        assert_eq!(reserved, 5);
    }

    #[test]
    fn short_messages_are_not_counted() {
        let unfinished = unfinished();
        let mut many: Vec<Held> = (0..1000).map(|_| Held::new(&unfinished, at(1))).collect();
        assert!(many.iter_mut().all(|held| held.reserve(Part::Message, 16 * KIB)));
    }
}
