//! The dispatcher with a real store and real receivers. Time passes when a test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix::{Addr, System};
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token, ViewerPassword};
use pystreaming_actors::model::{
    AuditEvent, DeliveryOutcome, EventKinds, Webhook, WebhookChange, WebhookDelivery, WebhookFormat,
    WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::{Batch, Clock, Now, Page, Store, SystemClock, WebhooksOf, Write};
use serde_json::json;
use tokio::sync::watch;

use super::receiver::{Received, Receiver, Reply};
use crate::outbound::SystemResolver;
use crate::storage::{Database, DatabaseSettings};
use crate::webhooks::courier::Limits;
use crate::webhooks::dispatcher::Look;
use crate::webhooks::{Dispatcher, HttpCourier, NotSent, Ports, Request, Requested};

#[derive(Default)]
struct SetClock(AtomicU64);

impl Clock for SetClock {
    fn now(&self) -> Now {
        SystemClock.now().plus(Duration::from_secs(self.0.load(Ordering::Relaxed)))
    }
}

/// A site in a folder, which outlives restarts.
struct Site {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
}

/// The site while it runs.
struct Running {
    store: Arc<dyn Store>,
    clock: Arc<SetClock>,
    dispatcher: Addr<Dispatcher>,
    written: watch::Sender<u64>,
    database: Database,
}

impl Site {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clock: Arc::default() }
    }

    /// Runs the site until the future ends; what goes on then is cut off.
    fn run<T>(&self, work: impl AsyncFnOnce(Running) -> T) -> T {
        System::new().block_on(async {
            let settings = DatabaseSettings::Sqlite { path: self.folder.path().join("site.db") };
            let secrets = Secrets::derive("site");
            let database = Database::open(&settings, &secrets, false, "").await.unwrap();
            let limits = Limits { whole: Duration::from_millis(1500), ..Limits::default() };
            let courier = HttpCourier::new(secrets, vec!["127.0.0.0/8".parse().unwrap()]);
            let ports = Ports {
                store: database.store(),
                clock: self.clock.clone(),
                courier: Arc::new(courier.with(limits, Arc::new(SystemResolver))),
                announcements: None,
            };
            let (written, when_written) = watch::channel(0);
            let (store, clock) = (database.store(), self.clock.clone());
            let dispatcher = actix::Actor::start(Dispatcher::new(ports, when_written));
            work(Running { store, clock, dispatcher, written, database }).await
        })
    }
}

impl Running {
    async fn streamer(&self, name: &str) -> StreamerName {
        let key = Secrets::derive("site").hash(&StreamKey::new(name).unwrap());
        let name = StreamerName::stored(name);
        self.store.add_streamer(&name, key).await.unwrap();
        name
    }

    async fn webhook(&self, url: &str, of: Option<&StreamerName>, kinds: &str) -> i64 {
        let (url, kinds) = (WebhookUrl::parse(url).unwrap(), EventKinds::stored(kinds));
        let settings = WebhookSettings { url, kinds, enabled: true, format: WebhookFormat::Events };
        let (seed, now) = (Token::from_random(rand::random()), self.clock.now().unix);
        let id = self.store.add_webhook(of, &settings, &seed, now, 10).await.unwrap().unwrap();
        self.dispatcher.send(Look).await.unwrap();
        id
    }

    /// Someone joins the chat of a streamer, as the journal writes it.
    async fn joins(&self, streamer: &str, name: &str) {
        self.record(streamer, AuditEvent::JoinChat { name: name.to_owned() }).await;
    }

    async fn record(&self, streamer: &str, event: AuditEvent) {
        let step =
            Write::Audit { at: self.clock.now().unix, streamer: StreamerName::stored(streamer), event };
        let writer = Token::from_random(rand::random());
        self.store.write(&Batch { writer, number: 1, steps: vec![step] }).await.unwrap();
        self.written.send_modify(|written| *written += 1);
    }

    async fn passes(&self, time: Duration) {
        self.clock.0.fetch_add(time.as_secs(), Ordering::Relaxed);
        self.dispatcher.send(Look).await.unwrap();
    }

    async fn stored(&self, id: i64) -> Webhook {
        let all = self.store.webhooks(WebhooksOf::Everybody).await.unwrap();
        all.into_iter().find(|webhook| webhook.id == id).unwrap()
    }

    /// Waits for so many entries in the log.
    async fn log(&self, id: i64, count: usize) -> Vec<WebhookDelivery> {
        for _ in 0..2000 {
            let log = self.store.deliveries(id, Page::Last, 100).await.unwrap();
            if log.len() >= count {
                return log;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("no {count} deliveries: {:?}", self.store.deliveries(id, Page::Last, 100).await);
    }
}

fn names(received: &[Received]) -> Vec<String> {
    received.iter().map(|received| received.json()["data"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn events_arrive_in_order_and_a_restart_continues_where_it_was() {
    let (site, receiver) = (Site::new(), Receiver::new(&[]));
    let id = site.run(async |site| {
        let alice = site.streamer("Alice").await;
        site.joins("alice", "before").await;
        let id = site.webhook(&receiver.url(), Some(&alice), "join_chat,set_viewer_password").await;
        for name in ["a", "b", "c"] {
            site.joins("alice", name).await;
            site.joins("eve", "of another stream").await;
            site.record("alice", AuditEvent::StopStreaming).await;
        }
        site.log(id, 3).await;
        id
    });
    assert_eq!(names(&receiver.until(3)), ["a", "b", "c"]);
    site.run(async |site| {
        site.joins("alice", "d").await;
        let password = ViewerPassword::stored("sesame");
        site.record("alice", AuditEvent::SetViewerPassword { password }).await;
        let log = site.log(id, 5).await;
        assert!(log.iter().all(|delivery| delivery.outcome == DeliveryOutcome::Delivered), "{log:?}");
    });
    let received = receiver.received();
    assert_eq!((received.len(), names(&received[3..4])), (5, vec!["d".to_owned()]));
    assert_eq!(
        (&received[4].json()["type"], &received[4].json()["data"]),
        (&json!("set_viewer_password"), &json!({}))
    );
}

#[test]
fn an_attempt_whose_outcome_was_not_stored_is_repeated_with_the_same_id() {
    let (site, receiver) = (Site::new(), Receiver::new(&[Reply::Stall]));
    site.run(async |site| {
        site.webhook(&receiver.url(), None, "").await;
        site.joins("alice", "a").await;
        while receiver.received().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    site.run(async |site| site.log(1, 1).await);
    let received = receiver.until(2);
    assert_eq!(received[0].header("webhook-id"), received[1].header("webhook-id"));
    assert_eq!(names(&received), ["a", "a"]);
}

#[test]
fn a_failed_event_is_attempted_again_before_the_next_also_after_a_restart() {
    let failure = Reply::status("500 No");
    let (site, receiver) = (Site::new(), Receiver::new(&[failure.clone(), failure]));
    site.run(async |site| {
        let id = site.webhook(&receiver.url(), None, "").await;
        site.joins("alice", "a").await;
        site.joins("alice", "b").await;
        site.log(id, 1).await;
        site.passes(Duration::from_secs(2)).await;
        let progress = site.stored(id).await.progress;
        assert_eq!((progress.attempts, site.log(id, 1).await.len()), (1, 1), "it is too early");
        site.passes(Duration::from_secs(6)).await;
        site.log(id, 2).await;
    });
    assert_eq!(names(&receiver.received()), ["a", "a"]);
    site.run(async |site| {
        site.passes(Duration::from_secs(60)).await;
        let log = site.log(1, 4).await;
        assert_eq!(log.iter().map(|delivery| delivery.attempt).collect::<Vec<_>>(), [1, 2, 3, 1]);
    });
    assert_eq!(names(&receiver.received()), ["a", "a", "a", "b"]);
}

#[test]
fn an_event_that_fails_for_hours_is_given_up_and_the_next_follows() {
    let failures = vec![Reply::status("503 No"); 9];
    let (site, receiver) = (Site::new(), Receiver::new(&failures));
    site.run(async |site| {
        let id = site.webhook(&receiver.url(), None, "").await;
        site.joins("alice", "a").await;
        site.joins("alice", "b").await;
        for attempt in 1..=9 {
            site.log(id, attempt).await;
            site.passes(Duration::from_secs(6 * 3600)).await;
        }
        let log = site.log(id, 10).await;
        assert_eq!(log[8].outcome, DeliveryOutcome::GivenUp);
        assert_eq!((log[9].outcome, log[9].attempt), (DeliveryOutcome::Delivered, 1));
        assert_eq!(site.stored(id).await.progress.given_up, 0);
    });
    assert_eq!(names(&receiver.received()[8..]), ["a", "b"]);
}

#[test]
fn a_receiver_that_asks_for_time_is_left_alone_until_then() {
    let busy = "HTTP/1.1 429 No\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n";
    let (site, receiver) = (Site::new(), Receiver::new(&[Reply::Bytes(busy.into())]));
    site.run(async |site: Running| {
        site.streamer("alice").await;
        let id = site.webhook(&receiver.url(), None, "").await;
        site.joins("alice", "bob").await;
        site.log(id, 1).await;
        let wait = site.stored(id).await.progress.retry_at.unwrap() - site.clock.now().unix;
        assert!((595..=600).contains(&wait), "{wait}");
    });
}

#[test]
fn a_receiver_that_is_gone_gets_nothing_until_its_webhook_is_enabled_again() {
    let (site, receiver) = (Site::new(), Receiver::new(&[Reply::status("410 Gone")]));
    site.run(async |site| {
        let id = site.webhook(&receiver.url(), None, "").await;
        site.joins("alice", "a").await;
        site.joins("alice", "missed").await;
        site.log(id, 1).await;
        let disabled = site.stored(id).await;
        assert!(!disabled.settings.enabled && disabled.disabled_because.unwrap().contains("410"));
        let enable = WebhookChange { enabled: Some(true), ..WebhookChange::default() };
        site.store.change_webhook(id, WebhooksOf::Site, &enable).await.unwrap();
        site.dispatcher.send(Look).await.unwrap();
        site.joins("alice", "b").await;
        site.log(id, 2).await;
    });
    assert_eq!(names(&receiver.received()), ["a", "b"]);
}

#[test]
fn a_receiver_that_stalls_delays_nobody_else() {
    let (stalling, quick) = (Receiver::new(&vec![Reply::Stall; 3]), Receiver::new(&[]));
    Site::new().run(async |site| {
        for _ in 0..3 {
            site.webhook(&stalling.url(), None, "").await;
        }
        let id = site.webhook(&quick.url(), None, "").await;
        for name in ["a", "b", "c"] {
            site.joins("alice", name).await;
        }
        site.log(id, 3).await;
        assert_eq!(site.log(1, 0).await.len(), 0, "the others still wait");
    });
    assert_eq!((quick.received().len(), stalling.received().len()), (3, 3));
}

#[test]
fn tests_and_repetitions_are_sent_on_request_and_do_not_move_the_webhook() {
    let receiver = Receiver::new(&[]);
    Site::new().run(async |site| {
        let alice = site.streamer("Alice").await;
        let id = site.webhook(&receiver.url(), Some(&alice), "join_chat").await;
        site.joins("alice", "a").await;
        let event = site.log(id, 1).await[0].event.unwrap();
        site.joins("eve", "of another stream").await;
        let webhook = site.stored(id).await;
        let request = async |requested| {
            let webhook = webhook.clone();
            site.dispatcher.send(Request { webhook, requested }).await.unwrap()
        };
        let ping = request(Requested::Ping).await.unwrap();
        assert_eq!((ping.event, ping.kind.as_str(), ping.attempt), (None, "ping", 0));
        assert_eq!(request(Requested::Event(event)).await.unwrap().event, Some(event));
        for other in [event + 1, event + 2, -1, i64::MIN] {
            assert!(matches!(request(Requested::Event(other)).await, Err(NotSent::NoEvent)), "{other}");
        }
        assert_eq!(site.stored(id).await.progress, webhook.progress);
        receiver.reply(&[Reply::status("410 Gone")]);
        let gone = request(Requested::Ping).await.unwrap();
        assert_eq!((gone.outcome, gone.status), (DeliveryOutcome::Failed, Some(410)));
        assert!(site.stored(id).await.settings.enabled);
        assert_eq!(site.log(id, 4).await.len(), 4);
    });
    let received = receiver.received();
    assert_eq!(received[1].json()["streamer"], "Alice");
    assert_eq!(received[2].header("webhook-id"), received[0].header("webhook-id"));
    assert_eq!(received[2].body, received[0].body);
}

#[test]
fn a_database_that_is_away_ends_nothing() {
    let receiver = Receiver::new(&[]);
    Site::new().run(async |site| {
        site.webhook(&receiver.url(), None, "").await;
        site.database.close().await;
        site.dispatcher.send(Look).await.unwrap();
        site.dispatcher.send(Look).await.unwrap();
        assert!(site.dispatcher.connected());
    });
}
