//! What is kept about a streamer or a person: read page by page, and erased.

use std::sync::Arc;

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{
    AccountId, ApiTokenSecret, AuditEvent, ChatKind, ChatMessage, Colour, EventKinds, Moderator, Note,
    Person, Report, ReportedMessage, Role, Scopes, TokenGrant, WebhookFormat, WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::{EventQuery, Kept, Write};
use serde_json::json;

use crate::fixture::{Fixture, Record, broadcast, key, name, token};

fn said(id: u64, who: &str) -> Write {
    let author = Some(Person {
        username: who.into(),
        role: Role::Viewer,
        color: Colour([0, 128, 255]),
        account: None,
    });
    let message =
        ChatMessage { id, time: 1000, kind: ChatKind::Message, author, text: "hi".into(), reply: None };
    Write::ChatSaid { streamer: name("alice"), message: Arc::new(message) }
}

fn sampled(at: i64, viewers: u32) -> Write {
    Write::ViewersSampled { streamer: name("alice"), at, viewers }
}

pub async fn all_that_is_kept_about_a_streamer_is_counted_and_goes_with_them(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let moderator =
        Moderator { browser_id: token("browser"), account: None, name: "mod".into(), role: Role::Moderator };
    let steps = [
        said(1, "x"),
        said(2, "y"),
        sampled(60, 1),
        sampled(120, 2),
        sampled(180, 3),
        Write::BroadcastStarted(broadcast("one", "alice", 1)),
        Write::BroadcastEnded { id: token("one"), at: 2 },
        Write::ModeratorAdded { streamer: alice.clone(), moderator },
        reported(&alice, 1, "eve"),
        Write::NoteAdded { streamer: alice.clone(), note: note("n", 5) },
    ];
    store.record(&steps).await.unwrap();
    let scopes = Scopes::parse("read").unwrap();
    let grant = TokenGrant { name: "bot".into(), streamer: Some(alice.clone()), scopes, expires_at: None };
    store.add_token(&grant, ApiTokenSecret::from_random(1).hash(), 7).await.unwrap();
    let url = WebhookUrl::parse("https://bot.example/").unwrap();
    let settings =
        WebhookSettings { url, kinds: EventKinds::default(), enabled: true, format: WebhookFormat::Events };
    store.add_webhook(Some(&alice), &settings, &Token::from_random(1), 7, 10).await.unwrap();
    let kept = store.kept(&name("ALICE")).await.unwrap();
    let expected = Kept {
        messages: 2,
        broadcasts: 1,
        samples: 3,
        moderators: 1,
        mutes: 0,
        bans: 0,
        reports: 1,
        notes: 1,
        tokens: 1,
        webhooks: 1,
        ..Kept::default()
    };
    assert_eq!(kept, expected);
    assert_eq!(store.kept(&name("bob")).await.unwrap(), Kept::default());
    store.drop_streamer(&alice).await.unwrap();
    assert_eq!(store.kept(&alice).await.unwrap(), Kept::default());
}

pub async fn messages_and_samples_are_read_page_by_page_and_messages_erased(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    store.add_streamer(&alice, key("a")).await.unwrap();
    store.record(&[said(1, "x"), said(2, "y"), said(3, "x"), sampled(60, 1), sampled(120, 2)]).await.unwrap();
    let ids = async |after, limit| {
        let page = store.messages(&alice, after, limit).await.unwrap();
        page.into_iter().map(|message| message.id).collect::<Vec<_>>()
    };
    assert_eq!((ids(0, 2).await, ids(2, 2).await), (vec![1, 2], vec![3]));
    assert_eq!(store.samples(&alice, 0, 1).await.unwrap(), [(60, 1)]);
    assert_eq!(store.samples(&alice, 60, 9).await.unwrap(), [(120, 2)]);
    assert_eq!(store.delete_messages(&alice, &[1, 3, 9]).await.unwrap(), 2);
    assert_eq!(ids(0, 9).await, [2]);
}

pub async fn events_are_erased_or_lose_who_acted(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let audit = |event| Write::Audit { at: 1, streamer: name("alice"), event };
    let muted = AuditEvent::MuteUser {
        operator: "bob".into(),
        name: "eve".into(),
        until: None,
        reason: String::new(),
    };
    let steps =
        [audit(AuditEvent::JoinChat { name: "bob".into() }), audit(muted), audit(AuditEvent::StopStreaming)];
    store.record(&steps).await.unwrap();
    let changed = json!({"operator": "(erased)", "name": "eve"});
    assert_eq!(store.erase_events(&[1, 77], &[(2, changed.clone())]).await.unwrap(), 2);
    let left = store.events(&EventQuery::last(9)).await.unwrap();
    assert_eq!(left.iter().map(|event| event.id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(left[0].meta, changed);
}

fn reported(streamer: &StreamerName, id: u64, by: &str) -> Write {
    let Write::ChatSaid { message, .. } = said(id, "rude words") else { unreachable!() };
    let report = Report { browser_id: Some(token("v")), name: by.into(), reason: "rude".into(), at: 10 };
    Write::Reported { streamer: streamer.clone(), message, author: Some(token("w")), report }
}

fn note(id: &str, at: i64) -> Note {
    let (id, by) = (token(id), "mod".into());
    Note {
        id,
        browser_id: Some(token("v")),
        account: Some(AccountId(3)),
        name: "bob".into(),
        text: "late".into(),
        by,
        at,
    }
}

pub async fn reports_and_notes_are_known_again_until_they_are_settled_or_forgotten(fixture: &Fixture<'_>) {
    let (store, alice) = (&fixture.store, name("alice"));
    store.add_streamer(&alice, key("a")).await.unwrap();
    let added = |note: &Note| Write::NoteAdded { streamer: alice.clone(), note: note.clone() };
    let (early, late) = (note("n2", 5), note("n1", 6));
    let steps = [
        reported(&alice, 2, "eve"),
        reported(&alice, 1, "eve"),
        reported(&alice, 2, "ann"),
        reported(&name("nobody"), 3, "ann"),
        added(&late),
        added(&early),
    ];
    store.record(&steps).await.unwrap();
    let open = async || {
        let reports = store.chat_memory(&alice, 0, 0).await.unwrap().reports;
        let names = |one: &ReportedMessage| {
            one.reports.iter().map(|report| report.name.clone()).collect::<Vec<_>>().join(" ")
        };
        reports.iter().map(|one| format!("{} {}", one.message.id, names(one))).collect::<Vec<_>>()
    };
    assert_eq!(open().await, ["1 eve", "2 eve ann"]);
    let memory = store.chat_memory(&alice, 0, 0).await.unwrap();
    assert_eq!(memory.notes, [early.clone(), late]);
    let Write::Reported { message, author, report, .. } = reported(&alice, 1, "eve") else { unreachable!() };
    let first = ReportedMessage { message: (*message).clone(), author, reports: vec![report] };
    assert_eq!(memory.reports[0], first);
    let settled = Write::ReportsSettled { streamer: alice.clone(), message: 2 };
    store.record(&[settled, Write::NoteRemoved { id: token("n1") }]).await.unwrap();
    assert_eq!(open().await, ["1 eve"]);
    assert_eq!(store.delete_reports(10, 9).await.unwrap(), 0);
    assert_eq!(store.delete_reports(11, 9).await.unwrap(), 1);
    assert_eq!(open().await, [""; 0]);
    store.record(&[reported(&alice, 5, "eve")]).await.unwrap();
    store.forget_reports(&alice, &[5], &[early.id]).await.unwrap();
    let memory = store.chat_memory(&alice, 0, 0).await.unwrap();
    assert_eq!((memory.reports, memory.notes), (vec![], vec![]));
}
