//! Why a command was not carried out. The text begins with what is wrong and ends with what to do.

use std::io;
use std::path::PathBuf;

use pystreaming_actors::model::names::{InvalidName, StreamerName};
use pystreaming_actors::ports::StoreError;

use crate::config::ConfigError;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// There is no usable configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A name that a new streamer cannot have.
    #[error("--username {name:?}: {why}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: InvalidName,
    },
    /// The value of an option cannot be.
    #[error("{option} {why}")]
    Option {
        /// The option.
        option: &'static str,
        /// What is wrong with its value, and what would be right.
        why: String,
    },
    /// A streamer or an emote that is not there.
    #[error("there is no {what} {name:?}; {}", remedy(what, near))]
    Missing {
        /// "streamer" or "emote".
        what: &'static str,
        /// The name that was given.
        name: String,
        /// Those that may have been meant.
        near: Vec<String>,
    },
    /// A streamer or an emote that is there already.
    #[error("there is a{} {what} {name:?} already; {todo}", if *what == "emote" { "n" } else { "" })]
    Taken {
        /// "streamer" or "emote".
        what: &'static str,
        /// The name that was given.
        name: String,
        /// What can be done.
        todo: &'static str,
    },
    /// A stream key that somebody has.
    #[error("this stream key is in use already; choose another, or leave --key out to have one made")]
    KeyTaken,
    /// A message that did not get into a chat.
    #[error("the chat of {streamer} {why}; {remedy}")]
    NotSent {
        /// Whose chat.
        streamer: StreamerName,
        /// What is the matter with it.
        why: &'static str,
        /// What can be done.
        remedy: String,
    },
    /// The database did not do it.
    #[error("{0}; `pystreaming-admin config check` shows which database is in use")]
    Store(StoreError),
    /// The database says by itself what to do.
    #[error("{0}")]
    Schema(String),
    /// A file or folder of a command.
    #[error("{}: {why}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// The operating system refused something basic.
    #[error("{doing}: {error}")]
    Machine {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        error: io::Error,
    },
}

impl From<StoreError> for AdminError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Schema(what_to_do) => Self::Schema(what_to_do),
            other => Self::Store(other),
        }
    }
}

fn remedy(what: &str, near: &[String]) -> String {
    match near {
        [] => format!("`pystreaming-admin {what} list` shows every {what}"),
        [one] => format!("did you mean {one:?}?"),
        several => format!(
            "did you mean one of {}?",
            several.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
        ),
    }
}
