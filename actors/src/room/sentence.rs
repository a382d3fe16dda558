//! Imposes a sanction on somebody, in the way in which all operations do.

use super::context::Cx;
use super::refusal::{Code, Refusal};
use super::sanction_target::Target;
use super::sanction_words as words;
use super::sanctions::SANCTIONS_MAX;
use super::state::RoomState;
use crate::model::names::Token;
use crate::model::text::clean;
use crate::model::{
    AuditEvent, FilterRule, Principal, REASON_MAX, Role, Sanction, SanctionKind, SanctionScope, Term,
    UnixTime,
};
use crate::session::AddressScope;

/// What somebody gets, and why.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub kind: SanctionKind,
    pub scope: SanctionScope,
    /// `None` until somebody lifts it.
    pub term: Option<Term>,
    pub reason: String,
}

/// Who passes a sentence.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    /// Whom they may sentence; `None` for nobody.
    pub rank: Option<Role>,
    /// Their name in the log.
    pub name: String,
    /// What the log has as the reason, if that is not what the person is told.
    pub logged: Option<String>,
}

impl Judge {
    /// The chat filter, which has the rank of a moderator.
    pub fn filter(rule: &FilterRule) -> Self {
        let logged = Some(format!("filter rule {}: {}", rule.id, rule.text));
        Self { rank: Some(Role::Moderator), name: "filter".to_owned(), logged }
    }
}

/// A sanction that was imposed.
#[derive(Debug, Clone)]
pub(super) struct Imposed {
    pub id: String,
    pub name: String,
    pub until: Option<UnixTime>,
    /// Why it does not hold at the person's address.
    pub note: Option<String>,
}

impl Sentence {
    /// `seconds` and `reason` as a program gave them.
    pub fn new(kind: SanctionKind, seconds: Option<u32>, reason: Option<&str>) -> Result<Self, Refusal> {
        let term = seconds.map(|seconds| Term::of_seconds(seconds.into())).transpose();
        let term = term.map_err(|why| Refusal::new(Code::Invalid, format!("A time {why}.")))?;
        let reason = clean(reason.unwrap_or_default()).into_owned();
        if reason.chars().count() > REASON_MAX {
            let text = format!("That reason is too long: {REASON_MAX} characters are allowed.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        Ok(Self { kind, scope: SanctionScope::Stream, term, reason })
    }

    /// Completes "cannot be" and "is already".
    pub fn done(&self) -> &'static str {
        match self.kind {
            SanctionKind::Mute => "muted",
            SanctionKind::Ban => "banned",
            SanctionKind::Kick => "removed",
        }
    }
}

impl RoomState {
    /// Sentences the person with this name, or refuses to. Who has the same sanction already gets the new one in its place.
    pub(super) fn pass(
        &mut self,
        user: &str,
        sentence: Sentence,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Imposed, Refusal> {
        let target = self.target(user, by, sentence.done())?;
        let judge = self.judge(by);
        self.pass_on(&target, sentence, judge, cx)
    }

    pub(super) fn judge(&self, by: Principal) -> Judge {
        Judge { rank: self.role_of(by), name: self.operator(by), logged: None }
    }

    /// As [`RoomState::pass`], for somebody who may be sentenced.
    pub(super) fn pass_on(
        &mut self,
        target: &Target,
        sentence: Sentence,
        judge: Judge,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Imposed, Refusal> {
        let earlier = self.earlier(target, sentence.kind);
        // what holds on the whole site does not take the place of what a stream has of its own
        let earlier =
            earlier.filter(|earlier| earlier.scope == SanctionScope::Site || sentence.scope == earlier.scope);
        let replaced = earlier.map(|earlier| check_differs(earlier, target, &sentence)).transpose()?;
        if sentence.scope == SanctionScope::Site && self.site_is_full() {
            return Err(Refusal::new(Code::Invalid, "The site has too many sanctions. Lift some first."));
        }
        let sanction = self.sanction_on(target, &sentence, replaced, judge.name, cx);
        let note = words::why_not_by_address(&sanction, target.scope);
        let windows = self.windows_of(target, judge.rank);
        self.impose(sanction.clone(), cx);
        self.audit(event(&sanction, judge.logged), cx);
        self.enforce(&sanction, &windows, cx);
        let Sanction { id, name, until, .. } = sanction;
        Ok(Imposed { id: id.to_string(), name, until, note })
    }

    fn site_is_full(&self) -> bool {
        self.moderation.sanctions().of_scope(SanctionScope::Site) >= SANCTIONS_MAX
    }

    fn sanction_on(
        &self,
        target: &Target,
        sentence: &Sentence,
        replaced: Option<Token>,
        operator: String,
        cx: &mut Cx<'_, '_>,
    ) -> Sanction {
        let now = cx.now();
        let neighbour =
            target.session.and_then(|id| self.people.session(id)).map(|session| &session.identity);
        let has_neighbour = neighbour.is_some_and(|identity| self.people.has_neighbour(identity, now.unix));
        Sanction {
            id: replaced.unwrap_or_else(|| cx.token()),
            kind: sentence.kind,
            scope: sentence.scope,
            browser_id: target.browser_id.clone(),
            account: target.account,
            address: target.address.clone(),
            shared: target.was_shared || has_neighbour || target.scope != AddressScope::Household,
            name: target.name.clone(),
            at: now.unix,
            until: sentence.term.map(|term| now.unix.saturating_add(term.seconds().into())),
            operator,
            reason: sentence.reason.clone(),
            appeal: None,
        }
    }
}

/// The id of an earlier sanction of the same kind, to be replaced, unless nothing would change.
fn check_differs(earlier: &Sanction, target: &Target, sentence: &Sentence) -> Result<Token, Refusal> {
    let (name, done) = (&target.name, sentence.done());
    if earlier.scope == SanctionScope::Site {
        return Err(Refusal::new(Code::Unchanged, format!("{name} is already {done}, on the whole site.")));
    }
    let is_same = earlier.until.is_none() && sentence.term.is_none();
    if is_same && (sentence.reason.is_empty() || sentence.reason == earlier.reason) {
        return Err(Refusal::new(Code::Unchanged, format!("{name} is already {done}.")));
    }
    Ok(earlier.id.clone())
}

fn event(sanction: &Sanction, logged: Option<String>) -> AuditEvent {
    let Sanction { operator, name, until, reason, .. } = sanction.clone();
    let reason = logged.unwrap_or(reason);
    match sanction.kind {
        SanctionKind::Mute => AuditEvent::MuteUser { operator, name, until, reason },
        SanctionKind::Ban => AuditEvent::BanUser { operator, name, until, reason },
        SanctionKind::Kick => AuditEvent::KickUser { operator, name, reason },
    }
}
