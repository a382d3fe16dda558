//! Who changed the site.

use pystreaming_actors::model::names::{Nickname, Token};
use pystreaming_actors::model::{
    ApiTokenSecret, Appeal, ChannelBan, ChatSetting, Description, Emote, EmotePicture, EventKinds, Principal,
    RecoveryCode, Sanction, SanctionScope, Scopes, SessionSecret, Setting, SiteEvent, SiteRole, TokenGrant,
    WebhookChange, WebhookFormat, WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::{EventQuery, Page, Store, WebhooksOf, Write};
use serde_json::{Value, json};

use crate::fixture::{Fixture, Record, by_token, key, name, viewers};

const TOKEN: Principal = Principal::Token { id: 9, administers: true };

/// Makes every change from outside of rooms once.
async fn change_everything(store: &dyn Store) {
    let alice = name("alice");
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    store.set_key(&alice, key("b")).await.unwrap();
    store.set(&alice, &Setting::Chat(ChatSetting::Hidden), 7).await.unwrap();
    store.set(&alice, &Setting::Description(Some(Description::stored("new"))), 7).await.unwrap();
    let scopes = Scopes::parse("read,chat").unwrap();
    let grant =
        TokenGrant { name: "bot".into(), streamer: Some(alice.clone()), scopes, expires_at: Some(90) };
    let secret = ApiTokenSecret::from_random(1);
    let token = store.add_token(&grant, secret.hash(), 7).await.unwrap();
    store.revoke_token(token, Some(&alice)).await.unwrap();
    let link = SessionSecret::from_random(1).hash();
    store.add_login_link(link, Some(&alice), 90, 7).await.unwrap();
    store.set_announced(&alice, false).await.unwrap();
    let ban = ChannelBan { since: 7, until: Some(90), reason: "spam".into() };
    store.set_ban(&alice, Some(&ban)).await.unwrap();
    store.set_ban(&alice, None).await.unwrap();
    let settings = WebhookSettings {
        url: WebhookUrl::parse("https://bot.example/secret").unwrap(),
        kinds: EventKinds::default(),
        enabled: true,
        format: WebhookFormat::Events,
    };
    let seed = Token::from_random(1);
    let webhook = store.add_webhook(Some(&alice), &settings, &seed, 7, 10).await.unwrap().unwrap();
    let (everybody, off) =
        (WebhooksOf::Everybody, WebhookChange { enabled: Some(false), ..WebhookChange::default() });
    store.change_webhook(webhook, everybody, &off).await.unwrap();
    store.rotate_webhook(webhook, everybody, &seed, 8).await.unwrap();
    store.remove_webhook(webhook, everybody).await.unwrap();
    let emote = Emote { alias: "cat".into(), uri: "/cat.png".into() };
    store.add_emote(&emote).await.unwrap();
    store.put_emote(&emote, &EmotePicture { name: "cat.png".into(), contents: vec![1] }).await.unwrap();
    store.drop_emote("cat").await.unwrap();
    let appeal = Some(Appeal { text: "sorry".into(), at: 7, declined: false });
    let sanction = Sanction { scope: SanctionScope::Site, appeal, ..super::chat::mute("s1", None, 7) };
    store
        .record(&[Write::SiteSanctioned { sanction: sanction.into(), by: None }.by(by_token(9))])
        .await
        .unwrap();
    store.decline_site_appeal(&Token::stored("s1")).await.unwrap();
    store.lift_site_sanction(&Token::stored("s1")).await.unwrap();
    let account = store.add_account(&Nickname::stored("Bob"), None, &[], 7).await.unwrap();
    store.disable_account(account, Some(7)).await.unwrap();
    store.disable_account(account, None).await.unwrap();
    store.set_site_role(account, Some(SiteRole::Moderator)).await.unwrap();
    store.set_site_setting("site_name", Some(&json!("Brush"))).await.unwrap();
    store.set_site_setting("site_name", None).await.unwrap();
    store.reset_account(account, RecoveryCode::from_random(1).hash()).await.unwrap();
    store.remove_account(account).await.unwrap();
    store.drop_streamer(&alice).await.unwrap();
}

pub async fn changes_of_the_site_are_recorded_with_who_made_them(fixture: &Fixture<'_>) {
    change_everything(fixture.store.by(TOKEN, 7).as_ref()).await;
    let events = fixture.store.events(&EventQuery::last(100)).await.unwrap();
    assert!(events.iter().all(|event| event.at == 7 && event.meta["token"] == 9), "{events:?}");
    let found: Vec<(&str, &str, Value)> = events
        .iter()
        .map(|event| {
            let mut meta = event.meta.clone();
            meta.as_object_mut().unwrap().remove("token");
            (event.streamer.as_str(), event.kind.as_str(), meta)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Alice", "add_streamer", json!({})),
            ("Alice", "set_stream_key", json!({})),
            ("Alice", "set_chat", json!({"chat": "hidden"})),
            ("Alice", "set_description", json!({"description": "new"})),
            ("Alice", "add_token", json!({"id": 1, "purpose": "bot", "scopes": "read,chat", "expires": 90})),
            ("Alice", "revoke_token", json!({"id": 1})),
            ("Alice", "add_login_link", json!({})),
            ("Alice", "set_announced", json!({"announced": false})),
            ("Alice", "ban_streamer", json!({"until": 90})),
            ("Alice", "unban_streamer", json!({})),
            ("Alice", "add_webhook", json!({"id": 1})),
            ("Alice", "change_webhook", json!({"id": 1, "enabled": false})),
            ("Alice", "rotate_webhook", json!({"id": 1})),
            ("Alice", "remove_webhook", json!({"id": 1})),
            ("", "add_emote", json!({"alias": "cat"})),
            ("", "add_emote", json!({"alias": "cat"})),
            ("", "remove_emote", json!({"alias": "cat"})),
            ("", "add_sanction", json!({"id": "s1", "kind": "mute"})),
            ("", "decline_site_appeal", json!({"id": "s1"})),
            ("", "lift_sanction", json!({"id": "s1"})),
            ("", "disable_account", json!({"id": 1})),
            ("", "enable_account", json!({"id": 1})),
            ("", "set_site_role", json!({"id": 1, "role": "moderator"})),
            ("", "set_site_setting", json!({"key": "site_name", "value": "Brush"})),
            ("", "set_site_setting", json!({"key": "site_name", "value": null})),
            ("", "reset_account", json!({"id": 1})),
            ("", "remove_account", json!({"id": 1})),
            ("Alice", "remove_streamer", json!({})),
        ]
    );
    for kind in SiteEvent::KINDS {
        assert!(found.iter().any(|(_, known, _)| *known == kind), "{kind}");
    }
    let groups = fixture.store.event_groups().await.unwrap();
    assert!(groups.iter().any(|group| group.streamer == name("") && group.kind == "add_emote"));
}

pub async fn a_change_that_fails_is_not_recorded(fixture: &Fixture<'_>) {
    let store = fixture.store.by(Principal::Administrator, 7);
    store.drop_streamer(&name("alice")).await.unwrap_err();
    store.set_key(&name("alice"), key("a")).await.unwrap_err();
    store.revoke_token(1, None).await.unwrap_err();
    store.remove_webhook(1, WebhooksOf::Everybody).await.unwrap_err();
    store.drop_emote("cat").await.unwrap_err();
    assert_eq!(fixture.store.events(&EventQuery::last(9)).await.unwrap(), []);
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let events = fixture.store.events(&EventQuery::last(9)).await.unwrap();
    assert_eq!(events[0].meta, json!({"by": "administrator"}));
}

pub async fn events_of_one_kind_are_read_across_streamers(fixture: &Fixture<'_>) {
    for number in 1..=6 {
        let (streamer, at) = (["bob", "alice", ""][number % 3], number as i64);
        fixture.store.record(&[viewers(at, streamer, 1)]).await.unwrap();
    }
    let ids = async |page, limit, since| {
        let kind = Some("viewer_count".to_owned());
        let query = EventQuery { kind, page, since, limit, ..EventQuery::default() };
        let events = fixture.store.events(&query).await.unwrap();
        events.into_iter().map(|event| event.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(Page::Last, 9, None).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(ids(Page::Last, 2, None).await, [5, 6]);
    assert_eq!(ids(Page::Before(5), 2, None).await, [3, 4]);
    assert_eq!(ids(Page::After(2), 2, None).await, [3, 4]);
    assert_eq!(ids(Page::Last, 9, Some(5)).await, [5, 6]);
}
