//! `pystreaming-admin event …`

use pystreaming_actors::model::EventKinds;
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::ports::{EventQuery, Page};
use serde_json::Value;

use super::cli::EventVerb;
use super::context::AdminContext;
use super::error::AdminError;
use super::{output, personal, when};
use crate::protocol::SiteRecordedEvent;

pub(super) async fn run(verb: EventVerb, context: &AdminContext) -> Result<String, AdminError> {
    let EventVerb::List { username, kind, since, before, limit, listing } = verb;
    let streamer = match username.as_deref() {
        Some(name) => Some(personal::known(context, name).await?),
        None => None,
    };
    if let Some(kind) = &kind {
        let refused = |Invalid(why)| AdminError::Option { option: "--type", why };
        EventKinds::parse([kind.as_str()]).map_err(refused)?;
    }
    let since = since.map(|text| when::ago(&text, context.now()));
    let since = since.transpose().map_err(|why| AdminError::Option { option: "--since", why })?;
    let page = before.map_or(Page::Last, Page::Before);
    let query = EventQuery { streamer, kind, since, until: None, above: None, page, limit };
    let events = context.store.events(&query).await?;
    let events: Vec<_> = events.into_iter().map(SiteRecordedEvent::from).collect();
    Ok(if listing.json { output::json(&events) } else { table(&events) })
}

fn table(events: &[SiteRecordedEvent]) -> String {
    if events.is_empty() {
        return "no such events\n".to_owned();
    }
    let rows: Vec<_> = events
        .iter()
        .map(|event| {
            [
                event.id.to_string(),
                output::date(event.time),
                event.streamer.clone().unwrap_or_else(|| "-".to_owned()),
                event.kind.clone(),
                if event.data.is_empty() {
                    "-".to_owned()
                } else {
                    Value::from(event.data.clone()).to_string()
                },
            ]
        })
        .collect();
    output::table(["ID", "TIME", "STREAMER", "TYPE", "DATA"], &rows)
}
