//! Requests that no browser sends. Each ends in a refusal on a connection that is closed, and the server goes on.

use std::time::{Duration, Instant};

use crate::http::Request;
use crate::server::{Server, Site};

fn site() -> Server {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// What the server answers to these bytes before it hangs up.
#[track_caller]
fn answers(server: &Server, bytes: impl AsRef<[u8]>) -> Vec<u16> {
    let mut connection = server.connect();
    connection.send(bytes);
    let mut statuses = Vec::new();
    while let Ok(answer) = connection.answer() {
        statuses.push(answer.status);
    }
    assert!(connection.is_closed());
    statuses
}

#[test]
fn requests_whose_end_is_ambiguous_are_refused_and_nothing_is_smuggled() {
    let server = site();
    // where the end is taken for what one of the two headers says, the rest would be a second request
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    for headers in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Content-Length: 99999999999999999999999",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding : chunked",
        "Content-Length : 5",
        "X: y\r\n Content-Length: 5",
        "X: y\r\n\tTransfer-Encoding: chunked",
        "Content-Length: 5\r\nX: a\rTransfer-Encoding: chunked",
        "X: \0",
        "Content-Length\0: 5",
    ] {
        let request = format!("POST /theme HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n0\r\n\r\n{smuggled}");
        assert_eq!(answers(&server, request), [400], "{headers:?}");
    }
    for version in ["HTTP/1.0", "HTTP/1.1"] {
        let request =
            format!("POST /theme {version}\r\nTransfer-Encoding: chunked\r\nHost: x\r\nHost: x\r\n\r\n");
        assert_eq!(answers(&server, request), [400]);
    }
}

#[test]
fn chunks_that_are_none_are_refused_and_nothing_is_smuggled() {
    let server = site();
    for body in [
        "5 \n12345\r\n0\r\n\r\n",
        "-1\r\n\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n\r\n",
        "5\r\n12345GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "0x5\r\n12345\r\n0\r\n\r\n",
        "5\n12345\n0\n\n",
        "z\r\n",
        "\r\n\r\n",
        "5;a=\0\r\n12345\r\n0\r\n\r\n",
    ] {
        let head = "POST /theme HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        let statuses = answers(&server, format!("{head}{body}"));
        assert!(!statuses.contains(&200), "{body:?}: {statuses:?}");
    }
}

#[test]
fn a_request_names_one_host() {
    let server = site();
    for head in ["Host: a\r\nHost: b", "Host: a\r\nhost: a", "Accept: x", ""] {
        assert_eq!(answers(&server, format!("GET / HTTP/1.1\r\n{head}\r\n\r\n")), [400], "{head:?}");
    }
    let mut connection = server.connect();
    connection.send("GET /alice/info HTTP/1.0\r\n\r\n");
    assert_eq!(
        connection.answer().unwrap().status,
        200,
        "before HTTP/1.1 there was no such header; nginx's hooks use it"
    );
}

#[test]
fn what_is_not_http_is_refused() {
    let server = site();
    for garbage in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03hello over TLS, longer than a line\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1 extra\r\nHost: x\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /zo\xc3\xab/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
        b"G\xffT / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b": x\r\n\r\n",
        // lines end with both: for others on the way a lone line feed may end none
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"GET / HTTP/1.1\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\n",
        b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
        b"\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /theme HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
    ] {
        assert_eq!(answers(&server, garbage), [400], "{}", garbage.escape_ascii());
    }
    // and what is, but leads nowhere
    for (target, status) in
        [("*", 404), ("http://evil.example/alice/info", 200), ("/alice/info#x", 200), ("alice", 400)]
    {
        let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let got = answers(&server, request);
        assert!(got == [status] || got == [404] || got == [400], "{target}: {got:?}");
    }
    for method in ["CONNECT", "TRACE", "PUT", "DELETE", "BREW"] {
        let answer = server.send(Request::new(method, "/alice/"));
        assert!(matches!(answer.status, 400 | 404 | 405), "{method}: {}", answer.status);
        assert!(!answer.everything().contains("x-echo"));
    }
}

#[test]
fn heads_are_bounded() {
    let server = site();
    let flood = |head: String| {
        let statuses = answers(&server, format!("{head}\r\nHost: x\r\nConnection: close\r\n\r\n"));
        assert!(
            statuses == [431] || statuses == [400] || statuses == [414] || statuses.is_empty(),
            "{statuses:?}"
        );
    };
    flood(format!("GET /{} HTTP/1.1", "a".repeat(1 << 20)));
    flood(format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(1 << 20)));
    flood(format!("GET / HTTP/1.1{}", "\r\nX: y".repeat(10_000)));
    flood(format!("GET / HTTP/1.1{}", "\r\nX: y".repeat(100)));
    // long, but no longer than some cookies: answered like any other
    for path in [format!("/{}/", "a".repeat(10_000)), format!("/alice/info?of={}", "a".repeat(10_000))] {
        let status = server.get(&path).status;
        assert!(matches!(status, 200 | 404), "{status}");
    }
    server.get("/alice/info").must_be(200);
}

#[test]
fn names_that_were_made_to_lead_elsewhere_lead_nowhere() {
    let server = site();
    for path in [
        "/..",
        "/../",
        "/%2e%2e/",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/..%2fetc/passwd",
        "/%00/",
        "/alice%00/",
        "/%ff%fe/",
        "/alice%2f/",
        "/alice%5c/",
        "//alice/",
        "/alice//",
        "/./alice/",
        "/hls/",
        "/hls",
        "/hls/..",
        "/hls/..%2fpystreaming.db",
        "/hls/%2e%2e%2fpystreaming.db",
        "/hls/../pystreaming.db",
        "/hls//etc/passwd",
        "/hls/%2fetc%2fpasswd",
        "/hls/hunter2.m3u8",
        "/hls/%00.ts",
        "/pystreaming.db",
        "/data/secret_key",
        "/config.yaml",
        "/alice/playlist/..%2f..%2fx.m3u8",
        "/alice/playlist/%00.m3u8",
        "/alice/master.m3u8%00",
        "/alice/../alice/info",
        "/api/",
        "/api/../",
        "/auth/",
        "/auth/on_publish/",
    ] {
        let answer = server.get(path).must_be(404);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert!(!answer.everything().contains("root:"), "{path}");
    }
}

#[test]
fn forms_are_bounded_in_size() {
    let server = site();
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    crate::server::until("locked", || (server.get("/alice/info").status == 403).then_some(()));
    let large = format!("streampass={}", "a".repeat(64 * 1024));
    for path in ["/alice/password", "/theme", "/auth/on_publish", "/auth/on_publish_done", "/auth/on_update"]
    {
        server.post(path, &large).must_be(413);
        // without saying so ahead
        let mut connection = server.connect();
        connection.send(format!("POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
        connection.send(format!("{:x}\r\n{large}\r\n", large.len()));
        assert_eq!(connection.answer().unwrap().status, 413, "{path}");
        // saying so, and waiting to be asked for it
        let mut connection = server.connect();
        let length = 1_u64 << 40;
        connection.send(format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"));
        assert_eq!(connection.answer().unwrap().status, 413, "{path}");
    }
    let broken = Request::new("POST", "/alice/password").form("%ff%00=&&&=;=\u{202e}&streampass");
    server.send(broken).must_be(403);
}

/// The one test that takes as long as the server's patience does, and tries all of it at once.
#[test]
fn who_dawdles_is_told_so_and_sent_away() {
    let server = site();
    let begun = Instant::now();
    let dripping = [
        ("a line", "GET /"),
        ("a header", "GET / HTTP/1.1\r\nHost: x\r\nX: "),
        ("a form", "POST /theme HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"),
        ("a hook", "POST /auth/on_publish HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"),
    ];
    let answered = "GET /alice/info HTTP/1.1\r\nHost: x\r\n";
    let before = ["".to_owned(), format!("{answered}\r\n"), format!("{answered}\r\n").repeat(5)];
    let mut connections: Vec<_> = before
        .iter()
        .flat_map(|before| dripping.map(|(what, bytes)| (what, before, bytes)))
        .map(|(what, before, bytes)| {
            let mut connection = server.connect();
            connection.send(before);
            for _ in 0..before.matches(answered).count() {
                connection.answer().unwrap().must_be(200);
            }
            connection.send(bytes);
            connection.drip();
            (what, connection)
        })
        .collect();
    // a body that nobody waits for, since the answer is out
    let mut unread = server.connect();
    unread.send(format!("{answered}Transfer-Encoding: chunked\r\n\r\n1;"));
    unread.drip();
    unread.answer().unwrap().must_be(200);
    assert!(unread.is_closed());
    // meanwhile others are served
    server.get("/alice/info").must_be(200);
    for (what, connection) in &mut connections {
        let answer = connection.answer().unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(answer.status, 408, "{what}");
        assert!(connection.is_closed(), "{what}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
