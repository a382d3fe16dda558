//! Who is sanctioned in a room, and who moderates it. The lists change together with their stored copies.

use super::context::Cx;
use super::moderators::Moderators;
use super::sanctions::Sanctions;
use crate::model::names::{StreamerName, Token};
use crate::model::{AccountId, Appeal, Moderator, Sanction, SanctionScope};
use crate::ports::{Now, Write};

/// The sanctions and moderators of a room.
#[derive(Debug)]
pub(super) struct Moderation {
    sanctions: Sanctions,
    moderators: Moderators,
}

impl Moderation {
    pub fn new(sanctions: Vec<Sanction>, moderators: Vec<Moderator>, now: Now) -> Self {
        Self { sanctions: Sanctions::new(sanctions, now), moderators: Moderators::new(moderators) }
    }

    pub fn sanctions(&self) -> &Sanctions {
        &self.sanctions
    }

    pub fn moderators(&self) -> &Moderators {
        &self.moderators
    }

    /// Adds a sanction. Returns the one that a full list gives up for it.
    pub fn sanction(
        &mut self,
        sanction: Sanction,
        streamer: &StreamerName,
        cx: &mut Cx<'_, '_>,
    ) -> Option<Sanction> {
        let (stored, scope) = (Box::new(sanction.clone()), sanction.scope);
        let given_up = self.sanctions.add(sanction, cx.now());
        match scope {
            SanctionScope::Stream => {
                cx.save(Write::Sanctioned { streamer: streamer.clone(), sanction: stored });
            }
            SanctionScope::Site => {
                self.sanctions.expect_listed(&stored.id, cx.now());
                cx.save(Write::SiteSanctioned { sanction: stored, by: None });
            }
        }
        given_up
    }

    /// Adds a sanction of the site that is stored already.
    pub fn take_over(&mut self, sanction: Sanction, now: Now) {
        self.sanctions.add(sanction, now);
    }

    /// See [`Sanctions::set_site`].
    pub fn set_site(&mut self, listed: Vec<Sanction>, now: Now) -> (Vec<Sanction>, Vec<Token>) {
        self.sanctions.set_site(listed, now)
    }

    /// Removes a sanction. That of the site stays stored: others of its rooms may have time left, and only administrators
    /// lift it.
    pub fn lift(&mut self, id: &Token, cx: &mut Cx<'_, '_>) -> Option<Sanction> {
        let lifted = self.sanctions.remove(id)?;
        if lifted.scope == SanctionScope::Stream {
            cx.save(Write::Lifted { id: id.clone() });
        }
        Some(lifted)
    }

    /// Records an appeal, or that it was declined.
    pub fn appeal(&mut self, id: &Token, scope: SanctionScope, appeal: Appeal, cx: &mut Cx<'_, '_>) {
        cx.save(Write::Appealed { id: id.clone(), scope, appeal: appeal.clone() });
        self.sanctions.appeal(id, appeal);
    }

    /// Adds a moderator, who stays one when they are away.
    pub fn promote(&mut self, moderator: Moderator, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        cx.save(Write::ModeratorAdded { streamer: streamer.clone(), moderator: moderator.clone() });
        self.moderators.add(moderator);
        cx.publish();
    }

    /// Removes the moderator with this account or, without one, with this browser.
    pub fn demote(
        &mut self,
        browser_id: Token,
        account: Option<AccountId>,
        streamer: &StreamerName,
        cx: &mut Cx<'_, '_>,
    ) {
        self.moderators.remove(&browser_id, account);
        cx.save(Write::ModeratorRemoved { streamer: streamer.clone(), browser_id, account });
        cx.publish();
    }
}
