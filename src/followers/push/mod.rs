//! Web Push: RFC 8030 with keys after RFC 8292 (VAPID) and encryption after RFC 8291.

mod encryption;
mod keys;
mod service;
mod subscription;

pub use keys::{KeyError, PushKeys};
pub use service::PushService;
pub use subscription::{hash_of, subscription};
