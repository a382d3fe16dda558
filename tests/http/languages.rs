//! Languages of pages: by choice, by the browser, by the site.

use crate::http::Request;
use crate::server::{Server, Site};

fn language(page: &str) -> &str {
    page.split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap()
}

fn front(server: &Server, headers: &[(&str, &str)]) -> String {
    let mut request = Request::new("GET", "/");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    server.send(request).must_be(200).page()
}

#[test]
fn a_page_is_in_the_language_that_was_chosen_with_its_scripts() {
    let site = Site::new("");
    site.add_streamer("alice", "alices-key");
    let server = site.start();
    let answer = server.post("/-/language", "language=de&next=/alice/").must_be(303);
    assert_eq!(answer.header("location"), Some("/alice/"));
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(cookie, "language=de");

    let german = front(&server, &[("Cookie", &cookie)]);
    assert_eq!(language(&german), "de");
    assert!(german.contains("Gerade ist niemand live"), "{german}");
    let script = german.split("/-/de.front.js?v=").nth(1).map(|rest| rest.split('"').next().unwrap());
    let script = server.get(&format!("/-/de.front.js?v={}", script.unwrap())).must_be(200);
    assert!(script.text().contains("gerade eben") && script.text().contains("Streams gefunden"));
    // what is cached for one is not shown to another
    let english = front(&server, &[]);
    assert_eq!(language(&english), "en");
    assert!(
        english.contains("Nobody is live right now") && english.contains("\"/-/front.js?v="),
        "{english}"
    );
    let page = server.send(Request::new("GET", "/alice/").cookie(&cookie)).must_be(200);
    assert!(page.page().contains("<span dir=\"auto\">alice</span> ist offline"));
    assert!(page.page().contains("/-/de.stream.js?v="));
    let error = server.send(Request::new("GET", "/nobody/").cookie(&cookie)).must_be(404);
    assert!(error.page().contains("<h1>Hier ist nichts</h1>"));
}

#[test]
fn no_choice_of_a_language_loses_what_is_shown_only_once() {
    const CHOICE: &str = "formaction=\"/-/language\"";
    let server = Site::new("accounts: optional").start();
    assert!(server.get("/-/account/sign-up").must_be(200).text().contains(CHOICE));
    let codes = server.post("/-/account/sign-up", "name=Bob&password=a+few+good+words").must_be(200);
    assert!(codes.text().contains("class=\"account-codes\"") && !codes.text().contains(CHOICE));
    let link = server.get("/-/login").must_be(200);
    assert!(!link.text().contains(CHOICE), "its script has taken the secret out of the address");
}

#[test]
fn what_is_no_language_of_the_site_is_refused_and_shown_in_its_own() {
    let server = Site::new("").start();
    for unknown in ["fr", "DE", "../de", "de\"><script>", "", "de%00"] {
        server.post("/-/language", &format!("language={unknown}")).must_be(400);
        assert_eq!(
            language(&front(&server, &[("Cookie", &format!("language={unknown}"))])),
            "en",
            "{unknown}"
        );
    }
    server.post("/-/language", "language=en&language=en").must_be(400);
    for path in ["/-/fr.front.js", "/-/en.front.js", "/-/de.front.css", "/-/de.nowhere.js"] {
        server.get(path).must_be(404);
    }
}

#[test]
fn a_browser_gets_the_first_language_it_likes_that_the_site_has() {
    let server = Site::new("").start();
    for (accepted, shown) in [
        ("en-GB,en;q=0.9", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-CH, fr;q=0.9, de;q=0.8, en;q=0.7, *;q=0.5", "de"),
        ("de;q=0.7, en;q=0.8", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=0", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("en;q=0", "en"),
        ("de;q=nonsense", "en"),
        ("\u{e4}\u{f6}", "en"),
    ] {
        assert_eq!(language(&front(&server, &[("Accept-Language", accepted)])), shown, "{accepted}");
    }
}

#[test]
fn the_site_has_a_language_for_those_who_ask_for_no_other() {
    let site = Site::new("site_language: de");
    site.add_streamer("alice", "alices-key");
    let server = site.start();
    assert_eq!(language(&front(&server, &[])), "de");
    assert_eq!(language(&front(&server, &[("Accept-Language", "fr")])), "de");
    assert_eq!(language(&front(&server, &[("Accept-Language", "en")])), "en");
    assert_eq!(language(&front(&server, &[("Cookie", "language=en"), ("Accept-Language", "de")])), "en");
    let feed = server.get("/alice/feed.atom").must_be(200);
    assert!(
        feed.text().contains("xml:lang=\"de\"") && feed.text().contains("Sendungen von alice"),
        "{}",
        feed.text()
    );
}

#[test]
fn a_language_from_right_to_left_turns_the_page_around() {
    let server = Site::new("").start();
    let page = front(&server, &[("Cookie", "language=en-XB")]);
    assert!(page.contains("<html lang=\"en-XB\" dir=\"rtl\""), "{page}");
    assert!(!page.contains("Nobody is live") && page.contains("<code>"), "{page}");
}

#[test]
fn pages_say_their_language_and_what_decides_about_it() {
    let site = Site::new("site_language: de");
    site.add_streamer("alice", "alices-key");
    let server = site.start();
    let vary = |answer: &crate::http::Answer| {
        let all = answer.all("vary").join(", ");
        ["Accept-Language", "Cookie"].into_iter().filter(|name| all.contains(name)).count()
    };
    for path in ["/", "/alice/", "/alice/chat", "/alice/embed", "/nobody/", "/admin/", "/api/v1/"] {
        let request = || Request::new("GET", path);
        for (request, language) in [
            (request(), "de"),
            (request().header("Accept-Language", "en"), "en"),
            (request().header("Accept-Language", "de").cookie("language=en"), "en"),
        ] {
            let answer = server.send(request);
            assert_eq!((answer.header("content-language"), vary(&answer)), (Some(language), 2), "{path}");
        }
    }
    // what is the same for everybody is cached for everybody
    for path in ["/alice/feed.atom", "/-/front.js", "/static/icon.svg", "/alice/info"] {
        let answer = server.get(path).must_be(200);
        assert_eq!(vary(&answer), 0, "{path}: {:?}", answer.header("vary"));
    }
    assert_eq!(server.get("/alice/feed.atom").header("content-language"), Some("de"));
}
