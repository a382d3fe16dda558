//! A server with its clients, and the plan of what is measured with them.

use std::error::Error;
use std::time::Duration;

use super::crowd::{Crowd, Manners};
use super::load::{self, Measured, Pace, Room};
use super::site::{Server, Site, room};

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// How long and how often is measured.
#[derive(Debug, Clone)]
pub struct Plan {
    pub clients: Vec<usize>,
    pub rounds: usize,
    pub round: Duration,
    pub workers: usize,
    /// Of the large room.
    pub many: usize,
    pub players: usize,
    /// In chat beside the players.
    pub talkers: usize,
}

/// A server with rooms full of clients, client by client in one room after the other.
pub struct Stage {
    pub server: Server,
    pub crowd: Crowd,
    rooms: usize,
}

impl Stage {
    pub fn new(server: Server, rooms: usize) -> Outcome<Self> {
        let crowd = Crowd::new(server.address)?;
        Ok(Self { server, crowd, rooms })
    }

    /// Our server, with so many rooms and nobody in them.
    pub fn ours(number: u8, plan: &Plan, rooms: usize) -> Outcome<Self> {
        Self::new(Site::new(number, plan.workers, rooms)?.start()?.0, rooms)
    }

    /// Lets people log in until there are so many.
    pub fn fill(&mut self, clients: usize) -> Outcome<()> {
        let present = self.crowd.len();
        let rooms = self.rooms;
        self.crowd.gather((present..clients).map(|client| (room(client % rooms), Manners::Chat)))
    }

    /// As fast as it goes, with the server's processor time.
    pub fn talk_counted(&mut self, duration: Duration) -> Outcome<Measured> {
        let before = self.server.processor_time()?;
        let mut measured = self.talk(Pace::Window, duration)?;
        let spent = (self.server.processor_time()? - before).as_nanos() as f64;
        measured.processor = Duration::from_nanos((spent / measured.all_copies as f64) as u64);
        Ok(measured)
    }

    /// One person in each room talks, and everybody listens.
    pub fn talk(&mut self, pace: Pace, duration: Duration) -> Outcome<Measured> {
        let (clients, rooms) = (self.crowd.len(), self.rooms);
        let room_of: Vec<u32> = (0..clients).map(|client| (client % rooms) as u32).collect();
        let ears = clients / rooms;
        let talking: Vec<_> = (0..rooms).map(|room| Room { sender: ears / 2 * rooms + room, ears }).collect();
        load::run(&mut self.crowd, &talking, &room_of, pace, duration)
    }
}

/// A row of what is not compared with the floor.
pub fn row(what: &str, measured: &str, aim: &str) {
    println!("{what:<44} {measured:>26}   {aim}");
}

pub fn heading(what: &str) {
    println!("\n{what:<44} {:>26}   aim", "measured");
}
