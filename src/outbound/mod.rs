//! Requests to servers that somebody else names: webhooks, and sites by which people sign in. Their addresses are checked, and
//! no request goes to any other.

mod address;
mod checked;
mod fetcher;
mod resolver;
mod retry_after;

pub use address::{NotPublic, check_literal, is_public, literal, may_call};
pub use checked::{Times, agent};
pub use fetcher::{FetchError, Fetcher};
pub use resolver::{Resolver, SystemResolver};
pub use retry_after::retry_after;
