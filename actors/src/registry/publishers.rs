//! Arriving and leaving publishers, as nginx's hooks report them.

use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::oneshot;
use tracing::{error, info};

use super::{RESPAWN_AFTER, Rooms, StreamRegistry};
use crate::journal::Flush;
use crate::media::{Leaving, PublishFileName, PublisherId};
use crate::model::names::{KeyHash, Token};
use crate::model::{ClosedChannel, UnixTime};
use crate::room::{Admitted, JustEnded, RoomCommand};

/// How long a publisher waits for its broadcast to be stored. Video works without a database.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// A publisher asks to publish with this key.
#[derive(Debug, Message)]
#[rtype(result = "Result<Admission, NotAdmitted>")]
pub struct AdmitPublisher {
    /// Of the stream key under which it publishes.
    pub key: KeyHash,
    /// Id of its connection.
    pub publisher: PublisherId,
    /// The prefix of what its server has of the stream, if it packages that itself.
    pub has: Option<Token>,
}

/// Asks whose key this is. Answers with the folded name of the streamer.
#[derive(Debug, Message)]
#[rtype(result = "Option<Box<str>>")]
pub struct OwnerOfKey(pub KeyHash);

/// The publisher may publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Folded name of the streamer whose key it is.
    pub streamer: Box<str>,
    /// Id of the broadcast that it begins or continues.
    pub broadcast: Token,
    /// [`Admitted::prefix`].
    pub prefix: Token,
    /// [`Admitted::first`].
    pub first: u64,
    /// The name to rename the publisher to, in keyless mode.
    pub rename: Option<Token>,
}

/// Why a publisher may not publish.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// No streamer has this key.
    #[error("no streamer has this key")]
    UnknownKey,
    /// The streamer's broadcast was ended a moment ago.
    #[error("{reason}")]
    JustEnded {
        /// Folded name of the streamer whose key it is.
        streamer: Box<str>,
        /// How long publishers are still refused.
        reason: JustEnded,
    },
    /// An administrator has closed the streamer's channel.
    #[error("the channel is closed")]
    Closed {
        /// Folded name of the streamer whose key it is.
        streamer: Box<str>,
        /// Until when; `None` until somebody opens it again.
        until: Option<UnixTime>,
    },
    /// The streamer's room does not come back.
    #[error("the stream has no room")]
    NoRoom,
}

/// A publisher's connection ended.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct PublisherLeft {
    /// The name under which it published: its key, or the name that it was renamed to.
    pub name: PublishFileName,
    /// Id of its connection.
    pub publisher: PublisherId,
}

/// Asks whether a connected publisher may continue.
#[derive(Debug, Message)]
#[rtype(result = "bool")]
pub struct MayContinue {
    /// The name under which it publishes: its key, or the name that it was renamed to.
    pub name: PublishFileName,
    /// Id of its connection.
    pub publisher: PublisherId,
}

impl Handler<OwnerOfKey> for StreamRegistry {
    type Result = Option<Box<str>>;

    fn handle(&mut self, OwnerOfKey(key): OwnerOfKey, _: &mut Self::Context) -> Self::Result {
        self.owner_of_key(&key).map(Box::from)
    }
}

impl Handler<AdmitPublisher> for StreamRegistry {
    type Result = ResponseActFuture<Self, Result<Admission, NotAdmitted>>;

    fn handle(&mut self, ask: AdmitPublisher, _: &mut Self::Context) -> Self::Result {
        let Some(owner) = self.owner_of_key(&ask.key).map(Box::<str>::from) else {
            return Box::pin(actix::fut::ready(Err(NotAdmitted::UnknownKey)));
        };
        if let Some(channel) = self.closed.get(&owner) {
            let until = channel.until;
            return Box::pin(actix::fut::ready(Err(NotAdmitted::Closed { streamer: owner, until })));
        }
        let rooms = Arc::clone(&self.ports.rooms);
        let journal = self.ports.room.journal.clone();
        let admit = async move {
            let admitted = admit(&rooms, &owner, ask.publisher, ask.has).await?;
            // acknowledged means stored: after a crash the files must still find their owner
            let (stored, when_stored) = oneshot::channel();
            journal.do_send(Flush(stored));
            let _ = tokio::time::timeout(STORE_PATIENCE, when_stored).await;
            Ok((owner, admitted))
        };
        Box::pin(admit.into_actor(self).map(|admitted: Result<_, NotAdmitted>, registry, _| {
            let (owner, Admitted { broadcast, prefix, first, rename, publish_names }) = admitted?;
            // closed meanwhile, when there was no publisher to end yet
            if let Some(ClosedChannel { until, .. }) = registry.closed.get(&owner) {
                return Err(NotAdmitted::Closed { until: *until, streamer: owner });
            }
            registry.publish_names.insert(owner.clone(), publish_names);
            let keyless = rename.is_some();
            info!(streamer = %owner, keyless, "publisher admitted");
            registry.replay_playlists(Some(&owner));
            Ok(Admission { streamer: owner, broadcast, prefix, first, rename })
        }))
    }
}

/// Asks the room, and retries while a dead room is being replaced.
async fn admit(
    rooms: &Rooms,
    owner: &str,
    publisher: PublisherId,
    has: Option<Token>,
) -> Result<Admitted, NotAdmitted> {
    for _ in 0..3 {
        let room = rooms.get(owner).map(|room| room.clone());
        if let Some(room) = room
            && let Some(admitted) = room.admit(publisher, has.clone()).await
        {
            return admitted.map_err(|reason| NotAdmitted::JustEnded { streamer: owner.into(), reason });
        }
        tokio::time::sleep(RESPAWN_AFTER * 2).await;
    }
    error!(streamer = owner, "a room does not come back; publisher refused");
    Err(NotAdmitted::NoRoom)
}

impl Handler<PublisherLeft> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, left: PublisherLeft, _: &mut Self::Context) {
        if let Some((owner, _)) = self.owner_of(&left.name) {
            info!(streamer = %owner, "publisher left");
            self.tell(&owner, RoomCommand::PublishEnded(left.publisher, Leaving::Unknown));
        }
    }
}

impl Handler<MayContinue> for StreamRegistry {
    type Result = ResponseFuture<bool>;

    fn handle(
        &mut self,
        MayContinue { name, publisher }: MayContinue,
        _: &mut Self::Context,
    ) -> Self::Result {
        let owner = self.owner_of(&name);
        if owner.as_ref().is_some_and(|(owner, _)| self.closed.contains_key(owner)) {
            return Box::pin(async { false });
        }
        let room =
            owner.as_ref().and_then(|(owner, _)| self.entries.get(owner)).map(|entry| entry.handle.clone());
        Box::pin(async move {
            match (owner, room) {
                (None, _) => false,
                // nginx passes a renamed stream on to itself, by connections that no hook announces
                (Some((_, Some(_))), _) | (_, None) => true,
                // a room that is being replaced is no reason to disconnect anybody
                (_, Some(room)) => room.may_continue(publisher).await.unwrap_or(true),
            }
        })
    }
}
