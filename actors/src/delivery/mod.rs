//! What viewers get: playlists and segments of running broadcasts, whether nginx wrote them or this server packages them.

mod distant;
mod index;
mod packaged;
mod served;
mod settled;

pub use distant::{DistantMedia, Packaged, PackagedUpdate};
pub use index::{BroadcastMedia, MediaIndex, OfferedMedia, OfferedRendition, RenditionMedia};
pub use packaged::{NoMedia, PackagedMedia, Unsettled, Wanted};
pub use served::Served;
pub use settled::Place;
