//! Pauses between a child's end and the next one's start.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// A child that ran for so long did nothing wrong.
const WELL: Duration = Duration::from_secs(60);

/// They double.
#[derive(Debug, Default)]
pub struct Pauses {
    last: Option<Duration>,
}

impl Pauses {
    /// The pause after a child that ran for so long.
    pub fn next(&mut self, ran: Duration) -> Duration {
        let longer = self.last.filter(|_| ran < WELL).map(|last| (last * 2).min(LONGEST));
        *self.last.insert(longer.unwrap_or(FIRST))
    }
}
