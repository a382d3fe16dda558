//! The pages, and what their scripts ask.

use serde_json::json;

use crate::encoder::{Recording, publish};
use crate::http::Request;
use crate::server::{Server, Site};
use crate::watching::Watching;

fn site() -> Server {
    let site = Site::new("");
    site.add_streamer("Zoë", "zoes-key");
    site.add_streamer("locked", "locked-key");
    site.admin(&["streamer", "password", "-u", "locked", "-p", "sesame"]);
    site.start()
}

#[test]
fn front_page_lists_everybody_with_what_they_are_doing() {
    let server = site();
    server.site().admin(&[
        "streamer",
        "description",
        "-u",
        "zoë",
        "-d",
        "painting :art: at https://example.com",
    ]);
    Recording::new(&server, "zoes-key").write(0..3);
    server.until_info("Zoë", "live", true);
    server.until_info("zoë", "description", "painting 🎨 at https://example.com");

    let page = server.get("/").must_be(200);
    for shown in ["Zoë", "/Zo%C3%AB/", "painting 🎨 at", "locked"] {
        assert!(page.page().contains(shown), "{shown} is not on the front page");
    }
    let listed = server.get("/api/streams").must_be(200).json();
    let streams = listed.as_array().unwrap();
    assert_eq!(streams.len(), 2);
    assert_eq!(streams[0]["name"], "Zoë", "who is live comes first");
    assert_eq!(streams[0]["url"], "/Zo%C3%AB/");
    assert_eq!((&streams[0]["live"], &streams[0]["locked"]), (&json!(true), &json!(false)));
    assert_eq!((&streams[1]["live"], &streams[1]["locked"]), (&json!(false), &json!(true)));
    assert_eq!(streams[1]["state"], "offline");
    // one with and one without a description, told alike everywhere
    for stream in streams {
        let name = stream["name"].as_str().unwrap().to_lowercase();
        if name == "zoë" {
            assert_eq!(stream["description"], server.get("/zo%C3%AB/info").json()["description"]);
        } else {
            assert_eq!(stream["description"], "");
        }
    }
}

#[test]
fn stream_page_is_found_in_any_case_and_without_its_slash() {
    let server = site();
    for path in ["/Zo%C3%AB/", "/zo%c3%ab/", "/ZO%C3%8B/"] {
        assert!(server.get(path).must_be(200).text().contains("Zoë"), "{path}");
    }
    let answer = server.get("/zo%C3%AB").must_be(308);
    assert_eq!(answer.header("location"), Some("/Zo%C3%AB/"));
    for path in
        ["/nobody/", "/nobody", "/Zo/", "/nobody/info", "/nobody/playlist.m3u8", "/Zo%C3%AB/elsewhere"]
    {
        let answer = server.get(path).must_be(404);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    assert!(server.get("/nobody/").text().contains("<html"), "a page in the look of the site");
}

#[test]
fn chat_stands_alone_and_as_a_layer_under_the_rules_of_its_stream() {
    let server = site();
    let alone = server.get("/zo%C3%AB/chat").must_be(200);
    assert!(alone.text().contains("id=\"chat-lines\"") && !alone.text().contains("<video"));
    let layer = server.get("/zo%C3%AB/chat?overlay&seconds=5").must_be(200);
    assert!(layer.text().contains("data-overlay") && !layer.text().contains("<textarea"));
    for path in ["/locked/chat", "/locked/chat?overlay"] {
        assert!(!server.get(path).must_be(403).text().contains("chat-lines"), "{path}");
    }
    server.get("/nobody/chat").must_be(404);
}

#[test]
fn info_says_what_bots_read_and_what_the_page_shows() {
    let server = site();
    let offline = server.get("/zo%C3%AB/info").must_be(200);
    assert_eq!(offline.header("cache-control"), Some("no-store"));
    let mut told = offline.json();
    let about = told.as_object_mut().unwrap().remove("about").unwrap();
    assert_eq!(about.as_str().unwrap().len(), 8);
    assert_eq!(
        told,
        json!({
            "live": false, "count": 0, "description": "", "title": null, "tags": [], "language": null,
            "content_warning": null, "state": "offline", "started": null,
            "last_live": null, "broadcast": null, "chat": "enabled", "problems": []
        })
    );

    publish(&server, "zoes-key", 1).must_be(200);
    assert_eq!(server.until_info("Zoë", "state", "starting")["live"], false);
    Recording::new(&server, "zoes-key").write(0..3);
    let live = server.until_info("Zoë", "live", true);
    assert_eq!(live["state"], "live");
    assert!(live["started"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(live["broadcast"].as_str().unwrap().len(), 26);
}

#[test]
fn viewers_are_open_pages() {
    let server = site();
    Recording::new(&server, "zoes-key").write(0..3);
    server.until_info("Zoë", "live", true);
    let pages = [Watching::start(&server, "Zoë"), Watching::start(&server, "ZOË")];
    server.until_info("Zoë", "count", 2);
    let [left, _stays] = pages;
    left.leave();
    server.until_info("Zoë", "count", 1);
}

#[test]
fn what_streamers_write_is_text_and_nothing_else() {
    let server = site();
    // as a database from elsewhere may hold it; the administrator's program would refuse the marks
    let description = "<script>alert(1)</script> \"onload=x javascript:alert(2) https://x.example/?\"><b>";
    server.site().admin(&["streamer", "description", "-u", "zoë", "-d", description]);
    server.until_info("Zoë", "description", description);
    for path in ["/", "/Zo%C3%AB/"] {
        let page = server.get(path).must_be(200);
        for alive in ["<script>alert", "href=\"javascript", "\"onload", "\"><b>"] {
            assert!(!page.text().contains(alive), "{alive} in {path}");
        }
        assert!(page.text().contains("&lt;script&gt;"), "{path}");
    }
}

#[test]
fn pages_forbid_whatever_they_do_not_need() {
    let server = site();
    for (path, status) in [("/", 200), ("/zo%C3%AB/", 200), ("/locked/", 403), ("/nobody/", 404)] {
        let page = server.get(path).must_be(status);
        let policy = page.header("content-security-policy").expect(path);
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(!page.text().contains("<script>"), "{path} has a script inside");
        let attributes = page.text().split([' ', '\n']).filter_map(|word| word.split_once('='));
        let handlers: Vec<_> =
            attributes.map(|(name, _)| name).filter(|name| name.starts_with("on")).collect();
        assert_eq!(handlers, [""; 0], "{path} has scripts in attributes");
    }
    assert_eq!(server.get("/zo%C3%AB/info").header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn head_answers_as_get_without_a_body() {
    let server = site();
    Recording::new(&server, "zoes-key").write(0..3);
    server.until_info("Zoë", "live", true);
    for path in [
        "/",
        "/Zo%C3%AB/",
        "/Zo%C3%AB",
        "/Zo%C3%AB/info",
        "/Zo%C3%AB/playlist.m3u8",
        "/Zo%C3%AB/master.m3u8",
        "/nobody/",
        "/locked/",
        "/static/icon.svg",
        "/api/streams",
        "/healthz",
        "/readyz",
    ] {
        let (get, head) = (server.get(path), server.head(path));
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
        if path != "/api/streams" {
            assert_eq!(head.header("content-length"), get.header("content-length"), "{path}");
        }
    }
}

#[test]
fn pages_are_compressed_for_those_who_take_it() {
    let server = site();
    let plain = server.get("/").must_be(200);
    let gzip = server.send(Request::new("GET", "/").header("Accept-Encoding", "br, gzip")).must_be(200);
    assert_eq!((plain.header("content-encoding"), gzip.header("content-encoding")), (None, Some("gzip")));
    assert!(plain.header("vary").is_some_and(|vary| vary.eq_ignore_ascii_case("accept-encoding")));
    assert!(gzip.body.len() < plain.body.len());
}

#[test]
fn static_files_are_kept_by_version_and_never_lead_out() {
    let server = site();
    let page = server.get("/").must_be(200).page();
    let versioned = page.split('"').find(|part| part.starts_with("/static/") && part.contains("?v="));
    let answer = server.get(versioned.unwrap()).must_be(200);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let answer = server.get("/static/icon.svg").must_be(200);
    assert_eq!(answer.header("cache-control"), Some("public, no-cache"));
    assert_eq!(answer.header("content-type"), Some("image/svg+xml"));
    let known =
        Request::new("GET", "/static/icon.svg").header("If-None-Match", answer.header("etag").unwrap());
    server.send(known).must_be(304);
    for path in [
        "/static/",
        "/static",
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/static//etc/passwd",
        "/static/%2fetc/passwd",
        "/static/css",
        "/static/icon.svg%00",
        "/static/ICON.svg",
        "/static/themes/..%2f..%2f..%2fCargo.toml",
        "/static/js/..",
        "/static/css%5c..%5cicon.svg",
        "/static/%ff%fe",
    ] {
        server.get(path).must_be(404);
    }
}

#[test]
fn a_streamer_added_or_dropped_while_it_runs_is_there_or_gone_within_a_second() {
    let server = site();
    server.site().add_streamer("newcomer", "new-key");
    let second = std::time::Duration::from_secs(1);
    crate::server::within(second, "newcomer is there", || {
        (server.get("/newcomer/info").status == 200).then_some(())
    });
    publish(&server, "new-key", 1).must_be(200);
    server.site().admin(&["streamer", "drop", "-u", "newcomer"]);
    crate::server::within(second, "newcomer is gone", || {
        (server.get("/newcomer/info").status == 404).then_some(())
    });
    publish(&server, "new-key", 2).must_be(404);
}
