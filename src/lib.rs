//! PyStreaming: a live streaming site to host yourself.

pub mod cli;
pub mod config;
pub mod logging;
pub mod store;
pub mod text;
