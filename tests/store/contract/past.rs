//! Broadcasts that have ended, and their statistics.

use pystreaming_actors::model::{
    Audience, AuditEvent, ChatPoint, PastBroadcast, Setting, StreamTitle, ViewerPoint,
};
use pystreaming_actors::ports::{EventGroup, EventQuery, Page, Write};

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
        title: None,
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

pub async fn viewers_over_time_come_from_samples_or_else_from_events(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let curve = async |interval| store.viewer_curve(&name("ALICE"), (120, 300), interval).await.unwrap();
    let point = |at, mean, peak| ViewerPoint { at, mean, peak };
    let counts = [viewers(100, "alice", 2), viewers(150, "alice", 4), viewers(180, "bob", 99)];
    store.record(&counts).await.unwrap();
    assert_eq!(curve(60).await, [point(120, 3.0, 4), point(180, 4.0, 4), point(240, 4.0, 4)]);
    let sample = |at, viewers| Write::ViewersSampled { streamer: name("alice"), at, viewers };
    let gone = Write::ViewersSampled { streamer: name("nobody"), at: 180, viewers: 5 };
    store.record(&[sample(60, 50), sample(120, 1), sample(180, 3), gone]).await.unwrap();
    // a batch that was written twice, and the end, which is excluded
    store.record(&[sample(180, 2), sample(300, 70)]).await.unwrap();
    assert_eq!(curve(60).await, [point(120, 1.0, 1), point(180, 2.0, 2)]);
    assert_eq!(curve(120).await, [point(120, 1.5, 2)]);
    store.delete_statistics(180, 1).await.unwrap();
    store.delete_statistics(180, 9).await.unwrap();
    assert_eq!(store.delete_statistics(180, 9).await.unwrap(), 0);
    assert_eq!(curve(60).await, [point(180, 2.0, 2)]);
}

pub async fn what_happened_in_the_chat_is_counted_by_interval(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let write = |at, event| Write::Audit { at, streamer: name("Alice"), event };
    let join = |at| write(at, AuditEvent::JoinChat { name: "bob".into() });
    let leave = |at| write(at, AuditEvent::LeaveChat { name: "bob".into() });
    let bobs =
        Write::Audit { at: 130, streamer: name("bob"), event: AuditEvent::JoinChat { name: "x".into() } };
    let events = [
        join(119),
        join(120),
        said(121, "bob"),
        said(179, "bob"),
        leave(180),
        said(250, "eve"),
        said(300, "bob"),
        bobs,
    ];
    store.record(&events).await.unwrap();
    let point = |at, messages, joins, leaves| ChatPoint { at, messages, joins, leaves };
    let curve = store.chat_curve(&name("alice"), (120, 300), 60).await.unwrap();
    assert_eq!(curve, [point(120, 2, 1, 0), point(180, 0, 0, 1), point(240, 1, 0, 0)]);
    let whole = store.chat_curve(&name("ALICE"), (120, 300), 180).await.unwrap();
    assert_eq!(whole, [point(120, 3, 1, 1)]);
}

pub async fn a_broadcast_keeps_the_title_that_it_had_at_its_end(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let title = |text| Setting::Title(Some(StreamTitle::stored(text)));
    let set = |text| Write::Setting { streamer: name("Alice"), setting: title(text), at: 1 };
    let ended = |id| Write::BroadcastEnded { id: token(id), at: 30 };
    let steps =
        [set("first"), Write::BroadcastStarted(broadcast("one", "alice", 10)), set("second"), ended("one")];
    store.record(&steps).await.unwrap();
    store.set(&name("alice"), &title("later"), 40).await.unwrap();
    // what is counted from events long after is not known to have had a title
    let begin = AuditEvent::StartStreaming { description: None, password: None };
    let events = [(1, begin), (5, AuditEvent::StopStreaming)];
    store
        .record(&events.map(|(at, event)| Write::Audit { at, streamer: name("alice"), event }))
        .await
        .unwrap();
    store.count_earlier_broadcasts().await.unwrap();
    let titles: Vec<_> = past(fixture, Page::Last, 9).await.into_iter().map(|past| past.title).collect();
    assert_eq!(titles, [None, Some("second".to_owned())]);
    assert_eq!(
        store.past_broadcast(&name("alice"), &token("one")).await.unwrap().unwrap().title.as_deref(),
        Some("second")
    );
}

pub async fn one_broadcast_is_found_by_its_id_and_streamer(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    store.record(&[Write::BroadcastStarted(broadcast("one", "alice", 100))]).await.unwrap();
    store.record(&[Write::BroadcastEnded { id: token("one"), at: 130 }]).await.unwrap();
    let find = async |of, id| store.past_broadcast(&name(of), &token(id)).await.unwrap();
    assert_eq!(find("Alice", "one").await.unwrap().ended_at, 130);
    assert_eq!(find("bob", "one").await, None);
    assert_eq!(find("alice", "two").await, None);
}

pub async fn old_rows_are_deleted_by_group_and_time(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let steps: Vec<_> = (0..10).flat_map(|at| [said(at, "x"), viewers(at, "Bob", 1)]).collect();
    store.record(&steps).await.unwrap();
    let groups = store.event_groups().await.unwrap();
    let group = |streamer, kind: &str| EventGroup { streamer: name(streamer), kind: kind.to_owned() };
    assert_eq!(groups, [group("alice", "send_message"), group("bob", "viewer_count")]);
    let delete = async |most| store.delete_events(&groups[0], 5, most).await.unwrap();
    assert_eq!([delete(3).await, delete(3).await, delete(3).await], [3, 2, 0]);
    let left = store.events(&EventQuery::last(99)).await.unwrap();
    let count = |kind: &str| left.iter().filter(|event| event.kind == kind).count();
    assert_eq!([count("send_message"), count("viewer_count")], [5, 10]);
    for id in ["one", "two"] {
        store.record(&[Write::BroadcastStarted(broadcast(id, "alice", 5))]).await.unwrap();
        store.record(&[Write::BroadcastEnded { id: token(id), at: 10 }]).await.unwrap();
    }
    assert_eq!(store.delete_statistics(10, 9).await.unwrap(), 0);
    assert_eq!(store.delete_statistics(11, 1).await.unwrap(), 1);
    assert_eq!(past(fixture, Page::Last, 9).await.len(), 1);
}

pub async fn earlier_broadcasts_are_counted_once_and_in_their_place(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let start = |at, who| {
        let event = AuditEvent::StartStreaming { description: None, password: None };
        Write::Audit { at, streamer: name(who), event }
    };
    let stop = |at, who| Write::Audit { at, streamer: name(who), event: AuditEvent::StopStreaming };
    // one that was counted when it ended, and one that runs
    store
        .record(&[Write::BroadcastStarted(broadcast("own", "alice", 500)), start(500, "alice")])
        .await
        .unwrap();
    store.record(&[stop(600, "alice"), Write::BroadcastEnded { id: token("own"), at: 600 }]).await.unwrap();
    store.record(&[Write::BroadcastStarted(broadcast("runs", "bob", 700)), start(700, "bob")]).await.unwrap();
    // imported later, with greater ids; the second has no end
    let old = [start(100, "alice"), viewers(110, "alice", 3), said(120, "x"), stop(130, "alice")];
    store.record(&old).await.unwrap();
    store.record(&[start(200, "alice"), said(210, "x"), said(220, "y"), start(600, "alice")]).await.unwrap();
    store.record(&[stop(600, "alice"), said(800, "z")]).await.unwrap();
    assert_eq!(store.count_earlier_broadcasts().await.unwrap(), 3);
    assert_eq!(store.count_earlier_broadcasts().await.unwrap(), 0);
    let known = past(fixture, Page::Last, 9).await;
    let of = |past: &PastBroadcast| (past.started_at, past.ended_at, past.audience);
    let audience = |peak_viewers, viewer_seconds, chatters, messages| Audience {
        peak_viewers,
        viewer_seconds,
        chatters,
        messages,
    };
    let expected = [
        (100, 130, audience(3, 60, 1, 1)),
        (200, 220, audience(3, 60, 2, 2)),
        (500, 600, Audience::default()),
        (600, 600, audience(3, 0, 0, 0)),
    ];
    assert_eq!(known.iter().map(of).collect::<Vec<_>>(), expected);
    assert_eq!(store.past_broadcasts(&name("bob"), Page::Last, 9).await.unwrap(), []);
}

pub async fn events_of_a_time_are_found_whatever_their_ids(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    // two blocks of ids and a little: the second third is imported and older
    let time = |n: i64| if (8_000..16_000).contains(&n) { n - 8_000 } else { 100_000 + n };
    let steps: Vec<_> = (0..24_000).map(|n| viewers(time(n), "alice", 1)).collect();
    let read = async |since, until, page| {
        let times = (Some(since), Some(until));
        let query =
            EventQuery { since: times.0, until: times.1, page, ..EventQuery::last(4).of(&name("alice")) };
        store.events(&query).await.unwrap().iter().map(|event| event.at).collect::<Vec<_>>()
    };
    store.record(&steps).await.unwrap();
    for indexed in [false, true] {
        while indexed && store.index_events().await.unwrap() {}
        assert_eq!(read(5000, 5002, Page::Last).await, [5000, 5001], "{indexed}");
        assert_eq!(read(105_000, 105_002, Page::After(0)).await, [105_000, 105_001], "{indexed}");
        assert_eq!(read(7_998, 116_001, Page::Last).await, [107_999, 7_998, 7_999, 116_000], "{indexed}");
        assert_eq!(read(123_998, 200_000, Page::Last).await, [123_998, 123_999], "{indexed}");
        assert_eq!(read(200_000, 300_000, Page::Last).await, [0; 0], "{indexed}");
    }
    assert!(!store.index_events().await.unwrap());
}
