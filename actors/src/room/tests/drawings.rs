//! Drawings: looked at elsewhere, shown in their order.

use super::script::{Script, config, id};
use crate::room::drawings::InvalidDrawing;
use crate::room::input::{Action, Input};
use crate::session::SessionId;

impl Script {
    fn draws(&mut self, id: SessionId, src: &str) -> Option<u64> {
        let before = self.decoding.len();
        self.does(id, Action::Drawing(src.into()));
        self.decoding.get(before).map(|(ticket, _)| *ticket)
    }

    fn decoded(&mut self, ticket: u64, picture: &str) {
        self.feed(Input::Decoded(ticket, Ok(picture.into())));
    }
}

#[test]
fn drawing_is_shown_as_the_decoder_made_it() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let ticket = room.draws(bob, "as sent").unwrap();
    assert_eq!(room.decoding, [(ticket, "as sent".to_owned())]);
    assert_eq!(room.hears(zoe), [""; 0]);
    room.decoded(ticket, "made anew");
    assert_eq!(room.hears(zoe), ["bob drew made anew"]);
    assert_eq!(room.hears(bob), ["bob drew made anew"]);
}

#[test]
fn drawings_keep_their_order_and_broken_ones_hold_nobody_up() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let tickets: Vec<u64> = [bob, zoe, bob, zoe].into_iter().map(|id| room.draws(id, "x").unwrap()).collect();
    room.decoded(tickets[3], "4");
    room.feed(Input::Decoded(tickets[1], Err(InvalidDrawing::Damaged)));
    room.decoded(tickets[2], "3");
    assert_eq!(room.hears(zoe), [""; 0]);
    room.decoded(tickets[0], "1");
    assert_eq!(room.hears(bob), ["bob drew 1", "bob drew 3", "Zoë drew 4"]);
    assert_eq!(room.hears(zoe), ["bob drew 1", "The drawing is damaged.", "bob drew 3", "Zoë drew 4"]);
    room.decoded(tickets[0], "again");
    room.decoded(999, "of nobody");
    assert_eq!(room.hears(bob), [""; 0]);
}

#[test]
fn queue_is_bounded() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    let tickets: Vec<u64> = std::iter::from_fn(|| room.draws(bob, "x")).take(1000).collect();
    assert_eq!(tickets.len(), 32);
    assert_eq!(room.hears(bob), ["warning drawing_busy 1 s"]);
    room.decoded(tickets[0], "x");
    assert!(room.draws(bob, "x").is_some());
}

#[test]
fn drawing_of_someone_who_was_muted_or_left_meanwhile_is_not_shown() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let eve = room.joins(4, "eve");
    let tickets: Vec<u64> = [bob, eve, zoe].into_iter().map(|id| room.draws(id, "x").unwrap()).collect();
    room.says(zoe, "/mute bob");
    room.leaves(eve);
    room.forget();
    room.decoded(tickets[0], "bobs");
    room.feed(Input::Decoded(tickets[1], Err(InvalidDrawing::Damaged)));
    room.decoded(tickets[2], "zoes");
    assert_eq!(room.hears(bob), ["Zoë drew zoes"]);
    assert!(!room.audited().iter().any(|event| event == "send_drawing@1000" && event.contains("bob")));
}

#[test]
fn drawing_survives_that_its_author_goes_on_elsewhere() {
    let (mut room, _, _, bob) = Script::staffed();
    let ticket = room.draws(bob, "x").unwrap();
    let resume = {
        room.says(bob, "/name rob");
        room.resume_of(bob)
    };
    room.window(13, 3);
    room.comes_back(13, "rob", &resume);
    room.decoded(ticket, "x");
    assert_eq!(room.hears(id(13)), ["rob drew x"]);
}

#[test]
fn drawings_that_are_too_much_for_a_room_are_refused_and_told_so() {
    let mut config = config();
    config.chat.limits.drawing_kib = crate::limits::Rate { burst: 40, per_minute: 60 };
    let mut room = Script::new(config);
    let bob = room.joins(1, "bob");
    let ticket = room.draws(bob, "x").unwrap();
    room.decoded(ticket, &"x".repeat(8 * 1024));
    let second = room.draws(bob, "x").unwrap();
    room.hears(bob);
    room.decoded(second, &"x".repeat(8 * 1024));
    assert_eq!(room.hears(bob), ["warning drawing_budget 24 s"]);
}
