//! Sessions of the desk, and the links that begin one.

use pystreaming_actors::model::{SecretHash, SessionSecret};
use pystreaming_actors::ports::StoreError;

use crate::fixture::{Fixture, key, name};

fn secret(random: u128) -> SecretHash {
    SessionSecret::from_random(random).hash()
}

/// What is left of the sessions: hash, streamer and last use.
async fn left(fixture: &Fixture<'_>) -> Vec<(SecretHash, Option<String>, i64)> {
    let sessions = fixture.store.desk_sessions().await.unwrap();
    let told = |(hash, session): (_, pystreaming_actors::ports::DeskSession)| {
        (hash, session.streamer.map(|streamer| streamer.to_string()), session.last_used)
    };
    sessions.into_iter().map(told).collect()
}

pub async fn a_session_begins_with_the_key_and_ends_with_it(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["Alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let alice = name("alice");
    for (of, with) in [("alice", "bob"), ("eve", "Alice")] {
        let refused = store.add_desk_session(secret(9), &name(of), key(with), "", 5).await;
        assert!(matches!(refused, Err(StoreError::NotFound { what: "streamer", .. })), "{of}");
    }
    let mut ids = Vec::new();
    for random in [1, 2] {
        let session =
            store.add_desk_session(secret(random), &alice, key("Alice"), "Firefox", 5).await.unwrap();
        assert_eq!((session.browser.as_str(), session.created_at), ("Firefox", 5));
        ids.push(session.id);
    }
    store.add_desk_session(secret(3), &name("bob"), key("bob"), "", 6).await.unwrap();
    store.end_desk_sessions(&ids[..1]).await.unwrap();
    store.desk_sessions_used(&[(ids[1], 20), (ids[1], 15), (ids[0], 30)]).await.unwrap();
    let (hers, his) =
        (|random, at| (secret(random), Some("Alice".to_owned()), at), (secret(3), Some("bob".to_owned()), 6));
    assert_eq!(left(fixture).await, [hers(2, 20), his.clone()]);
    let before = store.revision().await.unwrap();
    store.set_key(&alice, key("new")).await.unwrap();
    assert_eq!(left(fixture).await, [his], "only those of the old key end");
    assert!(store.revision().await.unwrap() > before, "a running server would not notice");
    store.drop_streamer(&name("bob")).await.unwrap();
    assert_eq!(left(fixture).await, []);
}

pub async fn a_link_begins_one_session_while_it_is_young(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    let alice = name("Alice");
    let enter = async |link, session, now| {
        let session = store.use_login_link(secret(link), secret(session), "", now).await.unwrap();
        session.map(|session| session.streamer)
    };
    store.add_login_link(secret(1), Some(&alice), 100, 10).await.unwrap();
    store.add_login_link(secret(2), None, 100, 10).await.unwrap();
    assert_eq!(enter(7, 70, 20).await, None);
    assert_eq!(enter(1, 71, 100).await, None, "too late");
    assert_eq!(enter(1, 71, 99).await, Some(Some(alice.clone())));
    assert_eq!(enter(1, 72, 99).await, None, "it works once");
    assert_eq!(enter(2, 73, 20).await, Some(None));
    assert_eq!(left(fixture).await, [(secret(71), Some("Alice".to_owned()), 99), (secret(73), None, 20)]);
    store.add_login_link(secret(3), Some(&alice), 100, 10).await.unwrap();
    store.set_key(&alice, key("b")).await.unwrap();
    assert_eq!(enter(3, 74, 20).await, None, "the key that it stood for is gone");
    let unknown = store.add_login_link(secret(4), Some(&name("bob")), 100, 10).await;
    assert!(matches!(unknown, Err(StoreError::NotFound { what: "streamer", .. })));
}
