//! Reports, notes, the moderators' log, and what moderators see of a person.

use super::script::{Script, client, id};
use crate::model::{Act, AuditEvent, Principal};
use crate::room::input::{Action, Input};
use crate::room::operations::{
    AddNote, ForgetPerson, ListActs, ListReports, PersonCard, ReportMessage, SettleReport, ShowPerson,
};
use crate::room::refusal::Code;
use crate::session::SessionId;

/// The streamer, a moderator, bob who has said "rude words", and eve; and the message's id.
fn with_a_message() -> (Script, SessionId, SessionId, SessionId, SessionId, u64) {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let eve = room.joins(4, "eve");
    room.says(bob, "rude words");
    let said = *room.said_ids().last().unwrap();
    room.forget();
    (room, zoe, moderator, bob, eve, said)
}

fn card(room: &mut Script, user: &str) -> PersonCard {
    room.asks(Principal::Streamer, ShowPerson { user: user.into() }).unwrap()
}

#[test]
fn report_reaches_those_who_moderate_and_nobody_else() {
    let (mut room, zoe, moderator, bob, eve, said) = with_a_message();
    assert_eq!(
        room.says(eve, &format!("/report {said} not nice")),
        ["Thank you. The moderators will look at it."]
    );
    for staff in [zoe, moderator] {
        assert_eq!(room.hears_as_staff(staff), ["report \"rude words\" by eve: not nice, 1"]);
    }
    assert!(room.events(bob).is_empty());
    assert_eq!(room.says(eve, "/reports")[0], "There is no command /reports. /help lists the commands.");
    assert_eq!(room.says(moderator, "/reports"), [format!("{said} bob: rude words – not nice (eve)")]);
}

#[test]
fn reports_without_reason_message_or_right_are_refused() {
    let (mut room, zoe, _, bob, eve, said) = with_a_message();
    for (by, line, answer) in [
        (eve, format!("/report {said}"), "Say why, in a few words."),
        (eve, "/report x rude".into(), "Which message? Write its number after the command."),
        (eve, "/report 3 rude".into(), "There is no such message, or it is too old to be reported."),
        (bob, format!("/report {said} rude"), "That is your own message."),
    ] {
        assert_eq!(room.says(by, &line), [answer], "{line}");
    }
    let long = format!("/report {said} {}", "é".repeat(301));
    assert_eq!(room.says(eve, &long), ["The reason is 301 characters long; 300 are allowed."]);
    room.says(zoe, "/mute eve");
    assert_eq!(room.says(eve, &format!("/report {said} rude")), ["You are muted!"]);
    assert!(room.hears_as_staff(zoe).is_empty());
}

#[test]
fn reports_outlast_the_message_a_replacement_and_a_restart() {
    let (mut room, zoe, moderator, _, eve, said) = with_a_message();
    room.says(eve, &format!("/report {said} rude"));
    room.says(moderator, &format!("/delete {said}"));
    room.replace();
    assert_eq!(room.hears_as_staff(zoe).last().unwrap(), "reports 1");
    room.restart();
    room.streamer_joins(21);
    let page = room.asks(Principal::Streamer, ListReports::default()).unwrap();
    let report = &page.reports[0];
    assert_eq!((report.text.as_str(), report.kept, report.reports.len()), ("rude words", false, 1));
    let settle = SettleReport { id: said, ..SettleReport::default() };
    room.asks(Principal::Streamer, settle.clone()).unwrap();
    assert_eq!(room.hears_as_staff(id(21)), ["reports 0"]);
    room.restart();
    assert_eq!(room.asks(Principal::Streamer, settle).unwrap_err().code, Code::NotFound);
}

#[test]
fn settling_mutes_the_author_under_any_name_and_nobody_who_took_it() {
    let (mut room, zoe, moderator, bob, eve, said) = with_a_message();
    room.says(eve, &format!("/report {said} rude"));
    room.says(bob, "/name innocent");
    let other = room.joins(5, "bob");
    assert_eq!(
        room.says(moderator, &format!("/settle {said} delete mute")),
        ["message deleted", "The report is settled. Nothing else is reported."]
    );
    assert!(room.is_muted(bob) && !room.is_muted(other));
    let last = room.audits().pop();
    let (operator, name, reason) = (String::from("mod"), String::from("bob"), String::new());
    let (delete, mute, ban, seconds) = (true, true, false, None);
    let settled = AuditEvent::SettleReport { operator, name, id: said, delete, mute, ban, seconds, reason };
    assert_eq!(last, Some(settled));
    // who is away is not meant by a name that somebody else has
    room.says(zoe, "/unmute innocent");
    room.says(bob, "more of it");
    let more = *room.said_ids().last().unwrap();
    room.says(eve, &format!("/report {more} rude"));
    room.leaves(bob);
    let innocent = room.joins(6, "innocent");
    assert_eq!(room.says(moderator, &format!("/settle {more} mute 10m")).len(), 1);
    assert!(!room.is_muted(innocent) && !room.is_muted(other));
    room.window(13, 3);
    let back = room.joins(13, "late");
    assert!(room.is_muted(back));
    room.wait(600);
    assert!(!room.is_muted(back));
}

#[test]
fn settling_bans_an_author_who_left_before_a_restart() {
    let (mut room, _, _, bob, eve, said) = with_a_message();
    room.says(eve, &format!("/report {said} rude"));
    room.leaves(bob);
    room.restart();
    let zoe = room.streamer_joins(21);
    room.forget();
    assert_eq!(
        room.says(zoe, &format!("/settle {said} delete ban 1d 2nd time")),
        [
            "message deleted",
            "The report is settled. Nothing else is reported.",
            "They left long ago, so it holds for their browser only."
        ]
    );
    let last = &room.audits()[room.audits().len() - 2..];
    let [AuditEvent::BanUser { name, reason, until, .. }, AuditEvent::SettleReport { ban: true, .. }] = last
    else {
        panic!("{last:?}");
    };
    let tomorrow = Some(room.now.unix + 86_400);
    assert_eq!((name.as_str(), reason.as_str(), *until), ("bob", "2nd time", tomorrow));
    room.window(13, 3);
    assert_eq!(room.logs_in(13, "other"), ["error banned 86400 s"]);
    room.clients.insert(14, client(Some(14), 3));
    assert_eq!(room.logs_in(14, "neighbour")[0], "login success neighbour");
    room.restart();
    room.window(15, 3);
    assert_eq!(room.logs_in(15, "other"), ["error banned 86400 s"]);
}

#[test]
fn an_author_who_left_nothing_to_be_known_by_is_said_to_be_gone() {
    let (mut room, ..) = with_a_message();
    room.clients.insert(50, client(None, 50));
    let program = room.joins(50, "program");
    room.says(program, "rude");
    let said = *room.said_ids().last().unwrap();
    room.asks(Principal::Streamer, ReportMessage { id: said, reason: "rude".into() }).unwrap();
    let settle = SettleReport { id: said, mute: true, ..SettleReport::default() };
    room.leaves(program);
    room.restart();
    let refused = room.asks(Principal::Streamer, settle).unwrap_err();
    assert_eq!(refused.text, "program is not here any longer, and left nothing to be known by.");
}

#[test]
fn nobody_is_sentenced_by_reports_on_the_streamer_or_a_moderator_who_left() {
    let (mut room, zoe, moderator, _, eve, _) = with_a_message();
    room.joins(6, "mia");
    room.says(zoe, "/mod mia");
    let mut said = Vec::new();
    for author in [zoe, id(6)] {
        room.says(author, "hello");
        said.push(*room.said_ids().last().unwrap());
        room.says(eve, &format!("/report {} rude", said[said.len() - 1]));
    }
    for author in [zoe, id(6)] {
        room.leaves(author);
    }
    let refused = ["Zoë cannot be banned.", "mia cannot be banned."];
    for (id, refused) in said.iter().zip(refused) {
        assert_eq!(room.says(moderator, &format!("/settle {id} ban")), [refused]);
    }
    room.restart();
    room.window(12, 2);
    let moderator = room.joins(12, "mod");
    for (id, refused) in said.iter().zip(refused) {
        assert_eq!(room.says(moderator, &format!("/settle {id} ban")), [refused]);
    }
}

#[test]
fn reports_are_settled_as_typed_or_the_command_is_explained() {
    let (mut room, _, moderator, bob, eve, said) = with_a_message();
    room.says(eve, &format!("/report {said} rude"));
    for (rest, answer) in [
        ("mute ban", "Mute or ban, not both."),
        ("delete 10m", "Only a mute or a ban has a length."),
        ("mute 10x", "10x is no time; write 10m, 2h, 1d or a number of seconds."),
        ("frob", "Write delete, mute or ban after the number, and then a time and a reason."),
    ] {
        assert_eq!(room.says(moderator, &format!("/settle {said} {rest}")), [answer], "{rest}");
    }
    assert!(!room.is_muted(bob));
    room.says(moderator, &format!("/settle {said} mute 10m spam"));
    let told = &room.hears(bob)[0];
    assert!(told.starts_with("You have been muted for 10 minutes. Reason: spam."), "{told}");
}

#[test]
fn moderators_do_not_settle_reports_by_muting_each_other() {
    let (mut room, zoe, moderator, _, eve, _) = with_a_message();
    room.joins(6, "mia");
    room.says(zoe, "/mod mia");
    room.says(id(6), "I am above you");
    let said = *room.said_ids().last().unwrap();
    room.says(eve, &format!("/report {said} rude"));
    assert_eq!(room.says(moderator, &format!("/settle {said} delete mute")), ["mia cannot be muted."]);
    assert_eq!(room.asks(Principal::Streamer, ListReports::default()).unwrap().reports.len(), 1);
}

#[test]
fn reports_are_read_page_by_page() {
    let (mut room, _, _, bob, eve, _) = with_a_message();
    for text in ["one", "two", "three"] {
        room.says(bob, text);
        let said = *room.said_ids().last().unwrap();
        room.asks(Principal::Streamer, ReportMessage { id: said, reason: "rude".into() }).unwrap();
        room.says(eve, &format!("/report {said} rude"));
    }
    let mut page = |after| {
        let page = room.asks(Principal::Streamer, ListReports { limit: Some(2), after }).unwrap();
        (page.reports.iter().map(|report| report.text.clone()).collect::<Vec<_>>(), page.next)
    };
    let (first, next) = page(None);
    assert_eq!(first, ["one", "two"]);
    assert_eq!(page(next), (vec!["three".into()], None));
}

#[test]
fn notes_follow_the_person_and_are_seen_by_those_who_moderate() {
    let (mut room, zoe, moderator, bob, eve, _) = with_a_message();
    assert_eq!(room.says(moderator, "/note bob sells things"), ["The note on bob is written."]);
    assert_eq!(room.says(moderator, "/note mod is me"), ["mod cannot be noted."]);
    assert_eq!(room.says(moderator, "/note nobody here"), ["No user named nobody here."]);
    assert_eq!(room.says(eve, "/note bob x")[0], "There is no command /note. /help lists the commands.");
    room.says(bob, "/name robert");
    room.joins(5, "bob");
    let texts = |card: PersonCard| card.notes.into_iter().map(|note| note.text).collect::<Vec<_>>();
    assert_eq!(texts(card(&mut room, "Robert")), ["sells things"]);
    assert_eq!(texts(card(&mut room, "bob")), [""; 0], "somebody else of that name");
    room.restart();
    room.window(23, 3);
    room.joins(23, "third");
    let noted = card(&mut room, "third");
    assert_eq!((noted.notes[0].by.as_str(), noted.notes[0].name.as_str()), ("mod", "bob"));
    room.streamer_joins(21);
    let _ = zoe;
    let gone = room.says(id(21), &format!("/unnote {}", noted.notes[0].id));
    assert_eq!(gone, ["The note on bob is gone."]);
    assert_eq!(texts(card(&mut room, "third")), [""; 0]);
}

#[test]
fn a_card_has_messages_names_mute_and_reports_of_one_person() {
    let (mut room, zoe, _, bob, eve, said) = with_a_message();
    room.says(eve, &format!("/report {said} rude"));
    room.says(bob, "/name robert");
    room.says(bob, "more");
    room.joins(5, "bob");
    room.says(id(5), "I am another");
    room.says(zoe, "/mute robert");
    let theirs = card(&mut room, "robert");
    let texts: Vec<&str> = theirs.last_messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!((theirs.messages, texts), (2, vec!["rude words", "more"]));
    assert_eq!(theirs.names, ["bob", "robert"]);
    assert_eq!((theirs.muted_since, theirs.reported, theirs.known_since), (Some(1000), 1, Some(0)));
    assert_eq!((theirs.role.as_deref(), theirs.here), (Some("normal"), vec!["robert".to_owned()]));
    room.leaves(bob);
    let away = card(&mut room, "robert");
    assert_eq!((away.role, away.here.len(), away.muted_since, away.messages), (None, 0, Some(1000), 2));
    assert_eq!(card(&mut room, "BOB").messages, 1);
    let nobody = room.asks(Principal::Streamer, ShowPerson { user: "nobody".into() });
    assert_eq!(nobody.unwrap_err().code, Code::NotFound);
}

#[test]
fn first_messages_of_newcomers_are_told_to_those_who_moderate_and_once() {
    let (mut room, zoe, moderator, ..) = with_a_message();
    let mut known = client(Some(40), 9);
    let identity = std::sync::Arc::make_mut(&mut known.identity);
    identity.browser.as_mut().unwrap().since = -1_000_000;
    room.clients.insert(40, known);
    room.joins(40, "regular");
    room.joins(41, "new");
    room.window(42, 41);
    room.joins(42, "new too");
    room.forget();
    room.says(id(40), "hello");
    assert!(room.hears_as_staff(zoe).is_empty());
    for _ in 0..2 {
        room.says(id(41), "hello");
    }
    room.says(id(42), "hello");
    assert_eq!(room.hears_as_staff(moderator), ["first messages 1"]);
    assert!(room.hears_as_staff(id(40)).is_empty());
    room.says(zoe, "/mod regular");
    // bob's and eve's do not count: eve said nothing, and bob spoke first
    assert_eq!(room.hears_as_staff(id(40)), ["first messages 2"]);
    room.restart();
    room.streamer_joins(51);
    room.window(52, 41);
    room.joins(52, "new");
    room.says(id(52), "again");
    assert!(room.hears_as_staff(id(51)).is_empty(), "the history knows them");
}

#[test]
fn the_log_is_read_for_those_who_moderate() {
    let (mut room, _, moderator, bob, ..) = with_a_message();
    assert_eq!(room.says(bob, "/log")[0], "There is no command /log. /help lists the commands.");
    assert_eq!(room.says(moderator, "/log bob"), [""; 0]);
    let (by, query) = room.asked_for_acts.pop().unwrap();
    assert_eq!((by, query.filter.person.as_deref()), (Principal::Member(moderator), Some("bob")));
    let act = |id: i64, reason: Option<&str>| Act {
        id,
        time: 1000 - 90 * id,
        kind: "mute_user".into(),
        operator: "mod".into(),
        person: Some("bob".into()),
        text: "muted bob".into(),
        reason: reason.map(str::to_owned),
    };
    room.feed(Input::ActsRead(by, Ok(vec![act(0, None), act(1, Some("rude"))])));
    assert_eq!(room.hears(moderator), ["1 min ago: mod muted bob – rude", "just now: mod muted bob"]);
    room.does(moderator, Action::Logout);
    room.feed(Input::ActsRead(by, Ok(Vec::new())));
    assert!(room.hears(moderator).iter().all(|line| !line.contains("log")));
    let page = room.asks(Principal::Streamer, ListActs { limit: Some(500), ..ListActs::default() });
    assert_eq!(page.unwrap_err().code, Code::Invalid);
}

#[test]
fn whoever_is_erased_is_forgotten_in_reports_and_notes() {
    let (mut room, _, _, _, eve, said) = with_a_message();
    room.says(eve, &format!("/report {said} rude"));
    room.asks(Principal::Streamer, AddNote { user: "bob".into(), text: "late".into() }).unwrap();
    let before = room.audits().len();
    let forgotten = room.asks(Principal::Streamer, ForgetPerson { user: "BOB".into() }).unwrap();
    assert_eq!((forgotten.messages, forgotten.reports, forgotten.notes), (1, 1, 1));
    assert_eq!(room.audits().len(), before, "nothing is written about it");
    room.restart();
    assert!(room.asks(Principal::Streamer, ListReports::default()).unwrap().reports.is_empty());
    assert!(room.state.notes.named(|_| true).is_none());
}
