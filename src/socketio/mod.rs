//! Engine.IO 4 and Socket.IO 5, for whatever application stands behind [`Service`].
//!
//! Each worker thread has a [`Relay`], an actor that owns sessions, with their WebSockets. Transports call it directly, since
//! they run on its thread; everybody else sends it messages. From the wire inwards:
//!
//! ```text
//! endpoint    which request opens, uses or moves a session
//! polling     GET and POST                       websocket, reader   one future for both directions
//! remote      sessions of another thread, and WebSockets that go there
//! hub         all sessions of a thread: heartbeats, upgrades, closing (pure: time is an argument)
//! session     one of them      sockets   its namespaces      outbox, lanes   what it is to be sent
//! unfinished  memory for what has not arrived whole
//! engine      Engine.IO's packets      packet   Socket.IO's      frame   what is sent, encoded once
//! ```

mod deadlines;
mod endpoint;
pub mod engine;
mod frame;
mod gate;
mod hub;
pub mod lanes;
mod outbox;
pub mod packet;
mod polling;
pub mod reader;
mod refusal;
mod relay;
mod remote;
mod service;
mod session;
mod settings;
mod sid;
mod sockets;
mod unfinished;
mod unread;
mod websocket;
mod wire;

pub use endpoint::SocketIo;
pub use frame::Frame;
pub use lanes::Behind;
pub use relay::{Letter, Relay, Relays};
pub use service::{Admission, ConnectRefusal, Headers, IncomingEvent, Message, Permit, Service, SocketRef};
pub use settings::Settings;
pub use unfinished::Most;
