//! What people are told of their sanctions. Pure.

use std::fmt::Write as _;

use crate::model::{Sanction, SanctionKind, SanctionScope, spelled};
use crate::session::AddressScope;

/// What the person is told: what, why, how long, and how to appeal. `left` is in seconds.
pub(super) fn to_person(sanction: &Sanction, left: Option<u32>) -> String {
    let mut text = match (sanction.kind, sanction.scope) {
        (SanctionKind::Mute, SanctionScope::Stream) => "You are muted".to_owned(),
        (SanctionKind::Mute, SanctionScope::Site) => "You are muted on the whole site".to_owned(),
        (SanctionKind::Ban, SanctionScope::Stream) => "You are banned from this chat".to_owned(),
        (SanctionKind::Ban, SanctionScope::Site) => "You are banned from every chat of this site".to_owned(),
        (SanctionKind::Kick, _) => "You were removed from this chat".to_owned(),
    };
    text.push_str(match (sanction.kind, left) {
        (SanctionKind::Kick, _) | (_, Some(_)) => "",
        (_, None) => ", until somebody lifts it",
    });
    if let Some(left) = left {
        let _ = match sanction.kind {
            SanctionKind::Kick => write!(text, ". You can come back in {}", spelled(left)),
            SanctionKind::Mute | SanctionKind::Ban => write!(text, " for {}", spelled(left)),
        };
    }
    text.push('.');
    text.push_str(&because(&sanction.reason));
    if sanction.kind == SanctionKind::Ban {
        text.push_str(" You can still read.");
    }
    text.push_str(match (&sanction.appeal, sanction.kind) {
        (_, SanctionKind::Kick) => "",
        (None, SanctionKind::Mute) => " You can appeal once: /appeal and why.",
        (None, SanctionKind::Ban) => " You can appeal once.",
        (Some(appeal), _) if appeal.declined => " Your appeal was declined.",
        (Some(_), _) => " The moderators have your appeal.",
    });
    text
}

/// The notice of a new mute. Clients of the original expect this text if there is nothing else to say.
pub(super) fn muted(sanction: &Sanction, left: Option<u32>) -> String {
    match left {
        None if sanction.reason.is_empty() && sanction.scope == SanctionScope::Stream => {
            "You have been muted.".to_owned()
        }
        left => {
            let lasts = left.map_or_else(String::new, |left| format!(" for {}", spelled(left)));
            let place = if sanction.scope == SanctionScope::Site { " on the whole site" } else { "" };
            let because = because(&sanction.reason);
            format!("You have been muted{place}{lasts}.{because} You can appeal once: /appeal and why.")
        }
    }
}

/// A sentence about the reason, with a space before it.
fn because(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => {
            let end = if reason.ends_with(['.', '!', '?', '…']) { "" } else { "." };
            format!(" Reason: {reason}{end}")
        }
    }
}

/// Why a sanction does not hold at the address of somebody, which this many people share.
pub(super) fn why_not_by_address(sanction: &Sanction, scope: AddressScope) -> Option<String> {
    if sanction.address.is_unknown() {
        let holds = if sanction.browser_id.is_some() { "browser" } else { "account" };
        return Some(format!("They left long ago, so it holds for their {holds} only."));
    }
    let why = match scope {
        AddressScope::Anonymous => "The address is that of this machine or of a proxy",
        AddressScope::Crowd => "Many people share the address",
        AddressScope::Household if sanction.shared => "Somebody else in chat has the same address",
        AddressScope::Household => return None,
    };
    let holds = match sanction.browser_id {
        Some(_) => "it holds for this browser, and for this name at the address",
        None => "it holds for this name at the address only",
    };
    Some(format!("{why}, so {holds}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Appeal;
    use crate::model::names::{AddressId, Token};

    fn sanction(kind: SanctionKind, reason: &str) -> Sanction {
        Sanction {
            id: Token::from_random(1),
            kind,
            scope: SanctionScope::Stream,
            browser_id: None,
            account: None,
            address: AddressId::stored("a"),
            shared: false,
            name: "bob".into(),
            at: 1000,
            until: None,
            operator: "zoe".into(),
            reason: reason.into(),
            appeal: None,
        }
    }

    #[test]
    fn a_person_is_told_what_why_how_long_and_how_to_appeal() {
        let mute = sanction(SanctionKind::Mute, "spam");
        assert_eq!(
            to_person(&mute, Some(600)),
            "You are muted for 10 minutes. Reason: spam. You can appeal once: /appeal and why."
        );
        let ban = sanction(SanctionKind::Ban, "");
        assert_eq!(
            to_person(&ban, None),
            "You are banned from this chat, until somebody lifts it. You can still read. You can appeal once."
        );
        let appeal = |declined| Some(Appeal { text: "sorry".into(), at: 1, declined });
        let site = Sanction {
            scope: SanctionScope::Site,
            appeal: appeal(false),
            ..sanction(SanctionKind::Ban, "Why?")
        };
        assert_eq!(
            to_person(&site, Some(86400)),
            "You are banned from every chat of this site for 1 day. Reason: Why? You can still read. The moderators have your appeal."
        );
        let declined = Sanction { appeal: appeal(true), ..mute };
        assert!(to_person(&declined, None).ends_with("Your appeal was declined."));
        assert_eq!(
            to_person(&sanction(SanctionKind::Kick, "shouting"), Some(30)),
            "You were removed from this chat. You can come back in 30 seconds. Reason: shouting."
        );
    }

    #[test]
    fn a_mute_without_time_and_reason_is_told_as_the_original_tells_it() {
        assert_eq!(muted(&sanction(SanctionKind::Mute, ""), None), "You have been muted.");
        assert!(muted(&sanction(SanctionKind::Mute, "spam"), None).contains("Reason: spam."));
    }
}
