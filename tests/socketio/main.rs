//! Engine.IO and Socket.IO over real connections: the cases of both conformance suites, bad input, and how workers reach
//! sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // in helpers of tests

mod client;
mod delivery;
mod handshake;
mod hostile;
mod oracle;
mod panics;
mod polling;
mod server;
mod upgrade;
mod websocket;
