use std::fs;

use pystreaming::store::{DatabaseSettings, MySqlServer};

use crate::Site;
use crate::mariadb::{MariaDb, PASSWORD};

#[test]
fn a_new_database_is_made_on_first_use_or_on_request() {
    let site = Site::new();
    site.ok(&["streamer", "list"]);
    assert!(site.folder.path().join("data/pystreaming.db").is_file());

    let site = Site::with_config("database: sqlite://site.db");
    let created = site.ok(&["database", "create"]);
    assert!(created.starts_with("sqlite://site.db\napplied: 0001 "), "{created}");
    assert!(site.folder.path().join("site.db").is_file());
    for verb in ["create", "upgrade"] {
        assert_eq!(site.ok(&["database", verb]), "sqlite://site.db\nthe database is up to date\n");
    }
}

#[test]
fn a_database_out_of_reach_is_named_without_its_password() {
    let site = Site::with_config("database: mysql://me:hush-hush@127.0.0.1:1/site");
    for line in [&["streamer", "list"][..], &["database", "upgrade"], &["database", "create"]] {
        let output = site.output(line, "");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.starts_with("error: database: "), "{errors}");
        assert!(
            errors.ends_with("`pystreaming-admin config check` shows which database is in use\n"),
            "{errors}"
        );
        assert!(!errors.contains("hush"), "{errors}");
    }
}

#[tokio::test]
async fn a_mysql_database_is_made_and_upgraded_on_request_only() {
    let mariadb = MariaDb::start().await;
    let DatabaseSettings::MySql(settings) = mariadb.settings("site") else { panic!("not MySQL") };
    let MySqlServer::Tcp { host, port } = settings.server else { panic!("not over the network") };
    let site = Site::with_config(&format!(
        "database: {{address: \"{host}:{port}\", database: site, user: site, password: \"{PASSWORD}\"}}"
    ));
    mariadb.connect_as_root().await;

    let refusal = |line: &[&str]| {
        let output = site.output(line, "");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let absent = refusal(&["streamer", "list"]);
    assert!(absent.contains("database create"), "{absent}");

    mariadb.execute("mysql", "CREATE DATABASE site").await;
    let empty = refusal(&["-c", "config.yaml", "streamer", "list"]);
    assert!(empty.contains("run `pystreaming-admin --config config.yaml database upgrade`"), "{empty}");

    for verb in ["upgrade", "create"] {
        let shown = site.ok(&["database", verb]);
        assert!(shown.starts_with(&format!("mysql://site:…@{host}:{port}/site\n")), "{shown}");
    }
    site.ok(&["streamer", "add", "-u", "alice"]);
    assert_eq!(site.json(&["streamer", "list", "--json"])[0]["username"], "alice");

    mariadb.execute("mysql", "DROP DATABASE site").await;
    assert!(site.ok(&["database", "create"]).contains("applied: 0001"));
}

#[test]
fn an_empty_migration_is_made_for_every_database_with_the_next_number() {
    let site = Site::new();
    for backend in ["sqlite", "mysql"] {
        let folder = site.folder.path().join("migrations").join(backend);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("0001_site.sql"), "").unwrap();
    }
    assert_eq!(
        site.ok(&["database", "generate", "--message", "Add chat: history!", "-e"]),
        "made migrations/sqlite/0002_add_chat_history.sql\nmade migrations/mysql/0002_add_chat_history.sql\n"
    );
    let made = site.folder.path().join("migrations/mysql/0002_add_chat_history.sql");
    assert_eq!(fs::read_to_string(made).unwrap(), "-- Add chat: history!\n");
    assert!(site.ok(&["database", "generate", "-m", "more", "--allow-empty"]).contains("0003_more.sql"));
    site.refused(
        &["database", "generate", "-m", "…"],
        "migrations: the message has no letter or digit; say in --message what the migration does",
    );
    site.misused(&["database", "generate"], "--message <MESSAGE>");
}

#[test]
fn a_migration_is_made_in_a_checkout_only() {
    Site::new().refused(
        &["database", "generate", "-m", "x"],
        "migrations: No such file or directory (os error 2); run this in a checkout of the source, or name its \
         folder with --folder",
    );
}
