//! What others show of a link to a page.

use crate::encoder::{Recording, media, publish, publish_done};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

fn site(settings: &str) -> Server {
    let site = Site::new(settings);
    site.add_streamer("Zoë", "zoes-key");
    site.add_streamer("locked", "locked-key");
    site.admin(&["streamer", "description", "-u", "zoë", "-d", "Painting :art: <b> \"tonight\""]);
    site.admin(&["streamer", "description", "-u", "locked", "-d", "for friends"]);
    site.admin(&["streamer", "password", "-u", "locked", "-p", "sesame"]);
    site.start()
}

/// The content of a `<meta>` or the target of a `<link>`, as a reader of HTML gets it.
#[track_caller]
fn told(page: &str, name: &str) -> String {
    let tag = page.split('<').find(|tag| tag.contains(&format!("\"{name}\"")));
    let tag = tag.unwrap_or_else(|| panic!("{name} is not told: {page}"));
    let (_, value) = tag.split_once("content=\"").or_else(|| tag.split_once("href=\"")).unwrap();
    let value = value.split('"').next().unwrap();
    value
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

#[test]
fn a_link_to_a_stream_tells_what_it_is_with_whole_addresses() {
    let server = site("site_name: Brushes\nsite_url: https://brushes.example/");
    let page = server.get("/zo%C3%AB/").must_be(200).text().to_owned();
    let url = "https://brushes.example/Zo%C3%AB/";
    for (name, value) in [
        ("description", "Painting 🎨 <b> \"tonight\""),
        ("og:description", "Painting 🎨 <b> \"tonight\""),
        ("canonical", url),
        ("og:url", url),
        ("og:title", "Zoë"),
        ("og:site_name", "Brushes"),
        ("twitter:card", "player"),
        ("twitter:player", "https://brushes.example/Zo%C3%AB/embed"),
        ("og:video:url", "https://brushes.example/Zo%C3%AB/embed"),
        ("application/atom+xml", "https://brushes.example/Zo%C3%AB/feed.atom"),
        (
            "application/json+oembed",
            "https://brushes.example/-/oembed?url=https%3A%2F%2Fbrushes.example%2FZo%25C3%25AB%2F",
        ),
    ] {
        assert_eq!(told(&page, name), value, "{name}");
    }
    let icon = told(&page, "og:image");
    server.get(icon.strip_prefix("https://brushes.example").unwrap()).must_be(200);
    for page in ["/zo%C3%AB/chat", "/zo%C3%AB/chat?overlay"] {
        assert_eq!(told(server.get(page).must_be(200).text(), "canonical"), url, "{page}");
    }
    assert_eq!(told(server.get("/").must_be(200).text(), "canonical"), "https://brushes.example/");
}

#[test]
fn without_a_configured_address_it_is_the_one_that_is_asked_for() {
    let server = site("");
    let asked = |host: &str| {
        let page = server.send(Request::new("GET", "/").header("Host", host)).must_be(200);
        told(page.text(), "canonical")
    };
    assert_eq!(asked("one.example"), "http://one.example/");
    assert_eq!(asked("two.example:8080"), "http://two.example:8080/", "each is told its own");
    assert_eq!(asked("one.example"), "http://one.example/");
    assert_eq!(asked("\"><script>"), "/", "what is no host is told to nobody");
    // nobody but a configured proxy says how the site is reached
    let forged = Request::new("GET", "/")
        .header("Host", "one.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Proto", "https");
    assert_eq!(told(server.send(forged).must_be(200).text(), "canonical"), "http://one.example/");
}

#[test]
fn a_proxy_says_how_the_site_is_reached() {
    let server = site("nginx_proxy: 1");
    let asked = Request::new("GET", "/")
        .header("Host", "inside")
        .header("X-Forwarded-Host", "site.example")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-For", "192.0.2.1");
    assert_eq!(told(server.send(asked).must_be(200).text(), "canonical"), "https://site.example/");
}

#[test]
fn the_picture_of_what_is_on_is_shared_but_never_that_of_a_locked_stream() {
    let server = site("site_url: https://brushes.example");
    let media = media(server.site().hls_dir().parent().unwrap(), "320x180");
    for key in ["zoes-key", "locked-key"] {
        Recording::new(&server, key).write_media(0..3, &media);
    }
    server.until_info("Zoë", "live", true);
    // nobody has asked for the front page: the picture is there because the stream went live
    until("a picture", || (server.get("/zo%C3%AB/picture.jpg").status == 200).then_some(()));
    let page = server.get("/zo%C3%AB/").must_be(200);
    assert_eq!(told(page.text(), "og:image"), "https://brushes.example/Zo%C3%AB/picture.jpg");
    let unencrypted = server.send(Request::new("GET", "/").header("Host", "one.example"));
    assert_eq!(told(unencrypted.text(), "twitter:card"), "summary_large_image");
    let player =
        server.get("/-/oembed?url=https://brushes.example/Zo%25C3%25AB/&maxwidth=320").must_be(200).json();
    assert_eq!(player["thumbnail_url"], "https://brushes.example/Zo%C3%AB/picture.jpg");
    assert_eq!((&player["thumbnail_width"], &player["thumbnail_height"]), (&640.into(), &360.into()));
    assert_eq!(
        (&player["type"], &player["width"], &player["height"]),
        (&"video".into(), &320.into(), &180.into())
    );
    assert!(player["html"].as_str().unwrap().contains("src=\"https://brushes.example/Zo%C3%AB/embed\""));
    let front = server.get("/").must_be(200);
    assert!(told(front.text(), "og:image").starts_with("https://brushes.example/Zo%C3%AB/picture.jpg?v="));

    let locked = server.get("/locked/").must_be(403);
    assert!(told(locked.text(), "og:image").contains("/static/icons/"));
    assert_eq!(told(locked.text(), "description"), "locked's stream on PyStreaming asks for a password.");
    assert!(!locked.text().contains("for friends"));
}

#[test]
fn icons_and_manifest_are_where_browsers_look_for_them() {
    let server = site("site_name: Brushes\nthemes: [light, dark]");
    for (path, kind) in [("/favicon.ico", "image/x-icon"), ("/apple-touch-icon.png", "image/png")] {
        assert_eq!(server.get(path).must_be(200).header("content-type"), Some(kind));
    }
    let page = server.get("/").must_be(200);
    server.get(&told(page.text(), "apple-touch-icon")).must_be(200);
    let manifest = server.get(&told(page.text(), "manifest")).must_be(200);
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest = manifest.json();
    assert_eq!((&manifest["name"], &manifest["start_url"]), (&"Brushes".into(), &"/".into()));
    for icon in manifest["icons"].as_array().unwrap() {
        server.get(icon["src"].as_str().unwrap()).must_be(200);
    }
    // the browser's own bar is as the theme's
    assert_eq!(told(page.text(), "theme-color"), "#fff");
    assert_eq!(manifest["theme_color"], "#fff");
    let dark = server.send(Request::new("GET", "/").cookie("theme=dark")).must_be(200);
    assert_eq!(told(dark.text(), "theme-color"), "#171b1d");
}

/// Which sites may show a page in a frame.
#[track_caller]
fn frames(answer: &Answer) -> &str {
    answer.header("content-security-policy").unwrap().split("frame-ancestors ").nth(1).unwrap()
}

#[test]
fn only_the_player_alone_is_shown_in_frames_and_only_where_the_admin_wants_it() {
    for (setting, sites) in [
        ("", "'self' *"),
        (
            "embed_origins: [\"https://friend.example/\", \"http://localhost:8000\"]",
            "'self' https://friend.example http://localhost:8000",
        ),
        ("embed_origins: []", "'self'"),
    ] {
        let server = site(setting);
        let player = server.get("/zo%C3%AB/embed").must_be(200);
        assert_eq!(frames(&player), sites);
        assert_eq!(frames(&server.get("/zo%C3%AB/").must_be(200)), "'self'");
        let locked = server.get("/locked/embed").must_be(403);
        assert!(!locked.text().contains("master.m3u8") && !locked.text().contains("for friends"));
        server.get("/nobody/embed").must_be(404);
        let page = format!("/-/oembed?url=http://{}/", server.address());
        let described = server.get(&format!("{page}zo%25C3%25AB/"));
        described.must_be(if setting.ends_with("[]") { 403 } else { 200 });
        server.get(&format!("{page}locked/")).must_be(403);
        server.get(&format!("{page}nobody/")).must_be(404);
        server.get(&format!("{page}zo%25C3%25AB/&format=xml")).must_be(501);
        server.get(&format!("{page}zo%25C3%25AB/&maxwidth=-1")).must_be(400);
        server.get("/-/oembed").must_be(400);
    }
}

#[test]
fn search_engines_find_the_streams_that_everybody_may_watch() {
    let server = site("site_url: https://brushes.example");
    let robots = server.get("/robots.txt").must_be(200);
    assert!(robots.text().ends_with("\nSitemap: https://brushes.example/sitemap.xml\n"), "{}", robots.text());
    let map = server.get("/sitemap.xml").must_be(200);
    assert!(map.text().contains("<loc>https://brushes.example/Zo%C3%AB/</loc>"), "{}", map.text());
    assert!(!map.text().contains("locked"));
    server.get("/locked/feed.atom").must_be(404);
    server.get("/nobody/feed.atom").must_be(404);
}

#[test]
fn a_broadcast_keeps_its_entry_in_the_feed_when_it_ends() {
    let server = site("site_url: https://brushes.example\nreconnect_window: 0");
    let entry = |server: &Server| {
        let feed = server.get("/zo%C3%AB/feed.atom").must_be(200);
        assert_eq!(feed.header("content-type"), Some("application/atom+xml; charset=utf-8"));
        let entry = feed.text().split("<entry>").nth(1)?.to_owned();
        let id = entry.split("<id>").nth(1)?.split("</id>").next()?.to_owned();
        Some((id, entry))
    };
    assert!(entry(&server).is_none());
    publish(&server, "zoes-key", 1).must_be(200);
    Recording::new(&server, "zoes-key").write(0..3);
    server.until_info("Zoë", "live", true);
    let (id, running) = entry(&server).unwrap();
    assert!(running.contains("Zoë is live"), "{running}");
    publish_done(&server, "zoes-key", 1).must_be(200);
    let (same, ended) = until("the end of the broadcast", || {
        entry(&server).filter(|(_, entry)| entry.contains("Zoë was live"))
    });
    assert_eq!(id, same, "{ended}");
}
