//! What viewers get: playlists and segments of running broadcasts, whether nginx wrote them or this server packages them.

mod distant;
mod index;
mod packaged;
mod settled;

pub use distant::{DistantMedia, Packaged, Served};
pub use index::{BroadcastMedia, MediaIndex, OfferedMedia, OfferedRendition, RenditionMedia};
pub use packaged::{NoMedia, PackagedMedia, PackagedUpdate, Unsettled, Wanted};
pub use settled::Place;
