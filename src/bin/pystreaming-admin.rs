//! Looks after streamers, emotes and the database of a site.

use std::process::ExitCode;

fn main() -> ExitCode {
    pystreaming::admin::main()
}
