//! Samples how many watch each live stream, once a minute.

use std::sync::Arc;
use std::time::Duration;

use actix::Addr;
use pystreaming_actors::journal::{Journal, Record};
use pystreaming_actors::model::{INTERVAL_MIN, UnixTime};
use pystreaming_actors::ports::{Clock, Write};
use pystreaming_actors::status::StatusIndex;

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
