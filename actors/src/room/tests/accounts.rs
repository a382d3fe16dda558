//! Accounts in chat: names that are theirs alone, and what hangs on them.

use std::sync::Arc;

use super::script::{Script, client, config, id};
use crate::model::{Account, AccountId, AccountPolicy};
use crate::room::Client;
use crate::room::RoomConfig;
use crate::session::ClientIdentity;

const BOB: AccountId = AccountId(1);
const MIA: AccountId = AccountId(2);

fn with(policy: AccountPolicy) -> RoomConfig {
    let mut config = config();
    config.chat.accounts = policy;
    for (id, name) in [(BOB, "Bob"), (MIA, "Mia")] {
        config.accounts.put(Account { id, name: name.into(), created_at: 0, disabled_at: None });
    }
    config
}

/// A socket of a browser that is signed in.
fn signs_in(room: &mut Script, number: u64, account: AccountId) {
    let Client { identity, shown } = client(Some(number), number as u8);
    let identity = Arc::new(ClientIdentity { account: Some(account), ..ClientIdentity::clone(&identity) });
    room.clients.insert(number, Client { identity, shown });
}

#[test]
fn a_reserved_name_is_its_owners_in_every_spelling() {
    let mut room = Script::new(with(AccountPolicy::Optional));
    for name in ["Bob", "bob", "Воb", "B ob"] {
        assert_eq!(room.logs_in(1, name), ["error name_reserved"], "{name}");
    }
    let guest = room.joins(1, "Bobby");
    assert_eq!(room.says(guest, "/name bOb"), ["That name belongs to an account. Choose another."]);
    signs_in(&mut room, 2, BOB);
    assert_eq!(room.logs_in(2, "whatever")[0], "login success Bob");
    assert!(room.state.people.member(id(2)).unwrap().person().account.is_some());
    assert_eq!(
        room.says(id(2), "/name Rob"),
        ["Your name is that of your account. Sign out to use another."]
    );
}

#[test]
fn a_guest_from_before_makes_way_for_the_owner() {
    let config = with(AccountPolicy::Optional);
    let index = Arc::clone(&config.accounts);
    let mut room = Script::new(config);
    let guest = room.joins(1, "Zed");
    room.opens(1);
    room.forget();
    let account = Account { id: AccountId(3), name: "zed".into(), created_at: 0, disabled_at: None };
    index.put(account);
    signs_in(&mut room, 2, AccountId(3));
    room.joins(2, "");
    assert!(room.state.people.member(guest).is_none());
    assert_eq!(room.logs_in(1, "Zed"), ["error name_reserved"]);
}

#[test]
fn an_account_moves_from_browser_to_browser_with_its_standing() {
    let mut room = Script::new(with(AccountPolicy::Optional));
    let zoe = room.streamer_joins(9);
    signs_in(&mut room, 1, BOB);
    signs_in(&mut room, 2, BOB);
    room.joins(1, "Bob");
    room.says(zoe, "/mod Bob");
    room.joins(2, "Bob");
    assert!(room.state.people.member(id(1)).is_none(), "one at a time");
    room.leaves(id(2));
    // the browser alone is no moderator
    room.clients.insert(3, client(Some(1), 1));
    room.joins(3, "somebody");
    assert_eq!(room.says(id(3), "/clear"), ["There is no command /clear. /help lists the commands."]);
    signs_in(&mut room, 4, BOB);
    room.joins(4, "Bob");
    assert_eq!(room.says(id(4), "/clear").last().unwrap(), "All messages have been deleted.");
    assert_eq!(room.says(zoe, "/demod Bob"), ["Bob is no longer a moderator.", "role Bob"]);
    room.leaves(id(4));
    signs_in(&mut room, 5, BOB);
    room.joins(5, "Bob");
    assert_eq!(room.says(id(5), "/clear"), ["There is no command /clear. /help lists the commands."]);
}

#[test]
fn a_lockdown_leaves_the_word_to_those_with_an_account() {
    let mut room = Script::new(with(AccountPolicy::Optional));
    let zoe = room.streamer_joins(9);
    let guest = room.joins(1, "guest");
    signs_in(&mut room, 2, BOB);
    let bob = room.joins(2, "Bob");
    assert_eq!(
        room.says(zoe, "/lockdown accounts").last().unwrap(),
        "Lockdown: one message every 10 s, no links, and only from people with an account."
    );
    room.forget();
    assert_eq!(room.says(guest, "hello"), ["warning account_required"]);
    assert_eq!(room.says(bob, "hello"), ["Bob: hello"]);
    room.says(zoe, "/lockdown off");
    room.forget();
    assert_eq!(room.says(guest, "hello"), ["guest: hello"]);
}

#[test]
fn a_mute_follows_the_account_to_another_browser() {
    let mut room = Script::new(with(AccountPolicy::Optional));
    let zoe = room.streamer_joins(9);
    signs_in(&mut room, 1, MIA);
    room.joins(1, "Mia");
    room.says(zoe, "/mute Mia");
    room.leaves(id(1));
    signs_in(&mut room, 2, MIA);
    room.joins(2, "Mia");
    assert!(room.is_muted(id(2)));
}

#[test]
fn where_accounts_are_required_only_they_and_the_streamer_talk() {
    let mut room = Script::new(with(AccountPolicy::Required));
    assert_eq!(room.logs_in(1, "somebody"), ["error account_required"]);
    signs_in(&mut room, 2, MIA);
    room.joins(2, "Mia");
    room.streamer_joins(3);
    room.opens(4);
    room.says(id(2), "hello");
    assert_eq!(room.hears(id(4)).last().unwrap(), "Mia: hello");
}

#[test]
fn the_streamer_may_be_signed_in_as_well() {
    let mut room = Script::new(with(AccountPolicy::Optional));
    signs_in(&mut room, 1, BOB);
    room.streamer_joins(1);
    let resume = room.resume_of(id(1));
    room.leaves(id(1));
    signs_in(&mut room, 2, BOB);
    assert_eq!(room.logs_in(2, "Bob")[0], "login success Bob");
    assert!(!resume.is_empty());
}

#[test]
fn a_member_keeps_name_and_mark_when_the_room_is_replaced() {
    let config = with(AccountPolicy::Optional);
    let mut room = Script::new(config);
    signs_in(&mut room, 1, BOB);
    room.joins(1, "Bob");
    let subscription = room.state.people.subscription(id(1)).unwrap();
    let mut next = Script::new(with(AccountPolicy::Optional));
    signs_in(&mut next, 1, BOB);
    let client = next.client(1);
    next.does(id(1), crate::room::Action::Return(Box::new(crate::room::Return { client, subscription })));
    assert_eq!(next.state.people.member(id(1)).unwrap().person().account, Some(BOB));
}
