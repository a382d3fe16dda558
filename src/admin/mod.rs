//! `pystreaming-admin`: everything that an admin does, from the command line.
//!
//! A command returns what it has to say; only [`main`] prints.

mod cli;
mod config;
mod database;
mod desk;
mod docs;
mod emote;
mod error;
mod hint;
mod input;
mod message;
mod output;
mod pictures;
mod streamer;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

pub use cli::AdminArgs;
pub use error::AdminError;

use cli::Group;
use desk::Desk;

use crate::config::CliOverrides;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let args = match AdminArgs::try_parse() {
        Ok(args) => args,
        Err(error) => hint::with_hint(error, std::env::args()).exit(),
    };
    let mut warnings = Vec::new();
    let done = run(args, &mut warnings);
    for warning in warnings {
        let _ = writeln!(std::io::stderr(), "warning: {warning}");
    }
    match done {
        Ok(text) => {
            // whoever reads may have read enough, as `head` does
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `warnings` takes what was done as asked for, and yet may not be what was meant.
fn run(args: AdminArgs, warnings: &mut Vec<String>) -> Result<String, AdminError> {
    let flags = CliOverrides { config: args.config, ..CliOverrides::default() };
    match args.group {
        Group::Completions { shell } => Ok(docs::completions(shell)),
        Group::Man { program } => docs::man(program),
        Group::Config(verb) => config::run(&verb, &flags, warnings),
        Group::Database(verb) => block_on(database::run(&verb, &flags, warnings)),
        Group::Streamer(verb) => at_desk(&flags, async |desk| streamer::run(verb, desk, warnings).await),
        Group::Emote(verb) => at_desk(&flags, async |desk| emote::run(verb, desk, warnings).await),
        Group::Message(verb) => at_desk(&flags, async |desk| message::run(verb, desk).await),
    }
}

fn at_desk(
    flags: &CliOverrides,
    work: impl AsyncFnOnce(&Desk) -> Result<String, AdminError>,
) -> Result<String, AdminError> {
    block_on(async {
        let desk = Desk::open(flags).await?;
        let done = work(&desk).await;
        desk.close().await;
        done
    })
}

fn block_on<T>(work: impl Future<Output = Result<T, AdminError>>) -> Result<T, AdminError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| AdminError::Machine { doing: "starting", error })?.block_on(work)
}
