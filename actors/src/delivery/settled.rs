//! Segments that another server is to have before players hear of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::packager::{Availability, Whole};

/// Where another server has a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// For everybody.
    pub open: String,
    /// For who knows the password of a stream.
    pub locked: String,
}

/// Which segments of a broadcast are settled: another server has them, or it is known that it will not.
#[derive(Debug, Default)]
pub struct Settled {
    /// Media sequence number of the last one; those before it are settled too.
    until: Option<u64>,
    /// Where those are that the other server has, by rendition and number.
    stored: BTreeMap<(usize, u64), Arc<Place>>,
}

impl Settled {
    /// Whether players can start.
    pub fn is_ready(&self) -> bool {
        self.until.is_some()
    }

    /// The next one to settle, if this is the oldest that there is.
    pub fn next(&self, oldest: u64) -> u64 {
        self.until.map_or(oldest, |until| oldest.max(until.saturating_add(1)))
    }

    /// Settles a segment, and forgets those before the oldest that there is.
    pub fn settle(
        &mut self,
        number: u64,
        stored: impl IntoIterator<Item = (usize, Arc<Place>)>,
        oldest: u64,
    ) {
        self.until = self.until.max(Some(number));
        self.stored.extend(stored.into_iter().map(|(rendition, place)| ((rendition, number), place)));
        self.stored.retain(|(_, known), _| *known >= oldest);
    }

    /// The segments of a rendition, with the addresses of those that the other server has.
    pub fn of(&self, rendition: usize, is_locked: bool) -> Option<Whole> {
        let address = |place: &Place| if is_locked { &place.locked } else { &place.open }.clone();
        let stored = self.stored.range((rendition, 0)..=(rendition, u64::MAX));
        let elsewhere = stored.map(|((_, number), place)| (*number, address(place))).collect();
        Some(Whole { until: self.until?, elsewhere })
    }

    /// Whether a playlist can be had that contains a segment, if this is what is packaged of it.
    pub fn availability(&self, number: u64, packaged: Availability) -> Availability {
        match packaged {
            Availability::Ready if self.until < Some(number) => Availability::Later,
            packaged => packaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_listed_once_they_are_settled_where_they_are() {
        let mut settled = Settled::default();
        let place =
            |name: &str| Arc::new(Place { open: format!("open/{name}"), locked: format!("locked/{name}") });
        assert_eq!((settled.is_ready(), settled.of(0, false), settled.next(7)), (false, None, 7));
        assert_eq!(settled.availability(7, Availability::Ready), Availability::Later);
        settled.settle(7, [(0, place("one")), (1, place("other"))], 7);
        settled.settle(8, [], 7);
        for (is_locked, address) in [(false, "open/one"), (true, "locked/one")] {
            let whole = settled.of(0, is_locked).unwrap();
            assert_eq!((whole.until, whole.elsewhere), (8, BTreeMap::from([(7, address.to_owned())])));
        }
        assert_eq!((settled.next(7), settled.next(20)), (9, 20), "what is gone cannot be stored");
        for (number, packaged, available) in [
            (8, Availability::Ready, Availability::Ready),
            (9, Availability::Ready, Availability::Later),
            (9, Availability::Later, Availability::Later),
            (99, Availability::TooFar, Availability::TooFar),
        ] {
            assert_eq!(settled.availability(number, packaged), available);
        }
        settled.settle(9, [], 8);
        assert!(settled.of(1, false).unwrap().elsewhere.is_empty(), "what left the window is forgotten");
    }
}
