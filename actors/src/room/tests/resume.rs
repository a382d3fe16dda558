//! Coming back as who one was.

use std::sync::Arc;

use super::script::{Script, client, id, key};
use crate::limits::Rate;
use crate::model::names::{Secrets, StreamerName};
use crate::room::input::Action;

/// Bob at socket 1, whose other window is socket 11, with eve, and bob's resume text.
fn bob() -> (Script, String) {
    let mut room = Script::chat();
    room.window(11, 1);
    room.joins(2, "eve");
    room.logs_in_with(1, "bob", |login| login.color = "#123456".into());
    let resume = room.resume_of(id(1));
    room.forget();
    (room, resume)
}

#[test]
fn stale_socket_of_the_same_person_gives_way_and_nobody_else_hears_of_it() {
    let (mut room, resume) = bob();
    let before = room.audited();
    let heard = room.comes_back(11, "Bob", &resume);
    assert_eq!(heard, ["login success bob", "connected bob of 2: eve, bob"]);
    assert_eq!(room.hears(id(1)), ["error displaced"]);
    assert_eq!(room.hears(id(2)), [""; 0]);
    assert_eq!(room.audited(), before);
    room.does(id(11), Action::GetColour);
    assert_eq!(room.hears(id(11)), ["return color #123456"], "as they were");
    room.leaves(id(1));
    assert_eq!(room.hears(id(2)), [""; 0], "the late end of the stale socket is no good-bye");
    assert_eq!(room.members(), ["eve", "bob"]);
}

#[test]
fn name_is_taken_without_proof_or_with_somebody_elses() {
    let (mut room, resume) = bob();
    assert_eq!(room.logs_in(3, "bob"), ["error name_taken"]);
    assert_eq!(room.comes_back(3, "bob", &resume), ["error name_taken"], "another browser");
    // two programs without cookies behind one address
    for number in [4, 14] {
        room.clients.insert(number, client(None, 4));
    }
    room.joins(4, "bot");
    let of_bot = room.resume_of(id(4));
    for forged in tampered(&of_bot) {
        assert_eq!(room.comes_back(14, "bot", &forged), ["error name_taken"], "{forged:?}");
    }
}

#[test]
fn another_window_of_the_browser_goes_on_as_the_same_person() {
    let (mut room, _) = bob();
    let before = room.audited();
    assert_eq!(room.logs_in(11, "BOB"), ["login success bob", "connected bob of 2: eve, bob"]);
    assert_eq!(room.hears(id(1)), ["error displaced"]);
    assert_eq!(room.hears(id(2)), [""; 0]);
    assert_eq!(room.audited(), before);
    // but not as somebody else of that browser
    assert_eq!(room.logs_in(1, "robert")[0], "login success robert");
    assert_eq!(room.members(), ["eve", "bob", "robert"]);
}

#[test]
fn another_window_of_the_streamer_shows_the_key_and_nobody_elses_does() {
    let mut room = Script::chat();
    room.window(11, 1);
    let zoe = room.streamer_joins(1);
    assert_eq!(room.logs_in(11, "Zoë"), ["login key required Zoë"]);
    let with = |secret: &str| Some(key(secret));
    assert_eq!(room.logs_in_with(11, "Zoë", |login| login.key = with("wrong")), ["error key_wrong"]);
    let heard = room.logs_in_with(11, "Zoë", |login| login.key = with("secretkey"));
    assert_eq!(heard[0], "login success Zoë (admin)");
    assert_eq!(room.hears(zoe), ["error displaced"]);
    room.says(id(11), "/name boss");
    assert_eq!(room.logs_in(1, "boss"), ["error name_taken"], "the key is not shown for that name");
}

#[test]
fn browser_without_cookies_comes_back_from_its_own_lost_socket() {
    let mut room = Script::chat();
    room.stranger(1);
    room.joins(1, "bob");
    let resume = room.resume_of(id(1));
    room.stranger(11);
    assert_eq!(room.logs_in(11, "bob"), ["error name_taken"]);
    assert_eq!(room.comes_back(11, "bob", &resume)[0], "login success bob");
    assert_eq!(room.hears(id(1)), ["error displaced"]);
    // nor does it do so for somebody else's
    room.joins(2, "eve");
    room.stranger(12);
    assert_eq!(room.comes_back(12, "eve", &resume), ["error name_taken"]);
    let of_eve = room.resume_of(id(2));
    assert_eq!(room.comes_back(12, "eve", &of_eve), ["error name_taken"], "eve's browser has a cookie");
}

#[test]
fn what_one_comes_back_by_is_renewed_on_demand() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/name boss");
    room.window(11, 1);
    let old = room.resume_of(zoe);
    room.wait(20 * 60 * 60);
    room.does(zoe, Action::GetStatus);
    let new = room.resume_of(zoe);
    room.wait(20 * 60 * 60);
    assert_eq!(room.comes_back(11, "boss", &old), ["error name_taken"]);
    assert_eq!(room.comes_back(11, "boss", &new)[0], "login success boss (admin)");
}

fn tampered(resume: &str) -> Vec<String> {
    let (issued, rest) = resume.split_once('.').unwrap();
    let issued: i64 = issued.parse().unwrap();
    vec![
        String::new(),
        ".".into(),
        "..".into(),
        format!("{}.{rest}", issued + 1),
        resume.replace("normal", "admin"),
        resume.replace("normal", "moderator"),
        resume[..resume.len() - 1].into(),
        format!("{resume}0"),
        format!("+{resume}"),
        format!("{}.normal.", i64::MIN),
        format!("{}.normal.é", i64::MAX),
        resume.to_uppercase(),
    ]
}

#[test]
fn tampered_text_gives_no_power() {
    let (mut room, resume) = bob();
    room.leaves(id(1));
    for (number, forged) in tampered(&resume).into_iter().enumerate() {
        let number = 100 + number as u64;
        room.clients.insert(number, client(Some(1), 1));
        assert_eq!(room.comes_back(number, "bob", &forged)[0], "login success bob", "{forged:?}");
        room.leaves(id(number));
        assert_eq!(room.comes_back(2000 + number, "Zoë", &forged), ["login key required Zoë"], "{forged:?}");
    }
}

#[test]
fn text_is_good_for_a_day_and_for_one_name() {
    let (mut room, resume) = bob();
    assert_eq!(room.comes_back(11, "eve", &resume), ["error name_taken"]);
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/name boss");
    let resume = room.resume_of(zoe);
    room.window(11, 1);
    room.wait(24 * 60 * 60 + 1);
    assert_eq!(room.comes_back(11, "boss", &resume), ["error name_taken"], "too old");
    room.now.unix -= 1;
    assert_eq!(room.comes_back(11, "boss", &resume)[0], "login success boss (admin)");
}

#[test]
fn clock_that_is_set_back_voids_nothing() {
    let (mut room, resume) = bob();
    room.now.unix -= 500;
    assert_eq!(room.comes_back(11, "bob", &resume)[0], "login success bob");
}

#[test]
fn streamer_comes_back_without_the_key_also_after_a_restart_and_under_another_name() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/name the boss");
    let resume = room.resume_of(zoe);
    room.restart();
    room.window(11, 1);
    let heard = room.comes_back(11, "the boss", &resume);
    assert_eq!(
        heard,
        ["login success the boss (admin)", "connected the boss (admin) of 1: the boss (admin)"]
    );
    assert_eq!(room.says(id(11), "/settings").len(), 3);
    // but nobody else does, nor under the name before
    assert_eq!(room.comes_back(2, "the boss", &resume), ["error name_taken"]);
    assert_eq!(room.comes_back(2, "Zoë", &resume), ["login key required Zoë"]);
}

#[test]
fn new_stream_key_voids_what_the_streamer_was_given() {
    let mut room = Script::chat();
    room.window(11, 1);
    room.logs_in_with(1, "Zoë", |login| login.key = Some(key("secretkey")));
    room.says(id(1), "/name Boss");
    let resume = room.resume_of(id(1));
    room.settings(|settings| settings.key = key("another"));
    assert_eq!(room.comes_back(11, "Boss", &resume)[0], "login success Boss", "as anybody");
}

#[test]
fn other_site_or_other_room_signs_otherwise() {
    // programs, which have nothing but that text
    let mut rooms = [Script::chat(), Script::chat(), Script::chat()];
    for room in &mut rooms {
        room.clients.insert(1, client(None, 1));
        room.clients.insert(11, client(None, 1));
        room.joins(1, "bob");
    }
    let resume = rooms[0].resume_of(id(1));
    Arc::make_mut(&mut rooms[1].state.config).secrets = Secrets::derive("other");
    rooms[2].settings(|settings| settings.name = StreamerName::stored("Ann"));
    let heard = rooms.map(|mut room| room.comes_back(11, "bob", &resume).swap_remove(0));
    assert_eq!(heard, ["login success bob", "error name_taken", "error name_taken"]);
}

#[test]
fn name_that_somebody_else_has_by_now_is_theirs() {
    let (mut room, resume) = bob();
    room.says(id(1), "/name robert");
    room.joins(3, "bob");
    assert_eq!(room.comes_back(11, "bob", &resume), ["error name_taken"]);
    assert_eq!(room.members(), ["eve", "robert", "bob"]);
}

#[test]
fn nobody_takes_over_from_a_streamer_with_what_a_viewer_was_given() {
    let mut room = Script::chat();
    // two programs without cookies behind one address
    for number in [1, 2, 3] {
        room.clients.insert(number, client(None, 1));
    }
    room.joins(1, "boss");
    let resume = room.resume_of(id(1));
    room.leaves(id(1));
    let zoe = room.streamer_joins(2);
    room.says(zoe, "/name boss");
    assert_eq!(room.comes_back(3, "boss", &resume), ["error name_taken"]);
}

#[test]
fn muted_program_without_cookies_stays_muted_when_it_comes_back_elsewhere() {
    let mut room = Script::chat();
    room.clients.insert(1, client(None, 1));
    room.clients.insert(11, client(None, 1));
    let zoe = room.streamer_joins(9);
    room.joins(1, "bot");
    room.says(zoe, "/mute bot");
    let resume = room.resume_of(id(1));
    assert_eq!(room.comes_back(11, "bot", &resume)[0], "login success bot, muted");
    assert_eq!(room.says(id(11), "hello"), ["You are muted!"]);
}

#[test]
fn moderator_comes_back_as_one_from_a_stale_socket() {
    let (mut room, _, moderator, _) = Script::staffed();
    room.window(12, 2);
    room.window(13, 2);
    room.says(moderator, "/name Mia");
    let resume = room.resume_of(moderator);
    assert_eq!(room.comes_back(12, "Mia", &resume)[0], "login success Mia (moderator)");
    // with what they had been given before they were one, too
    let old = {
        let mut other = Script::chat();
        other.now.unix = room.now.unix;
        other.joins(2, "Mia");
        other.resume_of(id(2))
    };
    assert_eq!(room.comes_back(13, "Mia", &old)[0], "login success Mia (moderator)");
}

#[test]
fn demoted_moderator_does_not_come_back_as_one() {
    let (mut room, zoe, _, _) = Script::staffed();
    // one with a browser, and a program without
    room.clients.insert(4, client(None, 4));
    room.clients.insert(14, client(None, 4));
    room.window(12, 2);
    room.joins(4, "bot");
    room.says(zoe, "/mod bot");
    let of_bot = room.resume_of(id(4));
    room.says(id(2), "/name Mia");
    let of_mod = room.resume_of(id(2));
    room.says(zoe, "/demod bot");
    room.says(zoe, "/demod Mia");
    assert_eq!(room.comes_back(14, "bot", &of_bot)[0], "login success bot");
    assert_eq!(room.comes_back(12, "Mia", &of_mod)[0], "login success Mia");
    room.restart();
    room.window(104, 4);
    room.window(102, 2);
    assert_eq!(room.comes_back(104, "bot", &of_bot)[0], "login success bot");
    assert_eq!(room.comes_back(102, "Mia", &of_mod)[0], "login success Mia");
}

#[test]
fn all_people_of_an_address_may_come_back_at_once_and_nobody_without_end() {
    let mut config = super::script::config();
    config.chat.limits.joins = Rate { burst: 2, per_minute: 1 };
    config.chat.limits.per_address = 1;
    let mut room = Script::new(config);
    let mut resumes = Vec::new();
    for number in 1..=5 {
        // one address for all
        room.clients.insert(number, client(Some(number), 1));
        room.window(number + 10, number);
        room.wait(60);
        room.joins(number, &format!("name{number}"));
    }
    for number in 1..=5 {
        room.says(id(number), &format!("/name n{number}"));
        resumes.push(room.resume_of(id(number)));
    }
    for number in 1..=5 {
        let heard = room.comes_back(number + 10, &format!("n{number}"), &resumes[number as usize - 1]);
        assert!(heard[0].starts_with("login success"), "{heard:?}");
    }
    let mut refused = false;
    for number in 0..5 {
        refused |= room.comes_back([1, 11][number % 2], "n1", &resumes[0])[0].starts_with("error rate");
    }
    assert!(refused, "coming back is no way around the rates");
}
