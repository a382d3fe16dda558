//! PyStreaming: a live streaming site to host yourself.

pub mod admin;
pub mod cli;
pub mod config;
pub mod logging;
pub mod rules;
pub mod store;
pub mod text;
