//! Texts by which people are let in again: the one that we signed, letter by letter, and no other. A `~` stands for its
//! signature.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pystreaming::web::access::unlock;
use pystreaming_actors::model::names::ViewerPassword;
use pystreaming_actors::model::{Role, Streamer};
use pystreaming_actors::room::Effect;
use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::session::Delivery;
use pystreaming_fuzz::{Room, secrets, streamer};

/// What the streamer was given to come back with.
static RESUME: LazyLock<String> = LazyLock::new(|| {
    let effects = Room::default().logs_in(1, "zoë", true, None);
    effects.iter().find_map(resume_of_streamer).expect("let in by the key").to_owned()
});

fuzz_target!(|text: &str| {
    let resume = with_signature(text, &RESUME);
    let effects = Room::default().logs_in(1, "zoë", false, Some(resume.clone()));
    assert_eq!(effects.iter().any(|effect| resume_of_streamer(effect).is_some()), resume == *RESUME);

    let (locked, now) = (Streamer { password: ViewerPassword::stored("sesame"), ..streamer() }, 1000);
    let genuine = unlock::cookie(&locked, &secrets(), now, false);
    let cookie = with_signature(text, genuine.value());
    assert_eq!(unlock::is_valid(&cookie, &locked, &secrets(), now), cookie == genuine.value());
});

fn with_signature(text: &str, signed: &str) -> String {
    text.replace('~', signed.rsplit('.').next().unwrap_or_default())
}

fn resume_of_streamer(effect: &Effect) -> Option<&str> {
    match effect {
        Effect::Send(Delivery::Send(_, RoomEvent::LoggedIn { person, resume, .. }))
            if person.role == Role::Streamer =>
        {
            Some(resume)
        }
        _ => None,
    }
}
