//! What costs memory and time while nothing happens: connections, rooms, and what is stored.

use std::time::Duration;

use pystreaming_actors::model::AuditEvent;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::ports::{Batch, Write};

use super::joins::settle;
use super::site::{Server, Site, room};
use super::stage::{Outcome, Plan, Stage, heading, row};

/// In which nobody is any more.
const ROOMS: usize = 1_000;
/// In which the idle connections are.
const SHARED_ROOMS: usize = 100;
const WATCHED: Duration = Duration::from_secs(3);
const EVENTS: usize = 20_000;

/// Memory for each connection that is logged in and does nothing.
pub fn connections(plan: &Plan) -> Outcome<()> {
    heading("idle connections");
    let mut stage = Stage::ours(1, plan, SHARED_ROOMS)?;
    // what every room and thread needs once is there before
    stage.fill(SHARED_ROOMS * 2)?;
    settle(&mut stage)?;
    let (few, before) = (stage.crowd.len(), stage.server.resident_bytes()?);
    for clients in [plan.many / 2, plan.many] {
        stage.fill(clients)?;
        settle(&mut stage)?;
        let memory = (stage.server.resident_bytes()? - before) as f64 / (clients - few) as f64;
        row(
            &format!("memory of each of {clients}"),
            &format!("{:.1} kB", memory / 1e3),
            "<= 10 kB, then 6 kB",
        );
    }
    Ok(())
}

/// Memory and wake-ups of rooms in which nobody is.
pub fn rooms(plan: &Plan) -> Outcome<()> {
    heading("idle rooms");
    let one = visited(plan, 1, 1)?;
    let many = visited(plan, 2, ROOMS)?;
    let memory = (many.resident_bytes()? as f64 - one.resident_bytes()? as f64) / (ROOMS - 1) as f64;
    row("memory of each of 1,000", &format!("{:.1} kB", memory / 1e3), "< 20 kB");
    let before = (one.wake_ups()?, many.wake_ups()?);
    std::thread::sleep(WATCHED);
    let per_second = |now: u64, before: u64| (now - before) as f64 / WATCHED.as_secs_f64();
    let (one, many) = (per_second(one.wake_ups()?, before.0), per_second(many.wake_ups()?, before.1));
    row("wake-ups a second, 1,000 rooms", &format!("{many:.0} (one room {one:.0})"), "the same");
    Ok(())
}

/// A server whose rooms somebody was in.
fn visited(plan: &Plan, number: u8, rooms: usize) -> Outcome<Server> {
    let mut stage = Stage::ours(number, plan, rooms)?;
    stage.fill(rooms)?;
    let idle = stage.server.descriptors()? - rooms;
    (0..rooms).for_each(|id| stage.crowd.drop_connection(id));
    while stage.server.descriptors()? > idle {
        std::thread::sleep(Duration::from_millis(10));
    }
    // the pause before memory of what ended is given back
    std::thread::sleep(Duration::from_millis(500));
    Ok(stage.server)
}

/// How long the first answer takes after a start, with few and with many stored events.
pub fn starts(plan: &Plan) -> Outcome<()> {
    heading("start");
    for (number, events) in [(1, EVENTS), (2, EVENTS * 10)] {
        let mut site = Site::new(number, plan.workers, 10)?;
        store_events(&site, events)?;
        let mut times = Vec::new();
        for _ in 0..3 {
            let (server, took) = site.start()?;
            times.push(took);
            site = server.into_site()?;
        }
        times.sort();
        row(&format!("first answer with {events} stored events"), &format!("{:.1?}", times[1]), "the same");
    }
    Ok(())
}

fn store_events(site: &Site, events: usize) -> Outcome<()> {
    site.with_store(async |store, _| {
        let streamer = StreamerName::parse(&room(0))?;
        for batch in 0..events / 1_000 {
            let at = 1_700_000_000 + batch as i64;
            let write = |number: usize| Write::Audit {
                at,
                streamer: streamer.clone(),
                event: AuditEvent::SetDescription { description: Some(format!("event {number}")) },
            };
            let (writer, number) = (Token::stored("benchmark"), batch as u64 + 1);
            store.write(&Batch { writer, number, steps: (0..1_000).map(write).collect() }).await?;
        }
        Ok(())
    })
}
