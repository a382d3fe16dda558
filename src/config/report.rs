//! The settings in effect, for an admin to look at.

use serde_json::Value;

use super::{Config, ConfigError, Origin, Sources, keys};

/// One setting in effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its key, dotted.
    pub key: &'static str,
    /// What holds, as it would be written down; of a secret only that there is one.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
}

/// Every setting, in the order of `config/default.yaml`.
pub fn settings(sources: &Sources) -> Result<Vec<Setting>, ConfigError> {
    let (config, figment) = Config::understand(sources)?;
    let values = serde_json::to_value(&config).unwrap_or_default();
    let mut settings = Vec::new();
    for key in keys::KEYS {
        // a group is told by its keys, but the database in one, however it was written
        let value = values.pointer(&format!("/{}", key.path.replace('.', "/")));
        if let Some(value) = value.filter(|value| !value.is_object()) {
            let origin = super::origin(&figment, key.path);
            settings.push(Setting { key: key.path, value: value.clone(), origin });
        }
    }
    Ok(settings)
}
