//! Polls.

use serde::{Deserialize, Serialize};

use super::names::{Token, hex};
use super::time::UnixTime;

/// A poll with its votes so far, or its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// New with every poll.
    pub id: Token,
    /// What is asked.
    pub question: String,
    /// What people choose from.
    pub choices: Vec<String>,
    /// Number of votes for each choice.
    pub votes: Vec<u32>,
    /// When it began.
    pub at: UnixTime,
    /// When it ends by itself.
    pub until: Option<UnixTime>,
    /// When it ended; `None` while people can vote.
    pub ended: Option<UnixTime>,
}

impl Poll {
    /// The result in a line: `Tea or coffee? Tea 2 (67 %), coffee 1 (33 %)`.
    pub fn result(&self) -> String {
        let total: u64 = self.votes.iter().map(|votes| u64::from(*votes)).sum();
        let parts = self.choices.iter().zip(&self.votes).map(|(choice, votes)| {
            let percent = (u64::from(*votes) * 200 + total).checked_div(total * 2).unwrap_or_default();
            format!("{choice} {votes} ({percent} %)")
        });
        format!("{} {}", self.question, parts.collect::<Vec<_>>().join(", "))
    }
}

/// Stands for a voter in one poll. It says nothing about them, and is another one in the next poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VoterId([u8; 16]);

impl VoterId {
    /// From a keyed hash of the poll and what identifies the voter.
    pub fn of(hash: [u8; 32]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = hash;
        Self([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
    }

    /// 32 hexadecimal digits, as stored.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// Reads what [`VoterId::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_hex)?;
        Some(Self(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_counts_and_rounds() {
        let poll = |votes: &[u32]| Poll {
            id: Token::from_random(1),
            question: "Tea or coffee?".into(),
            choices: vec!["Tea".into(), "coffee".into()],
            votes: votes.to_vec(),
            at: 0,
            until: None,
            ended: None,
        };
        assert_eq!(poll(&[2, 1]).result(), "Tea or coffee? Tea 2 (67 %), coffee 1 (33 %)");
        assert_eq!(poll(&[0, 0]).result(), "Tea or coffee? Tea 0 (0 %), coffee 0 (0 %)");
        assert_eq!(poll(&[u32::MAX, 1]).result().matches("(100 %)").count(), 1);
    }

    #[test]
    fn a_voter_is_read_as_stored() {
        let voter = VoterId::of([7; 32]);
        assert_eq!(VoterId::from_hex(&voter.to_hex()), Some(voter));
        for bad in ["", "07", "+7070707070707070707070707070707", &"é".repeat(16)] {
            assert_eq!(VoterId::from_hex(bad), None, "{bad}");
        }
    }
}
