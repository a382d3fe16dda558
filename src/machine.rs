//! What the system tells about this process and its machine. `None` where it does not.

/// Ticks of a second in `/proc`, on every architecture of Linux.
const TICKS: f64 = 100.0;

/// Processor time that this process has used, in seconds.
pub fn processor_seconds() -> Option<f64> {
    seconds_of(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// The user and the system time in the text of `/proc/self/stat`. The name in it may have spaces and brackets.
fn seconds_of(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut ticks = fields.split(' ').skip(11).map(|field| field.parse::<f64>().ok());
    Some((ticks.next()?? + ticks.next()??) / TICKS)
}

/// How many processes wanted to run on this machine, on average over the last minute.
pub fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Open files and sockets of this process.
pub fn open_files() -> Option<u64> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count() as u64)
}

/// How many files and sockets this process may open.
pub fn open_files_most() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_any_name() {
        let stat = "7 (a) b (c) R 1 7 7 0 -1 4194304 9 0 0 0 150 50 0 0 20 0 1 0 99 1 1";
        assert_eq!(seconds_of(stat), Some(2.0));
        assert_eq!(seconds_of("7 (a"), None);
        assert_eq!(seconds_of("7 (a) R 1"), None);
    }

    #[test]
    fn this_process_has_used_something_and_has_files_open() {
        assert!(processor_seconds().is_some_and(|seconds| seconds >= 0.0) && load().is_some());
        assert!(open_files().unwrap() > 0 && open_files() < open_files_most());
    }
}
