//! Facts for the audit journal. Types and fields are those that bots and statistics of PyStreaming read.

use serde_json::{Value, json};

use crate::names::ViewerPassword;

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
            Self::ViewerCount { .. } => "viewer_count",
            Self::SetDescription { .. } => "set_description",
            Self::SetViewerPassword { .. } => "set_viewer_password",
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
            Self::ViewerCount { viewers } => json!({ "viewers": viewers }),
            Self::SetDescription { description } => json!({ "description": description }),
            Self::SetViewerPassword { password } => json!({ "password": clear(password.as_ref()) }),
        }
    }
}
