//! What the core needs from outside: stores by subject, and the clock.

mod audit;
mod chat;
mod clock;
mod journal;
mod messages;
mod store;

pub use audit::StoredEvent;
pub use chat::ChatMemory;
pub use clock::{Clock, Env, Now, SystemClock};
pub use journal::{Batch, Write};
pub use messages::QueuedMessage;
pub use store::{Store, StoreError};
