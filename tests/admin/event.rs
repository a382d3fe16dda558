use serde_json::json;

use crate::Site;

#[test]
fn who_changed_the_site_is_listed_by_streamer_type_and_time() {
    let site = Site::new();
    assert_eq!(site.ok(&["event", "list"]), "no such events\n");
    site.ok(&["streamer", "add", "-u", "Alice"]);
    site.ok(&["streamer", "add", "-u", "bob"]);
    site.ok(&["token", "add", "-s", "admin", "-n", "panel"]);
    site.ok(&["streamer", "mastodon", "-u", "alice", "-l", "https://m.example/@alice"]);
    site.ok(&["streamer", "drop", "-u", "bob"]);
    let all = site.json(&["event", "list", "--json"]);
    let kinds: Vec<_> = all.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["add_streamer", "add_streamer", "add_token", "set_mastodon", "remove_streamer"]);
    assert_eq!(all[3]["streamer"], "Alice");
    assert_eq!(all[3]["data"], json!({"mastodon": "https://m.example/@alice", "by": "administrator"}));
    let of_site =
        json!({"id": 1, "purpose": "panel", "scopes": "admin", "expires": null, "by": "administrator"});
    assert_eq!((&all[2]["streamer"], &all[2]["data"]), (&json!(null), &of_site));

    let ids = |line: &[&str]| -> Vec<i64> {
        let listed = site.json(&[&["event", "list", "--json"], line].concat());
        listed.as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&["-u", "ALICE"]), [1, 4]);
    assert_eq!(ids(&["-u", "bob"]), [2, 5], "also of a streamer who is gone");
    assert_eq!(ids(&["-t", "add_streamer"]), [1, 2]);
    assert_eq!(ids(&["-l", "2"]), [4, 5]);
    assert_eq!(ids(&["-l", "2", "-b", "4"]), [2, 3]);
    assert_eq!(ids(&["--since", "1h"]).len(), 5);
    assert_eq!(ids(&["--since", "2100-01-01"]), [0; 0]);
    let table = site.ok(&["event", "list", "-t", "add_token"]);
    let line: Vec<&str> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!((line[0], line[4], line[5]), ("3", "-", "add_token"));
    assert!(site.output(&["event", "list", "-t", "nonsense"], "").status.code() == Some(1));
    site.refused(
        &["event", "list", "--since", "soon"],
        "--since \"soon\" is no time; write 12h, 30d or 8w, or a day such as 2027-01-31",
    );
}
