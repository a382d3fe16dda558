//! That a copy costs the same in one large room as in many small ones, and that a large room survives a restart.

use std::time::{Duration, Instant};

use super::crowd::Heard;
use super::joins::settle;
use super::load::Pace;
use super::stage::{Outcome, Plan, Stage, heading, row};

/// In each of the small rooms.
const FEW: usize = 10;
const PATIENCE: Duration = Duration::from_secs(60);

/// One room of many against many rooms of few.
pub fn run(plan: &Plan, large: &mut Stage) -> Outcome<()> {
    heading("growth");
    let rooms = plan.many / FEW;
    let large = cost(large, plan)?;
    let mut small = Stage::ours(4, plan, rooms)?;
    small.fill(rooms * FEW)?;
    let small = cost(&mut small, plan)?;
    row(&format!("a copy in one room of {}", plan.many), &show(large), "");
    row(&format!("a copy in {rooms} rooms of {FEW}"), &show(small), "within 20 %");
    Ok(())
}

/// The server's processor time for each copy, and copies a second.
fn cost(stage: &mut Stage, plan: &Plan) -> Outcome<(Duration, f64)> {
    settle(stage)?;
    let before = stage.server.processor_time()?;
    let measured = stage.talk(Pace::Window, plan.round * 2)?;
    let processor = stage.server.processor_time()? - before;
    Ok((
        Duration::from_nanos((processor.as_nanos() as f64 / measured.copies as f64) as u64),
        measured.per_second,
    ))
}

fn show((processor, per_second): (Duration, f64)) -> String {
    format!("cpu {processor:.2?}, {per_second:.0}/s")
}

/// Everybody comes back at once after a restart.
pub fn storm(stage: &mut Stage) -> Outcome<()> {
    heading("restart");
    let clients = stage.crowd.len();
    let stopped = stage.server.stop()?;
    let mut lost = 0;
    while lost < clients {
        stage.crowd.turn(Duration::from_millis(100), |_, heard| {
            if matches!(heard, Heard::Lost) {
                lost += 1;
            }
        })?;
    }
    row("stop", &format!("{stopped:.2?} with {clients} clients"), "within 10 s");
    let started = stage.server.start_again()?;
    row("start", &format!("{started:.2?}"), "");
    let begin = Instant::now();
    for id in 0..clients {
        stage.crowd.reconnect(id)?;
    }
    let (mut back, mut again, mut complaint) = (0, Vec::new(), None);
    let mut tries = clients;
    while back < clients {
        stage.crowd.turn(Duration::from_millis(100), |id, heard| match heard {
            Heard::LoggedIn => back += 1,
            Heard::Lost => again.push(id),
            Heard::Complaint(words) => complaint = Some(words.to_owned()),
            _ => {}
        })?;
        if let Some(words) = complaint {
            return Err(format!("after the restart a client was told: {words}").into());
        }
        if begin.elapsed() > PATIENCE {
            return Err(format!("only {back} of {clients} are back after {PATIENCE:?}").into());
        }
        for id in again.drain(..) {
            tries += 1;
            stage.crowd.reconnect(id)?;
        }
    }
    let took = begin.elapsed();
    row(&format!("{clients} are back"), &format!("{took:.2?}, {tries} tries"), "within 10 s");
    settle(stage)?;
    stage.crowd.say(0, "/users");
    let mut count = 0;
    stage.crowd.until(1, PATIENCE, "a list of names", |_, heard| match heard {
        Heard::Names(names) => {
            count = *names;
            true
        }
        _ => false,
    })?;
    row("names in the room", &count.to_string(), &format!("{clients}: nobody twice"));
    Ok(())
}
