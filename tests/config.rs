//! Valid and invalid configurations.
#![allow(clippy::panic, clippy::expect_used)] // in helpers of tests

use std::path::{Path, PathBuf};
use std::time::Duration;

use pystreaming::config::{CliOverrides, Config, Delivery, LogFormat, Sources};

fn read(yaml: &str) -> Config {
    Config::from_sources(&file(yaml)).unwrap_or_else(|error| panic!("{error}"))
}

fn file(yaml: &str) -> Sources {
    Sources { file: Some(("/etc/site/config.yaml".into(), yaml.to_owned())), ..Sources::default() }
}

fn environment(variables: &[(&str, &str)]) -> Sources {
    let environment = variables.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Sources { environment, ..Sources::default() }
}

/// The file is refused with these words, after its name.
#[track_caller]
fn check(yaml: &str, expected: &str) {
    refused(&file(yaml), &format!("file /etc/site/config.yaml: {expected}"));
}

#[track_caller]
fn refused(sources: &Sources, expected: &str) {
    let error = Config::from_sources(sources).expect_err("this must not be accepted").to_string();
    assert_eq!(error, expected);
}

#[test]
fn without_a_file_the_defaults_hold() {
    let config = Config::from_sources(&Sources::default()).unwrap();
    assert_eq!((config.port, config.nginx_proxy, config.debug), (5678, 0, false));
    assert_eq!(config.themes, ["default", "dark", "light", "contrast"]);
    assert_eq!((config.data_dir.as_path(), config.hls_dir.as_path()), ("data".as_ref(), "data/hls".as_ref()));
    assert_eq!(config.live_indicator_delay, Duration::from_secs(5));
    assert_eq!((config.delivery, config.log.format), (Delivery::Server, LogFormat::Text));
    assert!(config.metrics.allows("127.0.0.1".parse().unwrap()));
    assert!(config.metrics.allows("::ffff:127.0.0.1".parse().unwrap()));
    assert!(!config.metrics.allows("10.0.0.1".parse().unwrap()));
}

#[test]
fn a_configuration_written_for_the_original_works_unchanged() {
    let config = read(
        r#"
database:
  address: "localhost"
  database: "pystreaming"
  user: "root"
  password: ""

# Secret key
secret_key: "xyz"
themes:
  - default
  - dark
hls_dir: /path/to/hls
live_indicator_delay: 5
video_qualities: [Original, 1080P, 720]
"#,
    );
    assert_eq!(config.hls_dir, Path::new("/path/to/hls"));
    assert_eq!(config.video_qualities, ["Original", "1080P", "720"]);
    assert_eq!(config.themes, ["default", "dark"]);
    assert_eq!(config.secret_key.as_ref().unwrap().reveal(), "xyz");
    assert_eq!(config.database.to_string(), "mysql://root@localhost/pystreaming");
}

#[test]
fn the_database_is_a_file_in_the_data_folder_or_a_url_or_a_group() {
    let database = |yaml| read(yaml).database.to_string();
    assert_eq!(database(""), "sqlite:///etc/site/data/pystreaming.db");
    assert_eq!(database("data_dir: /100%?"), "sqlite:///100%?/pystreaming.db");
    assert_eq!(database("database: sqlite://x.db"), "sqlite:///etc/site/x.db");
    assert_eq!(database("database: mysql://me:hush@db/site"), "mysql://me:…@db:3306/site");
    assert_eq!(
        database("database: {address: \"db:3307\", database: 7, user: me, password: 1234}"),
        "mysql://me:…@db:3307/7"
    );
    let mut sources = file("database: {address: db, database: site, user: me, password: hush}");
    sources.environment = environment(&[("PYSTREAMING_DATABASE__ADDRESS", "other")]).environment;
    assert_eq!(Config::from_sources(&sources).unwrap().database.to_string(), "mysql://me:…@other:3306/site");
    sources.environment = environment(&[("PYSTREAMING_DATABASE", "sqlite:///x.db")]).environment;
    assert_eq!(Config::from_sources(&sources).unwrap().database.to_string(), "sqlite:///x.db");
}

#[test]
fn flags_win_over_the_environment_over_the_file_over_the_defaults() {
    let mut sources = file("site_name: From a file\nport: 1\nnginx_proxy: 1\nlog: {format: json}");
    sources.environment = environment(&[
        ("PYSTREAMING_PORT", "2"),
        ("PYSTREAMING_NGINX_PROXY", "2"),
        ("PYSTREAMING_LOG__LEVEL", "debug"),
        ("PYSTREAMING_DEBUG", ""),
    ])
    .environment;
    sources.flags = CliOverrides { port: Some(3), ..CliOverrides::default() };
    let config = Config::from_sources(&sources).unwrap();
    assert_eq!((config.site_name.as_str(), config.port, config.nginx_proxy), ("From a file", 3, 2));
    assert_eq!((config.log.level.as_str(), config.log.format), ("debug", LogFormat::Json));
}

#[test]
fn variables_are_read_by_what_their_key_holds() {
    let config = Config::from_sources(&environment(&[
        ("PYSTREAMING_SECRET_KEY", "007"),
        ("PYSTREAMING_KEYLESS", "true"),
        ("PYSTREAMING_LIVE_INDICATOR_DELAY", "2.5"),
        ("PYSTREAMING_VIDEO_QUALITIES", "Original, 720P"),
        ("PYSTREAMING_THEMES", r#"["dark", "light"]"#),
        ("PYSTREAMING_METRICS__ALLOW", "10.0.0.0/8"),
    ]))
    .unwrap();
    assert_eq!(config.secret_key.as_ref().unwrap().reveal(), "007");
    assert!(config.keyless);
    assert_eq!(config.live_indicator_delay, Duration::from_millis(2500));
    assert_eq!((config.video_qualities.len(), config.themes.len()), (2, 2));
    assert!(config.metrics.allows("10.1.2.3".parse().unwrap()));
}

#[test]
fn a_key_without_a_value_counts_as_left_out() {
    let config = read("hls_dir:\nvideo_qualities: null\nlog:\nmetrics: {allow: }");
    assert_eq!(config.hls_dir, Path::new("/etc/site/data/hls"));
    assert_eq!(config.log.level, "info");
    assert_eq!(read("# nothing but a comment").port, 5678);
    assert_eq!(read("").port, 5678);
}

#[test]
fn behind_a_proxy_segments_are_linked_for_it_unless_said_otherwise() {
    assert_eq!(read("nginx_proxy: 0").delivery, Delivery::Server);
    assert_eq!(read("nginx_proxy: 1").delivery, Delivery::Links);
    assert_eq!(read("nginx_proxy: 1\ndelivery: server").delivery, Delivery::Server);
    let flags = CliOverrides { nginx_proxy: Some(1), ..CliOverrides::default() };
    let config = Config::from_sources(&Sources { flags, ..Sources::default() }).unwrap();
    assert_eq!(config.delivery, Delivery::Links);
}

#[test]
fn relative_paths_start_at_the_folder_of_the_file() {
    let config = read("data_dir: ../var\nhls_dir: hls");
    assert_eq!(config.data_dir, PathBuf::from("/etc/site/../var"));
    assert_eq!(config.hls_dir, PathBuf::from("/etc/site/hls"));
    assert_eq!(read("data_dir: var").hls_dir, PathBuf::from("/etc/site/var/hls"));
}

#[test]
fn chat_has_its_group_of_keys() {
    let chat = read("").chat;
    assert_eq!((chat.history_messages, chat.history_hours, chat.message_length), (100, 168, 500));
    assert_eq!((chat.messages.burst, chat.messages.per_minute), (30, 60));
    assert_eq!((chat.drawings.burst, chat.drawings.per_minute), (5, 10));
    assert_eq!((chat.changes.burst, chat.changes.per_minute), (10, 12));
    assert_eq!((chat.joins.burst, chat.joins.per_minute), (10, 20));
    assert_eq!((chat.connections.burst, chat.connections.per_minute), (200, 600));
    assert_eq!((chat.per_address, chat.outbox_frames, chat.outbox_kib), (10, 512, 1024));

    let mut sources = file("chat: {history_messages: 0, messages: {per_minute: 0}, joins: {burst: 3}}");
    sources.environment = environment(&[
        ("PYSTREAMING_CHAT__MESSAGES__PER_MINUTE", "7"),
        ("PYSTREAMING_CHAT__PER_ADDRESS", "0"),
    ])
    .environment;
    let chat = Config::from_sources(&sources).unwrap().chat;
    assert_eq!((chat.history_messages, chat.per_address), (0, 0));
    assert_eq!((chat.messages.burst, chat.messages.per_minute), (30, 7), "what is left out holds as before");
    assert_eq!((chat.joins.burst, chat.joins.per_minute), (3, 20));
}

#[test]
fn pages_of_allowed_sites_alone_may_connect() {
    let allowed = |list: &str, origin: &str| {
        read(&format!("chat: {{allowed_origins: {list}}}")).chat.allowed_origins.allows(origin)
    };
    assert!(!allowed("[]", "https://example.com"));
    let two = r#"["https://Example.com/", "http://localhost:8080", "https://bücher.example:443"]"#;
    for origin in ["https://example.com", "http://localhost:8080", "https://xn--bcher-kva.example"] {
        assert!(allowed(two, origin), "{origin}");
    }
    for origin in [
        "http://example.com",
        "https://example.com:444",
        "https://example.com.evil.example",
        "https://sub.example.com",
        "http://localhost",
        "null",
        "",
    ] {
        assert!(!allowed(two, origin), "{origin}");
    }
    assert!(allowed(r#"["*"]"#, "https://anywhere.example") && allowed(r#"["*"]"#, "null"));
    let sources =
        environment(&[("PYSTREAMING_CHAT__ALLOWED_ORIGINS", "https://a.example, https://b.example")]);
    assert!(Config::from_sources(&sources).unwrap().chat.allowed_origins.allows("https://b.example"));
}

#[test]
fn unknown_keys_are_named_with_the_one_that_was_meant() {
    check("prot: 80", "prot: there is no such key; did you mean `port`?");
    check("log: {levl: info}", "log.levl: there is no such key; did you mean `log.level`?");
    check("database: {adress: x}", "database.adress: there is no such key; did you mean `database.address`?");
    check("chat: {mesages: {}}", "chat.mesages: there is no such key; did you mean `chat.messages`?");
    check(
        "chat: {drawings: {per_minut: 1}}",
        "chat.drawings.per_minut: there is no such key; did you mean `chat.drawings.per_minute`?",
    );
    check(
        "colour: red",
        "colour: there is no such key; `pystreaming-admin config defaults` explains every key",
    );
    refused(
        &environment(&[("PYSTREAMING_PROT", "80")]),
        "environment variable PYSTREAMING_PROT: prot: there is no such key; did you mean `port`?",
    );
}

#[test]
fn values_of_the_wrong_type_are_answered_with_the_right_one() {
    for (yaml, expected) in [
        ("port: eighty", r#"port: "eighty" cannot be used; give a number from 1 to 65535"#),
        ("port: 70000", "port: 70000 cannot be used; give a number from 1 to 65535"),
        ("port: [1]", "port: a list cannot be used; give a number from 1 to 65535"),
        ("debug: 1", "debug: 1 cannot be used; give true or false"),
        (
            "themes: dark",
            r#"themes: "dark" cannot be used; give a list of at least one theme, such as [default, dark]; names consist of letters, digits, `_` and `-`"#,
        ),
        (
            "themes: [dark, [light]]",
            "themes: a list cannot be used; give a list of at least one theme, such as [default, dark]; names consist of letters, digits, `_` and `-`",
        ),
        ("delivery: pigeon", r#"delivery: "pigeon" cannot be used; give server, accel or links"#),
        (
            "chat: {messages: 30}",
            "chat.messages: 30 cannot be used; give a group with the keys burst and per_minute",
        ),
        (
            "chat: {messages: {burst: often}}",
            r#"chat.messages.burst: "often" cannot be used; give a number of times from 1 to 100000"#,
        ),
        ("chat: 1", "chat: 1 cannot be used; give a group with keys such as history_messages"),
        (
            "chat: {allowed_origins: [\"*\", \"example.com\"]}",
            r#"chat.allowed_origins: "example.com" cannot be used; give a list of sites such as ["https://example.com"], or ["*"] for all"#,
        ),
        ("log: verbose", r#"log: "verbose" cannot be used; give a group with the keys level and format"#),
        ("log: {format: xml}", r#"log.format: "xml" cannot be used; give text or json"#),
        (
            "listen: localhost",
            r#"listen: "localhost" cannot be used; give an IP address such as 0.0.0.0, 127.0.0.1 or "::""#,
        ),
        (
            "live_indicator_delay: -1",
            "live_indicator_delay: -1 cannot be used; give a number of seconds above 0 and up to 3600",
        ),
        (
            "live_indicator_delay: .nan",
            "live_indicator_delay: NaN cannot be used; give a number of seconds above 0 and up to 3600",
        ),
        (
            "metrics: {allow: [everybody]}",
            r#"metrics.allow: "everybody" cannot be used; give a list of addresses or ranges, such as ["127.0.0.1", "10.0.0.0/8"]"#,
        ),
        (
            "metrics: {allow: [10.0.0.0/40]}",
            r#"metrics.allow: "10.0.0.0/40" cannot be used; give a list of addresses or ranges, such as ["127.0.0.1", "10.0.0.0/8"]"#,
        ),
        (
            "secret_key: [hush]",
            "secret_key: cannot be used; give a long random text in quotes, or leave the key out to have one made",
        ),
        (
            "database: {address: x, user: y, password: hush}",
            "database.database: is missing; give the name of the database on the server",
        ),
    ] {
        check(yaml, expected);
    }
    refused(
        &environment(&[("PYSTREAMING_PORT", "eighty")]),
        r#"environment variable PYSTREAMING_PORT: port: "eighty" cannot be used; give a number from 1 to 65535"#,
    );
}

#[test]
fn encrypted_ingest_needs_a_certificate_and_its_key() {
    let certificate =
        "give the path of a PEM file with the certificate and those that lead to its issuer".to_owned();
    let key = "give the path of a PEM file with the private key of the certificate, not encrypted";
    check("ingest: {rtmps: 1936}", "ingest.rtmps: needs `ingest.certificate`, which is not set");
    refused(
        &environment(&[("PYSTREAMING_INGEST__RTMPS", "1936"), ("PYSTREAMING_INGEST__CERTIFICATE", "a.pem")]),
        "environment variable PYSTREAMING_INGEST__RTMPS: ingest.rtmps: needs `ingest.certificate_key`, which is not set",
    );
    check(
        "ingest: {rtmps: 1936, certificate: none.pem, certificate_key: key.pem}",
        &format!(
            "ingest.certificate: /etc/site/none.pem cannot be read: No such file or directory (os error 2); {certificate}"
        ),
    );
    check(
        "site_url: https://live.example.org\nmail: {server: \"localhost:25\", from: live@example.org, authority: ca.pem}",
        "mail.authority: /etc/site/ca.pem cannot be read: No such file or directory (os error 2); give the path of a PEM file with the certificate of an authority",
    );
    check(
        "ingest: {rtmps: auto}",
        r#"ingest.rtmps: "auto" cannot be used; give off, a port such as 1936, or an address with a port such as 127.0.0.1:1936"#,
    );
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = [1, 2].map(|_| rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap());
    let (file, private) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    std::fs::write(&file, one.cert.pem()).unwrap();
    let yaml = format!(
        "ingest: {{rtmps: 1936, certificate: {}, certificate_key: {}}}",
        file.display(),
        private.display()
    );
    std::fs::write(&private, other.signing_key.serialize_pem()).unwrap();
    let (file, shown) = (file.display(), private.display());
    check(&yaml, &format!("ingest.certificate_key: {shown} is not the private key of {file}; {key}"));
    std::fs::write(&private, one.signing_key.serialize_pem()).unwrap();
    read(&yaml);
}

#[test]
fn impossible_values_are_refused() {
    let quality =
        "give a list of different names made of letters, digits, `_` and `-`, such as [Original, 720P]";
    for (yaml, expected) in [
        ("port: 0", "port: 0 cannot be used; give a number from 1 to 65535".to_owned()),
        ("nginx_proxy: 17", "nginx_proxy: 17 cannot be used; give a number of proxies from 0 to 16".to_owned()),
        ("themes: []", "themes: is empty; give a list of at least one theme, such as [default, dark]; names consist of letters, digits, `_` and `-`".to_owned()),
        ("themes: [drak]", r#"themes: there is no theme "drak"; did you mean `dark`?"#.to_owned()),
        ("themes: [ocean]", r#"themes: there is no theme "ocean"; built in are default, dark, light, contrast; themes of your own need `themes_dir`"#.to_owned()),
        ("themes: [ocean]\nthemes_dir: my", r#"themes: there is no theme "ocean"; a theme of your own needs the file /etc/site/my/ocean/theme.css"#.to_owned()),
        ("themes: [../x]", r#"themes: "../x" cannot be used; give a list of at least one theme, such as [default, dark]; names consist of letters, digits, `_` and `-`"#.to_owned()),
        ("video_qualities: [a/b]", format!(r#"video_qualities: "a/b" cannot be used; {quality}"#)),
        ("video_qualities: [\"\"]", format!(r#"video_qualities: "" cannot be used; {quality}"#)),
        ("video_qualities: [..]", format!(r#"video_qualities: ".." cannot be used; {quality}"#)),
        ("video_qualities: [A, B, A]", format!(r#"video_qualities: "A" is in it twice; {quality}"#)),
        ("live_indicator_delay: 0", "live_indicator_delay: 0 cannot be used; give a number of seconds above 0 and up to 3600".to_owned()),
        ("chat: {history_messages: 1001}", "chat.history_messages: 1001 cannot be used; give a number of messages from 0 to 1000".to_owned()),
        ("chat: {message_length: 0}", "chat.message_length: 0 cannot be used; give a number of characters from 1 to 5000".to_owned()),
        ("chat: {joins: {burst: 0}}", "chat.joins.burst: 0 cannot be used; give a number of times from 1 to 100000".to_owned()),
        ("chat: {joins: {per_minute: 1000001}}", "chat.joins.per_minute: 1000001 cannot be used; give a number of times from 0 (no limit) to 1000000".to_owned()),
        ("chat: {outbox_kib: 1}", "chat.outbox_kib: 1 cannot be used; give a number of KiB from 64 to 65536".to_owned()),
        ("chat: {outbox_frames: 1}", "chat.outbox_frames: 1 cannot be used; give a number of packets from 16 to 65536".to_owned()),
        ("secret_key: \"\"", "secret_key: is too short; give a long random text in quotes, or leave the key out to have one made".to_owned()),
        ("log: {level: loud=very}", r#"log.level: "loud=very" cannot be used; give error, warn, info, debug or trace, or a list by module such as info,pystreaming::web=debug"#.to_owned()),
        ("accel_location: hls", r#"accel_location: "hls" cannot be used; give the path of an nginx location, such as /protected-hls"#.to_owned()),
    ] {
        check(yaml, &expected);
    }
}

#[test]
fn an_allowed_site_is_a_scheme_and_a_host() {
    for wrong in [
        "ftp://example.com",
        "https://",
        "https://example.com/chat",
        "https://me@example.com",
        "https://a.example?x",
    ] {
        let right = r#"a list of sites such as ["https://example.com"], or ["*"] for all"#;
        check(
            &format!("chat: {{allowed_origins: [{wrong:?}]}}"),
            &format!("chat.allowed_origins: {wrong:?} cannot be used; give {right}"),
        );
    }
}

#[test]
fn a_log_level_is_not_confused_with_the_name_of_a_module() {
    let right =
        "give error, warn, info, debug or trace, or a list by module such as info,pystreaming::web=debug";
    for level in ["verbose", "info,http", "", "info,"] {
        check(
            &format!("log: {{level: {level:?}}}"),
            &format!("log.level: {level:?} cannot be used; {right}"),
        );
    }
    for level in ["off", "INFO", "warn,pystreaming=debug,tower[{id}]=trace"] {
        assert_eq!(read(&format!("log: {{level: {level:?}}}")).log.level, level);
    }
}

#[test]
fn a_path_with_a_tilde_is_refused_rather_than_made() {
    check(
        "data_dir: ~/site",
        "data_dir: `~` means nothing here; give the whole path of a folder, or one relative to this file",
    );
    check(
        "hls_dir: ~/hls",
        "hls_dir: `~` means nothing here; give the path of the folder that nginx-rtmp writes to",
    );
}

#[test]
fn broken_yaml_is_answered_with_line_and_column() {
    for (yaml, line) in [("port: 80\n  debug: true", "line 2"), ("themes: [dark", "line 2")] {
        let error = Config::from_sources(&file(yaml)).expect_err(yaml).to_string();
        assert!(error.starts_with("/etc/site/config.yaml: is not valid YAML: "), "{error}");
        assert!(error.contains(line) && error.contains("column"), "{error}");
    }
    let error = Config::from_sources(&file("port: 1\nport: 2")).expect_err("a key given twice").to_string();
    assert!(error.contains(r#"duplicate entry with key "port""#), "{error}");
    let error = Config::from_sources(&file("- just\n- a list")).expect_err("a list").to_string();
    assert!(error.contains("write one `key: value` a line"), "{error}");
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let flags = CliOverrides { config: Some("/nowhere/site.yaml".into()), ..CliOverrides::default() };
    let error = Config::load(&flags).expect_err("there is no such file").to_string();
    assert!(error.starts_with("/nowhere/site.yaml: cannot be read: "), "{error}");
}

#[test]
fn secrets_never_show_in_debug() {
    let config =
        read("secret_key: hush-hush\nhook_secret: hush-hush\ndatabase: mysql://me:hush-hush@localhost/site");
    assert!(!format!("{config:?}").contains("hush"), "{config:?}");
    let config = read("database: {address: a, database: b, user: c, password: hush}");
    assert!(!format!("{config:?}").contains("hush"), "{config:?}");
}
