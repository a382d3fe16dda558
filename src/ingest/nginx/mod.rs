//! nginx-rtmp: it asks hooks about publishers, and writes their files to the HLS folder.

mod hooks;

pub use hooks::routes;
