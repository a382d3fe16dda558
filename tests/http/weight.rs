//! What a visitor has to load before the picture: few files, small, and never asked for again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::encoder::{Recording, publish};
use crate::http::{Answer, Request};
use crate::server::{Server, Site};

/// What LOOK and README promise for the stream page: its own HTML, CSS and JavaScript, compressed.
const BUDGET: usize = 60_000;
/// Requests until there is a picture: the page and all that it names.
const REQUESTS: usize = 15;

fn compressed(server: &Server, path: &str, language: &str) -> Answer {
    let request = Request::new("GET", path).header("Accept-Encoding", "gzip");
    server.send(request.header("Accept-Language", language)).must_be(200)
}

/// Tags of the languages that visitors choose from.
fn languages() -> Vec<String> {
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap();
    folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect()
}

/// Addresses of files that a page or a script names.
fn named(text: &str) -> BTreeSet<String> {
    let addresses =
        text.split(['"', '\'']).filter(|part| part.starts_with("/static/") || part.starts_with("/-/"));
    addresses.map(str::to_owned).collect()
}

/// What the head of a page has the browser load at once, the page itself and what its scripts name there included.
fn loaded(server: &Server, page: &str, language: &str) -> BTreeMap<String, usize> {
    let html = server.send(Request::new("GET", page).header("Accept-Language", language)).must_be(200);
    assert_eq!(html.header("content-language"), Some(language));
    let weight = |address: &str| compressed(server, address, language).body.len();
    let mut weights = BTreeMap::from([(page.to_owned(), weight(page))]);
    let head = html.text().split("</head>").next().unwrap();
    let tags = head.split('<').filter(|tag| {
        tag.starts_with("script")
            || ["stylesheet", "modulepreload", "preload", "icon", "manifest"]
                .iter()
                .any(|rel| tag.contains(&format!("rel=\"{rel}\"")))
    });
    for address in tags.flat_map(named) {
        weights.insert(address.clone(), weight(&address));
    }
    weights
}

fn is_ours(address: &str) -> bool {
    !address.starts_with("/static/vendor/")
}

#[test]
fn the_stream_page_is_light_and_needs_few_files() {
    let site = Site::new("");
    site.add_streamer("alice", "alices-key");
    let server = site.start();
    publish(&server, "alices-key", 1).must_be(200);
    Recording::new(&server, "alices-key").write(0..3);
    server.until_info("alice", "live", true);

    for language in languages() {
        let loaded = loaded(&server, "/alice/", &language);
        // the second weight of the typeface is named by the style sheet, for there are bold letters
        let requests = loaded.len() + 1;
        assert!(requests <= REQUESTS, "{requests} requests: {loaded:#?}");
        let ours = loaded.iter().filter(|(address, _)| is_ours(address));
        let own: usize = ours.map(|(_, weight)| weight).sum();
        assert!(own < BUDGET, "{own} bytes in {language}: {loaded:#?}");
        for path in ["stream.js", "stream.base.js", "stream.watch.js", "stream.css"] {
            let file = format!("{path}?v=");
            assert!(loaded.keys().any(|address| address.contains(&file)), "{path}");
        }
    }
}

#[test]
fn nothing_that_a_page_loads_is_asked_for_again() {
    let site = Site::new("");
    site.add_streamer("alice", "alices-key");
    let server = site.start();
    publish(&server, "alices-key", 1).must_be(200);
    Recording::new(&server, "alices-key").write(0..3);
    server.until_info("alice", "live", true);

    for page in ["/", "/alice/", "/alice/chat", "/alice/chat?overlay"] {
        let mut look: Vec<String> = named(server.get(page).must_be(200).text()).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(address) = look.pop() {
            // the manifest carries the site's name, and changes with the configuration; to the other, a form is sent
            let is_another = ["/-/site.webmanifest", "/-/language"].contains(&&*address);
            if is_another || !seen.insert(address.clone()) {
                continue;
            }
            let answer = server.get(&address).must_be(200);
            let cache = answer.header("cache-control");
            assert_eq!(cache, Some("public, max-age=31536000, immutable"), "{address} of {page}");
            let kind = answer.header("content-type").unwrap();
            if is_ours(&address) && (kind.contains("javascript") || kind.contains("css")) {
                look.extend(named(answer.text()));
            }
        }
        assert!(seen.len() > 5, "{page} names {seen:?}");
    }
}

#[test]
fn scripts_tell_developer_tools_where_their_lines_come_from() {
    let server = Site::new("").start();
    let script = server.get("/-/front.js").must_be(200);
    let map = script.text().rsplit_once("//# sourceMappingURL=").unwrap().1.trim().to_owned();
    let map = server.get(&format!("/-/{map}")).must_be(200).json();
    let section = map["sections"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(section["map"]["sources"][0], "/static/js/front.js");
    let line = section["offset"]["line"].as_u64().unwrap() as usize;
    // each line is a segment of four numbers, the third of which leads to its line in the source
    let mut from = 0;
    let mappings = section["map"]["mappings"].as_str().unwrap().split(';').map(|segment| {
        from += vlq(segment)[2];
        usize::try_from(from).unwrap()
    });
    let source = server.get("/static/js/front.js").must_be(200);
    let original: Vec<&str> = source.text().lines().collect();
    // what is behind the lines of the file closes its module
    let sent = script.text().lines().skip(line).zip(mappings).collect::<Vec<_>>();
    let (_, from) = sent.iter().find(|(text, _)| text.starts_with("function showCard")).unwrap();
    assert!(original[*from].contains("function showCard"), "{}", original[*from]);
    assert!(sent.iter().all(|(text, _)| !text.is_empty() && !text.starts_with("})()")), "{sent:?}");
    server.get("/-/front.elsewhere.js").must_be(404);
    server.get("/-/nowhere.js").must_be(404);
}

/// The numbers of a segment of a source map, in base64 VLQ.
fn vlq(segment: &str) -> Vec<i64> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut numbers, mut value, mut shift) = (Vec::new(), 0, 0);
    for digit in segment.chars().map(|c| DIGITS.find(c).unwrap() as i64) {
        value |= (digit & 31) << shift;
        shift += 5;
        if digit & 32 == 0 {
            numbers.push(if value & 1 == 0 { value >> 1 } else { -(value >> 1) });
            (value, shift) = (0, 0);
        }
    }
    numbers
}
