//! The rules of chats, and messages that wait for a moderator.

use pystreaming_actors::model::{
    AccountId, BeforeLockdown, Capitals, ChatKind, ChatRules, Colour, FilterRule, HeldMessage, LinkPolicy,
    Person, Role, RuleAction, RuleKind,
};
use pystreaming_actors::ports::{ChatMemory, Write};

use crate::fixture::{Fixture, Record, key, name, token};

const HOSTILE: &str = "'; DROP TABLE chat_held; -- \" \\ % \u{1f984} \u{202e} \n<script>";

fn rule(id: u32, kind: RuleKind, action: RuleAction) -> FilterRule {
    let seconds = (action == RuleAction::TimeOut).then_some(600);
    FilterRule { id, kind, action, seconds, text: HOSTILE.into(), added_by: HOSTILE.into(), added_at: 7 }
}

fn held(id: u64, browser_id: Option<&str>) -> HeldMessage {
    let account = browser_id.map(|_| AccountId(3));
    let author =
        Person { username: HOSTILE.into(), role: Role::Viewer, color: Colour([0, 128, 255]), account };
    let (browser_id, text, rule) = (browser_id.map(token), HOSTILE.into(), HOSTILE.into());
    HeldMessage { id, time: 5, kind: ChatKind::Action, author, browser_id, text, reply: Some(3), rule }
}

async fn memory(fixture: &Fixture<'_>, streamer: &str) -> ChatMemory {
    fixture.store.chat_memory(&name(streamer), 1000, 0).await.unwrap()
}

pub async fn rules_and_held_messages_come_back_as_they_were(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let streamer = || name("ALICE");
    let all = [
        rule(1, RuleKind::Word, RuleAction::Mask),
        rule(2, RuleKind::Phrase, RuleAction::Hold),
        rule(3, RuleKind::Pattern, RuleAction::Refuse),
        rule(4, RuleKind::Word, RuleAction::TimeOut),
    ];
    let rules = ChatRules {
        links: LinkPolicy::Hosts(vec!["example.com".into()]),
        capitals: Some(Capitals { percent: 70, letters: 9 }),
        repetition: Some(4),
        emoji_only: true,
        newcomers: 10,
        accounts_only: true,
        slow_newcomers: 60,
        lockdown: Some(BeforeLockdown {
            slow: 3,
            links: LinkPolicy::Moderators,
            newcomers: 1,
            accounts_only: true,
        }),
    };
    let waits = [held(8, Some("browser")), held(9, None)];
    let mut steps: Vec<Write> =
        all.iter().map(|rule| Write::FilterRuleAdded { streamer: streamer(), rule: rule.clone() }).collect();
    steps.push(Write::ChatRules { streamer: streamer(), rules: rules.clone() });
    steps.extend(waits.iter().map(|held| Write::MessageHeld { streamer: streamer(), held: held.clone() }));
    store.record(&steps).await.unwrap();
    // of a streamer who has been dropped
    let gone = Write::MessageHeld { streamer: name("nobody"), held: held(1, None) };
    store.record(&[gone]).await.unwrap();
    let alice = memory(fixture, "alice").await;
    assert_eq!((alice.filter, alice.rules, alice.held), (all.to_vec(), rules, waits.to_vec()));
    assert_eq!(memory(fixture, "bob").await, ChatMemory::default());
    let kept = store.kept(&name("alice")).await.unwrap();
    assert_eq!((kept.filter_rules, kept.held), (4, 2));
    store
        .record(&[
            Write::FilterRuleRemoved { streamer: streamer(), id: 2 },
            Write::FilterRuleRemoved { streamer: name("bob"), id: 1 },
            Write::HeldDecided { streamer: streamer(), id: 8 },
            Write::HeldDecided { streamer: streamer(), id: 77 },
            Write::ChatRules { streamer: streamer(), rules: ChatRules::default() },
        ])
        .await
        .unwrap();
    let alice = memory(fixture, "alice").await;
    assert_eq!(alice.filter, [all[0].clone(), all[2].clone(), all[3].clone()]);
    assert_eq!((alice.rules, alice.held), (ChatRules::default(), vec![waits[1].clone()]));
    assert_eq!(store.delete_messages(&name("alice"), &[9]).await.unwrap(), 1);
    assert_eq!(memory(fixture, "alice").await.held, []);
    store.drop_streamer(&name("alice")).await.unwrap();
    store.add_streamer(&name("alice"), key("alice")).await.unwrap();
    assert_eq!(memory(fixture, "alice").await, ChatMemory::default());
}

pub async fn damaged_rules_hide_no_others(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let added = |id| Write::FilterRuleAdded {
        streamer: name("alice"),
        rule: rule(id, RuleKind::Word, RuleAction::Mask),
    };
    let waits = Write::MessageHeld { streamer: name("alice"), held: held(8, None) };
    store.record(&[added(1), added(2), added(3), waits]).await.unwrap();
    fixture
        .execute(
            "UPDATE chat_filter_rules SET kind = 'sound' WHERE id = 1; \
             UPDATE chat_filter_rules SET action = 'shout' WHERE id = 2; \
             UPDATE streamers SET chat_rules = '{\"links\": 5'; \
             UPDATE chat_held SET kind = 'drawing', role = 'boss', color = 'bleu'",
        )
        .await;
    let alice = memory(fixture, "alice").await;
    assert_eq!(alice.filter, [rule(3, RuleKind::Word, RuleAction::Mask)]);
    assert_eq!(alice.rules, ChatRules::default());
    assert_eq!((alice.held[0].kind, alice.held[0].author.color), (ChatKind::Message, Colour::default()));
}
