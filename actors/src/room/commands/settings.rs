//! Commands by which streamers change their stream.

use super::Call;
use crate::model::names::ViewerPassword;
use crate::model::{ChatSetting, DESCRIPTION_MAX, PASSWORD_MAX, Setting};
use crate::ports::Write;
use crate::room::event::RoomEvent;
use crate::room::say::Say;
use crate::room::state::{Effect, RoomState};

impl RoomState {
    pub(super) fn set_description(&mut self, mut call: Call<'_, '_>) {
        let text = self.with_emoji(call.argument);
        if text.chars().count() > DESCRIPTION_MAX {
            call.answer(format!("That is too long: {DESCRIPTION_MAX} characters are allowed."));
            return;
        }
        let description = (!text.is_empty()).then_some(text);
        self.store_setting(Setting::Description(description.clone()), &mut call);
        self.settings.description = description;
        call.effects.push(Effect::Publish);
        call.answer("The description has been changed.");
    }

    pub(super) fn set_password(&mut self, mut call: Call<'_, '_>) {
        if call.argument.chars().count() > PASSWORD_MAX {
            call.answer(format!("That is too long: {PASSWORD_MAX} characters are allowed."));
            return;
        }
        let password = ViewerPassword::new(call.argument);
        self.store_setting(Setting::Password(password.clone()), &mut call);
        match &password {
            Some(password) => {
                let password = password.reveal().to_owned();
                call.answer(format!("Viewers need the password \"{password}\" from now on."));
                call.effects.reply(call.caller, RoomEvent::PasswordSet { password });
            }
            None => call.answer("Viewers need no password any more."),
        }
        self.lock_with(password, call.env, call.effects);
    }

    pub(super) fn set_chat(&mut self, mut call: Call<'_, '_>) {
        // turning it off is left to the admin: whoever did it here could not undo it here
        let chosen = ChatSetting::parse(&call.argument.to_lowercase());
        let Some(chat) = chosen.filter(|chat| *chat != ChatSetting::Disabled) else {
            call.answer("Choose one of: enabled, hidden.");
            return;
        };
        self.store_setting(Setting::Chat(chat), &mut call);
        self.settings.chat = chat;
        call.effects.push(Effect::Publish);
        call.answer(format!("Chat is {} for new viewers.", chat.as_str()));
    }

    pub(super) fn list_settings(&mut self, mut call: Call<'_, '_>) {
        let settings = &self.settings;
        let lines = [
            match &settings.description {
                Some(description) => format!("Description: {description}"),
                None => "No description".to_owned(),
            },
            match &settings.password {
                Some(password) => format!("Password for viewers: {}", password.reveal()),
                None => "No password for viewers".to_owned(),
            },
            format!("Chat for new viewers: {}", settings.chat.as_str()),
        ];
        for line in lines {
            call.answer(line);
        }
    }

    fn store_setting(&mut self, setting: Setting, call: &mut Call<'_, '_>) {
        let (streamer, at) = (self.settings.name.clone(), call.env.now.unix);
        call.effects.push(Effect::Save(Write::Setting { streamer, setting, at }));
        self.changed_here = Some(call.env.now.monotonic);
    }
}
