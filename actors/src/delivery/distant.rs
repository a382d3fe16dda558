//! Media that another node of the site packages, as the node that leads knows them: it tells that node under which prefix they are, and
//! fetches what its own viewers ask for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use super::packaged::PackagedMedia;
use super::served::Served;
use crate::media::{PublisherId, QualityInfo};
use crate::model::names::Token;

/// See the module.
#[derive(Debug)]
pub struct DistantMedia {
    /// The process of the node that has them.
    pub process: Box<str>,
    most_behind_ms: AtomicU64,
    served: watch::Sender<Option<Served>>,
}

impl DistantMedia {
    /// Media of a node that nobody is served yet.
    pub fn of(process: &str) -> Self {
        Self { process: process.into(), most_behind_ms: AtomicU64::new(0), served: watch::Sender::new(None) }
    }

    /// How far players may be behind, as the node says.
    pub fn set_most_behind(&self, most: Duration) {
        self.most_behind_ms.store(most.as_millis().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How they are served, and each change of that.
    pub fn served(&self) -> watch::Receiver<Option<Served>> {
        self.served.subscribe()
    }

    fn serve(&self, served: Served) {
        self.served.send_if_modified(|current| current.replace(served.clone()) != Some(served));
    }

    fn withdraw(&self, prefix: &Token) {
        let is_it = |current: &mut Served| current.prefix == *prefix;
        self.served.send_if_modified(|current| current.take_if(is_it).is_some());
    }
}

/// Media that a server of the site packages.
#[derive(Debug, Clone)]
pub enum Packaged {
    /// This one.
    Here(Arc<PackagedMedia>),
    /// Another node.
    Elsewhere(Arc<DistantMedia>),
}

impl Packaged {
    /// Whether these are the same media.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Here(one), Self::Here(other)) => Arc::ptr_eq(one, other),
            (Self::Elsewhere(one), Self::Elsewhere(other)) => Arc::ptr_eq(one, other),
            (Self::Here(_), Self::Elsewhere(_)) | (Self::Elsewhere(_), Self::Here(_)) => false,
        }
    }

    /// Serves the media like this, and no longer under an earlier prefix.
    pub fn serve(&self, served: Served) {
        match self {
            Self::Here(media) => media.serve(&served),
            Self::Elsewhere(media) => media.serve(served),
        }
    }

    /// Serves the media no longer, if `prefix` is the one under which they are.
    pub fn withdraw(&self, prefix: &Token) {
        match self {
            Self::Here(media) => media.withdraw(prefix),
            Self::Elsewhere(media) => media.withdraw(prefix),
        }
    }

    /// How far players may be behind.
    pub fn most_behind(&self) -> Duration {
        match self {
            Self::Here(media) => media.most_behind(),
            Self::Elsewhere(media) => Duration::from_millis(media.most_behind_ms.load(Ordering::Relaxed)),
        }
    }
}

/// Pictures of a broadcast arrive at the ingest of a server of this site. Sent when a segment ends, and each second in between.
#[derive(Debug, Clone)]
pub struct PackagedUpdate {
    /// Who sends them.
    pub publisher: PublisherId,
    /// The broadcast for which the publisher was admitted.
    pub broadcast: Token,
    /// Its media.
    pub media: Packaged,
    /// Its renditions, best first; at least one.
    pub qualities: Arc<[QualityInfo]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(prefix: u128, is_locked: bool) -> Served {
        Served { prefix: Token::from_random(prefix), is_locked }
    }

    #[test]
    fn a_node_hears_each_change_once() {
        let media = Arc::new(DistantMedia::of("p"));
        let packaged = Packaged::Elsewhere(Arc::clone(&media));
        let mut news = media.served();
        let mut heard = || news.has_changed().unwrap().then(|| news.borrow_and_update().clone());
        packaged.serve(served(1, false));
        assert_eq!(heard(), Some(Some(served(1, false))));
        packaged.serve(served(1, false));
        assert_eq!(heard(), None, "nothing has changed");
        packaged.serve(served(2, true));
        packaged.withdraw(&served(1, false).prefix);
        assert_eq!(heard(), Some(Some(served(2, true))), "an earlier prefix is withdrawn");
        packaged.withdraw(&served(2, true).prefix);
        assert_eq!(heard(), Some(None));
    }
}
