//! Themes: chosen by a cookie, from those that the administrator allows.

use crate::http::Request;
use crate::server::Site;

#[test]
fn the_theme_that_was_chosen_is_used_and_unknown_ones_are_not() {
    let server = Site::new("themes: [dark, light]").start();
    let shown = |cookie: &str| {
        let page = server.send(Request::new("GET", "/").cookie(cookie)).must_be(200).page();
        let theme = page.split("data-theme=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(page.contains(&format!("/static/themes/{theme}/theme.css")), "{theme}");
        theme
    };
    let answer = server.post("/theme", "theme=light&next=/").must_be(303);
    assert_eq!(answer.header("location"), Some("/"));
    assert_eq!(shown(answer.header("set-cookie").unwrap()), "light");
    // one that exists but is not allowed counts as unknown
    for unknown in ["contrast", "default", "Light", "../light", "light\"><script>", "", "light%00"] {
        assert_eq!(shown(&format!("theme={unknown}")), "dark", "{unknown}");
        server.post("/theme", &format!("theme={unknown}")).must_be(400);
    }
    server.post("/theme", "theme=light&theme=dark").must_be(400);
}

#[test]
fn choosing_a_theme_leads_nowhere_but_back() {
    let server = Site::new("").start();
    for (next, location) in [
        ("/alice/", "/alice/"),
        ("/zo%25C3%25AB/", "/zo%C3%AB/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("/%09/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/%0d%0aSet-Cookie:%20a=b", "/"),
        ("/a&next=/b", "/"),
    ] {
        let answer = server.post("/theme", &format!("theme=dark&next={next}")).must_be(303);
        assert_eq!(answer.header("location"), Some(location), "{next}");
    }
}

#[test]
fn a_theme_of_the_administrators_own_is_served_and_nothing_beside_it() {
    let site = Site::new("themes: [ocean, dark]\nthemes_dir: themes");
    std::fs::create_dir_all(site.path("themes/ocean/deep")).unwrap();
    std::fs::write(site.path("themes/ocean/theme.css"), ":root { --sea: blue }").unwrap();
    std::fs::write(site.path("themes/ocean/.hidden"), "x").unwrap();
    std::fs::write(site.path("themes/secret.css"), "x").unwrap();
    let server = site.start();
    assert!(server.get("/").page().contains("/static/themes/ocean/theme.css?v="));
    let css = server.get("/static/themes/ocean/theme.css").must_be(200);
    assert_eq!(
        (css.text(), css.header("content-type")),
        (":root { --sea: blue }", Some("text/css; charset=utf-8"))
    );
    server.get("/static/themes/dark/theme.css").must_be(200);
    for path in [
        "ocean/.hidden",
        "ocean/..%2fsecret.css",
        "..%2fconfig.yaml",
        "ocean/..",
        "ocean/deep",
        "ocean/",
        "secret.css",
        "ocean/../../config.yaml",
        "%2e%2e/config.yaml",
        "ocean/%2e%2e%2f%2e%2e%2fconfig.yaml",
        "Ocean/theme.css",
        "ocean/theme.css%00",
        "ocean/THEME.CSS",
    ] {
        server.get(&format!("/static/themes/{path}")).must_be(404);
    }
}

#[test]
fn a_theme_without_a_folder_keeps_the_site_from_starting_and_says_why() {
    let site = Site::new("themes: [ocean]\nthemes_dir: themes");
    std::fs::create_dir(site.path("themes")).unwrap();
    let said = site.refuses_to_start();
    for word in ["config.yaml", "themes", "ocean", "theme.css"] {
        assert!(said.contains(word), "{word} is missing: {said}");
    }
}
