//! Emotes, and operations requested from outside.

use futures_util::future::join_all;
use pystreaming_actors::model::{Emote, EmotePicture, Principal};
use pystreaming_actors::ports::{EmoteAct, EventQuery, QueuedOperation};
use serde_json::json;

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

pub async fn a_picture_is_stored_once_while_an_emote_has_it(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let emote = |alias: &str, uri: &str| Emote { alias: alias.into(), uri: uri.into() };
    let every_byte: Vec<u8> = (0..=255).collect();
    let wave = EmotePicture { name: "0a.png".into(), contents: every_byte.repeat(2048) };
    let other = EmotePicture { name: "0b.gif".into(), contents: b"GIF89a".into() };
    for alias in ["wave", "hi"] {
        store.put_emote(&emote(alias, "/w"), &wave).await.unwrap();
    }
    assert_eq!(store.emote_picture("0a.png").await.unwrap(), Some(wave.contents.clone()));
    let revision = store.revision().await.unwrap();
    store.put_emote(&emote("wave", "/o"), &other).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), revision + 1);
    assert_eq!(store.emotes().await.unwrap(), [emote("hi", "/w"), emote("wave", "/o")]);
    assert_eq!(store.emote_picture("0a.png").await.unwrap(), Some(wave.contents), "of another emote");
    for alias in ["hi", "wave"] {
        store.drop_emote(alias).await.unwrap();
    }
    for name in ["0a.png", "0b.gif"] {
        assert_eq!(store.emote_picture(name).await.unwrap(), None);
    }
}

pub async fn emotes_of_streams_are_kept_apart_counted_and_go_with_their_stream(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["Zoë", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let emote = |alias: &str, uri: &str| Emote { alias: alias.into(), uri: uri.into() };
    let picture = |name: &str| EmotePicture { name: name.into(), contents: vec![1] };
    let by = |streamer: &str| EmoteAct {
        streamer: name(streamer),
        operator: "mod".into(),
        by: Principal::Administrator,
        at: 1000,
    };
    store.put_emote(&emote("a", "/site"), &picture("s.png")).await.unwrap();
    let revision = store.revision().await.unwrap();
    assert!(store.put_stream_emote(&by("Zoë"), &emote("a", "/own"), &picture("o.png"), 1).await.unwrap());
    assert_eq!(store.revision().await.unwrap(), revision + 1);
    assert!(!store.put_stream_emote(&by("Zoë"), &emote("b", "/b"), &picture("b.png"), 1).await.unwrap());
    assert_eq!(store.emote_picture("b.png").await.unwrap(), None, "nothing of what did not fit");
    assert!(store.put_stream_emote(&by("Zoë"), &emote("a", "/new"), &picture("n.png"), 1).await.unwrap());
    assert!(store.put_stream_emote(&by("bob"), &emote("a", "/site"), &picture("s.png"), 1).await.unwrap());
    let all = store.stream_emotes().await.unwrap();
    assert_eq!(all, [("bob".into(), emote("a", "/site")), ("zoë".into(), emote("a", "/new"))]);
    assert_eq!(store.emotes().await.unwrap(), [emote("a", "/site")]);
    assert_eq!(store.emote_picture("o.png").await.unwrap(), None, "it was replaced");
    // one picture serves a stream and the site
    store.drop_emote("a").await.unwrap();
    assert_eq!(store.emote_picture("s.png").await.unwrap(), Some(vec![1]));
    store.drop_stream_emote(&by("bob"), "a").await.unwrap();
    assert_eq!(store.emote_picture("s.png").await.unwrap(), None);
    let gone = store.drop_stream_emote(&by("bob"), "a").await.unwrap_err();
    assert_eq!(gone.to_string(), "there is no emote \"a\"");
    let events = store.events(&EventQuery::last(10)).await.unwrap();
    let kinds: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.streamer.as_str())).collect();
    let (add, remove) = ("add_stream_emote", "remove_stream_emote");
    assert_eq!(kinds, [(add, "Zoë"), (add, "Zoë"), (add, "bob"), (remove, "bob")]);
    assert_eq!(events[3].meta, json!({"operator": "mod", "alias": "a"}));
    store.drop_streamer(&name("zoë")).await.unwrap();
    assert_eq!(store.stream_emotes().await.unwrap(), []);
    assert_eq!(store.emote_picture("n.png").await.unwrap(), None);
    let nowhere = store.put_stream_emote(&by("zoë"), &emote("a", "/x"), &picture("x.png"), 1).await;
    assert!(nowhere.is_err());
}

pub async fn operations_are_taken_once_in_order(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let mut requested = Vec::new();
    for n in 0..12 {
        let (streamer, operation) = (["Alice", "bob"][n % 2], format!("{{\"Say\":{n}}}"));
        let id = store.request_operation(&name(streamer), &operation).await.unwrap();
        requested.push(QueuedOperation { id, streamer: name(streamer), operation });
    }
    assert_eq!(store.take_operations().await.unwrap(), requested);
    assert_eq!(store.take_operations().await.unwrap(), []);
}

pub async fn requesters_read_the_answer_once(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let first = store.request_operation(&name("alice"), "1").await.unwrap();
    let second = store.request_operation(&name("alice"), "2").await.unwrap();
    assert_eq!(store.operation_answer(first).await.unwrap(), None);
    assert!(store.withdraw_operation(second).await.unwrap());
    assert_eq!(store.take_operations().await.unwrap().len(), 1);
    assert!(!store.withdraw_operation(first).await.unwrap(), "a server has it");
    let answer = format!("{{\"names\":[{}]}}", "\"somebody\",".repeat(10_000));
    store.answer_operations(&[(first, answer.clone())]).await.unwrap();
    assert_eq!(store.operation_answer(first).await.unwrap(), Some(answer));
    assert_eq!(store.operation_answer(first).await.unwrap(), None);
    // nobody asked about this one, and it is long ago
    store.answer_operations(&[(second, "old".into())]).await.unwrap();
    store.answer_operations(&[(second + 2000, "new".into())]).await.unwrap();
    assert_eq!(store.operation_answer(second).await.unwrap(), None);
    assert_eq!(store.operation_answer(second + 2000).await.unwrap().as_deref(), Some("new"));
}

pub async fn two_takers_share_the_operations(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    for n in 0..20 {
        store.request_operation(&name("alice"), &format!("{n:02}")).await.unwrap();
    }
    let taken = join_all((0..4).map(|_| store.take_operations())).await;
    let mut all: Vec<_> = taken.into_iter().flat_map(Result::unwrap).map(|queued| queued.operation).collect();
    all.sort();
    assert_eq!(all, (0..20).map(|n| format!("{n:02}")).collect::<Vec<_>>());
}
