//! A bucket of an S3 service, from which viewers get segments. The names of segments tell nothing, not even which belong together.

use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Empty, Limited, StreamBody};
use hyper::body::Frame;
use hyper::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use pystreaming_actors::delivery::Place;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::Token;
use pystreaming_actors::packager::File;
use rand::RngExt as _;
use rustls::crypto::ring;
use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Credentials, S3Action as _, UrlStyle};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};
use url::Url;

use crate::config::BucketSettings;

/// How long storing a segment may take while all is well.
pub const SOON: Duration = Duration::from_secs(2);
/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Uploads at once; more wait.
const UPLOADS: usize = 64;
/// Before a request that failed is repeated.
const AGAIN: Duration = Duration::from_millis(200);
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long the service is left alone after a failure, and at most after many.
const PAUSE: Duration = Duration::from_secs(10);
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// How long connections are kept that are not used.
const IDLE: Duration = Duration::from_secs(20);
/// How long a request of our own may be on its way.
const SIGNED_FOR: Duration = Duration::from_secs(300);
/// How long viewers can use a signed address, after the time for which they can rewind.
const SIGNED_FOR_VIEWERS: Duration = Duration::from_secs(3600);
/// Bytes of an answer that are read.
const ANSWER_MAX: usize = 4 << 20;
/// Of the words of an error.
const WORDS_MAX: usize = 200;

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// See the module.
pub struct Bucket {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
    /// For streams without a password, and for those with one.
    folders: [String; 2],
    /// Where everybody can read the first of them, with a slash at the end.
    public: Option<Url>,
    /// How long viewers can use a signed address.
    signed_for: Duration,
    uploads: Semaphore,
    client: Client<HttpsConnector<HttpConnector>, Body>,
    trouble: Mutex<Option<Trouble>>,
    counts: Counts,
}

/// The service does not do what it is asked.
#[derive(Clone, Copy)]
struct Trouble {
    since: Instant,
    /// When it is asked again.
    until: Instant,
    pause: Duration,
}

/// What became of segments.
#[derive(Debug, Default)]
struct Counts {
    stored: AtomicU64,
    stored_bytes: AtomicU64,
    failed: AtomicU64,
}

/// Why the service does not do what it is asked. Never with an address, which would be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketError {
    /// A setting is wrong.
    #[error("{0}")]
    Setting(&'static str),
    /// It cannot be asked.
    #[error("the S3 service cannot be reached: {0}")]
    Unreachable(String),
    /// It takes too long.
    #[error("the S3 service does not answer in time")]
    Late,
    /// More is to be stored than it takes.
    #[error("more than {UPLOADS} segments are being stored at once")]
    Busy,
    /// It refuses.
    #[error("the S3 service answers with status {status}{}{words}", if words.is_empty() { "" } else { ": " })]
    Refused {
        /// Of HTTP.
        status: u16,
        /// Its own, if it has any.
        words: String,
    },
    /// What it answers is not understood.
    #[error("the S3 service answers something else than a list of objects")]
    Nonsense,
}

impl BucketError {
    /// Whether the same may be done a moment later.
    fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => *status >= 500 || *status == 429,
            Self::Setting(_) | Self::Late | Self::Busy | Self::Nonsense => false,
        }
    }
}

impl Bucket {
    /// The bucket, if the settings name one.
    ///
    /// # Errors
    /// The address of the service is none.
    pub fn of(settings: &BucketSettings, replay_window: Duration) -> Result<Option<Self>, BucketError> {
        let BucketSettings { name, endpoint, access_key_id, secret_access_key, region, folder, public_url } =
            settings;
        let (Some(name), Some(endpoint), Some(id), Some(secret)) =
            (name, endpoint, access_key_id, secret_access_key)
        else {
            return Ok(None);
        };
        let endpoint: Url =
            endpoint.parse().map_err(|_| BucketError::Setting("bucket.endpoint is not an address"))?;
        // others are reached by an address without a name of a host for each bucket, and certificates have no names with dots
        let is_amazon = endpoint.host_str().is_some_and(|host| host.ends_with(".amazonaws.com"));
        let is_amazon = is_amazon && !name.contains('.');
        let style = if is_amazon { UrlStyle::VirtualHost } else { UrlStyle::Path };
        let bucket = rusty_s3::Bucket::new(endpoint, style, name.clone(), region.clone())
            .map_err(|_| BucketError::Setting("bucket.endpoint is not the address of an S3 service"))?;
        let public = public_url.as_deref().map(|url| {
            let slash = if url.ends_with('/') { "" } else { "/" };
            format!("{url}{slash}{folder}/").parse()
        });
        let folders = [format!("{folder}/"), format!("{folder}-locked/")];
        let public =
            public.transpose().map_err(|_| BucketError::Setting("bucket.public_url is not an address"))?;
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(ring::default_provider())
            .map_err(|_| BucketError::Setting("bucket: TLS cannot be used"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        let credentials = Credentials::new(id.reveal(), secret.reveal());
        let (trouble, counts) = Default::default();
        let (signed_for, uploads) = (replay_window + SIGNED_FOR_VIEWERS, Semaphore::new(UPLOADS));
        Ok(Some(Self { bucket, credentials, folders, public, signed_for, uploads, client, trouble, counts }))
    }

    /// The origins from which browsers get segments.
    pub fn origins(&self) -> impl Iterator<Item = String> {
        let signed = self.bucket.base_url().origin().ascii_serialization();
        let public = self.public.as_ref().map(|url| url.origin().ascii_serialization());
        public.filter(|public| *public != signed).into_iter().chain([signed])
    }

    /// Segments and their bytes that were stored, and segments that were not, so far.
    pub fn counts(&self) -> [u64; 3] {
        let Counts { stored, stored_bytes, failed } = &self.counts;
        [stored, stored_bytes, failed].map(|count| count.load(Ordering::Relaxed))
    }

    /// Whether nothing has failed lately, so that it is worth waiting for a segment to be stored.
    pub fn is_trusted(&self) -> bool {
        self.trouble().is_none()
    }

    /// Stores a segment under a new name. `None` if that fails, or has failed a moment ago.
    pub async fn store(&self, file: File, is_locked: bool) -> Option<Stored> {
        let (trouble, begun) = (*self.trouble(), Instant::now());
        let is_left_alone = trouble.is_some_and(|trouble| begun < trouble.until);
        let bytes = file.len as u64;
        let key = self.key(is_locked, &Token::from_random(rand::rng().random()));
        let put = match is_left_alone {
            true => None,
            false => Some(self.put_soon(&key, file, trouble).await),
        };
        match put {
            Some(Ok(is_soon)) => {
                if is_soon {
                    self.works(begun);
                }
                self.counts.stored.fetch_add(1, Ordering::Relaxed);
                self.counts.stored_bytes.fetch_add(bytes, Ordering::Relaxed);
                return Some(Stored { place: Arc::new(self.place(&key)), key });
            }
            Some(Err(error)) => self.fails(trouble, &error),
            None => {}
        }
        self.counts.failed.fetch_add(1, Ordering::Relaxed);
        None
    }

    /// Deletes a segment. It is no error if there is none.
    ///
    /// # Errors
    /// The service does not do it.
    pub async fn delete(&self, key: &Key) -> Result<(), BucketError> {
        let url = self.bucket.delete_object(Some(&self.credentials), &key.0).sign(SIGNED_FOR);
        match self.ask(request(Method::DELETE, &url)?).await {
            Err(BucketError::Refused { status: 404, .. }) => Ok(()),
            answered => answered.map(drop),
        }
    }

    /// Segments that were stored before a time.
    ///
    /// # Errors
    /// The service does not tell.
    pub async fn stored_before(&self, time: UnixTime) -> Result<Vec<Key>, BucketError> {
        let mut all = Vec::new();
        for folder in &self.folders {
            let mut more: Option<String> = None;
            loop {
                let mut list = self.bucket.list_objects_v2(Some(&self.credentials));
                list.with_prefix(&**folder);
                if let Some(more) = &more {
                    list.with_continuation_token(&**more);
                }
                let answer = self.ask(request(Method::GET, &list.sign(SIGNED_FOR))?).await?;
                let answer = String::from_utf8(answer.to_vec()).map_err(|_| BucketError::Nonsense)?;
                let listed = ListObjectsV2::parse_response(&answer).map_err(|_| BucketError::Nonsense)?;
                let is_old =
                    |at: &str| OffsetDateTime::parse(at, &Rfc3339).is_ok_and(|at| at.unix_timestamp() < time);
                let old = listed.contents.into_iter();
                let old = old.filter(|object| object.last_modified.as_deref().is_some_and(is_old));
                all.extend(old.map(|object| object.key).filter(|key| is_segment(folder, key)).map(Key));
                match listed.next_continuation_token {
                    Some(next) if more.as_ref() != Some(&next) => more = Some(next),
                    _ => break,
                }
            }
        }
        Ok(all)
    }

    /// Returns whether it took no longer than it may; notes at once if it does.
    async fn put_soon(&self, key: &Key, file: File, known: Option<Trouble>) -> Result<bool, BucketError> {
        let Ok(Ok(_place)) = timeout(SOON, self.uploads.acquire()).await else {
            return Err(BucketError::Busy);
        };
        let mut put = pin!(self.put_twice(key, file));
        if let Ok(done) = timeout(SOON, &mut put).await {
            return done.map(|()| true);
        }
        self.fails(known, &BucketError::Late);
        put.await.map(|()| false)
    }

    /// Services fail now and then, and connections end that were kept.
    async fn put_twice(&self, key: &Key, file: File) -> Result<(), BucketError> {
        match self.put(key, file.clone()).await {
            Err(error) if error.may_pass() => {
                sleep(AGAIN).await;
                self.put(key, file).await
            }
            done => done,
        }
    }

    async fn put(&self, key: &Key, file: File) -> Result<(), BucketError> {
        let url = self.bucket.put_object(Some(&self.credentials), &key.0).sign(SIGNED_FOR);
        let mut request = request(Method::PUT, &url)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_LENGTH, file.len.into());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("video/iso.segment"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600, immutable"));
        let pieces = stream::iter(file.pieces).map(|piece| Ok(Frame::data(piece)));
        *request.body_mut() = StreamBody::new(pieces).boxed_unsync();
        self.ask(request).await.map(drop)
    }

    /// The body of the answer, if it is one of success.
    async fn ask(&self, request: Request<Body>) -> Result<Bytes, BucketError> {
        let answered = async {
            let response = self.client.request(request).await.map_err(|error| unreachable(&error))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), ANSWER_MAX).collect().await;
            let body = body.map(|body| body.to_bytes());
            match status.is_success() {
                true => body.map_err(|error| unreachable(&*error)),
                false => Err(BucketError::Refused {
                    status: status.as_u16(),
                    words: words(&body.unwrap_or_default()),
                }),
            }
        };
        timeout(TIMEOUT, answered).await.unwrap_or(Err(BucketError::Late))
    }

    fn key(&self, is_locked: bool, name: &Token) -> Key {
        let [open, locked] = &self.folders;
        Key(format!("{}{name}.m4s", if is_locked { locked } else { open }))
    }

    fn place(&self, key: &Key) -> Place {
        let locked =
            self.bucket.get_object(Some(&self.credentials), &key.0).sign(self.signed_for).to_string();
        let [folder, _] = &self.folders;
        let open = match (&self.public, key.0.strip_prefix(&**folder)) {
            (Some(public), Some(name)) => format!("{public}{name}"),
            _ => locked.clone(),
        };
        Place { open, locked }
    }

    fn trouble(&self) -> MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn works(&self, begun: Instant) {
        // what began before it failed says nothing
        if self.trouble().take_if(|trouble| trouble.since < begun).is_some() {
            info!("segments are stored in the bucket again");
        }
    }

    /// `known` is the trouble of which was known when what failed began: what fails at once is one failure.
    fn fails(&self, known: Option<Trouble>, error: &BucketError) {
        let mut trouble = self.trouble();
        // some that were tried may have succeeded meanwhile
        if trouble.is_some_and(|trouble| known.is_none_or(|known| known.since != trouble.since)) {
            return;
        }
        if trouble.is_none() {
            warn!(%error, "segments cannot be stored in the bucket; this server serves them itself meanwhile");
        }
        let (since, pause) = (Instant::now(), known.map_or(PAUSE, |known| (known.pause * 2).min(PAUSE_MAX)));
        *trouble = Some(Trouble { since, until: since + pause, pause });
    }
}

/// What the service calls a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

/// A segment in the bucket.
pub struct Stored {
    /// Under which it is deleted.
    pub key: Key,
    /// Where viewers get it.
    pub place: Arc<Place>,
}

/// Whether an object in this folder can be a segment.
fn is_segment(folder: &str, key: &str) -> bool {
    let name = key.strip_prefix(folder).and_then(|name| name.strip_suffix(".m4s"));
    name.is_some_and(|name| name.len() == 26 && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn request(method: Method, url: &Url) -> Result<Request<Body>, BucketError> {
    let body = Empty::new().map_err(|never: std::convert::Infallible| match never {}).boxed_unsync();
    let request = Request::builder().method(method).uri(url.as_str()).body(body);
    request.map_err(|_| BucketError::Setting("bucket.endpoint is not an address"))
}

/// With all causes, none of which has the address.
fn unreachable(error: &(dyn std::error::Error + 'static)) -> BucketError {
    let causes = std::iter::successors(Some(error), |error| error.source());
    BucketError::Unreachable(causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
}

/// What an error of S3 says, in XML: its code and message.
fn words(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let inner = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>"))?;
        Some(rest.split_once("</")?.0.to_owned())
    };
    let found: Vec<String> = ["Code", "Message"].into_iter().filter_map(inner).collect();
    found.join(": ").chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::Secret;

    const WINDOW: Duration = Duration::from_secs(30);

    fn settings(endpoint: &str, public_url: Option<&str>) -> BucketSettings {
        BucketSettings {
            name: Some("media".to_owned()),
            endpoint: Some(endpoint.to_owned()),
            region: "eu-central-1".to_owned(),
            access_key_id: Some(Secret::new("an-id")),
            secret_access_key: Some(Secret::new("hunter2")),
            folder: "live".to_owned(),
            public_url: public_url.map(str::to_owned),
        }
    }

    fn bucket(endpoint: &str, public_url: Option<&str>) -> Bucket {
        Bucket::of(&settings(endpoint, public_url), WINDOW).unwrap().unwrap()
    }

    fn file() -> File {
        File { pieces: vec![Bytes::from("moof"), Bytes::from("mdat")], len: 8 }
    }

    /// A service that answers every request with this, and what it was asked.
    async fn service(answer: &'static str) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (asked, seen) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap_or_default();
                let _ = asked.send(String::from_utf8_lossy(&request[..length]).into_owned());
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        (address, seen)
    }

    #[test]
    fn without_a_name_there_is_none() {
        assert!(
            Bucket::of(&BucketSettings { name: None, ..settings("https://s3.example", None) }, WINDOW)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn viewers_get_segments_where_anybody_can_or_by_signed_addresses() {
        let name = Token::from_random(7);
        let place = |bucket: Bucket, is_locked| bucket.place(&bucket.key(is_locked, &name));
        let signed = format!("https://s3.example/media/live/{name}.m4s?X-Amz-Algorithm=");
        let cdn = || bucket("https://s3.example", Some("https://cdn.example/a"));
        let Place { open, locked } = place(cdn(), false);
        assert_eq!(open, format!("https://cdn.example/a/live/{name}.m4s"));
        assert!(locked.starts_with(&signed) && !locked.contains("hunter2"), "{locked}");
        // the CDN cannot read those of streams with a password
        let Place { open, locked: other } = place(cdn(), true);
        assert!(open == other && open.starts_with("https://s3.example/media/live-locked/"), "{open}");
        let Place { open, locked } = place(bucket("https://s3.example", None), false);
        assert!(open == locked && open.starts_with(&signed));
        let amazon = place(bucket("https://s3.eu-central-1.amazonaws.com", None), false).open;
        assert!(amazon.starts_with("https://media.s3.eu-central-1.amazonaws.com/live/"), "{amazon}");
    }

    #[test]
    fn browsers_are_allowed_where_segments_are() {
        let of = |public| bucket("https://s3.example/", public).origins().collect::<Vec<_>>();
        assert_eq!(of(None), ["https://s3.example"]);
        assert_eq!(of(Some("https://s3.example/media")), ["https://s3.example"]);
        assert_eq!(
            of(Some("https://cdn.example:8443/a")),
            ["https://cdn.example:8443", "https://s3.example"]
        );
    }

    #[test]
    fn only_segments_are_taken_for_segments() {
        let name = Token::from_random(7);
        assert!(is_segment("live/", &format!("live/{name}.m4s")));
        for other in [
            format!("{name}.m4s"),
            format!("live/{name}.mp4"),
            format!("live/a/{name}.m4s"),
            "live/holiday.m4s".to_owned(),
            "live/../x.m4s".to_owned(),
        ] {
            assert!(!is_segment("live/", &other), "{other}");
        }
    }

    #[tokio::test]
    async fn segments_are_stored_in_one_piece() {
        let (address, mut asked) =
            service("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
        let bucket = bucket(&address, None);
        let stored = bucket.store(file(), true).await.unwrap();
        let request = asked.recv().await.unwrap();
        assert!(request.starts_with(&format!("PUT /media/{}?X-Amz-Algorithm=", stored.key.0)), "{request}");
        assert!(request.contains("\r\ncontent-length: 8\r\n"), "{request}");
        assert!(stored.key.0.starts_with("live-locked/"));
        assert_eq!(bucket.counts(), [1, 8, 0]);
    }

    #[tokio::test]
    async fn a_service_that_refuses_is_left_alone_and_quoted() {
        let (address, mut asked) = service(
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 78\r\nConnection: close\r\n\r\n\
             <Error><Code>AccessDenied</Code><Message>Not\nyours &amp; mine</Message></Error>",
        )
        .await;
        let bucket = bucket(&address, None);
        let key = bucket.key(false, &Token::from_random(7));
        let error = bucket.delete(&key).await.unwrap_err().to_string();
        assert_eq!(error, "the S3 service answers with status 403: AccessDenied: Notyours &amp; mine");
        assert!(asked.recv().await.unwrap().starts_with("DELETE /media/live/"));
        assert!(bucket.is_trusted());
        assert!(bucket.store(file(), false).await.is_none() && asked.recv().await.is_some());
        assert!(!bucket.is_trusted());
        assert!(
            bucket.store(file(), false).await.is_none() && asked.try_recv().is_err(),
            "it is not asked again"
        );
        assert_eq!(bucket.counts(), [0, 0, 2]);
    }

    #[tokio::test]
    async fn what_fails_at_once_is_one_failure_and_many_in_a_row_make_pauses_longer() {
        let bucket = bucket("http://127.0.0.1:1", None);
        let pause = || bucket.trouble().unwrap().pause.as_secs();
        let _ = futures_util::future::join_all((0..4).map(|_| bucket.store(file(), false))).await;
        assert_eq!(pause(), 10);
        let pauses: Vec<u64> = (0..6)
            .map(|_| {
                let known = *bucket.trouble();
                bucket.fails(known, &BucketError::Late);
                bucket.fails(known, &BucketError::Late);
                if pause() == 40 {
                    // a part of what was tried succeeds
                    let known = *bucket.trouble();
                    bucket.works(Instant::now());
                    bucket.fails(known, &BucketError::Late);
                }
                pause()
            })
            .collect();
        assert_eq!(pauses, [20, 80, 160, 300, 300, 300]);
        let since = bucket.trouble().unwrap().since;
        bucket.works(since);
        assert!(!bucket.is_trusted(), "what began before it failed says nothing");
        bucket.works(Instant::now());
        assert!(bucket.is_trusted());
    }

    #[tokio::test]
    async fn a_service_that_says_nothing_is_in_trouble_soon() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bucket = Arc::new(bucket(&format!("http://{}", silent.local_addr().unwrap()), None));
        let stores = Arc::clone(&bucket);
        let stored = tokio::spawn(async move { stores.store(file(), false).await });
        let begun = Instant::now();
        while bucket.is_trusted() {
            tokio::time::sleep(Duration::from_millis(10)).await;
            assert!(begun.elapsed() < SOON + Duration::from_secs(5));
        }
        assert!(!stored.is_finished(), "it may still succeed");
        stored.abort();
    }

    #[tokio::test]
    async fn errors_tell_the_cause_and_no_signature() {
        let bucket_at = |address: &str| bucket(address, None);
        let nobody = bucket_at("http://127.0.0.1:1");
        let unreachable = nobody.delete(&nobody.key(false, &Token::from_random(7))).await.unwrap_err();
        let told = unreachable.to_string();
        assert!(told.contains("Connection refused") && !told.contains("X-Amz"), "{told}");
        let (address, _asked) =
            service("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno").await;
        assert_eq!(bucket_at(&address).stored_before(0).await.unwrap_err(), BucketError::Nonsense);
    }
}
