//! What is done most often, each alone and in one process, beside the least that it could cost or beside another way.
//!
//! `cargo bench --bench hot [-- FILTER]`; with `--quick` in a fraction of the time.

use std::error::Error;
use std::time::Duration;

use criterion::Criterion;

type Outcome<T> = Result<T, Box<dyn Error>>;

mod hot {
    pub mod playlists;
    pub mod room;
    pub mod sockets;
}

fn main() -> Outcome<()> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    hot::room::measure(&mut criterion)?;
    hot::sockets::measure(&mut criterion)?;
    hot::playlists::measure(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}
