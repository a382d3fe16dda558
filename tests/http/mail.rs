//! Followers by e-mail, with a mail server of the test's own.

use serde_json::json;

use crate::encoder::{publish, publish_done};
use crate::followers::go_live;
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};
use crate::smtp::MailServer;

const PAGE: &str = "https://live.example.org";

fn site(mail: &MailServer, more: &str) -> Site {
    let mail = format!("mail: {{server: \"{}\", tls: none, from: Live <live@example.org>}}", mail.address);
    let site = Site::new(&format!(
        "site_url: {PAGE}\nreconnect_window: 0\napi: {{requests: {{burst: 10000, per_minute: 0}}}}\n{mail}\n{more}"
    ));
    site.add_streamer("alice", "hunter2");
    site
}

fn ask(server: &Server, address: &str) -> Answer {
    let request = Request::new("POST", "/api/v1/streams/alice/mail-followers");
    server.send(request.json(&json!({"address": address})))
}

fn followers(server: &Server) -> u64 {
    let request = Request::new("GET", "/api/v1/streams/alice/followers").basic("alice", "hunter2");
    server.send(request).must_be(200).json()["mail"].as_u64().unwrap()
}

/// The path of a link in a mail.
fn path(link: &str) -> &str {
    link.strip_prefix(PAGE).unwrap()
}

#[test]
fn a_viewer_confirms_by_a_link_is_told_and_ends_it_by_one_click() {
    let mail = MailServer::start(&[]);
    // greylisting
    mail.answer("RCPT", &["450 4.2.0 try again"]);
    let site = site(&mail, "");
    let server = site.start();
    let about = Request::new("PATCH", "/api/v1/streams/alice/settings").basic("alice", "hunter2");
    let about = about.json(&json!({"title": "Painting", "content_warning": "paint"}));
    server.send(about).must_be(200);
    assert_eq!(server.get("/api/v1/streams/alice/following").json()["mail"], true);
    let first = ask(&server, "Ann@example.com").must_be(200);
    // the same answer, and no other mail
    assert_eq!(ask(&server, "ann@EXAMPLE.com").must_be(200).json(), first.json());
    let asked = mail.until(1)[0].clone();
    assert_eq!(asked.to, "Ann@example.com");
    let confirm = asked.link(&format!("{PAGE}/-/mail/confirm/"));
    for _ in 0..2 {
        let page = server.get(path(&confirm)).must_be(200);
        assert!(page.page().contains("method=\"post\""), "{}", page.page());
    }
    assert_eq!(followers(&server), 0, "looking at a link confirms nothing");
    let forged = format!("{}0", path(&confirm));
    server.get(&forged).must_be(404);
    server.send(Request::new("POST", &forged)).must_be(404);
    server.get("/-/mail/confirm/x/y").must_be(404);
    let confirmed = server.send(Request::new("POST", path(&confirm))).must_be(200).page();
    assert!(confirmed.contains("You will hear when alice goes live."), "{confirmed}");
    assert_eq!(followers(&server), 1);
    assert_eq!(
        ask(&server, "ann@example.com").must_be(200).json(),
        first.json(),
        "nor does it tell who follows"
    );

    let _on_air = go_live(&server, "hunter2", 1);
    let news = mail.until(2)[1].clone();
    assert!(news.text.contains("Subject: alice is live: Painting\n"), "{}", news.text);
    assert!(news.text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"));
    let end = news.link(&format!("{PAGE}/-/mail/end/"));
    // a restarted encoder is no news
    publish_done(&server, "hunter2", 1).must_be(200);
    publish(&server, "hunter2", 2).must_be(200);
    server.until_info("alice", "live", true);
    server.get(path(&end)).must_be(200);
    assert_eq!(followers(&server), 1, "looking at a link ends nothing");
    let click = Request::new("POST", path(&end)).form("List-Unsubscribe=One-Click");
    server.send(click).must_be(200);
    assert_eq!(followers(&server), 0);
    server.send(Request::new("POST", path(&end))).must_be(200);
    assert_eq!(mail.mails().len(), 2);
    let metrics = server.get("/metrics").must_be(200).text().to_owned();
    assert!(metrics.contains("pystreaming_mails_total{outcome=\"sent\"} 2"), "{metrics}");
    assert!(!server.log().to_lowercase().contains("ann@example"), "an address is in no log");
}

#[test]
fn nobody_can_have_the_site_write_to_many() {
    let mail = MailServer::start(&[]);
    let server = site(&mail, "nginx_proxy: 1").start();
    let ask_from = |network: &str, address: &str| {
        let request = Request::new("POST", "/api/v1/streams/alice/mail-followers");
        server.send(request.header("X-Forwarded-For", network).json(&json!({"address": address})))
    };
    for wrong in ["ann", "ann@example.com\r\nRCPT TO:<eve@example.com>", "ann@[127.0.0.1]", ""] {
        assert!(matches!(ask(&server, wrong).status, 409 | 422), "{wrong:?}");
    }
    for number in 0..5 {
        ask_from(&format!("2001:db8:1:{number}::1"), &format!("ann+{number}@example.com")).must_be(200);
    }
    let many = ask_from("2001:db8:1:9::1", "bob@example.com").must_be(429);
    assert!(many.text().contains("your network"), "{many:?}");
    ask_from("2001:db8:2::1", "ann@example.com").must_be(200);
    let mails = mail.until(3);
    assert!(mails.iter().all(|mail| mail.to.starts_with("ann+")), "{mails:?}");
    until("all that was queued is sent", || {
        let metrics = server.get("/metrics").must_be(200).text().to_owned();
        metrics.contains("pystreaming_mails_total{outcome=\"sent\"} 3").then_some(())
    });
    assert_eq!(mail.mails().len(), 3, "a mailbox gets few");
}

#[test]
fn administrators_test_the_mail_server_and_erase_addresses() {
    let mail = MailServer::start(&[]);
    let site = site(&mail, "");
    site.admin(&["mail", "test", "ann@example.com"]);
    assert!(mail.until(1)[0].text.contains("Mails of this site arrive."));
    mail.answer("RCPT", &["550 5.1.1 unknown"]);
    let failed = site.try_admin(&["mail", "test", "ann@example.com"]);
    assert_eq!(
        String::from_utf8_lossy(&failed.stderr),
        "error: the mail server 127.0.0.1 does not accept the recipient: 550 5.1.1 unknown\n"
    );
    let server = site.start();
    ask(&server, "ann@example.com").must_be(200);
    let show = || server.site().try_admin(&["mail", "show", "Ann@example.com"]);
    let shown = || String::from_utf8_lossy(&show().stdout).into_owned();
    assert!(shown().contains("not confirmed"), "{}", shown());
    server.site().admin(&["mail", "forget", "ann@example.com"]);
    assert_eq!(shown(), "this address follows nobody\n");
}

#[test]
fn without_a_mail_server_nothing_about_mail_is_shown() {
    let site = Site::new("push: {enabled: false}");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    assert!(!server.get("/alice/").must_be(200).page().contains("id=\"follow\""));
    assert_eq!(server.get("/api/v1/streams/alice/following").json()["mail"], false);
    ask(&server, "ann@example.com").must_be(404);
    let failed = server.site().try_admin(&["mail", "test", "ann@example.com"]);
    assert!(String::from_utf8_lossy(&failed.stderr).contains("mail.server: is not set"));
}
