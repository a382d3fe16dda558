//! Webhooks and the log of their deliveries.

use pystreaming_actors::model::{
    Announcement, DeliveryOutcome, EventKinds, Webhook, WebhookChange, WebhookDelivery, WebhookFormat,
    WebhookProgress, WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::{Page, Settlement, StoreError, WebhooksOf};

use crate::fixture::{Fixture, Record, key, name, token, viewers};

fn url(text: &str) -> WebhookUrl {
    WebhookUrl::parse(text).unwrap()
}

fn settings(kinds: &str) -> WebhookSettings {
    let url = url("https://bot.example.com/?é");
    WebhookSettings { url, kinds: EventKinds::stored(kinds), enabled: true, format: WebhookFormat::Events }
}

impl Fixture<'_> {
    async fn webhook(&self, streamer: Option<&str>) -> i64 {
        let streamer = streamer.map(name);
        let added = self.store.add_webhook(streamer.as_ref(), &settings(""), &token("seed"), 7, 9).await;
        added.unwrap().unwrap()
    }

    async fn stored(&self, id: i64) -> Webhook {
        let all = self.store.webhooks(WebhooksOf::Everybody).await.unwrap();
        all.into_iter().find(|webhook| webhook.id == id).unwrap()
    }

    /// Id of a new event.
    async fn event(&self) -> i64 {
        self.store.record(&[viewers(1, "alice", 1)]).await.unwrap();
        let query = pystreaming_actors::ports::EventQuery::last(1);
        self.store.events(&query).await.unwrap()[0].id
    }
}

fn attempt(event: i64, outcome: DeliveryOutcome) -> WebhookDelivery {
    WebhookDelivery {
        id: 0,
        event: Some(event),
        kind: "viewer_count".into(),
        at: 50,
        attempt: 2,
        outcome,
        status: Some(500),
        reason: Some("the receiver answered 500".into()),
        duration_ms: 30,
        answer: Some("ö".into()),
    }
}

fn settled(progress: WebhookProgress, disabled_because: Option<&str>) -> Settlement {
    let delivery = attempt(progress.after, DeliveryOutcome::Failed);
    Settlement { progress, disabled_because: disabled_because.map(str::to_owned), delivery }
}

pub async fn a_webhook_comes_back_as_it_was_made_and_begins_now(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    store.add_streamer(&name("Alice"), key("a")).await.unwrap();
    let last = fixture.event().await;
    let before = store.revision().await.unwrap();
    let chosen = WebhookSettings { format: WebhookFormat::Discord, ..settings("join_chat,send_message") };
    let alice = name("ALICE");
    let id = store.add_webhook(Some(&alice), &chosen, &token("seed"), 7, 9).await.unwrap().unwrap();
    assert_ne!(store.revision().await.unwrap(), before);
    let stored = fixture.stored(id).await;
    assert_eq!(stored.streamer.as_ref().unwrap().as_str(), "Alice");
    let progress = WebhookProgress { after: last, ..WebhookProgress::default() };
    let expected = Webhook {
        id,
        streamer: Some(name("Alice")),
        settings: chosen,
        disabled_because: None,
        seed: token("seed"),
        previous: None,
        created_at: 7,
        progress,
        last: None,
    };
    assert_eq!(stored, expected);
    let nobody =
        store.add_webhook(Some(&name("bob")), &settings(""), &token("seed"), 7, 9).await.unwrap_err();
    assert!(matches!(nobody, StoreError::NotFound { what: "streamer", .. }), "{nobody}");
}

pub async fn owners_have_as_many_webhooks_as_allowed_and_see_only_their_own(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let (alice, bob) = (name("alice"), name("bob"));
    for streamer in [&alice, &bob] {
        store.add_streamer(streamer, key(streamer.as_str())).await.unwrap();
    }
    let (of_alice, of_site) = (fixture.webhook(Some("alice")).await, fixture.webhook(None).await);
    let (settings, seed) = (settings(""), token("seed"));
    let add = |owner| store.add_webhook(owner, &settings, &seed, 7, 1);
    for owner in [Some(&alice), None] {
        let before = store.revision().await.unwrap();
        assert_eq!(add(owner).await.unwrap(), None);
        assert_eq!(store.revision().await.unwrap(), before);
    }
    let of_bob = add(Some(&bob)).await.unwrap().unwrap();
    for (of, expected) in [
        (WebhooksOf::Everybody, vec![of_alice, of_site, of_bob]),
        (WebhooksOf::Site, vec![of_site]),
        (WebhooksOf::Streamer(&alice), vec![of_alice]),
    ] {
        let seen = store.webhooks(of).await.unwrap();
        assert_eq!(seen.iter().map(|webhook| webhook.id).collect::<Vec<_>>(), expected);
        for (id, may) in [of_alice, of_site, of_bob].map(|id| (id, expected.contains(&id))) {
            let change = WebhookChange { enabled: Some(true), ..WebhookChange::default() };
            assert_eq!(store.change_webhook(id, of, &change).await.is_ok(), may, "{of:?}");
            assert_eq!(store.rotate_webhook(id, of, &token("x"), 1).await.is_ok(), may, "{of:?}");
        }
    }
    let others = store.remove_webhook(of_alice, WebhooksOf::Site).await.unwrap_err();
    assert!(matches!(others, StoreError::NotFound { what: "webhook", .. }), "{others}");
    store.remove_webhook(of_alice, WebhooksOf::Streamer(&alice)).await.unwrap();
    let later = fixture.webhook(None).await;
    assert!(later > of_bob);
}

pub async fn a_changed_webhook_starts_afresh_and_an_enabled_one_begins_now(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let id = fixture.webhook(None).await;
    let (event, everybody) = (fixture.event().await, WebhooksOf::Everybody);
    let tried = WebhookProgress { after: event - 1, attempts: 2, retry_at: Some(99), given_up: 3 };
    store.settle_webhook(id, &settled(tried, None)).await.unwrap();
    assert_eq!(fixture.stored(id).await.progress, tried);
    let moved = WebhookChange { url: Some(url("https://other.example/")), ..WebhookChange::default() };
    store.change_webhook(id, everybody, &moved).await.unwrap();
    let changed = fixture.stored(id).await;
    let afresh = WebhookProgress { after: event - 1, ..WebhookProgress::default() };
    assert_eq!((changed.settings.url.as_str(), changed.progress), ("https://other.example/", afresh));

    store.settle_webhook(id, &settled(tried, Some("it is gone"))).await.unwrap();
    let disabled = fixture.stored(id).await;
    assert!(!disabled.settings.enabled);
    assert_eq!(disabled.disabled_because.as_deref(), Some("it is gone"));
    let event = fixture.event().await;
    let kinds = Some(EventKinds::stored("join_chat"));
    let change = WebhookChange { kinds, enabled: Some(true), url: None };
    store.change_webhook(id, everybody, &change).await.unwrap();
    let enabled = fixture.stored(id).await;
    assert_eq!(
        enabled.settings,
        WebhookSettings { url: url("https://other.example/"), ..settings("join_chat") }
    );
    assert_eq!((enabled.disabled_because, enabled.progress.after), (None, event));
}

pub async fn a_rotated_secret_is_remembered_until_then(fixture: &Fixture<'_>) {
    let id = fixture.webhook(None).await;
    let before = fixture.store.revision().await.unwrap();
    fixture.store.rotate_webhook(id, WebhooksOf::Site, &token("new"), 99).await.unwrap();
    assert_ne!(fixture.store.revision().await.unwrap(), before);
    let rotated = fixture.stored(id).await;
    assert_eq!((rotated.seed, rotated.previous), (token("new"), Some((token("seed"), 99))));
}

pub async fn an_attempt_moves_the_webhook_on_unless_it_was_changed_meanwhile(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let id = fixture.webhook(None).await;
    let (first, second) = (fixture.event().await, fixture.event().await);
    let before = store.revision().await.unwrap();
    let at = |after| WebhookProgress { after, ..WebhookProgress::default() };
    let now = store.settle_webhook(id, &settled(at(first), None)).await.unwrap().unwrap();
    assert_eq!(now.progress, at(first));
    let last = now.last.clone().unwrap();
    assert_eq!(WebhookDelivery { id: 0, ..last }, attempt(first, DeliveryOutcome::Failed));
    assert_eq!(fixture.stored(id).await, now);
    assert_eq!(store.revision().await.unwrap(), before, "nobody has to read the webhooks again");

    // disabled and enabled again while the attempt was under way
    for enabled in [false, true] {
        let change = WebhookChange { enabled: Some(enabled), ..WebhookChange::default() };
        store.change_webhook(id, WebhooksOf::Site, &change).await.unwrap();
    }
    let failed = WebhookProgress { attempts: 1, retry_at: Some(9), ..at(first) };
    let now = store.settle_webhook(id, &settled(failed, Some("gone"))).await.unwrap().unwrap();
    assert_eq!((now.progress, now.settings.enabled), (at(second), true));
    let disabled = WebhookChange { enabled: Some(false), ..WebhookChange::default() };
    store.change_webhook(id, WebhooksOf::Site, &disabled).await.unwrap();
    let now = store.settle_webhook(id, &settled(at(second + 1), None)).await.unwrap().unwrap();
    assert_eq!((now.progress, now.settings.enabled), (at(second), false));

    assert_eq!(store.skip_events(id, second + 5).await.unwrap().unwrap().progress, at(second + 5));
    assert_eq!(store.skip_events(id, second).await.unwrap().unwrap().progress, at(second + 5));
    assert_eq!(store.settle_webhook(id + 1, &settled(at(1), None)).await.unwrap(), None);
    assert_eq!(store.skip_events(id + 1, 1).await.unwrap(), None);
}

pub async fn the_log_keeps_the_last_attempts_of_each_webhook(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let (id, other) = (fixture.webhook(None).await, fixture.webhook(None).await);
    let ping = WebhookDelivery {
        event: None,
        status: None,
        reason: None,
        answer: None,
        ..attempt(0, DeliveryOutcome::Delivered)
    };
    store.log_delivery(other, &ping).await.unwrap();
    for event in 1..=203 {
        store.log_delivery(id, &attempt(event, DeliveryOutcome::GivenUp)).await.unwrap();
    }
    let events = async |page, limit| {
        let deliveries = store.deliveries(id, page, limit).await.unwrap();
        deliveries
            .iter()
            .map(|delivery| (delivery.id, delivery.event.unwrap()))
            .unzip::<_, _, Vec<_>, Vec<_>>()
    };
    let (ids, all) = events(Page::Last, 500).await;
    assert_eq!(all, (4..=203).collect::<Vec<i64>>());
    assert_eq!(events(Page::Last, 2).await.1, [202, 203]);
    assert_eq!(events(Page::Before(ids[10]), 2).await.1, [12, 13]);
    assert_eq!(events(Page::After(ids[10]), 2).await.1, [15, 16]);
    let kept = store.deliveries(other, Page::Last, 5).await.unwrap().pop().unwrap();
    assert_eq!(WebhookDelivery { id: 0, ..kept }, ping);
    assert_eq!(fixture.stored(id).await.last.unwrap().event, Some(203));
    let gone = store.log_delivery(other + 1, &ping).await.unwrap_err();
    assert!(matches!(gone, StoreError::NotFound { what: "webhook", .. }), "{gone}");
}

pub async fn webhooks_go_with_their_streamer_and_no_others(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    for streamer in ["alice", "bob"] {
        store.add_streamer(&name(streamer), key(streamer)).await.unwrap();
    }
    let gone = fixture.webhook(Some("alice")).await;
    let left = [fixture.webhook(Some("bob")).await, fixture.webhook(None).await];
    store.log_delivery(gone, &attempt(1, DeliveryOutcome::Failed)).await.unwrap();
    store.drop_streamer(&name("alice")).await.unwrap();
    let stored = store.webhooks(WebhooksOf::Everybody).await.unwrap();
    assert_eq!(stored.iter().map(|webhook| webhook.id).collect::<Vec<_>>(), left);
    assert_eq!(store.deliveries(gone, Page::Last, 5).await.unwrap(), []);
}

pub async fn the_last_message_about_a_streamer_is_kept_for_each_webhook(fixture: &Fixture<'_>) {
    let store = &fixture.store;
    let (alice, bob) = (name("Alice"), name("bob"));
    for streamer in [&alice, &bob] {
        store.add_streamer(streamer, key(streamer.as_str())).await.unwrap();
    }
    let (first, second) = (fixture.webhook(None).await, fixture.webhook(None).await);
    let said = |message: &str, until| Announcement {
        message: message.to_owned(),
        broadcast: token(message),
        since: 7,
        until,
    };
    assert_eq!(store.announcement(first, &alice).await.unwrap(), None);
    for (webhook, streamer, what) in [
        (first, &alice, said("1", None)),
        (first, &bob, said("2", None)),
        (second, &alice, said("3", Some(9))),
        (first, &alice, said("4", Some(8))),
    ] {
        store.keep_announcement(webhook, streamer, Some(&what)).await.unwrap();
        assert_eq!(store.announcement(webhook, streamer).await.unwrap(), Some(what));
    }
    assert_eq!(store.announcement(first, &name("ALICE")).await.unwrap(), Some(said("4", Some(8))));
    store.keep_announcement(first, &bob, None).await.unwrap();
    assert_eq!(store.announcement(first, &bob).await.unwrap(), None);
    store.drop_streamer(&alice).await.unwrap();
    assert_eq!(store.announcement(second, &alice).await.unwrap(), None);
    store.keep_announcement(second, &alice, Some(&said("5", None))).await.unwrap();
    for (enabled, url) in
        [(Some(false), None), (Some(true), None), (None, Some("https://other.example.com/"))]
    {
        store.keep_announcement(first, &bob, Some(&said("6", None))).await.unwrap();
        let change = WebhookChange {
            enabled,
            url: url.map(|url| WebhookUrl::parse(url).unwrap()),
            ..WebhookChange::default()
        };
        store.change_webhook(first, WebhooksOf::Everybody, &change).await.unwrap();
        let kept = store.announcement(first, &bob).await.unwrap();
        assert_eq!(kept.is_some(), enabled == Some(false), "{change:?}");
    }
    store.remove_webhook(first, WebhooksOf::Everybody).await.unwrap();
    store.keep_announcement(first, &bob, Some(&said("5", None))).await.unwrap();
    assert_eq!(store.announcement(first, &bob).await.unwrap(), None, "nobody is left who said it");
}
