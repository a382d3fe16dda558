//! A test picture with a clock and a beep each second, encoded here: the demo needs no encoder.

mod h264;
mod picture;
mod publisher;
mod sound;
mod source;

pub use publisher::publish;
