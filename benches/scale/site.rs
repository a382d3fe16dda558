//! What happens on a site with so many viewers, wherever it runs: streams, arrivals, events of the chat.

use super::inputs::{Habits, Sizes};

/// Copies of joins and leaves that a room announces each second; beyond them it tells the number of people, once a second.
const ANNOUNCED: f64 = 50_000.0;

/// So many streams of one size, each with its room.
#[derive(Debug, Clone)]
pub struct Rooms {
    pub number: f64,
    /// Of each.
    pub viewers: f64,
    /// Messages a second in each.
    pub messages: f64,
    /// News of the stream a second in each.
    pub news: f64,
    /// Joins, leaves and numbers of people that are told each second in each.
    pub people: f64,
}

impl Rooms {
    fn new(number: f64, viewers: f64, habits: &Habits) -> Self {
        // as many leave as come
        let changes = 2.0 * viewers / habits.stay;
        let members = changes * habits.log_in;
        let announced = members.min(ANNOUNCED / viewers.max(1.0));
        let people = announced + if announced < members { 1.0 } else { 0.0 };
        Self {
            number,
            viewers,
            messages: (viewers / habits.silence).min(habits.pace),
            news: changes.min(1.0),
            people,
        }
    }

    /// Events a second that each viewer of such a room receives.
    pub fn events(&self) -> f64 {
        self.messages + self.news + self.people
    }

    /// Bytes a second of these events, in a packet each.
    pub fn bytes(&self, sizes: &Sizes) -> f64 {
        self.messages * sizes.message
            + self.news * sizes.news
            + self.people * sizes.people
            + self.events() * sizes.packet
    }

    /// Viewers in all of these rooms.
    pub fn crowd(&self) -> f64 {
        self.number * self.viewers
    }

    /// How many of such streams somebody watches at a node, or group of nodes, that has this share of all viewers.
    pub fn watched(&self, share: f64) -> f64 {
        self.wanted(share, self.viewers)
    }

    /// The same if so many want each stream.
    pub fn wanted(&self, share: f64, by: f64) -> f64 {
        self.number * (1.0 - (1.0 - share.min(1.0)).powf(by))
    }
}

/// A site with its viewers.
#[derive(Debug, Clone)]
pub struct Site {
    pub viewers: f64,
    /// Those who come each second; as many leave.
    pub arrivals: f64,
    /// The largest room first.
    pub rooms: Vec<Rooms>,
}

impl Site {
    pub fn new(viewers: f64, habits: &Habits) -> Self {
        let rest = viewers * (1.0 - habits.largest - 9.0 * habits.large).max(0.0);
        let rooms = [
            (1.0, viewers * habits.largest),
            (9.0, viewers * habits.large),
            (rest / habits.small, habits.small),
        ];
        let rooms = rooms.into_iter().filter(|(number, viewers)| number * viewers > 0.0);
        Self {
            viewers,
            arrivals: viewers / habits.stay,
            rooms: rooms.map(|(number, viewers)| Rooms::new(number, viewers, habits)).collect(),
        }
    }

    /// The sum over all rooms.
    pub fn sum(&self, of: impl Fn(&Rooms) -> f64) -> f64 {
        self.rooms.iter().map(of).sum()
    }

    /// The site with the largest room alone.
    pub fn largest(&self) -> Self {
        self.only(|at| at == 0)
    }

    /// The site without it.
    pub fn others(&self) -> Self {
        self.only(|at| at != 0)
    }

    fn only(&self, keeps: impl Fn(usize) -> bool) -> Self {
        let kept = self.rooms.iter().enumerate().filter(|(at, _)| keeps(*at));
        let rooms: Vec<Rooms> = kept.map(|(_, rooms)| rooms.clone()).collect();
        let viewers = rooms.iter().map(Rooms::crowd).sum::<f64>();
        Self { viewers, arrivals: self.arrivals * viewers / self.viewers, rooms }
    }
}
