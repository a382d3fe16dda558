//! What of a machine is used up first, how many nodes a site needs, and what they cost.

use super::design::{Design, Video};
use super::inputs::{Inputs, Machine};
use super::steady::{Load, Report, report};

const MBIT_PER_GBIT: f64 = 1000.0;
const BYTES_PER_TB: f64 = 1e12;
/// More nodes than anybody runs: what these cannot do, no number of them can.
const MOST_NODES: u32 = 20_000;

/// What is used most, compared with what there is: above 1 it does not suffice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tightest {
    /// At which kind of node.
    pub node: &'static str,
    pub resource: &'static str,
    pub used: f64,
}

/// How much of each resource of a machine a load needs.
pub fn uses(load: &Load, machine: &Machine) -> [(&'static str, f64); 5] {
    let network = machine.network_gbit * MBIT_PER_GBIT * machine.filled;
    [
        ("processor", load.cores / (machine.cores * machine.core_speed * machine.busy)),
        ("network out", load.out_mbit / network),
        ("network in", load.in_mbit / network),
        ("memory", load.memory_gib / machine.memory_gib),
        ("open files", load.files / machine.files),
    ]
}

/// What of a cluster is used up first.
pub fn tightest(report: &Report, machine: &Machine) -> Tightest {
    // Redis runs scripts on one core
    let redis = report.redis_cores / (machine.core_speed * machine.busy);
    let mut found = Tightest { node: "Redis server", resource: "processor", used: redis };
    let rows = report.rows / machine.rows;
    if rows > found.used {
        found = Tightest { node: "database", resource: "rows a second", used: rows };
    }
    for (node, load) in &report.nodes {
        for (resource, used) in uses(load, machine) {
            if used > found.used {
                found = Tightest { node, resource, used };
            }
        }
    }
    found
}

/// What suffices for a site, or what does not suffice however many nodes there are.
pub fn needed(inputs: &Inputs, design: Design, viewers: f64) -> Result<u32, Tightest> {
    let at = |nodes: u32| tightest(&report(inputs, design, f64::from(nodes), viewers), &inputs.machine);
    // with more nodes each follower has less to do, and the node that leads more
    let followers = |nodes: u32| {
        let report = report(inputs, design, f64::from(nodes), viewers);
        let load = report.nodes.last().map(|(_, load)| *load).unwrap_or_default();
        uses(&load, &inputs.machine).iter().all(|(_, used)| *used <= 1.0)
    };
    let enough = least(2, MOST_NODES, followers).unwrap_or(MOST_NODES);
    // an owner is a follower too, and has less to do as that with more nodes
    let mut nodes = enough;
    while at(nodes).used > 1.0 {
        if nodes >= MOST_NODES {
            return Err(least_used(at));
        }
        nodes = nodes.saturating_mul(2).min(MOST_NODES);
    }
    Ok(least(enough, nodes, |nodes| at(nodes).used <= 1.0).unwrap_or(nodes))
}

/// What is short in the cluster in which least is short.
fn least_used(at: impl Fn(u32) -> Tightest) -> Tightest {
    let mut best = at(2);
    let mut nodes = 2;
    while nodes < MOST_NODES {
        nodes += 1 + nodes / 10;
        let found = at(nodes);
        if found.used < best.used {
            best = found;
        }
    }
    best
}

/// The most viewers that so many nodes carry, to a hundredth, and what is used up then.
pub fn most(inputs: &Inputs, design: Design, nodes: u32) -> (f64, Tightest) {
    let at = |viewers: f64| tightest(&report(inputs, design, f64::from(nodes), viewers), &inputs.machine);
    let (mut fits, mut fails) = (1.0, 1e9);
    while fails / fits > 1.01 {
        let between = f64::sqrt(fits * fails);
        if at(between).used <= 1.0 { fits = between } else { fails = between }
    }
    (fits, at(fits))
}

/// The least number between two for which something holds that holds for all larger ones too.
fn least(from: u32, to: u32, holds: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut fails, mut found) = (from.saturating_sub(1), to);
    if !holds(to) {
        return None;
    }
    while found - fails > 1 {
        let between = fails + (found - fails) / 2;
        if holds(between) { found = between } else { fails = between }
    }
    Some(found)
}

/// What an hour costs: nodes, what they send to viewers, and what a cache sends.
pub fn price(inputs: &Inputs, design: Design, nodes: u32, viewers: f64) -> [f64; 3] {
    let report = report(inputs, design, f64::from(nodes), viewers);
    let hour = 3600.0 / BYTES_PER_TB;
    let cached = if design.video == Video::Outside { report.cached_bytes } else { 0.0 };
    [
        f64::from(nodes) * inputs.prices.node_hour,
        report.served_bytes * hour * inputs.prices.node_tb,
        cached * hour * inputs.prices.cache_tb,
    ]
}
