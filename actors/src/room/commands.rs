//! Slash commands: one row per command, naming its operation. Parsing, `/help` and the page's suggestions use these
//! rows.

use std::borrow::Cow;

use super::context::Cx;
use super::event::{CommandHelp, RoomEvent};
use super::operations::{
    Act, AddBot, AddNote, AddVip, Announce, AppealMute, ApproveMessage, Ban, BanOnSite, ChooseTheme,
    ClearChat, DeclineAppeal, DeleteMessage, Demote, EmoteCommand, EndBroadcast, FilterCommand, Help, Kick,
    ListActs, ListBans, ListHeld, ListMembers, ListMutes, ListReports, ListThemes, Mute, MuteOnSite,
    PinMessage, PollCommand, Promote, Recolour, RejectMessage, RemoveBot, RemoveNote, RemoveVip, Rename,
    RenameSelf, ReportMessage, Say, ScheduleCommand, SetCapitals, SetChat, SetContentWarning, SetDescription,
    SetEmojiOnly, SetLanguage, SetLinks, SetLockdown, SetNewcomers, SetPassword, SetRepetition, SetSlowMode,
    SetSlowNewcomers, SetStreamTitle, SetTags, SetTitle, SettleReport, ShowPerson, ShowSettings,
    SlashCommand, Spec, TimeOut, Unban, Unmute, UnpinMessage, Vote,
};
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::Principal;
use crate::session::SessionId;

/// A row of the command table.
struct Command {
    /// With the slash, the usual name first.
    names: &'static [&'static str],
    arguments: &'static str,
    spec: Spec,
    /// Whether the argument keeps its line breaks; otherwise they become spaces.
    keeps_lines: bool,
    /// Whether the command is available on this site.
    exists: fn(&RoomState) -> bool,
    run: fn(&mut RoomState, SessionId, &str, &mut Cx<'_, '_>) -> Result<(), Refusal>,
}

// A muted moderator can still moderate, as in the original; the streamer demotes them to end that.
const COMMANDS: &[Command] = &[
    row::<Help>(&["/help"], ""),
    row::<ListMembers>(&["/users", "/userlist", "/names"], ""),
    Command { keeps_lines: true, ..row::<Say>(&["/say"], "TEXT") },
    Command { keeps_lines: true, ..row::<Act>(&["/me", "/action", "/describe"], "ACTION") },
    row::<Recolour>(&["/color", "/setcolor"], "COLOR"),
    row::<RenameSelf>(&["/name", "/nick"], "NEW NAME"),
    Command { exists: RoomState::has_themes, ..row::<ChooseTheme>(&["/theme"], "THEME") },
    Command { exists: RoomState::has_themes, ..row::<ListThemes>(&["/themes"], "") },
    row::<Vote>(&["/vote"], "NUMBER"),
    row::<AppealMute>(&["/appeal"], "TEXT"),
    row::<ReportMessage>(&["/report"], "ID REASON"),
    row::<Mute>(&["/mute", "/quiet"], "USER [TIME] [REASON]"),
    row::<TimeOut>(&["/timeout"], "USER [TIME] [REASON]"),
    row::<Unmute>(&["/unmute", "/unquiet"], "USER"),
    row::<ListMutes>(&["/mutes"], "[SEARCH]"),
    row::<Ban>(&["/ban"], "USER [TIME] [REASON]"),
    row::<Unban>(&["/unban"], "USER"),
    row::<MuteOnSite>(&["/sitemute"], "USER [TIME] [REASON]"),
    row::<BanOnSite>(&["/siteban"], "USER [TIME] [REASON]"),
    row::<ListBans>(&["/bans"], "[SEARCH]"),
    row::<Kick>(&["/kick"], "USER [REASON]"),
    row::<DeclineAppeal>(&["/decline"], "USER"),
    row::<Rename>(&["/rename"], "USER NEW NAME"),
    row::<DeleteMessage>(&["/delete", "/del"], "ID"),
    row::<ClearChat>(&["/clear"], ""),
    row::<ListReports>(&["/reports"], ""),
    row::<SettleReport>(&["/settle"], "ID [delete] [mute|ban [TIME]] [REASON]"),
    row::<ListActs>(&["/log"], "[USER]"),
    row::<ShowPerson>(&["/whois"], "USER"),
    row::<AddNote>(&["/note"], "USER TEXT"),
    row::<RemoveNote>(&["/unnote"], "ID"),
    row::<SetSlowMode>(&["/slow"], "SECONDS"),
    Command { keeps_lines: true, ..row::<Announce>(&["/announce"], "TEXT") },
    Command { keeps_lines: true, ..row::<PinMessage>(&["/pin"], "ID|TEXT [for TIME]") },
    row::<UnpinMessage>(&["/unpin"], ""),
    row::<PollCommand>(&["/poll"], "QUESTION | CHOICE | CHOICE [for TIME]"),
    row::<SetSlowNewcomers>(&["/slownew"], "SECONDS"),
    row::<SetNewcomers>(&["/newcomers"], "MINUTES|off"),
    row::<SetLockdown>(&["/lockdown"], "[followers MINUTES|accounts|off]"),
    row::<FilterCommand>(&["/filter"], "[add|remove|test|try …]"),
    row::<SetLinks>(&["/links"], "everybody|moderators|HOST,…"),
    row::<SetCapitals>(&["/caps"], "PERCENT [LETTERS]|off"),
    row::<SetRepetition>(&["/repeats"], "TIMES|off"),
    row::<SetEmojiOnly>(&["/emojionly"], "on|off"),
    row::<ListHeld>(&["/held"], ""),
    row::<ApproveMessage>(&["/approve"], "ID"),
    row::<RejectMessage>(&["/reject"], "ID"),
    row::<Promote>(&["/mod"], "USER"),
    row::<Demote>(&["/demod", "/unmod"], "USER"),
    row::<AddVip>(&["/vip"], "USER"),
    row::<RemoveVip>(&["/unvip"], "USER"),
    row::<AddBot>(&["/bot"], "USER"),
    row::<RemoveBot>(&["/unbot"], "USER"),
    row::<SetTitle>(&["/roletitle"], "ROLE [TITLE]"),
    Command {
        exists: RoomState::has_own_emotes,
        ..row::<EmoteCommand>(&["/emote"], "[add NAME|remove NAME]")
    },
    row::<SetStreamTitle>(&["/title"], "[TEXT]"),
    row::<SetDescription>(&["/description", "/desc"], "[TEXT]"),
    row::<SetTags>(&["/tags"], "[TAG TAG …]"),
    row::<SetLanguage>(&["/language"], "[LANGUAGE]"),
    row::<SetContentWarning>(&["/warning"], "[TEXT]"),
    row::<SetPassword>(&["/password"], "[PASSWORD]"),
    row::<SetChat>(&["/chat"], "enabled|hidden"),
    row::<ScheduleCommand>(&["/schedule"], "[add DATE TIME …|remove NUMBER|skip NUMBER]"),
    row::<EndBroadcast>(&["/end"], ""),
    row::<ShowSettings>(&["/settings"], ""),
];

impl Command {
    fn explained(&self) -> CommandHelp {
        CommandHelp {
            name: self.names[0].into(),
            aliases: self.names[1..].iter().map(|name| (*name).into()).collect(),
            arguments: self.arguments.into(),
            help: self.spec.summary.into(),
        }
    }
}

/// The commands of all roles.
pub fn commands() -> impl Iterator<Item = CommandHelp> {
    COMMANDS.iter().map(Command::explained)
}

/// A row with a one-line argument that is always available.
const fn row<O: SlashCommand>(names: &'static [&'static str], arguments: &'static str) -> Command {
    Command { names, arguments, spec: O::SPEC, keeps_lines: false, exists: |_| true, run: run::<O> }
}

/// Performs the operation that a member typed, and sends them its outcome.
fn run<O: SlashCommand>(
    room: &mut RoomState,
    caller: SessionId,
    argument: &str,
    cx: &mut Cx<'_, '_>,
) -> Result<(), Refusal> {
    let operation = O::parse(argument, room)?;
    let before = cx.mark();
    let outcome = operation.apply(room, Principal::Member(caller), cx)?;
    let after = if O::ANSWERS_FIRST { cx.split_off(before) } else { Vec::new() };
    for line in O::render(outcome) {
        cx.notice(caller, line);
    }
    cx.extend(after);
    Ok(())
}

impl RoomState {
    /// Runs a command line, slash included. A command that the member may not use is refused as unknown.
    pub(super) fn command(
        &mut self,
        caller: SessionId,
        typed: &str,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        let (name, argument) = typed.split_once([' ', '\n']).unwrap_or((typed, ""));
        let by = Principal::Member(caller);
        let Some(command) = self.rows_of(by).find(|command| command.names.contains(&name)) else {
            let name: String = name.chars().take(40).collect();
            let text = format!("There is no command {name}. /help lists the commands.");
            return Err(Refusal::new(Code::UnknownCommand, text));
        };
        self.permit(&command.spec, by, cx)?;
        let argument = match command.keeps_lines {
            true => Cow::Borrowed(argument),
            false => Cow::Owned(argument.replace('\n', " ")),
        };
        (command.run)(self, caller, argument.trim(), cx)
    }

    /// Sends a member the commands that they may use, for the page to suggest.
    pub(super) fn offer_commands(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let commands = self.commands_of(Principal::Member(id));
        cx.reply(id, RoomEvent::Commands { commands });
    }

    /// The commands that a principal may use.
    pub(super) fn commands_of(&self, by: Principal) -> Vec<CommandHelp> {
        self.rows_of(by).map(Command::explained).collect()
    }

    fn rows_of(&self, by: Principal) -> impl Iterator<Item = &'static Command> + use<'_> {
        let role = self.role_of(by);
        COMMANDS.iter().filter(move |command| {
            role.is_some_and(|role| role.may(command.spec.needs)) && (command.exists)(self)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::operations::Operation;
    use super::*;

    #[test]
    fn every_command_is_explained_and_no_name_is_given_twice() {
        let mut names = BTreeSet::new();
        for command in COMMANDS {
            assert!(!command.spec.summary.is_empty(), "{}", command.names[0]);
            for name in command.names {
                assert!(name.starts_with('/') && names.insert(name), "{name}");
            }
        }
    }

    #[test]
    fn every_operation_has_an_id_of_its_own() {
        let ids: BTreeSet<&str> = Operation::ROWS.iter().map(|row| row.spec.id).collect();
        assert_eq!(ids.len(), Operation::ROWS.len());
    }
}
