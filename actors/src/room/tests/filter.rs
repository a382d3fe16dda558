//! The chat filter, the rules of the chat, and messages that wait for a moderator.

use super::script::{Script, client, id};
use crate::model::{Principal, RuleAction, RuleKind};
use crate::ports::Write;
use crate::room::operations::{
    AddFilterRule, ApproveMessage, ChangeChatRules, DeleteMessages, ListFilterRules, ListHeld, RejectMessage,
    RemoveFilterRule, ShowChatRules, TestFilter,
};
use crate::room::refusal::Code;

const HELD: &str = "Your message waits until a moderator approves it.";

fn rule(action: RuleAction, text: &str) -> AddFilterRule {
    AddFilterRule { kind: RuleKind::Phrase, action, text: text.into(), seconds: None }
}

impl Script {
    fn adds(&mut self, action: RuleAction, text: &str) -> u32 {
        self.asks(Principal::Streamer, rule(action, text)).unwrap().id
    }

    fn held(&mut self) -> Vec<(u64, String)> {
        let held = self.asks(Principal::Streamer, ListHeld {}).unwrap();
        held.messages.into_iter().map(|held| (held.id, held.text)).collect()
    }
}

#[test]
fn rules_apply_to_messages_actions_and_names_of_all_but_staff() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.adds(RuleAction::Mask, "darn");
    room.adds(RuleAction::Refuse, "heck");
    assert_eq!(room.says(bob, "darn it"), ["bob: **** it"]);
    assert_eq!(room.says(bob, "/me says d a r n"), ["* bob says * * * *"]);
    assert_eq!(room.says(bob, "/say DARN"), ["bob: ****"]);
    for line in ["heck", "/me heck", "/say heck", "h3ck darn"] {
        assert_eq!(room.says(bob, line), ["warning filtered"], "{line}");
    }
    assert_eq!(room.says(zoe, "heck"), ["Zoë: heck"]);
    assert_eq!(room.says(moderator, "darn heck"), ["mod: darn heck"]);
    assert_eq!(room.says(bob, "/name DarnBob"), ["This chat does not allow that name. Choose another."]);
    assert_eq!(room.says(moderator, "/name darn"), ["status darn (moderator)", "rename mod to darn"]);
    assert_eq!(room.logs_in(9, "Heck"), ["error name_filtered"]);
    assert_eq!(room.logs_in(9, "Hector")[0], "login success Hector");
    let audited: Vec<&str> = room.recorded();
    assert!(audited.contains(&"add_filter_rule"));
}

#[test]
fn rules_survive_a_restart_and_are_gone_when_removed() {
    let (mut room, _, moderator, _) = Script::staffed();
    assert_eq!(room.says(moderator, "/filter add word mask Darn"), ["Rule 1 has been added."]);
    assert_eq!(room.says(moderator, "/filter add pattern hold h[ae]ck"), ["Rule 2 has been added."]);
    assert_eq!(room.says(moderator, "/filter"), ["1: mask word Darn", "2: hold pattern h[ae]ck"]);
    room.restart();
    let eve = room.joins(20, "eve");
    assert_eq!(room.says(eve, "darn"), ["eve: ****"]);
    let removed = room.asks(Principal::Administrator, RemoveFilterRule { id: 1 }).unwrap();
    assert_eq!(removed.text, "Darn");
    assert_eq!(room.says(eve, "darn"), ["eve: darn"]);
    room.restart();
    assert_eq!(room.asks(Principal::Streamer, ListFilterRules {}).unwrap().rules.len(), 1);
    assert_eq!(room.asks(Principal::Streamer, RemoveFilterRule { id: 1 }).unwrap_err().code, Code::NotFound);
}

#[test]
fn bad_rules_are_refused_with_what_is_wrong() {
    let (mut room, _, moderator, bob) = Script::staffed();
    for (line, answer) in [
        ("/filter add word mask two words", "The word is more than one word; add it as a phrase."),
        ("/filter add pattern mask a(b", "The pattern is no pattern: unclosed group, at character 2."),
        ("/filter add phrase mask", "The phrase is blank."),
        ("/filter remove 7", "There is no rule 7."),
        ("/filter test", "Which text? Write it after the command."),
    ] {
        assert_eq!(room.says(moderator, line), [answer], "{line}");
    }
    for line in [
        "/filter add",
        "/filter add verb mask x",
        "/filter add word shout x",
        "/filter frob",
        "/filter remove x",
    ] {
        assert!(room.says(moderator, line)[0].starts_with("Write /filter, "), "{line}");
    }
    assert!(room.says(bob, "/filter")[0].starts_with("There is no command"));
    room.adds(RuleAction::Mask, "darn");
    assert_eq!(
        room.asks(Principal::Streamer, rule(RuleAction::Hold, "darn")).unwrap_err().code,
        Code::Unchanged
    );
    for nth in 0..499 {
        room.adds(RuleAction::Mask, &format!("word{nth}"));
    }
    let full = room.asks(Principal::Streamer, rule(RuleAction::Mask, "more")).unwrap_err();
    assert_eq!(full.text, "There are 500 rules already. Remove one first.");
}

#[test]
fn a_text_is_tested_and_a_rule_tried_without_consequences() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.says(bob, "darn it");
    room.says(bob, "fine");
    room.says(zoe, "darning");
    assert_eq!(
        room.says(moderator, "/filter try word darn*"),
        ["It would have hit 2 of the last 3 messages.", "bob: darn it", "Zoë: darning"]
    );
    room.adds(RuleAction::Mask, "darn");
    room.adds(RuleAction::Hold, "heck");
    room.adds(RuleAction::Refuse, "gosh");
    room.forget();
    assert_eq!(
        room.says(moderator, "/filter test DARN it"),
        ["It would be said: **** it", "Rule 1 (mask darn) hits DARN"]
    );
    let tested = |room: &mut Script, text: &str| {
        let tested = room.asks(Principal::Streamer, TestFilter { text: text.into() }).unwrap();
        (tested.becomes, tested.hits.iter().map(|hit| hit.rule).collect::<Vec<_>>())
    };
    assert_eq!(tested(&mut room, "darn heck"), ("held".into(), vec![1, 2]));
    assert_eq!(tested(&mut room, "gosh heck"), ("refused".into(), vec![2, 3]));
    assert_eq!(tested(&mut room, "nothing"), ("said".into(), vec![]));
    assert_eq!(room.hears(bob), [""; 0]);
    assert_eq!(room.held(), []);
}

#[test]
fn chat_rules_refuse_what_they_name_and_all_are_told() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.says(moderator, "/links moderators"), ["rules", "Only moderators can send links."]);
    assert_eq!(room.hears(bob), ["rules"]);
    assert_eq!(room.says(bob, "see example.com"), ["warning links"]);
    assert_eq!(room.says(zoe, "see example.com"), ["Zoë: see example.com"]);
    room.says(moderator, "/links example.com");
    assert_eq!(room.says(bob, "see www.example.com"), ["bob: see www.example.com"]);
    assert_eq!(room.says(bob, "see example.org"), ["warning links"]);
    assert_eq!(
        room.says(moderator, "/caps 70"),
        ["rules", "Messages of 10 letters or more may have 70 % capitals."]
    );
    assert_eq!(room.says(bob, "LISTEN TO ME"), ["warning capitals"]);
    assert_eq!(
        room.says(moderator, "/repeats 4"),
        ["rules", "Messages may repeat a letter, emoji or word 4 times in a row."]
    );
    assert_eq!(room.says(bob, "nooooo"), ["warning repetition"]);
    assert_eq!(room.says(moderator, "/emojionly on"), ["rules", "Messages may have emoji alone."]);
    assert_eq!(room.says(bob, "hi"), ["warning emoji_only"]);
    assert_eq!(room.says(bob, ":smile:"), ["bob: 😄"]);
    let page = room.opens(30);
    assert_eq!(room.hears(page).last().map(String::as_str), Some("rules"));
    room.restart();
    let shown = room.asks(Principal::Streamer, ShowChatRules {}).unwrap();
    assert_eq!(
        (shown.links.as_str(), shown.capitals, shown.repetition, shown.emoji_only),
        ("example.com", 70, 4, true)
    );
    let zoe = room.streamer_joins(40);
    for (line, answer) in [
        ("/links nowhere", "nowhere is no host. Choose everybody, moderators, or hosts such as example.com."),
        ("/emojionly", "Write on or off after the command."),
        ("/repeats 1", "How often in a row? Write off, or a number from 2 to 100."),
    ] {
        assert_eq!(room.says(zoe, line), [answer]);
    }
    let change =
        ChangeChatRules { emoji_only: Some(false), capitals: Some(100), ..ChangeChatRules::default() };
    assert_eq!(room.asks(Principal::Streamer, change).unwrap_err().code, Code::Invalid);
    assert!(room.asks(Principal::Streamer, ShowChatRules {}).unwrap().emoji_only, "nothing changed");
}

#[test]
fn a_held_message_is_seen_by_staff_and_said_once_approved() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.adds(RuleAction::Hold, "heck");
    room.joins(4, "eve");
    room.forget();
    assert_eq!(room.says(bob, "/me says heck"), ["message held bob: says heck", HELD]);
    assert_eq!(room.hears(moderator), ["message held bob: says heck"]);
    assert_eq!(room.hears(zoe), ["message held bob: says heck"]);
    assert_eq!(room.hears(id(4)), [""; 0]);
    let (number, _) = room.held()[0];
    let answer = room.says(moderator, &format!("/approve {number}"));
    assert_eq!(
        answer,
        ["message decided approved", "* bob says heck", "The message of bob has been approved."]
    );
    assert_eq!(
        room.hears(bob),
        ["message decided approved", "A moderator has approved your message.", "* bob says heck"]
    );
    assert!(*room.said_ids().last().unwrap() > number);
    assert_eq!(
        room.says(moderator, &format!("/approve {number}"))[0],
        "No such message waits; somebody may have decided already."
    );
    room.says(bob, "what the heck");
    let (number, _) = room.held()[0];
    room.forget();
    room.asks(Principal::Streamer, RejectMessage { id: number }).unwrap();
    assert_eq!(room.hears(bob), ["message decided rejected", "A moderator has rejected your message."]);
    let kinds = room.recorded();
    for kind in ["hold_message", "approve_message", "reject_message"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
}

#[test]
fn held_messages_outlive_their_author_and_the_server() {
    let (mut room, _, _, bob) = Script::staffed();
    room.adds(RuleAction::Hold, "heck");
    room.says(bob, "heck 1");
    room.says(bob, "heck 2");
    room.leaves(bob);
    room.restart();
    let zoe = room.streamer_joins(21);
    room.leaves(zoe);
    let heard = room.logs_in_with(22, "zoë", |login| login.key = Some(super::script::key("secretkey")));
    assert!(heard.contains(&"held messages bob: heck 1, bob: heck 2".to_owned()), "{heard:?}");
    // the author, back in the same browser, sees their own
    room.window(23, 3);
    assert!(room.logs_in(23, "bobby").contains(&"held messages bob: heck 1, bob: heck 2".to_owned()));
    let (number, _) = room.held()[0];
    room.forget();
    room.asks(Principal::Streamer, ApproveMessage { id: number }).unwrap();
    assert_eq!(
        room.hears(id(23)),
        ["message decided approved", "A moderator has approved your message.", "bob: heck 1"]
    );
    room.restart();
    assert_eq!(room.held().len(), 1);
    let erased = room.asks(Principal::Streamer, DeleteMessages { user: "BOB".into() }).unwrap();
    assert_eq!((erased.deleted, room.held().len()), (2, 0));
}

#[test]
fn what_waits_is_bounded_for_one_and_for_all() {
    let (mut room, _, _, bob) = Script::staffed();
    room.adds(RuleAction::Hold, "heck");
    for nth in 0..5 {
        room.says(bob, &format!("heck {nth}"));
    }
    assert_eq!(room.says(bob, "heck again"), ["warning held_full"]);
    let first = room.held()[0].0;
    room.asks(Principal::Streamer, RejectMessage { id: first }).unwrap();
    for nth in 0..20 {
        let number = 100 + nth;
        room.joins(number, &format!("p{nth}"));
        for line in 0..5 {
            room.says(id(number), &format!("heck {nth} {line}"));
        }
    }
    let held = room.held();
    assert_eq!((held.len(), held[0].1.as_str()), (100, "heck 0 0"));
    let told = room.hears(bob);
    assert_eq!(told.iter().filter(|line| *line == "message decided rejected").count(), 4);
    assert_eq!(told.last().unwrap(), "Your message was rejected: too many wait for a moderator.");
    assert_eq!(room.remembered().held.len(), 100);
}

#[test]
fn a_muted_author_is_not_given_a_voice_by_approval() {
    let (mut room, _, moderator, bob) = Script::staffed();
    room.adds(RuleAction::Hold, "heck");
    room.says(bob, "heck");
    room.says(moderator, "/mute bob");
    let number = room.held()[0].0;
    let refused = room.asks(Principal::Streamer, ApproveMessage { id: number }).unwrap_err();
    assert_eq!(refused.text, "bob is muted. Unmute them first, or reject the message.");
    room.asks(Principal::Streamer, RejectMessage { id: number }).unwrap();
}

#[test]
fn what_is_refused_costs_no_slow_mode_but_counts_as_fast() {
    let (mut room, _, moderator, bob) = Script::staffed();
    room.adds(RuleAction::Refuse, "heck");
    room.says(moderator, "/slow 60");
    room.forget();
    assert_eq!(room.says(bob, "heck"), ["warning filtered"]);
    assert_eq!(room.says(bob, "fine"), ["bob: fine"]);
    assert_eq!(room.says(bob, "again"), ["warning slow 60 s"]);
}

#[test]
fn what_the_filter_hides_is_stored_nowhere() {
    let (mut room, _, _, bob) = Script::staffed();
    room.adds(RuleAction::Mask, "darn");
    room.says(bob, "darn secret");
    let kept =
        room.saved.iter().filter(|write| matches!(write, Write::ChatSaid { .. } | Write::Audit { .. }));
    let texts: Vec<String> =
        kept.map(|write| format!("{write:?}")).filter(|text| text.contains("secret")).collect();
    assert!(texts.len() == 2 && texts.iter().all(|text| text.contains("**** secret")), "{texts:?}");
}

#[test]
fn a_program_without_cookies_is_told_by_its_name() {
    let (mut room, ..) = Script::staffed();
    room.adds(RuleAction::Hold, "heck");
    room.clients.insert(50, client(None, 50));
    let bot = room.joins(50, "bot");
    room.says(bot, "heck");
    let number = room.held()[0].0;
    room.forget();
    room.asks(Principal::Streamer, RejectMessage { id: number }).unwrap();
    assert_eq!(room.hears(bot)[0], "message decided rejected");
}
