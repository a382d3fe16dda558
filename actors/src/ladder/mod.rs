//! A ladder: smaller renditions of a publisher's picture, which ffmpeg encodes while it is live.
//!
//! Pure: what ffmpeg is told, what it reads and writes, and when it is too slow. ffmpeg gets fragmented MP4 with the
//! times of the media timeline, and answers with FLV for each rung. FLV carries a frame as soon as it is encoded; MP4
//! would wait for the next one.

mod command;
mod feed;
mod lag;
mod output;
mod pauses;
mod rung;
mod times;

#[cfg(test)]
mod tests;

pub use command::arguments;
pub use feed::Feed;
pub use lag::Lag;
pub use output::{Broken, Output};
pub use pauses::Pauses;
pub use rung::{Encoder, EncoderOption, Rung, fitting};
pub use times::{Place, Times};
