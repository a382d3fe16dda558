//! PyStreaming: a live streaming site to host yourself.

pub mod admin;
pub mod app;
pub mod chat;
pub mod cli;
pub mod config;
pub mod http;
pub mod logging;
pub mod media;
pub mod rules;
mod memory;
pub mod server;
pub mod socketio;
pub mod store;
pub mod text;
mod vital;
