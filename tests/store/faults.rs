//! Databases that are not there, not ours, or go away: always an error that says what to do, never a wait without end
//! and never a password.

use std::os::unix::fs::{MetadataExt, chown};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pystreaming::storage::{
    Claim, Database, DatabaseSettings, MySqlServer, MySqlTls, PostgresSettings, PostgresTls,
};
use pystreaming_actors::model::Setting;
use pystreaming_actors::ports::{EventQuery, Store, StoreError};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::fixture::{Fixture, Record, batch, key, name, secrets, viewers};
use crate::mariadb::{MariaDb, PASSWORD};
use crate::postgres::Postgres;

/// How long anything may take while the database is away: the wait for a connection, and some for a slow machine.
const SOON: Duration = Duration::from_secs(6);

async fn soon<T>(work: impl Future<Output = Result<T, StoreError>>) -> String {
    let begun = Instant::now();
    let error = work.await.err().expect("no error while the database is away").to_string();
    assert!(begun.elapsed() < SOON, "{:?}: {error}", begun.elapsed());
    assert!(!error.contains(PASSWORD), "{error}");
    error
}

async fn refusal(settings: &DatabaseSettings) -> String {
    soon(Database::connect(settings)).await
}

/// Everything fails soon, reading and writing.
async fn is_away(store: &dyn Store) {
    let (alice, batch, setting) = (name("alice"), [viewers(1, "alice", 1)], Setting::Description(None));
    let (read, written, set) = tokio::join!(
        soon(store.revision()),
        soon(store.record(&batch)),
        soon(store.set(&alice, &setting, 0))
    );
    for error in [read, written, set] {
        assert!(error.starts_with("database: "), "{error}");
    }
}

#[tokio::test]
async fn a_mysql_server_that_crashes_is_an_error_until_it_is_back_with_what_it_acknowledged() {
    let mut server = MariaDb::start().await;
    let store = Fixture::mariadb(&server).await.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    store.record(&[viewers(1, "alice", 1)]).await.unwrap();
    server.kill();
    is_away(&*store).await;
    server.restart().await;
    store.record(&[viewers(2, "alice", 2)]).await.unwrap();
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap().len(), 2);
}

/// Whether no thread of a process runs any more.
fn is_stopped(pid: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let state = |thread: std::fs::DirEntry| {
        // without one, the thread has just ended
        let stat = std::fs::read_to_string(thread.path().join("stat"));
        stat.map_or(true, |stat| stat.rsplit_once(") ").unwrap().1.starts_with('T'))
    };
    threads.map(Result::unwrap).all(state)
}

#[tokio::test]
async fn a_mysql_server_that_falls_silent_is_an_error() {
    let server = MariaDb::start().await;
    let fixture = Fixture::mariadb(&server).await;
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let signal = |signal: &str| {
        assert!(Command::new("kill").args([signal, &server.pid().to_string()]).status().unwrap().success());
    };
    signal("-STOP");
    // on a busy machine some of its threads still answer for a moment
    while !is_stopped(server.pid()) {
        std::thread::yield_now();
    }
    is_away(&*fixture.store).await;
    assert!(refusal(&fixture.settings).await.contains("no answer within 3 seconds"));
    signal("-CONT");
    fixture.store.record(&[viewers(1, "alice", 1)]).await.unwrap();
}

/// Stands between the store and the server. Told to, it hangs up on the store once the server has answered `COMMIT`:
/// the store cannot know then whether its batch was written. In PostgreSQL's protocol a zero follows.
async fn hang_up_after_commit(server: u16) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = Arc::new(AtomicBool::new(false));
    let armed = Arc::clone(&told);
    tokio::spawn(async move {
        while let Ok((mut store, _)) = listener.accept().await {
            let armed = Arc::clone(&armed);
            tokio::spawn(async move {
                let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                let (mut asked, mut answered) = ([0; 65536], [0; 65536]);
                loop {
                    tokio::select! {
                        Ok(length @ 1..) = store.read(&mut asked) => {
                            server.write_all(&asked[..length]).await.unwrap();
                            let asked = asked[..length].strip_suffix(b"\0").unwrap_or(&asked[..length]);
                            if asked.ends_with(b"COMMIT") && armed.swap(false, Ordering::Relaxed) {
                                server.read_u8().await.unwrap();
                                return;
                            }
                        }
                        Ok(length @ 1..) = server.read(&mut answered) => {
                            store.write_all(&answered[..length]).await.unwrap();
                        }
                        else => return,
                    }
                }
            });
        }
    });
    (port, told)
}

#[tokio::test]
async fn a_node_that_takes_over_is_the_only_one_that_writes() {
    let server = MariaDb::start().await;
    let settings = server.settings("site");
    let pause = async || {
        let DatabaseSettings::MySql(mysql) = &settings else { panic!() };
        let MySqlServer::Tcp { host, port } = &mysql.server else { panic!() };
        let options = MySqlConnectOptions::new().host(host).port(*port).username(&mysql.user);
        let mut paused = options.password(PASSWORD).database("site").connect().await.unwrap();
        paused
            .execute("SELECT GET_LOCK(CONCAT('pystreaming slot 20 ', LEFT(SHA2('site', 256), 32)), 0)")
            .await
            .unwrap();
        paused
    };
    is_the_only_one_that_writes(&settings, &server.settings("site_of_one"), pause).await;
}

#[tokio::test]
async fn a_node_that_takes_over_on_postgres_is_the_only_one_that_writes() {
    let server = Postgres::start().await;
    let pause = async || {
        let mut paused = PgConnection::connect(&server.url("site")).await.unwrap();
        paused.execute("SELECT pg_advisory_lock(x'70797374'::int, 36)").await.unwrap();
        paused
    };
    is_the_only_one_that_writes(&server.settings("site"), &server.settings("site_of_one"), pause).await;
}

/// `pause` makes a connection of the node that wrote before, with the lock of a slot.
async fn is_the_only_one_that_writes<C>(
    settings: &DatabaseSettings,
    other: &DatabaseSettings,
    pause: impl AsyncFnOnce() -> C,
) where
    C: Connection,
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
{
    Database::create(settings, &secrets()).await.unwrap();
    let take_over = async |node, site| {
        let after = Some(Database::epoch(settings).await.unwrap());
        Database::take_over(settings, &Claim { node, site, after }, &secrets(), false, "").await
    };
    let (first, epoch) = take_over("a", "ours").await.unwrap();
    let before = first.store();
    before.add_streamer(&name("alice"), key("a")).await.unwrap();
    before.record(&[viewers(1, "alice", 1)]).await.unwrap();
    // it is paused in the middle of a transaction, which holds what every other needs
    let mut paused = pause().await;
    paused.execute("BEGIN").await.unwrap();
    paused.execute("UPDATE site_state SET revision = revision + 100 WHERE id = 1").await.unwrap();

    let (second, later) = take_over("b", "ours").await.unwrap();
    assert!(later > epoch && Database::epoch(settings).await.unwrap() == later);
    is_away(&*before).await;
    second.store().record(&[viewers(2, "alice", 2)]).await.unwrap();
    assert!(paused.execute("COMMIT").await.is_err());
    is_away(&*before).await;
    assert_eq!(second.store().events(&EventQuery::last(10)).await.unwrap().len(), 2);
    // a node with another secret stays out, until it is accepted
    let refused = soon(take_over("c", "theirs")).await;
    assert!(refused.contains("cluster accept-key"), "{refused}");
    // so does one that did not notice that another has taken over meanwhile
    let late = Claim { node: "a", site: "ours", after: Some(epoch) };
    let refused = soon(Database::take_over(settings, &late, &secrets(), false, "")).await;
    assert!(refused.contains("another node has taken over"), "{refused}");
    assert_eq!(Database::epoch(settings).await.unwrap(), later);
    // a server that is no node stays out, and is left alone, as are those of another database
    assert!(soon(Database::claim(settings)).await.contains("another server uses this database already"));
    Database::create(other, &secrets()).await.unwrap();
    Database::claim(other).await.unwrap();
    let first = Claim { node: "a", site: "ours", after: None };
    let refused = soon(Database::take_over(other, &first, &secrets(), false, "")).await;
    assert!(refused.contains("another server uses this database already"), "{refused}");
    // a secret that was changed on purpose
    Database::accept_any_site(settings).await.unwrap();
    let (third, last) = take_over("c", "theirs").await.unwrap();
    assert!(last > later);
    third.store().record(&[viewers(3, "alice", 3)]).await.unwrap();
    let refused = soon(take_over("b", "ours")).await;
    assert!(refused.contains("cluster accept-key"), "{refused}");
}

#[tokio::test]
async fn a_batch_that_was_written_without_an_answer_is_not_written_twice() {
    let server = MariaDb::start().await;
    let fixture = Fixture::mariadb(&server).await;
    let DatabaseSettings::MySql(mut settings) = fixture.settings.clone() else { panic!() };
    let MySqlServer::Tcp { port, .. } = &mut settings.server else { panic!() };
    let (between, hang_up) = hang_up_after_commit(*port).await;
    *port = between;
    settings.tls = MySqlTls::Disabled;
    is_not_written_twice(&fixture, &DatabaseSettings::MySql(settings), &hang_up).await;
}

#[tokio::test]
async fn a_batch_that_postgres_wrote_without_an_answer_is_not_written_twice() {
    let server = Postgres::start().await;
    let fixture = Fixture::postgres(&server).await;
    let DatabaseSettings::Postgres(mut settings) = fixture.settings.clone() else { panic!() };
    let (between, hang_up) = hang_up_after_commit(settings.port).await;
    settings.port = between;
    settings.tls = PostgresTls::Disable;
    is_not_written_twice(&fixture, &DatabaseSettings::Postgres(settings), &hang_up).await;
}

/// `through` leads to the fixture's database, until the way there is told to hang up.
async fn is_not_written_twice(fixture: &Fixture<'_>, through: &DatabaseSettings, hang_up: &AtomicBool) {
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let store = Database::connect(through).await.unwrap().store();
    let first = batch(&[viewers(1, "alice", 1), viewers(2, "alice", 2)]);
    hang_up.store(true, Ordering::Relaxed);
    soon(store.write(&first)).await;
    assert!(!hang_up.load(Ordering::Relaxed), "nothing was committed");
    store.write(&first).await.unwrap();
    store.record(&[viewers(3, "alice", 3)]).await.unwrap();
    let events = fixture.store.events(&EventQuery::last(10)).await.unwrap();
    assert_eq!(events.iter().map(|event| event.at).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn a_mysql_server_that_lets_nobody_in_is_an_error_that_says_why() {
    let server = MariaDb::start().await;
    let DatabaseSettings::MySql(right) = server.settings("site") else { panic!() };
    let with = |change: fn(&mut pystreaming::storage::MySqlSettings)| {
        let mut settings = right.clone();
        change(&mut settings);
        DatabaseSettings::MySql(settings)
    };
    let error = refusal(&with(|settings| settings.user = "nobody".into())).await;
    assert!(error.contains("refuses user or password"), "{error}");
    assert!(error.contains("mysql://nobody:…@127.0.0.1:"), "{error}");
    let error = refusal(&with(|_| ())).await;
    assert!(error.contains("`pystreaming-admin database create` makes it"), "{error}");
    let elsewhere = with(|settings| settings.database = "elsewhere".into());
    let error = soon(Database::create(&elsewhere, &secrets())).await;
    assert!(error.contains("lacks the right"), "{error}");
    assert!(error.contains("CREATE DATABASE IF NOT EXISTS `elsewhere`"), "{error}");
    let error = refusal(&DatabaseSettings::from_parts("127.0.0.1:1", "site", "me", PASSWORD).unwrap()).await;
    assert!(error.contains("is the server running there?"), "{error}");
    // the socket of the same server works
    let socket = server.socket();
    let settings = DatabaseSettings::from_parts(socket.to_str().unwrap(), "site", "site", PASSWORD).unwrap();
    Database::create(&settings, &secrets()).await.unwrap();
    Database::connect(&settings).await.unwrap();
}

#[tokio::test]
async fn a_sqlite_file_that_cannot_be_one_is_an_error_that_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| DatabaseSettings::Sqlite { path: folder.path().join(path) };
    std::fs::write(folder.path().join("text"), "no database at all, but long enough to be one".repeat(99))
        .unwrap();
    let error = refusal(&at("text")).await;
    assert!(error.contains("text: the file is damaged or no SQLite database"), "{error}");
    let error = refusal(&at("text/site.db")).await;
    assert!(error.contains("cannot make"), "{error}");
    let error = refusal(&at("")).await;
    assert!(error.contains("cannot make"), "{error}");
}

#[tokio::test]
async fn a_sqlite_file_is_made_with_its_folder_and_for_the_folders_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    // only root can give a folder away, and only root could make files that the site cannot read
    let _ = chown(folder.path(), Some(65534), Some(65534));
    let owner = folder.path().metadata().unwrap().uid();
    let (inside, below) = (folder.path().join("site.db"), folder.path().join("a/b/site.db"));
    for path in [&inside, &below] {
        let settings = DatabaseSettings::Sqlite { path: path.clone() };
        let database = Database::connect(&settings).await.unwrap();
        database.upgrade(&secrets()).await.unwrap();
        for file in ["site.db", "site.db-wal"] {
            let made = path.with_file_name(file).metadata().unwrap();
            assert_eq!(made.mode() & 0o777, 0o600, "{file}");
            assert!(path != &inside || made.uid() == owner, "{file}");
        }
    }
}

#[tokio::test]
async fn a_sqlite_file_that_is_removed_or_replaced_while_in_use_takes_no_more_writes() {
    let fixture = Fixture::sqlite().await;
    let DatabaseSettings::Sqlite { path } = &fixture.settings else { panic!() };
    let aside = path.with_extension("aside");
    std::fs::rename(path, &aside).unwrap();
    assert!(soon(fixture.store.record(&[viewers(1, "alice", 1)])).await.contains("was removed or replaced"));
    std::fs::write(path, "").unwrap();
    assert!(
        soon(fixture.store.add_streamer(&name("alice"), key("a"))).await.contains("was removed or replaced")
    );
    std::fs::rename(&aside, path).unwrap();
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
}

#[tokio::test]
async fn a_writer_gives_up_when_another_process_keeps_the_file_locked() {
    let fixture = Fixture::sqlite().await;
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    let DatabaseSettings::Sqlite { path } = &fixture.settings else { panic!() };
    let mut other: SqliteConnection = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let error = fixture.store.drop_streamer(&name("alice")).await.unwrap_err().to_string();
    assert!(error.contains("another process has been writing"), "{error}");
    // reading goes on meanwhile
    assert_eq!(fixture.store.streamers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_store_without_tables_names_the_command_that_makes_them() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = DatabaseSettings::Sqlite { path: folder.path().join("site.db") };
    let server = MariaDb::start().await;
    let mysql = server.settings("site");
    server.connect_as_root().await.execute("CREATE DATABASE site").await.unwrap();
    let postgres_server = Postgres::start().await;
    let postgres = postgres_server.settings("site");
    postgres_server.execute("postgres", "CREATE DATABASE site").await;
    for settings in [sqlite, mysql, postgres] {
        let error = Database::connect(&settings).await.unwrap().store().streamers().await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Schema(why) if why.contains("`pystreaming-admin database create`")),
            "{settings}: {error}"
        );
    }
}

#[tokio::test]
async fn a_postgres_server_that_crashes_is_an_error_until_it_is_back_with_what_it_acknowledged() {
    let mut server = Postgres::start().await;
    let store = Fixture::postgres(&server).await.store;
    store.add_streamer(&name("alice"), key("a")).await.unwrap();
    store.record(&[viewers(1, "alice", 1)]).await.unwrap();
    server.kill();
    is_away(&*store).await;
    server.restart().await;
    store.record(&[viewers(2, "alice", 2)]).await.unwrap();
    assert_eq!(store.events(&EventQuery::last(10)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_postgres_server_that_falls_silent_is_an_error() {
    let server = Postgres::start().await;
    let fixture = Fixture::postgres(&server).await;
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    server.signal("-STOP");
    while !server.processes().into_iter().all(is_stopped) {
        std::thread::yield_now();
    }
    is_away(&*fixture.store).await;
    assert!(refusal(&fixture.settings).await.contains("no answer within 3 seconds"));
    server.signal("-CONT");
    fixture.store.record(&[viewers(1, "alice", 1)]).await.unwrap();
}

#[tokio::test]
async fn a_postgres_server_that_lets_nobody_in_is_an_error_that_says_why() {
    let server = Postgres::start_with(vec!["password_encryption=scram-sha-256".to_owned()]).await;
    let DatabaseSettings::Postgres(right) = server.settings("site") else { panic!() };
    let with = |change: &dyn Fn(&mut PostgresSettings)| {
        let mut settings = right.clone();
        change(&mut settings);
        DatabaseSettings::Postgres(settings)
    };
    let error = refusal(&with(&|settings| settings.user = "nobody".into())).await;
    assert!(error.contains("refuses user or password"), "{error}");
    assert!(error.contains("postgres://nobody:…@127.0.0.1:"), "{error}");
    let error = refusal(&with(&|_| ())).await;
    assert!(error.contains("`pystreaming-admin database create` makes it"), "{error}");
    server.execute("postgres", "ALTER ROLE site NOCREATEDB").await;
    let error = soon(Database::create(&with(&|_| ()), &secrets())).await;
    assert!(error.contains("lacks the right"), "{error}");
    assert!(
        error.contains("CREATE DATABASE \"site\" ENCODING 'UTF8' TEMPLATE template0 OWNER \"site\""),
        "{error}"
    );
    let error = refusal(&with(&|settings| settings.port = 1)).await;
    assert!(error.contains("is the server running there?"), "{error}");
    let error = refusal(&with(&|settings| settings.tls = PostgresTls::Require)).await;
    assert!(error.contains("encrypt") || error.contains("TLS"), "{error}");
    server.execute("postgres", "CREATE DATABASE site OWNER site").await;
    server.execute("postgres", "CREATE DATABASE latin OWNER site ENCODING 'LATIN1' TEMPLATE template0").await;
    let error = refusal(&with(&|settings| settings.database = "latin".into())).await;
    assert!(error.contains("the database's encoding is LATIN1"), "{error}");
    // the socket of the same server works
    let socket = with(&|settings| settings.host = server.socket().display().to_string());
    Database::create(&socket, &secrets()).await.unwrap();
    let database = Database::connect(&socket).await.unwrap();
    assert!(database.version().await.unwrap().starts_with("PostgreSQL 1"));
}
