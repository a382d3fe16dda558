//! A real MariaDB on a free port of this machine, in a folder of its own, gone when dropped.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pystreaming::storage::DatabaseSettings;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, query_as};
use tempfile::TempDir;

const PACKAGE: &str = "Debian has it in the package mariadb-server";
const USER: &str = "site";
/// With everything in it that an URL has to encode.
pub const PASSWORD: &str = "p@ss/w:örd?#%";

pub struct MariaDb {
    folder: TempDir,
    options: Vec<String>,
    server: Child,
    port: u16,
}

impl MariaDb {
    /// Starts a server with one user, who may do anything to databases whose names begin with `site`.
    pub async fn start() -> Self {
        Self::start_with(Vec::new()).await
    }

    /// The same, with more options of the server.
    pub async fn start_with(options: Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        install(folder.path());
        let port = free_port();
        let mariadb = Self { server: launch(folder.path(), port, &options), folder, options, port };
        let mut root = mariadb.connect_as_root().await;
        let setup = format!(
            "CREATE USER '{USER}'@'%' IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON `site%`.* TO '{USER}'@'%';"
        );
        root.execute(AssertSqlSafe(setup)).await.unwrap();
        mariadb
    }

    /// How our user reaches a database of this server.
    pub fn settings(&self, database: &str) -> DatabaseSettings {
        DatabaseSettings::from_url(&self.url(database)).unwrap()
    }

    /// The same as a URL.
    pub fn url(&self, database: &str) -> String {
        let password = utf8_percent_encode(PASSWORD, NON_ALPHANUMERIC);
        format!("mysql://{USER}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        socket(self.folder.path())
    }

    /// A connection that may do everything; waits until the server is ready.
    pub async fn connect_as_root(&self) -> MySqlConnection {
        let options = MySqlConnectOptions::new().socket(self.socket()).username("root");
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            match options.connect().await {
                Ok(connection) => return connection,
                Err(error) if Instant::now() > deadline => panic!("mariadbd: {error}\n{}", self.log()),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Runs statements in one of the databases, as root.
    pub async fn execute(&self, database: &str, sql: &str) {
        let mut root = self.connect_as_root().await;
        root.execute(AssertSqlSafe(format!("USE `{database}`; {sql}"))).await.unwrap();
    }

    /// Copies the rows of a database, for [`MariaDb::restore`].
    pub async fn remember(&self, database: &str) {
        let mut copy = format!("CREATE DATABASE {database}_then;");
        for (table, _) in self.tables(database).await {
            copy += &format!("CREATE TABLE {database}_then.{table} SELECT * FROM {table};");
        }
        self.execute(database, &copy).await;
    }

    /// Gives the tables of a database the rows that they had.
    pub async fn restore(&self, database: &str) {
        let mut restore = "SET foreign_key_checks = 0;".to_owned();
        for (table, is_numbered) in self.tables(database).await {
            restore +=
                &format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {database}_then.{table};");
            if is_numbered {
                restore += &format!("ALTER TABLE {table} AUTO_INCREMENT = 1;");
            }
        }
        self.execute(database, &restore).await;
    }

    /// The tables of a database, and whether their rows are numbered.
    async fn tables(&self, database: &str) -> Vec<(String, bool)> {
        const TABLES: &str = "SELECT table_name, auto_increment IS NOT NULL FROM information_schema.tables WHERE table_schema = ?";
        let mut root = self.connect_as_root().await;
        query_as(TABLES).bind(database).fetch_all(&mut root).await.unwrap()
    }

    /// Ends the server as a crash would.
    pub fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Starts it again, on the same port and data.
    pub async fn restart(&mut self) {
        self.server = launch(self.folder.path(), self.port, &self.options);
        self.connect_as_root().await;
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Fills a folder with an empty server's data: copied, since making them takes longer than all that most tests do.
fn install(folder: &Path) {
    let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mariadb");
    if !template.exists() {
        let fresh = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        run(command("mariadb-install-db", fresh.path())
            .args(["--auth-root-authentication-method=normal", "--skip-test-db"]));
        // another test may have been quicker; theirs is as good
        let _ = std::fs::rename(fresh.path(), &template);
    }
    run(Command::new("cp").arg("-r").arg(template.join("data")).arg(folder));
}

fn run(command: &mut Command) {
    let program = command.get_program().display().to_string();
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}; {PACKAGE}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

fn launch(folder: &Path, port: u16, options: &[String]) -> Child {
    let log = File::create(folder.join("log")).unwrap();
    command("mariadbd", folder)
        .arg(format!("--port={port}"))
        .arg(format!("--socket={}", socket(folder).display()))
        .args(["--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M"])
        // nothing here has to outlive a crash of the machine
        .args(["--innodb-flush-method=nosync", "--debug-no-sync", "--performance-schema=off"])
        // a table that is made or dropped is then no file
        .args(["--innodb-file-per-table=off", "--innodb-stats-persistent=off"])
        .args(options)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap_or_else(|error| panic!("mariadbd: {error}; {PACKAGE}"))
}

/// A program of MariaDB's, which Debian keeps in `/usr/sbin`, out of some users' reach.
fn command(program: &str, folder: &Path) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.env("PATH", format!("{path}:/usr/sbin:/usr/bin"));
    command.arg("--no-defaults").arg(format!("--datadir={}", folder.join("data").display()));
    // a server that starts clears away what it takes for its own remains there
    command.arg(format!("--tmpdir={}", folder.display()));
    // as root, the server wants to be told that this is meant
    if std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0) {
        command.arg("--user=root");
    }
    command
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("socket")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
