//! Where publishers come from: nginx-rtmp in front of the server, or the server's own RTMP.

mod broadcasts;
mod connections;
mod key_attempt;
mod ladder;
pub mod nginx;
mod ports;
pub mod rtmp;
mod seats;
mod storing;

use std::sync::Arc;

use pystreaming_actors::media::PublisherId;
use pystreaming_actors::ports::PublisherControl;

pub use broadcasts::OwnBroadcasts;
pub use connections::Connections;
pub use ports::{IngestThread, PortError, PublisherPorts};
pub use seats::{Authority, Seat, Seated, Seats, SiteSeat};
pub use storing::sweep as sweep_bucket;

/// Disconnects publishers wherever they are connected.
pub struct Publishers {
    /// Those of nginx.
    pub nginx: nginx::NginxControl,
    /// Those of this server.
    pub own: Arc<Connections>,
}

impl PublisherControl for Publishers {
    fn end(&self, publisher: PublisherId) {
        match publisher {
            PublisherId::Nginx(client) => self.nginx.end(client),
            PublisherId::Rtmp(connection) => self.own.end(connection, "The broadcast was ended."),
        }
    }
}
