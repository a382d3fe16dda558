//! Settings of the site that can be changed while the server runs.

use std::collections::HashMap;

use pystreaming_actors::model::SiteSetting;
use pystreaming_actors::ports::{Store, StoreError};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::config::{LIVE_KEYS, LiveSettings, check_live, live_key};

/// A setting of the site, by its key in the configuration.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveSetting {
    /// The key.
    key: &'static str,
    /// The value in effect.
    value: Value,
    /// The value in the configuration.
    configured: Value,
    /// What the setting does, in Markdown.
    explanation: String,
    /// The values that it accepts, in words.
    accepts: String,
    /// Who changed it: `administrator`, the name of an account, or a token such as `token 3`; null if the value is that of
    /// the configuration.
    changed_by: Option<String>,
    /// When it was changed, in Unix seconds.
    changed: Option<i64>,
}

/// Lists the settings of the site that can be changed while the server runs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSettings {}

/// The settings of the site that can be changed while the server runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveSettingsList {
    /// In the order of the configuration.
    #[schema(inline)]
    settings: Vec<LiveSetting>,
}

impl SiteOperation for ListSettings {
    const ID: &'static str = "list-site-settings";
    const SUMMARY: &'static str = "list the settings of the site that can be changed while the server runs";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/settings";
    const ACCESS: Access = Access::Admin;
    type Outcome = LiveSettingsList;

    async fn run(self, call: &Call) -> Result<LiveSettingsList, Problem> {
        let config = &call.site.config;
        let changed = call.site.store.site_settings().await?;
        let names = names(call.site.store.as_ref(), &changed).await?;
        let (live, configured) = (LiveSettings::with(config, &changed).0, LiveSettings::of(config));
        let told = |key: &'static str| {
            let rule = live_key(key).ok()?;
            let change = changed.iter().find(|setting| setting.key == key);
            Some(LiveSetting {
                key,
                value: live.get(key)?,
                configured: configured.get(key)?,
                explanation: rule.explanation.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n"),
                accepts: rule.rule.right(),
                changed_by: change.map(|setting| who(&names, &setting.by)),
                changed: change.map(|setting| setting.at),
            })
        };
        Ok(LiveSettingsList { settings: LIVE_KEYS.iter().filter_map(|key| told(key)).collect() })
    }
}

/// The names of the accounts that changed settings.
async fn names(store: &dyn Store, changed: &[SiteSetting]) -> Result<HashMap<i64, String>, StoreError> {
    if !changed.iter().any(|setting| setting.by["account"].is_i64()) {
        return Ok(HashMap::new());
    }
    Ok(store.accounts().await?.into_iter().map(|account| (account.id.0, account.name.to_string())).collect())
}

/// Who made a change, in words.
fn who(names: &HashMap<i64, String>, by: &Value) -> String {
    match (by["account"].as_i64(), by["token"].as_i64()) {
        (Some(id), _) => names.get(&id).cloned().unwrap_or_else(|| format!("account {id}")),
        (None, Some(id)) => format!("token {id}"),
        (None, None) => "administrator".to_owned(),
    }
}

/// Changes a setting of the site.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSetting {
    /// The key in the configuration, such as `chat.messages`.
    key: String,
    /// The new value, as the configuration has it, such as `{"burst": 10, "per_minute": 30}`.
    value: Value,
}

/// The setting holds within a second.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingSet {}

impl SiteOperation for SetSetting {
    const ID: &'static str = "set-site-setting";
    const SUMMARY: &'static str = "change a setting of the site";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/settings/{key}";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("set_site_setting");
    type Outcome = SettingSet;

    async fn run(self, call: &Call) -> Result<SettingSet, Problem> {
        let Self { key, value } = self;
        live_key(&key).map_err(|why| Problem::not_found(format!("`{key}` {why}.")))?;
        check_live(&call.site.config, &key, &value)
            .map_err(|why| Problem::invalid(format!("`{key}`: {why}.")))?;
        call.store().set_site_setting(&key, Some(&value)).await?;
        Ok(SettingSet {})
    }
}

/// Has the configuration's value of a setting hold again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetSetting {
    /// The key in the configuration.
    key: String,
}

impl SiteOperation for ResetSetting {
    const ID: &'static str = "reset-site-setting";
    const SUMMARY: &'static str = "have the configuration's value of a setting hold again";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/settings/{key}";
    const ACCESS: Access = Access::Admin;
    const AUDITS: Option<&'static str> = Some("set_site_setting");
    type Outcome = SettingSet;

    async fn run(self, call: &Call) -> Result<SettingSet, Problem> {
        let Self { key } = self;
        live_key(&key).map_err(|why| Problem::not_found(format!("`{key}` {why}.")))?;
        call.store().set_site_setting(&key, None).await?;
        Ok(SettingSet {})
    }
}
