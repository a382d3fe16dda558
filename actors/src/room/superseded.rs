//! Publishers whose stream another publisher took over. They are not disconnected: if the newcomer leaves, a publisher
//! that is still sending gets the stream back.

use std::collections::{BTreeSet, VecDeque};

use super::on_air::OnAir;
use crate::media::PublisherId;
use crate::model::names::Token;

/// Maximum number of names remembered; beyond it the oldest is forgotten.
pub const SUPERSEDED_MAX: usize = 4;

/// Publish names that viewers no longer see, with publishers that may still be sending.
#[derive(Debug, Default)]
pub struct Superseded(VecDeque<Entry>);

/// A publish name and the connections under it.
#[derive(Debug)]
pub struct Entry {
    /// The name that they were renamed to.
    name: Token,
    /// Connections that publish under the name.
    pub publishers: BTreeSet<PublisherId>,
    /// Whether there may be a publisher that no hook announced.
    pub unannounced: bool,
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

    /// An unannounced connection ended. Returns whether it may have been one of these.
    pub fn unannounced_left(&mut self) -> bool {
        let known = self.0.iter_mut().any(|entry| std::mem::take(&mut entry.unannounced));
        self.forget_empty();
        known
    }

    /// Removes a name that viewers are about to see again, and returns its connections; `None` if it is not remembered.
    pub fn take(&mut self, name: &Token) -> Option<BTreeSet<PublisherId>> {
        let index = self.0.iter().position(|entry| entry.name == *name)?;
        self.0.remove(index).map(|entry| entry.publishers)
    }

    /// Whether a connection is one of these.
    pub fn contains(&self, publisher: PublisherId) -> bool {
        self.publishers().any(|known| known == publisher)
    }

    /// All announced connections.
    pub fn publishers(&self) -> impl Iterator<Item = PublisherId> {
        self.0.iter().flat_map(|entry| entry.publishers.iter().copied())
    }

    /// All of them, oldest first.
    pub fn into_entries(self) -> impl Iterator<Item = Entry> {
        self.0.into_iter()
    }

    fn forget_empty(&mut self) {
        self.0.retain(|entry| entry.unannounced || !entry.publishers.is_empty());
    }
}
