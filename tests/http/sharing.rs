//! What others show of a link to a page.

use crate::encoder::{Recording, media};
use crate::http::Request;
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
        ("twitter:card", "summary"),
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
    assert_eq!(told(page.text(), "twitter:card"), "summary_large_image");
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
