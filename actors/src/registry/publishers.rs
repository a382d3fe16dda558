//! Arriving and leaving publishers, as nginx's hooks report them.

use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::oneshot;
use tracing::{error, info};

use super::{RESPAWN_AFTER, Rooms, StreamRegistry};
use crate::journal::Flush;
use crate::media::{PublishFileName, PublisherId};
use crate::model::names::{StreamKey, Token};
use crate::room::Input;
use crate::room::SUPERSEDED_MAX;

/// How long a publisher waits for its broadcast to be stored. Video works without a database.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// A publisher asks to publish with this key.
#[derive(Debug, Message)]
#[rtype(result = "Result<Admission, UnknownKey>")]
pub struct AdmitPublisher {
    /// The stream key under which it publishes.
    pub key: StreamKey,
    /// Id of its connection.
    pub publisher: PublisherId,
}

/// The publisher may publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Folded name of the streamer whose key it is.
    pub streamer: Box<str>,
    /// The name to rename the publisher to, in keyless mode.
    pub rename: Option<Token>,
}

/// No streamer has this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no streamer has this key")]
pub struct UnknownKey;

/// A publisher's connection ended.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct PublisherLeft {
    /// The name under which it published: its key, or the name that it was renamed to.
    pub name: PublishFileName,
    /// Id of its connection.
    pub publisher: PublisherId,
}

/// Asks whether a publisher that was admitted under this name may continue.
#[derive(Debug, Message)]
#[rtype(result = "bool")]
pub struct MayContinue(pub PublishFileName);

impl Handler<AdmitPublisher> for StreamRegistry {
    type Result = ResponseActFuture<Self, Result<Admission, UnknownKey>>;

    fn handle(&mut self, ask: AdmitPublisher, _: &mut Self::Context) -> Self::Result {
        let Some(owner) = self.owner_of_key(&ask.key).map(Box::<str>::from) else {
            return Box::pin(actix::fut::ready(Err(UnknownKey)));
        };
        let rooms = Arc::clone(&self.ports.rooms);
        let journal = self.ports.room.journal.clone();
        let admit = async move {
            let rename = admit(&rooms, &owner, ask.publisher).await?;
            // acknowledged means stored: after a crash the files must still find their owner
            let (stored, when_stored) = oneshot::channel();
            journal.do_send(Flush(stored));
            let _ = tokio::time::timeout(STORE_PATIENCE, when_stored).await;
            Ok((owner, rename))
        };
        Box::pin(admit.into_actor(self).map(|admitted: Result<_, UnknownKey>, registry, _| {
            let (owner, rename) = admitted?;
            if let Some(name) = &rename {
                registry.note_publish_name(owner.clone(), name);
            }
            let keyless = rename.is_some();
            info!(streamer = %owner, keyless, "publisher admitted");
            registry.replay_playlists(Some(&owner));
            Ok(Admission { streamer: owner, rename })
        }))
    }
}

impl StreamRegistry {
    fn note_publish_name(&mut self, owner: Box<str>, name: &Token) {
        let names = self.publish_names.entry(owner).or_default();
        names.retain(|known| known != name);
        names.push(name.clone());
        if names.len() > SUPERSEDED_MAX + 1 {
            names.remove(0);
        }
    }
}

/// Asks the room, and retries while a dead room is being replaced.
async fn admit(rooms: &Rooms, owner: &str, publisher: PublisherId) -> Result<Option<Token>, UnknownKey> {
    for _ in 0..3 {
        let room = rooms.get(owner).map(|room| room.clone());
        if let Some(room) = room
            && let Some(rename) = room.admit(publisher).await
        {
            return Ok(rename);
        }
        tokio::time::sleep(RESPAWN_AFTER * 2).await;
    }
    error!(streamer = owner, "a room does not come back; publisher refused");
    Err(UnknownKey)
}

impl Handler<PublisherLeft> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, left: PublisherLeft, _: &mut Self::Context) {
        if let Some((owner, _)) = self.owner_of(&left.name) {
            info!(streamer = %owner, "publisher left");
            self.tell(&owner, Input::PublishEnded(left.publisher));
        }
    }
}

impl Handler<MayContinue> for StreamRegistry {
    type Result = bool;

    fn handle(&mut self, MayContinue(name): MayContinue, _: &mut Self::Context) -> bool {
        self.owner_of(&name).is_some()
    }
}
