//! Errors of commands. A text begins with what is wrong and ends with what to do.

use std::io;
use std::path::PathBuf;

use pystreaming_actors::model::names::{InvalidName, StreamerName};
use pystreaming_actors::ports::StoreError;
use pystreaming_actors::room::refusal::Refusal;

use crate::backups::BackupError;
use crate::cluster::CoordinationError;
use crate::config::ConfigError;
use crate::followers::MailError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The name is not allowed for a new streamer.
    #[error("--username {name:?}: {why}")]
    Name {
        /// The name that was given.
        name: String,
        /// The rule that it breaks.
        why: InvalidName,
    },
    /// The mail server did not take a mail.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The value of an option is invalid.
    #[error("{option} {why}")]
    Option {
        /// The option, such as `--key`.
        option: &'static str,
        /// What is wrong with its value, and what would be right.
        why: String,
    },
    /// A setting of the site cannot be changed, or not to that value.
    #[error("{key}: {why}")]
    Setting {
        /// Its key.
        key: String,
        /// What is wrong, and what would be right.
        why: String,
    },
    /// The streamer or emote does not exist.
    #[error("there is no {what} {name:?}; {}", remedy(what, near))]
    Missing {
        /// "streamer", "emote", "token", "webhook", "sanction" or "node".
        what: &'static str,
        /// The name that was given.
        name: String,
        /// Similar names that exist.
        near: Vec<String>,
    },
    /// The streamer or emote exists already.
    #[error("there is a{} {what} {name:?} already; {todo}", if *what == "emote" { "n" } else { "" })]
    Taken {
        /// "streamer" or "emote".
        what: &'static str,
        /// The name that was given.
        name: String,
        /// What to do about it.
        todo: &'static str,
    },
    /// Another streamer has this stream key.
    #[error("this stream key is in use already; choose another, or leave --key out to have one made")]
    KeyTaken,
    /// The database is on a server.
    #[error(
        "this database is not a file; back it up by pg_dump or mariadb-dump, and the file secret_key too"
    )]
    NoBackup,
    /// The nodes of a cluster cannot be asked.
    #[error(transparent)]
    Cluster(#[from] CoordinationError),
    /// There is no backup.
    #[error("no backup: {0}")]
    Backup(#[from] BackupError),
    /// The options of a command do not fit.
    #[error("{command}: {why} `pystreaming-admin help room {command}` explains them")]
    Parameters {
        /// The command.
        command: &'static str,
        /// What does not fit; a sentence.
        why: String,
    },
    /// The owner has as many webhooks as allowed.
    #[error("{whose} has {most} webhooks already; `pystreaming-admin webhook remove` removes one")]
    TooManyWebhooks {
        /// The streamer, or "the site".
        whose: String,
        /// How many are allowed.
        most: u32,
    },
    /// A webhook without a secret was to get another one.
    #[error("webhook {id} is for Discord and has no secret: what it sends is not signed")]
    Unsigned {
        /// The webhook.
        id: i64,
    },
    /// A delivery was requested and failed.
    #[error("not delivered: {reason}{}", answer.as_ref().map(|text| format!(" ({text})")).unwrap_or_default())]
    NotDelivered {
        /// Why.
        reason: String,
        /// Beginning of the receiver's answer.
        answer: Option<String>,
    },
    /// No running server took the request.
    #[error("no running server took the request; start the server, with the same configuration")]
    NoServer,
    /// The message was not sent to the chat.
    #[error("the chat of {streamer} {why}; {remedy}")]
    NotSent {
        /// The streamer whose chat it is.
        streamer: StreamerName,
        /// The reason, as a predicate of the chat: "is disabled".
        why: &'static str,
        /// What to do about it.
        remedy: String,
    },
    /// The room of a streamer refused an operation.
    #[error("the room of {streamer} refuses: {}", refusal.text)]
    Refused {
        /// The streamer whose room it is.
        streamer: StreamerName,
        /// The reason.
        refusal: Refusal,
    },
    /// The server answered in a way that this program does not understand.
    #[error("the server's answer cannot be understood; is it of another version than pystreaming-admin?")]
    Json(serde_json::Error),
    /// The database reported an error.
    #[error("{0}; `pystreaming-admin config check` shows which database is in use")]
    Store(StoreError),
    /// The tables are not as needed. The text already says what to do.
    #[error("{0}")]
    Schema(String),
    /// A file or folder cannot be used.
    #[error("{}: {why}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// The operating system reported an error.
    #[error("{doing}: {error}")]
    Machine {
        /// What failed, such as "starting".
        doing: &'static str,
        /// The system's error.
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
