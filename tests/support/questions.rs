//! Everything that the server, the API and the retention ask of the past, for tests of how databases find the answers.

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{AuditEvent, Broadcast};
use pystreaming_actors::ports::{
    Batch, DrawingPlace, EventGroup, EventQuery, Page, Store, StoreError, Write,
};

/// Tables that grow for as long as a site runs.
pub const LARGE: [&str; 5] =
    ["audit_events", "chat_messages", "past_broadcasts", "viewer_samples", "chat_deletions"];

/// Reads whatever the server, the API and the retention read of the past.
pub async fn ask_everything(store: &dyn Store, alice: &StreamerName) -> Result<(), StoreError> {
    let id = Token::stored("one");
    let broadcast = Broadcast {
        id: id.clone(),
        streamer: alice.clone(),
        publish_name: None,
        prefix: id.clone(),
        started_at: 100,
        seen_at: 100,
        is_recorded: false,
    };
    let event = AuditEvent::ViewerCount { viewers: 1 };
    let steps = vec![
        Write::BroadcastStarted(broadcast),
        Write::Audit { at: 100, streamer: alice.clone(), event },
        Write::ViewersSampled { streamer: alice.clone(), at: 120, viewers: 1 },
        Write::ChatDeleted { streamer: alice.clone(), id: 1 },
        Write::ChatCleared { streamer: alice.clone(), up_to: 1 },
        Write::BroadcastEnded { id: id.clone(), at: 200 },
    ];
    store.write(&Batch { writer: id.clone(), number: 1, steps }).await?;
    store.open_broadcasts().await?;
    store.reserve_ids(1, 1).await?;
    store.chat_memory(alice, 100, 0).await?;
    for kind in [None, Some("viewer_count".to_owned())] {
        for page in [Page::Last, Page::Before(9), Page::After(0)] {
            for times in [(None, None), (Some(50), Some(150))] {
                let (kind, (since, until)) = (kind.clone(), times);
                let query = EventQuery { kind, page, since, until, ..EventQuery::last(9).of(alice) };
                store.events(&query).await?;
            }
        }
    }
    for page in [Page::Last, Page::Before(9), Page::After(0)] {
        store.past_broadcasts(alice, page, 9).await?;
    }
    store.past_broadcast(alice, &id).await?;
    store.viewer_curve(alice, (100, 200), 60).await?;
    store.viewer_curve(alice, (1000, 2000), 60).await?;
    store.chat_curve(alice, (100, 200), 60).await?;
    store.count_earlier_broadcasts().await?;
    store.index_events().await?;
    store.event_groups().await?;
    let group = EventGroup { streamer: alice.clone(), kind: "viewer_count".to_owned() };
    store.delete_events(&group, 300, 9).await?;
    while store.delete_statistics(300, 9).await? > 0 {}
    store.forget_drawings(alice, 50, DrawingPlace::default(), 9).await?;
    Ok(())
}
