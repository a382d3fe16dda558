//! Whom an operation means that imposes or lifts a sanction: also somebody who has left.

use super::members::{looked_for, no_user};
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::limits::PersonKey;
use crate::model::names::{AddressId, NICKNAME_MAX, Token};
use crate::model::text::confusable_key;
use crate::model::{AccountId, Principal, Role, Sanction, SanctionKind, SanctionScope, Term};
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// Somebody to be sanctioned.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub name: String,
    /// Where they are logged in under this name.
    pub session: Option<SessionId>,
    pub browser_id: Option<Token>,
    pub account: Option<AccountId>,
    pub address: AddressId,
    /// How many share the address, as far as is known.
    pub scope: AddressScope,
    /// Whether others had the address too when the person was sanctioned before.
    pub was_shared: bool,
    /// As limits know them; `None` if only an earlier sanction is known of them.
    pub person: Option<PersonKey>,
}

impl Target {
    pub(super) fn new(
        name: String,
        session: Option<SessionId>,
        last: SessionId,
        identity: &ClientIdentity,
    ) -> Self {
        Self {
            name,
            session,
            browser_id: identity.browser.as_ref().map(|browser| browser.id.clone()),
            account: identity.account,
            address: identity.address.clone(),
            scope: identity.scope,
            was_shared: false,
            person: Some(PersonKey::of(identity, last)),
        }
    }
}

impl RoomState {
    /// The person with this name, if the principal may moderate them: a member, else somebody who left lately, else somebody
    /// who was sanctioned. `done` completes "cannot be".
    pub(super) fn target(&self, user: &str, by: Principal, done: &str) -> Result<Target, Refusal> {
        let wanted = looked_for(user);
        if self.people.named(&wanted).is_some() {
            let (id, name) = self.subject(user, by, done)?;
            let session = self.people.session(id);
            let session =
                session.ok_or_else(|| Refusal::new(Code::NotFound, format!("{name} has just left.")))?;
            return Ok(Target::new(name, Some(id), id, &session.identity));
        }
        if let Some(parted) = self.people.parted(&wanted) {
            let name = parted.name.as_str().to_owned();
            let browser = parted.identity.browser.as_ref().map(|browser| &browser.id);
            let role = self.role_away(browser, parted.identity.account);
            self.check_outranks(by, role.max(parted.role), &name, done)?;
            return Ok(Target::new(name, None, parted.session, &parted.identity));
        }
        let Some(earlier) = self.sanction_called(user, &wanted, |_| true) else { return Err(no_user(user)) };
        self.check_outranks(
            by,
            self.role_away(earlier.browser_id.as_ref(), earlier.account),
            &earlier.name,
            done,
        )?;
        Ok(Target {
            name: earlier.name.clone(),
            session: None,
            browser_id: earlier.browser_id.clone(),
            account: earlier.account,
            address: earlier.address.clone(),
            scope: AddressScope::Household,
            was_shared: earlier.shared,
            person: None,
        })
    }

    /// Every session at which a person is logged in, under any name, and that somebody of this rank may moderate.
    pub(super) fn windows_of(&self, target: &Target, rank: Option<Role>) -> Vec<SessionId> {
        let is_theirs = |id: SessionId| {
            let Some(session) = self.people.session(id) else { return false };
            let browser = session.identity.browser.as_ref().map(|browser| &browser.id);
            if target.account.is_some() && session.identity.account == target.account {
                return true;
            }
            match (&target.browser_id, &target.person) {
                (Some(browser_id), _) => browser == Some(browser_id),
                (None, Some(person)) => PersonKey::of(&session.identity, id) == *person,
                (None, None) => false,
            }
        };
        let windows = self.people.members().map(|(id, _)| id);
        windows.filter(|id| is_theirs(*id) && self.is_outranked(*id, rank)).collect()
    }

    /// The sanction with this id, or of someone who had this name then. Ids are longer than names.
    pub(super) fn sanction_called(
        &self,
        typed: &str,
        wanted: &str,
        is_meant: impl Fn(&Sanction) -> bool,
    ) -> Option<&Sanction> {
        let sanctions = self.moderation.sanctions();
        let by_id = sanctions.with_typed_id(typed).filter(|sanction| is_meant(sanction));
        let is_called = |sanction: &Sanction| is_meant(sanction) && confusable_key(&sanction.name) == wanted;
        by_id.or_else(|| sanctions.latest(is_called))
    }

    /// The sanction of a kind that somebody has already, to be replaced by another one of that room.
    pub(super) fn earlier(&self, target: &Target, kind: SanctionKind) -> Option<&Sanction> {
        let member = target.session.and_then(|id| self.people.member(id));
        let mute = member.and_then(|member| member.mute.as_ref()).filter(|_| kind == SanctionKind::Mute);
        let sanctions = self.moderation.sanctions();
        let own = mute.and_then(|mute| sanctions.with_id(&mute.id));
        let is_theirs = |sanction: &Sanction| {
            sanction.kind == kind
                && match &target.browser_id {
                    Some(browser_id) => sanction.browser_id.as_ref() == Some(browser_id),
                    None => sanction.address == target.address && sanction.name == target.name,
                }
        };
        own.or_else(|| sanctions.latest(is_theirs))
    }

    /// Refuses to lift or decline what the principal may not.
    pub(super) fn check_may_lift(
        &self,
        sanction: &Sanction,
        by: Principal,
        done: &str,
    ) -> Result<(), Refusal> {
        let Sanction { name, browser_id, account, .. } = sanction;
        if sanction.scope == SanctionScope::Site && !self.may_moderate_site(by) {
            let text = format!(
                "{name} cannot be {done} here: it holds on the whole site, and an administrator lifts it."
            );
            return Err(Refusal::new(Code::NotAllowed, text));
        }
        let above = |id: &SessionId| !self.may_moderate(by, *id);
        if self.silenced(&sanction.id).iter().any(above) {
            // they are here under another name
            return Err(Refusal::new(Code::NotAllowed, format!("{name} cannot be {done}.")));
        }
        self.check_outranks(by, self.role_away(browser_id.as_ref(), *account), name, done)
    }

    /// The role that somebody has when they are here.
    pub(super) fn role_away(&self, browser_id: Option<&Token>, account: Option<AccountId>) -> Role {
        let appointed = self.moderation.moderators().has(browser_id, account).then_some(Role::Moderator);
        self.site_role(account).max(appointed).unwrap_or(Role::Viewer)
    }

    pub(super) fn check_outranks(
        &self,
        by: Principal,
        subject: Role,
        name: &str,
        done: &str,
    ) -> Result<(), Refusal> {
        match self.role_of(by).is_some_and(|role| role.outranks(subject)) {
            true => Ok(()),
            false => Err(Refusal::new(Code::NotAllowed, format!("{name} cannot be {done}."))),
        }
    }

    /// Splits what was typed into a name, which may have spaces, and the rest.
    pub(super) fn split_user<'a>(&self, typed: &'a str) -> (&'a str, &'a str) {
        let spaces = typed.match_indices(' ').map(|(at, _)| at).take(NICKNAME_MAX);
        let mut ends: Vec<usize> = spaces.chain([typed.len()]).collect();
        ends.reverse();
        let split = |end: usize| (typed[..end].trim(), typed[end..].trim());
        // as it is spelled, then as it may be mistaken for; the longest first
        let is_spelled = |user: &str| {
            let id = self.people.named(&looked_for(user));
            let member = id.and_then(|id| self.people.member(id));
            member.is_some_and(|member| member.name.same_in_any_case(user))
        };
        let is_known = |user: &str| {
            let wanted = looked_for(user);
            self.people.named(&wanted).is_some()
                || self.people.parted(&wanted).is_some()
                || self.sanction_called(user, &wanted, |_| true).is_some()
        };
        let all = || ends.iter().map(|end| split(*end));
        all()
            .find(|(user, _)| is_spelled(user))
            .or_else(|| all().find(|(user, _)| is_known(user)))
            .unwrap_or((typed, ""))
    }

    /// Splits what was typed into a name, a time and a reason.
    pub(super) fn split_sentence(&self, typed: &str) -> Result<(String, Option<Term>, String), Refusal> {
        let (user, rest) = self.split_user(typed);
        let (term, reason) =
            Term::take(rest).map_err(|why| Refusal::new(Code::Invalid, format!("{why}.")))?;
        Ok((user.to_owned(), term, reason.to_owned()))
    }
}
