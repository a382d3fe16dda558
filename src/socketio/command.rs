//! What the rest of the server asks of a worker's sessions.

use pystreaming_actors::session::SessionId;

use super::frame::Frame;

/// Something for sessions of one worker thread. Commands sent as one batch take effect together: a client that is
/// sent several frames by it is woken once.
#[derive(Debug, Clone)]
pub enum HubCommand<M> {
    /// Subscribes a session to channels of a group, each channel a bit. A session is subscribed to one group at a time.
    Subscribe {
        /// One of this worker's.
        session: SessionId,
        /// The group, in place of the one before.
        group: u32,
        /// Bits; the session receives frames that go to any of them.
        channels: u8,
    },
    /// Ends a session's subscription.
    Unsubscribe {
        /// One of this worker's.
        session: SessionId,
        /// The sender's group: a session that has left it keeps its subscription, see [`Service::is_at`].
        ///
        /// [`Service::is_at`]: super::Service::is_at
        group: u32,
    },
    /// Sends a frame to a group's subscribers.
    Broadcast {
        /// Whose subscribers.
        group: u32,
        /// Those of at least one of these channels.
        channels: u8,
        /// A session that does not get it.
        except: Option<SessionId>,
        /// In a large group it may be delayed a little, to leave together with the next frame.
        can_wait: bool,
        /// Shared by all of them.
        frame: Frame,
    },
    /// Sends a frame to all sessions that have joined a namespace.
    BroadcastAll {
        /// Shared by all of them.
        frame: Frame,
    },
    /// Sends a frame to one session.
    Send {
        /// One of this worker's.
        session: SessionId,
        /// For it alone.
        frame: Frame,
    },
    /// Calls [`Service::notified`](super::Service::notified) for every socket of a session.
    Notify {
        /// One of this worker's.
        session: SessionId,
        /// For the service.
        message: M,
    },
    /// Calls [`Service::notified`](super::Service::notified) for every socket of a group's subscribers.
    NotifyGroup {
        /// Whose subscribers.
        group: u32,
        /// For the service.
        message: M,
    },
    /// Closes a session once it has been sent what is queued for it.
    Close {
        /// One of this worker's.
        session: SessionId,
    },
    /// Closes all sessions once they have been sent what is queued for them, and opens no more.
    CloseAll,
}
