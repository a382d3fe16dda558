use crate::Site;

#[test]
fn settings_are_printed_with_their_origin_and_without_secrets() {
    let site = Site::with_config(
        "secret_key: hush-hush-hush\ndatabase: {address: db, database: site, user: me, password: hush}\n\
         live_indicator_delay: 2.5\nvideo_qualities: [Original, 720P]\nlog: {level: warn}",
    )
    .environment("PYSTREAMING_PORT", "8080")
    .environment("PYSTREAMING_HOOK_SECRET", "hush-hush")
    .environment("PYSTREAMING_LOG__FORMAT", "json");
    let printed = site.ok(&["config", "check"]);
    for (setting, origin) in [
        ("site_name: \"PyStreaming\"", "default"),
        ("database: \"mysql://me:…@db:3306/site\"", "file config.yaml"),
        ("secret_key: \"(hidden)\"", "file config.yaml"),
        ("port: 8080", "environment variable PYSTREAMING_PORT"),
        ("hook_secret: \"(hidden)\"", "environment variable PYSTREAMING_HOOK_SECRET"),
        ("hls_dir: \"data/hls\"", "default"),
        ("live_indicator_delay: 2.5", "file config.yaml"),
        ("reconnect_window: 30", "default"),
        ("video_qualities: [\"Original\", \"720P\"]", "file config.yaml"),
        ("log:\n  level: \"warn\"", "file config.yaml"),
        ("  format: \"json\"", "environment variable PYSTREAMING_LOG__FORMAT"),
    ] {
        let found = printed.split_once(setting).map(|(_, rest)| rest.lines().next().unwrap().trim());
        assert_eq!(found, Some(format!("# {origin}").as_str()), "{setting}\n{printed}");
    }
    let json = site.json(&["config", "check", "--json"]);
    let port = json.as_array().unwrap().iter().find(|setting| setting["key"] == "port").unwrap();
    assert_eq!(
        (&port["value"], &port["origin"]),
        (&8080.into(), &"environment variable PYSTREAMING_PORT".into())
    );
    assert!(!printed.contains("hush") && !json.to_string().contains("hush"), "{printed}");
}

#[test]
fn printed_settings_are_a_valid_configuration_file() {
    let site = Site::new();
    let printed = site.ok(&["config", "check"]);
    let again = Site::with_config(&printed.replace("(hidden)", "only for tests"));
    let origins_aside = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split("  #").next().unwrap().trim_end().to_owned()).collect()
    };
    assert_eq!(origins_aside(&again.ok(&["config", "check"])), origins_aside(&printed));
}

#[test]
fn the_printed_defaults_are_a_configuration_file_that_changes_nothing() {
    let defaults = Site::new().ok(&["config", "defaults"]);
    assert!(defaults.contains("# Threads that serve requests.\n"), "{defaults}");
    let values = |printed: String| -> Vec<String> {
        printed.lines().map(|line| line.split("  #").next().unwrap().trim_end().to_owned()).collect()
    };
    // the secret key of a test site stands in its own file
    let defaults = defaults.replace("secret_key: null", "secret_key: only for tests");
    let checked = Site::with_config(&defaults).ok(&["config", "check"]);
    assert_eq!(values(checked), values(Site::new().ok(&["config", "check"])));
}

#[test]
fn probable_mistakes_are_warned_of() {
    let output = Site::with_config("secret_key: change-me\ndelivery: accel").output(&["config", "check"], "");
    let warnings = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(warnings.starts_with("warning: `delivery: accel` leaves the segments to nginx"), "{warnings}");
    assert!(warnings.contains("\nwarning: `secret_key` is short or a placeholder"), "{warnings}");
}

#[test]
fn mistakes_are_named_with_where_they_are() {
    Site::with_config("port: eighty").refused(
        &["config", "check"],
        r#"file config.yaml: port: "eighty" cannot be used; give a number from 1 to 65535"#,
    );
    Site::new().environment("PYSTREAMING_PROT", "80").refused(
        &["config", "check"],
        "environment variable PYSTREAMING_PROT: prot: there is no such key; did you mean `port`?",
    );
    let broken = Site::with_config("port: 80\n\tdebug: true").output(&["config", "check"], "");
    let errors = String::from_utf8(broken.stderr).unwrap();
    assert!(errors.starts_with("error: config.yaml: is not valid YAML: "), "{errors}");
    assert!(errors.contains("line 2 column 1"), "{errors}");
}
