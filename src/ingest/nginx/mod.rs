//! nginx-rtmp: it asks hooks about publishers, and disconnects them on request.

mod control;
mod hooks;

pub use control::NginxControl;
pub use hooks::routes;
