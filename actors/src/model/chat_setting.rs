//! Whether a stream has chat.

/// Whether a stream has chat; enabled unless set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatSetting {
    /// All viewers see the chat.
    #[default]
    Enabled,
    /// The chat is collapsed until a viewer opens it.
    Hidden,
    /// The stream has no chat.
    Disabled,
}

impl ChatSetting {
    /// The word in the store, on the command line and in `/chat`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Hidden => "hidden",
            Self::Disabled => "disabled",
        }
    }

    /// Reads [`ChatSetting::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Enabled, Self::Hidden, Self::Disabled].into_iter().find(|setting| setting.as_str() == word)
    }
}
