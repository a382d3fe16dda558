//! Returns free memory to the system. The allocator keeps pages between blocks that are still in use, so after a crowd
//! or an attack the process would stay large for as long as it runs. What only the start needs of the program goes too.

use std::thread;
use std::time::Duration;

/// Pause between attempts after memory has grown.
const PAUSE_MIN: Duration = Duration::from_secs(10);
/// Longest pause, when attempts gain nothing.
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// Least size of a page of memory, in bytes. Where pages are larger, the system refuses what does not begin with one.
const PAGE: usize = 4096;
/// Least gain in bytes that is worth an attempt.
const WORTH_IT: u64 = 8 * 1024 * 1024;

/// Trims this process's memory from now on, on a thread of its own.
pub fn trim_regularly() {
    let trimming = thread::Builder::new().name("memory".to_owned()).spawn(|| {
        let mut schedule = TrimSchedule::default();
        thread::sleep(schedule.pause);
        trim();
        forget_program();
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

/// Takes the program's code and constants out of this process's memory. What is used comes back by itself, from the system's
/// cache of files; most of what the start has touched is never used again.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn forget_program() {
    // SAFETY: the function gets a valid list of segments, and keeps nothing
    unsafe {
        libc::dl_iterate_phdr(Some(forget_segments), std::ptr::null_mut());
    }
}

/// Other systems have other ways to tell where a program is.
#[cfg(not(target_os = "linux"))]
fn forget_program() {}

/// Forgets the segments of an object that are never written. Ends with the first object, which is the program.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
unsafe extern "C" fn forget_segments(
    object: *mut libc::dl_phdr_info,
    _: libc::size_t,
    _: *mut libc::c_void,
) -> libc::c_int {
    // SAFETY: the loader passes an object that it has mapped, with its segments
    unsafe {
        let object = &*object;
        for segment in std::slice::from_raw_parts(object.dlpi_phdr, usize::from(object.dlpi_phnum)) {
            if segment.p_type != libc::PT_LOAD || segment.p_flags & libc::PF_W != 0 {
                continue;
            }
            let (Ok(at), Ok(len)) = (usize::try_from(segment.p_vaddr), usize::try_from(segment.p_memsz))
            else {
                continue;
            };
            let begin = usize::try_from(object.dlpi_addr).unwrap_or_default() + at;
            // whole pages only: the first and the last may be shared with another segment
            let (begin, end) = (begin.next_multiple_of(PAGE), (begin + len) / PAGE * PAGE);
            if begin < end {
                // nothing was written here, so everything is still in the file
                libc::madvise(begin as *mut libc::c_void, end - begin, libc::MADV_DONTNEED);
            }
        }
    }
    1
}

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
    #[cfg(target_os = "linux")]
    fn program_takes_little_memory_once_it_is_forgotten_and_goes_on() {
        let resident = || {
            let maps = std::fs::read_to_string("/proc/self/smaps").unwrap();
            let program = std::env::current_exe().unwrap();
            let mut is_code = false;
            let mut sum: u64 = 0;
            for line in maps.lines() {
                if line.contains(" r-xp ") || line.contains("-p ") {
                    is_code = line.contains(" r-xp ") && line.ends_with(program.to_str().unwrap());
                } else if let (true, Some(rest)) = (is_code, line.strip_prefix("Rss:")) {
                    sum += rest.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap();
                }
            }
            sum
        };
        let before = resident();
        assert!(before > 0);
        forget_program();
        let after = resident();
        assert!(after < before, "{after} and {before} kB");
    }

    #[test]
    fn this_process_has_resident_memory() {
        assert!(resident_bytes().unwrap() > MIB);
    }
}
