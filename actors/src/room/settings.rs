//! The settings of a stream. Its streamer changes some of them in chat; the store is told, and tells of other changes.

use std::ops::Deref;

use super::context::Cx;
use super::unconfirmed::Unconfirmed;
use crate::model::names::ViewerPassword;
use crate::model::{Setting, SettingKind, Streamer, UnixTime};
use crate::ports::{JournalPosition, Write};

/// The settings as the room knows them; changed only through methods.
#[derive(Debug)]
pub(super) struct StreamSettings {
    settings: Streamer,
    /// Settings changed here that the store may not have yet.
    unconfirmed: Unconfirmed,
}

impl Deref for StreamSettings {
    type Target = Streamer;

    fn deref(&self) -> &Streamer {
        &self.settings
    }
}

impl StreamSettings {
    pub fn new(stored: Streamer) -> Self {
        Self { settings: stored, unconfirmed: Unconfirmed::default() }
    }

    /// Changes and stores a setting.
    pub fn change(&mut self, setting: Setting, cx: &mut Cx<'_, '_>) {
        self.store(setting.clone(), cx);
        self.settings.set(setting);
        cx.publish();
    }

    /// Stores a setting that takes effect otherwise.
    pub fn store(&mut self, setting: Setting, cx: &mut Cx<'_, '_>) {
        let (streamer, at) = (self.settings.name.clone(), cx.now().unix);
        cx.save(Write::Setting { streamer, setting, at });
        cx.confirm_setting();
        self.unconfirmed.changed();
    }

    /// The journal has stored the oldest unconfirmed change.
    pub fn confirmed(&mut self, at: JournalPosition) {
        self.unconfirmed.confirmed(at);
    }

    /// Sets the viewer password. Returns whether it changed.
    pub fn set_password(&mut self, password: Option<ViewerPassword>) -> bool {
        let changed = password != self.settings.password;
        self.settings.password = password;
        changed
    }

    /// Notes when viewers last saw the stream.
    pub fn set_last_live(&mut self, at: UnixTime) {
        self.settings.last_live = Some(at);
    }

    /// What the settings become when the store had `stored` and the journal was at `as_of`; `None` if nothing changes.
    pub fn merged(&self, mut stored: Streamer, as_of: JournalPosition) -> Option<Streamer> {
        // the store learns of the end of a broadcast from this room, and later
        stored.last_live = stored.last_live.max(self.settings.last_live);
        if self.unconfirmed.can_lack(as_of) {
            for kind in SettingKind::OF_ROOM {
                stored.set(self.settings.setting(kind));
            }
        }
        (stored != self.settings).then_some(stored)
    }

    /// Replaces all settings but the password, and returns the new one, which takes effect otherwise.
    pub fn replace(&mut self, new: Streamer) -> Option<ViewerPassword> {
        let last_live = new.last_live.max(self.settings.last_live);
        let old = std::mem::replace(&mut self.settings, Streamer { last_live, ..new });
        std::mem::replace(&mut self.settings.password, old.password)
    }
}
