//! Names: which are taken, and which look like those of somebody with power.

use super::script::{Script, id};

#[test]
fn name_is_taken_in_any_case_and_by_what_looks_the_same() {
    let mut room = Script::chat();
    room.joins(1, "Paul Smith");
    for name in
        ["paul smith", "PAUL  SMITH", "PaulSmith", "Pau\u{ad}l Smith", "Рaul Smith", "ｐａｕｌ ｓｍｉｔｈ"]
    {
        let heard = room.logs_in(2, name);
        assert!(matches!(heard[0].as_str(), "error name_taken" | "error name_unfit"), "{name:?}: {heard:?}");
    }
    room.joins(2, "Paul Smitty");
}

#[test]
fn nobody_looks_like_the_streamer_or_a_moderator() {
    let (mut room, zoe, _, bob) = Script::staffed();
    for name in ["Zoe", "zοë", "Z0ë", "Z o ë", "Zоё", "m0d", "rnod", "Mod", "MOD"] {
        let heard = room.logs_in(9, name);
        assert!(matches!(heard[0].as_str(), "error name_taken" | "error name_unfit"), "{name:?}: {heard:?}");
        let heard = room.says(bob, &format!("/name {name}"));
        assert!(heard[0].starts_with("That name "), "{name:?}: {heard:?}");
    }
    // also while the streamer is away, or is called otherwise
    room.says(zoe, "/name Chief");
    assert_eq!(room.logs_in(9, "Zoe"), ["error name_taken"]);
    assert_eq!(room.logs_in(9, "Ch1ef"), ["error name_taken"]);
    room.leaves(zoe);
    assert_eq!(room.logs_in(9, "Zoe"), ["error name_taken"]);
    room.joins(9, "Ch1ef");
}

#[test]
fn viewers_with_similar_names_are_let_in() {
    let mut room = Script::chat();
    room.joins(1, "Dano");
    room.joins(2, "Dan0");
    room.joins(3, "Ari");
    room.joins(4, "Arl");
}

#[test]
fn emoji_and_emotes_count_one_in_names() {
    let mut room = Script::beginning(super::script::config(), |beginning| {
        beginning.emotes = std::sync::Arc::new([(":party_blob:".to_owned(), "/blob.png".to_owned())].into());
    });
    assert_eq!(room.logs_in(1, &":thumbs_up:".repeat(20))[0], format!("login success {}", "👍".repeat(20)));
    assert_eq!(room.logs_in(2, &":party_blob:".repeat(21)), ["error name_too_long"]);
    let name = ":party_blob:".repeat(20);
    assert_eq!(room.logs_in(2, &name)[0], format!("login success {name}"));
    assert_eq!(room.logs_in(3, &"x".repeat(1_000_000)), ["error name_too_long"]);
}

#[test]
fn rename_is_told_to_all_and_frees_the_old_name() {
    let (mut room, zoe, _, bob) = Script::staffed();
    assert_eq!(
        room.says(bob, "/nick  robert  the  bold "),
        ["status robert the bold", "rename bob to robert the bold"]
    );
    assert_eq!(room.hears(zoe), ["rename bob to robert the bold"]);
    room.joins(9, "bob");
    for (name, refusal) in [
        ("", "Which name? Write it after the command."),
        ("BOB", "That name is taken. Choose another."),
        ("robert the bold", "That name is taken. Choose another."),
        ("123456789012345678901", "That name is too long: 20 characters are allowed."),
    ] {
        assert_eq!(room.says(bob, &format!("/name {name}")), [refusal], "{name:?}");
    }
    assert_eq!(
        room.members(),
        ["Zoë (admin)", "mod (moderator)", "robert the bold", "bob"],
        "in their order"
    );
    assert_eq!(room.says(id(9), "hi"), ["bob: hi"]);
}
