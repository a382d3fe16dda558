//! Who sends a request and what they may do: proxies, cookies, passwords and throttling.

pub mod account;
pub mod browser_cookie;
pub mod cookies;
pub mod desk_cookie;
pub mod desk_user;
pub mod guard;
pub mod held;
pub mod page_policy;
pub mod peer;
pub mod shared_addresses;
pub mod throttle;
pub mod unlock;
pub mod watching;
