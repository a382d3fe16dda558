//! Viewers whom the node that leads has admitted to streams that are not for everybody.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, COOKIE};
use pystreaming_actors::model::names::Token;
use quick_cache::UnitWeighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::paths::stream;
use crate::web::packaged::ADMISSION;

/// Viewers who are remembered, once for playlists and once for files. Of more, some are asked about more often.
const REMEMBERED: u64 = 100_000;
/// How many of them there may be before memory is used for more.
const EXPECTED: usize = 1024;
/// Streams that are remembered, once for playlists and once for files. Viewers of others are asked about each time.
const STREAMS: usize = 4096;

/// That a viewer may see a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The prefix of the stream: another one, such as after its password has changed, is not meant.
    pub under: Token,
    until: Instant,
}

impl Admission {
    /// What the node that leads says, which was asked at this time.
    pub fn read(headers: &hyper::HeaderMap, asked: Instant) -> Option<Self> {
        let (prefix, seconds) = headers.get(ADMISSION.as_str())?.to_str().ok()?.split_once(' ')?;
        let lasts = Duration::from_secs(seconds.parse().ok()?);
        Some(Self { under: Token::stored(prefix), until: asked.checked_add(lasts)? })
    }
}

/// What tells who asks, and for which stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Viewer([u8; 32]);

impl Viewer {
    /// By what the node that leads knows them.
    fn of(request: &HttpRequest) -> Self {
        let mut hash = Sha256::new();
        hash.update(stream(request.path()));
        for name in [COOKIE, AUTHORIZATION] {
            for value in request.headers().get_all(&name) {
                // no header and no path has line feeds
                hash.update(b"\n");
                hash.update(name.as_str());
                hash.update(value.as_bytes());
            }
        }
        Self(hash.finalize().into())
    }
}

/// See the module.
pub struct Admissions {
    viewers: Cache<Viewer, Admission, UnitWeighter>,
    /// Streams to which somebody was admitted: who asks for others does not have to be known.
    streams: Cache<String, ()>,
}

impl Default for Admissions {
    fn default() -> Self {
        let viewers = Cache::with_weighter(EXPECTED, REMEMBERED, UnitWeighter);
        Self { viewers, streams: Cache::new(STREAMS) }
    }
}

impl Admissions {
    /// The prefix to which the sender of a request is admitted now.
    pub fn of(&self, request: &HttpRequest) -> Option<Token> {
        self.streams.get(stream(request.path()))?;
        let admission = self.viewers.get(&Viewer::of(request))?;
        (Instant::now() < admission.until).then_some(admission.under)
    }

    /// The sender of a request is admitted.
    pub fn add(&self, request: &HttpRequest, admission: Admission) {
        self.streams.insert(stream(request.path()).to_owned(), ());
        self.viewers.insert(Viewer::of(request), admission);
    }

    /// The sender of a request is no longer admitted, as far as is known.
    pub fn remove(&self, request: &HttpRequest) {
        self.viewers.remove(&Viewer::of(request));
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn request(uri: &str, headers: &[(&'static str, &str)]) -> HttpRequest {
        let request = headers.iter().fold(TestRequest::get().uri(uri), |request, (name, value)| {
            request.append_header((*name, *value))
        });
        request.to_http_request()
    }

    fn viewer(uri: &str, headers: &[(&'static str, &str)]) -> Viewer {
        Viewer::of(&request(uri, headers))
    }

    #[test]
    fn viewers_are_told_apart_by_stream_and_by_what_they_are_known_by() {
        let cookie = [("cookie", "unlock=1"), ("user-agent", "a")];
        let one = viewer("/alice/playlist.m3u8?_HLS_msn=1", &cookie);
        assert_eq!(one, viewer("/alice/master.m3u8", &[("user-agent", "b"), ("cookie", "unlock=1")]));
        let file = viewer("/-/live/abc/0/1.m4s", &cookie);
        assert_eq!(file, viewer("/-/live/abc/1/2.m4s", &cookie));
        for other in [
            file,
            viewer("/-/live/abd/0/1.m4s", &cookie),
            viewer("/bob/master.m3u8", &cookie),
            viewer("/alice/master.m3u8", &[("cookie", "unlock=2")]),
            viewer("/alice/master.m3u8", &[("authorization", "unlock=1")]),
            viewer("/alice/master.m3u8", &[("cookie", "unlock=1"), ("cookie", "b=2")]),
            viewer("/alice/master.m3u8", &[]),
        ] {
            assert_ne!(one, other);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_admission_lasts_as_long_as_the_node_that_leads_says() {
        let (all, viewer) = (Admissions::default(), request("/alice/master.m3u8", &[]));
        let read = |value: &str| {
            let mut headers = hyper::HeaderMap::new();
            headers.insert("x-pystreaming-admission", value.parse().unwrap());
            Admission::read(&headers, Instant::now())
        };
        for other in ["abc", "abc soon", "abc 18446744073709551615"] {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(all.of(&viewer), None);
        all.add(&viewer, read("abc 60").unwrap());
        assert_eq!(all.of(&request("/alice/master.m3u8", &[("cookie", "a=b")])), None, "somebody else");
        tokio::time::advance(Duration::from_secs(59)).await;
        assert_eq!(all.of(&viewer), Some(Token::stored("abc")));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(all.of(&viewer), None);
        all.add(&viewer, read("abc 60").unwrap());
        all.remove(&viewer);
        assert_eq!(all.of(&viewer), None);
    }
}
