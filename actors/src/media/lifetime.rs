//! How long nginx-rtmp keeps segment files, learnt by observation.
//!
//! nginx-rtmp lists as many segments as fit into `hls_playlist_length` if each lasts `hls_fragment`. At intervals of
//! twice `hls_playlist_length` it deletes files older than that interval. If segments are much longer than
//! `hls_fragment`, because key frames are far apart, it lists segments whose files it has deleted. The folder does not
//! show the configured lengths.

use std::time::Duration;

/// nginx does not delete files younger than this.
const SHORTEST: Duration = Duration::from_secs(10);

/// The age at which nginx deletes the segments of one folder.
#[derive(Debug, Default)]
pub struct Lifetime {
    /// Age of the youngest segment whose file vanished while listed. nginx may delete segments of half that age.
    shortest: Option<Duration>,
}

impl Lifetime {
    /// Records that the file of a listed segment of this age is gone.
    pub fn ended(&mut self, age: Duration) {
        if age >= SHORTEST {
            self.shortest = Some(self.shortest.map_or(age, |shortest| shortest.min(age)));
        }
    }

    /// Records that the file of a listed segment of this age exists. If it is much older than others were when they
    /// vanished, nginx has been reconfigured, or someone else had removed files.
    pub fn lasts(&mut self, age: Duration) {
        if self.shortest.is_some_and(|shortest| age > shortest * 2) {
            self.shortest = None;
        }
    }

    /// Whether a segment of this age is sure to exist for another `notice`, in which players can fetch it.
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
        // with a playlist length of 30 s, nginx deletes files that are 60 s to 120 s old
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
