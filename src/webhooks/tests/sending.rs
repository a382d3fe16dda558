//! Single requests: which targets are called, what is sent, and what the receivers' answers come to.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use pystreaming_actors::model::names::{Secrets, StreamerName, Token};
use pystreaming_actors::model::{Announcement, Webhook, WebhookFormat, WebhookSettings, WebhookUrl};
use sha2::Sha256;

use super::receiver::{Receiver, Reply};
use super::{event, webhook};
use crate::outbound::Resolver;
use crate::webhooks::courier::{Courier, HttpCourier, Limits};
use crate::webhooks::message::{Message, To};
use crate::webhooks::retry::{Attempt, Gone};
use crate::webhooks::signature::SigningSecret;

/// Answers each question with the next list of addresses, and the last one from then on.
struct Scripted(Mutex<Vec<Vec<&'static str>>>);

#[async_trait]
impl Resolver for Scripted {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        assert_eq!(host, "bot.example.com");
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        Ok(answer.iter().map(|address| address.parse().unwrap()).collect())
    }
}

/// A name server that does not answer.
struct Silent;

#[async_trait]
impl Resolver for Silent {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        std::future::pending().await
    }
}

fn courier(allowed: &[&str], resolver: Arc<dyn Resolver>) -> HttpCourier {
    let allowed = allowed.iter().map(|network| network.parse().unwrap()).collect();
    let limits = Limits {
        resolve: Duration::from_millis(100),
        connect: Duration::from_millis(500),
        whole: Duration::from_millis(500),
    };
    HttpCourier::new(Secrets::derive("site"), allowed).with(limits, resolver)
}

fn to(url: &str) -> Webhook {
    let settings = WebhookSettings { url: WebhookUrl::parse(url).unwrap(), ..webhook(3).settings };
    Webhook { settings, ..webhook(3) }
}

fn message() -> Message {
    Message::of(&webhook(3), event(7, "Zoë", "join_chat"))
}

/// Sends an event to a receiver on this machine, which is allowed.
async fn sent(webhook: &Webhook) -> Attempt {
    courier(&["127.0.0.0/8"], Arc::new(Silent)).deliver(webhook, message(), 1000).await
}

/// What a reply comes to.
async fn answered(reply: Reply) -> Attempt {
    let receiver = Receiver::new(&[reply]);
    let attempt = sent(&to(&receiver.url())).await;
    assert_eq!(receiver.received().len(), 1);
    attempt
}

/// Signs as a receiver would, with the secret that it was shown.
fn signature(secret: &str, content: &str) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap().chain_update(content);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn an_event_arrives_signed_with_each_valid_secret() {
    let receiver = Receiver::new(&[]);
    let rotated = |until| Webhook { previous: Some((Token::from_random(2), until)), ..to(&receiver.url()) };
    for webhook in [rotated(1001), rotated(1000)] {
        assert_eq!(sent(&webhook).await.status, Some(204));
    }
    let [both, one] = &receiver.received()[..] else { panic!("{:?}", receiver.received()) };
    assert_eq!(both.line, "POST /events?key=1 HTTP/1.1");
    assert_eq!(both.json()["streamer"], "Zoë");
    for (name, value) in [
        ("host", receiver.address.to_string().as_str()),
        ("content-type", "application/json"),
        ("webhook-id", "evt_3_7"),
        ("webhook-timestamp", "1000"),
        ("x-pystreaming-event", "join_chat"),
    ] {
        assert_eq!(both.header(name), value);
    }
    let secret = |random| SigningSecret::of(&Secrets::derive("site"), &Token::from_random(random)).reveal();
    let content = format!("evt_3_7.1000.{}", both.body);
    let [new, old] = [1, 2].map(|random| signature(&secret(random), &content));
    assert_eq!(both.header("webhook-signature"), format!("{new} {old}"));
    assert_eq!(one.header("webhook-signature"), new);
}

#[tokio::test]
async fn a_success_is_one_whatever_follows_it() {
    let head = |length: &str| format!("HTTP/1.1 200 OK\r\n{length}\r\n");
    for reply in [
        Reply::status("204 No Content"),
        Reply::status("299 Whatever"),
        Reply::Bytes(head("Content-Length: 1000\r\n") + "short"),
        Reply::Bytes(head("Content-Length: 1\r\n") + "too long"),
        Reply::Bytes(head("Transfer-Encoding: chunked\r\n") + "zz\r\n"),
        Reply::Endless(head("")),
        Reply::Endless(head("Content-Length: 9999999999\r\n")),
    ] {
        let begun = Instant::now();
        let attempt = answered(reply.clone()).await;
        assert_eq!((attempt.reason, attempt.answer), (None, None), "{reply:?}");
        assert!(begun.elapsed() < Duration::from_millis(400), "{reply:?}");
    }
}

#[tokio::test]
async fn everything_else_is_a_failure_that_says_why_within_its_time() {
    let many_headers = "HTTP/1.1 200 OK\r\nX: ".to_owned();
    for (reply, expected) in [
        (Reply::status("404 Not Found"), "the receiver answered 404"),
        (Reply::status("500 No"), "the receiver answered 500"),
        (Reply::status("304 Not Modified"), "the receiver answered 304; redirects are not followed"),
        (Reply::Stall, "the receiver did not answer in time"),
        (
            Reply::Drip("HTTP/1.1 200 OK\r\nX: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy".to_owned()),
            "did not answer in time",
        ),
        (Reply::Bytes("SSH-2.0-OpenSSH_9\r\n\r\n".to_owned()), "the answer is not HTTP"),
        (Reply::Bytes(String::new()), "the connection failed"),
        (Reply::Endless(many_headers), ""),
    ] {
        let begun = Instant::now();
        let attempt = answered(reply.clone()).await;
        let reason = attempt.reason.unwrap();
        assert!(reason.contains(expected), "{reply:?}: {reason}");
        assert!(begun.elapsed() < Duration::from_millis(900), "{reply:?}: {:?}", begun.elapsed());
    }
    let nobody = Receiver::new(&[]).address;
    let closed = format!("http://127.0.0.2:{}/", nobody.port());
    assert!(sent(&to(&closed)).await.reason.unwrap().contains("connect"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::new(&[]);
    let location =
        format!("HTTP/1.1 307 Moved\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", elsewhere.url());
    let attempt = answered(Reply::Bytes(location)).await;
    assert_eq!((attempt.status, elsewhere.received().len()), (Some(307), 0));
}

#[tokio::test]
async fn the_beginning_of_a_failed_answer_is_kept_unless_it_is_of_the_administrators_network() {
    let failure = Reply::Bytes(
        "HTTP/1.1 400 Bad\r\nContent-Length: 30\r\n\r\nno\u{1b}[2J \r\n such\u{0} event".to_owned(),
    );
    assert_eq!(answered(failure.clone()).await.answer.unwrap(), "no [2J such event");
    let endless = answered(Reply::Endless("HTTP/1.1 500 No\r\n\r\n".to_owned())).await;
    assert_eq!(endless.answer.unwrap().len(), 300);
    let receiver = Receiver::new(&[failure]);
    let of_alice = Webhook { streamer: Some(StreamerName::stored("alice")), ..to(&receiver.url()) };
    let attempt = sent(&of_alice).await;
    assert_eq!((attempt.status, attempt.answer), (Some(400), None));
}

#[tokio::test]
async fn addresses_that_are_not_public_are_not_connected() {
    let receiver = Receiver::new(&[]);
    let port = receiver.address.port();
    for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "bot.example.com"] {
        let resolver = Arc::new(Scripted(Mutex::new(vec![vec!["127.0.0.1", "::1", "10.0.0.1"]])));
        let webhook = to(&format!("http://{host}:{port}/"));
        let attempt = courier(&[], resolver).deliver(&webhook, message(), 0).await;
        assert_eq!(attempt.reason.as_deref(), Some("the host has no public address"), "{host}");
    }
    assert_eq!(receiver.received().len(), 0);
    let silent = courier(&[], Arc::new(Silent)).deliver(&webhook(1), message(), 0).await;
    assert_eq!(silent.reason.as_deref(), Some("the name of the host could not be resolved in time"));
}

#[tokio::test]
async fn a_name_is_resolved_once_for_each_attempt_and_only_its_checked_addresses_are_connected() {
    let right = Receiver::new(&[]);
    let port = right.address.port();
    let wrong = Receiver::at(&format!("127.0.0.2:{port}"), &[]);
    // a second question within the first attempt would already lead to the other address
    let answers = vec![vec!["127.0.0.2", "127.0.0.1"], vec!["127.0.0.2"]];
    let courier = courier(&["127.0.0.1/32"], Arc::new(Scripted(Mutex::new(answers))));
    let webhook = to(&format!("http://bot.example.com:{port}/"));
    let first = courier.deliver(&webhook, message(), 0).await;
    assert_eq!(first.status, Some(204));
    assert_eq!(right.received()[0].header("host"), format!("bot.example.com:{port}"));
    let second = courier.deliver(&webhook, message(), 0).await;
    assert_eq!(second.reason.as_deref(), Some("the host has no public address"));
    assert_eq!((right.received().len(), wrong.received().len()), (1, 0));
}

/// Sends a message to a channel of Discord, which answers so.
async fn said(to_what: To, reply: Reply) -> (Attempt, String) {
    let receiver = Receiver::new(&[reply]);
    let webhook = to(&receiver.url());
    let settings = WebhookSettings { format: WebhookFormat::Discord, ..webhook.settings };
    let webhook = Webhook { settings, ..webhook };
    let (streamer, broadcast) = (StreamerName::stored("Zoë"), Token::from_random(1));
    let announcement = Announcement { message: String::new(), broadcast, since: 0, until: None };
    let body = serde_json::json!({});
    let message =
        Message::announcement(&webhook, &event(7, "Zoë", "x"), (to_what, &body), (streamer, announcement));
    let attempt = courier(&["127.0.0.0/8"], Arc::new(Silent)).deliver(&webhook, message, 1000).await;
    (attempt, receiver.received()[0].line.clone())
}

fn answer(head: &str, body: &str) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

#[tokio::test]
async fn a_channel_names_the_message_that_it_made_and_says_how_long_to_wait() {
    let limits = "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: 1.5";
    let made = answer(&format!("200 OK\r\n{limits}"), r#"{"type": 0, "id": "77"}"#);
    let (attempt, line) = said(To::Channel, made).await;
    assert_eq!(line, "POST /events?key=1&wait=true HTTP/1.1");
    assert_eq!((attempt.reason, attempt.made.as_deref(), attempt.retry_after), (None, Some("77"), Some(2)));
    let (attempt, line) = said(To::Message("77".into()), answer("200 OK", "{}")).await;
    assert_eq!(line, "PATCH /events/messages/77?key=1 HTTP/1.1");
    assert_eq!((attempt.reason, attempt.made, attempt.retry_after), (None, None, None));
    let busy = answer("429 Too Many Requests\r\nRetry-After: 3", r#"{"retry_after": 64.2, "global": true}"#);
    let (attempt, _) = said(To::Channel, busy).await;
    assert_eq!((attempt.status, attempt.retry_after, attempt.gone), (Some(429), Some(65), None));
    let (attempt, _) = said(To::Channel, answer("404 Not Found", "{}")).await;
    assert!(matches!(attempt.gone, Some(Gone::Receiver(_))), "{attempt:?}");
    let (attempt, _) = said(To::Message("77".into()), answer("404 Not Found", "{}")).await;
    assert_eq!(attempt.gone, Some(Gone::Message));
}

#[tokio::test]
async fn a_channel_that_answers_slowly_or_without_end_holds_nobody_up() {
    let begun = Instant::now();
    let (attempt, _) = said(To::Channel, Reply::Stall).await;
    assert_eq!(attempt.reason.as_deref(), Some("the receiver did not answer in time"));
    let endless = Reply::Endless("HTTP/1.1 200 OK\r\n\r\n".to_owned());
    let (attempt, _) = said(To::Channel, endless).await;
    assert_eq!((attempt.status, attempt.reason, attempt.made), (Some(200), None, None), "it got the message");
    assert!(begun.elapsed() < Duration::from_secs(5));
}
