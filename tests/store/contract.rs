//! What every store must do, whatever its database: one function for each behaviour, run on SQLite in a test of its
//! own and on one MariaDB server one after the other, each in an empty database.

use futures_util::future::join_all;
use pystreaming_actors::events::AuditEvent;
use pystreaming_actors::names::ViewerPassword;
use pystreaming_actors::store::{
    ChatSetting, Emote, MessageKind, PendingMessage, Setting, StoreError, StoredEvent, Write,
};
use serde_json::{Value, json};

use crate::fixture::{Fixture, broadcast, key, name, token, viewers};
use crate::mariadb::MariaDb;

/// Text that a careless store would execute, cut or garble.
const HOSTILE: &str = "'; DROP TABLE streamers; -- \" \\ % _ ? \u{1f984} ö \u{202e} \n\t<b>";

macro_rules! contract {
    ($($behaviour:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $behaviour() {
                super::$behaviour(&crate::fixture::Fixture::sqlite().await).await;
            })*
        }

        #[tokio::test]
        async fn mariadb_keeps_the_whole_contract() {
            let server = MariaDb::start().await;
            $({
                println!("{}", stringify!($behaviour));
                $behaviour(&Fixture::mariadb(&server).await).await;
            })*
        }
    };
}

contract! {
    a_new_store_is_empty
    a_streamer_starts_with_nothing_but_name_and_key
    streamers_are_listed_by_name
    a_name_is_unique_without_case_in_every_script
    names_that_differ_in_an_accent_are_two
    a_key_belongs_to_one_streamer
    settings_are_set_and_unset
    a_change_is_audited_under_the_registered_name
    changing_what_is_not_there_is_an_error_and_no_change
    a_dropped_streamer_leaves_only_the_audit_behind
    emotes_are_unique_and_listed_by_alias
    messages_are_taken_once_in_order
    two_takers_share_the_messages
    every_administrative_change_moves_the_revision
    a_batch_is_written_in_order
    a_batch_that_fails_leaves_nothing_behind
    a_broadcast_is_replaced_and_forgotten_by_its_id
    a_broadcast_of_a_dropped_streamer_does_not_hold_up_its_batch
    events_are_the_last_ones_oldest_first
    hostile_text_comes_back_as_it_went_in
    of_many_who_add_the_same_streamer_one_succeeds
    admins_and_journal_work_at_the_same_time
}

async fn a_new_store_is_empty(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    assert_eq!(store.revision().await.unwrap(), 0);
    assert_eq!(store.streamers().await.unwrap(), []);
    assert_eq!(store.open_broadcasts().await.unwrap(), []);
    assert_eq!(store.emotes().await.unwrap(), []);
    assert_eq!(store.take_messages().await.unwrap(), []);
    assert_eq!(store.events(None, 10).await.unwrap(), []);
    assert!(fixture.database.pending().await.unwrap().is_empty());
}

async fn a_streamer_starts_with_nothing_but_name_and_key(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("Zoë"), key("k")).await.unwrap();
    let zoe = fixture.streamer("zoë").await;
    assert_eq!((zoe.name.as_str(), zoe.key), ("Zoë", key("k")));
    assert_eq!((zoe.chat, zoe.description, zoe.password), (ChatSetting::Enabled, None, None));
    assert_eq!((zoe.mastodon, zoe.last_live), (None, None));
}

async fn streamers_are_listed_by_name(fixture: &Fixture<'_>) {
    for streamer in ["zoo", "Éva", "Bob", "alice", "_x"] {
        fixture.store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let listed = fixture.store.streamers().await.unwrap();
    let names: Vec<_> = listed.iter().map(|streamer| streamer.name.as_str()).collect();
    assert_eq!(names, ["_x", "alice", "Bob", "zoo", "Éva"]);
}

async fn a_name_is_unique_without_case_in_every_script(fixture: &Fixture<'_>) {
    for (first, second) in [("Zoë", "ZOË"), ("ЖУК", "жук"), ("ÀÉÎ", "àéî"), ("𐐀x", "𐐨X")]
    {
        fixture.store.add_streamer(&name(first), key(first)).await.unwrap();
        let error = fixture.store.add_streamer(&name(second), key(second)).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Exists { what: "streamer", name } if name == first),
            "{second}: {error}"
        );
    }
}

async fn names_that_differ_in_an_accent_are_two(fixture: &Fixture<'_>) {
    for (number, streamer) in ["zoe", "zoë", "zoé", "strasse", "straße"].into_iter().enumerate() {
        fixture.store.add_streamer(&name(streamer), key(&number.to_string())).await.unwrap();
    }
    assert_eq!(fixture.store.streamers().await.unwrap().len(), 5);
}

async fn a_key_belongs_to_one_streamer(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("shared")).await.unwrap();
    store.add_streamer(&name("bob"), key("own")).await.unwrap();
    let taken = |error: StoreError| matches!(&error, StoreError::Exists { what: "stream key of", name } if name == "Alice");
    assert!(taken(store.add_streamer(&name("carol"), key("shared")).await.unwrap_err()));
    assert!(taken(store.set(&name("bob"), &Setting::Key(key("shared")), 0).await.unwrap_err()));
    store.set(&name("alice"), &Setting::Key(key("shared")), 0).await.unwrap();
    store.set(&name("alice"), &Setting::Key(key("fresh")), 0).await.unwrap();
    store.set(&name("bob"), &Setting::Key(key("shared")), 0).await.unwrap();
    assert_eq!(fixture.streamer("bob").await.key, key("shared"));
    assert_eq!(fixture.streamer("alice").await.key, key("fresh"));
}

async fn settings_are_set_and_unset(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let bob = fixture.streamer("bob").await;
    let bare = fixture.streamer("alice").await;
    for setting in [
        Setting::Chat(ChatSetting::Hidden),
        Setting::Description(Some("about".into())),
        Setting::Password(ViewerPassword::new("sesame")),
        Setting::Mastodon(Some("https://social.example/@alice".into())),
    ] {
        fixture.store.set(&name("ALICE"), &setting, 0).await.unwrap();
        // a value that is there already is no error
        fixture.store.set(&name("ALICE"), &setting, 0).await.unwrap();
    }
    let set = fixture.streamer("alice").await;
    assert_eq!(set.chat, ChatSetting::Hidden);
    assert_eq!(set.description.as_deref(), Some("about"));
    assert_eq!(set.password, ViewerPassword::new("sesame"));
    assert_eq!(set.mastodon.as_deref(), Some("https://social.example/@alice"));
    for setting in [
        Setting::Chat(ChatSetting::Enabled),
        Setting::Description(None),
        Setting::Password(None),
        Setting::Mastodon(None),
    ] {
        fixture.store.set(&name("alice"), &setting, 0).await.unwrap();
    }
    assert_eq!(fixture.streamer("alice").await, bare);
    assert_eq!(fixture.streamer("bob").await, bob);
}

async fn a_change_is_audited_under_the_registered_name(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.set(&name("ALICE"), &Setting::Description(Some("now".into())), 7).await.unwrap();
    store.set(&name("alice"), &Setting::Password(ViewerPassword::new("pw")), 8).await.unwrap();
    store.set(&name("alice"), &Setting::Password(None), 9).await.unwrap();
    store.set(&name("alice"), &Setting::Chat(ChatSetting::Hidden), 10).await.unwrap();
    let event = |at, kind: &str, meta| StoredEvent { at, streamer: "Alice".into(), kind: kind.into(), meta };
    assert_eq!(
        store.events(None, 10).await.unwrap(),
        [
            event(7, "set_description", json!({"description": "now"})),
            event(8, "set_viewer_password", json!({"password": "pw"})),
            event(9, "set_viewer_password", json!({"password": null})),
        ]
    );
}

async fn changing_what_is_not_there_is_an_error_and_no_change(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let nobody = name("Nobody");
    let missing = |error: StoreError| {
        let shown = error.to_string();
        assert!(matches!(error, StoreError::NotFound { .. }), "{shown}");
        shown
    };
    let message = PendingMessage { streamer: nobody.clone(), kind: MessageKind::Normal, message: "x".into() };
    assert_eq!(missing(store.drop_streamer(&nobody).await.unwrap_err()), "there is no streamer \"Nobody\"");
    missing(store.set(&nobody, &Setting::Key(key("k")), 0).await.unwrap_err());
    missing(store.set(&nobody, &Setting::Description(Some("x".into())), 0).await.unwrap_err());
    missing(store.send_message(&message).await.unwrap_err());
    assert_eq!(missing(store.drop_emote("cat").await.unwrap_err()), "there is no emote \"cat\"");
    assert_eq!(store.revision().await.unwrap(), 0);
    assert_eq!(store.events(None, 10).await.unwrap(), []);
}

async fn a_dropped_streamer_leaves_only_the_audit_behind(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
        let kind = MessageKind::Normal;
        store
            .send_message(&PendingMessage { streamer: name(streamer), kind, message: "x".into() })
            .await
            .unwrap();
        let started = Write::BroadcastStarted(broadcast(streamer, streamer, 1));
        store.write(&[viewers(1, streamer, 3), started]).await.unwrap();
    }
    store.drop_streamer(&name("Alice")).await.unwrap();
    assert_eq!(store.streamers().await.unwrap().len(), 1);
    assert_eq!(store.events(Some(&name("alice")), 10).await.unwrap().len(), 1);
    // a streamer of the same name later finds nothing of the first one's
    store.add_streamer(&name("alice"), key("alice")).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [broadcast("bob", "bob", 1)]);
    let messages = store.take_messages().await.unwrap();
    assert_eq!(messages.iter().map(|message| message.streamer.as_str()).collect::<Vec<_>>(), ["bob"]);
}

async fn emotes_are_unique_and_listed_by_alias(fixture: &Fixture<'_>) {
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

async fn messages_are_taken_once_in_order(fixture: &Fixture<'_>) {
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
    for message in &sent {
        store.send_message(message).await.unwrap();
    }
    assert_eq!(store.take_messages().await.unwrap(), sent);
    assert_eq!(store.take_messages().await.unwrap(), []);
}

async fn two_takers_share_the_messages(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    for n in 0..20 {
        let message =
            PendingMessage { streamer: name("alice"), kind: MessageKind::Normal, message: format!("{n:02}") };
        store.send_message(&message).await.unwrap();
    }
    let taken = join_all((0..4).map(|_| store.take_messages())).await;
    let mut all: Vec<_> = taken.into_iter().flat_map(Result::unwrap).map(|message| message.message).collect();
    all.sort();
    assert_eq!(all, (0..20).map(|n| format!("{n:02}")).collect::<Vec<_>>());
}

async fn every_administrative_change_moves_the_revision(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let alice = name("alice");
    let emote = Emote { alias: "cat".into(), uri: "https://a.example".into() };
    let message = PendingMessage { streamer: alice.clone(), kind: MessageKind::Normal, message: "x".into() };
    let mut last = store.revision().await.unwrap();
    for step in 0..7 {
        match step {
            0 => store.add_streamer(&alice, key("a")).await,
            1 => store.set(&alice, &Setting::Key(key("b")), 0).await,
            2 => store.set(&alice, &Setting::Chat(ChatSetting::Disabled), 0).await,
            3 => store.add_emote(&emote).await,
            4 => store.send_message(&message).await,
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
    store.send_message(&message).await.unwrap();
    last = store.revision().await.unwrap();
    store
        .write(&[viewers(1, "alice", 1), Write::BroadcastStarted(broadcast("id", "alice", 1))])
        .await
        .unwrap();
    store.take_messages().await.unwrap();
    assert_eq!(store.revision().await.unwrap(), last);
}

async fn a_batch_is_written_in_order(fixture: &Fixture<'_>) {
    let batch: Vec<_> = (0..300).map(|n| viewers(5, "alice", n)).collect();
    fixture.store.write(&batch).await.unwrap();
    fixture.store.write(&[]).await.unwrap();
    let events = fixture.store.events(Some(&name("alice")), 1000).await.unwrap();
    let counts: Vec<_> = events.iter().map(|event| event.meta["viewers"].clone()).collect();
    assert_eq!(counts, (0..300).map(Value::from).collect::<Vec<_>>());
}

async fn a_batch_that_fails_leaves_nothing_behind(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.execute("DROP TABLE open_broadcasts").await;
    let batch = [viewers(1, "alice", 1), Write::BroadcastStarted(broadcast("id", "alice", 1))];
    fixture.store.write(&batch).await.unwrap_err();
    assert_eq!(fixture.store.events(None, 10).await.unwrap(), []);
}

async fn a_broadcast_is_replaced_and_forgotten_by_its_id(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let first = broadcast("one", "Alice", 100);
    let mut second = broadcast("two", "bob", 90);
    second.publish_name = None;
    let start = |broadcast: &_| Write::BroadcastStarted(Clone::clone(broadcast));
    store.write(&[start(&first), start(&second)]).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [second.clone(), first.clone()]);

    let rotated = pystreaming_actors::store::Broadcast { prefix: token("rotated"), ..first };
    store.write(&[start(&rotated)]).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [second, rotated]);

    let end = |id, at| Write::BroadcastEnded { id: token(id), at };
    store.write(&[end("two", 200), end("unknown", 300)]).await.unwrap();
    let open = store.open_broadcasts().await.unwrap();
    assert_eq!(open.iter().map(|open| open.streamer.as_str()).collect::<Vec<_>>(), ["Alice"]);
    assert_eq!(fixture.streamer("bob").await.last_live, Some(200));
    assert_eq!(fixture.streamer("alice").await.last_live, None);
    store.write(&[end("one", 400), end("one", 500)]).await.unwrap();
    assert_eq!(fixture.streamer("alice").await.last_live, Some(400));
}

async fn a_broadcast_of_a_dropped_streamer_does_not_hold_up_its_batch(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let started = |id, streamer| Write::BroadcastStarted(broadcast(id, streamer, 1));
    store.write(&[viewers(1, "gone", 1), started("x", "gone"), started("y", "alice")]).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [broadcast("y", "alice", 1)]);
    assert_eq!(store.events(Some(&name("gone")), 10).await.unwrap().len(), 1);
}

async fn events_are_the_last_ones_oldest_first(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    // the clock may be set back: the order is that of writing
    let batch = [viewers(30, "Zoë", 1), viewers(20, "bob", 2), viewers(10, "zoë", 3), viewers(40, "ZOË", 4)];
    store.write(&batch).await.unwrap();
    let times = |events: Vec<StoredEvent>| events.iter().map(|event| event.at).collect::<Vec<_>>();
    assert_eq!(times(store.events(None, 3).await.unwrap()), [20, 10, 40]);
    assert_eq!(times(store.events(Some(&name("zOË")), 2).await.unwrap()), [10, 40]);
    assert_eq!(times(store.events(Some(&name("zoe")), 2).await.unwrap()), [0; 0]);
    assert_eq!(times(store.events(None, 0).await.unwrap()), [0; 0]);
    assert_eq!(times(store.events(None, u32::MAX).await.unwrap()), [30, 20, 10, 40]);
}

async fn hostile_text_comes_back_as_it_went_in(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let evil = name(HOSTILE);
    store.add_streamer(&evil, key("a")).await.unwrap();
    store.set(&evil, &Setting::Description(Some(HOSTILE.into())), 0).await.unwrap();
    store.set(&evil, &Setting::Password(ViewerPassword::new(HOSTILE)), 0).await.unwrap();
    store.add_emote(&Emote { alias: HOSTILE.into(), uri: HOSTILE.into() }).await.unwrap();
    let message =
        PendingMessage { streamer: evil.clone(), kind: MessageKind::Server, message: HOSTILE.into() };
    store.send_message(&message).await.unwrap();
    let event = AuditEvent::StartStreaming {
        description: Some(HOSTILE.into()),
        password: ViewerPassword::new(HOSTILE),
    };
    store.write(&[Write::Audit { at: 0, streamer: evil.clone(), event }]).await.unwrap();

    let streamer = fixture.streamer(HOSTILE).await;
    assert_eq!(streamer.name.as_str(), HOSTILE);
    assert_eq!(streamer.description.as_deref(), Some(HOSTILE));
    assert_eq!(streamer.password, ViewerPassword::new(HOSTILE));
    assert_eq!(store.emotes().await.unwrap(), [Emote { alias: HOSTILE.into(), uri: HOSTILE.into() }]);
    assert_eq!(store.take_messages().await.unwrap(), [message]);
    let events = store.events(Some(&evil), 1).await.unwrap();
    assert_eq!(events[0].meta, json!({"description": HOSTILE, "password": HOSTILE}));
}

async fn of_many_who_add_the_same_streamer_one_succeeds(fixture: &Fixture<'_>) {
    let spellings = ["alice", "Alice", "ALICE", "aLICE", "alicE", "ALice"].map(name);
    let added = join_all(spellings.iter().map(|name| fixture.store.add_streamer(name, key("a")))).await;
    assert_eq!(added.iter().filter(|result| result.is_ok()).count(), 1, "{added:?}");
    for error in added.into_iter().filter_map(Result::err) {
        assert!(matches!(error, StoreError::Exists { what: "streamer", .. }), "{error}");
    }
}

async fn admins_and_journal_work_at_the_same_time(fixture: &Fixture<'_>) {
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
            store.write(&[start, viewers(1, "alice", round)]).await.unwrap();
            store.write(&[Write::BroadcastEnded { id: token(&id), at: 2 }]).await.unwrap();
        }
    };
    let admin = |streamer: &'static str| async move {
        for round in 0..ROUNDS {
            let description = Setting::Description(Some(round.to_string()));
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
    assert_eq!(store.events(None, 1000).await.unwrap().len() as u32, 3 * ROUNDS);
    assert_eq!(store.open_broadcasts().await.unwrap(), []);
}
