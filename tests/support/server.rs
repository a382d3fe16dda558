//! The real server on a site in a folder of its own, on an address of its own, gone when dropped.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::http::{Answer, Connection, Request};

/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until something holds, and fails if it does not come to that.
#[track_caller]
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, what, look)
}

#[track_caller]
pub fn within<T>(patience: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {patience:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A folder with a configuration.
pub struct Site {
    folder: TempDir,
    address: SocketAddr,
}

impl Site {
    /// A site with this in its configuration. Its HLS folder is there and empty.
    pub fn new(yaml: &str) -> Self {
        Self::at(|_| yaml.to_owned())
    }

    /// The same with a configuration that names its own address.
    pub fn at(yaml: impl FnOnce(SocketAddr) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let yaml = yaml(address);
        let mut config =
            format!("listen: {}\nport: {}\nsecret_key: only for tests\n", address.ip(), address.port());
        config.push_str(&yaml);
        if !yaml.contains("ingest:") {
            config.push_str("\ningest: {rtmp: off}\n");
        }
        std::fs::write(folder.path().join("config.yaml"), config).unwrap();
        let site = Self { folder, address };
        std::fs::create_dir_all(site.hls_dir()).unwrap();
        site
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    pub fn hls_dir(&self) -> PathBuf {
        self.path("data/hls")
    }

    /// Runs the administrator's program.
    pub fn try_admin(&self, line: &[&str]) -> Output {
        command(env!("CARGO_BIN_EXE_pystreaming-admin"), self.folder.path()).args(line).output().unwrap()
    }

    #[track_caller]
    pub fn admin(&self, line: &[&str]) {
        let output = self.try_admin(line);
        assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Hands the key over by standard input, so that tests may look for it among the processes.
    #[track_caller]
    pub fn add_streamer(&self, name: &str, key: &str) {
        let mut admin = command(env!("CARGO_BIN_EXE_pystreaming-admin"), self.folder.path());
        admin.args(["streamer", "add", "-u", name, "-k", "-"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut admin = admin.spawn().unwrap();
        admin.stdin.take().unwrap().write_all(key.as_bytes()).unwrap();
        assert!(admin.wait().unwrap().success());
    }

    /// Starts the server and waits until it answers.
    #[track_caller]
    pub fn start(self) -> Server {
        self.start_by(&mut Vec::new())
    }

    /// Starts the server by a shell, after these lines.
    #[track_caller]
    pub fn start_after(self, shell: &str) -> Server {
        self.start_by(&mut vec!["sh".into(), "-c".into(), format!("{shell}\nexec \"$0\" \"$@\"")])
    }

    #[track_caller]
    fn start_by(self, launcher: &mut Vec<String>) -> Server {
        launcher.push(env!("CARGO_BIN_EXE_pystreaming").into());
        let mut server = Server::spawn(self, launcher.clone());
        server.wait_until_up();
        server
    }

    /// Starts the server where it cannot, and returns what it says.
    #[track_caller]
    pub fn refuses_to_start(&self) -> String {
        let output = command(env!("CARGO_BIN_EXE_pystreaming"), self.folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    }
}

/// A running server. Dropping it fails the test if any part of it panicked.
pub struct Server {
    site: Site,
    command: Vec<String>,
    process: Child,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Server {
    fn spawn(site: Site, line: Vec<String>) -> Self {
        let log = Arc::<Mutex<String>>::default();
        let (process, reader) = launch(&site, &line, &log);
        Self { site, command: line, process, log, reader: Some(reader) }
    }

    #[track_caller]
    fn wait_until_up(&mut self) {
        until("the server answers", || {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "the server ended: {ended:?}\n{}", self.log());
            let mut connection = Connection::try_open(self.address()).ok()?;
            connection.send("GET /healthz HTTP/1.0\r\n\r\n");
            connection.answer().ok()
        });
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    pub fn address(&self) -> SocketAddr {
        self.site.address
    }

    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    /// Everything logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub fn get(&self, target: &str) -> Answer {
        Request::new("GET", target).send(self.address())
    }

    pub fn head(&self, target: &str) -> Answer {
        Request::new("HEAD", target).send(self.address())
    }

    pub fn post(&self, target: &str, fields: &str) -> Answer {
        Request::new("POST", target).form(fields).send(self.address())
    }

    pub fn send(&self, request: Request) -> Answer {
        request.send(self.address())
    }

    pub fn connect(&self) -> Connection {
        Connection::open(self.address())
    }

    /// Waits for a value in `/<streamer>/info`, and returns the whole.
    #[track_caller]
    pub fn until_info(
        &self,
        streamer: &str,
        field: &str,
        value: impl Into<serde_json::Value>,
    ) -> serde_json::Value {
        let value = value.into();
        let info = format!("/{}/info", utf8_percent_encode(streamer, NON_ALPHANUMERIC));
        let mut last = String::new();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let answer = self.get(&info);
            if answer.status == 200 && answer.json()[field] == value {
                return answer.json();
            }
            last = answer.everything();
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{field} of {streamer} does not become {value}: {last}");
    }

    #[track_caller]
    pub fn until_logged(&self, words: &str) {
        until(words, || self.log().contains(words).then_some(()));
    }

    /// Ends the server as a crash would.
    pub fn crash(&mut self) {
        self.process.kill().unwrap();
        self.ended();
    }

    /// Tells the server to end, and waits until it has.
    #[track_caller]
    pub fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.until_ended()
    }

    /// Tells the server to end, and does not wait.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Pauses the server. Returns when none of its threads runs: on a busy machine some go on for a while after the signal.
    #[track_caller]
    pub fn pause(&self) {
        self.signal(Signal::STOP);
        let threads = format!("/proc/{}/task", self.pid().as_raw_pid());
        until("the server pauses", || {
            let mut threads = std::fs::read_dir(&threads).unwrap();
            threads.all(|thread| is_stopped(&thread.unwrap().path())).then_some(())
        });
    }

    /// Waits until the server has ended.
    #[track_caller]
    pub fn until_ended(&mut self) -> ExitStatus {
        let status = until("the server ends", || self.process.try_wait().unwrap());
        self.ended();
        status
    }

    /// Starts it again, and does not wait.
    pub fn launch(&mut self) {
        let (process, reader) = launch(&self.site, &self.command, &self.log);
        (self.process, self.reader) = (process, Some(reader));
    }

    /// Starts it again.
    #[track_caller]
    pub fn restart(&mut self) {
        self.launch();
        self.wait_until_up();
    }

    fn ended(&mut self) {
        self.process.wait().unwrap();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        self.ended();
        let log = self.log();
        if std::thread::panicking() {
            eprintln!("--- log of the server ---\n{log}");
        } else {
            assert!(!log.contains("panicked"), "{log}");
        }
    }
}

/// Whether the thread of this folder of /proc is stopped, or has ended. Its state follows its name, which may hold anything.
fn is_stopped(thread: &Path) -> bool {
    let Ok(status) = std::fs::read_to_string(thread.join("stat")) else { return true };
    status.rsplit_once(") ").is_some_and(|(_, fields)| fields.starts_with('T'))
}

fn launch(site: &Site, line: &[String], log: &Arc<Mutex<String>>) -> (Child, JoinHandle<()>) {
    let mut process = command(&line[0], site.folder.path())
        .args(&line[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", line[0]));
    let mut errors = process.stderr.take().unwrap();
    let log = Arc::clone(log);
    let reader = std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = errors.read(&mut bytes) {
            log.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    });
    (process, reader)
}

/// A program in the site's folder, without settings from the environment of the tests.
fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PYSTREAMING_") {
            command.env_remove(name);
        }
    }
    command
}

/// A free port on a loopback address that nobody else uses: on 127.0.0.1 it could become the own port of someone's
/// connection before the server has it.
pub fn free_address() -> SocketAddr {
    static COUNT: AtomicU8 = AtomicU8::new(1);
    let [_, _, high, low] = std::process::id().to_be_bytes();
    let ip = Ipv4Addr::new(127, high, low, COUNT.fetch_add(1, Ordering::Relaxed));
    TcpListener::bind((ip, 0)).unwrap().local_addr().unwrap()
}
