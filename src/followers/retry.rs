//! What follows from an attempt to tell a follower. Pure.

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::Told;

/// Seconds between the attempts.
const PAUSES: [u32; 4] = [15, 60, 5 * 60, 15 * 60];
/// Pauses differ by up to this part of them, so that attempts that failed together are not repeated together.
const JITTER: f64 = 0.2;
/// The longest pause that a receiver can ask for.
const LONGEST: u32 = 60 * 60;

/// What a receiver said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It accepted the notice.
    Accepted,
    /// The follower does not exist any more.
    Gone,
    /// It will never accept this notice.
    Refused,
    /// It cannot now, or did not answer. Some say after how many seconds to come back.
    Later(Option<u32>),
}

impl Answer {
    /// What a status of a push service means, after RFC 8030.
    pub fn of_status(status: u16, retry_after: Option<u32>) -> Self {
        match status {
            200..=299 => Self::Accepted,
            404 | 410 => Self::Gone,
            408 | 425 | 429 | 500..=599 => Self::Later(retry_after),
            _ => Self::Refused,
        }
    }
}

/// What follows from an answer after so many failed attempts. `random` is in 0..1.
#[expect(clippy::cast_possible_truncation, reason = "far below the limit")]
pub fn follows(attempts: u32, answer: Answer, now: UnixTime, random: f64) -> Told {
    match answer {
        Answer::Accepted => Told::Done,
        Answer::Gone => Told::Gone,
        Answer::Refused => Told::GivenUp,
        Answer::Later(wanted) => {
            let Some(pause) = PAUSES.get(attempts as usize) else { return Told::GivenUp };
            let ours = (f64::from(*pause) * (1.0 - JITTER + 2.0 * JITTER * random)).round() as UnixTime;
            let pause = ours.max(UnixTime::from(wanted.unwrap_or_default().min(LONGEST)));
            Told::Later { attempts: attempts + 1, at: now.saturating_add(pause) }
        }
    }
}

/// What follows for somebody who waits for the site's own mail server after so many failed attempts: it is not about them, so they
/// are never given up.
pub fn waits(attempts: u32, now: UnixTime, random: f64) -> Told {
    let longest_pause = u32::try_from(PAUSES.len()).unwrap_or_default().saturating_sub(1);
    follows(attempts.min(longest_pause), Answer::Later(None), now, random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_whether_it_is_worth_trying_again() {
        for (status, answer) in [
            (201, Answer::Accepted),
            (404, Answer::Gone),
            (410, Answer::Gone),
            (307, Answer::Refused),
            (400, Answer::Refused),
            (403, Answer::Refused),
            (413, Answer::Refused),
            (429, Answer::Later(Some(7))),
            (503, Answer::Later(Some(7))),
        ] {
            assert_eq!(Answer::of_status(status, Some(7)), answer, "{status}");
        }
    }

    #[test]
    fn attempts_are_bounded_and_pauses_are_those_that_are_wanted_within_limits() {
        let at = |attempts, wanted| follows(attempts, Answer::Later(wanted), 1000, 0.5);
        assert_eq!(at(0, None), Told::Later { attempts: 1, at: 1015 });
        assert_eq!(at(0, Some(3)), Told::Later { attempts: 1, at: 1015 }, "not less than without");
        assert_eq!(at(3, Some(1200)), Told::Later { attempts: 4, at: 2200 });
        assert_eq!(at(0, Some(u32::MAX)), Told::Later { attempts: 1, at: 4600 });
        assert_eq!(at(4, Some(1)), Told::GivenUp);
        assert_eq!(at(u32::MAX, None), Told::GivenUp);
        assert_eq!(waits(0, 1000, 0.5), Told::Later { attempts: 1, at: 1015 });
        assert_eq!(waits(u32::MAX, 1000, 0.5), Told::Later { attempts: 4, at: 1900 }, "nobody is given up");
        assert_eq!(follows(0, Answer::Refused, 0, 0.0), Told::GivenUp);
        assert_eq!(follows(3, Answer::Gone, 0, 0.0), Told::Gone);
        assert_eq!(follows(3, Answer::Accepted, 0, 0.0), Told::Done);
    }
}
