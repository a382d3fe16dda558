//! Emotes, and messages from outside on their way into a chat.

use futures_util::future::join_all;
use pystreaming_actors::model::{Emote, MessageKind, PendingMessage};

use crate::fixture::{Fixture, key, name};

pub async fn emotes_are_unique_and_listed_by_alias(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let emote = |alias: &str, uri: &str| Emote { alias: alias.into(), uri: uri.into() };
    for alias in ["cat", "Cat", "ant"] {
        store.add_emote(&emote(alias, "https://a.example/x.png")).await.unwrap();
    }
    let error = store.add_emote(&emote("cat", "https://b.example")).await.unwrap_err();
    assert_eq!(error.to_string(), "emote \"cat\" exists already");
    store.drop_emote("Cat").await.unwrap();
    let all = store.emotes().await.unwrap();
    assert_eq!(all, [emote("ant", "https://a.example/x.png"), emote("cat", "https://a.example/x.png")]);
}

pub async fn messages_are_taken_once_in_order(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let kinds = [MessageKind::Server, MessageKind::Action, MessageKind::Normal];
    let sent: Vec<_> = (0..12)
        .map(|n| PendingMessage {
            streamer: name(["Alice", "bob"][n % 2]),
            kind: kinds[n % 3],
            message: n.to_string(),
        })
        .collect();
    let mut ids = Vec::new();
    for message in &sent {
        ids.push(store.send_message(message).await.unwrap());
    }
    let taken = store.take_messages().await.unwrap();
    assert_eq!(taken.iter().map(|queued| queued.id).collect::<Vec<_>>(), ids);
    assert_eq!(taken.into_iter().map(|queued| queued.message).collect::<Vec<_>>(), sent);
    assert_eq!(store.take_messages().await.unwrap(), []);
}

pub async fn senders_learn_once_who_heard_their_message(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let message = PendingMessage { streamer: name("alice"), kind: MessageKind::Normal, message: "x".into() };
    let first = store.send_message(&message).await.unwrap();
    let second = store.send_message(&message).await.unwrap();
    assert_eq!(store.delivery(first).await.unwrap(), None);
    assert!(store.withdraw_message(second).await.unwrap());
    assert_eq!(store.take_messages().await.unwrap().len(), 1);
    assert!(!store.withdraw_message(first).await.unwrap(), "a server has it");
    store.report_deliveries(&[(first, 3)]).await.unwrap();
    assert_eq!(store.delivery(first).await.unwrap(), Some(3));
    assert_eq!(store.delivery(first).await.unwrap(), None);
    // nobody asked about this one, and it is long ago
    store.report_deliveries(&[(second, 1)]).await.unwrap();
    store.report_deliveries(&[(second + 2000, 1)]).await.unwrap();
    assert_eq!(store.delivery(second).await.unwrap(), None);
    assert_eq!(store.delivery(second + 2000).await.unwrap(), Some(1));
}

pub async fn two_takers_share_the_messages(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    for n in 0..20 {
        let message =
            PendingMessage { streamer: name("alice"), kind: MessageKind::Normal, message: format!("{n:02}") };
        store.send_message(&message).await.unwrap();
    }
    let taken = join_all((0..4).map(|_| store.take_messages())).await;
    let mut all: Vec<_> =
        taken.into_iter().flat_map(Result::unwrap).map(|queued| queued.message.message).collect();
    all.sort();
    assert_eq!(all, (0..20).map(|n| format!("{n:02}")).collect::<Vec<_>>());
}
