//! Publishes the test picture as an encoder would, but in the process.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pystreaming_actors::frames::Input;
use pystreaming_actors::model::names::StreamKey;
use pystreaming_actors::ports::Clock;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::source::{PICTURES, Source};
use crate::ingest::rtmp::{Admitted, Arrival, Connection, Ended, Publishing};

/// Between two attempts to publish, while somebody else does or publishing is refused.
const PAUSE: Duration = Duration::from_secs(1);
/// A picture that is further behind begins again, as after the process was stopped.
const TOO_LATE: Duration = Duration::from_secs(2);

/// Shows the test picture in the stream of this key while nobody else publishes there, until the future is dropped.
pub async fn publish(publishing: Arc<dyn Publishing>, key: StreamKey, clock: Arc<dyn Clock>) {
    loop {
        let connection = Connection::giving_way(Ipv4Addr::LOCALHOST.into());
        if let Ok(admitted) = publishing.admit(key.clone(), connection).await {
            show(admitted, &*clock).await;
        }
        sleep(PAUSE).await;
    }
}

/// Publishes until the site ends it.
async fn show(Admitted { mut publication, mut end }: Admitted, clock: &dyn Clock) {
    let now = clock.now();
    let mut source = Source::beginning(now.unix.unsigned_abs() * 1000 + u64::from(now.millis));
    let mut inputs = source.parameters();
    let mut received = 0;
    let mut timer = interval(Duration::from_secs(1) / PICTURES as u32);
    timer.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let how = loop {
        let due = tokio::select! {
            due = timer.tick() => due,
            Ok(_) = &mut end => break Ended::BySite,
        };
        if due.elapsed() > TOO_LATE {
            break Ended::Lost;
        }
        inputs.extend(source.next());
        received += inputs.iter().map(bytes).sum::<u64>();
        let arrival = Arrival { at: Instant::now(), received, round_trip: None };
        if publication.take(std::mem::take(&mut inputs), arrival).await.is_err() {
            break Ended::BySite;
        }
    };
    publication.ended(how);
}

fn bytes(input: &Input) -> u64 {
    match input {
        Input::Frame(frame) => frame.data.len() as u64,
        Input::Parameters(..) | Input::Metadata(_) => 0,
    }
}
