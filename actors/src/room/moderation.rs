//! Who is muted in a room, and who moderates it. The lists change together with their stored copies.

use super::context::Cx;
use super::mutes::{Moderators, Mutes};
use crate::model::names::{StreamerName, Token};
use crate::model::{AccountId, Moderator, Mute};
use crate::ports::Write;

/// The mutes and moderators of a room.
#[derive(Debug)]
pub(super) struct Moderation {
    mutes: Mutes,
    moderators: Moderators,
}

impl Moderation {
    pub fn new(mutes: Vec<Mute>, moderators: Vec<Moderator>) -> Self {
        Self { mutes: Mutes::new(mutes), moderators: Moderators::new(moderators) }
    }

    pub fn mutes(&self) -> &Mutes {
        &self.mutes
    }

    pub fn moderators(&self) -> &Moderators {
        &self.moderators
    }

    /// Adds a mute. `shares_address`: someone else in chat has the same address. Returns the mute that a full list
    /// lifts for it.
    pub fn mute(
        &mut self,
        mute: Mute,
        shares_address: bool,
        streamer: &StreamerName,
        cx: &mut Cx<'_, '_>,
    ) -> Option<Mute> {
        cx.save(Write::Muted { streamer: streamer.clone(), mute: mute.clone() });
        self.mutes.add(mute, shares_address)
    }

    /// Removes a mute.
    pub fn unmute(&mut self, id: &Token, cx: &mut Cx<'_, '_>) {
        self.mutes.remove(id);
        cx.save(Write::Unmuted { id: id.clone() });
    }

    /// Adds a moderator, who stays one when they are away.
    pub fn promote(&mut self, moderator: Moderator, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        cx.save(Write::ModeratorAdded { streamer: streamer.clone(), moderator: moderator.clone() });
        self.moderators.add(moderator);
    }

    /// Removes the moderator with this account or, without one, with this browser.
    pub fn demote(
        &mut self,
        visitor: Token,
        account: Option<AccountId>,
        streamer: &StreamerName,
        cx: &mut Cx<'_, '_>,
    ) {
        self.moderators.remove(&visitor, account);
        cx.save(Write::ModeratorRemoved { streamer: streamer.clone(), visitor, account });
    }
}
