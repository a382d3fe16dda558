//! Chat: history, mutes, moderators, and what streamers set in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pystreaming_actors::model::names::{AddressId, ViewerPassword};
use pystreaming_actors::model::{
    AccountId, Appeal, ChatKind, ChatMessage, ChatSetting, Colour, Description, Moderator, Person, Pin, Poll,
    Principal, Role, Sanction, SanctionKind, SanctionScope, Setting, VoterId,
};
use pystreaming_actors::ports::{ChatMemory, EventQuery, Write};
use pystreaming_actors::room::POLLS_MAX;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::fixture::{Fixture, Record, by_token, key, name, token, viewers};

const HOSTILE: &str = "'; DROP TABLE chat_messages; -- \" \\ % \u{1f984} \u{202e} \n<script>";

fn message(id: u64, text: &str) -> ChatMessage {
    let author = Some(Person {
        username: "Bob".into(),
        role: Role::Viewer,
        color: Colour([0, 128, 255]),
        account: Some(AccountId(7)),
    });
    ChatMessage { id, time: 1000, kind: ChatKind::Message, author, text: text.into(), reply: None }
}

fn said(streamer: &str, message: ChatMessage) -> Write {
    Write::ChatSaid { streamer: name(streamer), message: Arc::new(message) }
}

pub fn mute(id: &str, browser_id: Option<&str>, at: i64) -> Sanction {
    Sanction {
        id: token(id),
        kind: SanctionKind::Mute,
        scope: SanctionScope::Stream,
        browser_id: browser_id.map(token),
        account: None,
        address: AddressId::stored("0123abc"),
        shared: false,
        name: HOSTILE.into(),
        at,
        until: None,
        operator: "zoe".into(),
        reason: String::new(),
        appeal: None,
    }
}

async fn memory(fixture: &Fixture<'_>, streamer: &str) -> ChatMemory {
    fixture.store.chat_memory(&name(streamer), 1000, 0).await.unwrap()
}

async fn ids(fixture: &Fixture<'_>, streamer: &str, limit: u32, since: i64) -> Vec<u64> {
    let memory = fixture.store.chat_memory(&name(streamer), limit, since).await.unwrap();
    memory.history.iter().map(|message| message.id).collect()
}

pub async fn a_text_with_nul_holds_up_nothing(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.store.record(&[said("alice", message(1, "a\0b")), said("alice", message(2, "c"))]).await.unwrap();
    let history = memory(fixture, "alice").await.history;
    assert_eq!(
        history.iter().map(|message| &*message.text).collect::<Vec<_>>(),
        [fixture.kept("a\0b"), "c".into()]
    );
}

pub async fn a_room_nobody_spoke_in_begins_with_nothing(fixture: &Fixture<'_>) {
    assert_eq!(memory(fixture, "nobody").await, ChatMemory::default());
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    assert_eq!(memory(fixture, "alice").await, ChatMemory::default());
}

pub async fn ids_are_set_aside_once(fixture: &Fixture<'_>) {
    const NOW: u64 = 1_800_000_000_000_000;
    let store = &fixture.store;
    let revision = store.revision().await.unwrap();
    assert_eq!(store.reserve_ids(NOW, 600_000_000).await.unwrap(), NOW);
    // at once again, after a crash; with the clock set back; and long after that
    assert_eq!(store.reserve_ids(NOW, 600_000_000).await.unwrap(), NOW + 600_000_000);
    assert_eq!(store.reserve_ids(NOW - 3_600_000_000, 10).await.unwrap(), NOW + 1_200_000_000);
    assert_eq!(store.reserve_ids(0, 10).await.unwrap(), NOW + 1_200_000_010);
    assert_eq!(store.reserve_ids(NOW + 9_000_000_000, 10).await.unwrap(), NOW + 9_000_000_000);
    // from before ids were set aside; but not one that no page can read, which somebody made by hand
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let far = NOW + 20_000_000_000;
    store
        .record(&[said("alice", message(far, "x")), said("alice", message(i64::MAX as u64, "x"))])
        .await
        .unwrap();
    assert_eq!(store.reserve_ids(NOW, 10).await.unwrap(), far + 1);
    store.record(&[Write::ChatCleared { streamer: name("alice"), up_to: u64::MAX }]).await.unwrap();
    assert_eq!(store.reserve_ids(NOW, 10).await.unwrap(), far + 11);
    assert_eq!(store.revision().await.unwrap(), revision + 1, "of the streamer");
}

pub async fn messages_come_back_as_they_were_said(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("Zoë"), key("a")).await.unwrap();
    let id = 1_800_000_000_000_000;
    let mut all = vec![
        ChatMessage { kind: ChatKind::Server, author: None, ..message(id, "soon") },
        message(id + 1, HOSTILE),
        ChatMessage { kind: ChatKind::Action, reply: Some(id + 1), ..message(id + 2, "waves") },
        ChatMessage { kind: ChatKind::Drawing, ..message(id + 3, &"data:image/png;".repeat(20_000)) },
    ];
    for (message, role) in all[1..].iter_mut().zip([Role::Streamer, Role::Moderator, Role::Viewer]) {
        let username = format!("{role:?} {HOSTILE}").into();
        message.author = Some(Person { username, role, color: Colour([255, 0, 16]), account: None });
    }
    let steps: Vec<_> = all.iter().rev().map(|message| said("zoë", message.clone())).collect();
    fixture.store.record(&steps).await.unwrap();
    assert_eq!(memory(fixture, "ZOË").await.history, all);
    // a second time with the same id, in another batch and in the same
    let again = [message(id, "first"), message(id, "second")].map(|message| said("zoë", message));
    fixture.store.record(&again).await.unwrap();
    all[0] = message(id, "second");
    assert_eq!(memory(fixture, "zoë").await.history, all);
}

pub async fn history_is_the_last_messages_that_are_not_too_old(fixture: &Fixture<'_>) {
    for streamer in ["alice", "bob"] {
        fixture.store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let steps = (1..=200).flat_map(|id| {
        let message = ChatMessage { time: 1000 + id as i64, ..message(id, "hello") };
        [said("alice", message.clone()), said("bob", message)]
    });
    fixture.store.record(&steps.collect::<Vec<_>>()).await.unwrap();
    assert_eq!(ids(fixture, "alice", 1000, 0).await, (1..=200).collect::<Vec<_>>());
    assert_eq!(ids(fixture, "alice", 3, 0).await, [198, 199, 200]);
    assert_eq!(ids(fixture, "alice", 100, 1199).await, [199, 200]);
    assert_eq!(ids(fixture, "alice", 0, 0).await, [0; 0]);
    assert_eq!(ids(fixture, "alice", 100, i64::MAX).await, [0; 0]);
}

pub async fn a_room_is_told_what_history_has_no_room_for(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let steps = (1..=20).map(|id| said("alice", ChatMessage { time: id as i64, ..message(id, "hello") }));
    store.record(&steps.collect::<Vec<_>>()).await.unwrap();
    let outdated =
        async |limit, since| store.chat_memory(&name("alice"), limit, since).await.unwrap().outdated;
    assert_eq!(outdated(20, 0).await, None);
    assert_eq!(outdated(5, 0).await, Some(15));
    assert_eq!(outdated(20, 11).await, Some(10));
    assert_eq!(outdated(0, 0).await, Some(20));
    assert_eq!(outdated(20, 100).await, Some(20));
    store.record(&[Write::ChatCleared { streamer: name("alice"), up_to: 20 }]).await.unwrap();
    assert_eq!(outdated(0, 100).await, None);
}

/// Batches write only what is left in the end, by other statements than a step alone would take.
pub async fn the_outcome_is_that_of_one_step_after_the_other(fixture: &Fixture<'_>) {
    let streamers = ["alice", "bob"];
    for streamer in streamers {
        fixture.store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let mut random = StdRng::seed_from_u64(7);
    let mut expected = [BTreeMap::new(), BTreeMap::new()];
    let mut deleted = [BTreeSet::new(), BTreeSet::new()];
    for round in 0..40 {
        let mut steps = Vec::new();
        for step in 0..random.random_range(1..120) {
            let room = random.random_range(0..2);
            let (streamer, id) = (name(streamers[room]), random.random_range(1..60));
            steps.push(match random.random_range(0..12) {
                0 => {
                    expected[room].remove(&id);
                    deleted[room].insert(id);
                    Write::ChatDeleted { streamer, id }
                }
                1 => {
                    let up_to = id / 2;
                    expected[room].retain(|id, _| *id > up_to);
                    deleted[room].retain(|id| *id > up_to);
                    Write::ChatCleared { streamer, up_to }
                }
                _ => {
                    let message = message(id, &format!("{round} {step}"));
                    expected[room].insert(id, message.clone());
                    Write::ChatSaid { streamer, message: Arc::new(message) }
                }
            });
        }
        fixture.store.record(&steps).await.unwrap();
        for (room, streamer) in streamers.iter().enumerate() {
            let stored = memory(fixture, streamer).await;
            assert_eq!(stored.history, expected[room].values().cloned().collect::<Vec<_>>(), "round {round}");
            assert_eq!(stored.deleted, deleted[room].iter().copied().collect::<Vec<_>>(), "round {round}");
        }
    }
}

pub async fn sanctions_and_moderators_are_known_again(fixture: &Fixture<'_>) {
    for streamer in ["alice", "bob"] {
        fixture.store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let sanctioned = |sanction: &Sanction| Write::Sanctioned {
        streamer: name("alice"),
        sanction: sanction.clone().into(),
    };
    let moderator = |browser_id: &str, name: &str| Moderator {
        browser_id: token(browser_id),
        account: None,
        name: name.into(),
        role: Role::Moderator,
    };
    let promoted = |streamer, moderator: &Moderator| Write::ModeratorAdded {
        streamer: name(streamer),
        moderator: moderator.clone(),
    };
    let first = mute("m1", Some("v1"), 5);
    let second = Sanction {
        kind: SanctionKind::Ban,
        account: Some(AccountId(3)),
        shared: true,
        until: Some(900),
        operator: HOSTILE.into(),
        reason: HOSTILE.into(),
        ..mute("m2", None, 6)
    };
    let appeal = Appeal { text: HOSTILE.into(), at: 7, declined: false };
    let appealed = |id, declined| Write::Appealed {
        id: token(id),
        scope: SanctionScope::Stream,
        appeal: Appeal { declined, ..appeal.clone() },
    };
    let (carol, dave) = (moderator("v1", "Carol"), moderator("v2", HOSTILE));
    fixture
        .store
        .record(&[
            sanctioned(&mute("m2", None, 3)),
            sanctioned(&second),
            sanctioned(&first),
            appealed("m1", false),
            appealed("unknown", false),
            promoted("alice", &dave),
            promoted("alice", &moderator("v1", "Caro")),
            promoted("alice", &carol),
            promoted("bob", &carol),
        ])
        .await
        .unwrap();
    let alice = memory(fixture, "Alice").await;
    let first = Sanction { appeal: Some(appeal.clone()), ..first };
    assert_eq!((alice.sanctions, alice.moderators), (vec![first, second.clone()], vec![carol.clone(), dave]));
    let demoted = Write::ModeratorRemoved { streamer: name("alice"), browser_id: token("v2"), account: None };
    let lifted = |id| Write::Lifted { id: token(id) };
    // an appeal does not bring back what was lifted
    let steps = [lifted("m1"), lifted("unknown"), appealed("m1", true), appealed("m2", true), demoted];
    fixture.store.record(&steps).await.unwrap();
    let second = Sanction { appeal: Some(Appeal { declined: true, ..appeal.clone() }), ..second };
    let alice = memory(fixture, "alice").await;
    assert_eq!((alice.sanctions, alice.moderators), (vec![second], vec![carol.clone()]));
    let bob = memory(fixture, "bob").await;
    assert_eq!((bob.sanctions, bob.moderators), (vec![], vec![carol]));
}

pub async fn sanctions_of_the_site_hold_in_every_room(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let site = |id, at, until| Sanction { scope: SanctionScope::Site, until, ..mute(id, Some("v1"), at) };
    let before = store.revision().await.unwrap();
    let (ended, lasting) = (site("s1", 5, Some(9)), site("s2", 10, None));
    for sanction in [&ended, &lasting] {
        let write = Write::SiteSanctioned { sanction: sanction.clone().into(), by: None };
        store.record(&[write.by(by_token(3))]).await.unwrap();
    }
    assert!(store.revision().await.unwrap() > before, "a running server would not notice");
    assert_eq!(
        store.site_sanctions().await.unwrap(),
        std::slice::from_ref(&lasting),
        "one that has ended is forgotten"
    );
    for streamer in ["alice", "bob"] {
        assert_eq!(memory(fixture, streamer).await.sanctions, std::slice::from_ref(&lasting));
    }
    let admin = store.by(Principal::Administrator, 11);
    assert!(admin.decline_site_appeal(&token("s2")).await.is_err(), "there is none");
    let appeal = Appeal { text: "sorry".into(), at: 11, declined: false };
    let scope = SanctionScope::Site;
    store.record(&[Write::Appealed { id: token("s2"), scope, appeal: appeal.clone() }]).await.unwrap();
    admin.decline_site_appeal(&token("s2")).await.unwrap();
    let declined = Some(Appeal { declined: true, ..appeal });
    assert_eq!(store.site_sanctions().await.unwrap()[0].appeal, declined);
    // a room does not lift what holds on the whole site, and a streamer who leaves takes it along no more
    store.record(&[Write::Lifted { id: token("s2") }]).await.unwrap();
    store.drop_streamer(&name("alice")).await.unwrap();
    assert_eq!(store.site_sanctions().await.unwrap().len(), 1);
    admin.lift_site_sanction(&token("s2")).await.unwrap();
    assert!(admin.lift_site_sanction(&token("s2")).await.is_err());
    assert_eq!(store.site_sanctions().await.unwrap(), []);
    let events = store.events(&EventQuery::last(10)).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.meta.clone())).collect();
    assert_eq!(
        told,
        [
            ("add_sanction", json!({"id": "s1", "kind": "mute", "token": 3})),
            ("add_sanction", json!({"id": "s2", "kind": "mute", "token": 3})),
            ("decline_site_appeal", json!({"id": "s2", "by": "administrator"})),
            ("lift_sanction", json!({"id": "s2", "by": "administrator"})),
        ]
    );
}

pub async fn vips_bots_and_titles_are_known_again(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let appointed = |role| {
        let moderator = Moderator { browser_id: token("v1"), account: None, name: HOSTILE.into(), role };
        Write::ModeratorAdded { streamer: name("ALICE"), moderator }
    };
    for role in [Role::Vip, Role::Bot, Role::Moderator] {
        fixture.store.record(&[appointed(role)]).await.unwrap();
        let roles: Vec<Role> = memory(fixture, "alice").await.moderators.iter().map(|one| one.role).collect();
        assert_eq!(roles, [role], "one takes the place of another");
    }
    fixture.execute("UPDATE chat_moderators SET role = 'admin'").await;
    assert_eq!(memory(fixture, "alice").await.moderators[0].role, Role::Viewer, "nobody is streamer by that");
    let titled = |role, title: Option<&str>| Write::TitleSet {
        streamer: name("Alice"),
        role,
        title: title.map(str::to_owned),
    };
    let steps = [
        titled(Role::Moderator, Some("Crew")),
        titled(Role::Vip, Some("Guest")),
        titled(Role::Moderator, Some(HOSTILE)),
        titled(Role::Vip, None),
        Write::TitleSet { streamer: name("nobody"), role: Role::Bot, title: Some("x".into()) },
    ];
    fixture.store.record(&steps).await.unwrap();
    assert_eq!(memory(fixture, "alice").await.titles, [(Role::Moderator, HOSTILE.to_owned())].into());
}

pub async fn slow_mode_is_kept(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.store.add_streamer(&name("bob"), key("b")).await.unwrap();
    for seconds in [30, u32::MAX, 0] {
        fixture.store.record(&[Write::SlowMode { streamer: name("ALICE"), seconds }]).await.unwrap();
        assert_eq!(memory(fixture, "alice").await.slow, seconds);
        assert_eq!(memory(fixture, "bob").await.slow, 0);
    }
}

fn poll(id: &str, at: i64) -> Poll {
    let choices = vec!["yes".into(), HOSTILE.into()];
    Poll {
        id: token(id),
        question: HOSTILE.into(),
        choices,
        votes: vec![0, 0],
        at,
        until: Some(90),
        ended: None,
    }
}

fn started(streamer: &str, poll: &Poll) -> Write {
    Write::PollStarted { streamer: name(streamer), poll: poll.clone() }
}

fn voted(poll: &str, voter: u8, choice: u32) -> Write {
    Write::Voted { poll: token(poll), voter: VoterId::of([voter; 32]), choice }
}

pub async fn what_is_pinned_and_asked_is_known_again(fixture: &Fixture<'_>) {
    for streamer in ["alice", "bob"] {
        fixture.store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let text = Pin { id: token("p1"), text: HOSTILE.into(), author: None, message: None, at: 5, until: None };
    let author = message(7, "hi").author;
    let said = Pin { id: token("p2"), author, message: Some(7), until: Some(99), ..text.clone() };
    let pinned = |streamer, pin: Option<&Pin>| Write::Pinned { streamer: name(streamer), pin: pin.cloned() };
    let steps = [pinned("alice", Some(&text)), pinned("alice", Some(&said)), pinned("bob", Some(&text))];
    fixture.store.record(&steps).await.unwrap();
    assert_eq!(memory(fixture, "Alice").await.pin, Some(said));
    fixture.store.delete_pin(&name("ALICE")).await.unwrap();
    fixture.store.record(&[pinned("alice", None)]).await.unwrap();
    assert_eq!((memory(fixture, "alice").await.pin, memory(fixture, "bob").await.pin), (None, Some(text)));

    let votes = [voted("q1", 1, 0), voted("q1", 2, 1), voted("q1", 1, 1), voted("unknown", 1, 0)];
    fixture.store.record(&[started("alice", &poll("q1", 10))]).await.unwrap();
    fixture.store.record(&votes).await.unwrap();
    let alice = memory(fixture, "alice").await;
    assert_eq!(alice.polls, [poll("q1", 10)]);
    let mut votes = alice.votes;
    votes.sort_unstable();
    assert_eq!(votes, [(VoterId::of([1; 32]), 1), (VoterId::of([2; 32]), 1)]);
    let ended = Poll { votes: vec![0, 2], ended: Some(20), ..poll("q1", 10) };
    let end = |poll: &Poll| Write::PollEnded { streamer: name("alice"), poll: poll.clone() };
    fixture.store.record(&[end(&ended), started("alice", &poll("q2", 30))]).await.unwrap();
    let alice = memory(fixture, "alice").await;
    assert_eq!((alice.polls, alice.votes.len()), (vec![ended, poll("q2", 30)], 0));
    // a poll that was never ended ends with the next
    fixture.store.record(&[started("alice", &poll("q3", 40))]).await.unwrap();
    let open = memory(fixture, "alice").await.polls.into_iter().filter(|poll| poll.ended.is_none());
    assert_eq!(open.collect::<Vec<_>>(), [poll("q3", 40)]);
    for number in 0..60 {
        let poll = poll(&format!("n{number}"), 50);
        let ended = Poll { ended: Some(60), ..poll.clone() };
        fixture.store.record(&[started("alice", &poll), end(&ended)]).await.unwrap();
    }
    let polls = memory(fixture, "alice").await.polls;
    assert_eq!((polls.len(), polls[49].id.as_str()), (POLLS_MAX, "n59"));
    assert_eq!(memory(fixture, "bob").await.polls, []);
}

pub async fn rooms_vanish_with_their_streamers(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let steps = |streamer: &str| {
        let streamer = name(streamer);
        [
            viewers(1, streamer.as_str(), 1),
            Write::ChatSaid { streamer: streamer.clone(), message: message(1, "hello").into() },
            Write::Sanctioned {
                streamer: streamer.clone(),
                sanction: mute(streamer.as_str(), None, 1).into(),
            },
            Write::ModeratorAdded {
                streamer: streamer.clone(),
                moderator: Moderator {
                    browser_id: token("v"),
                    account: None,
                    name: "Mod".into(),
                    role: Role::Moderator,
                },
            },
            Write::Pinned {
                streamer: streamer.clone(),
                pin: Some(Pin {
                    id: token("p"),
                    text: "rules".into(),
                    author: None,
                    message: None,
                    at: 1,
                    until: None,
                }),
            },
            started(streamer.as_str(), &poll(streamer.as_str(), 1)),
            voted(streamer.as_str(), 1, 0),
            Write::SlowMode { streamer, seconds: 5 },
        ]
    };
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
        store.record(&steps(streamer)).await.unwrap();
    }
    store.drop_streamer(&name("alice")).await.unwrap();
    // what still comes from the room goes nowhere, and takes nobody else's along
    let late = steps("alice").into_iter().chain([said("bob", message(2, "who?"))]).collect::<Vec<_>>();
    store.record(&late).await.unwrap();
    store.add_streamer(&name("alice"), key("alice")).await.unwrap();
    assert_eq!(memory(fixture, "alice").await, ChatMemory::default());
    let bob = memory(fixture, "bob").await;
    assert_eq!((bob.history.len(), bob.sanctions.len(), bob.moderators.len(), bob.slow), (2, 1, 1, 5));
    assert_eq!(store.events(&EventQuery::last(10).of(&name("alice"))).await.unwrap().len(), 2);
}

pub async fn what_somebody_broke_shows_as_well_as_it_can(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let steps = [1, 2, 3, 4].map(|id| said("alice", message(id, "hello")));
    fixture.store.record(&steps).await.unwrap();
    fixture
        .execute(
            "UPDATE chat_messages SET kind = 'shout', role = 'boss', color = '#+f00é' WHERE id = 2; \
             UPDATE chat_messages SET role = NULL, color = 'bleu' WHERE id = 3; \
             UPDATE chat_messages SET author = NULL WHERE id = 4; \
             UPDATE streamers SET slow_mode = -1",
        )
        .await;
    let account = Some(AccountId(7));
    let person = |color| Some(Person { username: "Bob".into(), role: Role::Viewer, color, account });
    let expected = [
        message(1, "hello"),
        ChatMessage { author: person(Colour::default()), ..message(2, "hello") },
        ChatMessage { author: person(Colour::default()), ..message(3, "hello") },
        ChatMessage { kind: ChatKind::Server, author: None, ..message(4, "hello") },
    ];
    let memory = memory(fixture, "alice").await;
    assert_eq!((memory.history.as_slice(), memory.slow), (expected.as_slice(), 0));
}

pub async fn a_streamers_settings_are_changed_and_audited_in_order(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    let revision = store.revision().await.unwrap();
    let set = |setting, at| Write::Setting { streamer: name("ALICE"), setting, at };
    let steps = [
        viewers(1, "Alice", 1),
        set(Setting::Description(Some(Description::stored("new"))), 2),
        viewers(3, "Alice", 3),
        set(Setting::Password(ViewerPassword::stored("sesame")), 4),
        set(Setting::Chat(ChatSetting::Hidden), 5),
        viewers(6, "Alice", 6),
    ];
    store.record(&steps).await.unwrap();
    let alice = fixture.streamer("alice").await;
    assert_eq!((alice.description.as_deref(), alice.chat), (Some("new"), ChatSetting::Hidden));
    assert_eq!(alice.password, ViewerPassword::stored("sesame"));
    assert_ne!(store.revision().await.unwrap(), revision);
    let events = store.events(&EventQuery::last(10)).await.unwrap();
    assert_eq!(events.iter().map(|event| event.at).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!((events[1].kind.as_str(), events[1].streamer.as_str()), ("set_description", "Alice"));
    assert_eq!(events[3].kind, "set_viewer_password");
}

pub async fn settings_of_a_dropped_streamer_change_nothing(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let revision = store.revision().await.unwrap();
    let set = |setting| Write::Setting { streamer: name("alice"), setting, at: 1 };
    store
        .record(&[viewers(1, "alice", 1), set(Setting::Description(Some(Description::stored("x"))))])
        .await
        .unwrap();
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap().len(), 1);
    assert_eq!(store.revision().await.unwrap(), revision);
}
