//! How fast the server delivers what viewers ask for most, against nginx with the same bytes in the same run.
//!
//! `cargo bench --bench delivery [-- SECONDS]` starts the release server and nginx, each with one worker, on free
//! loopback ports, loads them in turn with wrk, and prints the median of three rounds. Absolute figures drift with the
//! machine; the ratio is what counts. Needs nginx and wrk.

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// As a segment of one second at 4 Mbit/s.
const SEGMENT_BYTES: usize = 512 * 1024;
const SEGMENTS: u64 = 10;
const ROUNDS: usize = 3;

/// A process that ends with the benchmark.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() -> Outcome<()> {
    // `cargo bench` adds a flag of its own
    let seconds = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(3);
    for tool in ["nginx", "wrk"] {
        require(tool)?;
    }
    let dir = tempfile::tempdir()?;
    let hls = dir.path().join("hls");
    let root = dir.path().join("root");
    fs::create_dir_all(&hls)?;
    fs::create_dir_all(&root)?;
    // started by root, nginx reads as somebody else
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;

    let (port, started, server) = start_server(dir.path())?;
    let idle = resident_kib(server.0.id())?;
    println!("first answer after the start: {started:.0?}");
    println!("memory when idle: {:.1} MiB", idle as f64 / 1024.0);

    let site = format!("http://127.0.0.1:{port}");
    let published = get(port, "/auth/on_publish?name=benchkey&clientid=1")?;
    if !published.starts_with("HTTP/1.1 200") {
        return Err(format!("the encoder was refused: {published}").into());
    }
    let broadcast = Broadcast::start(&hls)?;
    let playlist = until_ok(port, "/bench/playlist.m3u8")?;
    let segment = playlist.lines().rfind(|line| line.ends_with(".ts")).ok_or("an empty playlist")?.to_owned();

    let nginx_port = free_port()?;
    let _nginx = start_nginx(dir.path(), &root, nginx_port)?;
    println!("\n{:<22} {:>12} {:>12} {:>7} {:>6}", "answers a second", "nginx", "ours", "ratio", "aim");
    for (what, path, aim) in [
        ("front page", "/", 0.4),
        ("stream page", "/bench/", 0.2),
        ("playlist", "/bench/playlist.m3u8", 0.8),
        ("segment of 512 KiB", segment.as_str(), 0.8),
    ] {
        // the very bytes that the server answers with; each under its own name, since nginx remembers open files
        let file = what.replace(' ', "-");
        fs::write(root.join(&file), body(port, path)?)?;
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let rival = wrk(&format!("http://127.0.0.1:{nginx_port}/{file}"), seconds)?;
            let ours = wrk(&format!("{site}{path}"), seconds)?;
            rounds.push((ours / rival, rival, ours));
        }
        rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (ratio, rival, ours) = rounds[ROUNDS / 2];
        println!("{what:<22} {rival:>12.0} {ours:>12.0} {ratio:>7.2} {aim:>6.1}");
    }
    println!("memory after the load: {:.1} MiB", resident_kib(server.0.id())? as f64 / 1024.0);
    drop(broadcast);
    Ok(())
}

fn require(tool: &str) -> Outcome<()> {
    let found = Command::new(tool).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.map(drop).map_err(|_| format!("{tool} is not installed: apt-get install {tool}").into())
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts the server with one streamer. Also tells how long it took until the first answer.
fn start_server(dir: &Path) -> Outcome<(u16, Duration, Running)> {
    let port = free_port()?;
    let config = dir.join("config.yaml");
    let settings = format!(
        "listen: 127.0.0.1\nport: {port}\nworkers: 1\nhls_dir: hls\nlog: {{level: warn, format: text}}\n"
    );
    fs::write(&config, settings)?;
    let added = Command::new(env!("CARGO_BIN_EXE_pystreaming-admin"))
        .arg("--config")
        .arg(&config)
        .args(["streamer", "add", "--username", "bench", "--key", "benchkey"])
        .stdout(Stdio::null())
        .status()?;
    if !added.success() {
        return Err("the streamer could not be added".into());
    }
    let begin = Instant::now();
    let server =
        Running(Command::new(env!("CARGO_BIN_EXE_pystreaming")).arg("--config").arg(&config).spawn()?);
    while get(port, "/").is_err() {
        if begin.elapsed() > Duration::from_secs(10) {
            return Err("the server does not answer".into());
        }
        std::thread::yield_now();
    }
    let started = begin.elapsed();
    until_ok(port, "/bench/")?;
    Ok((port, started, server))
}

fn start_nginx(dir: &Path, root: &Path, port: u16) -> Outcome<Running> {
    let config = dir.join("nginx.conf");
    let text = format!(
        "daemon off; worker_processes 1; pid {dir}/nginx.pid; error_log {dir}/nginx.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 1000000000;\n\
         client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};\n\
         server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n",
        dir = dir.display(),
        root = root.display(),
    );
    fs::write(&config, text)?;
    fs::write(root.join("ready"), "")?;
    let nginx = Running(Command::new("nginx").arg("-c").arg(&config).stderr(Stdio::null()).spawn()?);
    until_ok(port, "/ready")?;
    Ok(nginx)
}

/// Files as nginx-rtmp writes them, with a playlist that stays fresh until this is dropped.
struct Broadcast {
    over: Arc<AtomicBool>,
    writer: Option<std::thread::JoinHandle<()>>,
}

impl Broadcast {
    fn start(hls: &Path) -> Outcome<Self> {
        let segment: Vec<u8> = (0..SEGMENT_BYTES).map(|index| (index * 31 % 251) as u8).collect();
        for number in 0..SEGMENTS {
            fs::write(hls.join(format!("benchkey-{number}.ts")), &segment)?;
        }
        write_playlist(hls)?;
        let over = Arc::new(AtomicBool::new(false));
        let (stop, hls) = (Arc::clone(&over), hls.to_owned());
        let writer = std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_secs(1));
                let _ = write_playlist(&hls);
            }
        });
        Ok(Self { over, writer: Some(writer) })
    }
}

impl Drop for Broadcast {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(writer) = self.writer.take() {
            writer.thread().unpark();
            let _ = writer.join();
        }
    }
}

fn write_playlist(hls: &Path) -> std::io::Result<()> {
    let mut text = String::from(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:1\n#EXT-X-DISCONTINUITY\n",
    );
    for number in 0..SEGMENTS {
        text.push_str(&format!("#EXTINF:1.000,\nbenchkey-{number}.ts\n"));
    }
    let aside: PathBuf = hls.join("benchkey.m3u8.bak");
    fs::write(&aside, text)?;
    fs::rename(aside, hls.join("benchkey.m3u8"))
}

fn get_bytes(port: u16, path: &str) -> Outcome<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    if answer.is_empty() { Err("no answer".into()) } else { Ok(answer) }
}

fn get(port: u16, path: &str) -> Outcome<String> {
    Ok(String::from_utf8_lossy(&get_bytes(port, path)?).into_owned())
}

fn body(port: u16, path: &str) -> Outcome<Vec<u8>> {
    let answer = get_bytes(port, path)?;
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or("no head")?;
    Ok(answer[head + 4..].to_vec())
}

fn until_ok(port: u16, path: &str) -> Outcome<String> {
    let begin = Instant::now();
    loop {
        match get(port, path) {
            Ok(answer) if answer.starts_with("HTTP/1.1 200") => return Ok(answer),
            answer if begin.elapsed() > Duration::from_secs(10) => {
                return Err(format!("{path} does not come to be there: {answer:?}").into());
            }
            _ => std::thread::yield_now(),
        }
    }
}

fn wrk(url: &str, seconds: u64) -> Outcome<f64> {
    let output = Command::new("wrk").args(["-t1", "-c64", &format!("-d{seconds}s"), url]).output()?;
    let text = String::from_utf8(output.stdout)?;
    if text.contains("Non-2xx") {
        return Err(format!("{url} did not answer with 200:\n{text}").into());
    }
    let line =
        text.lines().find_map(|line| line.strip_prefix("Requests/sec:")).ok_or("no figure from wrk")?;
    Ok(line.trim().parse()?)
}

fn resident_kib(process: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
