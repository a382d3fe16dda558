//! The mute list and the moderator list, which include people who are away.

use std::collections::HashSet;

use crate::model::names::{AddressId, Token};
use crate::model::{AccountId, Moderator, Mute};
use crate::session::{AddressScope, ClientIdentity};

/// Maximum number of mutes in a room; beyond it the oldest is lifted.
const MUTES_MAX: usize = 1000;

/// The mute list of a room.
#[derive(Debug)]
pub(super) struct Mutes {
    list: Vec<Mute>,
    /// Addresses that a muted person shared with someone else in chat when they were muted. Such an address alone
    /// identifies nobody. At most [`MUTES_MAX`]; not stored.
    shared: HashSet<AddressId>,
}

impl Mutes {
    pub fn new(mutes: Vec<Mute>) -> Self {
        Self { list: mutes, shared: HashSet::new() }
    }

    /// Adds a mute. `shares_address`: someone else in chat has the same address. Returns the oldest mute if it was
    /// removed for this one.
    pub fn add(&mut self, mute: Mute, shares_address: bool) -> Option<Mute> {
        if shares_address && self.shared.len() < MUTES_MAX {
            self.shared.insert(mute.address.clone());
        }
        let oldest = (self.list.len() >= MUTES_MAX).then(|| self.list.remove(0));
        self.list.push(mute);
        oldest
    }

    /// Removes the mute with this id.
    pub fn remove(&mut self, id: &Token) {
        self.list.retain(|mute| mute.id != *id);
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Mute> {
        self.list.iter()
    }

    /// The mute with this id.
    pub fn with_id(&self, id: &Token) -> Option<&Mute> {
        self.list.iter().find(|mute| mute.id == *id)
    }

    /// The mute with this id, as typed.
    pub fn with_typed_id(&self, id: &str) -> Option<&Mute> {
        self.list.iter().find(|mute| mute.id.as_str() == id)
    }

    /// The latest mute whose name, as it was when muted, satisfies `is_name`.
    pub fn named(&self, is_name: impl Fn(&str) -> bool) -> Option<&Mute> {
        self.list.iter().rev().find(|mute| is_name(&mute.name))
    }

    /// The mute that applies to a newcomer. A mute applies to the muted account and browser. It also applies to the muted address,
    /// if the newcomer's browser was not known before the mute and the muted person is not here (`is_present`). Where
    /// the address is shared (`has_neighbour`: someone known before the mute is here), the name has to match as well
    /// (`is_name`).
    pub fn of(
        &self,
        identity: &ClientIdentity,
        is_name: impl Fn(&str) -> bool,
        is_present: impl Fn(&Mute) -> bool,
        has_neighbour: impl Fn(&Mute) -> bool,
    ) -> Option<&Mute> {
        let browser = identity.browser.as_ref();
        let by_account = |mute: &&Mute| identity.account.is_some() && identity.account == mute.account;
        let by_browser =
            |mute: &&Mute| browser.is_some_and(|browser| Some(&browser.id) == mute.visitor.as_ref());
        let by_address = |mute: &&Mute| {
            mute.address == identity.address
                && browser.is_none_or(|browser| browser.since >= mute.at)
                && !is_present(mute)
                && (is_name(&mute.name) || !(self.is_shared(identity) || has_neighbour(mute)))
        };
        let surely = |mute: &&Mute| by_account(mute) || by_browser(mute);
        self.list.iter().find(surely).or_else(|| self.list.iter().find(by_address))
    }

    fn is_shared(&self, identity: &ClientIdentity) -> bool {
        identity.scope != AddressScope::Household || self.shared.contains(&identity.address)
    }
}

/// The moderators of a room: at most one entry per account, and one without an account per browser.
#[derive(Debug)]
pub(super) struct Moderators(Vec<Moderator>);

impl Moderators {
    pub fn new(moderators: Vec<Moderator>) -> Self {
        Self(moderators)
    }

    pub fn add(&mut self, moderator: Moderator) {
        self.remove(&moderator.visitor, moderator.account);
        self.0.push(moderator);
    }

    /// Removes the moderator with this account or, without one, with this browser.
    pub fn remove(&mut self, browser: &Token, account: Option<AccountId>) {
        self.0.retain(|moderator| {
            moderator.account != account || (account.is_none() && moderator.visitor != *browser)
        });
    }

    /// The latest moderator whose name, as it was when promoted, satisfies `is_name`.
    pub fn named(&self, is_name: impl Fn(&str) -> bool) -> Option<&Moderator> {
        self.0.iter().rev().find(|moderator| is_name(&moderator.name))
    }

    pub fn contains(&self, identity: &ClientIdentity) -> bool {
        self.0.iter().any(|moderator| match moderator.account {
            Some(account) => identity.account == Some(account),
            None => identity.browser.as_ref().is_some_and(|browser| browser.id == moderator.visitor),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::model::names::Secrets;
    use crate::session::Browser;

    fn address(text: &str) -> AddressId {
        Secrets::derive("s").address(text.parse::<IpAddr>().unwrap())
    }

    fn from(browser: Option<(u128, i64)>, at: &str, scope: AddressScope) -> ClientIdentity {
        let browser = browser.map(|(id, since)| Browser { id: Token::from_random(id), since, kept: true });
        ClientIdentity { browser, account: None, address: address(at), scope }
    }

    #[test]
    fn mutes_follow_the_person() {
        let mute = Mute {
            id: Token::from_random(1),
            visitor: Some(Token::from_random(7)),
            account: None,
            address: address("192.0.2.1"),
            name: "bob".into(),
            at: 1000,
        };
        use AddressScope::{Anonymous, Crowd, Household};
        let mutes = Mutes::new(vec![mute]);
        for (who, identity, name, present, muted) in [
            ("the same browser elsewhere", from(Some((7, 10)), "192.0.2.9", Household), "eve", true, true),
            (
                "a new browser at the address",
                from(Some((8, 2000)), "192.0.2.1", Household),
                "eve",
                false,
                true,
            ),
            ("no browser at the address", from(None, "192.0.2.1", Household), "eve", false, true),
            (
                "their neighbour, known before",
                from(Some((8, 10)), "192.0.2.1", Household),
                "eve",
                false,
                false,
            ),
            ("their neighbour, while they are here", from(None, "192.0.2.1", Household), "eve", true, false),
            ("somebody elsewhere", from(None, "192.0.2.9", Household), "bob", false, false),
            ("somebody behind the same proxy", from(None, "192.0.2.1", Anonymous), "eve", false, false),
            ("them behind the same proxy", from(None, "192.0.2.1", Anonymous), "bob", false, true),
            (
                "somebody behind the same gateway",
                from(Some((8, 2000)), "192.0.2.1", Crowd),
                "eve",
                false,
                false,
            ),
            ("them behind the same gateway", from(Some((8, 2000)), "192.0.2.1", Crowd), "bob", false, true),
        ] {
            let found = mutes.of(&identity, |muted| muted == name, |_| present, |_| false);
            assert_eq!(found.is_some(), muted, "{who}");
        }
        let newcomer = from(None, "192.0.2.1", Household);
        assert!(mutes.of(&newcomer, |_| false, |_| false, |_| true).is_none(), "a neighbour is here");
    }

    #[test]
    fn nobody_is_recognised_by_an_address_that_others_shared() {
        let mute = |name: &str, at| Mute {
            id: Token::from_random(1),
            visitor: None,
            account: None,
            address: address(at),
            name: name.into(),
            at: 1000,
        };
        let mut mutes = Mutes::new(Vec::new());
        mutes.add(mute("bob", "192.0.2.1"), true);
        mutes.add(mute("eve", "192.0.2.2"), false);
        let is_muted = |at| {
            let newcomer = from(None, at, AddressScope::Household);
            mutes.of(&newcomer, |_| false, |_| false, |_| false).is_some()
        };
        assert_eq!([is_muted("192.0.2.1"), is_muted("192.0.2.2")], [false, true]);
    }

    #[test]
    fn mutes_and_moderators_follow_the_account_wherever_it_signs_in() {
        let signed_in = |account, browser| ClientIdentity {
            account,
            ..from(Some((browser, 10)), "192.0.2.9", AddressScope::Household)
        };
        let (hers, his) = (Some(AccountId(1)), Some(AccountId(2)));
        let mute = Mute {
            id: Token::from_random(1),
            visitor: Some(Token::from_random(7)),
            account: hers,
            address: address("192.0.2.1"),
            name: "bob".into(),
            at: 1000,
        };
        let mutes = Mutes::new(vec![mute]);
        let is_muted = |identity| mutes.of(&identity, |_| false, |_| false, |_| false).is_some();
        assert!(is_muted(signed_in(hers, 8)), "in another browser");
        assert!(is_muted(signed_in(None, 7)), "signed out");
        assert!(!is_muted(signed_in(his, 8)));

        let moderator = |account, browser| Moderator {
            visitor: Token::from_random(browser),
            account,
            name: "bob".into(),
        };
        let mut moderators = Moderators::new(vec![moderator(hers, 7), moderator(None, 7)]);
        assert!(moderators.contains(&signed_in(hers, 8)) && moderators.contains(&signed_in(his, 7)));
        moderators.remove(&Token::from_random(7), None);
        assert!(moderators.contains(&signed_in(hers, 8)), "an account is no browser");
        assert!(!moderators.contains(&signed_in(None, 7)) && !moderators.contains(&signed_in(his, 7)));
        moderators.add(moderator(hers, 9));
        moderators.remove(&Token::from_random(9), hers);
        assert!(!moderators.contains(&signed_in(hers, 7)));
    }

    #[test]
    fn oldest_mute_gives_way() {
        let mute = |number: usize| Mute {
            id: Token::from_random(number as u128),
            visitor: None,
            account: None,
            address: address("192.0.2.1"),
            name: number.to_string(),
            at: 0,
        };
        let mut mutes = Mutes::new((0..MUTES_MAX).map(mute).collect());
        assert_eq!(mutes.add(mute(5000), false).unwrap().name, "0");
        assert!(mutes.named(|name| name == "5000").is_some());
    }
}
