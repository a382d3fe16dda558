//! The settings in effect, for administrators.

use serde_json::Value;

use super::error::{ConfigError, Origin};
use super::keys;
use super::layers::Sources;
use super::settings::Config;

/// One setting in effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its key, dotted.
    pub key: String,
    /// The value in effect; `(hidden)` for a secret.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
}

/// Every setting, in the order of their definition.
pub fn settings(sources: &Sources) -> Result<Vec<Setting>, ConfigError> {
    let (config, figment) = Config::parse(sources)?;
    let values = serde_json::to_value(&config).unwrap_or_default();
    let mut settings = Vec::new();
    for (key, _) in keys::all() {
        // a group is listed by its keys, but the database as one URL, however it was written
        let value = values.pointer(&format!("/{}", key.replace('.', "/")));
        if let Some(value) = value.filter(|value| !value.is_object()) {
            let origin = super::origin(&figment, &key);
            settings.push(Setting { key, value: value.clone(), origin });
        }
    }
    Ok(settings)
}
