//! Moderators and administrators of the whole site.

use std::sync::Arc;

use super::script::{Script, client, id};
use crate::model::{AccountId, Principal, Role, SanctionKind, SiteRole, SiteStaff};
use crate::ports::Write;
use crate::room::operations::SanctionOnSite;
use crate::room::refusal::Code;
use crate::room::{Client, RoomCommand};
use crate::session::ClientIdentity;

const SAM: AccountId = AccountId(7);

fn signs_in(room: &mut Script, number: u64, account: AccountId) {
    let Client { identity, shown } = client(Some(number), number as u8);
    let identity = Arc::new(ClientIdentity { account: Some(account), ..ClientIdentity::clone(&identity) });
    room.clients.insert(number, Client { identity, shown });
}

fn staff(role: Option<SiteRole>) -> RoomCommand {
    let staff: SiteStaff = Arc::new(role.map(|role| (SAM, role)).into_iter().collect());
    RoomCommand::SiteStaffChanged(staff)
}

/// A room with Zoë, its moderator, bob and Sam of the site.
fn with(role: SiteRole) -> Script {
    let (mut room, ..) = Script::staffed();
    room.feed(staff(Some(role)));
    signs_in(&mut room, 9, SAM);
    assert!(room.logs_in(9, "sam")[0].starts_with("login success sam (site_"));
    room.forget();
    room
}

#[test]
fn a_role_on_the_site_begins_and_ends_while_somebody_is_here_and_outlives_restarts() {
    let (mut room, zoe, ..) = Script::staffed();
    signs_in(&mut room, 9, SAM);
    room.logs_in(9, "sam");
    room.says(zoe, "/mute sam");
    room.forget();
    room.feed(staff(Some(SiteRole::Moderator)));
    let told = room.hears(id(9));
    assert_eq!(told[0], "You are a moderator of this site now.");
    assert!(!room.is_muted(id(9)), "{told:?}");
    let role = |room: &Script| room.state.people.member(id(9)).unwrap().role;
    assert_eq!(role(&room), Role::SiteModerator);
    room.replace();
    assert_eq!(role(&room), Role::SiteModerator);
    room.restart();
    signs_in(&mut room, 10, SAM);
    assert!(room.logs_in(10, "sam")[0].contains("(site_moderator)"));
    room.feed(staff(None));
    assert!(room.hears(id(10)).iter().any(|told| told.contains("no longer a moderator of this site")));

    let (mut room, _, moderator, _) = Script::staffed();
    signs_in(&mut room, 9, SAM);
    room.logs_in(9, "sam");
    room.feed(staff(Some(SiteRole::Moderator)));
    room.forget();
    room.feed(staff(Some(SiteRole::Administrator)));
    assert_eq!(room.hears(id(9))[0], "You are an administrator of this site now.");
    room.feed(staff(None));
    assert_eq!(room.hears(id(9))[0], "You are no longer an administrator of this site.");
    assert_eq!(
        room.says(moderator, "/timeout sam 10m").last().unwrap(),
        "sam has been muted for 10 minutes."
    );
}

#[test]
fn site_moderators_act_on_moderators_but_not_on_streamers_and_nobody_on_them() {
    let mut room = with(SiteRole::Moderator);
    let (zoe, moderator, sam) = (id(1), id(2), id(9));
    for (who, command) in [
        (zoe, "/mute sam"),
        (zoe, "/ban sam"),
        (zoe, "/demod sam"),
        (zoe, "/vip sam"),
        (moderator, "/mute sam"),
        (sam, "/mute zoë"),
        (sam, "/ban zoë"),
        (sam, "/mod bob"),
        (sam, "/description mine"),
        (zoe, "/siteban bob"),
        (moderator, "/siteban bob"),
    ] {
        let answer = room.says(who, command);
        let refused = ["cannot be", "no command", "is not a moderator"];
        assert!(refused.iter().any(|refusal| answer[0].contains(refusal)), "{command}: {answer:?}");
    }
    assert!(room.says(sam, "/timeout mod 10m")[0].contains("mod has been muted"));
    assert!(room.is_muted(moderator));
    let mut room = with(SiteRole::Administrator);
    assert!(room.says(id(9), "/mod bob")[0].contains("bob is a moderator"));
    assert!(room.says(id(9), "/mute zoë")[0].contains("cannot be"));
}

#[test]
fn site_moderators_ban_on_the_whole_site_and_lift_it_with_their_account_on_record() {
    let mut room = with(SiteRole::Moderator);
    assert_eq!(
        room.says(id(9), "/siteban bob 1d spam")[0],
        "bob has been banned on the whole site for 1 day."
    );
    let by = |write: &Write| match write {
        Write::SiteSanctioned { by, .. } | Write::SiteLifted { by, .. } => Some(*by),
        _ => None,
    };
    let recorded = |room: &Script| room.saved.iter().filter_map(by).collect::<Vec<_>>();
    assert_eq!(recorded(&room), [Some(SAM)]);
    assert!(room.says(id(2), "/unban bob")[0].contains("holds on the whole site"));
    assert_eq!(room.says(id(9), "/unban bob")[0], "bob may chat again.");
    assert_eq!(recorded(&room), [Some(SAM), Some(SAM)]);

    let ban = |user: &str| SanctionOnSite {
        user: user.to_owned(),
        kind: SanctionKind::Ban,
        seconds: None,
        reason: None,
    };
    assert_eq!(room.asks(Principal::Streamer, ban("mod")).unwrap_err().code, Code::NotAllowed);
    assert_eq!(room.asks(Principal::Administrator, ban("sam")).unwrap_err().code, Code::NotAllowed);
    room.asks(Principal::Administrator, ban("mod")).unwrap();
    assert_eq!(recorded(&room).last(), Some(&None));
}
