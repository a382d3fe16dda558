use std::fs;
use std::os::unix::fs::symlink;

use serde_json::json;

use crate::api::token;
use crate::http::Request;
use crate::server::{Server, Site, until};

#[test]
fn pictures_in_the_folder_are_served_as_pictures() {
    let site = Site::new("emotes_dir: emotes");
    fs::create_dir(site.path("emotes")).unwrap();
    let server = site.start();
    let folder = server.site().path("emotes");
    for (name, content_type) in [
        ("wave.png", "image/png"),
        ("Wave-2_x.GIF", "image/gif"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.jpg", "image/jpeg"),
        ("a.b.jpeg", "image/jpeg"),
    ] {
        fs::write(folder.join(name), name).unwrap();
        let answer = server.get(&format!("/static/emotes/{name}")).must_be(200);
        assert_eq!((answer.text(), answer.header("content-type")), (name, Some(content_type)));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
    }
    assert_eq!(server.head("/static/emotes/wave.png").must_be(200).header("content-length"), Some("8"));
}

#[test]
fn a_picture_that_is_replaced_is_served_anew() {
    let site = Site::new("emotes_dir: emotes");
    fs::create_dir(site.path("emotes")).unwrap();
    fs::write(site.path("emotes/wave.png"), "old").unwrap();
    let server = site.start();
    let old = server.get("/static/emotes/wave.png").must_be(200);
    let etag = old.header("etag").unwrap();
    let ask = || server.send(Request::new("GET", "/static/emotes/wave.png").header("If-None-Match", etag));
    assert_eq!(ask().must_be(304).text(), "");
    fs::write(server.site().path("emotes/wave.png"), "the new one").unwrap();
    assert_eq!(ask().must_be(200).text(), "the new one");
    fs::remove_file(server.site().path("emotes/wave.png")).unwrap();
    ask().must_be(404);
}

#[test]
fn nothing_but_pictures_and_nothing_beside_the_folder_is_served() {
    let site = Site::new("emotes_dir: emotes");
    fs::create_dir_all(site.path("emotes/deep.png")).unwrap();
    fs::write(site.path("beside.png"), "x").unwrap();
    for name in ["script.svg", "page.html", "noend", ".hidden.png", "deep.png/in.png", "png"] {
        fs::write(site.path("emotes").join(name), "x").unwrap();
    }
    fs::write(site.path("emotes/large.png"), vec![0; 2 * 1024 * 1024 + 1]).unwrap();
    symlink("../beside.png", site.path("emotes/link.png")).unwrap();
    let server = site.start();
    for path in [
        "script.svg",
        "page.html",
        "noend",
        "png",
        ".hidden.png",
        "deep.png",
        "deep.png/in.png",
        "large.png",
        "link.png",
        "missing.png",
        "",
        "..",
        "../beside.png",
        "..%2fbeside.png",
        "%2e%2e%2fbeside.png",
        "..%5cbeside.png",
        "script.svg%00.png",
        "%2fetc%2fpasswd.png",
    ] {
        server.get(&format!("/static/emotes/{path}")).must_be(404);
    }
}

#[test]
fn the_usual_folder_may_be_missing_but_one_that_is_named_may_not() {
    let server = Site::new("").start();
    server.get("/static/emotes/wave.png").must_be(404);
    let said = Site::new("emotes_dir: nowhere").refuses_to_start();
    assert!(said.contains("emotes_dir: there is no folder"), "{said}");
}

/// One white pixel.
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

#[test]
fn an_uploaded_picture_is_served_as_what_it_is_until_its_emote_is_removed() {
    let mut server = Site::new("").start();
    let token = token(&server, &["-s", "admin"]);
    let put = |alias: &str, content_type: &str, contents: &[u8]| {
        let request = Request::new("PUT", &format!("/api/v1/emotes/{alias}")).bearer(&token);
        request.file(content_type, contents)
    };
    let with_comment = [&GIF[..GIF.len() - 1], b"\x21\xfe\x06<html>\0;"].concat();
    let emote = server.send(put("wave", "image/png", &with_comment)).must_be(200).json();
    let uri = emote["uri"].as_str().unwrap().to_owned();
    assert_eq!(emote, json!({"alias": "wave", "uri": uri}));
    assert_eq!(server.get("/api/v1/emotes").json(), json!({"emotes": [emote]}));
    let picture = server.get(&uri).must_be(200);
    assert_eq!(picture.body, GIF, "without its comment");
    assert_eq!(picture.header("content-type"), Some("image/gif"));
    assert_eq!(picture.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(picture.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    assert_eq!(picture.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let etag = picture.header("etag").unwrap();
    server.send(Request::new("GET", &uri).header("If-None-Match", etag)).must_be(304);

    for (refused, status) in [
        (put("hi", "image/svg+xml", b"<svg/>"), 415),
        (put("hi", "image/png", b"<svg/>"), 409),
        (put("hi", "image/png", b""), 409),
        (put("hi", "image/gif", &GIF[..20]), 409),
        (put("hi", "image/gif", &[0; 512 * 1024 + 1]), 413),
        (put("%3Ahi%3A", "image/gif", GIF), 422),
        (Request::new("PUT", "/api/v1/emotes/hi").file("image/gif", GIF), 401),
    ] {
        server.send(refused).must_be(status);
    }
    for made_up in ["/-/emotes/x.gif", "/-/emotes/..%2fx.gif", "/-/emotes/", "/-/emotes/x.html"] {
        server.get(made_up).must_be(404);
    }

    server.crash();
    server.restart();
    server.get(&uri).must_be(200);
    server.send(Request::new("DELETE", "/api/v1/emotes/wave").bearer(&token)).must_be(200);
    until("the picture to be gone", || (server.get(&uri).status == 404).then_some(()));
}

#[test]
fn streams_have_emotes_of_their_own_where_the_site_allows_them() {
    let mut server = Site::new("chat: {stream_emotes: 1, stream_emote_kib: 1}").start();
    server.site().admin(&["streamer", "add", "-u", "alice", "-k", "alicekey"]);
    let put = |server: &Server, alias: &str, contents: &[u8]| {
        let request = Request::new("PUT", &format!("/api/v1/streams/alice/emotes/{alias}"));
        server.send(request.basic("alice", "alicekey").file("image/gif", contents))
    };
    until("the streamer to be known", || {
        let request = Request::new("GET", "/api/v1/streams/alice/emotes").basic("alice", "alicekey");
        (server.send(request).status == 200).then_some(())
    });
    let emote = put(&server, "wave", GIF).must_be(200).json();
    let uri = emote["uri"].as_str().unwrap().to_owned();
    assert_eq!(server.get(&uri).must_be(200).body, GIF);
    put(&server, "hi", GIF).must_be(403);
    put(&server, "wave", &[GIF, &[0; 1024]].concat()).must_be(409);
    put(&server, "wave", b"<svg/>").must_be(409);
    let listed = |server: &Server| {
        let request = Request::new("GET", "/api/v1/streams/alice/emotes").basic("alice", "alicekey");
        server.send(request).must_be(200).json()
    };
    assert_eq!(listed(&server), json!({"emotes": [emote], "most": 1, "kib": 1}));
    assert_eq!(server.get("/api/v1/emotes").json(), json!({"emotes": []}), "it is none of the site's");

    server.crash();
    server.restart();
    server.get(&uri).must_be(200);
    assert_eq!(listed(&server)["emotes"], json!([emote]));
    server.site().admin(&["room", "remove-stream-emote", "-u", "alice", "--alias", "wave"]);
    until("the picture to be gone", || (server.get(&uri).status == 404).then_some(()));
}
