//! Followers: browsers ask to be told, and a push service of the test's own gets what only they can read.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::SystemRandom;
use ring::signature;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::encoder::{Recording, publish, publish_done};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until, within};

/// What a push service got: the first line, the headers in lower case, and the body.
type Message = (String, Vec<(String, String)>, Vec<u8>);

/// A push service that answers each path with a status of its own.
struct PushService {
    origin: String,
    got: Arc<Mutex<Vec<Message>>>,
}

impl PushService {
    /// `/410` answers 410, and so on.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let got = Arc::<Mutex<Vec<Message>>>::default();
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for mut connection in listener.incoming().flatten() {
                let mut lines = Vec::new();
                let mut reader = BufReader::new(connection.try_clone().unwrap());
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    if line.trim_end().is_empty() {
                        break;
                    }
                    lines.push(line.trim_end().to_owned());
                }
                let first = lines.remove(0);
                let headers: Vec<(String, String)> = lines
                    .iter()
                    .filter_map(|line| line.split_once(": "))
                    .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                    .collect();
                let length = headers.iter().find(|(name, _)| name == "content-length").unwrap().1.parse();
                let mut body = vec![0; length.unwrap()];
                reader.read_exact(&mut body).unwrap();
                let status = first.split(['/', ' ']).nth(2).unwrap().to_owned();
                kept.lock().unwrap().push((first, headers, body));
                let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                let _ = connection.write_all(answer.as_bytes());
            }
        });
        Self { origin, got }
    }

    fn got(&self) -> Vec<Message> {
        self.got.lock().unwrap().clone()
    }
}

/// A browser that is told at an endpoint.
struct Browser {
    private: EphemeralPrivateKey,
    public: Vec<u8>,
    auth: [u8; 16],
    endpoint: String,
}

impl Browser {
    fn at(endpoint: String) -> Self {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let public = private.compute_public_key().unwrap().as_ref().to_vec();
        Self { private, public, auth: [9; 16], endpoint }
    }

    fn subscription(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "p256dh": URL_SAFE_NO_PAD.encode(&self.public),
            "auth": URL_SAFE_NO_PAD.encode(self.auth),
        })
    }

    fn id(&self) -> String {
        Sha256::digest(&self.endpoint).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads a message, after RFC 8291.
    fn read(self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        let (theirs, record) = rest[5..].split_at(65);
        let peer = UnparsedPublicKey::new(&ECDH_P256, theirs);
        let shared = agree_ephemeral(self.private, &peer, |shared| shared.to_vec()).unwrap();
        let ikm = derived(&self.auth, &shared, &[b"WebPush: info\0", &self.public, theirs], 32);
        let key = derived(salt, &ikm, &[b"Content-Encoding: aes128gcm\0"], 16);
        let nonce = derived(salt, &ikm, &[b"Content-Encoding: nonce\0"], 12);
        let mut record = record.to_vec();
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let nonce = Nonce::try_assume_unique_for_key(&nonce).unwrap();
        let text = key.open_in_place(nonce, Aad::empty(), &mut record).unwrap();
        let (end, text) = text.split_last().unwrap();
        assert_eq!(*end, 2);
        serde_json::from_slice(text).unwrap()
    }
}

fn derived(salt: &[u8], secret: &[u8], info: &[&[u8]], length: usize) -> Vec<u8> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = vec![0; length];
    let prk = Salt::new(HKDF_SHA256, salt).extract(secret);
    prk.expand(info, Length(length)).unwrap().fill(&mut bytes).unwrap();
    bytes
}

fn api(server: &Server, method: &str, path: &str, body: Option<&Value>) -> Answer {
    let request = Request::new(method, &format!("/api/v1/streams/{path}"));
    server.send(match body {
        Some(body) => request.json(body),
        None => request,
    })
}

fn follow(server: &Server, streamer: &str, browser: &Browser) -> Answer {
    api(server, "POST", &format!("{streamer}/push-followers"), Some(&browser.subscription()))
}

fn follows(server: &Server, streamer: &str, id: &str) -> bool {
    let shown = api(server, "GET", &format!("{streamer}/push-followers/{id}"), None).must_be(200).json();
    shown["follows"].as_bool().unwrap()
}

/// Publishes, and writes a segment each half second from then on, until it is dropped.
pub fn go_live(server: &Server, key: &str, client: u64) -> mpsc::Sender<()> {
    publish(server, key, client).must_be(200);
    let (recording, (end, ended)) = (Recording::new(server, key), mpsc::channel());
    std::thread::spawn(move || {
        let is_over =
            || ended.recv_timeout(Duration::from_millis(500)) == Err(mpsc::RecvTimeoutError::Disconnected);
        let _ = (0..)
            .take_while(|first| {
                recording.write(*first..first + 3);
                !is_over()
            })
            .count();
    });
    end
}

#[test]
fn followers_are_told_once_by_messages_that_only_they_can_read() {
    let service = PushService::start();
    let site = Site::new("site_url: https://live.example.org\npush: {networks: [\"127.0.0.1\"]}");
    for (name, key) in [("Zoë", "zoe-key"), ("quiet", "quiet-key"), ("locked", "locked-key")] {
        site.add_streamer(name, key);
    }
    site.admin(&["streamer", "password", "-u", "locked", "-p", "sesame"]);
    let server = site.start();
    let title = Request::new("PATCH", "/api/v1/streams/Zo%C3%AB/settings").basic("Zoë", "zoe-key");
    server.send(title.json(&json!({"title": "Painting :art:"}))).must_be(200);
    let browser = |status: u16, n: u8| Browser::at(format!("{}/{status}/{n}", service.origin));
    let (reader, gone, failing, ended) = (browser(201, 1), browser(410, 2), browser(503, 3), browser(201, 4));
    for one in [&reader, &gone, &failing, &ended] {
        let made = follow(&server, "zo%C3%AB", one).must_be(200).json();
        assert_eq!(made["id"], one.id());
        assert!(follows(&server, "Zo%C3%AB", &one.id()));
    }
    let stop = format!("zo%C3%AB/push-followers/{}", ended.id());
    assert_eq!(api(&server, "DELETE", &stop, None).must_be(200).json()["followed"], true);
    assert_eq!(api(&server, "DELETE", &stop, None).must_be(200).json()["followed"], false);
    let renewed = browser(201, 9);
    let moved = Request::new("PUT", &format!("/api/v1/push-followers/{}", ended.id()));
    let answer = server.send(moved.json(&renewed.subscription())).must_be(200).json();
    assert_eq!(answer, json!({"id": renewed.id(), "streams": 0}), "who ended it follows nobody");
    for streamer in ["quiet", "locked"] {
        follow(&server, streamer, &browser(201, 5)).must_be(200);
    }
    let set = Request::new("PUT", "/api/v1/streams/quiet/following").basic("quiet", "quiet-key");
    let set = server.send(set.json(&json!({"announced": false}))).must_be(200).json();
    assert_eq!(set, json!({"announced": false, "push": 1, "mail": 0}));
    assert_eq!(api(&server, "GET", "quiet/following", None).json()["announced"], false);

    let keys = ["locked-key", "quiet-key", "zoe-key"];
    let _live: Vec<_> = (1..).zip(keys).map(|(client, key)| go_live(&server, key, client)).collect();
    server.until_info("Zoë", "live", true);
    // who follows now knows
    let late = browser(201, 6);
    follow(&server, "Zo%C3%AB", &late).must_be(200);
    within(Duration::from_secs(60), "three messages", || (service.got().len() >= 3).then_some(()));
    until("who is gone is forgotten", || (!follows(&server, "Zo%C3%AB", &gone.id())).then_some(()));
    assert!(follows(&server, "Zo%C3%AB", &failing.id()), "it is tried again");
    let got = service.got();
    let paths: Vec<&str> = got.iter().filter_map(|(line, ..)| line.split(' ').nth(1)).collect();
    assert_eq!(
        paths.iter().filter(|path| ["/201/4", "/201/5", "/201/6"].contains(path)).count(),
        0,
        "{paths:?}"
    );
    let (_, headers, body) = got.iter().find(|(line, ..)| line.contains("/201/1 ")).unwrap();
    let header = |name: &str| headers.iter().find(|(other, _)| other == name).unwrap().1.clone();
    assert_eq!((header("ttl"), header("content-encoding")), ("7200".to_owned(), "aes128gcm".to_owned()));
    assert_eq!(header("topic").len(), 32);
    let shown = api(&server, "GET", "Zo%C3%AB/following", None).must_be(200).json();
    let (token, key) =
        header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").map(owned).unwrap();
    assert_eq!(shown, json!({"announced": true, "push_key": key, "mail": false}));
    let (signed, signed_with) = token.rsplit_once('.').unwrap();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, bytes(&key))
        .verify(signed.as_bytes(), &bytes(signed_with))
        .unwrap();
    let claims: Value = serde_json::from_slice(&bytes(signed.split('.').nth(1).unwrap())).unwrap();
    assert_eq!(
        (&claims["aud"], &claims["sub"]),
        (&json!(service.origin), &json!("https://live.example.org"))
    );
    let (reader_id, expected) = (
        reader.id(),
        json!({
            "streamer": "Zoë",
            "title": "Zoë is live",
            "body": "Painting 🎨",
            "url": "/Zo%C3%AB/",
            "picture": null,
            "icon": null,
        }),
    );
    assert_eq!(reader.read(body), expected);
    let metrics = server.get("/metrics").must_be(200);
    assert!(metrics.text().contains("pystreaming_push_messages_total{outcome=\"sent\"} 1\n"), "{metrics:?}");

    // the encoder comes back within the reconnect window: the same broadcast goes on
    publish_done(&server, "zoe-key", 3).must_be(200);
    publish(&server, "zoe-key", 4).must_be(200);
    server.until_info("Zoë", "live", true);
    // the viewers' password goes, and with it the reason not to tell
    let unlock = Request::new("PATCH", "/api/v1/streams/locked/settings").basic("locked", "locked-key");
    server.send(unlock.json(&json!({"password": ""}))).must_be(200);
    until("the unlocked stream is announced", || {
        service.got().iter().any(|(line, ..)| line.contains("/201/5 ")).then_some(())
    });
    let again = service.got().iter().filter(|(line, ..)| line.contains("/201/1 ")).count();
    assert_eq!(again, 1, "the same broadcast is told once");
    assert!(follows(&server, "zo%C3%AB", &reader_id));
    let exported =
        server.send(Request::new("GET", "/api/v1/streams/Zo%C3%AB/export").basic("Zoë", "zoe-key"));
    let exported = exported.must_be(200).text().to_owned();
    assert!(!exported.contains(&service.origin), "{exported}");
    assert!(!server.log().contains("/201/"), "an endpoint is a secret");
}

fn owned((a, b): (&str, &str)) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

#[test]
fn what_is_no_subscription_is_refused_and_so_are_too_many() {
    let site = Site::new("nginx_proxy: 1");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    let right = Browser::at("https://push.example.com/1".to_owned());
    for endpoint in [
        "http://push.example.com/1",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "https://169.254.169.254/latest",
        "http://8.8.8.8/",
        "ftp://push.example.com/",
        "https://push.example.com:22/",
        "x",
    ] {
        let wrong = Browser { endpoint: endpoint.to_owned(), ..Browser::at(String::new()) };
        follow(&server, "alice", &wrong).must_be(409);
    }
    let mut damaged = right.subscription();
    damaged["p256dh"] = "AAAA".into();
    api(&server, "POST", "alice/push-followers", Some(&damaged)).must_be(409);
    api(&server, "POST", "alice/push-followers", Some(&json!({"endpoint": 7}))).must_be(422);
    api(&server, "POST", "bob/push-followers", Some(&right.subscription())).must_be(404);
    let set = Request::new("PUT", "/api/v1/streams/alice/following").json(&json!({"announced": false}));
    server.send(set).must_be(401);
    let foreign = Request::new("POST", "/api/v1/streams/alice/push-followers")
        .header("Sec-Fetch-Site", "cross-site")
        .json(&right.subscription());
    server.send(foreign).must_be(403);
    let from = |address: &str| {
        let request = Request::new("POST", "/api/v1/streams/alice/push-followers");
        server.send(request.header("X-Forwarded-For", address).json(&right.subscription()))
    };
    for _ in 0..20 {
        from("192.0.2.1").must_be(200);
    }
    // a customer of a provider can choose among the networks of 64 bits in theirs
    for subnet in 0..20 {
        from(&format!("2001:db8:1:{subnet:x}::1")).must_be(200);
    }
    from("2001:db8:1:ffff::1").must_be(429);
    from("2001:db8:2::1").must_be(200);
    let many = from("192.0.2.1").must_be(429);
    assert!(many.header("retry-after").is_some() && many.text().contains("followed"), "{many:?}");
    from("192.0.2.2").must_be(200);
    let counted = Request::new("GET", "/api/v1/streams/alice/followers").basic("alice", "hunter2");
    assert_eq!(server.send(counted).must_be(200).json(), json!({"announced": true, "push": 1, "mail": 0}));
}

#[test]
fn the_worker_and_the_offer_are_there_unless_push_is_off() {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    let worker = server.get("/sw.js").must_be(200);
    assert!(worker.header("content-type").unwrap().starts_with("text/javascript"));
    assert_eq!(
        worker.header("content-security-policy"),
        Some("default-src 'none'; connect-src 'self'; img-src 'self'")
    );
    assert_eq!(worker.header("cache-control"), Some("public, no-cache"));
    assert!(server.get("/alice/").must_be(200).text().contains("id=\"follow\""));
    let site = Site::new("push: {enabled: false}");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    assert!(!server.get("/alice/").must_be(200).text().contains("id=\"follow\""));
    assert_eq!(api(&server, "GET", "alice/following", None).json()["push_key"], Value::Null);
    let browser = Browser::at("https://push.example.com/1".to_owned());
    follow(&server, "alice", &browser).must_be(404);
}
