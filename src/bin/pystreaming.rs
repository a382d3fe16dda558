//! The server.

use std::process::ExitCode;

use clap::Parser;
use pystreaming::cli::ServerArgs;
use pystreaming::config::Config;
use pystreaming::{app, logging};

fn main() -> ExitCode {
    let args = ServerArgs::parse();
    let upgrade = match &args.config {
        Some(file) => format!("pystreaming-admin --config {} database upgrade", file.display()),
        None => "pystreaming-admin database upgrade".to_owned(),
    };
    let config = match Config::load(&args.overrides()) {
        Ok(config) => config,
        Err(error) => return fail(&error),
    };
    logging::init(&config);
    match actix::System::new().block_on(app::run(config, &upgrade)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("pystreaming: {error}");
    ExitCode::FAILURE
}
