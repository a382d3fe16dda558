//! Several servers, the nodes, that serve one site. One of them leads at a time: it runs the site as a single server would. The others
//! pass on to it what they are asked, and serve video from memory. A lease in Redis says who leads; an epoch in the database makes
//! sure that nobody else writes (`storage::Epoch`).

mod again;
mod coordination;
mod dial;
mod edge;
mod encoders;
mod link;
mod membership;
#[cfg(test)]
mod memory;
mod origin;
mod redis;
mod relay;
mod trunk;
#[cfg(test)]
mod versions;

pub use again::{await_children, run_again};
pub use coordination::{Coordination, CoordinationError, Node, Overview};
pub use edge::{Edge, Tree, WaysToOtherNodes, options as edge_options};
pub use encoders::{Admissions, ENCODERS, Encoders, Homes, Packagers, receive_encoders};
pub use link::{LinkError, LinkPort, Links, Upstream};
pub use membership::{Lost, Membership, Owner};
pub use origin::Origins;
pub use redis::Redis;
pub use trunk::{TRUNKS, receive_trunk};
