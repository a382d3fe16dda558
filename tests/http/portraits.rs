//! The pictures that streamers have of themselves.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::encoder::{Recording, publish};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([200, 80, 20])).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

fn site(settings: &str) -> Server {
    let site = Site::new(settings);
    for name in ["Zoë", "bob"] {
        site.add_streamer(name, &format!("{name}-key"));
    }
    site.start()
}

fn request(method: &str, what: &str) -> Request {
    Request::new(method, &format!("/api/v1/streams/zo%C3%AB/{what}")).basic("Zoë", "Zoë-key")
}

fn put(server: &Server, what: &str, file: &[u8]) -> Answer {
    server.send(request("PUT", what).file("image/png", file))
}

fn url(pictures: &Value, kind: &str, nth: usize) -> String {
    pictures[kind][nth]["url"].as_str().unwrap().to_owned()
}

#[test]
fn a_streamers_pictures_are_shown_wherever_the_stream_is_until_they_are_removed() {
    let mut server = site("site_url: https://brushes.example");
    put(&server, "offline-picture", &png(1600, 900)).must_be(200);
    let shown = put(&server, "avatar", &png(300, 200)).must_be(200).json();
    let sizes = |kind: &str| {
        let files = shown[kind].as_array().unwrap().iter();
        files
            .map(|file| (file["width"].as_u64().unwrap(), file["height"].as_u64().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes("avatar"), [(64, 64), (128, 128), (256, 256)]);
    assert_eq!(sizes("offline_picture"), [(640, 360), (1280, 720)]);
    for file in ["avatar", "offline_picture"].into_iter().flat_map(|kind| shown[kind].as_array().unwrap()) {
        let url = file["url"].as_str().unwrap();
        assert!(url.starts_with("/Zo%C3%AB/"), "{url}");
        let answer = server.get(url).must_be(200);
        let picture = image::load_from_memory(&answer.body).unwrap();
        assert_eq!(file["width"], picture.width());
        assert_eq!(answer.header("content-type"), Some("image/jpeg"));
        let cache = if url.contains("/avatar/") { "max-age=31536000, immutable" } else { "max-age=60" };
        assert_eq!(answer.header("cache-control"), Some(format!("public, {cache}").as_str()), "{url}");
        assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'; sandbox"));
        let etag = answer.header("etag").unwrap();
        server.send(Request::new("GET", url).header("If-None-Match", etag)).must_be(304);
    }

    let (small, middle, large) =
        (url(&shown, "avatar", 0), url(&shown, "avatar", 1), url(&shown, "avatar", 2));
    let (offline, wide) = (url(&shown, "offline_picture", 0), url(&shown, "offline_picture", 1));
    let absolute = |path: &str| format!("https://brushes.example{path}");
    let page = server.get("/zo%C3%AB/").must_be(200);
    for part in
        [&small, &offline, &wide].into_iter().chain([&format!("og:image\" content=\"{}\"", absolute(&wide))])
    {
        assert!(page.page().contains(part.as_str()), "{part}: {}", page.text());
    }
    let front = server.get("/").must_be(200);
    assert!(front.page().contains(&middle) && front.page().contains(&offline), "{}", front.text());
    assert!(server.get("/zo%C3%AB/embed").must_be(200).page().contains(&wide));
    let public = server.get("/api/v1/streams/zo%C3%AB").must_be(200).json();
    assert_eq!(
        (&public["avatar"], &public["offline_picture"]),
        (&shown["avatar"], &shown["offline_picture"])
    );
    let embedded = server.get("/-/oembed?url=https://brushes.example/Zo%25C3%25AB/").must_be(200).json();
    assert_eq!(
        (&embedded["thumbnail_url"], &embedded["thumbnail_width"]),
        (&absolute(&offline).into(), &640.into())
    );
    let feed = server.get("/zo%C3%AB/feed.atom").must_be(200);
    assert!(feed.page().contains(&format!("<icon>{}</icon>", absolute(&large))), "{}", feed.text());
    assert!(feed.page().contains(&format!("<logo>{}</logo>", absolute(&offline))));

    server.site().admin(&["streamer", "links", "-u", "zoë", "-l", "https://zoe.example/@zoe"]);
    let related = "<link rel=\"related\" type=\"text/html\" href=\"https://zoe.example/@zoe\"/>";
    until("the links", || server.get("/zo%C3%AB/feed.atom").page().contains(related).then_some(()));

    server.crash();
    server.restart();
    server.get(&wide).must_be(200);
    server.site().admin(&["streamer", "offline-picture", "-u", "zoë"]);
    until("the picture to be gone", || (server.get(&wide).status == 404).then_some(()));
    let page = server.get("/zo%C3%AB/").must_be(200);
    assert!(page.page().contains(&format!("og:image\" content=\"{}\"", absolute(&large))), "{}", page.text());
    let left = server.send(request("DELETE", "avatar")).must_be(200).json();
    assert_eq!(left, json!({"avatar": [], "offline_picture": []}));
    server.get(&small).must_be(404);
    assert!(server.get("/zo%C3%AB/").page().contains("style=\"--hue"), "the letter is back");
}

#[test]
fn what_is_no_picture_or_not_ones_own_is_refused() {
    let server = site("");
    let said =
        |file: &[u8]| put(&server, "avatar", file).must_be(409).json()["detail"].as_str().unwrap().to_owned();
    assert_eq!(said(b"<svg/>"), "The picture is neither PNG, JPEG, WebP nor GIF; convert it to one of them.");
    assert_eq!(said(&png(100, 20)), "The picture has 100 × 20 pixels; it needs 64 × 64 or more.");
    assert_eq!(said(&png(100, 100)[..60]), "The picture is damaged.");
    put(&server, "offline-picture", &png(600, 400)).must_be(409);
    let file = || request("PUT", "avatar").file("image/svg+xml", &png(64, 64));
    server.send(file()).must_be(415);
    put(&server, "avatar", &vec![0; (8 << 20) + 1]).must_be(413);
    for (name, key, status) in [("bob", "bob-key", 403), ("Zoë", "bob-key", 401)] {
        let other = Request::new("PUT", "/api/v1/streams/zo%C3%AB/avatar").basic(name, key);
        server.send(other.file("image/png", &png(64, 64))).must_be(status);
    }
    let shown = put(&server, "avatar", &png(64, 64)).must_be(200).json();
    let url = url(&shown, "avatar", 0);
    for made_up in [
        url.replace("/64/", "/63/"),
        url.replace("/64/", "/x/"),
        url.replace("/avatar/", "/offline-picture/"),
        url.replace(".jpg", ".png"),
        url.replace("Zo%C3%AB", "bob"),
        "/Zo%C3%AB/avatar/64/..%2f..%2fx.jpg".to_owned(),
    ] {
        server.get(&made_up).must_be(404);
    }
}

#[test]
fn the_offline_picture_of_a_locked_stream_is_for_those_who_know_the_password() {
    let server = site("");
    put(&server, "avatar", &png(64, 64)).must_be(200);
    let open = put(&server, "offline-picture", &png(640, 360)).must_be(200).json();
    let etag = server.get(&url(&open, "offline_picture", 1)).must_be(200).header("etag").unwrap().to_owned();
    server.site().admin(&["streamer", "password", "-u", "zoë", "-p", "sesame"]);
    until("the lock", || (server.get("/zo%C3%AB/").status == 403).then_some(()));
    let own = server.send(request("GET", "pictures")).must_be(200).json();
    let (avatar, offline) = (url(&own, "avatar", 0), url(&own, "offline_picture", 1));
    server.get(&avatar).must_be(200);
    server.get(&offline).must_be(403);
    server.send(Request::new("GET", &offline).header("If-None-Match", &*etag)).must_be(403);
    let public = server.get("/api/v1/streams/zo%C3%AB").must_be(200).json();
    assert_eq!((&public["avatar"], &public["offline_picture"]), (&own["avatar"], &json!([])));
    for page in ["/", "/zo%C3%AB/", "/api/streams"] {
        assert!(!server.get(page).text().contains("offline-picture/"), "{page}");
    }
    let form = Request::new("POST", "/zo%C3%AB/password").form("streampass=sesame");
    let unlocked = server.send(form).must_be(302);
    let cookie =
        unlocked.all("set-cookie").into_iter().find(|cookie| !cookie.starts_with("browser")).unwrap();
    let answer = server.send(Request::new("GET", &offline).cookie(&cookie)).must_be(200);
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    let again = Request::new("GET", &offline).cookie(&cookie).header("If-None-Match", &*etag);
    assert_eq!(server.send(again).must_be(304).header("cache-control"), Some("private, no-cache"));
    let page = server.send(Request::new("GET", "/zo%C3%AB/").cookie(&cookie)).must_be(200);
    assert!(page.page().contains(&offline), "{}", page.text());
}

#[test]
fn while_the_stream_is_live_its_own_picture_is_shared() {
    let server = site("");
    put(&server, "offline-picture", &png(640, 360)).must_be(200);
    publish(&server, "Zoë-key", 1).must_be(200);
    Recording::new(&server, "Zoë-key").write(0..3);
    server.until_info("Zoë", "live", true);
    let page = server.get("/zo%C3%AB/").must_be(200).page();
    assert!(page.contains("loading=\"lazy\""), "what does not show is not loaded: {page}");
}

#[test]
fn an_export_has_the_pictures() {
    let server = site("");
    let shown = put(&server, "avatar", &png(64, 64)).must_be(200).json();
    let file = server.get(&url(&shown, "avatar", 2)).must_be(200).body;
    let exported = server.send(request("GET", "export")).must_be(200).json();
    let records = exported["records"].as_array().unwrap();
    let picture = records.iter().find(|record| record["type"] == "picture").unwrap();
    assert_eq!(picture["kind"], "avatar");
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, file);
    assert_eq!(picture["file"], encoded);
}
