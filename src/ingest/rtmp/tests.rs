use std::net::{Ipv4Addr, TcpListener as StdTcpListener};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pystreaming_actors::frames::{Codec, Frame, Input, TrackId};
use pystreaming_actors::model::names::{KeyHash, Secrets, StreamKey};
use pystreaming_actors::rtmp::{Fault, Refusal, RefusalCode};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::sync::{Mutex, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::connection::serve;
use super::*;
use crate::tls::tests::SelfSigned;

const KEY: &str = "SECRETKEY";
const SOON: Duration = Duration::from_secs(20);

/// A site that remembers what happens and has one streamer.
struct Site {
    seen: mpsc::UnboundedSender<Seen>,
    secrets: Secrets,
    key: KeyHash,
    /// Given to the next publication.
    end: Mutex<Option<oneshot::Receiver<Refusal>>>,
    /// One for each batch of inputs that may be taken.
    permits: Arc<Semaphore>,
}

#[derive(Debug)]
enum Seen {
    Asked(Connection),
    Took(Vec<Input>, Arrival),
    Ended(Ended),
}

#[async_trait]
impl Publishing for Site {
    async fn admit(&self, key: StreamKey, connection: Connection) -> Result<Admitted, Refusal> {
        let _ = self.seen.send(Seen::Asked(connection));
        if self.secrets.hash(&key) != self.key {
            return Err(refusal("no streamer has this key"));
        }
        let end = self.end.lock().await.take().unwrap_or_else(|| oneshot::channel().1);
        let publication = Recording { seen: self.seen.clone(), permits: Arc::clone(&self.permits) };
        Ok(Admitted { publication: Box::new(publication), end })
    }
}

struct Recording {
    seen: mpsc::UnboundedSender<Seen>,
    permits: Arc<Semaphore>,
}

#[async_trait]
impl Publication for Recording {
    async fn take(&mut self, inputs: Vec<Input>, arrival: Arrival) -> Result<(), Refusal> {
        self.permits.acquire().await.unwrap().forget();
        let _ = self.seen.send(Seen::Took(inputs, arrival));
        Ok(())
    }

    fn ended(self: Box<Self>, how: Ended) {
        let _ = self.seen.send(Seen::Ended(how));
    }
}

fn refusal(words: &str) -> Refusal {
    Refusal { code: RefusalCode::BadName, words: words.to_owned() }
}

/// A site that takes all inputs at once, and what it sees.
fn site() -> (Site, mpsc::UnboundedReceiver<Seen>) {
    let (seen, watch) = mpsc::unbounded_channel();
    let secrets = Secrets::derive("test");
    let key = secrets.hash(&StreamKey::new(KEY).unwrap());
    let permits = Arc::new(Semaphore::new(1_000_000));
    (Site { seen, secrets, key, end: Mutex::default(), permits }, watch)
}

/// A site that listens.
struct Listening {
    site: Arc<Site>,
    seen: mpsc::UnboundedReceiver<Seen>,
    port: u16,
    task: JoinHandle<()>,
}

impl Listening {
    fn start() -> Self {
        Self::start_with(None)
    }

    fn start_with(certificate: Option<Arc<Certificate>>) -> Self {
        let (site, seen) = site();
        let site = Arc::new(site);
        let socket = StdTcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let limit = Arc::new(AdmissionLimit::new(Limits::default()));
        let listener = RtmpListener::new(socket, certificate, limit).unwrap();
        let port = listener.address().unwrap().port();
        let task = tokio::spawn(listener.run(site.clone()));
        Self { site, seen, port, task }
    }

    async fn sees(&mut self) -> Seen {
        timeout(SOON, self.seen.recv()).await.expect("nothing happened").unwrap()
    }

    /// Everything until a publication ends.
    async fn watches(&mut self) -> (Vec<Input>, Vec<Arrival>, Ended) {
        let (mut all, mut arrivals) = (Vec::new(), Vec::new());
        loop {
            match self.sees().await {
                Seen::Took(inputs, arrival) => {
                    all.extend(inputs);
                    arrivals.push(arrival);
                }
                Seen::Ended(how) => return (all, arrivals, how),
                Seen::Asked(_) => {}
            }
        }
    }

    fn ffmpeg(&self, arguments: &str, key: &str) -> Command {
        self.ffmpeg_by("rtmp", arguments, key)
    }

    /// A test picture at 25 frames a second with a tone. `arguments` say how to encode it and for how long.
    fn ffmpeg_by(&self, protocol: &str, arguments: &str, key: &str) -> Command {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg
            .args(["-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25"])
            .args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"])
            .args(arguments.split(' '))
            .args(["-f", "flv", &format!("{protocol}://127.0.0.1:{}/live/{key}", self.port)])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        ffmpeg
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const H264: &str = "-t 2 -c:v libx264 -preset veryfast -threads 1 -bf 2 -g 25 -c:a aac";

fn frames(inputs: &[Input], track: TrackId) -> Vec<&Frame> {
    let frames = inputs.iter().filter_map(|input| match input {
        Input::Frame(frame) if frame.track == track => Some(frame),
        _ => None,
    });
    frames.collect()
}

#[tokio::test]
async fn ffmpeg_publishes_picture_and_sound() {
    let mut site = Listening::start();
    let mut ffmpeg =
        site.ffmpeg(H264, &format!("{KEY}?name=value")).spawn().expect("ffmpeg is not installed");
    let Seen::Asked(connection) = site.sees().await else { panic!("frames without a request") };
    assert!(connection.address.is_loopback());
    let (inputs, arrivals, how) = site.watches().await;
    assert_eq!(how, Ended::Unpublished);
    assert!(ffmpeg.wait().await.unwrap().success());

    let about = inputs.iter().find_map(|input| match input {
        Input::Metadata(facts) => facts.encoder.as_deref(),
        _ => None,
    });
    assert!(about.is_some_and(|encoder| encoder.starts_with("Lavf")), "{about:?}");
    let mut parameters = inputs.iter().filter_map(|input| match input {
        Input::Parameters(track, parameters) => Some((*track, parameters.codec, parameters.record[0])),
        _ => None,
    });
    let both: Vec<_> = parameters.by_ref().take(2).collect();
    assert!(both.contains(&(TrackId::VIDEO, Codec::H264, 1)), "{both:?}");
    assert!(both.contains(&(TrackId::AUDIO, Codec::Aac, 0x12)), "{both:?}");

    let pictures = frames(&inputs, TrackId::VIDEO);
    assert_eq!(pictures.len(), 50);
    let keyframes: Vec<_> =
        pictures.iter().filter(|frame| frame.keyframe).map(|frame| frame.presented_at()).collect();
    assert_eq!(keyframes.iter().map(|at| at - keyframes[0]).collect::<Vec<_>>(), [0, 1_000_000]);
    assert!(pictures.windows(2).all(|pair| pair[1].decoded_at - pair[0].decoded_at == 40_000));
    let mut shown: Vec<_> = pictures.iter().map(|frame| frame.presented_at()).collect();
    assert!(!shown.is_sorted(), "B-frames");
    shown.sort_unstable();
    assert!(shown.windows(2).all(|pair| pair[1] - pair[0] == 40_000));
    for frame in &pictures {
        let first = u32::from_be_bytes(frame.data[..4].try_into().unwrap()) as usize;
        assert!(first + 4 <= frame.data.len());
    }

    let sounds = frames(&inputs, TrackId::AUDIO);
    assert!((86..=90).contains(&sounds.len()), "{}", sounds.len());
    // 1024 samples in whole milliseconds
    assert!(
        sounds.windows(2).all(|pair| (22_000..=25_000).contains(&(pair[1].decoded_at - pair[0].decoded_at)))
    );
    assert!(sounds.iter().all(|frame| frame.keyframe && frame.composition == 0));
    assert!(arrivals.iter().all(|arrival| arrival.round_trip.is_some()));
    assert!(arrivals.last().unwrap().received > 10_000);
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_words() {
    let mut site = Listening::start();
    let ffmpeg = site.ffmpeg(H264, "WRONG").spawn().expect("ffmpeg is not installed");
    let output = ffmpeg.wait_with_output().await.unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("no streamer has this key"), "{words}");
    assert!(matches!(site.sees().await, Seen::Asked(_)));
    assert!(site.seen.try_recv().is_err(), "there is no publication");
}

#[tokio::test]
async fn the_site_ends_a_publication_in_words() {
    let mut site = Listening::start();
    let (end, ended) = oneshot::channel();
    *site.site.end.lock().await = Some(ended);
    let endless = "-t 600 -c:v libx264 -preset ultrafast -threads 1 -c:a aac";
    let ffmpeg = site.ffmpeg(endless, KEY).spawn().expect("ffmpeg is not installed");
    while !matches!(site.sees().await, Seen::Took(..)) {}
    end.send(refusal("an administrator ended the stream")).unwrap();
    assert_eq!(site.watches().await.2, Ended::BySite);
    assert!(!timeout(SOON, ffmpeg.wait_with_output()).await.unwrap().unwrap().status.success());
}

#[tokio::test]
async fn a_publisher_that_vanishes_is_lost() {
    let mut site = Listening::start();
    let endless = "-t 600 -c:v libx264 -preset ultrafast -threads 1 -c:a aac";
    let mut ffmpeg = site.ffmpeg(endless, KEY).spawn().expect("ffmpeg is not installed");
    while !matches!(site.sees().await, Seen::Took(..)) {}
    ffmpeg.kill().await.unwrap();
    assert_eq!(site.watches().await.2, Ended::Lost);
}

#[tokio::test]
async fn other_protocols_are_disconnected() {
    let site = Listening::start();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, site.port)).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    timeout(SOON, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    assert_eq!(answer, b"");
}

#[tokio::test]
async fn ffmpeg_publishes_by_tls() {
    let files = SelfSigned::new();
    let certificate = Certificate::read(files.certificate(), files.key()).unwrap();
    let mut site = Listening::start_with(Some(Arc::new(certificate)));
    let mut ffmpeg = site.ffmpeg_by("rtmps", H264, KEY).spawn().expect("ffmpeg is not installed");
    let (inputs, arrivals, how) = site.watches().await;
    assert_eq!(how, Ended::Unpublished);
    assert!(ffmpeg.wait().await.unwrap().success());
    assert_eq!(frames(&inputs, TrackId::VIDEO).len(), 50);
    assert!(arrivals.iter().all(|arrival| arrival.round_trip.is_some()));

    let plain = site.ffmpeg(H264, KEY).spawn().expect("ffmpeg is not installed");
    assert!(!plain.wait_with_output().await.unwrap().status.success());
    assert!(site.seen.try_recv().is_err(), "nothing is read without TLS");
}

/// Connects to a site by TLS, trusting these certificates.
async fn connect(site: &Listening, trusted: &[&CertificateDer<'static>]) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(trusted.iter().map(|&der| der.clone()));
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, site.port)).await.unwrap();
    let name = "localhost".try_into().unwrap();
    timeout(SOON, TlsConnector::from(Arc::new(client)).connect(name, stream)).await.unwrap().unwrap()
}

fn shown(stream: &TlsStream<TcpStream>) -> &CertificateDer<'static> {
    &stream.get_ref().1.peer_certificates().unwrap()[0]
}

#[tokio::test]
async fn a_certificate_is_renewed_while_publishers_stay() {
    let files = SelfSigned::new();
    let first = files.renew();
    let certificate = Arc::new(Certificate::read(files.certificate(), files.key()).unwrap());
    let mut site = Listening::start_with(Some(Arc::clone(&certificate)));
    let mut early = connect(&site, &[&first]).await;
    let second = files.renew();
    certificate.look(false);
    let late = connect(&site, &[&first, &second]).await;
    assert_eq!([shown(&early), shown(&late)], [&first, &second]);
    early.write_all(&opening()).await.unwrap();
    assert!(matches!(site.sees().await, Seen::Asked(_)), "the first connection goes on");

    std::fs::write(files.key(), "half of a").unwrap();
    certificate.look(false);
    assert_eq!(shown(&connect(&site, &[&first, &second]).await), &second, "as long as there is no other");
}

#[tokio::test]
async fn a_handshake_is_not_waited_for_forever() {
    let files = SelfSigned::new();
    let certificate = Certificate::read(files.certificate(), files.key()).unwrap();
    let listener = StdTcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let _silent = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().unwrap();
    stream.set_nonblocking(true).unwrap();
    let stream = TcpStream::from_std(stream).unwrap();
    let welcome = certificate.welcome(stream, Duration::from_millis(10));
    assert!(timeout(SOON, welcome).await.unwrap().is_none());
}

impl super::transport::Transport for DuplexStream {}

/// What a client sends to publish: taken from ffmpeg, with the default chunk size.
fn opening() -> Vec<u8> {
    let mut bytes = vec![3];
    bytes.extend([0; 2 * 1536]);
    let mut call = |stream: u8, payload: &[u8]| {
        bytes.extend([3, 0, 0, 0, 0, 0, payload.len() as u8, 20, stream, 0, 0, 0]);
        bytes.extend(payload);
    };
    call(0, b"\x02\0\x07connect\0\x3F\xF0\0\0\0\0\0\0\x03\0\x03app\x02\0\x04live\0\0\x09");
    call(0, b"\x02\0\x0CcreateStream\0\x40\x10\0\0\0\0\0\0\x05");
    call(1, b"\x02\0\x07publish\0\x40\x14\0\0\0\0\0\0\x05\x02\0\x09SECRETKEY\x02\0\x04live");
    bytes
}

/// A message with sound of AAC.
fn sound(packet_type: u8, length: u8) -> Vec<u8> {
    let mut bytes = vec![4, 0, 0, 0, 0, 0, length + 2, 8, 1, 0, 0, 0, 0xAF, packet_type];
    bytes.extend(vec![0x12; length.into()]);
    bytes
}

#[tokio::test]
async fn a_publisher_is_not_read_while_the_site_is_behind() {
    let (site, mut seen) = site();
    let permits = Arc::clone(&site.permits);
    permits.forget_permits(permits.available_permits());
    let (mut client, server) = tokio::io::duplex(8 * 1024);
    let connection = Connection::new(Ipv4Addr::LOCALHOST.into());
    let serving = tokio::spawn(async move { serve(server, connection, &site).await });
    let (mut reader, mut writer) = tokio::io::split(&mut client);
    let answers = async { tokio::io::copy(&mut reader, &mut tokio::io::sink()).await };
    let sending = async {
        writer.write_all(&opening()).await.unwrap();
        writer.write_all(&sound(0, 2)).await.unwrap();
        let mut sent = 0;
        while timeout(Duration::from_millis(200), writer.write_all(&sound(1, 100))).await.is_ok() {
            sent += 1;
        }
        assert!(sent < 2000, "{sent}");
        permits.add_permits(1_000_000);
        sent
    };
    let sent = tokio::select! {
        sent = sending => sent,
        _ = answers => panic!("disconnected"),
    };
    drop(client);
    serving.await.unwrap();
    let mut frames = 0;
    while let Ok(seen) = seen.try_recv() {
        match seen {
            Seen::Took(inputs, _) => {
                frames += inputs.iter().filter(|input| matches!(input, Input::Frame(_))).count();
            }
            Seen::Ended(how) => assert_eq!(how, Ended::Lost),
            Seen::Asked(_) => {}
        }
    }
    assert!(frames >= sent, "{frames} of {sent}");
}

#[tokio::test]
async fn a_fault_ends_a_publication_and_is_told() {
    let (site, mut seen) = site();
    let (mut client, server) = tokio::io::duplex(64 * 1024);
    let connection = Connection::new(Ipv4Addr::LOCALHOST.into());
    let serving = tokio::spawn(async move { serve(server, connection, &site).await });
    client.write_all(&opening()).await.unwrap();
    // MP3
    client.write_all(&[4, 0, 0, 0, 0, 0, 2, 8, 1, 0, 0, 0, 0x2F, 0]).await.unwrap();
    let mut answer = Vec::new();
    timeout(SOON, client.read_to_end(&mut answer)).await.unwrap().unwrap();
    drop(client);
    serving.await.unwrap();
    let told = String::from_utf8_lossy(&answer).into_owned();
    assert!(told.contains("NetStream.Publish.Rejected"), "{told}");
    assert!(matches!(seen.try_recv(), Ok(Seen::Asked(_))));
    assert!(matches!(seen.try_recv(), Ok(Seen::Ended(Ended::Fault(Fault::Codec("MP3", _))))));
}
