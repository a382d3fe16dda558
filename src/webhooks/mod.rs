//! Sends recorded events to webhooks.
//!
//! Events come from the store, in order, with a position for each webhook, so a restart loses none. An attempt whose outcome was
//! not stored is repeated with the same id.

mod announcements;
mod courier;
mod discord;
mod dispatcher;
mod job;
mod message;
mod post;
mod retry;
mod schedule;
mod signature;
#[cfg(test)]
mod tests;

pub use announcements::Announcements;
pub use courier::HttpCourier;
pub use dispatcher::{Dispatcher, Request};
pub use job::{NotSent, Ports, Requested, perform};
pub use signature::SigningSecret;

use pystreaming_actors::model::UnixTime;

/// Seconds for which deliveries are also signed with the secret before the last rotation.
pub const OVERLAP: UnixTime = 24 * 60 * 60;
