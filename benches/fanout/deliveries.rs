//! One room, one sender with a full window: copies that arrive in a second, beside two floors in the same round.

use super::floor::Writes;
use super::load::Measured;
use super::site::Server;
use super::stage::{Outcome, Plan, Stage};

pub fn run(plan: &Plan, against: Option<Server>) -> Outcome<()> {
    let ours = match against {
        Some(server) => Stage::new(server, 1)?,
        None => Stage::ours(1, plan, 1)?,
    };
    let each = Stage::new(Server::floor(2, Writes::Each)?, 1)?;
    let joined = Stage::new(Server::floor(3, Writes::Joined)?, 1)?;
    let mut stages = [each, joined, ours];
    println!(
        "{:<16} {:>12} {:>14} {:>12} {:>7} {:>5} {:>10} {:>10} {:>21}",
        "deliveries/s", "write each", "joined writes", "ours", "ratio", "aim", "p50", "p99", "cpu of a copy"
    );
    for &clients in &plan.clients {
        let mut rounds = Vec::new();
        for stage in &mut stages {
            stage.fill(clients)?;
        }
        for _ in 0..plan.rounds {
            let mut round = Vec::new();
            for stage in &mut stages {
                round.push(stage.talk_counted(plan.round)?);
            }
            rounds.push(round);
        }
        rounds.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        let median = &rounds[plan.rounds / 2];
        println!(
            "{:<16} {:>12.0} {:>14.0} {:>12.0} {:>7.2} {:>5.1} {:>10.1?} {:>10.1?} {:>9.2?} beside {:.2?}",
            format!("{clients} clients"),
            median[0].per_second,
            median[1].per_second,
            median[2].per_second,
            ratio(median),
            if clients < 5_000 { 0.6 } else { 0.5 },
            median[2].latencies.quantile(0.5),
            median[2].latencies.quantile(0.99),
            median[2].processor,
            median[1].processor,
        );
    }
    Ok(())
}

fn ratio(round: &[Measured]) -> f64 {
    round[2].per_second / round[1].per_second
}
