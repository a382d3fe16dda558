//! HLS media: renditions, playlists, segments, and what segments contain. This module reads no files.

mod bandwidth;
mod container;
mod continuity;
mod lifetime;
pub mod master;
pub(crate) mod nginx_files;
pub mod playlist;
pub mod probe;
mod problem;
mod publisher;
mod quality;
mod rendition;
mod segment;
mod timeline;

pub use bandwidth::bandwidth;
pub use container::Container;
pub use continuity::breaks;
pub use lifetime::Lifetime;
pub use master::QualityInfo;
pub use nginx_files::segment_path;
pub use playlist::{MediaPlaylist, PlaylistError, Segment};
pub use problem::{Problem, problems};
pub use publisher::{Leaving, MediaSource, PublisherId};
pub use quality::{InvalidQuality, QUALITY_MAX, Quality};
pub use rendition::{PublishFileName, Rendition};
pub use segment::SegmentName;
pub use timeline::Timeline;
