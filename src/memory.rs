//! Memory goes back to the system when it is free again. The allocator keeps what lies between pieces that are still in
//! use, so that a crowd, or an attack, would be paid for as long as the server runs.

use std::thread;
use std::time::Duration;

/// How soon after it grew memory is looked at again.
const SOON: Duration = Duration::from_secs(10);
/// How late at most.
const LATE: Duration = Duration::from_secs(300);
/// So many bytes are worth the trouble.
const WORTH_IT: u64 = 8 * 1024 * 1024;

/// Looks after the memory of this process from now on, on a thread of its own.
pub fn look_after() {
    let looking = thread::Builder::new().name("memory".to_owned()).spawn(|| {
        let mut look = Look::default();
        loop {
            thread::sleep(look.pause);
            let Some(before) = resident_bytes() else { return };
            if look.finds(before) {
                trim();
                look.trimmed(resident_bytes().unwrap_or(before));
            }
        }
    });
    if let Err(error) = looking {
        tracing::debug!(%error, "free memory is kept");
    }
}

/// Bytes of this process in memory: the second field of `/proc/self/statm`, in pages of 4 KiB.
pub fn resident_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    statm.split(' ').nth(1)?.parse::<u64>().ok().map(|pages| pages * 4096)
}

/// When to try. Whether memory is in use cannot be seen from outside: the pauses between attempts that gain nothing
/// double.
#[derive(Debug)]
struct Look {
    pause: Duration,
    /// The least there was.
    least: u64,
    /// What was there after the last attempt.
    last: u64,
}

impl Default for Look {
    fn default() -> Self {
        Self { pause: SOON, least: u64::MAX, last: 0 }
    }
}

impl Look {
    /// Whether it is worth trying, with so many bytes in memory.
    fn finds(&mut self, bytes: u64) -> bool {
        self.least = self.least.min(bytes);
        if bytes > self.last + WORTH_IT {
            self.pause = SOON;
        }
        bytes > self.least + WORTH_IT
    }

    /// So many are left.
    fn trimmed(&mut self, bytes: u64) {
        let gained = self.last.saturating_sub(bytes) > WORTH_IT;
        (self.least, self.last) = (self.least.min(bytes), bytes);
        self.pause = if gained { SOON } else { (self.pause * 2).min(LATE) };
    }
}

#[cfg(target_env = "gnu")]
fn trim() {
    // SAFETY: takes a number and touches only what is free, under the allocator's own locks
    #[allow(unsafe_code)]
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Other allocators give back by themselves, or never.
#[cfg(not(target_env = "gnu"))]
fn trim() {}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn memory_is_given_back_soon_after_it_grew_and_tried_ever_more_rarely_while_it_is_used() {
        let mut look = Look::default();
        for bytes in [20 * MIB, 21 * MIB, 27 * MIB, 20 * MIB] {
            assert!(!look.finds(bytes), "{bytes}");
            assert_eq!(look.pause, SOON);
        }
        let mut pauses = Vec::new();
        for _ in 0..7 {
            assert!(look.finds(295 * MIB));
            look.trimmed(290 * MIB);
            pauses.push(look.pause.as_secs());
        }
        assert_eq!(pauses, [20, 40, 80, 160, 300, 300, 300]);
        // free at last
        assert!(look.finds(290 * MIB));
        look.trimmed(22 * MIB);
        assert_eq!(look.pause, SOON);
        assert!(!look.finds(22 * MIB));
        // used again
        assert!(look.finds(40 * MIB));
        assert_eq!(look.pause, SOON);
    }

    #[test]
    fn this_process_is_somewhere_in_memory() {
        assert!(resident_bytes().unwrap() > MIB);
    }
}
