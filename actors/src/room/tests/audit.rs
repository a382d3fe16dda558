//! The audit journal: every type of event, with the fields that statistics read.

use serde_json::json;

use super::script::Script;
use crate::media::Leaving;
use crate::media::PublisherId::Nginx;
use crate::model::{MessageKind, Principal};
use crate::ports::Write;
use crate::room::input::{Action, Input, RoomCommand};
use crate::room::operations::SendMessage;

#[test]
fn what_happens_in_chat_is_audited_with_its_fields() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    let bob = room.joins(2, "bob");
    for line in ["hello", "/me waves", "/name rob"] {
        room.says(bob, line);
    }
    room.does(bob, Action::Drawing("sent".into()));
    room.feed(Input::Decoded(room.decoding[0].0, Ok("data:made".into())));
    for line in ["/mute rob", "/unmute rob", "/mod rob", "/demod rob", "/description new", "/password sesame"]
    {
        room.says(zoe, line);
    }
    let notice = SendMessage { kind: MessageKind::Server, text: "noon".into(), reply: None };
    room.asks(Principal::Administrator, notice).unwrap();
    room.opens(9);
    room.says(zoe, "/password");
    room.opens(9);
    room.goes_live();
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    // the store audits what it sets
    let audits: Vec<(&str, serde_json::Value)> = room
        .saved
        .iter()
        .filter_map(|write| match write {
            Write::Audit { event, streamer, at: 1000 } if streamer.as_str() == "Zoë" => {
                Some((event.kind(), event.meta()))
            }
            Write::Setting { setting, at: 1000, .. } => {
                Some((setting.audit().kind(), setting.audit().meta()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        audits,
        [
            ("join_chat", json!({"name": "Zoë"})),
            ("join_chat", json!({"name": "bob"})),
            ("send_message", json!({"name": "bob", "message": "hello"})),
            ("send_action", json!({"name": "bob", "action": "waves"})),
            ("change_name", json!({"oldname": "bob", "newname": "rob"})),
            ("send_drawing", json!({"name": "rob", "drawing": "data:made"})),
            ("mute_user", json!({"operator": "Zoë", "name": "rob"})),
            ("unmute_user", json!({"operator": "Zoë", "name": "rob"})),
            ("mod_user", json!({"operator": "Zoë", "name": "rob"})),
            ("demod_user", json!({"operator": "Zoë", "name": "rob"})),
            ("set_description", json!({"description": "new"})),
            ("set_viewer_password", json!({"password": "sesame"})),
            ("leave_chat", json!({"name": "rob"})),
            ("send_broadcast", json!({"broadcast": "noon"})),
            ("set_viewer_password", json!({"password": null})),
            ("viewer_count", json!({"viewers": 0})),
            ("start_streaming", json!({"description": "new", "password": null})),
            ("viewer_count", json!({"viewers": 1})),
            ("stop_streaming", json!({})),
            ("viewer_count", json!({"viewers": 0})),
        ]
    );
}

#[test]
fn what_was_refused_is_not_audited() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(zoe, "/mute bob");
    let before = room.saved.len();
    for line in ["hello", "/me waves", "/name rob", "/mute mod", "/nonsense", "  "] {
        room.says(bob, line);
    }
    room.logs_in(9, "BOB");
    room.logs_in(9, "Zoë");
    for line in ["/mute zoë", "/mod nobody", "/rename bob", "/slow x", "/chat disabled", "/delete 3"] {
        room.says(zoe, line);
    }
    assert_eq!(room.saved.len(), before);
}

#[test]
fn description_that_was_removed_is_an_empty_text() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/description");
    let Some(Write::Setting { setting, .. }) = room.saved.last() else { panic!() };
    assert_eq!(setting.audit().meta(), json!({"description": ""}));
}
