//! How secrets travel to a room on another machine. The types of secrets cannot be serialized, so that nothing sends
//! them by accident; a field that has to names one of these modules.

/// The hash of a stream key, as in the store.
pub mod key {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::names::KeyHash;

    pub fn serialize<S: Serializer>(key: &Option<KeyHash>, serializer: S) -> Result<S::Ok, S::Error> {
        key.map(KeyHash::to_hex).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<KeyHash>, D::Error> {
        let hex = Option::<String>::deserialize(deserializer)?;
        hex.map(|hex| KeyHash::from_hex(&hex).ok_or_else(|| D::Error::custom("not a hash"))).transpose()
    }
}

/// A viewer password, in plain text.
pub mod password {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::names::ViewerPassword;

    pub fn serialize<S: Serializer>(
        password: &Option<ViewerPassword>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        password.as_ref().map(ViewerPassword::reveal).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<ViewerPassword>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(text.as_deref().and_then(ViewerPassword::stored))
    }
}

/// A streamer with both.
pub mod streamer {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::names::{KeyHash, StreamerName, ViewerPassword};
    use crate::model::{AccountUrl, ChatSetting, Description, Streamer, UnixTime};

    #[derive(Serialize, Deserialize)]
    struct Sent {
        name: StreamerName,
        #[serde(with = "super::key")]
        key: Option<KeyHash>,
        chat: ChatSetting,
        description: Option<Description>,
        #[serde(with = "super::password")]
        password: Option<ViewerPassword>,
        mastodon: Option<AccountUrl>,
        last_live: Option<UnixTime>,
    }

    pub fn serialize<S: Serializer>(streamer: &Streamer, serializer: S) -> Result<S::Ok, S::Error> {
        let Streamer { name, key, chat, description, password, mastodon, last_live } = streamer.clone();
        Sent { name, key: Some(key), chat, description, password, mastodon, last_live }.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<Streamer>, D::Error> {
        let Sent { name, key, chat, description, password, mastodon, last_live } =
            Sent::deserialize(deserializer)?;
        let key = key.ok_or_else(|| D::Error::missing_field("key"))?;
        Ok(Box::new(Streamer { name, key, chat, description, password, mastodon, last_live }))
    }
}
