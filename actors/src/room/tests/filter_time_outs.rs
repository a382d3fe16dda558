//! Rules of the chat filter that time authors out: whom they hold, and whom they spare.

use std::sync::Arc;

use super::script::{Script, client, id};
use crate::model::{AuditEvent, Principal, RuleAction, RuleKind, SanctionKind};
use crate::room::operations::{AddFilterRule, TestFilter};
use crate::room::refusal::Code;
use crate::session::{AddressScope, SessionId};

const TOLD: &str = "You have been muted for 10 minutes. Reason: a message that this chat does not allow. You can appeal once: /appeal and why.";

/// The streamer, a moderator and bob, and a rule against "heck".
fn with_a_rule() -> (Script, SessionId, SessionId, SessionId) {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.says(moderator, "/filter add word timeout 10m heck"), ["Rule 1 has been added."]);
    room.forget();
    (room, zoe, moderator, bob)
}

#[test]
fn the_filter_times_out_as_moderators_do_and_the_log_names_the_rule() {
    let (mut room, zoe, moderator, bob) = with_a_rule();
    assert_eq!(room.says(bob, "what the h3ck"), [TOLD, "status bob, muted", "warning filtered"]);
    assert_eq!(room.hears(zoe), [""; 0], "nobody reads it");
    assert_eq!(room.hears_of_mutes(moderator), ["mute bob here as [bob]"]);
    let until = Some(room.now.unix + 600);
    let (operator, name, reason) = ("filter".into(), "bob".into(), "filter rule 1: heck".into());
    assert_eq!(room.audits().pop(), Some(AuditEvent::MuteUser { operator, name, until, reason }));
    assert_eq!(room.says(bob, "hello"), ["You are muted!"]);
    assert_eq!(room.says(bob, "/appeal my brother"), ["The moderators have your appeal."]);
    room.restart();
    room.window(23, 3);
    room.joins(23, "innocent");
    assert!(room.is_muted(id(23)));
    room.wait(600);
    assert_eq!(room.says(id(23), "hello"), ["innocent: hello"]);
}

#[test]
fn the_filter_times_out_in_every_window_and_nobody_else() {
    let (mut room, zoe, moderator, bob) = with_a_rule();
    room.window(13, 3);
    let other = room.joins(13, "bobby");
    room.clients.insert(14, client(Some(14), 3));
    let neighbour = room.joins(14, "neighbour");
    for (number, browser) in [(15, Some(15)), (16, Some(16)), (17, None)] {
        let mut client = client(browser, 77);
        Arc::make_mut(&mut client.identity).scope = AddressScope::Anonymous;
        room.clients.insert(number, client);
    }
    let [proxied, bystander, program] = [15, 16, 17].map(|number| room.joins(number, &format!("p{number}")));
    for said in [bob, proxied, program] {
        room.says(said, "heck");
    }
    assert!([bob, other, proxied, program].into_iter().all(|id| room.is_muted(id)));
    assert!(![neighbour, bystander].into_iter().any(|id| room.is_muted(id)));
    room.clients.insert(18, {
        let mut fresh = client(Some(18), 77);
        let identity = Arc::make_mut(&mut fresh.identity);
        identity.scope = AddressScope::Anonymous;
        identity.browser.as_mut().unwrap().since = room.now.unix;
        fresh
    });
    let newcomer = room.joins(18, "newcomer");
    assert!(!room.is_muted(newcomer), "a proxy is nobody");
    assert_eq!(room.says(zoe, "heck"), ["Zoë: heck"]);
    assert_eq!(room.says(moderator, "heck"), ["mod: heck"]);
}

#[test]
fn bots_that_repeat_what_others_say_are_refused_and_not_timed_out() {
    let (mut room, zoe, _, bob) = with_a_rule();
    room.says(zoe, "/bot bob");
    assert_eq!(room.says(bob, "heck"), ["warning filtered"]);
    assert!(!room.is_muted(bob));
    let vip = room.joins(4, "eve");
    room.says(zoe, "/vip eve");
    room.says(vip, "heck");
    assert!(room.is_muted(vip));
}

#[test]
fn names_that_a_rule_hits_are_refused_without_a_time_out() {
    let (mut room, _, _, bob) = with_a_rule();
    assert_eq!(room.says(bob, "/name heck"), ["This chat does not allow that name. Choose another."]);
    assert!(!room.is_muted(bob));
}

#[test]
fn a_time_out_has_a_length_and_is_shown_before_it_is_imposed() {
    let (mut room, _, moderator, bob) = with_a_rule();
    for (line, answer) in [
        ("/filter", "1: timeout (10 minutes) word heck"),
        ("/filter add word timeout gosh", "For how long? Write a time, such as 10m, after timeout."),
        ("/filter add word timeout 2s gosh", "For how long? Write a time, such as 10m, after timeout."),
        ("/filter add word timeout 10m", "The word is blank."),
    ] {
        assert_eq!(room.says(moderator, line), [answer], "{line}");
    }
    assert_eq!(
        room.says(moderator, "/filter test heck"),
        [
            "It would be refused: This chat does not allow what your message says.",
            "Its author would be muted for 10 minutes.",
            "Rule 1 (timeout heck) hits heck"
        ]
    );
    let mut add = |action, seconds| {
        let (kind, text) = (RuleKind::Word, "gosh".to_owned());
        room.asks(Principal::Streamer, AddFilterRule { kind, action, text, seconds })
    };
    assert_eq!(add(RuleAction::TimeOut, Some(1)).unwrap_err().code, Code::Invalid);
    assert_eq!(add(RuleAction::Mask, Some(60)).unwrap_err().code, Code::Invalid);
    add(RuleAction::TimeOut, None).unwrap();
    let tested = room.asks(Principal::Streamer, TestFilter { text: "gosh".into() }).unwrap();
    assert_eq!((tested.becomes.as_str(), tested.time_out), ("refused", Some(600)));
    assert!(!room.is_muted(bob));
}

#[test]
fn the_longest_of_several_time_outs_counts() {
    let (mut room, _, moderator, bob) = with_a_rule();
    room.says(moderator, "/filter add word timeout 1h gosh");
    room.says(moderator, "/emojionly on");
    room.says(bob, "heck and gosh");
    let mutes = room.remembered().sanctions;
    assert_eq!((mutes.len(), mutes[0].kind), (1, SanctionKind::Mute));
    assert_eq!(mutes[0].until, Some(room.now.unix + 3600));
}
