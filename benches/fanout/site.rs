//! The servers under measurement, each a process of its own, and what the kernel knows of them.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pystreaming::config::{CliOverrides, Config};
use pystreaming::storage::Database;
use pystreaming_actors::model::names::{StreamKey, StreamerName};
use pystreaming_actors::ports::Store;
use rustix::process::{Pid, Signal, kill_process};

use super::crowd::free_address;
use super::floor::Writes;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Long enough for a start with a great many stored events.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server of either kind. What was started here ends when dropped.
pub struct Server {
    pub address: SocketAddr,
    process: Option<Child>,
    site: Option<Site>,
}

/// A folder with a configuration and a database.
pub struct Site {
    folder: tempfile::TempDir,
    address: SocketAddr,
}

impl Site {
    /// A site in whose way no limit stands, with the streamers `room-0`, `room-1` and so on.
    pub fn new(number: u8, workers: usize, streamers: usize) -> Outcome<Self> {
        Self::with_ingest(number, workers, streamers, None)
    }

    /// The same, where encoders can publish with the keys `key-of-0`, `key-of-1` and so on.
    pub fn with_ingest(
        number: u8,
        workers: usize,
        streamers: usize,
        rtmp: Option<SocketAddr>,
    ) -> Outcome<Self> {
        let rtmp = rtmp.map_or_else(|| "off".to_owned(), |address| address.to_string());
        let site = Self { folder: tempfile::tempdir()?, address: free_address(number)? };
        let settings = format!(
            "listen: {}\nport: {}\nworkers: {workers}\nsecret_key: only for the benchmark\n\
             log: {{level: warn, format: text}}\ningest: {{rtmp: '{rtmp}'}}\n{}",
            site.address.ip(),
            site.address.port(),
            include_str!("limits.yaml"),
        );
        fs::write(site.config(), settings)?;
        fs::create_dir_all(site.folder.path().join("data/hls"))?;
        site.with_store(async |store, secrets| {
            for number in 0..streamers {
                let key = StreamKey::new(&format!("key-of-{number}")).ok_or("an impossible key")?;
                store.add_streamer(&StreamerName::parse(&room(number))?, secrets.hash(&key)).await?;
            }
            Ok(())
        })?;
        Ok(site)
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config.yaml")
    }

    /// Does something with the database while no server runs.
    pub fn with_store(
        &self,
        work: impl AsyncFnOnce(&dyn Store, &pystreaming_actors::model::names::Secrets) -> Outcome<()>,
    ) -> Outcome<()> {
        let config = Config::load(&CliOverrides { config: Some(self.config()), ..CliOverrides::default() })?;
        let secrets = config.secrets()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let database = Database::open(&config.database, &secrets, true, "").await?;
            work(&*database.store(), &secrets).await?;
            database.close().await;
            Ok(())
        })
    }

    /// Starts the server, waits for its first answer, and tells how long that took.
    pub fn start(self) -> Outcome<(Server, Duration)> {
        let (process, took) = self.launch()?;
        Ok((Server { address: self.address, process: Some(process), site: Some(self) }, took))
    }

    fn launch(&self) -> Outcome<(Child, Duration)> {
        let begin = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_pystreaming"));
        let process = command.arg("--config").arg(self.config()).stdin(Stdio::null()).spawn()?;
        while get(self.address, "/healthz").is_err() {
            if begin.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok((process, begin.elapsed()))
    }
}

pub fn room(number: usize) -> String {
    format!("room-{number}")
}

impl Server {
    /// One that runs already.
    pub fn running(address: SocketAddr) -> Self {
        Self { address, process: None, site: None }
    }

    /// A rival.
    pub fn other(address: SocketAddr, process: Child) -> Self {
        Self { address, process: Some(process), site: None }
    }

    /// This program again, as the floor.
    pub fn floor(number: u8, writes: Writes) -> Outcome<Self> {
        let address = free_address(number)?;
        let role = if writes == Writes::Each { "each" } else { "joined" };
        let mut command = Command::new(std::env::current_exe()?);
        let process = command.args(["floor", &address.to_string(), role]).stdin(Stdio::null()).spawn()?;
        let begin = Instant::now();
        while TcpStream::connect(address).is_err() {
            if begin.elapsed() > PATIENCE {
                return Err("the floor does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Self { address, process: Some(process), site: None })
    }

    /// Ends it as an administrator does, and waits until it has.
    pub fn stop(&mut self) -> Outcome<Duration> {
        let begin = Instant::now();
        if let Some(mut process) = self.process.take() {
            kill_process(Pid::from_child(&process), Signal::TERM)?;
            process.wait()?;
        }
        Ok(begin.elapsed())
    }

    /// Starts it again on the same address.
    pub fn start_again(&mut self) -> Outcome<Duration> {
        let site = self.site.as_ref().ok_or("the floor is not started again")?;
        let (process, took) = site.launch()?;
        self.process = Some(process);
        Ok(took)
    }

    /// Its folder, for the next start.
    pub fn into_site(mut self) -> Outcome<Site> {
        self.stop()?;
        self.site.take().ok_or_else(|| "the floor has no site".into())
    }

    pub fn resident_bytes(&self) -> Outcome<u64> {
        let status = fs::read_to_string(self.proc("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024)
    }

    /// Processor time used so far; none of a server that was not started here.
    pub fn processor_time(&self) -> Outcome<Duration> {
        if self.process.is_none() {
            return Ok(Duration::ZERO);
        }
        let nanos = self.of_threads("schedstat", |text| text.split(' ').next()?.parse().ok())?;
        Ok(Duration::from_nanos(nanos))
    }

    /// How often its threads woke up from waiting so far.
    pub fn wake_ups(&self) -> Outcome<u64> {
        self.of_threads("status", |text| {
            text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse().ok()
        })
    }

    pub fn descriptors(&self) -> Outcome<usize> {
        Ok(fs::read_dir(self.proc("fd"))?.count())
    }

    fn of_threads(&self, file: &str, value: impl Fn(&str) -> Option<u64>) -> Outcome<u64> {
        let mut sum = 0;
        for thread in fs::read_dir(self.proc("task"))? {
            let text = fs::read_to_string(thread?.path().join(file)).unwrap_or_default();
            sum += value(&text).unwrap_or(0);
        }
        Ok(sum)
    }

    fn proc(&self, file: &str) -> PathBuf {
        let process = self.process.as_ref().map_or_else(String::new, |process| process.id().to_string());
        Path::new("/proc").join(process).join(file)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn get(address: SocketAddr, path: &str) -> Outcome<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(answer) } else { Err(format!("{path}: {answer}").into()) }
}
