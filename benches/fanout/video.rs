//! Many low-latency players of one stream, alone and beside chat, and nginx with the same bytes for as many.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::crowd::free_address;
use super::load::Pace as Talk;
use super::players::{Pace, Players, Watched};
use super::site::{Server, Site, room};
use super::stage::{Outcome, Plan, Stage, heading, row};

/// Messages a second in chat beside the video.
const MESSAGES: f64 = 5.0;
/// How long each row is measured.
const LENGTH: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(20);
/// What parts aim to last.
const PART: Duration = Duration::from_millis(300);

/// A program that ends when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn run(plan: &Plan) -> Outcome<()> {
    let players = plan.players;
    let rtmp = free_address(6)?;
    let mut stage = Stage::new(Site::with_ingest(5, plan.workers, 1, Some(rtmp))?.start()?.0, 1)?;
    let folder = tempfile::tempdir()?;
    let _encoder = publish(folder.path(), rtmp)?;
    let address = stage.server.address;
    let playlist = format!("/{}/playlist.m3u8", room(0));
    until_ready(address, &playlist)?;

    heading(&format!("{players} players of a stream at 4 Mbit/s"));
    let mut crowd = Players::new(address, &playlist, Pace::Blocking)?;
    crowd.fill(1)?;
    let usual = crowd.watch(LENGTH / 3)?.delays.quantile(0.5);
    crowd.fill(players)?;
    let (watched, processor) = measure(&mut crowd, &stage.server)?;
    report("video alone", &watched, processor, usual, players);

    drop(crowd);

    stage.fill(plan.talkers)?;
    let (watched, processor, heard) = std::thread::scope(|scope| {
        let (ready, begin) = std::sync::mpsc::channel();
        let (address, playlist) = (address, &playlist);
        let watching = scope.spawn(move || {
            let watch = || {
                let mut crowd = Players::new(address, playlist, Pace::Blocking)?;
                crowd.fill(players)?;
                ready.send(())?;
                crowd.watch(LENGTH)
            };
            watch().map_err(|error: Box<dyn std::error::Error>| error.to_string())
        });
        // players that do not get there say why below
        let _ = begin.recv();
        let before = stage.server.processor_time()?;
        let heard = stage.talk(Talk::PerSecond(MESSAGES), LENGTH)?;
        let watched = watching.join().map_err(|_| "the players' thread died")??;
        Outcome::Ok((watched, stage.server.processor_time()? - before, heard))
    })?;
    let talkers = plan.talkers;
    report(&format!("beside {talkers} in chat"), &watched, processor, usual, players);
    let (p50, p99) = (heard.latencies.quantile(0.5), heard.latencies.quantile(0.99));
    row(&format!("a message to {talkers}, p50 and p99"), &format!("{p50:.1?}, {p99:.1?}"), "p99 <= 50 ms");

    let (server, part) = nginx(folder.path(), &until_ready(address, &playlist)?, address)?;
    let mut crowd = Players::new(server.address, "/playlist.m3u8", Pace::Every(PART, part))?;
    crowd.fill(players)?;
    let (watched, processor) = measure(&mut crowd, &server)?;
    row("nginx, the same requests: cpu each second", &per_player(processor, players), "");
    row("nginx, bytes", &rate(&watched), "as many");
    Ok(())
}

fn measure(crowd: &mut Players, server: &Server) -> Outcome<(Watched, Duration)> {
    let before = server.processor_time()?;
    let watched = crowd.watch(LENGTH)?;
    Ok((watched, server.processor_time()? - before))
}

fn report(what: &str, watched: &Watched, processor: Duration, usual: Duration, players: usize) {
    let late = |delay: Duration| delay.as_secs_f64() - usual.as_secs_f64();
    let (p50, p99) = (watched.delays.quantile(0.5), watched.delays.quantile(0.99));
    let late =
        format!("{:.0}, {:.0}, {:.0} ms", late(p50) * 1e3, late(p99) * 1e3, late(watched.longest) * 1e3);
    row(&format!("{what}: later than for one player"), &late, "never by 300 ms");
    row("p50, p99, most of parts", &watched.parts.to_string(), "");
    row("cpu each second for a player", &per_player(processor, players), "0.5 ms");
    row("bytes", &rate(watched), "");
}

fn per_player(processor: Duration, players: usize) -> String {
    format!("{:.2?}", processor.div_f64(LENGTH.as_secs_f64() * players as f64))
}

fn rate(watched: &Watched) -> String {
    format!("{:.0} Mbit/s", watched.bytes as f64 * 8e-6 / LENGTH.as_secs_f64())
}

/// Encodes ten seconds once, and publishes them over and over.
fn publish(folder: &Path, rtmp: SocketAddr) -> Outcome<Running> {
    let clip = folder.join("clip.flv");
    let encoded = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30,noise=alls=30:allf=t"])
        .args(["-f", "lavfi", "-i", "sine=r=48000", "-t", "10", "-c:v", "libx264", "-preset", "ultrafast"])
        .args(["-g", "30", "-b:v", "3.9M", "-minrate", "3.9M", "-maxrate", "3.9M", "-bufsize", "1M"])
        .args(["-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k"])
        .arg(&clip)
        .status()?;
    if !encoded.success() {
        return Err("ffmpeg did not encode the clip".into());
    }
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-re", "-stream_loop", "-1", "-i"]).arg(&clip);
    command.args(["-c", "copy", "-f", "flv", &format!("rtmp://{rtmp}/live/key-of-0")]);
    Ok(Running(command.stdin(Stdio::null()).spawn()?))
}

/// nginx with one playlist and one part of ours, and the path of the part.
fn nginx(folder: &Path, playlist: &str, ours: SocketAddr) -> Outcome<(Server, String)> {
    let (_, segment) = playlist.rsplit_once("#EXT-X-PART:").ok_or("a playlist without parts")?;
    let address = segment.split('"').nth(1).ok_or("a part without an address")?;
    let root = folder.join("root");
    fs::create_dir(&root)?;
    fs::write(root.join("playlist.m3u8"), playlist)?;
    fs::write(root.join("part.m4s"), body(get(ours, address)?)?)?;
    let nginx = free_address(7)?;
    let config = folder.join("nginx.conf");
    let text = format!(
        "daemon off; master_process off; pid {dir}/nginx.pid; error_log {dir}/nginx.log;\n\
         events {{ worker_connections 20000; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 1000000000;\n\
         client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};\n\
         server {{ listen {nginx}; root {root}; }} }}\n",
        dir = folder.display(),
        root = root.display(),
    );
    fs::write(&config, text)?;
    let process = Command::new("nginx").arg("-c").arg(&config).stderr(Stdio::null()).spawn()?;
    let server = Server::other(nginx, process);
    until_ready(nginx, "/playlist.m3u8")?;
    Ok((server, "/part.m4s".to_owned()))
}

/// The text of a playlist once it names two whole segments: what comes then is usual.
fn until_ready(address: SocketAddr, path: &str) -> Outcome<String> {
    let begin = Instant::now();
    loop {
        let answer = get(address, path).map(|answer| String::from_utf8_lossy(&answer).into_owned());
        match answer {
            Ok(text) if text.starts_with("HTTP/1.1 200") && text.matches("#EXTINF:").count() >= 2 => {
                let (_, playlist) = text.split_once("\r\n\r\n").ok_or("no head")?;
                return Ok(playlist.to_owned());
            }
            answer if begin.elapsed() > PATIENCE => {
                return Err(format!("{path} does not come to be there: {answer:?}").into());
            }
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn get(address: SocketAddr, path: &str) -> Outcome<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn body(mut answer: Vec<u8>) -> Outcome<Vec<u8>> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or("no head")?;
    Ok(answer.split_off(head + 4))
}
