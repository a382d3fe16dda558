//! Appends audit events.

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{AuditEvent, Principal, SiteEvent, UnixTime};
use pystreaming_actors::ports::StoreError;
use serde_json::Value;

use super::rows::Rows;
use super::sql::Transaction;

/// Appends events: time, streamer, folded name of the streamer, kind, meta.
pub(super) static APPEND: Rows =
    Rows::new("INSERT INTO audit_events (happened_at, streamer, folded, kind, meta)", 5);

/// Audit events collected for one write.
#[derive(Default)]
pub(super) struct Events<'a> {
    rows: Vec<(UnixTime, &'a StreamerName, &'static str, String)>,
}

impl<'a> Events<'a> {
    /// `by` caused the event, if it does not say that itself.
    pub(super) fn add(
        &mut self,
        at: UnixTime,
        streamer: &'a StreamerName,
        event: &AuditEvent,
        by: Option<Principal>,
    ) {
        self.push(at, streamer, event.kind(), event.meta(), by);
    }

    pub(super) fn add_site(
        &mut self,
        at: UnixTime,
        streamer: &'a StreamerName,
        event: SiteEvent<'_>,
        by: Option<Principal>,
    ) {
        self.push(at, streamer, event.kind(), event.meta(), by);
    }

    fn push(
        &mut self,
        at: UnixTime,
        streamer: &'a StreamerName,
        kind: &'static str,
        mut meta: Value,
        by: Option<Principal>,
    ) {
        if let (Some((field, who)), Some(fields)) = (by.and_then(Principal::audit), meta.as_object_mut()) {
            fields.insert(field.to_owned(), who);
        }
        self.rows.push((at, streamer, kind, meta.to_string()));
    }

    pub(super) async fn write(self, tx: &mut Transaction) -> Result<(), StoreError> {
        let values = self.rows.iter().flat_map(|(at, streamer, kind, meta)| {
            [
                (*at).into(),
                streamer.as_str().into(),
                streamer.folded().into(),
                (*kind).into(),
                meta.as_str().into(),
            ]
        });
        APPEND.add(tx, &values.collect::<Vec<_>>()).await
    }
}
