//! The journal: audit events and running broadcasts.

use pystreaming_actors::model::{AccountId, AuditEvent, Broadcast, Principal, Setting};
use pystreaming_actors::ports::{Batch, DrawingPlace, EventQuery, Page, StoredEvent, Write};
use serde_json::{Value, json};

use crate::fixture::{Fixture, Record, batch, broadcast, by_token, key, name, token, viewers};

pub async fn a_batch_is_written_in_order(fixture: &Fixture<'_>) {
    let batch: Vec<_> = (0..300).map(|n| viewers(5, "alice", n)).collect();
    fixture.store.record(&batch).await.unwrap();
    fixture.store.record(&[]).await.unwrap();
    let events = fixture.store.events(&EventQuery::last(1000).of(&name("alice"))).await.unwrap();
    let counts: Vec<_> = events.iter().map(|event| event.meta["viewers"].clone()).collect();
    assert_eq!(counts, (0..300).map(Value::from).collect::<Vec<_>>());
}

pub async fn a_batch_is_written_once_however_often_it_is_tried(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let revision = store.revision().await.unwrap();
    let first = batch(&[viewers(1, "alice", 1), viewers(2, "alice", 2)]);
    for _ in 0..3 {
        store.write(&first).await.unwrap();
    }
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap().len(), 2);
    // another writer has batches of its own between the attempts
    store.write(&batch(&first.steps)).await.unwrap();
    store.write(&first).await.unwrap();
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap().len(), 4);
    let second = Batch { number: first.number + 1, ..first.clone() };
    for repeated in [&second, &second, &first] {
        store.write(repeated).await.unwrap();
    }
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap().len(), 6);
    assert_eq!(store.revision().await.unwrap(), revision);
}

pub async fn a_batch_that_fails_leaves_nothing_behind(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.execute("ALTER TABLE open_broadcasts RENAME TO hidden").await;
    let batch = [viewers(1, "alice", 1), Write::BroadcastStarted(broadcast("id", "alice", 1))];
    fixture.store.record(&batch).await.unwrap_err();
    fixture.execute("ALTER TABLE hidden RENAME TO open_broadcasts").await;
    assert_eq!(fixture.store.events(&EventQuery::last(10)).await.unwrap(), []);
}

pub async fn a_broadcast_is_replaced_and_forgotten_by_its_id(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let first = broadcast("one", "Alice", 100);
    let mut second = broadcast("two", "bob", 90);
    second.publish_name = None;
    let start = |broadcast: &_| Write::BroadcastStarted(Clone::clone(broadcast));
    store.record(&[start(&first), start(&second)]).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [second.clone(), first.clone()]);

    let rotated = Broadcast { prefix: token("rotated"), ..first };
    store.record(&[start(&rotated)]).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [second, rotated]);

    let end = |id, at| Write::BroadcastEnded { id: token(id), at };
    store.record(&[end("two", 200), end("unknown", 300)]).await.unwrap();
    let open = store.open_broadcasts().await.unwrap();
    assert_eq!(open.iter().map(|open| open.streamer.as_str()).collect::<Vec<_>>(), ["Alice"]);
    assert_eq!(fixture.streamer("bob").await.last_live, Some(200));
    assert_eq!(fixture.streamer("alice").await.last_live, None);
    store.record(&[end("one", 400), end("one", 500)]).await.unwrap();
    assert_eq!(fixture.streamer("alice").await.last_live, Some(400));
}

pub async fn a_broadcast_knows_whether_its_start_is_recorded(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let audit = |event| Write::Audit { at: 1, streamer: name("alice"), event };
    let start = || audit(AuditEvent::StartStreaming { description: None, password: None });
    let stop = || audit(AuditEvent::StopStreaming);
    let recorded = async |steps: &[Write]| {
        store.record(steps).await.unwrap();
        store.open_broadcasts().await.unwrap()[0].is_recorded
    };
    // its start may be older than what is kept
    assert!(recorded(&[Write::BroadcastStarted(broadcast("one", "alice", 1))]).await);
    assert!(recorded(&[start()]).await);
    assert!(!recorded(&[stop()]).await);
    assert!(recorded(&[start(), viewers(1, "alice", 1)]).await);
}

pub async fn a_broadcast_of_a_dropped_streamer_does_not_hold_up_its_batch(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let started = |id, streamer| Write::BroadcastStarted(broadcast(id, streamer, 1));
    store.record(&[viewers(1, "gone", 1), started("x", "gone"), started("y", "alice")]).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [broadcast("y", "alice", 1)]);
    assert_eq!(store.events(&EventQuery::last(10).of(&name("gone"))).await.unwrap().len(), 1);
}

pub async fn events_are_the_last_ones_oldest_first(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    // the clock may be set back: the order is that of writing
    let batch = [viewers(30, "Zoë", 1), viewers(20, "bob", 2), viewers(10, "zoë", 3), viewers(40, "ZOË", 4)];
    store.record(&batch).await.unwrap();
    let times = |events: Vec<StoredEvent>| events.iter().map(|event| event.at).collect::<Vec<_>>();
    assert_eq!(times(store.events(&EventQuery::last(3)).await.unwrap()), [20, 10, 40]);
    assert_eq!(times(store.events(&EventQuery::last(2).of(&name("zOË"))).await.unwrap()), [10, 40]);
    assert_eq!(times(store.events(&EventQuery::last(2).of(&name("zoe"))).await.unwrap()), [0; 0]);
    assert_eq!(times(store.events(&EventQuery::last(0)).await.unwrap()), [0; 0]);
    assert_eq!(times(store.events(&EventQuery::last(u32::MAX)).await.unwrap()), [30, 20, 10, 40]);
}

pub async fn events_are_read_page_by_page(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let steps: Vec<_> = (0..9).map(|n| viewers(n, "alice", 0)).collect();
    store.record(&steps).await.unwrap();
    let ids: Vec<_> =
        store.events(&EventQuery::last(9)).await.unwrap().into_iter().map(|event| event.id).collect();
    assert!(ids.is_sorted());
    for streamer in [None, Some(name("alice"))] {
        for kind in [None, Some("viewer_count".to_owned())] {
            let read = async |page| {
                let (streamer, kind) = (streamer.clone(), kind.clone());
                let query = EventQuery { streamer, kind, page, limit: 4, ..EventQuery::default() };
                let events = store.events(&query).await.unwrap();
                events.into_iter().map(|event| event.id).collect::<Vec<_>>()
            };
            assert_eq!(read(Page::Last).await, ids[5..]);
            assert_eq!(read(Page::Before(ids[5])).await, ids[1..5]);
            assert_eq!(read(Page::Before(ids[1])).await, ids[..1]);
            assert_eq!(read(Page::After(ids[0])).await, ids[1..5]);
            assert_eq!(read(Page::After(ids[8])).await, [0; 0]);
        }
    }
}

pub async fn an_event_that_a_token_or_an_account_caused_names_it(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let description = Setting::Description(None);
    let set = Write::Setting { streamer: name("alice"), setting: description, at: 2 };
    store
        .record(&[
            viewers(1, "alice", 3).by(by_token(7)),
            set.by(Principal::Account(AccountId(8))),
            viewers(3, "alice", 4),
        ])
        .await
        .unwrap();
    let events = store.events(&EventQuery::last(10)).await.unwrap();
    let found: Vec<_> = events.into_iter().map(|event| event.meta).collect();
    let expected =
        [json!({"viewers": 3, "token": 7}), json!({"description": "", "account": 8}), json!({"viewers": 4})];
    assert_eq!(found, expected);
}

pub async fn events_are_read_by_kind_and_time(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let stop = |at, streamer| Write::Audit { at, streamer: name(streamer), event: AuditEvent::StopStreaming };
    store
        .record(&[viewers(1, "alice", 1), stop(2, "alice"), stop(3, "bob"), stop(4, "alice")])
        .await
        .unwrap();
    let read = async |query: EventQuery| {
        let events = store.events(&EventQuery { limit: 10, ..query }).await.unwrap();
        events.into_iter().map(|event| event.at).collect::<Vec<_>>()
    };
    let kind = Some("stop_streaming".to_owned());
    assert_eq!(read(EventQuery { kind: kind.clone(), ..EventQuery::default() }).await, [2, 3, 4]);
    let alice = Some(name("alice"));
    assert_eq!(read(EventQuery { kind, streamer: alice, ..EventQuery::default() }).await, [2, 4]);
    let (since, until) = (Some(2), Some(4));
    assert_eq!(read(EventQuery { since, until, ..EventQuery::default() }).await, [2, 3]);
}

pub async fn old_drawings_are_forgotten_and_who_drew_them_is_not(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let drew = |at, drawer: &str| Write::Audit {
        at,
        streamer: name("alice"),
        event: AuditEvent::SendDrawing { name: drawer.into(), drawing: "data:image/png;base64,xyz".into() },
    };
    let other = viewers(10, "alice", 1);
    store.record(&[drew(10, "ann"), other, drew(20, "bob"), drew(99, "cid"), drew(30, "dan")]).await.unwrap();
    let forget = async |after| store.forget_drawings(&name("alice"), 50, after, 2).await.unwrap();
    let first = forget(DrawingPlace::default()).await.unwrap();
    let second = forget(first.last).await.unwrap();
    assert_eq!([first.erased, second.erased], [2, 1]);
    assert_eq!(forget(second.last).await, None);
    assert_eq!(forget(DrawingPlace::default()).await, None, "they are not looked at again");
    let events = store
        .events(&EventQuery::last(10))
        .await
        .unwrap()
        .into_iter()
        .filter(|event| event.kind == "send_drawing");
    let left: Vec<_> =
        events.map(|event| (event.meta["name"].clone(), !event.meta["drawing"].is_null())).collect();
    assert_eq!(
        left,
        [("ann".into(), false), ("bob".into(), false), ("cid".into(), true), ("dan".into(), false)]
    );
}
