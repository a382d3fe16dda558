//! Returns free memory to the system. The allocator keeps pages between blocks that are still in use, so after a crowd
//! or an attack the process would stay large for as long as it runs.

use std::thread;
use std::time::Duration;

/// Pause between attempts after memory has grown.
const PAUSE_MIN: Duration = Duration::from_secs(10);
/// Longest pause, when attempts gain nothing.
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// Least gain in bytes that is worth an attempt.
const WORTH_IT: u64 = 8 * 1024 * 1024;

/// Trims this process's memory from now on, on a thread of its own.
pub fn trim_regularly() {
    let trimming = thread::Builder::new().name("memory".to_owned()).spawn(|| {
        let mut schedule = TrimSchedule::default();
        loop {
            thread::sleep(schedule.pause);
            let Some(before) = resident_bytes() else { return };
            if schedule.is_due(before) {
                trim();
                schedule.trimmed(resident_bytes().unwrap_or(before));
            }
        }
    });
    if let Err(error) = trimming {
        tracing::debug!(%error, "cannot start the thread that returns free memory");
    }
}

/// Resident memory of this process in bytes: the second field of `/proc/self/statm`, in pages of 4 KiB.
pub fn resident_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    statm.split(' ').nth(1)?.parse::<u64>().ok().map(|pages| pages * 4096)
}

/// When to trim. How much memory is free cannot be measured from outside, so each attempt that gains nothing doubles the
/// pause.
#[derive(Debug)]
struct TrimSchedule {
    pause: Duration,
    /// Smallest size so far.
    least: u64,
    /// Size after the last attempt.
    last: u64,
}

impl Default for TrimSchedule {
    fn default() -> Self {
        Self { pause: PAUSE_MIN, least: u64::MAX, last: 0 }
    }
}

impl TrimSchedule {
    /// Whether an attempt is worth it at `bytes` of resident memory.
    fn is_due(&mut self, bytes: u64) -> bool {
        self.least = self.least.min(bytes);
        if bytes > self.last + WORTH_IT {
            self.pause = PAUSE_MIN;
        }
        bytes > self.least + WORTH_IT
    }

    /// Notes that `bytes` are left after an attempt.
    fn trimmed(&mut self, bytes: u64) {
        let gained = self.last.saturating_sub(bytes) > WORTH_IT;
        (self.least, self.last) = (self.least.min(bytes), bytes);
        self.pause = if gained { PAUSE_MIN } else { (self.pause * 2).min(PAUSE_MAX) };
    }
}

#[cfg(target_env = "gnu")]
fn trim() {
    // SAFETY: takes a number and releases only free memory, under the allocator's own locks
    #[allow(unsafe_code)]
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Other allocators return memory by themselves, or never.
#[cfg(not(target_env = "gnu"))]
fn trim() {}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn memory_is_trimmed_soon_after_it_grew_and_ever_more_rarely_while_it_is_in_use() {
        let mut schedule = TrimSchedule::default();
        for bytes in [20 * MIB, 21 * MIB, 27 * MIB, 20 * MIB] {
            assert!(!schedule.is_due(bytes), "{bytes}");
            assert_eq!(schedule.pause, PAUSE_MIN);
        }
        let mut pauses = Vec::new();
        for _ in 0..7 {
            assert!(schedule.is_due(295 * MIB));
            schedule.trimmed(290 * MIB);
            pauses.push(schedule.pause.as_secs());
        }
        assert_eq!(pauses, [20, 40, 80, 160, 300, 300, 300]);
        // free at last
        assert!(schedule.is_due(290 * MIB));
        schedule.trimmed(22 * MIB);
        assert_eq!(schedule.pause, PAUSE_MIN);
        assert!(!schedule.is_due(22 * MIB));
        // used again
        assert!(schedule.is_due(40 * MIB));
        assert_eq!(schedule.pause, PAUSE_MIN);
    }

    #[test]
    fn this_process_has_resident_memory() {
        assert!(resident_bytes().unwrap() > MIB);
    }
}
