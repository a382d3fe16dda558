//! Streamers and their settings.

use pystreaming_actors::model::names::ViewerPassword;
use pystreaming_actors::model::{
    AboutText, AccountUrl, ChannelBan, ChatSetting, ContentWarning, Description, Language, PictureKind,
    PictureName, Principal, ProfileLinks, Setting, StreamTitle, StreamerPicture, Tags,
};
use pystreaming_actors::ports::{EventQuery, StoreError, Write};
use serde_json::json;

use crate::fixture::{Fixture, Record, broadcast, key, name, viewers};

pub async fn a_new_store_is_empty(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    assert_eq!(store.revision().await.unwrap(), 0);
    assert_eq!(store.streamers().await.unwrap(), []);
    assert_eq!(store.open_broadcasts().await.unwrap(), []);
    assert_eq!(store.emotes().await.unwrap(), []);
    assert_eq!(store.take_operations().await.unwrap(), []);
    assert_eq!(store.tokens(None).await.unwrap(), []);
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap(), []);
    assert!(fixture.database.pending().await.unwrap().is_empty());
}

pub async fn a_streamer_starts_with_nothing_but_name_and_key(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("Zoë"), key("k")).await.unwrap();
    let zoe = fixture.streamer("zoë").await;
    assert_eq!((zoe.name.as_str(), zoe.key), ("Zoë", key("k")));
    assert_eq!((zoe.chat, zoe.description, zoe.password), (ChatSetting::Enabled, None, None));
    assert_eq!((zoe.mastodon, zoe.last_live), (None, None));
}

pub async fn streamers_are_listed_by_name(fixture: &Fixture<'_>) {
    for streamer in ["zoo", "Éva", "Bob", "alice", "_x"] {
        fixture.store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let listed = fixture.store.streamers().await.unwrap();
    let names: Vec<_> = listed.iter().map(|streamer| streamer.name.as_str()).collect();
    assert_eq!(names, ["_x", "alice", "Bob", "zoo", "Éva"]);
}

pub async fn a_name_is_unique_without_case_in_every_script(fixture: &Fixture<'_>) {
    for (first, second) in [("Zoë", "ZOË"), ("ЖУК", "жук"), ("ÀÉÎ", "àéî"), ("𐐀x", "𐐨X")]
    {
        fixture.store.add_streamer(&name(first), key(first)).await.unwrap();
        let error = fixture.store.add_streamer(&name(second), key(second)).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Exists { what: "streamer", name } if name == first),
            "{second}: {error}"
        );
    }
}

pub async fn names_that_differ_in_an_accent_are_two(fixture: &Fixture<'_>) {
    for (number, streamer) in ["zoe", "zoë", "zoé", "strasse", "straße"].into_iter().enumerate() {
        fixture.store.add_streamer(&name(streamer), key(&number.to_string())).await.unwrap();
    }
    assert_eq!(fixture.store.streamers().await.unwrap().len(), 5);
}

pub async fn a_key_belongs_to_one_streamer(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("shared")).await.unwrap();
    store.add_streamer(&name("bob"), key("own")).await.unwrap();
    let taken = |error: StoreError| matches!(&error, StoreError::Exists { what: "stream key of", name } if name == "Alice");
    assert!(taken(store.add_streamer(&name("carol"), key("shared")).await.unwrap_err()));
    assert!(taken(store.set_key(&name("bob"), key("shared")).await.unwrap_err()));
    store.set_key(&name("alice"), key("shared")).await.unwrap();
    store.set_key(&name("alice"), key("fresh")).await.unwrap();
    store.set_key(&name("bob"), key("shared")).await.unwrap();
    assert_eq!(fixture.streamer("bob").await.key, key("shared"));
    assert_eq!(fixture.streamer("alice").await.key, key("fresh"));
}

pub async fn settings_are_set_and_unset(fixture: &Fixture<'_>) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.store.add_streamer(&name("bob"), key("b")).await.unwrap();
    let bob = fixture.streamer("bob").await;
    let bare = fixture.streamer("alice").await;
    for setting in [
        Setting::Chat(ChatSetting::Hidden),
        Setting::Description(Some(Description::stored("about"))),
        Setting::Password(ViewerPassword::stored("sesame")),
        Setting::Mastodon(Some(AccountUrl::stored("https://social.example/@alice"))),
        Setting::Title(Some(StreamTitle::stored("Painting 🎨"))),
        Setting::Tags(Tags::stored("art live-coding")),
        Setting::Language(Some(Language::stored("pt-BR"))),
        Setting::ContentWarning(Some(ContentWarning::stored("flashing lights"))),
        Setting::About(Some(AboutText::stored("# Hi\n\n🎨"))),
        Setting::Links(ProfileLinks::stored("https://a.example https://b.example")),
    ] {
        fixture.store.set(&name("ALICE"), &setting, 0).await.unwrap();
        // a value that is there already is no error
        fixture.store.set(&name("ALICE"), &setting, 0).await.unwrap();
    }
    let set = fixture.streamer("alice").await;
    assert_eq!(set.chat, ChatSetting::Hidden);
    assert_eq!(set.description.as_deref(), Some("about"));
    assert_eq!(set.password, ViewerPassword::stored("sesame"));
    assert_eq!(set.mastodon.as_deref(), Some("https://social.example/@alice"));
    assert_eq!(set.title.as_deref(), Some("Painting 🎨"));
    assert_eq!(set.tags.iter().collect::<Vec<_>>(), ["art", "live-coding"]);
    assert_eq!((set.about.as_deref(), set.links.iter().count()), (Some("# Hi\n\n🎨"), 2));
    assert_eq!(
        (set.language.as_deref(), set.content_warning.as_deref()),
        (Some("pt-BR"), Some("flashing lights"))
    );
    for setting in [
        Setting::Chat(ChatSetting::Enabled),
        Setting::Description(None),
        Setting::Password(None),
        Setting::Mastodon(None),
        Setting::Title(None),
        Setting::Tags(Tags::default()),
        Setting::Language(None),
        Setting::ContentWarning(None),
        Setting::About(None),
        Setting::Links(ProfileLinks::default()),
    ] {
        fixture.store.set(&name("alice"), &setting, 0).await.unwrap();
    }
    assert_eq!(fixture.streamer("alice").await, bare);
    assert_eq!(fixture.streamer("bob").await, bob);
}

pub async fn a_change_is_audited_under_the_registered_name(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.set(&name("ALICE"), &Setting::Description(Some(Description::stored("now"))), 7).await.unwrap();
    store.set(&name("alice"), &Setting::Password(ViewerPassword::stored("pw")), 8).await.unwrap();
    store.set(&name("alice"), &Setting::Password(None), 9).await.unwrap();
    store.set(&name("alice"), &Setting::Chat(ChatSetting::Hidden), 10).await.unwrap();
    let event = |at, kind: &str, meta| (at, "Alice".to_owned(), kind.to_owned(), meta);
    let events = store.events(&EventQuery::last(10)).await.unwrap();
    assert_eq!(
        events
            .into_iter()
            .map(|event| (event.at, event.streamer, event.kind, event.meta))
            .collect::<Vec<_>>(),
        [
            event(7, "set_description", json!({"description": "now"})),
            event(8, "set_viewer_password", json!({"password": "pw"})),
            event(9, "set_viewer_password", json!({"password": null})),
            event(10, "set_chat", json!({"chat": "hidden"})),
        ]
    );
}

pub async fn changing_what_is_not_there_is_an_error_and_no_change(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let nobody = name("Nobody");
    let missing = |error: StoreError| {
        let shown = error.to_string();
        assert!(matches!(error, StoreError::NotFound { .. }), "{shown}");
        shown
    };
    assert_eq!(missing(store.drop_streamer(&nobody).await.unwrap_err()), "there is no streamer \"Nobody\"");
    missing(store.set_key(&nobody, key("k")).await.unwrap_err());
    missing(store.set(&nobody, &Setting::Description(Some(Description::stored("x"))), 0).await.unwrap_err());
    missing(store.request_operation(&nobody, "x").await.unwrap_err());
    assert_eq!(missing(store.drop_emote("cat").await.unwrap_err()), "there is no emote \"cat\"");
    assert_eq!(store.revision().await.unwrap(), 0);
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap(), []);
}

pub async fn a_dropped_streamer_leaves_only_the_audit_behind(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
        store.request_operation(&name(streamer), "x").await.unwrap();
        let started = Write::BroadcastStarted(broadcast(streamer, streamer, 1));
        store.record(&[viewers(1, streamer, 3), started]).await.unwrap();
    }
    store.drop_streamer(&name("Alice")).await.unwrap();
    assert_eq!(store.streamers().await.unwrap().len(), 1);
    assert_eq!(store.events(&EventQuery::last(10).of(&name("alice"))).await.unwrap().len(), 1);
    // a streamer of the same name later finds nothing of the first one's
    store.add_streamer(&name("alice"), key("alice")).await.unwrap();
    assert_eq!(store.open_broadcasts().await.unwrap(), [broadcast("bob", "bob", 1)]);
    let operations = store.take_operations().await.unwrap();
    assert_eq!(operations.iter().map(|queued| queued.streamer.as_str()).collect::<Vec<_>>(), ["bob"]);
}

pub async fn a_streamers_pictures_are_replaced_removed_and_recorded(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["Zoë", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let every_byte: Vec<u8> = (0..=255).collect();
    let picture = |digit: &str| StreamerPicture {
        name: PictureName::parse(&format!("{}.jpg", digit.repeat(32))).unwrap(),
        // larger than a TEXT or BLOB of MySQL
        sizes: vec![(64, digit.into()), (128, every_byte.repeat(1024))],
    };
    let (old, new) = (picture("a"), picture("b"));
    let zoe = name("zoë");
    let read = async |kind, name: &PictureName, width| store.picture(&zoe, kind, name, width).await.unwrap();
    let revision = store.revision().await.unwrap();
    store.set_picture(&name("ZOË"), PictureKind::Avatar, Some(&old), 7).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), revision + 1);
    store.set_picture(&zoe, PictureKind::Offline, Some(&old), 8).await.unwrap();
    assert_eq!(fixture.streamer("zoë").await.avatar.as_deref(), Some(&*old.name));
    assert_eq!(read(PictureKind::Avatar, &old.name, 128).await, Some(every_byte.repeat(1024)));
    assert_eq!(read(PictureKind::Avatar, &old.name, 256).await, None);
    assert_eq!(store.picture(&name("bob"), PictureKind::Avatar, &old.name, 64).await.unwrap(), None);

    store.set_picture(&zoe, PictureKind::Avatar, Some(&new), 9).await.unwrap();
    assert_eq!(read(PictureKind::Avatar, &old.name, 64).await, None, "it was replaced");
    assert_eq!(read(PictureKind::Avatar, &new.name, 64).await, Some(b"b".to_vec()));
    assert!(read(PictureKind::Offline, &old.name, 64).await.is_some(), "of another kind");
    store.set_picture(&zoe, PictureKind::Avatar, None, 10).await.unwrap();
    assert_eq!(read(PictureKind::Avatar, &new.name, 64).await, None);
    let settings = fixture.streamer("zoë").await;
    assert_eq!((settings.avatar, settings.offline_picture.as_deref()), (None, Some(&*old.name)));

    let recorded = store.events(&EventQuery::last(9).of(&zoe)).await.unwrap();
    let recorded: Vec<_> = recorded.into_iter().map(|event| (event.at, event.kind, event.meta)).collect();
    let event = |at, kind: &str, picture: Option<&str>| (at, kind.to_owned(), json!({"picture": picture}));
    let (old_name, new_name) = (Some(&*old.name), Some(&*new.name));
    assert_eq!(
        recorded,
        [
            event(7, "set_avatar", old_name),
            event(8, "set_offline_picture", old_name),
            event(9, "set_avatar", new_name),
            event(10, "set_avatar", None),
        ]
    );
    let nobody = store.set_picture(&name("nobody"), PictureKind::Avatar, Some(&old), 0).await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { .. }));
    store.drop_streamer(&zoe).await.unwrap();
    store.add_streamer(&zoe, key("zoe")).await.unwrap();
    assert_eq!(read(PictureKind::Offline, &old.name, 64).await, None, "it went with the streamer");
}

pub async fn a_closed_channel_is_kept_with_its_reason_until_it_is_opened(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let admin = store.by(Principal::Administrator, 7);
    let revision = store.revision().await.unwrap();
    for until in [None, Some(9)] {
        let ban = ChannelBan { since: 5, until, reason: "spam & 🎨".into() };
        admin.set_ban(&name("ALICE"), Some(&ban)).await.unwrap();
        assert_eq!(fixture.streamer("alice").await.ban, Some(ban));
    }
    assert_eq!(store.revision().await.unwrap(), revision + 2);
    assert_eq!(fixture.streamer("bob").await.ban, None);
    admin.set_ban(&name("alice"), None).await.unwrap();
    assert_eq!(fixture.streamer("alice").await.ban, None);
    for open in ["alice", "nobody"] {
        let error = admin.set_ban(&name(open), None).await.unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
    }
    let recorded = store.events(&EventQuery::last(9).of(&name("alice"))).await.unwrap();
    let recorded: Vec<_> = recorded.into_iter().map(|event| (event.kind, event.meta)).collect();
    let banned = |until: Option<i64>| json!({"by": "administrator", "until": until});
    assert_eq!(
        recorded,
        [
            ("ban_streamer".to_owned(), banned(None)),
            ("ban_streamer".to_owned(), banned(Some(9))),
            ("unban_streamer".to_owned(), json!({"by": "administrator"})),
        ]
    );
}
