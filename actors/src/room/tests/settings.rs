//! What streamers change by commands.

use super::script::{Script, id, password};
use crate::model::{AccountUrl, ChatSetting, Description, Setting};
use crate::ports::Write;
use crate::room::event::RoomEvent;
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
fn what_is_on_is_said_in_chat_shown_to_all_and_removed() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    let page = room.opens(9);
    for (command, answer) in [
        ("/title  Night :owl: ", "The title is \"Night 🦉\" now."),
        ("/tags #Art, Live-Coding art", "The tags are art live-coding now."),
        ("/language pt-br", "The language is pt-BR now."),
        ("/warning flashing lights", "Viewers are asked before they see the picture: flashing lights"),
    ] {
        assert_eq!(room.says(zoe, command), [answer]);
    }
    room.wait(2);
    let told = room.events(page).into_iter().rev().find_map(|event| match event {
        RoomEvent::Stream { info, .. } => Some(info),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!((told.title.as_deref(), told.language.as_deref()), (Some("Night 🦉"), Some("pt-BR")));
    assert_eq!(told.tags.iter().map(|tag| &**tag).collect::<Vec<_>>(), ["art", "live-coding"]);
    assert_eq!(told.content_warning.as_deref(), Some("flashing lights"));
    assert_eq!(room.says(zoe, "/language Klingonese").len(), 1);
    assert!(room.says(zoe, "/tags a/b")[0].starts_with("The list has '/' in the tag \"a/b\""));
    assert_eq!(
        room.says(zoe, &format!("/title {}", "x".repeat(141))),
        ["The title is 141 characters long; 140 are allowed."]
    );
    assert_eq!(
        room.says(moderator, "/title mine")[0],
        "There is no command /title. /help lists the commands."
    );
    for (command, answer) in [
        ("/title", "The title has been removed."),
        ("/tags", "The tags have been removed."),
        ("/language", "The language has been removed."),
        ("/warning", "Viewers see the picture without being asked."),
    ] {
        assert_eq!(room.says(zoe, command), [answer]);
    }
    let now = room.state.settings();
    assert_eq!((&now.title, &now.language, &now.content_warning), (&None, &None, &None));
    assert!(now.tags.is_empty());
    assert_eq!(stored(&room).len(), 8);
}

#[test]
fn settings_are_listed_whether_or_not_there_is_a_password() {
    let (mut room, zoe, _, _) = Script::staffed();
    let known = ["Description: paint", "No password for viewers", "Chat for new viewers: enabled"];
    assert_eq!(room.says(zoe, "/settings"), known);
    for command in ["/title Night", "/tags #Art, live-coding", "/language german", "/warning loud"] {
        room.says(zoe, command);
    }
    room.says(zoe, "/desc");
    room.says(zoe, "/password sesame street");
    room.says(zoe, "/chat hidden");
    assert_eq!(
        room.says(zoe, "/settings"),
        [
            "No description",
            "Password for viewers: sesame street",
            "Chat for new viewers: hidden",
            "Title: Night",
            "Tags: art live-coding",
            "Language: de",
            "Content warning: loud"
        ]
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
    room.says(zoe, "/title Night");
    let mut read = old.clone();
    read.mastodon = Some(AccountUrl::stored("https://example.com/@zoe"));
    room.feed(RoomCommand::SettingsChanged(Box::new(read), room.journal));
    let now = room.state.settings();
    assert_eq!(now.password, password("sesame"));
    assert_eq!(now.description.as_deref(), Some("new"));
    assert_eq!(now.chat, ChatSetting::Hidden);
    assert_eq!(now.title.as_deref(), Some("Night"));
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
