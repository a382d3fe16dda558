//! Broadcasts that have ended, and their statistics.

use pystreaming_actors::model::{Audience, AuditEvent, PastBroadcast};
use pystreaming_actors::ports::{Page, Write};

use crate::fixture::{Fixture, Record, broadcast, key, name, token, viewers};

fn said(at: i64, who: &str) -> Write {
    let event = AuditEvent::SendMessage { name: who.into(), message: "hi".into() };
    Write::Audit { at, streamer: name("alice"), event }
}

async fn past(fixture: &Fixture<'_>, page: Page, limit: u32) -> Vec<PastBroadcast> {
    fixture.store.past_broadcasts(&name("ALICE"), page, limit).await.unwrap()
}

pub async fn a_broadcast_that_ended_has_the_statistics_of_its_time(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["Alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    store.record(&[said(90, "earlier"), viewers(95, "alice", 2)]).await.unwrap();
    let start = Write::BroadcastStarted(broadcast("one", "alice", 100));
    store.record(&[start.clone(), viewers(110, "Alice", 4), said(111, "x"), said(112, "y")]).await.unwrap();
    // stored again when the viewer password changes; and somebody else's do not count
    store.record(&[start, viewers(115, "bob", 99), said(116, "x")]).await.unwrap();
    assert_eq!(past(fixture, Page::Last, 10).await, []);
    let end = Write::BroadcastEnded { id: token("one"), at: 130 };
    store.record(&[viewers(120, "alice", 1), said(140, "later"), end.clone()]).await.unwrap();
    let ended = past(fixture, Page::Last, 10).await;
    let audience = Audience { peak_viewers: 4, viewer_seconds: 20 + 40 + 10, chatters: 2, messages: 3 };
    let expected = PastBroadcast {
        position: ended[0].position,
        id: token("one"),
        streamer: name("Alice"),
        started_at: 100,
        ended_at: 130,
        audience,
    };
    assert_eq!(ended, [expected]);
    assert_eq!(ended[0].mean_viewers(), 70.0 / 30.0);
    store.record(&[end]).await.unwrap();
    assert_eq!(past(fixture, Page::Last, 10).await, ended, "it ends once");
}

pub async fn past_broadcasts_are_read_page_by_page(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    for number in 1..=5 {
        let id = number.to_string();
        store.record(&[Write::BroadcastStarted(broadcast(&id, "alice", number))]).await.unwrap();
        store.record(&[Write::BroadcastEnded { id: token(&id), at: number + 1 }]).await.unwrap();
    }
    let ids = |page: &[PastBroadcast]| page.iter().map(|past| past.id.to_string()).collect::<String>();
    let last = past(fixture, Page::Last, 2).await;
    assert_eq!(ids(&last), "45");
    assert_eq!(ids(&past(fixture, Page::Before(last[0].position), 2).await), "23");
    let first = past(fixture, Page::After(0), 2).await;
    assert_eq!(ids(&first), "12");
    assert_eq!(ids(&past(fixture, Page::After(first[1].position), 9).await), "345");
    store.drop_streamer(&name("alice")).await.unwrap();
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    assert_eq!(past(fixture, Page::Last, 9).await, [], "a later streamer of that name has none");
}
