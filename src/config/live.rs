//! What of the configuration administrators can change while the server runs.

use std::path::Path;

use figment::value::Value as Given;
use pystreaming_actors::model::SiteSetting;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::key::Key;
use super::origins::AllowedOrigins;
use super::settings::{Api, Chat, Config};
use super::{keys, validate, values};
use crate::text::closest;

/// The keys of these settings, in the order of the configuration.
pub const LIVE_KEYS: [&str; 17] = [
    "site_name",
    "welcome",
    "embed_origins",
    "themes",
    "chat.message_length",
    "chat.stream_emotes",
    "chat.stream_emote_kib",
    "chat.allowed_origins",
    "chat.messages",
    "chat.drawings",
    "chat.drawing_kib",
    "chat.changes",
    "chat.joins",
    "chat.connections",
    "chat.per_address",
    "api.allowed_origins",
    "api.requests",
];

/// The settings in effect that can change while the server runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LiveSettings {
    /// [`Config::site_name`]
    pub site_name: String,
    /// [`Config::welcome`]
    pub welcome: String,
    /// [`Config::embed_origins`]
    pub embed_origins: AllowedOrigins,
    /// [`Config::themes`]
    #[serde(deserialize_with = "values::texts")]
    pub themes: Vec<String>,
    /// [`Config::chat`]
    pub chat: Chat,
    /// [`Config::api`]
    pub api: Api,
    /// Grows with each change.
    #[serde(skip)]
    pub version: u64,
}

impl LiveSettings {
    /// Those of the configuration.
    pub fn of(config: &Config) -> Self {
        Self {
            site_name: config.site_name.clone(),
            welcome: config.welcome.clone(),
            embed_origins: config.embed_origins.clone(),
            themes: config.themes.clone(),
            chat: config.chat.clone(),
            api: config.api.clone(),
            version: 0,
        }
    }

    /// Those of the configuration, with others in their place. What the configuration would refuse is left out, and told
    /// with its key: another version of the program has accepted it, or a theme has gone.
    pub fn with(config: &Config, changed: &[SiteSetting]) -> (Self, Vec<(String, String)>) {
        let (mut live, mut left_out) = (Self::of(config), Vec::new());
        for SiteSetting { key, value, .. } in changed {
            let next = check(config, key, value).and_then(|()| live.changed(key, value.clone()));
            match next {
                Ok(next) => live = next,
                Err(why) => left_out.push((key.clone(), why)),
            }
        }
        (live, left_out)
    }

    /// The value of a key, if it is one of [`LIVE_KEYS`].
    pub fn get(&self, key: &str) -> Option<Value> {
        LIVE_KEYS.contains(&key).then(|| self.json().pointer(&pointer(key)).cloned())?
    }

    fn changed(&self, key: &str, value: Value) -> Result<Self, String> {
        let mut all = self.json();
        *all.pointer_mut(&pointer(key)).ok_or_else(|| unknown(key))? = value;
        serde_json::from_value(all).map_err(|error| error.to_string())
    }

    fn json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_else(|_| Map::new().into())
    }
}

/// The key, if its value can change while the server runs.
///
/// # Errors
/// Why not, to follow the key.
pub fn live_key(key: &str) -> Result<&'static Key, String> {
    LIVE_KEYS.contains(&key).then(|| keys::find(key)).flatten().ok_or_else(|| unknown(key))
}

/// Whether a key can have a value, by the rules of the configuration.
///
/// # Errors
/// What is wrong and what would be right, to follow the key.
pub fn check(config: &Config, key: &str, value: &Value) -> Result<(), String> {
    let rule = &live_key(key)?.rule;
    let given = Given::serialize(value).map_err(|error| error.to_string())?;
    rule.check_whole(&given)?;
    if let ("themes", Some(names)) = (key, value.as_array()) {
        let names: Vec<_> = names.iter().filter_map(Value::as_str).collect();
        let folder: Option<&Path> = config.themes_dir.as_deref();
        validate::themes(folder, &names).map_err(|(_, problem)| problem)?;
    }
    // the rule reads numbers as texts, too
    LiveSettings::of(config)
        .changed(key, value.clone())
        .map_or_else(|_| Err(rule.right_instead(&given)), |_| Ok(()))
}

fn unknown(key: &str) -> String {
    if keys::find(key).is_some() {
        return "can only be changed in the configuration file, and holds from the next start".to_owned();
    }
    match closest(key, LIVE_KEYS.iter().copied()).first() {
        Some(near) => format!("is not the key of a setting; did you mean `{near}`?"),
        None => {
            format!("is not the key of a setting; those that can be changed are {}", LIVE_KEYS.join(", "))
        }
    }
}

fn pointer(key: &str) -> String {
    format!("/{}", key.replace('.', "/"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Sources;

    fn config() -> Config {
        Config::from_sources(&Sources::default()).unwrap()
    }

    fn setting(key: &str, value: Value) -> SiteSetting {
        SiteSetting { key: key.to_owned(), value, by: Value::Null, at: 0 }
    }

    #[test]
    fn every_key_is_one_of_the_configuration_and_its_own_value_is_accepted() {
        let config = config();
        let live = LiveSettings::of(&config);
        for key in LIVE_KEYS {
            let value = live.get(key).unwrap_or_else(|| panic!("{key} has no value"));
            check(&config, key, &value).unwrap_or_else(|why| panic!("{key} {why}"));
            assert_eq!(live.changed(key, value.clone()).unwrap().get(key), Some(value), "{key}");
        }
        assert_eq!(live.get("port"), None);
    }

    #[test]
    fn changes_hold_instead_of_the_configuration() {
        let changes = [
            setting("chat.messages", json!({"burst": 2, "per_minute": 3})),
            setting("site_name", json!("Brushes")),
            setting("themes", json!(["light", "dark"])),
        ];
        let (live, left_out) = LiveSettings::with(&config(), &changes);
        assert_eq!((left_out, live.site_name.as_str()), (vec![], "Brushes"));
        assert_eq!((live.chat.messages.burst, live.chat.messages.per_minute), (2, 3));
        assert_eq!(live.themes, ["light", "dark"]);
        assert_eq!(live.chat.drawings, config().chat.drawings);
    }

    #[test]
    fn what_the_configuration_refuses_is_refused_here() {
        for (key, value, why) in [
            ("site_name", json!(" "), "give a name of up to 100 characters"),
            ("site_name", json!(["a"]), "a list cannot be used"),
            ("site_name", json!(2026), "2026 cannot be used; give a name"),
            ("themes", json!([]), "is empty"),
            ("themes", json!(["drak"]), "did you mean `dark`?"),
            ("chat.message_length", json!(0), "from 1 to 5000"),
            ("chat.message_length", json!("x"), "from 1 to 5000"),
            ("chat.messages", json!({"burst": 2}), "`per_minute` is missing"),
            ("chat.messages", json!({"burst": 2, "per_minute": -1}), "per_minute: -1 cannot be used"),
            ("chat.messages", json!(7), "give a group with the keys burst and per_minute"),
            ("chat.mesages", json!(7), "did you mean `chat.messages`?"),
            ("port", json!(80), "in the configuration file"),
            ("secret_key", json!("x"), "in the configuration file"),
            ("", json!(1), "those that can be changed are site_name"),
        ] {
            let told = check(&config(), key, &value).unwrap_err();
            assert!(told.contains(why), "{key}: {told}");
            let (live, left_out) = LiveSettings::with(&config(), &[setting(key, value)]);
            assert_eq!((live.site_name.as_str(), left_out.len()), ("PyStreaming", 1), "{key}");
        }
    }
}
