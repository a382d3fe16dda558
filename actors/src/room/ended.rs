//! Publishers whose broadcast was ended. They may still be connected, and encoders reconnect by themselves.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::on_air::{OnAir, RenditionUpdate};
use super::superseded::Superseded;
use crate::media::PublisherId;

/// How long no publisher is admitted after a broadcast was ended. Encoders reconnect within seconds, and their streamers
/// need a moment to stop them.
pub const READMITTED_AFTER: Duration = Duration::from_secs(30);

/// A publisher was refused because its streamer's broadcast was ended a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the broadcast was ended a moment ago")]
pub struct JustEnded {
    /// How long publishers are still refused.
    pub wait: Duration,
}

/// Publishers that have to leave, and what tells their files from those of later ones.
#[derive(Debug, Default)]
pub struct Ended {
    /// Connections that hooks announced, until they have left.
    publishers: BTreeSet<PublisherId>,
    /// Whether there may be one that no hook announced.
    unannounced: bool,
    /// Where files are named by the stream key: until when the picture of these publishers counts as moving.
    moving_until: Option<Instant>,
    /// Until when no publisher is admitted.
    closed_until: Option<Instant>,
}

impl Ended {
    /// Remembers the publishers of a broadcast that was ended, and those that it superseded.
    pub fn add(&mut self, on_air: &OnAir, superseded: Superseded, stale_after: Duration, now: Instant) {
        let (publishers, unannounced) = on_air.publishers();
        self.publishers.extend(publishers);
        self.unannounced |= unannounced;
        for entry in superseded.into_entries() {
            self.publishers.extend(entry.publishers);
            self.unannounced |= entry.unannounced;
        }
        self.moving_until = on_air.broadcast.publish_name.is_none().then(|| now + stale_after);
        self.closed_until = Some(now + READMITTED_AFTER);
    }

    /// How long publishers are still refused.
    pub fn closed_for(&self, now: Instant) -> Option<Duration> {
        self.closed_until.and_then(|until| until.checked_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// Whether a connection has to leave. `is_admitted`: it was announced and not ended since.
    pub fn must_leave(&self, publisher: PublisherId, is_admitted: bool) -> bool {
        self.publishers.contains(&publisher) || self.unannounced && !is_admitted
    }

    /// A connection ended. Returns whether it was one of these.
    pub fn left(&mut self, publisher: PublisherId) -> bool {
        self.publishers.remove(&publisher)
    }

    /// An unannounced connection ended. Returns whether it may have been one of these.
    pub fn unannounced_left(&mut self) -> bool {
        std::mem::take(&mut self.unannounced)
    }

    /// A publisher was admitted: files that are named by the stream key are its files from now on.
    pub fn admitted(&mut self) {
        self.moving_until = None;
    }

    /// Whether these publishers wrote a playlist that is named by the stream key. Without hooks, only a pause tells a new publisher from them.
    pub fn wrote(&mut self, update: &RenditionUpdate, stale_after: Duration, now: Instant) -> bool {
        if update.publish_name.is_some() {
            return false;
        }
        let Some(until) = self.moving_until else { return false };
        if self.publishers.is_empty() && now >= until {
            self.moving_until = None;
            return false;
        }
        self.moving_until = Some(until.max(update.stale_at(stale_after)));
        true
    }
}
