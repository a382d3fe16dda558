//! The settings of the site in the memory store, and that they reach rooms.

use std::sync::PoisonError;

use async_trait::async_trait;
use serde_json::Value;

use super::{MemoryStore, Said, Site, streamer};
use crate::model::SiteSetting;
use crate::ports::{SiteSettingsStore, StoreError};
use crate::registry::SettingsInEffect;
use crate::room::event::RoomEvent;
use crate::room::refusal::Code;

#[async_trait]
impl SiteSettingsStore for MemoryStore {
    async fn site_settings(&self) -> Result<Vec<SiteSetting>, StoreError> {
        Ok(self.site_settings.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
    async fn set_site_setting(&self, _: &str, _: Option<&Value>) -> Result<(), StoreError> {
        unimplemented!()
    }
}

/// Reads the longest message, the only setting of these tests.
pub fn longest_message() -> SettingsInEffect {
    Box::new(|settings| {
        let mut chat = crate::room::tests::config().chat;
        if let Some(length) = settings.iter().find(|setting| setting.key == "chat.message_length") {
            chat.message_length = usize::try_from(length.value.as_u64().unwrap()).unwrap();
        }
        chat
    })
}

#[actix::test]
async fn settings_of_the_site_hold_in_rooms_that_run_and_in_those_that_start_later() {
    let site = Site::start(false).await;
    let says = async |text: &str| {
        site.streamer_says(text).await;
        site.room("zoë").settled().await;
        site.listener.heard(
            |said| matches!(said, Said::One(_, RoomEvent::Warned(refusal)) if refusal.code == Code::TooLong),
        )
    };
    assert_eq!(says("123456").await, 0);
    let setting = SiteSetting { key: "chat.message_length".into(), value: 5.into(), by: Value::Null, at: 1 };
    site.store.site_settings.lock().unwrap().push(setting);
    site.store.change(|streamers| streamers.push(streamer("Yann", "other")));
    site.until(|index| index.get("yann").is_some()).await;
    let told =
        site.listener.heard(|said| matches!(said, Said::Many(_, _, RoomEvent::MessageLength { length: 5 })));
    assert_eq!(told, 1, "open chats know it");
    assert_eq!(says("123456").await, 1);
}
