//! The clock of the machine is set forward or back by an hour while people talk: nobody notices.

use std::time::Duration;

use super::script::{Script, client, config, id};
use crate::limits::Rate;
use crate::room::Retention;

const HOUR: i64 = 3600;

/// Where everything that depends on time is short: history of an hour, and a message every ten seconds after the first two.
fn room() -> Script {
    let mut config = config();
    config.chat.retention =
        Retention { messages: 100, bytes: 1_000_000, age: Some(Duration::from_secs(3600)) };
    config.chat.limits.messages = Rate { burst: 2, per_minute: 6 };
    Script::new(config)
}

fn history(room: &mut Script, number: u64) -> String {
    room.announces(number, true, false, None);
    room.hears(id(number)).pop().unwrap()
}

#[test]
fn what_was_said_stays_for_as_long_as_it_was_to() {
    for jump in [HOUR, -HOUR, 100 * HOUR, -100 * HOUR] {
        let mut room = room();
        room.now.unix += 1000 * HOUR;
        let bob = room.joins(1, "bob");
        room.says(bob, "one");
        room.now.unix += jump;
        room.wait(60);
        room.says(bob, "two");
        assert_eq!(history(&mut room, 8), "history: one, two", "{jump}");
        room.wait(3550);
        assert_eq!(history(&mut room, 9), "history: two", "{jump}");
        room.wait(60);
        assert_eq!(history(&mut room, 10), "history: ", "{jump}");
        assert!(room.said_ids().is_sorted_by(|a, b| a < b), "{jump}: {:?}", room.said_ids());
    }
}

#[test]
fn limits_and_slow_mode_last_as_long_as_they_were_to() {
    for jump in [HOUR, -HOUR] {
        let mut room = room();
        room.now.unix += 1000 * HOUR;
        let zoe = room.streamer_joins(1);
        let bob = room.joins(2, "bob");
        for text in ["one", "two"] {
            assert_eq!(room.says(bob, text).len(), 1);
        }
        room.now.unix += jump;
        assert_eq!(room.says(bob, "three"), ["warning rate 10 s"], "{jump}");
        room.wait(10);
        assert_eq!(room.says(bob, "three"), ["bob: three"], "{jump}");
        room.says(zoe, "/slow 30");
        room.wait(60);
        room.hears(bob);
        assert_eq!(room.says(bob, "four"), ["bob: four"], "{jump}");
        room.now.unix -= jump;
        assert_eq!(room.says(bob, "five"), ["warning slow 30 s"], "{jump}");
        room.wait(30);
        assert_eq!(room.says(bob, "five"), ["bob: five"], "{jump}");
    }
}

#[test]
fn who_was_muted_or_is_known_stays_so() {
    for jump in [HOUR, -HOUR] {
        let (mut room, zoe, moderator, bob) = Script::staffed();
        room.says(zoe, "/mute bob");
        let resume = room.resume_of(moderator);
        room.now.unix += jump;
        assert_eq!(room.says(bob, "hello"), ["You are muted!"], "{jump}");
        room.leaves(bob);
        room.window(13, 3);
        assert_eq!(room.logs_in(13, "innocent")[0], "login success innocent, muted", "the same browser");
        room.leaves(id(13));
        room.clients.insert(14, client(None, 3));
        assert_eq!(room.logs_in(14, "program")[0], "login success program, muted", "none, at the address");
        room.window(12, 2);
        assert_eq!(room.comes_back(12, "mod", &resume)[0], "login success mod (moderator)", "{jump}");
    }
}

#[test]
fn stream_stays_on_air_and_people_with_it() {
    for jump in [HOUR, -HOUR] {
        let mut room = Script::chat();
        room.now.unix += 1000 * HOUR;
        room.joins(1, "bob");
        room.opens(2);
        room.goes_live();
        room.wait(2);
        room.forget();
        room.now.unix += jump;
        room.wait(2);
        assert!(room.view().live, "{jump}");
        assert_eq!((room.view().viewers, room.members()), (1, vec!["bob".to_owned()]), "{jump}");
        assert_eq!(room.hears(id(2)), [""; 0], "{jump}");
    }
}
