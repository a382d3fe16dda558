//! The server.

use std::process::ExitCode;

use clap::Parser;
use pystreaming::app::End;
use pystreaming::cli::ServerArgs;
use pystreaming::config::Config;
use pystreaming::{app, cluster, demo, logging};

fn main() -> ExitCode {
    let args = ServerArgs::parse();
    let flags = args.overrides();
    if let Some(folder) = args.demo {
        return match demo::run(folder.as_deref(), &flags) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        };
    }
    let config = match Config::load(&flags) {
        Ok(config) => config,
        Err(error) => return fail(&error),
    };
    logging::init(&config);
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    match actix::System::new().block_on(app::run(config, &flags.upgrade_command(), None)) {
        Ok(End::Stopped) => ExitCode::SUCCESS,
        Ok(End::Again) => {
            let error = cluster::run_again();
            eprintln!("pystreaming: cannot be run again: {error}");
            ExitCode::FAILURE
        }
        Err(error) => fail(&error),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("pystreaming: {error}");
    ExitCode::FAILURE
}
