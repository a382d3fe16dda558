//! The store: one database, which the server and `pystreaming-admin` share. A trait for each subject.

use std::sync::Arc;

use super::accounts::AccountStore;
use super::audit::AuditStore;
use super::broadcasts::{BroadcastHistory, BroadcastStore};
use super::chat::ChatStore;
use super::desk::DeskStore;
use super::emotes::EmoteStore;
use super::followers::FollowerStore;
use super::journal::JournalStore;
use super::operations::OperationQueue;
use super::personal::PersonalStore;
use super::pictures::PictureStore;
use super::requests::RequestStore;
use super::retention::RetentionStore;
use super::sanctions::SanctionStore;
use super::settings::SettingsStore;
use super::site_settings::SiteSettingsStore;
use super::tokens::TokenStore;
use super::webhooks::WebhookStore;
use crate::model::{Principal, UnixTime};

/// A store that can be told who makes changes.
pub trait AttributedStore {
    /// The same store, which records changes from outside of rooms as made by somebody now. Without that, they are not
    /// recorded.
    fn by(&self, who: Principal, now: UnixTime) -> Arc<dyn Store>;
}

/// Everything that a database stores for the site.
pub trait Store:
    AttributedStore
    + SettingsStore
    + SiteSettingsStore
    + EmoteStore
    + PictureStore
    + BroadcastStore
    + BroadcastHistory
    + ChatStore
    + JournalStore
    + AuditStore
    + RetentionStore
    + PersonalStore
    + OperationQueue
    + RequestStore
    + SanctionStore
    + TokenStore
    + WebhookStore
    + FollowerStore
    + AccountStore
    + DeskStore
{
}

impl<S> Store for S where
    S: AttributedStore
        + SettingsStore
        + SiteSettingsStore
        + EmoteStore
        + PictureStore
        + BroadcastStore
        + BroadcastHistory
        + ChatStore
        + JournalStore
        + AuditStore
        + RetentionStore
        + PersonalStore
        + OperationQueue
        + RequestStore
        + SanctionStore
        + TokenStore
        + WebhookStore
        + FollowerStore
        + AccountStore
        + DeskStore
{
}
