//! PyStreaming: a live streaming site to host yourself.

pub mod admin;
pub mod app;
pub mod cli;
pub mod client;
mod commands;
pub mod config;
pub mod gateway;
pub mod ingest;
mod instance_lock;
pub mod logging;
pub mod media;
mod memory;
mod personal;
pub mod protocol;
mod retention;
pub mod rules;
pub mod server;
mod signals;
pub mod socketio;
mod statistics;
pub mod storage;
mod terminal;
pub mod text;
mod tls;
mod watchdog;
pub mod web;
mod webhooks;
