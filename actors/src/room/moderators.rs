//! The moderator list of a room, which includes those who are away.

use crate::model::names::Token;
use crate::model::{AccountId, Moderator};
use crate::session::ClientIdentity;

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
        self.has(identity.browser.as_ref().map(|browser| &browser.id), identity.account)
    }

    /// Whether somebody with this browser and this account is a moderator.
    pub fn has(&self, browser: Option<&Token>, account: Option<AccountId>) -> bool {
        self.0.iter().any(|moderator| match moderator.account {
            Some(of) => account == Some(of),
            None => browser == Some(&moderator.visitor),
        })
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
}
