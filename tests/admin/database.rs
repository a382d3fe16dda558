use std::fs;

use pystreaming::storage::{DatabaseSettings, MySqlServer};

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

#[tokio::test]
async fn a_server_that_allows_its_socket_only_is_found_at_localhost() {
    let mariadb = MariaDb::start_with(vec!["--skip-networking".to_owned()]).await;
    mariadb.execute("mysql", "CREATE DATABASE site").await;
    let yaml = |address: &str| {
        format!("database: {{address: \"{address}\", database: site, user: site, password: \"{PASSWORD}\"}}")
    };
    let socket: &'static str = mariadb.socket().display().to_string().leak();
    let site = Site::with_config(&yaml("localhost")).environment("MYSQL_UNIX_PORT", socket);
    assert!(site.ok(&["database", "upgrade"]).starts_with("mysql://site:…@localhost/site\napplied: "));
    site.ok(&["streamer", "add", "-u", "alice"]);
    assert_eq!(site.json(&["streamer", "list", "--json"])[0]["username"], "alice");
    // an address with a port means the network
    let site = Site::with_config(&yaml("localhost:1")).environment("MYSQL_UNIX_PORT", socket);
    assert_eq!(site.output(&["streamer", "list"], "").status.code(), Some(1));

    let site = Site::with_config(&yaml("localhost")).environment("MYSQL_UNIX_PORT", "/nowhere/my.sock");
    let errors = String::from_utf8(site.output(&["streamer", "list"], "").stderr).unwrap();
    // unless this machine has a server of its own
    if !errors.contains("Through the socket") && !errors.contains("refuses user or password") {
        assert!(
            errors.contains(
                "is the server running there? Nor is the socket of a server at /nowhere/my.sock, /run/mysqld"
            ),
            "{errors}"
        );
        assert!(errors.contains("give its path as the address"), "{errors}");
    }
}

#[tokio::test]
async fn pictures_of_the_originals_emotes_are_copied() {
    let mariadb = MariaDb::start().await;
    mariadb.execute("mysql", "CREATE DATABASE site").await;
    mariadb.execute("site", include_str!("../data/pystreaming-original.sql")).await;
    let DatabaseSettings::MySql(settings) = mariadb.settings("site") else { panic!("not MySQL") };
    let MySqlServer::Tcp { host, port } = settings.server else { panic!("not over the network") };
    let site = Site::with_config(&format!(
        "database: {{address: \"{host}:{port}\", database: site, user: site, password: \"{PASSWORD}\"}}"
    ));
    let output = site.output(&["database", "upgrade"], "");
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(
        warning.starts_with(
            "warning: emote :party_parrot: will not show: there is no file data/emotes/parrot.gif"
        ),
        "{warning}"
    );
    let picture = site.folder.path().join("data/emotes/parrot.gif");
    for (folder, option) in [("static/emotes", vec![]), ("elsewhere", vec!["--emotes", "elsewhere"])] {
        fs::create_dir_all(site.folder.path().join(folder)).unwrap();
        fs::write(site.folder.path().join(folder).join("parrot.gif"), folder).unwrap();
        let said = site.ok(&[&["database", "upgrade"][..], &option].concat());
        assert!(
            said.contains(&format!("copied the picture of :party_parrot: from {folder}/parrot.gif\n")),
            "{said}"
        );
        assert_eq!(fs::read_to_string(&picture).unwrap(), folder);
        fs::remove_dir_all(site.folder.path().join(folder)).unwrap();
        fs::write(&picture, "kept").unwrap();
        site.ok(&["database", "upgrade"]);
        assert_eq!(fs::read_to_string(&picture).unwrap(), "kept");
        fs::remove_file(&picture).unwrap();
    }
    site.refused(
        &["database", "upgrade", "--emotes", "nowhere"],
        "nowhere: is no folder; give the folder static/emotes of the original",
    );
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
