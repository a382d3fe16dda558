//! PyStreaming: a live streaming site to host yourself.

pub mod store;
