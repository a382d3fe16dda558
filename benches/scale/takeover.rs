//! How soon everybody is back when the node that leads dies. The same every time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::bursts::{Distribution, Late, Queue, Stage};
use super::inputs::Inputs;

/// Simulated clients of a takeover; each stands for as many real ones as there are more.
const CLIENTS: usize = 100_000;
/// Requests that wait at a follower for a node that leads; more are refused.
const WAITING: f64 = 20_000.0;
/// How long a follower tries to pass a request on, in seconds.
const PATIENCE: f64 = 8.0;
/// The first pause of a client that has lost its connection, the longest, and how much it varies; see static/js/chat/connection.js.
const PAUSE: f64 = 1.0;
const LONGEST_PAUSE: f64 = 8.0;
const VARIATION: f64 = 0.7;

/// What became of a takeover.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Takeover {
    /// When clients were back, in seconds since the node died.
    pub back: Late,
    /// Attempts of a client on average.
    pub attempts: f64,
    /// The share of attempts that were refused because too many waited.
    pub refused: f64,
}

/// The node that leads dies. Its sockets end after `noticed` seconds, and another leads after `led`. How soon everybody is back.
///
/// Where followers have the sessions of their viewers, only what the rooms know of them is told again.
pub fn takeover(inputs: &Inputs, stage: Stage, sockets: f64, noticed: f64, led: f64) -> Takeover {
    let (costs, machine) = (&inputs.costs, &inputs.machine);
    let cores = machine.cores * machine.core_speed;
    if stage.sessions {
        let over = led + sockets * costs.room_join_us / 1e6 / cores;
        let back = Late { half: (led + over) / 2.0, most: over, longest: over, over };
        return Takeover { back, attempts: 0.0, refused: 0.0 };
    }
    let clients = CLIENTS.min(sockets as usize).max(1);
    let each = sockets / clients as f64;
    let takes = each * costs.carried_join_us / 1e6 / cores;
    let mut crowd = Crowd::new(clients, noticed);
    let places = (WAITING * stage.followers / each) as usize;
    let (mut leader, mut back, mut over) = (Queue { free: led }, Distribution::default(), 0.0_f64);
    while let Some(Reverse((at, client, attempt, what))) = crowd.events.pop() {
        let now = at as f64 / 1e6;
        // those who wait are served in their order
        while leader.free < now {
            let Some(first) = crowd.first_waiting() else { break };
            over = leader.done(led.max(crowd.came[first]), takes);
            crowd.state[first] = State::Back;
            back.add(over, each);
        }
        match what {
            _ if attempt != crowd.tried[client] => {}
            What::Tries if now < led && crowd.waiting.len() >= places => crowd.is_refused(client, now),
            What::Tries => crowd.waits(client, now),
            What::GivesUp if crowd.state[client] == State::Waits => crowd.gives_up(client, now),
            What::GivesUp => {}
        }
    }
    Takeover {
        back: back.late(over),
        attempts: crowd.attempts as f64 / clients as f64,
        refused: crowd.refused as f64 / crowd.attempts as f64,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Away,
    Waits,
    Back,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Tries,
    GivesUp,
}

/// Clients that want to be back.
struct Crowd {
    random: Random,
    /// By time in microseconds: what a client does in which attempt.
    events: BinaryHeap<Reverse<(u64, usize, u32, What)>>,
    state: Vec<State>,
    tried: Vec<u32>,
    /// When the last attempt began.
    came: Vec<f64>,
    /// In their order; some have given up.
    waiting: VecDeque<(usize, u32)>,
    attempts: u64,
    refused: u64,
}

impl Crowd {
    fn new(clients: usize, lost: f64) -> Self {
        let mut crowd = Self {
            random: Random(1),
            events: BinaryHeap::new(),
            state: vec![State::Away; clients],
            tried: vec![0; clients],
            came: vec![0.0; clients],
            waiting: VecDeque::new(),
            attempts: 0,
            refused: 0,
        };
        (0..clients).for_each(|client| crowd.tries_later(client, lost));
        crowd
    }

    fn tries_later(&mut self, client: usize, now: f64) {
        let at = now + self.random.pause(self.tried[client]);
        self.events.push(Reverse((micros(at), client, self.tried[client], What::Tries)));
    }

    fn is_refused(&mut self, client: usize, now: f64) {
        self.attempts += 1;
        self.refused += 1;
        self.tried[client] += 1;
        self.tries_later(client, now);
    }

    fn waits(&mut self, client: usize, now: f64) {
        self.attempts += 1;
        self.state[client] = State::Waits;
        self.came[client] = now;
        self.waiting.push_back((client, self.tried[client]));
        self.events.push(Reverse((micros(now + PATIENCE), client, self.tried[client], What::GivesUp)));
    }

    fn gives_up(&mut self, client: usize, now: f64) {
        self.state[client] = State::Away;
        self.tried[client] += 1;
        self.tries_later(client, now);
    }

    fn first_waiting(&mut self) -> Option<usize> {
        loop {
            let (client, attempt) = self.waiting.pop_front()?;
            if self.state[client] == State::Waits && self.tried[client] == attempt {
                return Some(client);
            }
        }
    }
}

fn micros(seconds: f64) -> u64 {
    (seconds * 1e6) as u64
}

/// Numbers that look random, and are the same every time.
struct Random(u64);

impl Random {
    /// From 0 up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// How long a client waits before it connects again after so many attempts.
    fn pause(&mut self, attempts: u32) -> f64 {
        let usual = PAUSE * 2.0_f64.powi(attempts.min(16) as i32);
        let varied = usual * (1.0 + VARIATION * (2.0 * self.next() - 1.0));
        varied.min(LONGEST_PAUSE)
    }
}
