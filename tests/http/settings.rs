//! Settings of the site that administrators change while the server runs.

use serde_json::{Value, json};

use crate::api::token;
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// What `pystreaming-admin` prints.
fn says(server: &Server, line: &[&str]) -> String {
    let output = server.site().try_admin(line);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn is_titled(server: &Server, path: &str, name: &str) -> bool {
    server.get(path).must_be(200).text().contains(&format!("{name}</title>"))
}

fn until_titled(server: &Server, path: &str, name: &str) {
    until(&format!("{path} has the title {name}"), || is_titled(server, path, name).then_some(()));
}

fn admin(server: &Server) -> String {
    token(server, &["--scopes", "admin"])
}

fn call(server: &Server, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    let request = Request::new(method, &format!("/api/v1/settings{path}")).bearer(token);
    server.send(match body {
        Value::Null => request,
        body => request.json(body),
    })
}

fn listed(server: &Server, token: &str, key: &str) -> Value {
    let all = call(server, token, "GET", "", &Value::Null).must_be(200).json();
    let found = all["settings"].as_array().unwrap().iter().find(|setting| setting["key"] == key);
    found.unwrap_or_else(|| panic!("{key} in {all}")).clone()
}

#[test]
fn settings_hold_at_once_in_pages_and_over_a_restart() {
    let mut server = site("site_name: Brushes\nthemes: [dark, light]");
    let token = admin(&server);
    for path in ["/", "/alice/"] {
        assert!(is_titled(&server, path, "Brushes"), "{path}");
    }
    call(&server, &token, "PUT", "/site_name", &json!({"value": "Pens & ink"})).must_be(200);
    call(&server, &token, "PUT", "/themes", &json!({"value": ["contrast"]})).must_be(200);
    for path in ["/", "/alice/"] {
        until_titled(&server, path, "Pens &amp; ink");
        // the server may learn of each change for itself
        let has_theme = || server.get(path).text().contains("data-theme=\"contrast\"");
        until(&format!("{path} has the theme"), || has_theme().then_some(()));
    }
    let told = listed(&server, &token, "site_name");
    assert_eq!((&told["value"], &told["configured"]), (&json!("Pens & ink"), &json!("Brushes")));
    assert_eq!(told["changed_by"].as_str().map(|by| by.starts_with("token ")), Some(true), "{told}");
    assert!(told["changed"].as_i64().unwrap() > 1_700_000_000);
    assert_eq!(listed(&server, &token, "chat.messages")["changed_by"], Value::Null);

    server.stop();
    server.restart();
    until_titled(&server, "/", "Pens &amp; ink");
    call(&server, &token, "DELETE", "/site_name", &Value::Null).must_be(200);
    until_titled(&server, "/", "Brushes");
}

#[test]
fn the_front_page_welcomes_in_markdown_that_cannot_harm() {
    let server = site("");
    let token = admin(&server);
    let welcome = || {
        server
            .get("/")
            .must_be(200)
            .text()
            .split_once("aria-label=\"Welcome\"")
            .map(|(_, rest)| rest.to_owned())
    };
    assert_eq!(welcome(), None);
    let text = "# Hello\n\nWe **paint**.\n\n<script>alert(1)</script>";
    call(&server, &token, "PUT", "/welcome", &json!({"value": text})).must_be(200);
    let shown = until("a welcome", welcome);
    assert!(shown.contains("<h2>Hello</h2>\n<p>We <strong>paint</strong>.</p>"), "{shown}");
    assert!(!shown.contains("<script>alert"), "{shown}");
    let found = server.get("/?q=alice").must_be(200);
    assert!(!found.text().contains("Hello"), "results stand first");
    call(&server, &token, "PUT", "/welcome", &json!({"value": "ä".repeat(5001)})).must_be(409);
}

#[test]
fn settings_are_refused_in_the_words_of_the_configuration() {
    let server = site("");
    let token = admin(&server);
    for (key, value, status, why) in [
        ("themes", json!(["drak"]), 409, "did you mean `dark`?"),
        ("chat.messages", json!({"burst": 0, "per_minute": 1}), 409, "from 1 to 100000"),
        ("chat.mesages", json!(1), 404, "did you mean `chat.messages`?"),
        ("port", json!(80), 404, "in the configuration file"),
        ("secret_key", json!("x"), 404, "in the configuration file"),
    ] {
        let refused =
            call(&server, &token, "PUT", &format!("/{key}"), &json!({"value": value})).must_be(status);
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(why), "{key}: {detail}");
    }
    assert!(says(&server, &["event", "list", "-t", "set_site_setting", "--json"]).trim().ends_with("[]"));
    server.get("/api/v1/settings").must_be(401);
}

#[test]
fn the_command_line_changes_them_too() {
    let server = site("site_name: Brushes");
    assert_eq!(
        says(&server, &["setting", "set", "chat.messages", "{burst: 3, per_minute: 4}"]),
        "chat.messages is {\"burst\":3,\"per_minute\":4}\n"
    );
    says(&server, &["setting", "set", "site_name", "12"]);
    until_titled(&server, "/", "12");
    let listed = says(&server, &["setting", "list"]);
    assert!(
        listed.lines().any(|line| line.starts_with("chat.messages") && line.contains("\"burst\":3")),
        "{listed}"
    );
    assert_eq!(
        says(&server, &["setting", "reset", "site_name"]),
        "site_name is as in the configuration: \"Brushes\"\n"
    );
    until_titled(&server, "/", "Brushes");
}
