//! Requests that claim to come from elsewhere than they do.

use crate::http::{Answer, Request};
use crate::server::{Server, Site};

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.add_streamer("bob", "bobs-key");
    site.start()
}

fn theme(server: &Server, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::new("POST", "/theme").form("theme=dark&next=/alice/");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    server.send(request)
}

#[test]
fn forms_sent_by_other_sites_are_refused() {
    let server = site("");
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    let own = format!("http://{}", server.address());
    theme(&server, &[("Origin", &own)]).must_be(303);
    theme(&server, &[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]).must_be(303);
    theme(&server, &[]).must_be(303);
    for foreign in [
        [("Origin", "https://evil.example")].as_slice(),
        &[("Origin", "null")],
        &[("Origin", "")],
        &[("Origin", &format!("{own}.evil.example"))],
        &[("Origin", &format!("http://evil.example:{}", server.address().port()))],
        &[("Origin", "http://127.0.0.1:1")],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", &own)],
    ] {
        let answer = theme(&server, foreign).must_be(403);
        assert_eq!(answer.header("set-cookie"), None);
        for path in ["/alice/password", "/theme", "/-/language", "/auth/on_publish"] {
            let mut request = Request::new("POST", path).form("streampass=sesame&name=hunter2");
            for (name, value) in foreign {
                request = request.header(name, *value);
            }
            server.send(request).must_be(403);
        }
    }
}

#[test]
fn a_proxy_that_is_accounted_for_tells_the_sites_own_name() {
    let server = site("nginx_proxy: 1");
    let headers =
        [("Host", "site.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1")];
    let with_origin = |origin| theme(&server, &[&headers[..], &[("Origin", origin)]].concat());
    with_origin("https://site.example").must_be(303);
    with_origin("https://evil.example").must_be(403);

    // a host named by the client itself counts for nothing
    let server = site("");
    theme(&server, &[("X-Forwarded-Host", "evil.example"), ("Origin", "http://evil.example")]).must_be(403);
    theme(&server, &[("Forwarded", "host=evil.example"), ("Origin", "http://evil.example")]).must_be(403);
}

#[test]
fn cookies_are_marked_as_secure_behind_an_encrypting_proxy_only() {
    for (hops, secure) in [(1, true), (0, false)] {
        let server = site(&format!("nginx_proxy: {hops}"));
        server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
        crate::server::until("locked", || (server.get("/alice/").status == 403).then_some(()));
        let request = Request::new("POST", "/alice/password")
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-For", "192.0.2.1");
        let answer = server.send(request.form("streampass=sesame")).must_be(302);
        assert_eq!(answer.header("set-cookie").unwrap().contains("Secure"), secure, "{hops} hops");
        assert_eq!(answer.header("location"), Some("/alice/"));
        let send = |request: Request| server.send(request.header("X-Forwarded-Proto", "https"));
        for answer in
            [send(Request::new("GET", "/bob/")), send(Request::new("POST", "/theme").form("theme=dark"))]
        {
            assert_eq!(answer.header("set-cookie").unwrap().contains("Secure"), secure, "{hops} hops");
        }
        // over a connection that is not encrypted, browsers complain of it
        let opener =
            send(Request::new("GET", "/bob/")).header("cross-origin-opener-policy").map(str::to_owned);
        assert_eq!(opener.is_some(), secure, "{hops} hops");
    }
}

#[test]
fn addresses_are_believed_as_far_as_proxies_are_configured() {
    // each row: hops, what the request says, whether 192.0.2.1 may read the metrics because of it
    for (hops, forwarded, allowed) in [
        (0, "192.0.2.1", false),
        (1, "192.0.2.1", true),
        (1, "192.0.2.1, 198.51.100.1", false),
        (2, "192.0.2.1, 198.51.100.1", true),
        (2, "192.0.2.1, 198.51.100.1, 198.51.100.2", false),
        (1, "192.0.2.1, unknown", false),
    ] {
        let server = site(&format!("nginx_proxy: {hops}\nmetrics: {{allow: [\"192.0.2.1\"]}}"));
        for path in ["/metrics", "/readyz", "/healthz"] {
            let answer = server.send(Request::new("GET", path).header("X-Forwarded-For", forwarded));
            assert_eq!(answer.status, if allowed { 200 } else { 404 }, "{hops} {forwarded} {path}");
        }
    }
}

#[test]
fn metrics_and_health_are_there_for_this_machine_alone_by_default() {
    let server = site("");
    let metrics = server.get("/metrics").must_be(200);
    assert!(metrics.text().contains("pystreaming_live{streamer=\"alice\"} 0\n"), "{}", metrics.text());
    assert_eq!(server.get("/readyz").must_be(200).json()["ready"], true);
    server.get("/healthz").must_be(200);
    // a proxy on this machine that is not accounted for asks for strangers
    for (name, value) in [
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Real-IP", "127.0.0.1"),
        ("Forwarded", "for=127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("Via", "1.1 x"),
    ] {
        for path in ["/metrics", "/healthz", "/readyz"] {
            server.send(Request::new("GET", path).header(name, value)).must_be(404);
        }
    }
    // a name that would break out of its label
    server.site().admin(&["streamer", "drop", "-u", "alice"]);
    crate::server::until("gone", || (!server.get("/metrics").text().contains("alice")).then_some(()));

    for nobody in ["metrics: {allow: []}", "metrics: {allow: [\"10.0.0.0/8\"]}"] {
        let server = site(nobody);
        for path in ["/metrics", "/healthz", "/readyz"] {
            server.get(path).must_be(404);
        }
    }
}
