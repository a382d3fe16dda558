//! What people say against their sanctions: once for each, to the moderators.

use super::context::Cx;
use super::input::AppealFromPage;
use super::pace::Limited;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::limits::Kind;
use crate::model::text::clean;
use crate::model::{APPEAL_MAX, Appeal, AuditEvent, Sanction, SanctionKind};
use crate::room::members::looked_for;
use crate::session::SessionId;

impl RoomState {
    /// Somebody appeals who may not be logged in.
    pub(super) fn appealed_from_page(
        &mut self,
        id: SessionId,
        appeal: AppealFromPage,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        let AppealFromPage { client, text, username } = appeal;
        let who = Limited { id, identity: &client.identity, is_slowed: true };
        self.pace.admit(Kind::Join, who, cx.now().monotonic).map_err(|wait| {
            Refusal::for_now(Code::Rate, format!("Too many attempts. Try again in {wait} s."), wait)
        })?;
        if self.people.member(id).is_some() {
            return self.appealed(id, &text, cx).map(|()| cx.notice(id, "The moderators have your appeal."));
        }
        let key = username.as_deref().map(looked_for).unwrap_or_default();
        let sanction =
            self.exclusion_of(&client.identity, &key).filter(|found| found.kind == SanctionKind::Ban);
        let sanction = sanction.or_else(|| self.mute_of(&client.identity, &key)).cloned();
        self.record(sanction, &text, cx)?;
        cx.notice(id, "The moderators have your appeal.");
        Ok(())
    }

    /// A muted member appeals.
    pub(super) fn appealed(&mut self, id: SessionId, text: &str, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        let mute = self.people.member(id).and_then(|member| member.mute.as_ref());
        let mute = mute.and_then(|mute| self.moderation.sanctions().with_id(&mute.id)).cloned();
        self.record(mute, text, cx)
    }

    fn record(&mut self, sanction: Option<Sanction>, text: &str, cx: &mut Cx<'_, '_>) -> Result<(), Refusal> {
        let Some(sanction) = sanction else {
            return Err(Refusal::new(Code::Unchanged, "You are neither muted nor banned."));
        };
        if sanction.appeal.is_some() {
            return Err(Refusal::new(Code::Unchanged, "You have appealed already."));
        }
        let text = clean(text).into_owned();
        if text.is_empty() {
            return Err(Refusal::new(Code::Invalid, "Write why after the command."));
        }
        if text.chars().count() > APPEAL_MAX {
            let words = format!("Your appeal is too long: {APPEAL_MAX} characters are allowed.");
            return Err(Refusal::new(Code::TooLong, words));
        }
        let appeal = Appeal { text: text.clone(), at: cx.now().unix, declined: false };
        let name = sanction.name.clone();
        let what = if sanction.kind == SanctionKind::Mute { "mute" } else { "ban" };
        self.notify_staff(&format!("{name} appeals the {what}: {text}"), cx);
        self.audit(AuditEvent::AppealSanction { name, appeal: text }, cx);
        self.set_appeal(sanction, appeal, cx);
        Ok(())
    }

    /// Declines an appeal.
    pub(super) fn decline(&mut self, sanction: Sanction, cx: &mut Cx<'_, '_>) {
        let Some(appeal) = sanction.appeal.clone() else { return };
        for window in self.silenced(&sanction.id) {
            cx.notice(window, "Your appeal was declined.");
        }
        self.set_appeal(sanction, Appeal { declined: true, ..appeal }, cx);
    }

    fn set_appeal(&mut self, sanction: Sanction, appeal: Appeal, cx: &mut Cx<'_, '_>) {
        let Sanction { id, scope, .. } = &sanction;
        self.moderation.appeal(id, *scope, appeal.clone(), cx);
        let sanction = Sanction { appeal: Some(appeal), ..sanction };
        self.tell_held(&sanction, cx);
        self.tell_sanction(&sanction.id, cx);
    }
}
