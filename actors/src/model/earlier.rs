//! Broadcasts that are known by their audit events alone: from before statistics were collected, or imported.

use super::time::UnixTime;

/// An event by its id and time.
pub type Mark = (i64, UnixTime);

/// A broadcast between its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierBroadcast {
    /// Its start.
    pub start: Mark,
    /// Its end, or the start of the next, which must come after it. `None` for the last one while it has no end.
    pub end: Option<Mark>,
    /// Whether the end was recorded.
    pub ended: bool,
}

/// Pairs starts and ends, both in the order of their ids.
pub fn broadcasts(starts: &[Mark], ends: &[Mark]) -> Vec<EarlierBroadcast> {
    let mut ends = ends.iter().copied().peekable();
    let mut found = Vec::new();
    for (at, &start) in starts.iter().enumerate() {
        let next = starts.get(at + 1).copied();
        while ends.next_if(|end| end.0 < start.0).is_some() {}
        let own = ends.peek().copied().filter(|end| next.is_none_or(|next| end.0 < next.0));
        found.push(EarlierBroadcast { start, end: own.or(next), ended: own.is_some() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_belongs_to_the_end_before_the_next_start() {
        let starts = [(2, 20), (5, 50), (8, 80), (9, 90)];
        let ends = [(1, 10), (3, 30), (4, 40), (10, 100)];
        let ended = |start, end| EarlierBroadcast { start, end: Some(end), ended: true };
        let cut = |start, end| EarlierBroadcast { start, end: Some(end), ended: false };
        assert_eq!(
            broadcasts(&starts, &ends),
            [
                ended((2, 20), (3, 30)),
                cut((5, 50), (8, 80)),
                cut((8, 80), (9, 90)),
                ended((9, 90), (10, 100))
            ]
        );
        assert_eq!(
            broadcasts(&[(1, 10)], &[]),
            [EarlierBroadcast { start: (1, 10), end: None, ended: false }]
        );
    }
}
