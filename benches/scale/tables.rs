//! Results as tables.

use super::bursts::{Stage, flood, storm};
use super::design::DESIGNS;
use super::inputs::Inputs;
use super::limits::{Tightest, most as most_viewers, needed as needed_nodes, price, tightest};
use super::site::Site;
use super::steady::{Load, report};
use super::takeover::takeover;

const NODES: [u32; 3] = [10, 50, 200];
const VIEWERS: [f64; 3] = [1e5, 1e6, 5e6];
/// Viewers of sites for which nodes are counted and paid.
const SITES: [f64; 4] = [1.5e4, 1e5, 1e6, 5e6];
/// Seconds after which sockets end when the node that leads dies, and after which another leads.
const NOTICED: f64 = 2.3;
const LED: f64 = 5.0;

/// Each input by its name.
pub fn inputs(inputs: &mut Inputs) -> String {
    let mut table = Table::new("What the model is told", &["input", "value"]);
    for (name, value) in inputs.named() {
        table.row([format!("`{name}`"), value.to_string()]);
    }
    table.0
}

/// All tables of the page, in its order.
pub fn all(inputs: &Inputs) -> [String; 8] {
    [today, links, services, first, most, needed, prices, bursts].map(|table| table(inputs))
}

/// What nodes carry today.
pub fn today(inputs: &Inputs) -> String {
    let mut table = Table::new(
        "Today's design",
        &[
            "nodes",
            "viewers",
            "leader: cores; Gbit/s out, in; GiB; connections",
            "a follower: the same",
            "bytes a second of a follower for each viewer",
            "used up first",
        ],
    );
    for (nodes, viewers) in clusters() {
        let report = report(inputs, DESIGNS[0], f64::from(nodes), viewers);
        let mut loads = report.nodes.iter().map(|(_, load)| carried(load));
        table.row([
            nodes.to_string(),
            people(viewers),
            loads.next().unwrap_or_default(),
            loads.next().unwrap_or_default(),
            bytes(report.bytes_per_viewer),
            verdict(&tightest(&report, &inputs.machine)),
        ]);
    }
    table.0
}

/// What goes over each link today.
pub fn links(inputs: &Inputs) -> String {
    let names: Vec<&str> = report(inputs, DESIGNS[0], 2.0, 1.0).links.iter().map(|link| link.name).collect();
    let mut heads = vec!["nodes", "viewers"];
    heads.extend(names);
    let mut table = Table::new("Today's links: bytes and messages, each second", &heads);
    for (nodes, viewers) in clusters() {
        let report = report(inputs, DESIGNS[0], f64::from(nodes), viewers);
        let mut row = vec![nodes.to_string(), people(viewers)];
        row.extend(
            report.links.iter().map(|link| format!("{}, {}", bytes(link.bytes), number(link.messages))),
        );
        table.row(row);
    }
    table.0
}

/// What Redis and the database have to do.
pub fn services(inputs: &Inputs) -> String {
    let heads = ["nodes", "viewers", "calls of Redis a second", "its cores", "rows of the database a second"];
    let mut table = Table::new("Redis and the database", &heads);
    for (nodes, viewers) in clusters() {
        let report = report(inputs, DESIGNS[0], f64::from(nodes), viewers);
        table.row([
            nodes.to_string(),
            people(viewers),
            number(report.redis_calls),
            format!("{:.3}", report.redis_cores),
            number(report.rows),
        ]);
    }
    table.0
}

/// What is used up first in each design.
pub fn first(inputs: &Inputs) -> String {
    let heads: Vec<String> =
        clusters().map(|(nodes, viewers)| format!("{nodes} nodes, {}", people(viewers))).collect();
    let mut table = with_designs("What is used up first, and how many times over", &heads);
    for design in DESIGNS {
        let cells = clusters().map(|(nodes, viewers)| {
            verdict(&tightest(&report(inputs, design, f64::from(nodes), viewers), &inputs.machine))
        });
        table.row([design.name.to_owned()].into_iter().chain(cells));
    }
    table.0
}

/// How many viewers clusters carry.
pub fn most(inputs: &Inputs) -> String {
    let heads = NODES.map(|nodes| format!("{nodes} nodes"));
    let mut table = with_designs("The most viewers, and what is used up then", &heads);
    for design in DESIGNS {
        let cells = NODES.map(|nodes| {
            let (viewers, tightest) = most_viewers(inputs, design, nodes);
            format!("{} ({}: {})", people(viewers), tightest.node, tightest.resource)
        });
        table.row([design.name.to_owned()].into_iter().chain(cells));
    }
    table.0
}

/// How many nodes sites need.
pub fn needed(inputs: &Inputs) -> String {
    let heads = SITES.map(people);
    let mut table = with_designs("Nodes that are needed", &heads);
    for design in DESIGNS {
        let cells = SITES.map(|viewers| match needed_nodes(inputs, design, viewers) {
            Ok(nodes) => {
                let levels = report(inputs, design, f64::from(nodes), viewers).levels;
                format!("{nodes}{}", if levels > 2.0 { format!(", {levels} levels") } else { String::new() })
            }
            Err(tightest) => format!("none ({})", verdict(&tightest)),
        });
        table.row([design.name.to_owned()].into_iter().chain(cells));
    }
    table.0
}

/// What an hour costs, by prices that are examples.
pub fn prices(inputs: &Inputs) -> String {
    let prices = &inputs.prices;
    let title = format!(
        "An hour at example prices: {} for a node, {} for a TB that nodes send, {} for a TB of a cache",
        prices.node_hour, prices.node_tb, prices.cache_tb
    );
    let mut table = with_designs(&title, &SITES.map(people));
    for design in DESIGNS {
        let cells = SITES.map(|viewers| match needed_nodes(inputs, design, viewers) {
            Ok(nodes) => {
                let [machines, sent, cached] = price(inputs, design, nodes, viewers);
                let all = machines + sent + cached;
                format!("{} (nodes {}, for each viewer {:.4})", number(all), number(machines), all / viewers)
            }
            Err(_) => "–".to_owned(),
        });
        table.row([design.name.to_owned()].into_iter().chain(cells));
    }
    table.0
}

/// What happens when everybody does the same at once.
pub fn bursts(inputs: &Inputs) -> String {
    let heads = [
        "nodes, viewers",
        "design",
        "a storm of 200 messages a second for 5 s in the largest room: late by (half, 99 %, longest)",
        "a takeover: back after (half, 99 %, all)",
        "attempts of each, and how many are refused",
        "a flood of all viewers, half of them in 14 s: the longest wait for the page, for the picture, over after",
    ];
    let mut table = Table::new("Bursts, in seconds", &heads);
    let clusters = [(10, 1.5e4, true), (10, 1e5, false), (50, 1e6, false), (200, 5e6, false)];
    for (nodes, viewers, video) in clusters {
        let largest = Site::new(viewers, &inputs.habits).largest().viewers;
        for (name, sessions) in [("today", false), ("(a)", true)] {
            let stage = Stage { followers: f64::from(nodes - 1), sessions, video };
            let storm = storm(inputs, stage, largest, 200.0, 5.0);
            let back = takeover(inputs, stage, viewers, NOTICED, LED);
            let flood = flood(inputs, stage, viewers, 20.0, 6.0);
            let picture = if video { format!("{:.1}", flood.picture) } else { "–".to_owned() };
            table.row([
                format!("{nodes}, {}", people(viewers)),
                name.to_owned(),
                format!("{:.3}, {:.3}, {:.3}", storm.half, storm.most, storm.longest),
                format!("{:.1}, {:.1}, {:.1}", back.back.half, back.back.most, back.back.longest),
                format!("{:.1}, {:.0} %", back.attempts, back.refused * 100.0),
                format!("{:.1}, {picture}, {:.0}", flood.page, flood.over),
            ]);
        }
    }
    table.0
}

fn clusters() -> impl Iterator<Item = (u32, f64)> {
    NODES.into_iter().flat_map(|nodes| VIEWERS.map(|viewers| (nodes, viewers)))
}

fn carried(load: &Load) -> String {
    format!(
        "{:.1}; {:.1}, {:.1}; {:.1}; {}",
        load.cores,
        load.out_mbit / 1e3,
        load.in_mbit / 1e3,
        load.memory_gib,
        number(load.files)
    )
}

fn verdict(tightest: &Tightest) -> String {
    format!("{}: {} {:.2}×", tightest.node, tightest.resource, tightest.used)
}

fn people(viewers: f64) -> String {
    number(viewers)
}

/// Three digits, and what they are of.
fn number(value: f64) -> String {
    let (value, unit) = match value {
        value if value >= 1e9 => (value / 1e9, " billion"),
        value if value >= 1e6 => (value / 1e6, " million"),
        value if value >= 1e4 => (value / 1e3, ",000"),
        value => (value, ""),
    };
    match (value, unit) {
        (value, ",000") => format!("{value:.0},000"),
        (value, unit) if value >= 100.0 => format!("{value:.0}{unit}"),
        (value, unit) if value >= 10.0 || value == value.round() => {
            format!("{}{unit}", (value * 10.0).round() / 10.0)
        }
        (value, unit) => format!("{}{unit}", (value * 100.0).round() / 100.0),
    }
}

fn bytes(value: f64) -> String {
    let (value, unit) = match value {
        value if value >= 1e9 => (value / 1e9, "GB"),
        value if value >= 1e6 => (value / 1e6, "MB"),
        value if value >= 1e3 => (value / 1e3, "kB"),
        value => (value, "B"),
    };
    if value >= 100.0 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

/// A table in Markdown.
struct Table(String);

fn with_designs(title: &str, heads: &[String]) -> Table {
    let heads: Vec<&str> = ["design"].into_iter().chain(heads.iter().map(String::as_str)).collect();
    Table::new(title, &heads)
}

impl Table {
    fn new(title: &str, heads: &[&str]) -> Self {
        Self(format!("{title}:\n\n| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len())))
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        self.0 += &format!("| {} |\n", cells.join(" | "));
    }
}
