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

/// Runs a command that may print progress and warnings, and must succeed.
fn imported(site: &Site, line: &[&str]) -> (String, String) {
    let output = site.output(line, "");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{line:?}: {errors}");
    (String::from_utf8(output.stdout).unwrap(), errors)
}

#[tokio::test]
async fn an_original_is_imported_from_its_configuration_or_its_url() {
    let mariadb = MariaDb::start().await;
    mariadb.execute("mysql", "CREATE DATABASE site_old").await;
    mariadb.execute("site_old", include_str!("../data/pystreaming-original.sql")).await;
    let DatabaseSettings::MySql(settings) = mariadb.settings("site_old") else { panic!("not MySQL") };
    let MySqlServer::Tcp { host, port } = settings.server else { panic!("not over the network") };
    let site = Site::new();
    let old = site.folder.path().join("old");
    fs::create_dir_all(old.join("static/emotes")).unwrap();
    fs::write(old.join("static/emotes/parrot.gif"), "parrot").unwrap();
    let yaml = format!(
        "database: {{address: \"{host}:{port}\", database: site_old, user: site, password: \"{PASSWORD}\"}}\n\
         something_else: of the original\n"
    );
    fs::write(old.join("config.yaml"), yaml).unwrap();
    let file = &["database", "import", "--from", "old/config.yaml"][..];

    let (said, _) = imported(&site, &[file, &["--dry-run"]].concat());
    let from = format!("from mysql://site:…@{host}:{port}/site_old\nto sqlite://data/pystreaming.db\n");
    let would = "would be copied from the original: 4 streamers, 2 emotes, 46 events, 0 messages\n";
    assert!(said.starts_with(&(from.clone() + would)), "{said}");
    assert!(!site.folder.path().join("data").exists(), "nothing is written");

    let (said, progress) = imported(&site, file);
    assert!(said.starts_with(&(from + &would.replace("would be copied", "copied"))), "{said}");
    assert!(
        said.contains("copied the picture of :party_parrot: from old/static/emotes/parrot.gif\n"),
        "{said}"
    );
    assert!(said.ends_with("Once you are sure not to go back, remove it.\n"), "{said}");
    assert!(progress.contains("events: 46 read (100 %)\n"), "{progress}");
    assert!(site.has_key("test", "secretkey").await);

    let password = "p%40ss%2Fw%3A%C3%B6rd%3F%23%25";
    let url = format!("mysql://site:{password}@{host}:{port}/site_old");
    for line in [["--from", &url], ["--from", "-"]] {
        let output = site.output(&[&["database", "import", "--json"][..], &line].concat(), &url);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["streamers"]["already_there"], 4);
        assert_eq!((&report["events"]["copied"], &report["schema"]), (&0.into(), &"433eb8d7fc1e".into()));
        assert!(!report.to_string().contains("p@ss"), "{report}");
    }
}

#[test]
fn a_source_that_is_none_is_refused_with_the_remedy() {
    let site = Site::new();
    fs::write(site.folder.path().join("old.yaml"), "secret_key: x\n").unwrap();
    for (from, expected) in [
        (
            "sqlite://site.db",
            "--from names a database of another kind; the original's is on a MySQL or MariaDB server, as in \
             mysql://USER:PASSWORD@HOST/DATABASE",
        ),
        ("mysql://host", "--from is no database: the MySQL URL names no database; it ends in /DATABASE"),
        ("absent.yaml", "absent.yaml: cannot be read: No such file or directory (os error 2)"),
        ("old.yaml", "file old.yaml: database: missing field `database`"),
    ] {
        site.refused(&["database", "import", "--from", from], expected);
    }
    site.misused(&["database", "import"], "--from <URL|FILE>");
}

#[test]
fn an_empty_migration_is_made_for_every_database_with_the_next_number() {
    let site = Site::new();
    for backend in ["sqlite", "mysql", "postgres"] {
        let folder = site.folder.path().join("migrations").join(backend);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("0001_site.sql"), "").unwrap();
    }
    assert_eq!(
        site.ok(&["database", "generate", "--message", "Add chat: history!", "-e"]),
        "made migrations/sqlite/0002_add_chat_history.sql\nmade migrations/mysql/0002_add_chat_history.sql\n\
         made migrations/postgres/0002_add_chat_history.sql\n"
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
