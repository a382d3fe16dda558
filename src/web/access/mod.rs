//! Who sends a request and what they may do: proxies, cookies, passwords and throttling.

pub mod cookies;
pub mod crowds;
pub mod guard;
pub mod held;
pub mod peer;
pub mod throttle;
pub mod unlock;
pub mod visitor;
