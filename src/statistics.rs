//! Keeps statistics: samples how many watch each live stream once a minute, and counts what was recorded before.

use std::sync::Arc;
use std::time::Duration;

use actix::Addr;
use pystreaming_actors::journal::{Journal, Record};
use pystreaming_actors::model::{INTERVAL_MIN, UnixTime};
use pystreaming_actors::ports::{Clock, Store, Write};
use pystreaming_actors::status::StatusIndex;
use tracing::{debug, info, warn};

const MINUTE: Duration = Duration::from_secs(60);
/// Leaves room for the journal's own writes.
const PAUSE: Duration = Duration::from_millis(50);

/// Records samples for as long as the server runs.
pub async fn sample_viewers(index: Arc<StatusIndex>, journal: Addr<Journal>, clock: Arc<dyn Clock>) {
    loop {
        let now = clock.now().unix;
        let wait = (next_minute(now) - now).unsigned_abs();
        tokio::time::sleep(Duration::from_secs(wait)).await;
        for sample in samples(&index, next_minute(now)) {
            journal.do_send(Record(sample));
        }
    }
}

/// Counts broadcasts from before statistics were collected, and makes all recorded events findable by time, then those that
/// are added.
pub async fn count_recorded(store: Arc<dyn Store>) {
    match store.count_earlier_broadcasts().await {
        Ok(0) => {}
        Ok(broadcasts) => info!(broadcasts, "counted broadcasts that were recorded before"),
        Err(error) => {
            warn!(%error, "cannot count broadcasts that were recorded before; trying at the next start")
        }
    }
    loop {
        match store.index_events().await {
            Ok(true) => tokio::time::sleep(PAUSE).await,
            Ok(false) => tokio::time::sleep(MINUTE).await,
            Err(error) => {
                debug!(%error, "cannot index recorded events; trying again in a minute");
                tokio::time::sleep(MINUTE).await;
            }
        }
    }
}

fn next_minute(now: UnixTime) -> UnixTime {
    now - now.rem_euclid(INTERVAL_MIN) + INTERVAL_MIN
}

fn samples(index: &StatusIndex, at: UnixTime) -> Vec<Write> {
    let live = index.all().into_iter().filter(|view| view.live);
    let sample = |view: Arc<pystreaming_actors::status::StreamStatus>| Write::ViewersSampled {
        streamer: view.settings.name.clone(),
        at,
        viewers: view.viewers,
    };
    live.map(sample).collect()
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::Streamer;
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};
    use pystreaming_actors::status::StreamStatus;

    use super::*;

    #[test]
    fn live_streams_are_sampled_at_full_minutes() {
        assert_eq!([next_minute(119), next_minute(120), next_minute(121)], [120, 180, 180]);
        let index = StatusIndex::default();
        for (name, live) in [("alice", true), ("bob", false)] {
            let key = Secrets::derive("x").hash(&StreamKey::new(name).unwrap());
            let settings = Streamer::new(StreamerName::stored(name), key);
            index.publish(StreamStatus { live, viewers: 7, ..StreamStatus::offline(settings) });
        }
        let streamer = StreamerName::stored("alice");
        assert_eq!(samples(&index, 120), [Write::ViewersSampled { streamer, at: 120, viewers: 7 }]);
    }
}
