//! Engine.IO 4 and Socket.IO 5, for any application that implements [`Service`].
//!
//! Each worker thread of the HTTP server has a session worker, which owns the sessions of that thread and their
//! WebSockets. Transports run on the session's thread and call it directly; other threads reach it through [`SessionWorkers`].
//! Each module uses only those below it:
//!
//! ```text
//! endpoint    which request opens, uses or upgrades a session
//! polling     GET and POST                           handover  upgrades of another thread's session
//! websocket   one future for both directions         link      its end at the session
//! worker      the sessions of a thread: mailbox and timer
//! hub         all sessions of a thread: heartbeats, upgrades, delivery (pure: time is an argument)
//! session     one session     sockets  its namespaces     outbox, channel_log  what it is to be sent
//! unfinished  memory limits for incomplete messages
//! engine      Engine.IO packets     packet  Socket.IO packets     frame  encoded once per message     reader  WebSocket frames
//! ```

pub mod channel_log;
mod deadlines;
mod endpoint;
pub mod engine;
mod frame;
mod gate;
mod handover;
mod hub;
mod link;
mod outbox;
mod outcome;
pub mod packet;
mod polling;
pub mod reader;
mod refusal;
mod service;
mod session;
mod settings;
mod sid;
mod sockets;
mod unfinished;
mod unread;
mod websocket;
mod worker;

pub use channel_log::{BacklogLimit, HARD_LIMIT};
pub use endpoint::SocketIo;
pub use frame::Frame;
pub use service::{Admission, ConnectRefusal, Headers, IncomingEvent, Message, Permit, Service, SocketRef};
pub use settings::Settings;
pub use unfinished::UnfinishedLimit;
pub use worker::SessionWorkers;
