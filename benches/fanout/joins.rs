//! Joining: many at once, and one after the other in rooms of any size.

use std::time::{Duration, Instant};

use super::crowd::{Heard, Manners};
use super::floor::Writes;
use super::site::{Server, room};
use super::stage::{Outcome, Plan, Stage, heading, row};

const AT_ONCE: usize = 1_000;
/// One after the other.
const SINGLE: usize = 50;
const PATIENCE: Duration = Duration::from_secs(60);

/// Leaves a server behind with one large room.
pub fn run(plan: &Plan) -> Outcome<Stage> {
    heading("joins");
    let mut floor = Stage::new(Server::floor(2, Writes::Joined)?, 1)?;
    let mut stage = Stage::ours(1, plan, 1)?;
    let (bare, took) = (at_once(&mut floor)?, at_once(&mut stage)?);
    row("1,000 at once", &format!("{took:.2?} (floor {bare:.2?})"), "");
    drop(stage);

    let mut stage = Stage::ours(3, plan, 1)?;
    for size in [10, 1_000, plan.many] {
        stage.fill(size)?;
        settle(&mut stage)?;
        let (time, processor) = one_by_one(&mut stage)?;
        row(
            &format!("one into a room of {size}"),
            &format!("{time:.1?}, cpu {processor:.1?}"),
            "the same in any room",
        );
    }
    Ok(stage)
}

/// How long it takes until 1,000 who come at once are in.
pub fn at_once(stage: &mut Stage) -> Outcome<Duration> {
    stage.crowd.gather((0..AT_ONCE).map(|_| (room(0), Manners::Silent)))?;
    let begin = Instant::now();
    (0..AT_ONCE).for_each(|id| stage.crowd.login(id));
    stage.crowd.until(AT_ONCE, PATIENCE, "people log in", |_, heard| matches!(heard, Heard::LoggedIn))?;
    Ok(begin.elapsed())
}

/// Time of the clock and of the server's processors for one join, everybody's notice of it included.
pub fn one_by_one(stage: &mut Stage) -> Outcome<(Duration, Duration)> {
    let present = stage.crowd.len();
    stage.crowd.gather((0..SINGLE).map(|_| (room(0), Manners::Silent)))?;
    settle(stage)?;
    let (begin, before) = (Instant::now(), stage.server.processor_time()?);
    for id in present..present + SINGLE {
        stage.crowd.login(id);
        stage.crowd.until(1, PATIENCE, "somebody logs in", |_, heard| matches!(heard, Heard::LoggedIn))?;
    }
    let took = begin.elapsed();
    settle(stage)?;
    let processor = stage.server.processor_time()? - before;
    Ok((took / SINGLE as u32, processor / SINGLE as u32))
}

/// Listens until nothing is heard for a while.
pub fn settle(stage: &mut Stage) -> Outcome<()> {
    let mut quiet_since = Instant::now();
    let begin = Instant::now();
    while quiet_since.elapsed() < Duration::from_millis(300) && begin.elapsed() < PATIENCE {
        stage.crowd.turn(Duration::from_millis(50), |_, heard| {
            if !matches!(heard, Heard::Lost) {
                quiet_since = Instant::now();
            }
        })?;
    }
    Ok(())
}
