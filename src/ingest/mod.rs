//! Where publishers come from: nginx-rtmp in front of the server, or the server's own RTMP.

pub mod nginx;
pub mod rtmp;
