//! Since when each problem is there.

use super::{Health, Warning, words};
use crate::media::Problem;
use crate::model::UnixTime;

/// The problems that were found last.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    since: Vec<(Problem, UnixTime)>,
}

impl Standing {
    /// Adds warnings about the problems that are found now. `began` says of some since when they are there; others have
    /// been there since they were found.
    pub fn warn(
        &mut self,
        mut health: Health,
        found: Vec<Problem>,
        now: UnixTime,
        began: impl Fn(Problem) -> Option<UnixTime>,
    ) -> Health {
        let known = |problem| self.since.iter().find(|(known, _)| *known == problem).map(|(_, since)| *since);
        let since = |problem| began(problem).or_else(|| known(problem)).unwrap_or(now);
        self.since = found.into_iter().map(|problem| (problem, since(problem))).collect();
        let warnings: Vec<Warning> =
            self.since.iter().map(|(problem, since)| words::warning(*problem, &health, *since)).collect();
        health.warnings = warnings;
        health
    }
}
