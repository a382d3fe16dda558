//! Encoders of a site with several nodes. The node that an encoder reaches packages what it sends, and encodes smaller qualities of it. The
//! node that leads decides who may publish, and how the media are served; the others get them from the node that has them.

mod homes;
mod leader;
mod node;
pub(super) mod wire;

use std::time::Duration;

pub use homes::{Asker, Homes, PICTURES};
pub use leader::{Admissions, Packagers, receive_encoders};
pub use node::Encoders;

/// Where the node that leads is told of encoders.
pub const ENCODERS: &str = "/-/node/encoders";
/// How often each side says that it is there.
const ALIVE: Duration = Duration::from_secs(1);
/// How long the other side may say nothing.
const SILENT: Duration = Duration::from_secs(5);
