//! Polls: one vote per person, results live, and what remains.

use std::sync::Arc;

use super::script::{Script, address_id, client};
use crate::model::Principal;
use crate::model::names::Token;
use crate::room::event::RoomEvent;
use crate::room::operations::{ListPolls, Vote};
use crate::room::refusal::Code;
use crate::session::{AddressScope, Browser, ClientIdentity, SessionId};

const TEA: &str = "/poll Tea or coffee? | Tea | Coffee";

impl Script {
    fn votes(&mut self) -> Vec<u32> {
        self.asks(Principal::Streamer, ListPolls {}).unwrap().polls[0].votes.clone()
    }

    /// Somebody with a browser that is first seen now.
    fn newcomer(&mut self, number: u64, address: u8, scope: AddressScope) -> SessionId {
        let mut who = client(Some(number), address);
        let since = self.now.unix;
        let browser = Some(Browser { id: Token::from_random(number.into()), since, kept: true });
        who.identity =
            Arc::new(ClientIdentity { browser, account: None, address: address_id(address), scope });
        self.clients.insert(number, who);
        self.joins(number, &format!("new {number}"))
    }
}

#[test]
fn a_poll_is_asked_answered_and_ended() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.says(bob, "/vote 1"), ["There is no poll now."]);
    assert_eq!(
        room.says(moderator, TEA),
        [
            "poll open: Tea or coffee? Tea 0 (0 %), Coffee 0 (0 %)",
            "all are told: Poll: Tea or coffee? 1 Tea, 2 Coffee. Vote with /vote and the number.",
            "The poll has begun. /poll end ends it."
        ]
    );
    assert_eq!(room.says(zoe, TEA), ["There is a poll already. /poll end ends it."]);
    assert_eq!(room.says(bob, "/vote 2"), ["You voted for Coffee.", "poll votes [0, 1]"]);
    assert_eq!(room.says(bob, "/vote 1"), ["You voted for Tea."], "in place of the first");
    assert_eq!(room.says(moderator, "/vote 1"), ["You voted for Tea."]);
    for bad in ["0", "3", "-1", "x", "", "99999999999"] {
        assert_eq!(room.says(zoe, &format!("/vote {bad}")), ["Which choice? Write a number from 1 to 2."]);
    }
    room.forget();
    room.wait(1);
    assert_eq!(room.hears(bob), ["poll votes [2, 0]"], "once a second, what changed");
    room.wait(60);
    assert_eq!(room.hears(bob), [""; 0]);
    let result = "Tea or coffee? Tea 2 (100 %), Coffee 0 (0 %)";
    let (ended, notice) = (format!("poll ended: {result}"), format!("The poll has ended. {result}"));
    assert_eq!(room.says(zoe, "/poll end"), [ended, format!("all are told: {notice}")]);
    assert_eq!(room.says(zoe, "/poll end"), ["There is no poll now."]);
    let polls = room.asks(Principal::Streamer, ListPolls {}).unwrap().polls;
    assert_eq!((polls.len(), polls[0].ended), (1, Some(room.now.unix)));
}

#[test]
fn it_ends_by_itself_and_survives_replacement_and_restart() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(zoe, &format!("{TEA} for 10m"));
    room.says(bob, "/vote 2");
    room.replace();
    assert_eq!(room.votes(), [0, 1]);
    assert_eq!(room.says(bob, "/vote 1"), ["You voted for Tea."]);
    room.restart();
    assert_eq!(room.votes(), [1, 0], "one vote per person, also after a restart");
    let page = room.opens(9);
    let told = room.events(page).into_iter().find_map(|event| match event {
        RoomEvent::History(history) => history.poll,
        _ => None,
    });
    assert_eq!(told.unwrap().votes, [1, 0]);
    room.wait(600);
    assert!(room.hears(page).iter().any(|line| line.starts_with("poll ended: ")));
    room.restart();
    assert!(room.asks(Principal::Streamer, ListPolls {}).unwrap().polls[0].ended.is_some());
    assert!(room.state.polls.open().is_none());
}

#[test]
fn one_person_has_one_vote() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(zoe, TEA);
    room.says(bob, "/vote 1");
    // another window of the browser, under another name
    room.window(4, 3);
    let window = room.joins(4, "rob");
    room.says(window, "/vote 2");
    assert_eq!(room.votes(), [0, 1]);
    // the streamer, in chat and by programs
    room.says(zoe, "/vote 1");
    room.asks(Principal::Streamer, Vote { choice: 1 }).unwrap();
    room.asks(Principal::Token { id: 1, administers: false }, Vote { choice: 1 }).unwrap();
    assert_eq!(room.votes(), [1, 1]);
    // browsers that appear at one household after the poll began may be one person's
    for number in 20..25 {
        let new = room.newcomer(number, 77, AddressScope::Household);
        room.says(new, "/vote 1");
    }
    assert_eq!(room.votes(), [2, 1]);
    // a neighbour whose browser was known before has a vote of their own
    room.clients.insert(30, client(Some(30), 77));
    let neighbour = room.joins(30, "neighbour");
    room.says(neighbour, "/vote 1");
    assert_eq!(room.votes(), [3, 1]);
    room.says(zoe, "/mute neighbour");
    assert_eq!(room.says(neighbour, "/vote 2"), ["You are muted!"]);
}

#[test]
fn a_shared_gateway_is_not_shut_out_and_has_no_votes_without_end() {
    let (mut room, zoe, ..) = Script::staffed();
    room.says(zoe, TEA);
    for number in 100..140 {
        let new = room.newcomer(number, 88, AddressScope::Crowd);
        room.says(new, "/vote 1");
    }
    assert_eq!(room.votes(), [20, 0]);
    for number in 200..240 {
        let mut known = client(Some(number), 88);
        known.identity = Arc::new(ClientIdentity { scope: AddressScope::Crowd, ..(*known.identity).clone() });
        room.clients.insert(number, known);
        let known = room.joins(number, &format!("known {number}"));
        room.says(known, "/vote 2");
    }
    assert_eq!(room.votes(), [20, 40], "browsers from before the poll count each");
}

#[test]
fn a_poll_that_cannot_be_asked_is_refused() {
    let (mut room, zoe, ..) = Script::staffed();
    let how = "Write a question and 2 to 10 choices: /poll Tea or coffee? | Tea | Coffee";
    let many = format!("/poll q{}", " | a".repeat(11));
    for bad in ["/poll", "/poll Tea?", "/poll Tea? | yes", "/poll | yes | no", &many] {
        assert_eq!(room.says(zoe, bad), [how], "{bad}");
    }
    assert_eq!(room.says(zoe, "/poll Tea? | yes | "), ["A choice is blank."]);
    assert_eq!(room.says(zoe, "/poll Tea? | yes | yes"), ["yes is there twice."]);
    assert_eq!(room.says(zoe, &format!("/poll Tea? | yes | {}", "x".repeat(81))).len(), 1);
    assert_eq!(room.says(zoe, "/poll Tea? | yes | no for 5w"), ["At most for 4 weeks."]);
    let refused = room.asks(Principal::Streamer, Vote { choice: 1 }).unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
}

#[test]
fn old_results_give_way() {
    let (mut room, zoe, ..) = Script::staffed();
    for number in 0..60 {
        room.says(zoe, &format!("/poll {number} | yes | no"));
        room.says(zoe, "/poll end");
    }
    let polls = room.asks(Principal::Streamer, ListPolls {}).unwrap().polls;
    assert_eq!((polls.len(), polls[0].question.as_str()), (50, "59"));
}
