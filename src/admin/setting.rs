//! `pystreaming-admin setting …`

use pystreaming_actors::ports::StoreError;
use serde_json::{Value, json};

use super::cli::{SettingVerb, WhichSetting};
use super::context::AdminContext;
use super::error::AdminError;
use super::output;
use crate::config::{LIVE_KEYS, LiveSettings, check_live, live_key};

/// Most characters of a value in the table; JSON has all.
const VALUE_SHOWN: usize = 100;

pub(super) async fn run(
    verb: SettingVerb,
    context: &AdminContext,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    match verb {
        SettingVerb::List(listing) => Ok(list(context, listing.json, warnings).await?),
        SettingVerb::Set { which: WhichSetting { key }, value } => {
            let rule = &live_key(&key).map_err(|why| unfit(&key, why))?.rule;
            let value = rule.json(&value);
            check_live(&context.config, &key, &value).map_err(|why| unfit(&key, why))?;
            context.store.set_site_setting(&key, Some(&value)).await?;
            Ok(format!("{key} is {value}\n"))
        }
        // also what cannot be changed any more: another version of the program may have stored it
        SettingVerb::Reset(WhichSetting { key }) => {
            let changed = context.store.site_settings().await?;
            if !changed.iter().any(|setting| setting.key == key) {
                live_key(&key).map_err(|why| unfit(&key, why))?;
            }
            context.store.set_site_setting(&key, None).await?;
            let configured = LiveSettings::of(&context.config).get(&key);
            let configured = configured.map_or_else(String::new, |value| format!(": {value}"));
            Ok(format!("{key} is as in the configuration{configured}\n"))
        }
    }
}

async fn list(
    context: &AdminContext,
    as_json: bool,
    warnings: &mut Vec<String>,
) -> Result<String, StoreError> {
    let changed = context.store.site_settings().await?;
    let (live, left_out) = LiveSettings::with(&context.config, &changed);
    let configured = LiveSettings::of(&context.config);
    warnings.extend(left_out.into_iter().map(|(key, why)| {
        format!(
            "the stored value of {key} is ignored: {why}; `pystreaming-admin setting reset {key}` removes it"
        )
    }));
    let value = |settings: &LiveSettings, key: &str| settings.get(key).unwrap_or_default();
    let change = |key: &str| changed.iter().find(|setting| setting.key == key);
    if as_json {
        let entry = |key: &&str| {
            json!({
                "key": key, "value": value(&live, key), "configured": value(&configured, key),
                "changed": change(key).map(|setting| setting.at),
            })
        };
        return Ok(output::json(&LIVE_KEYS.iter().map(entry).collect::<Vec<Value>>()));
    }
    let rows: Vec<_> = LIVE_KEYS
        .iter()
        .map(|key| {
            let changed = change(key).map_or_else(String::new, |setting| output::date(setting.at));
            [(*key).to_owned(), output::shortened(&value(&live, key).to_string(), VALUE_SHOWN), changed]
        })
        .collect();
    Ok(output::table(["KEY", "VALUE", "CHANGED"], &rows))
}

fn unfit(key: &str, why: String) -> AdminError {
    AdminError::Setting { key: key.to_owned(), why }
}
