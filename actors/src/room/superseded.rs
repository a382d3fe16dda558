//! Publishers that another one took the stream over from. They are not cut off: where the newcomer was a mistake and
//! leaves, the one that still sends has the stream back.

use std::collections::{BTreeSet, VecDeque};

use super::on_air::OnAir;
use crate::media::PublisherId;
use crate::model::names::Token;

/// Most names that are remembered; beyond that the oldest is forgotten.
pub const SUPERSEDED_MAX: usize = 4;

/// Publishers believed to send under names that nothing is shown of.
#[derive(Debug, Default)]
pub struct Superseded(VecDeque<Entry>);

#[derive(Debug)]
struct Entry {
    name: Token,
    /// Connections that publish under the name.
    publishers: BTreeSet<PublisherId>,
    /// There may be one of which no hook told.
    unannounced: bool,
}

impl Superseded {
    /// Remembers the publishers of a broadcast that ends because another publisher came.
    pub fn add(&mut self, on_air: &OnAir) {
        let Some(name) = on_air.broadcast.publish_name.clone() else { return };
        let (publishers, unannounced) = on_air.publishers();
        self.0.push_back(Entry { name, publishers: publishers.clone(), unannounced });
        if self.0.len() > SUPERSEDED_MAX {
            self.0.pop_front();
        }
    }

    /// A connection ended. Returns whether it was one of these.
    pub fn left(&mut self, publisher: PublisherId) -> bool {
        let known = self.0.iter_mut().any(|entry| entry.publishers.remove(&publisher));
        self.forget_empty();
        known
    }

    /// A connection ended of which no hook had told. Returns whether it may have been one of these.
    pub fn unannounced_left(&mut self) -> bool {
        let known = self.0.iter_mut().any(|entry| std::mem::take(&mut entry.unannounced));
        self.forget_empty();
        known
    }

    /// The connections under this name, which they are about to be shown by again. `None` if nobody sends under it.
    pub fn take(&mut self, name: &Token) -> Option<BTreeSet<PublisherId>> {
        let index = self.0.iter().position(|entry| entry.name == *name)?;
        self.0.remove(index).map(|entry| entry.publishers)
    }

    fn forget_empty(&mut self) {
        self.0.retain(|entry| entry.unannounced || !entry.publishers.is_empty());
    }
}
