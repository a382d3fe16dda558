//! What a person notices at a server that runs already: how late others are heard, and how long joining takes.

use std::net::SocketAddr;
use std::time::Duration;

use super::joins;
use super::load::Pace;
use super::site::Server;
use super::stage::{Outcome, Stage, heading, row};

const CLIENTS: usize = 1_000;
/// Messages a second: more than anybody reads.
const PACE: f64 = 20.0;
const LENGTH: Duration = Duration::from_secs(15);

pub fn run(address: SocketAddr) -> Outcome<()> {
    heading(&format!("{address}, {CLIENTS} clients"));
    let mut stage = Stage::new(Server::running(address), 1)?;
    row("1,000 joins at once", &format!("{:.2?}", joins::at_once(&mut stage)?), "");
    joins::settle(&mut stage)?;
    row("one join", &format!("{:.2?}", joins::one_by_one(&mut stage)?.0), "");
    drop(stage);
    let mut stage = Stage::new(Server::running(address), 1)?;
    stage.fill(CLIENTS)?;
    joins::settle(&mut stage)?;
    let calm = stage.talk(Pace::PerSecond(PACE), LENGTH)?.latencies;
    let (p50, p99) = (calm.quantile(0.5), calm.quantile(0.99));
    row(&format!("latency p50, p99 at {PACE} messages a second"), &format!("{p50:.2?}, {p99:.2?}"), "");
    Ok(())
}
