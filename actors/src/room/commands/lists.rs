//! Commands that show something.

use super::Call;
use crate::room::event::RoomEvent;
use crate::room::say::Say;
use crate::room::state::RoomState;

impl RoomState {
    pub(super) fn userlist(&mut self, call: Call<'_, '_>) {
        let event = RoomEvent::UserList { users: self.people.everybody(), count: self.people.count() };
        call.effects.reply(call.caller, event);
    }

    pub(super) fn has_themes(&self) -> bool {
        self.config.chat.themes.len() > 1
    }

    pub(super) fn list_themes(&mut self, mut call: Call<'_, '_>) {
        call.answer(format!("Themes of this site: {}.", self.config.chat.themes.join(", ")));
    }

    pub(super) fn change_theme(&mut self, mut call: Call<'_, '_>) {
        let themes = &self.config.chat.themes;
        match themes.iter().find(|theme| *theme == call.argument) {
            Some(theme) => {
                call.effects.reply(call.caller, RoomEvent::ThemeChosen { theme: theme.clone() });
                call.answer(format!("The site looks {theme} now."));
            }
            None => {
                call.answer(format!("There is no such theme. Choose one of: {}.", themes.join(", ")));
            }
        }
    }
}
