//! Controls a stream from afar, by the API of its site.

use std::process::ExitCode;

fn main() -> ExitCode {
    pystreaming::client::main()
}
