//! What is pinned above the chat, and announcements.

use super::script::Script;
use crate::model::Principal;
use crate::room::event::RoomEvent;
use crate::room::operations::{DeleteMessages, ListMessages, PinMessage, ShowPin};
use crate::room::refusal::Code;

impl Script {
    /// What a page that opens now is told to be pinned.
    fn pinned_for(&mut self, number: u64) -> Option<String> {
        let id = self.opens(number);
        let history = self.events(id).into_iter().find_map(|event| match event {
            RoomEvent::History(history) => Some(history),
            _ => None,
        });
        history.unwrap().pin.map(|pin| pin.text.clone())
    }
}

#[test]
fn everybody_sees_what_is_pinned_and_so_do_those_who_come_later() {
    let (mut room, _, moderator, bob) = Script::staffed();
    assert_eq!(room.pinned_for(8), None);
    assert_eq!(room.says(moderator, "/pin Be kind :heart:"), ["pin Be kind ❤️", "Pinned. /unpin ends that."]);
    assert_eq!(room.hears(bob), ["pin Be kind ❤️"]);
    room.says(bob, "I am");
    let said = room.said_ids()[0];
    assert_eq!(room.says(moderator, &format!("/pin {said}"))[0], "pin bob: I am", "it takes its place");
    assert_eq!(room.pinned_for(9).as_deref(), Some("I am"));
    assert_eq!(room.says(moderator, "/unpin"), ["unpin", "Nothing is pinned any longer."]);
    assert_eq!(room.says(moderator, "/unpin"), ["Nothing is pinned."]);
    assert_eq!(room.pinned_for(10), None);
}

#[test]
fn it_ends_by_itself_also_after_a_restart() {
    let (mut room, zoe, _, bob) = Script::staffed();
    assert_eq!(room.says(zoe, "/pin Back soon for 10m")[1], "Pinned for 10 minutes.");
    room.wait(300);
    room.replace();
    room.hears(bob);
    room.wait(299);
    assert!(!room.hears(bob).contains(&"unpin".to_owned()));
    room.wait(1);
    assert!(room.hears(bob).contains(&"unpin".to_owned()));
    assert_eq!(room.remembered().pin, None);
    // one whose time was over while no server ran
    room.says(zoe, "/pin Once more for 10s");
    room.now = room.now.plus(std::time::Duration::from_secs(60));
    room.restart();
    room.wait(1);
    assert_eq!(room.pinned_for(20), None);
}

#[test]
fn a_pinned_message_goes_with_the_message() {
    for delete in ["/delete", "/clear", "person"] {
        let (mut room, zoe, _, bob) = Script::staffed();
        room.says(bob, "hello");
        let said = room.said_ids()[0];
        room.says(zoe, &format!("/pin {said}"));
        match delete {
            "person" => {
                room.asks(Principal::Streamer, DeleteMessages { user: "BOB".into() }).unwrap();
            }
            "/delete" => drop(room.says(zoe, &format!("/delete {said}"))),
            _ => drop(room.says(zoe, delete)),
        }
        assert!(room.asks(Principal::Streamer, ShowPin {}).unwrap().text.is_none(), "{delete}");
        // a text has nothing to do with that
        room.says(zoe, "/pin rules");
        room.says(zoe, "/clear");
        assert_eq!(room.pinned_for(9).as_deref(), Some("rules"));
    }
}

#[test]
fn what_cannot_be_pinned_is_refused() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    assert_eq!(room.says(zoe, "/pin 17"), ["There is no such message, or it is too old to be pinned."]);
    assert_eq!(room.says(zoe, "/pin"), ["Write a text after the command."]);
    assert_eq!(room.says(zoe, "/pin for ever for 5w"), ["At most for 4 weeks."]);
    assert_eq!(room.says(zoe, &format!("/pin {}", "x".repeat(501))).len(), 1);
    assert_eq!(room.says(zoe, "/pin wait for it")[0], "pin wait for it", "no time");
    room.says(zoe, "/mute mod");
    assert_eq!(room.says(moderator, "/pin hear me"), ["You are muted!"]);
    assert_eq!(room.says(moderator, "/unpin")[0], "unpin");
    for (id, text) in [(None, None), (Some(1), Some("text".to_owned()))] {
        let pin = PinMessage { id, text, seconds: None };
        assert_eq!(room.asks(Principal::Streamer, pin).unwrap_err().code, Code::Invalid);
    }
}

#[test]
fn announcements_are_kept_with_who_made_them() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.says(moderator, "/announce Raid at noon");
    assert_eq!(room.hears(bob), ["mod announces: Raid at noon"]);
    room.restart();
    let kept = room.asks(Principal::Streamer, ListMessages::default()).unwrap().messages;
    assert_eq!((kept[0].kind.as_str(), kept[0].name.as_deref()), ("announcement", Some("mod")));
    let audit = room.audits().pop().unwrap();
    assert_eq!((audit.kind(), audit.meta()["name"].as_str()), ("send_announcement", Some("mod")));
    let _ = zoe;
}
