//! The emotes of a stream's own.

use std::sync::Arc;

use super::script::{Script, config, id};
use crate::model::{Principal, StreamEmoteLimits};
use crate::room::event::RoomEvent;
use crate::room::operations::{ListStreamEmotes, RemoveStreamEmote, UploadStreamEmote};
use crate::room::refusal::Code;
use crate::room::{EmoteChange, Input, RoomCommand};

fn allowed() -> Script {
    let mut config = config();
    config.chat.emotes = StreamEmoteLimits { emotes: 2, kib: 64 };
    Script::new(config)
}

fn emotes(all: &[(&str, &str)]) -> crate::model::Emotes {
    Arc::new(all.iter().map(|(key, uri)| ((*key).to_owned(), (*uri).to_owned())).collect())
}

fn upload(alias: &str) -> UploadStreamEmote {
    UploadStreamEmote { alias: alias.to_owned(), picture: "AAAA".to_owned() }
}

#[test]
fn a_streams_emotes_replace_those_of_the_site_until_they_are_removed() {
    let mut room = allowed();
    let bob = room.joins(1, "bob");
    room.feed(RoomCommand::EmotesChanged(emotes(&[(":a:", "/site/a"), (":b:", "/site/b")])));
    room.feed(RoomCommand::OwnEmotesChanged(emotes(&[(":a:", "/own/a"), (":c:", "/own/c")])));
    assert_eq!(room.hears(bob), ["add emote :a: /own/a", "add emote :c: /own/c"]);
    room.opens(9);
    let Some(RoomEvent::History(history)) = room.events(id(9)).pop() else { panic!() };
    assert_eq!(history.emotes, emotes(&[(":a:", "/own/a"), (":b:", "/site/b"), (":c:", "/own/c")]));
    // everybody on the site is told of the site's, which is not what is shown here
    room.feed(RoomCommand::EmotesChanged(emotes(&[(":a:", "/new/a")])));
    assert_eq!(room.hears(bob), ["add emote :a: /own/a"]);
    room.feed(RoomCommand::OwnEmotesChanged(Arc::default()));
    assert_eq!(room.hears(bob), ["add emote :a: /new/a", "remove emote :c:"]);
}

#[test]
fn only_moderators_change_emotes_and_only_where_the_site_allows_any() {
    let (mut room, zoe, ..) = Script::staffed();
    assert_eq!(room.asks(Principal::Member(zoe), upload("a")).unwrap_err().code, Code::NotAllowed);
    assert!(room.says(zoe, "/emote")[0].contains("no command"));

    let mut room = allowed();
    let (zoe, bob) = (room.streamer_joins(1), room.joins(2, "bob"));
    assert_eq!(room.asks(Principal::Member(bob), upload("a")).unwrap_err().code, Code::NotAllowed);
    for name in ["", "a b", ":a:", "é", &"x".repeat(33)] {
        assert_eq!(
            room.asks(Principal::Member(zoe), upload(name)).unwrap_err().code,
            Code::Invalid,
            "{name}"
        );
    }
    room.asks(Principal::Member(zoe), upload("a")).unwrap();
    let change = EmoteChange::Put { alias: "a".into(), picture: "AAAA".into() };
    assert_eq!(room.emote_changes, [("Zoë".to_owned(), change)]);
}

#[test]
fn a_stream_has_no_more_emotes_than_the_site_allows_and_few_changes_at_once() {
    let mut room = allowed();
    room.feed(RoomCommand::OwnEmotesChanged(emotes(&[(":a:", "/a"), (":b:", "/b")])));
    assert_eq!(room.asks(Principal::Streamer, upload("c")).unwrap_err().code, Code::NotAllowed);
    room.asks(Principal::Streamer, upload("b")).unwrap();
    room.asks(Principal::Streamer, upload("a")).unwrap();
    assert_eq!(room.asks(Principal::Streamer, upload("a")).unwrap_err().code, Code::Rate);
    room.feed(Input::EmotesStored { to: None, result: Ok(String::new()) });
    room.asks(Principal::Streamer, upload("a")).unwrap();
    let listed = room.asks(Principal::Streamer, ListStreamEmotes {}).unwrap();
    assert_eq!((listed.emotes.len(), listed.most, listed.kib), (2, 2, 64));
    assert_eq!(listed.emotes[0].alias, "a");
    let remove = RemoveStreamEmote { alias: "z".into() };
    assert_eq!(room.asks(Principal::Streamer, remove).unwrap_err().code, Code::NotFound);
}

#[test]
fn slash_commands_list_and_remove_and_say_how_to_add() {
    let mut room = allowed();
    let zoe = room.streamer_joins(1);
    assert!(room.says(zoe, "/emote list")[0].contains("no emotes"));
    room.feed(RoomCommand::OwnEmotesChanged(emotes(&[(":a:", "/a")])));
    room.forget();
    assert_eq!(room.says(zoe, "/emote"), ["Emotes of this stream, 1 of 2: :a:"]);
    assert!(room.says(zoe, "/emote add b http://127.0.0.1/b.png")[0].contains("upload"));
    assert!(room.says(zoe, "/emote remove b")[0].contains("no emote :b:"));
    assert_eq!(room.says(zoe, "/emote remove :a:"), [""; 0], "answered when it is stored");
    assert_eq!(room.emote_changes, [("Zoë".to_owned(), EmoteChange::Drop { alias: "a".into() })]);
    room.feed(Input::EmotesStored { to: Some(zoe), result: Ok(":a: has been removed.".to_owned()) });
    assert_eq!(room.hears(zoe), [":a: has been removed."]);
}
