//! What streamers say about their streams: title, tags, language, content warning.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::encoder::{Recording, media, publish, publish_done};
use crate::http::Request;
use crate::server::{Server, Site, until};

const KEY: &str = "zoes-key";

fn site(settings: &str) -> Server {
    let site = Site::new(settings);
    site.add_streamer("Zoë", KEY);
    site.add_streamer("locked", "locked-key");
    site.admin(&["streamer", "password", "-u", "locked", "-p", "sesame"]);
    site.start()
}

/// Changes the settings of a stream as its streamer.
fn change(server: &Server, name: &str, key: &str, settings: &Value) -> Value {
    let path = format!("/api/v1/streams/{}/settings", utf8_percent_encode(name, NON_ALPHANUMERIC));
    server.send(Request::new("PATCH", &path).basic(name, key).json(settings)).must_be(200).json()
}

#[test]
fn title_tags_language_and_warning_are_told_wherever_the_stream_is() {
    let server = site("site_name: Brushes\nsite_url: https://brushes.example");
    let told = json!({
        "title": "Night <i>owls</i> & \"more\"", "tags": ["Live coding", "#Art"], "language": "German",
        "content_warning": "flashing <b>lights</b>"
    });
    let shown = change(&server, "zoë", KEY, &told);
    assert_eq!(shown["tags"], json!(["live-coding", "art"]));
    assert_eq!(shown["language"], "de");
    server.until_info("zoë", "title", "Night <i>owls</i> & \"more\"");
    for listed in [
        server.get("/zo%C3%AB/info").json(),
        server.get("/api/v1/streams/zo%C3%AB").json(),
        server
            .get("/api/streams")
            .json()
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["name"] == "Zoë")
            .unwrap()
            .clone(),
    ] {
        for (field, value) in [
            ("title", &told["title"]),
            ("tags", &shown["tags"]),
            ("language", &json!("de")),
            ("content_warning", &told["content_warning"]),
        ] {
            assert_eq!(&listed[field], value, "{field} of {listed}");
        }
    }
    let page = server.get("/zo%C3%AB/").must_be(200);
    for text in [
        "<title>Night &lt;i&gt;owls&lt;/i&gt; &amp; &quot;more&quot; – Zoë – Brushes</title>",
        "live-coding</a></li>",
        "German</a></li>",
        "data-warning=\"flashing &lt;b&gt;lights",
        "content=\"Night &lt;i&gt;owls&lt;/i&gt; &amp; &quot;more&quot; – Zoë\"",
    ] {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
    assert!(!page.text().contains("<i>owls") && !page.text().contains("<b>lights"));
    let embedded = server.get("/-/oembed?url=https://brushes.example/Zo%25C3%25AB/").must_be(200).json();
    assert_eq!(embedded["title"], "Night <i>owls</i> & \"more\" – Zoë");
    // nobody but those who know the password is told by links what a locked stream is about
    change(&server, "locked", "locked-key", &json!({"title": "Secret"}));
    until("the title of the locked stream", || {
        let listed = server.get("/api/streams").json();
        listed.as_array().unwrap().iter().any(|it| it["title"] == "Secret").then_some(())
    });
    assert!(!server.get("/locked/").must_be(403).text().contains("Secret"));
}

#[test]
fn what_is_wrong_is_refused_and_changes_nothing() {
    let server = site("");
    let path = "/api/v1/streams/zo%C3%AB/settings";
    for (bad, why) in [
        (json!({"title": "ok", "tags": ["a/b"]}), "in the tag"),
        (json!({"title": "x".repeat(141)}), "141 characters"),
        (json!({"title": "a\u{202e}b"}), "invisible"),
        (json!({"title": "ok", "language": "no such"}), "is not a language"),
        (json!({"title": "ok", "content_warning": "a\nb"}), "more than one line"),
        (json!({"title": "ok", "tags": "art"}), ""),
        (json!({"title": "ok", "tags": [1]}), ""),
        (json!({"title": "ok", "tags": (0..11).map(|n| n.to_string()).collect::<Vec<_>>()}), "more than 10"),
    ] {
        let answer = server.send(Request::new("PATCH", path).basic("zoë", KEY).json(&bad));
        assert!(matches!(answer.status, 409 | 422), "{bad}: {answer:?}");
        assert!(answer.text().contains(why), "{bad}: {}", answer.text());
    }
    assert_eq!(server.get("/zo%C3%AB/info").json()["title"], Value::Null);
}

#[test]
fn a_broadcast_has_its_title_in_the_feed_and_among_past_ones() {
    let server = site("site_url: https://brushes.example\nreconnect_window: 0");
    change(&server, "zoë", KEY, &json!({"title": "Night & day"}));
    server.until_info("zoë", "title", "Night & day");
    publish(&server, KEY, 1).must_be(200);
    Recording::new(&server, KEY).write(0..3);
    server.until_info("Zoë", "live", true);
    let entry = || server.get("/zo%C3%AB/feed.atom").text().split("<entry>").nth(1).map(str::to_owned);
    assert!(entry().unwrap().contains("<title>Night &amp; day</title>"), "{entry:?}", entry = entry());
    publish_done(&server, KEY, 1).must_be(200);
    let ended = until("the end of the broadcast", || entry().filter(|entry| entry.contains("was live")));
    assert!(ended.contains("<title>Night &amp; day</title>"), "{ended}");
    let past = server
        .send(Request::new("GET", "/api/v1/streams/zo%C3%AB/broadcasts").basic("zoë", KEY))
        .must_be(200)
        .json();
    assert_eq!(past["broadcasts"][0]["title"], "Night & day");
}

#[test]
fn a_picture_with_a_warning_is_previewed_nowhere() {
    let server = site("site_url: https://brushes.example");
    let media = media(server.site().hls_dir().parent().unwrap(), "320x180");
    Recording::new(&server, KEY).write_media(0..3, &media);
    server.until_info("Zoë", "live", true);
    until("a picture", || (server.get("/zo%C3%AB/picture.jpg").status == 200).then_some(()));
    change(&server, "zoë", KEY, &json!({"content_warning": "flashing lights"}));
    server.until_info("zoë", "content_warning", "flashing lights");
    server.get("/zo%C3%AB/picture.jpg").must_be(404);
    for page in ["/", "/zo%C3%AB/", "/api/streams"] {
        assert!(!server.get(page).must_be(200).text().contains("picture.jpg"), "{page}");
    }
}

#[test]
fn the_command_line_sets_them_as_the_api_does() {
    let server = site("");
    server.site().admin(&[
        "room",
        "change-settings",
        "-u",
        "zoë",
        "--title",
        "Night",
        "--tags",
        "art,live-coding",
        "--language",
        "de",
    ]);
    let info = server.until_info("zoë", "title", "Night");
    assert_eq!((&info["tags"], &info["language"]), (&json!(["art", "live-coding"]), &json!("de")));
    server.site().admin(&["room", "change-settings", "-u", "zoë", "--tags", "", "--title", ""]);
    assert_eq!(server.until_info("zoë", "title", Value::Null)["tags"], json!([]));
}

/// The names of streams in a list of the front page.
fn names(page: &str) -> Vec<&str> {
    let page = page.split("<template").next().unwrap();
    page.split("data-name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn a_front_page_that_somebody_searches_is_theirs_alone() {
    let server = site("");
    server.site().add_streamer("bob", "bobs-key");
    change(&server, "zoë", KEY, &json!({"title": "Night owls", "tags": ["art", "c++"], "language": "pt-BR"}));
    server.until_info("zoë", "title", "Night owls");
    until("bob", || (server.get("/bob/info").status == 200).then_some(()));
    change(&server, "bob", "bobs-key", &json!({"tags": ["art"], "language": "de"}));
    server.until_info("bob", "language", "de");
    let all = server.get("/").must_be(200);
    assert_eq!(all.header("cache-control"), Some("private, no-cache"));
    for (query, found) in [
        ("q=OWLS", &["Zoë"][..]),
        ("q=zoe+night", &["Zoë"]),
        ("q=night+bob", &[]),
        ("tag=art", &["bob", "Zoë"]),
        ("tag=c%2B%2B", &["Zoë"]),
        ("tag=art&language=de", &["bob"]),
        ("language=pt", &["Zoë"]),
        ("tag=art&tag=", &["bob", "locked", "Zoë"]),
        ("utm=x", &["bob", "locked", "Zoë"]),
    ] {
        let page = server.get(&format!("/?{query}")).must_be(200);
        assert_eq!(names(page.text()), found, "{query}");
        let listed = server.get(&format!("/api/streams?{query}")).must_be(200).json();
        let listed: Vec<_> =
            listed.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(listed, found, "{query}");
        assert_eq!(server.get("/").must_be(200).body, all.body, "after {query}");
    }
    let v1 = server.get("/api/v1/streams?tag=art&language=de").must_be(200).json();
    assert_eq!((&v1["streams"][0]["name"], v1["streams"].as_array().unwrap().len()), (&json!("bob"), 1));
    assert!(server.get("/zo%C3%AB/").text().contains("href=\"/?tag=c%2B%2B\""));
}

#[test]
fn whatever_somebody_searches_for_is_text() {
    let server = site("");
    let hostile = "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&tag=%22%3E%3Cb%3E&language=%3Ci%3E%00%ff";
    let page = server.get(hostile).must_be(200);
    assert!(
        !page.text().contains("<script>alert")
            && !page.text().contains("<b>")
            && !page.text().contains("<i>")
    );
    assert!(page.text().contains("No stream matches"));
    let long = server.get(&format!("/?q={}", "x".repeat(4000))).must_be(200);
    assert!(!long.text().contains(&"x".repeat(101)));
    server.get("/api/streams?q=%ff%00&tag=%").must_be(200);
}

/// Asks for something as the streamer.
fn asked(server: &Server, method: &str, path: &str, body: Option<Value>) -> crate::http::Answer {
    let request = Request::new(method, &format!("/api/v1/streams/zo%C3%AB/{path}")).basic("zoë", KEY);
    server.send(match body {
        Some(body) => request.json(&body),
        None => request,
    })
}

#[test]
fn planned_broadcasts_are_on_the_pages_and_in_the_calendar_until_they_are_removed() {
    let server = site("site_url: https://brushes.example");
    let plan = json!({
        "start": "2026-01-02T20:00", "time_zone": "europe/berlin", "minutes": 90, "weekly": true,
        "title": "Night; owls, <b>and</b> more"
    });
    let made = asked(&server, "POST", "schedule", Some(plan)).must_be(200).json();
    assert_eq!((&made["time_zone"], &made["skipped"]), (&json!("Europe/Berlin"), &json!([])));
    let (id, next) = (made["id"].as_str().unwrap().to_owned(), made["next"].as_i64().unwrap());
    let stream = until("the schedule", || {
        let stream = server.get("/api/v1/streams/zo%C3%AB").json();
        stream["schedule"][0].is_object().then_some(stream)
    });
    assert_eq!(stream["schedule"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&stream["schedule"][0]["start"], &stream["schedule"][0]["weekly"]),
        (&json!(next), &json!(true))
    );
    let listed = server.get("/api/streams").json();
    let listed = listed.as_array().unwrap().iter().find(|it| it["name"] == "Zoë").unwrap();
    assert_eq!(listed["next"]["start"], next);
    for page in ["/", "/zo%C3%AB/"] {
        let page = server.get(page).must_be(200);
        assert!(page.text().contains(&format!("data-unix=\"{next}\"")), "{}", page.text());
        assert!(page.text().contains("Night; owls, &lt;b&gt;and&lt;/b&gt; more"), "{}", page.text());
    }
    let calendar = server.get("/zo%C3%AB/schedule.ics").must_be(200);
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    let text = calendar.text().replace("\r\n ", "");
    assert!(text.contains("SUMMARY:Night\\; owls\\, <b>and</b> more – Zoë\r\n"), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 60);

    let skipped = asked(&server, "POST", &format!("schedule/{id}/skip"), Some(json!({}))).must_be(200).json();
    assert!(skipped["next"].as_i64().unwrap() - next > 6 * 86_400);
    let changed =
        asked(&server, "PATCH", &format!("schedule/{id}"), Some(json!({"title": "", "minutes": 30})));
    assert_eq!(changed.must_be(200).json()["title"], Value::Null);
    server.site().admin(&["room", "unschedule-broadcast", "-u", "zoë", "--id", &id]);
    assert_eq!(asked(&server, "GET", "schedule", None).must_be(200).json()["schedule"], json!([]));
    until("an empty calendar", || {
        (!server.get("/zo%C3%AB/schedule.ics").text().contains("VEVENT")).then_some(())
    });
    server.get("/locked/schedule.ics").must_be(404);
    server.get("/nobody/schedule.ics").must_be(404);
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let server = site("");
    let good = json!({"start": "2026-01-02T20:00", "time_zone": "UTC", "weekly": true});
    for (field, value, why) in [
        ("start", json!("tomorrow"), "2026-12-04T20:00"),
        ("start", json!("2026-02-30T20:00"), "no date"),
        ("start", json!("2999-12-31T23:59"), "ahead"),
        ("start", json!("9999-12-31T23:59"), ""),
        ("start", json!("-9999-01-01T00:00"), ""),
        ("time_zone", json!("Mars/Base"), "no time zone"),
        ("time_zone", json!("../../etc/passwd"), "no time zone"),
        ("minutes", json!(0), ""),
        ("minutes", json!(100_000), ""),
        ("weekly", json!(false), "in the past"),
        ("weekly", json!("yes"), ""),
        ("title", json!("a\nb"), "more than one line"),
    ] {
        let mut plan = good.clone();
        plan[field] = value.clone();
        let answer = asked(&server, "POST", "schedule", Some(plan));
        assert!(matches!(answer.status, 409 | 422), "{field} {value}: {answer:?}");
        assert!(answer.text().contains(why), "{field} {value}: {}", answer.text());
    }
    for _ in 0..20 {
        asked(&server, "POST", "schedule", Some(good.clone())).must_be(200);
    }
    assert!(asked(&server, "POST", "schedule", Some(good)).must_be(409).text().contains("20 planned"));
    asked(&server, "DELETE", "schedule/nothing", None).must_be(404);
}

#[test]
fn what_streamers_tell_about_themselves_is_formatted_and_harmless() {
    let server = site("");
    let about = "# Hi\n\nI *paint*. <script>alert(1)</script> ![x](https://evil.example/x.gif) [me](javascript:alert(1))";
    let links = json!(["https://social.example/@zoe", "https://b.example/"]);
    change(&server, "zoë", KEY, &json!({"about": about, "links": links}));
    let page = until("the text", || {
        let page = server.get("/zo%C3%AB/").must_be(200).text().to_owned();
        page.contains("<h2>Hi</h2>").then_some(page)
    });
    assert!(page.contains("<em>paint</em>") && page.contains("&lt;script&gt;"), "{page}");
    assert!(!page.contains("evil.example") && !page.contains("javascript:"), "{page}");
    assert!(page.contains("rel=\"me noopener\" href=\"https://social.example/@zoe\""), "{page}");
    let stream = server.get("/api/v1/streams/zo%C3%AB").json();
    assert_eq!((&stream["about"], &stream["links"]), (&json!(about), &links));
    for bad in [
        json!({"links": ["http://a.example"]}),
        json!({"links": ["javascript:x"]}),
        json!({"about": "x".repeat(5001)}),
    ] {
        let path = "/api/v1/streams/zo%C3%AB/settings";
        server.send(Request::new("PATCH", path).basic("zoë", KEY).json(&bad)).must_be(409);
    }
    let preview = |text: &str, name: &str| {
        let path = "/api/v1/streams/zo%C3%AB/about/preview";
        server.send(Request::new("POST", path).basic(name, KEY).json(&json!({"text": text})))
    };
    let shown = preview("*hi* <b>x</b>", "zoë").must_be(200).json();
    assert_eq!(shown["html"], "<p><em>hi</em> &lt;b&gt;x&lt;/b&gt;</p>\n");
    assert_eq!(preview(" ", "zoë").must_be(200).json()["html"], "");
    assert!(preview("a\u{202e}b", "zoë").must_be(409).text().contains("invisible"));
    preview("hi", "locked").must_be(401);
    // who is asked for the password is not told
    change(&server, "zoë", KEY, &json!({"password": "sesame"}));
    until("the lock", || {
        server.get("/api/v1/streams/zo%C3%AB").json()["locked"].as_bool().filter(|locked| *locked)
    });
    let stream = server.get("/api/v1/streams/zo%C3%AB").json();
    assert_eq!((&stream["about"], &stream["links"]), (&Value::Null, &json!([])));
    assert!(!server.get("/zo%C3%AB/").must_be(403).text().contains("paint"));
}
