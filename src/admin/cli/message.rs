//! The command line of `pystreaming-admin message …`.

use clap::{Subcommand, ValueEnum};
use pystreaming_actors::model::MessageKind;

use super::super::args::Who;

/// Commands for messages.
#[derive(Debug, Subcommand)]
pub enum MessageVerb {
    /// Send a message to a streamer's chat
    ///
    /// It needs a running server, and prints how many people received it. In an empty chat nobody does.
    #[command(after_help = "Example:\n  \
        pystreaming-admin message send -u alice -t server -m 'Maintenance in ten minutes'")]
    Send {
        #[command(flatten)]
        who: Who,
        /// normal and action (/me) messages come from the streamer; server messages are notices
        #[arg(short = 't', long = "type", value_name = "TYPE", value_enum, default_value_t = KindWord(MessageKind::Normal))]
        kind: KindWord,
        /// The message
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        message: String,
    },
}

/// [`MessageKind`] as a word of the command line.
#[derive(Debug, Clone, Copy)]
pub struct KindWord(pub MessageKind);

impl ValueEnum for KindWord {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(MessageKind::Normal), Self(MessageKind::Action), Self(MessageKind::Server)]
    }
    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.0.as_str().into())
    }
}
