//! The cookies that the site sets are those of which `docs/privacy.md` tells, for as long as it says.

use std::collections::BTreeMap;

use crate::http::Request;
use crate::server::{Site, until};

#[test]
fn every_cookie_is_told_of_with_how_long_it_is_kept() {
    let site = Site::new("accounts: optional");
    site.add_streamer("alice", "hunter2");
    site.add_streamer("locked", "hunter3");
    let server = site.start();
    server.site().admin(&["streamer", "password", "-u", "locked", "-p", "sesame"]);
    until("locked", || (server.get("/locked/").status == 403).then_some(()));
    let polling = "/socket.io/?EIO=4&transport=polling";
    let mut answers: Vec<_> = [
        "/",
        "/alice/",
        "/alice/chat",
        "/alice/info",
        "/api/streams",
        "/locked/",
        "/nobody/",
        "/static/js/stream.js",
        polling,
    ]
    .map(|path| server.get(path))
    .into();
    answers.push(server.send(Request::new("POST", "/theme").form("theme=dark")));
    answers.push(server.send(Request::new("POST", "/-/language").form("language=de")));
    answers.push(server.post("/locked/password", "streampass=sesame"));
    answers.push(server.post("/alice/studio/sign-in", "key=hunter2"));
    answers.push(server.post("/-/account/sign-up", "name=Bob&password=a+few+good+words"));
    let set: BTreeMap<String, i64> = answers
        .iter()
        .flat_map(|answer| answer.all("set-cookie"))
        .map(|cookie| {
            let name = cookie.split('=').next().unwrap();
            let site = if name == "desk" { "SameSite=Strict" } else { "SameSite=Lax" };
            for attribute in ["HttpOnly", site, "Path=/"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
            let name = if name.starts_with("unlock-") { "unlock-…" } else { name };
            let age = cookie.split("Max-Age=").nth(1).unwrap().split(';').next().unwrap();
            (name.to_owned(), age.parse::<i64>().unwrap() / 86400)
        })
        .collect();

    let privacy = include_str!("../../docs/privacy.md");
    let section = privacy.split("\n## ").find(|section| section.starts_with("Cookies")).unwrap();
    let told: BTreeMap<String, i64> = section
        .lines()
        .filter_map(|line| {
            let name = line.strip_prefix("| `")?.split('`').next()?;
            let kept = line.trim_end_matches(" |").rsplit("| ").next()?;
            // those of minutes belong to one sign-in, see providers.rs
            let (days, unit) = kept.split_once(' ')?;
            unit.starts_with("day").then_some((name.to_owned(), days.parse().ok()?))
        })
        .collect();
    assert_eq!(set, told);
}
