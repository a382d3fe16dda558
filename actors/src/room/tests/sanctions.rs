//! Time-outs, bans, kicks and appeals: whom they hold, for how long, and what everybody is told.

use std::sync::Arc;

use super::script::{Script, client, id};
use crate::model::{AuditEvent, Principal, SanctionKind};
use crate::ports::ChatMemory;
use crate::room::input::{Action, AppealFromPage, RoomCommand};
use crate::room::operations::{Ban, ListBans, ListMutes, Mute, SanctionOnSite, Unban};
use crate::room::refusal::Code;
use crate::session::{AddressScope, SessionId};

impl Script {
    /// A browser first seen now, at an address of its own or one that others have too.
    fn fresh_browser(&mut self, number: u64, address: u8, scope: AddressScope) {
        let mut fresh = client(Some(number), address);
        let identity = Arc::make_mut(&mut fresh.identity);
        identity.browser.as_mut().unwrap().since = self.now.unix;
        identity.scope = scope;
        self.clients.insert(number, fresh);
    }

    /// As [`Script::says`], without the news that somebody is out.
    fn orders(&mut self, id: SessionId, text: &str) -> Vec<String> {
        let mut heard = self.says(id, text);
        heard.retain(|line| !line.starts_with("disconnected"));
        heard
    }

    fn appeals(&mut self, number: u64, text: &str) -> Vec<String> {
        let appeal = AppealFromPage { client: self.client(number), text: text.into(), username: None };
        self.forget();
        self.does(id(number), Action::Appeal(Box::new(appeal)));
        self.hears(id(number))
    }
}

/// The streamer, a moderator and bob, who has just been banned with this command.
fn with_bob_banned(command: &str) -> (Script, SessionId, SessionId) {
    let (mut room, zoe, moderator, _) = Script::staffed();
    let said = room.orders(moderator, command);
    assert!(said[0].starts_with("bob has been banned"), "{said:?}");
    (room, zoe, moderator)
}

#[test]
fn time_out_ends_by_itself_and_everybody_concerned_hears_of_it() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.orders(moderator, "/timeout bob"), ["bob has been muted for 10 minutes."]);
    let told = room.hears(bob);
    assert_eq!(told[0], "You have been muted for 10 minutes. You can appeal once: /appeal and why.");
    room.wait(599);
    assert_eq!(room.orders(bob, "hello"), ["You are muted!"]);
    room.forget();
    room.wait(1);
    assert_eq!(room.hears(bob), ["You may speak again.", "status bob"]);
    assert_eq!(room.hears(zoe), ["bob may speak again: the time is over."]);
    assert_eq!(room.hears_of_mutes(moderator), ["unmute"]);
    assert_eq!(room.orders(bob, "hello"), ["bob: hello"]);
    assert_eq!(room.remembered().sanctions, []);
    assert_eq!(room.state.deadline(room.now), None, "an idle room sleeps");
}

#[test]
fn time_and_reason_stand_behind_a_name_that_may_have_spaces() {
    let (mut room, zoe, ..) = Script::staffed();
    room.joins(4, "Bo Derek");
    for (command, name, left, reason) in [
        ("/mute bo derek", "Bo Derek", None, ""),
        ("/mute Bo Derek 2h", "Bo Derek", Some(7200), ""),
        ("/mute bo derek 90 flooding the chat", "Bo Derek", Some(90), "flooding the chat"),
        ("/mute BO DEREK shouting", "Bo Derek", None, "shouting"),
        ("/timeout bob 1d spam", "bob", Some(86400), "spam"),
    ] {
        let said = room.orders(zoe, command);
        assert!(said[0].starts_with(&format!("{name} has been muted")), "{command}: {said:?}");
        let mutes = room.asks(Principal::Streamer, ListMutes::default()).unwrap().mutes;
        let mute = mutes.iter().find(|mute| mute.name == name).unwrap();
        assert_eq!((mute.left, mute.reason.as_str(), mute.by.as_str()), (left, reason, "Zoë"), "{command}");
    }
    assert_eq!(
        room.orders(zoe, "/mute bob 10mn spam"),
        ["10mn is no time; write 10m, 2h, 1d or a number of seconds."]
    );
    assert_eq!(room.orders(zoe, "/timeout bob 400d"), ["400d must be from 5 seconds to 365 days."]);
    assert_eq!(room.orders(zoe, "/mute nobody 10m"), ["No user named nobody 10m."]);
    assert_eq!(room.orders(zoe, &format!("/mute bob {}", "x".repeat(201))).len(), 1);
}

#[test]
fn lists_are_searched_by_name_and_reason() {
    let (mut room, zoe, ..) = Script::staffed();
    room.joins(4, "eve");
    for command in ["/timeout bob 10m spam", "/mute eve", "/ban bob 1h worse spam"] {
        room.orders(zoe, command);
    }
    assert_eq!(room.orders(zoe, "/mutes"), ["Muted: bob (for 10 minutes; spam), eve."]);
    assert_eq!(room.orders(zoe, "/mutes EVE"), ["Muted: eve."]);
    assert_eq!(room.orders(zoe, "/mutes SPAM"), ["Muted: bob (for 10 minutes; spam)."]);
    assert_eq!(room.orders(zoe, "/mutes nobody"), ["Nobody is muted."]);
    assert_eq!(room.orders(zoe, "/bans"), ["Banned: bob (for 1 hour; worse spam)."]);
    let bans = room.asks(Principal::Streamer, ListBans { search: Some("worse".into()) }).unwrap().bans;
    assert_eq!((bans.len(), bans[0].by.as_str(), bans[0].until), (1, "Zoë", Some(1000 + 3600)));
}

#[test]
fn mute_is_replaced_by_another_of_other_length_and_keeps_its_id() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.orders(zoe, "/timeout bob 60");
    room.orders(zoe, "/mute bob for good");
    assert_eq!(room.orders(zoe, "/mute bob"), ["bob is already muted."]);
    room.wait(100);
    assert!(room.is_muted(bob), "the longer one holds");
    assert_eq!(room.remembered().sanctions.len(), 1);
    assert_eq!(room.orders(zoe, "/unmute bob"), ["bob may speak again."]);
    assert!(!room.is_muted(bob));
}

#[test]
fn time_outs_survive_a_restart_and_a_room_that_was_replaced() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.orders(zoe, "/timeout bob 60 spam");
    room.replace();
    assert!(room.is_muted(bob));
    // the store had nothing to tell
    room.replace_with(ChatMemory::default());
    assert!(room.is_muted(bob));
    room.wait(61);
    assert!(!room.is_muted(bob), "it did not become one without an end");
    room.orders(zoe, "/timeout bob 60 spam");
    room.wait(20);
    room.restart();
    room.window(13, 3);
    assert_eq!(room.logs_in(13, "bob")[0], "login success bob, muted");
    room.wait(39);
    assert!(room.is_muted(id(13)));
    room.wait(1);
    assert!(!room.is_muted(id(13)));
    room.streamer_joins(21);
    room.orders(id(21), "/timeout bob 60");
    room.now.unix += 3600;
    room.wait(0);
    assert!(room.is_muted(id(13)), "a clock that is set ends nothing");
    room.wait(60);
    assert!(!room.is_muted(id(13)));
}

#[test]
fn ban_logs_out_every_window_and_refuses_all_logins_with_words() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.window(13, 3);
    room.joins(13, "second");
    let page = room.announces(23, true, true, None);
    room.window(23, 3);
    let page_of_bob = room.opens(23);
    assert_eq!(page, page_of_bob);
    room.forget();
    assert_eq!(room.orders(moderator, "/ban bob 2h spam"), ["bob has been banned for 2 hours."]);
    let words =
        "You are banned from this chat for 2 hours. Reason: spam. You can still read. You can appeal once.";
    for window in [bob, id(13)] {
        assert!(room.hears(window).contains(&"error banned 7200 s".to_owned()));
    }
    assert_eq!(room.members(), ["Zoë (admin)", "mod (moderator)"]);
    assert_eq!(room.hears_of_mutes(zoe), ["ban bob here as []"]);
    assert_eq!(room.logs_in(13, "innocent"), ["error banned 7200 s"]);
    room.logs_in_with(13, "bob", |_| {});
    assert_eq!(room.hears_of_own(id(13)), [""; 0], "logs_in has heard it");
    assert!(room.subscriptions[&page].chat, "reading stays open");
    room.forget();
    room.does(id(13), Action::Logout);
    let login = room.client(13);
    assert!(room.state.exclusion_of(&login.identity, "whatever").is_some());
    room.announces(13, true, true, None);
    room.forget();
    let client = room.client(13);
    let login = crate::room::Login {
        client,
        username: "bob".into(),
        color: "".into(),
        key: None,
        resume: None,
        is_program: false,
    };
    room.does(id(13), Action::Login(Box::new(login)));
    assert_eq!(room.hears_of_own(id(13)), [format!("sanction {words}")]);
    room.wait(7200);
    assert_eq!(room.hears(zoe), ["bob may chat again: the ban is over."]);
    assert_eq!(room.logs_in(13, "bob")[0], "login success bob");
}

#[test]
fn ban_survives_a_restart_and_is_lifted_by_name() {
    let (mut room, ..) = with_bob_banned("/ban bob");
    room.restart();
    let zoe = room.streamer_joins(21);
    room.window(13, 3);
    let page = room.opens(13);
    assert_eq!(room.logs_in(13, "bob"), ["error banned"]);
    room.forget();
    assert_eq!(room.orders(zoe, "/unban BOB"), ["bob may chat again."]);
    assert_eq!(room.hears_of_own(page), ["sanction ended ban"]);
    assert_eq!(room.logs_in(13, "bob")[0], "login success bob");
    assert_eq!(room.orders(zoe, "/unban bob"), ["bob is not banned."]);
    assert_eq!(room.remembered().sanctions, []);
}

#[test]
fn nobody_acts_above_their_rank() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let other = room.joins(4, "other");
    room.orders(zoe, "/mod other");
    for command in ["/ban", "/kick", "/timeout", "/mute"] {
        for above in ["zoë", "other"] {
            let said = room.orders(moderator, &format!("{command} {above}"));
            assert!(said[0].contains("cannot be"), "{command} {above}: {said:?}");
        }
        assert!(room.orders(bob, &format!("{command} other"))[0].starts_with("There is no command"));
    }
    room.leaves(other);
    assert_eq!(room.orders(moderator, "/ban other"), ["other cannot be banned."], "also once they have left");
    assert_eq!(room.orders(zoe, "/ban other"), ["other has been banned."]);
    assert_eq!(room.orders(moderator, "/unban other"), ["other cannot be unbanned."]);
    assert_eq!(room.orders(zoe, "/unban other"), ["other may chat again."]);
    room.orders(zoe, "/timeout mod 60");
    assert_eq!(room.orders(moderator, "/unmute mod"), ["mod cannot be unmuted."]);
}

#[test]
fn who_has_just_left_is_sanctioned_by_the_name_they_had() {
    let (mut room, _, moderator, bob) = Script::staffed();
    room.leaves(bob);
    assert_eq!(room.orders(moderator, "/ban bob spam"), ["bob has been banned."]);
    room.window(13, 3);
    assert_eq!(room.logs_in(13, "rob"), ["error banned"]);
    // and who is known by an earlier sanction alone
    room.restart();
    room.window(22, 2);
    room.joins(22, "mod");
    assert_eq!(room.orders(id(22), "/timeout bob 60"), ["bob has been muted for 1 minute."]);
}

#[test]
fn kick_ends_a_visit_for_half_a_minute() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(
        room.orders(moderator, "/kick bob calm down"),
        ["bob has been removed, and can come back in 30 seconds."]
    );
    assert!(room.hears(bob).contains(&"error kicked 30 s".to_owned()));
    assert_eq!(room.logs_in(3, "bob"), ["error kicked 30 s"]);
    room.wait(29);
    assert_eq!(room.logs_in(3, "bob"), ["error kicked 1 s"]);
    room.wait(1);
    assert_eq!(room.logs_in(3, "bob")[0], "login success bob");
    assert_eq!(room.orders(zoe, "/bans"), ["Nobody is banned."]);
    assert_eq!(room.orders(zoe, "/kick nobody"), ["No user named nobody."]);
    let kicked = room.audits().into_iter().find(|event| event.kind() == "kick_user").unwrap();
    let expected =
        AuditEvent::KickUser { operator: "mod".into(), name: "bob".into(), reason: "calm down".into() };
    assert_eq!(kicked, expected);
}

#[test]
fn each_act_is_recorded_with_operator_and_reason() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.orders(moderator, "/timeout bob 60 spam");
    room.orders(bob, "/appeal sorry");
    room.orders(moderator, "/decline bob");
    room.orders(zoe, "/ban bob 1h worse");
    room.orders(zoe, "/unban bob");
    let before = ["join_chat", "mod_user"];
    let acts: Vec<_> = room.audits().into_iter().filter(|event| !before.contains(&event.kind())).collect();
    let [who, by] = ["bob".to_owned(), "mod".to_owned()];
    let until = |seconds: i64| Some(1000 + seconds);
    assert_eq!(
        acts,
        [
            AuditEvent::MuteUser {
                operator: by.clone(),
                name: who.clone(),
                until: until(60),
                reason: "spam".into()
            },
            AuditEvent::AppealSanction { name: who.clone(), appeal: "sorry".into() },
            AuditEvent::DeclineAppeal { operator: by, name: who.clone() },
            AuditEvent::BanUser {
                operator: "Zoë".into(),
                name: who.clone(),
                until: until(3600),
                reason: "worse".into()
            },
            AuditEvent::LeaveChat { name: who.clone() },
            AuditEvent::UnbanUser { operator: "Zoë".into(), name: who },
        ]
    );
}

#[test]
fn one_appeal_reaches_the_moderators_and_is_kept() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.orders(bob, "/appeal why?"), ["You are neither muted nor banned."]);
    room.orders(zoe, "/mute bob");
    assert_eq!(room.orders(bob, "/appeal"), ["Write why after the command."]);
    assert_eq!(room.orders(bob, &format!("/appeal {}", "x".repeat(301))), ["warning too_long"]);
    room.forget();
    assert_eq!(room.orders(bob, "/appeal it was my brother"), ["The moderators have your appeal."]);
    assert_eq!(room.hears(moderator), ["bob appeals the mute: it was my brother"]);
    assert_eq!(room.hears_of_mutes(zoe), ["mute bob here as [bob] who says \"it was my brother\""]);
    assert_eq!(room.orders(bob, "/appeal again"), ["You have appealed already."]);
    room.replace();
    assert_eq!(room.orders(bob, "/appeal again"), ["You have appealed already."]);
    room.forget();
    assert_eq!(room.orders(moderator, "/decline bob"), ["bob's appeal has been declined."]);
    assert_eq!(room.hears(bob), ["Your appeal was declined."]);
    assert_eq!(room.orders(moderator, "/decline bob"), ["bob has no appeal to decline."]);
    let mutes = room.asks(Principal::Streamer, ListMutes::default()).unwrap().mutes;
    assert!(mutes[0].appeal.as_ref().unwrap().declined);
}

#[test]
fn who_is_banned_appeals_without_being_logged_in() {
    let (mut room, _, moderator) = with_bob_banned("/ban bob spam");
    room.window(13, 3);
    assert_eq!(room.appeals(14, "not me"), ["You are neither muted nor banned."]);
    assert_eq!(room.appeals(13, "sorry"), ["The moderators have your appeal."]);
    assert_eq!(room.hears(moderator), ["bob appeals the ban: sorry"]);
    assert_eq!(room.appeals(13, "sorry again"), ["You have appealed already."]);
    assert_eq!(room.orders(moderator, "/bans"), ["Banned: bob (spam; appeals: sorry)."]);
}

#[test]
fn evading_a_ban_by_reload_address_or_name_is_of_no_use() {
    let (mut room, ..) = with_bob_banned("/ban bob");
    // a reload, from another address, under another name
    room.clients.insert(30, client(Some(3), 77));
    assert_eq!(room.logs_in(30, "somebody"), ["error banned"]);
    // another browser, or a program, at the address; IPv6 addresses are known by their /64
    room.fresh_browser(31, 3, AddressScope::Household);
    assert_eq!(room.logs_in(31, "somebody"), ["error banned"]);
    room.clients.insert(32, client(None, 3));
    assert_eq!(room.logs_in(32, "somebody"), ["error banned"]);
    // who lived at the address before is somebody else
    room.clients.insert(33, client(Some(33), 3));
    assert_eq!(room.logs_in(33, "neighbour")[0], "login success neighbour");
}

#[test]
fn ban_never_hits_those_who_share_the_address_and_says_so() {
    for (scope, why) in [
        (AddressScope::Anonymous, "The address is that of this machine or of a proxy"),
        (AddressScope::Crowd, "Many people share the address"),
    ] {
        let (mut room, _, moderator, bob) = Script::staffed();
        room.leaves(bob);
        room.fresh_browser(30, 9, scope);
        room.joins(30, "troll");
        let said = room.orders(moderator, "/ban troll");
        let expected = format!("{why}, so it holds for this browser, and for this name at the address.");
        assert_eq!(said, [format!("troll has been banned. {expected}")]);
        let outcome = room.asks(Principal::Streamer, ListBans::default()).unwrap();
        assert!(!outcome.bans[0].by_address);
        room.fresh_browser(31, 9, scope);
        assert_eq!(room.logs_in(31, "bystander")[0], "login success bystander", "{scope:?}");
        room.leaves(id(31));
        // known as one household since, and after a restart
        room.restart();
        room.fresh_browser(32, 9, AddressScope::Household);
        assert_eq!(room.logs_in(32, "bystander")[0], "login success bystander", "{scope:?}");
        room.clients.insert(33, room.client(30));
        assert_eq!(room.logs_in(33, "other"), ["error banned"], "the same browser");
        room.fresh_browser(34, 9, scope);
        assert_eq!(room.logs_in(34, "TROLL"), ["error banned"], "the same name, by another spelling");
    }
}

#[test]
fn somebody_else_in_chat_at_the_address_is_no_bystander_to_be_hit() {
    let (mut room, _, moderator, _) = Script::staffed();
    room.clients.insert(40, client(Some(40), 3));
    room.joins(40, "sister");
    let said = room.orders(moderator, "/ban bob");
    assert!(said[0].contains("Somebody else in chat has the same address"), "{said:?}");
    assert!(room.members().contains(&"sister".to_owned()));
    room.leaves(id(40));
    room.fresh_browser(41, 3, AddressScope::Household);
    assert_eq!(room.logs_in(41, "sister")[0], "login success sister");
}

#[test]
fn streamer_with_the_key_is_not_kept_out_of_their_own_chat() {
    let (mut room, zoe, _) = with_bob_banned("/ban bob");
    room.leaves(zoe);
    room.clients.insert(50, client(Some(3), 3));
    room.streamer_joins(50);
}

#[test]
fn administrators_ban_on_the_whole_site_and_streamers_do_not_lift_it() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let ban = SanctionOnSite { user: "bob".into(), kind: SanctionKind::Ban, seconds: Some(60), reason: None };
    for nobody in
        [Principal::Streamer, Principal::Member(zoe), Principal::Token { id: 1, administers: false }]
    {
        assert_eq!(room.asks(nobody, ban.clone()).unwrap_err().code, Code::NotAllowed);
    }
    let imposed = room.asks(Principal::Administrator, ban).unwrap();
    assert_eq!((imposed.name.as_str(), imposed.until), ("bob", Some(1060)));
    assert!(room.hears(bob).contains(&"error banned 60 s".to_owned()));
    for by in [zoe, moderator] {
        assert!(room.orders(by, "/unban bob")[0].contains("an administrator lifts it"));
    }
    assert_eq!(
        room.asks(Principal::Streamer, Unban { user: "bob".into() }).unwrap_err().code,
        Code::NotAllowed
    );
    let listed = room.remembered().sanctions;
    room.feed(RoomCommand::SiteSanctionsChanged(listed));
    room.forget();
    room.feed(RoomCommand::SiteSanctionsChanged(Vec::new()));
    assert_eq!(room.logs_in(3, "bob")[0], "login success bob");
}

#[test]
fn sanctions_of_the_site_reach_those_who_are_in_other_rooms() {
    let (mut one, ..) = Script::staffed();
    for (user, kind) in [("bob", SanctionKind::Ban), ("mod", SanctionKind::Mute)] {
        let sanction = SanctionOnSite { user: user.into(), kind, seconds: None, reason: Some("spam".into()) };
        one.asks(Principal::Administrator, sanction).unwrap();
    }
    let (mut other, zoe, moderator, bob) = Script::staffed();
    other.feed(RoomCommand::SiteSanctionsChanged(one.remembered().sanctions));
    assert!(other.hears(bob).contains(&"error banned".to_owned()));
    assert_eq!(other.members(), ["Zoë (admin)", "mod (moderator)"]);
    assert!(other.is_muted(moderator));
    assert_eq!(other.orders(zoe, "/unmute mod").len(), 1);
    assert!(other.is_muted(moderator), "it is not theirs to lift");
    other.orders(zoe, "/bans");
    let mut lifted = one.remembered().sanctions;
    lifted.retain(|sanction| sanction.kind == SanctionKind::Ban);
    other.feed(RoomCommand::SiteSanctionsChanged(lifted));
    assert!(!other.is_muted(moderator));
    assert_eq!(other.logs_in(3, "bob"), ["error banned"]);
}

#[test]
fn mute_that_ends_leaves_the_one_of_the_site_in_force() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.orders(zoe, "/timeout bob 10");
    let mute =
        SanctionOnSite { user: "bob".into(), kind: SanctionKind::Mute, seconds: Some(60), reason: None };
    room.asks(Principal::Administrator, mute).unwrap();
    room.wait(11);
    assert!(room.is_muted(bob));
    room.wait(60);
    assert!(!room.is_muted(bob));
    let again = Mute { user: "bob".into(), seconds: Some(5), reason: None };
    room.asks(Principal::Streamer, again).unwrap();
    assert!(
        room.asks(Principal::Streamer, Ban { user: "bob".into(), seconds: Some(4), reason: None }).is_err()
    );
}
