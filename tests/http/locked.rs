//! Streams behind a password: who gets in, for how long, and what the others learn.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::encoder::{Recording, listed};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until, within};

const SECOND: Duration = Duration::from_secs(1);

/// `zoë` and `eve` are live and locked, with the passwords `sesame` and `tahini`.
fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    for (name, key, password) in [("zoë", "zoes-key", "sesame"), ("eve", "eves-key", "tahini")] {
        site.add_streamer(name, key);
        site.admin(&["streamer", "password", "-u", name, "-p", password]);
        site.admin(&["streamer", "description", "-u", name, "-d", "a secret party"]);
    }
    let server = site.start();
    for key in ["zoes-key", "eves-key"] {
        Recording::new(&server, key).write(0..3);
    }
    until("both are live", || {
        let listed = server.get("/api/streams").json();
        let listed = listed.as_array().unwrap();
        // none is listed before a slow machine has restored them
        (listed.len() == 2 && listed.iter().all(|stream| stream["live"] == true)).then_some(())
    });
    server
}

fn unlock(server: &Server, password: &str) -> Answer {
    server.post("/zo%C3%AB/password", &format!("streampass={password}"))
}

/// The cookie for `zoë`.
fn cookie(server: &Server) -> String {
    unlock(server, "sesame").must_be(302).header("set-cookie").unwrap().to_owned()
}

fn with(server: &Server, cookie: &str, path: &str) -> Answer {
    server.send(Request::new("GET", path).cookie(cookie))
}

/// How many seconds whoever guesses is told to wait.
fn wait(answer: &Answer) -> Option<u64> {
    answer.header("retry-after").map(|seconds| seconds.parse().unwrap())
}

#[test]
fn without_the_password_there_is_nothing_but_a_form() {
    let server = site("");
    let page = server.get("/zo%C3%AB/").must_be(403);
    assert!(page.text().contains("name=\"streampass\""));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let inside = with(&server, &cookie(&server), "/zo%C3%AB/playlist.m3u8").must_be(200);
    let mut paths =
        vec!["/zo%C3%AB/info".to_owned(), "/zo%C3%AB/playlist.m3u8".into(), "/zo%C3%AB/master.m3u8".into()];
    paths.extend(listed(&inside));
    for path in paths {
        let answer = server.get(&path).must_be(403);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert!(!answer.everything().contains("secret party"), "{path}");
    }
    server.get("/zo%C3%AB/picture.jpg").must_be(404);
    server.get("/zo%C3%AB/playlist/Low.m3u8").must_be(403);
}

#[test]
fn the_password_opens_one_stream_for_a_day() {
    let server = site("");
    let answer = unlock(&server, "sesame").must_be(302);
    assert_eq!(answer.header("location"), Some("/zo%C3%AB/"));
    let cookie = answer.header("set-cookie").unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"] {
        assert!(cookie.contains(attribute), "{attribute} is missing in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "the site is not served encrypted here");
    assert!(!cookie.contains("sesame"));
    with(&server, cookie, "/zo%C3%AB/").must_be(200);
    with(&server, cookie, "/zo%C3%AB/info").must_be(200);
    let playlist = with(&server, cookie, "/zo%C3%AB/playlist.m3u8").must_be(200);
    assert_eq!(playlist.header("cache-control"), Some("private, max-age=1"));
    let segment = with(&server, cookie, &listed(&playlist)[0]).must_be(200);
    assert_eq!(segment.header("cache-control"), Some("private, max-age=3600, immutable"));
    for path in ["/eve/", "/eve/info", "/eve/playlist.m3u8", "/eve/master.m3u8"] {
        with(&server, cookie, path).must_be(403);
    }
}

#[test]
fn wrong_passwords_bring_the_form_back() {
    let server = site("");
    for wrong in ["Sesame", "sesam", ""] {
        let answer = unlock(&server, wrong).must_be(403);
        assert!(answer.text().contains("name=\"streampass\"") && answer.text().contains("role=\"alert\""));
        assert_eq!(answer.header("set-cookie"), None);
    }
    server.post("/zo%C3%AB/password", "streampass=sesame&streampass=sesame").must_be(403);
    server.post("/nobody/password", "streampass=sesame").must_be(404);
    let again = server.get("/zo%C3%AB/password").must_be(303);
    assert_eq!(again.header("location"), Some("/zo%C3%AB/"));
}

#[test]
fn cookies_that_were_tampered_with_open_nothing() {
    let server = site("");
    let good = cookie(&server);
    let pair = good.split(';').next().unwrap();
    let (name, value) = pair.split_once('=').unwrap();
    let (expires, signature) = value.split_once('.').unwrap();
    let later: i64 = expires.parse::<i64>().unwrap() + 1;
    let eves = server.post("/eve/password", "streampass=tahini").must_be(302);
    let eves =
        eves.header("set-cookie").unwrap().split(';').next().unwrap().split_once('=').unwrap().1.to_owned();
    for forged in [
        format!("{later}.{signature}"),
        format!("{expires}."),
        format!("{expires}.{}", signature.replace(|c: char| c.is_ascii_digit(), "0")),
        format!("{expires}.{}", signature.to_uppercase()),
        format!("0{expires}.{signature}"),
        format!("+{expires}.{signature}"),
        format!("{expires}.{signature}0"),
        "9223372036854775807.".into(),
        "sesame".into(),
        String::new(),
        eves,
    ] {
        with(&server, &format!("{name}={forged}"), "/zo%C3%AB/").must_be(403);
        with(&server, &format!("{name}={forged}"), "/zo%C3%AB/playlist.m3u8").must_be(403);
    }
    with(&server, &good, "/zo%C3%AB/").must_be(200);
}

#[test]
fn a_changed_password_locks_everybody_out_within_a_second_segments_included() {
    for delivery in ["server", "accel", "links"] {
        let server = site(&format!("delivery: {delivery}"));
        let cookie = cookie(&server);
        let address = listed(&with(&server, &cookie, "/zo%C3%AB/playlist.m3u8").must_be(200)).remove(0);
        with(&server, &cookie, &address).must_be(200);
        server.site().admin(&["streamer", "password", "-u", "zoë", "-p", "changed"]);
        let info = "/zo%C3%AB/info";
        within(SECOND, "locked out", || (with(&server, &cookie, info).status == 403).then_some(()));
        for path in ["/zo%C3%AB/", "/zo%C3%AB/playlist.m3u8", "/zo%C3%AB/master.m3u8"] {
            with(&server, &cookie, path).must_be(403);
        }
        // nor with the new password by the old name, which nginx would serve to anybody
        let new = unlock(&server, "changed").must_be(302).header("set-cookie").unwrap().to_owned();
        with(&server, &new, &address).must_be(404);
        let file = address.strip_prefix("/hls/").unwrap();
        assert!(!server.site().hls_dir().join(file).is_symlink(), "{delivery}: nginx still has it");
        let again = listed(&with(&server, &new, "/zo%C3%AB/playlist.m3u8").must_be(200));
        with(&server, &new, &again[0]).must_be(200);
    }
}

#[test]
fn a_password_that_is_set_locks_an_open_stream_and_one_that_is_unset_opens_it() {
    let server = site("");
    server.site().admin(&["streamer", "password", "-u", "zoë"]);
    within(SECOND, "open", || (server.get("/zo%C3%AB/info").status == 200).then_some(()));
    let address = listed(&server.get("/zo%C3%AB/playlist.m3u8").must_be(200)).remove(0);
    server.get(&address).must_be(200);
    unlock(&server, "whatever").must_be(302);
    server.site().admin(&["streamer", "password", "-u", "zoë", "-p", "again"]);
    within(SECOND, "locked", || (server.get("/zo%C3%AB/info").status == 403).then_some(()));
    assert_ne!(server.get(&address).status, 200);
}

#[test]
fn guessing_is_slowed_down_by_address_and_told_so() {
    let server = site("nginx_proxy: 1");
    let from = |address: &str, password: &str| {
        let request = Request::new("POST", "/zo%C3%AB/password").header("X-Forwarded-For", address);
        server.send(request.form(&format!("streampass={password}")))
    };
    // a household shares the first half of an address of IPv6
    let mut hosts = (0..).map(|n| ["192.0.2.1".to_owned(), format!("2001:db8::{n:x}")]);
    let mut free = 0;
    let mut waits = BTreeSet::new();
    let [four, six] = until("the pauses grow", || {
        let answers = hosts.next().unwrap().map(|address| from(&address, "guess"));
        free += usize::from(answers[0].status == 403);
        for answer in answers.iter().filter(|answer| answer.status == 429) {
            let seconds = wait(answer).unwrap();
            assert!(answer.text().contains(&format!("Try again in {seconds} second")), "{seconds}");
            waits.insert(seconds);
        }
        answers.iter().all(|answer| wait(answer) > Some(2)).then_some(answers)
    });
    assert_eq!([four.status, six.status], [429; 2]);
    assert!(free >= 5, "people mistype");
    assert!(waits.first() < Some(&3), "{waits:?}");
    // now even the right password is not looked at
    from("192.0.2.1", "sesame").must_be(429);
    from("2001:db8::ffff", "sesame").must_be(429);
    // what the guesser adds in front of what the proxy saw does not count
    from("192.0.2.3, 192.0.2.1", "sesame").must_be(429);
    from("192.0.2.2", "sesame").must_be(302);
    from("2001:db8:0:1::1", "sesame").must_be(302);
}

#[test]
fn guessing_from_many_addresses_slows_strangers_down_and_keeps_nobody_out() {
    let server = site("nginx_proxy: 1");
    let from = |host: u32, path: &str, fields: &str| {
        let address = format!("198.51.{}.{}:4711", host >> 8, host & 255);
        server.send(Request::new("POST", path).header("X-Forwarded-For", address).form(fields))
    };
    let guess = |host| from(host, "/zo%C3%AB/password", "streampass=guess").status;
    assert!((0..60).all(|host| guess(host) == 403));
    until("a guesser waits", || (guess(60) == 429).then_some(()));
    from(1000, "/zo%C3%AB/password", "streampass=sesame").must_be(302);
    assert_eq!([(); 5].map(|()| from(1001, "/eve/password", "streampass=guess").status), [403; 5]);
}

#[test]
fn a_browser_that_knew_the_password_is_let_in_where_others_guess() {
    let server = site("nginx_proxy: 1");
    let from = |address: &str, cookie: &str, password: &str| {
        let request = Request::new("POST", "/zo%C3%AB/password").header("X-Forwarded-For", address);
        server.send(request.header("Cookie", cookie).form(&format!("streampass={password}")))
    };
    let known = from("192.0.2.9", "", "sesame").must_be(302);
    let cookies = known.all("set-cookie");
    let browser_id = cookies.iter().find(|cookie| cookie.starts_with("visitor=")).unwrap();
    let browser_id = browser_id.split(';').next().unwrap().to_owned();
    let gateway = "192.0.2.1";
    until("the guesser waits", || (wait(&from(gateway, "", "guess")) > Some(2)).then_some(()));
    from(gateway, "", "sesame").must_be(429);
    from(gateway, &browser_id, "sesame").must_be(302);
}
