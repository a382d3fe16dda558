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
    use std::collections::BTreeMap;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::names::{KeyHash, StreamerName};
    use crate::model::{Setting, SettingKind, Streamer, UnixTime};

    #[derive(Serialize, Deserialize)]
    struct Sent {
        name: StreamerName,
        #[serde(with = "super::key")]
        key: Option<KeyHash>,
        /// Values as stored, by name.
        settings: BTreeMap<String, String>,
        last_live: Option<UnixTime>,
    }

    pub fn serialize<S: Serializer>(streamer: &Streamer, serializer: S) -> Result<S::Ok, S::Error> {
        let value =
            |kind: SettingKind| Some((kind.name().to_owned(), streamer.setting(kind).value()?.to_owned()));
        let settings = SettingKind::ALL.into_iter().filter_map(value).collect();
        let (name, key, last_live) = (streamer.name.clone(), Some(streamer.key), streamer.last_live);
        Sent { name, key, settings, last_live }.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<Streamer>, D::Error> {
        let sent = Sent::deserialize(deserializer)?;
        let key = sent.key.ok_or_else(|| D::Error::missing_field("key"))?;
        let mut streamer = Streamer { last_live: sent.last_live, ..Streamer::new(sent.name, key) };
        for kind in SettingKind::ALL {
            streamer.set(Setting::stored(kind, sent.settings.get(kind.name()).map(String::as_str)));
        }
        Ok(Box::new(streamer))
    }
}
