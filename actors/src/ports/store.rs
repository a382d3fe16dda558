//! The store: one database, which the server and `pystreaming-admin` share. A trait for each subject.

use super::audit::AuditStore;
use super::broadcasts::{BroadcastHistory, BroadcastStore};
use super::chat::ChatStore;
use super::emotes::EmoteStore;
use super::journal::JournalStore;
use super::operations::OperationQueue;
use super::personal::PersonalStore;
use super::requests::RequestStore;
use super::retention::RetentionStore;
use super::settings::SettingsStore;
use super::tokens::TokenStore;
use super::webhooks::WebhookStore;

/// Everything that a database stores for the site.
pub trait Store:
    SettingsStore
    + EmoteStore
    + BroadcastStore
    + BroadcastHistory
    + ChatStore
    + JournalStore
    + AuditStore
    + RetentionStore
    + PersonalStore
    + OperationQueue
    + RequestStore
    + TokenStore
    + WebhookStore
{
}

impl<S> Store for S where
    S: SettingsStore
        + EmoteStore
        + BroadcastStore
        + BroadcastHistory
        + ChatStore
        + JournalStore
        + AuditStore
        + RetentionStore
        + PersonalStore
        + OperationQueue
        + RequestStore
        + RequestStore
        + TokenStore
        + WebhookStore
{
}
