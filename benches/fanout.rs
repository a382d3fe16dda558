//! How fast chat and video reach many people, against a floor measured in the same run.
//!
//! `cargo bench --bench fanout [-- OPTIONS]` starts the release server and, as the floor, bare loops around epoll, each a
//! process of its own, and plays thousands of clients. Absolute figures drift with the machine; the ratios count.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

mod fanout {
    pub mod against;
    pub mod crowd;
    pub mod deliveries;
    pub mod floor;
    pub mod growth;
    pub mod idle;
    pub mod joins;
    pub mod latency;
    pub mod load;
    pub mod paced;
    pub mod players;
    pub mod poll;
    pub mod site;
    pub mod stage;
    pub mod video;
    pub mod websocket;
}

use fanout::floor::{self, Writes};
use fanout::site::Server;
use fanout::stage::Plan;
use fanout::{against, deliveries, growth, idle, joins, paced, video};

/// Measures how fast chat and video reach many people.
#[derive(Debug, Parser)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    /// What to measure; all of it unless named
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// How many clients are in the room, for each row of the deliveries; in growing order
    #[arg(long, value_delimiter = ',', default_values_t = [200, 1_000, 5_000])]
    clients: Vec<usize>,
    /// Rounds of which the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Seconds of a round
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Threads of the server; 0 for one per processor
    #[arg(long, default_value_t = 0)]
    workers: usize,
    /// How many clients are in the large room
    #[arg(long, default_value_t = 10_000)]
    many: usize,
    /// How many players watch
    #[arg(long, default_value_t = 1_000)]
    players: usize,
    /// Measure a server that runs already, in the room of its streamer room-0: deliveries, joins and latency
    #[arg(long)]
    against: Option<SocketAddr>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Be the floor
    #[command(hide = true)]
    Floor { address: SocketAddr, writes: Writes },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Copies a second in one room, beside the floor
    Deliveries,
    /// Latency at half of that, and people who do not read
    Paced,
    /// The cost of joining
    Joins,
    /// One large room beside many small ones
    Growth,
    /// Everybody comes back after a restart
    Restart,
    /// Memory of idle connections
    Connections,
    /// Memory and wake-ups of idle rooms
    Rooms,
    /// The time to start with many stored events
    Starts,
    /// Low-latency players, alone and beside chat; needs ffmpeg and nginx
    Video,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    raise_limit()?;
    if let Some(Role::Floor { address, writes }) = options.role {
        return Ok(floor::run(address, writes)?);
    }
    let wanted = |part| options.parts.is_empty() || options.parts.contains(&part);
    let plan = Plan {
        clients: options.clients.clone(),
        rounds: usize::from(options.rounds),
        round: Duration::from_secs_f64(options.seconds),
        workers: options.workers,
        many: options.many,
        players: options.players,
        talkers: 1_000,
    };
    if let Some(address) = options.against {
        deliveries::run(&plan, Some(Server::running(address)))?;
        return against::run(address);
    }
    if wanted(Part::Deliveries) {
        deliveries::run(&plan, None)?;
    }
    if wanted(Part::Paced) {
        paced::run(&plan)?;
    }
    if [Part::Joins, Part::Growth, Part::Restart].into_iter().any(wanted) {
        if wanted(Part::Growth) {
            growth::small_rooms(&plan)?;
        }
        let mut large = joins::run(&plan)?;
        if wanted(Part::Growth) {
            growth::large_room(&plan, &mut large)?;
        }
        if wanted(Part::Restart) {
            growth::storm(&mut large)?;
        }
    }
    if wanted(Part::Connections) {
        idle::connections(&plan)?;
    }
    if wanted(Part::Rooms) {
        idle::rooms(&plan)?;
    }
    if wanted(Part::Starts) {
        idle::starts(&plan)?;
    }
    if wanted(Part::Video) {
        video::run(&plan)?;
    }
    Ok(())
}

/// As many sockets as the system allows.
fn raise_limit() -> Result<(), Box<dyn Error>> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?)
}
