//! Who has the page open: pure bookkeeping of heartbeats.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A page that has not been heard of for this long is gone. Pages ask every two seconds.
pub const VIEWER_TIMEOUT: Duration = Duration::from_secs(10);

/// Most pages counted in one stream; beyond it new ones watch uncounted, so that a flood of made-up viewers costs
/// bounded memory.
pub const VIEWERS_MAX: usize = 100_000;

/// One open page, by the random number it gave itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ViewerId(u128);

impl ViewerId {
    /// Reads 16 to 32 hexadecimal digits; fewer would let two pages meet by chance.
    pub fn parse(hex: &str) -> Option<Self> {
        let fits = (16..=32).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| u128::from_str_radix(hex, 16).ok().map(Self)).flatten()
    }
}

/// The open pages of one stream.
#[derive(Debug, Default)]
pub struct Presence {
    last_heard: HashMap<ViewerId, Instant>,
    /// Pages that said good-bye, and when: what they had asked before may arrive after it.
    gone: HashMap<ViewerId, Instant>,
}

impl Presence {
    /// A page says that it is there.
    pub fn heard(&mut self, viewer: ViewerId, now: Instant) {
        let known = self.last_heard.contains_key(&viewer);
        if known || (self.last_heard.len() < VIEWERS_MAX && !self.gone.contains_key(&viewer)) {
            self.last_heard.insert(viewer, now);
        }
    }

    /// A page says good-bye.
    pub fn left(&mut self, viewer: ViewerId, now: Instant) {
        if self.last_heard.remove(&viewer).is_some() && self.gone.len() < VIEWERS_MAX {
            self.gone.insert(viewer, now);
        }
    }

    /// Drops the pages that fell silent, and forgets those that left.
    pub fn expire(&mut self, now: Instant) {
        let recent = |_: &ViewerId, at: &mut Instant| now.saturating_duration_since(*at) < VIEWER_TIMEOUT;
        self.last_heard.retain(recent);
        self.gone.retain(recent);
    }

    /// When there will be someone to drop or to forget, if no page speaks up. `None` when nobody is there.
    pub fn deadline(&self) -> Option<Instant> {
        self.last_heard.values().chain(self.gone.values()).min().map(|at| *at + VIEWER_TIMEOUT)
    }

    /// How many are there.
    pub fn count(&self) -> u32 {
        u32::try_from(self.last_heard.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(number: u64) -> ViewerId {
        ViewerId::parse(&format!("{number:016x}")).unwrap()
    }

    #[test]
    fn page_counts_once_until_it_falls_silent() {
        let start = Instant::now();
        let mut presence = Presence::default();
        presence.heard(viewer(1), start);
        presence.heard(viewer(1), start + Duration::from_secs(2));
        presence.heard(viewer(2), start);
        assert_eq!(presence.count(), 2);
        assert_eq!(presence.deadline(), Some(start + VIEWER_TIMEOUT));
        presence.expire(start + VIEWER_TIMEOUT);
        assert_eq!(presence.count(), 1);
        assert_eq!(presence.deadline(), Some(start + Duration::from_secs(2) + VIEWER_TIMEOUT));
    }

    #[test]
    fn question_that_arrives_after_the_good_bye_does_not_count_the_page_anew() {
        let start = Instant::now();
        let mut presence = Presence::default();
        presence.heard(viewer(1), start);
        presence.left(viewer(1), start);
        presence.heard(viewer(1), start + Duration::from_secs(1));
        assert_eq!(presence.count(), 0);

        // a page that the browser brings back asks on
        presence.expire(start + VIEWER_TIMEOUT);
        assert_eq!(presence.deadline(), None);
        presence.heard(viewer(1), start + VIEWER_TIMEOUT);
        assert_eq!(presence.count(), 1);
    }

    #[test]
    fn viewer_ids_are_long_hexadecimal_numbers() {
        for bad in ["", "1", "123456789abcdef", "xyz4567890abcdef", "+123456789abcdef", &"0".repeat(33)] {
            assert_eq!(ViewerId::parse(bad), None, "{bad:?}");
        }
        assert!(ViewerId::parse("0123456789abcdefFEDC").is_some());
    }

    #[test]
    fn flood_of_viewers_is_bounded() {
        let now = Instant::now();
        let mut presence = Presence::default();
        for number in 0..VIEWERS_MAX as u64 + 10 {
            presence.heard(viewer(number), now);
        }
        assert_eq!(presence.count() as usize, VIEWERS_MAX);
    }
}
