//! `pystreaming-admin`, the command-line tool of administrators.
//!
//! A command returns its output; only [`main`] prints.

mod account;
mod args;
mod cli;
mod cluster;
mod config;
mod context;
mod database;
mod docs;
mod emote;
mod error;
mod event;
mod hint;
mod import;
mod input;
mod login_link;
mod mail;
mod message;
mod operation;
mod output;
mod personal;
mod pictures;
mod room;
mod room_verb;
mod sanction;
mod setting;
mod stream;
mod streamer;
mod token;
mod webhook;
mod when;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

pub use cli::AdminArgs;
pub use error::AdminError;

use cli::Group;
use context::AdminContext;

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
            // a reader such as `head` may have closed the pipe
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command. `warnings` receives what was done as asked, but may not be what was intended.
fn run(args: AdminArgs, warnings: &mut Vec<String>) -> Result<String, AdminError> {
    let flags = CliOverrides { config: args.config, ..CliOverrides::default() };
    match args.group {
        Group::Completions { shell, program } => Ok(docs::completions(shell, program)),
        Group::Man { program } => docs::man(program),
        Group::Config(verb) => config::run(&verb, &flags, warnings),
        Group::Database(verb) => block_on(database::run(&verb, &flags, warnings)),
        Group::Cluster(verb) => block_on(cluster::run(&verb, &flags, warnings)),
        Group::Streamer(verb) => {
            with_context(&flags, async |context| streamer::run(verb, context, warnings).await)
        }
        Group::Token(verb) => with_context(&flags, async |context| token::run(verb, context).await),
        Group::LoginLink { username, admin: _, listing } => {
            with_context(&flags, async |context| login_link::run(username.as_deref(), listing, context).await)
        }
        Group::Account(verb) => {
            with_context(&flags, async |context| account::run(verb, context, warnings).await)
        }
        Group::Webhook(verb) => with_context(&flags, async |context| webhook::run(verb, context).await),
        Group::Event(verb) => with_context(&flags, async |context| event::run(verb, context).await),
        Group::Emote(verb) => with_context(&flags, async |context| emote::run(verb, context, warnings).await),
        Group::Stream(verb) => with_context(&flags, async |context| stream::run(verb, context).await),
        Group::Room(verb) => with_context(&flags, async |context| room::run(verb, context).await),
        Group::Sanction(verb) => with_context(&flags, async |context| sanction::run(verb, context).await),
        Group::Setting(verb) => {
            with_context(&flags, async |context| setting::run(verb, context, warnings).await)
        }
        Group::Mail(verb) => with_context(&flags, async |context| mail::run(verb, context).await),
        Group::Message(verb) => with_context(&flags, async |context| message::run(verb, context).await),
    }
}

fn with_context(
    flags: &CliOverrides,
    work: impl AsyncFnOnce(&AdminContext) -> Result<String, AdminError>,
) -> Result<String, AdminError> {
    block_on(async {
        let context = AdminContext::open(flags).await?;
        let done = work(&context).await;
        context.close().await;
        done
    })
}

fn block_on<T>(work: impl Future<Output = Result<T, AdminError>>) -> Result<T, AdminError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| AdminError::Machine { doing: "starting", error })?.block_on(work)
}
