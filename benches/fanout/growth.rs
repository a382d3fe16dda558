//! That a copy costs the same in one large room as in many small ones, and that a large room survives a restart.

use std::time::{Duration, Instant};

use super::crowd::Heard;
use super::joins::settle;
use super::stage::{Outcome, Plan, Stage, heading, row};

/// In each of the small rooms.
const FEW: usize = 10;
const PATIENCE: Duration = Duration::from_secs(60);

/// Many rooms of few. To be called while no other stage takes up sockets.
pub fn small_rooms(plan: &Plan) -> Outcome<()> {
    heading("growth");
    let rooms = plan.many / FEW;
    let mut small = Stage::ours(4, plan, rooms)?;
    small.fill(rooms * FEW)?;
    row(&format!("a copy in {rooms} rooms of {FEW}"), &show(cost(&mut small, plan)?), "");
    Ok(())
}

/// One room of many.
pub fn large_room(plan: &Plan, large: &mut Stage) -> Outcome<()> {
    heading("growth, second half");
    row(
        &format!("a copy in one room of {}", plan.many),
        &show(cost(large, plan)?),
        "within 20 % of the first",
    );
    Ok(())
}

/// The server's processor time for each copy, and copies a second.
fn cost(stage: &mut Stage, plan: &Plan) -> Outcome<(Duration, f64)> {
    settle(stage)?;
    let measured = stage.talk_counted(plan.round * 2)?;
    Ok((measured.processor, measured.per_second))
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
    let (mut is_back, mut again, mut complaint) = (vec![false; clients], Vec::new(), None);
    let (mut back, mut tries) = (0, clients);
    while back < clients {
        stage.crowd.turn(Duration::from_millis(100), |id, heard| match heard {
            Heard::LoggedIn => is_back[id] = true,
            Heard::Lost => {
                is_back[id] = false;
                again.push(id);
            }
            Heard::Complaint(words) => complaint = Some(words.to_owned()),
            _ => {}
        })?;
        back = is_back.iter().filter(|is_back| **is_back).count();
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
