//! Lines that people type. The first character says who: `0` is the streamer, `1` a moderator, `2` and `3` are viewers,
//! `4` has not logged in; `5` goes, and comes again under the name that follows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::socketio::Frame;
use pystreaming_actors::model::text::length;
use pystreaming_actors::room::{Action, Effect};
use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::session::Delivery;
use pystreaming_fuzz::{MESSAGE_LENGTH, Room};

/// Most lines of a run: what takes more can be found in fewer.
const LINES: usize = 50;

fuzz_target!(|text: &str| {
    let mut room = Room::default();
    room.logs_in(0, "zoë", true, None);
    for (socket, name) in [(1, "mod"), (2, "bob"), (3, "eve 2")] {
        room.logs_in(socket, name, false, None);
    }
    room.does(0, Action::Message { text: "/mod mod".to_owned(), reply: None });
    let mut last = None;
    for line in text.split('\n').take(LINES) {
        room.now = room.now.plus(std::time::Duration::from_secs(1));
        let mut rest = line.chars();
        let who = u64::from(rest.next().and_then(|c| c.to_digit(6)).unwrap_or(2));
        let effects = if who == 5 {
            room.does(5, Action::Logout);
            room.logs_in(5, rest.as_str(), false, None)
        } else {
            room.does(who, Action::Message { text: rest.as_str().to_owned(), reply: last })
        };
        effects.iter().for_each(|effect| check(effect, &mut last));
        assert!(room.state.deadline(room.now).is_none_or(|at| at > room.now.monotonic));
    }
});

fn check(effect: &Effect, last: &mut Option<u64>) {
    let Effect::Send(Delivery::Send(_, event) | Delivery::Broadcast { event, .. }) = effect else { return };
    assert!(Frame::event(event.name(), event).is_ok(), "{event:?}");
    if let RoomEvent::Said(message) = event {
        assert!(*last < Some(message.id), "{message:?}");
        assert!(!message.text.trim().is_empty() && !message.text.contains(char::is_control), "{message:?}");
        assert!(length(&message.text, &|alias| alias == "wave") <= MESSAGE_LENGTH, "{message:?}");
        *last = Some(message.id);
    }
}
