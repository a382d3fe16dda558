//! Operations that programs outside of the server request.

use super::*;
use crate::model::{MessageKind, SanctionKind};
use crate::room::AskError;
use crate::room::operations::{Ask as _, Delivered, Mute, Outcome, SanctionOnSite, SendMessage};
use crate::room::refusal::Refusal;

/// Queues an operation for each room.
fn queue<'a>(site: &Site, operations: impl IntoIterator<Item = (&'a str, String)>) {
    let queued = (0..).zip(operations).map(|(id, (streamer, operation))| QueuedOperation {
        id,
        streamer: StreamerName::stored(streamer),
        operation,
    });
    site.store.operations.lock().unwrap().extend(queued);
    site.store.change(|_| {});
}

fn message(text: &str) -> String {
    let message = SendMessage { kind: MessageKind::Normal, text: text.into(), reply: None };
    serde_json::to_string(&message.into_operation()).unwrap()
}

fn delivered(listeners: u32) -> Answer {
    Answer::Done(Outcome::Delivered(Delivered { listeners }))
}

#[actix::test]
async fn queued_operations_are_performed_in_order_in_the_rooms_they_are_for_and_answered() {
    let site = Site::start(false).await;
    site.store.change(|streamers| streamers.push(streamer("bob", "bobkey")));
    site.until(|index| index.get("bob").is_some()).await;
    for name in ["zoë", "bob"] {
        let presence = Presence { client: client(1), chat: true, watch: true, last: None };
        site.room(name).tell(RoomCommand::Socket(session(1), Action::Presence(presence)));
    }
    let mute =
        serde_json::to_string(&Mute { user: "nobody".into(), ..Mute::default() }.into_operation()).unwrap();
    let operations = [
        ("BOB", message("one")),
        ("zoË", message("two")),
        ("nobody", message("lost")),
        ("bob", mute),
        ("bob", message("three")),
    ];
    queue(&site, operations);
    site.until(|_| site.store.answers.lock().unwrap().len() == 5).await;
    assert_eq!(site.listener.words(RoomId::of("zoë")), ["two"]);
    assert_eq!(site.listener.words(RoomId::of("bob")), ["one", "three"]);
    let mut answers = site.store.answers.lock().unwrap();
    let refused = answers.remove(&3).unwrap();
    assert!(matches!(refused, Answer::Refused(Refusal { code: Code::NotFound, .. })), "{refused:?}");
    let expected = [(0, delivered(1)), (1, delivered(1)), (2, Answer::Gone), (4, delivered(1))];
    assert_eq!(*answers, expected.into());
}

#[actix::test]
async fn a_ban_on_the_whole_site_reaches_the_other_rooms() {
    let site = Site::start(false).await;
    site.store.change(|streamers| streamers.push(streamer("bob", "bobkey")));
    site.until(|index| index.get("bob").is_some()).await;
    for (name, number) in [("zoë", 1), ("bob", 2)] {
        let login = Login {
            client: client(1),
            username: "troll".into(),
            color: String::new(),
            key: None,
            resume: None,
            is_program: false,
        };
        site.room(name).tell(RoomCommand::Socket(session(number), Action::Login(Box::new(login))));
    }
    let (user, kind) = ("troll".to_owned(), SanctionKind::Ban);
    let ban = SanctionOnSite { user, kind, seconds: None, reason: None };
    site.room("zoë").ask(ban, Principal::Administrator).await.unwrap();
    for number in [1, 2] {
        let is_told = |said: &Said| match said {
            Said::One(to, RoomEvent::Failed(refusal)) => {
                *to == session(number) && refusal.code == Code::Banned
            }
            _ => false,
        };
        site.until(|_| site.listener.heard(is_told) == 1).await;
    }
}

#[actix::test]
async fn operation_that_the_server_does_not_know_is_refused_and_holds_up_no_other() {
    let site = Site::start(false).await;
    let garbage = ["", "{", "null", r#"{"Levitate":{"height":2}}"#, r#"{"SendMessage":{"kind":"shout"}}"#];
    let operations = garbage.map(str::to_owned).into_iter().chain([message("after them")]);
    queue(&site, operations.map(|operation| ("zoë", operation)));
    site.until(|_| site.store.answers.lock().unwrap().len() == garbage.len() + 1).await;
    let mut answers = site.store.answers.lock().unwrap();
    assert_eq!(answers.remove(&(garbage.len() as i64)), Some(delivered(0)));
    for answer in answers.values() {
        assert!(matches!(answer, Answer::Refused(Refusal { code: Code::Malformed, .. })), "{answer:?}");
    }
}

#[actix::test]
async fn operation_on_a_room_that_died_is_answered() {
    let site = Site::start(false).await;
    let dead = site.room("zoë");
    site.kill().await;
    let message = SendMessage { kind: MessageKind::Normal, text: "lost".into(), reply: None };
    assert_eq!(dead.ask(message, Principal::Administrator).await, Err(AskError::Gone));
}
