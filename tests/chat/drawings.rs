//! Drawings that are none, and what many of them cost the others.

use std::io::Write as _;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::{Compression, Crc};
use serde_json::json;

use crate::chat::Chatter;
use crate::server::{Server, Site};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

fn started() -> Server {
    // artists here draw much before they look at anything
    let site = Site::new(
        "chat: {messages: {burst: 1, per_minute: 0}, drawings: {burst: 1, per_minute: 0}, drawing_kib: {burst: 1, per_minute: 0}, outbox_kib: 65536}\n",
    );
    site.add_streamer("alice", "hunter2");
    site.start()
}

fn url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png))
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_be_bytes(), kind.as_slice(), data, &crc.sum().to_be_bytes()].concat()
}

fn header(width: u32, height: u32) -> Vec<u8> {
    let kind = [8, 2, 0, 0, 0];
    chunk(b"IHDR", &[width.to_be_bytes().as_slice(), &height.to_be_bytes(), &kind].concat())
}

fn deflated(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The rows of a picture in red, green and blue, of noise.
fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from(state >> 24).unwrap()
    };
    // each row begins with its filter, of which there is none
    let row = |_| (0..=width * 3).map(|at| if at == 0 { 0 } else { noise() }).collect::<Vec<_>>();
    (0..height).flat_map(row).collect()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let data = deflated(&noise(width, height), Compression::fast());
    [SIGNATURE, &header(width, height), &chunk(b"IDAT", &data), &chunk(b"IEND", &[])].concat()
}

#[tokio::test]
async fn drawings_that_are_none_are_refused_at_once_and_nobody_sees_them() {
    let server = started();
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    let mut witness = Chatter::connect(server.address()).await;
    witness.login("alice", "witness").await;
    chatter.rest().await;
    let good = png(240, 120);
    let end = chunk(b"IEND", &[]);
    let bomb = deflated(&vec![0; 100_000_000], Compression::best());
    let claimed = [SIGNATURE, &header(65_535, 65_535), &chunk(b"IDAT", &bomb), &end].concat();
    let inflating = [SIGNATURE, &header(240, 120), &chunk(b"IDAT", &bomb), &end].concat();
    let text = [
        SIGNATURE,
        &header(240, 120),
        &chunk(b"zTXt", &[b"a\0\0".as_slice(), &bomb].concat()),
        &chunk(b"IDAT", &[]),
        &end,
    ]
    .concat();
    let zero = [SIGNATURE, &header(0, 0), &end].concat();
    let torn = &good[..good.len() / 2];
    let svg = BASE64_STANDARD.encode("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    let sources = [
        url(&claimed),
        url(&text),
        url(&zero),
        url(torn),
        url(&png(241, 120)),
        url(&png(120, 240)),
        url(b"GIF89a\xf0\x00\x78\x00"),
        format!("data:image/svg+xml;base64,{svg}"),
        format!("data:image/png;base64,{svg}"),
        format!("data:image/png\" onerror=\"alert(1);base64,{}", BASE64_STANDARD.encode(&good)),
        "data:image/png;base64,!!!!".into(),
        "data:image/png;base64,".into(),
        "https://evil.example/picture.png".into(),
        "javascript:alert(1)".into(),
    ];
    for src in sources {
        let shown: String = src.chars().take(60).collect();
        let begun = Instant::now();
        chatter.say("drawing", json!({ "src": src })).await;
        let (event, refusal) = chatter.next().await;
        let is_refusal = ["warning", "error", "server"].contains(&event.as_str());
        assert!(is_refusal && !refusal["msg"].as_str().unwrap().is_empty(), "{shown}: {event} {refusal}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{shown}: {:?}", begun.elapsed());
    }
    assert_eq!(witness.rest().await, []);
    // what more there is than a picture's pixels is never unpacked
    let begun = Instant::now();
    chatter.say("drawing", json!({ "src": url(&inflating) })).await;
    let (event, answer) = chatter.next().await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{event}: {:?}", begun.elapsed());
    assert!(answer.to_string().len() < 1000, "{answer}");
}

#[tokio::test]
async fn nothing_of_a_drawing_but_its_pixels_comes_from_its_author() {
    let server = started();
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    let good = png(240, 120);
    let secret = b"where-i-live";
    let (head, tail) = good.split_at(good.len() - 12);
    let commented = [head, &chunk(b"tEXt", &[b"Comment\0".as_slice(), secret].concat()), tail].concat();
    let trailing = [good.as_slice(), secret].concat();
    for source in [&good, &commented, &trailing] {
        chatter.say("drawing", json!({"src": url(source)})).await;
        // what follows the picture's end may be refused as well as taken away
        if let (event, drawing) = chatter.next().await
            && event == "drawing received"
        {
            let src = drawing["src"].as_str().unwrap().strip_prefix("data:image/png;base64,").unwrap();
            let shown = BASE64_STANDARD.decode(src).unwrap();
            assert!(shown.starts_with(SIGNATURE));
            assert!(!shown.windows(secret.len()).any(|window| window == secret));
        } else {
            assert!(source != &good, "a good drawing is shown");
        }
    }
}

#[tokio::test]
async fn hundreds_of_kilobytes_behind_a_picture_are_refused_before_they_are_looked_at() {
    let server = started();
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    let long = [png(240, 120), vec![0; 500_000]].concat();
    chatter.say("drawing", json!({"src": url(&long)})).await;
    let (event, refusal) = chatter.next().await;
    assert_ne!(event, "drawing received", "{refusal}");
}

#[tokio::test]
async fn many_drawings_hold_up_neither_talk_nor_heartbeats() {
    const ARTISTS: usize = 4;
    const EACH: usize = 8;
    let server = started();
    let costly = url(&png(240, 120));
    let mut artists = Vec::new();
    for number in 0..ARTISTS {
        let mut artist = Chatter::connect(server.address()).await;
        artist.login("alice", &format!("artist {number}")).await;
        artists.push(artist);
    }
    let mut talker = Chatter::connect(server.address()).await;
    talker.login("alice", "talker").await;
    for _ in 0..EACH {
        for artist in &mut artists {
            artist.say("drawing", json!({ "src": costly })).await;
        }
    }
    let mut longest = Duration::ZERO;
    for number in 0..20 {
        let begun = Instant::now();
        let text = format!("number {number}");
        talker.message(&text).await;
        talker.until_that("message received", |said| said["message"] == text.as_str()).await;
        longest = longest.max(begun.elapsed());
    }
    assert!(longest < Duration::from_secs(1), "{longest:?}");
    // everybody gets an answer for each, in the order in which they drew
    for artist in &mut artists {
        let mut answers = 0;
        while answers < EACH {
            match artist.next().await {
                (event, drawing) if event == "drawing received" => {
                    assert!(drawing["id"].is_u64());
                    answers += 1;
                }
                (event, refusal) if event == "warning" => {
                    assert_eq!(refusal["code"], "drawing_busy");
                    answers += 1;
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn many_drawings_keep_no_newcomer_out() {
    let site =
        Site::new("chat: {drawings: {burst: 1, per_minute: 0}, drawing_kib: {burst: 1, per_minute: 0}}\n");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    let mut artist = Chatter::connect(server.address()).await;
    artist.login("alice", "artist").await;
    let drawing = url(&png(240, 120));
    // more than a reader may be behind
    for _ in 0..1024 * 1024 / drawing.len() + 1 {
        artist.say("drawing", json!({ "src": drawing })).await;
        artist.until("drawing received").await;
    }
    let mut newcomer = Chatter::connect(server.address()).await;
    let history = newcomer.read("alice", None).await;
    assert!(!history["messages"].as_array().unwrap().is_empty());
    newcomer.login("alice", "newcomer").await;
    newcomer.message("nice").await;
    assert_eq!(newcomer.until("message received").await["message"], "nice");
}
