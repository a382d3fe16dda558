//! The server's own RTMP ingest: connections of publishers, whose frames it hands to the site.

mod admission_limit;
mod connection;
mod listener;
mod publishing;
mod transport;

#[cfg(test)]
mod tests;

pub use admission_limit::Limits;
pub use listener::RtmpListener;
pub use publishing::{Admitted, Arrival, Connection, Ended, Publication, Publishing};
pub use transport::Transport;
