//! Half of what a room of 1,000 can take: how late copies are, and that a few who do not read change nothing of it.

use std::time::{Duration, Instant};

use super::crowd::{Heard, Manners};
use super::load::{self, NOBODY, Pace, Room};
use super::site::room;
use super::stage::{Outcome, Plan, Stage, heading, row};

const CLIENTS: usize = 1_000;
const STALLED: usize = CLIENTS / 100;
const LENGTH: Duration = Duration::from_secs(4);
/// Until when those who do not read have to be gone.
const CUT_WITHIN: Duration = Duration::from_secs(30);

pub fn run(plan: &Plan) -> Outcome<()> {
    let mut stage = Stage::ours(1, plan, 1)?;
    stage.fill(CLIENTS)?;
    let most = stage.talk(Pace::Window, plan.round)?.messages_per_second;
    let pace = Pace::PerSecond(most / 2.0);
    heading(&format!("1,000 clients, {:.0} messages a second", most / 2.0));
    let calm = stage.talk(pace, LENGTH)?.latencies;
    let (p50, p99) = (calm.quantile(0.5), calm.quantile(0.99));
    row("latency p50, p99", &format!("{p50:.1?}, {p99:.1?}"), "p99 <= 50 ms");

    let connections = stage.server.descriptors()?;
    let memory = stage.server.resident_bytes()?;
    for _ in 0..STALLED {
        stage.crowd.add(&room(0), Manners::Chat, true)?;
    }
    stage.crowd.until(STALLED, LENGTH, "people log in", |id, heard| {
        id >= CLIENTS && matches!(heard, Heard::LoggedIn)
    })?;
    for id in CLIENTS..CLIENTS + STALLED {
        stage.crowd.stall(id)?;
    }
    let mut room_of = vec![0; CLIENTS];
    room_of.resize(CLIENTS + STALLED, NOBODY);
    let talking = [Room { sender: CLIENTS / 2, ears: CLIENTS }];
    let begin = Instant::now();
    let mut latencies = load::run(&mut stage.crowd, &talking, &room_of, pace, LENGTH)?.latencies;
    let mut most_memory = stage.server.resident_bytes()?;
    while stage.server.descriptors()? > connections && begin.elapsed() < CUT_WITHIN + LENGTH {
        let more = load::run(&mut stage.crowd, &talking, &room_of, pace, Duration::from_secs(1))?;
        latencies.add(&more.latencies);
        most_memory = most_memory.max(stage.server.resident_bytes()?);
    }
    let left = stage.server.descriptors()?.saturating_sub(connections);
    let (p50, p99) = (latencies.quantile(0.5), latencies.quantile(0.99));
    row("the same, 10 more do not read", &format!("{p50:.1?}, {p99:.1?}"), "p99 as before");
    row(
        "those 10 are cut",
        &if left == 0 { format!("within {:.0?}", begin.elapsed()) } else { format!("{left} are not") },
        "within 30 s",
    );
    row(
        "memory because of them",
        &format!("{:+.1} MiB", (most_memory as f64 - memory as f64) / f64::from(1 << 20)),
        "flat",
    );
    Ok(())
}
