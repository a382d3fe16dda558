//! A real PostgreSQL on a free port of this machine, in a folder of its own, gone when dropped.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pystreaming::storage::DatabaseSettings;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tempfile::TempDir;

const PACKAGE: &str = "Debian has it in the package postgresql";
/// The server's superuser.
const ROOT: &str = "administrator";
const USER: &str = "site";
/// With everything in it that an URL has to encode.
pub const PASSWORD: &str = "p@ss/w:örd?#%";

pub struct Postgres {
    folder: TempDir,
    options: Vec<String>,
    server: Child,
    port: u16,
}

impl Postgres {
    /// Starts a server with one user, who may make databases. It keeps the password as MD5, since SCRAM takes long in a program that
    /// is not optimised.
    pub async fn start() -> Self {
        Self::start_with(Vec::new()).await
    }

    /// The same, with more settings of the server, such as `ssl=on`.
    pub async fn start_with(options: Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        install(folder.path());
        Self::launch(folder, options).await
    }

    /// The same, with a certificate and its key (PEM), and with no way in from the network without encryption.
    pub async fn start_encrypted(certificate: &Path, key: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        install(folder.path());
        let data = folder.path().join("data");
        std::fs::copy(certificate, data.join("server.crt")).unwrap();
        std::fs::copy(key, data.join("server.key")).unwrap();
        std::fs::write(data.join("pg_hba.conf"), "local all all trust\nhostssl all all all md5\n").unwrap();
        give_to_server(folder.path());
        Self::launch(folder, vec!["ssl=on".to_owned()]).await
    }

    async fn launch(folder: TempDir, options: Vec<String>) -> Self {
        let port = free_port();
        let postgres = Self { server: launch(folder.path(), port, &options), folder, options, port };
        postgres
            .execute("postgres", &format!("CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{PASSWORD}'"))
            .await;
        postgres
    }

    /// How our user reaches a database of this server.
    pub fn settings(&self, database: &str) -> DatabaseSettings {
        DatabaseSettings::from_url(&self.url(database)).unwrap()
    }

    /// The same as a URL.
    pub fn url(&self, database: &str) -> String {
        let password = utf8_percent_encode(PASSWORD, NON_ALPHANUMERIC);
        format!("postgres://{USER}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// A connection that may do everything; waits until the server is ready.
    pub async fn connect_as_root(&self, database: &str) -> PgConnection {
        let options =
            PgConnectOptions::new_without_pgpass().socket(self.socket()).port(self.port).username(ROOT);
        let options = options.database(database);
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            match options.connect().await {
                Ok(connection) => return connection,
                Err(error) if Instant::now() > deadline => panic!("postgres: {error}\n{}", self.log()),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Runs statements in one of the databases, as its administrator.
    pub async fn execute(&self, database: &str, sql: &str) {
        let mut root = self.connect_as_root(database).await;
        root.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }

    /// Copies the rows of a database, for [`Postgres::restore`].
    pub async fn remember(&self, database: &str) {
        self.execute(database, "CREATE SCHEMA remembered").await;
        self.of_each_table(database, "CREATE TABLE remembered.%1$I AS TABLE public.%1$I").await;
    }

    /// Gives the tables of a database the rows that they had.
    pub async fn restore(&self, database: &str) {
        let refill = "DELETE FROM public.%1$I; INSERT INTO public.%1$I TABLE remembered.%1$I";
        self.of_each_table(database, refill).await;
        let number = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'";
        self.execute(database, number).await;
    }

    /// Runs statements for each table, whatever refers to which.
    async fn of_each_table(&self, database: &str, statements: &str) {
        let run = format!(
            "SET session_replication_role = replica;
             DO $$ DECLARE name TEXT; BEGIN
                 FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                     EXECUTE format('{statements}', name);
                 END LOOP;
             END $$"
        );
        self.execute(database, &run).await;
    }

    /// Ends the server without an orderly shutdown: it recovers when it starts again, as after a crash.
    pub fn kill(&mut self) {
        let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
        self.server.wait().unwrap();
    }

    /// Starts it again, on the same port and data.
    pub async fn restart(&mut self) {
        self.server = launch(self.folder.path(), self.port, &self.options);
        self.connect_as_root("postgres").await;
    }

    /// Sends all processes of the server a signal.
    pub fn signal(&self, signal: &str) {
        for pid in self.processes() {
            // one may just have ended
            let _ = Command::new("kill").args([signal, &pid.to_string()]).stderr(Stdio::null()).status();
        }
    }

    /// The processes of the server: one for each connection, and some more.
    pub fn processes(&self) -> Vec<u32> {
        let main = self.server.id();
        let children =
            std::fs::read_to_string(format!("/proc/{main}/task/{main}/children")).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|pid| pid.parse().ok());
        std::iter::once(main).chain(children).collect()
    }

    /// What it has said since it was started.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .args(["-QUIT", &self.server.id().to_string()])
            .stderr(Stdio::null())
            .status();
        let _ = self.server.wait();
    }
}

/// Fills a folder with an empty server's data: copied, since making them takes longer than all that most tests do.
fn install(folder: &Path) {
    let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgres");
    if !template.exists() {
        // outside, where the server's user may go
        let fresh = tempfile::tempdir().unwrap();
        give_to_server(fresh.path());
        run(command("initdb")
            .args([
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "--auth-local=trust",
                // as the password is kept, so by SCRAM too
                "--auth-host=md5",
            ])
            .arg(format!("--username={ROOT}"))
            .arg(fresh.path().join("data")));
        let copied = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        run(Command::new("cp").arg("-r").arg(fresh.path().join("data")).arg(copied.path()));
        // another test may have been quicker; theirs is as good
        let _ = std::fs::rename(copied.path(), &template);
    }
    run(Command::new("cp").arg("-r").arg(template.join("data")).arg(folder));
    run(Command::new("chmod").args(["-R", "go="]).arg(folder.join("data")));
    give_to_server(folder);
}

/// PostgreSQL refuses to be run by root, so it is run by its own user then.
fn give_to_server(folder: &Path) {
    if is_root() {
        run(Command::new("chown").args(["-R", "postgres:"]).arg(folder));
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

fn run(command: &mut Command) {
    let program = command.get_program().display().to_string();
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}; {PACKAGE}"));
    assert!(output.status.success(), "{program}: {}; {PACKAGE}", String::from_utf8_lossy(&output.stderr));
}

fn launch(folder: &Path, port: u16, options: &[String]) -> Child {
    let log = File::create(folder.join("log")).unwrap();
    let mut command = command("postgres");
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    let own = [
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        "shared_buffers=16MB".to_owned(),
        "password_encryption=md5".to_owned(),
        // nothing here has to outlive a crash of the machine
        "fsync=off".to_owned(),
        "full_page_writes=off".to_owned(),
        "autovacuum=off".to_owned(),
    ];
    for setting in own.iter().chain(options) {
        command.arg("-c").arg(setting);
    }
    command
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap_or_else(|error| panic!("postgres: {error}; {PACKAGE}"))
}

/// A program of PostgreSQL's, run by the server's user where we are root.
fn command(program: &str) -> Command {
    let program = installed(program);
    match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
                .arg(program)
                .current_dir("/");
            command
        }
        false => Command::new(program),
    }
}

/// Debian keeps the server's programs out of everybody's reach, those of each version in a folder of their own.
fn installed(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.map(|version| version.path().join("bin").join(program)).filter(|path| path.exists()).max();
    newest.unwrap_or_else(|| PathBuf::from(program))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
