//! Where publishers come from: the RTMP servers in front of the core.

pub mod nginx;
