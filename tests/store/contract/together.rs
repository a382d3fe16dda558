//! What holds across all of it, also when many work at once.

use futures_util::future::join_all;
use pystreaming_actors::model::names::ViewerPassword;
use pystreaming_actors::model::{AuditEvent, ChatSetting, Description, Emote, Setting};
use pystreaming_actors::ports::{EventQuery, StoreError, Write};
use serde_json::json;

use crate::fixture::{Fixture, Record, broadcast, key, name, token, viewers};

/// Text that a careless store would execute, cut or garble.
const HOSTILE: &str = "'; DROP TABLE streamers; -- \" \\ % _ ? \u{1f984} ö \u{202e} \n\t<b>";

pub async fn every_administrative_change_moves_the_revision(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let alice = name("alice");
    let emote = Emote { alias: "cat".into(), uri: "https://a.example".into() };
    let mut last = store.revision().await.unwrap();
    for step in 0..7 {
        match step {
            0 => store.add_streamer(&alice, key("a")).await,
            1 => store.set_key(&alice, key("b")).await,
            2 => store.set(&alice, &Setting::Chat(ChatSetting::Disabled), 0).await,
            3 => store.add_emote(&emote).await,
            4 => store.request_operation(&alice, "x").await.map(drop),
            5 => store.drop_emote("cat").await,
            _ => store.drop_streamer(&alice).await,
        }
        .unwrap();
        let revision = store.revision().await.unwrap();
        assert_ne!(revision, last, "step {step}");
        last = revision;
    }
    // what only the server itself does
    store.add_streamer(&alice, key("a")).await.unwrap();
    store.request_operation(&alice, "x").await.unwrap();
    last = store.revision().await.unwrap();
    store
        .record(&[viewers(1, "alice", 1), Write::BroadcastStarted(broadcast("id", "alice", 1))])
        .await
        .unwrap();
    store.take_operations().await.unwrap();
    assert_eq!(store.revision().await.unwrap(), last);
}

pub async fn hostile_text_comes_back_as_it_went_in(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let evil = name(HOSTILE);
    store.add_streamer(&evil, key("a")).await.unwrap();
    store.set(&evil, &Setting::Description(Some(Description::stored(HOSTILE))), 0).await.unwrap();
    store.set(&evil, &Setting::Password(ViewerPassword::stored(HOSTILE)), 0).await.unwrap();
    store.add_emote(&Emote { alias: HOSTILE.into(), uri: HOSTILE.into() }).await.unwrap();
    store.request_operation(&evil, HOSTILE).await.unwrap();
    let event = AuditEvent::StartStreaming {
        description: Some(HOSTILE.into()),
        password: ViewerPassword::stored(HOSTILE),
    };
    store.record(&[Write::Audit { at: 0, streamer: evil.clone(), event }]).await.unwrap();

    let streamer = fixture.streamer(HOSTILE).await;
    assert_eq!(streamer.name.as_str(), HOSTILE);
    assert_eq!(streamer.description.as_deref(), Some(HOSTILE));
    assert_eq!(streamer.password, ViewerPassword::stored(HOSTILE));
    assert_eq!(store.emotes().await.unwrap(), [Emote { alias: HOSTILE.into(), uri: HOSTILE.into() }]);
    assert_eq!(store.take_operations().await.unwrap()[0].operation, HOSTILE);
    let events = store.events(&EventQuery::last(1).of(&evil)).await.unwrap();
    assert_eq!(events[0].meta, json!({"description": HOSTILE, "password": HOSTILE}));
}

pub async fn of_many_who_add_the_same_streamer_one_succeeds(fixture: &Fixture<'_>) {
    let spellings = ["alice", "Alice", "ALICE", "aLICE", "alicE", "ALice"].map(name);
    let added = join_all(spellings.iter().map(|name| fixture.store.add_streamer(name, key("a")))).await;
    assert_eq!(added.iter().filter(|result| result.is_ok()).count(), 1, "{added:?}");
    for error in added.into_iter().filter_map(Result::err) {
        assert!(matches!(error, StoreError::Exists { what: "streamer", .. }), "{error}");
    }
}

pub async fn admins_and_journal_work_at_the_same_time(fixture: &Fixture<'_>) {
    const ROUNDS: u32 = 25;
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let before = store.revision().await.unwrap();
    let journal = async {
        for round in 0..ROUNDS {
            let id = round.to_string();
            let start = Write::BroadcastStarted(broadcast(&id, ["alice", "bob"][round as usize % 2], 1));
            store.record(&[start, viewers(1, "alice", round)]).await.unwrap();
            store.record(&[Write::BroadcastEnded { id: token(&id), at: 2 }]).await.unwrap();
        }
    };
    let admin = |streamer: &'static str| async move {
        for round in 0..ROUNDS {
            let description = Setting::Description(Some(Description::stored(&round.to_string())));
            store.set(&name(streamer), &description, 3).await.unwrap();
        }
    };
    let recreate = async {
        for _ in 0..ROUNDS {
            store.drop_streamer(&name("bob")).await.unwrap();
            store.add_streamer(&name("bob"), key("bob")).await.unwrap();
        }
    };
    tokio::join!(journal, admin("alice"), admin("ALICE"), recreate);
    assert_eq!(store.revision().await.unwrap(), before + i64::from(4 * ROUNDS));
    assert_eq!(store.events(&EventQuery::last(1000)).await.unwrap().len() as u32, 3 * ROUNDS);
    assert_eq!(store.open_broadcasts().await.unwrap(), []);
}
