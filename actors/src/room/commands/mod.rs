//! Slash commands: one row each, from which dispatch, help and the page's suggestions are made.

mod lists;
mod moderation;
mod oneself;
mod settings;

use std::borrow::Cow;

use super::say::Say;
use super::state::{Effect, RoomState};
use crate::limits::Kind;
use crate::model::{ChatKind, Role};
use crate::ports::Env;
use crate::room::event::{CommandHelp, RoomEvent};
use crate::session::SessionId;

/// A command on its way through its function.
pub(super) struct Call<'a, 'e> {
    /// Whose it is; a member.
    pub caller: SessionId,
    /// What followed the command, trimmed.
    pub argument: &'a str,
    pub env: &'a mut Env<'e>,
    pub effects: &'a mut Vec<Effect>,
}

impl Call<'_, '_> {
    /// A line of notice to the caller.
    pub fn answer(&mut self, msg: impl Into<Cow<'static, str>>) {
        self.effects.notice(self.caller, msg);
    }
}

/// Who may use a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Muted {
    May,
    MayNot,
}

/// A slash command.
struct Command {
    /// The usual name first; all with the slash.
    names: &'static [&'static str],
    arguments: &'static str,
    help: &'static str,
    /// Who may use it: this role and those above.
    least: Role,
    /// Whether it can be used by someone who may not speak.
    muted: Muted,
    /// Whether what follows it may have several lines. For all others they are one.
    keeps_lines: bool,
    /// Whether it counts against the limits by what comes of it. All others count as a message each.
    counts_itself: bool,
    /// Whether it is there at all.
    exists: fn(&RoomState) -> bool,
    run: fn(&mut RoomState, Call<'_, '_>),
}

// a moderator whom the streamer muted still keeps order, as it always was: who is to do neither is not muted but demoted
const COMMANDS: &[Command] = &[
    Command {
        help: "show this list",
        muted: Muted::May,
        ..row(&["/help"], "", Role::Viewer, RoomState::help)
    },
    Command {
        help: "list who is in chat",
        muted: Muted::May,
        ..row(&["/users", "/userlist", "/names"], "", Role::Viewer, RoomState::userlist)
    },
    Command {
        help: "say something, even if it looks like a command",
        keeps_lines: true,
        counts_itself: true,
        ..row(&["/say"], "TEXT", Role::Viewer, |room, call| room.spoken(ChatKind::Message, call))
    },
    Command {
        help: "do something",
        keeps_lines: true,
        counts_itself: true,
        ..row(&["/me", "/action", "/describe"], "ACTION", Role::Viewer, |room, call| {
            room.spoken(ChatKind::Action, call);
        })
    },
    Command {
        help: "change the colour of your name: a colour's name, #rrggbb or random",
        counts_itself: true,
        ..row(&["/color", "/setcolor"], "COLOR", Role::Viewer, RoomState::recolour)
    },
    Command {
        help: "be called something else",
        counts_itself: true,
        ..row(&["/name", "/nick"], "NEW NAME", Role::Viewer, RoomState::rename_oneself)
    },
    Command {
        help: "change how the site looks",
        muted: Muted::May,
        exists: RoomState::has_themes,
        ..row(&["/theme"], "THEME", Role::Viewer, RoomState::change_theme)
    },
    Command {
        help: "list the site's themes",
        muted: Muted::May,
        exists: RoomState::has_themes,
        ..row(&["/themes"], "", Role::Viewer, RoomState::list_themes)
    },
    Command {
        help: "forbid someone to speak",
        muted: Muted::May,
        ..row(&["/mute", "/quiet"], "USER", Role::Moderator, RoomState::mute)
    },
    Command {
        help: "let someone speak again",
        muted: Muted::May,
        ..row(&["/unmute", "/unquiet"], "USER", Role::Moderator, RoomState::unmute)
    },
    Command {
        help: "list who is muted",
        muted: Muted::May,
        ..row(&["/mutes"], "", Role::Moderator, RoomState::list_mutes)
    },
    Command {
        help: "call someone something else",
        muted: Muted::May,
        ..row(&["/rename"], "USER NEW NAME", Role::Moderator, RoomState::rename_another)
    },
    Command {
        help: "remove one message, by its number",
        muted: Muted::May,
        ..row(&["/delete", "/del"], "ID", Role::Moderator, RoomState::delete_message)
    },
    Command {
        help: "remove all messages",
        muted: Muted::May,
        ..row(&["/clear"], "", Role::Moderator, RoomState::clear_chat)
    },
    Command {
        help: "let everybody speak only every so many seconds; 0 turns it off",
        muted: Muted::May,
        ..row(&["/slow"], "SECONDS", Role::Moderator, RoomState::set_slow_mode)
    },
    Command {
        help: "make someone a moderator",
        ..row(&["/mod"], "USER", Role::Streamer, RoomState::promote)
    },
    Command {
        help: "make someone a moderator no more",
        ..row(&["/demod", "/unmod"], "USER", Role::Streamer, RoomState::demote)
    },
    Command {
        help: "set the stream's description, or remove it",
        ..row(&["/description", "/desc"], "[TEXT]", Role::Streamer, RoomState::set_description)
    },
    Command {
        help: "set the password that viewers need, or remove it",
        ..row(&["/password"], "[PASSWORD]", Role::Streamer, RoomState::set_password)
    },
    Command {
        help: "show or fold away the chat for new viewers",
        ..row(&["/chat"], "enabled|hidden", Role::Streamer, RoomState::set_chat)
    },
    Command {
        help: "show the stream's settings",
        ..row(&["/settings"], "", Role::Streamer, RoomState::list_settings)
    },
];

impl Command {
    fn explained(&self) -> CommandHelp {
        CommandHelp {
            name: self.names[0],
            aliases: &self.names[1..],
            arguments: self.arguments,
            help: self.help,
        }
    }
}

/// Every command that there is, whoever may use it.
pub fn commands() -> impl Iterator<Item = CommandHelp> {
    COMMANDS.iter().map(Command::explained)
}

/// What most rows have in common.
const fn row(
    names: &'static [&'static str],
    arguments: &'static str,
    least: Role,
    run: fn(&mut RoomState, Call<'_, '_>),
) -> Command {
    Command {
        names,
        arguments,
        help: "",
        least,
        muted: Muted::MayNot,
        keeps_lines: false,
        counts_itself: false,
        exists: |_| true,
        run,
    }
}

impl RoomState {
    /// Runs what a member typed after a slash. Someone who may not use a command is told the same as for an unknown
    /// one.
    pub(super) fn command(
        &mut self,
        caller: SessionId,
        typed: &str,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let (name, argument) = typed.split_once([' ', '\n']).unwrap_or((typed, ""));
        let Some(command) = self.commands_of(caller).find(|command| command.names.contains(&name)) else {
            let name: String = name.chars().take(40).collect();
            effects.notice(caller, format!("There is no command {name}. /help lists those that there are."));
            return;
        };
        if command.muted == Muted::MayNot && self.refused_as_muted(caller, effects) {
            return;
        }
        if !command.counts_itself && self.refused_as_too_often(caller, Kind::Message, env.now, effects) {
            return;
        }
        let argument = match command.keeps_lines {
            true => Cow::Borrowed(argument),
            false => Cow::Owned(argument.replace('\n', " ")),
        };
        (command.run)(self, Call { caller, argument: argument.trim(), env, effects });
    }

    /// The commands that a member may use, for the page to suggest.
    pub(super) fn offer_commands(&self, id: SessionId, effects: &mut Vec<Effect>) {
        let commands = self.commands_of(id).map(Command::explained).collect();
        effects.reply(id, RoomEvent::Commands { commands });
    }

    fn commands_of(&self, id: SessionId) -> impl Iterator<Item = &'static Command> + use<'_> {
        let role = self.people.member(id).map(|member| member.role);
        COMMANDS
            .iter()
            .filter(move |command| role.is_some_and(|role| role >= command.least) && (command.exists)(self))
    }

    fn help(&mut self, mut call: Call<'_, '_>) {
        call.answer("These are the commands that you can use:");
        for command in self.commands_of(call.caller) {
            let Command { names, arguments, help, .. } = command;
            let gap = if arguments.is_empty() { "" } else { " " };
            call.answer(format!("{}{gap}{arguments} - {help}", names[0]));
        }
    }

    fn spoken(&mut self, kind: ChatKind, call: Call<'_, '_>) {
        self.speak(call.caller, kind, call.argument, None, call.env, call.effects);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_command_is_explained_and_no_name_is_given_twice() {
        let mut names = BTreeSet::new();
        for command in COMMANDS {
            assert!(!command.help.is_empty(), "{}", command.names[0]);
            for name in command.names {
                assert!(name.starts_with('/') && names.insert(name), "{name}");
            }
        }
    }
}
