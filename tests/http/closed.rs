//! Channels that an administrator has closed.

use serde_json::json;

use crate::api::token;
use crate::encoder::{Recording, call, publish};
use crate::http::Request;
use crate::ingest::{Ingest, KEY};
use crate::server::{Site, until};

#[test]
fn a_closed_channel_is_nowhere_until_it_is_opened_again() {
    let site = Site::new("site_url: https://brushes.example");
    for name in ["alice", "bob"] {
        site.add_streamer(name, &format!("{name}s-key"));
    }
    let mut server = site.start();
    let admin = token(&server, &["-s", "admin"]);
    let own = token(&server, &["-u", "alice", "-s", "read,chat,moderate,settings"]);
    publish(&server, "alices-key", 1).must_be(200);
    Recording::new(&server, "alices-key").write(0..3);
    server.until_info("alice", "live", true);
    let master = server.get("/alice/playlist.m3u8").must_be(200).text().to_owned();
    let segment = master.lines().find(|line| line.contains(".ts")).unwrap().to_owned();
    server.get(&segment).must_be(200);

    let ban = |name: &str| Request::new("PUT", &format!("/api/v1/streamers/{name}/ban")).bearer(&admin);
    for (request, status) in [
        (ban("nobody").json(&json!({})), 404),
        (ban("alice").json(&json!({"seconds": 1})), 422),
        (ban("alice").json(&json!({"reason": "x".repeat(201)})), 422),
        (Request::new("PUT", "/api/v1/streamers/alice/ban").bearer(&own).json(&json!({})), 403),
    ] {
        server.send(request).must_be(status);
    }
    let mut listener = server.connect();
    let events = "/api/v1/streams/alice/events/stream";
    listener.send(format!("GET {events} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {own}\r\n\r\n"));
    listener.head();
    assert_eq!(listener.chunk(), "retry: 2000\n\n");
    let banned = server.send(ban("ALICE").json(&json!({"reason": "spam"}))).must_be(200).json();
    assert_eq!(banned, json!({"until": null}));
    until("the channel to be closed", || (server.get("/alice/").status == 403).then_some(()));

    // what was recorded last, and then the end
    while !listener.chunk().is_empty() {}

    let check = |server: &crate::server::Server| {
        for page in
            ["/alice/", "/alice/chat", "/alice/embed", "/alice/studio/", "/alice/studio/sign-in", "/ALICE"]
        {
            let answer = server.get(page).must_be(403);
            assert!(answer.page().contains("This channel is closed"), "{page}: {}", answer.text());
            assert!(!answer.page().contains("spam"), "the reason is for administrators");
        }
        for gone in ["/alice/info", "/alice/feed.atom", "/alice/schedule.ics", "/alice/master.m3u8", &segment]
        {
            server.get(gone).must_be(404);
        }
        server.get("/-/oembed?url=https://brushes.example/alice/").must_be(404);
        for list in ["/", "/?q=alice", "/api/streams", "/api/v1/streams", "/sitemap.xml"] {
            let text =
                server.get(list).must_be(200).page().replace("q=alice", "").replace("value=\"alice\"", "");
            assert!(!text.contains("alice"), "{list}: {text}");
        }
        server.get("/api/v1/streams/alice").must_be(403);
        for path in ["settings", "members", "tokens"] {
            let path = format!("/api/v1/streams/alice/{path}");
            let own_key = server.send(Request::new("GET", &path).basic("alice", "alices-key")).must_be(403);
            assert!(own_key.text().contains("This channel is closed"), "{}", own_key.text());
            server.send(Request::new("GET", &path).bearer(&own)).must_be(403);
            server.send(Request::new("GET", &path).bearer(&admin)).must_be(403);
        }
        let guess = Request::new("GET", "/api/v1/streams/alice/settings").basic("alice", "a guess");
        server.send(guess).must_be(401);
        let refused = publish(server, "alices-key", 2).must_be(404);
        assert!(refused.text().contains("the channel is closed"), "{}", refused.text());
        server.post("/auth/on_update", &call("update", "alices-key", 1, "127.0.0.1")).must_be(404);
        publish(server, "bobs-key", 3).must_be(200);
    };
    check(&server);
    let listed = server.send(Request::new("GET", "/api/v1/streamers").bearer(&admin)).must_be(200).json();
    let alice = &listed["streamers"][0];
    assert_eq!((&alice["ban"]["reason"], &alice["ban"]["until"]), (&json!("spam"), &json!(null)));
    assert_eq!(listed["streamers"][1]["ban"], json!(null));

    server.crash();
    server.restart();
    check(&server);

    let lift = || Request::new("DELETE", "/api/v1/streamers/alice/ban").bearer(&admin);
    server.send(lift()).must_be(200);
    until("the channel to be open", || (server.get("/alice/").status == 200).then_some(()));
    server.send(lift()).must_be(404);
    publish(&server, "alices-key", 4).must_be(200);
    let ended =
        server.send(Request::new("GET", "/api/v1/streams/alice/broadcasts").bearer(&own)).must_be(200).json();
    assert_eq!(
        ended["broadcasts"].as_array().unwrap().len(),
        1,
        "the broadcast ended when the channel was closed"
    );

    server.send(ban("alice").json(&json!({}))).must_be(200);
    until("the channel to be closed", || (server.get("/alice/").status == 403).then_some(()));
    server
        .send(Request::new("DELETE", "/api/v1/streams/alice/push-followers/0a").bearer(&admin))
        .must_be(200);
    server.send(Request::new("DELETE", "/api/v1/streamers/alice").bearer(&admin)).must_be(200);
    until("the streamer to be gone", || (server.get("/alice/").status == 404).then_some(()));
}

#[test]
fn an_encoder_is_told_in_words_and_one_that_sends_is_disconnected() {
    let ingest = Ingest::start("");
    let encoder = ingest.publish(KEY);
    ingest.until_state("live");
    ingest.server.site().admin(&["streamer", "ban", "-u", "zoë", "--until", "30d"]);
    encoder.ended();
    until("the channel to be closed", || (ingest.server.get("/zo%C3%AB/").status == 403).then_some(()));
    let said = ingest.publish(KEY).ended();
    assert!(said.contains("Your channel on this site is closed until 20"), "{said}");
    ingest.server.site().admin(&["streamer", "unban", "-u", "zoë"]);
    until("the channel to be open", || (ingest.server.get("/zo%C3%AB/").status == 200).then_some(()));
    let _encoder = ingest.publish(KEY);
    ingest.until_state("live");
}
