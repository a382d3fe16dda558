//! Parses clients' events.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::socketio::IncomingEvent;

/// A client's event, as described in docs/chat.md.
#[derive(Debug, PartialEq)]
pub(super) enum ClientEvent {
    Presence {
        streamer: Option<String>,
        chat: bool,
        watch: bool,
        last: Option<u64>,
    },
    Login {
        username: Option<String>,
        streamer: Option<String>,
        color: Option<String>,
        key: Option<String>,
        resume: Option<String>,
        token: Option<String>,
    },
    Logout,
    Message {
        text: String,
        reply: Option<u64>,
    },
    Drawing(String),
    Appeal {
        text: String,
        streamer: Option<String>,
        username: Option<String>,
    },
    GetColor,
    Commands,
    Status,
}

/// A client's request to perform an operation of the room, as the API offers it.
#[derive(Debug, Deserialize)]
pub(super) struct OperationRequest {
    pub id: String,
    #[serde(default)]
    pub parameters: Map<String, Value>,
}

/// The fields of an event are invalid; the text tells the client what they should be.
#[derive(Debug, PartialEq)]
pub(super) struct Malformed(pub &'static str);

#[derive(Deserialize)]
struct PresenceFields {
    streamer: Option<String>,
    #[serde(default)]
    chat: bool,
    #[serde(default = "yes")]
    watch: bool,
    last: Option<u64>,
}

#[derive(Deserialize)]
struct LoginFields {
    username: Option<String>,
    streamer: Option<String>,
    color: Option<String>,
    key: Option<String>,
    resume: Option<String>,
    token: Option<String>,
}

#[derive(Deserialize)]
struct MessageFields {
    message: String,
    reply: Option<u64>,
}

#[derive(Deserialize)]
struct AppealFields {
    message: String,
    streamer: Option<String>,
    username: Option<String>,
}

#[derive(Deserialize)]
struct DrawingFields {
    src: String,
}

fn yes() -> bool {
    true
}

impl ClientEvent {
    /// `None` for unknown events.
    pub fn parse(event: &IncomingEvent<'_>) -> Result<Option<Self>, Malformed> {
        Ok(Some(match event.name {
            "presence" => {
                const FORM: &str = "presence takes {streamer, chat?, watch?, last?}.";
                let PresenceFields { streamer, chat, watch, last } = fields(event, FORM)?;
                Self::Presence { streamer, chat, watch, last }
            }
            "login" => {
                const FORM: &str =
                    "login takes {username, streamer, color, key?, resume?, token?}, all of them text.";
                let LoginFields { username, streamer, color, key, resume, token } = fields(event, FORM)?;
                Self::Login { username, streamer, color, key, resume, token }
            }
            "logout" => Self::Logout,
            "message" => {
                const FORM: &str = "message takes {message, reply?}: a text, and the id of a message.";
                let MessageFields { message, reply } = fields(event, FORM)?;
                Self::Message { text: message, reply }
            }
            "drawing" => {
                let DrawingFields { src } = fields(event, "drawing takes {src}: the data URL of a PNG.")?;
                Self::Drawing(src)
            }
            "appeal" => {
                const FORM: &str = "appeal takes {message, streamer?, username?}, all of them text.";
                let AppealFields { message, streamer, username } = fields(event, FORM)?;
                Self::Appeal { text: message, streamer, username }
            }
            "get color" => Self::GetColor,
            "commands" => Self::Commands,
            "status" => Self::Status,
            _ => return Ok(None),
        }))
    }
}

impl OperationRequest {
    /// `None` for other events.
    pub fn parse(event: &IncomingEvent<'_>) -> Option<Result<Self, Malformed>> {
        const FORM: &str = "operation takes {id, parameters?}: a text and an object.";
        (event.name == "operation").then(|| fields(event, FORM))
    }
}

fn fields<T: DeserializeOwned>(event: &IncomingEvent<'_>, form: &'static str) -> Result<T, Malformed> {
    event.argument().map_err(|_| Malformed(form))
}
