//! `stream` events, which tell watchers how the stream is: at most one a second, and only of changes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::status::StreamInfo;

/// Shortest time between two events.
const PAUSE: Duration = Duration::from_secs(1);

/// What watchers have been told.
#[derive(Debug, Default)]
pub(super) struct StreamNews {
    /// The info that all watchers have; `None` while they may have different ones.
    told: Option<Arc<StreamInfo>>,
    told_at: Option<Instant>,
    /// Whether the info may have changed since.
    stale: bool,
}

impl StreamNews {
    /// Nobody watches yet, so everybody knows `info`.
    pub fn new(info: Arc<StreamInfo>) -> Self {
        Self { told: Some(info), ..Self::default() }
    }

    /// The info may have changed.
    pub fn note_change(&mut self) {
        self.stale = true;
    }

    /// A newcomer was told `info`.
    pub fn note_newcomer(&mut self, info: &Arc<StreamInfo>) {
        if self.told.as_ref() != Some(info) {
            // the others do not have this info yet; if it reverts before they get it, the newcomer still needs an
            // update
            self.forget();
        }
    }

    /// Tells watchers again even if nothing changed.
    pub fn forget(&mut self) {
        self.told = None;
        self.stale = true;
    }

    /// When the info has to be compared with what watchers have; `None` if it did not change.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        self.stale.then(|| self.told_at.map_or(now, |at| at + PAUSE))
    }

    /// Takes over the current info when [`StreamNews::deadline`] is reached. Returns whether to send it.
    pub fn update(&mut self, info: &Arc<StreamInfo>, now: Instant) -> bool {
        self.stale = false;
        if self.told.as_ref() == Some(info) {
            return false;
        }
        self.told = Some(Arc::clone(info));
        self.told_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Streamer;
    use crate::model::names::{Secrets, StreamKey, StreamerName};
    use crate::status::StreamState;

    fn info(viewers: u32) -> Arc<StreamInfo> {
        let key = Secrets::derive("s").hash(&StreamKey::new("key").unwrap());
        let settings = Streamer::new(StreamerName::stored("Zoe"), key);
        Arc::new(StreamInfo::of(&settings, true, StreamState::Live, viewers, None, Vec::new()))
    }

    #[test]
    fn watchers_are_told_once_a_second_and_only_of_changes() {
        let (mut news, start) = (StreamNews::new(info(0)), Instant::now());
        assert_eq!(news.deadline(start), None, "nothing changed");
        news.note_change();
        assert_eq!(news.deadline(start), Some(start));
        assert!(!news.update(&info(0), start), "what they know already");
        news.note_change();
        assert!(news.update(&info(1), start));
        news.note_change();
        assert_eq!(news.deadline(start), Some(start + PAUSE));
    }

    #[test]
    fn watchers_are_told_again_if_a_newcomer_knows_something_else() {
        let (mut news, now) = (StreamNews::new(info(0)), Instant::now());
        news.note_newcomer(&info(0));
        assert_eq!(news.deadline(now), None);
        news.note_newcomer(&info(1));
        assert!(news.update(&info(0), now), "the newcomer does not know that it reverted");
    }
}
