//! The server's own RTMP ingest: connections of publishers, whose frames it hands to the site.

mod admission_limit;
mod certificate;
mod connection;
mod listener;
mod publishing;
mod transport;

#[cfg(test)]
mod tests;

pub use admission_limit::{AdmissionLimit, Limits};
pub use certificate::Certificate;
pub use connection::serve;
pub use listener::RtmpListener;
pub use publishing::{Admitted, Arrival, Connection, Ended, Publication, Publishing};
pub use transport::prepare;
