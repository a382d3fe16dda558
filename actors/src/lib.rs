//! Everything in PyStreaming that lives: one actor per stream room, the registry that supervises them, the
//! watcher of the HLS folder, and the journal that writes to the store.
//!
//! This crate knows no HTTP, no SQL and no templates. Time, randomness and the store come in from outside
//! ([`ports::Env`], [`ports::Store`]), so that every rule in here can be tested without waiting.

pub mod accounts;
pub mod delivery;
pub mod filter;
pub mod frames;
pub mod health;
pub mod ids;
pub mod journal;
pub mod known;
pub mod ladder;
pub mod limits;
pub mod media;
pub mod model;
pub mod packager;
pub mod ports;
pub mod precompressed;
pub mod publication;
pub mod registry;
pub mod room;
pub mod rtmp;
pub mod session;
pub mod status;
pub mod tokens;
pub mod watcher;
