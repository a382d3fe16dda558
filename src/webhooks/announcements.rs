//! Messages for channels of Discord: that a stream is live, and how it was.
//!
//! They are deliveries of the events `start_streaming` and `stop_streaming`, made of what the stream's page shows when they are
//! sent. The end of a broadcast, and its continuation, change the message that announced it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Announcement, UnixTime, Webhook, is_same_show};
use pystreaming_actors::ports::{Store, StoreError, StoredEvent};
use pystreaming_actors::status::{StatusIndex, StreamState, StreamStatus};

use super::discord::{self, Place};
use super::message::{Message, To};
use crate::media::Pictures;

/// The event that ends a broadcast.
const STOP: &str = "stop_streaming";
/// After so many seconds nobody needs to hear that a broadcast began.
const LATE: UnixTime = 60 * 60;
/// How long a message waits until the stream is live, and then for a preview picture.
const LIVE_WAIT: Duration = Duration::from_secs(60);
const PICTURE_WAIT: Duration = Duration::from_secs(10);
/// The most viewers are looked up by the hour.
const HOUR: UnixTime = 60 * 60;

/// What announcements are made of.
#[derive(Clone)]
pub struct Announcements {
    /// Which streams are live.
    pub index: Arc<StatusIndex>,
    /// Preview pictures.
    pub pictures: Arc<Pictures>,
    /// The site's address, to which messages link; without one they do not.
    pub site_url: Option<String>,
    /// The path of a stream's page.
    pub page: fn(&StreamerName) -> String,
}

/// What a message waits for, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The stream is not live yet.
    Live(Instant),
    /// There is no preview picture yet.
    Picture(Instant),
}

/// Whether something may be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// It may, and this was. The time is now.
    First(Option<Awaited>, Instant),
    /// It was waited for, or somebody waits for the answer.
    Later,
}

/// What becomes of an event.
#[derive(Debug)]
pub(super) enum Planned {
    /// This is sent.
    Sent(Box<Message>),
    /// Nothing is sent, and why not.
    Nothing(&'static str),
    /// It is too early.
    Early(Awaited),
}

impl Announcements {
    /// The message for the beginning or the end of a broadcast.
    ///
    /// # Errors
    /// The store does not answer.
    pub(super) async fn message(
        &self,
        store: &dyn Store,
        webhook: &Webhook,
        event: &StoredEvent,
        (now, attempt): (UnixTime, Attempt),
    ) -> Result<Planned, StoreError> {
        let streamer = StreamerName::stored(&event.streamer);
        let last = store.announcement(webhook.id, &streamer).await?;
        if event.kind == STOP {
            self.ended(store, webhook, event, (streamer, last)).await
        } else {
            self.begun(store, webhook, event, (streamer, last), (now, attempt)).await
        }
    }

    async fn begun(
        &self,
        store: &dyn Store,
        webhook: &Webhook,
        event: &StoredEvent,
        (streamer, last): (StreamerName, Option<Announcement>),
        (now, attempt): (UnixTime, Attempt),
    ) -> Result<Planned, StoreError> {
        let (true, Some((view, broadcast))) = (now.saturating_sub(event.at) <= LATE, self.open(&streamer))
        else {
            return Ok(Planned::Nothing("the stream is over, or locked"));
        };
        if !store.announced(&streamer).await? {
            return Ok(Planned::Nothing("the streamer announces nothing"));
        }
        if let Attempt::First(awaited, now) = attempt
            && let Some(awaited) = still_awaited(awaited, now, view.live, self.is_pictured(&view))
        {
            return Ok(Planned::Early(awaited));
        }
        if !view.live {
            return Ok(Planned::Nothing("no picture came"));
        }
        let continues = last.filter(|last| {
            last.broadcast == broadcast || last.until.is_some_and(|until| is_same_show(until, event.at))
        });
        let (to, since) = match continues {
            Some(last) => (To::Message(last.message), last.since),
            None => (To::Channel, event.at),
        };
        let page = (self.page)(&streamer);
        let place = Place { site: self.site_url.as_deref(), page: &page };
        let body = discord::live(&view, place, self.pictures.version(&view));
        let announcement = Announcement { message: String::new(), broadcast, since, until: None };
        let message = Message::announcement(webhook, event, (to, &body), (streamer, announcement));
        Ok(Planned::Sent(message.into()))
    }

    async fn ended(
        &self,
        store: &dyn Store,
        webhook: &Webhook,
        event: &StoredEvent,
        (streamer, last): (StreamerName, Option<Announcement>),
    ) -> Result<Planned, StoreError> {
        let Some(last) = last.filter(|last| last.until.is_none()) else {
            return Ok(Planned::Nothing("its beginning was not announced"));
        };
        let Some(view) = self.index.of(&streamer) else {
            return Ok(Planned::Nothing("there is no such stream any more"));
        };
        let curve = store.viewer_curve(&streamer, (last.since, event.at.saturating_add(1)), HOUR).await?;
        let most = curve.iter().map(|point| point.peak).max().unwrap_or_default();
        let lasted = event.at.saturating_sub(last.since);
        let page = (self.page)(&streamer);
        let place = Place { site: self.site_url.as_deref(), page: &page };
        let body = discord::ended(&view, place, lasted, most);
        let announcement = Announcement { until: Some(event.at), ..last };
        let to = To::Message(announcement.message.clone());
        let message = Message::announcement(webhook, event, (to, &body), (streamer, announcement));
        Ok(Planned::Sent(message.into()))
    }

    /// The stream and its broadcast, if everybody may watch it now.
    fn open(&self, streamer: &StreamerName) -> Option<(Arc<StreamStatus>, Token)> {
        let view = self.index.of(streamer)?;
        let broadcast = view.on_air.as_ref()?.broadcast.id.clone();
        let is_open = view.state != StreamState::Offline && view.settings.password.is_none();
        is_open.then_some((view, broadcast))
    }

    /// Whether there is a preview picture, or never will be one.
    fn is_pictured(&self, view: &StreamStatus) -> bool {
        view.settings.content_warning.is_some() || self.pictures.version(view).is_some()
    }
}

/// What is still waited for, of what was.
fn still_awaited(
    awaited: Option<Awaited>,
    now: Instant,
    is_live: bool,
    is_pictured: bool,
) -> Option<Awaited> {
    let within = |since: Instant, most| now.saturating_duration_since(since) < most;
    match (is_live, awaited) {
        (true, _) if is_pictured => None,
        (true, Some(Awaited::Picture(since))) => {
            within(since, PICTURE_WAIT).then_some(Awaited::Picture(since))
        }
        (true, _) => Some(Awaited::Picture(now)),
        (false, Some(Awaited::Live(since))) => within(since, LIVE_WAIT).then_some(Awaited::Live(since)),
        (false, _) => Some(Awaited::Live(now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_waits_for_the_stream_and_then_for_its_picture_but_not_for_ever() {
        let begun = Instant::now();
        let after = |seconds| begun + Duration::from_secs(seconds);
        let (live, pictured) = ((true, false), (true, true));
        for (awaited, seconds, (is_live, is_pictured), still) in [
            (None, 0, (false, false), Some(Awaited::Live(begun))),
            (Some(Awaited::Live(begun)), 59, (false, true), Some(Awaited::Live(begun))),
            (Some(Awaited::Live(begun)), 60, (false, false), None),
            (Some(Awaited::Live(begun)), 59, live, Some(Awaited::Picture(after(59)))),
            (Some(Awaited::Picture(after(59))), 68, live, Some(Awaited::Picture(after(59)))),
            (Some(Awaited::Picture(after(59))), 69, live, None),
            (Some(Awaited::Picture(after(59))), 60, pictured, None),
            (None, 0, pictured, None),
        ] {
            assert_eq!(still_awaited(awaited, after(seconds), is_live, is_pictured), still, "{seconds}");
        }
    }
}
