//! Settings of the site that administrators changed while the server runs.

use async_trait::async_trait;
use pystreaming_actors::model::{SiteEvent, SiteSetting};
use pystreaming_actors::ports::{SiteSettingsStore, StoreError};
use serde_json::{Value, json};

use super::sql::Row;
use super::store::SqlStore;

#[async_trait]
impl SiteSettingsStore for SqlStore {
    async fn site_settings(&self) -> Result<Vec<SiteSetting>, StoreError> {
        const ALL: &str = "SELECT name, value, changed_by, changed_at FROM site_settings ORDER BY name";
        let rows = self.pool.rows(ALL, &[]).await?;
        rows.iter().map(setting).collect()
    }

    async fn set_site_setting(&self, key: &str, value: Option<&Value>) -> Result<(), StoreError> {
        const PUT: &str =
            "REPLACE INTO site_settings (name, value, changed_by, changed_at) VALUES (?, ?, ?, ?)";
        let mut tx = self.begin_change().await?;
        match value {
            Some(value) => {
                let (who, at) = self.by.unzip();
                let by = who
                    .and_then(|who| who.audit())
                    .map_or_else(|| json!({}), |(field, who)| json!({ field: who }));
                let (value, by) = (value.to_string(), by.to_string());
                let values =
                    [key.into(), value.as_str().into(), by.as_str().into(), at.unwrap_or_default().into()];
                tx.execute(PUT, &values).await?;
            }
            None => {
                tx.execute("DELETE FROM site_settings WHERE name = ?", &[key.into()]).await?;
            }
        }
        self.record(&mut tx, None, SiteEvent::SetSiteSetting { key, value }).await?;
        tx.commit().await
    }
}

/// A setting as it is stored. What is no JSON any more is null, which no key accepts.
fn setting(row: &Row) -> Result<SiteSetting, StoreError> {
    let json = |text: String| serde_json::from_str(&text).unwrap_or_default();
    Ok(SiteSetting { key: row.get(0)?, value: json(row.get(1)?), by: json(row.get(2)?), at: row.get(3)? })
}
