//! What players get of media that a server of the site packages: playlists that wait for the next part, and the files that they name.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use pystreaming_actors::delivery::{DistantMedia, NoMedia, PackagedMedia, Served, Wanted};
use pystreaming_actors::media::{Quality, QualityInfo};
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::packager::{Addresses, File, FileName};
use pystreaming_actors::precompressed::Precompressed;

use super::chunked::Chunked;
use super::encoding;
use super::ranged::{self, Content};
use super::refusal::refuse;

/// Where files are, followed by the prefix of their broadcast.
pub const FILES: &str = "/-/live";
/// Content type of playlists.
pub const HLS: &str = "application/vnd.apple.mpegurl";

/// What a player asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// The master playlist.
    Master,
    /// The playlist of a quality; `None` stands for the first one.
    Playlist(Option<Quality>),
    /// A file of a rendition.
    File(usize, FileName),
}

/// Whose media a player asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those of the running broadcast of this streamer.
    Streamer(String),
    /// Those under this prefix.
    Broadcast(Token),
}

impl Wish {
    /// What a path asks for, and of whom.
    pub fn of(path: &str) -> Option<(Whose, Self)> {
        if let Some(file) = path.strip_prefix(FILES).and_then(|path| path.strip_prefix('/')) {
            let (prefix, file) = file.split_once('/')?;
            let (rendition, name) = file.split_once('/')?;
            let file = Self::File(rendition.parse().ok()?, name.parse().ok()?);
            return Some((Whose::Broadcast(Token::stored(prefix)), file));
        }
        let (name, playlist) = path.strip_prefix('/')?.split_once('/')?;
        let wish = match playlist {
            "master.m3u8" => Self::Master,
            "playlist.m3u8" => Self::Playlist(None),
            _ => {
                let quality = playlist.strip_prefix("playlist/")?.strip_suffix(".m3u8")?;
                Self::Playlist(Some(Quality::parse(quality).ok()?))
            }
        };
        Some((Whose::Streamer(percent_decode_str(name).decode_utf8().ok()?.into_owned()), wish))
    }
}

/// Whether a path can only be meant for media.
pub fn is_media(path: &str) -> bool {
    let below = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    below.is_some_and(|(first, rest)| match rest {
        "master.m3u8" | "playlist.m3u8" => true,
        _ if first == "-" => rest.starts_with("live/"),
        _ => rest.starts_with("playlist/") && rest.ends_with(".m3u8"),
    })
}

/// Why a player gets no media.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// See [`NoMedia`].
    #[error(transparent)]
    NoMedia(#[from] NoMedia),
    /// Only so many may.
    #[error("too many requests of your address wait for media at once")]
    TooMany,
    /// A number of the query.
    #[error("{0} must be a whole number")]
    NotANumber(&'static str),
    /// The query is incomplete.
    #[error("_HLS_part needs _HLS_msn beside it")]
    PartAlone,
}

impl Refused {
    fn response(&self) -> HttpResponse {
        let status = match self {
            Self::NoMedia(NoMedia::Missing) => StatusCode::NOT_FOUND,
            Self::NoMedia(NoMedia::TooFar) | Self::NotANumber(_) | Self::PartAlone => StatusCode::BAD_REQUEST,
            Self::NoMedia(NoMedia::Late) => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
        };
        let mut response = refuse(status, &self.to_string());
        if matches!(self, Self::NoMedia(NoMedia::Late) | Self::TooMany) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// Answers from what this process packages. `hold` makes room for a request that has to wait.
pub async fn answer<G>(
    request: &HttpRequest,
    media: &PackagedMedia,
    (streamer, served): (&StreamerName, &Served),
    wish: &Wish,
    hold: impl FnOnce() -> Result<G, Refused>,
) -> HttpResponse {
    let cache = cache(wish, served.is_locked);
    let answered = match wish {
        Wish::Master => media.master(&served.prefix).ok_or(Refused::NoMedia(NoMedia::Missing)),
        Wish::Playlist(quality) => playlist(request, media, (streamer, served), quality.as_ref(), hold).await,
        Wish::File(rendition, name) => {
            return match file(media, *rendition, *name, &served.prefix, hold).await {
                Ok(found) => ranged::respond(request, content(*rendition, *name, found.pieces, cache)),
                Err(refused) => refused.response(),
            };
        }
    };
    match answered {
        Ok(text) => encoding::respond(request, &text, HLS, cache),
        Err(refused) => refused.response(),
    }
}

/// A file as clients get it.
fn content(rendition: usize, name: FileName, pieces: Vec<Bytes>, cache: &'static str) -> Content {
    let content_type = match name {
        FileName::Init(_) => "video/mp4",
        FileName::Segment(_) | FileName::Part(..) => "video/iso.segment",
    };
    let len: usize = pieces.iter().map(Bytes::len).sum();
    Content { pieces, etag: format!("\"{rendition}-{name}-{len}\""), content_type, cache }
}

/// How long an answer may be kept, and by whom.
pub fn cache(wish: &Wish, is_locked: bool) -> &'static str {
    match (wish, is_locked) {
        (Wish::Master | Wish::Playlist(_), false) => "public, max-age=1",
        (Wish::Master | Wish::Playlist(_), true) => "private, max-age=1",
        (Wish::File(..), false) => "public, max-age=3600, immutable",
        (Wish::File(..), true) => "private, max-age=3600, immutable",
    }
}

/// The playlist of a quality, once it contains what the player waits for.
async fn playlist<G>(
    request: &HttpRequest,
    media: &PackagedMedia,
    (streamer, served): (&StreamerName, &Served),
    quality: Option<&Quality>,
    hold: impl FnOnce() -> Result<G, Refused>,
) -> Result<Precompressed, Refused> {
    let wanted = wanted(request.query_string())?;
    let rendition = media.rendition(quality).ok_or(NoMedia::Missing)?;
    let _held = wanted.map(|_| hold()).transpose()?;
    let addresses = |qualities: Vec<QualityInfo>| addresses(streamer, &served.prefix, &qualities);
    let text = media.playlist(rendition, &served.prefix, wanted, addresses, served.is_locked).await;
    text.map_err(Refused::from)
}

/// A file that is there, or the part that comes next.
async fn file<G>(
    media: &PackagedMedia,
    rendition: usize,
    name: FileName,
    prefix: &Token,
    hold: impl FnOnce() -> Result<G, Refused>,
) -> Result<File, Refused> {
    if let Some(found) = media.file(rendition, name, prefix) {
        return Ok(found);
    }
    let _held = hold()?;
    Ok(media.next_file(rendition, name, prefix).await?)
}

fn addresses(streamer: &StreamerName, prefix: &Token, qualities: &[QualityInfo]) -> Addresses {
    let streamer = utf8_percent_encode(streamer.as_str(), NON_ALPHANUMERIC);
    let playlists = qualities.iter().map(|quality| match &quality.name {
        Some(name) => format!("/{streamer}/playlist/{name}.m3u8"),
        None => format!("/{streamer}/playlist.m3u8"),
    });
    Addresses { files: format!("{FILES}/{prefix}/"), playlists: playlists.collect(), whole: None }
}

/// What `_HLS_msn` and `_HLS_part` ask for.
fn wanted(query: &str) -> Result<Option<Wanted>, Refused> {
    let (mut msn, mut part) = (None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "_HLS_msn" => msn = Some(value.parse().map_err(|_| Refused::NotANumber("_HLS_msn"))?),
            "_HLS_part" => part = Some(value.parse().map_err(|_| Refused::NotANumber("_HLS_part"))?),
            _ => {}
        }
    }
    match (msn, part) {
        (Some(msn), part) => Ok(Some(Wanted { msn, part })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Refused::PartAlone),
    }
}

/// For media that are not there.
pub fn not_live() -> HttpResponse {
    refuse(StatusCode::NOT_FOUND, "this stream is not live, or not in this quality")
}

/// Fetches what other nodes package.
pub trait OtherNodes {
    /// What a node answers to this request about what is served under a prefix, whatever protects the stream. `None` if it does not.
    fn fetch<'a>(
        &'a self,
        request: &'a HttpRequest,
        process: &'a str,
        prefix: &'a Token,
    ) -> LocalBoxFuture<'a, Option<Arc<Fetched>>>;

    /// The same, if that is this process.
    fn own<'a>(
        &'a self,
        request: &'a HttpRequest,
        process: &'a str,
    ) -> LocalBoxFuture<'a, Option<HttpResponse>>;

    /// Tells a node where another is.
    fn address_of(&self, process: &str) -> Option<HeaderValue>;
}

/// In the request of a node that would rather fetch media from the node that packages them, and in the answer that says which one that
/// is.
pub const PACKAGER: HeaderName = HeaderName::from_static("x-pystreaming-packager");

/// In the request of a node that wants to know whether its client may see media that are not for everybody, rather than the media. In the
/// answer: the prefix under which they are, and for how many seconds the node may take the client to be admitted.
pub const ADMISSION: HeaderName = HeaderName::from_static("x-pystreaming-admission");

/// The answer of another node, for all who ask for the same.
pub struct Fetched {
    /// Its status.
    pub status: StatusCode,
    /// What says how to read its body.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Its body.
    pub body: Bytes,
}

impl Fetched {
    /// The same for a client, without the body.
    pub fn response(&self) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(self.status);
        self.describe(&mut response);
        response
    }

    /// The same for a client, or the part of it that the client asks for.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let body = vec![self.body.clone()];
        let etag = self.headers.iter().find(|(name, _)| name == ETAG);
        match etag.filter(|_| self.status == StatusCode::OK) {
            Some((_, etag)) => {
                ranged::answer(request, etag.as_bytes(), body, |response| self.describe(response))
            }
            None => self.response().body(Chunked::new(body)),
        }
    }

    fn describe(&self, response: &mut HttpResponseBuilder) {
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
    }
}

/// The way of a thread to other nodes.
pub type ToOtherNodes = web::Data<Rc<dyn OtherNodes>>;

/// Answers from what another node packages, to somebody who may see it. `hold` makes room for a request that has to wait.
pub async fn fetched<G>(
    request: &HttpRequest,
    media: &DistantMedia,
    wish: &Wish,
    served: &Served,
    hold: impl FnOnce() -> Result<G, Refused>,
) -> HttpResponse {
    // there is a way wherever other nodes package
    let Some(nodes) = request.app_data::<ToOtherNodes>() else { return not_live() };
    if request.headers().contains_key(PACKAGER)
        && let Some(node) = nodes.address_of(&media.process)
    {
        return HttpResponse::NoContent().insert_header((PACKAGER, node)).finish();
    }
    let _held = match hold() {
        Ok(held) => held,
        Err(refused) => return refused.response(),
    };
    let cache = cache(wish, served.is_locked);
    if let Some(mut own) = nodes.own(request, &media.process).await {
        if own.status().is_success() {
            own.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        }
        return own;
    }
    let Some(fetched) = nodes.fetch(request, &media.process, &served.prefix).await else {
        return Refused::NoMedia(NoMedia::Late).response();
    };
    match wish {
        Wish::File(rendition, name) if fetched.status == StatusCode::OK => {
            ranged::respond(request, content(*rendition, *name, vec![fetched.body.clone()], cache))
        }
        _ => {
            let mut response = fetched.response();
            if fetched.status == StatusCode::OK {
                response.insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)));
            }
            response.body(fetched.body.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_what_is_asked_for() {
        let of = |name: &str| Whose::Streamer(name.to_owned());
        let hd = Quality::parse("hd").unwrap();
        let live = |prefix: &str| Whose::Broadcast(Token::stored(prefix));
        for (path, wish) in [
            ("/alice/master.m3u8", Some((of("alice"), Wish::Master))),
            ("/zo%C3%AB/playlist.m3u8", Some((of("zoë"), Wish::Playlist(None)))),
            ("/alice/playlist/hd.m3u8", Some((of("alice"), Wish::Playlist(Some(hd))))),
            ("/-/live/abc/1/7.m4s", Some((live("abc"), Wish::File(1, FileName::Segment(7))))),
            ("/-/live/abc/0/7.2.m4s", Some((live("abc"), Wish::File(0, FileName::Part(7, 2))))),
            ("/-/live/abc/x/7.m4s", None),
            ("/-/live/abc", None),
            ("/alice/", None),
            ("/alice/playlist/a%20b.m3u8", None),
            ("/%ff/master.m3u8", None),
            ("/", None),
        ] {
            assert_eq!(Wish::of(path), wish, "{path}");
        }
    }
}
