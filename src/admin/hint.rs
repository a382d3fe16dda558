//! A hint for values that begin with a dash, which clap takes for options.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};

use super::cli::AdminArgs;

/// Options whose values must not be printed.
const SECRET: [&str; 2] = ["key", "password"];

/// Adds a tip to an error if an option is followed by something that looks like another option.
pub(super) fn with_hint(mut error: clap::Error, line: impl Iterator<Item = String>) -> clap::Error {
    let mistaken = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::UnknownArgument);
    if mistaken && let Some(tip) = tip(&line.collect::<Vec<_>>()) {
        let tips = ContextValue::StyledStrs(vec![StyledStr::from(tip)]);
        error.insert(ContextKind::Suggested, tips);
    }
    error
}

fn tip(line: &[String]) -> Option<String> {
    let mut command = AdminArgs::command();
    command.build();
    line.windows(2).find_map(|pair| {
        let [option, value] = pair else { return None };
        let looks_like_an_option = value.len() > 1 && value.starts_with('-');
        let long = looks_like_an_option.then(|| long_name(&command, option))??;
        let value = if SECRET.contains(&long.as_str()) { "-…" } else { value };
        Some(format!("a value that begins with a dash follows an equals sign: '--{long}={value}'"))
    })
}

/// The long name of an option that takes a value; `given` may be its short form or an abbreviation.
fn long_name(command: &Command, given: &str) -> Option<String> {
    let fits = |arg: &&Arg| {
        arg.get_action().takes_values()
            && match (given.strip_prefix("--"), given.strip_prefix('-')) {
                (Some(""), _) => false,
                (Some(start), _) => arg.get_long().is_some_and(|long| long.starts_with(start)),
                (None, Some(short)) => arg.get_short().is_some_and(|own| short.chars().eq([own])),
                (None, None) => false,
            }
    };
    let own = command.get_arguments().find(fits).and_then(Arg::get_long);
    own.map(str::to_owned).or_else(|| command.get_subcommands().find_map(|verb| long_name(verb, given)))
}
