//! What streamers change by commands.

use super::script::{Script, id, password};
use crate::model::{AccountUrl, ChatSetting, Description, Setting};
use crate::ports::Write;
use crate::room::input::RoomCommand;

fn stored(room: &Script) -> Vec<Setting> {
    let settings = room.saved.iter().filter_map(|write| match write {
        Write::Setting { setting, .. } => Some(setting.clone()),
        _ => None,
    });
    settings.collect()
}

#[test]
fn description_is_stored_shown_and_removed() {
    let (mut room, zoe, _, _) = Script::staffed();
    let page = room.opens(9);
    room.wait(2);
    room.forget();
    assert_eq!(room.says(zoe, "/description  paint :thumbs_up: "), ["The description has been changed."]);
    assert_eq!(room.hears(page), ["stream Offline 0"]);
    assert_eq!(room.view().settings.description.as_deref(), Some("paint 👍"));
    assert_eq!(
        room.says(zoe, &format!("/desc {}", "x".repeat(1001))),
        ["That is 1001 characters long; 1000 are allowed."]
    );
    room.says(zoe, "/desc");
    assert_eq!(
        stored(&room),
        [Setting::Description(Some(Description::stored("paint 👍"))), Setting::Description(None)]
    );
}

#[test]
fn settings_are_listed_whether_or_not_there_is_a_password() {
    let (mut room, zoe, _, _) = Script::staffed();
    assert_eq!(
        room.says(zoe, "/settings"),
        ["Description: paint", "No password for viewers", "Chat for new viewers: enabled"]
    );
    room.says(zoe, "/desc");
    room.says(zoe, "/password sesame street");
    room.says(zoe, "/chat hidden");
    assert_eq!(
        room.says(zoe, "/settings"),
        ["No description", "Password for viewers: sesame street", "Chat for new viewers: hidden"]
    );
}

#[test]
fn chat_is_hidden_or_enabled_but_not_disabled_here() {
    let (mut room, zoe, _, bob) = Script::staffed();
    assert_eq!(room.says(zoe, "/chat hidden"), ["Chat is hidden for new viewers."]);
    assert_eq!(room.says(zoe, "/chat Enabled"), ["Chat is enabled for new viewers."]);
    for none in ["", "disabled", "off"] {
        assert_eq!(room.says(zoe, &format!("/chat {none}")), ["Choose one of: enabled, hidden."]);
    }
    assert_eq!(stored(&room), [Setting::Chat(ChatSetting::Hidden), Setting::Chat(ChatSetting::Enabled)]);
    assert_eq!(room.hears(bob), [""; 0], "who is here sees no difference");
}

#[test]
fn what_the_store_said_before_undoes_nothing() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let old = room.state.settings().clone();
    room.says(zoe, "/password sesame");
    room.says(zoe, "/description new");
    room.says(zoe, "/chat hidden");
    let mut read = old.clone();
    read.mastodon = Some(AccountUrl::stored("https://example.com/@zoe"));
    room.feed(RoomCommand::SettingsChanged(Box::new(read), room.journal));
    let now = room.state.settings();
    assert_eq!(now.password, password("sesame"));
    assert_eq!(now.description.as_deref(), Some("new"));
    assert_eq!(now.chat, ChatSetting::Hidden);
    assert!(now.mastodon.is_some());
    // what was read before the changes were stored is outdated even if it arrives after that
    let before = room.journal;
    room.stores();
    room.feed(RoomCommand::SettingsChanged(Box::new(old.clone()), before));
    assert_eq!(room.state.settings().description.as_deref(), Some("new"));
    // what is read later counts
    room.feed(RoomCommand::SettingsChanged(Box::new(old.clone()), room.journal));
    assert_eq!(*room.state.settings(), old);
    assert_eq!(room.logs_in(id(3).number, "bob")[0], "login success bob", "open again");
    let _ = bob;
}
