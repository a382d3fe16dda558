//! Facts for the audit journal. Types and fields are those that bots and statistics of PyStreaming read.

use serde_json::{Value, json};

use crate::model::names::ViewerPassword;

/// Something that happened in a stream and is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditEvent {
    /// A broadcast began, with the settings it began under.
    StartStreaming {
        /// The stream's description then.
        description: Option<String>,
        /// The viewer password then.
        password: Option<ViewerPassword>,
    },
    /// A broadcast ended.
    StopStreaming,
    /// Somebody said something in chat.
    SendMessage {
        /// Who.
        name: String,
        /// What.
        message: String,
    },
    /// Somebody drew something in chat.
    SendDrawing {
        /// Who.
        name: String,
        /// A data URL.
        drawing: String,
    },
    /// Somebody did something in chat, as after `/me`.
    SendAction {
        /// Who.
        name: String,
        /// What.
        action: String,
    },
    /// A notice from outside went to all in chat.
    SendBroadcast {
        /// What.
        broadcast: String,
    },
    /// Somebody logged in to chat.
    JoinChat {
        /// As whom.
        name: String,
    },
    /// Somebody left chat.
    LeaveChat {
        /// Who.
        name: String,
    },
    /// Somebody is called otherwise now.
    ChangeName {
        /// The name before.
        oldname: String,
        /// The name now.
        newname: String,
    },
    /// Somebody keeps order now.
    ModUser {
        /// Who decided it.
        operator: String,
        /// Whom it is about.
        name: String,
    },
    /// Somebody does not keep order any more.
    DemodUser {
        /// Who decided it.
        operator: String,
        /// Whom it is about.
        name: String,
    },
    /// Somebody may not speak any more.
    MuteUser {
        /// Who decided it.
        operator: String,
        /// Whom it is about.
        name: String,
    },
    /// Somebody may speak again.
    UnmuteUser {
        /// Who decided it.
        operator: String,
        /// Whom it is about.
        name: String,
    },
    /// The number of viewers changed.
    ViewerCount {
        /// How many watch now.
        viewers: u32,
    },
    /// The description was set or removed.
    SetDescription {
        /// The new one.
        description: Option<String>,
    },
    /// The viewer password was set or removed.
    SetViewerPassword {
        /// The new one.
        password: Option<ViewerPassword>,
    },
}

impl AuditEvent {
    /// The `type` column.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StartStreaming { .. } => "start_streaming",
            Self::StopStreaming => "stop_streaming",
            Self::SendMessage { .. } => "send_message",
            Self::SendDrawing { .. } => "send_drawing",
            Self::SendAction { .. } => "send_action",
            Self::SendBroadcast { .. } => "send_broadcast",
            Self::JoinChat { .. } => "join_chat",
            Self::LeaveChat { .. } => "leave_chat",
            Self::ChangeName { .. } => "change_name",
            Self::ModUser { .. } => "mod_user",
            Self::DemodUser { .. } => "demod_user",
            Self::MuteUser { .. } => "mute_user",
            Self::UnmuteUser { .. } => "unmute_user",
            Self::ViewerCount { .. } => "viewer_count",
            Self::SetDescription { .. } => "set_description",
            Self::SetViewerPassword { .. } => "set_viewer_password",
        }
    }

    /// Length, in bytes, of the longest text in it: of that which people make as long as they are let.
    pub fn text(&self) -> usize {
        match self {
            Self::StartStreaming { description, .. } | Self::SetDescription { description } => {
                description.as_ref().map_or(0, String::len)
            }
            Self::SendMessage { message: text, .. }
            | Self::SendDrawing { drawing: text, .. }
            | Self::SendAction { action: text, .. }
            | Self::SendBroadcast { broadcast: text } => text.len(),
            _ => 0,
        }
    }

    /// The `meta` column: one JSON object.
    pub fn meta(&self) -> Value {
        fn clear(password: Option<&ViewerPassword>) -> Value {
            password.map_or(Value::Null, |password| password.reveal().into())
        }
        match self {
            Self::StartStreaming { description, password } => {
                json!({ "description": description, "password": clear(password.as_ref()) })
            }
            Self::StopStreaming => json!({}),
            Self::SendMessage { name, message } => json!({ "name": name, "message": message }),
            Self::SendDrawing { name, drawing } => json!({ "name": name, "drawing": drawing }),
            Self::SendAction { name, action } => json!({ "name": name, "action": action }),
            Self::SendBroadcast { broadcast } => json!({ "broadcast": broadcast }),
            Self::JoinChat { name } | Self::LeaveChat { name } => json!({ "name": name }),
            Self::ChangeName { oldname, newname } => json!({ "oldname": oldname, "newname": newname }),
            Self::ModUser { operator, name }
            | Self::DemodUser { operator, name }
            | Self::MuteUser { operator, name }
            | Self::UnmuteUser { operator, name } => json!({ "operator": operator, "name": name }),
            Self::ViewerCount { viewers } => json!({ "viewers": viewers }),
            // as a text also where there is none, as it always was
            Self::SetDescription { description } => {
                json!({ "description": description.as_deref().unwrap_or_default() })
            }
            Self::SetViewerPassword { password } => json!({ "password": clear(password.as_ref()) }),
        }
    }
}
