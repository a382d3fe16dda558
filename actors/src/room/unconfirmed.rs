//! Settings that were changed in chat and that the store may not have yet.

use crate::ports::JournalPosition;

/// Tells whether what was read from the store can lack changes of this room.
#[derive(Debug, Default)]
pub struct Unconfirmed {
    /// Changes of which the journal has not yet said that they are stored.
    waiting: u32,
    /// Where the journal was when it last said so.
    stored: JournalPosition,
}

impl Unconfirmed {
    /// A setting changed, and its write was sent to the journal.
    pub fn changed(&mut self) {
        self.waiting += 1;
    }

    /// The oldest change that was waiting is stored.
    pub fn confirmed(&mut self, at: JournalPosition) {
        self.waiting = self.waiting.saturating_sub(1);
        self.stored = self.stored.max(at);
    }

    /// Whether the store can lack a change if it was read when the journal was at `as_of`.
    pub fn can_lack(&self, as_of: JournalPosition) -> bool {
        self.waiting > 0 || as_of < self.stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_the_last_change_was_stored_can_lack_it() {
        let [early, stored, late] = [3, 5, 8].map(JournalPosition);
        let mut unconfirmed = Unconfirmed::default();
        assert!(!unconfirmed.can_lack(JournalPosition(0)), "nothing changed here");
        unconfirmed.changed();
        unconfirmed.changed();
        unconfirmed.confirmed(early);
        assert!(unconfirmed.can_lack(late), "the second is not stored yet");
        unconfirmed.confirmed(stored);
        assert!(unconfirmed.can_lack(early));
        assert!(!unconfirmed.can_lack(stored) && !unconfirmed.can_lack(late));
    }
}
