//! How long nginx-rtmp keeps segments, learnt by watching it.
//!
//! It lists as many segments as fit `hls_playlist_length` when each is as long as `hls_fragment`, and clears away what is
//! older than twice that length, looking once in that time. Where segments are much longer, because key frames are far
//! apart, it lists segments that it has cleared away. What it is configured for stands nowhere in the folder.

use std::time::Duration;

/// Younger files that vanish were not cleared away by nginx.
const SHORTEST: Duration = Duration::from_secs(10);

/// The age at which segments of one folder vanish.
#[derive(Debug, Default)]
pub struct Lifetime {
    /// Of the youngest that vanished while it was listed. Nginx may clear away those of half that age.
    shortest: Option<Duration>,
}

impl Lifetime {
    /// A segment of this age was listed, and its file is gone.
    pub fn ended(&mut self, age: Duration) {
        if age >= SHORTEST {
            self.shortest = Some(self.shortest.map_or(age, |shortest| shortest.min(age)));
        }
    }

    /// A segment of this age is listed, and its file is there. One that lives much longer than others did means that
    /// nginx is configured otherwise by now, or that somebody else removed files.
    pub fn lasts(&mut self, age: Duration) {
        if self.shortest.is_some_and(|shortest| age > shortest * 2) {
            self.shortest = None;
        }
    }

    /// Whether players that learn of a segment of this age can be sure to find it for another `notice`.
    pub fn keeps(&self, age: Duration, notice: Duration) -> bool {
        self.shortest.is_none_or(|shortest| age + notice < shortest / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn nothing_is_withheld_until_something_vanishes() {
        let mut lifetime = Lifetime::default();
        assert!(lifetime.keeps(s(3600), s(10)));
        lifetime.ended(s(3));
        assert!(lifetime.keeps(s(3600), s(10)), "somebody emptied the folder");
    }

    #[test]
    fn what_nginx_may_clear_away_next_is_withheld() {
        let mut lifetime = Lifetime::default();
        // with 30 s, files go when they are 60 s to 120 s old
        lifetime.ended(s(118));
        assert!(lifetime.keeps(s(40), s(10)));
        assert!(!lifetime.keeps(s(50), s(10)));
        lifetime.ended(s(70));
        lifetime.ended(s(90));
        assert!(lifetime.keeps(s(24), s(10)));
        assert!(!lifetime.keeps(s(25), s(10)));
    }

    #[test]
    fn what_lives_longer_ends_the_restraint() {
        let mut lifetime = Lifetime::default();
        lifetime.ended(s(60));
        lifetime.lasts(s(119));
        assert!(!lifetime.keeps(s(50), s(10)));
        lifetime.lasts(s(121));
        assert!(lifetime.keeps(s(50), s(10)));
    }
}
