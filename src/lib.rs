//! PyStreaming: a live streaming site to host yourself.

pub mod admin;
mod alone;
pub mod app;
pub mod chat;
pub mod cli;
pub mod config;
pub mod logging;
pub mod media;
mod memory;
mod retention;
pub mod rules;
pub mod server;
mod signals;
pub mod socketio;
pub mod storage;
pub mod text;
mod vital;
pub mod web;
