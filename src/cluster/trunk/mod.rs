//! One connection by which a node passes on the sockets of all clients of one of its threads. What the node that leads says to many
//! of them travels once, and is written to each by the node that has their connections. HTTP/2 has streams in a connection, too, but
//! sends each a copy.

mod follower;
mod leader;
mod sockets;
#[cfg(test)]
mod tests;
pub(super) mod wire;

use actix_web::http::header::HeaderName;

pub use follower::{Answer, Counts, Limits, NoTrunk, Socket, Trunks};
pub use leader::receive_trunk;

/// Where the node that leads takes sockets that others carry.
pub const TRUNKS: &str = "/-/node/sockets";
/// Holds the version of what nodes say in a trunk, and a signature.
pub const TRUNK: HeaderName = HeaderName::from_static("x-pystreaming-trunk");
/// Bytes of a trunk that are read at once.
const READ_AHEAD: usize = 64 * 1024;
/// Bytes of a client that the node that leads holds until it reads them.
const WINDOW: usize = 64 * 1024;
