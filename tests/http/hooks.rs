//! nginx-rtmp's hooks, and those who pretend to be nginx.

use serde_json::Value;

use crate::encoder::{Recording, call, publish, publish_done};
use crate::http::Request;
use crate::server::{Server, Site, until};

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.add_streamer("bob", "bobs-key");
    site.start()
}

fn state(server: &Server, streamer: &str) -> Value {
    server.get(&format!("/{streamer}/info")).must_be(200).json()["state"].clone()
}

#[test]
fn known_keys_may_publish_by_get_and_by_post() {
    let server = site("");
    publish(&server, "hunter2", 1).must_be(200);
    server.get("/auth/on_publish?name=bobs-key&clientid=2").must_be(200);
    for (streamer, key) in [("alice", "hunter2"), ("bob", "bobs-key")] {
        server.until_info(streamer, "state", "starting");
        publish_done(&server, key, 0).must_be(200);
    }
}

#[test]
fn unknown_keys_may_not_and_are_not_told_apart_from_none() {
    let server = site("");
    for fields in
        ["name=wrong", "name=Hunter2", "name=hunter", "name=", "", "other=hunter2", "name=hunter2%00"]
    {
        server.post("/auth/on_publish", fields).must_be(404);
        server.get(&format!("/auth/on_publish?{fields}")).must_be(404);
        server.post("/auth/on_publish_done", fields).must_be(200);
        server.get(&format!("/auth/on_publish_done?{fields}")).must_be(200);
    }
    for length in [254, 255, 300] {
        publish(&server, &"k".repeat(length), 1).must_be(404);
    }
    assert_eq!((state(&server, "alice"), state(&server, "bob")), ("offline".into(), "offline".into()));
}

#[test]
fn a_second_name_and_what_a_shell_would_read_are_refused() {
    let server = site("");
    for name in ["hunter2&name=bobs-key", "hunter2&name=hunter2", "wrong&name=hunter2"] {
        publish(&server, name, 1).must_be(403);
    }
    server.send(Request::new("POST", "/auth/on_publish?name=bobs-key").form("name=hunter2")).must_be(403);
    let names = [
        "$(reboot)",
        "hunter2;ls",
        "`ls`",
        "hunter2|ls",
        "../hunter2",
        "hunter2%0a",
        "%ff%fe",
        "hunter2/../x",
    ];
    for (name, host) in names.into_iter().zip(1..) {
        let fields = call("publish", name, 1, &format!("192.0.2.{host}"));
        server.post("/auth/on_publish", &fields).must_be(404);
    }
    assert_eq!(state(&server, "alice"), "offline");
    // a publisher's own query cannot pose as another connection either
    publish(&server, "hunter2&clientid=7", 1).must_be(200);
    publish_done(&server, "hunter2", 7).must_be(200);
    assert_eq!(server.until_info("alice", "state", "starting")["live"], false);
}

#[test]
fn a_broadcast_goes_on_for_as_long_as_one_of_its_encoders_stays() {
    let server = site("reconnect_window: 0\nlive_indicator_delay: 0.3");
    publish(&server, "hunter2", 1).must_be(200);
    publish(&server, "hunter2", 2).must_be(200);
    publish_done(&server, "hunter2", 1).must_be(200);
    let broadcast = server.until_info("alice", "state", "starting")["broadcast"].clone();
    publish_done(&server, "hunter2", 9).must_be(200);
    assert_eq!(server.get("/alice/info").json()["broadcast"], broadcast);
    publish_done(&server, "hunter2", 2).must_be(200);
    server.until_info("alice", "state", "offline");
}

#[test]
fn encoders_of_dropped_streamers_and_replaced_keys_are_sent_away_at_the_next_update() {
    for keyless in [false, true] {
        let server = site(&format!("keyless: {keyless}"));
        let update =
            |name: &str| server.post("/auth/on_update", &call("update_publish", name, 1, "127.0.0.1")).status;
        publish(&server, "hunter2", 1);
        publish(&server, "bobs-key", 2);
        assert_eq!(
            (update("hunter2"), update("bobs-key"), update("wrong"), update("")),
            (200, 200, 404, 404)
        );
        server.site().admin(&["streamer", "key", "-u", "alice", "-k", "hunter3"]);
        server.site().admin(&["streamer", "drop", "-u", "bob"]);
        until("both are refused", || (update("hunter2") == 404 && update("bobs-key") == 404).then_some(()));
        assert_eq!(update("hunter3"), 200);
    }
}

#[test]
fn keyless_encoders_are_renamed_to_something_new_each_time() {
    let server = site("keyless: true");
    let rename = |client| {
        let answer = publish(&server, "hunter2", client).must_be(302);
        answer.header("location").unwrap().to_owned()
    };
    let (first, second) = (rename(1), rename(2));
    assert_ne!(
        first, second,
        "whoever comes back takes over, even while nginx believes in the old connection"
    );
    for name in [&first, &second] {
        assert!(
            name.len() == 26 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
            "{name}"
        );
    }
    publish(&server, "wrong", 3).must_be(404);
    Recording::new(&server, &first).write(0..3);
    Recording::new(&server, &second).write(10..13);
    server.until_info("alice", "live", true);
    assert!(server.get("/alice/playlist.m3u8").text().contains("#EXT-X-MEDIA-SEQUENCE:10\n"));
    // what the encoder was renamed to is no key
    publish(&server, &second, 4).must_be(404);
}

#[test]
fn hooks_answer_to_this_machine_alone_however_a_proxy_is_configured() {
    for hops in [0, 1, 2] {
        let server = site(&format!("nginx_proxy: {hops}"));
        for (name, value) in [
            ("X-Forwarded-For", "127.0.0.1"),
            ("X-Forwarded-For", "127.0.0.1, 127.0.0.1, 127.0.0.1"),
            ("X-Real-IP", "127.0.0.1"),
            ("Forwarded", "for=127.0.0.1"),
            ("X-Forwarded-Host", "localhost"),
            ("X-Forwarded-Proto", "https"),
            ("Via", "1.1 proxy"),
        ] {
            for hook in ["on_publish", "on_publish_done", "on_update"] {
                let path = format!("/auth/{hook}?name=hunter2");
                let answer = server.send(Request::new("GET", &path).header(name, value)).must_be(403);
                assert!(!answer.everything().contains("hunter2"));
            }
        }
        publish(&server, "hunter2", 1).must_be(200);
    }
}

#[test]
fn hooks_do_not_answer_to_browsers() {
    for yaml in ["", "hook_secret: open sesame"] {
        let server = site(yaml);
        for (name, value) in [
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("Referer", "https://evil.example/"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-origin"),
            ("Cookie", "theme=dark"),
            ("Accept-Language", "en-GB,en;q=0.5"),
        ] {
            for hook in ["on_publish", "on_publish_done", "on_update"] {
                let path = format!("/auth/{hook}?secret=open%20sesame&name=hunter2");
                server.send(Request::new("GET", &path).header(name, value)).must_be(403);
                let post = Request::new("POST", &path).header(name, value).form("");
                server.send(post).must_be(403);
            }
        }
        assert_eq!(state(&server, "alice"), "offline");
        server.get("/auth/on_publish?secret=open%20sesame&name=hunter2").must_be(200);
    }
}

#[test]
fn a_secret_lets_nginx_call_from_elsewhere() {
    let server = site("hook_secret: open sesame");
    let from_elsewhere = |path: &str| {
        server.send(Request::new("POST", path).header("X-Real-IP", "192.0.2.1").form("name=hunter2"))
    };
    from_elsewhere("/auth/on_publish?secret=open%20sesame").must_be(200);
    for wrong in ["", "?secret=", "?secret=open", "?secret=open%20sesame%20", "?name=x&secret=Open%20sesame"]
    {
        from_elsewhere(&format!("/auth/on_publish{wrong}")).must_be(403);
    }
    // a body is what an encoder can add to
    let inside = Request::new("POST", "/auth/on_publish").header("X-Real-IP", "192.0.2.1");
    server.send(inside.form("name=hunter2&secret=open%20sesame")).must_be(403);
}

#[test]
fn guesses_of_the_secret_are_slowed_down_and_others_are_not() {
    let server = site("hook_secret: open sesame\nnginx_proxy: 1");
    let call = |secret: &str, address: &str| {
        let path = format!("/auth/on_update?secret={secret}&name=wrong");
        let answer = server.send(Request::new("GET", &path).header("X-Forwarded-For", address));
        // those who know the secret are told that the key is unknown
        answer.status == 404
    };
    assert!((0..5).all(|guess| !call(&format!("guess{guess}"), "192.0.2.1")));
    until("even the right one is not looked at", || {
        (0..20).for_each(|guess| assert!(!call(&format!("guess{guess}"), "192.0.2.1")));
        (!call("open%20sesame", "192.0.2.1")).then_some(())
    });
    assert!(call("open%20sesame", "192.0.2.2"));
}

#[test]
fn an_encoder_that_guesses_keys_is_held_up_and_others_are_not() {
    let server = site("");
    let attempt =
        |key: &str, address: &str| server.post("/auth/on_publish", &call("publish", key, 1, address)).status;
    let refusals: Vec<u16> = (0..5).map(|n| attempt(&format!("guess{n}"), "192.0.2.1")).collect();
    assert_eq!(refusals, [404; 5], "people mistype");
    // while it waits, even the right key is not looked at
    until("it is held up", || {
        let guessed = (0..20).any(|n| attempt(&format!("guess{n}"), "192.0.2.1") == 403);
        (guessed && attempt("hunter2", "192.0.2.1") == 403).then_some(())
    });
    assert_eq!(attempt("hunter2", "192.0.2.2"), 200);
}
