//! The site as publishers meet it.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use pystreaming_actors::frames::Input;
use pystreaming_actors::model::names::StreamKey;
use pystreaming_actors::rtmp::{Fault, Refusal};
use tokio::sync::oneshot;

/// Decides who may publish.
#[async_trait]
pub trait Publishing: Send + Sync {
    /// A connection asks to publish with this key. It is not read until the answer, which has to come within
    /// `ADMISSION_TIMEOUT`; after that the future is dropped.
    async fn admit(&self, key: StreamKey, connection: Connection) -> Result<Admitted, Refusal>;
}

/// A publisher's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// Unique among the connections of this process.
    pub id: u64,
    /// Of the other end; IPv4 is not mapped.
    pub address: IpAddr,
    /// Whether any other publisher takes over from it at once, and it from none.
    pub gives_way: bool,
}

/// Ids of connections.
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl Connection {
    /// A new connection from an address.
    pub fn new(address: IpAddr) -> Self {
        Self { id: NEXT_ID.fetch_add(1, Ordering::Relaxed), address, gives_way: false }
    }

    /// The same of a publisher that only fills a gap.
    pub fn giving_way(address: IpAddr) -> Self {
        Self { gives_way: true, ..Self::new(address) }
    }
}

/// A publisher may publish.
pub struct Admitted {
    /// Takes what it sends.
    pub publication: Box<dyn Publication>,
    /// Ends it for the reason that is sent, which the streamer reads. A sender that is dropped ends nothing.
    pub end: oneshot::Receiver<Refusal>,
}

/// A stream that is being published. Dropped without [`Publication::ended`] only when the server stops.
#[async_trait]
pub trait Publication: Send {
    /// Takes what has arrived, in order and not empty. The connection is not read until it returns, which slows the
    /// publisher down; the future is dropped if the site ends the publication meanwhile. A refusal ends it, too.
    async fn take(&mut self, inputs: Vec<Input>, arrival: Arrival) -> Result<(), Refusal>;

    /// The publisher sends no more.
    fn ended(self: Box<Self>, how: Ended);
}

/// When and over what inputs arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// When the last byte was read.
    pub at: Instant,
    /// Bytes that the connection has received so far, with everything that is not media.
    pub received: u64,
    /// Between server and publisher, smoothed, at most two seconds old. `None` if it is unknown.
    pub round_trip: Option<Duration>,
}

/// How a publication ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The publisher said that it stops.
    Unpublished,
    /// The connection was closed or broke, or was silent for too long: the publisher may return.
    Lost,
    /// The publisher did something wrong.
    Fault(Fault),
    /// The site ended it.
    BySite,
}
