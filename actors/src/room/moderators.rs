//! The moderator list of a room, which includes those who are away.

use crate::model::names::Token;
use crate::model::{AccountId, Capability, Moderator, Role};
use crate::session::ClientIdentity;

/// The moderators, VIPs and bots of a room: at most one entry per account, and one without an account per browser.
#[derive(Debug)]
pub(super) struct Moderators(Vec<Moderator>);

impl Moderators {
    pub fn new(moderators: Vec<Moderator>) -> Self {
        Self(moderators)
    }

    pub fn add(&mut self, moderator: Moderator) {
        self.remove(&moderator.browser_id, moderator.account);
        self.0.push(moderator);
    }

    /// Removes the moderator with this account or, without one, with this browser.
    pub fn remove(&mut self, browser: &Token, account: Option<AccountId>) {
        self.0.retain(|moderator| {
            moderator.account != account || (account.is_none() && moderator.browser_id != *browser)
        });
    }

    /// The latest of a role whose name, as it was when appointed, satisfies `is_name`.
    pub fn named(&self, role: Role, is_name: impl Fn(&str) -> bool) -> Option<&Moderator> {
        self.0.iter().rev().find(|moderator| moderator.role == role && is_name(&moderator.name))
    }

    /// The role of a client, if it has one.
    pub fn role(&self, identity: &ClientIdentity) -> Option<Role> {
        self.role_of(identity.browser.as_ref().map(|browser| &browser.id), identity.account)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Moderator> {
        self.0.iter()
    }

    /// The accounts that moderate.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        let moderate = self.0.iter().filter(|moderator| moderator.role.may(Capability::Moderate));
        moderate.filter_map(|moderator| moderator.account)
    }

    /// Whether somebody with this browser and this account is a moderator.
    pub fn has(&self, browser: Option<&Token>, account: Option<AccountId>) -> bool {
        self.role_of(browser, account) == Some(Role::Moderator)
    }

    pub fn role_of(&self, browser: Option<&Token>, account: Option<AccountId>) -> Option<Role> {
        let is_theirs = |moderator: &&Moderator| match moderator.account {
            Some(of) => account == Some(of),
            None => browser == Some(&moderator.browser_id),
        };
        self.0.iter().filter(is_theirs).map(|moderator| moderator.role).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::AddressId;
    use crate::session::{AddressScope, Browser};

    #[test]
    fn moderators_follow_the_account_wherever_it_signs_in() {
        let signed_in = |account, browser| ClientIdentity {
            browser: Some(Browser { id: Token::from_random(browser), since: 10, kept: true }),
            account,
            address: AddressId::stored("a"),
            scope: AddressScope::Household,
        };
        let (hers, his) = (Some(AccountId(1)), Some(AccountId(2)));
        let moderator = |account, browser| Moderator {
            browser_id: Token::from_random(browser),
            account,
            name: "bob".into(),
            role: Role::Moderator,
        };
        let mut moderators = Moderators::new(vec![moderator(hers, 7), moderator(None, 7)]);
        assert!(
            moderators.role(&signed_in(hers, 8)).is_some() && moderators.role(&signed_in(his, 7)).is_some()
        );
        moderators.remove(&Token::from_random(7), None);
        assert!(moderators.role(&signed_in(hers, 8)).is_some(), "an account is no browser");
        assert!(
            moderators.role(&signed_in(None, 7)).is_none() && moderators.role(&signed_in(his, 7)).is_none()
        );
        moderators.add(moderator(hers, 9));
        moderators.remove(&Token::from_random(9), hers);
        assert!(moderators.role(&signed_in(hers, 7)).is_none());
    }
}
