//! Memory for what has not arrived whole. Each client may hold a message's worth; so that many together do not take all
//! memory there is, what they hold is added up: for everybody, and for each address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// So many bytes of a client's are not counted: what people say is no longer.
const FREE: usize = 16 * 1024;

/// How much may be held.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Bytes of all clients together.
    pub by_all: usize,
    /// Bytes of the clients at one address.
    pub by_address: usize,
}

/// Adds up what clients hold.
#[derive(Debug)]
pub struct Unfinished {
    most: Most,
    held: Mutex<Sums>,
}

#[derive(Debug, Default)]
struct Sums {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Unfinished {
    /// Of which nothing is held yet.
    pub fn new(most: Most) -> Arc<Self> {
        Arc::new(Self { most, held: Mutex::default() })
    }

    fn change(&self, address: Option<IpAddr>, from: usize, to: usize) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let all = held.all - from + to;
        let here =
            address.map_or(0, |address| held.by_address.get(&address).map_or(0, |here| *here) - from + to);
        if to > from && (all > self.most.by_all || here > self.most.by_address) {
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

/// What a client may hold a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Of a message.
    Message,
    /// Of an event, some of whose messages are there.
    Event,
}

/// What one client holds. Nothing any more once this is dropped.
#[derive(Debug)]
pub struct Held {
    of: Arc<Unfinished>,
    address: Option<IpAddr>,
    parts: [u32; 2],
}

impl Held {
    /// Nothing yet. `address` is `None` where it says nothing about who the client is.
    pub fn new(of: &Arc<Unfinished>, address: Option<IpAddr>) -> Self {
        Self { of: Arc::clone(of), address, parts: [0; 2] }
    }

    /// The client holds so many bytes now of a message or an event. False, and without effect, where that is too much;
    /// less than before never is.
    #[must_use]
    pub fn is_granted(&mut self, part: Part, bytes: usize) -> bool {
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
            // less is always granted
            let _ = self.is_granted(part, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIB: usize = 1024;

    fn unfinished() -> Arc<Unfinished> {
        Unfinished::new(Most { by_all: 500 * KIB, by_address: 200 * KIB })
    }

    fn at(host: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, host]))
    }

    #[test]
    fn an_address_and_all_together_may_hold_so_much() {
        let unfinished = unfinished();
        let held = |host| Held::new(&unfinished, at(host));
        let (mut one, mut neighbour, mut other, mut another) = (held(1), held(1), held(2), held(3));
        assert!(one.is_granted(Part::Message, 150 * KIB));
        assert!(!neighbour.is_granted(Part::Message, 51 * KIB));
        assert!(neighbour.is_granted(Part::Message, 50 * KIB));
        assert!(other.is_granted(Part::Message, 200 * KIB));
        assert!(!another.is_granted(Part::Message, 101 * KIB));
        assert!(another.is_granted(Part::Message, 100 * KIB));
        assert!(!one.is_granted(Part::Message, 151 * KIB));
        assert!(another.is_granted(Part::Message, 20 * KIB), "less is always granted");
        assert!(another.is_granted(Part::Event, 80 * KIB));
        assert!(!another.is_granted(Part::Event, 81 * KIB), "parts are added up");
        drop((one, neighbour, other, another));
        let sums = unfinished.held.lock().unwrap();
        assert_eq!((sums.all, sums.by_address.len()), (0, 0));
    }

    #[test]
    fn addresses_that_say_nothing_share_what_all_have() {
        let unfinished = unfinished();
        let mut many: Vec<Held> = (0..6).map(|_| Held::new(&unfinished, None)).collect();
        let granted = many
            .iter_mut()
            .filter_map(|held| held.is_granted(Part::Message, 100 * KIB).then_some(()))
            .count();
        assert_eq!(granted, 5);
    }

    #[test]
    fn what_people_say_is_free() {
        let unfinished = unfinished();
        let mut many: Vec<Held> = (0..1000).map(|_| Held::new(&unfinished, at(1))).collect();
        assert!(many.iter_mut().all(|held| held.is_granted(Part::Message, 16 * KIB)));
    }
}
