//! The list of commands.

use std::borrow::Cow;

use super::{Cost, Cx, RoomOperation, SlashCommand, Spec};
use crate::model::{Capability, Principal};
use crate::room::event::CommandHelp;
use crate::room::refusal::Refusal;
use crate::room::state::RoomState;

/// Lists the slash commands that the member may use.
pub struct Help;

impl RoomOperation for Help {
    const SPEC: Spec = Spec {
        id: "help",
        summary: "list the commands",
        needs: Capability::Chat,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: None,
    };
    type Outcome = Vec<CommandHelp>;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        _: &mut Cx<'_, '_>,
    ) -> Result<Vec<CommandHelp>, Refusal> {
        Ok(room.commands_of(by))
    }
}

impl SlashCommand for Help {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self)
    }

    fn render(commands: Vec<CommandHelp>) -> Vec<Cow<'static, str>> {
        let lines = commands.into_iter().map(|CommandHelp { name, arguments, help, .. }| {
            let gap = if arguments.is_empty() { "" } else { " " };
            format!("{name}{gap}{arguments} - {help}").into()
        });
        std::iter::once("You can use these commands:".into()).chain(lines).collect()
    }
}
