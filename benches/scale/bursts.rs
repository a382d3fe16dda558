//! What averages do not show: queues, when everybody does the same thing at once. Each simulation gives the same result every time.

use super::inputs::Inputs;

/// Groups of sockets that a worker writes to one after the other.
const GROUPS: usize = 100;

/// Who does the work of a burst.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    pub followers: f64,
    /// Sessions are at followers. Otherwise the node that leads has them, and followers carry their sockets.
    pub sessions: bool,
    /// Followers serve video.
    pub video: bool,
}

/// How late something was, in seconds, and when it was over.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Late {
    pub half: f64,
    pub most: f64,
    pub longest: f64,
    pub over: f64,
}

/// Values with how many share each.
#[derive(Default)]
pub struct Distribution(Vec<(f64, f64)>);

impl Distribution {
    pub fn add(&mut self, value: f64, weight: f64) {
        self.0.push((value, weight));
    }

    /// The median, what 99 of 100 do not exceed, and the largest.
    pub fn late(mut self, over: f64) -> Late {
        self.0.sort_by(|one, other| one.0.total_cmp(&other.0));
        let all: f64 = self.0.iter().map(|(_, weight)| weight).sum();
        let quantile = |share: f64| {
            let mut sum = 0.0;
            let found = self.0.iter().find(|(_, weight)| {
                sum += weight;
                sum >= all * share
            });
            found.map_or(0.0, |(value, _)| *value)
        };
        Late { half: quantile(0.5), most: quantile(0.99), longest: quantile(1.0), over }
    }
}

/// A server that does one thing after the other, on all of its cores.
pub struct Queue {
    pub free: f64,
}

impl Queue {
    fn new() -> Self {
        Self { free: 0.0 }
    }

    /// When something is done that comes now and takes so long.
    pub fn done(&mut self, now: f64, takes: f64) -> f64 {
        self.free = self.free.max(now) + takes;
        self.free
    }
}

/// Everybody in one room writes: so many messages a second, for so many seconds, to so many viewers. How late they are delivered.
///
/// A worker goes round its sockets, and writes to each all that is new since it was there last: the later it is, the more goes into a write.
pub fn storm(inputs: &Inputs, stage: Stage, viewers: f64, rate: f64, seconds: f64) -> Late {
    let (costs, machine) = (&inputs.costs, &inputs.machine);
    let cores = machine.cores * machine.core_speed;
    let sockets = if stage.sessions { viewers / stage.followers } else { viewers };
    let group = sockets / GROUPS as f64;
    let write_us = if stage.sessions { costs.write_us } else { costs.carried_us };
    // the sockets of a group are spread over the workers
    let takes = |frames: f64| group * (write_us + (frames - 1.0) * costs.joined_us) / 1e6 / cores;
    let all = (rate * seconds).floor();
    // a follower that is told once learns of each message by one more write
    let first =
        if stage.sessions { stage.followers * costs.write_us / 1e6 } else { 0.0 } + costs.message_us / 1e6;
    let came = |message: f64| message / rate + first;
    let mut written = [0.0_f64; GROUPS];
    let (mut now, mut passed, mut late) = (0.0_f64, Queue::new(), Distribution::default());
    let (mut over, mut left) = (0.0_f64, GROUPS);
    while left > 0 {
        let begun = now;
        left = 0;
        for had in &mut written {
            let there = if now < first { 0.0 } else { (((now - first) * rate).floor() + 1.0).min(all) };
            let frames = there - *had;
            if frames > 0.0 {
                now += takes(frames);
                let arrives = if stage.sessions {
                    now
                } else {
                    passed.done(now, group / stage.followers * costs.passed_write_us / 1e6 / cores)
                };
                over = over.max(arrives);
                // all that went into one write arrives together; its first and last message are the latest and the earliest
                late.add(arrives - came(*had), frames / 2.0 * group);
                late.add(arrives - came(there - 1.0), frames / 2.0 * group);
                *had = there;
            }
            left += usize::from(*had < all);
        }
        if now <= begun {
            // nothing is new: until the next message
            let next = written.iter().copied().fold(all, f64::min);
            now = came(next).max(now + 1e-6);
        }
    }
    late.late(over)
}

/// A show begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flood {
    /// The longest that a page waits for the node that leads, in seconds.
    pub page: f64,
    /// The longest that the first picture waits for the network of a follower.
    pub picture: f64,
    /// When nobody waits any more; infinite if that never comes.
    pub over: f64,
}

/// So many viewers open the page of one stream, on average after `within` seconds, most of them at first. Each player asks for `buffer`
/// seconds of video at once.
pub fn flood(inputs: &Inputs, stage: Stage, viewers: f64, within: f64, buffer: f64) -> Flood {
    const STEP: f64 = 0.05;
    let (costs, machine, habits) = (&inputs.costs, &inputs.machine, &inputs.habits);
    let cores = machine.cores * machine.core_speed;
    let join = if stage.sessions { costs.room_join_us } else { costs.carried_join_us };
    let page = (habits.requests * costs.request_us + join) / 1e6 / cores;
    let line = machine.network_gbit * 1000.0;
    let video = if stage.video { habits.video_mbit } else { 0.0 };
    let (mut come, mut pages, mut bits) = (0.0_f64, 0.0_f64, 0.0_f64);
    let mut flood = Flood { page: 0.0, picture: 0.0, over: 0.0 };
    // by then all but one of ten thousand millions have come
    let steps = (25.0 * within / STEP) as u32;
    for step in 1..=steps {
        let now = f64::from(step) * STEP;
        let there = viewers * (1.0 - f64::exp(-now / within));
        pages = (pages + (there - come) * page - STEP).max(0.0);
        // who waits for a page asks for no video yet
        let watch = (there - pages / page).max(0.0) / stage.followers;
        let started = (there - come) / stage.followers;
        bits = (bits + started * buffer * video + (watch * video - line) * STEP).max(0.0);
        come = there;
        flood.page = flood.page.max(pages);
        flood.picture = flood.picture.max(bits / line);
        if pages > 0.0 || bits > 0.0 {
            flood.over = if step == steps { f64::INFINITY } else { now };
        }
    }
    flood
}
