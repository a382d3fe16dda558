//! Loads: a window of messages in flight, or so many a second. Every copy that arrives is counted; how long it took says
//! a time stamp in the message.

use std::error::Error;
use std::time::{Duration, Instant};

use super::crowd::{Crowd, Heard};
use super::latency::Latencies;

/// Begins the text of a message, and stands nowhere else.
pub const MARK: u8 = b'^';
/// Of a message's text.
pub const LENGTH: usize = 40;
/// Messages of one sender that are under way at a time.
pub const WINDOW: usize = 8;

/// Not counted, at the beginning of a load.
const WARM_UP: Duration = Duration::from_millis(150);
/// How long the last copies may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How fast messages are sent.
#[derive(Clone, Copy)]
pub enum Pace {
    /// The next as soon as every copy of an earlier one has arrived.
    Window,
    /// So many a second.
    PerSecond(f64),
}

/// Who talks, and to how many.
pub struct Room {
    pub sender: usize,
    /// How many get a copy, the sender among them.
    pub ears: usize,
}

pub struct Measured {
    pub per_second: f64,
    pub messages_per_second: f64,
    /// Those before and after what is counted too.
    pub all_copies: u64,
    /// The server's, for each copy, where it was looked at.
    pub processor: Duration,
    pub latencies: Latencies,
}

struct Flight {
    /// Copies still to come, of each of the last messages.
    missing: Vec<u32>,
    sent: usize,
    under_way: usize,
}

/// Runs a load for some time. `room_of` says for each client in whose ears a copy is counted.
pub fn run(
    crowd: &mut Crowd,
    rooms: &[Room],
    room_of: &[u32],
    pace: Pace,
    duration: Duration,
) -> Result<Measured, Box<dyn Error>> {
    let slots = match pace {
        Pace::Window => WINDOW * 2,
        Pace::PerSecond(_) => 1 << 16,
    };
    let mut flights: Vec<_> =
        rooms.iter().map(|_| Flight { missing: vec![0; slots], sent: 0, under_way: 0 }).collect();
    let begin = Instant::now();
    let mut load = Load { copies: 0, latencies: Latencies::new(), trouble: None, begin };
    let mut counted_since = None;
    let (mut messages, mut copies_before, mut messages_before) = (0_u64, 0, 0);
    let mut ended: Option<Instant> = None;
    let mut rate = (0.0, 0.0);
    loop {
        let elapsed = begin.elapsed();
        if counted_since.is_none() && elapsed >= WARM_UP {
            counted_since = Some(Instant::now());
            (copies_before, messages_before) = (load.copies, messages);
            load.latencies = Latencies::new();
        }
        if ended.is_none() && elapsed >= WARM_UP + duration {
            ended = Some(Instant::now());
            let seconds = counted_since.map_or(1.0, |since| since.elapsed().as_secs_f64());
            rate = (
                (load.copies - copies_before) as f64 / seconds,
                (messages - messages_before) as f64 / seconds,
            );
        }
        for (room, flight) in rooms.iter().zip(&mut flights) {
            let due = match (ended, pace) {
                (Some(_), _) => 0,
                (None, Pace::Window) => WINDOW - flight.under_way,
                (None, Pace::PerSecond(rate)) => (elapsed.as_secs_f64() * rate) as usize - flight.sent,
            };
            if due > 0 {
                let stamp = load.begin.elapsed().as_nanos() as u64;
                let texts = (flight.sent..flight.sent + due).map(|number| text(number, stamp));
                crowd.say_all(room.sender, texts);
                for _ in 0..due {
                    flight.missing[flight.sent % slots] = room.ears as u32;
                    flight.sent += 1;
                    flight.under_way += 1;
                }
                messages += due as u64;
            }
        }
        if let Some(ended) = ended {
            if flights.iter().all(|flight| flight.under_way == 0) {
                break;
            }
            if ended.elapsed() > PATIENCE {
                let missing: usize = flights.iter().map(|flight| flight.under_way).sum();
                return Err(
                    format!("{missing} messages have not arrived everywhere after {PATIENCE:?}").into()
                );
            }
        }
        let patience = match pace {
            Pace::Window => Duration::from_millis(50),
            Pace::PerSecond(_) => Duration::from_millis(1),
        };
        load.turn(crowd, &mut flights, room_of, patience)?;
        if let Some(trouble) = load.trouble {
            return Err(trouble.into());
        }
    }
    Ok(Measured {
        per_second: rate.0,
        messages_per_second: rate.1,
        all_copies: load.copies,
        processor: Duration::ZERO,
        latencies: load.latencies,
    })
}

struct Load {
    copies: u64,
    latencies: Latencies,
    trouble: Option<String>,
    begin: Instant,
}

impl Load {
    #[inline]
    fn turn(
        &mut self,
        crowd: &mut Crowd,
        flights: &mut [Flight],
        room_of: &[u32],
        patience: Duration,
    ) -> std::io::Result<()> {
        let mut now = None;
        crowd.turn(patience, |id, heard| match heard {
            Heard::Copy(text) => {
                // one look at the clock for what one turn brings
                let now = *now.get_or_insert_with(|| self.begin.elapsed().as_nanos() as u64);
                let Some(flight) = flights.get_mut(room_of[id] as usize) else { return };
                let (number, stamp) = (hex(&text[1..9]), hex(&text[9..25]));
                let slots = flight.missing.len();
                let missing = &mut flight.missing[number as usize % slots];
                if *missing == 0 {
                    self.trouble = Some(format!("client {id} got message {number} once too often"));
                    return;
                }
                *missing -= 1;
                if *missing == 0 {
                    flight.under_way -= 1;
                }
                self.copies += 1;
                self.latencies.record(now.saturating_sub(stamp));
            }
            Heard::Complaint(words) => self.trouble = Some(format!("client {id} was told: {words}")),
            Heard::Lost if room_of[id] != NOBODY => {
                self.trouble = Some(format!("the connection of client {id} was lost"));
            }
            _ => {}
        })
    }
}

/// The room of clients whose copies are not counted, and who may get lost.
pub const NOBODY: u32 = u32::MAX;

fn text(number: usize, stamp: u64) -> String {
    format!("{}{number:08x}{stamp:016x} and some words", char::from(MARK))
}

#[inline]
fn hex(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 16 + u64::from(digit & 0xf) + u64::from(digit >> 6) * 9)
}
